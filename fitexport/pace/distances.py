"""The distances that runners race: their names, metres and records."""

from __future__ import annotations

from typing import Literal, NamedTuple

from fitexport.units import MILE_M, is_mile

Race = Literal["mile", "1600m", "1500m"]
"""Races of a mile plan: the mile, or the distances of schools and championships."""
DEFAULT_RACE: Race = "mile"
RACE_M: dict[Race, float] = {"mile": MILE_M, "1600m": 1600.0, "1500m": 1500.0}


def race_title(race: Race) -> str:
    """A race's distance in a sentence: `mile`, `1500 m`."""
    return race if race == "mile" else f"{RACE_M[race]:g} m"


def over_text(race: Race) -> str:
    """` over 1500 m`, after a time; empty for the mile, which is the default."""
    return "" if race == "mile" else f" over {race_title(race)}"


def is_over(distance_m: float, race: Race) -> bool:
    """Whether a distance is that of the race."""
    return is_mile(distance_m) if race == "mile" else distance_m == RACE_M[race]


class RaceDistance(NamedTuple):
    m: float
    title: str
    """As tables print it."""
    record_s: float
    """Men's world record, World Athletics, end of 2024."""


RACES = {
    "800m": RaceDistance(800.0, "800 m", 100.91),
    "1500m": RaceDistance(1500.0, "1500 m", 206.00),
    "mile": RaceDistance(MILE_M, "mile", 223.13),
    "3k": RaceDistance(3000.0, "3 km", 437.55),
    "5k": RaceDistance(5000.0, "5 km", 755.36),
    "10k": RaceDistance(10_000.0, "10 km", 1571.00),
}
DISTANCES_M = {name: race.m for name, race in RACES.items()}
RACE_ZONES_M = {name: m for name, m in DISTANCES_M.items() if name != "mile"}
"""Distances with a zone at race pace; the mile's zone is the runner's own pace."""

LONG_RACE_ZONES_M = {"half": 21_097.5, "marathon": 42_195.0}
"""Longer races, for which only the pace is known here."""
