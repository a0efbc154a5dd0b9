"""An effort within its recording -> signs of a race, or of a part of a training run.

A best mile inside a training run shows that the runner can do at least that. It shows what the
runner can do only if it was all out: nothing as fast before or after it, no slow part in it, or a
heart rate near its maximum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from statistics import median, quantiles
from typing import Literal

from fitexport.recording.doubts import doubts
from fitexport.recording.efforts import Effort, best_effort
from fitexport.recording.recording import Recording
from fitexport.recording.titles import said_of

MeasuredBy = Literal[
    "laps on a track",
    "the watch's own distance",
    "positions",
    "a calibrated treadmill",
    "a treadmill or an arm",
]

DOUBT: dict[MeasuredBy, float] = {
    "laps on a track": 0.005,
    "the watch's own distance": 0.01,
    "positions": 0.02,
    "a calibrated treadmill": 0.05,
    "a treadmill or an arm": 0.1,
}
"""The share by which a time may be wrong: a second of pressing the button; filters and foot pods;
simulated positions at 5:00 to 10:00 a mile (tests/recording/test_errors.py); belts and
accelerometers."""
_MOST_DOUBT = 0.9
"""The most, however far apart points are: an effort keeps at least a tenth of its time."""
_WAY_OFF = 0.1
"""If the arm was wrong by more than this share over the whole run, it may be as wrong in any part of
it, so correcting the total does not make an effort surer."""
_EASED = 0.88
"""Before and after a race effort, runners are slower than this share of its speed."""
_ELSEWHERE, _ELSEWHERE_M = 0.25, 500.0
"""If this share of the distance, or this many metres, were as fast elsewhere, an effort is one of
several."""
_TOO_SHORT_M = 100.0
"""Too short to count: strides, or the way to the start."""
_AROUND_S = 60.0
"""The time needed around an effort to see that it stands out."""
_ALL_OF_IT = 1.15
"""A recording hardly longer than an effort is all effort, with the way to the start and back."""
_EVEN, _VERY_EVEN = 0.85, 0.92
"""No quarter of a race effort is slower than the first share of its speed; nor than the second, if
only splits and heart rate suggest a race."""
_PIECE_S, _NEVER_SLOWER = 45.0, 0.7
"""No short piece is slower than this share: a steep hill is not, a jog between reps is."""
_CROWD_S = 90.0
"""The start of a race in a crowd may be slower than any other part of it."""
_LOST = 0.02
"""Gaps up to this share of an effort's time are a lost signal, which costs only the metres of the gaps;
a runner who stops for longer is not racing."""
_REP_S, _BY_TURNS = 20.0, 1.45
"""Reps and jogs: among pieces of this length, the fast tenth is this many times as fast as the
slow tenth. A hilly race with a fast finish stays below 1.4; single pieces, such as a bad fix or a
cup of water, do not count."""
_WARMED_UP = 1 / 3
"""The part of an effort in which the heart rate rises."""
_ALTITUDES = 5
"""The points at either end of an effort whose altitudes are used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the recording shows about an effort."""

    effort: Effort
    measured_by: MeasuredBy
    doubt: float
    """The share by which its time may be wrong."""
    against: str
    """Why it is not a race, whatever else is known; "": nothing rules one out."""
    stands_out: bool
    """Nothing before or after it was nearly as fast."""
    is_repeated: bool
    """Another part of the run was as fast."""
    is_whole: bool
    """It is nearly the whole recording."""
    is_very_even: bool
    is_named: bool = False
    """The runner's title says that it was a race."""
    heart_bpm: float | None
    """Once it has risen; None: not measured."""
    drop_m: float | None
    """The drop from start to end; None: no altitudes."""
    peak_bpm: float | None = None
    """The highest heart rate held in the whole recording; None: not measured."""
    doubts: tuple[str, ...] = ()
    """Why it cannot be relied on, in words; empty if nothing is wrong."""


def measured_by(recording: Recording) -> MeasuredBy:
    """The source of its distances."""
    if recording.is_indoor:
        return "a treadmill or an arm" if recording.scaled_by == 1 else "a calibrated treadmill"
    return "the watch's own distance" if recording.distance_from == "device" else "positions"


def look(recording: Recording, effort: Effort, by: MeasuredBy) -> Look:
    """Look at one effort within its recording."""
    speed = effort.distance_m / effort.time_s
    quarter = min(_speeds(recording, effort, effort.time_s / 4)) / speed
    elsewhere = _fastest_elsewhere(recording, effort) / speed
    beside_s = effort.start_s + recording.elapsed_s - effort.end_s
    heart_from_s = effort.start_s + _WARMED_UP * effort.time_s
    drop_m = _drop_m(recording, effort)
    return Look(
        effort=effort,
        measured_by=by,
        doubt=_doubt(recording, effort, by),
        against=_against(recording, effort, speed, quarter),
        stands_out=elsewhere <= _EASED and beside_s >= _AROUND_S,
        is_repeated=elsewhere > _EASED,
        is_whole=_is_whole(recording, effort),
        is_very_even=quarter >= _VERY_EVEN,
        is_named=said_of(recording.title) == "race",
        heart_bpm=recording.mean_heart(heart_from_s, effort.end_s),
        drop_m=drop_m,
        peak_bpm=recording.peak_bpm,
        doubts=doubts(recording, effort, drop_m),
    )


def _doubt(recording: Recording, effort: Effort, by: MeasuredBy) -> float:
    if by == "laps on a track":
        return DOUBT[by]
    if by == "a calibrated treadmill" and abs(recording.scaled_by - 1) > _WAY_OFF:
        by = "a treadmill or an arm"
    return min(DOUBT[by] + recording.sampling_doubt(effort.time_s), _MOST_DOUBT)


def _against(recording: Recording, effort: Effort, speed: float, quarter: float) -> str:
    if recording.is_indoor:
        return f"{recording.indoors} is not a race"
    if said_of(recording.title) == "training":
        return "its title says that it was training"
    if quarter < _EVEN:
        return f"a quarter of it was {1 - quarter:.0%} slower than the whole"
    slowest = min(_speeds(recording, effort, _PIECE_S, _crowd_s(recording, effort))) / speed
    if slowest < _NEVER_SLOWER:
        return f"{_PIECE_S:.0f} s of it were {1 - slowest:.0%} slower than the whole"
    pieces = _speeds(recording, effort, _REP_S)
    if len(pieces) > 1:
        slow, *_, fast = quantiles(pieces, n=10, method="inclusive")
        if fast > _BY_TURNS * slow:
            return "it alternated between fast and slow, like reps and jogs"
    return ""


def _fastest_elsewhere(recording: Recording, effort: Effort) -> float:
    """The best m/s over part of the effort's distance, or all there is, before or after it; 0: too
    little."""
    inside = recording.between(effort.start_s, effort.end_s)
    fastest = 0.0
    for first, end in ((0, inside.start), (inside.stop, len(recording.time_s))):
        if end - first < 2:
            continue
        all_m = recording.distance_m[end - 1] - recording.distance_m[first]
        length_m = min(_ELSEWHERE * effort.distance_m, _ELSEWHERE_M, 0.98 * all_m)
        if length_m < _TOO_SHORT_M:
            continue
        breaks = [each - first for each in recording.breaks if first < each < end]
        other = best_effort(
            recording.time_s[first:end], recording.distance_m[first:end], breaks, "", length_m
        )
        if other is not None:
            fastest = max(fastest, length_m / other.time_s)
    return fastest


def _is_whole(recording: Recording, effort: Effort) -> bool:
    return recording.total_m <= _ALL_OF_IT * effort.distance_m


def _crowd_s(recording: Recording, effort: Effort) -> float:
    """How long its start may be slow, in seconds: as in a crowd, if it is the whole recording."""
    return _CROWD_S if _is_whole(recording, effort) else 0.0


def _speeds(
    recording: Recording, effort: Effort, piece_s: float, from_s: float = 0.0
) -> list[float]:
    """The m/s of its pieces after so many seconds, each overlapping the next by half."""
    last_s = effort.end_s - piece_s
    starts = [effort.start_s + from_s]
    while starts[-1] < last_s:
        starts.append(min(starts[-1] + piece_s / 2, last_s))
    gaps = _lost(recording, effort)
    speeds = (_speed(recording, start_s, start_s + piece_s, gaps) for start_s in starts)
    return [speed for speed in speeds if speed is not None] or [0.0]


def _lost(recording: Recording, effort: Effort) -> list[tuple[float, float]]:
    """The start and end of each gap in the signal; none if the gaps are too long in all."""
    gaps = recording.gaps(effort.start_s, effort.end_s)
    lost_s = sum(end_s - begin_s for begin_s, end_s in gaps)
    return gaps if lost_s <= _LOST * effort.time_s else []


def _speed(
    recording: Recording, first_s: float, last_s: float, gaps: Sequence[tuple[float, float]]
) -> float | None:
    """The m/s between two moments, not counting gaps; None: less than 15 s is recorded."""
    first_s, last_s = max(first_s, recording.time_s[0]), min(last_s, recording.time_s[-1])
    lost_s = sum(max(0.0, min(end_s, last_s) - max(begin_s, first_s)) for begin_s, end_s in gaps)
    recorded_s = last_s - first_s - lost_s
    if recorded_s < 15:
        return None
    return (recording.metres_at(last_s) - recording.metres_at(first_s)) / recorded_s


def _drop_m(recording: Recording, effort: Effort) -> float | None:
    altitude = recording.altitude_m
    if altitude is None:
        return None
    inside = recording.between(effort.start_s, effort.end_s)
    start = _middle(altitude[inside.start : min(inside.start + _ALTITUDES, inside.stop)])
    end = _middle(altitude[max(inside.stop - _ALTITUDES, inside.start) : inside.stop])
    return None if start is None or end is None else start - end


def _middle(values: Sequence[float]) -> float | None:
    """The median, which ignores the -9999 m of points without altitude in some files."""
    known = [value for value in values if not isnan(value)]
    return median(known) if known else None
