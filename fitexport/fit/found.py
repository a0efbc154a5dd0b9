"""A workout or schedule found in a FIT file: with the file's identity, and what is wrong with
it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fitexport.fit.identity import Identity
from fitexport.pace.workout import RepeatStep, Workout, WorkoutStep, listed

MAX_MESSAGES = 500
"""A watch accepts 50 steps, a calendar has 200 entries; fit-tool needs 0.6 ms a message (measured)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundWorkout(Workout):
    """A workout found in a file.

    `indexes` are the message indexes of its `listed` steps, repeats that lead nowhere left out.
    `step_messages` counts those too; `num_valid_steps` is the file's own count.
    """

    identity: Identity
    indexes: tuple[int, ...]
    step_messages: int
    num_valid_steps: int | None
    also: tuple[str, ...] = ()
    """What else the file has, in words."""
    faults: tuple[str, ...] = ()
    step_faults: tuple[tuple[int, str], ...] = ()
    """What is missing or wrong in a step, with its message index."""

    def numbered(self) -> Iterator[tuple[int, WorkoutStep | RepeatStep]]:
        """Each step and repeat with its message index, in the order of the file."""
        return zip(self.indexes, listed(self.steps), strict=True)


class FoundEntry(NamedTuple):
    """A day of a schedule and the workout it names; `time_s` is its time of day."""

    day: date
    workout: Identity
    time_s: int
    completed: bool = False
    """Whether the workout was started on that day."""


@dataclass(frozen=True, slots=True)
class FoundSchedule:
    """A schedule file, its entries in the order of the file."""

    identity: Identity
    entries: tuple[FoundEntry, ...]
    faults: tuple[str, ...] = ()


Found = FoundWorkout | FoundSchedule


def came_with_watch(folder: str, found: Found | None) -> bool:
    """Whether a watch shipped with this workout: it is in one of these folders and has no name, which
    other programs always give (Forerunner 920XT and 935: the steps of a test or of intervals)."""
    is_nameless = isinstance(found, FoundWorkout) and not found.name
    return is_nameless and folder.rpartition("/")[2].casefold() in ("guided", "intrvl")
