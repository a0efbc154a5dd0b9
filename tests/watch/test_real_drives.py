"""Watches on the file systems of real ones: FAT by the kernel's own driver, and gvfs.

FAT is mounted here if this kernel can, else in another one that runs as a program (User Mode
Linux). gvfs shows a watch that is served over WebDAV: the `gio` program and the folder that can
be read are those of a watch without a drive, only the cable is missing.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from support import real_fat
from support.command import run
from support.folders import tree
from support.mounts import run_on_fat, served_through_gvfs
from support.watches import (
    FENIX,
    MemoryStorage,
    all_files,
    files_of,
    folders_of,
    foreign_workout,
    make_drive,
)

from fitexport.watch.connected import open_watch
from fitexport.watch.mtp import MtpStorage

pytestmark = pytest.mark.slow

IMPORT_FOLDER = "Garmin/NewFiles"
Report = dict[str, Any]


class Given:
    """A fenix, and two versions of a week as the program exports it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = files_of(FENIX)
        (folder / "watch").mkdir(parents=True)
        make_drive(folder / "watch", FENIX)
        self.first = self._export("first", "6:20")
        self.second = self._export("second", "6:10")

    def _export(self, name: str, mile: str) -> dict[str, bytes]:
        """What it puts into the import folder; the runner is the same, whatever the mile."""
        own = self.folder / "fitexport.toml"
        own.write_text('[athlete]\nid = "anna"\n[season]\nid = "mile-2027"\n')
        done = run(
            *("week", "3", "--out", str(self.folder / name), "--mile", mile, "--goal", "6:00"),
            *("--config", str(own)),
            *("--level", "intermediate", "--cross", "cycling"),
            *("--race-day", "2027-05-01", "--today", "2027-03-01"),
        )
        assert done.exit_code == 0, done.output
        return {
            f"{IMPORT_FOLDER}/{path.name}": path.read_bytes()
            for path in (self.folder / name).glob("*.fit")
        }

    def in_memory(self) -> Remembering:
        return Remembering(self.files, folders_of(FENIX))


class Namesake:
    """A watch with files of others in it whose names differ from ours only in case. FAT finds a file by
    any case: whoever writes w.fit writes over W.FIT."""

    def __init__(self, folder: Path, given: Given) -> None:
        shutil.copytree(given.folder, folder)
        self.folder = folder
        self.files, self.ours = dict(given.files), dict(given.first)
        theirs = [min(given.first), f"{IMPORT_FOLDER}/schedule.fit"]
        for number, path in enumerate(theirs):
            place, _, name = path.rpartition("/")
            data = foreign_workout(serial=number + 1)
            self.files[f"{place}/{name.upper()}"] = data
            (folder / "watch" / place / name.upper()).write_bytes(data)
            self.ours[path.replace(".fit", "-2.fit")] = self.ours.pop(path)


class Remembering(MemoryStorage):
    """A watch in memory that remembers what was on it after each change."""

    def __init__(self, files: Mapping[str, bytes], folders: list[str]) -> None:
        super().__init__(files, folders)
        self.states = [dict(files)]

    def write(self, path: str, data: bytes) -> None:
        super().write(path, data)
        self.states.append(dict(self.files))

    def rename(self, path: str, name: str) -> None:
        super().rename(path, name)
        self.states.append(dict(self.files))

    def remove(self, path: str) -> None:
        super().remove(path)
        self.states.append(dict(self.files))


@pytest.fixture(scope="module")
def on_disk() -> Iterator[Path]:
    """A folder on disk: the guest kernel has its own /dev, without pytest's in /dev/shm."""
    with TemporaryDirectory(prefix="drives-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def given(on_disk: Path) -> Iterator[Given]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(on_disk))
        patch.setenv("XDG_CONFIG_HOME", str(on_disk))
        yield Given(on_disk / "given")


@pytest.fixture(scope="module")
def namesake(on_disk: Path, given: Given) -> Namesake:
    return Namesake(on_disk / "namesake", given)


# --- FAT --------------------------------------------------------------------------------


Reports = dict[str, list[Report]]
"""The reports of each scenario, with what was on the drive then."""


def on_fat(
    folders: Mapping[str, Path], work: Path, every: int = 1, *, own_kernel: bool = False
) -> Reports:
    work.mkdir()
    script = Path(real_fat.__file__)
    output = run_on_fat(script, folders, work, str(every), own_kernel=own_kernel)
    reports: Reports = {scenario: [] for scenario in folders}
    for line in output.splitlines():
        if line.startswith(real_fat.MARK):
            scenario, report = json.loads(line.removeprefix(real_fat.MARK))
            reports[scenario].append(report)
    return reports


def on_drive(*files: Mapping[str, bytes]) -> dict[str, str | None]:
    """A report of a drive with these files."""
    tree: dict[str, str | None] = dict.fromkeys(folders_of(FENIX))
    for each in files:
        tree |= {path: hashlib.sha256(data).hexdigest() for path, data in each.items()}
    return tree


def test_a_drive_that_stays_in_its_place(
    given: Given, namesake: Namesake, on_disk: Path, tmp_path: Path
) -> None:
    """All scenarios in one kernel: starting one takes as long as a scenario."""
    folders = dict.fromkeys(("install and undo", "full", "read only"), given.folder)
    reports = on_fat({**folders, "names alike": namesake.folder}, on_disk / "staying")
    _a_week_is_installed_replaced_and_undone(given, reports, tmp_path)
    _a_full_drive_is_left_as_it_was(given, reports)
    _a_drive_that_cannot_be_written_is_left_as_it_was(given, reports)
    _names_that_differ_only_in_case_from_foreign_ones_are_not_used(namesake, reports)


def _a_week_is_installed_replaced_and_undone(
    given: Given, reports: Reports, tmp_path: Path
) -> None:
    model = given.in_memory()
    real_fat.install(open_watch(model, tmp_path / "records"), given.folder / "first")
    real_fat.install(open_watch(model, tmp_path / "records"), given.folder / "second")
    assert reports["install and undo"] == [
        {"after": "nothing", "tree": on_drive(given.files)},
        {"after": "install", "changes": 9, "tree": on_drive(given.files, given.first)},
        {"after": "install again", "changes": 0, "tree": on_drive(given.files, given.first)},
        {"after": "install another version", "changes": 11, "tree": on_drive(model.files)},
        {"after": "undo", "tree": on_drive(given.files, given.first)},
    ]


def _a_full_drive_is_left_as_it_was(given: Given, reports: Reports) -> None:
    *tries, last = reports["full"]
    assert [report["left"] for report in tries] == [0, 1, 3, 6, 10]
    for report in tries[:-1]:
        where, _, why = report["error"].partition("No space left on device")
        assert where.startswith("WatchError: ")
        assert why == (
            "\n  the watch is as it was before; make room on it (fitexport watch clean), or plug it"
            " in again if it was pulled out"
        )
        assert report["tree"] == on_drive(given.files)
    assert tries[-1]["error"] == ""
    assert tries[-1]["tree"] == last["tree"] == on_drive(given.files, given.first)


def _a_drive_that_cannot_be_written_is_left_as_it_was(given: Given, reports: Reports) -> None:
    refused, done = reports["read only"]
    where, _, why = refused["error"].partition("Read-only file system")
    assert where.startswith("WatchError: ")
    assert why == (
        "\n  the watch is as it was before; it is read-only: unplug it,"
        " plug it in again, and check its USB settings"
    )
    assert refused["tree"] == on_drive(given.files)
    assert done["tree"] == on_drive(given.files, given.first)


def _names_that_differ_only_in_case_from_foreign_ones_are_not_used(
    namesake: Namesake, reports: Reports
) -> None:
    assert reports["names alike"] == [
        {"after": "nothing", "tree": on_drive(namesake.files)},
        {"after": "install", "tree": on_drive(namesake.files, namesake.ours)},
        {"after": "undo", "tree": on_drive(namesake.files)},
    ]


def test_a_drive_that_is_pulled_out(
    given: Given, on_disk: Path, tmp_path: Path, *, whole: bool
) -> None:
    every = 1 if whole else 5  # odd, and less than any scenario has: both ways to recover are tried
    folders = dict.fromkeys(("memory", *PULLED), given.folder)
    reports = on_fat(folders, on_disk / "pulled", every, own_kernel=True)
    _a_drive_that_is_pulled_out_does_not_answer_from_memory(reports)
    for scenario in PULLED:
        _a_drive_that_is_pulled_out_has_all_that_was_done_and_is_recovered(
            given, reports[scenario], tmp_path / scenario, every, scenario
        )


def _a_drive_that_is_pulled_out_does_not_answer_from_memory(
    reports: Reports,
) -> None:
    (report,) = reports["memory"]
    assert report["answers"] == ["yes", "Input/output error", "yes"]


PULLED = {
    "pulled after a change": (("first", "second"), 17, 1),
    "pulled before a change, half known": (("first",), 18, 0),
    "pulled between files, taken away": (("first", "second"), 6, 0),
}
"""Exports installed, moments of the last install at which it is pulled, changes made by the first moment."""


def _a_drive_that_is_pulled_out_has_all_that_was_done_and_is_recovered(
    given: Given, report: list[Report], records: Path, every: int, scenario: str
) -> None:
    exports, moments, done = PULLED[scenario]
    model = given.in_memory()
    for export in exports:
        model.states = [dict(model.files)]
        real_fat.install(open_watch(model, records), given.folder / export)
    assert [(each["at"], each["after"]) for each in report] == [
        (at, after)
        for at in range(0, moments, every)
        for after in ("pulled", "install" if at % 2 else "undo")
    ]
    for pulled, recovered in zip(report[::2], report[1::2], strict=True):
        at = pulled["at"]
        assert pulled["tree"] == on_drive(model.states[at + done]), at
        assert recovered["tree"] == on_drive(model.files if at % 2 else model.states[0]), at
        assert pulled["written here"] == []
        if at + done == len(model.states) - 1:  # all was done by then
            assert pulled["error"] == ""
            continue
        where, _, why = pulled["error"].partition(": stopped half-way: ")
        assert where.startswith("HalfWayError: "), at
        assert why.partition("\n")[2] == (
            "  no file on the watch is damaged, but some are missing; connect it again and run"
            "\n  the same command (to start again) or fitexport watch undo (to go back)"
        )


# --- gvfs -------------------------------------------------------------------------------


@pytest.fixture
def served(given: Given, tmp_path: Path) -> Path:
    return shutil.copytree(given.folder / "watch", tmp_path / "watch")


@pytest.fixture
def through_gvfs(served: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MtpStorage]:
    with served_through_gvfs(served, monkeypatch) as place:
        yield MtpStorage(place)


def test_a_week_is_installed_through_gvfs_replaced_and_undone(
    given: Given, served: Path, tmp_path: Path, through_gvfs: MtpStorage
) -> None:
    before = tree(served)
    records = tmp_path / "records"

    def install(export: str) -> int:
        return real_fat.install(open_watch(through_gvfs, records), given.folder / export)

    assert all_files(through_gvfs) == given.files
    assert install("first") == 9
    assert all_files(through_gvfs) == {**given.files, **given.first}
    assert tree(served) == {**before, **given.first}
    assert install("first") == 0
    assert install("second") == 11
    model = given.in_memory()
    real_fat.install(open_watch(model, tmp_path / "model"), given.folder / "first")
    real_fat.install(open_watch(model, tmp_path / "model"), given.folder / "second")
    assert all_files(through_gvfs) == model.files
    assert tree(served) == {**before, **model.files}
    real_fat.undo(open_watch(through_gvfs, records))
    assert all_files(through_gvfs) == {**given.files, **given.first}
    assert tree(served) == {**before, **given.first}


def test_a_name_that_was_removed_through_gvfs_is_free_at_once(through_gvfs: MtpStorage) -> None:
    for name, data in (("a.fit", b"old"), ("b.fit", b"new")):
        through_gvfs.write(f"Garmin/NewFiles/{name}", data)
    assert through_gvfs.read("Garmin/NewFiles/a.fit", 9) == b"old"  # the mount has seen it now
    through_gvfs.remove("Garmin/NewFiles/a.fit")
    through_gvfs.rename("Garmin/NewFiles/b.fit", "a.fit")
    assert through_gvfs.read("Garmin/NewFiles/a.fit", 9) == b"new"
