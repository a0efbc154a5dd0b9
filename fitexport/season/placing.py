"""Put a plan's sessions on the days an athlete has: `--days mon,tue,thu,sat,sun`.

The hard runs and the long run of every week are placed first, as near to the plan's own days as the
rules allow; strength, easy runs and cross-training follow. A session without a day is left out. Hard
and long runs are never left out: without a day for each of them the plan is refused, with the rule.
For three and four days sessions are selected first (`few_days.py`).

Rules that no placement breaks:
- hard runs are two days apart, across weeks too; the last goal-pace run is four days before the race;
- long runs are four days apart, and no three days in a row are hard or long (shipped plans);
- one run a day and two sessions at most, the run first; the race and the time trial are alone;
- no cross-training on the day of a hard or long run;
- no strength the day before a hard run; on three or four days, not on two days of hard runs;
- one day of every week is free, two of a beginner's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise, takewhile
from math import inf
from typing import NamedTuple

from fitexport.errors import ScheduleError
from fitexport.plan.model import FEWEST_DAYS, Plan, PlannedSession, TrainingWeek, without
from fitexport.season.few_days import selections
from fitexport.season.filling import Filler, Placed, Skeleton
from fitexport.season.rules import APART, GOAL_PACE_TO_RACE, IN_A_ROW, LONG_APART
from fitexport.season.weekdays import Weekday, listed

_DAYS = range(1, 8)
"""Of a week; day 7 is the weekday of the race."""

# What a day costs besides its distance from the plan's own day, in days.
_HARD_AFTER_LONG = 1.5
_LONG_AFTER_HARD = 0.5


@dataclass(frozen=True, slots=True)
class Placement:
    """Every session on its day, by week and in the order they are done."""

    plan: Plan
    """The placed plan, or a selection of it for few days."""
    weeks: tuple[tuple[Placed, ...], ...]
    left_out: tuple[tuple[int, PlannedSession], ...] = ()
    """Sessions without a day, each with its week, counted from 1."""


def place(
    plan: Plan, days: frozenset[int], long_day: int | None, name_of: Callable[[int], Weekday]
) -> Placement:
    """Place the plan on `days`, the long run on `long_day` if one is given.

    Days are numbered 1 to 7, and `name_of` gives their names for errors.

    Raises:
        ScheduleError: no placement keeps the rules; names the rule and days that would work.
    """
    placement = _placement(plan, days, long_day)
    if placement is None:
        raise _impossible(_options(plan), days, long_day, name_of)
    return placement


@lru_cache(maxsize=1024)  # laid out once for all athletes who share plan and days
def _placement(plan: Plan, days: frozenset[int], long_day: int | None) -> Placement | None:
    found = _options(plan).fitting(days, long_day)
    if found is None:
        return None
    plan, skeletons = found
    hard = {
        7 * number + day
        for number, skeleton in enumerate(skeletons)
        for day, planned in skeleton
        if planned.is_hard
    }
    weeks, left_out = [], []
    for number, (week, skeleton) in enumerate(zip(plan.weeks, skeletons, strict=True)):
        of_week = {day - 7 * number for day in hard}
        filler = Filler(plan, week, skeleton, days, of_week)
        weeks.append(filler.filled())
        left_out += [(number + 1, planned) for planned in filler.left_out]
    if plan.days:  # unplaced sessions are not selected either
        return Placement(without(plan, left_out), tuple(weeks))
    return Placement(plan, tuple(weeks), tuple(left_out))


@lru_cache(maxsize=256)
def cheapest_long_day(plan: Plan, days: frozenset[int], of: Sequence[int]) -> int | None:
    """The day for long runs that keeps the plan nearest to its own days; None if the plan fits on
    `days` with none of these."""
    options = _options(plan)
    costs = [(options.cost(days, day), day) for day in of if day in days]
    cost, best = min(costs, default=(inf, 0))
    return best if cost < inf else None


# --- hard runs and long runs ------------------------------------------------------------


Choices = Sequence[Sequence[Skeleton]]
"""Of each week, legal days for its hard and long runs if every day is free, the best first."""


class _Options:
    """The selections of a plan that may be placed, by the number of days."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.known: dict[int, list[tuple[Plan, Choices]]] = {}

    def of(self, days: int) -> list[tuple[Plan, Choices]]:
        if days not in self.known:
            self.known[days] = [
                (plan, [_choices(week, plan=plan) for week in plan.weeks])
                for plan in selections(self.plan, days)
            ]
        return self.known[days]

    def are_too_few(self, days: frozenset[int]) -> bool:
        return self.plan.shipped and len(days) < FEWEST_DAYS

    def fitting(
        self, days: frozenset[int], long_day: int | None
    ) -> tuple[Plan, list[Skeleton]] | None:
        """The best selection that fits on these days, and on which; None if none does."""
        for plan, choices in [] if self.are_too_few(days) else self.of(len(days)):
            skeletons = _skeletons(choices, days, long_day, plan=plan)
            if skeletons is not None:
                return plan, skeletons
        return None

    def cost(self, days: frozenset[int], long_day: int | None) -> float:
        found = self.fitting(days, long_day)
        return inf if found is None else sum(_cost(skeleton)[0] for skeleton in found[1])


@lru_cache(maxsize=32)  # a season is laid out again for every change that is tried on it
def _options(plan: Plan) -> _Options:
    return _Options(plan)


def _skeletons(
    choices: Choices, days: frozenset[int], long_day: int | None, *, plan: Plan
) -> list[Skeleton] | None:
    """The best choice for each week that fits the weeks before it; None if there is none."""
    open_choices = [
        [skeleton for skeleton in of_week if _is_open(skeleton, days, long_day)]
        for of_week in choices
    ]
    chosen: list[Skeleton] = []
    hopeless: set[tuple[int, _Ending]] = set()  # week, and how the one before it ends

    def extend(number: int) -> bool:
        if number == len(choices):
            return True
        before = _ending(chosen[-1] if chosen else ())
        if (number, before) in hopeless:
            return False
        for skeleton in open_choices[number]:
            if _may_follow(before, skeleton, plan=plan):
                chosen.append(skeleton)
                if extend(number + 1):
                    return True
                chosen.pop()
        hopeless.add((number, before))
        return False

    return chosen if extend(0) else None


def _choices(week: TrainingWeek, *, plan: Plan) -> list[Skeleton]:
    """Legal days for a week's hard and long runs if every day is free, the best first;
    a custom plan may have more hard and long runs in a row.

    Runs of one kind keep their order: a trial comes after its rehearsal.
    """
    hard = [planned for planned in week.sessions if planned.is_hard]
    long = [planned for planned in week.sessions if planned.is_long]
    rule = _RulesOfAWeek.of(hard, plan)
    found = (
        tuple(zip((*hard_days, *long_days), (*hard, *long), strict=True))
        for hard_days in combinations(_DAYS, len(hard))
        if rule.allows_hard(hard_days)
        for long_days in combinations(sorted(set(_DAYS) - {*hard_days}), len(long))
        if rule.allows({*hard_days, *long_days})
    )
    return sorted(found, key=_cost)


def _is_open(skeleton: Skeleton, days: frozenset[int], long_day: int | None) -> bool:
    """Whether the athlete trains on all of these days; the race never moves."""
    return all(
        planned.is_race or (day in days and not (long_day and planned.is_long and day != long_day))
        for day, planned in skeleton
    )


class _RulesOfAWeek(NamedTuple):
    """The rules within one week, by the places of its hard runs in their order."""

    apart: int
    most_in_a_row: float
    race_days: Mapping[int, int]
    goal_pace: Sequence[int]

    @classmethod
    def of(cls, hard: Sequence[PlannedSession], plan: Plan) -> _RulesOfAWeek:
        """The rules for the hard runs of a week."""
        return cls(
            plan.hard_apart,
            IN_A_ROW if plan.shipped else inf,
            {n: planned.day for n, planned in enumerate(hard) if planned.is_race},
            [n for n, planned in enumerate(hard) if planned.kind == "race pace"],
        )

    def allows_hard(self, days: Sequence[int]) -> bool:
        return (
            all(then - day >= self.apart for day, then in pairwise(days))
            and all(days[n] == day for n, day in self.race_days.items())
            and all(
                race - days[n] >= GOAL_PACE_TO_RACE
                for race in self.race_days.values()
                for n in self.goal_pace
            )
        )

    def allows(self, used: Collection[int]) -> bool:
        """Whether these days may all be hard or long."""
        return all(_in_a_row(used, range(n, 8)) <= self.most_in_a_row for n in _DAYS)


def _in_a_row(used: Collection[int], days: Iterable[int]) -> int:
    """How many of these days, from the first on, are used for a hard or long run."""
    return sum(1 for _ in takewhile(used.__contains__, days))


def _used(skeleton: Skeleton) -> set[int]:
    return {day for day, _ in skeleton}


class _Ending(NamedTuple):
    """The end of a week, for the rules across weeks."""

    hard: int
    """Its last hard day, counted from the next week's day 1; so is the last long day."""
    long: int
    in_a_row: int
    """Hard and long days at its end."""


def _ending(skeleton: Skeleton) -> _Ending:
    hard = (day for day, planned in skeleton if planned.is_hard)
    long = (day for day, planned in skeleton if planned.is_long)
    return _Ending(
        max(hard, default=-7) - 7,
        max(long, default=-7) - 7,
        _in_a_row(_used(skeleton), _DAYS[::-1]),
    )


def _may_follow(before: _Ending, skeleton: Skeleton, *, plan: Plan) -> bool:
    """The rules from one week to the next."""
    hard = min((day for day, planned in skeleton if planned.is_hard), default=7)
    long = min((day for day, planned in skeleton if planned.is_long), default=7)
    return hard - before.hard >= plan.hard_apart and not (
        plan.shipped
        and (
            long - before.long < LONG_APART
            or before.in_a_row + _in_a_row(_used(skeleton), _DAYS) > IN_A_ROW
        )
    )


def _cost(skeleton: Skeleton) -> tuple[float, tuple[int, ...]]:
    """Distance from the plan's own days; ties go to the earlier days, the same every week."""
    hard = {day for day, planned in skeleton if planned.is_hard}
    long = {day for day, planned in skeleton if planned.is_long}
    cost = float(sum(abs(day - planned.day) for day, planned in skeleton))
    cost += _HARD_AFTER_LONG * len({day % 7 + 1 for day in long} & hard)
    cost += _LONG_AFTER_HARD * len({day % 7 + 1 for day in hard} & long)
    return cost, tuple(day for day, _ in skeleton)


# --- errors -----------------------------------------------------------------------------


def _spacing(plan: Plan) -> str:
    apart = "two" if plan.hard_apart == APART else "three"
    return f"hard runs must be {apart} days apart, across weeks too, the long run on another day, and no three days in a row are hard or long"


def _impossible(
    options: _Options,
    days: frozenset[int],
    long_day: int | None,
    name_of: Callable[[int], Weekday],
) -> ScheduleError:
    """Name the first rule that fails, and the nearest days that would work."""
    rule = _spacing(options.plan)
    _, choices = options.of(len(days))[-1]
    for number, of_week in enumerate(choices, start=1):
        if not any(_is_open(skeleton, days, long_day) for skeleton in of_week):
            rule = _rule_of_a_week(number, of_week, days) or rule
            break
    if options.are_too_few(days):
        rule = "it has at least three runs a week, each on its own day"
    given = listed(map(name_of, days), ", ")
    return ScheduleError(
        f"the plan does not fit on {given}: {rule}", _remedy(options, days, long_day, name_of)
    )


def _rule_of_a_week(number: int, choices: Sequence[Skeleton], days: frozenset[int]) -> str:
    runs = [planned for _, planned in choices[0]] if choices else []
    moving = [planned for planned in runs if not planned.is_race]
    if len(moving) > len(days):
        return f"week {number} has {len(moving)} hard and long runs, each on its own day"
    if len(moving) < len(runs):
        return f"the last goal-pace run must be at least {GOAL_PACE_TO_RACE} days before the race"
    return ""


def _remedy(
    options: _Options,
    days: frozenset[int],
    long_day: int | None,
    name_of: Callable[[int], Weekday],
) -> str:
    """Suggest the fewest days to add, or else any days that work."""
    if options.fitting(frozenset(_DAYS), None) is None:
        return "choose a plan with fewer hard runs"
    wanted = days if long_day is None else days | {long_day}
    for kept in (wanted, wanted & {long_day}, frozenset[int]()):
        long = long_day if long_day in kept else None
        for more in range(len(_DAYS) - len(kept) + 1):
            tried = (kept | set(added) for added in combinations(sorted(set(_DAYS) - kept), more))
            fitting = [(options.cost(chosen, long), sorted(chosen)) for chosen in tried]
            cost, best = min(fitting)
            if cost < inf:
                leave = ", and leave --long-run out" if long_day not in (None, long) else ""
                return f"give --days {listed(map(name_of, best))}{leave}"
    raise AssertionError("every day works")
