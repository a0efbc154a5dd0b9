"""A season: the whole plan, a week, a session, today, its paces; and its files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from fitexport.agents.arguments import (
    ForRunner,
    ForSeason,
    ForSession,
    ForWeek,
    ForWeeks,
    ToWriteSettings,
    ToWriteWeeks,
)
from fitexport.agents.reach import Reach
from fitexport.agents.sessions import checked
from fitexport.agents.who import (
    given_settings,
    memory_of,
    runner_of,
    season_of_args,
    with_plan_inside,
)
from fitexport.errors import UsageError, WriteError, reason
from fitexport.export.bundle import Bundle
from fitexport.export.compile import paced
from fitexport.export.earlier import derived_seasons, earlier_season_in
from fitexport.export.folder import recorded_season
from fitexport.export.overview import plain_plan, plain_session, plain_week, week_page
from fitexport.export.weeks import compile_weeks as bundles_of
from fitexport.export.weeks import export_weeks
from fitexport.export.what_is_on import plain_today
from fitexport.files.replace import write_whole
from fitexport.pace.plain_paces import plain_paces
from fitexport.season.new_settings import completed, renewed
from fitexport.season.overriding import given_in, with_calendar
from fitexport.season.remarks import on_kept_ids, on_today, on_unplaced, on_weeks
from fitexport.season.season import Season
from fitexport.season.settings import Settings
from fitexport.season.settings_text import format_athlete_file
from fitexport.season.starting import ready, start_season


def show_paces(reach: Reach, args: ForRunner) -> dict[str, Any]:
    """The runner's paces: every zone with its speed, effort, heart rate and purpose, splits, and
    equivalent race times."""
    runner = runner_of(reach, args)
    return {**plain_paces(runner.athlete.latest, runner.athlete.age), "notes": list(runner.notes)}


def show_plan(reach: Reach, args: ForSeason) -> dict[str, Any]:
    """The whole season: every week with its totals and every session on its day, without steps;
    show_session has the steps."""
    season, notes = season_of_args(reach, args)
    schedule = season.schedule
    every = range(1, schedule.weeks + 1)
    return {**plain_plan(season), "notes": _all(notes, on_weeks(schedule, every))}


def show_week(reach: Reach, args: ForWeek) -> dict[str, Any]:
    """One week of the season: its totals, and its sessions on their days, without steps."""
    season, notes = season_of_args(reach, args)
    schedule = season.schedule
    week = args.week or schedule.next_week(args.as_of or reach.this_day())
    _check_weeks([week], schedule.weeks)
    return {
        **plain_week(week_page(season, week)),
        "notes": _all(notes, on_weeks(schedule, [week])),
    }


def show_session(reach: Reach, args: ForSession) -> dict[str, Any]:
    """One session of the season, step by step at the runner's paces."""
    season, notes = season_of_args(reach, args)
    scheduled = season.schedule.session(args.session.lower())
    shown = plain_session(paced(scheduled, season.athlete), steps=True)
    return {**shown, "notes": list(notes)}


def show_today(reach: Reach, args: ForSeason) -> dict[str, Any]:
    """What is on today, step by step, what to know about the day, and what comes next."""
    season, notes = season_of_args(reach, args)
    day = args.as_of or reach.this_day()
    return {**plain_today(season.schedule, season.athlete, day), "notes": list(notes)}


# --- files ------------------------------------------------------------------------------


def compile_weeks(reach: Reach, args: ForWeeks) -> dict[str, Any]:
    """Make the files of weeks of the plan in memory and prove them: names, totals, and the faults that
    an independent reader finds. Writes nothing."""
    season, notes = season_of_args(reach, args)
    now = args.as_of or reach.this_day()
    weeks = _chosen(args, season, now)
    bundles = bundles_of(season, weeks, today=now)
    return _written(season, bundles, (*notes, *on_weeks(season.schedule, weeks)))


def write_weeks(reach: Reach, args: ToWriteWeeks) -> dict[str, Any]:
    """Make the workout files, the watch's schedule and the calendar of weeks, prove them, and write
    them into a folder. A later call for the same folder replaces the earlier one; other files stay
    as they are, and files that the user has edited are kept."""
    out = reach.folders.target(args.folder)
    now = args.as_of or reach.this_day()
    season, notes = season_of_args(reach, args, lambda: recorded_season(out), out)
    schedule = season.schedule
    weeks = _chosen(args, season, now)
    more = (*on_kept_ids(season, out), *on_today(schedule, now), *on_weeks(schedule, weeks))
    export = export_weeks(season, weeks, out, today=now, memory=memory_of(reach, args.file))
    shown = _written(season, export.bundles, (*notes, *more, *export.remarks))
    return {**shown, "folder": str(out), "files": export.written._asdict()}


def _written(season: Season, bundles: Iterable[Bundle], notes: Iterable[str]) -> dict[str, Any]:
    units = season.athlete.units
    return {
        "weeks": [plain_week(week_page(season, each.week), each.sessions) for each in bundles],
        "checked": [found for each in bundles for found in checked(each, units)],
        "notes": list(dict.fromkeys(notes)),
    }


def _chosen(args: ForWeeks, season: Season, today: date) -> list[int]:
    weeks = args.weeks or [season.schedule.next_week(today)]
    _check_weeks(weeks, season.schedule.weeks)
    return list(dict.fromkeys(weeks))


def write_settings(reach: Reach, args: ToWriteSettings) -> dict[str, Any]:
    """Write a new fitexport.toml with these settings and defaults for the others, so that later calls
    and fitexport's commands need none. An existing file is never replaced."""
    path = reach.folders.target(args.file)
    if os.path.lexists(path):
        raise UsageError(
            "it is there already, and is not replaced",
            "give another name; what happens on the way goes in with make_change",
            where=path,
        )
    now = args.as_of or reach.this_day()
    given, calendar = given_in(given_settings(args.settings))
    settings, remarks = renewed(Settings(), with_plan_inside(reach.folders, Settings(**given)))
    settings, athlete, more = ready(with_calendar(settings, calendar), now)
    season, rest = start_season(settings, athlete, now)
    if found := earlier_season_in(derived_seasons(path), season):  # written before, without a file
        ids = found.season
        settings = replace(settings, id=ids.athlete or None, season=ids.season)
        rest += (f"{found.where} has sessions of this plan: the new ones replace them",)
    schedule = season.schedule
    settings = completed(settings, athlete, schedule, "" if found else reach.new_id())
    if (settings.plan or "").endswith(".toml"):  # named as seen from where the file is
        plan = Path(os.path.relpath(settings.plan or "", path.parent)).as_posix()
        settings = replace(settings, plan=plan)
    text = format_athlete_file(settings)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode(), new=True)
    except OSError as error:
        raise WriteError(reason(error), "check that the folder is writable", where=path) from error
    every = range(1, schedule.weeks + 1)
    notes = (*remarks, *more, *rest, *on_today(schedule, now), *on_unplaced(schedule, every))
    return {"file": str(path), "text": text, "notes": list(notes)}


def _check_weeks(weeks: Iterable[int], last: int) -> None:
    for week in weeks:
        if not 1 <= week <= last:
            raise UsageError(f"there is no week {week}: the plan has {last}", f"give 1 to {last}")


def _all(notes: Iterable[str], more: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*notes, *more)))
