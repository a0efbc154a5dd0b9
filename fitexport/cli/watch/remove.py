"""`fitexport watch undo` and `watch clean`: restore a watch, or remove past weeks from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.agreeing import YES, agreed
from fitexport.cli.groups import Command
from fitexport.cli.inputs import say
from fitexport.cli.options import CONFIG, DRY_RUN, PLAN, RUNNER, SEASON, TODAY, options
from fitexport.cli.tables import table
from fitexport.cli.watch.connect import AT, plan_for, progress, recovered, the_watch
from fitexport.units import date_text
from fitexport.watch.standing import State, standings


@click.command("undo", cls=Command, short_help="Undo the last install.")
@AT
@YES
@DRY_RUN
def undo(at: Path | None, yes: bool, dry_run: bool) -> None:
    """Undo the last `watch install` (or `watch clean`) on this watch.

    Until you disconnect the watch, its files are restored as they were. Once it has imported
    them, the new workouts are removed, and the old calendar is sent again with its workouts. Only the last change can be undone, on the computer that made it.
    """
    watch = the_watch(at)
    with watch.alone():
        held = watch.contents()
        undoing = watch.plan_undo(held)
        if undoing is None:
            click.echo(f"Nothing to undo: this computer has put nothing on {watch.storage.where}.")
            return
        if not undoing.changes and not watch.unfinished():
            click.echo(
                f"Nothing to undo: what was last put on {watch.storage.where} is not there any more."
            )
            return
        for path, _, new in undoing.changes:
            click.echo(f"{'remove' if new is None else 'restore'} {path}")
        for part in held.parts:
            click.echo(f"remove {part} (never finished)")
        for entry in undoing.lost:
            say(f"the entry of {entry.day} cannot be restored: its workout was not on the watch")
        if undoing.calendar_stays:
            say("the watch has another calendar by now (Garmin Connect's?): it stays as it is")
        if not agreed("Do that on the watch?", yes=yes, dry_run=dry_run):
            return
        watch.undo(undoing, held, progress)
    click.echo(f"{watch.storage.where} is as it was before.")
    if undoing.imported:
        click.echo(
            "Next: eject the watch, then disconnect it, so that it imports its old calendar."
        )


@click.command("clean", cls=Command, short_help="Remove workouts of past weeks from the watch.")
@AT
@YES
@DRY_RUN
@options(*RUNNER, PLAN, *SEASON, TODAY, CONFIG)
def clean(
    at: Path | None,
    yes: bool,
    dry_run: bool,
    today: date | None,
    config: Path | None,
    **given: Any,
) -> None:
    """Remove fitexport's workouts of past weeks from the watch, after asking.

    Workouts of others are never removed, nor ours without a known day. `watch undo`
    brings them back.
    """
    now = today or date.today()
    watch = the_watch(at)
    with watch.alone():
        plan = plan_for(watch, now, config, given)
        held = recovered(watch, dry_run=dry_run)
        past = [
            each for each in standings(held, watch.record(), plan, now) if each.state is State.PAST
        ]
        if not past:
            click.echo("Nothing to clean: no workout of a past week is on the watch.")
            return
        rows = [(date_text(each.day), each.name, each.file.path) for each in past if each.day]
        click.echo("\n".join(table([("Day", "Workout", "File"), *rows])))
        if not agreed(f"Remove these {len(past)}?", yes=yes, dry_run=dry_run):
            return
        watch.remove([each.file for each in past], held, progress)
    click.echo(
        f"{len(past)} removed from {watch.storage.where}. fitexport watch undo brings them back."
    )
