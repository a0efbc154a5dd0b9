"""`fitexport diff`: what a new export changes, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.fit_files import batches, is_calendar, read_calendar, read_fit
from fitexport.cli.inputs import chosen_season, known_settings, resolved, say
from fitexport.cli.options import CONFIG, PLAN, RUNNER, SEASON, TODAY, options
from fitexport.errors import FitFormatError, UsageError, one_line, printable
from fitexport.export.compile import compile_week
from fitexport.export.folder import recorded_start
from fitexport.export.manifest import recorded_days, recorded_units, recorded_weeks
from fitexport.fit.decode import decode
from fitexport.fit.found import Found
from fitexport.fit.workout_diff import Changed, Dated, compared, dated
from fitexport.season.athlete import with_custom_plan
from fitexport.units import Units, date_text


@click.command("diff")
@click.argument("old", metavar="OLD", type=click.Path(path_type=Path))
@click.argument("new", metavar="[NEW]", required=False, type=click.Path(path_type=Path))
@options(*RUNNER, PLAN, *SEASON, TODAY, CONFIG)
def command(
    old: Path, new: Path | None, today: date | None, config: Path | None, **given: Any
) -> None:
    """Say what NEW adds, changes, moves and removes beside OLD: two FIT files, two folders of
    them, or two calendars.

    Without NEW, OLD is the folder of an export, and what the plan would write into it now is
    compared with it: give the options that you give to fitexport week.

    \b
    fitexport diff ./watch ./watch-new
    fitexport diff ./watch --mile 6:12
    """

    if (
        new is not None
        and old.is_file()
        and new.is_file()
        and (is_calendar(old) or is_calendar(new))
    ):
        _diff_calendars(old, new)
        return
    before = _workouts(old)
    folder = old if old.is_dir() else old.parent
    if new is not None:
        if any(value is not None for value in (*given.values(), today)):
            raise UsageError("two exports need no plan\n  leave NEW out to compare with the plan")
        after, units = _workouts(new), recorded_units(folder)
    else:
        after, units = _planned(old, config, given, today or date.today())
    changes = list(compared(before, after, units))
    for change in changes:
        if change.is_one:
            click.echo("\n".join(_lines(change)))
    click.echo(_summary(changes))


def _diff_calendars(old: Path, new: Path) -> None:
    from fitexport.calendar.event_diff import calendar_changes

    for path in (old, new):
        if not is_calendar(path):
            raise UsageError(f"{path}: no calendar\n  compare a calendar with a calendar")
    before, after = read_calendar(old), read_calendar(new)
    changes = list(calendar_changes(before, after))
    for lines in changes:
        click.echo("\n".join(printable(line, 500) for line in lines))
    same = len({event.uid for event in (*before, *after)}) - len(changes)
    events = f"{same} event{'s' if same != 1 else ''} as before"
    click.echo(
        f"{len(changes)} changed, new or gone, {events}" if changes else f"no difference: {events}"
    )


def _workouts(path: Path) -> tuple[Dated, ...]:
    """The workouts of a file or folder; folders in a folder are weeks of one export."""

    found: list[Dated] = []
    for folder, files in batches([path]):
        contents: dict[str, Found] = {}
        for file in files:
            content = read_fit(file, decode)
            if isinstance(content, FitFormatError):
                raise FitFormatError(f"{file}: {content}")
            contents[file.name] = content
        found += dated(contents, recorded_days(folder))
    return tuple(found)


def _planned(
    folder: Path, config: Path | None, given: Mapping[str, Any], today: date
) -> tuple[tuple[Dated, ...], Units]:
    """What the plan would write into the folder now."""

    weeks = recorded_weeks(folder) if folder.is_dir() else ()
    if not weeks:
        raise UsageError(
            f"{folder}: no export of a plan, so there is nothing to compare it with\n"
            "  give a second file or folder: fitexport diff OLD NEW"
        )
    settings = with_custom_plan(known_settings(config, dict(given)))
    athlete = resolved(settings)
    season = chosen_season(settings, athlete, today, lambda: recorded_start(folder), folder)
    found: list[Dated] = []
    for week in weeks:
        if week > season.schedule.weeks:
            say(f"the plan has no week {week} any more")
            continue
        bundle = compile_week(season, week, today=today)
        days = {each.file: each.day for each in bundle.workouts if each.day}
        files = {name: data for name, data in bundle.files().items() if name in days}
        found += dated({name: decode(data) for name, data in files.items()}, days)
    return tuple(found), athlete.units


def _lines(change: Changed) -> Iterator[str]:
    before, after = change.before, change.after
    there = after or before
    assert there is not None
    name = printable(there.found.name, 80) or there.file
    if before is None:
        yield f"{name}: new{_on(change.after_days)}"
    elif after is None:
        yield f"{name}: gone{_on(change.before_days, 'was on')}"
    else:
        yield f"{name}{_on(change.after_days, 'on') if not change.moved else ''}: changed"
        if change.is_other:
            yield "  to a watch it is another workout: of another season, runner or maker"
        if change.renamed:
            yield f'  was called "{printable(before.found.name, 80)}"'
        if change.moved:
            yield f"  moved from {_days(change.before_days)} to {_days(change.after_days)}"
        yield from (f"  {one_line(line)}" for line in change.steps)


def _on(days: Sequence[date], word: str = "on") -> str:
    return f", {word} {_days(days)}" if days else ""


def _days(days: Sequence[date]) -> str:

    return " and ".join(map(date_text, days)) or "no day"


def _summary(changes: Sequence[Changed]) -> str:
    new = sum(change.before is None for change in changes)
    gone = sum(change.after is None for change in changes)
    changed = sum(change.is_one for change in changes) - new - gone
    same = len(changes) - new - gone - changed
    if same == len(changes):
        return f"no difference: {same} workout{'s' if same != 1 else ''} as before"
    return f"{changed} changed, {new} new, {gone} gone, {same} as before"
