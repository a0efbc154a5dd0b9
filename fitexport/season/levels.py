"""How much training a level is, which runners and goals it is for, and a coach's remarks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fitexport.errors import PaceError
from fitexport.pace.distances import DEFAULT_RACE, Race, race_title
from fitexport.pace.table import MILE_RANGE_S, worth_s
from fitexport.plan.model import LEVELS, Level
from fitexport.season.age import is_young
from fitexport.units import clock, exact_clock, round_minutes

AVERAGE_MILE_S = 424.0
"""7:04, the average mile of all runners (men 6:37, women 7:44)."""


class _LevelFacts(NamedTuple):
    """How much a level trains: in words, and the seconds of running in the first week of its plan
    at a usual mile of its runners. The share of a mile's time left after one plan, and the usual miles."""

    training: str
    first_week_s: float
    usual_s: float
    goal: float
    fastest_s: float
    slowest_s: float


_LEVELS: dict[Level, _LevelFacts] = {
    "advanced": _LevelFacts(
        "5 or 6 runs a week, 4 h 30 to 6 h",
        *(306 * 60.0, 315.0, 0.98, MILE_RANGE_S[0], 375.0),
    ),
    "intermediate": _LevelFacts(
        "4 or 5 runs a week, 3 to 4 h",
        *(195 * 60.0, 424.0, 0.97, 270.0, 465.0),
    ),
    "beginner": _LevelFacts(
        "3 or 4 runs a week, about 2 h",
        *(134 * 60.0, 540.0, 0.95, 330.0, MILE_RANGE_S[1]),
    ),
}
_LEAST_S, _MOST_S = 105 * 60.0, 400 * 60.0
"""What the plans of all levels can begin with: easy and long runs at their shortest and longest."""

_TRIAL_SHORT_OF_GOAL, _GOAL_AFTER_TRIAL = 1.04, 0.97
"""A trial this much slower than the goal sets it too high; what to train for instead."""

# A goal is bold when it asks for half as much again as a level's runners may hope for, and
# beyond one plan at 12 %: the guide's author came from 5:30 to 5:19, 3.3 %, in a season.
_BOLD = 1.5
_BEYOND_ONE_PLAN = 0.12


def level_for(volume_s: float) -> Level:
    """The level whose first week is nearest to so many seconds of running a week."""
    return min(LEVELS, key=lambda level: abs(_LEVELS[level].first_week_s - volume_s))


def careful_volume_s(mile_s: float, age: int | None = None) -> float:
    """The volume assumed for a runner who gives none: 3 h a week, the lower end of level
    intermediate, or 2 h for miles slower than 7:45, under 17 for miles slower than 5:30. Judgement:
    too little costs a few seconds, too much an injury, and a fast mile does not show it; the
    young are often faster than they are trained."""
    slowest_s = _LEVELS["intermediate"].slowest_s
    if is_young(age):
        slowest_s = _LEVELS["beginner"].fastest_s
    return 60.0 * (180 if mile_s <= slowest_s else 120)


def on_training(level: Level, mile_s: float, volume_s: float | None) -> Iterator[str]:
    """A coach's remarks on a level for a runner of this mile and volume."""
    facts = _LEVELS[level]
    if volume_s is None:
        if not facts.fastest_s <= mile_s <= facts.slowest_s:
            usual = f"{clock(facts.fastest_s)} to {clock(facts.slowest_s)}"
            yield (
                f"level {level} is usual for miles from {usual}, not {exact_clock(mile_s)}: it suits only runners who already run as much as its first week (--volume 25mi finds the level)"
            )
        return
    now = f"{round_minutes(volume_s)} a week now"
    if level_for(volume_s) != level:
        begins = f"level {level} begins with about {round_minutes(facts.first_week_s)}"
        yield f"{now}, and {begins}: level {level_for(volume_s)} is nearer (--level)"
    elif volume_s < _LEAST_S:
        least = f"the plan begins with {round_minutes(_LEAST_S)} or more"
        yield f"{now}, and {least}: build up to that first, a little more each week"
    elif volume_s > _MOST_S:
        most = f"the plan begins with {round_minutes(_MOST_S)} at most"
        yield f"{now}, and {most}: add easy running as it suits"


def default_goal_s(now_s: float, level: Level) -> float:
    """What runners of a level may hope for after one plan, in whole seconds, over the distance
    that `now_s` is a time over."""
    return float(round(now_s * _LEVELS[level].goal))


def usual_mile_s(level: Level) -> float:
    """A usual mile of a level's runners, in seconds."""
    return _LEVELS[level].usual_s


def training_of(level: Level) -> str:
    """How much training a level is, and for whom."""
    return _LEVELS[level].training


def check_goal(
    mile_s: float, goal_s: float, level: Level, race: Race = DEFAULT_RACE, *, assumed: bool = False
) -> tuple[str, bool]:
    """A coach's remark on the goal, if any, and whether it is beyond one plan. A goal over another
    distance is judged by what the mile is worth there. A mile that is `assumed` was not given by the
    runner.

    Raises:
        PaceError: the goal is no improvement.
    """
    now_s, now = worth_s(mile_s, race), exact_clock(mile_s)
    if race != "mile":
        now = f"{exact_clock(now_s)}, what a mile in {now} is worth over {race_title(race)}"
    if goal_s >= now_s:
        raise PaceError(
            f"the goal {exact_clock(goal_s)} is not faster than"
            f" {'the mile ' if race == 'mile' else ''}{now}",
            f"give a faster goal, or give --mile: without it, {exact_clock(mile_s)} is assumed"
            if assumed
            else "give a faster goal, or a slower --mile if this one is out of date",
        )
    gain = 1 - goal_s / now_s
    hoped = 1 - _LEVELS[level].goal
    if gain <= _BOLD * hoped + 1e-9:
        return "", False
    beyond = gain > _BEYOND_ONE_PLAN + 1e-9
    what = "more than one plan can do" if beyond else "bold"
    return (
        f"a goal of {exact_clock(goal_s)} is {gain:.1%} faster than {now}: {what};"
        f" {level} runners may hope for {clock(default_goal_s(now_s, level))}"
    ), beyond


def goal_after(result_s: float, goal_s: float, level: Level) -> float | None:
    """The goal that a coach would propose after a trial, in whole seconds; None: keep it. Both are
    times over one distance.

    A trial that is as fast as the goal asks for a new one; one more than 4 % slower shows
    that the goal was too ambitious.
    """
    if result_s <= goal_s:
        return default_goal_s(result_s, level)
    if result_s > _TRIAL_SHORT_OF_GOAL * goal_s:
        return float(round(_GOAL_AFTER_TRIAL * result_s))
    return None
