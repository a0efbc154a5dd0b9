"""`fitexport watch status`: what the watch holds, in words, against the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.groups import Command
from fitexport.cli.json_output import show_json
from fitexport.cli.options import CONFIG, JSON, PLAN, RUNNER, SEASON, TODAY, options
from fitexport.cli.tables import table
from fitexport.cli.watch.connect import AT, LIMITS, plan_for, the_watch
from fitexport.units import date_text
from fitexport.watch.standing import State
from fitexport.watch.status import Status, plain_status, status_of
from fitexport.watch.undoing import outcome


@click.command(
    "status", cls=Command, short_help="Show what the watch holds, and what is out of date."
)
@AT
@LIMITS
@JSON
@options(*RUNNER, PLAN, *SEASON, TODAY, CONFIG)
def status(
    at: Path | None,
    limits: str | None,
    as_json: bool,
    today: date | None,
    config: Path | None,
    **given: Any,
) -> None:
    """Show what the watch holds: workouts and calendar, fitexport's and others'; which are out
    of date against the plan; whether the last install was imported. Changes nothing.
    """
    now = today or date.today()
    watch = the_watch(at, limits)
    found = status_of(watch, plan_for(watch, now, config, given), now)
    if as_json:
        show_json("watch-status", plain_status(found))
    else:
        click.echo("\n".join(_lines(found)))


def _lines(status: Status) -> Iterator[str]:
    watch, held, workouts, last = status
    yield f"{watch.device.title}, {watch.storage.where}"
    yield f"Can hold {watch.limits} ({watch.limits_from})."
    ours = sum(each.file.is_ours for each in workouts)
    yield f"Holds {len(workouts)} workouts: {ours} from fitexport, {len(workouts) - ours} from others."
    if workouts:
        yield ""
        rows = [
            (
                date_text(each.day) if each.day else "",
                each.name,
                "waiting to be imported" if each.file.waits else "on the watch",
                str(each.state),
            )
            for each in workouts
        ]
        yield from table([("Day", "Workout", "Where", "State"), *rows])
    yield ""
    calendar = held.next_calendar
    if not calendar:
        yield "Its calendar is empty." if held.schedule_folder else "It accepts no schedule."
    else:
        waits = held.next_calendar != held.calendar
        yield "Its calendar" + (", once it has imported what is waiting:" if waits else ":")
        for entry in calendar:
            whose = "" if entry.workout.is_ours else " (not fitexport's)"
            done = ", started" if entry.completed else ""
            yield f"  {date_text(entry.day)}: {held.name_of(entry.workout)}{whose}{done}"
    yield ""
    yield outcome(last, held)
    if status.of_state(State.STALE):
        yield "Next: fitexport watch install brings it up to date."
    if past := status.of_state(State.PAST):
        yield f"{len(past)} of past weeks take up room: fitexport watch clean removes them."
