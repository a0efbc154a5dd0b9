"""The changes to a plan that fitexport.toml records, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fitexport.keeping import Value
from fitexport.season.spells import Spell


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Dated(Value):
    """When a change was made and, if it is in a file, where (`fitexport.toml:31`)."""

    made: date
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Move(Dated):
    """A session moves to another day, with that day's lifting if it is a hard or long run. `swap`:
    the other day's sessions move here."""

    session: str
    to: date
    swap: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Skip(Dated):
    """A session is skipped."""

    session: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Away(Dated):
    """An illness, an injury or a trip."""

    spell: Spell


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NewRaceDay(Dated):
    """The race is on another day."""

    race_day: date


Change = Move | Skip | Away | NewRaceDay
