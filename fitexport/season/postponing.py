"""Move the race: weeks that have begun stay, the coming ones are chosen again (`choosing.py`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from fitexport.errors import ScheduleError
from fitexport.plan.model import MAX_WEEKS, Plan
from fitexport.season.choosing import WeekSource, chosen_weeks
from fitexport.season.lay_out import check_year, lay_out
from fitexport.season.rules import LIFTING_TO_RACE
from fitexport.season.schedule import Missed, Schedule, ScheduledSession
from fitexport.units import date_text

_LEAST_OF_A_WEEK = 4
"""Days that race week needs at least; the work of its first days was done the week before."""
_MOST_OF_A_WEEK = 7 + _LEAST_OF_A_WEEK - 1


def postponed(schedule: Schedule, race_day: date, today: date, source: WeekSource) -> Schedule:
    """The schedule with the race on another day; weeks begun by `today` stay as they are.

    The first of the new weeks is up to three days longer or shorter, so that the last one ends
    with the race; a shorter week loses its first days.

    Raises:
        ScheduleError: the new day is too soon, or too far away.
    """
    check_year(race_day)
    if race_day == schedule.race_day:
        raise ScheduleError(f"the race is on {date_text(race_day)} already", "give another day")
    if today > schedule.race_day:
        raise ScheduleError(
            f"the race was on {date_text(schedule.race_day)}: the season is over",
            "begin the next one: fitexport init --overwrite --race-day DATE",
        )
    begun = max(0, schedule.week_on(today))
    if begun == 0:
        return _moved_whole(schedule, race_day, today, source)
    end = schedule.last_day(begun)
    in_race_week = begun == schedule.race_week
    if in_race_week and abs((race_day - schedule.race_day).days) < _LEAST_OF_A_WEEK:
        return _moved_in_race_week(schedule, race_day, today)
    after_race = schedule.days_after_race % 7  # in race week itself
    left = (race_day - end).days + after_race
    count = (left + 7 - _LEAST_OF_A_WEEK) // 7
    if count < 1:
        first = end + timedelta(days=_LEAST_OF_A_WEEK - after_race)
        why = "stays as it is, and race week needs four days of its own"
        if in_race_week:
            first = max(today, schedule.race_day - timedelta(days=_LEAST_OF_A_WEEK - 1))
            why = "is race week: the race can move by three days in it"
        raise ScheduleError(
            f"{date_text(race_day)} is too soon: week {begun} has begun and {why}",
            f"the first race day that goes is {date_text(first)}",
        )
    recovery = schedule.weeks - schedule.race_week
    if begun + count + recovery > MAX_WEEKS:
        raise ScheduleError(
            f"{date_text(race_day)} makes more than {MAX_WEEKS} weeks of the plan",
            "choose an earlier race day, or a new season: fitexport init --overwrite",
        )
    names = [week.name for week in schedule.plan.weeks]
    to_race = names[begun : schedule.race_week]
    coming = chosen_weeks(names[:begun], to_race, count, source.to_the_race(recovery))
    plan = source.weeks([*names[:begun], *coming, *names[schedule.race_week :]])
    plan = replace(plan, weeks=(*schedule.plan.weeks[:begun], *plan.weeks[begun:]))
    return joined(schedule, plan, begun, race_day, today, source)


def _moved_whole(schedule: Schedule, race_day: date, today: date, source: WeekSource) -> Schedule:
    """Before the first week: the same plan on other days, or a shorter one if time is short."""
    after_race = timedelta(days=schedule.days_after_race)
    room = ((race_day + after_race - today).days + 1) // 7
    count = max(
        (n for n in (schedule.weeks, *source.orders) if n <= min(room, schedule.weeks)), default=0
    )
    if count == 0:
        fewest = min(source.orders)
        raise ScheduleError(
            f"{date_text(race_day)} is too soon: the shortest plan takes {fewest} weeks",
            "the first race day that goes is"
            f" {date_text(today + timedelta(7 * fewest - 1) - after_race)}",
        )
    names = [week.name for week in schedule.plan.weeks]
    plan = source.weeks(names if count == schedule.weeks else source.orders[count])
    laid = lay_out(plan, race_day, source.days, source.long_run)
    laid = replace(laid, spells=schedule.spells, first_race_day=schedule.first_race_day)
    return _still_skipped(laid, schedule)


def _moved_in_race_week(schedule: Schedule, race_day: date, today: date) -> Schedule:
    """In race week: move the race alone, by three days at most.

    Sessions on its new day or after it are missed, and return if the race moves back.
    """
    if race_day < today:
        raise ScheduleError(f"{date_text(race_day)} is past", "give a day to come")
    delay = race_day - schedule.race_day
    length = race_day - schedule.first_day(schedule.race_week)
    if length.days + schedule.days_after_race % 7 >= _MOST_OF_A_WEEK:
        raise ScheduleError(
            f"race week would be longer than {_MOST_OF_A_WEEK} days with the race on"
            f" {date_text(race_day)}",
            f"put it off by {_LEAST_OF_A_WEEK} days or more, for another race week",
        )
    back = [entry for entry in schedule.missed if entry.cause == "race day"]
    raced = (
        replace(session, day=session.day + delay) if schedule.is_race_or_later(session) else session
        for session in (*schedule.sessions, *(entry.session for entry in back))
    )
    missed = tuple(entry for entry in schedule.missed if entry not in back)
    moved = replace(
        schedule,
        race_day=race_day,
        starts=tuple(
            start + delay if start > schedule.race_day else start for start in schedule.starts
        ),
        missed=missed,
    ).with_sessions(raced)
    gone = [
        session
        for session in moved.sessions
        if session.day >= race_day and not schedule.is_race_or_later(session)
    ]
    return moved.without(gone, "race day", "the race is on this day, or before it")


def joined(
    schedule: Schedule, plan: Plan, begun: int, race_day: date, today: date, source: WeekSource
) -> Schedule:
    """The weeks begun, then the new ones, scheduled backwards from the race."""
    end = schedule.last_day(begun)
    tail = lay_out(replace(plan, weeks=plan.weeks[begun:]), race_day, source.days, source.long_run)
    plan = replace(tail.plan, weeks=(*plan.weeks[:begun], *tail.plan.weeks))
    kept = [session for session in schedule.sessions if session.week <= begun]
    gone = [
        session
        for session in kept
        if session.day >= today
        and (session.planned.is_race or _is_lifting_before(race_day, session))
    ]
    early = [
        session
        for session in schedule.sessions
        if session.week > begun and session.day <= end and _is_in(plan, schedule.plan, session)
    ]
    done = {(session.week, session.place) for session in early}
    later = (replace(session, week=session.week + begun) for session in tail.sessions)
    later = (session for session in later if (session.week, session.place) not in done)
    later_on = replace(
        schedule,
        plan=plan,
        race_day=race_day,
        days_after_race=tail.days_after_race,
        starts=(*schedule.starts[:begun], end + timedelta(days=1), *tail.starts[1:]),
        sessions=(*(session for session in kept if session not in gone), *early, *later),
        left_out=(
            *(entry for entry in schedule.left_out if entry[0] <= begun),
            *((week + begun, planned) for week, planned in tail.left_out),
        ),
        moved=frozenset(session.key for session in kept if session.key in schedule.moved),
        missed=(
            *(missed for missed in schedule.missed if missed.session.week <= begun),
            *(Missed(session, "race day", "the race has another day") for session in gone),
        ),
    )
    return _still_skipped(later_on, schedule)


def _still_skipped(schedule: Schedule, before: Schedule) -> Schedule:
    """Keep sessions skipped that were skipped, in weeks that the new plan still has."""
    keys = {
        missed.session.key
        for missed in before.missed
        if missed.cause == "skipped" and _is_in(schedule.plan, before.plan, missed.session)
    }
    gone = [session for session in schedule.sessions if session.key in keys]
    return schedule.without(gone, "skipped", "skipped")


def _is_lifting_before(race_day: date, session: ScheduledSession) -> bool:
    days = (race_day - session.day).days
    return session.planned.kind == "strength" and days < LIFTING_TO_RACE


def _is_in(plan: Plan, before: Plan, session: ScheduledSession) -> bool:
    """Whether the week of a session done early is also in the new plan."""
    return session.week <= len(plan.weeks) and (
        plan.weeks[session.week - 1].name == before.weeks[session.week - 1].name
    )
