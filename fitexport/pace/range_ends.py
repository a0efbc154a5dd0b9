"""The upper part of a range (15-20min): a step of its own, or folded into the pause after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from fitexport.pace.workout import Intensity, OpenDuration, RepeatStep, WorkoutStep

Steps = tuple[WorkoutStep | RepeatStep, ...]


class RestOfRange(NamedTuple):
    """The upper part of a range (15-20min): a separate step unless the next one can include it."""

    step: WorkoutStep
    text: str
    easy: bool


def folded(made: Sequence[WorkoutStep | RepeatStep | RestOfRange]) -> Steps:
    """Fold the rest of an easy range into a pause or drill that the runner ends anyway.

    A hard range keeps its own step: a rep's last minute does not belong in a pause.
    """
    steps: list[WorkoutStep | RepeatStep] = []
    carried = ""
    for item, following in zip(made, [*made[1:], None], strict=False):
        if isinstance(item, RestOfRange):
            if item.easy and waits_for_lap(following):
                carried = item.text
            else:
                steps.append(item.step)
        elif carried and isinstance(item, WorkoutStep):
            note = f"{carried}, then {item.note}" if item.note else carried
            steps.append(replace(item, note=note))
            carried = ""
        else:
            steps.append(item)
    return tuple(steps)


def waits_for_lap(made: WorkoutStep | RepeatStep | RestOfRange | None) -> bool:
    """Whether it is a pause or a drill that the runner ends: a place to start a rep from."""
    return (
        isinstance(made, WorkoutStep)
        and isinstance(made.duration, OpenDuration)
        and made.intensity is not Intensity.ACTIVE
    )
