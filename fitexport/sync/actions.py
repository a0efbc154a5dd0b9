"""The actions that bring a server up to date, and what is known of each item afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

There = TypeVar("There")
"""An item as it is on the server: hashable."""


class Do(StrEnum):
    """What happens to an item."""

    CREATE = "add"
    UPDATE = "change"
    DELETE = "delete"
    SAME = "same"
    KEEP_EDITED = "keep your changes"
    KEEP_DELETED = "keep deleted"
    KEEP_STALE = "keep your changes, no longer in the plan"


class Action(NamedTuple, Generic[There]):
    """One item and what happens to it."""

    do: Do
    uid: str
    title: str
    remembered: str
    """What to remember of it afterwards; "" if it is not in the plan."""
    body: bytes = b""
    """What to send, if anything."""
    remote: There | None = None
    kept: tuple[str, ...] = ()
    """Its properties that keep the runner's values."""
    pending: str = ""
    """What to remember while it is unknown whether it arrived."""


@dataclass(frozen=True, slots=True)
class Publication(Generic[There]):
    """Everything that publishing will do."""

    actions: tuple[Action[There], ...]
    newest: str = ""
    """The newest edition of the plan on the server."""

    def of(self, *kinds: Do) -> tuple[Action[There], ...]:
        return tuple(action for action in self.actions if action.do in kinds)

    @property
    def writes(self) -> tuple[Action[There], ...]:
        return self.of(Do.CREATE, Do.UPDATE, Do.DELETE)

    @property
    def replaced(self) -> tuple[Action[There], ...]:
        return self.of(Do.UPDATE, Do.DELETE)

    @property
    def kept(self) -> tuple[Action[There], ...]:
        """Items that keep the runner's changes, wholly or in part."""
        kinds = (Do.KEEP_EDITED, Do.KEEP_DELETED, Do.KEEP_STALE)
        return tuple(each for each in self.actions if each.do in kinds or each.kept)


def plain_publication(publication: Publication[There]) -> dict[str, Any]:
    """A publication as plain data; items that stay as they are make a count."""
    return {
        "same": len(publication.of(Do.SAME)),
        "actions": [
            {"what": str(each.do), "title": each.title, "kept": list(each.kept)}
            for each in publication.actions
            if each.do is not Do.SAME or each.kept
        ],
    }


def now_published(
    before: Mapping[str, str],
    publication: Publication[There],
    done: Iterable[Action[There]],
    sending: Iterable[Action[There]] = (),
) -> dict[str, str]:
    """What to remember after the successful writes. "" marks an item that the plan removed, so
    that it does not count as deleted by the runner. Whether the actions in `sending` arrived is
    unknown."""
    made = {action.uid: action.remembered for action in done}
    pending = {action.uid: action.pending for action in sending if action.pending}
    after = dict.fromkeys(before, "")
    for action in publication.actions:
        uid = action.uid
        match action.do:
            case Do.SAME | Do.KEEP_EDITED:
                after[uid] = action.remembered
            case Do.CREATE | Do.UPDATE if uid in made:
                after[uid] = made[uid]
            case Do.CREATE | Do.UPDATE if uid in pending:
                after[uid] = pending[uid]
            case Do.CREATE | Do.DELETE if uid in made or action.do is Do.CREATE:
                after[uid] = ""
            case _:
                after[uid] = before.get(uid, action.remembered)
    return after
