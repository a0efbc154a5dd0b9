"""The workouts on the watch compared with the plan: up to date, out of date, past, not in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fitexport.fit.found import came_with_watch
from fitexport.fit.identity import Identity, same_season
from fitexport.watch.contents import Contents, HeldFile

if TYPE_CHECKING:
    from fitexport.watch.record import Record


class State(StrEnum):
    """How a workout on the watch compares with the plan."""

    CURRENT = "up to date"
    STALE = "out of date: the plan has changed"
    GONE = "not in the plan any more"
    PAST = "of a past week"
    ELSEWHERE = "of another plan, or your own"
    NOT_OURS = "not fitexport's"
    SHIPPED = "came with the watch"
    UNKNOWN = ""


class PlanNow(NamedTuple):
    """The workouts of a season as a watch would get them today, by serial number."""

    identities: Mapping[int, Identity]
    days: Mapping[int, date]
    since: date
    """The first day of the current week; days before it are past."""


class Standing(NamedTuple):
    """A workout on the watch, its day if known, and how it compares with the plan."""

    file: HeldFile
    name: str
    day: date | None
    state: State


def standings(
    held: Contents, record: Record, plan: PlanNow | None, today: date
) -> tuple[Standing, ...]:
    """Every workout on the watch, by day; those without a day last."""
    # The plan's day counts first, then that of our record, then the calendar's.
    days = {each.workout.serial: each.day for each in held.next_calendar if each.workout.is_ours}
    days |= record.days
    days |= plan.days if plan else {}
    # A workout in the calendar from today on is not past, whatever the plan says now.
    ahead = {entry.workout for entry in held.next_calendar if entry.day >= today}
    found = []
    for file, content in held.workouts:
        identity = content.identity
        ours = identity.is_ours
        day = days.get(identity.serial) if ours else None
        state = State.SHIPPED if came_with_watch(file.folder, content) else State.NOT_OURS
        if ours:
            state = _state(identity, None if identity in ahead else day, plan, today)
        found.append(Standing(file, file.title, day, state))
    found += [Standing(file, "cannot be read", None, State.NOT_OURS) for file in held.unreadable]
    return tuple(sorted(found, key=lambda each: (each.day or date.max, each.name, each.file.path)))


def _state(identity: Identity, day: date | None, plan: PlanNow | None, today: date) -> State:
    monday = today - timedelta(days=today.weekday())
    if day is not None and day < (plan.since if plan else monday):
        return State.PAST
    if plan is None:
        return State.UNKNOWN
    now = plan.identities.get(identity.serial)
    if now is not None:
        return State.CURRENT if now == identity else State.STALE
    own = next(iter(plan.identities), None)
    same = own is not None and same_season(own, identity.serial)
    return State.GONE if same else State.ELSEWHERE
