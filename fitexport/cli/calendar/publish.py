"""`fitexport calendar publish`: the plan in a CalDAV calendar, kept in step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import click

from fitexport.calendar.memory import remember
from fitexport.calendar.revisions import revised
from fitexport.cli.calendar.password import keep, password_of
from fitexport.cli.calendar.season import CalendarSeason
from fitexport.cli.options import AGENDA, CONFIG, DRY_RUN, PLAN, RUNNER, SEASON, TODAY, options
from fitexport.errors import ServerError
from fitexport.export.compile import calendar_title

if TYPE_CHECKING:
    from fitexport.calendar.caldav import CaldavCalendar
    from fitexport.calendar.publishing import Action, Publication


@click.command("publish", short_help="Put the plan into a CalDAV calendar and keep it in step.")
@click.argument("url")
@click.option("--user", metavar="NAME", help="Who you are there.  [default: the one in the URL]")
@click.option(
    "--into", is_flag=True, help="Into the calendar at URL itself, not one of the plan's own."
)
@click.option("--force", is_flag=True, help="Overwrite what you changed or deleted there by hand.")
@DRY_RUN
@click.option("--keep-password", is_flag=True, help="Keep the password in this computer's keyring.")
@click.option(
    "--ca-file",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="The certificate to trust, for a server of your own.",
)
@options(*RUNNER, PLAN, *SEASON, *AGENDA, TODAY, CONFIG)
def publish(
    url: str,
    user: str | None,
    into: bool,
    force: bool,
    dry_run: bool,
    keep_password: bool,
    ca_file: str | None,
    today: date | None,
    config: Path | None,
    **given: Any,
) -> None:
    """Put the plan into a calendar on the CalDAV server at URL; again, to keep it in step.

    By default it makes a calendar of its own. Sessions that moved or changed are updated in place,
    those that fell away are deleted; what you dragged or edited in your calendar stays as you
    made it, and is named. Your own events are never touched.

    The password comes from FITEXPORT_CALDAV_PASSWORD, this computer's keyring, or a question.

    \b
    fitexport calendar publish https://dav.example.com/ --user anna
    """
    from fitexport.calendar.caldav import check_address, check_installed, open_calendar
    from fitexport.calendar.publishing import plan_publication

    check_address(url)
    check_installed()
    season = CalendarSeason(config, given, today or date.today())
    user = user or unquote(urlsplit(url).username or "")
    url = re.sub(r"//[^/]*@", "//", url)
    password = password_of(url, user)
    with open_calendar(
        url,
        user,
        password,
        name=calendar_title(season.season),
        key=f"fitexport-{season.plan}",
        into=into,
        ca_file=ca_file,
    ) as calendar:
        events, told = revised(season.events, season.memory.revisions)
        publication = plan_publication(
            events,
            calendar.events(),
            season.memory.published.get(calendar.address, {}) if calendar.exists else {},
            season.plan,
            force=force,
        )
        if not dry_run:
            _carry_out(calendar, publication, season, told)
        click.echo("\n".join(_shown(calendar, publication)))
    if dry_run:
        click.echo("Nothing was changed: --dry-run")
    elif keep_password:
        keep(url, user, password)


def _carry_out(
    calendar: CaldavCalendar, publication: Publication, season: CalendarSeason, told: Any
) -> None:
    """Write what is to be written; whatever stops it, what came through is remembered."""
    from fitexport.calendar.caldav import ChangedMeanwhileError
    from fitexport.calendar.publishing import now_published

    before = season.memory.published.get(calendar.address, {})
    done: list[Action] = []
    changed: list[str] = []

    def remember_it() -> None:
        published = now_published(before, publication, done)
        if season.memory_file:
            remember(
                season.memory_file,
                lambda memory: memory.with_revisions(told).with_published(
                    calendar.address, published
                ),
            )

    remember_it()  # should all end here, nothing that is yet to be added was deleted by hand
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
        remember_it()


def _shown(calendar: CaldavCalendar, publication: Publication) -> Iterator[str]:
    from fitexport.calendar.publishing import Do

    counts = {kind: len(publication.of(kind)) for kind in Do}
    if not calendar.exists:
        yield f"{calendar.address}: a new calendar"
    yield (
        f"{calendar.address}: {counts[Do.CREATE]} added, {counts[Do.UPDATE]} changed,"
        f" {counts[Do.DELETE]} deleted, {counts[Do.SAME]} as before"
    )
    for action in publication.writes if counts[Do.CREATE] < len(publication.writes) else ():
        yield f"  {action.do} {action.title}"
    for action in publication.kept:
        yield f"  {action.do}: {action.title}"
    if publication.kept:
        yield "What you changed there stays; --force puts the plan's in its place."
