"""Steps as a watch has them -> steps as runners read them: rounds and the last of them together.

A watch gets `3 times 400 m and a jog`, then a `Last one` without the jog. Read, that is four times
400 m with a jog between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fitexport.fit.rounds import split_last
from fitexport.pace.workout import RepeatStep, WorkoutStep

_Steps = tuple[WorkoutStep | RepeatStep, ...]
_LONGEST_ROUND = 20


def joined(steps: Sequence[WorkoutStep | RepeatStep]) -> _Steps:
    """The same steps, each last round part of its repeat; inside repeats as well."""
    made = [
        replace(step, steps=joined(step.steps)) if isinstance(step, RepeatStep) else step
        for step in steps
    ]
    at = 1
    while at < len(made):
        at = _join(made, at) + 1
    return tuple(made)


def _join(made: list[WorkoutStep | RepeatStep], at: int) -> int:
    """Put a last round at `at` and the rounds before it together; where they stand then."""
    last = made[at]
    if not isinstance(last, WorkoutStep) or not split_last(last.note)[0]:
        return at
    alone = replace(last, note=split_last(last.note)[1])
    before = made[at - 1]
    if isinstance(before, RepeatStep) and not (before.skips_last or before.until):
        size = len(before.steps) - 1
        if _rests(before.steps[-1]) and (alone, *made[at + 1 : at + size]) == before.steps[:-1]:
            made[at - 1 : at + size] = [
                replace(before, count=before.count + 1, skips_last=True),
            ]
            return at - 1
    elif _rests(before):
        for size in range(1, min(at - 1, _LONGEST_ROUND) + 1):
            first = at - 1 - size
            if tuple(made[first : at - 1]) == (alone, *made[at + 1 : at + size]):
                made[first : at + size] = [RepeatStep(2, tuple(made[first:at]), skips_last=True)]
                return first
    return at


def _rests(step: WorkoutStep | RepeatStep) -> bool:
    return isinstance(step, WorkoutStep) and step.is_recovery
