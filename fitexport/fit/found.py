"""What a FIT file holds, whoever made it: every duration, target and repeat that FIT knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fitexport.fit.identity import Identity
from fitexport.pace.workout import Duration, OtherDuration, OtherTarget, Target
from fitexport.session.exercises import Exercise

MAX_MESSAGES = 500
"""A watch takes 50 steps, a calendar has 200 entries; fit-tool needs 0.6 ms a message (measured)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStep:
    """A workout_step message that is no repeat; `index` counts from 0, `intensity` is FIT's
    number (None: not said)."""

    index: int
    duration: Duration | OtherDuration
    target: Target | OtherTarget
    intensity: int | None = None
    note: str = ""
    exercise: Exercise | None = None
    also: tuple[str, ...] = ()
    """What else it says, in words: a secondary target, a weight, fields nobody knows."""
    faults: tuple[str, ...] = ()
    """What is missing or wrong in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRepeat:
    """Steps that are repeated: `count` times over, or `until` something, in words."""

    index: int
    count: int
    steps: tuple[FoundStep | FoundRepeat, ...]
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundWorkout:
    """A workout file. `step_messages` counts repeats too, `said_steps` is its own count."""

    identity: Identity
    name: str
    sport: str
    description: str
    steps: tuple[FoundStep | FoundRepeat, ...]
    step_messages: int
    said_steps: int | None
    also: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class FoundEntry(NamedTuple):
    """A day of a schedule and the workout it names; `time_s` is the time of day it says."""

    day: date
    workout: Identity
    time_s: int
    completed: bool = False
    """Whether the workout has been begun on that day."""


@dataclass(frozen=True, slots=True)
class FoundSchedule:
    """A schedule file, its entries in the order of the file."""

    identity: Identity
    entries: tuple[FoundEntry, ...]
    faults: tuple[str, ...] = ()


Found = FoundWorkout | FoundSchedule


def every_step(steps: Sequence[FoundStep | FoundRepeat]) -> Iterator[FoundStep]:
    """Each step once, in the order of the file."""
    for step in steps:
        if isinstance(step, FoundRepeat):
            yield from every_step(step.steps)
        else:
            yield step


def every_repeat(steps: Sequence[FoundStep | FoundRepeat]) -> Iterator[FoundRepeat]:
    """Each repeat once, the inner ones before the outer."""
    for step in steps:
        if isinstance(step, FoundRepeat):
            yield from every_repeat(step.steps)
            yield step
