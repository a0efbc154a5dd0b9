"""What RFC 5545 and the calendars people use ask of a file, checked on its bytes.

Two shapes of events are right: all-day ones, free and silent, and ones at an instant in UTC,
busy, with at most one alarm before them.

A linter of our own: libraries forgive too much to test a writer with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_EVENT_ONCE = (
    *("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND"),
    *("SUMMARY", "DESCRIPTION", "CATEGORIES", "STATUS", "TRANSP"),
)
_EVENT_MORE = ("X-FITEXPORT-PLAN", "X-FITEXPORT-FILE", "X-FITEXPORT-HASH")
_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_STAMP = re.compile(r"\d{8}T\d{6}Z")
_TEXTS = (
    "SUMMARY",
    "DESCRIPTION",
    "CATEGORIES",
    "NAME",
    "X-WR-CALNAME",
    "X-FITEXPORT-FILE",
    "X-FITEXPORT-SEASON",
)


def lint(data: bytes) -> list[str]:
    """All that is wrong with a calendar."""
    return list(_problems(data))


def unfolded(data: bytes) -> list[str]:
    """The content lines (RFC 5545, 3.1)."""
    return data.replace(b"\r\n ", b"").decode("utf-8").removesuffix("\r\n").split("\r\n")


def _problems(data: bytes) -> Iterator[str]:
    if not data.endswith(b"\r\n"):
        yield "does not end with CRLF"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        yield "a line break that is not CRLF"
    for number, line in enumerate(data.split(b"\r\n")[:-1], start=1):
        if len(line) > 75:
            yield f"line {number}: {len(line)} octets"
        if not line.strip():
            yield f"line {number}: empty"
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            yield f"line {number}: a character is split"
            continue
        if re.search(r"[\x00-\x1f\x7f]", text):
            yield f"line {number}: a control character"
    lines = unfolded(data)
    yield from (f"ends with a blank: {line}" for line in lines if line != line.rstrip())
    if lines[:2] != ["BEGIN:VCALENDAR", "VERSION:2.0"] or lines[-1] != "END:VCALENDAR":
        yield "is not one VCALENDAR of version 2.0"
    body = lines[1:-1]
    head = body[: body.index("BEGIN:VEVENT")] if "BEGIN:VEVENT" in body else body
    names = [_name(line) for line in head]
    wanted = ["VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME"]
    of_feed = ["REFRESH-INTERVAL", "X-PUBLISHED-TTL"]
    if names not in (wanted, [*wanted, "X-FITEXPORT-SEASON"], [*wanted, *of_feed]):
        yield f"the calendar has {names}"
    durations = ("REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H")
    yield from (
        f"reads {line}" for line in head if _name(line) in of_feed and line not in durations
    )
    yield from (f"holds {line}" for line in lines if _unwanted(line))
    yield from _events(body[len(head) :])


def _unwanted(line: str) -> bool:
    return (
        _name(line) in ("METHOD", "RRULE", "DURATION")
        or line == "BEGIN:VTIMEZONE"
        or "TZID" in line.partition(":")[0]
    )


def _events(lines: list[str]) -> Iterator[str]:
    uids = []
    event: list[str] = []
    for line in lines:
        event.append(line)
        if line == "END:VEVENT":
            yield from _event(event)
            uids += [line for line in event if line.startswith("UID:")]
            event = []
    if event:
        yield "something after the last event"
    if len(uids) != len(set(uids)):
        yield "two events of one UID"


def _event(lines: list[str]) -> Iterator[str]:
    if lines[0] != "BEGIN:VEVENT":
        yield f"an event begins with {lines[0]}"
    values: dict[str, str] = {}
    body = lines[1:-1]
    if "BEGIN:VALARM" in body:
        yield from _alarm(body[body.index("BEGIN:VALARM") :])
        body = body[: body.index("BEGIN:VALARM")]
    for line in body:
        name = _name(line)
        if name in values:
            yield f"{name} twice"
        if name not in _EVENT_ONCE and name not in _EVENT_MORE:
            yield f"{name} in an event"
        values[name] = line.partition(":")[2]
        if name in _TEXTS and re.search(r"(?<!\\)(?:\\\\)*(?:;|\\[^\\;,nN]|\\$)", values[name]):
            yield f"{name} is not escaped: {values[name]}"
    yield from (f"{name} is missing" for name in _EVENT_ONCE if name not in values)
    if not _UID.fullmatch(values.get("UID", "")):
        yield "UID is no lower-case UUID of version 5"
    for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED"):
        if not _STAMP.fullmatch(values.get(name, "")):
            yield f"{name} is no time in UTC"
    timed = _STAMP.fullmatch(values.get("DTSTART", "")) is not None
    for name in ("DTSTART", "DTEND"):
        if timed and not _STAMP.fullmatch(values.get(name, "")):
            yield f"{name} is no time in UTC"
        if not timed and not any(
            re.fullmatch(rf"{name};VALUE=DATE:\d{{8}}", line) for line in lines
        ):
            yield f"{name} is no date"
    if values.get("DTEND", "") <= values.get("DTSTART", ""):
        yield "ends no later than it begins"
    if values.get("TRANSP") != ("OPAQUE" if timed else "TRANSPARENT"):
        yield f"TRANSP is {values.get('TRANSP')}"
    if values.get("STATUS") not in ("CONFIRMED", "CANCELLED"):
        yield f"STATUS is {values.get('STATUS')}"
    if not timed and "BEGIN:VALARM" in lines:
        yield "an alarm at midnight"


def _alarm(lines: list[str]) -> Iterator[str]:
    names = [_name(line) for line in lines]
    if names != ["BEGIN", "ACTION", "DESCRIPTION", "TRIGGER", "END"] or lines[-1] != "END:VALARM":
        yield f"an alarm has {names}"
    if not any(re.fullmatch(r"TRIGGER:-PT\d+M", line) for line in lines):
        yield "an alarm without a time before"


def _name(line: str) -> str:
    return re.split("[;:]", line, maxsplit=1)[0]
