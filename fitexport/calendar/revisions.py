"""Events + revisions of earlier exports -> events with revisions, which rise only for changed
events, so that calendars accept the change and leave the rest alone."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from fitexport.calendar.ics import (
    CANCELLED,
    PRODUCT_ID,
    Event,
    content_hash,
    folded,
    revision_lines,
)
from fitexport.calendar.lines import in_parts, unfolded


class LastSession(NamedTuple):
    """A session as last written to calendars, for its cancellation."""

    plan: str
    day: date
    span: tuple[datetime, datetime] | None
    title: str
    categories: tuple[str, ...]


class Revision(NamedTuple):
    """The last exported state of an event: its hash, how often it had changed, and for a session its
    content before cancellation."""

    content: str
    number: int
    session: LastSession | None = None


Revisions = Mapping[str, Revision]
"""UID -> its revision."""
NONE_YET: Revisions = {}


def revised(events: Iterable[Event], known: Revisions) -> tuple[tuple[Event, ...], Revisions]:
    """The events with their revisions, and the revisions to remember."""
    made: list[Event] = []
    now: dict[str, Revision] = {}
    for event in events:
        content, before = content_hash(event), known.get(event.uid)
        number = 0 if before is None else before.number + (before.content != content)
        made.append(event if event.revision == number else replace(event, revision=number))
        now[event.uid] = Revision(content, number, _session(event, before))
    return tuple(made), now


def newest(*known: Revisions) -> Revisions:
    """The revisions of several calendars combined: the highest number wins, then the first calendar."""
    found: dict[str, Revision] = {}
    for uid, revision in (item for each in known for item in each.items()):
        if uid not in found or revision.number > found[uid].number:
            found[uid] = revision
    return found


def written_revisions(calendar: bytes) -> Revisions:
    """The revisions in a calendar file of ours: without other memory, the file about to be replaced
    provides them."""
    lines = unfolded(calendar)
    if f"PRODID:{PRODUCT_ID}" not in lines:
        return NONE_YET
    found: Revisions = {}
    for event in in_parts(lines[1:-1]):
        values = {name: value for name, _, value in (line.partition(":") for line in event)}
        uid, sequence = values.get("UID", ""), values.get("SEQUENCE", "")
        if uid and sequence.isdecimal() and len(sequence) < _DIGITS:
            first = {line.partition(":")[0]: line for line in revision_lines(0)}
            same = (first.get(line.partition(":")[0], line) for line in event)
            content = sha256(b"".join(map(folded, same))).hexdigest()
            found = newest(found, {uid: Revision(content, int(sequence))})
    return found


_DIGITS = 10
"""A SEQUENCE with this many digits does not fit into 31 bits."""


def _session(event: Event, before: Revision | None) -> LastSession | None:
    if event.is_session:
        return LastSession(event.plan, event.day, event.span, event.summary, event.categories)
    return before.session if before else None


def dropped_sessions(
    known: Revisions, still: Container[str], plan: str, first: date, last: date = date.max
) -> list[Event]:
    """Cancellations of sessions of this plan that earlier calendars had between two days and that
    are no longer in the plan (`still`), from memory: the older calendar is not needed."""
    found = (
        Event(
            uid=uid,
            day=session.day,
            span=session.span,
            summary=f"{CANCELLED}{session.title}",
            description=_WHY,
            categories=session.categories,
            cancelled=True,
            plan=plan,
        )
        for uid, revision in known.items()
        if uid not in still
        and (session := revision.session) is not None
        and session.plan == plan
        and first <= session.day <= last
    )
    return sorted(found, key=lambda event: (event.day, event.uid))


_WHY = "This session is no longer in the plan."
