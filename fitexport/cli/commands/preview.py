"""`fitexport preview`: the plan as one file to look at, to send and to print; sessions as pictures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.completing import shown
from fitexport.cli.groups import Command
from fitexport.cli.inputs import assume, planned_season
from fitexport.cli.options import CONFIG, PLAN, RUNNER, SEASON, TODAY, options, picture_path
from fitexport.errors import UsageError
from fitexport.files.replace import write_whole
from fitexport.page.raster import png_of
from fitexport.season.remarks import on_weeks
from fitexport.season.season import Season

_OUT = "plan.html"


@click.command("preview", cls=Command)
@click.argument("session", required=False, metavar="[w3.2]", shell_complete=shown)
@click.option(
    "--out",
    "-o",
    "out",
    type=picture_path(".html"),
    metavar="FILE",
    help=f"The file for the plan.  [default: {_OUT}]",
)
@click.option(
    "--svg", type=picture_path(".svg"), metavar="FILE", help="Draw the session as SVG instead."
)
@click.option(
    "--png", type=picture_path(".png"), metavar="FILE", help="Draw the session as PNG instead."
)
@options(*RUNNER, PLAN, *SEASON, TODAY, CONFIG)
def command(
    session: str | None,
    out: Path | None,
    svg: Path | None,
    png: Path | None,
    today: date | None,
    config: Path | None,
    **given: Any,
) -> None:
    """Write the whole plan as one file that any browser shows: to look at, to send, to print.

    A calendar with the chart of each session, volume and hard share of the weeks, your paces,
    every session step by step, race day. Printed: a cover, the whole plan on one page for the
    fridge, a page for each week, and a card for your pocket. With a session, its chart.

    \b
    fitexport preview --out plan.html
    fitexport preview w3.2 --svg tuesday.svg
    """
    pictures = [each for each in (svg, png) if each]
    if session is None and pictures:
        raise UsageError("--svg and --png draw one session", "name it: fitexport preview w3.2")
    if session is not None and (out or not pictures):
        raise UsageError(
            "a session is drawn as a picture", f"fitexport preview {session[:20]} --svg FILE"
        )
    season = planned_season(config, given, today or date.today())
    if session is None:
        _write_plan(season, out or Path(_OUT))
    else:
        _write_session(session.lower(), season, svg, png)


def _write_plan(season: Season, out: Path) -> None:
    from fitexport.page.preview import preview  # jinja2

    schedule = season.schedule
    assume(*on_weeks(schedule, range(1, schedule.weeks + 1)))
    write_whole(out, preview(season).encode())
    click.echo(f"{schedule.plan.title} in {out}: open it in a browser; print it for the fridge")


def _write_session(key: str, season: Season, svg: Path | None, png: Path | None) -> None:
    from fitexport.page.preview import picture_of  # jinja2

    made = picture_of(season.schedule.session(key), season.athlete)
    if png is not None:
        write_whole(png, png_of(made))
    if svg is not None:
        write_whole(svg, made.encode())
    click.echo(f"{key} drawn in {' and '.join(str(each) for each in (svg, png) if each)}")
