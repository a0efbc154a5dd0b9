"""Editions of a published plan, so that an older one on another computer does not replace it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from fitexport.errors import ServerError

if TYPE_CHECKING:  # every command reads editions, few publish
    from fitexport.sync.actions import Publication


def edition_of(changed: Iterable[date]) -> str:
    """The edition of a plan, from the days of its changes and results; later ones sort after.

    >>> edition_of([date(2027, 4, 1), date(2027, 3, 20)]), edition_of([])
    ('20270401.002', '')
    """
    days = sorted(changed)
    return f"{days[-1]:%Y%m%d}.{len(days):03d}" if days else ""


def edition_text(edition: str) -> str:
    """An edition in words.

    >>> edition_text("20270401.002"), edition_text("")
    ('2 changes, the last on 2027-04-01', 'no changes')
    """
    day, _, count = edition.partition(".")
    try:
        last, number = datetime.strptime(day, "%Y%m%d").date(), int(count)
    except ValueError:
        return "no changes"
    return f"{number} change{'' if number == 1 else 's'}, the last on {last}"


def check_edition(
    publication: Publication[Any], edition: str, seen: str, *, force: bool = False
) -> str:
    """The edition to remember on this computer. `seen` is the remembered one: after undoing a change
    here, the plan is older than the published one on purpose.

    Raises:
        ServerError: a newer plan is on the server and would be reverted.
    """
    newest = publication.newest
    if newest <= edition or newest == seen or force:
        return max(newest, edition)
    if back := len(publication.writes):
        raise ServerError(
            f"a newer plan was published there ({edition_text(newest)}; yours has"
            f" {edition_text(edition)}): {back} event{'' if back == 1 else 's'} would be"
            " reverted",
            "copy the newer fitexport.toml to this computer, or replace it with yours (--force)",
        )
    return seen


def check_owner(publication: Publication[Any]) -> None:
    """Raise ServerError if the average runner's plan would change published events: they are
    identified only by plan and race day, and may be another runner's in this account."""
    if changed := len(publication.replaced):
        raise ServerError(
            f"a calendar of this plan is there, which may be another runner's: {changed}"
            f" event{'' if changed == 1 else 's'} would be changed",
            "give your --mile, or make a fitexport.toml (fitexport init), so that yours is not"
            " mistaken for theirs; or replace it with --force",
        )
