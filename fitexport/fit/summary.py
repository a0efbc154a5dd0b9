"""FIT bytes -> who a file is and what it holds in short, by our own bounded reader.

This is how a watch's files are told apart: quick, and safe with whatever lies there.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from fitexport.errors import FitFormatError, printable
from fitexport.fit.identity import Identity
from fitexport.fit.profile import (
    FILE_ID,
    SCHEDULE,
    WORKOUT,
    WORKOUT_STEP,
    FileType,
    Message,
    no_workout,
)
from fitexport.fit.reader import RawMessage, read
from fitexport.fit.schedule_file import day_of


class WorkoutSummary(NamedTuple):
    """A workout file; `steps` counts its step messages, repeats too."""

    identity: Identity
    name: str
    steps: int


class CalendarEntry(NamedTuple):
    """A day of a schedule file."""

    day: date
    workout: Identity
    completed: bool


class ScheduleSummary(NamedTuple):
    """A schedule file, its entries in the order of the file."""

    identity: Identity
    entries: tuple[CalendarEntry, ...]


Summary = WorkoutSummary | ScheduleSummary


def summarize(data: bytes) -> Summary:
    """What a workout or schedule file holds.

    Raises:
        FitFormatError: damaged, hostile, or neither a workout nor a schedule.
    """
    messages = read(data)
    if not messages or messages[0].number != FILE_ID.number:
        raise FitFormatError("no file_id message at its beginning: a watch cannot tell what it is")
    head = messages[0]
    identity = _identity(head, FILE_ID)
    match _number(head, FILE_ID, "type"):
        case FileType.WORKOUT:
            about = next((each for each in messages if each.number == WORKOUT.number), None)
            name = about.values.get(WORKOUT.fields["wkt_name"].number, "") if about else ""
            steps = sum(each.number == WORKOUT_STEP.number for each in messages)
            return WorkoutSummary(identity, printable(str(name), 80), steps)
        case FileType.SCHEDULE:
            entries = (each for each in messages if each.number == SCHEDULE.number)
            return ScheduleSummary(identity, tuple(map(_entry, entries)))
        case other:
            raise FitFormatError(no_workout(other))


def _entry(message: RawMessage) -> CalendarEntry:
    scheduled = _number(message, SCHEDULE, "scheduled_time")
    if scheduled == SCHEDULE.fields["scheduled_time"].invalid:
        raise FitFormatError(f"byte {message.at}: a schedule entry has no day")
    return CalendarEntry(
        day_of(scheduled),
        _identity(message, SCHEDULE),
        _number(message, SCHEDULE, "completed") == 1,
    )


def _identity(message: RawMessage, kind: Message) -> Identity:
    serial, version, manufacturer, product = (
        _number(message, kind, name)
        for name in ("serial_number", "time_created", "manufacturer", "product")
    )
    return Identity(serial, version, manufacturer, product)


def _number(message: RawMessage, kind: Message, name: str) -> int:
    """A whole number; FIT's "no value" where there is none."""
    field = kind.fields[name]
    value = message.values.get(field.number)
    return value if isinstance(value, int) else field.invalid
