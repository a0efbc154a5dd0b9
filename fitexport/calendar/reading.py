"""The bytes of an iCalendar file -> the events in it, read by the icalendar library.

Servers and calendars write the same event in many ways: other orders, foldings, extra
properties. What an event says is compared by its fingerprint, which leaves all of that out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import icalendar

from fitexport.calendar.ics import Event
from fitexport.errors import CalendarError, printable

MAX_BYTES = 8 * 1024 * 1024
"""A season has 200 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEvent:
    """An event as somebody else has it."""

    uid: str
    sequence: int
    begin: date | datetime
    end: date | datetime
    summary: str
    description: str
    categories: tuple[str, ...]
    cancelled: bool
    plan: str
    """Whose season it belongs to (`ics.plan_uid`); "" if it is not fitexport's."""
    published: str
    """The fingerprint it was published with, if it was."""
    fingerprint: str

    def as_cancelled(self) -> Event:
        """The same event, called off."""
        begin, end = self.begin, self.end
        span = (begin, end) if isinstance(begin, datetime) and isinstance(end, datetime) else None
        return Event(
            uid=self.uid,
            day=begin.date() if isinstance(begin, datetime) else begin,
            days=1 if span else max(end.toordinal() - begin.toordinal(), 1),
            span=span,
            summary=self.summary,
            description=self.description,
            categories=self.categories,
            cancelled=True,
            plan=self.plan,
        )


def read_events(data: bytes) -> tuple[FoundEvent, ...]:
    """All events of a calendar file that have a UID and a day.

    Raises:
        CalendarError: it is none, or larger than any.
    """
    if len(data) > MAX_BYTES:
        raise CalendarError(f"larger than {MAX_BYTES // 1024**2} MB", "give one plan's calendar")
    try:
        calendars = icalendar.Calendar.from_ical(data, multiple=True)
        if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
            raise ValueError("no whole VCALENDAR in it")
        return tuple(
            _found(component)
            for calendar in calendars
            for component in calendar.walk("VEVENT")
            if "UID" in component and "DTSTART" in component
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        why = printable(str(error).partition("\n")[0], 120)
        raise CalendarError(
            f"not a calendar that can be read: {why}", "give an .ics file"
        ) from error


def fingerprint_of(data: bytes) -> str:
    """The fingerprint of the one event in a calendar of ours."""
    (event,) = read_events(data)
    return event.fingerprint


def _found(component: Any) -> FoundEvent:
    begin = _instant(component["DTSTART"].dt)
    end = _instant(component["DTEND"].dt) if "DTEND" in component else _end(component, begin)
    summary, description = (_text(component.get(name)) for name in ("SUMMARY", "DESCRIPTION"))
    categories = tuple(_categories(component))
    status = str(component.get("STATUS", "CONFIRMED")).upper()
    said = (
        *(begin.isoformat(), end.isoformat(), summary, description, *sorted(categories)),
        *(status, str(component.get("TRANSP", "OPAQUE")).upper()),
        *sorted(_alarms(component)),
    )
    return FoundEvent(
        uid=str(component["UID"]),
        sequence=int(component.get("SEQUENCE", 0)),
        begin=begin,
        end=end,
        summary=summary,
        description=description,
        categories=categories,
        cancelled=status == "CANCELLED",
        plan=str(component.get("X-FITEXPORT-PLAN", "")),
        published=str(component.get("X-FITEXPORT-HASH", "")),
        fingerprint=sha256("\0".join(said).encode()).hexdigest(),
    )


def _instant(value: date | datetime) -> date | datetime:
    """A moment in UTC; one without a time zone is taken for UTC, a day is a day."""
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
    """Without what servers and libraries strip at the ends of lines."""
    lines = str(value or "").replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip()


def _categories(component: Any) -> list[str]:
    found = component.get("CATEGORIES", [])
    each = found if isinstance(found, list) else [found]
    return [str(name) for value in each for name in value.cats]


def _alarms(component: Any) -> list[str]:
    return [
        str(alarm["TRIGGER"].to_ical()) for alarm in component.walk("VALARM") if "TRIGGER" in alarm
    ]
