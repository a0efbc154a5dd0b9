"""Settings -> a season, with every sentence its runner should read about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from fitexport.fit.identity import ExportedSeason
from fitexport.season.athlete import Athlete, resolve, with_custom_plan
from fitexport.season.levels import check_goal, on_training
from fitexport.season.new_settings import check_race_day, weeks_until
from fitexport.season.remarks import on_long_runs, with_default_start
from fitexport.season.season import Asked, Season, plan_for, season_of
from fitexport.season.settings import Settings

Kept = Callable[[], ExportedSeason | None]
"""Looks up the season that was exported before."""


class Started(NamedTuple):
    """A season as it is now, and remarks on what was assumed."""

    season: Season
    remarks: tuple[str, ...]


def start_season(
    settings: Settings,
    athlete: Athlete,
    today: date,
    kept: Kept = lambda: None,
    kept_in: object = "",
    asked: Asked | None = None,
) -> Started:
    """The season of settings, fitted up to the last week that is `asked` for; without a race day it
    starts next Monday. A season that was exported before keeps its start if there is no race day, and
    its ids if none are given."""
    remarks: list[str] = []
    plan = plan_for(settings, athlete)
    if plan.shipped:
        remarks += on_training(athlete.level, athlete.table.mile_s, athlete.volume_s)
    earlier = None if settings.of_file and settings.race_day else kept()
    if settings.race_day is None:
        start = earlier and earlier.start
        settings, remark = with_default_start(settings, plan, today, start, kept_in)
        remarks.append(remark)
    season = season_of(settings, athlete, plan, asked).after(earlier)
    return Started(season, (*remarks, *on_long_runs(season)))


class Ready(NamedTuple):
    """Settings that a new file can be made of, whose they are, and remarks on what was assumed."""

    settings: Settings
    athlete: Athlete
    remarks: tuple[str, ...]


def ready(settings: Settings, today: date) -> Ready:
    """Settings for a new file: their plan read, as long as there is time until race day.

    Raises:
        PaceError: a mile, goal or maximum heart rate that no pace table exists for.
        ScheduleError: the race day is past.
        TemplateError: the plan's file has errors.
    """
    settings = with_custom_plan(settings)
    athlete, defaults = resolve(settings)
    remarks, paces = [*defaults], athlete.table
    remark, beyond_one_plan = check_goal(paces.mile_s, paces.goal_s, athlete.level, paces.race)
    if remark and not beyond_one_plan:  # bold: reported only where a goal is chosen
        remarks.append(remark)
    if not settings.changes:  # which may have put it off
        check_race_day(settings.race_day, today)
    if settings.weeks is None and settings.race_day is not None:
        weeks = weeks_until(settings.race_day, settings.plan, today)
        settings = replace(settings, weeks=weeks)
        if weeks is not None:
            day = settings.race_day
            remarks.append(f"a plan of {weeks} weeks, as race day is on {day} (--weeks)")
    return Ready(settings, athlete, tuple(remarks))
