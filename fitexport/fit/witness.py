"""FIT bytes -> what a workout or schedule file holds, read by fit-tool: the independent witness.

Our own bounded reader looks first, so that a hostile file never reaches the library. Scales are
fit-tool's; only what its profile leaves unscaled is scaled here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fit_tool.fit_file import FitFile

from fitexport.errors import FitFormatError, printable
from fitexport.fit.assemble import (
    KNOWN_FIELDS,
    SECOND_HIGH,
    SECOND_LOW,
    STEP_NAME,
    Row,
    Value,
    assemble,
)
from fitexport.fit.decode import messages_of, values_of
from fitexport.fit.found import Found
from fitexport.fit.profile import FILE_ID, SCHEDULE, STRING, WORKOUT, WORKOUT_STEP
from fitexport.fit.reader import RawMessage
from fitexport.fit.texts import Guessed, text_of
from fitexport.fit.wire import crc16

_FIELDS = {
    **{kind.number: {*kind.numbers().values()} for kind in (FILE_ID, SCHEDULE)},
    **KNOWN_FIELDS,
}
_TEXTS = {
    (WORKOUT.number, 8): "workout_name",
    (WORKOUT.number, 17): "workout_description",
    (WORKOUT_STEP.number, STEP_NAME): "workout_step_name",
    (WORKOUT_STEP.number, 8): "notes",
}
# What fit-tool scales, by the type of the duration or the target.
_DURATION_TYPE, _DURATION, _TARGET_LOW, _TARGET_HIGH = 1, 2, 5, 6
_SCALED = {
    (WORKOUT_STEP.number, _DURATION): "duration_value",
    (WORKOUT_STEP.number, _TARGET_LOW): "custom_target_value_low",
    (WORKOUT_STEP.number, _TARGET_HIGH): "custom_target_value_high",
    (WORKOUT_STEP.number, SECOND_LOW): "secondary_custom_target_value_low",
    (WORKOUT_STEP.number, SECOND_HIGH): "secondary_custom_target_value_high",
}
_LONG_HEADER = 14
_TIME_ONLY = 31  # the one time that fit-tool's profile does not scale


def witness(data: bytes) -> Found:
    """What a FIT file makes a watch do.

    Raises:
        FitFormatError: damaged, hostile, or neither a workout nor a schedule.
    """
    raw = messages_of(data)
    try:
        messages = [
            record.message
            for record in FitFile.from_bytes(_readable(data, raw)).records
            if not record.is_definition
        ]
    except ValueError as error:  # all of fit-tool's errors are ValueErrors
        problem = printable(str(error), 200)
        raise FitFormatError(f"fit-tool cannot read it: {problem}") from error
    return assemble([_row(*each) for each in zip(messages, raw, strict=True)])


def _row(message: Any, raw: RawMessage) -> Row:
    """The documented fields; others are named as our reader names them."""
    kind = message.global_id
    known = _FIELDS.get(kind, ())
    values: dict[int, Value] = {each: None for each in values_of(raw) if each not in known}
    for field in known:
        number = _whole(message, field)
        if number is not None:
            scaled = _SCALED.get((kind, field))
            values[field] = getattr(message, scaled) if scaled else number
    for (of, field), name in _TEXTS.items():
        if of == kind:
            values[field] = _text(getattr(message, name), raw, field)
    if kind == WORKOUT_STEP.number and values.get(_DURATION_TYPE) == _TIME_ONLY:
        ms = values.get(_DURATION)
        values[_DURATION] = ms / 1000 if isinstance(ms, float | int) else None
    return Row(kind, values)


def _whole(message: Any, number: int) -> int | None:
    """A field's number in the file; None for FIT's "no value", which fit-tool leaves as it is."""
    field = message.get_field(number)
    if field is None or not field.is_valid() or len(field.encoded_values) != 1:
        return None
    raw = field.encoded_values[0]
    return raw if isinstance(raw, int) and raw != field.base_type.invalid_raw_value() else None


def _text(found: str | None, raw: RawMessage, number: int) -> str:
    """fit-tool's text, or ours where it has none: it reads no text without a NUL, as a
    Forerunner 920XT stores names of 16 characters, and none that is not UTF-8."""
    ours = raw.values.get(number, "")
    return found or (ours if isinstance(ours, str) else "")


def _readable(data: bytes, messages: Sequence[RawMessage]) -> bytes:
    """The file without what fit-tool fails on: memory that watches leave after the NUL of a
    text, which need not be UTF-8, and a header's checksum of 0, which is FIT's for "none"."""
    clean = bytearray(data)
    if data[0] == _LONG_HEADER and data[12:14] == b"\0\0":
        clean[12:14] = crc16(data[:12]).to_bytes(2, "little")
    for message in messages:
        at = message.at + 1
        for field in message.layout:
            if field.base == STRING.number:
                text = text_of(data[at : at + field.size])
                valid = b"" if isinstance(text, Guessed) else text.encode()
                clean[at : at + field.size] = valid.ljust(field.size, b"\0")
            at += field.size
    if clean == data:
        return data
    clean[-2:] = crc16(bytes(clean[:-2])).to_bytes(2, "little")
    return bytes(clean)
