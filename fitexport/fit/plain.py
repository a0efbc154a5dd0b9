"""What was found in a FIT file -> plain data for other programs: SI units, targets as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fitexport.fit.found import FoundRepeat, FoundStep
from fitexport.pace.data import plain_value
from fitexport.pace.workout import Intensity

_INTENSITIES = {each.value: each.name.lower() for each in Intensity} | {5: "interval", 6: "other"}


def plain_steps(steps: Sequence[FoundStep | FoundRepeat]) -> list[dict[str, Any]]:
    """Steps in one another."""
    return [_repeat(step) if isinstance(step, FoundRepeat) else _step(step) for step in steps]


def _repeat(repeat: FoundRepeat) -> dict[str, Any]:
    how = {"until": repeat.until} if repeat.until else {"repeat": repeat.count}
    return {**how, "steps": plain_steps(repeat.steps)}


def _step(step: FoundStep) -> dict[str, Any]:
    said = {
        "intensity": _INTENSITIES.get(step.intensity or 0, str(step.intensity)),
        "duration": plain_value(step.duration),
        "target": plain_value(step.target),
        "note": step.note,
    }
    more = {"exercise": step.exercise.words} if step.exercise else {}
    return said | more | ({"also": list(step.also)} if step.also else {})
