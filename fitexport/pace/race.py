"""The guide's plan for a mile race, lap by lap: a time for the mile -> splits that sum to it.

Lap 1 one second slower than the goal's split with a check at 200 m, lap 2 back on goal pace
by 800 m, lap 3 hang on, lap 4 in four accelerating 100 m pieces. A mile is four laps of
400 m and 9.344 m, here at the end.
"""

from __future__ import annotations

from typing import NamedTuple

from fitexport.units import MILE_M, split_text
from fitexport.workout import LAP, DistanceDuration, WorkoutStep

LAP_M = 400.0
EXTRA_M = MILE_M - 4 * LAP_M
_KICK = (0.015, 0.005, -0.005, -0.015)
"""Lap 4: each 100 m 1 % faster than the one before."""


class LapPlan(NamedTuple):
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


# --- as steps ---------------------------------------------------------------------------

_CHEERS = ("stand tall", "quicker feet", "drive the arms", "all you have")


def road_laps(plan: LapPlan) -> tuple[WorkoutStep, ...]:
    """The plan as steps that end by distance: three laps, then four pieces. No targets."""
    laps = [
        WorkoutStep(duration=DistanceDuration(LAP_M), note=note, expected_s=lap, expected_m=LAP_M)
        for note, lap in zip(_lap_notes(plan), plan.laps, strict=True)
    ]
    *pieces, last = zip(plan.pieces, _CHEERS, strict=True)
    return (
        *laps,
        *(_piece(100.0, seconds, cheer) for seconds, cheer in pieces),
        _piece(100.0 + EXTRA_M, last[0] + plan.extra_s, last[1]),
    )


def track_laps(plan: LapPlan) -> tuple[WorkoutStep, ...]:
    """The plan as four steps that end by the lap button, pieces and checks in the notes."""
    pieces = " ".join(f"{piece:.1f}" for piece in plan.pieces)
    last = f"Lap 4, finish 9 m past the line; 100s in {pieces}: faster each"
    notes = (*(f"{note}; lap at the line" for note in _lap_notes(plan)), last)
    times = (*plan.laps, sum(plan.pieces) + plan.extra_s)
    metres = (LAP_M, LAP_M, LAP_M, LAP_M + EXTRA_M)
    return tuple(
        WorkoutStep(duration=LAP, note=note, expected_s=seconds, expected_m=m)
        for note, seconds, m in zip(notes, times, metres, strict=True)
    )


def _piece(m: float, seconds: float, cheer: str) -> WorkoutStep:
    which = "last 109 m" if m > 100 else "100 m"
    return WorkoutStep(
        duration=DistanceDuration(m),
        note=f"Lap 4, {which} in {split_text(seconds, 0.1)}, {cheer}",
        expected_s=seconds,
        expected_m=m,
    )


def _lap_notes(plan: LapPlan) -> tuple[str, str, str]:
    first, second, third = plan.laps
    check, at_800, at_1200 = plan.check_200_s, first + second, first + second + third
    return (
        f"Lap 1 in {split_text(first, 0.1)}, 200 m in {split_text(check, 0.1)}: hold back",
        f"Lap 2 in {split_text(second, 0.1)}, 800 m in {split_text(at_800, 0.1)}: on pace",
        f"Lap 3 in {split_text(third, 0.1)}, 1200 m in {split_text(at_1200, 0.1)}: hang on",
    )
