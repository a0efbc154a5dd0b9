"""Join drills, each a step that ends by the lap button, where a watch has no room for all of
them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from fitexport.fit.flat_steps import message_count
from fitexport.pace.workout import LAP, Intensity, RepeatStep, Workout, WorkoutStep


def within(workout: Workout, most: int) -> Workout:
    """The workout, with its drills joined into one step if it has more than `most` steps."""
    if message_count(workout.steps) <= most:
        return workout
    return replace(workout, steps=tuple(_joined(workout.steps)))


def _joined(
    steps: Sequence[WorkoutStep | RepeatStep],
) -> list[WorkoutStep | RepeatStep]:
    made: list[WorkoutStep | RepeatStep] = []
    for is_drill, group in groupby(steps, _is_drill):
        together = list(group)
        if is_drill:
            drills = [step for step in together if isinstance(step, WorkoutStep)]
            note = "; ".join(step.note for step in drills)
            expected_s = sum(step.expected_s for step in drills)
            together = [replace(drills[0], note=note, expected_s=expected_s)]
        made += together
    return made


def _is_drill(step: WorkoutStep | RepeatStep) -> bool:
    return (
        isinstance(step, WorkoutStep)
        and step.duration == LAP
        and step.intensity is Intensity.WARMUP
        and bool(step.note)
    )
