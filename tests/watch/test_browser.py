"""A watch behind a browser's handles: what fails there is reported, and the next run completes it."""

from __future__ import annotations

import copy
import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from support.handles import Drive, FileHandle, FolderHandle, handle_of, opened
from support.payloads import install, payload, undo
from support.payloads import opened as opened_watch
from support.watches import FENIX, all_files, files_of

from fitexport.errors import WatchError
from fitexport.watch.browser import SWAP, BrowserStorage
from fitexport.watch.changing import HalfWayError
from fitexport.watch.connected import Watch
from fitexport.watch.storage import MAX_NAMES, Name, check_answers

XML = "Garmin/GarminDevice.xml"
NEW = "Garmin/NewFiles/a.fit"
OLD, CHANGED = payload(mile_s=380, most=2), payload(mile_s=372, most=2)


def failing(name: str, at: int, *, lasting: bool) -> Callable[[str], str | None]:
    """A drive whose operation number `at` fails, and perhaps all that come after it."""
    done = iter(range(100_000))

    def fault(_: str) -> str | None:
        number = next(done)
        return name if number == at or (lasting and number > at) else None

    return fault


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("NotFoundError", errno.ENOENT),
        ("QuotaExceededError", errno.ENOSPC),
        ("NoModificationAllowedError", errno.EBUSY),
        ("NotReadableError", errno.EIO),
        ("InvalidStateError", errno.EIO),
        ("AbortError", errno.EIO),
        ("TypeError", errno.EINVAL),
    ],
)
def test_what_a_browser_reports_is_an_error_of_the_drive(name: str, number: int) -> None:
    root = handle_of(FENIX, Drive())
    root.drive.fault = lambda operation: name if operation == "create" else None
    with pytest.raises(OSError) as caught:
        opened(root).write(NEW, b"a")
    assert (caught.value.errno, caught.value.filename) == (number, NEW)


@pytest.mark.parametrize("name", ["NotAllowedError", "SecurityError"])
def test_a_permission_that_is_refused_is_reported_with_what_to_do(name: str) -> None:
    root = handle_of(FENIX)
    root.drive.fault = lambda _: name
    for act in (
        lambda: opened(root).names(""),
        lambda: opened(root).read(XML, 1),
        lambda: check_answers(opened(root)),
    ):
        with pytest.raises(WatchError) as caught:
            act()
        assert str(caught.value) == (
            "GARMIN: the browser does not let this page change the watch\n"
            "  choose the watch again, and allow the page to view and edit its files"
        )


def test_a_fault_of_our_own_is_not_taken_for_one_of_the_drive() -> None:
    def wait_wrongly(_: object) -> object:
        raise ZeroDivisionError

    watch = BrowserStorage(handle_of(FENIX), wait_wrongly, lambda data: data)
    with pytest.warns(RuntimeWarning, match="never awaited"), pytest.raises(ZeroDivisionError):
        watch.read(XML, 1)


def test_a_full_drive_leaves_the_file_that_was_there() -> None:
    root = handle_of(FENIX)
    watch = opened(root)
    watch.write(NEW, b"old")
    watch.write("Garmin/NewFiles/b", b"longer than there is room")
    root.drive.room = 5
    with pytest.raises(OSError) as caught:
        watch.rename("Garmin/NewFiles/b", "a.fit")
    assert caught.value.errno == errno.ENOSPC
    assert watch.read(NEW, 9) == b"old"
    assert [name.name for name in watch.names("Garmin/NewFiles")] == ["a.fit", "b"]


def test_what_reads_back_with_other_contents_is_not_taken_for_written() -> None:
    root = handle_of(FENIX)
    watch = opened(root)
    watch.write("Garmin/NewFiles/b", b"new")
    folder = root.entries["Garmin"].entries["NewFiles"]

    def damage(operation: str) -> None:
        if operation == "getFile" and "a.fit" in folder.entries:
            folder.entries["a.fit"].data = b"other"

    root.drive.fault = damage
    with pytest.raises(OSError, match="reads back with other contents"):
        watch.rename("Garmin/NewFiles/b", "a.fit")
    assert watch.read("Garmin/NewFiles/b", 9) == b"new"


def test_a_swap_file_that_a_pulled_cable_left_is_written_over() -> None:
    root = handle_of(FENIX)
    watch = opened(root)
    root.drive.fault = lambda operation: (
        "NotReadableError" if operation in ("write", "abort") else None
    )
    with pytest.raises(OSError):
        watch.write(NEW, b"a")
    root.drive.fault = lambda _: None
    assert all_files(watch) == {**files_of(FENIX), NEW: b"", NEW + SWAP: b""}
    stopped = copy.deepcopy(root)
    opened(stopped).remove(NEW)
    assert all_files(opened(stopped)) == files_of(FENIX)
    watch.remove(NEW)
    watch.write(NEW, b"a")
    assert all_files(watch) == {**files_of(FENIX), NEW: b"a"}


def test_a_drive_of_too_many_names_is_none_of_a_watch() -> None:
    root = handle_of(FENIX)
    root.entries |= {
        str(number): FileHandle(str(number), root.drive, root) for number in range(MAX_NAMES)
    }
    with pytest.raises(WatchError, match=f"^GARMIN has more than {MAX_NAMES} names"):
        opened(root).names("")


@pytest.mark.parametrize("name", ["a\x1b[2J.fit", "a\n.fit", "a\\b.fit", "\u202etif.a"])
def test_names_that_no_watch_uses_are_skipped(name: str) -> None:
    root = handle_of(FENIX)
    folder = root.entries["Garmin"].entries["NewFiles"]
    folder.entries |= {each: FileHandle(each, root.drive, folder) for each in (name, "é.fit")}
    assert opened(root).names("Garmin/NewFiles") == [Name("é.fit", False)]


@pytest.mark.slow
@pytest.mark.one_in(2)
@pytest.mark.parametrize("name", ["NotReadableError", "QuotaExceededError", "NotAllowedError"])
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
def test_wherever_an_install_stops_the_next_one_completes_it(
    tmp_path: Path, name: str, lasting: bool
) -> None:
    """A fault at every fifth operation of the browser in turn: a permission that is withdrawn,
    a drive that is full or pulled out."""
    begun = handle_of(FENIX)
    install(watch_of(begun, tmp_path), OLD)
    before = all_files(opened(begun))
    remembered = {path: path.read_bytes() for path in tmp_path.iterdir()}
    whole = copy.deepcopy(begun)
    counted = [0]
    whole.drive.fault = lambda _: counted.__setitem__(0, counted[0] + 1)
    install(watch_of(whole, tmp_path), CHANGED)
    whole.drive.fault = lambda _: None
    half_way = 0
    for at in range(0, counted[0], 5):
        for path, data in remembered.items():
            path.write_bytes(data)
        root = copy.deepcopy(begun)
        root.drive.fault = failing(name, at, lasting=lasting)
        try:
            install(watch_of(root, tmp_path), CHANGED)
        except (WatchError, OSError) as error:
            half_way += isinstance(error, HalfWayError)
        root.drive.fault = lambda _: None
        again = copy.deepcopy(root)
        kept = {path: path.read_bytes() for path in tmp_path.iterdir()}
        install(watch_of(again, tmp_path), CHANGED)
        assert all_files(opened(again)) == all_files(opened(whole)), at
        for path, data in kept.items():
            path.write_bytes(data)
        if watch_of(root, tmp_path).unfinished():
            undo(watch_of(root, tmp_path))
            assert all_files(opened(root)) == before, at
    assert bool(half_way) == lasting


def watch_of(root: FolderHandle, records: Path) -> Watch:
    return opened_watch(opened(root), records)
