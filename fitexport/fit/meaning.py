"""The numbers of workout_step messages -> what they mean, every kind that FIT has.

Numbers: Garmin FIT profile 21.218, types `wkt_step_duration`, `wkt_step_target`, `intensity`,
`sport`, `sub_sport`. What a watch cannot do without, and what leads nowhere, becomes a fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple, TypeGuard

from fitexport.fit.found import FoundRepeat, FoundStep
from fitexport.fit.profile import DurationType, TargetType
from fitexport.pace.workout import (
    LAP,
    OPEN,
    CadenceTarget,
    DistanceDuration,
    Duration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    OtherDuration,
    OtherTarget,
    PowerTarget,
    RepsDuration,
    SpeedTarget,
    Target,
    TimeDuration,
)
from fitexport.session.exercises import EXERCISES, Exercise
from fitexport.units import clock

_BPM_OFFSET, _WATT_OFFSET = 100, 1000
"""Up to these a heart rate or a power is a percentage, above them a number of its own."""

TIMES = (DurationType.TIME, 28, 31)
"""Durations in ms: time, a swimmer's repetition time, and time alone."""
SPEEDS = (TargetType.SPEED, 12)
"""Targets in mm/s: of the moment, and of the lap."""

# What ends a step, in words around its number.
_HEART, _POWER = "heart rate", "power"
_ENDS = {
    2: (_HEART, "until the heart rate is below {}"),
    3: (_HEART, "until the heart rate is above {}"),
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
_REPEAT_ENDS = {
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
_PLAIN_TARGETS = {5: "grade", 6: "resistance", 11: "swimming stroke"}

SPORTS = {
    **{0: "generic", 1: "running", 2: "cycling", 3: "transition", 4: "fitness equipment"},
    **{5: "swimming", 10: "training", 11: "walking", 12: "cross-country skiing", 15: "rowing"},
    **{17: "hiking", 18: "multisport", 19: "paddling", 21: "e-biking", 30: "inline skating"},
    **{31: "rock climbing", 33: "ice skating", 35: "snowshoeing", 37: "stand-up paddling"},
    **{41: "kayaking", 47: "boxing", 48: "floor climbing", 62: "high-intensity intervals"},
}
SUB_SPORTS = {
    **{1: "treadmill", 2: "street", 3: "trail", 4: "track", 5: "spin", 6: "indoor cycling"},
    **{7: "road", 8: "mountain", 13: "track cycling", 14: "indoor rowing", 15: "elliptical"},
    **{16: "stair climbing", 17: "lap swimming", 18: "open water", 20: "strength training"},
    **{26: "cardio training", 43: "yoga", 44: "pilates", 45: "indoor running", 58: "virtual"},
}
_ON_FOOT = ("running", "walking", "hiking", "no sport", "generic")
"""Where FIT's cadence counts the steps of one foot; elsewhere turns of a crank, strokes."""
INTENSITIES = {
    **{0: "go", 1: "rest", 2: "warm-up", 3: "cool-down", 4: "recover", 5: "interval"},
    6: "other",
}

_DEEPEST = 10
"""Repeats in one another; nobody has seen more than two."""

_EXERCISE_OF = {exercise.fit: exercise for exercise in EXERCISES.values() if exercise.fit}


class StepNumbers(NamedTuple):
    """The fields of a workout_step message; None where there is none. Times in s, distances in
    m, speeds in m/s; everything else as FIT has it."""

    duration_type: int | None
    duration: float | None
    target_type: int | None
    target_value: int | None
    low: float | None
    high: float | None
    intensity: int | None
    name: str
    note: str
    exercise: tuple[int, int] | None
    also: tuple[str, ...] = ()


class _Jump(NamedTuple):
    """A repeat as FIT has it: back to the step `first`."""

    first: float | None
    times: int | None
    until: str
    fault: str = ""


class _Made(NamedTuple):
    """A step or a whole repeat: the index of its first step, and how deep repeats stand in it."""

    first: int
    depth: int
    step: FoundStep | FoundRepeat


def steps_of(
    messages: Sequence[StepNumbers], sport: str = "running"
) -> tuple[tuple[FoundStep | FoundRepeat, ...], tuple[str, ...]]:
    """The steps, jumps folded back into repeats; and what is wrong with the jumps."""
    made: list[_Made] = []
    faults = []
    for index, message in enumerate(messages):
        jump = _jump(message)
        if jump is None:
            made.append(_Made(index, 0, _step(index, message, sport)))
            continue
        at = next((at for at, each in enumerate(made) if each.first == jump.first), len(made))
        body = made[at:]
        wrong = _wrong(jump, body, index)
        if wrong:
            faults.append(f"step {index + 1}: a repeat {wrong}")
            continue
        steps = tuple(each.step for each in body)
        repeat = FoundRepeat(index=index, count=jump.times or 0, steps=steps, until=jump.until)
        made[at:] = [_Made(body[0].first, 1 + max(each.depth for each in body), repeat)]
    return tuple(each.step for each in made), tuple(faults)


def _wrong(jump: _Jump, body: Sequence[_Made], index: int) -> str:
    """Why a jump is no repeat of these steps, if it is none."""
    if jump.fault:
        return jump.fault
    if body:
        deep = max(each.depth for each in body) == _DEEPEST
        return f"stands with {_DEEPEST} others in one another" if deep else ""
    if jump.first is None:
        return "leads to nowhere"
    inside = jump.first < index
    why = "the middle of another, which no watch can follow" if inside else "which is not before it"
    return f"leads to step {jump.first + 1:.0f}, {why}"


def _jump(message: StepNumbers) -> _Jump | None:
    kind, value = message.duration_type, message.target_value
    if kind == DurationType.REPEAT_UNTIL_STEPS_CMPLT:
        fault = "" if value else "that does not say how many times"
        return _Jump(message.duration, value, "", fault)
    if kind not in _REPEAT_ENDS:
        return None
    what, words = _REPEAT_ENDS[kind]
    if not value:
        return _Jump(message.duration, None, "", "that does not say how long")
    return _Jump(message.duration, None, words.format(_number(what, value)))


def _step(index: int, message: StepNumbers, sport: str) -> FoundStep:
    duration, no_duration = duration_of(message.duration_type, message.duration)
    target, no_target = target_of(
        message.target_type, message.target_value, message.low, message.high
    )
    if isinstance(target, CadenceTarget) and sport not in _ON_FOOT:
        target = OtherTarget(f"{target.low_spm // 2}-{target.high_spm // 2} rpm")
    unknown = message.intensity is not None and message.intensity not in INTENSITIES
    note = ": ".join(filter(None, (message.name, message.note)))
    return FoundStep(
        index=index,
        duration=duration,
        target=target,
        intensity=message.intensity,
        note=note,
        exercise=None if message.exercise is None else exercise_of(message.exercise),
        also=message.also,
        faults=tuple(
            filter(
                None,
                (
                    no_duration,
                    no_target,
                    f"an intensity {message.intensity} that FIT does not have" if unknown else "",
                ),
            )
        ),
    )


def duration_of(kind: int | None, value: float | None) -> tuple[Duration | OtherDuration, str]:
    """What ends a step, and what is wrong with it, if anything."""
    if kind == DurationType.OPEN:
        return LAP, ""
    if kind is None:
        return LAP, "it does not say what ends it"
    if kind in TIMES:
        return (TimeDuration(value), "") if _is_some(value) else (LAP, "its time is missing")
    if kind == DurationType.DISTANCE:
        return (
            (DistanceDuration(value), "") if _is_some(value) else (LAP, "its distance is missing")
        )
    if kind == DurationType.REPS:
        return (RepsDuration(int(value)), "") if _is_some(value) else (LAP, "its count is missing")
    if kind in _ENDS:
        what, words = _ENDS[kind]
        if _is_some(value):
            return OtherDuration(words.format(_number(what, value))), ""
        return LAP, f"the number is missing in: {words.format('...')}"
    return OtherDuration(f"until something that FIT counts as {kind}"), "an end that FIT has not"


def target_of(
    kind: int | None, zone: int | None, low: float | None, high: float | None
) -> tuple[Target | OtherTarget, str]:
    """What a step is to be held to, and what is wrong with it, if anything. A zone of the
    watch's own stands before a range."""
    if kind is None or kind == TargetType.OPEN:
        return OPEN, ""
    if zone:
        return _zone(kind, zone)
    if not _is_some(low) and not _is_some(high):
        return OPEN, "its target is missing" if kind in _RANGES else f"a target of type {kind}"
    if not _is_some(low) or not _is_some(high):
        return OPEN, f"its target has no {'lower' if not _is_some(low) else 'upper'} end"
    return _range(kind, low, high)


_RANGES = (*SPEEDS, TargetType.HEART_RATE, TargetType.CADENCE, TargetType.POWER, *_POWERS, *_HEARTS)


def _zone(kind: int, zone: int) -> tuple[Target | OtherTarget, str]:
    if kind == TargetType.HEART_RATE:
        return HeartRateZoneTarget(zone), ""
    if kind in SPEEDS:
        return OtherTarget(f"speed zone {zone}" + (" over the lap" if kind == 12 else "")), ""
    if kind == TargetType.CADENCE:
        return OtherTarget(f"cadence zone {zone}"), ""
    if kind == TargetType.POWER or kind in _POWERS:
        return OtherTarget(f"power zone {zone}{_POWERS.get(kind, '')}"), ""
    if kind in _HEARTS:
        return OtherTarget(f"heart-rate zone {zone}{_HEARTS[kind]}"), ""
    if kind in _PLAIN_TARGETS:
        return OtherTarget(f"{_PLAIN_TARGETS[kind]} {zone}"), ""
    return OPEN, f"a target of type {kind}, which FIT has not"


def _range(kind: int, low: float, high: float) -> tuple[Target | OtherTarget, str]:
    if kind == TargetType.SPEED:
        return SpeedTarget(low, high), ""
    if kind in SPEEDS:
        return OtherTarget(f"{low:g}-{high:g} m/s over the lap"), ""
    if kind == TargetType.CADENCE:
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
    return OPEN, f"a target of type {kind}, which FIT has not"


def _heart_range(kind: int, low: int, high: int) -> tuple[Target | OtherTarget, str]:
    if kind in _HEARTS:
        words = _ends(low, high, _BPM_OFFSET, "bpm", "% of maximum heart rate")
        return OtherTarget(words + _HEARTS[kind]), ""
    if low > _BPM_OFFSET:
        return HeartRateTarget(low - _BPM_OFFSET, high - _BPM_OFFSET), ""
    if high > _BPM_OFFSET:
        return OPEN, f"a heart rate from {low} % of the maximum to {high - _BPM_OFFSET} bpm"
    return HeartRatePercentTarget(low, high), ""


def _ends(low: int, high: int, offset: int, unit: str, percent: str) -> str:
    if low > offset:
        return f"{low - offset}-{high - offset} {unit}"
    return f"{low}-{high} {percent}"


def exercise_of(numbers: tuple[int, int]) -> Exercise:
    """An exercise by FIT's numbers; one that has no words here is called by them."""
    return _EXERCISE_OF.get(numbers) or Exercise(f"exercise {numbers[0]}/{numbers[1]}", numbers)


def sport_of(sport: int | None, sub_sport: int | None) -> tuple[str, str]:
    """The sport, by the names that our own workouts have, and what its kind is beside that."""
    if sport is None:
        return "no sport", ""
    if (sport, sub_sport) == (10, 20):
        return "strength", ""
    if (sport, sub_sport) == (4, 15):
        return "elliptical", ""
    name = SPORTS.get(sport, f"sport {sport}")
    if sub_sport in (None, 0):
        return name, ""
    return name, SUB_SPORTS.get(sub_sport, f"sub-sport {sub_sport}")


def _number(what: str, value: float) -> str:
    """A number of FIT's in words: bpm or percent, watts or percent, ms, cm."""
    if what == _HEART:
        bpm = value > _BPM_OFFSET
        return f"{value - _BPM_OFFSET:g} bpm" if bpm else f"{value:g} % of maximum heart rate"
    if what == _POWER:
        watts = value > _WATT_OFFSET
        return f"{value - _WATT_OFFSET:g} W" if watts else f"{value:g} % of threshold power"
    if what == "time":
        return clock(value / 1000)
    if what == "distance":
        return f"{value / 100:g} m"
    return f"{value:g}"


def _is_some(value: float | None) -> TypeGuard[float]:
    return value is not None and isfinite(value) and value > 0
