"""A publication -> requests to a server, one item at a time, even if some fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from fitexport.errors import ServerError
from fitexport.sync.actions import Action, Publication, now_published
from fitexport.sync.answers import ChangedMeanwhileError, RefusedError

_FORBIDDEN, _ENOUGH = 403, 3
"""So many forbidden items are a problem of permissions, not of an item."""

There = TypeVar("There")


class Place(Protocol[There]):
    """Where items can be written, one at a time: a calendar on a server."""

    @property
    def address(self) -> str: ...

    def create(self) -> None: ...

    def carry_out(self, action: Action[There]) -> None: ...


def carry_out(
    place: Place[There],
    publication: Publication[There],
    before: Mapping[str, str],
    keep: Callable[[dict[str, str]], None],
) -> None:
    """Write the items. Even after an error, `keep` gets what succeeded, to be remembered: UID ->
    what was written, in the form of `before`. An item that has changed there, or that the
    server refuses, does not stop the others.

    Raises:
        ServerError: not all was written.
    """
    done: list[Action[There]] = []
    changed: list[str] = []
    refused: list[tuple[Action[There], RefusedError]] = []
    keep(now_published(before, publication, done))
    # If the program ends here, items not added yet must not seem deleted by hand.
    try:
        place.create()
        for action in publication.writes:
            try:
                place.carry_out(action)
            except ChangedMeanwhileError:
                changed.append(action.title)
            except RefusedError as error:
                refused.append((action, error))
                _check_rights(place.address, refused, done)
            else:
                done.append(action)
        if refused or changed:
            raise ServerError(*_problems(changed, refused), where=place.address)
    except ServerError as error:
        made = f"{len(done)} of {len(publication.writes)} changes were made"
        raise ServerError(error.problem, f"{error.remedy}\n  {made}", error.where) from None
    finally:
        keep(now_published(before, publication, done))


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
