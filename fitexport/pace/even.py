"""A race over another distance than the mile, run evenly: distance and time -> splits."""

from __future__ import annotations

from collections.abc import Iterator

from fitexport.units import UNIT_M, Units

_LAP_M = 400.0
BY_LAPS_M = 3000.0
"""The longest race on a track."""


def even_splits(distance_m: float, time_s: float, units: Units) -> tuple[tuple[float, float], ...]:
    """Metres and seconds so far at each lap of a track race, or at each km or mile, and at the end.

    >>> even_splits(1000, 200, "km")
    ((400.0, 80.0), (800.0, 160.0), (1000, 200))
    """
    step_m = _LAP_M if distance_m <= BY_LAPS_M else UNIT_M[units]
    pace = time_s / distance_m
    marks = ((m, m * pace) for m in _marks(distance_m, step_m))
    return (*marks, (distance_m, time_s))


def _marks(distance_m: float, step_m: float) -> Iterator[float]:
    count = 1
    while count * step_m < distance_m - 1:
        yield count * step_m
        count += 1
