"""`fitexport today`: what is on, in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.groups import Command
from fitexport.cli.inputs import chosen_season, runner
from fitexport.cli.json_output import show_json
from fitexport.cli.options import CONFIG, JSON, PLAN, RUNNER, SEASON, TODAY, options
from fitexport.cli.terminal import show_prose
from fitexport.export.what_is_on import plain_today, what_is_on


@click.command("today", cls=Command)
@options(*RUNNER, PLAN, *SEASON, TODAY, JSON, CONFIG)
def command(today: date | None, config: Path | None, *, as_json: bool, **given: Any) -> None:
    """Show what is on today: what, why, how fast, step by step; and what comes next.

    \b
    fitexport today
    fitexport today --today 2027-03-22
    """
    settings, athlete = runner(config, given)
    day = today or date.today()
    schedule = chosen_season(settings, athlete, day).schedule
    if as_json:
        show_json("today", plain_today(schedule, athlete, day))
    else:
        show_prose(*what_is_on(schedule, athlete, day))
