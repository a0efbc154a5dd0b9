"""A step. It validates itself, so that any instance can be printed and paced."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from fitexport.errors import UnitError
from fitexport.keeping import KeepsHash
from fitexport.session.amounts import Amount, Distance, Reps, TimesRep
from fitexport.session.exercises import Exercise
from fitexport.session.plausible import check_plausible
from fitexport.session.sports import CROSS_SPORTS
from fitexport.session.targets import Cadence, Pace, Target, Zone
from fitexport.session.words import (
    BY_FEEL,
    FRAME,
    IMPLIED_ZONE,
    OWN_LAPS,
    RECOVERIES,
    RUNS,
    What,
)

MAX_NOTE = 200
"""Longest note, in characters: the notes field of a Forerunner 935 or fenix 6X holds 200 bytes."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Step(KeepsHash):
    """One thing to do: what, how much of it, at what target.

    A target implied by the word is dropped, and `run` at such a zone becomes the zone's word, so
    that one meaning has one spelling.
    """

    amount: Amount
    what: What | Exercise = What.RUN
    target: Target | None = None
    effort: int | None = None
    note: str = ""
    zone: str | None = field(init=False, compare=False, repr=False)
    """The zone to run it in, written or implied by its word. Looked up so often that it is kept."""

    def __post_init__(self) -> None:
        if isinstance(self.target, Zone) and self.target.percent == 100:
            if self.what is What.RUN and self.target.name in ("easy", "long"):
                object.__setattr__(self, "what", What(self.target.name))
            if isinstance(self.what, What) and self.target.name == IMPLIED_ZONE.get(self.what):
                object.__setattr__(self, "target", None)
        object.__setattr__(self, "zone", _zone(self.what, self.target))
        if self.effort is not None and not 1 <= self.effort <= 10:
            raise UnitError(f"there is no effort {self.effort}", "efforts go from 1 to 10")
        if len(self.note) > MAX_NOTE:
            raise UnitError(
                f"the note has {len(self.note)} characters",
                f"a watch shows {MAX_NOTE} at most: shorten it",
            )
        for char in self.note:
            if char != "\n" and not char.isprintable():
                raise UnitError(
                    f"the note has U+{ord(char):04X}, which no watch can show",
                    "write plain text; \\n starts a new line",
                )
        _check_step(self)

    @property
    def is_recovery(self) -> bool:
        return self.what in RECOVERIES

    @property
    def is_work(self) -> bool:
        """Whether a recovery after it may be a multiple of it."""
        return not (self.is_recovery or self.what in FRAME)

    @property
    def zone_text(self) -> str:
        """The zone as written, with its percentage: `95% mile`; empty without a zone."""
        share = self.target.percent if isinstance(self.target, Zone) else 100
        return f"{share}% {self.zone}" if share != 100 else self.zone or ""

    @property
    def like(self) -> str | None:
        """The built-in zone of the same intensity."""
        own = self.target.like if isinstance(self.target, Zone) else ""
        return own or self.zone


def _zone(what: What | Exercise, target: Target | None) -> str | None:
    if isinstance(target, Zone):
        return target.name
    return IMPLIED_ZONE.get(what) if target is None and isinstance(what, What) else None


SportWord = What | Literal["strength"]
"""The word for a sport: running is `run`."""


def sport_word(step: Step) -> SportWord | None:
    """The word for the sport of a step; None if it goes with every sport."""
    if isinstance(step.what, Exercise):
        return "strength"
    if step.what in RUNS:
        return What.RUN
    if step.what is What.CROSS_TRAINING or step.what in CROSS_SPORTS:
        return step.what
    return None


_PACE_IS_FOR_RUNS = (
    "only running workouts can have pace targets",
    "use bpm, %max, W or effort instead",
)
_STEPS_ARE_OF_FEET = (
    "cadence in steps a minute is only for sports on foot",
    "use bpm, %max, W or effort instead",
)


def refusal_of(target: Target | None, sport: SportWord | None) -> tuple[str, str] | None:
    """Why a sport cannot have such a target, and the remedy."""
    if isinstance(target, Zone | Pace) and sport not in (None, What.RUN):
        return _PACE_IS_FOR_RUNS
    if isinstance(target, Cadence) and sport not in (None, What.RUN, What.HIKING):
        return _STEPS_ARE_OF_FEET
    return None


def _check_step(step: Step) -> None:
    """Raise UnitError unless word, amount and target go together."""
    check_plausible(step.what, step.amount, step.target, step.effort)
    match step.amount:
        case TimesRep() if not step.is_recovery:
            raise UnitError(
                f"only a recovery can be measured by a rep, not {step.what}",
                "use it with jog, walk, rest or float",
            )
        case Reps() if not isinstance(step.what, Exercise):
            raise UnitError(f"reps of {step.what} cannot be counted", "use reps with an exercise")
        case Distance() if isinstance(step.what, Exercise):
            raise UnitError(
                f"{step.what} is measured in reps or time", "give reps, a time or until lap"
            )
        case _:
            pass
    refusal = refusal_of(step.target, sport_word(step))
    if refusal:
        raise UnitError(*refusal)
    if step.target is not None and step.what in BY_FEEL:
        raise UnitError(
            f"{step.what} is run by feel", 'give an effort or a note: stride 20s "build to fast"'
        )
    if step.target is not None and step.what in OWN_LAPS:
        raise UnitError(f"{step.what} has its own pace plan", "leave the target out")
    if step.what in OWN_LAPS and (not isinstance(step.amount, Distance) or step.amount.to):
        raise UnitError(f"a {step.what} needs a distance", f"write {step.what} 1mi")
