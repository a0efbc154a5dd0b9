"""Amounts and notes of a foreign workout, as far as the notation can say them."""

from __future__ import annotations

import re

from fitexport.errors import UnitError
from fitexport.fit.rounds import split_last
from fitexport.pace.outline import duration_text
from fitexport.pace.workout import (
    DistanceDuration,
    Duration,
    HeartRateDuration,
    OpenDuration,
    RepsDuration,
    TimeDuration,
)
from fitexport.session import (
    MAX_DISTANCE_M,
    MAX_NOTE,
    MAX_TIME_S,
    Amount,
    Distance,
    Pace,
    Reps,
    Time,
    UntilHeartRate,
    UntilLap,
    What,
)
from fitexport.session.amounts import HEART_RATES
from fitexport.session.exercises import EXERCISES, Exercise
from fitexport.units import written_distance

_NAMELESS = {words: each for words, each in EXERCISES.items() if each.fit is None}
"""Exercises that FIT has no name for: their note names them."""


def pace_between(low: float, high: float, per_m: float) -> Pace:
    return Pace(round(per_m / high, 1), round(per_m / low, 1), per_m)


def named_in(note: str) -> Exercise | None:
    """The exercise that a note begins with, of those FIT has no name for."""
    _, rest = split_last(note)
    return next((each for words, each in _NAMELESS.items() if rest.startswith(words)), None)


def is_cue(note: str, word: str) -> bool:
    """Whether a note begins with the watch's word for a recovery."""
    return len(note) == len(word) or note[len(word) :].startswith(", ")


def amount_of(
    duration: Duration, what: What | Exercise, note: str, lost: list[str]
) -> tuple[Amount, str]:
    """The amount of a step, and what its note says besides."""
    if isinstance(what, Exercise):
        return exercise_amount_of(duration, what, note, lost)
    match duration:
        case TimeDuration(s) if round(s) and s <= MAX_TIME_S:
            if s != round(s):
                lost.append(f"{s:g} s, to a fraction of a second")
            return Time(round(s)), note
        case DistanceDuration(m) if m <= MAX_DISTANCE_M:
            return Distance(*written_distance(m)), note
        case HeartRateDuration(value, unit, above) if _is_a_heart_rate(value, unit):
            return UntilHeartRate(value, unit, above), note
        case OpenDuration():
            pass
        case _:
            lost.append(duration_text(duration))
    return UntilLap(), note


def exercise_amount_of(
    duration: Duration, what: Exercise, note: str, lost: list[str]
) -> tuple[Amount, str]:
    """Reps; the note may add a range, or be all there is if FIT has no name for the exercise."""
    last, note = split_last(note)
    match = re.fullmatch(
        rf"{re.escape(what.words)}(?: (\d{{1,3}})(?:-(\d{{1,3}}))? reps)?(?:, (.*))?", note, re.S
    )
    low, high = (int(n) if n else None for n in match.groups()[:2]) if match else (None, None)
    rest = (match[3] or "") if match else note
    note, rest = (": ".join(filter(None, (last, each))) for each in (note, rest))
    try:
        match duration:
            case RepsDuration(count) if low == count and high:
                return Reps(count, high), rest
            case RepsDuration(count):
                return Reps(count), note
            case OpenDuration() if low and what.fit is None:
                return Reps(low, high), rest
            case _:
                amount, _ = amount_of(duration, What.REST, "", lost)
                return amount, rest if what.fit is None else note
    except UnitError as error:
        lost.append(f"{duration_text(duration)} ({error.problem})")
        return UntilLap(), note


def clean(note: str, lost: list[str]) -> str:
    """The part of a note that the notation accepts."""
    shown = "".join(char if char.isprintable() or char == "\n" else " " for char in note)
    if shown != note:
        lost.append("control characters in its note")
    if len(shown) > MAX_NOTE:
        lost.append(f"its note after {MAX_NOTE} characters")
    return shown[:MAX_NOTE]


def _is_a_heart_rate(value: int, unit: str) -> bool:
    low, high = HEART_RATES[unit]
    return low <= value <= high
