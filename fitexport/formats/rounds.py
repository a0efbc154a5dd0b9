"""Rounds in formats that know no repeat in a repeat: such a repeat is written out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fitexport.pace.workout import RepeatStep, WorkoutStep

WRITTEN_OUT = "rounds written out one after the other"


def blocks(
    steps: Sequence[WorkoutStep | RepeatStep], most: int = 0
) -> Iterator[tuple[int, Sequence[WorkoutStep]]]:
    """Steps to be done so many times over, at most `most` times if that is given, and then again;
    what cannot be repeated that way is written out."""
    for step in steps:
        if isinstance(step, WorkoutStep):
            yield 1, (step,)
        elif written_out(step) is None:
            inside = [each for each in step.steps if isinstance(each, WorkoutStep)]
            for done in range(0, step.count, most or step.count):
                yield min(step.count - done, most or step.count), inside
        elif step.until:
            yield from blocks(step.steps, most)
        else:
            for left in reversed(range(step.count)):
                skips = step.skips_last and not left
                yield from blocks(step.steps[:-1] if skips else step.steps, most)


def written_out(repeat: RepeatStep) -> str | None:
    """What becomes of a repeat: None if it stays one, nothing if it is not for a number of times."""
    if repeat.until:
        return ""
    inside = any(isinstance(step, RepeatStep) for step in repeat.steps)
    return WRITTEN_OUT if inside or repeat.skips_last or repeat.count < 2 else None
