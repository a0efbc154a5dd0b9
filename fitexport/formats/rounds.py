"""Repeats for formats that cannot nest them: such repeats are written out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fitexport.pace.workout import RepeatStep, WorkoutStep

WRITTEN_OUT = "rounds written out one after the other"


def blocks(
    steps: Sequence[WorkoutStep | RepeatStep], most: int = 0
) -> Iterator[tuple[int, Sequence[WorkoutStep]]]:
    """Groups of steps, each with how many times it is done: at most `most`, if given, so that more
    rounds become several groups. Repeats that cannot be such a group are written out."""
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
    """What a repeat becomes: None if it stays one, "" if it is lost, having no number of times."""
    if repeat.until:
        return ""
    inside = any(isinstance(step, RepeatStep) for step in repeat.steps)
    return WRITTEN_OUT if inside or repeat.skips_last or repeat.count < 2 else None
