from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fitexport.errors import PaceError
from fitexport.pace.band import Band
from fitexport.pace.fitness import pace_at
from fitexport.pace.table import Bands, PaceTable, pace_table
from fitexport.session import ZONES, Distance
from fitexport.units import MILE_M, pace_to_speed

VECTORS = json.loads(
    (Path(__file__).parents[1] / "data" / "pace_vectors.json").read_text(encoding="utf-8")
)["miles"]
RACES = ("800m", "1500m", "3k", "5k", "10k")
GOALS = (0.88, 0.95, 0.98, 0.9999)
"""Shares of the mile: from the boldest goal to next to none."""


def _tables(step_s: float, goals: tuple[float, ...] = (0.97,)) -> Iterator[PaceTable]:
    count = int((900 - 223) / step_s)
    for mile_s in (*(223 + n * step_s for n in range(count)), 900):
        for share in goals:
            yield pace_table(mile_s, max(share * mile_s, 210))


def _in_order(table: PaceTable) -> list[float]:
    zones = table.zones
    return [
        *(zones[name].middle for name in ("goal", "mile", "vo2max")),
        zones["threshold"].fast,
        zones["threshold"].slow,
        zones["easy"].fast,
        zones["easy"].slow,
    ]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["mile"])
def test_paces_within_a_tenth_of_a_second_a_mile(vector: dict[str, Any]) -> None:
    table = pace_table(vector["mile_s"], 0.97 * vector["mile_s"])
    names = ("goal", "mile", "vo2max", "threshold_fast", "threshold_slow", "easy_fast", "easy_slow")
    paces = dict(zip(names, (MILE_M * pace for pace in _in_order(table)), strict=True))
    assert paces == pytest.approx(vector["paces"] | {"goal": 0.97 * vector["mile_s"]}, abs=0.1)
    assert table.index == pytest.approx(vector["index"], abs=0.001)
    for name, race_s in vector.get("races", {}).items():
        metres = 1000 * int(name.removesuffix("k"))
        assert table.zones[name].middle * metres == pytest.approx(race_s, abs=0.1)


def test_there_is_a_pace_for_every_zone_a_coach_can_write() -> None:
    assert sorted(pace_table(424, 400).zones) == sorted(ZONES)


def test_zones_are_in_order_for_any_goal() -> None:
    for table in _tables(4, GOALS):
        paces = _in_order(table)
        assert all(fast < slow for fast, slow in pairwise(paces)), table
        assert table.zones["long"] == table.zones["easy"]


def test_easy_is_62_to_70_percent_of_an_index_from_39_up() -> None:
    for table in _tables(3):
        easy = table.zones["easy"]
        if table.index >= 39:
            assert easy.fast == pace_at(0.70, table.index)
            assert easy.slow == pace_at(0.62, table.index)
        else:
            assert easy.fast < pace_at(0.70, table.index)


def test_race_paces_are_in_order() -> None:
    for table in _tables(3):
        zones = table.zones
        paces = [zones[name].middle for name in RACES]
        assert all(fast < slow for fast, slow in pairwise(paces)), table
        assert zones["1500m"].middle < zones["mile"].middle < zones["3k"].middle


@pytest.mark.parametrize("step_s", [2, pytest.param(0.1, marks=pytest.mark.slow)])
def test_a_slower_mile_makes_every_pace_slower(step_s: float) -> None:
    for faster, slower in pairwise(_tables(step_s)):
        for name, band in slower.zones.items():
            assert faster.zones[name].fast < band.fast, (slower.mile_s, name)
            assert faster.zones[name].slow < band.slow, (slower.mile_s, name)


def test_singles_are_aims_and_bands_are_bands() -> None:
    zones = pace_table(424, 400).zones
    assert {name for name, band in zones.items() if not band.single} == {
        "easy",
        "long",
        "threshold",
    }


@pytest.mark.parametrize(
    ("bands", "rep_s", "half_width"),
    [
        ("tight", 149.9, 0.025),
        ("tight", 150.0, 0.015),
        ("normal", 149.9, 0.04),
        ("normal", 150.0, 0.025),
        ("wide", 149.9, 0.06),
        ("wide", 150.0, 0.04),
    ],
)
def test_a_single_pace_gets_its_half_width_by_the_time_of_the_rep(
    bands: Bands, rep_s: float, half_width: float
) -> None:
    table = pace_table(424, 400, bands)
    band = table.target_band(table.zones["mile"], rep_s)
    assert band is not None
    assert (band.fast * MILE_M, band.slow * MILE_M) == pytest.approx(
        (424 * (1 - half_width), 424 * (1 + half_width))
    )


def test_a_band_is_never_closer_than_5_s_a_mile() -> None:
    table = pace_table(240, 230, "tight")
    band = table.target_band(table.zones["mile"], 180)
    assert band is not None
    assert (band.fast * MILE_M, band.slow * MILE_M) == pytest.approx((235, 245))


def test_zones_that_are_bands_stay_as_they_are() -> None:
    for bands in ("tight", "normal", "wide"):
        table = pace_table(424, 400, bands)
        for name in ("easy", "long", "threshold"):
            assert table.target_band(table.zones[name], 600) == table.zones[name]


def test_no_bands_no_targets() -> None:
    table = pace_table(424, 400, "none")
    assert [table.target_band(aim, 100) for aim in table.zones.values()] == [None] * len(ZONES)


@pytest.mark.parametrize("bands", ["tight", "normal", "wide"])
def test_speeds_of_a_band_go_from_low_to_high_around_its_aim(bands: Bands) -> None:
    for mile_s in (*range(223, 901, 4), 900):
        table = pace_table(mile_s, max(0.95 * mile_s, 210), bands)
        for name, aim in table.zones.items():
            for rep_s in (30.0, 149.0, 150.0, 3600.0):
                band = table.target_band(aim, rep_s)
                assert band is not None
                low, high = pace_to_speed(band.slow), pace_to_speed(band.fast)
                assert 0 < low < pace_to_speed(aim.middle) < high < 12.5, (mile_s, name)


def test_middle_of_a_band_is_between_its_paces() -> None:
    assert Band(0.25, 0.27).middle == pytest.approx(0.26)
    assert (Band(0.25, 0.27).single, Band(0.25, 0.25).single) == (False, True)


@pytest.mark.parametrize(
    ("mile_s", "goal_s", "message"),
    [
        (
            222.9,
            215,
            "a mile in 3:42.9 is outside 3:43 to 15:00\n  give a current mile time, as m:ss",
        ),
        (
            900.1,
            800,
            "a mile in 15:00.1 is outside 3:43 to 15:00\n  give a current mile time, as m:ss",
        ),
        (
            424,
            209.9,
            "a goal of 3:29.9 is faster than any human\n  give a goal from 3:30 to 15:00",
        ),
        (
            424,
            900.1,
            "a goal of 15:00.1 is slower than 15:00\n  give a goal from 3:30 to 15:00",
        ),
    ],
)
def test_impossible_miles_and_goals_are_refused(mile_s: float, goal_s: float, message: str) -> None:
    with pytest.raises(PaceError) as caught:
        pace_table(mile_s, goal_s)
    assert str(caught.value) == message


def test_a_zone_has_its_band() -> None:
    table = pace_table(424, 400)
    assert {zone: table.band(zone) for zone in ZONES} == table.zones


@pytest.mark.parametrize("zone", ["tempo", "", "Mile"])
def test_a_zone_that_the_table_does_not_have(zone: str) -> None:
    with pytest.raises(PaceError) as caught:
        pace_table(424, 400).band(zone)
    assert str(caught.value) == (
        f'there is no zone "{zone}"\n'
        "  zones: easy, long, threshold, vo2max, mile, goal, 800m, 1500m, 3k, 5k, 10k, half, marathon"
    )


def test_a_time_trial_is_halfway_between_mile_and_goal() -> None:
    assert pace_table(424, 400).trial_s == 412
    assert pace_table(424, 399.5).trial_s == 411.75


def test_a_goal_is_named_with_its_distance_and_another_race_by_what_it_is_worth() -> None:
    miler, over_1500_m = pace_table(380, 360), pace_table(380, 333, race="1500m")
    assert (miler.goal_text(), over_1500_m.goal_text()) == ("goal 6:00", "goal 5:33 over 1500 m")
    assert over_1500_m.goal_text(Distance(1500)) == "goal 5:33 over 1500 m"
    assert over_1500_m.goal_text(Distance(1, "mi")) == "1 mi in 6:00"
    assert over_1500_m.goal_text(Distance(10, "km")) == "10 km in 44:44"


def test_the_ends_of_the_range_belong_to_it() -> None:
    assert pace_table(223, 210).zones["mile"].middle == 223 / MILE_M
    assert pace_table(900, 899.9).zones["mile"].middle == 900 / MILE_M
    assert pace_table(424, 900).zones["goal"].middle == 900 / MILE_M


@pytest.mark.parametrize("goal_s", [424, 430.5])
def test_a_goal_that_is_no_improvement_has_its_pace_and_changes_no_other(goal_s: float) -> None:
    table, bolder = pace_table(424, goal_s), pace_table(424, 400)
    assert table.band("goal") == Band(goal_s / MILE_M, goal_s / MILE_M)
    assert {**table.zones, "goal": bolder.band("goal")} == bolder.zones
