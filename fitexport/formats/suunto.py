"""Workout -> a SuuntoPlus Guide (guide.json), as programs with access to Suunto's Cloud API send them.

Source: apizone.suunto.com/suuntoplus-guide-description: a guide is a sequence of screens, each left on a
condition. Speeds in m/s, heart rates in beats; texts in ASCII, and short.
"""

from __future__ import annotations

import json
from typing import Any

from fitexport.errors import WorkoutError
from fitexport.formats.losses import IN_WORDS, Converted, Encoded, EncodedStep, report_on, wording
from fitexport.formats.rounds import blocks, written_out
from fitexport.formats.runner import Runner
from fitexport.pace.outline import INTENSITY_WORDS
from fitexport.pace.workout import (
    DistanceDuration,
    HeartRatePercentTarget,
    HeartRateTarget,
    OpenDuration,
    OpenTarget,
    PowerTarget,
    SpeedTarget,
    TimeDuration,
    Workout,
    WorkoutStep,
)
from fitexport.session.naming import ascii_text
from fitexport.units import cut

_NAME, _DESCRIPTION, _SHORT, _TEXT = 60, 256, 23, 54
_MAX_TIMES, _MAX_STEPS = 100, 1000

# Placeholders: a program registered with Suunto puts in its own.
_OWNER, _URL = "fitexport", "https://example.org/"


def suunto_text(workout: Workout, runner: Runner) -> Converted:
    """The workout as JSON, with placeholders for the owner and address of the program that sends it.

    Raises:
        WorkoutError: it has no steps, or more than a guide may have.
    """

    def encode(step: WorkoutStep) -> EncodedStep:
        return _encode(step, runner)

    steps: list[dict[str, Any]] = []
    for count, inside in blocks(workout.steps, _MAX_TIMES):
        screens = [_screen(encode(step)) for step in inside]
        steps += [{"type": "repeat", "times": count, "steps": screens}] if count > 1 else screens
    if not 0 < len(steps) <= _MAX_STEPS:
        raise WorkoutError(
            workout.name, f"has {len(steps)} steps, a guide 1 to {_MAX_STEPS}", "split the session"
        )
    name = _plain(workout.name, _NAME) or "Workout"
    guide = {
        "type": "sequence",
        "name": name,
        "description": cut(workout.description, _DESCRIPTION) or name,
        "shortDescription": cut(name, _SHORT),
        "owner": _OWNER,
        "url": _URL,
        "usage": "workout",
        **({"localDate": runner.day.isoformat()} if runner.day else {}),
        "steps": steps,
    }
    text = json.dumps(guide, indent=1) + "\n"
    return Converted(text, report_on(workout, runner.units, encode, written_out))


def _screen(encoded: EncodedStep) -> dict[str, Any]:
    title, note = encoded["intensity"].value, encoded["note"].value
    condition, field = encoded["duration"].value
    target = encoded["target"].value
    return {
        "type": "fields",
        "title": title,
        "createManualLap": True,
        "fields": [*([target] if target else []), field],
        "transitions": [{"condition": condition}],
        **({"notification": {"title": title, "text": note}} if note else {}),
    }


def _encode(step: WorkoutStep, runner: Runner) -> EncodedStep:
    duration, target = _duration(step), _target(step, runner)
    words = wording(step, runner.units, duration, target)
    note = _plain(words, _TEXT)
    return {
        "duration": duration,
        "target": target,
        "intensity": Encoded(INTENSITY_WORDS.get(step.intensity, "go"), "the title of the step"),
        "note": Encoded(
            note,
            None if note.startswith(step.note) else "54 plain characters at most" if note else "",
        ),
        "exercise": Encoded("", IN_WORDS),
    }


def _plain(text: str, limit: int) -> str:
    """What a watch can show of a text."""
    shown = "".join(c if c.isprintable() else " " for c in ascii_text(text))
    return cut(" ".join(shown.split()), limit)


def _duration(step: WorkoutStep) -> Encoded[tuple[dict[str, Any], dict[str, Any]]]:
    """The condition on which the screen is left, and the field that counts toward it."""
    match step.duration:
        case TimeDuration(s):
            return Encoded(_until("stepDuration", s))
        case DistanceDuration(m):
            return Encoded(_until("stepDistance", round(m, 2)))
        case _:
            by_lap = {"type": "manualLap"}, {"type": "duration", "window": "step"}
            if isinstance(step.duration, OpenDuration):
                return Encoded(by_lap)
            return Encoded(by_lap, f"{IN_WORDS}, and the lap button", in_words=True)


def _until(kind: str, value: float) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"type": kind, "value": value}, {"type": f"{kind}Countdown", "value": value}


def _target(step: WorkoutStep, runner: Runner) -> Encoded[dict[str, Any] | None]:
    match step.target:
        case OpenTarget():
            return Encoded(None)
        case SpeedTarget(low, high):
            return Encoded(_range("targetPace", round(low, 4), round(high, 4)))
        case HeartRateTarget(low, high):
            return Encoded(_range("targetHeartRate", low, high))
        case HeartRatePercentTarget(low, high) if runner.max_hr:
            ends = (round(runner.max_hr * percent / 100) for percent in (low, high))
            return Encoded(_range("targetHeartRate", *ends), "beats, by the maximum heart rate")
        case PowerTarget(low, high):
            return Encoded(_range("targetPower", low, high))
        case _:
            return Encoded(None, IN_WORDS, in_words=True)


def _range(kind: str, low: float, high: float) -> dict[str, Any]:
    return {"type": kind, "min": low, "max": high}
