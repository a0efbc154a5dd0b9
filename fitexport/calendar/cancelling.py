"""An older calendar + the current events -> what to cancel, with revisions high enough for
calendars to accept it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from fitexport.calendar.ics import Event, content_hash, encode_event
from fitexport.calendar.reading import FoundEvent, fingerprint_of
from fitexport.calendar.revisions import Revision, Revisions


def cancelled_since(
    old: Iterable[FoundEvent], events: Iterable[Event], plan: str, today: date
) -> list[Event]:
    """Cancellations of events of this plan that are in an older calendar and no longer in the plan.
    Those already cancelled there stay so until their day is past."""
    still = {event.uid for event in events}
    found = [each for uid, each in _newest(old).items() if each.plan == plan and uid not in still]
    cancelled = [(event, event.as_cancelled()) for event in found]
    return [event for was, event in cancelled if not was.cancelled or event.day >= today]


def since(old: Sequence[FoundEvent], events: Iterable[Event], known: Revisions) -> Revisions:
    """The known revisions including the older calendar's: a change has to get a higher number than
    there."""
    return {**known, **dict(_counted(old, events, known))}


def _newest(old: Iterable[FoundEvent]) -> Mapping[str, FoundEvent]:
    """By UID: calendars that received an event twice may write it twice, in any order."""
    found: dict[str, FoundEvent] = {}
    for event in old:
        if event.uid not in found or event.sequence > found[event.uid].sequence:
            found[event.uid] = event
    return found


def _counted(
    old: Sequence[FoundEvent], events: Iterable[Event], known: Revisions
) -> Iterator[tuple[str, Revision]]:
    by_uid = _newest(old)
    for event in events:
        before, found = known.get(event.uid), by_uid.get(event.uid)
        if found is None or (before is not None and before.number >= found.sequence):
            continue
        same = fingerprint_of(encode_event(event, {})) == found.fingerprint
        session = before.session if before else None
        yield event.uid, Revision(content_hash(event) if same else "", found.sequence, session)
