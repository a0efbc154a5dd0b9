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
    """The plan for a mile in `total_s` seconds, all in tenths, so that what is shown adds up:
    laps and pieces are rounded, the last metres take what is left.

    >>> plan = lap_plan(300)
    >>> [round(lap, 1) for lap in plan.laps], [round(piece, 1) for piece in plan.pieces]
    ([75.6, 73.5, 74.6], [18.9, 18.7, 18.5, 18.4])
    """
    split = total_s * LAP_M / MILE_M
    at_400, at_800, at_1200 = round(split + 1, 1), round(2 * split, 1), round(3 * split, 1)
    first, second, third, fourth = (round(split / 4 * (1 + kick), 1) for kick in _KICK)
    extra_s = round(total_s, 1) - at_1200 - first - second - third - fourth
    return LapPlan(
        total_s=round(total_s, 1),
        laps=(at_400, round(at_800 - at_400, 1), round(at_1200 - at_800, 1)),
        pieces=(first, second, third, fourth),
        extra_s=round(extra_s, 1),
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
        f"Lap 1 in {split_text(first, 0.1)}, 200 m not under {split_text(check, 0.1)}",
        f"Lap 2 in {split_text(second, 0.1)}, 800 m in {split_text(at_800, 0.1)}: on pace",
        f"Lap 3 in {split_text(third, 0.1)}, 1200 m in {split_text(at_1200, 0.1)}: hang on",
    )
