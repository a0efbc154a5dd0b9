"""Find days for lifting, easy runs and cross-training, around a week's hard and long runs."""

from __future__ import annotations

from fitexport.plan.model import Level, Plan, PlannedSession, TrainingWeek
from fitexport.season.rules import ALONE

_WEEK = 7
_DAYS_OFF: dict[Level, int] = {"beginner": 2}
"""Of a week, where one is not enough; shipped plans."""

# What a day costs besides its distance from the plan's own day, in days.
_CROSS_AFTER_EASY = 2.0
_LIFTING_AFTER_LONG = 3.0

Placed = tuple[int, PlannedSession]
"""A day of the week and what is done on it."""

Skeleton = tuple[Placed, ...]
"""The hard and long runs of a week, on their days."""


class Filler:
    """One week whose hard and long runs are placed: finds days for the others."""

    def __init__(
        self,
        plan: Plan,
        week: TrainingWeek,
        skeleton: Skeleton,
        days: frozenset[int],
        hard: set[int],
    ) -> None:
        self.plan, self.week, self.days, self.few = plan, week, days, bool(plan.days)
        self.days_off = _DAYS_OFF.get(plan.level, 1) if plan.shipped else 1
        self.hard = hard
        """Hard days of all weeks, counted from this one's day 1."""
        self.placed = list(skeleton)
        self.left_out: list[PlannedSession] = []

    def filled(self) -> tuple[Placed, ...]:
        order = ("strength", "easy run", "cross-training")
        if self.few and self.week.cut_back:
            order = order[::-1]  # the lighter weeks are those with room for cross-training
        for wanted in order:
            for planned in sorted(self.week.sessions, key=_has_no_hills):
                if planned.kind == wanted:
                    self.add(planned)
        self.left_out.sort(key=lambda planned: planned.place)
        return tuple(sorted(self.placed, key=lambda placed: (placed[0], placed[1].turn)))

    def add(self, planned: PlannedSession) -> None:
        """Place a session on the nearest day that the rules allow, or leave it out."""
        home = self.home(planned)
        open_days = [day for day in sorted(self.days) if self.may_be_on(planned, day)]
        if not open_days:
            self.left_out.append(planned)
            return
        best = min(open_days, key=lambda day: abs(day - home) + self.company(planned, day))
        self.placed.append((best, planned))

    def home(self, planned: PlannedSession) -> int:
        """The plan's own day, or the new day of the run that it shares that day with."""
        hosts = (day for day, other in self.placed if other.day == planned.day)
        return next(hosts, planned.day)

    def may_be_on(self, planned: PlannedSession, day: int) -> bool:
        others = self.on(day)
        kinds = [other.kind for other in others]
        used = {day for day, _ in self.placed}
        if len(others) > 1 or any(kind in ALONE for kind in kinds):
            return False
        if day not in used and len(used) >= _WEEK - self.days_off:
            return False
        if day == 1 and self.week.phase == "recovery" and self.plan.shipped:
            return False  # the day after the race
        match planned.kind:
            case "strength":
                return (
                    "strength" not in kinds
                    and day + 1 not in self.hard
                    and not (self.few and day in self.hard and self.lifts_on_a_hard_day)
                )
            case "cross-training":
                return planned.kind not in kinds and not any(
                    other.is_hard or other.is_long for other in others
                )
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

    @property
    def lifts_on_a_hard_day(self) -> bool:
        return any(day in self.hard and other.kind == "strength" for day, other in self.placed)

    def on(self, day: int) -> list[PlannedSession]:
        return [planned for at, planned in self.placed if at == day]


def _has_no_hills(planned: PlannedSession) -> bool:
    """Sort key by which easy runs with hill sprints choose first: no other run replaces them."""
    return not planned.has_hills
