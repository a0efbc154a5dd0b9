"""Age-graded miles: what a runner's mile is worth at the best age.

Source: the road mile of the 2025 age factors of A. Jones and T. Bernhard, approved by USA Track and
Field's Masters Long Distance Running Council (github.com/AlanLyttonJones/Age-Grade-Tables, CC0; version
of 2025-07-27). Every fifth year of them, interpolated linearly.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

AVERAGE_MAN_S, AVERAGE_WOMAN_S = 397.0, 464.0
"""6:37 and 7:44, the average miles that the guide names."""


class AgeGraded(NamedTuple):
    """Seconds of the same mile at the best age, for a man and for a woman."""

    man_s: float
    woman_s: float


_FACTORS = {  # age: man, woman
    10: (0.8190, 0.8545),
    15: (0.9490, 0.9520),
    18: (1.0000, 1.0000),
    30: (0.9977, 1.0000),
    35: (0.9636, 0.9938),
    40: (0.9289, 0.9748),
    45: (0.8942, 0.9430),
    50: (0.8595, 0.8985),
    55: (0.8248, 0.8500),
    60: (0.7901, 0.8014),
    65: (0.7554, 0.7529),
    70: (0.7196, 0.7043),
    75: (0.6701, 0.6558),
    80: (0.6031, 0.6062),
    85: (0.5186, 0.5388),
    90: (0.4168, 0.4480),
    95: (0.2974, 0.3336),
}


def age_graded(mile_s: float, age: int) -> AgeGraded | None:
    """The mile at the best age that a mile at this age is worth; None outside the table.

    >>> [round(mile_s) for mile_s in age_graded(490, 64) or ()]
    [374, 374]
    """
    for younger, older in pairwise(_FACTORS):
        if younger <= age <= older:
            part = (age - younger) / (older - younger)
            man, woman = (
                low + part * (high - low)
                for low, high in zip(_FACTORS[younger], _FACTORS[older], strict=True)
            )
            return AgeGraded(mile_s * man, mile_s * woman)
    return None
