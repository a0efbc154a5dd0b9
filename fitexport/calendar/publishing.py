"""The plan's events + what a calendar server holds + what was published last -> what to do.

Three versions of an event decide: as the plan has it now, as the server has it, as it was
published last. Where the server's is not the last published one, the runner has dragged or
edited it: it stays theirs. Only events of this plan are ever changed or deleted.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from fitexport.calendar.editing import edited
from fitexport.calendar.ics import Event, encode_event, is_event_uid
from fitexport.calendar.merging import UNKNOWN, Parts, is_unknown, merge, parts_text, read_parts
from fitexport.calendar.reading import FoundEvent, read_events
from fitexport.errors import CalendarError

HASH = "X-FITEXPORT-HASH"
"""The property that keeps, on the server, the fingerprint an event was published with."""
BASE, EDITION = "X-FITEXPORT-BASE", "X-FITEXPORT-EDITION"
"""The same, property by property; and how new the plan is that it was published from."""
SESSIONS = "X-FITEXPORT-SESSIONS"
"""Which events were published with it: a computer that remembers nothing sees what was deleted."""


class RemoteEvent(NamedTuple):
    """An event on the server: its address, its version there, what it says, its bytes."""

    href: str
    etag: str
    found: FoundEvent
    data: bytes


def read_remote(href: str, etag: str, data: bytes) -> Iterator[RemoteEvent]:
    """The event at an address; nothing where there is none that can be read."""
    try:
        found = read_events(data)
    except CalendarError:
        return
    for event in found:
        if not event.exception:
            yield RemoteEvent(href, etag, event, data)


class Do(StrEnum):
    """What happens to an event."""

    CREATE = "add"
    UPDATE = "change"
    DELETE = "delete"
    SAME = "same"
    KEEP_EDITED = "keep as you changed it"
    KEEP_DELETED = "keep deleted, as you did"
    KEEP_STALE = "keep, changed by you, though the plan has it no more"


class Action(NamedTuple):
    """One event and what happens to it."""

    do: Do
    uid: str
    title: str
    remembered: str
    """What is remembered of it once this is done; "" if it is not in the plan."""
    body: bytes = b""
    """What is sent, if it is."""
    remote: RemoteEvent | None = None
    kept: tuple[str, ...] = ()
    """Which of its properties stay as the runner made them."""


@dataclass(frozen=True, slots=True)
class Publication:
    """All that publishing does."""

    actions: tuple[Action, ...]
    newest: str = ""
    """The newest edition of the plan that the server has events of."""

    def of(self, *kinds: Do) -> tuple[Action, ...]:
        return tuple(action for action in self.actions if action.do in kinds)

    @property
    def writes(self) -> tuple[Action, ...]:
        return self.of(Do.CREATE, Do.UPDATE, Do.DELETE)

    @property
    def kept(self) -> tuple[Action, ...]:
        """Events that stay, as a whole or in part, as the runner made them."""
        kinds = (Do.KEEP_EDITED, Do.KEEP_DELETED, Do.KEEP_STALE)
        return tuple(each for each in self.actions if each.do in kinds or each.kept)


def plan_publication(
    events: Iterable[Event],
    remote: Sequence[RemoteEvent],
    published: Mapping[str, str],
    plan: str,
    *,
    edition: str = "",
    force: bool = False,
) -> Publication:
    """What brings the server's calendar in step with the plan.

    `published` is what this computer remembers of the calendar, UID -> what was put there
    (nothing, if the calendar is new); `plan` is whose events are ours (`ics.plan_uid`);
    `edition` is how new the plan is (`editions.edition_of`). With `force`, what the runner changed by
    hand is overwritten.
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
"""Characters of a UID among those published together; 64 sessions take 256."""


def _short(uid: str) -> str:
    return base64.urlsafe_b64encode(sha256(uid.encode()).digest()[:_SHORT_BYTES]).decode()


def _deleted(
    wanted: Iterable[str],
    ours: Mapping[str, RemoteEvent],
    published: Mapping[str, str],
    siblings: Sequence[FoundEvent],
) -> frozenset[str]:
    """UIDs of events that the runner deleted. This computer put them there; or, where it does
    not know, an event that was made after them says so, and the newest plan has them still."""
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
) -> Action:
    (plain,) = read_events(encode_event(event, {}))

    def action(do: Do, base: Parts, body: bytes = b"", kept: tuple[str, ...] = ()) -> Action:
        known = "" if there is None else there.found.base
        over = _over(parts_text(base) if body else known)
        remembered = f"{plain.fingerprint} {parts_text(base)} {over}"
        if there is not None and is_unknown(base):
            remembered = published.get(event.uid) or there.found.published or "?"
        return Action(do, event.uid, event.summary, remembered, body, there, kept)

    def properties(base: Parts) -> Mapping[str, str]:
        return {HASH: plain.fingerprint, BASE: parts_text(base), **more}

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
        same_kind=isinstance(found.begin, datetime) == isinstance(plain.begin, datetime),
    )
    if not merged.written:
        return action(Do.KEEP_EDITED if merged.kept else Do.SAME, merged.base, b"", merged.kept)
    body = edited(
        *(there.data, found, _newer(event, there), merged.written),
        *(base, plain.parts, properties(merged.base)),
    )
    return action(Do.UPDATE, merged.base, body, merged.kept)


def _newer(event: Event, there: RemoteEvent) -> Event:
    """The event with a revision that rises where clients have it already, whoever counted."""
    return replace(event, revision=max(event.revision, there.found.sequence + 1))


def _stale(there: RemoteEvent, published: Mapping[str, str], *, force: bool) -> Action:
    found = there.found
    base = _base(there, published, None)
    touched = any(not last <= found.parts[name] for name, last in base.items())
    delete = force or not (touched or found.added)
    do = Do.DELETE if delete else Do.KEEP_STALE
    return Action(do, found.uid, found.summary, "", b"", there)


def _base(there: RemoteEvent, published: Mapping[str, str], revision: int | None) -> Parts:
    """What was published last of an event. Where nobody knows (no memory, and a server that
    drops our properties), what is there is taken for it if it has an older revision."""
    found = there.found
    fingerprint, _, rest = published.get(found.uid, "").partition(" ")
    text, _, over = rest.partition(" ")
    remembered, kept_there = read_parts(text), read_parts(found.base)
    if remembered and (kept_there is None or over == _over(found.base)):
        return remembered
    if kept_there:
        return kept_there
    last = {fingerprint, found.published} - {""}
    untouched = found.fingerprint in last if last else revision is None or found.sequence < revision
    return found.parts if untouched else UNKNOWN


def _over(base: str) -> str:
    """What the server said was published last, when this computer came to know better: it may
    learn of a change that it did not have to send. As soon as another computer publishes the
    event, what that says counts."""
    return sha256(base.encode()).hexdigest()[:8] if base else "-"


def now_published(
    before: Mapping[str, str], publication: Publication, done: Iterable[Action]
) -> dict[str, str]:
    """What is to be remembered, after the writes that came through. "" is an event that is not
    there by the plan's own doing, and is no runner's deletion."""
    made = set(done)
    after = dict.fromkeys(before, "")
    for action in publication.actions:
        written = action in made
        match action.do:
            case Do.SAME | Do.KEEP_EDITED:
                after[action.uid] = action.remembered
            case Do.CREATE | Do.UPDATE if written:
                after[action.uid] = action.remembered
            case Do.CREATE | Do.DELETE if written or action.do is Do.CREATE:
                after[action.uid] = ""
            case _:
                after[action.uid] = before.get(action.uid, action.remembered)
    return after
