from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.errors import UnitError
from fitexport.units import (
    MILE_M,
    UNIT_M,
    Units,
    clock,
    cut,
    day_text,
    distance_text,
    pace_range_text,
    pace_text,
    pace_to_speed,
    parse_clock,
    parse_race_clock,
    round_minutes,
    split_text,
)


def test_four_laps_and_9_344_m_are_a_mile() -> None:
    assert pytest.approx(4 * 400 + 9.344) == MILE_M
    assert UNIT_M == {"m": 1, "km": 1000, "mi": 1609.344, "yd": 0.9144}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("6:20", 380),
        ("0:05", 5),
        (" 7:04 ", 424),
        ("4:59.5", 299.5),
        ("120:00", 7200),
        ("06:20", 380),
    ],
)
def test_a_time_is_read_as_minutes_and_seconds(text: str, seconds: float) -> None:
    assert parse_clock(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        *("5:99", "5:60", "5:9", "5", "", "5:", ":30", "-5:00", "5:00:00", "5:00.25", "5.30"),
        *("5: 30", "1000:00", "\N{ARABIC-INDIC DIGIT FIVE}:30", "nan", "5:30\n6:30"),
    ],
)
def test_anything_else_is_no_time(text: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_clock(text)
    assert str(caught.value) == (
        f'"{text}" is not a time\n  write minutes and seconds: 6:20 or 6:20.5'
    )


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("19:08", 1148),
        (" 19:08.5 ", 1148.5),
        ("6:12.34", 372.3),
        ("6:12.39", 372.3),
        ("6:12.09", 372),
        ("1:02:30", 3750),
        ("1:02:30.99", 3750.9),
    ],
)
def test_a_race_time_has_hours_if_need_be_and_its_hundredths_are_cut(
    text: str, seconds: float
) -> None:
    assert parse_race_clock(text) == seconds


@pytest.mark.parametrize(
    "text", ["1:60:00", "1:2:30", "6:12.345", "6:12.", "6:12:3.45", "10:00:00"]
)
def test_anything_else_is_no_race_time(text: str) -> None:
    with pytest.raises(UnitError):
        parse_race_clock(text)


@given(st.integers(0, 59_999))
def test_a_time_survives_being_written_and_read(tenths: int) -> None:
    assert parse_clock(clock(tenths / 10, 0.1)) == tenths / 10


@pytest.mark.parametrize(
    ("time_s", "step_s", "text"),
    [
        (424, 1, "7:04"),
        (59.4, 1, "0:59"),
        (59.6, 1, "1:00"),
        (3599.7, 1, "60:00"),
        (79.02, 0.5, "1:19.0"),
        (52.7, 0.5, "0:52.5"),
        (52.8, 0.5, "0:53.0"),
        (59.8, 0.5, "1:00.0"),
        (59.96, 0.1, "1:00.0"),
        (299.54, 0.1, "4:59.5"),
    ],
)
def test_rounding_a_time_carries_into_its_minutes(time_s: float, step_s: float, text: str) -> None:
    assert clock(time_s, step_s) == text


@pytest.mark.parametrize(
    ("time_s", "step_s", "text"),
    [
        (52.5, 0.5, "52.5 s"),
        (53.1, 0.5, "53 s"),
        (9.84, 0.1, "9.8 s"),
        (1.04, 0.1, "1 s"),
        (10, 1, "10 s"),
        (59.94, 0.1, "59.9 s"),
        (59.96, 0.1, "1:00"),
        (60.5, 0.5, "1:00.5"),
        (79.1, 0.5, "1:19"),
        (600, 0.1, "10:00"),
        (610, 1, "10:10"),
    ],
)
def test_a_split_is_called_in_seconds_up_to_a_minute(
    time_s: float, step_s: float, text: str
) -> None:
    assert split_text(time_s, step_s) == text


@pytest.mark.parametrize(
    ("time_s", "text"),
    [
        (0, "0 min"),
        (2100, "35 min"),
        (3569, "59 min"),
        (3599, "1 h 00"),
        (3900, "1 h 05"),
        (7200, "2 h 00"),
    ],
)
def test_a_length_of_time_is_in_minutes_then_hours(time_s: float, text: str) -> None:
    assert round_minutes(time_s) == text


def test_a_pace_of_250_s_a_km_is_4_m_a_second() -> None:
    assert pace_to_speed(250 / 1000) == 4.0


@pytest.mark.parametrize("pace", [0.0, -0.25, float("nan")])
def test_a_pace_must_be_positive(pace: float) -> None:
    with pytest.raises(UnitError) as caught:
        pace_to_speed(pace)
    assert str(caught.value) == ("a pace must be above 0\n  give seconds per metre above 0")


@pytest.mark.parametrize(
    ("units", "pace", "band", "distance"),
    [
        ("mi", "6:42/mi", "6:42-6:58/mi", "5.0 mi"),
        ("km", "4:10/km", "4:10-4:20/km", "8.0 km"),
    ],
)
def test_paces_and_distances_are_in_the_athletes_units(
    units: Units, pace: str, band: str, distance: str
) -> None:
    assert pace_text(0.25, units) == pace
    assert pace_range_text(0.25, 0.26, units) == band
    assert distance_text(8046.72, units) == distance


def test_a_band_that_reads_the_same_at_both_ends_is_one_pace() -> None:
    assert pace_range_text(0.25, 0.2501, "km") == "4:10/km"


def test_dates_are_english_and_as_wide_as_each_other() -> None:
    assert day_text(date(2027, 3, 16)) == "Tue 16 Mar"
    assert day_text(date(2028, 2, 29)) == "Tue 29 Feb"
    year = [day_text(date(2027, 1, 1) + timedelta(days=n)) for n in range(365)]
    assert {len(text) for text in year} == {10}
    assert len(set(year)) == 365


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("leg swings, high knees", 50, "leg swings, high knees"),
        ("leg swings, high knees", 22, "leg swings, high knees"),
        ("leg swings, high knees", 21, "leg swings, high"),
        ("leg swings, high knees", 16, "leg swings, high"),
        ("leg swings, high knees", 14, "leg swings"),
        ("leg swings, high knees", 11, "leg swings"),
        ("unbreakable", 5, "unbre"),
        ("Kärnten", 2, "K"),
        ("Kärnten", 3, "Kä"),
        ("400 m → 1:45", 8, "400 m"),
        ("one", 0, ""),
        ("\ud800!", 2, "?!"),
    ],
)
def test_text_is_cut_on_a_word_never_inside_a_character(text: str, limit: int, short: str) -> None:
    assert cut(text, limit) == short


@given(st.text(), st.integers(0, 60))
def test_cut_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short.encode()) <= limit
    assert text.startswith(short)


def test_a_time_that_cannot_be_read_is_quoted_as_it_was_written() -> None:
    with pytest.raises(UnitError, match=r'"20\.48" is not a time'):
        parse_race_clock("20.48")
