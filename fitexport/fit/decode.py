"""FIT bytes -> what a workout or schedule file holds, by our own bounded reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fitexport.errors import FitFormatError
from fitexport.fit.assemble import (
    SECOND_HIGH,
    SECOND_LOW,
    SECOND_TYPE,
    Row,
    Value,
    assemble,
    neither,
    workout_of,
)
from fitexport.fit.found import MAX_MESSAGES, Found, FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.fit.meaning import SPEEDS, TIMES
from fitexport.fit.profile import (
    FILE_ID,
    NO_VALUES,
    WORKOUT,
    WORKOUT_STEP,
    DurationType,
    FileType,
)
from fitexport.fit.reader import RawMessage, first_messages, read

_STEP = WORKOUT_STEP.numbers()
_BEFORE_HEAD = 10
"""A watch's settings have another message before their file_id."""
_NO_NUMBERS = frozenset(value for value in NO_VALUES.values() if isinstance(value, int))
_MM_PER_S: dict[Value, int] = dict.fromkeys(SPEEDS, 1000)
# Scales of a step's fields: the field that sets their unit, the fields, and the scale by unit.
_SCALES: tuple[tuple[int, tuple[int, ...], dict[Value, int]], ...] = (
    (
        _STEP["duration_type"],
        (_STEP["duration_time"],),
        {**dict.fromkeys(TIMES, 1000), DurationType.DISTANCE: 100},
    ),
    (_STEP["target_type"], (_STEP["speed_low"], _STEP["speed_high"]), _MM_PER_S),
    (SECOND_TYPE, (SECOND_LOW, SECOND_HIGH), _MM_PER_S),
)


def decode(data: bytes) -> Found:
    """What a workout or schedule file holds.

    Raises:
        FitFormatError: damaged, hostile, or neither a workout nor a schedule.
    """
    return assemble(_rows(messages_of(data)))


def messages_of(data: bytes) -> tuple[RawMessage, ...]:
    """The messages of a file whose type is workout, schedule or missing.

    Raises:
        OtherFileError: it has another type, whatever its size.
        FitFormatError: damaged or hostile.
    """
    kind = file_type(data)
    is_other = kind not in (None, FileType.WORKOUT, FileType.SCHEDULE)
    try:
        found = read(data, max_messages=MAX_MESSAGES)
    except FitFormatError as error:
        if is_other:
            raise neither(kind) from error
        raise
    if is_other:
        raise neither(kind)
    return found


def decode_or_none(data: bytes) -> Found | None:
    """What a workout or schedule file holds; None if it is neither."""
    try:
        return decode(data)
    except FitFormatError:
        return None


def workout_within(messages: Sequence[RawMessage], identity: Identity) -> FoundWorkout | None:
    """The workout that an activity was recorded by; None if it names none.

    Messages of other kinds are ignored: they are the activity's.
    """
    kinds = (WORKOUT.number, WORKOUT_STEP.number)
    own = [each for each in messages if each.number in kinds]
    return workout_of(_rows(own[:MAX_MESSAGES]), identity) if own else None


def file_type(data: bytes) -> int | None:
    """The type in the file_id at the beginning of a FIT file; None if there is none."""
    heads = (each for each in first_messages(data, _BEFORE_HEAD) if each.number == FILE_ID.number)
    return next((whole(each, FILE_ID.fields["type"].number) for each in heads), None)


def _rows(messages: Iterable[RawMessage]) -> list[Row]:
    return [Row(message.number, values_of(message)) for message in messages]


def values_of(message: RawMessage) -> dict[int, Value]:
    """The values of a message as a `Row` has them."""
    bases = {field.number: field.base for field in reversed(message.layout)}
    values: dict[int, Value] = {}
    for field, value in message.values.items():
        if isinstance(value, float | tuple):
            values[field] = None
        elif value not in ("", NO_VALUES[bases[field]]):
            values[field] = value
    if message.number == WORKOUT_STEP.number:
        for of, fields, scales in _SCALES:
            scale = scales.get(values.get(of))
            for field in fields:
                number = values.get(field)
                if scale is not None and isinstance(number, int):
                    values[field] = number / scale
    return values


def whole(message: RawMessage, number: int) -> int | None:
    """A field's whole number, whatever its type; None for FIT's "no value"."""
    value = message.values.get(number)
    if not isinstance(value, int):
        return None
    if value not in _NO_NUMBERS:  # most are none of these: no need to look for the type
        return value
    for field in message.layout:
        if field.number == number:
            return None if value == NO_VALUES[field.base] else value
    raise AssertionError("a value has a field")
