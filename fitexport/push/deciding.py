"""The plan's workouts + those on the service + what was pushed last -> what to do.

As for calendars (`fitexport.calendar.publishing`), three versions decide. But the service does not
store a workout as it was sent, so the last one pushed is known in two forms: as it was sent, and as
the service then had it. If the service's differs from the latter now, the runner has edited it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from fitexport.errors import printable
from fitexport.push.planned import (
    DIRECT,
    PROPERTIES,
    WORKOUT,
    Planned,
    Remote,
    body_of,
    mark_of,
)
from fitexport.sync.actions import Action, Do, Publication
from fitexport.sync.merging import (
    Merge,
    Parts,
    is_unknown,
    merge,
    parts_text,
    read_parts,
    unknown,
)

_NOTHING = "-"
_UNKNOWN = unknown(PROPERTIES)
_TO_SEE = frozenset("!")
"""The service's answer will show how it stored this."""


class Known(NamedTuple):
    """What this computer remembers of a workout: as it was sent, as it then was on the service, and
    what was sent since without an answer."""

    sent: Parts | None = None
    seen: Parts | None = None
    pending: Parts | None = None

    def __str__(self) -> str:
        return " ".join(_NOTHING if each is None else parts_text(each, PROPERTIES) for each in self)


def read_known(text: str) -> Known:
    """What `str` made of it; empty for any other text."""
    found = [read_parts(each, PROPERTIES) for each in text.split()]
    return Known(*found) if len(found) == len(Known._fields) else Known()


def plan_push(
    wanted: Iterable[Planned],
    still: Collection[str],
    remote: Sequence[Remote],
    known: Mapping[str, str],
    today: date,
    window: Collection[date],
    *,
    edition: str = "",
    force: bool = False,
) -> Publication[Remote]:
    """The actions that bring the service up to date with the plan.

    Workouts on days in the `window` are added; those that are there already are updated, whatever
    their day. `still` has the ids of all sessions of the plan, and `remote` all its events on the
    service: those without a session are deleted, unless they are past, done or edited.
    """
    there = {each.uid: each for each in remote}
    actions: list[Action[Remote]] = []
    for each in wanted:
        found, about = there.get(each.uid), read_known(known.get(each.uid, ""))
        if found or about.sent or each.day in window:
            actions.append(plan_wanted(each, found, about, edition=edition, force=force))
    gone = (each for each in remote if each.uid not in still and not is_over(each, today))
    actions += (plan_gone(each, read_known(known.get(each.uid, "")), force=force) for each in gone)
    newest = max((each.mark.edition for each in remote if each.mark), default="")
    return Publication(tuple(actions), newest)


def is_over(there: Remote, today: date) -> bool:
    """Whether its day is past, or it has been done."""
    return there.is_done or there.day < today


def plan_wanted(
    planned: Planned,
    there: Remote | None,
    known: Known,
    *,
    only: Collection[str] = PROPERTIES,
    edition: str = "",
    force: bool = False,
) -> Action[Remote]:
    """The action for a workout of the plan; `only` limits the properties that it may write."""
    uid, title, parts = planned.uid, planned.name, planned.parts
    if there is None:
        if known.sent and not force:
            return Action(Do.KEEP_DELETED, uid, title, str(known))
        body = _as_bytes(body_of(planned, None, PROPERTIES, parts, edition))
        after, pending = Known(parts, dict.fromkeys(PROPERTIES, _TO_SEE)), Known(pending=parts)
        return Action(Do.CREATE, uid, title, str(after), body, pending=str(pending))
    if there.is_done:
        return Action(Do.SAME, uid, title, str(known), remote=there)
    base, theirs, seen = _compared(there, known, None if force else parts)
    parts = {name: parts[name] if name in only else base[name] for name in PROPERTIES}
    merged = merge(base, parts, theirs, force=force)
    if merged.written and only is PROPERTIES and _is_known(there, base, seen):
        # Send all of it, with the mark of this edition.
        merged = replace(merged, written=tuple(dict.fromkeys((*merged.written, WORKOUT))))
    after = Known(merged.base, _seen_after(merged, there, seen))
    if not merged.written:
        do = Do.KEEP_EDITED if merged.kept else Do.SAME
        return Action(do, uid, title, str(after), b"", there, merged.kept)
    body = _as_bytes(body_of(planned, there, merged.written, merged.base, edition))
    pending = Known(known.sent, known.seen, merged.base)
    return Action(Do.UPDATE, uid, title, str(after), body, there, merged.kept, str(pending))


def plan_gone(there: Remote, known: Known, *, force: bool) -> Action[Remote]:
    """The action for a workout that the plan no longer has."""
    base, theirs, _ = _compared(there, known, None)
    touched = any(base[name] != theirs[name] for name in PROPERTIES)
    do = Do.KEEP_STALE if touched and not force else Do.DELETE
    return Action(do, there.uid, printable(there.name, 100), "", b"", there)


def _compared(there: Remote, known: Known, ours: Parts | None) -> tuple[Parts, Parts, Parts]:
    """What was sent last, what is there now in the same form, and how the service stored what was sent."""
    last, seen = _last(there, known)
    theirs = dict(there.parts)
    for name in PROPERTIES:
        if not is_unknown({name: seen[name]}):
            if there.parts[name] == seen[name]:
                theirs[name] = last[name]
        elif name == WORKOUT and last[name] in (there.text, ours and ours[name]):
            theirs[name] = last[name]  # as it was sent, or as it is to be
    return last, theirs, seen


def _is_known(there: Remote, base: Parts, seen: Parts) -> bool:
    """Whether the workout is certainly as it was sent."""
    if is_unknown({WORKOUT: seen[WORKOUT]}):
        return there.text == base[WORKOUT]
    return there.parts[WORKOUT] == seen[WORKOUT]


def _last(there: Remote, known: Known) -> tuple[Parts, Parts]:
    """What was sent last, and how the service stored it."""
    if known.pending and _has_arrived(there, known):
        return known.pending, _UNKNOWN
    if known.sent and known.seen:
        return known.sent, known.seen
    if there.mark is None:
        return _UNKNOWN, _UNKNOWN
    direct = there.parts if there.is_as_marked else _UNKNOWN
    return {**{name: direct[name] for name in DIRECT}, WORKOUT: there.mark.workout}, _UNKNOWN


def _has_arrived(there: Remote, known: Known) -> bool:
    """Whether a request that was never answered has been carried out."""
    assert known.pending is not None
    if known.sent is None or known.seen is None:
        return True
    if there.mark is not None and WORKOUT in _changed(known.sent, known.pending):
        return there.mark[:2] == mark_of(known.pending)[:2]
    as_before = all(there.parts[name] == known.seen[name] for name in PROPERTIES)
    return not as_before and all(
        there.parts[name] == known.pending[name]
        for name in _changed(known.sent, known.pending)
        if name in DIRECT
    )


def _changed(before: Parts, after: Parts) -> list[str]:
    return [name for name in PROPERTIES if before[name] != after[name]]


def _seen_after(merged: Merge, there: Remote, seen: Parts) -> Parts:
    """How each property is there afterwards if the runner leaves it alone."""
    after = {}
    for name in PROPERTIES:
        if name in merged.written:
            after[name] = _TO_SEE
        elif name in merged.kept:
            after[name] = seen[name]
        elif name == WORKOUT and is_unknown({name: seen[name]}) and there.text != merged.base[name]:
            after[name] = seen[name]  # perhaps edited
        else:
            after[name] = there.parts[name]
    return after


def written_by(action: Action[Remote]) -> tuple[str, ...]:
    """The properties that an action writes: all of what it adds or deletes."""
    if action.do is not Do.UPDATE:
        return PROPERTIES
    seen = read_known(action.remembered).seen or {}
    return tuple(name for name in PROPERTIES if seen.get(name) == _TO_SEE)


def completed(action: Action[Remote], answer: Remote) -> Action[Remote]:
    """The action, completed with how the service stored the workout."""
    known = read_known(action.remembered)
    if known.seen is None:
        return action
    parts = answer.parts
    seen = {name: parts[name] if each == _TO_SEE else each for name, each in known.seen.items()}
    return action._replace(remembered=str(known._replace(seen=seen)))


def _as_bytes(body: Mapping[str, object]) -> bytes:
    return json.dumps(body).encode()
