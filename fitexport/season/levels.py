"""How much training a level is, which miles and goals it is for, and what a coach would say."""

from __future__ import annotations

from typing import NamedTuple

from fitexport.errors import PaceError
from fitexport.pace.distances import DEFAULT_RACE, Race, race_title
from fitexport.pace.table import MILE_RANGE_S, worth_s
from fitexport.plan.model import Level
from fitexport.season.age import is_young
from fitexport.units import clock, exact_clock

AVERAGE_MILE_S = 424.0
"""7:04, the average mile of all runners (men 6:37, women 7:44)."""


class _LevelFacts(NamedTuple):
    """The miles that a level is for, what one plan may leave of a mile, how much it trains, and
    a usual mile of its runners."""

    fastest_s: float
    slowest_s: float
    goal: float
    training: str
    usual_s: float


# Within these miles every rule of the plan is tested to hold.
_LEVELS: dict[Level, _LevelFacts] = {
    "advanced": _LevelFacts(
        MILE_RANGE_S[0],
        375.0,
        0.98,
        "5 or 6 runs a week, if you run 35 miles (55 km) already",
        315.0,
    ),
    "intermediate": _LevelFacts(
        270.0, 465.0, 0.97, "4 or 5 runs a week, if you run 18 miles (30 km) already", 424.0
    ),
    "beginner": _LevelFacts(
        330.0, MILE_RANGE_S[1], 0.95, "3 or 4 runs a week, if you can run for 30 minutes", 540.0
    ),
}

_TRIAL_SHORT_OF_GOAL, _GOAL_AFTER_TRIAL = 1.04, 0.97
"""A trial this much slower than the goal sets it too high; what to train for instead."""

# A goal is bold when it asks for half as much again as a level's runners may hope for, and
# beyond one plan at 12 %: the guide's author came from 5:30 to 5:19, 3.3 %, in a season.
_BOLD = 1.5
_BEYOND_ONE_PLAN = 0.12


def level_of(mile_s: float, age: int | None = None) -> Level:
    """The level that a mile suggests: advanced to 6:15, intermediate to 7:45; under 17 the lowest
    for the mile, since the young are often faster than they are trained (judgement)."""
    if is_young(age):
        return next(level for level in reversed(_LEVELS) if fits_level(mile_s, level))
    fitting = (level for level, facts in _LEVELS.items() if mile_s <= facts.slowest_s)
    return next(fitting, "beginner")


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


def level_range(level: Level) -> tuple[float, float]:
    """The fastest and the slowest mile, in seconds, that a level's shipped plans are for."""
    facts = _LEVELS[level]
    return facts.fastest_s, facts.slowest_s


def fits_level(mile_s: float, level: Level) -> bool:
    """Whether a level's shipped plans are for runners of this mile."""
    fastest, slowest = level_range(level)
    return fastest <= mile_s <= slowest


def check_level(mile_s: float, level: Level) -> None:
    """Raise PaceError unless a shipped plan of this level is for a runner of this mile.

    Raises:
        PaceError: too slow for it, or too fast; it names the level that fits.
    """
    if fits_level(mile_s, level):
        return
    fastest, slowest = level_range(level)
    order = list(_LEVELS) if mile_s < fastest else list(reversed(_LEVELS))
    beyond = reversed(order[: order.index(level)])
    nearest = next((other for other in beyond if fits_level(mile_s, other)), level_of(mile_s))
    raise PaceError(
        f"level {level} is for miles from {clock(fastest)} to {clock(slowest)},"
        f" not {exact_clock(mile_s)}",
        f"take --level {nearest}, or leave --level out",
    )


def check_goal(
    mile_s: float, goal_s: float, level: Level, race: Race = DEFAULT_RACE
) -> tuple[str, bool]:
    """What a coach would say to the goal, if anything, and whether it is beyond one plan. A goal
    over another distance is judged by what the mile is worth there.

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
            "give a faster goal, or a slower --mile if that is not what you can run today",
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

    A trial that is as fast as the goal asks for a new one; one that is more than 4 % slower says
    that the goal was too far away.
    """
    if result_s <= goal_s:
        return default_goal_s(result_s, level)
    if result_s > _TRIAL_SHORT_OF_GOAL * goal_s:
        return float(round(_GOAL_AFTER_TRIAL * result_s))
    return None
