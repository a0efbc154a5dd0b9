"""Workouts -> plain data for other programs: steps in one another, SI units, targets as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from fitexport.workout import (
    CadenceTarget,
    DistanceDuration,
    Duration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    OpenDuration,
    OpenTarget,
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
_KINDS: dict[type[Duration] | type[Target], str] = {
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
        "duration": _kind(step.duration),
        "target": _kind(step.target),
        "note": step.note,
        "expected_m": _rounded(step.expected_m),
        "expected_s": _rounded(step.expected_s),
    }


def _kind(value: Duration | Target) -> dict[str, Any]:
    numbers = {name: _rounded(number) for name, number in asdict(value).items()}
    return {"type": _KINDS[type(value)], **numbers}


def _rounded(number: float) -> float:
    """To a thousandth, as finely as a FIT file has it: mm/s, ms."""
    return number if isinstance(number, int) else round(number, 3)
