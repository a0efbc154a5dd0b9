"""`fitexport calendar`: the whole plan as events, in a file or on a server."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.calendar.publish import publish
from fitexport.cli.groups import Group
from fitexport.cli.inputs import calendar_memory, calendar_season, say
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
    options,
)
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
@options(*RUNNER, PLAN, *SEASON, *CALENDAR, TODAY, JSON, CONFIG)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    out: Path | None,
    since: Path | None,
    today: date | None,
    config: Path | None,
    *,
    as_json: bool,
    **given: Any,
) -> None:
    """Write the whole plan as a calendar file, for any calendar program.

    Sessions are all-day events, or have a time (--at). A session that moves or changes keeps
    its identity: imported again into the same calendar, it moves there too. Import into a
    separate calendar, so that one click removes it all.

    \b
    fitexport calendar --out mile.ics --at 06:30 --timezone America/New_York
    fitexport calendar publish https://dav.example.com/
    """
    if ctx.invoked_subcommand is not None:
        return
    from fitexport.export.season_calendar import export_calendar  # icalendar

    now = today or date.today()
    season = calendar_season(config, given, now)
    path = out or Path(f"{season.schedule.plan.name}.ics")
    before = since or path
    season = season.after(season_of_calendar(before))
    say(*on_kept_ids(season, before))
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
