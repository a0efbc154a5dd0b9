"""`fitexport week`: the main job."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shlex import quote
from typing import Any

import click

from fitexport.cli.completing import weeks as known_weeks
from fitexport.cli.formats import FORMAT, what_arrives
from fitexport.cli.groups import Command
from fitexport.cli.inputs import assume, calendar_memory, planned_season, say
from fitexport.cli.json_output import show_json
from fitexport.cli.options import (
    CALENDAR,
    CONFIG,
    JSON,
    PLAN,
    RUNNER,
    SEASON,
    TODAY,
    options,
    out_folder,
)
from fitexport.cli.week_table import show_week
from fitexport.cli.written import what_was_kept, what_was_written
from fitexport.export.folder import recorded_season
from fitexport.export.other_formats import plain_others
from fitexport.export.weeks import export_weeks, plain_bundles
from fitexport.season.asked_weeks import asked_weeks
from fitexport.season.remarks import on_today, on_weeks


@click.command("week", cls=Command)
@click.argument("which", metavar="WEEK", shell_complete=known_weeks)
@out_folder("watch")
@FORMAT
@options(*RUNNER, PLAN, *SEASON, *CALENDAR, TODAY, JSON, CONFIG)
def command(
    which: str,
    out: Path,
    today: date | None,
    config: Path | None,
    formats: tuple[str, ...],
    *,
    as_json: bool,
    **given: Any,
) -> None:
    """Write WEEK (3, 3-6, next or all) as workouts for the watch and events for the calendar.

    Several weeks go into a folder each (w03, w04): install one at a time. A later export into
    the same folder replaces the earlier one; files that are not fitexport's stay.

    \b
    fitexport week 3 --mile 6:20 --goal 6:00 --race-day 2027-05-01 --out ./watch
    """

    now = today or date.today()
    season = planned_season(config, given, now, lambda: recorded_season(out), out)
    schedule = season.schedule
    assume(*on_today(schedule, now))
    weeks = asked_weeks(which, schedule, now)
    assume(*on_weeks(schedule, weeks))
    export = export_weeks(
        season, weeks, out, today=now, memory=calendar_memory(config), formats=formats
    )
    others = [each for bundle in export.bundles for each in bundle.others]
    if as_json:
        files = export.written._asdict()
        content = {
            "weeks": plain_bundles(season, export.bundles),
            "folder": str(out),
            "files": files,
        }
        show_json("week", content | plain_others(others))
    else:
        for bundle in export.bundles:
            show_week(season, bundle.week, bundle.sessions, with_files=True)
        click.echo("\n".join((*what_was_written(out, export.written), *what_arrives(others))))
        first = out / export.bundles[0].folder
        click.echo(f"Next: connect the watch, then fitexport watch install {quote(str(first))}")
    say(*export.remarks, *what_was_kept(out, export.written))
