"""Judged runs -> a runner's habits: how much running a week, and on which days.

Judgement, on the careful side. A runner has adapted to the last eight weeks; neither a race nor
a week in bed changes the median of the weeks with running. We count time, not distance, because
the plan does and because it is right on a treadmill too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median
from typing import Literal, NamedTuple

from fitexport.pace.table import MILE_RANGE_S
from fitexport.pace.volume import RETURN_GROWTH, RETURN_SHARE
from fitexport.recording.ranking import Ranking
from fitexport.recording.runs import Run
from fitexport.units import MILE_M

RECENT_DAYS = 120
"""Older runs say little about fitness now."""
WEEKS, FEWEST_WEEKS = 8, 3
"""The complete weeks considered; how many of them need running to show what is usual."""
_REGULAR = 0.5
"""A usual day has a run in more than this share of the weeks."""
_WALKED_M_PER_S = MILE_M / MILE_RANGE_S[1]
"""Slower than the slowest mile in any plan: without a known sport, that is a walk."""


class Week(NamedTuple):
    """The running from a Monday to a Sunday; `days` count from 0, Monday."""

    monday: date
    running_s: float
    distance_m: float
    days: frozenset[int]
    doubtful: int
    """How many recordings do not count: they may have been ridden, driven or walked."""


class UsualWeek(NamedTuple):
    """The usual running in a week, and how it follows from the weeks with running."""

    running_s: float
    distance_m: float
    median_s: float
    least_s: float
    most_s: float
    weeks: int
    limited_by: Literal["", "growth", "break"]


class UsualDays(NamedTuple):
    """How many days a week have runs, and which; none if they change from week to week."""

    number: int
    days: tuple[int, ...]
    times: tuple[int, ...]
    """In how many of the weeks with running each of them had a run."""


def is_recent(run: Run, today: date) -> bool:
    """Whether a run is recent enough to speak of fitness today."""
    return run.day is not None and abs((today - run.day).days) <= RECENT_DAYS


def last_weeks(ranking: Ranking, today: date) -> tuple[Week, ...]:
    """The complete weeks before today, the earliest first, those without running included."""
    this_monday = today - timedelta(days=today.weekday())
    mondays = [this_monday - timedelta(weeks=number) for number in range(WEEKS, 0, -1)]
    return tuple(_week(monday, ranking) for monday in mondays)


def _week(monday: date, ranking: Ranking) -> Week:
    aside = [run for run, _ in ranking.set_aside]
    within = [
        run
        for run in (*ranking.runs, *aside)
        if run.day and monday <= run.day < monday + timedelta(weeks=1)
    ]
    runs = [run for run in within if _counts(run, aside=run in aside, lax=ranking.is_lax)]
    return Week(
        monday,
        running_s=sum(run.ran_s for run in runs),
        distance_m=sum(run.total_m for run in runs),
        days=frozenset(run.day.weekday() for run in runs if run.day),
        doubtful=len(within) - len(runs),
    )


def _counts(run: Run, *, aside: bool, lax: bool) -> bool:
    """Whether it is certainly running. A treadmill's time is right, whatever its distance."""
    if run.on_wheels or (aside and not run.is_indoor):
        return False
    return bool(run.sport) or (lax and run.total_m >= _WALKED_M_PER_S * run.ran_s)


def usual_week(weeks: Sequence[Week]) -> UsualWeek | None:
    """The median of the weeks with running, limited by the last two as the plan limits the weeks
    after a break. None: too few weeks have running."""
    running = [week.running_s for week in weeks if week.running_s]
    if len(running) < FEWEST_WEEKS:
        return None
    usual_s = median_s = median(running)
    recent_s = max(week.running_s for week in weeks[-2:])
    limited_by: Literal["", "growth", "break"] = ""
    if not recent_s:
        usual_s, limited_by = RETURN_SHARE * median_s, "break"
    elif RETURN_GROWTH * recent_s < median_s:
        usual_s, limited_by = RETURN_GROWTH * recent_s, "growth"
    share = usual_s / median_s
    metres = share * median(week.distance_m for week in weeks if week.running_s)
    return UsualWeek(
        usual_s, metres, median_s, min(running), max(running), len(running), limited_by
    )


def usual_days(weeks: Sequence[Week]) -> UsualDays | None:
    """The days with runs most often, as many as in a usual week. None: too few weeks have
    running."""
    running = [week.days for week in weeks if week.days]
    if len(running) < FEWEST_WEEKS:
        return None
    number = round(median(map(len, running)))
    times = Counter(day for days in running for day in days)
    chosen = sorted(sorted(times, key=lambda day: (-times[day], day))[:number])
    if any(times[day] <= _REGULAR * len(running) for day in chosen):
        chosen = []
    return UsualDays(number, tuple(chosen), tuple(times[day] for day in chosen))
