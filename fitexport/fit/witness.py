"""FIT bytes -> what a workout or schedule file holds, read by fit-tool: the independent witness.

Our own bounded reader looks first, so that a hostile file never reaches the library. Scales are
fit-tool's; only what its profile does not scale is scaled here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fit_tool.fit_file import FitFile

from fitexport.errors import FitFormatError, printable
from fitexport.fit.assemble import EntryRow, FileRows, StepRow, WorkoutRow, assemble
from fitexport.fit.found import MAX_MESSAGES, Found
from fitexport.fit.identity import Identity
from fitexport.fit.profile import FILE_ID, SCHEDULE, STRING, WORKOUT, WORKOUT_STEP
from fitexport.fit.reader import RawMessage, read
from fitexport.fit.wire import crc16

# Fields by number, where fit-tool's names give enums or scaled values: workout, schedule, step.
_TYPE = 0
_SPORT, _SUB_SPORT, _NUM_VALID_STEPS = 4, 11, 6
_COMPLETED, _SCHEDULED_TIME = 4, 6
_INDEX = 254
_NAME, _DESCRIPTION, _STEP_NAME, _NOTES = 8, 17, 0, 8

_TIME_ONLY = 31  # the one time that fit-tool's profile does not scale
_DURATION_TYPE, _DURATION, _TARGET_TYPE, _TARGET_VALUE, _LOW, _HIGH, _INTENSITY = range(1, 8)
_CATEGORY, _EXERCISE = 10, 11


def witness(data: bytes) -> Found:
    """What a FIT file makes a watch do.

    Raises:
        FitFormatError: damaged, hostile, or neither a workout nor a schedule.
    """
    raw = read(data, max_messages=MAX_MESSAGES)
    try:
        messages = [
            record.message
            for record in FitFile.from_bytes(_readable(data, raw)).records
            if not record.is_definition
        ]
    except ValueError as error:  # all of fit-tool's errors are ValueErrors
        problem = printable(str(error), 200)
        raise FitFormatError(f"fit-tool cannot read it: {problem}") from error
    heads, workouts, steps, entries = (
        [
            (message, ours)
            for message, ours in zip(messages, raw, strict=True)
            if message.global_id == kind.number
        ]
        for kind in (FILE_ID, WORKOUT, WORKOUT_STEP, SCHEDULE)
    )
    return assemble(
        FileRows(
            kinds=[message.global_id for message in messages],
            file_type=_as_it_stands(heads[0][0], _TYPE) if heads else None,
            identity=_identity(heads[0][0], 1) if heads else None,
            workout=_workout_row(*workouts[0]) if workouts else None,
            steps=[_step_row(*each) for each in steps],
            entries=[_entry_row(message) for message, _ in entries],
        )
    )


def _workout_row(message: Any, raw: RawMessage) -> WorkoutRow:
    return WorkoutRow(
        name=_text(message.workout_name, raw, _NAME),
        description=_text(message.workout_description, raw, _DESCRIPTION),
        sport=_as_it_stands(message, _SPORT),
        sub_sport=_as_it_stands(message, _SUB_SPORT),
        num_valid_steps=_as_it_stands(message, _NUM_VALID_STEPS),
    )


def _step_row(message: Any, raw: RawMessage) -> StepRow:
    kind = _as_it_stands(message, _DURATION_TYPE)
    duration = _scaled(message, _DURATION, message.duration_value)
    return StepRow(
        message_index=_as_it_stands(message, _INDEX),
        duration_type=kind,
        duration=duration / 1000 if kind == _TIME_ONLY and duration is not None else duration,
        target_type=_as_it_stands(message, _TARGET_TYPE),
        # As it stands: on a repeat fit-tool may take it for one of its other meanings.
        target_value=_as_it_stands(message, _TARGET_VALUE),
        low=_scaled(message, _LOW, message.custom_target_value_low),
        high=_scaled(message, _HIGH, message.custom_target_value_high),
        intensity=_as_it_stands(message, _INTENSITY),
        name=_text(message.workout_step_name, raw, _STEP_NAME),
        note=_text(message.notes, raw, _NOTES),
        exercise_category=_as_it_stands(message, _CATEGORY),
        exercise_name=_as_it_stands(message, _EXERCISE),
    )


def _entry_row(message: Any) -> EntryRow:
    return EntryRow(
        workout=_identity(message, 0),
        scheduled_time=_as_it_stands(message, _SCHEDULED_TIME),
        completed=_as_it_stands(message, _COMPLETED) == 1,
    )


def _scaled(message: Any, number: int, value: float | None) -> float | None:
    """What fit-tool makes of a field, if there is a number in it."""
    return None if _as_it_stands(message, number) is None else value


def _as_it_stands(message: Any, number: int) -> int | None:
    """A field's number in the file; None for FIT's "no value", which fit-tool leaves as it is."""
    field = message.get_field(number)
    raw = field.encoded_values[0] if field.is_valid() and len(field.encoded_values) == 1 else None
    return None if raw is None or raw == field.base_type.invalid_raw_value() else int(raw)


def _identity(message: Any, first: int) -> Identity:
    """Of a file_id or a schedule entry, whose four fields stand in the same order from `first`
    on; numbers that are missing are 0."""
    manufacturer, product, serial, version = (
        _as_it_stands(message, first + number) or 0 for number in range(4)
    )
    return Identity(serial, version, manufacturer, product)


def _text(found: str | None, raw: RawMessage | None, number: int) -> str:
    """fit-tool's text, or ours where it has none: it reads no text without a NUL, as a
    Forerunner 920XT stores names of 16 characters."""
    ours = raw.values.get(number, "") if raw else ""
    return found or (ours if isinstance(ours, str) else "")


def _readable(data: bytes, messages: Sequence[RawMessage]) -> bytes:
    """The file without what watches leave after the NUL of a text: memory that need not be
    UTF-8, at which fit-tool gives up."""
    clean = bytearray(data)
    for message in messages:
        at = message.at + 1
        for field in message.layout:
            if field.base == STRING.number:
                text = data[at : at + field.size].partition(b"\0")[0]
                valid = text.decode("utf-8", "ignore").encode()
                clean[at : at + field.size] = valid.ljust(field.size, b"\0")
            at += field.size
    if clean == data:
        return data
    clean[-2:] = crc16(bytes(clean[:-2])).to_bytes(2, "little")
    return bytes(clean)
