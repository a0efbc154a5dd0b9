"""`fitexport init`: a few questions, then a fitexport.toml that says it all."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.inputs import (
    chosen_season,
    resolved,
    say,
)
from fitexport.cli.options import (
    AGENDA,
    PLAN,
    RUNNER,
    SEASON,
    TODAY,
    identity,
    options,
    toml_path,
)
from fitexport.cli.questions import asked, check_race_day, weeks_until
from fitexport.errors import FitexportError, PaceError, UsageError
from fitexport.plan.model import DEFAULT_STRENGTH
from fitexport.season.athlete import Athlete, resolve, with_custom_plan
from fitexport.season.levels import check_goal, fits_level
from fitexport.season.overriding import OF_THE_PLAN, given_in, with_calendar
from fitexport.season.remarks import on_today, on_unplaced
from fitexport.season.schedule import Schedule
from fitexport.season.settings import Settings
from fitexport.units import date_text, exact_clock, pace_range_text, split_text

# What is taken for granted of what is seldom given, in the words of the options.
_DEFAULTS = {
    "units": "--units mi",
    "surface": "--surface road",
    "strength": "--strength gym",
    "bands": "--bands normal",
    "easy_by": "--easy-by pace",
    "days": "the plan's own --days",
}


@click.command("init")
@options(*RUNNER, PLAN, *SEASON, *AGENDA)
@click.option(
    "--id",
    "id",
    type=identity,
    metavar="ID",
    help="Who you are to your calendar.  [default: drawn]",
)
@click.option(
    "--season",
    type=identity,
    metavar="ID",
    help="What this season is called.  [default: by race day]",
)
@click.option(
    "--config",
    "path",
    type=toml_path,
    metavar="FILE",
    default="fitexport.toml",
    show_default=True,
    help="The file to write.",
)
@click.option(
    "--overwrite", is_flag=True, help="Replace that file, and keep it under another name."
)
@click.option("--force", is_flag=True, help="Take a goal that is more than one plan can do.")
@options(TODAY)
def command(path: Path, today: date | None, *, overwrite: bool, force: bool, **given: Any) -> None:
    """Write a fitexport.toml: who runs, and for which race.

    In a terminal it asks for what the options leave open; elsewhere it takes the defaults and
    says so. With the file in place, `fitexport week next` needs no options.

    \b
    fitexport init --mile 6:20 --goal 6:05 --race-day 2027-05-01 --days mon,tue,thu,sat
    """
    from fitexport.season.settings_file import format_athlete_file, write_athlete_file

    if path.exists() and not overwrite:
        raise UsageError(
            f"{path} is there already",
            f"edit it, or give --overwrite: the old one is kept as {path}.old",
        )
    now = today or date.today()
    before = _known_before(path)
    given, calendar_settings = given_in(given)
    wanted = Settings(**given)
    if sys.stdin.isatty():
        wanted = asked(wanted, _as_fast_as_now(before), now, force=force)
        before = replace(before, days=None, cross=None)  # asked for: an empty answer stands
        if wanted.race_day is None:
            before = replace(_next_season(before), race_day=None)
    settings = with_calendar(_changed(before, wanted), calendar_settings)
    settings = with_custom_plan(settings)
    athlete = resolved(settings)
    taken = [said for field, said in _DEFAULTS.items() if getattr(settings, field) is None]
    table = athlete.table
    remark, beyond_one_plan = check_goal(table.mile_s, table.goal_s, athlete.level)
    if beyond_one_plan and not force:
        raise PaceError(
            remark, "give a nearer --goal and go on from there, or --force to train for it now"
        )
    if remark:
        say(remark)
    if not settings.changes:  # which may have put it off
        check_race_day(settings.race_day, now)
    if settings.weeks is None and settings.race_day is not None:
        weeks = weeks_until(settings.race_day, settings.plan, now)
        settings = replace(settings, weeks=weeks)
        if weeks is not None:
            say(f"a plan of {weeks} weeks, as race day is on {settings.race_day} (--weeks)")
    schedule = chosen_season(settings, athlete, now).schedule
    say(*on_today(schedule, now), *on_unplaced(schedule, range(1, schedule.weeks + 1)))
    settings = _complete(settings, athlete, schedule, path)
    kept = write_athlete_file(path, format_athlete_file(settings))
    if kept:
        taken_over = "; what you did not give stays as it was" if before != Settings() else ""
        say(f"what was in {path} is kept in {kept}{taken_over}")
    click.echo("\n".join(_summary(athlete, schedule, path, taken)))


# --- what is written --------------------------------------------------------------------


def _known_before(path: Path) -> Settings:
    """What the file to be replaced says; nothing if there is none, or it cannot be read."""
    from fitexport.season.settings_file import read_athlete_file

    try:
        return read_athlete_file(path) if path.exists() else Settings()
    except FitexportError:
        say(f"{path} has mistakes: nothing is taken over from it")
        return Settings()


def _changed(before: Settings, wanted: Settings) -> Settings:
    """What stood in the file, with what is wanted now. A goal and a level stay as long as they go
    with the mile; another race day makes another season, of another length."""

    if wanted.race_day not in (None, before.race_day):
        before = _next_season(before)
    if before.changes and any(
        getattr(wanted, key) not in (None, getattr(before, key)) for key in OF_THE_PLAN
    ):
        say("the changes of the file are for another plan: they are not taken over")
        before = replace(before, changes=())
    if before.results and wanted.mile_s is not None:
        before = replace(before, results=())
    given = {
        field.name: getattr(wanted, field.name)
        for field in fields(wanted)
        if getattr(wanted, field.name) not in (None, ())
    }
    mile_s = wanted.mile_s or before.mile_s
    gone: dict[str, None] = {}
    if mile_s and before.goal_s and before.goal_s >= mile_s:
        gone["goal_s"] = None
    if mile_s and before.level and not fits_level(mile_s, before.level):
        gone["level"] = None
    return replace(before, **{**gone, **given})


def _next_season(before: Settings) -> Settings:
    """A runner after a season, to whom nothing has happened yet."""
    return replace(_as_fast_as_now(before), season=None, weeks=None, changes=(), results=())


def _as_fast_as_now(before: Settings) -> Settings:
    """A runner as fast as the last result says."""

    if not before.results:
        return before
    paces = resolve(before)[0].latest
    return replace(before, mile_s=paces.mile_s, goal_s=paces.goal_s)


def _complete(settings: Settings, athlete: Athlete, schedule: Schedule, path: Path) -> Settings:
    """The settings with what was assumed, and its ids: the runner's for good, the season's for
    one race."""
    plan = settings.plan or schedule.plan.name
    if plan.endswith(".toml"):  # a fitexport.toml names plans as seen from where it is
        plan = Path(os.path.relpath(plan, path.parent)).as_posix()
    return replace(
        settings,
        id=settings.id or secrets.token_hex(4),
        mile_s=athlete.table.mile_s,
        goal_s=athlete.table.goal_s,
        level=athlete.level,
        units=athlete.units,
        surface=athlete.surface,
        strength=settings.strength or DEFAULT_STRENGTH,
        bands=athlete.table.bands,
        easy_by=athlete.table.easy_by,
        extra_at=athlete.extra_at,
        plan=plan,
        weeks=settings.weeks or schedule.weeks,
        race_day=settings.race_day or schedule.race_day,
        season=settings.season or f"{schedule.plan.name}-{settings.race_day or schedule.race_day}",
    )


def _summary(
    athlete: Athlete, schedule: Schedule, path: Path, taken: Sequence[str]
) -> Iterator[str]:

    table = athlete.table
    easy, goal = table.band("easy"), table.band("goal")
    yield (
        f"{schedule.plan.title}: {schedule.weeks} weeks, level {athlete.level},"
        f" from {date_text(schedule.start)} to the race on {date_text(schedule.race_day)}."
    )
    yield (
        f"Mile today {exact_clock(table.mile_s)}, goal {exact_clock(table.goal_s)}:"
        f" 400 m in {split_text(400 * goal.fast, 1)} at goal pace,"
        f" easy runs at {pace_range_text(easy.fast, easy.slow, athlete.units)}."
    )
    if taken:
        yield f"Not given, so taken: {', '.join(taken)}."
    yield f"Written to {path}. Next: fitexport week next --out ./watch"
