"""What was found in a FIT file -> plain data for other programs: SI units, targets as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from fitexport.fit.found import FoundRepeat, FoundStep
from fitexport.fit.meaning import INTENSITIES
from fitexport.workout import (
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
    RepsDuration,
    SpeedTarget,
    Target,
    TimeDuration,
)

# What each kind is called; its numbers follow under the names that they have here, with units.
_KINDS: dict[type, str] = {
    TimeDuration: "time",
    DistanceDuration: "distance",
    RepsDuration: "reps",
    OpenDuration: "lap button",
    OpenTarget: "open",
    SpeedTarget: "speed",
    HeartRateTarget: "heart rate",
    HeartRatePercentTarget: "percent of maximum heart rate",
    HeartRateZoneTarget: "heart-rate zone",
    PowerTarget: "power",
    CadenceTarget: "cadence",
    OtherDuration: "other",
    OtherTarget: "other",
}


def plain_steps(steps: Sequence[FoundStep | FoundRepeat]) -> list[dict[str, Any]]:
    """Steps in one another."""
    return [_repeat(step) if isinstance(step, FoundRepeat) else _step(step) for step in steps]


def _repeat(repeat: FoundRepeat) -> dict[str, Any]:
    how = {"until": repeat.until} if repeat.until else {"repeat": repeat.count}
    return {**how, "steps": plain_steps(repeat.steps)}


def _step(step: FoundStep) -> dict[str, Any]:
    said = {
        "intensity": INTENSITIES.get(step.intensity or 0, str(step.intensity)),
        "duration": _kind(step.duration),
        "target": _kind(step.target),
        "note": step.note,
    }
    more = {"exercise": step.exercise.words} if step.exercise else {}
    return said | more | ({"also": list(step.also)} if step.also else {})


def _kind(value: Duration | OtherDuration | Target | OtherTarget) -> dict[str, Any]:
    return {"type": _KINDS[type(value)], **asdict(value)}
