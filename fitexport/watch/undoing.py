"""The last change of a watch + what it holds now -> how it comes to hold what it did before.

As long as the watch has not been disconnected, that is the same files, byte for byte. Once
it has imported them, the workouts that came are removed wherever it put them, and the old
calendar is sent again with the workouts that it named, for it binds to no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fitexport.fit.identity import Identity
from fitexport.fit.schedule_file import ScheduleEntry
from fitexport.fit.summary import ScheduleSummary, Summary, WorkoutSummary, summarize
from fitexport.watch.batch import Batch, batch_workout
from fitexport.watch.changing import Change
from fitexport.watch.contents import Contents
from fitexport.watch.installing import batch_changes
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
    if not is_imported(last, held):
        return Undoing(tuple(_put_back(last, held)))
    came = _sent_workouts(last) - set(last.kept)
    removed = tuple(
        Change(file.path, file.data, None)
        for file, summary in held.workouts
        if summary.identity in came
    )
    before = {(entry.day, entry.workout) for entry in last.calendar}
    taken_over = any(
        not entry.workout.is_ours and (entry.day, entry.workout) not in before
        for entry in held.next_calendar
    )
    with_schedule = last.sent is not None and not taken_over
    old, lost = _old_batch(last, with_calendar=with_schedule)
    return Undoing(
        (*batch_changes(old, held, with_schedule=with_schedule), *removed),
        imported=True,
        lost=lost if with_schedule else (),
        calendar_stays=last.sent is not None and taken_over,
    )


def is_imported(last: LastChange, held: Contents) -> bool:
    """Whether the watch has taken in what was last put on it: nothing of that waits any more,
    and it is among the watch's own workouts or in its calendar."""
    sent = {change.path: change.new for change in last.changes if change.new is not None}
    if any(file.data == sent.get(file.path) for file in held.files):
        return False
    own = {summary.identity for file, summary in held.workouts if not file.waits}
    if own & (_sent_workouts(last) - set(last.kept)):
        return True
    calendar = {(entry.day, entry.workout) for entry in held.calendar}
    return bool(last.sent) and {(entry.day, entry.workout) for entry in last.sent or ()} <= calendar


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
        summary.identity: batch_workout(path.rpartition("/")[2], data, summary)
        for path, data in files.items()
        if isinstance(summary := summarize(data), WorkoutSummary)
    }
    entries = last.calendar if with_calendar else ()
    bound = tuple(entry for entry in entries if entry.workout in workouts)
    serial = next(
        (each.identity.serial for each in _sent(last) if isinstance(each, ScheduleSummary)), 0
    )
    lost = tuple(entry for entry in entries if entry.workout not in workouts)
    return Batch(tuple(workouts.values()), bound, serial), lost


def _sent_workouts(last: LastChange) -> set[Identity]:
    return {each.identity for each in _sent(last) if isinstance(each, WorkoutSummary)}


def _sent(last: LastChange) -> list[Summary]:
    return [summarize(change.new) for change in last.changes if change.new is not None]
