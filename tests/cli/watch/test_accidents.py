"""`fitexport watch` stopped anywhere, and several at once: the watch is whole, nothing is forgotten."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from support.command import RUNNER, run
from support.folders import Moment, crash, in_child, tree
from support.payloads import opened
from support.watches import FENIX, Firmware, foreign_workout, make_drive

import fitexport
from fitexport.files.lock import alone_in
from fitexport.watch import connected
from fitexport.watch.record import read_record
from fitexport.watch.storage import DriveStorage

SEASON = (*RUNNER, "--race-day", "2027-05-01", "--limits", "workouts=4", "--yes")
INSTALL = ("install", *SEASON, "--today", "2027-03-20")
FASTER = ("install", *SEASON, "--mile", "6:12", "--today", "2027-03-20")
LATER = "2027-03-28"
"""A week later: what was installed is past."""
CLEAN = ("clean", *RUNNER, "--race-day", "2027-05-01", "--yes", "--today", LATER)
UNDO = ("undo", "--yes")
_WRITES = ("write", "rename", "remove", "make_folder")


def watch(*arguments: str, at: str = "fake-watch") -> str:
    result = run("watch", *arguments, "--at", at)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def drive(alone: Path) -> Path:
    """A fenix with a workout of someone else's, and an install that it has imported."""
    drive = make_drive(alone / "fake-watch", FENIX)
    (drive / "Garmin/Workouts/97AG1431.FIT").write_bytes(foreign_workout(name="Tempo"))
    watch(*INSTALL)
    disconnect(drive)
    return drive


def disconnect(drive: Path) -> None:
    Firmware(FENIX, DriveStorage(drive)).disconnect()


def records() -> Path:
    return Path.home() / ".config/fitexport/watches"


def stopped(command: tuple[str, ...], at: int, moment: Moment) -> bool:
    """Whether a process that dies at its nth writing call, counted from 0, came to that call:
    on the watch, or on the record of it."""

    def act() -> None:
        calls = iter(range(at + 1))

        def counted(call: Callable[..., Any]) -> Callable[..., Any]:
            def dies(*arguments: Any) -> None:
                last = next(calls) == at
                if last and moment == "half" and call.__name__ == "write":
                    storage, path, data = arguments
                    call(storage, path, data[: len(data) // 2])
                if last and moment != "after":
                    crash()
                call(*arguments)
                if last:
                    crash()

            return dies

        for name in _WRITES:
            setattr(DriveStorage, name, counted(getattr(DriveStorage, name)))
        connected.write_record = counted(connected.write_record)  # type: ignore[attr-defined]
        watch(*command)

    return in_child(act) != 0


class Past:
    """The watch and what this computer remembers of it, to be put back as often as wanted."""

    def __init__(self, drive: Path, keep: Path) -> None:
        self.places = (drive, keep / "drive"), (records(), keep / "records")
        self.drive = drive
        for place, copy in self.places:
            shutil.copytree(place, copy)

    def comes_back(self) -> None:
        for place, copy in self.places:
            shutil.rmtree(place)
            shutil.copytree(copy, place)

    def calendar(self, work: Path, since: str = "") -> list[tuple[str, str]]:
        """What the watch shows once it is disconnected: every day with its workout."""
        shutil.copytree(self.drive, work)
        disconnect(work)
        held = opened(DriveStorage(work), work / "records").contents()
        shutil.rmtree(work)
        days = ((entry.day.isoformat(), held.name_of(entry.workout)) for entry in held.calendar)
        shown = [(day, name) for day, name in days if day >= since]
        assert all(name != "a workout that is not on it" for _, name in shown), shown
        return shown


def half_way() -> bool:
    """Whether this computer knows that something is."""
    (record,) = records().glob("watch-*.json")
    last = read_record(record).last
    return last is not None and not last.finished


def each_stop(
    command: tuple[str, ...], drive: Path, tmp_path: Path
) -> Iterator[tuple[Past, dict[str, str | bytes | None]]]:
    """What is there after each stop that leaves things half-way, and what the command comes to.
    Any other leaves the old set or the new one; and whatever the stop, the calendar is whole."""
    past = Past(drive, tmp_path / "past")
    # Past days stay in the calendar when their workouts are cleaned off.
    calendar = partial(past.calendar, tmp_path / "work", LATER if command is CLEAN else "")
    old, before = calendar(), tree(drive)
    watch(*command)
    new, whole = calendar(), tree(drive)
    moments: tuple[Moment, ...] = ("half", "after")
    for at, moment in ((at, moment) for at in count() for moment in moments):
        past.comes_back()
        if not stopped(command, at, moment):
            assert at > 4
            return
        assert calendar() in (old, new), (at, moment)
        if half_way():
            yield Past(drive, tmp_path / f"stop-{at}-{moment}"), whole
        else:
            assert tree(drive) in (before, whole), (at, moment)


COMMANDS = pytest.mark.parametrize("command", [FASTER, CLEAN], ids=["install", "clean"])


@pytest.mark.slow
@COMMANDS
def test_an_install_stopped_anywhere_is_undone_or_started_again(
    command: tuple[str, ...], drive: Path, tmp_path: Path
) -> None:
    before, remembered = tree(drive), tree(records())
    for stop, whole in each_stop(command, drive, tmp_path):
        watch(*UNDO)
        assert tree(drive) == before
        assert tree(records()) == remembered  # so that the install before can be undone, too
        stop.comes_back()
        watch(*command)
        assert tree(drive) == whole
        watch(*UNDO)
        assert tree(drive) == before


@pytest.mark.slow
def test_an_undo_stopped_anywhere_is_continued(drive: Path, tmp_path: Path) -> None:
    watch(*FASTER)
    for stop, whole in each_stop(UNDO, drive, tmp_path):
        watch(*UNDO)
        assert tree(drive) == whole
        stop.comes_back()
        watch(*CLEAN)  # whatever is given next
        watch(*UNDO)
        assert tree(drive) == whole


@pytest.mark.parametrize("command", [FASTER, CLEAN, UNDO], ids=["install", "clean", "undo"])
def test_a_command_waits_until_no_other_uses_the_watch(
    command: tuple[str, ...], drive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fitexport.files.lock._PATIENCE_S", 0)
    before = tree(drive)
    (record,) = records().iterdir()
    with alone_in(record):
        result = run("watch", *command, "--at", "fake-watch")
    assert (result.exit_code, result.stdout) == (6, "")
    assert result.stderr == (
        "Error: fake-watch: another fitexport is using this watch, or is waiting for an answer\n"
        "  wait until it has finished, then run the command again\n"
    )
    assert tree(drive) == before


@pytest.mark.slow
def test_simultaneous_commands_leave_a_calendar_with_all_its_workouts(
    drive: Path, tmp_path: Path, *, whole: bool
) -> None:
    past = Past(drive, tmp_path / "past")
    commands = ((*INSTALL[:-1], LATER), (*FASTER[:-1], LATER), UNDO, CLEAN)
    for turn in range(12 if whole else 2):
        past.comes_back()
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "fitexport", "watch", *command, "--at", str(drive)],
                env=os.environ | {"PYTHONPATH": str(Path(fitexport.__file__).parent.parent)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            for command in (*commands[turn % 4 :], *commands[: turn % 4])
        ]
        for process in processes:
            _, message = process.communicate()
            assert process.returncode == 0, message
        past.calendar(tmp_path / "work", LATER)
        assert not half_way()
        assert not list(drive.rglob("*.fitexport"))
