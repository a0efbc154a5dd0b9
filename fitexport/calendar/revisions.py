"""Events + what earlier exports said -> events with their revision: it rises only for those
that changed, so that calendars take a change and leave the rest alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from fitexport.calendar.ics import Event, content_hash


class Revision(NamedTuple):
    """What an export last said of an event: a hash of it, and how often it had changed."""

    content: str
    number: int


Revisions = Mapping[str, Revision]
"""UID -> its revision."""
NONE_YET: Revisions = {}


def revised(events: Iterable[Event], known: Revisions) -> tuple[tuple[Event, ...], Revisions]:
    """The events, each with its revision; and these revisions, to be remembered."""
    made: list[Event] = []
    now: dict[str, Revision] = {}
    for event in events:
        content, before = content_hash(event), known.get(event.uid)
        number = 0 if before is None else before.number + (before.content != content)
        made.append(replace(event, revision=number))
        now[event.uid] = Revision(content, number)
    return tuple(made), now
