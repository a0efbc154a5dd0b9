"""Workouts -> plain data for other programs: nested steps, SI units, targets as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from fitexport.pace.workout import Duration, Intensity, RepeatStep, Target, Workout, WorkoutStep


def plain_workout(workout: Workout) -> dict[str, Any]:
    """A workout, with its expected distance in m and time in s."""
    return {
        "name": workout.name,
        "sport": str(workout.sport),
        "expected_m": _rounded(workout.expected_m),
        "expected_s": _rounded(workout.expected_s),
        "steps": plain_steps(workout.steps, expected=True),
    }


def plain_steps(
    steps: Sequence[WorkoutStep | RepeatStep], *, expected: bool = False
) -> list[dict[str, Any]]:
    """Nested steps; `expected`: with estimates, which no file has."""
    plain: list[dict[str, Any]] = []
    for step in steps:
        if isinstance(step, RepeatStep):
            how: dict[str, Any] = {"until": step.until} if step.until else {"repeat": step.count}
            how |= {"skips_last_step": True} if step.skips_last else {}
            plain.append({**how, "steps": plain_steps(step.steps, expected=expected)})
        else:
            plain.append(_step(step, expected=expected))
    return plain


def _step(step: WorkoutStep, *, expected: bool) -> dict[str, Any]:
    intensity = step.intensity
    plain = {
        "intensity": intensity.name.lower() if isinstance(intensity, Intensity) else str(intensity),
        "duration": plain_value(step.duration),
        "target": plain_value(step.target),
        "note": step.note,
    }
    exercise = {"exercise": step.exercise.words} if step.exercise else {}
    if not expected:
        return plain | exercise | ({"also": list(step.also)} if step.also else {})
    return (
        exercise
        | plain
        | {
            "expected_m": _rounded(step.expected_m),
            "expected_s": _rounded(step.expected_s),
        }
    )


def plain_value(value: Duration | Target) -> dict[str, Any]:
    """A duration or target: its type, and its numbers with their units."""
    numbers = {name: _rounded(number) for name, number in asdict(value).items()}
    return {"type": value.kind, **numbers}


def _rounded(number: Any) -> Any:
    """To a thousandth, as finely as a FIT file has it: mm/s, ms."""
    return round(number, 3) if isinstance(number, float) else number
