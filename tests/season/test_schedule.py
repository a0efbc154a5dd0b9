from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.errors import ScheduleError
from fitexport.plan.load import load_plan
from fitexport.season.lay_out import lay_out, next_monday, race_day_of

PLAN = load_plan("mile", "intermediate")
RACE_DAY = date(2027, 5, 1)
SCHEDULE = lay_out(PLAN, RACE_DAY)


def test_the_last_day_before_the_week_of_recovery_is_race_day() -> None:
    last = SCHEDULE.week(8)[-1]
    assert SCHEDULE.last_day(8) == RACE_DAY
    assert SCHEDULE.end == SCHEDULE.last_day(9) == RACE_DAY + timedelta(7)
    assert (last.day, last.planned.title, last.key) == (RACE_DAY, "Mile race", "w8.5")


def test_day_1_of_week_1_is_eight_weeks_before() -> None:
    assert SCHEDULE.start == date(2027, 3, 7)
    assert SCHEDULE.sessions[0].day == date(2027, 3, 7)
    assert SCHEDULE.first_day(3) == date(2027, 3, 21)
    assert (SCHEDULE.race_week, SCHEDULE.weeks) == (8, 9)


def test_weeks_are_counted_to_the_race() -> None:
    assert [SCHEDULE.week_text(week) for week in (1, 8, 9)] == [
        "week 1 of 8 (base)",
        "week 8 of 8 (taper)",
        "recovery week (week 9)",
    ]


def test_a_week_has_its_sessions_in_the_order_of_their_days() -> None:
    found = [(session.key, f"{session.day:%m-%d}") for session in SCHEDULE.week(1)]
    assert found == [
        ("w1.rest1", "03-07"),
        ("w1.1", "03-08"),
        ("w1.2", "03-08"),
        ("w1.3", "03-09"),
        ("w1.4", "03-10"),
        ("w1.5", "03-11"),
        ("w1.6", "03-11"),
        ("w1.rest6", "03-12"),
        ("w1.7", "03-13"),
    ]


@pytest.mark.parametrize("number", [0, 10, 99])
def test_a_week_the_plan_does_not_have_is_refused(number: int) -> None:
    with pytest.raises(ScheduleError) as caught:
        SCHEDULE.week(number)
    assert str(caught.value) == (
        f'there is no week {number}: the plan "A faster mile" has 9\n  give 1 to 9'
    )


def test_a_day_falls_in_a_week_whatever_it_holds() -> None:
    assert [
        SCHEDULE.week_on(SCHEDULE.start + timedelta(days)) for days in (-1, 0, 6, 7, 55, 56, 63)
    ] == [*(0, 1, 1, 2, 8, 9, 10)]


def test_a_plan_over_the_new_year_continues_day_by_day() -> None:
    schedule = lay_out(PLAN, date(2028, 1, 2))
    days = sorted({session.day for session in schedule.week(8)})
    assert days == [date(2027, 12, 27) + timedelta(number) for number in range(7)]


def test_a_leap_day_is_a_day_of_training() -> None:
    schedule = lay_out(PLAN, date(2028, 3, 5))
    assert date(2028, 2, 29) in {session.day for session in schedule.week(8)}


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_race_day_of_the_century_ends_56_days_and_begins_seven(race_day: date) -> None:
    schedule = lay_out(PLAN, race_day)
    days = [session.day for session in schedule.sessions]
    assert days == sorted(days)
    assert set(days) == {race_day + timedelta(number) for number in range(-55, 8)}
    assert race_day_of(PLAN, schedule.start) == race_day
    keys = [session.key for session in schedule.sessions]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("race_day", [date(1999, 12, 31), date(2100, 1, 1), date.min, date.max])
def test_a_race_in_another_century_is_a_typing_error(race_day: date) -> None:
    with pytest.raises(ScheduleError) as caught:
        lay_out(PLAN, race_day)
    assert str(caught.value) == f"the race day {race_day} is not in 2000 to 2099\n  check the year"
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    ("today", "week"),
    [
        (date(2026, 1, 1), 1),
        (date(2027, 3, 7), 1),
        (date(2027, 3, 13), 1),
        (date(2027, 3, 14), 2),
        (date(2027, 4, 17), 6),
        (RACE_DAY, 8),
        (RACE_DAY + timedelta(1), 9),
        (RACE_DAY + timedelta(7), 9),
    ],
)
def test_next_is_the_week_of_the_next_workout(today: date, week: int) -> None:
    assert SCHEDULE.next_week(today) == week


def test_after_the_plan_no_week_is_next() -> None:
    with pytest.raises(ScheduleError) as caught:
        SCHEDULE.next_week(RACE_DAY + timedelta(8))
    assert str(caught.value) == ("the plan ended on 2027-05-08\n  give the next --race-day")


def test_the_default_start_is_the_monday_after_today() -> None:
    assert next_monday(date(2027, 3, 7)) == date(2027, 3, 8)
    assert next_monday(date(2027, 3, 8)) == date(2027, 3, 15)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_the_next_monday_is_one_to_seven_days_away(today: date) -> None:
    monday = next_monday(today)
    assert monday.weekday() == 0
    assert timedelta(1) <= monday - today <= timedelta(7)
