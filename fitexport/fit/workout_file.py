"""Workout -> FIT workout file (type 5): file_id, workout, then its steps.

Source: Garmin FIT cookbook, workout files; field by field from files made by Garmin Connect.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, assert_never

from fitexport.errors import EncodeError, WorkoutError
from fitexport.fit.flat_steps import Jump, flatten, message_count
from fitexport.fit.identity import Identity, file_id, version
from fitexport.fit.profile import (
    CAPABILITIES_TCX,
    WORKOUT,
    WORKOUT_STEP,
    DurationType,
    FileType,
    TargetType,
)
from fitexport.fit.wire import Encoded, Values, encode_file, encode_message, joined
from fitexport.pace.workout import (
    CadenceTarget,
    DistanceDuration,
    Duration,
    HeartRateDuration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    OpenDuration,
    OpenTarget,
    OtherDuration,
    OtherTarget,
    PowerTarget,
    RepeatStep,
    RepsDuration,
    SpeedTarget,
    Target,
    TimeDuration,
    Workout,
    WorkoutStep,
)
from fitexport.session.naming import NAME_BYTES
from fitexport.session.sports import SPORTS, SportFacts
from fitexport.units import cut

MAX_STEPS = 50
"""`workout_step max_per_file` in the DEVICE.FIT of fenix 3, Forerunner 920XT and 935."""
NOTE_BYTES = 200
"""A Forerunner 935 or fenix 6X keeps 200 bytes of notes, a 920XT the first 50."""
DESCRIPTION_BYTES = 254

_SPORTS: dict[str, SportFacts] = {str(sport): facts for sport, facts in SPORTS.items()}


class WorkoutFile(NamedTuple):
    """The bytes of a workout file and its identity."""

    data: bytes
    identity: Identity


def encode_workout(workout: Workout, serial: int) -> WorkoutFile:
    """The file of `workout`; its version follows from its content.

    Raises:
        EncodeError: no steps, too many, a value that fits no FIT field, or a sport, duration or
            target that no session of ours has.
    """
    count, steps = _steps(workout.steps)
    if not count:
        raise WorkoutError(workout.name, "has no steps", "a rest day needs no file on the watch")
    if count > MAX_STEPS:
        raise WorkoutError(
            workout.name,
            f"has {count} steps, a watch accepts {MAX_STEPS}",
            "repeat equal steps (6x ...) instead of writing them out, or split the session;"
            " sets inside sets are written out on the watch",
        )
    about = _about(workout.name, workout.sport, workout.description, count)
    records = about + steps
    identity = Identity(serial, version(records))
    return WorkoutFile(encode_file(file_id(FileType.WORKOUT, identity) + records), identity)


def is_unchanged(data: bytes, identity: Identity) -> bool:
    """Whether a file is one that `encode_workout` wrote, byte for byte."""
    _, begin, records = data[:-2].partition(file_id(FileType.WORKOUT, identity))
    return identity.is_ours and bool(begin) and version(records) == identity.version


@lru_cache(maxsize=1024)  # many runners share a plan's sessions
def _about(name: str, sport_name: str, description: str, count: int) -> bytes:
    sport = _SPORTS.get(sport_name)
    if sport is None:
        raise EncodeError(f'cannot write a workout of the sport "{sport_name}"')
    values: Values = {
        "wkt_name": _cut(name, NAME_BYTES),
        "sport": sport.fit,
        "capabilities": CAPABILITIES_TCX,
        "num_valid_steps": count,
    }
    if sport.fit_sub is not None:
        values["sub_sport"] = sport.fit_sub
    if description:
        values["wkt_description"] = _cut(description, DESCRIPTION_BYTES)
    return joined([encode_message(WORKOUT, values)])


@lru_cache(maxsize=256)  # lifting is the same for every runner
def _steps(steps: Sequence[WorkoutStep | RepeatStep]) -> tuple[int, bytes]:
    """The number of messages that steps make, and their bytes unless there are too many."""
    count = message_count(steps)
    if count > MAX_STEPS:
        return count, b""
    return count, joined(_encoded(*each) for each in enumerate(flatten(steps)))


@lru_cache(maxsize=1024)  # in a squad, six of seven steps were written before (measured)
def _encoded(index: int, step: WorkoutStep | Jump) -> Encoded:
    values = _jump(index, step) if isinstance(step, Jump) else _step(index, step)
    return encode_message(WORKOUT_STEP, values)


def _cut(text: str, limit: int) -> str:
    """The text without NULs, which would end it on the watch."""
    return cut(text.replace("\0", ""), limit)


def _jump(index: int, jump: Jump) -> Values:
    """These four fields only: name, target type and intensity mean nothing on a repeat."""
    return {
        "message_index": index,
        "duration_type": DurationType.REPEAT_UNTIL_STEPS_CMPLT,
        "duration_step": jump.first,
        "target_repeat_steps": jump.count,
    }


def _step(index: int, step: WorkoutStep) -> Values:
    values: Values = {
        "message_index": index,
        **_duration(step.duration),
        **_target(step.target),
        "intensity": int(step.intensity),
    }
    if step.exercise is not None and step.exercise.fit is not None:
        values["exercise_category"], values["exercise_name"] = step.exercise.fit
    if step.note:
        values["notes"] = _cut(step.note, NOTE_BYTES)
    return values


def _duration(duration: Duration) -> Values:
    match duration:
        case TimeDuration(s):
            return {"duration_type": DurationType.TIME, "duration_time": s}
        case DistanceDuration(m):
            return {"duration_type": DurationType.DISTANCE, "duration_distance": m}
        case RepsDuration(count):
            return {"duration_type": DurationType.REPS, "duration_reps": count}
        case OpenDuration():
            return {"duration_type": DurationType.OPEN}
        case HeartRateDuration(value, unit, above):
            kind = DurationType.HR_GREATER_THAN if above else DurationType.HR_LESS_THAN
            field = "duration_hr" if unit == "bpm" else "duration_hr_percent"
            return {"duration_type": kind, field: value}
        case OtherDuration(words):
            raise EncodeError(f"cannot write a step {words}")
        case _:
            assert_never(duration)


def _target(target: Target) -> Values:
    """A custom range has target_value 0; low is the slower end of a pace."""
    match target:
        case OpenTarget():
            return {"target_type": TargetType.OPEN, "target_value": 0}
        case SpeedTarget(low, high):
            return _custom(TargetType.SPEED, speed_low=low, speed_high=high)
        case HeartRateTarget(low, high):
            return _custom(TargetType.HEART_RATE, heart_rate_low=low, heart_rate_high=high)
        case HeartRatePercentTarget(low, high):
            return _custom(
                TargetType.HEART_RATE, heart_rate_percent_low=low, heart_rate_percent_high=high
            )
        case HeartRateZoneTarget(zone):
            return {"target_type": TargetType.HEART_RATE, "target_hr_zone": zone}
        case PowerTarget(low, high):
            return _custom(TargetType.POWER, power_low=low, power_high=high)
        case CadenceTarget(low, high):
            return _custom(TargetType.CADENCE, cadence_low=low, cadence_high=high)
        case OtherTarget(words):
            raise EncodeError(f"cannot write a step at {words}")
        case _:
            assert_never(target)


def _custom(target_type: int, **ends: float) -> Values:
    return {"target_type": target_type, "target_value": 0, **ends}
