"""The guide's plan for a mile race, lap by lap: a time for the mile -> splits that sum to it.

Lap 1 one second slower than the goal's split with a check at 200 m, lap 2 back on goal pace
by 800 m, lap 3 hang on, lap 4 in four accelerating 100 m pieces. A mile is four laps of
400 m and 9.344 m, here at the end.
"""

from __future__ import annotations

from dataclasses import dataclass

from fitexport.units import MILE_M

LAP_M = 400.0
EXTRA_M = MILE_M - 4 * LAP_M
_KICK = (0.015, 0.005, -0.005, -0.015)
"""Lap 4: each 100 m 1 % faster than the one before."""


@dataclass(frozen=True, slots=True)
class LapPlan:
    """Times in seconds; `laps` are the first three, `pieces` the four 100 m of the last."""

    total_s: float
    laps: tuple[float, float, float]
    pieces: tuple[float, float, float, float]
    extra_s: float

    @property
    def check_200_s(self) -> float:
        """Half a goal split: faster than this at 200 m is too fast."""
        return self.total_s * (LAP_M / 2) / MILE_M


def lap_plan(total_s: float) -> LapPlan:
    """The plan for a mile in `total_s` seconds.

    >>> plan = lap_plan(300)
    >>> [round(lap, 1) for lap in plan.laps], [round(piece, 1) for piece in plan.pieces]
    ([75.6, 73.6, 74.6], [18.9, 18.7, 18.5, 18.4])
    """
    split = total_s * LAP_M / MILE_M
    first, second, third, fourth = (split / 4 * (1 + kick) for kick in _KICK)
    return LapPlan(
        total_s=total_s,
        laps=(split + 1, split - 1, split),
        pieces=(first, second, third, fourth),
        extra_s=total_s * EXTRA_M / MILE_M,
    )
