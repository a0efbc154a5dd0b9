"""The server's event + the plan's + which properties to write -> the event to send.

Only those properties change. Every other line is the runner's, their program's or their
server's, and is sent back unchanged: a place, a guest, an alarm, a time zone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from fitexport.calendar.ics import Event, event_lines, folded
from fitexport.calendar.lines import component_of, in_parts, name_of, unfolded
from fitexport.calendar.properties import ALARM, CATEGORIES, PROPERTIES
from fitexport.calendar.reading import FoundEvent
from fitexport.sync.merging import Parts, part

_ALWAYS = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE")
_OURS = "X-FITEXPORT-"


def edited(
    data: bytes,
    there: FoundEvent,
    event: Event,
    written: Collection[str],
    base: Parts,
    ours: Parts,
    more: Mapping[str, str],
) -> bytes:
    """The calendar of one event with the plan's values for the properties `written`. `base` is
    what was published last, `ours` what the plan has now, `more` are properties only for
    servers.

    A repeating event may come with exceptions for days that the runner changed: they stay.
    """
    lines: list[str] = []
    for calendar in in_parts(unfolded(data)):
        lines.append(calendar[0])
        for piece in in_parts(calendar[1:-1]):
            if component_of(piece[0], "BEGIN") == "VEVENT" and not _is_exception(piece):
                lines += _edited_event(piece, there, event, written, base, ours, more)
            elif name_of(piece[0]) != "METHOD":  # not allowed for events on a server
                lines += piece
        lines.append(calendar[-1])
    return b"".join(map(folded, lines))


def _is_exception(event: list[str]) -> bool:
    """Whether it is the exception for one day of a repeating event."""
    return any(name_of(each[0]) == "RECURRENCE-ID" for each in in_parts(event[1:-1]))


def _edited_event(
    lines: list[str],
    there: FoundEvent,
    event: Event,
    written: Collection[str],
    base: Parts,
    ours: Parts,
    more: Mapping[str, str],
) -> Iterator[str]:
    theirs = [name for name in there.categories if not part(name) & base[CATEGORIES]]
    event = replace(event, categories=tuple(dict.fromkeys((*event.categories, *theirs))))
    new = list(in_parts(list(event_lines(event, more))[1:-1]))
    names = {*_ALWAYS, *(name for each in written for name in PROPERTIES[each])}

    def is_replaced(name: str) -> bool:
        return name in names or name.startswith(_OURS)

    yield lines[0]
    pieces = list(in_parts(lines[1:-1]))
    for piece in pieces:
        if len(piece) == 1 and not is_replaced(name_of(piece[0])):
            yield piece[0]
    for piece in new:
        if len(piece) == 1 and is_replaced(name_of(piece[0])):
            yield piece[0]
    stays: frozenset[str] = frozenset()
    triggers = iter(there.alarms)
    for piece in pieces:
        if len(piece) > 1:
            is_alarm = component_of(piece[0], "BEGIN") == "VALARM"
            trigger = part(next(triggers, "")) if is_alarm else frozenset()
            if ALARM not in written or not trigger & base[ALARM]:
                stays |= trigger
                yield from piece
    if ALARM in written and not ours[ALARM] <= stays:
        for piece in new:
            if len(piece) > 1:
                yield from piece
    yield lines[-1]
