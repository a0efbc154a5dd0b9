"""Fitness index: one race -> a number -> the pace of any effort and any other race.

Equations: J. Daniels and J. Gilbert, Oxygen Power (1979). Oxygen cost of running at v
m/min is C(v) = -4.60 + 0.182258 v + 0.000104 v^2 (ml/kg/min); the share of VO2max that can
be held for t minutes is F(t) = 0.8 + 0.1894393 e^(-0.012778 t) + 0.2989558 e^(-0.1932605 t).
The index of a race is C(d / t) / F(t). They reproduce published race tables within 2 s
from the mile to 5 km; below about 3.5 minutes of racing they are poor.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, sqrt

_NEAR_ENOUGH_S = 1e-9
_C0, _C1, _C2 = -4.60, 0.182258, 0.000104
_AT_REST = 3.5


def fitness_index(distance_m: float, time_s: float) -> float:
    """The index of a race-effort run.

    >>> round(fitness_index(10_000, 2400), 3)
    51.944
    """
    minutes = time_s / 60
    v = distance_m / minutes
    return (_C0 + _C1 * v + _C2 * v * v) / _sustainable(minutes)


def pace_at(fraction: float, index: float) -> float:
    """Pace in s/m whose oxygen cost is `fraction` of the index."""
    cost = fraction * index
    v = (-_C1 + sqrt(_C1 * _C1 + 4 * _C2 * (cost - _C0))) / (2 * _C2)
    return 60 / v


def reserve_at(pace: float, index: float) -> float:
    """Share of the oxygen reserve at a pace in s/m, which is that of the heart-rate reserve (Swain and
    Leutholtz, Med Sci Sports Exerc 1997 and 1998): both count from rest, 3.5 ml/kg/min.

    >>> round(reserve_at(pace_at(0.62, 40), 40), 2), round(reserve_at(pace_at(0.70, 40), 40), 2)
    (0.58, 0.67)
    """
    v = 60 / pace
    cost = _C0 + _C1 * v + _C2 * v * v
    return min(1.0, (cost - _AT_REST) / (index - _AT_REST))


@lru_cache(maxsize=128)  # every table of a runner asks for the same races
def race_time(distance_m: float, index: float) -> float:
    """Seconds that a runner of this index needs for `distance_m`.

    >>> round(race_time(10_000, 51.944))
    2400
    """
    fast, slow = distance_m / 12, distance_m / 0.8  # m/s: no human is outside
    time_s, before = distance_m / 5, 0.0
    while abs(time_s - before) > _NEAR_ENOUGH_S:
        # The sustainable share hardly depends on the time: each round is ten times as close.
        before = time_s
        time_s = distance_m * pace_at(_sustainable(before / 60), index)
        time_s = min(slow, max(fast, time_s))
    return time_s


def _sustainable(minutes: float) -> float:
    return 0.8 + 0.1894393 * exp(-0.012778 * minutes) + 0.2989558 * exp(-0.1932605 * minutes)
