"""FIT bytes -> workouts and schedules in words, read by fit-tool: the independent witness.

Our own bounded reader looks first, so that a hostile file never reaches the library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from fit_tool.fit_file import FitFile
from fit_tool.profile.messages.file_id_message import FileIdMessage
from fit_tool.profile.messages.schedule_message import ScheduleMessage
from fit_tool.profile.messages.workout_message import WorkoutMessage
from fit_tool.profile.messages.workout_step_message import WorkoutStepMessage

from fitexport.errors import FitFormatError
from fitexport.exercises import EXERCISES, Exercise
from fitexport.fit.profile import DurationType, FileType, TargetType
from fitexport.fit.reader import read
from fitexport.fit.schedule_file import day_of
from fitexport.fit.workout_file import SPORTS
from fitexport.workout import (
    LAP,
    OPEN,
    CadenceTarget,
    DistanceDuration,
    Duration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    Intensity,
    PowerTarget,
    RepeatStep,
    RepsDuration,
    SpeedTarget,
    Target,
    TimeDuration,
    WorkoutStep,
)

_EXERCISE_OF = {exercise.fit: exercise for exercise in EXERCISES.values() if exercise.fit}
_SPORT_NAMES = {numbers: sport.value for sport, numbers in SPORTS.items()}
_FIT_EPOCH_MS = 631_065_600_000

_Key = tuple[int, int, int, int]
"""manufacturer, product, serial_number, time_created."""


@dataclass(frozen=True, slots=True)
class FoundWorkout:
    """A workout file as fit-tool reads it."""

    key: _Key
    name: str
    sport: str
    steps: tuple[WorkoutStep | RepeatStep, ...]
    step_messages: int


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """A day of a schedule and the workout it names."""

    day: date
    key: _Key


@dataclass(frozen=True, slots=True)
class FoundSchedule:
    """A schedule file as fit-tool reads it."""

    entries: tuple[FoundEntry, ...]


def witness(data: bytes) -> FoundWorkout | FoundSchedule:
    """What a FIT file makes a watch do.

    Raises:
        FitFormatError: damaged, hostile, or neither a workout nor a schedule.
    """
    read(data)
    try:
        messages = [
            record.message
            for record in FitFile.from_bytes(data).records
            if not record.is_definition
        ]
    except ValueError as error:  # all of fit-tool's errors are ValueErrors
        raise FitFormatError(f"fit-tool cannot read it: {error}") from error
    head = next((message for message in messages if isinstance(message, FileIdMessage)), None)
    if head is None:
        raise FitFormatError("no file_id message: a watch cannot tell what it is")
    match _number(head.type):
        case FileType.WORKOUT:
            return _workout(_file_key(head), messages)
        case FileType.SCHEDULE:
            return _schedule(messages)
        case other:
            raise FitFormatError(
                f"a FIT file of type {other}, neither a workout (5) nor a schedule (7)"
            )


def _workout(key: _Key, messages: Sequence[Any]) -> FoundWorkout:
    about = next((message for message in messages if isinstance(message, WorkoutMessage)), None)
    if about is None:
        raise FitFormatError("no workout message: a watch cannot show it")
    steps = [message for message in messages if isinstance(message, WorkoutStepMessage)]
    numbers = (_number(about.sport), None if about.sub_sport is None else _number(about.sub_sport))
    sport = _SPORT_NAMES.get(numbers, f"sport {numbers[0]}")
    if about.num_valid_steps != len(steps):
        raise FitFormatError(f"it says {about.num_valid_steps} steps and has {len(steps)}")
    return FoundWorkout(key, about.workout_name or "", sport, _nested(steps), len(steps))


def _schedule(messages: Sequence[Any]) -> FoundSchedule:
    entries = [message for message in messages if isinstance(message, ScheduleMessage)]
    if any(message.scheduled_time is None for message in entries):
        raise FitFormatError("a schedule entry has no day")
    return FoundSchedule(
        tuple(
            FoundEntry(
                day_of(int(message.scheduled_time)),
                (
                    _number(message.manufacturer),
                    _number(message.product),
                    _number(message.serial_number),
                    _seconds(message.time_created),
                ),
            )
            for message in entries
        )
    )


def _nested(steps: Sequence[Any]) -> tuple[WorkoutStep | RepeatStep, ...]:
    """Jumps folded back into repeats."""
    made: list[tuple[int, WorkoutStep | RepeatStep]] = []
    for index, message in enumerate(steps):
        if _number(message.duration_type) != DurationType.REPEAT_UNTIL_STEPS_CMPLT:
            made.append((index, _step(index, message)))
            continue
        first, count = message.duration_step, message.target_repeat_steps
        inside = [(at, step) for at, step in made if first is not None and at >= first]
        if not inside or inside[0][0] != first or not count:
            raise FitFormatError(
                f"step {index}: a repeat from step {first}, {count} times, leads nowhere"
            )
        del made[len(made) - len(inside) :]
        made.append((int(first), RepeatStep(int(count), tuple(step for _, step in inside))))
    return tuple(step for _, step in made)


def _step(index: int, message: Any) -> WorkoutStep:
    intensity = message.intensity
    try:
        kind = Intensity.ACTIVE if intensity is None else Intensity(_number(intensity))
    except ValueError:
        raise FitFormatError(f"step {index}: unknown intensity {intensity}") from None
    return WorkoutStep(
        duration=_duration(index, message),
        target=_target(index, message),
        intensity=kind,
        note=message.notes or "",
        exercise=_exercise(message),
    )


def _present(index: int, what: str, value: float | None) -> float:
    """A value that a watch cannot do without."""
    if not value or not isfinite(value):
        raise FitFormatError(f"step {index}: its {what} is missing")
    return value


def _duration(index: int, message: Any) -> Duration:
    match _number(message.duration_type):
        case DurationType.TIME:
            return TimeDuration(_present(index, "time", message.duration_time))
        case DurationType.DISTANCE:
            return DistanceDuration(_present(index, "distance", message.duration_distance))
        case DurationType.REPS:
            return RepsDuration(int(_present(index, "count", message.duration_reps)))
        case DurationType.OPEN:
            return LAP
        case other:
            raise FitFormatError(
                f"step {index}: a duration of type {other}, which check cannot say yet"
            )


def _target(index: int, message: Any) -> Target:
    low, high = message.custom_target_value_low, message.custom_target_value_high
    if low and not high:
        raise FitFormatError(f"step {index}: its target has no upper end")
    match _number(message.target_type):
        case TargetType.OPEN:
            return OPEN
        case TargetType.SPEED if low:
            return SpeedTarget(message.custom_target_speed_low, message.custom_target_speed_high)
        case TargetType.HEART_RATE if low:
            bpm = low > 100  # bpm + 100; up to 100 it is percent
            return (
                HeartRateTarget(low - 100, high - 100) if bpm else HeartRatePercentTarget(low, high)
            )
        case TargetType.HEART_RATE:
            return HeartRateZoneTarget(int(_present(index, "zone", message.target_hr_zone)))
        case TargetType.POWER if low and low > 1000:
            return PowerTarget(low - 1000, high - 1000)
        case TargetType.CADENCE if low:
            return CadenceTarget(2 * low, 2 * high)  # strides of one foot
        case other:
            raise FitFormatError(
                f"step {index}: a target of type {other}, which check cannot say yet"
            )


def _exercise(message: Any) -> Exercise | None:
    if message.exercise_category is None:
        return None
    numbers = (_number(message.exercise_category), _number(message.exercise_name))
    return _EXERCISE_OF.get(numbers) or Exercise(f"exercise {numbers[0]}/{numbers[1]}", numbers)


def _file_key(head: FileIdMessage) -> _Key:
    return (
        _number(head.manufacturer),
        _number(head.product),
        _number(head.serial_number),
        _seconds(head.time_created),
    )


def _seconds(unix_ms: float | None) -> int:
    """FIT seconds of fit-tool's milliseconds since 1970."""
    return 0 if unix_ms is None else round((unix_ms - _FIT_EPOCH_MS) / 1000)


def _number(value: Any) -> int:
    """An enum of fit-tool's as FIT's number; -1 for what is not there."""
    return -1 if value is None else int(getattr(value, "value", value))
