"""A workout's nested steps -> FIT's flat list, where a repeat is a jump back to an index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fitexport.errors import EncodeError
from fitexport.keeping import Value
from fitexport.pace.workout import RepeatStep, WorkoutStep


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Jump(Value):
    """Back to step `first`, until its steps have been done `count` times."""

    first: int
    count: int


def flatten(steps: Sequence[WorkoutStep | RepeatStep]) -> tuple[WorkoutStep | Jump, ...]:
    """One entry for each workout_step message.

    The outer repeats of a nest are written out: FIT could jump twice, but no file seen from
    Garmin Connect does. So is a repeat that repeats nothing: it needs no jump.
    """
    return tuple(_flat(steps, 0))


def message_count(steps: Sequence[WorkoutStep | RepeatStep]) -> int:
    """How many messages `flatten` makes, without making them: a nest can be huge.

    Raises:
        EncodeError: a repeat that is not for a number of times.
    """
    return sum(map(_count, steps))


def _count(step: WorkoutStep | RepeatStep) -> int:
    if isinstance(step, WorkoutStep):
        return 1
    if step.until or step.skips_last:
        how = step.until or "without the last step of its last round"
        raise EncodeError(f"cannot write a repeat {how}")
    inside = message_count(step.steps)
    return inside * max(step.count, 0) if _written_out(step) else inside + 1


def _flat(steps: Sequence[WorkoutStep | RepeatStep], first: int) -> Iterator[WorkoutStep | Jump]:
    at = first
    for step in steps:
        if isinstance(step, WorkoutStep):
            made: tuple[WorkoutStep | Jump, ...] = (step,)
        elif _written_out(step):
            made = tuple(_flat(step.steps * step.count, at))
        else:
            made = (*_flat(step.steps, at), Jump(at, step.count))
        yield from made
        at += len(made)


def _written_out(step: RepeatStep) -> bool:
    return (
        step.count < 2
        or not step.steps
        or any(isinstance(inner, RepeatStep) for inner in step.steps)
    )
