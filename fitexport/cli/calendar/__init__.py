"""`fitexport calendar`: the whole plan as events, in a file, in a feed or on a server."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.calendar.feed import NEW_ADDRESS, write_feed
from fitexport.cli.calendar.publish import publish
from fitexport.cli.calendar.serve import serve
from fitexport.cli.groups import Group
from fitexport.cli.inputs import assume, calendar_memory, calendar_season, say
from fitexport.cli.json_output import show_json
from fitexport.cli.options import (
    CALENDAR,
    CONFIG,
    JSON,
    PLAN,
    RUNNER,
    SEASON,
    TODAY,
    calendar_path,
    folder,
    options,
)
from fitexport.errors import UsageError
from fitexport.export.earlier import season_of_calendar
from fitexport.season.remarks import on_kept_ids


@click.group("calendar", cls=Group, invoke_without_command=True)
@click.option(
    "--out",
    "-o",
    "out",
    type=calendar_path,
    metavar="FILE",
    help="The file to write.  [default: the plan's name: mile.ics]",
)
@click.option(
    "--since",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The calendar you imported last, where there is no fitexport.toml: sessions dropped since are cancelled.",
)
@click.option(
    "--feed",
    type=folder,
    metavar="FOLDER",
    help="Write it as a file to subscribe to, with a secret name, into a folder of a web server.",
)
@click.option("--hosted-at", metavar="ADDRESS", help="The address of that folder on the web.")
@NEW_ADDRESS
@options(*RUNNER, PLAN, *SEASON, *CALENDAR, TODAY, JSON, CONFIG)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    out: Path | None,
    since: Path | None,
    feed: Path | None,
    hosted_at: str | None,
    today: date | None,
    config: Path | None,
    *,
    new_address: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Write the whole plan as a calendar file, for any calendar program.

    Sessions are all-day events, or have a time (--at). A session that moves or changes keeps
    its identity: imported again into the same calendar, it moves there too. Import into a
    separate calendar, so that one click removes it all.

    \b
    fitexport calendar --out mile.ics --at 06:30 --timezone America/New_York
    fitexport calendar --feed ./public --hosted-at https://example.org/calendars/
    fitexport calendar publish https://dav.example.com/
    """
    if ctx.invoked_subcommand is not None:
        return
    now = today or date.today()
    if feed:
        if out or since:
            raise UsageError(
                "a feed has a name of its own, and shows no cancelled sessions",
                "leave out --out and --since, or --feed",
            )
        write_feed(feed, hosted_at, config, given, now, new_address=new_address, as_json=as_json)
        return
    if hosted_at or new_address:
        raise UsageError("--hosted-at and --new-address belong to a feed", "add --feed FOLDER")
    from fitexport.export.season_calendar import export_calendar  # icalendar

    season = calendar_season(config, given, now)
    path = out or Path(f"{season.schedule.plan.name}.ics")
    before = since or path
    season = season.after(season_of_calendar(before))
    assume(*on_kept_ids(season, before))
    made = export_calendar(season, path, memory=calendar_memory(config), since=since, today=now)
    say(*made.remarks)
    events = len(made.events) - made.cancelled
    if as_json:
        counts = {"events": events, "changed": made.changed, "cancelled": made.cancelled}
        show_json("calendar", {"file": str(path), "name": made.name, **counts})
        return
    gone = f", and {made.cancelled} cancelled" if made.cancelled else ""
    click.echo(
        f"{events} events in {path}, {made.changed} of them changed"
        f" since they were first written{gone}"
    )
    click.echo(f'Next: import it into a separate calendar, "{made.name}".')


command.add_command(publish)
command.add_command(serve)
