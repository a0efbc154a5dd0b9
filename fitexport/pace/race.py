"""The guide's plan for a mile race, lap by lap: a time for the mile -> splits that sum to it.

Lap 1 one second slower than the goal's split with a check at 200 m, lap 2 back on goal pace
by 800 m, lap 3 hang on, lap 4 in four accelerating 100 m pieces. A mile is four laps of
400 m and 9.344 m: in a race on a track they come first, since a mile starts that far behind
the finish line; a runner who starts alone from the line runs them at the end.

1600 m are the four laps alone. 1500 m start on the back straight, 300 m before the line, and then
have three laps: the same plan with a shorter first lap (judgement).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Literal, NamedTuple

from fitexport.pace.distances import DEFAULT_RACE, RACE_M, Race
from fitexport.pace.workout import LAP, DistanceDuration, WorkoutStep
from fitexport.units import MILE_M, seconds, split_text

LAP_M = 400.0
EXTRA_M = MILE_M - 4 * LAP_M

ExtraAt = Literal["start", "end"]
"""Where the extra 9.344 m of a mile are run."""
DEFAULT_EXTRA_AT: ExtraAt = "end"

_KICK = (0.015, 0.005, -0.005, -0.015)
"""Lap 4: each 100 m 1 % faster than the one before."""


class LapPlan(NamedTuple):
    """Times in seconds; `laps` are the first three, `pieces` the four 100 m of the last.

    The laps are 400 m each, except the first of 1500 m; the extra 9.344 m of a mile take
    `extra_s`, before or after.
    """

    total_s: float
    laps: tuple[float, float, float]
    pieces: tuple[float, float, float, float]
    extra_s: float
    extra_at: ExtraAt = DEFAULT_EXTRA_AT
    race: Race = DEFAULT_RACE

    @property
    def check_m(self) -> float:
        """Where the first lap is checked: after 200 m, and the extra metres if they come first."""
        return LAP_M / 2 + (EXTRA_M if self.lead_s else 0.0)

    @property
    def check_200_s(self) -> float:
        """Half a goal split, after the metres in front of it: faster than this is too fast."""
        return self.total_s * (LAP_M / 2) / RACE_M[self.race] + self.lead_s

    @property
    def lead_s(self) -> float:
        """The time of the extra metres if they come first."""
        return self.extra_s if self.extra_at == "start" else 0.0

    @property
    def goes_past_the_line(self) -> bool:
        """Whether the extra metres come last."""
        return self.race == "mile" and not self.lead_s

    def rows(self) -> tuple[tuple[float, float, float], ...]:
        """Metres run so far, seconds of this piece and seconds so far: three laps, four 100s."""
        times = [*self.laps, *self.pieces]
        metres = [_first_lap_m(self.race), LAP_M, LAP_M] + [LAP_M / 4] * 4
        if self.race == "mile":
            extra = 0 if self.extra_at == "start" else -1
            times[extra] += self.extra_s
            metres[extra] += EXTRA_M
        sums = zip(accumulate(metres), times, accumulate(times), strict=True)
        return tuple((m, round(time, 1), round(so_far, 1)) for m, time, so_far in sums)


def _first_lap_m(race: Race) -> float:
    """The part of a race before its last three laps, without a mile's extra metres."""
    return LAP_M if race == "mile" else RACE_M[race] - 3 * LAP_M


def lap_plan(
    total_s: float | str, extra_at: ExtraAt = DEFAULT_EXTRA_AT, race: Race = DEFAULT_RACE
) -> LapPlan:
    """The plan for a race in `total_s`, in seconds or as a clock text; all in tenths, so that the times shown add up:
    laps and pieces are rounded, the 9.344 m of a mile take the remainder.

    >>> plan = lap_plan("5:00")
    >>> [round(lap, 1) for lap in plan.laps], [round(piece, 1) for piece in plan.pieces]
    ([75.6, 73.5, 74.6], [18.9, 18.7, 18.5, 18.4])
    """
    total_s = seconds(total_s)
    split = total_s * LAP_M / RACE_M[race]
    first_s = split * _first_lap_m(race) / LAP_M
    marks = [round(first_s + 1, 1), *(round(first_s + laps * split, 1) for laps in (1, 2))]
    left_s = round(round(total_s, 1) - marks[-1], 1)
    first, second, third, fourth = _pieces(split if race == "mile" else left_s, race)
    return LapPlan(
        total_s=round(total_s, 1),
        laps=(marks[0], round(marks[1] - marks[0], 1), round(marks[2] - marks[1], 1)),
        pieces=(first, second, third, fourth),
        extra_s=round(left_s - first - second - third - fourth, 1),
        extra_at=extra_at if race == "mile" else DEFAULT_EXTRA_AT,
        race=race,
    )


def _pieces(lap_s: float, race: Race) -> tuple[float, ...]:
    """The four 100 m of the last lap, each faster than the one before. Without a mile's extra
    metres, which absorb the rounding, they add up to the lap."""
    times = [lap_s / 4 * (1 + kick) for kick in _KICK]
    if race == "mile":
        return tuple(round(time, 1) for time in times)
    tenths = [int(10 * time) for time in times]
    over = round(10 * lap_s) - sum(tenths)  # the first can each take a tenth more
    return tuple((each + (place < over)) / 10 for place, each in enumerate(tenths))


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
    where = ", finish 9 m past the line" if plan.goes_past_the_line else ""
    last = f"Lap 4{where}; 100s in {pieces}: faster each"
    notes = (*(f"{note}; lap at the line" for note in _lap_notes(plan)), last)
    *laps, first, second, third, fourth = road_pieces(plan)
    seconds, metres = (sum(each) for each in zip(first, second, third, fourth, strict=True))
    return tuple(
        WorkoutStep(duration=LAP, note=note, expected_s=s, expected_m=m)
        for note, (s, m) in zip(notes, (*laps, (seconds, metres)), strict=True)
    )


def _piece_notes(plan: LapPlan) -> Iterator[str]:
    pieces = plan.rows()[3:]
    lengths = ("100 m",) * 3 + ("last 109 m" if plan.goes_past_the_line else "100 m",)
    for length, (_, time_s, _), cheer in zip(lengths, pieces, CHEERS, strict=True):
        yield f"Lap 4, {length} in {split_text(time_s, 0.1)}, {cheer}"


def _lap_notes(plan: LapPlan) -> tuple[str, str, str]:
    """Each with the time at a mark: 200 m, and the line after the second and the third lap."""
    (first_m, first, _), (second_m, second, so_far), (third_m, third, later), *_ = plan.rows()
    length = "" if first_m == LAP_M else f" ({first_m:.0f} m)"
    return (
        f"Lap 1{length} in {split_text(first, 0.1)},"
        f" {plan.check_m:.0f} m not under {split_text(plan.check_200_s, 0.1)}",
        f"Lap 2 in {split_text(second, 0.1)}, {second_m:.0f} m in {split_text(so_far, 0.1)}: on pace",
        f"Lap 3 in {split_text(third, 0.1)}, {third_m:.0f} m in {split_text(later, 0.1)}: hang on",
    )
