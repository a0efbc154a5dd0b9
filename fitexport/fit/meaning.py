"""The numbers of a workout's messages -> what they mean, every kind that FIT has.

Numbers: Garmin FIT profile 21.218, types `wkt_step_duration`, `wkt_step_target`, `sport`,
`sub_sport`. Anything a watch needs and the file lacks becomes a fault.
"""

from __future__ import annotations

from math import isfinite
from typing import TypeGuard

from fitexport.fit.profile import DurationType, TargetType
from fitexport.pace.workout import (
    LAP,
    OPEN,
    CadenceTarget,
    DistanceDuration,
    Duration,
    HeartRateDuration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    Intensity,
    OtherDuration,
    OtherTarget,
    PowerTarget,
    RepsDuration,
    SpeedTarget,
    Target,
    TimeDuration,
)
from fitexport.session.exercises import EXERCISES, Exercise
from fitexport.session.sports import SPORTS, Sport
from fitexport.units import clock

BPM_OFFSET, _WATT_OFFSET = 100, 1000
"""Up to these numbers a heart rate or a power is a percentage; above, it is absolute plus the
number."""

TIMES = (DurationType.TIME, 28, 31)
"""Durations in ms: time, a swimmer's repetition time, and time alone."""
SPEEDS = (TargetType.SPEED, 12)
"""Targets in mm/s: current speed, and that of the lap."""

_UNTIL_HEART_RATE = {DurationType.HR_LESS_THAN: False, DurationType.HR_GREATER_THAN: True}
"""Whether the heart rate has to be above the number."""
# What else ends a step, in words around its number.
_HEART, _POWER = "heart rate", "power"
_ENDS = {
    4: ("", "until {} kcal are burnt"),
    14: (_POWER, "until the power is below {}"),
    15: (_POWER, "until the power is above {}"),
    16: ("", "until the training stress is {}"),
    19: (_POWER, "until the power over 3 s is below {}"),
    20: (_POWER, "until the power over 10 s is below {}"),
    21: (_POWER, "until the power over 30 s is below {}"),
    22: (_POWER, "until the power over 3 s is above {}"),
    23: (_POWER, "until the power over 10 s is above {}"),
    24: (_POWER, "until the power over 30 s is above {}"),
    25: (_POWER, "until the power of the lap is below {}"),
    26: (_POWER, "until the power of the lap is above {}"),
}
# What ends a repeat, likewise; `REPEAT_UNTIL_STEPS_CMPLT` has a count instead.
REPEAT_ENDS = {
    7: ("time", "until {} have passed"),
    8: ("distance", "until {} are done"),
    9: ("", "until {} kcal are burnt"),
    10: (_HEART, "until the heart rate is below {}"),
    11: (_HEART, "until the heart rate is above {}"),
    12: (_POWER, "until the power is below {}"),
    13: (_POWER, "until the power is above {}"),
    17: (_POWER, "until the power of the last lap is below {}"),
    18: (_POWER, "until the highest power of the last lap is below {}"),
    27: ("", "until the training stress is {}"),
}
_POWERS = {7: " over 3 s", 8: " over 10 s", 9: " over 30 s", 10: " of the lap"}
_HEARTS = {13: " of the lap"}
_STROKE = 11
_STROKES = {
    **{0: "freestyle", 1: "backstroke", 2: "breaststroke", 3: "butterfly", 4: "a drill"},
    **{5: "mixed strokes", 6: "individual medley", 7: "individual medley by round"},
    **{8: "reverse individual medley", 255: "any stroke"},
}
_PLAIN_TARGETS = {5: "grade", 6: "resistance"}
_ZONES = {
    TargetType.SPEED: "speed zone {}",
    12: "speed zone {} over the lap",
    TargetType.CADENCE: "cadence zone {}",
    TargetType.POWER: "power zone {}",
    **{kind: f"power zone {{}}{over}" for kind, over in _POWERS.items()},
    **{kind: f"heart-rate zone {{}}{over}" for kind, over in _HEARTS.items()},
    **{kind: f"{name} {{}}" for kind, name in _PLAIN_TARGETS.items()},
}
_RANGES = (*SPEEDS, TargetType.HEART_RATE, TargetType.CADENCE, TargetType.POWER, *_POWERS, *_HEARTS)
"""Targets with a lower and an upper end."""
_FROM_ZERO = (TargetType.HEART_RATE, TargetType.POWER, *_POWERS, *_HEARTS, *_PLAIN_TARGETS)

_NAMED_BY_BOTH: dict[tuple[int, int | None], Sport] = {
    (facts.fit, facts.fit_sub): sport
    for sport, facts in SPORTS.items()
    if facts.fit_sub is not None
}
SPORT_NAMES: dict[int, str] = {
    **{facts.fit: sport for sport, facts in SPORTS.items() if facts.fit_sub is None},
    **{0: "generic", 3: "transition", 4: "fitness equipment", 10: "training", 11: "walking"},
    **{12: "cross-country skiing", 18: "multisport", 19: "paddling", 21: "e-biking"},
    **{30: "inline skating", 31: "rock climbing", 33: "ice skating", 35: "snowshoeing"},
    **{37: "stand-up paddling", 41: "kayaking", 47: "boxing", 48: "floor climbing"},
    62: "high-intensity intervals",
}
SUB_SPORT_NAMES = {
    **{1: "treadmill", 2: "street", 3: "trail", 4: "track", 5: "spin", 6: "indoor cycling"},
    **{7: "road", 8: "mountain", 13: "track cycling", 14: "indoor rowing", 15: "elliptical"},
    **{16: "stair climbing", 17: "lap swimming", 18: "open water", 20: "strength training"},
    **{26: "cardio training", 43: "yoga", 44: "pilates", 45: "indoor running", 58: "virtual"},
}
REVERSED = "its slow end is faster than its fast end: watches use the range between them"
"""A fault that breaks nothing (a Forerunner 255 shows the range and alerts on it)."""
AT_WORK_BPM, _AT_REST_BPM = 80, 40
"""In exercise a heart rate is above the first; hardly any is ever below the second."""
_WITHOUT_OFFSET = "a resting heart rate: {} bpm seems to be written without FIT's offset of 100"
_ON_FOOT = (Sport.RUNNING, "walking", Sport.HIKING, "no sport", "generic")
"""Where FIT's cadence counts the steps of one foot; elsewhere turns of a crank, strokes."""
_INTENSITIES = frozenset(Intensity)
_EXERCISE_OF = {exercise.fit: exercise for exercise in EXERCISES.values() if exercise.fit}


def duration_of(kind: int | None, value: float | None) -> tuple[Duration, str]:
    """What ends a step, and what is wrong with it, if anything."""
    if kind == DurationType.OPEN:
        return LAP, ""
    if kind is None:
        return LAP, "it does not say what ends it"
    if kind in TIMES:
        return (TimeDuration(value), "") if _is_positive(value) else (LAP, "its time is missing")
    if kind == DurationType.DISTANCE:
        return (
            (DistanceDuration(value), "")
            if _is_positive(value)
            else (LAP, "its distance is missing")
        )
    if kind == DurationType.REPS:
        return (
            (RepsDuration(int(value)), "") if _is_positive(value) else (LAP, "its count is missing")
        )
    if kind in _UNTIL_HEART_RATE:
        if not _is_positive(value):
            word = "above" if _UNTIL_HEART_RATE[kind] else "below"
            return LAP, f"the number is missing in: until the heart rate is {word} ..."
        bpm = value > BPM_OFFSET
        number = int(value) - (BPM_OFFSET if bpm else 0)
        fault = _WITHOUT_OFFSET.format(int(value)) if bpm and number < _AT_REST_BPM else ""
        return HeartRateDuration(number, "bpm" if bpm else "%max", _UNTIL_HEART_RATE[kind]), fault
    if kind in _ENDS:
        what, words = _ENDS[kind]
        if _is_positive(value):
            return OtherDuration(words.format(number_text(what, value))), ""
        return LAP, f"the number is missing in: {words.format('...')}"
    return OtherDuration(
        f"until something that FIT counts as {kind}"
    ), "an end that FIT does not have"


def target_of(
    kind: int | None,
    zone: int | None,
    low: float | None,
    high: float | None,
    sport: str = Sport.RUNNING,
) -> tuple[Target, str]:
    """The target of a step, and what is wrong with it, if anything. A zone of the watch takes
    precedence over a range."""
    if kind is None or kind == TargetType.OPEN:
        return OPEN, ""
    if kind == _STROKE and zone is not None:
        return OtherTarget(_STROKES.get(zone, f"swimming stroke {zone}")), ""
    if zone:
        return _zone(kind, zone)
    if not _is_positive(low) and not _is_positive(high):
        return OPEN, "its target is missing" if kind in _RANGES else f"a target of type {kind}"
    from_zero = low == 0 and kind in _FROM_ZERO  # to 55 % of threshold power, say
    if low is None or not (_is_positive(low) or from_zero):
        return OPEN, "its target has no lower end"
    if not _is_positive(high):
        return OPEN, "its target has no upper end"
    return _range(kind, low, high, sport)


def _zone(kind: int, zone: int) -> tuple[Target, str]:
    if kind == TargetType.HEART_RATE:
        return HeartRateZoneTarget(zone), ""
    if kind in _ZONES:
        return OtherTarget(_ZONES[kind].format(zone)), ""
    return OPEN, f"a target of type {kind}, which FIT does not have"


def _range(kind: int, low: float, high: float, sport: str) -> tuple[Target, str]:
    if kind == TargetType.SPEED:
        return SpeedTarget(*sorted((low, high))), REVERSED if low > high else ""
    if kind in SPEEDS:
        return OtherTarget(f"{low:g}-{high:g} m/s over the lap"), ""
    if kind == TargetType.CADENCE:
        if sport not in _ON_FOOT:
            return OtherTarget(f"{int(low)}-{int(high)} rpm"), ""
        return CadenceTarget(2 * int(low), 2 * int(high)), ""  # FIT counts the steps of one foot
    if kind == TargetType.HEART_RATE or kind in _HEARTS:
        return _heart_range(kind, int(low), int(high))
    if kind == TargetType.POWER and low > _WATT_OFFSET:
        return PowerTarget(int(low) - _WATT_OFFSET, int(high) - _WATT_OFFSET), ""
    if kind == TargetType.POWER or kind in _POWERS:
        words = _ends(int(low), int(high), _WATT_OFFSET, "W", "% of threshold power")
        return OtherTarget(words + _POWERS.get(kind, "")), ""
    if kind in _PLAIN_TARGETS:
        return OtherTarget(f"{_PLAIN_TARGETS[kind]} {low:g}-{high:g}"), ""
    return OPEN, f"a target of type {kind}, which FIT does not have"


def _heart_range(kind: int, low: int, high: int) -> tuple[Target, str]:
    if kind in _HEARTS:
        words = _ends(low, high, BPM_OFFSET, "bpm", "% of maximum heart rate")
        return OtherTarget(words + _HEARTS[kind]), ""
    if low > BPM_OFFSET:
        bpm = low - BPM_OFFSET, high - BPM_OFFSET
        is_lost = low <= high < BPM_OFFSET + AT_WORK_BPM
        return HeartRateTarget(*bpm), _WITHOUT_OFFSET.format(f"{low}-{high}") if is_lost else ""
    if high > BPM_OFFSET:
        return OPEN, f"a heart rate from {low} % of the maximum to {high - BPM_OFFSET} bpm"
    return HeartRatePercentTarget(low, high), ""


def _ends(low: int, high: int, offset: int, unit: str, percent: str) -> str:
    if low > offset or (low in (0, offset) and high > offset):  # from zero, either way
        return f"{max(low - offset, 0)}-{high - offset} {unit}"
    return f"{low}-{high} {percent}"


def intensity_of(number: int | None) -> tuple[Intensity | int, str]:
    """The intensity of a step, and what is wrong with it, if anything."""
    if number is None:
        return Intensity.ACTIVE, ""
    if number in _INTENSITIES:
        return Intensity(number), ""
    return number, f"an intensity {number} that FIT does not have"


def exercise_of(category: int | None, name: int | None) -> Exercise | None:
    """An exercise by FIT's numbers, which are its name if we have none."""
    if category is None:
        return None
    numbers = category, -1 if name is None else name
    return _EXERCISE_OF.get(numbers) or Exercise(f"exercise {category}/{numbers[1]}", numbers)


def sport_of(sport: int | None, sub_sport: int | None) -> tuple[str, str]:
    """The sport, by the names of our own workouts, and its kind if that says more."""
    if sport is None:
        return "no sport", ""
    if (sport, sub_sport) in _NAMED_BY_BOTH:
        return _NAMED_BY_BOTH[sport, sub_sport], ""
    name = SPORT_NAMES.get(sport, f"sport {sport}")
    if sub_sport in (None, 0):
        return name, ""
    return name, SUB_SPORT_NAMES.get(sub_sport, f"sub-sport {sub_sport}")


def number_text(what: str, value: float) -> str:
    """A FIT number in words: bpm or percent, watts or percent, ms, cm."""
    if what == _HEART:
        bpm = value > BPM_OFFSET
        return f"{value - BPM_OFFSET:g} bpm" if bpm else f"{value:g} % of maximum heart rate"
    if what == _POWER:
        watts = value > _WATT_OFFSET
        return f"{value - _WATT_OFFSET:g} W" if watts else f"{value:g} % of threshold power"
    if what == "time":
        return clock(value / 1000)
    if what == "distance":
        return f"{value / 100:g} m"
    return f"{value:g}"


def _is_positive(value: float | None) -> TypeGuard[float]:
    return value is not None and isfinite(value) and value > 0
