"""What can happen to a plan on the way: the changes that fitexport.toml remembers, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fitexport.season.spells import Spell


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """When a change was made, and where it is written (`fitexport.toml:31`) if it is."""

    made: date
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Move(Dated):
    """A session goes to another day; its day's lifting goes with a hard or long run. `swap`:
    the other day's sessions come here."""

    session: str
    to: date
    swap: bool = False


@dataclass(frozen=True, slots=True)
class Skip(Dated):
    """A session falls away."""

    session: str


@dataclass(frozen=True, slots=True)
class Away(Dated):
    """An illness or a journey."""

    spell: Spell


@dataclass(frozen=True, slots=True)
class NewRaceDay(Dated):
    """The race is on another day."""

    race_day: date


Change = Move | Skip | Away | NewRaceDay
