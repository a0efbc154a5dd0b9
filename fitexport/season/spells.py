"""Days off: an illness, an injury or a trip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fitexport.keeping import Value
from fitexport.season.weekdays import WEEKDAYS, Weekday, listed
from fitexport.units import YEARS, day_text

SpellCause = Literal["sick", "injured", "away"]

OPEN_END = date(YEARS[1], 12, 31)
"""The last day of an injury that is not over yet."""

_WORDS: dict[SpellCause, str] = {"sick": "ill", "injured": "injured", "away": "away"}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Spell(Value):
    """The days from `first` to `last`. Sick or injured: no running. Away: running on the weekdays
    in `days` only."""

    first: date
    last: date
    cause: SpellCause
    days: tuple[Weekday, ...] = ()
    cross_training: bool = False
    """Whether cross-training goes on during an injury."""

    @property
    def unwell(self) -> bool:
        return self.cause != "away"

    @property
    def is_open(self) -> bool:
        """Whether its end is not known yet."""
        return self.last == OPEN_END

    def closes(self, day: date, kind: str = "") -> bool:
        """Whether there is no training of a kind on a day; without a kind, no running."""
        if self.cross_training and kind == "cross-training":
            return False
        return self.first <= day <= self.last and WEEKDAYS[day.weekday()] not in self.days

    @property
    def length(self) -> int:
        """In days."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        what = _WORDS[self.cause]
        days = f" ({listed(self.days)} open)" if self.days else ""
        if self.first == self.last:
            return f"{what} on {day_text(self.first)}{days}"
        until = "" if self.is_open else f" to {day_text(self.last)}"
        return f"{what} {'since' if self.is_open else 'from'} {day_text(self.first)}{until}{days}"
