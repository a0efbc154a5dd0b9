"""Raw points -> the same points in order of time, without duplicates."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import inf, isnan
from operator import itemgetter, lt

from fitexport.errors import RecordingError
from fitexport.recording.points import Points

_CLOCK_OFF_S = 4 * 86_400.0
"""A clock without a signal is years off; no run is that long."""

_REMEDY = "give the recording of a run: GPX, TCX or FIT from your watch"


def in_order(points: Points) -> Points:
    """As many points as possible with rising times.

    Raises:
        RecordingError: fewer than two have a time.
    """
    points = _segments_in_order(points)
    kept = _rising(points)
    if len(kept) == 1:
        raise RecordingError("it has only one point", _REMEDY)
    _gather(points, kept)
    return select(points, kept, "times: it is a route, not a run")


def select(points: Points, kept: Sequence[int], without: str) -> Points:
    """Only these points, in place if none is dropped; a segment that began at a dropped one begins at
    the next."""
    if len(kept) < 2:
        raise RecordingError(f"it has no {without}", _REMEDY)
    if len(kept) == len(points):  # nearly always
        points.begins = {each for each in points.begins if 0 < each < len(points)}
        return points
    begins = sorted(points.begins)
    chosen = _picked(points, kept)
    at = 0
    for new, old in enumerate(kept):
        if at < len(begins) and begins[at] <= old:
            while at < len(begins) and begins[at] <= old:
                at += 1
            if new:
                chosen.begins.add(new)
    return chosen


def _picked(points: Points, some: Sequence[int]) -> Points:
    made = Points()
    for new, old in zip(made.columns, points.columns, strict=True):
        new.extend(map(old.__getitem__, some))
    return made


def _segments_in_order(points: Points) -> Points:
    """The points with segments sorted by time: some programs write the last one first."""
    starts = sorted({0, *points.begins})
    segments = [range(*pair) for pair in pairwise((*starts, len(points)))]
    time_s = points.time_s
    firsts = [next((time_s[i] for i in each if not isnan(time_s[i])), inf) for each in segments]
    if all(a <= b for a, b in pairwise(firsts)):
        return points
    by_time = [
        segment for _, segment in sorted(zip(firsts, segments, strict=True), key=itemgetter(0))
    ]
    ordered = _picked(points, [i for segment in by_time for i in segment])
    ordered.begins.update(accumulate(map(len, by_time[:-1])))
    return ordered


def _gather(points: Points, kept: Sequence[int]) -> None:
    """Fill gaps in the kept points from others of the same second: some watches and programs write
    the position in one record and the heart rate in the next."""
    time_s = points.time_s
    last = 0
    for i in range(len(points) if len(kept) < len(points) else 0):
        if last < len(kept) and kept[last] == i:
            last += 1
            continue
        at = bisect_left(kept, time_s[i], key=time_s.__getitem__)
        if at < len(kept) and time_s[kept[at]] == time_s[i]:
            for column in points.columns:
                if isnan(column[kept[at]]):
                    column[kept[at]] = column[i]


def _rising(points: Points) -> Sequence[int]:
    """The most points with rising times, without duplicates and jumps of the clock."""
    time_s = points.time_s
    if (
        len(time_s) > 1
        and all(map(lt, time_s, time_s[1:]))
        and time_s[-1] - time_s[0] < _CLOCK_OFF_S
    ):
        return range(len(time_s))  # nearly always
    timed = [i for i, time in enumerate(time_s) if not isnan(time)]
    if not timed:
        return []
    middle = sorted(time_s[i] for i in timed)[len(timed) // 2]
    near = [i for i in timed if abs(time_s[i] - middle) < _CLOCK_OFF_S]
    return _longest_rise(time_s, near)


def _longest_rise(time_s: Sequence[float], points: Sequence[int]) -> list[int]:
    """The longest rising subsequence: a single point ahead of all others is dropped, not they."""
    ends: list[float] = []
    """By length, the earliest last time of such a sequence."""
    last = array("l")
    """By length, the place in `points` of that last point."""
    before = array("l", bytes(array("l").itemsize * len(points)))
    for place, point in enumerate(points):
        length = bisect_left(ends, time_s[point])
        before[place] = last[length - 1] if length else -1
        ends[length : length + 1] = [time_s[point]]
        last[length : length + 1] = array("l", [place])
    kept = []
    place = last[-1] if last else -1
    while place >= 0:
        kept.append(points[place])
        place = before[place]
    return kept[::-1]
