"""A publication -> requests to a server, one event at a time, even if some fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from fitexport.calendar.answers import ChangedMeanwhileError, RefusedError
from fitexport.calendar.publishing import Action, Publication, now_published
from fitexport.errors import ServerError

_FORBIDDEN, _ENOUGH = 403, 3
"""So many forbidden events are a problem of permissions, not of an event."""


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
    """Write the events. Even after an error, `keep` gets what succeeded, to be remembered: UID ->
    what was written, in the form of `before`. An event that has changed there, or that the
    server refuses, does not stop the others.

    Raises:
        ServerError: not all was written.
    """
    done: list[Action] = []
    changed: list[str] = []
    refused: list[tuple[Action, RefusedError]] = []
    keep(now_published(before, publication, done))
    # If the program ends here, events not added yet must not seem deleted by hand.
    try:
        calendar.create()
        for action in publication.writes:
            try:
                calendar.carry_out(action)
            except ChangedMeanwhileError:
                changed.append(action.title)
            except RefusedError as error:
                refused.append((action, error))
                _check_rights(calendar.address, refused, done)
            else:
                done.append(action)
        if refused or changed:
            raise ServerError(*_problems(changed, refused), where=calendar.address)
    except ServerError as error:
        made = f"{len(done)} of {len(publication.writes)} changes were made"
        raise ServerError(error.problem, f"{error.remedy}\n  {made}", error.where) from None
    finally:
        keep(now_published(before, publication, done))


def _check_rights(
    address: str, refused: Sequence[tuple[Action, RefusedError]], done: Sequence[Action]
) -> None:
    if not done and sum(error.status == _FORBIDDEN for _, error in refused) >= _ENOUGH:
        reason = refused[-1][1].reason
        raise ServerError(
            f"it does not let you write (403{f': {reason}' if reason else ''})",
            "give the address of a calendar of your own, or ask for the right to write",
            where=address,
        )


def _problems(
    changed: Sequence[str], refused: Sequence[tuple[Action, RefusedError]]
) -> tuple[str, str]:
    """What was not written, and what to do."""
    problems, remedies = [], []
    if refused:
        problems.append("refused by the server, and not changed:")
        problems += (f"  {action.do} {action.title}: {error}" for action, error in refused)
        remedies.append("ask the people who run the server about these; all others are done")
    if changed:
        problems.append(f"just edited there, and not changed: {', '.join(changed)}")
        remedies.append("run the command again")
    return "\n".join(problems), "\n  ".join(remedies)
