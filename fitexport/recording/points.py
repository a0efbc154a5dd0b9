"""The points of a file, uncleaned: written by the readers, read by `cleaning`."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import nan
from typing import TYPE_CHECKING, Literal

from fitexport.errors import RecordingError
from fitexport.recording.recording import Lap

if TYPE_CHECKING:
    from fitexport.fit.found import FoundWorkout

MAX_POINTS = 200_000
"""More than two days at one a second."""
MAX_RUNS, MAX_LAPS = 50, 10_000
"""In one file."""

_SLIPS = re.compile(r"\s*(^|[-T:.+]|Z(?=Z*\s*$)|$)Z*\s*")
"""Spaces inside a time, where some programs break their lines, and a second Z."""
_LONGEST = 100
_MOST_OFFSET = timedelta(hours=15)


Fault = Literal["", "cut off", "checksum"]
"""What is wrong with a file that we read anyway; cut off: the watch did not finish it, or its end
was lost."""


def _column() -> array[float]:
    return array("d")


@dataclass(slots=True)
class Points:
    """Columns of numbers, nan where unknown; times in seconds since 1970."""

    time_s: array[float] = field(default_factory=_column)
    latitude_deg: array[float] = field(default_factory=_column)
    longitude_deg: array[float] = field(default_factory=_column)
    altitude_m: array[float] = field(default_factory=_column)
    heart_bpm: array[float] = field(default_factory=_column)
    distance_m: array[float] = field(default_factory=_column)
    cadence: array[float] = field(default_factory=_column)
    begins: set[int] = field(default_factory=set)
    """Where a new segment begins, or recording resumed after a pause."""

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def columns(self) -> tuple[array[float], ...]:
        """Times first."""
        return (
            *(self.time_s, self.latitude_deg, self.longitude_deg),
            *(self.altitude_m, self.heart_bpm, self.distance_m, self.cadence),
        )

    def add(
        self,
        time_s: float,
        latitude_deg: float = nan,
        longitude_deg: float = nan,
        altitude_m: float = nan,
        heart_bpm: float = nan,
        distance_m: float = nan,
        cadence: float = nan,
    ) -> None:
        """Add a point.

        Raises:
            RecordingError: there are too many.
        """
        check_count(len(self), MAX_POINTS, "points")
        self.time_s.append(time_s)
        on_earth = abs(latitude_deg) <= 90 and abs(longitude_deg) <= 180
        self.latitude_deg.append(latitude_deg if on_earth else nan)
        self.longitude_deg.append(longitude_deg if on_earth else nan)
        self.altitude_m.append(altitude_m)
        self.heart_bpm.append(heart_bpm)
        self.distance_m.append(distance_m)
        self.cadence.append(cadence)

    def begin(self) -> None:
        """Begin a new segment at the next point.

        Raises:
            RecordingError: there are too many.
        """
        check_count(len(self.begins), MAX_LAPS, "segments")
        if len(self):
            self.begins.add(len(self))


@dataclass(slots=True, kw_only=True)
class Raw:
    """One run, uncleaned; times in seconds since 1970."""

    name: str
    points: Points
    sport: str = ""
    kind: str = ""
    laps: list[Lap] = field(default_factory=list)
    workout: FoundWorkout | None = None
    utc_offset_s: float | None = None
    title: str = ""
    summary_m: float | None = None
    timer_s: float | None = None
    fault: Fault = ""


def check_count(count: int, most: int, what: str) -> None:
    """Raise RecordingError unless there is room for one more."""
    if count >= most:
        raise RecordingError(f"more than {most} {what}", "give the recording of one run")


def number(text: str | None) -> float:
    """The number in a text; nan if it is none, or impossible for a point.

    >>> number(" 12.5 "), number("much"), number("1e999")
    (12.5, nan, nan)
    """
    try:
        return possible(float(text)) if text else nan
    except ValueError:
        return nan


def possible(value: float | None) -> float:
    """The value; nan for None, and if it is impossible for a point."""
    return nan if value is None or not -1e12 < value < 1e12 else value


def moment(text: str | None) -> float:
    """Seconds since 1970 of an XML time, UTC if it has no offset; nan if it is not a time.

    >>> moment("1970-01-01T00:01:00.500Z"), moment(" 1970-01-01T02:01: 00+02:00"), moment("noon")
    (60.5, 60.0, nan)
    """
    time = _time(text)
    try:
        return (
            nan if time is None else (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
        )
    except (ValueError, OverflowError):
        return nan


def utc_offset(text: str | None) -> float | None:
    """The UTC offset of an XML time in seconds; None if it is UTC or has none.

    >>> utc_offset("2027-04-09T18:00:00+02:00"), utc_offset("2027-04-09T16:00:00Z")
    (7200.0, None)
    """
    time = _time(text)
    offset = time and time.utcoffset()
    return offset.total_seconds() if offset and abs(offset) <= _MOST_OFFSET else None


def _time(text: str | None) -> datetime | None:
    text = (text or "")[:_LONGEST]
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        try:
            return datetime.fromisoformat(_SLIPS.sub(r"\1", text))
        except ValueError:
            return None
