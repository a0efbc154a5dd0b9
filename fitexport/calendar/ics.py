"""Events -> the bytes of an iCalendar file (RFC 5545).

Events are all-day, which no calendar shifts by a time zone, or begin at an instant in UTC,
which needs no definition of a time zone. Stamps come from the event's revision, not
from a clock, so that the same plan gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha1, sha256

from fitexport.keeping import Value

PRODUCT_ID = "-//fitexport//fitexport//EN"

_SESSIONS = bytes.fromhex("3f0a1c528a4b5c1e9d576f2e0b9c4d10")
"""The namespace of all UIDs; must never change."""
_OURS = r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
_INSTANT = "%Y%m%dT%H%M%SZ"
_BIRTH = datetime(2024, 1, 1, tzinfo=UTC)
_LINE_OCTETS = 75
_BACKSLASH = ord("\\")
_JOINERS = "\u200c\u200d"  # parts of words and emoji, though not printable
SEASON_PROPERTY = "X-FITEXPORT-SEASON"
CANCELLED = "Cancelled: "
"""Before the title of a cancelled event: several calendars show it like any other."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Event(Value):
    """One session on one day, or a week. `revision` counts its changes from 0."""

    uid: str
    day: date
    summary: str
    description: str
    categories: tuple[str, ...]
    days: int = 1
    """Length of an all-day event."""
    span: tuple[datetime, datetime] | None = None
    """Begin and end in UTC of a timed event."""
    remind_min: int | None = None
    """Alarm, in minutes before the start; not for all-day events: it would ring at midnight."""
    cancelled: bool = False
    is_session: bool = False
    """Whether to cancel it once it is no longer in the plan."""
    plan: str = ""
    """Whose event it is: see `plan_uid`."""
    file: str = ""
    revision: int = 0


def event_uid(season: str, athlete: str, key: str) -> str:
    """The UID of a session, from its key (`w3.2`) and not its date: a moved session keeps it.

    >>> event_uid("mile-2027", "", "w3.2") == event_uid("mile-2027", "", "w3.2")
    True
    """
    return _uid(f"{season}\n{athlete}\n{key}")


def is_event_uid(uid: str) -> bool:
    """Whether it may be one of ours. A copy made by a runner gets a random UID (version 4) or
    something else.

    >>> is_event_uid(event_uid("mile-2027", "", "w3.2"))
    True
    """
    return re.fullmatch(_OURS, uid) is not None


def is_event_of_file(calendar: bytes, file: str) -> bool:
    """Whether a calendar is ours and has a single event, that of this workout file."""
    lines = calendar.replace(b"\r\n ", b"").split(b"\r\n")
    return (
        f"PRODID:{PRODUCT_ID}".encode() in lines
        and lines.count(b"BEGIN:VEVENT") == 1
        and f"X-FITEXPORT-FILE:{escaped(file)}".encode("utf-8", "replace") in lines
    )


def plan_uid(season: str, athlete: str) -> str:
    """The id shared by the events of one athlete's season, and by no others.

    >>> plan_uid("mile-2027", "") == plan_uid("mile-2027", "anna")
    False
    """
    return _uid(f"{season}\n{athlete}")


def _uid(name: str) -> str:
    """A UUID of version 5 in our namespace (RFC 9562, 5.5). Python's `uuid` takes longer to
    import than a week takes to encode."""
    digest = bytearray(sha1(_SESSIONS + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def content_hash(event: Event) -> str:
    """SHA-256 of an event's content without its revision."""
    return sha256(_encoded(replace(event, revision=0) if event.revision else event)).hexdigest()


def encode_event(event: Event, more: Mapping[str, str]) -> bytes:
    """A calendar of this one event, as on a calendar server; `more` are properties only for
    servers, by name."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT_ID}")
    return b"".join(map(folded, [*head, *event_lines(event, more), "END:VCALENDAR"]))


def encode_calendar(
    events: Sequence[Event], name: str, season: str = "", *, refresh: str = ""
) -> bytes:
    """A whole calendar called `name`; a later export reads `season` back. `refresh` is how often
    those who subscribe to it are asked to look again, as a duration (RFC 7986, 5.7).

    No METHOD: with one, calendars treat a file as an invitation. No UID for the calendar: readers
    mistake it for an event's.
    """
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT_ID}",
        "CALSCALE:GREGORIAN",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        *([f"{SEASON_PROPERTY}:{escaped(season)}"] if season else []),
        *([f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}"] if refresh else []),
        *([f"X-PUBLISHED-TTL:{refresh}"] if refresh else []),  # the same for Outlook
    ]
    return b"".join((*map(folded, head), *map(_encoded, events), folded("END:VCALENDAR")))


@lru_cache(maxsize=256)  # an event of revision 0 is hashed, then written
def _encoded(event: Event) -> bytes:
    return b"".join(map(folded, event_lines(event)))


def event_lines(event: Event, more: Mapping[str, str] = {}) -> Iterator[str]:
    """The content lines of an event, unfolded."""
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield from revision_lines(event.revision)
    if event.span is None:
        yield f"DTSTART;VALUE=DATE:{_date(event.day)}"
        yield f"DTEND;VALUE=DATE:{_date(event.day + timedelta(days=event.days))}"
    else:
        yield f"DTSTART:{event.span[0]:{_INSTANT}}"
        yield f"DTEND:{event.span[1]:{_INSTANT}}"
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"DESCRIPTION:{escaped(event.description)}"
    yield f"CATEGORIES:{_texts(event.categories)}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    # An all-day event that is busy would block the day (Outlook, Google); a timed one should.
    yield f"TRANSP:{'TRANSPARENT' if event.span is None else 'OPAQUE'}"
    if event.plan:
        yield f"X-FITEXPORT-PLAN:{event.plan}"
    if event.file:
        yield f"X-FITEXPORT-FILE:{escaped(event.file)}"
    yield from (f"{name}:{value}" for name, value in more.items())
    if event.span is not None and event.remind_min is not None:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(event.summary)}")
        yield from (f"TRIGGER:-PT{event.remind_min}M", "END:VALARM")
    yield "END:VEVENT"


@lru_cache(maxsize=64)  # hardly any event has changed often
def revision_lines(revision: int) -> tuple[str, ...]:
    """The lines of an event that depend on its revision."""
    stamp = f"{_BIRTH + timedelta(seconds=revision):{_INSTANT}}"
    return (
        f"DTSTAMP:{stamp}",
        f"CREATED:{_BIRTH:{_INSTANT}}",
        f"LAST-MODIFIED:{stamp}",
        f"SEQUENCE:{revision}",
    )


def _date(day: date) -> str:
    return day.isoformat().replace("-", "")  # four times as fast as `strftime`


@lru_cache(maxsize=64)
def _texts(values: Sequence[str]) -> str:
    return ",".join(map(escaped, values))


def escaped(value: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11): escaped, no space at a line's end (caldav strips it)."""
    text = value if value.replace("\n", "").isprintable() else _shown(value)
    if " \n" in text:
        text = "\n".join(line.rstrip() for line in text.split("\n"))
    text = text.rstrip()  # `replace` is ten times as fast as `translate`
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() or c in _JOINERS or c == "\n" else " " for c in text)


def folded(line: str) -> bytes:
    """A content line of 75 octets at most, continued after a space; splits no character and no
    escape: some calendars drop an event whose `\\n` is cut in two."""
    data = line.encode("utf-8", "replace")
    if len(data) <= _LINE_OCTETS:
        return data + b"\r\n"
    parts = []
    begin, end = 0, _LINE_OCTETS
    while end < len(data):
        while data[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        escape = end
        while escape > begin and data[escape - 1] == _BACKSLASH:
            escape -= 1
        if (end - escape) % 2:  # inside an escape
            end -= 1
        parts.append(data[begin:end])
        begin, end = end, end + _LINE_OCTETS - 1
    parts.append(data[begin:])
    return b"\r\n ".join(parts) + b"\r\n"
