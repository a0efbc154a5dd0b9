"""What is kept of one runner, so that the next is compiled faster, changes nothing of the next."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fitexport.export.compile import compile_week
from fitexport.export.weeks import plain_bundles
from fitexport.pace.results import Result
from fitexport.season.season import season_of
from fitexport.season.settings import Settings
from fitexport.season.weekly_volume import WeeklyVolume

ANNA = Settings(
    id="anna",
    mile_s=380.0,
    goal_s=360.0,
    level="intermediate",
    race_day=date(2027, 5, 1),
    weeks=8,
    max_hr=185,
    resting_hr=50,
)
OTHERS: list[dict[str, Any]] = [
    {"mile_s": 384.0},
    {"goal_s": 355.0},
    {"units": "km"},
    {"surface": "track"},
    {"surface": "track", "extra_at": "start"},
    {"bands": "wide"},
    {"easy_by": "hr"},
    {"easy_by": "effort"},
    {"easy_by": "hr", "max_hr": 190},
    {"easy_by": "hr", "resting_hr": 60},
    {"cross": "rowing"},
    {"strength": "home"},
    {"age": 62},
    {"race": "1500m", "goal_s": None},
    {"level": "advanced"},
    {"volume": WeeklyVolume(500, "min")},
    {"days": ("tue", "thu", "sat", "sun")},
    {"race_day": date(2027, 5, 2)},
    {"results": (Result(day=date(2027, 3, 20), distance="mile", time_s=370.0),)},
]


def compiled(settings: Settings) -> tuple[object, ...]:
    """The files of some weeks, and their estimates and paces as tables show them."""
    season = season_of(settings)
    bundles = [compile_week(season, week, today=settings.race_day or date.min) for week in (3, 8)]
    return [bundle.files() for bundle in bundles], plain_bundles(season, bundles)


def forget() -> None:
    """Of every runner; what is read from templates stays."""
    for name, module in [*sys.modules.items()]:
        if name.startswith("fitexport.") and name != "fitexport.plan.shipped":
            for kept in [*vars(module).values()]:
                if hasattr(kept, "cache_clear"):
                    kept.cache_clear()


@pytest.mark.slow
def test_every_runner_gets_the_same_whoever_came_before() -> None:
    runners = [ANNA, *(replace(ANNA, **other) for other in OTHERS)]
    alone = []
    for runner in runners:
        forget()
        alone.append(compiled(runner))
    assert all(each not in alone[:number] for number, each in enumerate(alone))
    forget()
    for number in reversed(range(len(runners))):
        assert compiled(runners[number]) == alone[number], runners[number]
