"""A fault at every operation in turn: afterwards the watch holds the old set or the new one."""

from __future__ import annotations

import copy
import errno
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import pytest
from support.examples import swept
from support.folders import tree
from support.payloads import calendar_of, install, opened, payload, planned, quiet, undo, used
from support.watches import (
    FENIX,
    Faulty,
    Firmware,
    MemoryStorage,
    When,
    all_files,
    foreign_workout,
    in_memory,
    make_drive,
)

from fitexport.errors import WatchError
from fitexport.watch.changing import Change, HalfWayError, apply, roll_back
from fitexport.watch.connected import Watch
from fitexport.watch.record import write_record
from fitexport.watch.storage import DriveStorage, Name

OLD, NEW = payload(mile_s=380, most=3), payload(mile_s=372, most=3)
Act = Callable[[Watch], object]


def _fresh() -> MemoryStorage:
    storage = in_memory(FENIX)
    used(FENIX, storage)
    return storage


def _waiting(records: Path) -> MemoryStorage:
    storage = _fresh()
    install(opened(storage, records), OLD)
    return storage


def _imported(records: Path) -> MemoryStorage:
    storage = _waiting(records)
    Firmware(FENIX, storage).disconnect()
    return storage


def _imported_twice(records: Path) -> MemoryStorage:
    storage = _imported(records)
    install(opened(storage, records), NEW)
    Firmware(FENIX, storage).disconnect()
    return storage


def _clean(watch: Watch) -> None:
    watch.recover(quiet)
    held = watch.contents()
    watch.remove([file for file, _ in held.workouts if file.is_ours], held, quiet)


def _install(watch: Watch) -> None:
    install(watch, NEW)


@dataclass(frozen=True)
class Case:
    """A watch with a past, and what is done to it."""

    past: Callable[[Path], MemoryStorage]
    act: Act


class Fault(NamedTuple):
    """The watch before, after all went well, after the fault; and what was raised."""

    start: MemoryStorage
    whole: MemoryStorage
    storage: MemoryStorage
    watch: Watch
    raised: BaseException | None


CASES = {
    "install on a used watch": Case(lambda _: _fresh(), _install),
    "install over one that waits": Case(_waiting, _install),
    "install over one imported": Case(_imported, _install),
    "undo before the import": Case(_waiting, undo),
    "undo after the import": Case(_imported_twice, undo),
    "clean": Case(_imported, _clean),
}
MOMENTS: tuple[When, ...] = ("half", "after")
"""Before an operation is after the one before it."""
PARAMETERS = pytest.mark.parametrize(
    ("name", "when"), [(name, when) for name in CASES for when in MOMENTS]
)
CALENDARS = pytest.mark.parametrize(
    ("name", "when"), [(name, when) for name in CASES for when in MOMENTS if name != "clean"]
)
"""Cleaning leaves the calendar alone; a separate test covers that."""


def _calendars(storage: MemoryStorage, records: Path) -> tuple[object, ...]:
    """What the watch would show if it were disconnected now: its days, each with its workout."""
    imported = copy.deepcopy(storage)
    Firmware(FENIX, imported).disconnect()
    return tuple(calendar_of(opened(imported, records).contents()))


def _keep(records: Path) -> Callable[[], None]:
    """Put the records back as they are now: each fault starts from the same past."""
    kept = {path: path.read_bytes() for path in records.iterdir()} if records.exists() else {}

    def put_back() -> None:
        for path in records.iterdir() if records.exists() else ():
            path.unlink()
        for path, data in kept.items():
            path.write_bytes(data)

    return put_back


def _faults(
    case: Case, when: When, records: Path, *, lasting: bool, every: int = 1
) -> Iterator[Fault]:
    """A fault at each operation in turn, or at some: others at each moment."""
    start = case.past(records)
    put_back = _keep(records)
    whole = copy.deepcopy(start)
    counter = Faulty(whole)
    case.act(replace(opened(whole, records), storage=counter))
    assert counter.done > 15
    for at in range(MOMENTS.index(when) % every, counter.done, every):
        put_back()
        storage = copy.deepcopy(start)
        watch = opened(storage, records)
        faulty = Faulty(storage, at=at, when=when, lasting=lasting)
        raised: BaseException | None = None
        try:
            case.act(replace(watch, storage=faulty))
        except (WatchError, OSError) as error:
            raised = error
        yield Fault(start, whole, storage, watch, raised)


@PARAMETERS
@swept(13, 3)
def test_after_a_fault_that_passes_every_file_is_the_old_one_or_every_file_the_new(
    name: str, when: When, every: int, tmp_path: Path
) -> None:
    for start, whole, storage, watch, raised in _faults(
        CASES[name], when, tmp_path / "records", lasting=False, every=every
    ):
        assert raised is not None
        assert storage.files in (start.files, whole.files)
        assert not isinstance(raised, HalfWayError)
        # The next try does it.
        CASES[name].act(watch)
        assert storage.files == whole.files


@CALENDARS
@pytest.mark.slow
def test_after_a_pulled_cable_the_calendar_is_whole_and_the_next_command_repairs(
    name: str, when: When, tmp_path: Path, *, whole: bool
) -> None:
    records = tmp_path / "records"
    seen = set()
    for start, done, storage, watch, raised in _faults(
        CASES[name], when, records, lasting=True, every=1 if whole else 3
    ):
        assert raised is not None
        allowed = (_calendars(start, records), _calendars(done, records))
        assert _calendars(storage, records) in allowed
        assert not [
            path for path in storage.files if path.endswith(".fit") and _broken(path, storage)
        ]
        seen.add(type(raised))
        CASES[name].act(watch)
        assert all_files(storage) == done.files
    assert HalfWayError in seen


@swept(4, 2)
@pytest.mark.parametrize("when", MOMENTS)
def test_a_cleaning_that_stopped_half_way_is_completed_or_rolled_back(
    when: When, every: int, tmp_path: Path
) -> None:
    records = tmp_path / "records"
    for start, whole, storage, watch, _raised in _faults(
        CASES["clean"], when, records, lasting=True, every=every
    ):
        assert set(whole.files) <= set(storage.files) <= set(start.files)
        put_back = _keep(records)
        other = copy.deepcopy(storage)
        _clean(watch)
        assert storage.files == whole.files
        put_back()
        again = opened(other, records)
        if again.unfinished() is not None:
            undo(again)
            assert other.files == start.files


def test_an_unfinished_change_blocks_new_ones(tmp_path: Path) -> None:
    """Its record would be lost, and with it what was on the watch before."""
    storage = _imported(tmp_path)
    watch = opened(storage, tmp_path)
    record = watch.record()
    assert record.last is not None
    half = record.with_last(record.last.model_copy(update={"finished": False}))
    write_record(watch.record_file, half)
    held = watch.contents()
    with pytest.raises(WatchError, match="watch install stopped half-way"):
        watch.remove([file for file, _ in held.workouts], held, quiet)
    assert watch.record() == half


def _broken(path: str, storage: MemoryStorage) -> bool:
    """Whether a half-written file lies where the watch would import it."""
    held = opened(storage, Path("/nowhere")).contents()
    return any(file.path == path and file.content is None for file in held.files)


@swept(4, 2)
@pytest.mark.parametrize("when", MOMENTS)
def test_an_unfinished_change_can_be_undone_instead(when: When, every: int, tmp_path: Path) -> None:
    records = tmp_path / "records"
    for start, _whole, storage, watch, raised in _faults(
        CASES["install over one imported"], when, records, lasting=True, every=every
    ):
        if isinstance(raised, HalfWayError):
            undo(watch)
            assert storage.files == start.files


# --- on a drive -------------------------------------------------------------------------


class _Drive(DriveStorage):
    """A drive that fails in its own ways at its nth write."""

    def __init__(self, root: Path, at: int, error: int) -> None:
        super().__init__(root)
        self._left, self._error = at, error

    def write(self, path: str, data: bytes) -> None:
        self._left -= 1
        if self._left < 0:
            if self._error == errno.ENOSPC:  # measured on vfat: a piece stays
                super().write(path, data[:10])
            raise OSError(self._error, "No space left on device", path)
        super().write(path, data)


@pytest.mark.parametrize("at", range(4))
def test_a_full_drive_is_left_as_it_was_and_the_message_says_so(tmp_path: Path, at: int) -> None:
    root = make_drive(tmp_path / "drive", FENIX)
    before = tree(root)
    watch = opened(DriveStorage(root), tmp_path / "records")
    with pytest.raises(WatchError) as caught:
        install(replace(watch, storage=_Drive(root, at, errno.ENOSPC)), OLD)
    assert tree(root) == before
    first, remedy = str(caught.value).split("\n")
    assert first.startswith(f"{root}: Garmin/NewFiles/")
    assert first.endswith(".fitexport: No space left on device")
    assert remedy == (
        "  the watch is as it was before; make room on it (fitexport watch clean),"
        " or plug it in again if it was pulled out"
    )
    install(watch, OLD)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (
            errno.EROFS,
            "it is read-only: unplug it, plug it in again, and check its USB settings",
        ),
        (
            errno.EBUSY,
            "close what uses it (Garmin Express, a file manager), then run the command again",
        ),
        (errno.EIO, "check the cable and the free space on the watch, then run the command again"),
    ],
)
def test_each_kind_of_fault_says_what_to_do(tmp_path: Path, code: int, remedy: str) -> None:
    root = make_drive(tmp_path / "drive", FENIX)
    watch = opened(DriveStorage(root), tmp_path / "records")
    with pytest.raises(WatchError) as caught:
        install(replace(watch, storage=_Drive(root, 1, code)), OLD)
    assert str(caught.value).endswith(f"\n  the watch is as it was before; {remedy}")


def test_a_file_that_reads_back_differently_is_removed(tmp_path: Path) -> None:
    class Liar(MemoryStorage):
        def write(self, path: str, data: bytes) -> None:
            super().write(path, data[:-1] if b"tempo" in data else data)

    storage = _fresh()
    before = dict(storage.files)
    liar = Liar(storage.files, list(storage.folders - {""}))
    with pytest.raises(WatchError) as caught:
        install(opened(liar, tmp_path), payload(most=8))
    assert "the file reads back with other contents" in str(caught.value)
    assert liar.files == before


def test_a_longer_file_than_was_meant_is_noticed() -> None:
    class Appends(MemoryStorage):
        def write(self, path: str, data: bytes) -> None:
            super().write(path, data + b"!")

    storage = Appends(_DESCRIBED, ["GARMIN"])
    with pytest.raises(WatchError):
        apply(storage, [Change("GARMIN/A.fit", None, b"a")])
    assert storage.files == _DESCRIBED


def test_no_file_is_renamed_before_all_are_written(tmp_path: Path) -> None:
    """Pulled out while files are written, the watch has nothing new to import."""
    import_folder = "Garmin/NewFiles/"
    for fault in _faults(CASES["install on a used watch"], "after", tmp_path, lasting=True):
        new = [path for path in fault.storage.files if path.startswith(import_folder)]
        named = [path for path in new if not path.endswith(".fitexport")]
        if named:  # from the first name on, every file is complete
            assert len(new) == len(OLD.workouts) + 1
        assert all(fault.storage.files[path] in fault.whole.files.values() for path in named)


_DESCRIBED = {"GARMIN/GarminDevice.xml": b"what a watch always has"}


class _Recorder(MemoryStorage):
    """Remembers in which order things were done."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(_DESCRIBED | files, ["GARMIN", "G"])
        self.done: list[str] = []

    def remove(self, path: str) -> None:
        super().remove(path)
        self.done.append(f"remove {path}")

    def rename(self, path: str, name: str) -> None:
        super().rename(path, name)
        self.done.append(f"place {name}")


_THREE = [
    Change("G/w.fit", None, b"w"),
    Change("G/s.fit", b"old", b"new"),
    Change("G/o", b"o", None),
]


def test_changes_are_rolled_back_last_first() -> None:
    storage = _Recorder({"G/w.fit": b"w", "G/s.fit": b"new"})
    roll_back(storage, _THREE)
    assert storage.done == ["place o", "place s.fit", "remove G/w.fit"]
    assert storage.files == _DESCRIBED | {"G/s.fit": b"old", "G/o": b"o"}


@pytest.mark.parametrize("theirs", [b"other", b"w!", b"new!", b"x"])
def test_files_changed_meanwhile_are_not_rolled_back(theirs: bytes) -> None:
    files = {"G/w.fit": theirs, "G/s.fit": theirs, "G/o": theirs}
    storage = _Recorder(files)
    roll_back(storage, _THREE)
    assert storage.files == _DESCRIBED | files


@pytest.mark.parametrize("written", [b"", b"ne"])
def test_half_written_files_are_rolled_back(written: bytes) -> None:
    """Where a rename is a copy, as over some cables, a file can be cut off under its own name."""
    changes = [Change("G/w.fit", None, b"new"), Change("G/s.fit", b"old", b"new")]
    storage = _Recorder({"G/w.fit": written, "G/s.fit": written})
    roll_back(storage, changes)
    assert storage.done == ["place s.fit", "remove G/w.fit"]
    assert storage.files == _DESCRIBED | {"G/s.fit": b"old"}


def test_a_file_that_is_to_be_removed_has_no_beginning_that_is_ours() -> None:
    storage = _Recorder({"G/o": b""})
    roll_back(storage, [Change("G/o", b"old", None)])
    assert (storage.done, storage.files) == ([], _DESCRIBED | {"G/o": b""})


def test_a_disconnected_watch_that_looks_empty_is_recognised(tmp_path: Path) -> None:
    """So does a drive on Linux that was pulled out: it lists nothing, and says nothing is wrong."""

    class Gone(MemoryStorage):
        left = 20

        def names(self, folder: str) -> list[Name]:
            return super().names(folder) if self.left > 0 else []

        def write(self, path: str, data: bytes) -> None:
            self.left -= 8
            if self.left <= 0:
                raise OSError(errno.ENOSPC, "No space left on device", path)
            super().write(path, data)

    fresh = _fresh()
    gone = Gone(fresh.files, list(fresh.folders - {""}))
    watch = opened(gone, tmp_path)
    with pytest.raises(HalfWayError) as caught:
        install(watch, OLD)
    assert "stopped half-way: Garmin/NewFiles/" in str(caught.value)
    assert watch.unfinished() is not None


def test_folders_that_are_missing_are_made_and_stay() -> None:
    storage = MemoryStorage(_DESCRIBED, ["GARMIN"])
    apply(storage, [Change("GARMIN/NEWFILES/A.fit", None, b"a")])
    assert storage.files["GARMIN/NEWFILES/A.fit"] == b"a"


def test_a_file_replaced_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """While the question waits for its answer, say."""
    storage = _imported(tmp_path)
    watch = opened(storage, tmp_path)
    installation, held = planned(watch, NEW)
    (old,) = [change.path for change in installation.changes if change.new is None]
    storage.files[old] = foreign_workout(name="My coach")
    before = dict(storage.files)
    with pytest.raises(WatchError) as caught:
        watch.install(installation, held, quiet)
    assert str(caught.value) == (
        f"the watch in memory: {old} has just been changed by something else\n"
        "  the watch is as it was before; run the command again"
    )
    assert storage.files == before


def test_a_file_created_meanwhile_at_a_target_is_left_alone(tmp_path: Path) -> None:
    storage = _fresh()
    watch = opened(storage, tmp_path)
    installation, held = planned(watch, OLD)
    storage.files[installation.changes[0].path] = b"theirs"
    before = dict(storage.files)
    with pytest.raises(WatchError):
        watch.install(installation, held, quiet)
    assert storage.files == before


def test_a_second_interruption_during_rollback_leaves_it_to_the_next_command(
    tmp_path: Path,
) -> None:
    storage = _imported(tmp_path)
    before = dict(storage.files)
    watch = opened(storage, tmp_path)
    count = Faulty(copy.deepcopy(storage))
    installation, held = planned(watch, NEW)
    replace(opened(count.storage, tmp_path / "x"), storage=count).install(installation, held, quiet)
    last_rename = Faulty(storage, at=count.done - 4, lasting=True, fault=KeyboardInterrupt)
    with pytest.raises(HalfWayError):
        replace(watch, storage=last_rename).install(installation, held, quiet)
    assert storage.files != before
    assert watch.unfinished() is not None
    undo(watch)
    assert storage.files == before


def test_a_record_that_cannot_be_finished_says_that_the_watch_is_done(
    tmp_path: Path,
) -> None:
    class Blocks(MemoryStorage):
        """Once the schedule is placed, the record cannot be written any more."""

        def rename(self, path: str, name: str) -> None:
            super().rename(path, name)
            if name == "schedule.fit":
                record = next((tmp_path / "records").iterdir())
                record.unlink()
                record.mkdir()

    fresh = _fresh()
    blocks = Blocks(fresh.files, list(fresh.folders - {""}))
    with pytest.raises(WatchError) as caught:
        install(opened(blocks, tmp_path / "records"), OLD)
    assert str(caught.value).endswith(
        "Is a directory\n  the watch has everything, but this computer cannot record that; free"
        " some disk space, then run the command again"
    )


def test_a_foreign_file_that_looks_unfinished_stays(tmp_path: Path) -> None:
    storage = _fresh()
    for name in ("schedule.fit.part", "schedule.fit.tmp", "x.fitexport"):
        storage.files[f"Garmin/NewFiles/{name}"] = b"mine"
    watch = opened(storage, tmp_path)
    before = dict(storage.files)
    install(watch, OLD)
    undo(watch)
    assert storage.files == before


def test_an_interruption_by_the_user_is_rolled_back_too(tmp_path: Path) -> None:
    storage = _fresh()
    before = dict(storage.files)
    watch = opened(storage, tmp_path)
    faulty = Faulty(storage, at=20, fault=KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        install(replace(watch, storage=faulty), OLD)
    assert storage.files == before
    assert watch.unfinished() is None
    assert not any(path.endswith(".fitexport") for path in storage.files)
