from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fitexport.pace.fitness import fitness_index, pace_at, race_time
from fitexport.units import MILE_M, parse_clock

VECTORS = json.loads(
    (Path(__file__).parents[1] / "data" / "pace_vectors.json").read_text(encoding="utf-8")
)
RACED = [vector for vector in VECTORS["miles"] if "races" in vector]
HALF_MARATHON_M, MARATHON_M = 21_097.5, 42_195.0


@pytest.mark.parametrize("vector", VECTORS["miles"], ids=lambda vector: vector["mile"])
def test_index_of_a_mile(vector: dict[str, Any]) -> None:
    assert parse_clock(vector["mile"]) == vector["mile_s"]
    assert fitness_index(MILE_M, vector["mile_s"]) == pytest.approx(vector["index"], abs=0.001)


@pytest.mark.parametrize(
    ("mile", "index"),
    [
        ("4:00", 76.53),
        ("5:00", 59.40),
        ("6:37", 43.40),
        ("7:04", 40.31),
        ("7:44", 36.42),
        ("10:00", 27.15),
    ],
)
def test_index_as_published_to_two_decimals(mile: str, index: float) -> None:
    assert round(fitness_index(MILE_M, parse_clock(mile)), 2) == index


def test_index_of_10_km_in_40_minutes() -> None:
    assert round(fitness_index(10_000, 2400), 3) == 51.944


def test_a_5_km_race_predicts_the_longer_ones() -> None:
    index = fitness_index(5000, parse_clock("24:34"))
    assert round(index, 4) == 39.1104
    predicted = [int(race_time(m, index)) for m in (10_000, HALF_MARATHON_M, MARATHON_M)]
    assert predicted == [50 * 60 + 58, 3600 + 53 * 60 + 2, 3 * 3600 + 53 * 60 + 54]


@pytest.mark.parametrize("vector", RACED, ids=lambda vector: vector["mile"])
def test_equal_races_and_fractions_of_the_index(vector: dict[str, Any]) -> None:
    index = fitness_index(MILE_M, vector["mile_s"])
    races = {"5k": race_time(5000, index), "10k": race_time(10_000, index)}
    fractions = {text: pace_at(float(text), index) * MILE_M for text in vector["fractions"]}
    assert races == pytest.approx(vector["races"], abs=0.1)
    assert fractions == pytest.approx(vector["fractions"], abs=0.1)


@pytest.mark.parametrize("distance_m", [800.0, 1500.0, MILE_M, 3000.0, 5000.0, 10_000.0])
def test_the_time_of_a_race_gives_its_index_back(distance_m: float) -> None:
    for index in range(10, 86):
        time_s = race_time(distance_m, index)
        assert fitness_index(distance_m, time_s) == pytest.approx(index, abs=1e-9)


def test_an_hour_of_racing_is_run_at_88_to_89_percent() -> None:
    for index in (25, 45, 65, 85):
        hour_pace = 3600 / next(m for m in range(5000, 30_000, 10) if race_time(m, index) > 3600)
        assert pace_at(0.895, index) < hour_pace < pace_at(0.88, index)
