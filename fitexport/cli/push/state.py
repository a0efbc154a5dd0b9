"""`fitexport push status` and `push undo`: compare what is there, and undo the last push."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.agreeing import YES
from fitexport.cli.groups import Command
from fitexport.cli.inputs import planned_season
from fitexport.cli.json_output import show_json
from fitexport.cli.options import CONFIG, DRY_RUN, JSON, PLAN, RUNNER, SEASON, TODAY, options
from fitexport.cli.push.connect import account, asking, done, shown
from fitexport.push.season_push import plain_push, push_season, undo_push


@click.command("status", cls=Command, short_help="Compare what is there with the plan.")
@options(*RUNNER, PLAN, *SEASON, TODAY, JSON, CONFIG)
def status(today: date | None, config: Path | None, as_json: bool, **given: Any) -> None:
    """Compare the calendar of intervals.icu with the next 14 days of the plan; send nothing.

    It lists what a push would add, change and delete, and what you edited or deleted there.

    \b
    fitexport push status
    """
    now = today or date.today()
    season = planned_season(config, given, now)
    there = account(config)
    push = push_season(
        *(season, there.key),
        today=now,
        url=there.url,
        memory=there.memory,
        agree=lambda _: False,
    )
    if as_json:
        show_json("push-status", plain_push(push, dry_run=True))
        return
    click.echo("\n".join(shown(push)))
    writes = push.publication.writes
    click.echo("Next: fitexport push intervals" if writes else "Everything else matches the plan.")


@click.command("undo", cls=Command, short_help="Undo the last push.")
@YES
@DRY_RUN
@options(*RUNNER, PLAN, *SEASON, TODAY, JSON, CONFIG)
def undo(
    yes: bool,
    dry_run: bool,
    today: date | None,
    config: Path | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Undo the last push: delete what it added, restore what it changed or deleted.

    What you have edited there since stays, and so do past days and completed workouts.

    \b
    fitexport push undo
    """
    now = today or date.today()
    season = planned_season(config, given, now)
    there = account(config)
    push = undo_push(
        *(season, there.key),
        today=now,
        memory=there.memory,
        url=there.url,
        agree=asking("Undo this?", shown, yes=yes, dry_run=dry_run, quiet=as_json),
    )
    if as_json:
        show_json("push-undo", plain_push(push, dry_run=dry_run))
    elif push.sent and push.publication.writes:
        done(push)
