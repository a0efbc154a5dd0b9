from __future__ import annotations

from dataclasses import replace
from datetime import date

from fitexport.pace.results import Result
from fitexport.season.changes import Skip
from fitexport.season.easy_runs import step_s
from fitexport.season.new_settings import next_season
from fitexport.season.settings import Settings

BEFORE = Settings(mile_s=424, goal_s=400, race_day=date(2027, 5, 1), weeks=8, season="a1")


def test_a_new_season_drops_changes_and_results_and_starts_from_the_last_mile() -> None:
    ran = Result(day=date(2027, 4, 8), distance="mile", time_s=410.0)
    after = next_season(
        replace(
            BEFORE, changes=(Skip("w1.1", made=date(2027, 3, 8)),), results=(ran,), of_file=True
        )
    )
    assert after == replace(BEFORE, mile_s=410.0, goal_s=after.goal_s, season=None, weeks=None)
    assert next_season(BEFORE) == replace(BEFORE, season=None, weeks=None)


def test_runs_of_up_to_20_minutes_change_by_minutes() -> None:
    assert [step_s(minutes * 60) for minutes in (10, 20, 21, 45)] == [60, 60, 300, 300]
