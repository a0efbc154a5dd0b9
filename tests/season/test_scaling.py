"""Easy and long runs as long as the runner's week asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.pace.results import Result
from fitexport.pace.volume import volume_of
from fitexport.plan.load import load_plan
from fitexport.plan.model import LEVELS, Level
from fitexport.season.athlete import resolve
from fitexport.season.lay_out import lay_out
from fitexport.season.scaling import factor, scaled
from fitexport.season.season import Season, fitted, season_of
from fitexport.season.settings import Settings
from fitexport.season.weekly_volume import WeeklyVolume
from fitexport.session import Step, Time, What
from fitexport.session.format import format_session

RACE_DAY = date(2027, 5, 1)


@cache
def season(minutes: float | None, level: Level | None = None, mile_s: float = 424.0) -> Season:
    volume = WeeklyVolume(minutes, "min") if minutes else None
    return season_of(
        Settings(mile_s=mile_s, level=level, volume=volume, race_day=RACE_DAY, weeks=10)
    )


def running(found: Season, number: int) -> float:
    sessions = (each.session for each in found.schedule.week(number))
    return volume_of(sessions, found.athlete.table).time_s / 60


def easy_runs(found: Season) -> dict[str, str]:
    return {
        each.key: format_session(each.session).split(" @")[0]
        for each in found.schedule.sessions
        if any(step.what in (What.EASY, What.LONG) for step in each.session.steps())
    }


@pytest.mark.parametrize("minutes", [110, 130, 150, 180, 200, 265, 300, 350, 400])
def test_the_first_week_is_as_long_as_what_is_run_now(minutes: float) -> None:
    """As near as whole five minutes and the share of the long run allow."""
    assert running(season(minutes), 1) == pytest.approx(minutes, rel=0.08)


def test_the_whole_plan_grows_and_shrinks_with_it() -> None:
    for level in LEVELS:
        peaks = [
            max(running(season(minutes, level), n) for n in range(1, 11))
            for minutes in (15.0, None, 1500.0)
        ]
        assert peaks[0] < 0.92 * peaks[1]
        assert peaks[2] > 1.12 * peaks[1]


@given(st.sampled_from(LEVELS), st.floats(0.8, 1.4))
def test_only_easy_and_long_runs_change_and_in_whole_five_minutes(level: Level, by: float) -> None:
    plan = load_plan("mile", level, 10)
    for before, after in zip(plan.weeks, scaled(plan, by).weeks, strict=True):
        for old, new in zip(before.sessions, after.sessions, strict=True):
            changed = [
                (was, now)
                for was, now in zip(old.session.items, new.session.items, strict=True)
                if was != now
            ]
            for was, now in changed:
                assert isinstance(was, Step)
                assert isinstance(now, Step)
                assert was.what is now.what
                assert now.what in (What.EASY, What.LONG)
                assert isinstance(was.amount, Time)
                assert isinstance(now.amount, Time)
                assert now.amount.s % 300 == 0
                assert abs(now.amount.s - by * was.amount.s) <= 150 or now.amount.s == 600
                assert before.phase != "taper" or by > 1
            assert new.place == old.place
            assert new == old or changed


def test_the_factor_is_held_within_its_ends() -> None:
    plan, table = load_plan("mile", "advanced"), resolve(Settings(level="advanced"))[0].table
    first_s = volume_of((each.session for each in plan.weeks[0].sessions), table).time_s
    assert [factor(plan, table, s) for s in (0, first_s, 1e6)] == [0.8, 1.0, 1.4]
    assert factor(plan, table, first_s + 20 * 60) == pytest.approx(1.1)  # of 200 easy minutes


def test_a_level_without_a_volume_has_the_plan_as_it_is_written() -> None:
    assert easy_runs(season(None, "intermediate"))["w1.4"] == "easy 50min"
    assert easy_runs(season(180, "intermediate"))["w1.4"] == "easy 45min"


def test_a_fast_mile_without_a_volume_begins_with_three_hours() -> None:
    """A schoolgirl of 5:19 had 40 miles a week once."""
    for mile_s in (319.0, 424.0, 465.0):
        found = season(None, mile_s=mile_s)
        assert (found.athlete.level, found.athlete.volume_s) == ("intermediate", 10800)
        assert running(found, 1) == pytest.approx(180, rel=0.05)
        assert max(running(found, n) for n in range(1, 11)) < 250


def test_what_happens_on_the_way_changes_no_week_that_is_done() -> None:
    """Not even a result: the first week says how much was run, at the paces of its days."""
    before = season(230, "intermediate")
    result = Result(day=date(2027, 4, 1), distance="mile", time_s=400.0)
    after = season_of(replace(before.settings, results=(result,)))
    done = [each for each in before.schedule.sessions if each.day <= result.day]
    assert [each for each in after.schedule.sessions if each.day <= result.day] == done


def test_a_custom_plan_is_never_scaled() -> None:
    plan = load_plan("mile", "beginner")
    own = replace(plan, shipped=False)
    athlete, _ = resolve(Settings(level="beginner", volume=WeeklyVolume(15, "min")))
    assert fitted(lay_out(own, RACE_DAY), athlete).plan == own
