"""`fitexport workout`: sessions of your own, straight from their text."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from shlex import quote
from textwrap import wrap
from typing import Any

import click

from fitexport.cli.formats import FORMAT, the_only_text, what_arrives
from fitexport.cli.groups import Command
from fitexport.cli.inputs import (
    calendar_memory,
    known_settings,
    resolved,
    say,
)
from fitexport.cli.json_output import show_json
from fitexport.cli.options import (
    AT,
    CONFIG,
    EXTRA_AT,
    JSON,
    PLAN,
    REMIND,
    RESULTS,
    RUNNER,
    STRENGTH_AT,
    TIMEZONE,
    TODAY,
    folder,
    options,
    this_day,
)
from fitexport.cli.squad_workout import write_for_squad
from fitexport.cli.tables import SESSION_HEADINGS, session_row, table
from fitexport.cli.terminal import show_unfolded
from fitexport.cli.written import what_was_kept, what_was_written
from fitexport.errors import UsageError
from fitexport.export.bundle import Bundle
from fitexport.export.compiled import CompiledWorkout
from fitexport.export.custom_workouts import (
    check_out,
    export_workouts,
    plain_compiled,
    remarks_on,
    with_heading,
)
from fitexport.export.folder import Written
from fitexport.export.other_formats import plain_others
from fitexport.export.session_source import source_text
from fitexport.export.single_file import is_workout_file
from fitexport.pace.outline import step_distance, step_rows
from fitexport.season.athlete import Athlete, with_custom_plan
from fitexport.season.overriding import OF_THE_CALENDAR
from fitexport.session.sessions_file import SessionText
from fitexport.units import clock, day_text

_STEP_WIDTH = 64


@click.command("workout", cls=Command)
@click.argument("text", metavar="TEXT", nargs=-1, required=True)
@click.option(
    "--out",
    "-o",
    "out",
    type=folder,
    metavar="FILE.fit",
    help="Where to write it; any other name is a folder.  [default: print the steps]",
)
@click.option(
    "--date", "day", type=this_day, metavar="DATE", help="Its day, for schedule and calendar."
)
@click.option("--name", help="Its name; a watch shows 15 characters.  [default: from its reps]")
@click.option("--force", is_flag=True, help="Replace FILE.fit even if another program wrote it.")
@click.option(
    "--squad",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Make it for every athlete in this spreadsheet, each in a folder, with a card for the coach.",
)
@RESULTS
@FORMAT
@JSON
@options(*RUNNER, PLAN, EXTRA_AT, AT, STRENGTH_AT, TIMEZONE, REMIND, TODAY, CONFIG)
def command(
    text: tuple[str, ...],
    out: Path | None,
    day: date | None,
    name: str | None,
    squad: Path | None,
    results: Path | None,
    today: date | None,
    config: Path | None,
    formats: tuple[str, ...],
    *,
    force: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Make a workout of TEXT, written as coaches write it, for the watch and the calendar.

    TEXT may be a .txt file, or - for standard input, with any number of sessions: separated
    by empty lines; a heading such as "2027-03-16 Track Tuesday:" gives one its day and name.

    \b
    fitexport workout "warm-up 15min; 6x 400m @ mile, jog 200m; cool-down 10min"
    fitexport workout "easy 40min; 4x stride 20s, walk 60s" --out tue.fit
    fitexport workout sessions.txt --out ./workouts
    fitexport workout "6x 400m @ mile, jog 200m" --format zwo > tue.zwo
    fitexport workout tuesday.txt --squad athletes.csv --out ./tuesday
    """

    if squad is not None:
        if force or config is not None:
            flag = "--force" if force else "--config"
            raise UsageError(f"{flag} has no effect with --squad", "leave it out")
        write_for_squad(
            source_text(" ".join(text), sys.stdin.buffer),
            squad,
            out,
            results=results,
            day=day,
            name=name,
            today=today or date.today(),
            formats=formats,
            as_json=as_json,
            given=given,
        )
        return
    if results is not None:
        raise UsageError(
            "--results is for a squad", "add --squad athletes.csv; for yourself, fitexport result"
        )
    calendar_settings = [key for key in OF_THE_CALENDAR if given.get(key) is not None]
    settings = with_custom_plan(known_settings(config, given))
    zones = settings.custom_plan.written.zones if settings.custom_plan else ()
    source = source_text(" ".join(text), sys.stdin.buffer)
    if source.lost:
        many = f"{source.lost} things" if source.lost > 1 else "one thing"
        say(f"left out: {many} without notation, as comments in the text show")
    sessions = with_heading(source.sessions(settings.strength, zones), day, name)
    _refuse_what_has_no_effect(sessions, out, calendar_settings, force=force)
    athlete = resolved(settings)
    bundle, written = export_workouts(
        sessions,
        athlete,
        out,
        today=today or date.today(),
        force=force,
        memory=calendar_memory(config),
        formats=formats,
    )
    if as_json:
        show_json("workout", _facts(bundle, out, written))
    elif out is None and formats:
        show_unfolded(the_only_text(bundle.others))
        say(*what_arrives(bundle.others))
    elif out is None or written is None:
        click.echo("\n\n".join("\n".join(_steps(each, athlete)) for each in bundle.workouts))
    else:
        click.echo("\n".join(table(_rows(bundle, athlete))) + "\n")
        click.echo("\n".join(_what_happened(out, bundle, written)))
        for line in what_arrives(bundle.others):
            click.echo(line)
    for remark in _remarks(sessions, bundle, out, written):
        say(remark)


def _refuse_what_has_no_effect(
    sessions: Sequence[SessionText],
    out: Path | None,
    calendar_settings: Sequence[str],
    *,
    force: bool,
) -> None:
    if not check_out(out, len(sessions)) and force:
        raise UsageError("--force has no effect without --out FILE.fit", "leave it out")
    if calendar_settings and (out is None or not any(session.day for session in sessions)):
        flag = f"--{calendar_settings[0].removesuffix('_min').replace('_', '-')}"
        raise UsageError(
            f"{flag} has no effect: there is no calendar without a day and --out",
            "add --date 2027-03-16 and --out tue.fit",
        )


def _steps(made: CompiledWorkout, athlete: Athlete) -> Iterator[str]:
    """A heading, then a line for each step with its expected distance and time."""

    day = f"{_day(made.day)}: " if made.day else ""
    about = ", ".join(filter(None, (made.workout.sport, *made.size(athlete.units))))
    yield f'{day}"{made.workout.name}", {about}'
    rows: list[tuple[str, str, str]] = []
    for line, step in step_rows(made.workout.steps, athlete.units, "  "):
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        first, *others = wrap(line, _STEP_WIDTH, subsequent_indent=indent, break_on_hyphens=False)
        distance = step_distance(step, athlete.units) if step else ""
        time = clock(step.expected_s) if step and step.expected_s else ""
        rows += [(first, distance, time), *((other, "", "") for other in others)]
    yield from table(rows, right=(1, 2))


def _rows(bundle: Bundle, athlete: Athlete) -> list[tuple[str, ...]]:
    """A line for each workout, without columns that would be empty: days, distances, paces."""
    rows = [
        session_row(each, athlete.units, _day(each.day) if each.day else "", each.workout.name)
        for each in bundle.workouts
    ]
    kept = [index for index, column in enumerate(zip(*rows, strict=True)) if any(column)]
    headings = ("Day", "Workout", *SESSION_HEADINGS)
    return [tuple(row[index] for index in kept) for row in (headings, *rows)]


def _day(day: date) -> str:

    return f"{day_text(day)} {day.year}"


def _what_happened(out: Path, bundle: Bundle, written: Written) -> Iterator[str]:
    """What was written, and what to do with it."""
    single = is_workout_file(out)
    yield from what_was_written(out.parent if single else out, written)
    if not single:
        yield f"Next: connect the watch, then fitexport watch install {quote(str(out))}"
        return
    for path in written.added:
        yield f"  new {path}"
    if not bundle.entries:
        yield f"Next: copy {out.name} into the watch's folder GARMIN/NewFiles"
        return
    yield (
        f"Next: copy {out.name} and {bundle.schedule_name}, both at once, into the watch's folder"
        " GARMIN/NewFiles: the schedule replaces its whole calendar"
    )


def _remarks(
    sessions: Sequence[SessionText], bundle: Bundle, out: Path | None, written: Written | None
) -> Iterator[str]:
    yield from remarks_on(bundle, sessions, written=out is not None)
    if out is not None and written is not None:
        yield from what_was_kept(out, written)


def _facts(bundle: Bundle, out: Path | None, written: Written | None) -> dict[str, Any]:
    content: dict[str, Any] = {
        "workouts": [
            plain_compiled(each) | ({} if out is None else {"file": each.file})
            for each in bundle.workouts
        ]
    }
    if out is not None and written is not None:
        folder = out.parent if is_workout_file(out) else out
        content |= {"folder": str(folder), "files": written._asdict()}
    return content | plain_others(bundle.others)
