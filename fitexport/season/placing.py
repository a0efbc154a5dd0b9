"""Put a plan's sessions on the days an athlete has: `--days mon,tue,thu,sat,sun`.

The hard runs and the long run of every week are placed first, as near to the plan's own days as the
rules allow; strength, easy runs and cross-training follow. A session without a day is left out. Hard
and long runs are never left out: without a day for each of them the plan is refused, with the rule.

Rules that no placement breaks:
- hard runs are two days apart, across weeks too; the last goal-pace run is four days before the race;
- one run a day and two sessions at most, the run first; the race and the time trial are alone;
- no cross-training on the day of a hard or long run;
- no strength the day before a hard run;
- one day of every week is free.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import inf

from fitexport.errors import ScheduleError
from fitexport.plan.model import Plan, PlannedSession, TrainingWeek
from fitexport.season.rules import ALONE, APART, GOAL_PACE_TO_RACE
from fitexport.season.weekdays import Weekday, listed

_DAYS = range(1, 8)
"""Of a week; day 7 is the weekday of the race."""

# What a day costs besides its distance from the plan's own day, in days.
_HARD_AFTER_LONG = 1.5
_LONG_AFTER_HARD = 0.5
_CROSS_AFTER_EASY = 2.0
_LIFTING_AFTER_LONG = 3.0

Placed = tuple[int, PlannedSession]
"""A day of the week and what is done on it."""

Skeleton = tuple[Placed, ...]
"""The hard and long runs of a week, on their days."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Every session on its day, by week and in the order they are done."""

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
    choices = [_choices(week) for week in plan.weeks]
    skeletons = _skeletons(choices, days, long_day)
    if skeletons is None:
        raise _impossible(choices, days, long_day, name_of)
    hard = {
        7 * number + day
        for number, skeleton in enumerate(skeletons)
        for day, planned in skeleton
        if planned.is_hard
    }
    weeks, left_out = [], []
    for number, (week, skeleton) in enumerate(zip(plan.weeks, skeletons, strict=True)):
        filler = _Filler(week, skeleton, days, {day - 7 * number for day in hard})
        weeks.append(filler.filled())
        left_out += [(number + 1, planned) for planned in filler.left_out]
    return Placement(tuple(weeks), tuple(left_out))


# --- hard runs and long runs ------------------------------------------------------------


def _skeletons(
    choices: Sequence[Sequence[Skeleton]], days: frozenset[int], long_day: int | None
) -> list[Skeleton] | None:
    """The best choice for each week that fits the weeks before it; None if there is none."""
    open_choices = [
        [skeleton for skeleton in of_week if _is_open(skeleton, days, long_day)]
        for of_week in choices
    ]
    chosen: list[Skeleton] = []
    hopeless: set[tuple[int, int]] = set()  # week, and the last hard day before it

    def extend(number: int) -> bool:
        if number == len(choices):
            return True
        before = _last_hard_day(chosen[-1]) if chosen else -APART
        if (number, before) in hopeless:
            return False
        for skeleton in open_choices[number]:
            if _first_hard_day(skeleton) + 7 - before >= APART:
                chosen.append(skeleton)
                if extend(number + 1):
                    return True
                chosen.pop()
        hopeless.add((number, before))
        return False

    return chosen if extend(0) else None


def _choices(week: TrainingWeek) -> list[Skeleton]:
    """Legal days for a week's hard and long runs if every day is free, the best first.

    Runs of one kind keep their order: a trial comes after its rehearsal.
    """
    hard = [planned for planned in week.sessions if planned.is_hard]
    long = [planned for planned in week.sessions if planned.is_long]
    found = (
        tuple(zip((*hard_days, *long_days), (*hard, *long), strict=True))
        for hard_days in combinations(_DAYS, len(hard))
        for long_days in combinations(sorted(set(_DAYS) - {*hard_days}), len(long))
    )
    return sorted(filter(_is_legal, found), key=_cost)


def _is_open(skeleton: Skeleton, days: frozenset[int], long_day: int | None) -> bool:
    """Whether the athlete trains on all of these days; the race never moves."""
    return all(
        planned.is_race or (day in days and not (long_day and planned.is_long and day != long_day))
        for day, planned in skeleton
    )


def _is_legal(skeleton: Skeleton) -> bool:
    """The rules within one week."""
    hard = [day for day, planned in skeleton if planned.is_hard]
    races = [(day, planned) for day, planned in skeleton if planned.is_race]
    goal_pace = [day for day, planned in skeleton if planned.kind == "race pace"]
    return (
        all(then - day >= APART for day, then in pairwise(hard))
        and all(day == planned.day for day, planned in races)
        and all(race - day >= GOAL_PACE_TO_RACE for race, _ in races for day in goal_pace)
    )


def _first_hard_day(skeleton: Skeleton) -> int:
    return min((day for day, planned in skeleton if planned.is_hard), default=7 + APART)


def _last_hard_day(skeleton: Skeleton) -> int:
    return max((day for day, planned in skeleton if planned.is_hard), default=-APART)


def _cost(skeleton: Skeleton) -> tuple[float, tuple[int, ...]]:
    """Distance from the plan's own days; ties go to the earlier days, the same every week."""
    hard = {day for day, planned in skeleton if planned.is_hard}
    long = {day for day, planned in skeleton if planned.is_long}
    cost = float(sum(abs(day - planned.day) for day, planned in skeleton))
    cost += _HARD_AFTER_LONG * len({day % 7 + 1 for day in long} & hard)
    cost += _LONG_AFTER_HARD * len({day % 7 + 1 for day in hard} & long)
    return cost, tuple(day for day, _ in skeleton)


# --- the other sessions -----------------------------------------------------------------


class _Filler:
    """One week whose hard and long runs are placed: finds days for the others."""

    def __init__(
        self,
        week: TrainingWeek,
        skeleton: Skeleton,
        days: frozenset[int],
        hard: set[int],
    ) -> None:
        self.week, self.days = week, days
        self.hard = hard
        """Hard days of all weeks, counted from this one's day 1."""
        self.placed = list(skeleton)
        self.left_out: list[PlannedSession] = []

    def filled(self) -> tuple[Placed, ...]:
        for wanted in ("strength", "easy run", "cross-training"):
            for planned in sorted(self.week.sessions, key=_has_no_hills):
                if planned.kind == wanted:
                    self.add(planned)
        self.left_out.sort(key=lambda planned: planned.place)
        return tuple(sorted(self.placed, key=lambda placed: (placed[0], placed[1].turn)))

    def add(self, planned: PlannedSession) -> None:
        """Place a session on the nearest day that the rules allow, or leave it out."""
        home = self.home(planned)
        open_days = [day for day in sorted(self.days) if self.may_stand(planned, day)]
        if not open_days:
            self.left_out.append(planned)
            return
        best = min(open_days, key=lambda day: abs(day - home) + self.company(planned, day))
        self.placed.append((best, planned))

    def home(self, planned: PlannedSession) -> int:
        """The plan's own day, or the new day of the run that it shares that day with."""
        hosts = (day for day, other in self.placed if other.day == planned.day)
        return next(hosts, planned.day)

    def may_stand(self, planned: PlannedSession, day: int) -> bool:
        others = self.on(day)
        kinds = [other.kind for other in others]
        used = {day for day, _ in self.placed}
        if len(others) > 1 or any(kind in ALONE for kind in kinds):
            return False
        if day not in used and len(used) == len(_DAYS) - 1:
            return False
        match planned.kind:
            case "strength":
                return "strength" not in kinds and day + 1 not in self.hard
            case "cross-training":
                return not any(other.is_hard or other.is_long for other in others)
            case _:
                return not any(other.is_run for other in others)

    def company(self, planned: PlannedSession, day: int) -> float:
        """What it costs to share the day with the sessions already there."""
        others = self.on(day)
        shared = any(other.day == planned.day for other in others)  # as the plan has it
        if shared or not any(other.is_run for other in others):
            return 0.0
        if any(other.is_long for other in others):
            return _LIFTING_AFTER_LONG
        return _CROSS_AFTER_EASY if planned.kind == "cross-training" else 0.0

    def on(self, day: int) -> list[PlannedSession]:
        return [planned for at, planned in self.placed if at == day]


# --- errors -----------------------------------------------------------------------------


def _impossible(
    choices: Sequence[Sequence[Skeleton]],
    days: frozenset[int],
    long_day: int | None,
    name_of: Callable[[int], Weekday],
) -> ScheduleError:
    """Name the first rule that fails, and the nearest days that would work."""
    rule = "hard runs stand two days apart, from one week to the next as well"
    for number, of_week in enumerate(choices, start=1):
        if not any(_is_open(skeleton, days, long_day) for skeleton in of_week):
            rule = _rule_of_a_week(number, of_week, days)
            break
    given = listed(map(name_of, days), ", ")
    return ScheduleError(
        f"the plan does not fit on {given}: {rule}", f"{_remedy(choices, days, long_day, name_of)}"
    )


def _rule_of_a_week(number: int, choices: Sequence[Skeleton], days: frozenset[int]) -> str:
    runs = [planned for _, planned in choices[0]] if choices else []
    moving = [planned for planned in runs if not planned.is_race]
    if len(moving) > len(days):
        return f"week {number} has {len(moving)} hard and long runs, each on a day of its own"
    if len(moving) < len(runs):
        return f"the last goal-pace run stands {GOAL_PACE_TO_RACE} days before the race or more"
    return "hard runs stand two days apart, and the long run on another day"


def _remedy(
    choices: Sequence[Sequence[Skeleton]],
    days: frozenset[int],
    long_day: int | None,
    name_of: Callable[[int], Weekday],
) -> str:
    """Suggest the fewest days to add, or else any days that work."""
    if _skeletons(choices, frozenset(_DAYS), None) is None:
        return "take a plan with fewer hard runs"
    wanted = days if long_day is None else days | {long_day}
    for kept in (wanted, wanted & {long_day}, frozenset[int]()):
        long = long_day if long_day in kept else None
        for more in range(len(_DAYS) - len(kept) + 1):
            tried = (kept | set(added) for added in combinations(sorted(set(_DAYS) - kept), more))
            fitting = [(_total_cost(choices, chosen, long), sorted(chosen)) for chosen in tried]
            cost, best = min(fitting)
            if cost < inf:
                leave = ", and leave --long-run out" if long_day not in (None, long) else ""
                return f"give --days {listed(map(name_of, best))}{leave}"
    raise AssertionError("every day works")


def _total_cost(
    choices: Sequence[Sequence[Skeleton]], days: frozenset[int], long_day: int | None
) -> float:
    skeletons = _skeletons(choices, days, long_day)
    return inf if skeletons is None else sum(_cost(skeleton)[0] for skeleton in skeletons)


def _has_no_hills(planned: PlannedSession) -> bool:
    """Sort key by which easy runs with hill sprints choose first: no other run replaces them."""
    return not planned.has_hills
