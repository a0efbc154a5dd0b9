"""The plan's events + those on a calendar server + those last published -> what to do.

Three versions of an event decide: the plan's, the server's and the last published one. Where
the last two differ, the runner has edited the event, and it stays theirs. Only events of this
plan are ever changed or deleted.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from fitexport.calendar.editing import edited
from fitexport.calendar.ics import Event, encode_event, is_event_uid
from fitexport.calendar.properties import OTHER_KIND, PROPERTIES, UNKNOWN
from fitexport.calendar.reading import FoundEvent, read_events
from fitexport.errors import CalendarError
from fitexport.sync.actions import Action, Do, Publication
from fitexport.sync.merging import Parts, is_unknown, merge, parts_text, read_parts

HASH = "X-FITEXPORT-HASH"
"""The property on the server with the fingerprint an event was published with."""
BASE, EDITION = "X-FITEXPORT-BASE", "X-FITEXPORT-EDITION"
"""The same, property by property; and the edition of the plan it was published from."""
SESSIONS = "X-FITEXPORT-SESSIONS"
"""The events published with it: shows a computer without memory what was deleted."""


class RemoteEvent(NamedTuple):
    """An event on the server: address, version there, content, bytes."""

    href: str
    etag: str
    found: FoundEvent
    data: bytes


def read_remote(href: str, etag: str, data: bytes) -> Iterator[RemoteEvent]:
    """The event at an address, if it can be read."""
    try:
        found = read_events(data)
    except CalendarError:
        return
    for event in found:
        if not event.exception:
            yield RemoteEvent(href, etag, event, data)


def plan_publication(
    events: Iterable[Event],
    remote: Sequence[RemoteEvent],
    published: Mapping[str, str],
    plan: str,
    *,
    edition: str = "",
    force: bool = False,
) -> Publication[RemoteEvent]:
    """The actions that bring the server's calendar in step with the plan.

    `published` is what this computer remembers of the calendar, UID -> what was published
    (nothing, if the calendar is new); `plan` identifies our events (`ics.plan_uid`);
    `edition` is that of the plan (`editions.edition_of`). With `force`, changes made by the runner
    are overwritten.
    """
    wanted = {event.uid: event for event in events}
    ours = {
        each.found.uid: each
        for each in remote
        if each.found.uid in wanted
        or each.found.uid in published
        or (each.found.plan == plan and is_event_uid(each.found.uid))
    }
    siblings = [each.found for each in ours.values() if each.found.plan == plan]
    more = {EDITION: edition} if edition else {}
    more[SESSIONS] = "".join(map(_short, wanted))
    deleted = _deleted(wanted, ours, published, siblings)
    actions = [
        _wanted(event, ours.get(event.uid), published, deleted, more, force=force)
        for event in wanted.values()
    ]
    stale = (each for uid, each in ours.items() if uid not in wanted)
    return Publication(
        (*actions, *(_stale(each, published, force=force) for each in stale)),
        max((each.edition for each in siblings), default=""),
    )


_SHORT_BYTES = 3
_SHORT = 4
"""Characters of a UID in the list of those published together; 64 sessions take 256."""


def _short(uid: str) -> str:
    return base64.urlsafe_b64encode(sha256(uid.encode()).digest()[:_SHORT_BYTES]).decode()


def _deleted(
    wanted: Iterable[str],
    ours: Mapping[str, RemoteEvent],
    published: Mapping[str, str],
    siblings: Sequence[FoundEvent],
) -> frozenset[str]:
    """UIDs of events that the runner deleted. This computer published them, or a later event on the
    server lists them and they are still in the newest plan."""
    last = max((each.edition for each in siblings), default="")
    made: set[str] = set()
    of_newest: set[str] = set()
    for each in siblings:
        text = each.sessions
        names = [text[at : at + _SHORT] for at in range(0, len(text), _SHORT)]
        own = _short(each.uid)
        made.update(names[: names.index(own)] if own in names else ())
        of_newest.update(names if each.edition == last else ())
    there = made & of_newest
    return frozenset(
        uid
        for uid in wanted
        if uid not in ours and (bool(published[uid]) if uid in published else _short(uid) in there)
    )


def _wanted(
    event: Event,
    there: RemoteEvent | None,
    published: Mapping[str, str],
    deleted: frozenset[str],
    more: Mapping[str, str],
    *,
    force: bool,
) -> Action[RemoteEvent]:
    (plain,) = read_events(encode_event(event, {}))
    is_timed = isinstance(plain.begin, datetime)

    def action(
        do: Do, base: Parts, body: bytes = b"", kept: tuple[str, ...] = ()
    ) -> Action[RemoteEvent]:
        known = "" if there is None else there.found.base
        over = _over(parts_text(base, PROPERTIES) if body else known)
        remembered = f"{plain.fingerprint} {parts_text(base, PROPERTIES)} {over}"
        if there is not None and is_unknown(base):
            remembered = published.get(event.uid) or there.found.published or "?"
        return Action(do, event.uid, event.summary, remembered, body, there, kept)

    def properties(base: Parts) -> Mapping[str, str]:
        return {HASH: plain.fingerprint, BASE: parts_text(base, PROPERTIES), **more}

    if there is None:
        if event.uid in deleted and not force:
            return action(Do.KEEP_DELETED, plain.parts)
        return action(Do.CREATE, plain.parts, encode_event(event, properties(plain.parts)))
    found = there.found
    base = _base(there, published, event.revision)
    if force and is_unknown(base):
        base = found.parts
    merged = merge(
        base,
        plain.parts,
        found.parts,
        force=force,
        follows={} if isinstance(found.begin, datetime) is is_timed else OTHER_KIND,
    )
    if not merged.written:
        return action(Do.KEEP_EDITED if merged.kept else Do.SAME, merged.base, b"", merged.kept)
    body = edited(
        *(there.data, found, _newer(event, there), merged.written),
        *(base, plain.parts, properties(merged.base)),
    )
    return action(Do.UPDATE, merged.base, body, merged.kept)


def _newer(event: Event, there: RemoteEvent) -> Event:
    """The event with a revision above the one on the server, whoever set that."""
    return replace(event, revision=max(event.revision, there.found.sequence + 1))


def _stale(there: RemoteEvent, published: Mapping[str, str], *, force: bool) -> Action[RemoteEvent]:
    found = there.found
    base = _base(there, published, None)
    touched = any(not last <= found.parts[name] for name, last in base.items())
    delete = force or not (touched or found.added)
    do = Do.DELETE if delete else Do.KEEP_STALE
    return Action(do, found.uid, found.summary, "", b"", there)


def _base(there: RemoteEvent, published: Mapping[str, str], revision: int | None) -> Parts:
    """What was published last of an event. If unknown (no memory, and a server that drops our
    properties), it is what is there if that has an older revision."""
    found = there.found
    fingerprint, _, rest = published.get(found.uid, "").partition(" ")
    text, _, over = rest.partition(" ")
    remembered, kept_there = (read_parts(each, PROPERTIES) for each in (text, found.base))
    if remembered and (kept_there is None or over == _over(found.base)):
        return remembered
    if kept_there:
        return kept_there
    last = {fingerprint, found.published} - {""}
    untouched = found.fingerprint in last if last else revision is None or found.sequence < revision
    return found.parts if untouched else UNKNOWN


def _over(base: str) -> str:
    """A hash of the server's record of what was published last, which this computer's newer
    knowledge replaces until another computer publishes the event."""
    return sha256(base.encode()).hexdigest()[:8] if base else "-"
