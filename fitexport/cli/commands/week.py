"""`fitexport week`: the main job."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from shlex import quote
from typing import Any

import click

from fitexport.calendar.memory import read_memory, remember
from fitexport.calendar.revisions import NONE_YET
from fitexport.cli.inputs import (
    calendar_memory,
    chosen_season,
    remark_on_goal,
    runner,
    say,
    say_left_out,
    say_missed,
    say_where_today_is,
)
from fitexport.cli.options import AGENDA, CONFIG, PLAN, RUNNER, SEASON, TODAY, folder, options
from fitexport.cli.tables import SESSION_HEADINGS, session_row, table
from fitexport.cli.written import what_was_kept, what_was_written
from fitexport.errors import UsageError
from fitexport.export.bundle import Bundle
from fitexport.export.compile import compile_week
from fitexport.export.compiled import PacedSession
from fitexport.export.folder import Written, recorded_start, write_bundles
from fitexport.season.athlete import Athlete
from fitexport.season.schedule import Schedule
from fitexport.units import date_text, day_text


@click.command("week")
@click.argument("which", metavar="WEEK")
@click.option(
    "--out",
    type=folder,
    metavar="FOLDER",
    default="watch",
    show_default=True,
    help="The folder for the files.",
)
@options(*RUNNER, PLAN, *SEASON, *AGENDA, TODAY, CONFIG)
def command(
    which: str,
    out: Path,
    today: date | None,
    config: Path | None,
    **given: Any,
) -> None:
    """Write WEEK (3, 3-6, next or all) as workouts for the watch and events for the calendar.

    Several weeks become a folder each (w03, w04): install one at a time. A later export into
    the same folder replaces the earlier one; files that are not fitexport's stay.

    \b
    fitexport week 3 --mile 6:20 --goal 6:00 --race-day 2027-05-01 --out ./watch
    """

    settings, athlete = runner(config, given)
    now = today or date.today()
    remark_on_goal(athlete)
    season = chosen_season(settings, athlete, now, lambda: recorded_start(out), out)
    schedule = season.schedule
    say_where_today_is(schedule, now)
    numbers = _chosen(which, schedule, now)
    say_left_out(schedule, numbers)
    say_missed(schedule, numbers)
    memory = calendar_memory(config)
    known = NONE_YET
    if memory:
        known = read_memory(memory).revisions
    bundles = [
        compile_week(
            season,
            number,
            today=now,
            folder=f"w{number:02d}" if len(numbers) > 1 else "",
            known=known,
        )
        for number in numbers
    ]
    written = write_bundles(out, bundles)
    if memory:
        told = {uid: said for bundle in bundles for uid, said in bundle.revisions.items()}
        remember(memory, lambda before: before.with_revisions(told))
    for bundle in bundles:
        click.echo("\n".join(_report(bundle, schedule, athlete)) + "\n")
    click.echo("\n".join(_what_happened(out, written, out / bundles[0].folder)))
    for remark in _remarks(bundles, written, out):
        say(remark)


def _chosen(which: str, schedule: Schedule, today: date) -> list[int]:
    """The week numbers that WEEK means."""
    last = schedule.weeks
    remedy = f"give 1 to {last}, a range such as 3-6, next, or all"
    if which == "all":
        return list(range(1, last + 1))
    if which == "next":
        return [schedule.next_week(today)]
    match = re.fullmatch(r"(\d{1,3})(?:-(\d{1,3}))?", which, re.ASCII)
    if match is None:
        raise UsageError(f'"{which}" is not a week', remedy)
    first, end = int(match[1]), int(match[2] or match[1])
    if end < first:
        raise UsageError(f"the weeks {which} run backwards", remedy)
    for number in (first, end):
        if not 1 <= number <= last:
            raise UsageError(
                f'there is no week {number}: the plan "{schedule.plan.title}" has {last}', remedy
            )
    return list(range(first, end + 1))


def _report(bundle: Bundle, schedule: Schedule, athlete: Athlete) -> Iterator[str]:
    """A heading and the table of one week."""

    week = schedule.plan.weeks[bundle.week - 1]
    first = schedule.first_day(bundle.week)
    yield (
        f"Week {bundle.week} of {schedule.weeks} ({week.phase}), from {date_text(first)}:"
        f" {week.focus}"
    )
    yield ""
    rows = [session_row(each, athlete.units, *_day_and_name(each)) for each in bundle.sessions]
    yield from table([("Day", "Session", *SESSION_HEADINGS), *rows])


def _day_and_name(session: PacedSession) -> tuple[str, str]:
    day = day_text(session.day) if session.day else ""
    return day, f"{session.label} {session.source.name}" if session.label else session.title


def _what_happened(out: Path, written: Written, batch: Path) -> Iterator[str]:
    """What was written, replaced and removed, by name; then what to do with it: `batch` is the
    folder of the first week."""

    yield from what_was_written(out, written)
    yield f"Next: connect the watch, then fitexport watch install {quote(str(batch))}"


def _remarks(bundles: Sequence[Bundle], written: Written, out: Path) -> Iterator[str]:

    if any(
        session.workout is None and session.session.sport() is None
        for bundle in bundles
        for session in bundle.sessions
    ):
        yield "cross-training makes no watch file until you name your sport (--cross cycling)"
    if any(not bundle.entries and bundle.workouts for bundle in bundles):
        yield "a week that is past gets no schedule.fit: its workouts start from the watch's list"
    yield from what_was_kept(out, written)
