"""`fitexport result`: a race or trial sets the paces of what follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import click

from fitexport.cli.groups import Command
from fitexport.cli.inputs import say
from fitexport.cli.options import CONFIG, TODAY, calendar_day, options, parsed, read_by
from fitexport.cli.season_file import DRY_RUN, found_season, write
from fitexport.cli.tables import table
from fitexport.errors import UsageError
from fitexport.pace.results import Result, distance_m
from fitexport.pace.zones import SPLIT_ZONES
from fitexport.season.season_file import Edit, SeasonFile, add_result
from fitexport.units import (
    date_text,
    exact_clock,
    pace_range_text,
    parse_clock,
    parse_race_clock,
    race_clock,
)


def _distance(value: str) -> str:

    parsed(value, distance_m)
    return value.strip().lower()


@click.command("result", cls=Command)
@click.argument("ran", metavar="[DATE] DISTANCE TIME", nargs=-1)
@click.option(
    "--goal",
    "goal_s",
    type=read_by(parse_clock),
    metavar="M:SS",
    help="What you train for from then on, over the season's race.  [default: as before]",
)
@options(DRY_RUN, TODAY, CONFIG)
def command(
    ran: tuple[str, ...],
    goal_s: float | None,
    today: date | None,
    config: Path | None,
    *,
    dry_run: bool,
) -> None:
    """Enter what you ran: it sets the paces of later days; earlier days keep theirs.

    DATE is the day of the run, today if you give none. DISTANCE is mile, 800m, 1500m, 3k, 5k,
    10k, or another from 800 m to 10 km (3200m, 2mi). The goal stays unless you give another one.

    \b
    fitexport result 2027-04-09 mile 6:12
    fitexport result 2027-04-09 5k 20:48 --goal 6:00
    """
    now = today or date.today()
    take(_read(ran, now, goal_s), found_season(config), now, dry_run=dry_run)


def take(result: Result, file: SeasonFile, today: date, *, dry_run: bool) -> None:
    """Write a result at the end of the file, and report what changes."""
    edit = add_result(file, result, today=today)
    click.echo("\n".join(_lines(result, edit)))
    say(*edit.remarks)
    write(edit, dry_run=dry_run)


def _read(ran: tuple[str, ...], today: date, goal_s: float | None) -> Result:

    if len(ran) not in (2, 3):
        raise UsageError(
            "a result is a day, a distance and a time", "fitexport result 2027-04-09 mile 6:12"
        )
    day = calendar_day(ran[0]) if len(ran) == 3 else today
    return Result(
        day=day,
        distance=_distance(ran[-2]),
        time_s=parsed(ran[-1], parse_race_clock),
        goal_s=goal_s,
    )


def _lines(result: Result, edit: Edit) -> Iterator[str]:
    assert edit.seasons is not None
    first = result.day + timedelta(days=1)
    old, new = (season.athlete.table_on(first) for season in edit.seasons)
    worth = ""
    if result.distance != "mile":
        worth = f" is worth a mile in {exact_clock(result.mile_s)}"
    yield (
        f"{result.distance} in {race_clock(result.time_s)} on {date_text(result.day)}{worth}:"
        f" from {date_text(first)} on the paces are"
    )
    rows = []
    for zone in SPLIT_ZONES:
        cells = []
        for paces in (old, new):
            band = paces.band(zone)
            cells.append(pace_range_text(band.fast, band.slow, edit.seasons[1].athlete.units))
        rows.append((zone, *cells))
    yield from table([("Zone", "Before", "After"), *rows])
