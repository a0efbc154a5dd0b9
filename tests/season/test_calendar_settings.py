"""Times of day: what may be written, and which instants they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.errors import ScheduleError, UnitError
from fitexport.season.calendar_settings import (
    CalendarSettings,
    before_text,
    check_timezone,
    parse_before,
    parse_time,
    parse_times,
    time_text,
)
from fitexport.season.weekdays import WEEKDAYS

NEW_YORK = CalendarSettings(timezone="America/New_York", at=parse_times("06:30"))


def _instant(day: date, calendar_settings: CalendarSettings = NEW_YORK) -> str:
    begin = calendar_settings.begin(day, strength=False, first=True)
    assert begin is not None
    return f"{begin:%Y-%m-%d %H:%M}"


def test_the_same_wall_clock_is_another_instant_after_the_clocks_change() -> None:
    assert _instant(date(2027, 3, 13)) == "2027-03-13 11:30"
    assert _instant(date(2027, 3, 14)) == "2027-03-14 10:30"
    assert _instant(date(2027, 11, 6)) == "2027-11-06 10:30"
    assert _instant(date(2027, 11, 7)) == "2027-11-07 11:30"


def test_an_hour_that_is_skipped_is_later_one_that_comes_twice_is_the_first() -> None:
    early = CalendarSettings(timezone="America/New_York", at=parse_times("02:30"))
    assert _instant(date(2027, 3, 14), early) == "2027-03-14 07:30"  # 03:30 there
    late = CalendarSettings(timezone="America/New_York", at=parse_times("01:30"))
    assert _instant(date(2027, 11, 7), late) == "2027-11-07 05:30"


def test_a_day_may_begin_on_the_day_before_in_utc() -> None:
    assert _instant(
        date(2027, 3, 22), CalendarSettings(timezone="Asia/Tokyo", at=parse_times("6:00"))
    ) == ("2027-03-21 21:00")


@given(
    day=st.dates(date(2020, 1, 1), date(2037, 12, 31)),
    minutes=st.integers(0, 1439),
    zone=st.sampled_from(("UTC", "America/New_York", "Europe/London", "Australia/Lord_Howe")),
)
def test_read_back_in_its_zone_an_instant_is_the_wall_clock_that_was_meant(
    day: date, minutes: int, zone: str
) -> None:
    calendar_settings = CalendarSettings(timezone=zone, at=dict.fromkeys(WEEKDAYS, minutes))
    begin = calendar_settings.begin(day, strength=False, first=True)
    assert begin is not None
    assert begin.tzinfo is UTC
    meant = datetime(day.year, day.month, day.day, *divmod(minutes, 60))
    local = begin.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert timedelta() <= local - meant <= timedelta(hours=1)
    if local != meant:  # only where the clocks skip it
        assert meant.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) == begin


def test_only_the_first_session_of_a_day_has_its_time_and_lifting_its_own() -> None:
    monday = date(2027, 3, 22)
    calendar_settings = CalendarSettings(timezone="UTC", at={"mon": 390}, strength_at=1050)
    assert calendar_settings.begin(monday, strength=False, first=True) == datetime(
        2027, 3, 22, 6, 30, tzinfo=UTC
    )
    assert calendar_settings.begin(monday, strength=False, first=False) is None
    assert calendar_settings.begin(monday, strength=True, first=False) == datetime(
        2027, 3, 22, 17, 30, tzinfo=UTC
    )
    assert calendar_settings.begin(date(2027, 3, 23), strength=False, first=True) is None
    without = CalendarSettings(timezone="UTC", at={"mon": 390})
    assert without.begin(monday, strength=True, first=False) is None
    assert without.begin(monday, strength=True, first=True) is not None  # lifting alone


def test_the_race_has_its_own_time_or_none() -> None:
    saturday = date(2027, 5, 1)
    everyday = CalendarSettings(timezone="UTC", at=dict.fromkeys(WEEKDAYS, 390), strength_at=1050)
    assert everyday.begin(saturday, strength=False, first=True, race=True) is None
    settings = everyday._replace(race_at=615)
    assert settings.begin(saturday, strength=False, first=True, race=True) == datetime(
        2027, 5, 1, 10, 15, tzinfo=UTC
    )
    assert settings.begin(saturday, strength=False, first=True) == datetime(
        2027, 5, 1, 6, 30, tzinfo=UTC
    )


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ScheduleError) as caught:
        CalendarSettings(at=parse_times("06:30")).begin(
            date(2027, 3, 22), strength=False, first=True
        )
    assert str(caught.value) == (
        "a time of day needs a time zone\n"
        "  give --timezone America/New_York, or timezone under [calendar] in fitexport.toml"
    )


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(0, 5), (1, 5), (300, 5), (301, 10), (3599, 60), (3600, 60), (3601, 65)],
)
def test_a_session_ends_on_the_next_five_minutes(seconds: float, minutes: int) -> None:
    begin = datetime(2027, 3, 22, 6, 30, tzinfo=UTC)
    assert CalendarSettings().span(begin, seconds) == (begin, begin + timedelta(minutes=minutes))


@given(st.integers(0, 1439))
def test_every_time_of_day_is_read_as_it_is_written(minutes: int) -> None:
    assert parse_time(time_text(minutes)) == minutes


@given(st.integers(1, 1440))
def test_every_time_before_is_read_as_it_is_written(minutes: int) -> None:
    assert parse_before(before_text(minutes)) == minutes


@pytest.mark.parametrize(
    "text", ["24:00", "6", "06:60", "-1:00", "6:3", "\uff16:30", "", "06:30pm"]
)
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_time(text)
    assert str(caught.value) == (f'"{text}" is not a time of day\n  write hours and minutes: 06:30')


def test_times_of_some_days() -> None:
    assert parse_times("mon=06:30, Saturday=8:00") == {"mon": 390, "sat": 480}
    assert parse_times("6:30") == dict.fromkeys(WEEKDAYS, 390)
    for text in ("mon=", "mon=06:30,", "moon=06:30", "=06:30"):
        with pytest.raises(UnitError):
            parse_times(text)


@pytest.mark.parametrize("text", ["", "0min", "30", "30m", "25h", "1d", "-30min", "h", "min"])
def test_what_is_no_time_before_is_refused(text: str) -> None:
    with pytest.raises(UnitError):
        parse_before(text)


def test_an_unknown_time_zone_names_the_nearest() -> None:
    assert check_timezone("Europe/Paris") == "Europe/Paris"
    assert check_timezone("W. Europe Standard Time") == "Europe/Berlin"
    assert check_timezone("eastern standard time") == "America/New_York"
    with pytest.raises(UnitError) as caught:
        check_timezone("America/NewYork")
    assert str(caught.value) == (
        'there is no time zone "America/NewYork"\n'
        '  write a name such as America/New_York or Europe/Paris; did you mean "America/New_York"?'
    )


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../UTC", "EST5EDT4,M3", "a" * 5000, "\0"])
def test_what_is_no_name_of_a_zone_is_refused(name: str) -> None:
    with pytest.raises(UnitError):
        check_timezone(name)
