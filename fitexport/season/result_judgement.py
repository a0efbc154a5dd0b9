"""Check a new result against the season before it, with a coach's remarks on it and the goal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from fitexport.errors import UsageError
from fitexport.pace.distances import DEFAULT_RACE
from fitexport.pace.results import Result, check_result
from fitexport.pace.table import check_goal_range, worth_s
from fitexport.season.levels import check_goal, goal_after
from fitexport.season.schedule import Schedule
from fitexport.season.season import Season
from fitexport.season.settings import Settings
from fitexport.units import exact_clock

_UNLIKELY = 0.15
"""Faster or slower than the known mile: no plan does that."""


def check_new_result(result: Result, settings: Settings, today: date, if_twice: str) -> None:
    """Raise unless the result can be added to a runner's settings; `if_twice` is the remedy if they
    have it.

    Raises:
        PaceError: a distance, time or goal that there are no paces for.
        UsageError: a day in the future, or a result that exists already.
    """
    check_result(result, today)
    if result.goal_s is not None:
        check_goal_range(result.goal_s, settings.race or DEFAULT_RACE)
    if any((each.day, each.distance) == (result.day, result.distance) for each in settings.results):
        raise UsageError(f"there is already a {result.distance} on {result.day}", if_twice)


def is_unlikely(result: Result, known_s: float) -> bool:
    """Whether it is far from the known mile."""
    return abs(result.mile_s / known_s - 1) > _UNLIKELY


def remarks_on_result(result: Result, before: Season, after: Season) -> Iterator[str]:
    """A coach's remarks on a result, and on the goal.

    Raises:
        PaceError: it brings a goal that is slower than itself.
    """
    goal = _on_the_goal(result, after)
    yield from filter(None, (_doubt(result, before), goal))


def _doubt(result: Result, before: Season) -> str:
    """Warn about a result so far from the known mile that it may be mistyped."""
    known_s = before.athlete.table_on(result.day).mile_s
    if not is_unlikely(result, known_s):
        return ""
    return f"that is far from your mile of {exact_clock(known_s)}: if the distance or time is mistyped, undo it (fitexport undo)"


def _on_the_goal(result: Result, season: Season) -> str:
    """A remark on the goal it brings, or the goal that a coach would propose now; only the runner
    changes it."""
    level, race = season.athlete.level, season.athlete.table.race
    if result.goal_s is not None:
        return check_goal(result.mile_s, result.goal_s, level, race)[0]
    goal_s = season.athlete.table_on(result.day + timedelta(days=1)).goal_s
    ran_s = worth_s(result.mile_s, race)
    if ran_s > goal_s and not _after_the_trial(result, season.schedule):
        remark, beyond = check_goal(result.mile_s, goal_s, level, race)
        return remark if beyond else ""
    new_s = goal_after(ran_s, goal_s, level)
    if new_s is None:
        return ""
    how = "as fast as" if ran_s <= goal_s else "more than 4 % slower than"
    return (
        f"that is {how} your goal of {exact_clock(goal_s)}: a goal of {exact_clock(new_s)} would fit"
        f" (fitexport undo, then fitexport result {result.day} {result.distance}"
        f" {exact_clock(result.time_s)} --goal {exact_clock(new_s)})"
    )


def _after_the_trial(result: Result, schedule: Schedule) -> bool:
    """Whether it is the plan's time trial or later; without a trial, in the second half."""
    trial = next((each.day for each in schedule.sessions if each.planned.is_trial), None)
    middle = schedule.start + (schedule.race_day - schedule.start) / 2
    return result.day >= (trial or middle)
