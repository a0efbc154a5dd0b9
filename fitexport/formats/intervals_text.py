"""Workout -> the text of intervals.icu's workout builder, one line a step.

Sources: intervals.icu's forum, threads 1163 (the builder, by its author) and 123701 (quick guide);
what its server makes of a text, as measured by others: docs/sources.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from fitexport.formats.losses import Answers, Converted, Said, report_on
from fitexport.formats.spelled import spelled
from fitexport.pace.outline import duration_text, is_human, target_text
from fitexport.pace.workout import (
    DistanceDuration,
    HeartRateDuration,
    HeartRatePercentTarget,
    HeartRateZoneTarget,
    Intensity,
    OpenDuration,
    OpenTarget,
    OtherDuration,
    PowerTarget,
    RepeatStep,
    RepsDuration,
    SpeedTarget,
    TimeDuration,
    Workout,
    WorkoutStep,
)
from fitexport.units import UNIT_M, Units, clock, written_distance

_Steps = Sequence[WorkoutStep | RepeatStep]

_IN_THE_CUE = "words in the cue"
_WITHOUT_AN_ALERT = f"{_IN_THE_CUE}, without an alert"
_BY_LAP = "the lap button on Garmin watches, elsewhere the time expected for it"
_BY_LAP_IN_WORDS = f"{_IN_THE_CUE}, and {_BY_LAP}"
_SPELLED = "a cue in letters: the service reads a figure in it as a duration"
_ITS_ZONES = "the same of the heart rates set at intervals.icu, not on the watch"
_WRITTEN_OUT = "rounds written out: the service knows no repeat in a repeat"

_SHORTEST_LAP_S = 60
"""A step until the lap button needs a duration, or the server drops it: also one without an
expected time, which its runner may skip."""

_KEYWORDS = (
    (r"press\s+lap", "press the lap button"),
    (r"ramp", "build"),
    (r"free\s*ride", "ride freely"),
    (r"max\s*effort", "all-out effort"),
    (r"hide\s*power", "power"),
)
"""What would change a step if it stood in its cue, and other words for it."""


def intervals_text(workout: Workout, units: Units, about: str = "") -> Converted:
    """The workout as text for intervals.icu; paces by `units`, and `about` as a paragraph above.

    >>> from fitexport.pace.workout import LAP
    >>> rep = WorkoutStep(duration=DistanceDuration(400), target=SpeedTarget(3.7, 4), note="smooth")
    >>> rest = WorkoutStep(duration=LAP, intensity=Intensity.REST, expected_s=90)
    >>> made = intervals_text(Workout(name="", sport="running", steps=(RepeatStep(6, (rep, rest)),)), "km")
    >>> print(made.text)
    6x
    - smooth 400mtr 4:30-4:10/km Pace intensity=active
    - Press lap 1m30s intensity=rest
    """
    lines = [prose(about), ""] if about else []
    for count, steps in _blocks(workout.steps):
        repeats = count > 1
        if lines and lines[-1] and (repeats or _ends_a_repeat(lines)):
            lines.append("")
        lines += [f"{count}x"] if repeats else []
        lines += [_line(step, units) for step in steps]
    report = report_on(workout, units, lambda step: _answers(step, units), _repeated)
    return Converted("\n".join(lines), report)


def prose(text: str) -> str:
    """Text that the service keeps as text: no line of it is a step, or begins a repeat.

    >>> print(prose("6x 400 m\\n- jog <b>between</b>"))
    6 × 400 m
    jog between
    """
    lines = (line.strip().lstrip("-\u2013\u2014").strip() for line in text.splitlines())
    text = re.sub(r"(\d)\s*[xX](?![^\W\d_])", r"\1 ×", "\n".join(lines))
    return re.sub(r"</?\w[^<>]*>|[<>]", "", text).strip()


def _blocks(steps: _Steps) -> Iterator[tuple[int, Sequence[WorkoutStep]]]:
    """Steps to be done so many times over; what the text cannot repeat is written out."""
    for step in steps:
        if isinstance(step, WorkoutStep):
            yield 1, (step,)
        elif _repeated(step) is None:
            yield step.count, [each for each in step.steps if isinstance(each, WorkoutStep)]
        elif step.until:
            yield from _blocks(step.steps)
        else:
            for left in reversed(range(step.count)):
                skips = step.skips_last and not left
                yield from _blocks(step.steps[:-1] if skips else step.steps)


def _repeated(repeat: RepeatStep) -> str | None:
    if repeat.until:
        return ""
    inside = any(isinstance(step, RepeatStep) for step in repeat.steps)
    return _WRITTEN_OUT if inside or repeat.skips_last or repeat.count < 2 else None


def _ends_a_repeat(lines: Sequence[str]) -> bool:
    """Whether the last line belongs to a repeat, which an empty line must end."""
    begin = next((line for line in reversed(lines) if not line.startswith("- ")), "")
    return bool(re.fullmatch(r"\d+x", begin))


def _line(step: WorkoutStep, units: Units) -> str:
    said = _answers(step, units)
    lap = isinstance(step.duration, OpenDuration | RepsDuration | HeartRateDuration | OtherDuration)
    parts = (
        "Press lap" if lap else "",
        said["note"].value,
        said["duration"].value,
        said["target"].value,
        said["intensity"].value,
    )
    return "- " + " ".join(filter(None, parts))


def _answers(step: WorkoutStep, units: Units) -> Answers:
    duration, target = _duration(step), _target(step, units)
    words = [step.note] if step.note else []
    if step.exercise and step.exercise.words not in step.note:
        words.append(step.exercise.words)
    if duration.becomes == _BY_LAP_IN_WORDS:
        words.append(duration_text(step.duration))
    if target.becomes == _WITHOUT_AN_ALERT:
        words.append(target_text(step.target, units))
    cue = _cue(", ".join(words))
    return {
        "duration": duration,
        "target": target,
        "intensity": _intensity(step.intensity),
        "note": Said(cue, None if cue.startswith(step.note) else _SPELLED if cue else ""),
        "exercise": Said("", _IN_THE_CUE),
    }


def _cue(text: str) -> str:
    """All text before the duration is the cue, up to the first figure or keyword in it."""
    for keyword, words in _KEYWORDS:
        text = re.sub(rf"\b{keyword}", words, text, flags=re.IGNORECASE)
    return spelled(text).lstrip(" -\u2013,.")


def _intensity(intensity: int) -> Said[str]:
    if intensity in list(Intensity):
        return Said(f"intensity={Intensity(intensity).name.lower()}")
    return Said("", "")


def _duration(step: WorkoutStep) -> Said[str]:
    match step.duration:
        case TimeDuration(s):
            whole = max(round(s), 1)
            return Said(_time(whole), None if whole == s else "whole seconds")
        case DistanceDuration(m):
            return Said(_distance(m))
        case OpenDuration():
            return Said(_time(round(step.expected_s) or _SHORTEST_LAP_S), _BY_LAP)
        case RepsDuration() | HeartRateDuration() | OtherDuration():
            return Said(_time(round(step.expected_s) or _SHORTEST_LAP_S), _BY_LAP_IN_WORDS)
        case _:
            assert_never(step.duration)


def _time(seconds: int) -> str:
    """`1h2m30s`: an m alone is minutes."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{value}{unit}" for value, unit in parts if value)


def _distance(m: float) -> str:
    """`400mtr`, `5km`, `0.25mi`; broken metres as kilometres, which are documented with decimals."""
    value, unit = written_distance(m)
    if unit == "m":
        return f"{value:.0f}mtr" if value == int(value) else f"{value / 1000:g}km"
    return f"{value:g}{unit}"


def _target(step: WorkoutStep, units: Units) -> Said[str]:
    match step.target:
        case OpenTarget():
            return Said("")
        case SpeedTarget(low, high) if is_human(low) and is_human(high):
            slow, fast = (clock(UNIT_M[units] / speed) for speed in (low, high))
            return Said(f"{slow if slow == fast else f'{slow}-{fast}'}/{units} Pace")
        case HeartRatePercentTarget(low, high):
            return Said(f"{_range(low, high)}% HR", _ITS_ZONES)
        case HeartRateZoneTarget(zone):
            return Said(f"Z{zone} HR", _ITS_ZONES)
        case PowerTarget(low, high):
            return Said(f"{_range(low, high)}w")
        case _:  # it has no heart rate in beats, and cadence beside another target only
            return Said("", _WITHOUT_AN_ALERT)


def _range(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low}-{high}"
