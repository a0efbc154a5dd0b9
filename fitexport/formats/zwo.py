"""Workout -> Zwift's workout file (.zwo), for a run on a treadmill.

Zwift has published no specification. Sources: the elements found in its own files
(github.com/h4l/zwift-workout-file-reference) and what zwiftworkout.com writes for runs
(github.com/breiko83/zwo-editor): `Power` is a share of the runner's speed over the distance that
`pace` names, 0 for the mile.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

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
from fitexport.formats.rounds import WRITTEN_OUT, blocks
from fitexport.formats.runner import Runner
from fitexport.formats.xml_text import xml_text
from fitexport.pace.outline import INTENSITY_WORDS, is_human
from fitexport.pace.workout import (
    DistanceDuration,
    Intensity,
    OpenDuration,
    OpenTarget,
    RepeatStep,
    SpeedTarget,
    TimeDuration,
    Workout,
    WorkoutStep,
    every_step,
)
from fitexport.session import Sport
from fitexport.units import MILE_M

_MILE = "0"
_EXPECTED = "the time expected for it: Zwift measures a whole workout by time or by distance"
_MIDDLE = "the middle of its range"
_PLAIN = (Intensity.ACTIVE, Intensity.INTERVAL)


def zwo_text(workout: Workout, runner: Runner) -> Converted:
    """The workout as Zwift's XML; paces as shares of the runner's mile, which Zwift has to know.

    Raises:
        EncodeError: a sport other than running.
    """
    if workout.sport != Sport.RUNNING:
        raise EncodeError(
            "Zwift files are for running only",
            "choose another --format for sessions of other sports",
        )
    by_distance = _all_by_distance(workout)

    def encode(step: WorkoutStep) -> EncodedStep:
        return _encode(step, runner, by_distance=by_distance)

    root = Element("workout_file")
    for tag, text in (
        ("author", "fitexport"),
        ("name", workout.name),
        ("description", workout.description),
        ("sportType", "run"),
        ("durationType", "distance" if by_distance else "time"),
        ("tags", ""),
    ):
        SubElement(root, tag).text = text
    body = SubElement(root, "workout")
    for step in (step for count, steps in blocks(workout.steps) for step in [*steps] * count):
        encoded = encode(step)
        if not encoded["duration"].value:
            continue
        about = {"Duration": encoded["duration"].value} | encoded["target"].value
        block = SubElement(body, "SteadyState" if encoded["target"].value else "FreeRide", about)
        if message := encoded["note"].value:
            offset = "distoffset" if by_distance else "timeoffset"
            SubElement(block, "textevent", {offset: "0", "message": message})
    return Converted(xml_text(root), report_on(workout, runner.units, encode, _written_out))


def _all_by_distance(workout: Workout) -> bool:
    """Whether the whole can be measured by distance: only if every step is."""
    return all(isinstance(step.duration, DistanceDuration) for step in every_step(workout.steps))


def _written_out(repeat: RepeatStep) -> str:
    return "" if repeat.until else WRITTEN_OUT


def _encode(step: WorkoutStep, runner: Runner, *, by_distance: bool) -> EncodedStep:
    duration = _duration(step, by_distance=by_distance)
    if not duration.value:
        return {"duration": duration}
    target = _target(step, runner)
    plain = step.intensity in _PLAIN
    kind = "" if plain else INTENSITY_WORDS.get(step.intensity, "")
    words = ": ".join(filter(None, (kind, wording(step, runner.units, duration, target))))
    return {
        "duration": duration,
        "target": target,
        "intensity": Encoded("", None if plain else IN_WORDS if kind else ""),
        "note": Encoded(words),
        "exercise": Encoded("", IN_WORDS),
    }


def _duration(step: WorkoutStep, *, by_distance: bool) -> Encoded[str]:
    """In whole seconds or metres; empty for an optional step without an expected time."""
    match step.duration:
        case DistanceDuration(m) if by_distance:
            return Encoded(f"{m:.0f}", None if m == round(m) else "whole metres")
        case TimeDuration(s):
            return Encoded(f"{max(s, 1):.0f}", None if s == round(s) else "whole seconds")
        case DistanceDuration():
            becomes = _EXPECTED
        case _:
            becomes = NO_BUTTON
    expected = f"{step.expected_s:.0f}" if round(step.expected_s) else ""
    in_words = not isinstance(step.duration, OpenDuration)
    return Encoded(expected, becomes if expected else "", in_words)


def _target(step: WorkoutStep, runner: Runner) -> Encoded[dict[str, str]]:
    match step.target:
        case OpenTarget():
            return Encoded({})
        case SpeedTarget(low, high) if is_human(low) and is_human(high):
            share = (low + high) / 2 * runner.mile_s / MILE_M
            becomes = None if low == high else _MIDDLE
            return Encoded({"Power": f"{share:.4f}", "pace": _MILE}, becomes)
        case _:
            return Encoded({}, IN_WORDS, in_words=True)
