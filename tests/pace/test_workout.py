"""Steps are counted as they are run, without running them."""

from __future__ import annotations

from collections import Counter

from fitexport.pace.workout import (
    LAP,
    DistanceDuration,
    RepeatStep,
    Workout,
    WorkoutStep,
    counted,
    every_step,
    listed,
    unrolled,
)
from fitexport.session import Sport

REP = WorkoutStep(duration=DistanceDuration(10), expected_s=2.0, expected_m=10.0)
PAUSE = WorkoutStep(duration=LAP, expected_s=5.0)


def test_steps_are_counted_as_they_are_run() -> None:
    sets = RepeatStep(3, (RepeatStep(4, (REP, PAUSE), skips_last=True), PAUSE), skips_last=True)
    steps = (PAUSE, sets, REP)
    found: Counter[WorkoutStep] = Counter()
    for step, times in counted(steps):
        found[step] += times
    assert found == Counter(unrolled(steps)) == {REP: 13, PAUSE: 12}


def test_repeats_of_repeats_are_added_up_without_running_them() -> None:
    steps: tuple[RepeatStep | WorkoutStep, ...] = (REP,)
    for _ in range(20):
        steps = (RepeatStep(60_000, steps),)
    workout = Workout(name="Endless", sport=Sport.RUNNING, steps=steps)
    assert (workout.expected_s, workout.expected_m) == (2.0 * 60_000**20, 10.0 * 60_000**20)


def test_a_repeat_is_listed_after_the_steps_that_it_repeats() -> None:
    inner = RepeatStep(4, (REP, PAUSE))
    outer = RepeatStep(3, (inner, PAUSE))
    assert list(listed((REP, outer))) == [REP, REP, PAUSE, inner, PAUSE, outer]
    assert list(every_step((REP, outer))) == [REP, REP, PAUSE, PAUSE]
