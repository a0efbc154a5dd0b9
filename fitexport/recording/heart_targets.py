"""Heart-rate targets of a workout that was run, as its author meant them.

FIT writes beats per minute plus 100. Some watches and programs leave out the 100 in a recording (in
23 of 46 real ones, including all from one runner's Garmin), so 132-166 bpm reads as 32-66 bpm. Nobody
runs at that, so what was meant is clear.
"""

from __future__ import annotations

from dataclasses import replace

from fitexport.fit.found import FoundWorkout
from fitexport.fit.meaning import AT_WORK_BPM, BPM_OFFSET
from fitexport.pace.workout import HeartRateTarget, RepeatStep, WorkoutStep, every_step


def as_meant(workout: FoundWorkout) -> FoundWorkout:
    """The workout with the targets that its author meant; the same one if nothing is wrong.

    One target as low as at rest shows that all targets in bpm lack the offset.
    """
    targets = (step.target for step in every_step(workout.steps))
    at_rest = any(
        isinstance(target, HeartRateTarget) and target.high_bpm < AT_WORK_BPM for target in targets
    )
    return replace(workout, steps=_with_offset(workout.steps)) if at_rest else workout


def _with_offset(
    steps: tuple[WorkoutStep | RepeatStep, ...],
) -> tuple[WorkoutStep | RepeatStep, ...]:
    return tuple(map(_step_with_offset, steps))


def _step_with_offset(step: WorkoutStep | RepeatStep) -> WorkoutStep | RepeatStep:
    match step:
        case RepeatStep(steps=inside):
            return replace(step, steps=_with_offset(inside))
        case WorkoutStep(target=HeartRateTarget(low, high)):
            return replace(step, target=HeartRateTarget(low + BPM_OFFSET, high + BPM_OFFSET))
        case _:
            return step
