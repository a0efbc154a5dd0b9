"""`fitexport workout`: sessions of your own, straight from their text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from shlex import quote
from textwrap import wrap
from typing import Any

import click

from fitexport.calendar.memory import read_memory, remember
from fitexport.calendar.revisions import NONE_YET
from fitexport.cli.inputs import (
    OF_THE_CALENDAR,
    calendar_memory,
    known_settings,
    remark_on_goal,
    resolved,
    say,
)
from fitexport.cli.options import (
    AT,
    CONFIG,
    EXTRA_AT,
    JSON,
    PLAN,
    REMIND,
    RUNNER,
    STRENGTH_AT,
    TIMEZONE,
    TODAY,
    folder,
    options,
    this_day,
)
from fitexport.cli.session_text import written_sessions
from fitexport.cli.tables import brief, table
from fitexport.cli.written import what_was_kept, what_was_written
from fitexport.errors import UsageError
from fitexport.export.bundle import Bundle
from fitexport.export.compiled import CompiledWorkout
from fitexport.export.custom_workouts import compile_workouts
from fitexport.export.folder import Written, write_bundles
from fitexport.export.single_file import write_workout
from fitexport.pace.data import plain_workout
from fitexport.pace.outline import step_distance, step_rows, structure
from fitexport.season.athlete import Athlete, with_custom_plan
from fitexport.session.format import format_session
from fitexport.session.sessions_file import SessionText
from fitexport.units import clock, day_text

_HEADINGS = ("Day", "Workout", "Structure", "Distance", "Time", "Paces", "File")
_STEP_WIDTH = 64
_HEADING = (
    "write a heading over each session:\n"
    "    2027-03-16 Track Tuesday:\n"
    "    6x 400m @ mile, jog 200m"
)


@click.command("workout")
@click.argument("text", metavar="TEXT", nargs=-1, required=True)
@click.option(
    "--out",
    type=folder,
    metavar="FILE.fit",
    help="Where to write it; any other name is a folder.  [default: print the steps]",
)
@click.option(
    "--date", "day", type=this_day, metavar="DATE", help="Its day, for schedule and calendar."
)
@click.option("--name", help="What the watch calls it: 15 characters.  [default: by its reps]")
@click.option("--force", is_flag=True, help="Replace FILE.fit whoever wrote it.")
@JSON
@options(*RUNNER, PLAN, EXTRA_AT, AT, STRENGTH_AT, TIMEZONE, REMIND, TODAY, CONFIG)
def command(
    text: tuple[str, ...],
    out: Path | None,
    day: date | None,
    name: str | None,
    today: date | None,
    config: Path | None,
    *,
    force: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Make a workout of TEXT, in the notation of the README, for the watch and the calendar.

    TEXT may be a .txt file, or - for standard input, with any number of sessions: an empty
    line parts them, a heading such as "2027-03-16 Track Tuesday:" gives one its day and name.

    \b
    fitexport workout "warm-up 15min; 6x 400m @ mile, jog 200m; cool-down 10min"
    fitexport workout "easy 40min; 4x stride 20s, walk 60s" --date 2027-03-16 --out tue.fit
    fitexport workout sessions.txt --out ./workouts
    """

    single = out is not None and out.suffix.lower() == ".fit"
    calendar_settings = [key for key in OF_THE_CALENDAR if given.get(key) is not None]
    settings = with_custom_plan(known_settings(config, given))
    custom = settings.custom_plan
    zones = custom.written.zones if custom else ()
    sessions = _headed(written_sessions(" ".join(text), settings.strength, zones), day, name)
    _refuse_what_has_no_effect(sessions, out, calendar_settings, single=single, force=force)
    athlete = resolved(settings)
    remark_on_goal(athlete)
    memory = calendar_memory(config) if out is not None else None
    known = NONE_YET
    if memory:
        known = read_memory(memory).revisions
    bundle = compile_workouts(
        sessions,
        athlete,
        today=today or date.today(),
        file=out.name if out is not None and single else "",
        known=known,
    )
    written = None if out is None else _write(out, bundle, single=single, force=force)
    if memory and bundle.revisions:
        remember(memory, lambda before: before.with_revisions(bundle.revisions))
    workouts = bundle.workouts
    if as_json:
        click.echo(_json(workouts, out, written, single=single))
    elif out is None or written is None:
        click.echo("\n\n".join("\n".join(_steps(each, athlete)) for each in workouts))
    else:
        rows = [_HEADINGS, *(_row(each, athlete) for each in workouts)]
        click.echo("\n".join(table(_without_empty_columns(rows))) + "\n")
        click.echo("\n".join(_what_happened(out, bundle, written, single=single)))
    for remark in _remarks(sessions, bundle, out, written):
        say(remark)


def _headed(
    sessions: Sequence[SessionText], day: date | None, name: str | None
) -> Sequence[SessionText]:
    """A single session, under the day and name that were given as options."""

    options = [option for option, value in (("--date", day), ("--name", name)) if value is not None]
    if not options:
        return sessions
    if len(sessions) > 1:
        raise UsageError(
            f"{options[0]} is for a single session, and there are {len(sessions)}", _HEADING
        )
    session = sessions[0]
    wanted = session.name if name is None else name.strip()
    return [replace(session, day=day or session.day, name=wanted)]


def _refuse_what_has_no_effect(
    sessions: Sequence[SessionText],
    out: Path | None,
    calendar_settings: Sequence[str],
    *,
    single: bool,
    force: bool,
) -> None:
    if single and len(sessions) > 1:
        raise UsageError(
            f"{len(sessions)} sessions do not go into one file", "give --out a folder: ./workouts"
        )
    if out is not None and out.suffix.lower() in (".ics", ".txt"):
        raise UsageError(
            "what is written is a workout",
            "give --out a file such as tue.fit; with --date its calendar is written beside it",
            where=out,
        )
    if force and not single:
        raise UsageError("--force has no effect without --out FILE.fit", "leave it out")
    if calendar_settings and (out is None or not any(session.day for session in sessions)):
        flag = f"--{calendar_settings[0].removesuffix('_min').replace('_', '-')}"
        raise UsageError(
            f"{flag} has no effect: there is no calendar without a day and --out",
            "add --date 2027-03-16 and --out tue.fit",
        )


def _write(out: Path, bundle: Bundle, *, single: bool, force: bool) -> Written:
    if single:
        return write_workout(out, bundle, force=force)

    return write_bundles(out, [bundle])


def _steps(made: CompiledWorkout, athlete: Athlete) -> Iterator[str]:
    """A heading, then a line a step, with the distance and time that it will take."""

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


def _row(made: CompiledWorkout, athlete: Athlete) -> tuple[str, ...]:
    return (
        _day(made.day) if made.day else "",
        made.workout.name,
        brief(structure(made.session)),
        *made.size(athlete.units),
        made.paces,
        made.file,
    )


def _day(day: date) -> str:

    return f"{day_text(day)} {day.year}"


def _without_empty_columns(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Days, distances and paces are not in every batch."""
    kept = [index for index, column in enumerate(zip(*rows[1:], strict=True)) if any(column)]
    return [tuple(row[index] for index in kept) for row in rows]


def _what_happened(out: Path, bundle: Bundle, written: Written, *, single: bool) -> Iterator[str]:
    """What was written, and what to do with it."""

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

    rests = sum(session.session.is_rest for session in sessions)
    if rests:
        yield f"{rests} rest{'s' if rests > 1 else ''} left out: a rest makes no file"
    past = sum(each.day is not None for each in bundle.sessions) - len(bundle.entries)
    if out is not None and past:
        what = "a day that is past is" if past == 1 else f"{past} days that are past are"
        yield f"{what} not in the watch's schedule: the workout starts from the watch's list"
    if out is not None and written is not None:
        yield from what_was_kept(out, written)


def _json(
    workouts: Sequence[CompiledWorkout], out: Path | None, written: Written | None, *, single: bool
) -> str:

    made = [
        {
            "day": each.day.isoformat() if each.day else None,
            "text": format_session(each.session),
            **plain_workout(each.workout),
            "serial_number": each.identity.serial,
            "time_created": each.identity.version,
            **({} if out is None else {"file": each.file}),
        }
        for each in workouts
    ]
    content: dict[str, Any] = {"workouts": made}
    if out is not None and written is not None:
        content |= {"folder": str(out.parent if single else out), "files": asdict(written)}
    return json.dumps(content, indent=1)
