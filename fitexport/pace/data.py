"""Workouts -> plain data for other programs: steps in one another, SI units, targets as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from fitexport.pace.workout import (
    CadenceTarget,
    DistanceDuration,
    Duration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    OpenDuration,
    OpenTarget,
    OtherDuration,
    OtherTarget,
    PowerTarget,
    RepeatStep,
    RepsDuration,
    SpeedTarget,
    Target,
    TimeDuration,
    Workout,
    WorkoutStep,
)

# What each kind is called. Its fields follow, under the names that they have here: with units.
_KINDS: dict[type, str] = {
    TimeDuration: "time",
    DistanceDuration: "distance",
    RepsDuration: "reps",
    OpenDuration: "lap_button",
    OpenTarget: "open",
    SpeedTarget: "speed",
    HeartRateTarget: "heart_rate",
    HeartRatePercentTarget: "heart_rate_percent",
    HeartRateZoneTarget: "heart_rate_zone",
    PowerTarget: "power",
    CadenceTarget: "cadence",
    OtherDuration: "other",
    OtherTarget: "other",
}


def plain_workout(workout: Workout) -> dict[str, Any]:
    """A workout; distances in m and times in s are what it will probably take."""
    return {
        "name": workout.name,
        "sport": str(workout.sport),
        "expected_m": _rounded(workout.expected_m),
        "expected_s": _rounded(workout.expected_s),
        "steps": _steps(workout.steps),
    }


def _steps(steps: Sequence[WorkoutStep | RepeatStep]) -> list[dict[str, Any]]:
    return [
        {"repeat": step.count, "steps": _steps(step.steps)}
        if isinstance(step, RepeatStep)
        else _step(step)
        for step in steps
    ]


def _step(step: WorkoutStep) -> dict[str, Any]:
    exercise = {"exercise": step.exercise.words} if step.exercise else {}
    return exercise | {
        "intensity": step.intensity.name.lower(),
        "duration": plain_value(step.duration),
        "target": plain_value(step.target),
        "note": step.note,
        "expected_m": _rounded(step.expected_m),
        "expected_s": _rounded(step.expected_s),
    }


def plain_value(value: Duration | OtherDuration | Target | OtherTarget) -> dict[str, Any]:
    """A duration or target: its type, and its numbers with their units."""
    numbers = {name: _rounded(number) for name, number in asdict(value).items()}
    return {"type": _KINDS[type(value)], **numbers}


def _rounded(number: Any) -> Any:
    """To a thousandth, as finely as a FIT file has it: mm/s, ms."""
    return round(number, 3) if isinstance(number, float) else number
