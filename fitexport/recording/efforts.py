"""The best efforts in a recording: for each distance, the least time in which it was run.

Exact: time over distance is a chain of straight lines, and the best window starts or ends on a
point of it; so both are tried at every point, with the other end interpolated. Time is elapsed
time, never "moving time". A window may cross a break that is short next to it: the break's time
counts and its metres do not, so the true effort is at least as good.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from fitexport.pace import distances
from fitexport.recording.recording import Recording

DISTANCES_M = {"400m": 400.0, **distances.DISTANCES_M}
_RACED = ("3k", "5k", "10k")
"""Race distances for which a watch is started and stopped."""
_ROUNDED = 0.005
"""The share by which points and the file's own total may differ without an error."""
_SHORTEST_RACE_M = DISTANCES_M[_RACED[0]]
_BRIDGED_S = 30.0
"""A tunnel, a crossing, a lost signal; anything longer is a pause."""
_BRIDGED_S_PER_M = 1 / 40
"""Over race distances, pauses of up to a tenth of the time at 4 m/s are bridged, too: traffic lights, a
drink. Such a run is not a race, but 10 km in an hour is still 10 km."""


@dataclass(frozen=True, slots=True)
class Effort:
    """The quickest `distance` of a recording, and where in it it began."""

    distance: str
    distance_m: float
    start_s: float
    end_s: float
    start_m: float
    lacking_m: float = field(default=0.0, repr=False)
    """How much too short a whole race was measured."""
    stopped_s: float = field(default=0.0, repr=False)
    """How much of its time was spent in pauses."""

    @property
    def time_s(self) -> float:
        return self.end_s - self.start_s


def best_efforts(recording: Recording, doubt: float = 0.0) -> tuple[Effort, ...]:
    """The best over each distance that was run in one piece, the shortest first; linear in the
    number of points. A whole recording that is too short for a race distance by at most the share
    `doubt` counts as that distance, and so does one that is long enough by the file's own total."""
    found = (
        best_effort(recording.time_s, recording.distance_m, recording.breaks, name, metres)
        or _whole(recording, name, metres, doubt)
        for name, metres in DISTANCES_M.items()
    )
    return tuple(_with_stops(recording, effort) for effort in found if effort is not None)


def _with_stops(recording: Recording, effort: Effort) -> Effort:
    gaps = recording.gaps(effort.start_s, effort.end_s)
    stops = (end_s - begin_s for begin_s, end_s in gaps)
    return replace(effort, stopped_s=sum(each for each in stops if each > _BRIDGED_S))


def _whole(recording: Recording, name: str, metres: float, doubt: float) -> Effort | None:
    lacking_m = metres - recording.total_m
    if (recording.summary_m or 0.0) >= metres:  # points begin a few metres after the start
        doubt = max(doubt, _ROUNDED)
    near = name in _RACED and 0 < lacking_m <= doubt * metres
    if not near or len(list(_pieces(recording.time_s, recording.breaks, metres))) > 1:
        return None
    # From the last point at the start to the first at the end: some watches keep recording.
    time_s, distance_m = recording.time_s, recording.distance_m
    start_s = time_s[bisect_right(distance_m, 0.0) - 1]
    end_s = time_s[bisect_left(distance_m, recording.total_m)]
    return Effort(name, metres, start_s, end_s, 0.0, lacking_m)


def _pieces(
    time_s: Sequence[float], breaks: Sequence[int], length_m: float
) -> Iterator[tuple[int, int]]:
    """First point and end of each piece without a pause, for efforts of that length."""
    longest_s = _BRIDGED_S
    if length_m >= _SHORTEST_RACE_M:
        longest_s = max(_BRIDGED_S, _BRIDGED_S_PER_M * length_m)
    pauses = (at for at in breaks if time_s[at] - time_s[at - 1] > longest_s)
    return pairwise((0, *pauses, len(time_s)))


def best_effort(
    time_s: Sequence[float],
    distance_m: Sequence[float],
    breaks: Sequence[int],
    name: str,
    length_m: float,
) -> Effort | None:
    """The least time over `length_m`; the earliest of equals. None: not in one piece.

    >>> best_effort([0, 10, 20, 25], [0, 40, 80, 110], (), "50m", 50.0)
    Effort(distance='50m', distance_m=50.0, start_s=15.0, end_s=25, start_m=60.0)
    """
    best: Effort | None = None
    for first, end in _pieces(time_s, breaks, length_m):
        if distance_m[end - 1] - distance_m[first] < length_m:
            continue
        for start_s, end_s, start_m in _windows(time_s, distance_m, first, end, length_m):
            if best is None or end_s - start_s < best.time_s:
                best = Effort(name, length_m, start_s, end_s, start_m)
    return best


def _windows(
    time_s: Sequence[float], distance_m: Sequence[float], first: int, end: int, length_m: float
) -> Iterator[tuple[float, float, float]]:
    """(start, end, distance at the start) of each window of one stretch with an end on a point,
    where it is quicker than the one before it."""
    least = float("inf")
    j = first
    for i in range(first, end):  # starts at i, ends before or at j
        goal = distance_m[i] + length_m
        while j < end and distance_m[j] < goal:
            j += 1
        if j == end:
            break
        over = (goal - distance_m[j - 1]) / (distance_m[j] - distance_m[j - 1])
        end_s = time_s[j - 1] + over * (time_s[j] - time_s[j - 1])
        if end_s - time_s[i] < least:
            least = end_s - time_s[i]
            yield time_s[i], end_s, distance_m[i]
    i = first
    for j in range(first, end):  # ends at j, starts at or after i
        goal = distance_m[j] - length_m
        if goal < distance_m[first]:
            continue
        while distance_m[i + 1] <= goal:
            i += 1
        over = (goal - distance_m[i]) / (distance_m[i + 1] - distance_m[i])
        start_s = time_s[i] + over * (time_s[i + 1] - time_s[i])
        if time_s[j] - start_s < least:
            least = time_s[j] - start_s
            yield start_s, time_s[j], goal
