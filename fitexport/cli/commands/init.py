"""`fitexport init`: a few questions, then a complete fitexport.toml."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.found_runs import accept, found_offer
from fitexport.cli.groups import Command
from fitexport.cli.inputs import chosen_season, say
from fitexport.cli.options import (
    CALENDAR,
    PLAN,
    RUNNER,
    SEASON,
    TODAY,
    options,
    setting_option,
    toml_path,
)
from fitexport.cli.questions import asked
from fitexport.cli.watch.connect import records_folder
from fitexport.errors import FitexportError, UsageError
from fitexport.export.earlier import Found, derived_seasons, earlier_season_in
from fitexport.season.athlete import Athlete
from fitexport.season.new_settings import (
    as_fast_as_now,
    assumptions,
    completed,
    next_season,
    renewed,
)
from fitexport.season.overriding import given_in, with_calendar
from fitexport.season.remarks import on_today, on_unplaced, with_default_start
from fitexport.season.schedule import Schedule
from fitexport.season.season import plan_for, season_of
from fitexport.season.settings import Settings
from fitexport.season.settings_text import format_athlete_file, write_athlete_file
from fitexport.season.starting import ready
from fitexport.units import date_text, exact_clock, pace_range_text, split_text


@click.command("init", cls=Command)
@options(*RUNNER, PLAN, *SEASON, *CALENDAR)
@options(setting_option("id"), setting_option("season"))
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
@click.option(
    "--from",
    "recordings",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Offer the mile, weekly volume and days of these recordings: files or folders, as for"
    " fitness.",
)
@click.option("--yes", is_flag=True, help="Accept what --from offers without being asked.")
@options(TODAY)
def command(
    path: Path,
    recordings: tuple[Path, ...],
    today: date | None,
    *,
    overwrite: bool,
    yes: bool,
    **given: Any,
) -> None:
    """Write a fitexport.toml: who runs, and for which race.

    In a terminal it asks for what the options leave open; elsewhere it uses the defaults and
    reports them. With the file in place, `fitexport week next` needs no options.

    \b
    fitexport init --mile 6:20 --race-day 2027-05-01 --days mon,tue,thu,sat
    fitexport init --from ~/runs
    """
    if path.exists() and not overwrite:
        raise UsageError(
            f"{path} already exists",
            f"edit it, or give --overwrite: the old one is kept as {path}.old",
        )
    now = today or date.today()
    before = _known_before(path)
    given, calendar_settings = given_in(given)
    wanted = Settings(**given)
    if yes and not recordings:
        raise UsageError("--yes accepts what recordings offer", "add --from FOLDER")
    before, wanted = _answered(before, wanted, recordings, now, yes=yes)
    settings, remarks = renewed(before, wanted)
    say(*remarks)
    settings = with_calendar(settings, calendar_settings)
    assumed = assumptions(settings)
    settings, athlete, remarks = ready(settings, now)
    say(*remarks)
    settings, earlier = _continuing(settings, athlete, path, now)
    where = earlier.where if earlier else ""
    season = chosen_season(settings, athlete, now, lambda: earlier and earlier.season, where)
    schedule = season.schedule
    if settings.of_file:
        settings = replace(settings, season=season.id)
    say(*on_today(schedule, now), *on_unplaced(schedule, range(1, schedule.weeks + 1)))
    has_ids = settings.of_file or earlier is not None
    settings = completed(settings, athlete, schedule, "" if has_ids else secrets.token_hex(4))
    if (settings.plan or "").endswith(".toml"):  # named as seen from where the file is
        plan = Path(os.path.relpath(settings.plan or "", path.parent)).as_posix()
        settings = replace(settings, plan=plan)
    kept = write_athlete_file(path, format_athlete_file(settings))
    if kept:
        rest = "; settings you did not give stay as they were" if before != Settings() else ""
        say(f"the old {path} is kept as {kept}{rest}")
    click.echo("\n".join(_summary(athlete, schedule, path, assumed)))


# --- what is written --------------------------------------------------------------------


def _answered(
    before: Settings, wanted: Settings, recordings: Sequence[Path], today: date, *, yes: bool
) -> tuple[Settings, Settings]:
    """The settings from before, and those wanted now: the given ones, completed by recordings and,
    in a terminal, by questions."""
    usual = as_fast_as_now(before)
    offer = found_offer(recordings, wanted, usual, today)
    in_a_terminal = sys.stdin.isatty()
    if yes or not in_a_terminal:
        wanted = accept(offer, wanted, usual, today, yes=yes)
    if in_a_terminal:
        wanted = asked(wanted, usual, today, offer)
        before = replace(before, days=None, cross=None)  # asked for, perhaps answered with none
        if wanted.race_day is None:
            before = replace(next_season(before), race_day=None)
    return before, wanted


def _known_before(path: Path) -> Settings:
    """The settings of the file to be replaced; none if there is no such file or it is unreadable."""
    from fitexport.season.settings_file import read_athlete_file

    try:
        return read_athlete_file(path) if path.exists() else Settings()
    except FitexportError:
        say(f"{path} has errors: nothing is kept from it")
        return Settings()


def _continuing(
    settings: Settings, athlete: Athlete, path: Path, today: date
) -> tuple[Settings, Found | None]:
    """The settings with the ids of the season that was exported or installed before they had a
    file, if there was one."""
    if settings.of_file or settings.id or settings.season:
        return settings, None
    plan, draft = plan_for(settings, athlete), settings
    if settings.race_day is None:
        draft, _ = with_default_start(settings, plan, today, None, "")
    beside = [path]
    if path.parent == Path(click.get_app_dir("fitexport")):  # used from any folder
        beside.append(Path(path.name))
    exported = (found for file in beside for found in derived_seasons(file))
    found = earlier_season_in((*exported, *_installed()), season_of(draft, athlete, plan))
    if found is None or (
        sys.stdin.isatty()
        and not click.confirm(
            f"{found.where} has sessions of this plan from before; are they yours, so that the new"
            " ones replace them on the watch and in the calendar?",
            default=True,
            err=True,
        )
    ):
        return settings, None
    say(
        f"{found.where} has sessions of this plan from before: on the watch and in the calendar the"
        " new ones replace them (--id NAME if they are another runner's)"
    )
    ids = found.season
    return replace(settings, id=ids.athlete or None, season=ids.season), found


def _installed() -> Iterator[Found]:
    """The seasons that this computer put on watches."""
    records = records_folder()
    if not records.is_dir():
        return
    from fitexport.watch.record import read_records  # pydantic

    for record in read_records(records):
        if record.kept and record.kept.season:
            yield Found(f"your {record.model or 'watch'}", record.kept)


def _summary(
    athlete: Athlete, schedule: Schedule, path: Path, assumed: Sequence[str]
) -> Iterator[str]:
    table = athlete.table
    easy, goal = table.band("easy"), table.band("goal")
    after = f", then {schedule.after_race_text}" if schedule.after_race_text else ""
    yield (
        f"{schedule.plan.title}: {schedule.race_week} weeks, level {athlete.level},"
        f" from {date_text(schedule.start)} to the race on {date_text(schedule.race_day)}{after}."
    )
    yield (
        f"Mile today {exact_clock(table.mile_s)}, {table.goal_text()}:"
        f" 400 m in {split_text(400 * goal.fast, 1)} at goal pace,"
        f" easy runs at {pace_range_text(easy.fast, easy.slow, athlete.units)}."
    )
    if assumed:
        yield f"Assumed: {', '.join(assumed)}."
    yield f"Written to {path}. Next: fitexport week next --out ./watch"
