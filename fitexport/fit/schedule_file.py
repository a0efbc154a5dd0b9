"""Dated workouts -> FIT schedule file (type 7): file_id, then an entry for each session.

A schedule links only to workouts that reach the watch together with it, and replaces the watch's
whole calendar (measured on a fenix 6X).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from fitexport.errors import EncodeError
from fitexport.fit.identity import Identity, file_id, version
from fitexport.fit.profile import DAY_S, FIT_DAY_0, SCHEDULE, FileType
from fitexport.fit.wire import Values, encode_file, encode_records

MAX_ENTRIES = 30
"""A fenix 7 shows the first 30; DEVICE.FIT of older watches allows 200."""
NOON_S = 12 * 3600

SCHEDULE_NAME = "schedule.fit"


class ScheduleEntry(NamedTuple):
    """A workout on a day."""

    day: date
    workout: Identity


def scheduled_time(day: date) -> int:
    """Noon of the day, local wall clock, in FIT seconds: midnight would fall on the day
    before west of Greenwich.

    >>> scheduled_time(date(2023, 11, 2))
    1067860800
    """
    return (day - FIT_DAY_0).days * DAY_S + NOON_S


def day_of(scheduled_s: int) -> date:
    """The day of a `scheduled_time`, whatever its hour.

    >>> day_of(1067860800)
    datetime.date(2023, 11, 2)
    """
    return FIT_DAY_0 + timedelta(seconds=scheduled_s)


def encode_schedule(
    entries: Sequence[ScheduleEntry], serial: int, most: int = MAX_ENTRIES
) -> bytes:
    """The schedule file of `entries`, which must be sorted by day.

    Raises:
        EncodeError: more than the `most` entries that a watch shows.
    """
    if len(entries) > most:
        raise EncodeError(
            f"{len(entries)} sessions in one schedule, a watch shows {most}",
            "export fewer weeks, or sessions, at a time",
        )
    records = encode_records((SCHEDULE, _entry(entry)) for entry in entries)
    identity = Identity(serial, version(records))
    return encode_file(file_id(FileType.SCHEDULE, identity) + records)


def _entry(entry: ScheduleEntry) -> Values:
    return {
        "manufacturer": entry.workout.manufacturer,
        "product": entry.workout.product,
        "serial_number": entry.workout.serial,
        "time_created": entry.workout.version,
        "completed": 0,
        "type": 0,  # a workout, not a course
        "scheduled_time": scheduled_time(entry.day),
    }
