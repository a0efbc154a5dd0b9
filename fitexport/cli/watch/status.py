"""`fitexport watch status`: what the watch holds, in words, against the plan."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fitexport.cli.inputs import own_plan, say
from fitexport.cli.options import CONFIG, JSON, PLAN, RUNNER, SEASON, TODAY, options
from fitexport.cli.tables import table
from fitexport.cli.watch.connect import AT, LIMITS, season_for, the_watch
from fitexport.units import date_text
from fitexport.watch.contents import Contents

if TYPE_CHECKING:
    from fitexport.watch.connected import Watch
    from fitexport.watch.record import LastChange
    from fitexport.watch.standing import Standing


@click.command("status", short_help="Say what the watch holds, and what is out of date.")
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
    """Say what the watch holds: workouts and calendar, fitexport's and others'; which are out
    of date against the plan; whether the last install was imported. Changes nothing.
    """
    from fitexport.export.for_watch import plan_now
    from fitexport.watch.standing import standings

    now = today or date.today()
    watch = the_watch(at, limits)
    held, last = watch.contents(), watch.record().last
    if own_plan(config, given):
        plan = plan_now(season_for(watch, now, config, given), now)
    else:
        say("without a fitexport.toml nothing is compared with a plan (fitexport init)")
        plan = None
    found = standings(held, watch.record(), plan, now)
    if as_json:
        click.echo(json.dumps(_facts(watch, held, found, last), indent=1))
    else:
        click.echo("\n".join(_lines(watch, held, found, last)))


def _lines(
    watch: Watch, held: Contents, found: Sequence[Standing], last: LastChange | None
) -> Iterator[str]:
    from fitexport.watch.standing import State

    yield f"{watch.device.title}, {watch.storage.where}"
    yield f"Takes {watch.limits} ({watch.limits_from})."
    ours = sum(each.state is not State.NOT_OURS for each in found)
    yield f"Holds {len(found)} workouts: {ours} of fitexport's, {len(found) - ours} of others."
    if found:
        yield ""
        rows = [
            (
                date_text(each.day) if each.day else "",
                each.name,
                "waits to be imported" if each.file.waits else "on the watch",
                str(each.state),
            )
            for each in found
        ]
        yield from table([("Day", "Workout", "Where", "State"), *rows])
    yield ""
    calendar = held.next_calendar
    if not calendar:
        yield "Its calendar is empty." if held.schedule_inbox else "It takes no calendar."
    else:
        waits = held.next_calendar != held.calendar
        yield "Its calendar" + (", once it has imported what waits:" if waits else ":")
        for entry in calendar:
            whose = "" if entry.workout.is_ours else " (not fitexport's)"
            done = ", started" if entry.completed else ""
            yield f"  {date_text(entry.day)}: {held.name_of(entry.workout)}{whose}{done}"
    yield ""
    yield _of_the_last(held, last)
    stale = Counter(each.state for each in found)
    if stale[State.STALE]:
        yield "Next: fitexport watch install brings it up to date."
    if stale[State.PAST]:
        yield f"{stale[State.PAST]} of past weeks fill places: fitexport watch clean takes them off."


def _of_the_last(held: Contents, last: LastChange | None) -> str:
    """Whether the watch took in what was put on it."""
    if last is None:
        return "This computer has put nothing on it."
    if not last.finished:
        return (
            f"The last {last.what} stopped half-way: fitexport watch install does it anew,"
            " fitexport watch undo takes it back."
        )
    if last.what != "install":
        return "The last change was watch clean; fitexport watch undo brings the workouts back."
    from fitexport.watch.undoing import is_imported, is_waiting

    waits = any(file.waits and file.is_ours for file in held.files)
    if is_imported(last, held):
        return (
            "The last install was imported in part; the rest waits: disconnect the watch once more."
            if waits
            else "The last install was imported."
        )
    if waits:
        return "The last install waits: disconnect the watch, and it is imported."
    if is_waiting(last, held):
        return "The last install is in its place."
    return "The last install has left no trace on the watch: install again."


def _facts(
    watch: Watch, held: Contents, found: Sequence[Standing], last: LastChange | None
) -> dict[str, Any]:
    from fitexport.watch.undoing import is_imported

    return {
        "model": watch.device.model,
        "software": watch.device.software,
        "at": watch.storage.where,
        "workouts": [
            {
                "file": each.file.path,
                "name": each.name,
                "day": each.day.isoformat() if each.day else None,
                "waits": each.file.waits,
                "ours": each.file.is_ours,
                "state": str(each.state),
            }
            for each in found
        ],
        "calendar": [
            {
                "day": entry.day.isoformat(),
                "name": held.name_of(entry.workout),
                "ours": entry.workout.is_ours,
                "completed": entry.completed,
            }
            for entry in held.next_calendar
        ],
        "last": None
        if last is None
        else {
            "what": last.what,
            "finished": last.finished,
            "imported": is_imported(last, held),
        },
    }
