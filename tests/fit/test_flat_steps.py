from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from support.fit_build import ANY_STEPS

from fitexport.fit.flat_steps import Jump, flatten, message_count
from fitexport.pace.workout import (
    LAP,
    DistanceDuration,
    RepeatStep,
    TimeDuration,
    WorkoutStep,
    unrolled,
)

REP = WorkoutStep(duration=DistanceDuration(400))
JOG = WorkoutStep(duration=DistanceDuration(200))
WALK = WorkoutStep(duration=TimeDuration(240))
WARM_UP = WorkoutStep(duration=LAP)


def played(flat: Sequence[WorkoutStep | Jump]) -> list[WorkoutStep]:
    """What a watch runs: at a jump it goes back until its rounds are done."""
    run = []
    at = 0
    rounds_left: dict[int, int] = {}
    while at < len(flat):
        match flat[at]:
            case Jump(first, count):
                left = rounds_left.pop(at, count) - 1
                if left > 0:
                    rounds_left[at] = left
                    at = first
                    continue
            case WorkoutStep() as step:
                run.append(step)
        at += 1
    return run


def test_steps_without_repeats_stay_as_they_are() -> None:
    assert flatten([WARM_UP, REP, WALK]) == (WARM_UP, REP, WALK)


def test_a_repeat_jumps_back_to_its_first_step() -> None:
    assert flatten([WARM_UP, RepeatStep(6, (REP, JOG)), WALK]) == (
        WARM_UP,
        REP,
        JOG,
        Jump(first=1, count=6),
        WALK,
    )


def test_outer_repeats_are_written_out() -> None:
    assert flatten([WARM_UP, RepeatStep(2, (RepeatStep(4, (REP, JOG)), WALK))]) == (
        *(WARM_UP, REP, JOG, Jump(1, 4), WALK),
        *(REP, JOG, Jump(5, 4), WALK),
    )


def test_of_three_levels_only_the_inmost_jumps() -> None:
    assert flatten([RepeatStep(2, (RepeatStep(2, (RepeatStep(3, (REP,)), WALK)),))]) == (
        *(REP, Jump(0, 3), WALK, REP, Jump(3, 3), WALK),
        *(REP, Jump(6, 3), WALK, REP, Jump(9, 3), WALK),
    )


def test_one_round_needs_no_jump_and_no_round_no_step() -> None:
    assert flatten([RepeatStep(1, (REP, JOG)), RepeatStep(0, (REP,)), WALK]) == (REP, JOG, WALK)
    assert flatten([RepeatStep(3, ())]) == ()
    assert message_count([RepeatStep(1, (REP, JOG)), RepeatStep(-1, (REP,)), WALK]) == 3
    assert message_count([RepeatStep(3, ())]) == 0


def test_a_huge_nest_is_counted_without_being_written_out() -> None:
    nest = RepeatStep(99, (RepeatStep(99, (RepeatStep(99, (REP,)),)),))
    assert message_count([nest]) == 99 * 99 * 2


@given(ANY_STEPS)
def test_playing_the_jumps_is_running_the_steps(
    steps: tuple[WorkoutStep | RepeatStep, ...],
) -> None:
    assert played(flatten(steps)) == list(unrolled(steps))


@given(ANY_STEPS)
def test_the_count_agrees_and_every_jump_goes_back_over_steps_only(
    steps: tuple[WorkoutStep | RepeatStep, ...],
) -> None:
    flat = flatten(steps)
    assert message_count(steps) == len(flat)
    for at, step in enumerate(flat):
        if isinstance(step, Jump):
            assert step.count > 1
            inside = flat[step.first : at]
            assert inside
            assert all(isinstance(inner, WorkoutStep) for inner in inside)
