"""Batch + what the watch holds -> what an install changes, keeps and leaves out.

A schedule replaces the watch's whole calendar and binds only to workouts that arrive with it,
so it is sent with all of them or not at all. Only this tool's own files are replaced or
removed: an older version of a session has the same serial number and another version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain, count
from typing import NamedTuple

from fitexport.bundle import SCHEDULE_NAME
from fitexport.errors import WatchError
from fitexport.fit.summary import CalendarEntry
from fitexport.watch.batch import Batch, BatchWorkout, LeftOut
from fitexport.watch.changing import Change
from fitexport.watch.contents import Contents, HeldFile
from fitexport.watch.limits import Limits


class How(StrEnum):
    """What becomes of a workout of the batch."""

    NEW = "new"
    REPLACES = "replaces an older version"
    AGAIN = "there, sent again with its calendar"
    THERE = "there already"


class Going(NamedTuple):
    """A workout of the batch and what becomes of it."""

    workout: BatchWorkout
    how: How


@dataclass(frozen=True, slots=True)
class Installation:
    """What an install does to a watch, before it is done."""

    batch: Batch
    going: tuple[Going, ...]
    left_out: tuple[LeftOut, ...]
    kept: tuple[HeldFile, ...]
    """Workouts on the watch that it has nothing to do with, ours and others'."""
    lost: tuple[CalendarEntry, ...]
    """Entries that leave the calendar, because a schedule replaces the whole of it."""
    changes: tuple[Change, ...]
    sent: Batch | None
    """The batch, if its schedule is among the changes."""

    @property
    def foreign(self) -> tuple[CalendarEntry, ...]:
        """Entries that leave the calendar and are not ours: Garmin Connect's, a coach's."""
        return tuple(entry for entry in self.lost if not entry.workout.is_ours)


def plan_install(batch: Batch, held: Contents, limits: Limits, today: date) -> Installation:
    """How the watch comes to hold the batch, as far as it has room.

    Raises:
        WatchError: somebody else's schedule waits to be imported.
        ProofError: the schedule does not say what was meant.
    """
    batch, left_out = _fitted(batch, held, limits, today)
    serials = {workout.identity.serial for workout in batch.workouts}
    of_the_batch = [
        (file, summary.identity)
        for file, summary in held.workouts
        if summary.identity in batch.identities
        or (summary.identity.is_ours and summary.identity.serial in serials)
    ]
    old = [file for file, identity in of_the_batch if identity not in batch.identities]
    touched = {file.path for file, _ in of_the_batch}
    written: tuple[Change, ...] = ()
    if not _stands(batch, held, today):
        written = tuple(batch_changes(batch, held, with_schedule=bool(batch.entries)))
    sends = bool(written and batch.entries)
    entries = {(entry.day, entry.workout) for entry in batch.entries}
    return Installation(
        batch=batch,
        going=tuple(Going(each, _how(each, held, written)) for each in batch.workouts),
        left_out=left_out,
        kept=tuple(file for file in held.files if file.is_workout and file.path not in touched),
        lost=tuple(
            entry for entry in held.next_calendar if (entry.day, entry.workout) not in entries
        )
        if sends
        else (),
        changes=(*written, *(Change(file.path, file.data, None) for file in old)),
        sent=batch if sends else None,
    )


def _fitted(
    batch: Batch, held: Contents, limits: Limits, today: date
) -> tuple[Batch, tuple[LeftOut, ...]]:
    """What of the batch the watch has room for beside what stays on it."""
    serials = {workout.identity.serial for workout in batch.workouts}
    staying = {
        summary.identity
        for _, summary in held.workouts
        if summary.identity not in batch.identities
        and not (summary.identity.is_ours and summary.identity.serial in serials)
    }
    room = limits.workouts - len(staying) - len(held.unreadable)
    fitted, left_out = batch.fitted(limits, room, today)
    return (fitted if held.schedule_inbox else fitted.without_entries()), left_out


def _stands(batch: Batch, held: Contents, today: date) -> bool:
    """Whether the watch has all of it: imported, or waiting to be."""
    if not batch.entries:
        return batch.identities <= {summary.identity for _, summary in held.workouts}
    waits = any(file.waits for file, _ in held.schedules)
    beside = {summary.identity for file, summary in held.workouts if file.waits == waits}
    calendar = [(each.day, each.workout) for each in held.next_calendar if each.day >= today]
    return batch.identities <= beside and calendar == [tuple(each) for each in batch.entries]


def batch_changes(batch: Batch, held: Contents, *, with_schedule: bool) -> Iterator[Change]:
    """The files to put into the inbox, the schedule last: with it the new set is complete.

    Raises:
        WatchError: somebody else's schedule waits there.
        ProofError: the schedule does not say what was meant.
    """
    taken = held.names(held.inbox)
    for workout in batch.workouts:
        if not any(file.waits and file.data == workout.data for file in held.files):
            name = _free_name(workout.file, taken)
            taken.add(name.casefold())
            yield Change(f"{held.inbox}/{name}", None, workout.data)
    if with_schedule and held.schedule_inbox is not None:
        yield from _schedule(batch.schedule(), held, held.schedule_inbox)


def _schedule(data: bytes, held: Contents, inbox: str) -> Iterator[Change]:
    """A waiting schedule of ours is replaced in one move, so that there is always one."""
    here = [each for each in held.schedules if each[0].path.rpartition("/")[0] == inbox]
    foreign = [file.path for file, each in here if file.waits and not each.identity.is_ours]
    if foreign:
        raise WatchError(
            f"{foreign[0]} waits on the watch to become its calendar, and is not fitexport's\n"
            "  disconnect the watch so that it takes that in, connect it again, then install"
        )
    ours = [file for file, summary in here if summary.identity.is_ours]
    if not ours:
        yield Change(f"{inbox}/{_free_name(SCHEDULE_NAME, held.names(inbox))}", None, data)
    elif ours[0].data != data:
        yield Change(ours[0].path, ours[0].data, data)
    yield from (Change(file.path, file.data, None) for file in ours[1:])


def _free_name(name: str, taken: set[str]) -> str:
    """The name, or one beside it: what stands there is somebody's. Letters that a watch's file
    system refuses become "-"."""
    stem = re.sub(r"[^a-zA-Z0-9 _()+-]", "-", name.rpartition(".")[0])[:100]
    ending = "fit"
    name = f"{stem}.{ending}"
    others = (f"{stem}-{number}.{ending}" for number in count(2))
    return next(each for each in chain([name], others) if each.casefold() not in taken)


def _how(workout: BatchWorkout, held: Contents, written: tuple[Change, ...]) -> How:
    sent = any(change.new == workout.data for change in written)
    identities = [summary.identity for _, summary in held.workouts]
    if workout.identity in identities:
        return How.AGAIN if sent else How.THERE
    same = workout.identity.is_ours and any(
        each.is_ours and each.serial == workout.identity.serial for each in identities
    )
    return How.REPLACES if same else How.NEW
