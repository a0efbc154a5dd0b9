"""Payload + what the watch holds -> what an install changes, keeps and leaves out.

A schedule replaces the watch's whole calendar and links only to workouts that arrive with it,
so it is sent with all of them or not at all. Only this tool's own files are replaced or
removed: older versions of a session have its serial number and another version.
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
from fitexport.watch.changing import Change
from fitexport.watch.contents import Contents, HeldFile
from fitexport.watch.limits import Limits
from fitexport.watch.payload import LeftOut, Payload, PayloadWorkout


class Action(StrEnum):
    """What happens to a workout of the payload."""

    NEW = "new"
    REPLACES = "replaces an older version"
    AGAIN = "there, sent again with its calendar"
    THERE = "already there"


class Going(NamedTuple):
    """A workout of the payload and what happens to it."""

    workout: PayloadWorkout
    action: Action


@dataclass(frozen=True, slots=True)
class Installation:
    """What an install would do to a watch."""

    payload: Payload
    going: tuple[Going, ...]
    left_out: tuple[LeftOut, ...]
    kept: tuple[HeldFile, ...]
    """Workouts on the watch that it does not touch, ours and others'."""
    gone: tuple[HeldFile, ...]
    """Ours that are removed for lack of room, without a newer version."""
    lost: tuple[FoundEntry, ...]
    """Entries dropped from the calendar, because a schedule replaces the whole of it."""
    changes: tuple[Change, ...]
    sent: Payload | None
    """The payload, if its schedule is among the changes."""

    @property
    def foreign(self) -> tuple[FoundEntry, ...]:
        """Dropped entries that are not ours: Garmin Connect's, a coach's."""
        return tuple(entry for entry in self.lost if not entry.workout.is_ours)


def plan_install(payload: Payload, held: Contents, limits: Limits, today: date) -> Installation:
    """Plan the changes that put the payload on the watch, as far as it has room. A workout left
    out for lack of room is also removed if an earlier install put it there: an earlier day needs
    its place.

    Raises:
        WatchError: a schedule that is not ours is waiting to be imported.
        ProofError: the schedule does not say what it should.
    """
    fitted, left_out = _fitted(payload, held, limits, today)
    written: tuple[Change, ...] = ()
    sends = False
    if not _is_on_watch(fitted, held, today):
        sends = bool(fitted.entries) or fitted.is_whole
        written = tuple(payload_changes(fitted, held, with_schedule=sends))
    older = [*_older(payload, held, fitted.identities, sends=sends)]
    serials = {workout.identity.serial for workout in fitted.workouts}
    of_payload = {file.path for file in older} | {
        file.path for file, content in held.workouts if content.identity in fitted.identities
    }
    entries = {(entry.day, entry.workout) for entry in fitted.entries}
    return Installation(
        payload=fitted,
        going=tuple(Going(each, _action(each, held, written)) for each in fitted.workouts),
        left_out=left_out,
        kept=tuple(file for file in held.files if file.is_workout and file.path not in of_payload),
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
    payload: Payload, held: Contents, current: Collection[Identity], *, sends: bool
) -> Iterator[HeldFile]:
    """Older versions of the payload's sessions. If the watch keeps its calendar, it keeps the
    workouts in it too."""
    serials = {workout.identity.serial for workout in payload.workouts}
    named = set() if sends else {entry.workout for entry in held.next_calendar}
    for file, content in held.workouts:
        identity = content.identity
        if is_one_of(identity, serials) and identity not in current and identity not in named:
            yield file


def _fitted(
    payload: Payload, held: Contents, limits: Limits, today: date
) -> tuple[Payload, tuple[LeftOut, ...]]:
    """The part of the payload for which the watch has room beside what stays on it."""
    serials = {workout.identity.serial for workout in payload.workouts}
    staying = [
        (file, content.identity)
        for file, content in held.workouts
        if content.identity not in payload.identities and not is_one_of(content.identity, serials)
    ]
    kept = {identity for file, identity in staying if not file.waits}
    # Each file needs a place of its own, but a waiting file will replace the same workout.
    places = sum(not file.waits or identity not in kept for file, identity in staying)
    if held.schedule_folder is None:
        payload, limits = payload.without_entries(), replace(limits, entries=len(payload.workouts))
    room = limits.workouts - places - len(held.unreadable)
    return payload.fitted(limits, room, today)


def _is_on_watch(payload: Payload, held: Contents, today: date) -> bool:
    """Whether all of it is on the watch, imported or waiting to be."""
    if not payload.entries:
        ahead = any(each.workout.is_ours and each.day >= today for each in held.next_calendar)
        there = payload.identities <= {content.identity for _, content in held.workouts}
        return there and not (payload.is_whole and ahead)
    waits = any(file.waits for file, _ in held.schedules)
    beside = {content.identity for file, content in held.workouts if file.waits == waits}
    calendar = [(each.day, each.workout) for each in held.next_calendar if each.day >= today]
    return payload.identities <= beside and calendar == [tuple(each) for each in payload.entries]


def payload_changes(payload: Payload, held: Contents, *, with_schedule: bool) -> Iterator[Change]:
    """The files to put into the import folder, the schedule last: it completes the new set.

    Raises:
        WatchError: a schedule that is not ours is waiting there.
        ProofError: the schedule does not say what it should.
    """
    in_use = held.names(held.import_folder)
    for workout in payload.workouts:
        here = (file for file in held.files if file.folder == held.import_folder)
        if not any(file.data == workout.data for file in here):
            name = _free_name(workout.file, in_use)
            in_use.add(name.casefold())
            yield Change(f"{held.import_folder}/{name}", None, workout.data)
    if with_schedule and held.schedule_folder is not None:
        yield from _schedule(payload.schedule(), held, held.schedule_folder)


def _schedule(data: bytes, held: Contents, import_folder: str) -> Iterator[Change]:
    """Replace a waiting schedule of ours in a single rename, so that there is always one."""
    foreign = [
        file.path for file, each in held.schedules if file.waits and not each.identity.is_ours
    ]
    if foreign:
        raise WatchError(
            f"{foreign[0]} is waiting to become the watch's calendar, and is not fitexport's",
            "disconnect the watch to let it import that, connect it again, then install",
        )
    ours = [
        file
        for file, content in held.schedules
        if content.identity.is_ours and file.folder == import_folder
    ]
    if not ours:
        yield Change(
            f"{import_folder}/{_free_name(SCHEDULE_NAME, held.names(import_folder))}", None, data
        )
    elif ours[0].data != data:
        yield Change(ours[0].path, ours[0].data, data)
    yield from (Change(file.path, file.data, None) for file in ours[1:])


def _free_name(name: str, in_use: set[str]) -> str:
    """The name, or a numbered one if it is in use. Letters that a watch's file system refuses
    become "-"."""
    stem = re.sub(r"[^a-zA-Z0-9 _()+-]", "-", name.rpartition(".")[0])[:100]
    ending = "fit"
    name = f"{stem}.{ending}"
    others = (f"{stem}-{number}.{ending}" for number in count(2))
    return next(each for each in chain([name], others) if each.casefold() not in in_use)


def _action(workout: PayloadWorkout, held: Contents, written: tuple[Change, ...]) -> Action:
    sent = any(change.new == workout.data for change in written)
    identities = [content.identity for _, content in held.workouts]
    if workout.identity in identities:
        return Action.AGAIN if sent else Action.THERE
    serials = [workout.identity.serial] if workout.identity.is_ours else []
    same = any(is_one_of(each, serials) for each in identities)
    return Action.REPLACES if same else Action.NEW
