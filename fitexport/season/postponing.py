"""Move the race: weeks that have begun stay, the coming ones are chosen again (`choosing.py`).

A race that is three weeks later than at first gets a second time trial before it, since the paces of
the first are old by then; so that no week is done twice, repeats are varied (`varying.py`). Both are
judgement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from fitexport.errors import ScheduleError
from fitexport.plan.model import MAX_WEEKS, Plan
from fitexport.season.choosing import WeekNames, WeekSource, chosen_weeks
from fitexport.season.lay_out import check_year, lay_out
from fitexport.season.rules import LIFTING_TO_RACE
from fitexport.season.schedule import Missed, Schedule, ScheduledSession
from fitexport.season.varying import varied
from fitexport.season.weekdays import WEEKDAYS
from fitexport.units import date_text

_LEAST_OF_A_WEEK = 4
"""Days that race week needs at least; the work of its first days was done the week before."""
_MOST_OF_A_WEEK = 7 + _LEAST_OF_A_WEEK - 1
_SECOND_TRIAL_AFTER = timedelta(weeks=3)
"""Later than at first that a race is."""
_TRIAL_TO_RACE = 3
"""Weeks from a trial to the race, race week included, in the shortest plan."""


def postponed(schedule: Schedule, race_day: date, today: date, source: WeekSource) -> Schedule:
    """The schedule with the race on another day; weeks begun by `today` stay as they are.

    The first of the new weeks is up to three days longer or shorter, so that the last one ends
    with the race; a shorter week loses its first days.

    Raises:
        ScheduleError: the new day is too soon, or too far away.
    """
    check_year(race_day)
    if race_day == schedule.race_day:
        raise ScheduleError(f"the race is already on {date_text(race_day)}", "give another day")
    if today > schedule.race_day:
        raise ScheduleError(
            f"the race was on {date_text(schedule.race_day)}: the season is over",
            "start the next one: fitexport init --overwrite --race-day DATE",
        )
    begun = max(0, schedule.week_on(today))
    if begun == 0:
        return _moved_whole(schedule, race_day, today, source)
    end = schedule.last_day(begun)
    in_race_week = begun == schedule.race_week
    if in_race_week and abs((race_day - schedule.race_day).days) < _LEAST_OF_A_WEEK:
        return _moved_in_race_week(schedule, race_day, today, source)
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
            f"the first possible race day is {date_text(first)}",
        )
    recovery = schedule.weeks - schedule.race_week
    if begun + count + recovery > MAX_WEEKS:
        raise ScheduleError(
            f"{date_text(race_day)} makes more than {MAX_WEEKS} weeks of the plan",
            "choose an earlier race day, or a new season: fitexport init --overwrite",
        )
    names = [week.name for week in schedule.plan.weeks]
    to_race = names[begun : schedule.race_week]
    is_late = race_day - schedule.first_race_day >= _SECOND_TRIAL_AFTER
    coming = _coming(names[:begun], to_race, count, source.to_the_race(recovery), is_late=is_late)
    plan = source.weeks([*names[:begun], *coming, *names[schedule.race_week :]])
    weeks = (*schedule.plan.weeks[:begun], *plan.weeks[begun:])
    of_plan = source.weeks(max(source.orders.values(), key=len)).weeks
    plan = replace(plan, weeks=varied(weeks, begun, of_plan))
    return joined(schedule, plan, begun, race_day, today, source)


def _coming(
    begun: list[str], coming: list[str], count: int, source: WeekSource, *, is_late: bool
) -> list[str]:
    """The names of the `count` weeks to come; a trial that is long past is run again."""
    weeks = WeekNames(source)
    done = [number for number, name in enumerate(begun) if weeks.has_trial(name)]
    since_trial = len(begun) - 1 - done[-1] + count if done else 0
    again = is_late and since_trial >= 2 * _TRIAL_TO_RACE and not any(map(weeks.has_trial, coming))
    if not again:
        return [*chosen_weeks(begun, coming, count, source)]
    chosen = [*chosen_weeks(begun, coming, count - 1, source)]
    return [*chosen[:-_TRIAL_TO_RACE], begun[done[-1]], *chosen[-_TRIAL_TO_RACE:]]


def _moved_whole(schedule: Schedule, race_day: date, today: date, source: WeekSource) -> Schedule:
    """Before the first week: the same plan on other days, or a shorter one if time is short."""
    after_race = timedelta(days=schedule.days_after_race)
    room = ((race_day + after_race - today).days + 1) // 7
    count = max(
        (n for n in (schedule.weeks, *source.orders) if n <= min(room, schedule.weeks)), default=0
    )
    if count == 0:
        fewest = min(source.orders)
        to_race = fewest - (schedule.weeks - schedule.race_week)
        raise ScheduleError(
            f"{date_text(race_day)} is too soon: the shortest plan takes {to_race} weeks",
            "the first possible race day is"
            f" {date_text(today + timedelta(7 * fewest - 1) - after_race)}",
        )
    names = [week.name for week in schedule.plan.weeks]
    plan = source.weeks(names if count == schedule.weeks else source.orders[count])
    laid = lay_out(plan, race_day, source.days, source.long_run)
    laid = replace(laid, spells=schedule.spells, first_race_day=schedule.first_race_day)
    return _still_skipped(laid, schedule)


def _moved_in_race_week(
    schedule: Schedule, race_day: date, today: date, source: WeekSource
) -> Schedule:
    """In race week: move the race alone, by three days at most, and the easy run of its eve.

    Sessions on its new day or after it are missed, and return if the race moves back; so is the
    easy run of another day that is the eve now.
    """
    if race_day < today:
        raise ScheduleError(f"{date_text(race_day)} is past", "give a future day")
    delay = race_day - schedule.race_day
    first = schedule.first_day(schedule.race_week)
    length = race_day - first
    if length.days + schedule.days_after_race % 7 >= _MOST_OF_A_WEEK:
        raise ScheduleError(
            f"race week would be longer than {_MOST_OF_A_WEEK} days with the race on"
            f" {date_text(race_day)}",
            f"put it off by {_LEAST_OF_A_WEEK} days or more, for another race week",
        )
    back = [
        entry
        for entry in schedule.missed
        if entry.cause == "race day" and entry.session.day >= first
    ]
    sessions = (*schedule.sessions, *(entry.session for entry in back))
    eve = race_day - timedelta(days=1)
    shakeout = _shakeout(schedule, sessions, today)
    if shakeout and not _is_open(eve, today, schedule, source):
        shakeout = None
    raced = (
        replace(session, day=session.day + delay)
        if schedule.is_race_or_later(session)
        else replace(session, day=eve)
        if session is shakeout
        else session
        for session in sessions
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
    moved = _with_new_weeks_after_race(moved, today, source)
    gone = [
        session
        for session in moved.sessions
        if (session.day >= race_day and not schedule.is_race_or_later(session))
        or (shakeout and session.day == eve and session.key != shakeout.key and session.place)
    ]
    return moved.without(gone, "race day", "the race is on this day, or before it")


def _with_new_weeks_after_race(schedule: Schedule, today: date, source: WeekSource) -> Schedule:
    """The schedule with the weeks after its race laid out again, on the athlete's days."""
    number = schedule.race_week
    if number == schedule.weeks:
        return schedule
    plan = source.weeks([week.name for week in schedule.plan.weeks[number:]])
    tail = lay_out(plan, schedule.end, source.days, source.long_run)
    kept = [each for each in schedule.sessions if each.week <= number or each.day < today]
    done = {each.key for each in kept}
    later = [replace(each, week=each.week + number) for each in tail.sessions]
    laid = replace(
        schedule,
        plan=replace(schedule.plan, weeks=(*schedule.plan.weeks[:number], *tail.plan.weeks)),
        sessions=(*kept, *(each for each in later if each.key not in done)),
        missed=tuple(entry for entry in schedule.missed if entry.session.week <= number),
        left_out=(
            *(entry for entry in schedule.left_out if entry[0] <= number),
            *((week + number, planned) for week, planned in tail.left_out),
        ),
        moved=schedule.moved - {each.key for each in later},
    )
    return _still_skipped(laid, schedule)


def _shakeout(
    schedule: Schedule, sessions: Iterable[ScheduledSession], today: date
) -> ScheduledSession | None:
    """The easy run on the day before the race, still to come."""
    eve = schedule.race_day - timedelta(days=1)
    return next(
        (
            each
            for each in sessions
            if each.planned.kind == "easy run" and each.day == eve and eve >= today
        ),
        None,
    )


def _is_open(day: date, today: date, schedule: Schedule, source: WeekSource) -> bool:
    """Whether an easy run may be put on a day: no past one, none off, none that has a hard run."""
    return (
        day >= today
        and (not source.days or WEEKDAYS[day.weekday()] in source.days)
        and not any(spell.closes(day, "easy run") for spell in schedule.spells)
        and not any(
            each.planned.is_hard and not each.planned.is_race
            for each in schedule.sessions
            if each.day == day
        )
    )


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
