"""A recording -> its pace over distance, smooth enough to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from fitexport.recording.recording import Recording

MAX_POINTS = 400
"""No screen shows more."""
_OVER_M = 100.0
"""The pace at a place is that of the 100 m around it: GPS jitters by 4 % at one second
(measured at 7:04/mi), by less than 1 % over 25."""
PACE_STEPS_S = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1200)
DISTANCE_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
"""Between marks on an axis, in the runner's units."""
_SLOWEST = 1.5
"""Walking breaks would flatten the rest of the curve."""


def pace_curve(recording: Recording) -> list[list[tuple[float, float]]]:
    """(metres, s/m) along the run; a list for each stretch, since a pause has no pace."""
    step_m = max(recording.total_m / MAX_POINTS, 10.0)
    stretches = pairwise((0, *recording.breaks, len(recording.time_s)))
    curves = (list(_stretch(recording, first, end, step_m)) for first, end in stretches)
    return [curve for curve in curves if len(curve) > 1]


def limits(paces: Sequence[float], slowest: float = _SLOWEST) -> tuple[float, float]:
    """The fastest and the slowest pace to show: at most `slowest` times the median."""
    if not paces:
        return 1.0, 2.0
    fast, slow = min(paces), min(max(paces), slowest * median(paces))
    room = 0.05 * (slow - fast) or 0.05 * fast
    return fast - room, slow + room


def _stretch(
    recording: Recording, first: int, end: int, step_m: float
) -> Iterator[tuple[float, float]]:
    distance_m, time_s = recording.distance_m, recording.time_s
    begin_m, end_m = distance_m[first], distance_m[end - 1]
    over_m = min(_OVER_M, end_m - begin_m)
    if not over_m:
        return
    back, ahead = first, first
    steps = int((end_m - begin_m - over_m) / step_m)
    for number in range(steps + 1):
        from_m = begin_m + number * step_m
        to_m = from_m + over_m
        while back + 1 < end and distance_m[back + 1] <= from_m:
            back += 1
        while ahead + 1 < end and distance_m[ahead] < to_m:
            ahead += 1
        took_s = _at(distance_m, time_s, ahead - 1, to_m) - _at(distance_m, time_s, back, from_m)
        if took_s > 0:
            yield from_m + over_m / 2, took_s / over_m


def _at(distance_m: Sequence[float], time_s: Sequence[float], point: int, metres: float) -> float:
    """The time at a distance between a point and the next."""
    gap = distance_m[point + 1] - distance_m[point]
    over = (metres - distance_m[point]) / gap if gap else 0.0
    return time_s[point] + over * (time_s[point + 1] - time_s[point])
