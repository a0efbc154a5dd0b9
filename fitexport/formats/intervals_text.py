"""Workout -> the text of intervals.icu's workout builder, one line a step.

Sources: intervals.icu's forum, threads 1163 (the builder, by its author) and 123701 (quick guide);
what its server makes of a text, as measured by others: docs/sources.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from fitexport.formats.losses import IN_WORDS, Converted, Encoded, EncodedStep, report_on, wording
from fitexport.formats.rounds import blocks, written_out
from fitexport.formats.spelled import spelled
from fitexport.pace.outline import is_human
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
    RepsDuration,
    SpeedTarget,
    TimeDuration,
    Workout,
    WorkoutStep,
)
from fitexport.units import UNIT_M, Units, clock, written_distance

_BY_LAP = "the lap button on Garmin watches, elsewhere the time expected for it"
_SPELLED = "a cue with numbers in words: the service would read figures as a duration"
_ITS_ZONES = "the same, by the heart rates set at intervals.icu instead of the watch's"

_SHORTEST_LAP_S = 60
"""The duration of a lap-button step without an expected time: the server would drop it without one."""

_KEYWORDS = (
    (r"press\s+lap", "press the lap button"),
    (r"ramp", "build"),
    (r"free\s*ride", "ride freely"),
    (r"max\s*effort", "all-out effort"),
    (r"hide\s*power", "power"),
)
"""Keywords that would change a step if its cue had them, and words to use instead."""


def intervals_text(workout: Workout, units: Units, about: str = "") -> Converted:
    """The workout as text for intervals.icu; paces by `units`, and `about` as a paragraph above.

    >>> from fitexport.pace.workout import LAP, RepeatStep
    >>> rep = WorkoutStep(duration=DistanceDuration(400), target=SpeedTarget(3.7, 4), note="smooth")
    >>> rest = WorkoutStep(duration=LAP, intensity=Intensity.REST, expected_s=90)
    >>> made = intervals_text(Workout(name="", sport="running", steps=(RepeatStep(6, (rep, rest)),)), "km")
    >>> print(made.text)
    6x
    - smooth 400mtr 4:30-4:10/km Pace intensity=active
    - Press lap 1m30s intensity=rest
    """
    lines = [prose(about), ""] if about else []
    for count, steps in blocks(workout.steps):
        repeats = count > 1
        if lines and lines[-1] and (repeats or _ends_a_repeat(lines)):
            lines.append("")
        lines += [f"{count}x"] if repeats else []
        lines += [_line(step, units) for step in steps]
    report = report_on(workout, units, lambda step: _encode(step, units), written_out)
    return Converted("\n".join(lines), report)


def prose(text: str) -> str:
    """Text in which the service finds no steps and no repeats.

    >>> print(prose("6x 400 m\\n- jog <b>between</b>"))
    6 × 400 m
    jog between
    """
    lines = (line.strip().lstrip("-\u2013\u2014").strip() for line in text.splitlines())
    text = re.sub(r"(\d)\s*[xX](?![^\W\d_])", r"\1 ×", "\n".join(lines))
    return re.sub(r"</?\w[^<>]*>|[<>]", "", text).strip()


def _ends_a_repeat(lines: Sequence[str]) -> bool:
    """Whether the last line belongs to a repeat, which an empty line must end."""
    begin = next((line for line in reversed(lines) if not line.startswith("- ")), "")
    return bool(re.fullmatch(r"\d+x", begin))


def _line(step: WorkoutStep, units: Units) -> str:
    encoded = _encode(step, units)
    lap = isinstance(step.duration, OpenDuration | RepsDuration | HeartRateDuration | OtherDuration)
    parts = (
        "Press lap" if lap else "",
        encoded["note"].value,
        encoded["duration"].value,
        encoded["target"].value,
        encoded["intensity"].value,
    )
    return "- " + " ".join(filter(None, parts))


def _encode(step: WorkoutStep, units: Units) -> EncodedStep:
    duration, target = _duration(step), _target(step, units)
    cue = _cue(wording(step, units, duration, target))
    return {
        "duration": duration,
        "target": target,
        "intensity": _intensity(step.intensity),
        "note": Encoded(cue, None if cue.startswith(step.note) else _SPELLED if cue else ""),
        "exercise": Encoded("", IN_WORDS),
    }


def _cue(text: str) -> str:
    """Text that the service shows as a whole: a cue ends at the first figure or keyword in it."""
    for keyword, words in _KEYWORDS:
        text = re.sub(rf"\b{keyword}\b", words, text, flags=re.IGNORECASE)
    return spelled(text).lstrip(" -\u2013,.")


def _intensity(intensity: int) -> Encoded[str]:
    if intensity in list(Intensity):
        return Encoded(f"intensity={Intensity(intensity).name.lower()}")
    return Encoded("", "")


def _duration(step: WorkoutStep) -> Encoded[str]:
    expected = _time(round(step.expected_s) or _SHORTEST_LAP_S)
    match step.duration:
        case TimeDuration(s):
            whole = max(round(s), 1)
            return Encoded(_time(whole), None if whole == s else "whole seconds")
        case DistanceDuration(m):
            return Encoded(_distance(m))
        case OpenDuration():
            return Encoded(expected, _BY_LAP)
        case RepsDuration() | HeartRateDuration() | OtherDuration():
            return Encoded(expected, f"{IN_WORDS}, and {_BY_LAP}", in_words=True)
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
    if unit == "m" and value == int(value):
        return f"{value:.0f}mtr"
    return f"{round(value / 1000, 5)}km" if unit == "m" else f"{value:g}{unit}"


def _target(step: WorkoutStep, units: Units) -> Encoded[str]:
    match step.target:
        case OpenTarget():
            return Encoded("")
        case SpeedTarget(low, high) if is_human(low) and is_human(high):
            slow, fast = (clock(UNIT_M[units] / speed) for speed in (low, high))
            return Encoded(f"{slow if slow == fast else f'{slow}-{fast}'}/{units} Pace")
        case HeartRatePercentTarget(low, high):
            return Encoded(f"{_range(low, high)}% HR", _ITS_ZONES)
        case HeartRateZoneTarget(zone):
            return Encoded(f"Z{zone} HR", _ITS_ZONES)
        case PowerTarget(low, high):
            return Encoded(f"{_range(low, high)}w")
        case _:  # it has no heart rate in beats, and cadence beside another target only
            return Encoded("", IN_WORDS, in_words=True)


def _range(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low}-{high}"
