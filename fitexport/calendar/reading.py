"""The bytes of an iCalendar file -> the events in it, read by the icalendar library.

Servers and calendars write the same event in many ways: order, folding, extra properties.
Events are compared by a fingerprint that ignores these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

import icalendar

from fitexport.calendar.ics import CANCELLED, Event
from fitexport.calendar.lines import component_of, name_of, unfolded_one_by_one
from fitexport.calendar.properties import (
    ALARM,
    BUSY,
    CATEGORIES,
    DESCRIPTION,
    STATUS,
    TIME,
    TITLE,
    UNKNOWN,
)
from fitexport.errors import CalendarError, printable
from fitexport.sync.merging import Parts, part

MAX_BYTES = 8 * 1024 * 1024
"""A season has 200 kB."""
_MAX_LINES, _MAX_READ_BYTES = 12_000, 1024 * 1024
"""Lines to read: a second's work for the icalendar library. A season has 1,000."""
_ITEM_BYTES = 40
"""A list value takes as long to parse as this many bytes of text."""
_MAX_SEQUENCE = 2**31 - 2
_YEARS = range(1900, 2200)

_ADDED = ("LOCATION", "URL", "ATTENDEE", "COMMENT", "ATTACH", "CONTACT", "RRULE", "RDATE")
"""Properties that a runner adds to our events, and no program by itself."""
_WAS_ADDED = "X-FITEXPORT-ADDED"
_READ = frozenset(
    (
        *("VERSION", "PRODID", "UID", "SEQUENCE", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION"),
        *("SUMMARY", "DESCRIPTION", "CATEGORIES", "STATUS", "TRANSP", "TRIGGER"),
        *("TZID", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO"),
    )
)
"""Properties that are read; within a time zone, its rules as well."""
_RULES = frozenset(("RRULE", "RDATE"))
_YEARLY = re.compile(
    r"RRULE:(FREQ=YEARLY|BYMONTH=\d+|BYDAY=[-+\dA-Z]+|UNTIL=[\dTZ]+|INTERVAL=\d+|WKST=..|;)+"
)
_RULE_BYTES = 4000
"""A time-zone rule changes the clocks once a year, and takes as long to parse as this many bytes;
the library would follow a rule for every second for hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEvent:
    """An event as read from a calendar."""

    uid: str
    sequence: int
    begin: date | datetime
    end: date | datetime
    summary: str
    description: str
    categories: tuple[str, ...]
    cancelled: bool
    plan: str
    """The season it belongs to (`ics.plan_uid`); "" if it is not fitexport's."""
    published: str
    """The fingerprint it was published with, if any."""
    fingerprint: str
    parts: Parts = field(default_factory=lambda: UNKNOWN, compare=False)
    """The hashes of its properties, one by one."""
    alarms: tuple[str, ...] = field(default=(), compare=False)
    """The trigger of each alarm, or ""."""
    base: str = ""
    """What was published last, property by property (`merging.parts_text`)."""
    edition: str = ""
    sessions: str = ""
    added: bool = field(default=False, compare=False)
    """Whether the runner added something to our event: a place, guests, a file."""
    exception: bool = False
    """Whether it is the exception for one day of a repeating event."""

    @property
    def title(self) -> str:
        """Its summary without "Cancelled: "."""
        return self.summary.removeprefix(CANCELLED) if self.cancelled else self.summary

    def as_cancelled(self) -> Event:
        """The same event, cancelled."""
        begin, end = self.begin, self.end
        span = (begin, end) if isinstance(begin, datetime) and isinstance(end, datetime) else None
        return Event(
            uid=self.uid,
            day=begin.date() if isinstance(begin, datetime) else begin,
            days=1 if span else max(end.toordinal() - begin.toordinal(), 1),
            span=span,
            summary=f"{CANCELLED}{self.title}",
            description=self.description,
            categories=self.categories,
            cancelled=True,
            plan=self.plan,
        )


class FoundCalendar(NamedTuple):
    """The events of a calendar, and a line for each that could not be read."""

    events: tuple[FoundEvent, ...]
    left_out: tuple[str, ...] = ()


def read_events(data: bytes) -> tuple[FoundEvent, ...]:
    """All readable events of a calendar file.

    Raises:
        CalendarError: it is not a calendar, or too large.
    """
    return read_calendar(data).events


def read_calendar(data: bytes) -> FoundCalendar:
    """All events of a calendar file with a UID and a day, and those with impossible values: one bad
    event does not hide the others.

    Raises:
        CalendarError: it is not a calendar, or larger than one plan's.
    """
    if len(data) > MAX_BYTES:
        raise CalendarError(f"larger than {MAX_BYTES // 1024**2} MB", "give one plan's calendar")
    text = _text_to_read(data)
    try:
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
        if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
            raise ValueError("no complete VCALENDAR in it")
    except _UNREADABLE as error:
        why = printable(str(error).partition("\n")[0], 120)
        raise CalendarError(f"not a readable calendar: {why}", "give an .ics file") from error
    events, left_out = [], []
    for calendar in calendars:
        for component in calendar.walk("VEVENT"):
            if "UID" in component and "DTSTART" in component:
                try:
                    events.append(_found(component))
                except _UNREADABLE as error:
                    left_out.append(f'"{_name(component)}": {_why(error)}')
    return FoundCalendar(tuple(events), tuple(left_out))


_UNREADABLE = (
    *(ValueError, KeyError, IndexError, TypeError, AttributeError),
    *(RecursionError, OverflowError),
)
"""Errors of the library on impossible values."""


class _ValueOutOfRangeError(ValueError):
    """An impossible day or number."""


def _why(error: Exception) -> str:
    if isinstance(error, _ValueOutOfRangeError):
        return str(error)
    return "an impossible day, duration or number"


def _text_to_read(data: bytes) -> bytes:
    """The lines to parse, without the others, such as a picture in an event.

    Raises:
        CalendarError: there are too many.
    """
    kept = []
    rules = False
    size = 0
    for line in unfolded_one_by_one(data):
        name = name_of(line)
        if name in ("BEGIN", "END"):
            zone = component_of(line, name) == "VTIMEZONE"
            rules = name == "BEGIN" if zone else rules
        elif name in _ADDED and not rules:
            line = f"{_WAS_ADDED}:{name}"  # only its presence counts
        elif name == "RRULE":  # of a time zone
            if _YEARLY.fullmatch(line.upper()) is None:
                continue
            size += _RULE_BYTES
        elif not (name in _READ or name in _RULES or name.startswith("X-FITEXPORT-")):
            continue
        kept.append(line)
        size += len(line) + _ITEM_BYTES * _items(line, name)
        if len(kept) > _MAX_LINES or size > _MAX_READ_BYTES:
            raise CalendarError("more events than a season has", "give one plan's calendar")
    return "\r\n".join((*kept, "")).encode()


def _items(line: str, name: str) -> int:
    """Roughly the number of values and parameters of a line."""
    if name in ("SUMMARY", "DESCRIPTION"):
        return line.partition(":")[0].count(";")
    return line.count(";") + line.count(",")


def _name(component: Any) -> str:
    return printable(str(component.get("SUMMARY") or component["UID"]), 60)


def fingerprint_of(data: bytes) -> str:
    """The fingerprint of the one event in a calendar of ours."""
    (event,) = read_events(data)
    return event.fingerprint


def _found(component: Any) -> FoundEvent:
    begin = _instant(component["DTSTART"].dt)
    end = _instant(component["DTEND"].dt) if "DTEND" in component else _end(component, begin)
    for day in (begin, end):
        if day.year not in _YEARS:
            raise _ValueOutOfRangeError(f"a day in the year {day.year}")
    sequence = int(component.get("SEQUENCE", 0))
    if not 0 <= sequence <= _MAX_SEQUENCE:
        raise _ValueOutOfRangeError(f"its SEQUENCE is not from 0 to {_MAX_SEQUENCE}")
    summary, description = (_text(component.get(name)) for name in ("SUMMARY", "DESCRIPTION"))
    categories = tuple(_categories(component))
    status = str(component.get("STATUS", "CONFIRMED")).upper()
    busy = str(component.get("TRANSP", "OPAQUE")).upper()
    alarms = tuple(_alarms(component))
    triggers = [alarm for alarm in alarms if alarm]
    values: dict[str, tuple[str, ...]] = {
        TIME: (f"{begin.isoformat()}\0{end.isoformat()}",),
        TITLE: (summary,),
        DESCRIPTION: (description,),
        CATEGORIES: categories,
        STATUS: (status,),
        BUSY: (busy,),
        ALARM: tuple(triggers),
    }
    whole = (
        *(begin.isoformat(), end.isoformat(), summary, description, *sorted(categories)),
        *(status, busy, *sorted(str(each.encode()) for each in triggers)),
    )
    return FoundEvent(
        uid=str(component["UID"]),
        sequence=sequence,
        begin=begin,
        end=end,
        summary=summary,
        description=description,
        categories=categories,
        cancelled=status == "CANCELLED",
        plan=_own(component, "PLAN"),
        published=_own(component, "HASH"),
        fingerprint=sha256("\0".join(whole).encode()).hexdigest(),
        parts={name: part(*each) for name, each in values.items()},
        alarms=alarms,
        base=_own(component, "BASE"),
        edition=_own(component, "EDITION"),
        sessions=_own(component, "SESSIONS"),
        added=_WAS_ADDED in component,
        exception="RECURRENCE-ID" in component,
    )


def _own(component: Any, name: str) -> str:
    """The value of one of our properties."""
    return str(component.get(f"X-FITEXPORT-{name}", ""))


def _instant(value: date | datetime) -> date | datetime:
    """A moment in UTC, the default zone; a day stays a day."""
    if not isinstance(value, datetime):
        return value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _end(component: Any, begin: date | datetime) -> date | datetime:
    """Without an end: after its duration, or a day, or at once (RFC 5545, 3.6.1)."""
    if "DURATION" in component:
        end: date | datetime = begin + component["DURATION"].dt
        return end
    return begin if isinstance(begin, datetime) else begin + timedelta(days=1)


def _text(value: object) -> str:
    """The text without spaces at the ends of lines, which servers and libraries strip."""
    lines = str(value or "").replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip()


def _categories(component: Any) -> list[str]:
    found = component.get("CATEGORIES", [])
    each = found if isinstance(found, list) else [found]
    return [str(name) for value in each for name in value.cats]


def _alarms(component: Any) -> list[str]:
    return [
        alarm["TRIGGER"].to_ical().decode() if "TRIGGER" in alarm else ""
        for alarm in component.walk("VALARM")
    ]
