"""`fitexport calendar publish`: the plan in a CalDAV calendar, kept in sync."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import click

from fitexport.cli.groups import Command
from fitexport.cli.inputs import calendar_memory, calendar_season, say
from fitexport.cli.json_output import show_json
from fitexport.cli.options import (
    CALENDAR,
    CONFIG,
    DRY_RUN,
    JSON,
    PLAN,
    RUNNER,
    SEASON,
    TODAY,
    options,
)
from fitexport.cli.published import action_lines, overwriting
from fitexport.cli.secrets import keep_secret, secret_of
from fitexport.sync.actions import Do
from fitexport.sync.services import CALDAV, check_address

if TYPE_CHECKING:
    from fitexport.export.season_calendar import Published


@click.command(
    "publish", cls=Command, short_help="Put the plan into a CalDAV calendar and keep it in sync."
)
@click.argument("url")
@click.option("--user", metavar="NAME", help="Your user name there.  [default: the one in the URL]")
@click.option(
    "--into", is_flag=True, help="Use the calendar at URL itself, not a new one for the plan."
)
@click.option("--force", is_flag=True, help="Overwrite what you changed or deleted there by hand.")
@DRY_RUN
@click.option("--keep-password", is_flag=True, help="Save the password in this computer's keyring.")
@click.option(
    "--ca-file",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="The certificate to trust, for your own server.",
)
@options(*RUNNER, PLAN, *SEASON, *CALENDAR, TODAY, JSON, CONFIG)
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
    as_json: bool,
    **given: Any,
) -> None:
    """Put the plan into a calendar on the CalDAV server at URL; run it again to update it.

    By default it makes a new calendar. Sessions that moved or changed are updated in place, and
    sessions no longer in the plan are deleted; what you moved or edited in your calendar stays as
    you made it, and is listed. Your own events are never touched.

    The password comes from FITEXPORT_CALDAV_PASSWORD, this computer's keyring, or a prompt.

    \b
    fitexport calendar publish https://dav.example.com/ --user anna
    """
    from fitexport.calendar.caldav import check_installed  # caldav
    from fitexport.export.season_calendar import plain_published, publish_calendar

    check_address(url, CALDAV)
    check_installed()
    season = calendar_season(config, given, today or date.today())
    user = user or unquote(urlsplit(url).username or "")
    url = re.sub(r"//[^/]*@", "//", url)
    host = urlsplit(url).netloc
    password = secret_of(CALDAV, host, user) if user else ""
    published = publish_calendar(
        season,
        url,
        user,
        password,
        into=into,
        ca_file=ca_file,
        memory=calendar_memory(config),
        force=force,
        dry_run=dry_run,
    )
    if as_json:
        show_json("calendar-publish", plain_published(published) | {"dry_run": dry_run})
    else:
        click.echo("\n".join(_shown(published)))
    actions = published.publication.actions
    if season.is_derived and len(published.publication.of(Do.CREATE)) == len(actions):
        ids = f"--id {season.athlete.id} --season {quote(season.id)}"
        say(
            "this calendar is found again by the same plan, race day, mile and goal; to change them"
            f" later, make a fitexport.toml that keeps it: fitexport init {ids}"
        )
    if dry_run and not as_json:
        click.echo("Nothing was changed: --dry-run")
    if keep_password and not dry_run:
        keep_secret(CALDAV, host, user, password)


def _shown(published: Published) -> Iterator[str]:
    publication = published.publication
    counts = {kind: len(publication.of(kind)) for kind in Do}
    if published.is_new:
        yield f"{published.address}: a new calendar"
    yield (
        f"{published.address}: {counts[Do.CREATE]} added, {counts[Do.UPDATE]} changed,"
        f" {counts[Do.DELETE]} deleted, {counts[Do.SAME]} as before"
    )
    writes = publication.writes
    yield from action_lines(publication, writes if counts[Do.CREATE] < len(writes) else ())
    yield from overwriting(publication)
