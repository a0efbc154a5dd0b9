"""Choose the weeks that follow those begun, if there is time for more or fewer than planned.

They are the weeks of a plan of the new length, if that plan begins as this one did. Otherwise
weeks that only longer plans have are dropped, or weeks that were left out are added, or one is
repeated. Race week, the lighter week before it and a coming time trial stay, and there are never
more than four heavier weeks in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from fitexport.errors import ScheduleError
from fitexport.keeping import Value
from fitexport.plan.model import Plan
from fitexport.season.weekdays import Weekday

_HEAVY_IN_A_ROW = 4
_MOST_TWICE = 2


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WeekSource(Value):
    """What new weeks are made from: week names by length of plan, those after the race included; the
    weeks; the athlete's days."""

    orders: Mapping[int, tuple[str, ...]]
    weeks: Callable[[Sequence[str]], Plan]
    days: Collection[Weekday] = ()
    long_run: Weekday | None = None

    def __post_init__(self) -> None:
        by_count = {len(order): order for order in self.orders.values()}
        object.__setattr__(self, "orders", by_count)

    def to_the_race(self, recovery: int) -> WeekSource:
        """The same without the weeks that follow the race."""
        orders = {
            length - recovery: order[: length - recovery] for length, order in self.orders.items()
        }
        return replace(self, orders=orders)


class WeekNames:
    """The weeks of a plan, by name."""

    def __init__(self, source: WeekSource) -> None:
        self.orders = tuple(source.orders.values())
        self.longest = max(self.orders, key=len)
        self.weeks = {week.name: week for week in source.weeks(self.longest).weeks}

    def phase(self, name: str) -> str:
        return self.weeks[name].phase if name in self.weeks else ""

    def is_allowed(self, names: Sequence[str]) -> bool:
        """Whether there are at most four heavier weeks in a row."""
        marks = "".join("#" if self.is_heavy(each) else " " for each in names)
        return max(map(len, marks.split()), default=0) <= _HEAVY_IN_A_ROW

    def is_heavy(self, name: str) -> bool:
        week = self.weeks.get(name)
        return week is not None and not week.cut_back and not self.is_before_the_race(name)

    def is_before_the_race(self, name: str) -> bool:
        """Race week, and the lighter week before it."""
        return any(name in order[-2:] for order in self.orders)

    def has_trial(self, name: str) -> bool:
        week = self.weeks.get(name)
        return week is not None and any(planned.is_trial for planned in week.sessions)

    def shortest_plan(self, name: str) -> int:
        """The length of the shortest plan that has the week."""
        return min((len(order) for order in self.orders if name in order), default=0)


def chosen_weeks(
    begun: Sequence[str], coming: Sequence[str], count: int, source: WeekSource
) -> tuple[str, ...]:
    """The names of the `count` weeks that follow those begun.

    Raises:
        ScheduleError: so many would be more than four heavier weeks in a row.
    """
    order = source.orders.get(len(begun) + count, ())
    if list(order[: len(begun)]) == list(begun):
        return tuple(order[len(begun) :])
    choice = _Choice(begun, coming, source)
    while len(choice.coming) > count:
        choice.leave_one_out()
    while len(choice.coming) < count:
        if not choice.add_one():
            most = len(choice.coming)
            raise ScheduleError(
                f"that leaves {count} weeks, and the plan has work for {most}:"
                " more than four heavier weeks in a row would be too much",
                "choose an earlier race day, or a new season: fitexport init --overwrite"
                " --race-day DATE",
            )
    return tuple(choice.coming)


class _Choice:
    """The coming weeks while they are being chosen."""

    def __init__(self, begun: Sequence[str], coming: Sequence[str], source: WeekSource) -> None:
        self.names = WeekNames(source)
        self.longest = self.names.longest
        self.begun = list(begun)
        self.coming = list(coming) or [self.longest[-1]]

    def leave_one_out(self) -> None:
        """Drop a week that is repeated, else one that only longer plans have; the earliest first."""
        places = [n for n, name in enumerate(self.coming) if not self.stays(name)] or [0]
        idle = sorted(places, key=lambda place: self.idleness(self.coming[place]), reverse=True)
        tried = [[*self.coming[:place], *self.coming[place + 1 :]] for place in idle]
        self.coming = next(filter(self.is_allowed, tried), tried[0])

    def add_one(self) -> bool:
        """Add a week that was left out, else repeat one; False if there is none."""
        last = self.begun[-1]
        after = self.longest[self.longest.index(last) + 1 :] if last in self.longest else ()
        new = [name for name in after if name not in (*self.begun, *self.coming)]
        for name in sorted(new, key=self.idleness):
            rank = self.longest.index(name)
            later = (
                place
                for place, other in enumerate(self.coming)
                if other in self.longest and self.longest.index(other) > rank
            )
            if self.insert(next(later, len(self.coming) - 1), name):
                return True
        heavy = (
            (place, name) for place, name in enumerate(self.coming) if self.names.is_heavy(name)
        )
        return any(self.insert(place, name) for place, name in heavy) or any(
            self.insert(0, name) for name in self.next_repeats()
        )

    def next_repeats(self) -> Sequence[str]:
        """The weeks of the phase that was reached, the last first."""
        phases = [self.names.phase(name) for name in reversed(self.begun)]
        reached = next((phase for phase in phases if phase not in ("", "taper")), "")
        return [
            name
            for name in reversed(self.longest)
            if self.names.phase(name) == reached and not self.names.has_trial(name)
        ]

    def insert(self, place: int, name: str) -> bool:
        """Insert a week unless it would be there three times, or too many heavy ones in a row."""
        tried = [*self.coming[:place], name, *self.coming[place:]]
        if [*self.begun, *tried].count(name) > _MOST_TWICE:
            return False
        if not self.is_allowed(tried):
            return False
        self.coming = tried
        return True

    def is_allowed(self, coming: Sequence[str]) -> bool:
        return self.names.is_allowed([*self.begun, *coming])

    def stays(self, name: str) -> bool:
        return self.names.has_trial(name) or self.names.is_before_the_race(name)

    def idleness(self, name: str) -> tuple[bool, int]:
        """Whether the week is repeated; then the length of the shortest plan that has it."""
        repeated = [*self.begun, *self.coming].count(name) > 1
        return repeated, self.names.shortest_plan(name)
