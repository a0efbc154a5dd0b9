"""Races and time trials: a distance and a time -> the mile it is worth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import exp, log

from fitexport.errors import PaceError, UnitError, printable
from fitexport.keeping import Value
from fitexport.pace.distances import DISTANCES_M, RACES
from fitexport.pace.fitness import fitness_index, race_time
from fitexport.pace.table import MILE_RANGE_S
from fitexport.units import (
    MILE_M,
    UNIT_M,
    SecondsField,
    clock,
    exact_clock,
    parse_clock,
    parse_race_clock,
    race_clock,
)

_OTHER = r"(\d{1,5}(?:\.\d{1,3})?)\s*(m|km|k|mi|miles?)"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Result(Value):
    """A race-effort run on a day, and the new goal from then on, if any."""

    day: date
    distance: str
    time_s: SecondsField[float] = SecondsField()
    goal_s: SecondsField[float | None] = SecondsField(None)

    @property
    def mile_s(self) -> float:
        """The mile of the same fitness index, to a tenth of a second."""
        metres = distance_m(self.distance)
        if metres == MILE_M:
            return self.time_s
        return round(race_time(MILE_M, fitness_index(metres, self.time_s)), 1)


class RaceMile(float):
    """Seconds of the mile that a race is worth, with that race: `5k 22:00`."""

    race: str


def parse_mile(text: str) -> float:
    """Seconds of a mile, from its time or from a race over another distance, by the fitness index.

    >>> parse_mile("6:20"), parse_mile("5k 22:00")
    (380.0, 387.9)

    Raises:
        UnitError: neither, or an impossible race.
    """
    distance, _, time = text.strip().rpartition(" ")
    if not distance:
        return parse_clock(text)
    result = Result(day=date.min, distance=distance.strip(), time_s=parse_race_clock(time))
    try:
        check_result(result, date.min)
    except PaceError as error:
        raise UnitError(error.problem, error.remedy) from None
    if distance_m(result.distance) == MILE_M:
        return result.time_s
    mile = RaceMile(result.mile_s)
    mile.race = f"{result.distance} in {race_clock(result.time_s)}"
    return mile


def distance_m(text: str) -> float:
    """Metres of a distance as runners say it: `mile`, `5k`, `3200m`.

    >>> distance_m("mile"), distance_m("5k"), distance_m("2 mi")
    (1609.344, 5000.0, 3218.688)

    Raises:
        UnitError: not a distance, or outside 800 m to 10 km.
    """
    wanted = text.strip().lower()
    if wanted in DISTANCES_M:
        return DISTANCES_M[wanted]
    match = re.fullmatch(_OTHER, wanted, re.ASCII)
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
    """Raise PaceError unless the result is possible.

    Raises:
        PaceError: it is in the future, faster than any human, or its mile is outside
            the range with paces.
    """
    shown = f"{result.distance} in {race_clock(result.time_s)}"
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
            f"{shown} is worth a mile in {exact_clock(result.mile_s)}, outside"
            f" {clock(fastest)} to {clock(slowest)}",
            "check distance and time",
        )


def record_s(metres: float) -> float:
    """World-record time, 800 m to 10 km; between two distances interpolated on logarithms.

    >>> round(record_s(1609.344), 2)
    223.13
    """
    for near, far in pairwise(RACES.values()):
        if near.m <= metres <= far.m:
            part = log(metres / near.m) / log(far.m / near.m)
            return exp(log(near.record_s) + part * log(far.record_s / near.record_s))
    raise AssertionError("distances are checked before")
