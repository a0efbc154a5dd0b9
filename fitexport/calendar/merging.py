"""Merge three versions of an event - last published, in the plan, on the server - property by
property: which get the plan's value, and which keep the runner's.

A property is a set of hashes. Most have one value, so one hash; categories and alarms may have
others beside ours, which are the runner's and always stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

TIME, TITLE, DESCRIPTION, CATEGORIES = "time", "title", "description", "categories"
STATUS, BUSY, ALARM = "status", "free or busy", "alarm"
PROPERTIES: Mapping[str, tuple[str, ...]] = {
    TIME: ("DTSTART", "DTEND", "DURATION"),
    TITLE: ("SUMMARY",),
    DESCRIPTION: ("DESCRIPTION",),
    CATEGORIES: ("CATEGORIES",),
    STATUS: ("STATUS",),
    BUSY: ("TRANSP",),
    ALARM: (),  # a component
}
"""The properties of our events: a name for runners -> names in iCalendar."""

Parts = Mapping[str, frozenset[str]]
"""Property -> hashes of its values."""

_VERSION, _NONE = "1", "0"
_HASH_DIGITS = 8
UNKNOWN: Parts = dict.fromkeys(PROPERTIES, frozenset("?"))
"""Nothing is known: whatever a server has counts as the runner's."""


def is_unknown(parts: Parts) -> bool:
    """Whether it is unknown what was published last."""
    return any(UNKNOWN[name] <= parts[name] for name in PROPERTIES)


def part(*values: str) -> frozenset[str]:
    """The hashes of a property's values.

    >>> part("Running") < part("Running", "easy")
    True
    """
    return frozenset(sha256(value.encode()).hexdigest()[:_HASH_DIGITS] for value in values)


def parts_text(parts: Parts) -> str:
    """The parts of an event in one line, in characters that no server escapes."""
    return "-".join((_VERSION, *(".".join(sorted(parts[name])) or _NONE for name in PROPERTIES)))


def read_parts(text: str) -> Parts | None:
    """What `parts_text` wrote; None for anything else.

    >>> read_parts(parts_text(UNKNOWN)) == UNKNOWN, read_parts("2-x")
    (True, None)
    """
    version, *fields = text.strip().split("-")
    if version != _VERSION or len(fields) != len(PROPERTIES):
        return None
    return {
        name: frozenset() if field == _NONE else frozenset(field.split("."))
        for name, field in zip(PROPERTIES, fields, strict=True)
    }


@dataclass(frozen=True, slots=True)
class Merge:
    """The decision for each property of an event."""

    written: tuple[str, ...]
    """Properties that get the plan's value."""
    kept: tuple[str, ...]
    """Properties that keep the runner's value."""
    base: Parts
    """What will have been published last, by property."""


def merge(
    base: Parts, ours: Parts, theirs: Parts, *, force: bool = False, same_kind: bool = True
) -> Merge:
    """Decide for each property. `same_kind`: both events are all-day, or both are timed; otherwise
    alarm and busy status go with the time they were meant for."""
    written, kept, after = [], [], {}
    for name in PROPERTIES:
        last, new, there = base[name], ours[name], theirs[name]
        follows_time = name in (BUSY, ALARM) and TIME in kept and not same_kind
        if new <= there and not (last - new) & there:
            after[name] = new
        elif not follows_time and (force or last <= there):
            written.append(name)
            after[name] = new
        else:
            after[name] = last
            if not follows_time:
                kept.append(name)
    return Merge(tuple(written), tuple(kept), after)
