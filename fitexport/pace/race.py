"""The guide's plan for a mile race, lap by lap: a time for the mile -> splits that sum to it.

Lap 1 one second slower than the goal's split with a check at 200 m, lap 2 back on goal pace
by 800 m, lap 3 hang on, lap 4 in four accelerating 100 m pieces. A mile is four laps of
400 m and 9.344 m: in a race on a track they come first, since a mile starts that far behind
the finish line; who starts alone from the line runs them at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Literal, NamedTuple

from fitexport.pace.workout import LAP, DistanceDuration, WorkoutStep
from fitexport.units import MILE_M, split_text

LAP_M = 400.0
EXTRA_M = MILE_M - 4 * LAP_M

ExtraAt = Literal["start", "end"]
"""Where the last 9.344 m of a mile are run."""
DEFAULT_EXTRA_AT: ExtraAt = "end"

_KICK = (0.015, 0.005, -0.005, -0.015)
"""Lap 4: each 100 m 1 % faster than the one before."""


class LapPlan(NamedTuple):
    """Times in seconds; `laps` are the first three, `pieces` the four 100 m of the last.

    The laps are 400 m each; the 9.344 m beyond them take `extra_s`, before or after.
    """

    total_s: float
    laps: tuple[float, float, float]
    pieces: tuple[float, float, float, float]
    extra_s: float
    extra_at: ExtraAt = DEFAULT_EXTRA_AT

    @property
    def check_200_s(self) -> float:
        """Half a goal split, after the metres in front of it: faster than this is too fast."""
        return self.total_s * (LAP_M / 2) / MILE_M + self.lead_s

    @property
    def lead_s(self) -> float:
        """The time of the extra metres if they come first."""
        return self.extra_s if self.extra_at == "start" else 0.0

    def rows(self) -> tuple[tuple[float, float, float], ...]:
        """Metres run so far, seconds of this piece and seconds so far: three laps, four 100s."""
        times = [*self.laps, *self.pieces]
        metres = [LAP_M] * 3 + [LAP_M / 4] * 4
        extra = 0 if self.extra_at == "start" else -1
        times[extra] += self.extra_s
        metres[extra] += EXTRA_M
        sums = zip(accumulate(metres), times, accumulate(times), strict=True)
        return tuple((m, round(time, 1), round(so_far, 1)) for m, time, so_far in sums)


def lap_plan(total_s: float, extra_at: ExtraAt = DEFAULT_EXTRA_AT) -> LapPlan:
    """The plan for a mile in `total_s` seconds, all in tenths, so that what is shown adds up:
    laps and pieces are rounded, the 9.344 m take what is left.

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
        extra_at=extra_at,
    )


# --- as steps ---------------------------------------------------------------------------

CHEERS = ("stand tall", "quicker feet", "drive the arms", "all you have")


def road_laps(plan: LapPlan) -> tuple[WorkoutStep, ...]:
    """The plan as steps that end by distance: three laps, then four pieces. No targets."""
    notes = (*_lap_notes(plan), *_piece_notes(plan))
    return tuple(
        WorkoutStep(duration=DistanceDuration(m), note=note, expected_s=seconds, expected_m=m)
        for note, (seconds, m) in zip(notes, road_pieces(plan), strict=True)
    )


def road_pieces(plan: LapPlan) -> list[tuple[float, float]]:
    """Seconds and metres of the three laps and four pieces."""
    rows = plan.rows()
    starts = (0.0, *(m for m, _, _ in rows))
    return [(seconds, end - start) for start, (end, seconds, _) in zip(starts, rows, strict=False)]


def track_laps(plan: LapPlan) -> tuple[WorkoutStep, ...]:
    """The plan as four steps that end by the lap button, pieces and checks in the notes."""
    pieces = " ".join(f"{piece:.1f}" for piece in plan.pieces)
    where = "" if plan.lead_s else ", finish 9 m past the line"
    last = f"Lap 4{where}; 100s in {pieces}: faster each"
    notes = (*(f"{note}; lap at the line" for note in _lap_notes(plan)), last)
    times = [*plan.laps, sum(plan.pieces)]
    metres = [LAP_M] * 4
    extra = 0 if plan.lead_s else 3
    times[extra] += plan.extra_s
    metres[extra] += EXTRA_M
    return tuple(
        WorkoutStep(duration=LAP, note=note, expected_s=seconds, expected_m=m)
        for note, seconds, m in zip(notes, times, metres, strict=True)
    )


def _piece_notes(plan: LapPlan) -> Iterator[str]:
    pieces = plan.rows()[3:]
    lengths = ("100 m",) * 3 + ("100 m" if plan.lead_s else "last 109 m",)
    for length, (_, seconds, _), cheer in zip(lengths, pieces, CHEERS, strict=True):
        yield f"Lap 4, {length} in {split_text(seconds, 0.1)}, {cheer}"


def _lap_notes(plan: LapPlan) -> tuple[str, str, str]:
    """Each with the time at a mark: 200, 800 and 1200 m, or 9 m later if those come first."""
    (_, first, _), (_, second, at_800), (_, third, at_1200), *_ = plan.rows()
    nine = 9 if plan.lead_s else 0
    return (
        f"Lap 1{' (409 m)' if nine else ''} in {split_text(first, 0.1)},"
        f" {200 + nine} m not under {split_text(plan.check_200_s, 0.1)}",
        f"Lap 2 in {split_text(second, 0.1)}, {800 + nine} m in {split_text(at_800, 0.1)}: on pace",
        f"Lap 3 in {split_text(third, 0.1)}, {1200 + nine} m in {split_text(at_1200, 0.1)}: hang on",
    )
