"""Lay a plan's weeks on the calendar: Plan + race day -> Schedule."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import lru_cache

from fitexport.errors import ScheduleError
from fitexport.plan.model import FEW_DAYS, Plan, PlannedSession
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.season.weekdays import WEEKDAYS, Weekday, day_of_week, listed, weekday_of
from fitexport.units import YEARS

_WEEKEND: tuple[Weekday, ...] = ("sat", "sun")


def lay_out(
    plan: Plan,
    race_day: date,
    days: Collection[Weekday] = (),
    long_run: Weekday | None = None,
) -> Schedule:
    """Schedule the plan backwards from race day, on its own days or on the athlete's `days`; for
    three or four days, a selection of it. Long runs are at the weekend unless a day is chosen
    (`weekend_long_run`).

    >>> from fitexport.plan.load import load_plan
    >>> schedule = lay_out(load_plan("mile", "beginner"), date(2027, 5, 1))
    >>> schedule.start, schedule.week(8)[-1].title
    (datetime.date(2027, 3, 7), 'Mile race')

    Raises:
        ScheduleError: a race day outside this century, days that no plan fits on.
    """
    check_year(race_day)
    return _laid_out(plan, race_day, frozenset(days), long_run)


@lru_cache(maxsize=128)  # a squad shares plans, race day and training days
def _laid_out(
    plan: Plan, race_day: date, days: frozenset[Weekday], long_run: Weekday | None
) -> Schedule:
    start = race_day - _before_race(plan)
    days_after_race = 7 * len(plan.weeks) - 1 - _before_race(plan).days
    plan, weeks, left_out = _placed(plan, race_day + timedelta(days_after_race), days, long_run)
    starts = tuple(start + timedelta(days=7 * number) for number in range(len(plan.weeks)))
    sessions = (
        ScheduledSession(number, first + timedelta(days=day - 1), planned)
        for number, (first, week) in enumerate(zip(starts, weeks, strict=True), start=1)
        for day, planned in week
    )
    return Schedule(
        plan,
        race_day,
        race_day,
        starts,
        tuple(sessions),
        left_out,
        days_after_race=days_after_race,
    ).with_rests()


def check_year(race_day: date) -> None:
    """Raise ScheduleError unless the race day is in this century.

    Raises:
        ScheduleError: another century, probably a typing error.
    """
    first, last = YEARS
    if not first <= race_day.year <= last:
        raise ScheduleError(
            f"the race day {race_day} is not in {first} to {last}", "check the year"
        )


def _placed(
    plan: Plan, end: date, days: Collection[Weekday], long_run: Weekday | None
) -> tuple[
    Plan, Sequence[Sequence[tuple[int, PlannedSession]]], tuple[tuple[int, PlannedSession], ...]
]:
    """The placed plan, its days and sessions by week, and sessions without a day, each with its
    week."""
    long_run = long_run or weekend_long_run(plan, end, days)
    if not days and long_run is None:
        own = [[(planned.day, planned) for planned in week.sessions] for week in plan.weeks]
        return plan, own, ()
    if long_run and days and long_run not in days:
        raise ScheduleError(
            f"the long run is to be on {long_run}, which is not one of the training days",
            f"give --days {listed((*days, long_run))}, or another --long-run",
        )
    from fitexport.season.placing import place  # few runners need it

    placement = place(
        plan,
        frozenset(day_of_week(day, end) for day in days or WEEKDAYS),
        None if long_run is None else day_of_week(long_run, end),
        lambda day: weekday_of(day, end),
    )
    return placement.plan, placement.weeks, placement.left_out


def weekend_long_run(plan: Plan, race_day: date, days: Collection[Weekday] = ()) -> Weekday | None:
    """The day of the long runs of a shipped plan, for a runner who has chosen none: its own is the
    weekday of the race, and if that is in midweek, Saturday or Sunday if the rules allow it.

    None: the plan's own day; on three and four days the one that is selected with the other runs.
    Judgement: the long run needs time, and most people have it then.
    """
    few = 0 < len({*days}) <= FEW_DAYS
    if few or not plan.shipped or WEEKDAYS[race_day.weekday()] in _WEEKEND:
        return None
    from fitexport.season.placing import cheapest_long_day  # few races are in midweek

    open_days = frozenset(day_of_week(day, race_day) for day in days or WEEKDAYS)
    day = cheapest_long_day(plan, open_days, tuple(day_of_week(day, race_day) for day in _WEEKEND))
    return None if day is None else weekday_of(day, race_day)


def next_monday(today: date) -> date:
    """The default start: the first Monday after `today`."""
    return today + timedelta(days=7 - today.weekday())


def race_day_of(plan: Plan, start: date) -> date:
    """The race day of a plan that starts on `start`."""
    return start + _before_race(plan)


def _before_race(plan: Plan) -> timedelta:
    """From the first day of a plan to its race, the last of several; to its end without one."""
    races = (
        7 * number + planned.day - 1
        for number, week in enumerate(plan.weeks)
        for planned in week.sessions
        if planned.is_race
    )
    return timedelta(days=max(races, default=7 * len(plan.weeks) - 1))
