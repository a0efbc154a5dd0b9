"""A publication -> requests to a server, item by item or in batches, even if some fail."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from fitexport.errors import ServerError
from fitexport.sync.actions import Action, Publication, now_published
from fitexport.sync.answers import ChangedMeanwhileError, NotDoneError, RefusedError

_FORBIDDEN, _ENOUGH = 403, 3
"""This many forbidden items mean missing permissions, not a bad item."""

There = TypeVar("There")


class Place(Protocol[There]):
    """Where items can be written: a calendar on a server."""

    @property
    def address(self) -> str: ...

    def create(self) -> None: ...

    def batches(self, writes: Sequence[Action[There]]) -> Iterable[Sequence[Action[There]]]:
        """The writes, grouped into requests."""

    def carry_out(self, batch: Sequence[Action[There]]) -> Sequence[Action[There]]:
        """Send a batch; return its actions with what the answer adds to remember."""


def carry_out(
    place: Place[There],
    publication: Publication[There],
    before: Mapping[str, str],
    keep: Callable[[dict[str, str]], None],
) -> None:
    """Write the items. Even after an error, `keep` gets what succeeded, to be remembered: UID ->
    what was written, in the form of `before`. An item that has changed there, or that the
    server refuses, does not stop the others; a refused batch is sent again item by item.

    Raises:
        ServerError: something was not written.
    """
    done: list[Action[There]] = []
    sending: Sequence[Action[There]] = ()
    changed: list[str] = []
    refused: list[tuple[Action[There], RefusedError]] = []
    keep(now_published(before, publication, done))
    # If the program ends here, items not added yet must not seem deleted by hand.
    try:
        place.create()
        waiting = deque(place.batches(publication.writes))
        while waiting:
            sending = waiting.popleft()
            if any(each.pending for each in sending):
                keep(now_published(before, publication, done, sending))
            try:
                done += place.carry_out(sending)
            except ChangedMeanwhileError:
                changed += (each.title for each in sending)
            except RefusedError as error:
                if len(sending) == 1:
                    refused.append((sending[0], error))
                    _check_rights(place.address, refused, done)
                else:
                    waiting.extendleft((each,) for each in reversed(sending))
            except NotDoneError:
                sending = ()
                raise
            sending = ()
        if refused or changed:
            raise ServerError(*_problems(changed, refused), where=place.address)
    except ServerError as error:
        made = f"{len(done)} of {len(publication.writes)} changes were made"
        unknown = sum(bool(each.pending) for each in sending)
        more = f", and it is unknown whether {unknown} more arrived" if unknown else ""
        remedy = f"{error.remedy}\n  {made}{more}"
        raise ServerError(error.problem, remedy, error.where) from None
    finally:
        keep(now_published(before, publication, done, sending))


def _check_rights(
    address: str, refused: Sequence[tuple[Action[Any], RefusedError]], done: Sequence[Action[Any]]
) -> None:
    if not done and sum(error.status == _FORBIDDEN for _, error in refused) >= _ENOUGH:
        reason = refused[-1][1].reason
        raise ServerError(
            f"it does not let you write (403{f': {reason}' if reason else ''})",
            "give the address of a calendar of your own, or ask for the right to write",
            where=address,
        )


def _problems(
    changed: Sequence[str], refused: Sequence[tuple[Action[Any], RefusedError]]
) -> tuple[str, str]:
    """What was not written, and what to do."""
    problems, remedies = [], []
    if refused:
        problems.append("refused by the server, and not changed:")
        problems += (f"  {action.do} {action.title}: {error.short}" for action, error in refused)
        remedies.append("ask the people who run the server about these; all others are done")
    if changed:
        problems.append(f"just edited there, and not changed: {', '.join(changed)}")
        remedies.append("run the command again")
    return "\n".join(problems), "\n  ".join(remedies)
