"""Workout -> the plan file of Wahoo's Cloud API (plan.json, version 1.0.0).

Sources: cloud-api.wahooligan.com, and its plan file as programs that use it have written it down
(docs/sources.md). Speeds are in m/s, a repeat counts the rounds after the first.
"""

from __future__ import annotations

import json
from typing import Any

from fitexport.errors import EncodeError
from fitexport.formats.losses import (
    IN_WORDS,
    NO_BUTTON,
    Converted,
    Encoded,
    EncodedStep,
    report_on,
    wording,
)
from fitexport.formats.rounds import blocks, written_out
from fitexport.formats.runner import Runner
from fitexport.pace.workout import (
    DistanceDuration,
    HeartRatePercentTarget,
    HeartRateTarget,
    Intensity,
    OpenDuration,
    OpenTarget,
    PowerTarget,
    SpeedTarget,
    TimeDuration,
    Workout,
    WorkoutStep,
)
from fitexport.session import Sport

_FAMILY: dict[str, int] = {Sport.CYCLING: 0, Sport.RUNNING: 1}
_OUTDOOR = 1
_DESCRIPTION = 5000
_INTENSITY = {
    Intensity.ACTIVE: "active",
    Intensity.INTERVAL: "active",
    Intensity.WARMUP: "wu",
    Intensity.COOLDOWN: "cd",
    Intensity.RECOVERY: "recover",
    Intensity.REST: "rest",
}


def wahoo_text(workout: Workout, runner: Runner) -> Converted:
    """The workout as JSON.

    Raises:
        EncodeError: a sport other than running and cycling.
    """
    family = _FAMILY.get(workout.sport)
    if family is None:
        raise EncodeError(
            "Wahoo's plans are for running and cycling",
            "choose another --format for sessions of other sports",
        )

    def encode(step: WorkoutStep) -> EncodedStep:
        return _encode(step, runner)

    header: dict[str, Any] = {
        "name": workout.name,
        "version": "1.0.0",
        "workout_type_family": family,
        "workout_type_location": _OUTDOOR,
    }
    if workout.description:
        header["description"] = workout.description[:_DESCRIPTION]
    if runner.max_hr:
        header["max_hr"] = runner.max_hr
    intervals: list[dict[str, Any]] = []
    for count, steps in blocks(workout.steps):
        made = [interval for step in steps if (interval := _interval(encode(step)))]
        if count > 1 and made:
            repeat = {"exit_trigger_type": "repeat", "exit_trigger_value": count - 1}
            intervals.append(repeat | {"intervals": made})
        else:
            intervals += made
    text = json.dumps({"header": header, "intervals": intervals}, indent=1) + "\n"
    return Converted(text, report_on(workout, runner.units, encode, written_out))


def _interval(encoded: EncodedStep) -> dict[str, Any]:
    """Empty for an optional step without an expected time."""
    if not encoded["duration"].value:
        return {}
    kind, value = encoded["duration"].value
    name = encoded["note"].value
    return {
        **({"name": name} if name else {}),
        "exit_trigger_type": kind,
        "exit_trigger_value": value,
        "intensity_type": encoded["intensity"].value,
        **({"targets": [encoded["target"].value]} if encoded["target"].value else {}),
    }


def _encode(step: WorkoutStep, runner: Runner) -> EncodedStep:
    duration, target = _duration(step), _target(step, runner)
    if not duration.value:
        return {"duration": duration}
    kind = _INTENSITY.get(Intensity(step.intensity)) if step.intensity in _INTENSITY else None
    return {
        "duration": duration,
        "target": target,
        "intensity": Encoded(kind or "active", None if kind else "active"),
        "note": Encoded(wording(step, runner.units, duration, target)),
        "exercise": Encoded("", IN_WORDS),
    }


def _duration(step: WorkoutStep) -> Encoded[tuple[str, float] | None]:
    match step.duration:
        case TimeDuration(s):
            return Encoded(("time", _number(s)))
        case DistanceDuration(m):
            return Encoded(("distance", _number(m)))
        case _ if round(step.expected_s):
            in_words = not isinstance(step.duration, OpenDuration)
            return Encoded(("time", round(step.expected_s)), NO_BUTTON, in_words)
        case _:
            return Encoded(None, "")


def _target(step: WorkoutStep, runner: Runner) -> Encoded[dict[str, Any] | None]:
    match step.target:
        case OpenTarget():
            return Encoded(None)
        case SpeedTarget(low, high):
            return Encoded(_range("speed", round(low, 4), round(high, 4)))
        case HeartRateTarget(low, high):
            return Encoded(_range("hr", low, high))
        case HeartRatePercentTarget(low, high) if runner.max_hr:
            return Encoded(_range("max_hr", low / 100, high / 100))
        case PowerTarget(low, high):
            return Encoded(_range("watts", low, high))
        case _:
            return Encoded(None, IN_WORDS, in_words=True)


def _range(kind: str, low: float, high: float) -> dict[str, Any]:
    return {"type": kind, "low": low, "high": high}


def _number(value: float) -> float:
    return int(value) if value == int(value) else round(value, 2)
