"""FIT bytes -> what a workout or schedule file holds, read by fit-tool: the independent witness.

Our own bounded reader looks first, so that a hostile file never reaches the library. Scales are
fit-tool's; only what its profile does not scale is scaled here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fit_tool.fit_file import FitFile
from fit_tool.profile.messages.file_id_message import FileIdMessage
from fit_tool.profile.messages.schedule_message import ScheduleMessage
from fit_tool.profile.messages.workout_message import WorkoutMessage
from fit_tool.profile.messages.workout_step_message import WorkoutStepMessage

from fitexport.errors import FitFormatError, printable
from fitexport.fit.found import MAX_MESSAGES, Found, FoundEntry, FoundSchedule, FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.fit.meaning import StepNumbers, sport_of, steps_of
from fitexport.fit.profile import STRING, WORKOUT, WORKOUT_STEP, FileType, no_workout
from fitexport.fit.reader import RawMessage, read
from fitexport.fit.schedule_file import day_of
from fitexport.fit.wire import crc16

# Fields by number, where fit-tool's names give enums or scaled values: workout, schedule, step.
_SPORT, _SUB_SPORT, _NUM_VALID_STEPS = 4, 11, 6
_COMPLETED, _SCHEDULED_TIME = 4, 6
_INDEX = 254
_NAME, _DESCRIPTION, _STEP_NAME, _NOTES = 8, 17, 0, 8

_TIME_ONLY = 31  # the one time that fit-tool's profile does not scale
_DURATION_TYPE, _DURATION, _TARGET_TYPE, _TARGET_VALUE, _LOW, _HIGH, _INTENSITY = range(1, 8)
_CATEGORY, _EXERCISE = 10, 11
_DAY_S = 86_400


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
        said = printable(str(error), 200)
        raise FitFormatError(f"fit-tool cannot read it: {said}") from error
    head = next((message for message in messages if isinstance(message, FileIdMessage)), None)
    if head is None:
        raise FitFormatError("no file_id message: a watch cannot tell what it is")
    faults = () if messages[0] is head else ("file_id is not its first message",)
    match _as_it_stands(head, 0):
        case FileType.WORKOUT:
            return _workout(_identity(head, 1), messages, raw, faults)
        case FileType.SCHEDULE:
            return _schedule(_identity(head, 1), messages, faults)
        case other:
            raise FitFormatError(no_workout(other))


def _workout(
    identity: Identity,
    messages: Sequence[Any],
    raw: Sequence[RawMessage],
    faults: tuple[str, ...],
) -> FoundWorkout:
    places = [at for at, message in enumerate(messages) if isinstance(message, WorkoutMessage)]
    rows = [message for message in messages if isinstance(message, WorkoutStepMessage)]
    about = messages[places[0]] if places else WorkoutMessage()
    if not places:
        faults += ("no workout message: a watch cannot show it",)
    elif any(isinstance(message, WorkoutStepMessage) for message in messages[: places[0]]):
        faults += ("its steps stand before its workout message",)
    for index, row in enumerate(rows):
        said = _as_it_stands(row, _INDEX)
        if said != index:
            faults += (f"step {index + 1} says that it is number {said}, not {index}",)
            break
    sport, kind = sport_of(_as_it_stands(about, _SPORT), _as_it_stands(about, _SUB_SPORT))
    raw_rows = [message for message in raw if message.number == WORKOUT_STEP.number]
    steps, jumps = steps_of([_numbers(*pair) for pair in zip(rows, raw_rows, strict=True)], sport)
    raw_about = next((message for message in raw if message.number == WORKOUT.number), None)
    return FoundWorkout(
        identity=identity,
        name=_text(about.workout_name, raw_about, _NAME),
        sport=sport,
        description=_text(about.workout_description, raw_about, _DESCRIPTION),
        steps=steps,
        step_messages=len(rows),
        said_steps=_as_it_stands(about, _NUM_VALID_STEPS),
        also=(kind,) if kind else (),
        faults=faults + jumps,
    )


def _numbers(row: Any, raw: RawMessage) -> StepNumbers:
    kind, duration = _as_it_stands(row, _DURATION_TYPE), _scaled(row, _DURATION, row.duration_value)
    category, exercise = _as_it_stands(row, _CATEGORY), _as_it_stands(row, _EXERCISE)
    return StepNumbers(
        duration_type=kind,
        duration=duration / 1000 if kind == _TIME_ONLY and duration is not None else duration,
        target_type=_as_it_stands(row, _TARGET_TYPE),
        # As it stands: on a repeat fit-tool may take it for one of its other meanings.
        target_value=_as_it_stands(row, _TARGET_VALUE),
        low=_scaled(row, _LOW, row.custom_target_value_low),
        high=_scaled(row, _HIGH, row.custom_target_value_high),
        intensity=_as_it_stands(row, _INTENSITY),
        name=_text(row.workout_step_name, raw, _STEP_NAME),
        note=_text(row.notes, raw, _NOTES),
        exercise=None if category is None else (category, -1 if exercise is None else exercise),
    )


def _scaled(message: Any, number: int, value: float | None) -> float | None:
    """What fit-tool makes of a field, if there is a number in it."""
    return None if _as_it_stands(message, number) is None else value


def _as_it_stands(message: Any, number: int) -> int | None:
    """A field's number in the file; None for FIT's "no value", which fit-tool leaves as it is."""
    field = message.get_field(number)
    raw = field.encoded_values[0] if field.is_valid() and len(field.encoded_values) == 1 else None
    return None if raw is None or raw == field.base_type.invalid_raw_value() else int(raw)


def _schedule(
    identity: Identity, messages: Sequence[Any], faults: tuple[str, ...]
) -> FoundSchedule:
    entries = []
    for number, message in enumerate(
        (each for each in messages if isinstance(each, ScheduleMessage)), start=1
    ):
        scheduled = _as_it_stands(message, _SCHEDULED_TIME)
        if scheduled is None:
            faults += (f"entry {number} has no day",)
            continue
        completed = _as_it_stands(message, _COMPLETED) == 1
        workout = _identity(message, 0)
        entries.append(FoundEntry(day_of(scheduled), workout, scheduled % _DAY_S, completed))
    return FoundSchedule(identity, tuple(entries), faults)


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
