"""The last change of a watch + what it holds now -> the changes that undo it.

Until the watch is disconnected, undoing restores the same files, byte for byte. Once it has
imported them, the new workouts are removed wherever it put them, and the old calendar is
sent again with its workouts, since it links to no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fitexport.fit.decode import decode_or_none
from fitexport.fit.found import Found, FoundSchedule, FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.fit.schedule_file import ScheduleEntry
from fitexport.watch.changing import Change
from fitexport.watch.contents import Contents
from fitexport.watch.installing import payload_changes
from fitexport.watch.payload import Payload, payload_workout

if TYPE_CHECKING:
    from fitexport.watch.record import LastChange


@dataclass(frozen=True, slots=True)
class Undoing:
    """The changes that undo the last one."""

    changes: tuple[Change, ...]
    imported: bool = False
    """Whether the watch had imported the files."""
    lost: tuple[ScheduleEntry, ...] = ()
    """Entries of the old calendar whose workouts were not on the watch."""
    calendar_stays: bool = False
    """Something else has changed the calendar since, so it is left alone."""


def plan_undo(last: LastChange, held: Contents) -> Undoing:
    """Plan how to undo the last change.

    Raises:
        WatchError: a schedule that is not ours is waiting to be imported.
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
    old, lost = _old_payload(last, with_calendar=with_schedule)
    return Undoing(
        (*payload_changes(old, held, with_schedule=with_schedule), *waiting, *removed),
        imported=True,
        lost=lost if with_schedule else (),
        calendar_stays=last.sent is not None and taken_over,
    )


def is_imported(last: LastChange, held: Contents) -> bool:
    """Whether the watch has imported at least some of the last files: it has new workouts among
    its own, or its calendar has changed and has only entries that were sent."""
    own = {content.identity for file, content in held.workouts if not file.waits}
    in_place = {change.path for change in last.changes if change.new is not None}
    if any(not file.waits and file.path in in_place for file in held.files):
        return False  # it keeps workouts in its import folder: there is nothing to import
    if own & (_sent_workouts(last) - set(last.kept)):
        return True
    if last.sent is None:
        return False
    now = {(entry.day, entry.workout) for entry in held.calendar}
    before = {(entry.day, entry.workout) for entry in last.kept_calendar}
    return now != before and now <= {(entry.day, entry.workout) for entry in last.sent}


def outcome(last: LastChange | None, held: Contents) -> str:
    """Whether the watch imported what was last put on it, in words."""
    if last is None:
        return "This computer has put nothing on it."
    if not last.finished:
        return (
            f"The last {last.what} stopped half-way: fitexport watch {last.what} starts again,"
            " fitexport watch undo goes back."
        )
    if last.what != "install":
        return "The last change was watch clean; fitexport watch undo brings the workouts back."
    waits = any(file.waits and file.is_ours for file in held.files)
    if is_imported(last, held):
        return (
            "The last install was only partly imported: disconnect the watch once more."
            if waits
            else "The last install was imported."
        )
    if waits:
        return "The last install is waiting: disconnect the watch to import it."
    if is_waiting(last, held):
        return "The last install is in place."
    return "Nothing of the last install is on the watch: install again."


def is_waiting(last: LastChange, held: Contents) -> bool:
    """Whether a file of the last change is still where it was put."""
    sent = {change.path: change.new for change in last.changes if change.new is not None}
    return any(file.data == sent.get(file.path) for file in held.files)


def _put_back(last: LastChange, held: Contents) -> Iterator[Change]:
    """The changes reversed, except for files that something else has changed since."""
    found = {file.path: file.data for file in held.files}
    for path, old, new in reversed(last.changes):
        data = found.get(path)
        ours = data is None or (new is not None and new.startswith(data))
        if ours and data != old:
            yield Change(path, data, old)


def _old_payload(
    last: LastChange, *, with_calendar: bool
) -> tuple[Payload, tuple[ScheduleEntry, ...]]:
    """The files to restore through the import folder; then the entries that cannot be restored,
    because their workouts are missing."""
    removed = {
        change.path: change.old
        for change in last.changes
        if change.new is None and change.old is not None
    }
    files = {**(last.named if with_calendar else {}), **removed}
    workouts = {
        content.identity: payload_workout(path.rpartition("/")[2], data, content)
        for path, data in files.items()
        if isinstance(content := decode_or_none(data), FoundWorkout)
    }
    entries = last.calendar if with_calendar else ()
    bound = tuple(entry for entry in entries if entry.workout in workouts)
    serial = next(
        (each.identity.serial for each in _sent(last) if isinstance(each, FoundSchedule)), 0
    )
    lost = tuple(entry for entry in entries if entry.workout not in workouts)
    return Payload(tuple(workouts.values()), bound, serial), lost


def _sent_workouts(last: LastChange) -> set[Identity]:
    return {each.identity for each in _sent(last) if isinstance(each, FoundWorkout)}


def _sent(last: LastChange) -> list[Found | None]:
    # None if someone edited the record.
    return [decode_or_none(change.new) for change in last.changes if change.new is not None]
