"""A squad in a store elsewhere: the same files, each athlete whole or completed by the next run."""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest
from support.command import run
from support.examples import swept
from support.folders import tree

from fitexport.errors import UsageError
from fitexport.export.bundle import Bundle
from fitexport.export.folder import files_of
from fitexport.export.manifest import MANIFEST_NAME
from fitexport.export.weeks import compile_weeks
from fitexport.season.season import season_of
from fitexport.season.settings import Settings
from fitexport.squad.compiling import Line
from fitexport.squad.exporting import SquadExport, export_squad
from fitexport.squad.refusing import StoreError
from fitexport.squad.remote import Remote, is_address, place_of
from fitexport.squad.remote_folders import UNFINISHED, RemoteFolders

fsspec = pytest.importorskip("fsspec")
memory = pytest.importorskip("fsspec.implementations.memory")

pytestmark = pytest.mark.usefixtures("alone")

TODAY = date(2027, 3, 1)
TWO = "id,name,mile,race day\n1,Anna,6:20,2027-05-01\n2,Ben,7:40,2027-05-01\n"
ONE = "id,name,mile,race day\n1,Anna,6:20,2027-05-01\n"
OUT, COUNTED = "memory://bucket/squad", "counted://bucket/squad"
NOTES = ("squad-summary.csv", "squad-summary.html", ".fitexport-squad.json")


class Counted(memory.MemoryFileSystem):  # type: ignore[misc, name-defined]  # it has no types
    """A store in memory that counts what is asked of it, and breaks off at one of these."""

    protocol = "counted"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    asked: ClassVar[list[tuple[str, str]]] = []
    breaks_at: ClassVar[int | None] = None
    error: ClassVar[BaseException] = ConnectionResetError("cut off")

    @classmethod
    def ask(cls, what: str, path: str) -> None:
        if len(cls.asked) == cls.breaks_at:
            raise cls.error
        cls.asked.append((what, path.rpartition("/")[2]))

    def cat_file(self, path: str, *args: Any, **more: Any) -> bytes:
        self.ask("read", path)
        return super().cat_file(path, *args, **more)  # type: ignore[no-any-return]

    def pipe_file(self, path: str, value: bytes, **more: Any) -> None:
        self.ask("write", path)
        super().pipe_file(path, value, **more)

    def rm_file(self, path: str) -> None:
        self.ask("remove", path)
        del self.store[self._strip_protocol(path)]

    def find(self, path: str, **more: Any) -> dict[str, Any]:
        self.ask("list", path)
        return super().find(path, **more)  # type: ignore[no-any-return]


@pytest.fixture(autouse=True)
def stores() -> Iterator[None]:
    fsspec.register_implementation("counted", Counted, clobber=True)
    _clear(memory.MemoryFileSystem)
    _clear(Counted)
    Counted.asked.clear()
    yield
    Counted.breaks_at = None


def _clear(kind: Any) -> None:
    kind.store.clear()
    kind.pseudo_dirs[:] = [""]


@contextmanager
def broken(at: int, error: BaseException | None = None) -> Iterator[None]:
    """The store breaks off at this operation."""
    Counted.asked.clear()
    Counted.breaks_at, Counted.error = at, error or ConnectionResetError("cut off")
    try:
        yield
    finally:
        Counted.breaks_at = None


def export(out: str | Path = OUT, text: str = TWO, **more: Any) -> SquadExport:
    Path("squad.csv").write_text(text, encoding="utf-8")
    given: dict[str, Any] = {"today": TODAY, "week": "3"} | more
    return export_squad(Path("squad.csv"), out, **given)


def content(out: str = OUT) -> dict[str, bytes]:
    """All that is in a store, as `tree` has what is in a folder."""
    files, root = fsspec.core.url_to_fs(out)
    return {path[len(root) + 1 :]: files.store[path].getvalue() for path in files.find(root)}


def in_folder(name: str = "folder") -> dict[str, bytes]:
    """The same of a folder on this computer."""
    found = tree(Path(name))
    return {path: data for path, data in found.items() if isinstance(data, bytes)}


def athletes(found: Mapping[str, Any]) -> dict[str, Any]:
    return {path: data for path, data in found.items() if path not in NOTES}


def put(path: str, data: bytes, out: str = OUT) -> None:
    files, root = fsspec.core.url_to_fs(out)
    files.pipe_file(f"{root}/{path}", data)


# --- the same as in a folder --------------------------------------------------------------


@pytest.mark.parametrize("as_zip", [False, True])
@pytest.mark.parametrize("week", ["3", "2-3"])
def test_a_store_gets_what_a_folder_gets(as_zip: bool, week: str) -> None:
    made = [export(out, week=week, as_zip=as_zip) for out in ("folder", OUT)]
    assert in_folder() == content()
    assert made[0].counts == made[1].counts == {"new": 2}
    assert made[1].summary.csv == f"{OUT}/squad-summary.csv"


@pytest.mark.parametrize("as_zip", [False, True])
def test_and_again_when_athletes_change_or_leave(as_zip: bool) -> None:
    changed = TWO.replace("6:20", "6:10").replace("2,Ben", "3,Cleo")
    for text in (TWO, changed):
        made = [export(out, text, as_zip=as_zip) for out in ("folder", OUT)]
        assert made[0].counts == made[1].counts
        assert made[0].left == made[1].left
    assert made[1].left == ("Ben_2",)
    assert in_folder() == content()
    calendar = content().get("Anna_1/mile-week-03.ics") or _zipped("Anna_1.zip")
    assert b"SEQUENCE:1\r\n" in calendar


def _zipped(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content()[name])) as archive:
        return archive.read("mile-week-03.ics")


def test_weeks_that_follow_take_the_place_of_earlier_ones() -> None:
    for out in ("folder", OUT):
        for week in ("3", "2-3", "4"):
            export(out, week=week)
    assert in_folder() == content()


def test_a_file_address_is_a_folder_of_this_computer() -> None:
    address = f"{Path.cwd().as_uri()}/a%20folder"
    export(address)
    export("folder")
    assert in_folder("a folder") == in_folder()


def test_threads_write_what_one_writes() -> None:
    export("folder")
    with ThreadPoolExecutor(2) as executor:
        export(COUNTED, executor=executor)
    assert content(COUNTED) == in_folder()


# --- what costs time and money ------------------------------------------------------------


def test_a_new_athlete_is_noted_first_and_listed_last() -> None:
    export(COUNTED, ONE)
    about = Counted.asked[: Counted.asked.index(("remove", UNFINISHED)) + 1]
    what, names = zip(*about, strict=True)
    assert (what[0], set(what[1:-1]), what[-1]) == ("list", {"write"}, "remove")
    assert (names[1], names[-2], names[-1]) == (UNFINISHED, MANIFEST_NAME, UNFINISHED)
    assert len(names) == 13, "ten files of the athlete"


def test_an_unchanged_athlete_costs_one_listing_manifest_and_calendar() -> None:
    export(COUNTED, ONE)
    Counted.asked.clear()
    assert export(COUNTED, ONE).counts == {"unchanged": 1}
    assert Counted.asked[:3] == [
        ("list", "Anna_1"),
        ("read", MANIFEST_NAME),
        ("read", "mile-week-03.ics"),
    ]
    assert {name for what, name in Counted.asked[3:] if what == "write"} <= set(NOTES)


# --- interrupted --------------------------------------------------------------------------

ANNA = season_of(Settings(mile_s=380.0, race_day=date(2027, 5, 1)))


@cache
def bundles_of(*weeks: int) -> tuple[Bundle, ...]:
    return compile_weeks(ANNA, weeks, today=TODAY)


@swept(4, 2)
@pytest.mark.parametrize("error", [ConnectionResetError("cut off"), KeyboardInterrupt()])
@pytest.mark.parametrize("first", [(), (2, 3), (4,)])
def test_wherever_an_athlete_is_interrupted_the_next_run_completes_it(
    first: tuple[int, ...], error: BaseException, every: int
) -> None:
    target = RemoteFolders(Remote(COUNTED))

    def write(*weeks: int) -> None:
        target.write("Anna", bundles_of(*weeks), target.earlier("Anna"))

    if first:
        write(*first)
    kept, whole = content(COUNTED), files_of(bundles_of(3))
    steps = 0
    while True:
        _restore(kept)
        with broken(steps, error), suppress(StoreError, KeyboardInterrupt):
            write(3)
            break
        found = content(f"{COUNTED}/Anna")
        if UNFINISHED not in found and found.get(MANIFEST_NAME) == whole[MANIFEST_NAME]:
            assert found == whole
        write(3)
        assert content(f"{COUNTED}/Anna") == whole
        steps += every
    assert steps > 10


def _restore(kept: Mapping[str, bytes]) -> None:
    _clear(Counted)
    for path, data in kept.items():
        put(path, data, COUNTED)


def test_a_run_with_other_paces_completes_an_interrupted_one() -> None:
    with broken(6), pytest.raises(StoreError):
        export(COUNTED)
    assert f"Anna_1/{UNFINISHED}" in content(COUNTED)
    changed = TWO.replace("6:20", "6:05")
    assert export(COUNTED, changed).counts == {"new": 2}
    export("folder", changed)
    assert athletes(content(COUNTED)) == athletes(in_folder())


# --- files of others ----------------------------------------------------------------------


def test_what_the_coach_wrote_or_edited_stays() -> None:
    export()
    put("Anna_1/notes.txt", b"left knee")
    put("Anna_1/photos/1.jpg", b"a photo")
    put("Anna_1/mile-week-03.ics", b"mine")
    lines: list[Line] = []
    export(week="4", on_line=lines.append)
    assert lines[0].kept == ("mile-week-03.ics",)
    found = content()
    assert found["Anna_1/mile-week-03.ics"] == b"mine"
    assert found["Anna_1/notes.txt"] == b"left knee"
    assert found["Anna_1/photos/1.jpg"] == b"a photo"
    lines.clear()
    export(week="3", on_line=lines.append)  # where the edited one is in the way
    assert [line.change for line in lines] == ["not written", "changed"]
    assert f"in the way:\n  {OUT}/Anna_1/mile-week-03.ics" in lines[0].problems[0].problem
    assert content()["Anna_1/mile-week-03.ics"] == b"mine"


def test_a_note_of_somebody_else_makes_no_file_ours() -> None:
    export()
    put("Anna_1/mile-week-03.ics", b"mine")
    put(f"Anna_1/{UNFINISHED}", b'{"files": [1, 2')
    made = export(text=TWO.replace("6:20", "6:10"))
    assert made.counts == {"not written": 1, "unchanged": 1}
    assert content()["Anna_1/mile-week-03.ics"] == b"mine"


def test_a_foreign_zip_or_an_edited_summary_stays() -> None:
    export(as_zip=True)
    put("Anna_1.zip", b"mine")
    put("squad-summary.csv", b"mine")
    made = export(as_zip=True, week="4")
    assert made.counts == {"not written": 1, "changed": 1}
    assert made.summary.kept == (f"{OUT}/squad-summary.csv",)
    assert (content()["Anna_1.zip"], content()["squad-summary.csv"]) == (b"mine", b"mine")


def test_an_athlete_whose_folder_has_a_strange_manifest_is_not_written() -> None:
    put(f"Anna_1/{MANIFEST_NAME}", b"{}")
    made = export()
    assert made.counts == {"not written": 1, "new": 1}
    row = next(csv.DictReader(io.StringIO(content()["squad-summary.csv"].decode("utf-8-sig"))))
    assert row["Problems"].startswith(f"{OUT}/Anna_1/{MANIFEST_NAME} is not a manifest")


# --- what goes wrong ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (FileNotFoundError("NoSuchBucket"), "there is no such bucket or folder in the store"),
        (PermissionError("Access Denied"), "the store denies access (Access Denied)"),
        (ConnectionResetError("cut off"), "the store cannot be used (cut off)"),
        (
            RuntimeError('no connection to "https://me:hunter2@host/"'),
            'the store cannot be used (no connection to "https://host/")',
        ),
        (TimeoutError(), "the store cannot be used (TimeoutError)"),
    ],
)
def test_what_fails_in_the_store_stops_everything_with_a_remedy(
    error: Exception, message: str
) -> None:
    with broken(1, error), pytest.raises(StoreError) as raised:
        export(COUNTED)
    assert raised.value.problem == message
    assert raised.value.where.startswith(COUNTED)
    assert raised.value.remedy
    assert raised.value.exit_code == 6


def test_only_this_process_can_write_into_its_memory() -> None:
    with ThreadPoolExecutor(1) as executor, pytest.raises(UsageError, match="--jobs 1"):
        export(executor=executor)


@pytest.mark.parametrize(
    "address",
    [
        "s3://key:hunter2@bucket/squad",
        "sftp://me:hunter2@host/squad",
        "s3://bucket/squad?X-Amz-Signature=hunter2",
        "s3://bucket/squad#hunter2",
        "s3://bucket/*",
        "s3://bucket/a\nb",
        "S3://bucket",
        "s3://",
        "simplecache::s3://bucket/hunter2",
        "memory://bucket/s3://hunter2",
        "nonsense://bucket",
        "://hunter2",
        "s3://[::1",
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(address: str) -> None:
    assert is_address(address)
    with pytest.raises(UsageError) as raised:
        place_of(address)
    assert "hunter2" not in str(raised.value)
    result = run("squad", "squad.csv", "--out", address)
    assert "hunter2" not in result.output


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "fsspec", None)
        with pytest.raises(UsageError) as raised:
            place_of("s3://bucket/squad")
    assert "s3:// needs fsspec" in str(raised.value)
    assert "pip install 'fitexport[cloud]'" in str(raised.value)
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(UsageError) as raised:
        place_of("s3://bucket/squad")
    assert "s3:// needs s3fs" in str(raised.value)


def test_addresses_are_kept_as_they_are() -> None:
    assert place_of("memory://bucket/a folder".replace(" ", "-") + "/") == Remote(
        "memory://bucket/a-folder"
    )
    assert not is_address("C:\\squads")
    assert not is_address("s3:/bucket")


def test_the_command_writes_to_an_address() -> None:
    Path("squad.csv").write_text(TWO)
    result = run("squad", "squad.csv", "--today", str(TODAY), "--out", OUT)
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        f"2 athletes in {OUT}: 2 new\n"
        f"Next: open {OUT}/squad-summary.html, to read or print;"
        " squad-summary.csv is for spreadsheets\n"
    )
    assert f"Anna_1/{MANIFEST_NAME}" in content()
