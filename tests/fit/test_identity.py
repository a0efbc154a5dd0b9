from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.fit.identity import (
    MANUFACTURER,
    MAX_PLACE,
    MAX_WEEK,
    PRODUCT,
    custom_serial,
    serial_number,
    version,
)
from fitexport.plan.model import MAX_SESSIONS, MAX_WEEKS

FIT_EPOCH = 631_065_600
"""1989-12-31T00:00:00Z in Unix seconds."""


def test_files_look_like_garmin_connects_own() -> None:
    assert (MANUFACTURER, PRODUCT) == (1, 65534)


def test_serials_are_the_same_today_and_next_year() -> None:
    """Literals: another number would leave an old copy of every session on the watch."""
    assert serial_number("mile-2027", "anna", 3, 2) == 0xF64B9862
    assert serial_number("", "", 0, 0) == 0x80DD2000
    assert version(b"content") == 813_485_700


def test_serials_of_custom_workouts_are_the_same_today_and_next_year() -> None:
    assert custom_serial("anna", "2027-03-16\n1\neasy 30min") == 0xB3A70705
    assert custom_serial("", "") == 0xB0727D20


@given(st.text(), st.text())
def test_serials_of_custom_workouts_are_in_the_same_range(athlete: str, key: str) -> None:
    assert 0x8000_0000 <= custom_serial(athlete, key) <= 0xFFFF_FFFE


def test_athletes_and_custom_workouts_have_different_serials() -> None:
    found = {custom_serial(athlete, f"{n}") for athlete in ("", "anna") for n in range(500)}
    assert len(found) == 1000
    assert not found & {serial_number("mile-2027", athlete, 1, 1) for athlete in ("", "anna")}


@given(st.text(), st.text(), st.integers(0, MAX_WEEK), st.integers(0, MAX_PLACE))
def test_serials_are_above_garmin_connects_and_below_invalid(
    season: str, athlete: str, week: int, place: int
) -> None:
    assert 0x8000_0000 <= serial_number(season, athlete, week, place) <= 0xFFFF_FFFE


def test_no_two_sessions_of_a_season_share_a_serial() -> None:
    serials = {
        serial_number("mile-2027", "anna", week, place)
        for week in range(MAX_WEEK + 1)
        for place in range(MAX_PLACE + 1)
    }
    assert len(serials) == (MAX_WEEK + 1) * (MAX_PLACE + 1)


def test_seasons_and_athletes_differ() -> None:
    ids = [
        ("mile-2027", "anna"),
        ("mile-2027", "ben"),
        ("mile-2028", "anna"),
        ("anna", "mile-2027"),
    ]
    assert len({serial_number(season, athlete, 1, 1) for season, athlete in ids}) == 4


@pytest.mark.parametrize(("week", "place"), [(-1, 0), (MAX_WEEK + 1, 0), (0, -1), (0, 32)])
def test_a_week_or_place_out_of_range_is_a_bug(week: int, place: int) -> None:
    with pytest.raises(AssertionError):
        serial_number("", "", week, place)


@given(st.binary())
def test_versions_lie_within_2015_to_2020(content: bytes) -> None:
    moment = datetime.fromtimestamp(version(content) + FIT_EPOCH, UTC)
    assert 2015 <= moment.year <= 2020


def test_versions_follow_content() -> None:
    versions = {version(b"%d" % number) for number in range(1000)}
    assert len(versions) == 1000
    assert version(b"1") == version(b"1")


def test_every_place_of_every_plan_has_a_serial() -> None:
    assert MAX_WEEKS <= MAX_WEEK
    assert MAX_SESSIONS <= MAX_PLACE
