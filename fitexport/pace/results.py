"""Races and trials: a distance and a time -> the mile it is worth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import exp, log

from fitexport.errors import PaceError, UnitError, printable
from fitexport.pace.fitness import fitness_index, race_time
from fitexport.pace.table import MILE_RANGE_S
from fitexport.units import MILE_M, UNIT_M, clock, exact_clock, race_clock

DISTANCES_M = {
    "800m": 800.0,
    "1500m": 1500.0,
    "mile": MILE_M,
    "3k": 3000.0,
    "5k": 5000.0,
    "10k": 10_000.0,
}
"""What results are given over; others as `3200m`, `2mi`, `8km`."""

# Men's world records, World Athletics, end of 2024: nobody is faster over what lies between.
_RECORDS = (
    (800.0, 100.91),
    (1500.0, 206.00),
    (MILE_M, 223.13),
    (3000.0, 437.55),
    (5000.0, 755.36),
    (10_000.0, 1571.00),
)
_OTHER = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)\s*(m|km|k|mi|miles?)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A race-effort run on a day, and the goal that is trained for from then on if it is new."""

    day: date
    distance: str
    time_s: float
    goal_s: float | None = None

    @property
    def mile_s(self) -> float:
        """The mile of the same fitness index, to a tenth of a second."""
        metres = distance_m(self.distance)
        if metres == MILE_M:
            return self.time_s
        return round(race_time(MILE_M, fitness_index(metres, self.time_s)), 1)


def distance_m(text: str) -> float:
    """Metres of a distance as runners say it: `mile`, `5k`, `3200m`.

    >>> distance_m("mile"), distance_m("5k"), distance_m("2 mi")
    (1609.344, 5000.0, 3218.688)

    Raises:
        UnitError: no distance, or one outside 800 m to 10 km.
    """
    wanted = text.strip().lower()
    if wanted in DISTANCES_M:
        return DISTANCES_M[wanted]
    match = _OTHER.fullmatch(wanted)
    if match is None:
        raise UnitError(
            f'"{printable(text.strip(), 40)}" is not a distance',
            f"write {', '.join(DISTANCES_M)}, or as 3200m, 2mi, 8km",
        )
    unit = {"k": "km", "mile": "mi", "miles": "mi"}.get(match[2], match[2])
    metres = float(match[1]) * UNIT_M[unit]
    if not 800 <= metres <= 10_000:
        raise UnitError(f'"{wanted}" says little about a mile', "give a result over 800 m to 10 km")
    return metres


def check_result(result: Result, today: date) -> None:
    """Whether somebody can have run this.

    Raises:
        PaceError: it is in the future, faster than any human, or worth no mile that there are
            paces for.
    """
    said = f"{result.distance} in {race_clock(result.time_s)}"
    if result.day > today:
        raise PaceError(
            f"a result on {result.day} is in the future: today is {today}",
            "give the day on which it was run",
        )
    best_s = record_s(distance_m(result.distance))
    if result.time_s < best_s:
        raise PaceError(
            f"{result.distance} in {exact_clock(result.time_s)} is faster than any human",
            f"the record is {int(best_s // 60)}:{best_s % 60:05.2f}; check both",
        )
    fastest, slowest = MILE_RANGE_S
    if not fastest <= result.mile_s <= slowest:
        raise PaceError(
            f"{said} is worth a mile in {exact_clock(result.mile_s)}, outside"
            f" {clock(fastest)} to {clock(slowest)}",
            "check distance and time",
        )


def record_s(metres: float) -> float:
    """The fastest that anybody ran so far, 800 m to 10 km; between two records on the line
    through their logarithms.

    >>> round(record_s(1609.344), 2)
    223.13
    """
    for (near, near_s), (far, far_s) in pairwise(_RECORDS):
        if near <= metres <= far:
            part = log(metres / near) / log(far / near)
            return exp(log(near_s) + part * log(far_s / near_s))
    raise AssertionError("distances are checked before")
