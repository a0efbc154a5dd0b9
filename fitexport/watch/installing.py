"""Batch + what the watch holds -> what an install changes, keeps and leaves out.

A schedule replaces the watch's whole calendar and binds only to workouts that arrive with it,
so it is sent with all of them or not at all. Only this tool's own files are replaced or
removed: an older version of a session has the same serial number and another version.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import chain, count
from typing import NamedTuple

from fitexport.errors import WatchError
from fitexport.fit.found import FoundEntry
from fitexport.fit.identity import Identity, is_one_of
from fitexport.fit.schedule_file import SCHEDULE_NAME
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
    gone: tuple[HeldFile, ...]
    """Ours that leave the watch and have no newer version on it: there is no room for them."""
    lost: tuple[FoundEntry, ...]
    """Entries that leave the calendar, because a schedule replaces the whole of it."""
    changes: tuple[Change, ...]
    sent: Batch | None
    """The batch, if its schedule is among the changes."""

    @property
    def foreign(self) -> tuple[FoundEntry, ...]:
        """Entries that leave the calendar and are not ours: Garmin Connect's, a coach's."""
        return tuple(entry for entry in self.lost if not entry.workout.is_ours)


def plan_install(batch: Batch, held: Contents, limits: Limits, today: date) -> Installation:
    """How the watch comes to hold the batch, as far as it has room. What of it is left out for
    want of room leaves the watch, if an earlier install put it there: it would fill a place
    that a nearer day needs.

    Raises:
        WatchError: somebody else's schedule waits to be imported.
        ProofError: the schedule does not say what was meant.
    """
    fitted, left_out = _fitted(batch, held, limits, today)
    written: tuple[Change, ...] = ()
    sends = False
    if not _stands(fitted, held, today):
        sends = bool(fitted.entries) or fitted.is_whole
        written = tuple(batch_changes(fitted, held, with_schedule=sends))
    older = [*_older(batch, held, fitted.identities, sends=sends)]
    serials = {workout.identity.serial for workout in fitted.workouts}
    of_the_batch = {file.path for file in older} | {
        file.path for file, content in held.workouts if content.identity in fitted.identities
    }
    entries = {(entry.day, entry.workout) for entry in fitted.entries}
    return Installation(
        batch=fitted,
        going=tuple(Going(each, _how(each, held, written)) for each in fitted.workouts),
        left_out=left_out,
        kept=tuple(
            file for file in held.files if file.is_workout and file.path not in of_the_batch
        ),
        gone=tuple(
            file for file in older if file.content and file.content.identity.serial not in serials
        ),
        lost=tuple(
            entry for entry in held.next_calendar if (entry.day, entry.workout) not in entries
        )
        if sends
        else (),
        changes=(*written, *(Change(file.path, file.data, None) for file in older)),
        sent=fitted if sends else None,
    )


def _older(
    batch: Batch, held: Contents, taken: Collection[Identity], *, sends: bool
) -> Iterator[HeldFile]:
    """Our files of the batch's sessions that are not what goes on now. As long as the calendar
    of the watch stays, so does what it names."""
    serials = {workout.identity.serial for workout in batch.workouts}
    named = set() if sends else {entry.workout for entry in held.next_calendar}
    for file, content in held.workouts:
        identity = content.identity
        if is_one_of(identity, serials) and identity not in taken and identity not in named:
            yield file


def _fitted(
    batch: Batch, held: Contents, limits: Limits, today: date
) -> tuple[Batch, tuple[LeftOut, ...]]:
    """What of the batch the watch has room for beside what stays on it."""
    serials = {workout.identity.serial for workout in batch.workouts}
    staying = [
        (file, content.identity)
        for file, content in held.workouts
        if content.identity not in batch.identities and not is_one_of(content.identity, serials)
    ]
    kept = {identity for file, identity in staying if not file.waits}
    # What waits takes the place of the same workout; but for that, each file has one of its own.
    places = sum(not file.waits or identity not in kept for file, identity in staying)
    if held.schedule_inbox is None:
        batch, limits = batch.without_entries(), replace(limits, entries=len(batch.workouts))
    room = limits.workouts - places - len(held.unreadable)
    return batch.fitted(limits, room, today)


def _stands(batch: Batch, held: Contents, today: date) -> bool:
    """Whether the watch has all of it: imported, or waiting to be."""
    if not batch.entries:
        ahead = any(each.workout.is_ours and each.day >= today for each in held.next_calendar)
        there = batch.identities <= {content.identity for _, content in held.workouts}
        return there and not (batch.is_whole and ahead)
    waits = any(file.waits for file, _ in held.schedules)
    beside = {content.identity for file, content in held.workouts if file.waits == waits}
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
        here = (file for file in held.files if file.folder == held.inbox)
        if not any(file.data == workout.data for file in here):
            name = _free_name(workout.file, taken)
            taken.add(name.casefold())
            yield Change(f"{held.inbox}/{name}", None, workout.data)
    if with_schedule and held.schedule_inbox is not None:
        yield from _schedule(batch.schedule(), held, held.schedule_inbox)


def _schedule(data: bytes, held: Contents, inbox: str) -> Iterator[Change]:
    """A waiting schedule of ours is replaced in one move, so that there is always one."""
    foreign = [
        file.path for file, each in held.schedules if file.waits and not each.identity.is_ours
    ]
    if foreign:
        raise WatchError(
            f"{foreign[0]} waits on the watch to become its calendar, and is not fitexport's",
            "disconnect the watch so that it takes that in, connect it again, then install",
        )
    ours = [
        file
        for file, content in held.schedules
        if content.identity.is_ours and file.folder == inbox
    ]
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
    identities = [content.identity for _, content in held.workouts]
    if workout.identity in identities:
        return How.AGAIN if sent else How.THERE
    serials = [workout.identity.serial] if workout.identity.is_ours else []
    same = any(is_one_of(each, serials) for each in identities)
    return How.REPLACES if same else How.NEW
