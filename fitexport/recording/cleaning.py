"""Raw points -> a plausible Recording.

In order: times, spikes, breaks, distance. Points are dropped, time never is: the time of a run
is the time that passed.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from math import cos, hypot, isnan, nan, radians, sin, sqrt

from fitexport.recording.ordering import in_order, select
from fitexport.recording.points import Points, Raw
from fitexport.recording.recording import INDOOR, Lap, Recording
from fitexport.recording.sampling import Sampling, sampling_of
from fitexport.units import YEARS, race_clock

_FASTEST_M_PER_S = 10.0
"""400 m in 43 s is 9.3 m/s; a point further away is a GPS error."""
_JUMP = 3
"""This many points in a row that agree with each other, but not with those before, are not a
spike: the track has jumped."""
_GAP_S = 10.0
_GAP_SLOW_M_PER_S, _GAP_FAST_M_PER_S = 1.0, 8.0
"""A longer gap is smart recording if it was crossed at a speed in this range, else a break."""
_SMOOTHED_S = 5.0
"""Positions are averaged over this time: five points at one a second, none at smart recording's
one in five, where bends are cut already."""

# WGS84.
_EQUATOR_M = 6_378_137.0
_SQUASH = 6.694_379_990_14e-3

_LEAST_CALIBRATED, _MOST_CALIBRATED = 0.005, 2.0
"""A summary that differs from the points by less than the first share was only rounded; a factor above
the second, up or down, is an error. Holding a rail makes the arm count a third too little (a fenix 6X,
corrected from 5.97 to 8.97 km)."""
_PIECE_S, _RIDDEN_M_PER_S, _RIDDEN_S = 60.0, 6.0, 300.0
"""5 km in 13:53, for five minutes in all: without a known sport, that is not a run."""
_RIDE = "a ride, by its speed"
_ENOUGH, _ENOUGH_M = 10, 100.0
"""The step in points over which noise adds little distance; the metres needed to compare."""

_Span = Callable[[int, int], float]
"""Metres between two points."""


def clean(raw: Raw) -> Recording:
    """The recording in raw points, without impossible ones.

    Raises:
        RecordingError: it has no times, or neither distances nor positions.
    """
    points = in_order(raw.points)
    measured, placed = _share(points.distance_m), _share(points.latitude_deg)
    device = measured > min(0.5, placed) and _agrees(points)
    where = (points.distance_m,) if device else (points.latitude_deg, points.longitude_deg)
    known = [i for i in range(len(points)) if not any(isnan(column[i]) for column in where)]
    points = select(points, known, "positions and no distances: a treadmill without a sensor?")
    span_of = _device_span if device else _position_span
    kept, jumps = _without_spikes(points.time_s, span_of(points))
    points.begins |= jumps
    points = select(points, kept, "two points that belong together")
    breaks, cut_m = _breaks(points, span_of(points))
    if not device:
        _smooth(points, breaks)
    recording = replace(_recording(raw, points, breaks, device=device), cut_m=cut_m)
    if device and recording.kind in INDOOR:
        return _calibrated(recording)
    return recording if raw.sport or not _is_ride(recording) else replace(recording, sport=_RIDE)


def _is_ride(recording: Recording) -> bool:
    """Whether minutes of it are faster than all but the very best can run."""
    time_s, distance_m = recording.time_s, recording.distance_m
    fast_s, start = 0.0, 0
    breaks = set(recording.breaks)
    for i in range(len(time_s)):
        seconds = time_s[i] - time_s[start]
        if i in breaks:
            start = i
        elif seconds >= _PIECE_S:
            if distance_m[i] - distance_m[start] > _RIDDEN_M_PER_S * seconds:
                fast_s += seconds
            start = i
    return fast_s >= _RIDDEN_S


def _calibrated(recording: Recording) -> Recording:
    """An indoor run scaled to the distance in the file's summary: if runners correct it after
    the run, watches leave the points unchanged."""
    summary_m, total_m = recording.summary_m, recording.total_m
    if not summary_m or not total_m:
        return recording
    scale = summary_m / total_m
    if abs(scale - 1) < _LEAST_CALIBRATED or max(scale, 1 / scale) > _MOST_CALIBRATED:
        return recording
    distance_m = array("d", (scale * each for each in recording.distance_m))
    note = (
        f"The watch counted {total_m / 1000:.2f} km;"
        f" its distances are scaled to the total of {summary_m / 1000:.2f} km."
    )
    return replace(
        recording, distance_m=distance_m, scaled_by=scale, notes=(*recording.notes, note)
    )


def _recording(raw: Raw, points: Points, breaks: Sequence[int], *, device: bool) -> Recording:
    span = _device_span(points) if device else _position_span(points)
    begin_s = points.time_s[0]
    new, distance, total = set(breaks), array("d", [0.0]), 0.0
    for i in range(1, len(points)):
        if i not in new:
            total += max(0.0, span(i - 1, i))
        distance.append(total)
    sampling = sampling_of(points.time_s, breaks, None if device else _places(points))
    return Recording(
        name=raw.name,
        sport=raw.sport,
        kind=raw.kind,
        start=_date(begin_s),
        utc_offset_s=_utc_offset(raw, points),
        time_s=array("d", (time - begin_s for time in points.time_s)),
        distance_m=distance,
        distance_from="device" if device else "positions",
        altitude_m=_if_known(points.altitude_m),
        heart_bpm=_if_known(points.heart_bpm),
        cadence=_if_known(points.cadence),
        latitude_deg=_if_known(points.latitude_deg),
        longitude_deg=_if_known(points.longitude_deg),
        breaks=tuple(breaks),
        laps=tuple(_laps(raw.laps, begin_s)),
        workout=raw.workout,
        title=raw.title,
        summary_m=raw.summary_m,
        timer_s=raw.timer_s,
        sampling=sampling,
        notes=tuple(_notes(raw, sampling, points.time_s[-1] - begin_s)),
    )


def _notes(raw: Raw, sampling: Sampling, elapsed_s: float) -> Iterator[str]:
    if sampling.is_sparse:
        yield f"Its points are {sampling.spacing_s:.0f} s apart, which makes efforts less sure."
    if raw.fault == "cut off":
        yield f"The file is cut off or damaged: its first {race_clock(elapsed_s)} can be read."
    elif raw.fault:
        yield "The file's checksum is wrong: some of its bytes may have been changed."


def _laps(laps: Sequence[Lap], begin_s: float) -> Iterator[Lap]:
    for lap in laps:
        if lap.end_s > lap.start_s:
            yield replace(lap, start_s=lap.start_s - begin_s, end_s=lap.end_s - begin_s)


def _without_spikes(time_s: Sequence[float], span: _Span) -> tuple[list[int], set[int]]:
    """The points that a runner can have reached, and those that the track jumped to."""

    def reached(a: int, b: int) -> bool:
        return abs(span(a, b)) <= _FASTEST_M_PER_S * (time_s[b] - time_s[a])

    kept, jumps = [0], set[int]()
    apart: list[int] = []
    for i in range(1, len(time_s)):
        if reached(kept[-1], i):
            kept.append(i)
            apart.clear()
            continue
        if apart and not reached(apart[-1], i):
            apart.clear()
        apart.append(i)
        if len(apart) == _JUMP:
            jumps.add(apart[0])
            kept += apart
            apart.clear()
    return kept, jumps


def _breaks(points: Points, span: _Span) -> tuple[list[int], float]:
    """Where new stretches begin, by the file or after gaps that were not run across; and the
    metres between stretches that are too fast for running."""
    found = set(points.begins)
    cut_m = 0.0
    for i, (before_s, time_s) in enumerate(pairwise(points.time_s), start=1):
        gap_s, metres = time_s - before_s, span(i - 1, i)
        believable = _GAP_SLOW_M_PER_S * gap_s <= metres <= _GAP_FAST_M_PER_S * gap_s
        if gap_s > _GAP_S and not believable:
            found.add(i)
        if i in found and metres > _GAP_FAST_M_PER_S * gap_s:
            cut_m += metres
    return sorted(found), cut_m


def _smooth(points: Points, breaks: Sequence[int]) -> None:
    """Average each position with as many before as after it, within half the span, so that a
    straight line stays where it is."""
    half = _SMOOTHED_S / 2
    time_s = points.time_s
    latitude, longitude = points.latitude_deg[:], points.longitude_deg[:]
    for first, end in pairwise((0, *breaks, len(points))):
        left = right = first
        for i in range(first, end):
            while time_s[i] - time_s[left] > half:
                left += 1
            right = max(right, i)
            while right + 1 < end and time_s[right + 1] - time_s[i] <= half:
                right += 1
            reach = min(i - left, right - i)
            if not reach:
                continue
            near = slice(i - reach, i + reach + 1)
            count = 2 * reach + 1
            east = longitude[near]
            if max(east) - min(east) < 180:  # leave points at the date line as they are
                points.latitude_deg[i] = sum(latitude[near]) / count
                points.longitude_deg[i] = sum(east) / count


def _agrees(points: Points) -> bool:
    """Whether the distances are metres since the start: some extensions count kilometres, or from
    one point to the next. Without positions to compare, assume they are."""
    known = [each for each in points.distance_m if not isnan(each)]
    placed = [i for i in range(len(points)) if not isnan(points.latitude_deg[i])]
    if len(placed) < _ENOUGH:
        return True
    span = _position_span(points)
    between_m = sum(span(a, b) for a, b in pairwise(placed[::_ENOUGH]))
    total_m = max(known) - min(known)
    return between_m < _ENOUGH_M or total_m > between_m / 2


def _device_span(points: Points) -> _Span:
    distance = points.distance_m

    def span(a: int, b: int) -> float:
        return distance[b] - distance[a]

    return span


def _position_span(points: Points) -> _Span:
    """Metres on the ellipsoid, treated as flat: exact to 1 mm between two points."""
    latitude, longitude = points.latitude_deg, points.longitude_deg
    at, north, east = nan, 0.0, 0.0

    def span(a: int, b: int) -> float:
        nonlocal at, north, east
        if not abs(latitude[a] - at) < 0.001:  # 100 m: the scale changes by 2 mm a kilometre
            at = latitude[a]
            north, east = metres_per_degree(at)
        across = abs(longitude[b] - longitude[a])
        return hypot((latitude[b] - latitude[a]) * north, min(across, 360 - across) * east)

    return span


def _places(points: Points) -> Callable[[int], tuple[float, float]]:
    """Metres east and north of 0 N 0 E: exact enough within a run."""
    north, east = metres_per_degree(points.latitude_deg[0])
    return lambda i: (east * points.longitude_deg[i], north * points.latitude_deg[i])


def metres_per_degree(latitude_deg: float) -> tuple[float, float]:
    """Metres in a degree of latitude, and of longitude, at a latitude (WGS84).

    >>> [round(metres) for metres in metres_per_degree(45)]
    [111132, 78847]
    """
    phi = radians(latitude_deg)
    root = sqrt(1 - _SQUASH * sin(phi) ** 2)
    return (
        radians(1) * _EQUATOR_M * (1 - _SQUASH) / root**3,
        radians(1) * _EQUATOR_M * cos(phi) / root,
    )


def _utc_offset(raw: Raw, points: Points) -> float:
    """The file's UTC offset; else that of the longitude where it began, to the hour."""
    if raw.utc_offset_s is not None:
        return raw.utc_offset_s
    east = next((each for each in points.longitude_deg if not isnan(each)), 0.0)
    return round(east / 15) * 3600.0


def _date(seconds: float) -> datetime | None:
    """The date; None if the watch's clock was never set."""
    try:
        when = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return when if YEARS[0] <= when.year < YEARS[1] else None


def _share(column: Sequence[float]) -> float:
    return sum(not isnan(value) for value in column) / len(column)


def _if_known(column: array[float]) -> array[float] | None:
    return None if all(map(isnan, column)) else column
