"""Seasons put together by hand: a schedule and an athlete that no settings describe."""

from __future__ import annotations

from fitexport.season.athlete import Athlete
from fitexport.season.schedule import Schedule
from fitexport.season.season import Season, default_id
from fitexport.season.settings import Settings


def season_with(schedule: Schedule, athlete: Athlete, named: str = "") -> Season:
    return Season(
        settings=Settings(race_day=schedule.race_day),
        athlete=athlete,
        plan=schedule.plan,
        schedule=schedule,
        id=named or default_id(schedule),
    )
