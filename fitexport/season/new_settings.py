"""The settings of a new fitexport.toml: the given ones, those of an older file, and defaults."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

from fitexport.errors import ScheduleError
from fitexport.pace.distances import DEFAULT_RACE
from fitexport.pace.table import worth_s
from fitexport.plan.shipped import DEFAULT_PLAN, plan_lengths, shipped_plans
from fitexport.season.athlete import Athlete, resolve
from fitexport.season.lay_out import check_year, weekend_long_run
from fitexport.season.overriding import OF_THE_PLAN, with_race
from fitexport.season.schedule import Schedule
from fitexport.season.settings import Settings
from fitexport.season.settings_table import BY_FIELD
from fitexport.season.weekly_volume import WeeklyVolume

_ASSUMED = ("units", "surface", "strength", "bands", "easy_by")
"""Settings that are rarely given."""


def check_race_day(race_day: date | None, today: date) -> None:
    """Raise ScheduleError unless the race day is to come.

    Raises:
        ScheduleError: it is past, or its year is a typing error.
    """
    if race_day is None:
        return
    check_year(race_day)
    if race_day < today:
        raise ScheduleError(f"the race day {race_day} is past", "give a --race-day in the future")


def weeks_until(race_day: date, plan: str | None, today: date) -> int | None:
    """The length of a shipped plan nearest to the time until race day; None for a custom plan."""
    name = plan or DEFAULT_PLAN
    if name not in shipped_plans():
        return None
    weeks = ((race_day - today).days + 1) // 7
    return min(plan_lengths(name), key=lambda length: abs(length - weeks))


def renewed(before: Settings, wanted: Settings) -> tuple[Settings, tuple[str, ...]]:
    """The settings of an older file, updated with those wanted now, and remarks on what is lost. A
    goal stays if it fits the mile, a level unless the volume changes; another race day starts
    another season, of another length."""
    remarks: tuple[str, ...] = ()
    if wanted.race_day not in (None, before.race_day):
        if before.age and before.race_day and wanted.race_day:
            older = wanted.race_day.year - before.race_day.year
            before = replace(before, age=before.age + older)
        before = next_season(before)
    if before.changes and any(
        getattr(wanted, key) not in (None, getattr(before, key)) for key in OF_THE_PLAN
    ):
        remarks = ("the changes in the file are for another plan: they are not kept",)
        before = replace(before, changes=())
    if before.results and wanted.mile_s is not None:
        before = replace(before, results=())
    mile_s = wanted.mile_s or before.mile_s
    before, on_the_race = with_race(before, replace(before, race=wanted.race or before.race))
    if wanted.goal_s is None:
        remarks += on_the_race
    if mile_s and before.goal_s and before.goal_s >= worth_s(mile_s, before.race or DEFAULT_RACE):
        before = replace(before, goal_s=None)
    if wanted.volume not in (None, before.volume):
        before = replace(before, level=None)
    given = {field.name: getattr(wanted, field.name) for field in fields(wanted)}
    del given["of_file"]
    given = {name: value for name, value in given.items() if value not in (None, ())}
    return replace(before, **given), remarks


def next_season(before: Settings) -> Settings:
    """The settings for a new season, without changes and results."""
    return replace(
        as_fast_as_now(before), season=None, weeks=None, changes=(), results=(), of_file=False
    )


def as_fast_as_now(before: Settings) -> Settings:
    """The settings with the mile and goal of the last result."""
    if not before.results:
        return before
    paces = resolve(before)[0].latest
    return replace(before, mile_s=paces.mile_s, goal_s=paces.goal_s)


def assumptions(settings: Settings) -> tuple[str, ...]:
    """The values assumed for settings that are rarely given, as options."""
    assumed = [
        f"{BY_FIELD[field].option}"
        f" {settings.lifting if field == 'strength' else BY_FIELD[field].default}"
        for field in _ASSUMED
        if getattr(settings, field) is None
    ]
    return (*assumed, *([] if settings.days else ["the plan's own --days"]))


def _volume(athlete: Athlete) -> WeeklyVolume | None:
    if athlete.volume_s is None:
        return None
    return WeeklyVolume(round(athlete.volume_s / 60), "min")


def completed(settings: Settings, athlete: Athlete, schedule: Schedule, new_id: str) -> Settings:
    """The settings with every assumption filled in, and with ids: the runner's (`new_id` unless it
    has one) for good, the season's for one race."""
    race_day, custom = settings.race_day or schedule.race_day, settings.custom_plan
    return replace(
        settings,
        id=settings.id or new_id or None,
        mile_s=athlete.table.mile_s,
        goal_s=athlete.table.goal_s,
        level=athlete.level,
        volume=settings.volume or (_volume(athlete) if schedule.plan.shipped else None),
        units=athlete.units,
        surface=athlete.surface,
        strength=settings.lifting,
        bands=athlete.table.bands,
        easy_by=athlete.table.easy_by,
        long_run=settings.long_run
        or weekend_long_run(schedule.plan, schedule.race_day, settings.days or ()),
        extra_at=athlete.extra_at,
        plan=settings.plan or schedule.plan.name,
        race=athlete.table.race,
        weeks=settings.weeks or (custom.usual_weeks if custom else schedule.race_week),
        race_day=race_day,
        season=settings.season or f"{schedule.plan.name}-{race_day}",
    )
