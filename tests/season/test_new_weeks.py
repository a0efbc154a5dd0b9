"""The first of the weeks that are chosen again, up to three days shorter than seven."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fitexport.plan.load import load_plan, plan_orders
from fitexport.plan.model import Level
from fitexport.season.changes import NewRaceDay
from fitexport.season.choosing import WeekSource
from fitexport.season.lay_out import lay_out
from fitexport.season.living import live
from fitexport.season.schedule import Schedule
from fitexport.season.weekdays import Weekday


def lived(
    level: Level,
    weeks: int,
    race_day: date,
    *,
    made: date,
    later: int,
    days: tuple[Weekday, ...] = (),
    long_run: Weekday | None = None,
) -> Schedule:
    """A season whose race has moved by so many days."""
    source = WeekSource(
        plan_orders("mile", level), lambda names: load_plan("mile", level, names), days, long_run
    )
    laid = lay_out(load_plan("mile", level, weeks), race_day, days, long_run)
    return live(laid, [NewRaceDay(race_day + timedelta(later), made=made)], source)


def missed(schedule: Schedule) -> dict[str, str]:
    return {each.session.key: each.why for each in schedule.missed}


def done(schedule: Schedule) -> dict[str, str]:
    return {each.key: f"{each.day:%a}" for each in schedule.sessions}


SATURDAY, MONDAY = date(2027, 5, 1), date(2027, 5, 3)


@pytest.mark.parametrize("later", [-3, -2, 4, 5])
def test_a_long_run_that_finds_no_day_at_the_weekend_is_not_done_in_midweek(later: int) -> None:
    made = lived("intermediate", 8, SATURDAY, made=date(2027, 4, 4), later=later)
    assert missed(made)["w6.8"] == "the new race day"


def test_nor_is_one_of_a_saturday() -> None:
    days: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "sat")
    made = lived("intermediate", 10, MONDAY, made=date(2027, 3, 7), later=-1, days=days)
    assert missed(made)["w3.6"] == "the new race day"


def test_a_long_run_may_move_within_the_weekend() -> None:
    days: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "sat", "sun")
    made = lived(
        "intermediate", 10, MONDAY, made=date(2027, 3, 7), later=-1, days=days, long_run="sat"
    )
    assert done(made)["w3.6"] == "Sun"


def test_long_runs_that_were_in_midweek_stay_there() -> None:
    days: tuple[Weekday, ...] = ("wed", "thu", "fri", "sat", "sun")
    made = lived("beginner", 8, SATURDAY, made=date(2027, 3, 18), later=4, days=days)
    assert done(made)["w2.6"] == "Fri"
    assert missed(made)["w3.7"] == "the new race day"


def test_a_hard_run_of_the_weekend_may_be_done_in_midweek() -> None:
    days: tuple[Weekday, ...] = ("tue", "wed", "fri", "sat", "sun")
    made = lived(
        "advanced", 10, SATURDAY, made=date(2027, 3, 11), later=-1, days=days, long_run="sat"
    )
    assert made.session("w4.2").planned.is_hard
    assert done(made)["w4.2"] == "Tue"
