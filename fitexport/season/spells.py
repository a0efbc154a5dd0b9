"""Days when life comes first: an illness and the way back from it, a journey.

After an illness come as many easy days as it took (Hansons Half-Marathon Method, chapter 5, "Program
Modifications"), the first half of them at 50 % of what was planned and the second at 75 % (J.
Daniels, Running Formula, on unplanned time off). Both books give this for a week off and more;
taking it after a day or two, too, is judgement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fitexport.season.weekdays import WEEKDAYS, Weekday, dates, listed
from fitexport.units import day_text

MAX_SICK_DAYS = 28
"""After more than four weeks off, the way back is longer than a plan has room for."""

_FIRST_HALF, _SECOND_HALF = 0.50, 0.75

_DAYS_FOR_NOTHING = 5
_LOST_A_DAY = 0.003


@dataclass(frozen=True, slots=True)
class Spell:
    """The days from `first` to `last`. Sick: none of them is for training, nor for all of the
    way back. Away: those on the weekdays `days` are."""

    first: date
    last: date
    sick: bool
    days: tuple[Weekday, ...] = ()
    ill_before: int = 0
    """Days of an illness before this one, from which the way back was not over."""

    def closes(self, day: date) -> bool:
        """Whether there is no training on a day."""
        return self.first <= day <= self.last and WEEKDAYS[day.weekday()] not in self.days

    @property
    def length(self) -> int:
        """In days."""
        return (self.last - self.first).days + 1

    @property
    def days_off(self) -> int:
        """How many days the way back has to make good."""
        return self.length + self.ill_before

    @property
    def back_on(self) -> date:
        """The last day of the way back; of a journey, its own last day."""
        return self.last + timedelta(days=self.days_off if self.sick else 0)

    def share(self, day: date) -> float:
        """How much of a day's training is done on the way back; 1 on other days."""
        since = (day - self.last).days
        if not self.sick or not 1 <= since <= self.days_off:
            return 1.0
        return _FIRST_HALF if 2 * since <= self.days_off + 1 else _SECOND_HALF

    def ill_days(self) -> list[date]:
        """The days of an illness and of the way back; none of a journey."""
        return dates(self.first, self.back_on) if self.sick else []

    @property
    def fitness_kept(self) -> float:
        """The share of the fitness index that is left after it: all of it after five days, then
        0.3 % less a day (J. Daniels' factors for time off without other training: 0.997 after
        6 days, 0.931 after 28)."""
        return 1 - _LOST_A_DAY * max(0, self.days_off - _DAYS_FOR_NOTHING)

    def __str__(self) -> str:
        what = "ill" if self.sick else "away"
        days = f" ({listed(self.days)} open)" if self.days else ""
        if self.first == self.last:
            return f"{what} on {day_text(self.first)}{days}"
        return f"{what} from {day_text(self.first)} to {day_text(self.last)}{days}"


def linked(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """The same days, each illness with what it is a relapse of."""
    in_order = sorted((replace(spell, ill_before=0) for spell in spells), key=_first_day)
    made: list[Spell] = []
    for spell in in_order:
        relapse = next(
            (
                before.days_off
                for before in reversed(made)
                if spell.sick and before.sick and (spell.first - before.back_on).days <= 1
            ),
            0,
        )
        made.append(replace(spell, ill_before=relapse))
    return tuple(made)


def _first_day(spell: Spell) -> date:
    return spell.first
