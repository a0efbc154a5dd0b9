"""Many files as one, whatever operation fails, however the program ends."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.examples import swept
from support.folders import CountingDisk, Moment, crash, in_child, tree

from fitexport.errors import WriteError
from fitexport.files.transaction import STAGING, change_files, recover

Contents = dict[str, bytes | None]
Tree = dict[str, str | bytes | None]

_FOREIGN: Tree = {"run.gpx": b"mine\n", "notes": None, "notes/a.txt": b"mine, too"}

# name -> what the folder has before (None: there is no folder), the change, what it has after
_CASES: dict[str, tuple[Tree | None, Contents, Tree]] = {
    "first": (None, {"a": b"AAAA", "b": b"BBBB"}, {"a": b"AAAA", "b": b"BBBB"}),
    "replacing": (
        {**_FOREIGN, "a": b"old a", "b": b"old b"},
        {"a": b"AAAA", "b": b"BBBB"},
        {**_FOREIGN, "a": b"AAAA", "b": b"BBBB"},
    ),
    "removing": (
        {**_FOREIGN, "a": b"old a", "b": b"old b"},
        {"a": None, "b": None, "c": b"CCCC"},
        {**_FOREIGN, "c": b"CCCC"},
    ),
    "several weeks": (
        {**_FOREIGN, "a": b"old a"},
        {"a": None, "w03/a": b"AAAA", "w03/b": b"BBBB", "w04/a": b"CCCC"},
        {
            **_FOREIGN,
            "w03": None,
            "w03/a": b"AAAA",
            "w03/b": b"BBBB",
            "w04": None,
            "w04/a": b"CCCC",
        },
    ),
    "one week again": (
        {**_FOREIGN, "w03": None, "w03/a": b"AA", "w04": None, "w04/a": b"BB", "w04/mine": b"mine"},
        {"w03/a": None, "w04/a": None, "a": b"CCCC"},
        {**_FOREIGN, "w04": None, "w04/mine": b"mine", "a": b"CCCC"},
    ),
}

every_case = pytest.mark.parametrize("case", _CASES)


def _build(folder: Path, content: Tree | None) -> None:
    if content is None:
        return
    folder.mkdir(parents=True)
    for path, data in content.items():
        if data is None:
            (folder / path).mkdir()
        elif isinstance(data, bytes):
            (folder / path).write_bytes(data)


def _tree(folder: Path) -> Tree | None:
    return tree(folder) if folder.is_dir() else None


def _every_stop(
    folder: Path, before: Tree | None, stop: Callable[[int], bool], every: int = 1
) -> Iterator[int]:
    """Each operation, or one in so many, at which `stop` says the change was stopped; the folder is
    fresh each time."""
    for at in range(0, 1000, every):
        shutil.rmtree(folder.parents[1], ignore_errors=True)
        folder.parents[1].mkdir()
        _build(folder, before)
        if not stop(at):
            assert at > 5
            return
        yield at
    raise AssertionError("the change never came to its end")


@every_case
def test_a_change_is_made_whole_and_leaves_no_staging(tmp_path: Path, case: str) -> None:
    before, contents, after = _CASES[case]
    folder = tmp_path / "sub" / "out"
    _build(folder, before)
    change_files(folder, contents)
    assert tree(folder) == after
    assert recover(folder) is False


def test_no_change_makes_no_folder(tmp_path: Path) -> None:
    change_files(tmp_path / "out", {})
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
@every_case
def test_an_error_at_any_operation_leaves_the_folder_as_it_was(
    tmp_path: Path, case: str, number: int
) -> None:
    before, contents, after = _CASES[case]
    folder = tmp_path / "top" / "sub" / "out"
    raised, cleaning = 0, 0
    messages = set()

    def fail() -> None:
        raise OSError(number, os.strerror(number), "the place")

    def stop(at: int) -> bool:
        nonlocal raised, cleaning
        disk = CountingDisk(at, fail)
        try:
            change_files(folder, contents, disk)
        except WriteError as error:
            messages.add(str(error))
            assert _tree(folder) == before
            assert folder.parent.is_dir() == (before is not None)
            raised += 1
            return True
        # From the journal's end on the change is made; what could not be cleared is hidden
        # in the staging folder, which the next command takes away.
        recover(folder)
        assert tree(folder) == after
        cleaning += 1
        return disk.done > at

    assert len(list(_every_stop(folder, before, stop))) == raised + cleaning - 1
    assert raised > cleaning
    do = "make room" if number == errno.ENOSPC else "check that it is writable"
    assert messages == {
        f"the place: {os.strerror(number)}\n"
        f"  nothing was changed in {folder}; {do}, or choose another --out"
    }


@pytest.mark.slow
@every_case
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_interrupt_at_any_operation_leaves_the_old_or_the_new(
    tmp_path: Path, case: str, when: Moment
) -> None:
    before, contents, after = _CASES[case]
    folder = tmp_path / "top" / "sub" / "out"
    seen = []

    def fail() -> None:
        raise KeyboardInterrupt

    def stop(at: int) -> bool:
        try:
            change_files(folder, contents, CountingDisk(at, fail, when))
        except KeyboardInterrupt:
            found = _tree(folder)
            if found == before:
                seen.append("old")
            else:
                recover(folder)
                assert tree(folder) == after
                seen.append("new")
            return True
        assert tree(folder) == after
        return False

    list(_every_stop(folder, before, stop))
    assert seen == sorted(seen, reverse=True)  # first old, then new
    assert {"old", "new"} == set(seen)


@pytest.mark.slow
@every_case
@pytest.mark.parametrize("when", ["before", "after"])
def test_interrupts_that_keep_coming_leave_the_old_or_the_new(
    tmp_path: Path, case: str, when: Moment
) -> None:
    """Ctrl-C again and again: putting back is interrupted, too, and must not begin once all is done."""
    before, contents, after = _CASES[case]
    folder = tmp_path / "top" / "sub" / "out"

    def fail() -> None:
        raise KeyboardInterrupt

    def stop(at: int) -> bool:
        disk = CountingDisk(at, fail, when)
        disk.lasting = True
        try:
            change_files(folder, contents, disk)
        except KeyboardInterrupt:
            recover(folder)
            assert (_tree(folder) or {}) in (before or {}, after)
            return True
        return False

    list(_every_stop(folder, before, stop))


@pytest.mark.slow
@every_case
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_keeps_failing_loses_nothing(tmp_path: Path, case: str, number: int) -> None:
    """Nothing can be put back then either: the next command finishes the change."""
    before, contents, after = _CASES[case]
    folder = tmp_path / "top" / "sub" / "out"

    def fail() -> None:
        raise OSError(number, os.strerror(number))

    def stop(at: int) -> bool:
        disk = CountingDisk(at, fail)
        disk.lasting = True
        try:
            change_files(folder, contents, disk)
        except WriteError as error:
            if "stopped half-way" not in str(error):
                found = _tree(folder) or {}
                assert {path: found[path] for path in found if STAGING not in path} == (
                    before or {}
                )
            recover(folder)
            assert (_tree(folder) or {}) in (before or {}, after)
            return True
        recover(folder)
        assert tree(folder) == after
        return disk.done > at

    list(_every_stop(folder, before, stop))


@every_case
@pytest.mark.parametrize("when", ["before", "after", "half"])
@pytest.mark.slow
@pytest.mark.one_in(3)
def test_after_a_crash_at_any_operation_the_next_change_succeeds(
    tmp_path: Path, case: str, when: Moment
) -> None:
    before, contents, after = _CASES[case]
    folder = tmp_path / "top" / "sub" / "out"
    recovered = set()

    def stop(at: int) -> bool:
        status = in_child(lambda: change_files(folder, contents, CountingDisk(at, crash, when)))
        assert status in (0, 9)
        if folder.is_dir():
            recover(folder)
            assert recover(folder) is False
            found = tree(folder)
            assert found in (after, {} if before is None else before)
            recovered.add("new" if found == after else "old")
        change_files(folder, contents)
        assert tree(folder) == after
        return status == 9

    list(_every_stop(folder, before, stop))
    assert recovered == {"old", "new"}


@pytest.mark.parametrize("case", ["replacing", "several weeks", "one week again"])
@pytest.mark.parametrize(
    "at_step",
    [pytest.param(5, id="some"), pytest.param(1, id="every", marks=pytest.mark.whole)],
)
@pytest.mark.slow
def test_a_crash_while_recovering_is_recovered_from(
    tmp_path: Path, case: str, at_step: int
) -> None:
    before, contents, after = _CASES[case]
    folder = tmp_path / "top" / "sub" / "out"
    spare = tmp_path / "spare"

    def recover_with(disk: CountingDisk) -> None:
        recover(folder, disk)

    def stop(at: int) -> bool:
        if in_child(lambda: change_files(folder, contents, CountingDisk(at, crash))) == 0:
            return False
        if at % at_step or not folder.is_dir():
            return True
        shutil.rmtree(spare, ignore_errors=True)
        shutil.copytree(folder, spare)
        recover(folder)
        wanted = tree(folder)
        for again in range(1000):
            shutil.rmtree(folder)
            shutil.copytree(spare, folder)
            disk = CountingDisk(again, crash)
            status = in_child(lambda disk=disk: recover_with(disk))  # type: ignore[misc]
            recover(folder)
            assert tree(folder) == wanted
            assert wanted in (before, after)
            if status == 0:
                break
        return True

    list(_every_stop(folder, before, stop))


@pytest.mark.parametrize(
    ("case", "place"),
    [("first", "a"), ("replacing", "a"), ("removing", "a"), ("several weeks", "w03/a")],
)
@pytest.mark.parametrize("what", ["file", "folder", "link"])
@pytest.mark.slow
@pytest.mark.one_in(3)
def test_a_file_the_user_creates_after_a_crash_is_never_lost(
    tmp_path: Path, case: str, place: str, what: str
) -> None:
    before, contents, _ = _CASES[case]
    folder = tmp_path / "top" / "sub" / "out"
    target = folder / place

    def stop(at: int) -> bool:
        if in_child(lambda: change_files(folder, contents, CountingDisk(at, crash))) == 0:
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        if what == "file":
            target.write_bytes(b"a file of the user's")
        elif what == "folder":
            target.mkdir()
        else:
            target.symlink_to("nowhere")
        mine = tree(folder)[place]
        recover(folder)
        assert tree(folder)[place] == mine
        assert not (folder / STAGING).exists()
        return True

    list(_every_stop(folder, before, stop))


@swept(13, 2)
def test_a_file_where_a_week_folder_was_to_come_stays_after_a_crash(
    tmp_path: Path, every: int
) -> None:
    before, contents, _ = _CASES["several weeks"]
    folder = tmp_path / "top" / "sub" / "out"

    def stop(at: int) -> bool:
        if in_child(lambda: change_files(folder, contents, CountingDisk(at, crash))) == 0:
            return False
        if (folder / "w03").exists():
            return True
        (folder / "w03").write_bytes(b"mine")
        recover(folder)
        assert (folder / "w03").read_bytes() == b"mine"
        assert not (folder / STAGING).exists()
        return True

    list(_every_stop(folder, before, stop, every))


@pytest.mark.parametrize(
    "journal",
    [
        b"no JSON",
        b"{}{",
        b"7",
        b"[[1, 2, 3]]",
        b"[[]]",
        b'[["../x", null, null]]',
        b'[["/etc/x", null, null]]',
        b'[["a/b/c", null, null]]',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_a_journal_that_we_did_not_write_moves_nothing(tmp_path: Path, journal: bytes) -> None:
    staging = tmp_path / "out" / STAGING
    (staging / "new").mkdir(parents=True)
    (staging / "new" / "0").write_bytes(b"from a stranger")
    (staging / "journal.json").write_bytes(journal)
    before = tree(tmp_path)
    with pytest.raises(WriteError) as raised:
        recover(tmp_path / "out")
    assert str(raised.value) == (
        f"{staging}/journal.json is not a journal that fitexport can read\n"
        f"  move {staging} away, or choose another --out"
    )
    assert tree(tmp_path) == before


@pytest.mark.parametrize("side", ["new", "old"])
@pytest.mark.parametrize("journal", [None, b'[["a", null, "00"], ["b", "00", null]]'])
def test_a_link_in_the_staging_folder_is_removed_and_not_followed(
    tmp_path: Path, side: str, journal: bytes | None
) -> None:
    """As a folder from a stranger may have one: what is behind it stays."""
    staging = tmp_path / "out" / STAGING
    staging.mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("0", "1", "thesis.txt"):
        (elsewhere / name).write_text("mine")
    (staging / side).symlink_to(elsewhere)
    if journal:
        (staging / "journal.json").write_bytes(journal)
    before = tree(elsewhere)
    assert recover(tmp_path / "out")
    assert tree(elsewhere) == before
    assert tree(tmp_path / "out") == {}


@pytest.mark.parametrize("path", ["../a", "/etc/a", "a/b/c", ".hidden", "con.fit", ""])
def test_nothing_outside_the_folder_is_changed(tmp_path: Path, path: str) -> None:
    for data in (b"new", None):
        with pytest.raises(ValueError, match="not a path below the folder"):
            change_files(tmp_path / "out", {"fine": b"", path: data})
    assert tree(tmp_path) == {}


def test_a_staging_folder_that_is_a_link_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "new").mkdir(parents=True)
    (tmp_path / "elsewhere" / "new" / "photo").write_bytes(b"mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / STAGING).symlink_to("../elsewhere")
    before = tree(tmp_path)
    assert recover(tmp_path / "out") is False
    with pytest.raises(WriteError) as raised:
        change_files(tmp_path / "out", {"a": b"A"})
    assert str(raised.value) == (
        f"{tmp_path}/out/{STAGING}: File exists\n"
        f"  nothing was changed in {tmp_path}/out; check that it is writable, or choose another --out"
    )
    assert tree(tmp_path) == before
