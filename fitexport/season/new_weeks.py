"""The coming weeks of a season, chosen again: the race has moved, or a break took whole weeks."""

from __future__ import annotations

from datetime import date

from fitexport.season.after_break import with_breaks
from fitexport.season.changes import NewRaceDay
from fitexport.season.choosing import WeekSource
from fitexport.season.postponing import postponed
from fitexport.season.resuming import laid_out_again
from fitexport.season.rules import breaches, new_breaches
from fitexport.season.schedule import Schedule
from fitexport.season.settling import around, open_days, resettled

_SATURDAY = 5


def rescheduled(schedule: Schedule, change: NewRaceDay, source: WeekSource) -> Schedule:
    """The schedule with the race on another day, and the weeks before it that lead there."""
    later = postponed(schedule, change.race_day, change.made, source).without_rests()
    begun = max(0, schedule.week_on(change.made))
    if begun == later.race_week:  # race week: the race alone has moved
        return _around_trips(later, begun, change.made, source)
    return _with_new_weeks(later, begun, schedule, change.made, source)


def resumed(before: Schedule, schedule: Schedule, made: date, source: WeekSource) -> Schedule:
    """Choose the weeks after a new long break again, if it took whole weeks."""
    new = [each for each in schedule.breaks if each.is_long and each not in before.breaks]
    if not new:
        return schedule
    since = max(made, new[-1].last)
    later = laid_out_again(schedule, since, source)
    if later is None:
        return schedule
    begun = max(0, schedule.week_on(since))
    return with_breaks(_with_new_weeks(later.without_rests(), begun, schedule, made, source))


def _with_new_weeks(
    later: Schedule, begun: int, before: Schedule, made: date, source: WeekSource
) -> Schedule:
    """Settle weeks that have been chosen again around those begun, and around trips."""
    if begun:
        later = _short_week(later, begun + 1, before, source)
    return _around_trips(later, begun, made, source)


def _around_trips(later: Schedule, begun: int, made: date, source: WeekSource) -> Schedule:
    for spell in later.spells:
        if begun < later.weeks and not spell.unwell:
            later = around(later, spell, max(made, later.first_day(begun + 1)), source)
    return later


def _short_week(schedule: Schedule, week: int, before: Schedule, source: WeekSource) -> Schedule:
    """Settle the first of the new weeks, which may be shorter than seven days.

    Sessions on days that it lost are missed. Sessions too near the week before, or moved here
    from it, find another day or keep theirs if it breaks no rule.
    """
    first = schedule.first_day(week)
    lost = [
        each
        for each in schedule.sessions
        if each.week >= week and each.day < first and each not in before.sessions
    ]
    schedule = schedule.without(lost, "race day", "the week before the new ones is not over")
    own = [
        each
        for each in schedule.sessions
        if each.week == week and each.day >= first and not each.planned.is_race
    ]
    from_before = [each for each in schedule.sessions if each.week < week and each.day >= first]
    others = schedule.with_sessions(each for each in schedule.sessions if each not in from_before)
    known = breaches(others.with_sessions(each for each in others.sessions if each not in own))
    known |= breaches(others.with_sessions(own))
    if new_breaches(others, known):
        days = open_days(others, week, first, source)
        others = resettled(others, own, days, known, "race day", "the new race day")
        at_the_weekend = {each.key for each in own if each.day.weekday() >= _SATURDAY}
        midweek = [
            each
            for each in others.sessions
            if each.planned.is_long
            and each.key in at_the_weekend
            and each.day.weekday() < _SATURDAY
        ]
        others = others.without(midweek, "race day", "the new race day")
    known = breaches(others)
    for each in from_before:
        others = resettled(
            others.with_sessions([*others.sessions, each]),
            [each],
            [each.day] if each.day < others.race_day else [],
            known,
            "race day",
            "the race has another day",
        )
    return others
