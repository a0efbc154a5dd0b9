"""Find another day in the same week for sessions that have lost theirs, hard runs first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from fitexport.season.choosing import WeekSource
from fitexport.season.rules import Breach, breaches, new_breaches
from fitexport.season.schedule import Cause, Schedule, ScheduledSession
from fitexport.season.spells import Spell
from fitexport.season.weekdays import WEEKDAYS

_FIRST_TO_CHOOSE = ("long run", "strength", "easy run", "cross-training")
"""Which kinds choose first when days are few; hard runs come before all of these."""
_REACH = 10
"""Days. Apart from the order of trial and goal pace, no rule in rules.py reaches further; the
first trial of two may be long past."""


def around(schedule: Schedule, spell: Spell, since: date, source: WeekSource) -> Schedule:
    """Move upcoming sessions off the days of a trip, within their week.

    Hard runs choose first, if need be on the day of an easier session.
    """
    first, last = (schedule.week_on(day) for day in (spell.first, spell.last))
    for week in range(max(first, 1), min(last, schedule.weeks) + 1):
        own = [each for each in schedule.week(week) if not each.planned.is_race]
        if any(spell.closes(each.day) for each in own):
            past = [each for each in own if each.day < since]
            lost = [each for each in past if spell.closes(each.day)]
            schedule = schedule.without(lost, "spell", str(spell))
            coming = [each for each in own if each not in past]
            days = open_days(schedule, week, since, source)
            schedule = resettled(schedule, coming, days, breaches(schedule), "spell", str(spell))
    return schedule


def open_days(schedule: Schedule, week: int, since: date, source: WeekSource) -> list[date]:
    """Training days of a week from `since` on: the athlete's own days, or those of a trip."""
    return [
        day
        for day in schedule.days(week)
        if day >= since
        and not any(spell.closes(day) for spell in schedule.spells)
        and (
            not source.days
            or WEEKDAYS[day.weekday()] in source.days
            or any(spell.first <= day <= spell.last for spell in schedule.spells)
            or any(session.day == day for session in schedule.sessions)
        )
    ]


def resettled(
    schedule: Schedule,
    moving: Sequence[ScheduledSession],
    days: Sequence[date],
    tolerated: Collection[Breach],
    cause: Cause,
    why: str,
) -> Schedule:
    """Put each session on the nearest of `days` where it breaks no rule but the tolerated ones.

    A session without such a day is missed.
    """
    moving = [each for each in moving if not each.planned.is_race]
    fixed = [each for each in schedule.sessions if each not in moving]
    around_them = [each for each in fixed if _is_near(each.day, days) or each.planned.is_trial]
    run_days: dict[date, date] = {}
    placed: list[ScheduledSession] = []
    lost: list[ScheduledSession] = []
    for session in sorted(moving, key=_choosing):
        home = session.day
        if session.planned.kind == "strength":
            home = run_days.get(home, home)
        near = sorted(days, key=lambda day: (abs(day - home), day))
        tried = (replace(session, day=day) for day in near)
        found = next(
            (
                each
                for each in tried
                if not new_breaches(
                    schedule.with_sessions([*around_them, *placed, each]), tolerated
                )
            ),
            None,
        )
        if found is None:
            lost.append(session)
            continue
        placed.append(found)
        if session.planned.is_hard or session.planned.is_long:
            run_days[session.day] = found.day
    return schedule.with_sessions([*fixed, *placed, *lost]).without(lost, cause, why)


def _is_near(day: date, days: Sequence[date]) -> bool:
    """Whether a rule may relate a session on this day to one on these days."""
    reach = timedelta(days=_REACH)
    return bool(days) and min(days) - reach <= day <= max(days) + reach


def _choosing(session: ScheduledSession) -> tuple[int, bool, date, int]:
    """Sort key: hard runs choose first; among easy runs, those with hill sprints."""
    planned = session.planned
    rank = 0 if planned.is_hard else 1 + _FIRST_TO_CHOOSE.index(planned.kind)
    return rank, not planned.has_hills, session.day, session.place
