"""Events -> the bytes of an iCalendar file (RFC 5545).

All-day events: the one form that no calendar shifts by a time zone. Stamps come from the
event's revision, not from a clock, so that the same plan gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

PRODUCT_ID = "-//fitexport//fitexport//EN"

_SESSIONS = UUID("3f0a1c52-8a4b-5c1e-9d57-6f2e0b9c4d10")
"""Names every session's UID; never to be changed."""
_BIRTH = datetime(2024, 1, 1, tzinfo=UTC)
_LINE_OCTETS = 75
_JOINERS = "\u200c\u200d"  # parts of words and emoji, though nothing prints for them
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One session on one day. `revision` counts its changes from 0."""

    uid: str
    day: date
    summary: str
    description: str
    categories: tuple[str, ...]
    file: str = ""
    revision: int = 0


def event_uid(season: str, athlete: str, key: str) -> str:
    """The UID of a session, from what it is (`w3.2`) and not when: a moved session moves.

    >>> event_uid("mile-2027", "", "w3.2") == event_uid("mile-2027", "", "w3.2")
    True
    """
    return str(uuid5(_SESSIONS, f"{season}\n{athlete}\n{key}"))


def encode_calendar(events: Sequence[Event], name: str) -> bytes:
    """A calendar of its own, called `name`.

    No METHOD: with one, calendars take a file for an invitation. No UID of its own: readers
    mistake it for an event's.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT_ID}",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return b"".join(map(_folded, lines))


def _event(event: Event) -> Iterator[str]:
    stamp = (_BIRTH + timedelta(seconds=event.revision)).strftime("%Y%m%dT%H%M%SZ")
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{stamp}"
    yield f"CREATED:{_BIRTH:%Y%m%dT%H%M%SZ}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{event.revision}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.summary)}"
    yield f"DESCRIPTION:{_text(event.description)}"
    yield f"CATEGORIES:{','.join(_texts(event.categories))}"
    yield "STATUS:CONFIRMED"
    yield "TRANSP:TRANSPARENT"
    if event.file:
        yield f"X-FITEXPORT-FILE:{_text(event.file)}"
    yield "END:VEVENT"


def _texts(values: Iterable[str]) -> Iterator[str]:
    return map(_text, values)


def _text(value: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11): escaped, no space at a line's end (caldav strips it)."""
    lines = (
        "".join(c if c.isprintable() or c in _JOINERS else " " for c in line).rstrip()
        for line in value.split("\n")
    )
    return "\n".join(lines).rstrip().translate(_ESCAPES)


def _folded(line: str) -> bytes:
    """A content line of 75 octets at most, continued after a space, no character split."""
    data = line.encode("utf-8", "replace")
    parts = []
    room = _LINE_OCTETS
    while len(data) > room:
        end = room
        while data[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        parts.append(data[:end])
        data = data[end:]
        room = _LINE_OCTETS - 1
    parts.append(data)
    return b"\r\n ".join(parts) + b"\r\n"
