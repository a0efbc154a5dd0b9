"""Workout -> Garmin's Training Center XML (.tcx), for watches older than FIT: Forerunner 205, 305, 405.

Source: Garmin's schema www8.garmin.com/xmlschemas/TrainingCenterDatabasev2.xsd, with its limits: 20
steps, names of 15 characters, whole seconds and metres.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from fitexport.errors import WorkoutError
from fitexport.formats.losses import Converted, Encoded, EncodedStep, report_on, wording
from fitexport.formats.rounds import blocks, written_out
from fitexport.formats.runner import Runner
from fitexport.formats.xml_text import xml_text
from fitexport.pace.workout import (
    DistanceDuration,
    HeartRateDuration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    Intensity,
    OpenDuration,
    OpenTarget,
    SpeedTarget,
    TimeDuration,
    Workout,
    WorkoutStep,
)
from fitexport.session import Sport
from fitexport.units import cut

MAX_STEPS = 20
_NAME = 15
_MAX = 65_535  # unsignedShort
_MAX_TIMES = 99

_IN_NOTES = "words in the notes of the workout"

_SPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
_SPORTS: dict[str, str] = {Sport.RUNNING: "Running", Sport.CYCLING: "Biking"}
_RESTING = (Intensity.REST, Intensity.RECOVERY)
_EXACT = (Intensity.ACTIVE, Intensity.REST)
_BPM, _PERCENT = "HeartRateInBeatsPerMinute_t", "HeartRateAsPercentOfMax_t"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def tcx_text(workout: Workout, runner: Runner) -> Converted:
    """The workout as XML; notes that are too long for a step are in those of the workout.

    Raises:
        WorkoutError: it has more steps than a watch accepts, or none.
    """

    def encode(step: WorkoutStep) -> EncodedStep:
        return _encode(step, runner)

    root = Element("TrainingCenterDatabase", {"xmlns": _SPACE})
    made = SubElement(SubElement(root, "Workouts"), "Workout")
    made.set("Sport", _SPORTS.get(workout.sport, "Other"))
    _add(made, "Name", _name(workout.name) or "Workout")
    number, notes = 0, [workout.description] if workout.description else []
    for count, steps in blocks(workout.steps, _MAX_TIMES):
        parent, tag = made, "Step"
        if count > 1:
            number += 1
            parent, tag = _typed(made, "Step", "Repeat_t"), "Child"
            _add(parent, "StepId", number)
            _add(parent, "Repetitions", count)
        for step in steps:
            number += 1
            _step(_typed(parent, tag, "Step_t"), number, encode(step))
            words = wording(step, runner.units, _duration(step), _target(step))
            notes += [f"{number}: {words}"] if words else []
    if not 0 < number <= MAX_STEPS:
        raise WorkoutError(
            workout.name,
            f"has {number} steps, TCX allows {MAX_STEPS}" if number else "has no steps",
            "use the FIT file, or split the session",
        )
    if runner.day:
        _add(made, "ScheduledOn", runner.day.isoformat())
    if notes:
        _add(made, "Notes", "\n".join(notes))
    return Converted(xml_text(root), report_on(workout, runner.units, encode, written_out))


def _step(made: Element, number: int, encoded: EncodedStep) -> None:
    _add(made, "StepId", number)
    if encoded["note"].value:
        _add(made, "Name", encoded["note"].value)
    made.append(encoded["duration"].value)
    _add(made, "Intensity", encoded["intensity"].value)
    made.append(encoded["target"].value)


def _encode(step: WorkoutStep, runner: Runner) -> EncodedStep:
    duration, target = _duration(step), _target(step)
    words = wording(step, runner.units, duration, target)
    name = _name(words)
    resting = step.intensity in _RESTING
    kind = "Resting" if resting else "Active"
    becomes = None if step.intensity in _EXACT else "rest" if resting else "active"
    return {
        "duration": duration,
        "target": target,
        "intensity": Encoded(kind, becomes),
        "note": Encoded(
            name,
            None if name.startswith(step.note) else "its beginning; the notes have all of it",
        ),
        "exercise": Encoded("", _IN_NOTES),
    }


def _name(text: str) -> str:
    """At most 15 characters, without double or outer blanks, as the schema has names."""
    text = " ".join(text.split())
    while len(text) > _NAME:
        text = cut(text, len(text.encode()) - 1)
    return text


def _duration(step: WorkoutStep) -> Encoded[Element]:
    match step.duration:
        case TimeDuration(s) if 1 <= round(s) <= _MAX:
            made = _of("Duration", "Time_t", Seconds=round(s))
            return Encoded(made, None if s == round(s) else "whole seconds")
        case DistanceDuration(m) if 1 <= round(m) <= _MAX:
            made = _of("Duration", "Distance_t", Meters=round(m))
            return Encoded(made, None if m == round(m) else "whole metres")
        case HeartRateDuration(value, unit, above):
            made = _of("Duration", "HeartRateAbove_t" if above else "HeartRateBelow_t")
            _rate(made, "HeartRate", value, _BPM if unit == "bpm" else _PERCENT)
            return Encoded(made)
        case OpenDuration():
            return Encoded(_of("Duration", "UserInitiated_t"))
        case _:
            return Encoded(
                _of("Duration", "UserInitiated_t"), f"{_IN_NOTES}, and the lap button", True
            )


def _target(step: WorkoutStep) -> Encoded[Element]:
    match step.target:
        case OpenTarget():
            return Encoded(_of("Target", "None_t"))
        case SpeedTarget(low, high) if 0 < low <= high:
            made = _of("Target", "Speed_t")
            zone = _typed(made, "SpeedZone", "CustomSpeedZone_t")
            _add(zone, "ViewAs", "Pace")
            _add(zone, "LowInMetersPerSecond", f"{low:.4f}")
            _add(zone, "HighInMetersPerSecond", f"{high:.4f}")
            return Encoded(made)
        case HeartRateZoneTarget(number) if 1 <= number <= 5:
            made = _of("Target", "HeartRate_t")
            _add(_typed(made, "HeartRateZone", "PredefinedHeartRateZone_t"), "Number", number)
            return Encoded(made)
        case HeartRateTarget(low, high) if 1 <= low <= high <= 255:
            return Encoded(_heart(low, high, _BPM))
        case HeartRatePercentTarget(low, high) if low <= high <= 100:
            return Encoded(_heart(low, high, _PERCENT))
        case _:
            return Encoded(_of("Target", "None_t"), _IN_NOTES, in_words=True)


def _heart(low: int, high: int, unit: str) -> Element:
    made = _of("Target", "HeartRate_t")
    zone = _typed(made, "HeartRateZone", "CustomHeartRateZone_t")
    _rate(zone, "Low", low, unit)
    _rate(zone, "High", high, unit)
    return made


def _rate(parent: Element, tag: str, value: int, unit: str) -> None:
    _add(_typed(parent, tag, unit), "Value", value)


def _of(tag: str, kind: str, **values: object) -> Element:
    made = Element(tag, {_TYPE: kind})
    for name, value in values.items():
        _add(made, name, value)
    return made


def _typed(parent: Element, tag: str, kind: str) -> Element:
    return SubElement(parent, tag, {_TYPE: kind})


def _add(parent: Element, tag: str, text: object) -> None:
    SubElement(parent, tag).text = str(text)
