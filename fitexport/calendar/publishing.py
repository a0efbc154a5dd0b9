"""The plan's events + what a calendar server holds + what was published last -> what to do.

Three versions of an event decide: as the plan has it now, as the server has it, as it was
published last. Where the server's is not the last published one, the runner has dragged or
edited it: it stays theirs. Only events of this plan are ever changed or deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, Protocol

from fitexport.calendar.ics import Event, encode_event, is_event_uid
from fitexport.calendar.reading import FoundEvent, fingerprint_of
from fitexport.errors import ServerError

HASH = "X-FITEXPORT-HASH"
"""The property that keeps, on the server, the fingerprint an event was published with."""


class ChangedMeanwhileError(Exception):
    """Somebody changed an event between reading and writing it (412)."""


class RemoteEvent(NamedTuple):
    """An event on the server: its address, its version there, what it says."""

    href: str
    etag: str
    found: FoundEvent


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
    fingerprint: str
    """What it says in the plan; "" if it is not there."""
    body: bytes = b""
    """What is sent, if it is."""
    remote: RemoteEvent | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """All that publishing does."""

    actions: tuple[Action, ...]

    def of(self, *kinds: Do) -> tuple[Action, ...]:
        return tuple(action for action in self.actions if action.do in kinds)

    @property
    def writes(self) -> tuple[Action, ...]:
        return self.of(Do.CREATE, Do.UPDATE, Do.DELETE)

    @property
    def kept(self) -> tuple[Action, ...]:
        return self.of(Do.KEEP_EDITED, Do.KEEP_DELETED, Do.KEEP_STALE)


def plan_publication(
    events: Iterable[Event],
    remote: Sequence[RemoteEvent],
    published: Mapping[str, str],
    plan: str,
    *,
    force: bool = False,
) -> Publication:
    """What brings the server's calendar in step with the plan.

    `published` is what this computer remembers of the calendar, UID -> fingerprint (nothing, if
    the calendar is new); `plan` is whose events are ours (`ics.plan_uid`). With `force`, what
    the runner changed by hand is overwritten.
    """
    wanted = {event.uid: event for event in events}
    ours = {
        each.found.uid: each
        for each in remote
        if each.found.uid in wanted
        or each.found.uid in published
        or (each.found.plan == plan and is_event_uid(each.found.uid))
    }
    actions = [
        _wanted(event, ours.get(event.uid), published, force=force) for event in wanted.values()
    ]
    stale = (each for uid, each in ours.items() if uid not in wanted)
    return Publication((*actions, *(_stale(each, published, force=force) for each in stale)))


def _wanted(
    event: Event,
    there: RemoteEvent | None,
    published: Mapping[str, str],
    *,
    force: bool,
) -> Action:
    fingerprint = fingerprint_of(encode_event(event, {}))

    def action(do: Do) -> Action:
        body = encode_event(_newer(event, there), {HASH: fingerprint})
        return Action(do, event.uid, event.summary, fingerprint, body, there)

    if there is None:
        deleted = event.uid in published and not force
        return action(Do.KEEP_DELETED if deleted else Do.CREATE)
    if there.found.fingerprint == fingerprint:
        return action(Do.SAME)
    if force or _is_untouched(there, published, event.revision):
        return action(Do.UPDATE)
    return action(Do.KEEP_EDITED)


def _newer(event: Event, there: RemoteEvent | None) -> Event:
    """The event with a revision that rises where clients have it already, whoever counted."""
    least = 0 if there is None else there.found.sequence + 1
    return replace(event, revision=max(event.revision, least))


def _stale(there: RemoteEvent, published: Mapping[str, str], *, force: bool) -> Action:
    delete = force or _is_untouched(there, published, None)
    do = Do.DELETE if delete else Do.KEEP_STALE
    return Action(do, there.found.uid, there.found.summary, "", b"", there)


def _is_untouched(there: RemoteEvent, published: Mapping[str, str], revision: int | None) -> bool:
    """Whether the server has what was published last. Where nobody knows what that was (no
    memory, and a server that drops our property), an older revision is taken for it."""
    found = there.found
    last = {published.get(found.uid), found.published} - {None, ""}
    if last:
        return found.fingerprint in last
    return revision is None or found.sequence < revision


def now_published(
    before: Mapping[str, str], publication: Publication, done: Iterable[Action]
) -> dict[str, str]:
    """What is to be remembered, after the writes that came through; what neither the plan nor
    the server has any more is forgotten."""
    made = set(done)
    after = {}
    for action in publication.actions:
        if action.do is Do.SAME or (action in made and action.do is not Do.DELETE):
            after[action.uid] = action.fingerprint
        elif action not in made and action.uid in before and action.do is not Do.CREATE:
            after[action.uid] = before[action.uid]
    return after


class ServerCalendar(Protocol):
    """A calendar that can be written to, an event at a time."""

    @property
    def address(self) -> str: ...

    def create(self) -> None: ...

    def carry_out(self, action: Action) -> None: ...


def carry_out(
    calendar: ServerCalendar,
    publication: Publication,
    before: Mapping[str, str],
    keep: Callable[[dict[str, str]], None],
) -> None:
    """Write what is to be written. Whatever stops it, what came through is handed to `keep`, to
    be remembered: UID -> fingerprint, as `before` has it.

    Raises:
        ServerError: the server does not take all of it.
    """
    done: list[Action] = []
    changed: list[str] = []
    keep(now_published(before, publication, done))
    # Should all end here, nothing that is yet to be added was deleted by hand.
    try:
        calendar.create()
        for action in publication.writes:
            try:
                calendar.carry_out(action)
            except ChangedMeanwhileError:
                changed.append(action.title)
            else:
                done.append(action)
        if changed:
            raise ServerError(
                f"changed there just now, and left as it is: {', '.join(changed)}",
                "give the command again",
                where=calendar.address,
            )
    except ServerError as error:
        raise ServerError(
            error.problem,
            f"{error.remedy}\n  {len(done)} of {len(publication.writes)} changes were made",
            error.where,
        ) from None
    finally:
        keep(now_published(before, publication, done))
