"""`fitexport diff`: what a new export changes, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.groups import Command
from fitexport.cli.inputs import chosen_season, known_settings, resolved, say
from fitexport.cli.json_output import show_json
from fitexport.cli.options import CONFIG, JSON, PLAN, RUNNER, SEASON, TODAY, options
from fitexport.errors import UsageError, one_line, printable
from fitexport.export.comparing import (
    CalendarDiff,
    compare_calendars,
    exported_workouts,
    planned_workouts,
)
from fitexport.export.folder import recorded_season
from fitexport.export.manifest import recorded_units, recorded_weeks
from fitexport.export.reading import is_calendar
from fitexport.fit.workout_diff import Changed, Dated, compared, plain_change
from fitexport.season.athlete import with_custom_plan
from fitexport.units import Units, date_text


@click.command("diff", cls=Command)
@click.argument("old", metavar="OLD", type=click.Path(path_type=Path))
@click.argument("new", metavar="[NEW]", required=False, type=click.Path(path_type=Path))
@options(*RUNNER, PLAN, *SEASON, TODAY, JSON, CONFIG)
def command(
    old: Path,
    new: Path | None,
    today: date | None,
    config: Path | None,
    *,
    as_json: bool,
    **given: Any,
) -> None:
    """Show what NEW adds, changes, moves and removes compared with OLD: two FIT files, two folders
    of them, or two calendars.

    Without NEW, OLD is an exported folder, compared with what the plan would write to it now:
    give the same options as for fitexport week.

    \b
    fitexport diff ./watch ./watch-new
    fitexport diff ./watch --mile 6:12
    """

    if new and old.is_file() and new.is_file() and (is_calendar(old) or is_calendar(new)):
        _print_calendars(compare_calendars(old, new), as_json=as_json)
        return
    before = exported_workouts(old)
    if new is not None:
        if any(value is not None for value in (*given.values(), today)):
            raise UsageError("two exports need no plan", "leave NEW out to compare with the plan")
        after = exported_workouts(new)
        units = recorded_units(old if old.is_dir() else old.parent)
    else:
        after, units = _planned(old, config, given, today or date.today())
    changes = list(compared(before, after, units))
    if as_json:
        show_json("diff", {"changes": list(map(plain_change, changes))})
        return
    for change in changes:
        if change.is_change:
            click.echo("\n".join(_lines(change)))
    click.echo(_summary(changes))


def _print_calendars(diff: CalendarDiff, *, as_json: bool) -> None:
    if as_json:
        facts = {"changes": diff.changes, "same": diff.same, "cannot_be_read": diff.left_out}
        show_json("diff-calendars", facts)
        return
    for line in diff.left_out:
        say(line)
    for lines in diff.changes:
        click.echo("\n".join(printable(line, 500) for line in lines))
    events = f"{diff.same} event{'s' if diff.same != 1 else ''} as before"
    changed = f"{len(diff.changes)} changed, new or gone, " if diff.changes else "no difference: "
    click.echo(changed + events)


def _planned(
    folder: Path, config: Path | None, given: Mapping[str, Any], today: date
) -> tuple[tuple[Dated, ...], Units]:
    """What the plan would write into the folder now."""
    weeks = recorded_weeks(folder) if folder.is_dir() else ()
    if not weeks:
        raise UsageError(
            "no export of a plan, so there is nothing to compare it with",
            "give a second file or folder: fitexport diff OLD NEW",
            where=folder,
        )
    settings = with_custom_plan(known_settings(config, dict(given)))
    athlete = resolved(settings)
    season = chosen_season(settings, athlete, today, lambda: recorded_season(folder), folder)
    there = [week for week in weeks if week <= season.schedule.weeks]
    for week in weeks:
        if week not in there:
            say(f"the plan has no week {week} any more")
    return planned_workouts(season, there, today), athlete.units


def _lines(change: Changed) -> Iterator[str]:
    before, after = change.before, change.after
    there = after or before
    assert there is not None
    name = printable(there.found.name, 80) or there.file
    if before is None:
        yield f"{name}: new{_on(there.days)}"
    elif after is None:
        yield f"{name}: gone{_on(there.days, 'was on')}"
    else:
        yield f"{name}{'' if change.moved else _on(after.days)}: changed"
        if change.is_other:
            yield "  to a watch it is another workout: of another season, runner or maker"
        if change.renamed:
            yield f'  was called "{printable(before.found.name, 80)}"'
        if change.moved:
            yield f"  moved from {_days(before.days)} to {_days(after.days)}"
        yield from (f"  {one_line(line)}" for line in change.steps)


def _on(days: Sequence[date], word: str = "on") -> str:
    return f", {word} {_days(days)}" if days else ""


def _days(days: Sequence[date]) -> str:
    return " and ".join(map(date_text, days)) or "no day"


def _summary(changes: Sequence[Changed]) -> str:
    new = sum(change.before is None for change in changes)
    gone = sum(change.after is None for change in changes)
    changed = sum(change.is_change for change in changes) - new - gone
    same = len(changes) - new - gone - changed
    if same == len(changes):
        return f"no difference: {same} workout{'s' if same != 1 else ''} as before"
    return f"{changed} changed, {new} new, {gone} gone, {same} as before"
