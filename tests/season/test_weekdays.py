from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.errors import UnitError
from fitexport.season.weekdays import WEEKDAYS, Weekday, day_of_week, weekday_named, weekday_of

DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "weekday"),
    [
        ("mon", "mon"),
        ("Mon", "mon"),
        ("MONDAY", "mon"),
        ("tuesday", "tue"),
        ("Wednesday", "wed"),
        ("thursday", "thu"),
        (" fri ", "fri"),
        ("friday", "fri"),
        ("Saturday", "sat"),
        ("sunday", "sun"),
        ("SUN", "sun"),
    ],
)
def test_a_day_has_a_short_and_a_long_name(text: str, weekday: Weekday) -> None:
    assert weekday_named(text) == weekday


@pytest.mark.parametrize("text", ["", "m", "mo", "mond", "tues", "montag", "mon,tue", "1"])
def test_other_names_are_refused(text: str) -> None:
    with pytest.raises(UnitError) as caught:
        weekday_named(text)
    assert str(caught.value) == (
        f'"{text}" is not a day of the week\n  write mon, tue, wed, thu, fri, sat, sun'
    )


def test_a_week_with_a_race_on_saturday_begins_on_sunday() -> None:
    race_day = date(2027, 5, 1)
    found = [weekday_of(day, race_day) for day in range(1, 8)]
    assert found == ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]


@given(DATES)
def test_days_and_weekdays_are_two_names_of_one_thing(race_day: date) -> None:
    assert {day_of_week(weekday, race_day) for weekday in WEEKDAYS} == set(range(1, 8))
    for day in range(1, 8):
        that_day = race_day - timedelta(7 - day)
        weekday = weekday_of(day, race_day)
        assert weekday == WEEKDAYS[that_day.weekday()]  # as the calendar counts
        assert day_of_week(weekday, race_day) == day
