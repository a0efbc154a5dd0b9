"""A race that moves, as its runner gets the weeks: from the compiled workouts."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
from support.life_rules import Written, broken_life_rules
from support.plan_rules import Run, broken_plan_rules, broken_week_rules, compiled

from fitexport.errors import ScheduleError
from fitexport.pace.table import MILE_RANGE_S
from fitexport.plan.load import load_plan
from fitexport.plan.model import LEVELS, Level
from fitexport.season.changes import Change, Move, NewRaceDay
from fitexport.season.proposing import propose, remarks_on_change
from fitexport.season.remarks import on_long_runs
from fitexport.season.season import Season, season_of
from fitexport.season.settings import Settings
from fitexport.season.weekdays import Weekday
from fitexport.units import day_text

RACE_DAY = date(2027, 5, 1)
DAY = timedelta(days=1)


def runner(level: Level, weeks: int, mile_s: float = 0, *changes: Change) -> Season:
    fastest, slowest = MILE_RANGE_S
    return season_of(
        Settings(
            mile_s=mile_s or (fastest + slowest) / 2,
            level=level,
            weeks=weeks,
            race_day=RACE_DAY,
            changes=changes,
        )
    )


def later(before: Season, begun: int, days: int) -> Change:
    first = before.schedule.first_day(begun) if begun else before.schedule.start - 7 * DAY
    return NewRaceDay(RACE_DAY + days * DAY, made=first + 3 * DAY)


@cache
def written(level: Level) -> Written:
    plan = load_plan("mile", level, 10)
    return Written({w.name: [s.place for s in w.sessions if s.place] for w in plan.weeks})


def hard_work(season: Season, week: int) -> tuple[object, ...]:
    """What is run hard in a week, as the watch leads it."""
    runs = [Run(each, season.athlete) for each in season.schedule.week(week)]
    return tuple(run.steps for run in runs if run.hard)


def trials(season: Season) -> list[date]:
    done = (Run(each, season.athlete) for each in season.schedule.sessions)
    last = season.schedule.race_day
    return [run.scheduled.day for run in done if run.all_out and run.scheduled.day != last]


# --- no week twice, and a second trial ---------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("level", "weeks", "mile_s"),
    [
        ("intermediate", 8, 424),
        *(
            pytest.param(level, weeks, mile_s, marks=pytest.mark.slow)
            for level in LEVELS
            for weeks in (6, 8, 10)
            for mile_s in (*MILE_RANGE_S, 0)
        ),
    ],
)
@pytest.mark.one_in(3)
def test_no_week_is_done_twice(level: Level, weeks: int, mile_s: float) -> None:
    before = runner(level, weeks, mile_s)
    for begun in (1, weeks - 5, weeks - 2, weeks - 1, weeks):
        for days in (14, 28):
            try:
                after = runner(level, weeks, mile_s, later(before, begun, days))
            except ScheduleError:
                continue
            found = [hard_work(after, n) for n in range(1, after.schedule.weeks + 1)]
            named = [week.name for week in after.schedule.plan.weeks]
            doubled = [n for n, work in enumerate(found) if work in found[:n]]
            if (level, mile_s) != ("advanced", MILE_RANGE_S[1]):  # whose doses are all the least
                assert not doubled, (begun, days, named)
            life = broken_life_rules(after.schedule, after.athlete, written(level))
            assert not list(life), (begun, days, named)


@pytest.mark.parametrize(
    ("level", "weeks"), [("beginner", 6), ("intermediate", 8), ("advanced", 10)]
)
def test_a_race_three_weeks_later_gets_a_second_trial_once_the_first_is_past(
    level: Level, weeks: int
) -> None:
    before = runner(level, weeks)
    (first,) = trials(before)
    week = before.schedule.week_on(first)
    change = later(before, week + 1, 21)
    after = runner(level, weeks, 0, change)
    assert trials(after)[0] == first
    _, second = trials(after)
    assert 14 <= (after.schedule.race_day - second).days <= 24
    assert (second - first).days >= 14
    two = runner(level, weeks, 0, later(before, week + 1, 14))
    assert trials(two) == [first]
    remarks = [*remarks_on_change(before, change, propose(before, change))]
    assert f"a second time trial, on {second:%a %-d %b %Y}: the first is long past" in remarks


def test_a_trial_still_to_come_is_the_only_one() -> None:
    before = runner("intermediate", 8)
    assert len(trials(runner("intermediate", 8, 0, later(before, 3, 21)))) == 1


# --- the shakeout ------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["intermediate", "advanced"])
@pytest.mark.parametrize("days", [-3, -2, -1, 1, 2, 3])
def test_the_day_before_the_race_keeps_its_shakeout(level: Level, days: int) -> None:
    before = runner(level, 8)
    (eve,) = [each for each in before.schedule.sessions if each.day == RACE_DAY - DAY]
    made = before.schedule.first_day(8)
    after = runner(level, 8, 0, NewRaceDay(RACE_DAY + days * DAY, made=made))
    last = after.schedule.race_day - DAY
    assert [each.key for each in after.schedule.sessions if each.day == last] == [eve.key]
    assert last + DAY == RACE_DAY + days * DAY


def test_a_shakeout_that_is_done_stays_where_it_was() -> None:
    before = runner("intermediate", 8)
    after = runner("intermediate", 8, 0, NewRaceDay(RACE_DAY + 2 * DAY, made=RACE_DAY))
    kept = [each for each in before.schedule.sessions if each.day == RACE_DAY - DAY]
    assert [each for each in after.schedule.sessions if each.day == RACE_DAY - DAY] == kept


def test_there_and_back_again_nothing_is_lost() -> None:
    before = runner("intermediate", 8)
    made = before.schedule.first_day(8)
    there = NewRaceDay(RACE_DAY - 2 * DAY, made=made)
    back = NewRaceDay(RACE_DAY, made=made)
    after = runner("intermediate", 8, 0, there, back)
    assert after.schedule.sessions == before.schedule.sessions


# --- long runs at the weekend --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "weekday"),
    [
        ("beginner", 4),
        ("intermediate", 2),
        ("advanced", 0),
        *(pytest.param(lv, day, marks=pytest.mark.slow) for lv in LEVELS for day in range(7)),
    ],
)
def test_long_runs_are_at_the_weekend_whatever_the_weekday_of_the_race(
    level: Level, weekday: int
) -> None:
    race_day = date(2027, 4, 26) + weekday * DAY
    for weeks in (6, 10):
        season = season_of(
            Settings(mile_s=sum(MILE_RANGE_S) / 2, level=level, weeks=weeks, race_day=race_day)
        )
        found = compiled(season.schedule, season.athlete)
        assert {run.scheduled.day.weekday() for week in found for run in week.runs if run.long} <= {
            *(5, 6)
        }
        assert not list(broken_plan_rules(found, level, race_day))
        assert not [rule for week in found for rule in broken_week_rules(week, level)]
        remarks = list(on_long_runs(season))
        assert bool(remarks) == (weekday < 5)


@pytest.mark.parametrize(
    ("days", "long_run", "on"),
    [
        (None, None, 6),
        (None, "wed", 2),
        (("mon", "wed", "thu", "fri", "sun"), None, 6),
        (("mon", "wed", "fri"), None, 2),
        (("mon", "tue", "wed", "thu", "fri"), None, 2),
    ],
)
def test_days_and_a_chosen_day_say_otherwise(
    days: tuple[Weekday, ...] | None, long_run: Weekday | None, on: int
) -> None:
    wednesday = date(2027, 4, 28)
    season = season_of(
        Settings(mile_s=424, goal_s=411, race_day=wednesday, days=days, long_run=long_run)
    )
    assert {each.day.weekday() for each in season.schedule.sessions if each.planned.is_long} == {on}


def test_a_race_that_moves_to_midweek_leaves_the_long_runs_at_the_weekend() -> None:
    before = runner("intermediate", 8)
    change = later(before, 3, 4)
    after = runner("intermediate", 8, 0, change)
    long = [each.day for each in after.schedule.sessions if each.planned.is_long]
    assert {day.weekday() for day in long} <= {5, 6}, [*map(day_text, long)]
    remarks = [*remarks_on_change(before, change, propose(before, change))]
    assert "the race is on a weekday: long runs still to come are on sun (--long-run)" in remarks


def test_a_midweek_race_is_reported() -> None:
    season = season_of(Settings(mile_s=424, goal_s=411, race_day=date(2027, 4, 28)))
    assert list(on_long_runs(season)) == [
        "long runs are on Sundays, as the race is on a Wednesday (--long-run sun)"
    ]


def test_a_session_moved_by_hand_is_no_obstacle() -> None:
    before = runner("intermediate", 8)
    move = Move("w8.2", before.schedule.first_day(8), made=before.schedule.first_day(8))
    after = runner("intermediate", 8, 0, move, later(before, 8, 2))
    assert after.schedule.race_day == RACE_DAY + 2 * DAY


def test_a_move_is_forgotten_when_its_weeks_are_laid_out_again() -> None:
    before = runner("intermediate", 8)
    week = before.schedule.race_week
    other = next(each for each in before.schedule.week(week + 1) if each.planned.is_run)
    hand = Move(other.key, other.day + DAY, made=RACE_DAY - 20 * DAY)
    moved = runner("intermediate", 8, 0, hand)
    assert moved.schedule.moved == {other.key}
    raced = runner(
        "intermediate", 8, 0, hand, NewRaceDay(RACE_DAY + 7 * DAY, made=RACE_DAY - 14 * DAY)
    )
    assert raced.schedule.moved == frozenset()
