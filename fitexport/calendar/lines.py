"""The content lines of an iCalendar file (RFC 5545, 3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_NAME = re.compile(r"[A-Za-z0-9-]+")


def unfolded(data: bytes) -> list[str]:
    """The unfolded lines of a file; invalid UTF-8 is replaced.

    >>> unfolded(b"BEGIN:VEVENT\\r\\nSUMMARY:ea\\r\\n sy\\r\\n")
    ['BEGIN:VEVENT', 'SUMMARY:easy']
    """
    return list(unfolded_one_by_one(data))


def unfolded_one_by_one(data: bytes) -> Iterator[str]:
    """The same, lazily."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    text = text.replace("\n ", "").replace("\n\t", "")
    return (match[0] for match in re.finditer(r"[^\n]+", text))


def name_of(line: str) -> str:
    """The name of a line's property, in capitals.

    >>> name_of("dtstart;VALUE=DATE:20270322")
    'DTSTART'
    """
    match = _NAME.match(line)
    return match[0].upper() if match else ""


def component_of(line: str, edge: str) -> str:
    """The component that a line begins or ends (`edge`: BEGIN, END), in capitals, or "".

    >>> component_of("BEGIN:vevent", "BEGIN")
    'VEVENT'
    """
    head, _, kind = line.partition(":")
    return kind.strip().upper() if head.strip().upper() == edge else ""


def in_parts(lines: Iterable[str]) -> Iterator[list[str]]:
    """The same lines, grouped: single lines, and each nested component as one group."""
    part: list[str] = []
    depth = 0
    for line in lines:
        part.append(line)
        depth += bool(component_of(line, "BEGIN")) - bool(component_of(line, "END"))
        if depth <= 0:
            yield part
            part, depth = [], 0
    if part:
        yield part
