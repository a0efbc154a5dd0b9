"""Laps pressed on a track -> the mile they make, measured by the track, not by GPS.

A mile is four laps of 400 m and 9.344 m. With a lap pressed for the 9.344 m too, it is a mile;
without, it is 1600 m, and the rest is added at the same pace.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot, isnan

from fitexport.recording.cleaning import metres_per_degree
from fitexport.recording.efforts import Effort
from fitexport.recording.recording import Lap, Recording
from fitexport.units import MILE_M

LAP_M, _LAPS = 400.0, 4
_MEASURED = (370.0, 440.0)
"""Lengths that watches measure for 400 m; four closed laps of such lengths are a track."""
_REST_M = MILE_M - _LAPS * LAP_M
_REST_MEASURED = 30.0
_REST_S = 8.0
_CLOSED_M = 30.0
"""A lap ends where it began, within GPS error and a second of reaction time."""
_SEAM_S = 1.5
"""Between the end of a lap and the start of the next, as files round."""


def track_mile(recording: Recording) -> Effort | None:
    """The quickest mile of consecutive laps pressed on a track; None: there is none."""
    best: Effort | None = None
    for laps, metres in _rounds(recording):
        # The laps' own times: their starts are whole seconds in many files.
        time_s = sum(lap.end_s - lap.start_s for lap in laps) * MILE_M / metres
        if best is None or time_s < best.time_s:
            start_s = laps[0].start_s
            start_m = _distance_at(recording, start_s)
            best = Effort("mile", MILE_M, start_s, start_s + time_s, start_m)
    return best


def _rounds(recording: Recording) -> Iterator[tuple[Sequence[Lap], float]]:
    """Every four consecutive laps, and the rest if it was pressed, with their true metres."""
    laps = recording.laps
    for first in range(len(laps) - _LAPS + 1):
        end = first + _LAPS
        if not (all(_is_round(recording, lap) for lap in laps[first:end])):
            continue
        for some in (laps[max(first - 1, 0) : end], laps[first : end + 1]):
            if len(some) > _LAPS and _in_a_row(some) and (_is_rest(some[0]) or _is_rest(some[-1])):
                yield some, MILE_M
                break
        else:
            if _in_a_row(laps[first:end]):
                yield laps[first:end], _LAPS * LAP_M


def _is_round(recording: Recording, lap: Lap) -> bool:
    pressed = lap.trigger in ("manual", "")
    if not pressed or lap.distance_m is None or not may_be(LAP_M, lap.distance_m):
        return False
    return is_closed(recording, lap.start_s, lap.end_s)


def may_be(metres: float, measured_m: float) -> bool:
    """Whether watches measure that much for so many metres of a track."""
    low, high = _MEASURED
    return low * metres <= measured_m * LAP_M <= high * metres


def is_closed(recording: Recording, start_s: float, end_s: float) -> bool:
    """Whether what was run between two moments ended where it began; without positions, whether the
    watch was set to a track."""
    gap = _apart_m(recording, start_s, end_s)
    return recording.kind == "track" if gap is None else gap <= _CLOSED_M


def _is_rest(lap: Lap) -> bool:
    seconds = lap.end_s - lap.start_s
    return lap.distance_m is not None and lap.distance_m <= _REST_MEASURED and seconds <= _REST_S


def _in_a_row(laps: Sequence[Lap]) -> bool:
    return all(abs(after.start_s - before.end_s) <= _SEAM_S for before, after in pairwise(laps))


def _apart_m(recording: Recording, one_s: float, other_s: float) -> float | None:
    """The distance between the positions at two moments; None: unknown."""
    latitude, longitude = recording.latitude_deg, recording.longitude_deg
    if latitude is None or longitude is None:
        return None
    a, b = _point_at(recording, one_s), _point_at(recording, other_s)
    north, east = metres_per_degree(latitude[a])
    apart = hypot((latitude[b] - latitude[a]) * north, (longitude[b] - longitude[a]) * east)
    return None if isnan(apart) else apart


def _point_at(recording: Recording, moment_s: float) -> int:
    return min(bisect_left(recording.time_s, moment_s), len(recording.time_s) - 1)


def _distance_at(recording: Recording, moment_s: float) -> float:
    return recording.distance_m[_point_at(recording, moment_s)]
