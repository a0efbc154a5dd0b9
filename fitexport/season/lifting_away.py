"""Lifting on a trip: the plan's home version, since few runners have a gym there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from fitexport.plan.model import Plan, PlannedSession
from fitexport.season.schedule import Schedule, ScheduledSession

_WHY = " You are away, so it is done with dumbbells or without weight."


def with_home_lifting(schedule: Schedule, at_home: Callable[[Sequence[str]], Plan]) -> Schedule:
    """The schedule with the home version of lifting on its trips; `at_home` gives the weeks of a
    plan for home by their names."""
    away = {
        (each.week, each.place) for each in schedule.sessions if _is_lifting_away(each, schedule)
    }
    if not away:
        return schedule
    weeks = [*schedule.plan.weeks]
    numbers = sorted({number for number, _ in away})
    home = at_home([weeks[number - 1].name for number in numbers]).weeks
    for number, of_home in zip(numbers, home, strict=True):
        by_place = {each.place: each for each in of_home.sessions if (number, each.place) in away}
        week = weeks[number - 1]
        sessions = tuple(_at_home(each, by_place.get(each.place)) for each in week.sessions)
        weeks[number - 1] = replace(week, sessions=sessions)
    return schedule.of_plan(replace(schedule.plan, weeks=tuple(weeks)))


def _at_home(planned: PlannedSession, home: PlannedSession | None) -> PlannedSession:
    if home is None or home.session == planned.session:
        return planned
    return replace(planned, session=home.session, why=planned.why + _WHY)


def _is_lifting_away(session: ScheduledSession, schedule: Schedule) -> bool:
    """Whether a session is lifting on a day of a trip."""
    return session.planned.kind == "strength" and any(
        spell.cause == "away" and spell.first <= session.day <= spell.last
        for spell in schedule.spells
    )
