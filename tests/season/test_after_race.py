"""A plan may go on after its race: the race is on race day, and the rest follows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.errors import ScheduleError
from fitexport.plan.load import load_plan, plan_orders
from fitexport.plan.model import Plan, PlannedSession, TrainingWeek
from fitexport.season.changes import Move, NewRaceDay
from fitexport.season.choosing import WeekSource
from fitexport.season.lay_out import lay_out, race_day_of
from fitexport.season.living import live
from fitexport.season.schedule import Schedule
from fitexport.session.parse import parse

RACE_DAY = date(2027, 5, 1)

_PLAN = """
name = "spring"
title = "Spring"
level = "beginner"
about = "For a test."
weeks = ["A", "B", "C", "R", "Z"]
"""
_WEEK = """
[week.{name}]
phase = "{phase}"
focus = "Run."
"""
_SESSION = """
[[week.{name}.session]]
day = {day}
text = "{text}"
why = "Because."
"""
_WEEKS = {
    "A": ("base", {2: "8x 200m @ mile, jog 2x rep", 5: "long 60min"}),
    "B": ("build", {2: "tempo 15min", 5: "long 70min"}),
    "C": ("specific", {2: "tempo 10min", 5: "long 40min"}),
    "R": ("taper", {2: "easy 20min", 6: "race 1mi", 7: "easy 25min"}),
    "Z": ("taper", {1: "easy 21min", 7: "easy 26min"}),
}


def custom(folder: Path) -> tuple[Schedule, WeekSource]:
    """Three weeks, race week with the race on its day 6, and a week of recovery."""
    text = _PLAN + "".join(
        _WEEK.format(name=name, phase=phase)
        + "".join(_SESSION.format(name=name, day=day, text=text) for day, text in sessions.items())
        for name, (phase, sessions) in _WEEKS.items()
    )
    path = folder / "spring.toml"
    path.write_text(text, encoding="utf-8")
    source = WeekSource(
        plan_orders(str(path), "beginner"), lambda wanted: load_plan(str(path), "beginner", wanted)
    )
    return lay_out(load_plan(str(path), "beginner"), RACE_DAY), source


def days_after_race(schedule: Schedule) -> dict[int, str]:
    """Days from race day on -> what is run then."""
    return {
        (session.day - schedule.race_day).days: session.planned.name
        for session in schedule.sessions
        if session.place and session.day >= schedule.race_day
    }


AFTER = {0: "Mile race", 1: "Easy 25min", 2: "Easy 21min", 8: "Easy 26min"}


def test_the_race_is_on_race_day_and_what_follows_it_follows(tmp_path: Path) -> None:
    schedule, _ = custom(tmp_path)
    assert days_after_race(schedule) == AFTER
    assert (schedule.start, schedule.end) == (date(2027, 4, 5), date(2027, 5, 9))
    assert (schedule.race_week, schedule.weeks) == (4, 5)
    assert schedule.week_on(RACE_DAY + timedelta(1)) == 4
    assert schedule.week_on(RACE_DAY + timedelta(2)) == 5
    assert schedule.week_on(RACE_DAY + timedelta(9)) == 6
    assert schedule.last_day(5) == schedule.end


def test_the_start_gives_the_race_day_back(tmp_path: Path) -> None:
    schedule, _ = custom(tmp_path)
    assert race_day_of(schedule.plan, schedule.start) == RACE_DAY


def test_the_plan_is_over_after_its_last_day(tmp_path: Path) -> None:
    schedule, _ = custom(tmp_path)
    assert schedule.next_week(RACE_DAY + timedelta(1)) == 4
    assert schedule.next_week(schedule.end) == 5
    with pytest.raises(ScheduleError) as raised:
        schedule.next_week(schedule.end + timedelta(1))
    assert str(raised.value) == ("the plan ended on 2027-05-09\n  give the next --race-day")


def test_a_session_moves_to_a_day_after_the_race_and_not_beyond_the_end(tmp_path: Path) -> None:
    schedule, source = custom(tmp_path)
    made = date(2027, 4, 6)
    move = Move("w5.2", schedule.end - timedelta(1), made=made)
    assert live(schedule, [move], source).session("w5.2").day == schedule.end - timedelta(1)
    with pytest.raises(ScheduleError, match="is outside the plan"):
        live(schedule, [Move("w5.2", schedule.end + timedelta(1), made=made)], source)


@pytest.mark.parametrize(
    ("begun", "days", "weeks"),
    [
        (0, 7, "A B C R Z"),
        (0, -3, "A B C R Z"),
        (1, 7, "A B B C R Z"),
        (1, -7, "A C R Z"),
        (2, 9, "A B B C R Z"),
        (3, 7, "A B C C R Z"),
        (4, 7, "A B C R R Z"),
        (4, 2, "A B C R Z"),
        (4, -2, "A B C R Z"),
    ],
)
def test_what_follows_the_race_moves_with_it(
    tmp_path: Path, begun: int, days: int, weeks: str
) -> None:
    before, source = custom(tmp_path)
    today = before.first_day(begun) if begun else before.start - timedelta(30)
    race_day = RACE_DAY + timedelta(days)
    after = live(before, [NewRaceDay(race_day, made=today)], source)
    assert " ".join(week.name for week in after.plan.weeks) == weeks
    assert after.race_day == race_day
    assert days_after_race(after) == AFTER
    assert after.end == race_day + timedelta(8)
    for number in range(1, after.weeks):
        assert after.last_day(number) + timedelta(1) == after.first_day(number + 1)


def test_a_race_that_moves_back_within_race_week_gives_the_plan_again(tmp_path: Path) -> None:
    before, source = custom(tmp_path)
    today = before.first_day(4)
    there = NewRaceDay(RACE_DAY - timedelta(2), made=today)
    back = NewRaceDay(RACE_DAY, made=today)
    again = live(before, [there, back], source)
    assert again.sessions == live(before, [], source).sessions
    assert again.starts == before.starts


def _week(name: str, texts: Sequence[str]) -> TrainingWeek:
    sessions = (
        PlannedSession(
            day=day, place=day, name=text, title=text, session=parse(text), why="Because."
        )
        for day, text in enumerate(texts, start=1)
    )
    return TrainingWeek(name, "build", "", tuple(sessions))


@given(weeks=st.integers(1, 6), race=st.integers(0, 41))
def test_wherever_the_race_is_in_the_plan_it_is_on_race_day(weeks: int, race: int) -> None:
    race %= 7 * weeks
    texts = ["easy 20min"] * (7 * weeks)
    texts[race] = "race 1mi"
    plan = Plan(
        "p",
        "P",
        "beginner",
        "",
        tuple(_week(f"W{n}", texts[7 * n : 7 * n + 7]) for n in range(weeks)),
    )
    schedule = lay_out(plan, RACE_DAY)
    (found,) = (session for session in schedule.sessions if session.planned.is_race)
    assert found.day == RACE_DAY
    assert [session.day for session in schedule.sessions] == [
        schedule.start + timedelta(n) for n in range(7 * weeks)
    ]
    assert schedule.end == schedule.sessions[-1].day
    assert schedule.race_week == found.week
