"""The last change of a watch + what it holds now -> how it comes to hold what it did before.

As long as the watch has not been disconnected, that is the same files, byte for byte. Once
it has imported them, the workouts that came are removed wherever it put them, and the old
calendar is sent again with the workouts that it named, for it binds to no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fitexport.fit.decode import decode_or_none
from fitexport.fit.found import Found, FoundSchedule, FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.fit.schedule_file import ScheduleEntry
from fitexport.watch.batch import Batch, batch_workout
from fitexport.watch.changing import Change
from fitexport.watch.contents import Contents
from fitexport.watch.installing import batch_changes

if TYPE_CHECKING:
    from fitexport.watch.record import LastChange


@dataclass(frozen=True, slots=True)
class Undoing:
    """What putting it back changes."""

    changes: tuple[Change, ...]
    imported: bool = False
    """Whether the watch had taken in what was sent."""
    lost: tuple[ScheduleEntry, ...] = ()
    """Entries of the old calendar whose workouts were not on the watch."""
    calendar_stays: bool = False
    """The calendar is somebody else's by now, and is left to them."""


def plan_undo(last: LastChange, held: Contents) -> Undoing:
    """How the watch comes to hold what it did before its last change.

    Raises:
        WatchError: somebody else's schedule waits to be imported.
    """
    put_back = tuple(_put_back(last, held))
    if not is_imported(last, held):
        return Undoing(put_back)
    came = _sent_workouts(last) - set(last.kept)
    waiting = tuple(change for change in put_back if change.new is None)
    removed = tuple(
        Change(file.path, file.data, None)
        for file, content in held.workouts
        if content.identity in came and not file.waits
    )
    before = {(entry.day, entry.workout) for entry in last.calendar}
    taken_over = any(
        not entry.workout.is_ours and (entry.day, entry.workout) not in before
        for entry in held.next_calendar
    )
    with_schedule = last.sent is not None and not taken_over
    old, lost = _old_batch(last, with_calendar=with_schedule)
    return Undoing(
        (*batch_changes(old, held, with_schedule=with_schedule), *waiting, *removed),
        imported=True,
        lost=lost if with_schedule else (),
        calendar_stays=last.sent is not None and taken_over,
    )


def is_imported(last: LastChange, held: Contents) -> bool:
    """Whether the watch has taken in what was last put on it, or some of it: workouts that are
    new among its own, or a calendar that is other than before and names only what was sent."""
    own = {content.identity for file, content in held.workouts if not file.waits}
    in_place = {change.path for change in last.changes if change.new is not None}
    if any(not file.waits and file.path in in_place for file in held.files):
        return False  # its inbox is its own folder: there is nothing to import
    if own & (_sent_workouts(last) - set(last.kept)):
        return True
    if last.sent is None:
        return False
    now = {(entry.day, entry.workout) for entry in held.calendar}
    before = {(entry.day, entry.workout) for entry in last.kept_calendar}
    return now != before and now <= {(entry.day, entry.workout) for entry in last.sent}


def outcome(last: LastChange | None, held: Contents) -> str:
    """Whether the watch took in what was last put on it, in words."""
    if last is None:
        return "This computer has put nothing on it."
    if not last.finished:
        return (
            f"The last {last.what} stopped half-way: fitexport watch {last.what} does it anew,"
            " fitexport watch undo takes it back."
        )
    if last.what != "install":
        return "The last change was watch clean; fitexport watch undo brings the workouts back."
    waits = any(file.waits and file.is_ours for file in held.files)
    if is_imported(last, held):
        return (
            "The last install was imported in part; the rest waits: disconnect the watch once more."
            if waits
            else "The last install was imported."
        )
    if waits:
        return "The last install waits: disconnect the watch, and it is imported."
    if is_waiting(last, held):
        return "The last install is in its place."
    return "The last install has left no trace on the watch: install again."


def is_waiting(last: LastChange, held: Contents) -> bool:
    """Whether something of what was last put on it still lies where it was put."""
    sent = {change.path: change.new for change in last.changes if change.new is not None}
    return any(file.data == sent.get(file.path) for file in held.files)


def _put_back(last: LastChange, held: Contents) -> Iterator[Change]:
    """The changes backwards, as far as nobody has changed the same files since."""
    found = {file.path: file.data for file in held.files}
    for path, old, new in reversed(last.changes):
        data = found.get(path)
        ours = data is None or (new is not None and new.startswith(data))
        if ours and data != old:
            yield Change(path, data, old)


def _old_batch(last: LastChange, *, with_calendar: bool) -> tuple[Batch, tuple[ScheduleEntry, ...]]:
    """What was there before and is to come back through the inbox; then the entries that
    cannot, for want of their workouts."""
    removed = {
        change.path: change.old
        for change in last.changes
        if change.new is None and change.old is not None
    }
    files = {**(last.named if with_calendar else {}), **removed}
    workouts = {
        content.identity: batch_workout(path.rpartition("/")[2], data, content)
        for path, data in files.items()
        if isinstance(content := decode_or_none(data), FoundWorkout)
    }
    entries = last.calendar if with_calendar else ()
    bound = tuple(entry for entry in entries if entry.workout in workouts)
    serial = next(
        (each.identity.serial for each in _sent(last) if isinstance(each, FoundSchedule)), 0
    )
    lost = tuple(entry for entry in entries if entry.workout not in workouts)
    return Batch(tuple(workouts.values()), bound, serial), lost


def _sent_workouts(last: LastChange) -> set[Identity]:
    return {each.identity for each in _sent(last) if isinstance(each, FoundWorkout)}


def _sent(last: LastChange) -> list[Found | None]:
    # None where somebody wrote into the record.
    return [decode_or_none(change.new) for change in last.changes if change.new is not None]
