"""A recording -> what it says of a runner's mile, and how sure that is.

A best mile inside a training run says that the runner can do at least that. It says what the
runner can do only if it was everything: nothing as fast stood before or after it, no part of it
was slow, or the heart was at its most.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from statistics import median
from typing import Literal

from fitexport.errors import NoRunError, RecordingError
from fitexport.pace.fitness import fitness_index, race_time
from fitexport.pace.results import record_s
from fitexport.pace.table import MILE_RANGE_S
from fitexport.recording.efforts import Effort, best_effort, best_efforts
from fitexport.recording.laps import track_mile
from fitexport.recording.recording import Recording
from fitexport.units import MILE_M, clock

Kind = Literal["race", "lower-bound"]
MeasuredBy = Literal["laps on a track", "the watch's own distance", "positions"]

_DOUBT: dict[MeasuredBy, float] = {
    "laps on a track": 0.005,
    "the watch's own distance": 0.01,
    "positions": 0.02,
}
"""The share by which a time may be wrong: a thumb's second; what filters and foot pods leave; the
errors of simulated positions, 5:00 to 10:00 a mile (tests/recording/test_errors.py)."""
_BASIS_M = 1500.0
"""From here on a time says something of a mile; shorter ones only where there is nothing else."""
_EASED = 0.88
"""Before and after a race effort, runners are slower than this share of its speed."""
_ELSEWHERE, _ELSEWHERE_M = 0.25, 500.0
"""How much of its distance, and at most how far, run elsewhere as fast makes an effort one of
several."""
_TOO_SHORT_M = 100.0
"""What says nothing: a stride is as long, and the way to the line."""
_AROUND_S = 60.0
"""So much must be recorded beside an effort to see that it stands out."""
_VERY_SHORT_M, _SHORT_M, _ALL_OF_IT = 2000.0, 3000.0, 1.15
"""Nobody goes out for an easy mile: a recording that is hardly longer than such an effort is one,
up to 3 km if nothing beside it was as fast."""
_EVEN = 0.85
"""No quarter of a race effort is slower than this share of its speed."""
_PIECE_S, _NEVER_SLOWER = 45.0, 0.7
"""Nor is so short a piece than this: a steep hill is not, a jog between reps is."""
_REPS = ((20.0, 1.6), (45.0, 1.45))
"""Pieces of so many seconds of which one is so many times as fast as another: reps and jogs. A
hilly race with a fast finish has less than 1.4."""
_HARDEST = 0.95
"""The share of the maximum heart rate that nobody trains at for minutes."""
_NEARLY = 0.98
"""A race effort is worth as much as the best part of any other length, or nearly: who could run
faster in the same run did not race."""
_WARMED_UP = 1 / 3
"""How much of an effort the heart takes to follow."""
_DOWNHILL_M = 10.0
_ALTITUDES = 5
"""Points at either end of a window whose altitude is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitness:
    """What a recording says."""

    efforts: tuple[Effort, ...]
    basis: Effort
    """The effort that it is taken from."""
    kind: Kind
    why: str
    """Why it is taken for a race effort, or for a lower bound, in words."""
    measured_by: MeasuredBy
    index: float
    index_doubt: float
    """The index may be so much higher or lower."""
    drop_m: float | None
    """How far the basis fell from its start to its end; None: no altitudes."""

    @property
    def mile_s(self) -> float:
        """The mile that it is worth, to a tenth of a second."""
        if self.basis.distance_m == MILE_M:
            return round(self.basis.time_s, 1)
        return round(race_time(MILE_M, self.index), 1)

    @property
    def doubt(self) -> float:
        """The share by which its time may be wrong."""
        return _DOUBT[self.measured_by]

    @property
    def is_downhill(self) -> bool:
        return self.drop_m is not None and self.drop_m > _DOWNHILL_M


def judge(recording: Recording, max_hr: int | None = None) -> Fitness:
    """What a recording says of its runner's mile; `max_hr` is the most that the heart can do.

    Raises:
        NoRunError: a ride, a walk, or faster than any human.
        RecordingError: nothing in it is as long as 800 m in one piece.
    """
    if recording.sport not in ("", "running"):
        raise NoRunError(f"a recording of {recording.sport}, not of a run", recording.sport)
    laps = track_mile(recording)
    efforts = _with_laps(best_efforts(recording), laps)
    _check_speeds(recording, efforts)
    candidates = _candidates(efforts, laps)
    if not candidates:
        raise RecordingError(
            f"no 800 m in one piece: {recording.total_m:.0f} m in all"
            f"{', with breaks' if recording.breaks else ''}",
            "give a longer run",
        )
    judged = [(each, *_kind(recording, each, max_hr)) for each in candidates]
    basis, kind, why = _most_telling(judged)
    measured_by = _measured_by(recording, basis is laps)
    share = _DOUBT[measured_by]
    index = _index(basis)
    slow, fast = (
        fitness_index(basis.distance_m, basis.time_s * (1 + sign * share)) for sign in (1, -1)
    )
    _check_mile(recording, race_time(MILE_M, index))
    return Fitness(
        efforts=efforts,
        basis=basis,
        kind=kind,
        why=why,
        measured_by=measured_by,
        index=index,
        index_doubt=(fast - slow) / 2,
        drop_m=_drop_m(recording, basis),
    )


def _with_laps(efforts: tuple[Effort, ...], laps: Effort | None) -> tuple[Effort, ...]:
    """The mile that was pressed in place of the one that was measured."""
    if laps is None:
        return efforts
    others = (each for each in efforts if each.distance != laps.distance)
    return tuple(sorted((*others, laps), key=lambda each: each.distance_m))


def _candidates(efforts: Sequence[Effort], laps: Effort | None) -> list[Effort]:
    """What says something of a mile; what is longer than laps of a track, or they themselves."""
    least_m = _BASIS_M if laps is None else laps.distance_m
    long = [each for each in efforts if each.distance_m >= least_m]
    return long or [each for each in efforts if each.distance == "800m"]


def _most_telling(judged: Sequence[tuple[Effort, Kind, str]]) -> tuple[Effort, Kind, str]:
    """The best of all; a race effort even if another is a little better, and of these the mile:
    who raced one has run 1500 m in it, too."""
    best = max(_index(effort) for effort, _, _ in judged)
    races = [row for row in judged if row[1] == "race" and _index(row[0]) >= _NEARLY * best]
    mile = next((row for row in races if row[0].distance_m == MILE_M), None)
    return mile or max(races or judged, key=lambda row: _index(row[0]))


def _index(effort: Effort) -> float:
    return fitness_index(effort.distance_m, effort.time_s)


def _measured_by(recording: Recording, by_laps: bool) -> MeasuredBy:
    if by_laps:
        return "laps on a track"
    return "the watch's own distance" if recording.distance_from == "device" else "positions"


def _check_speeds(recording: Recording, efforts: Sequence[Effort]) -> None:
    for effort in efforts:
        record = record_s(effort.distance_m) if effort.distance_m >= 800 else 0.0
        if effort.time_s < record:
            unsure = "" if recording.sport else " (the file does not say which sport it is)"
            raise NoRunError(
                f"{effort.distance} in {clock(effort.time_s, 0.1)}, faster than any human{unsure}:"
                " a ride, or a fault of GPS",
                "faster than any human",
            )


def _check_mile(recording: Recording, mile_s: float) -> None:
    fastest, slowest = MILE_RANGE_S
    if mile_s > slowest:
        what = "slow for a run" if recording.sport else "a walk"
        raise NoRunError(
            f"{what}: at its best worth a mile in {clock(mile_s)}, and there are paces up to"
            f" {clock(slowest)}",
            what,
        )
    if mile_s < fastest:
        raise NoRunError(
            f"worth a mile in {clock(mile_s, 0.1)}, faster than any human", "faster than any human"
        )


# --- race effort, or part of a training run ----------------------------------------------


def _kind(recording: Recording, effort: Effort, max_hr: int | None) -> tuple[Kind, str]:
    speed = effort.distance_m / effort.time_s
    slowest = min(_speeds(recording, effort, effort.time_s / 4)) / speed
    if slowest < _EVEN:
        return "lower-bound", f"a quarter of it was {1 - slowest:.0%} slower than the whole"
    slowest = min(_speeds(recording, effort, _PIECE_S)) / speed
    if slowest < _NEVER_SLOWER:
        return "lower-bound", f"{_PIECE_S:.0f} s of it were {1 - slowest:.0%} slower than the whole"
    for piece_s, most in _REPS:
        speeds = _speeds(recording, effort, piece_s)
        if max(speeds) > most * min(speeds):
            return "lower-bound", "it was fast and slow by turns, as reps and jogs are"
    heart = _heart(recording, effort)
    if heart is not None and max_hr is not None and heart >= _HARDEST * max_hr:
        return "race", f"the heart was at {heart / max_hr:.0%} of its maximum"
    is_all = recording.total_m <= _ALL_OF_IT * effort.distance_m
    if is_all and effort.distance_m <= _VERY_SHORT_M:
        return "race", "it is the whole recording"
    elsewhere = _fastest_elsewhere(recording, effort)
    if elsewhere > _EASED * speed:
        return "lower-bound", "elsewhere in the run as fast a pace was held"
    if effort.start_s + recording.elapsed_s - effort.end_s >= _AROUND_S:
        return "race", "nothing before or after it was nearly as fast"
    if is_all and effort.distance_m <= _SHORT_M:
        return "race", "it is the whole recording"
    return "lower-bound", "it is the whole recording, and nothing tells a race from an even run"


def _fastest_elsewhere(recording: Recording, effort: Effort) -> float:
    """Metres a second over a part of the effort's distance, before or after it, or over all that
    there is of it; 0: too little."""
    inside = _within(recording, effort.start_s, effort.end_s)
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


def _speeds(recording: Recording, effort: Effort, piece_s: float) -> list[float]:
    """Metres a second of its pieces, each half over the next."""
    last_s = effort.end_s - piece_s
    starts = [effort.start_s]
    while starts[-1] < last_s:
        starts.append(min(starts[-1] + piece_s / 2, last_s))
    speeds = (_speed(recording, start_s, start_s + piece_s) for start_s in starts)
    return [speed for speed in speeds if speed is not None] or [0.0]


def _speed(recording: Recording, first_s: float, last_s: float) -> float | None:
    """Between two moments; None: less than 15 s of them is recorded."""
    time_s = recording.time_s
    first_s, last_s = max(first_s, time_s[0]), min(last_s, time_s[-1])
    if last_s - first_s < 15:
        return None
    return (metres_at(recording, last_s) - metres_at(recording, first_s)) / (last_s - first_s)


def metres_at(recording: Recording, moment_s: float) -> float:
    """The distance at a moment, between two points."""
    time_s, distance_m = recording.time_s, recording.distance_m
    after = bisect_left(time_s, moment_s)
    if after == 0 or after == len(time_s):
        return distance_m[min(after, len(time_s) - 1)]
    part = (moment_s - time_s[after - 1]) / (time_s[after] - time_s[after - 1])
    return distance_m[after - 1] + part * (distance_m[after] - distance_m[after - 1])


def _within(recording: Recording, first_s: float, last_s: float) -> slice:
    return slice(bisect_left(recording.time_s, first_s), bisect_right(recording.time_s, last_s))


def _heart(recording: Recording, effort: Effort) -> float | None:
    """Beats a minute, once the heart has followed; None: not measured."""
    first_s = effort.start_s + _WARMED_UP * effort.time_s
    return mean_heart(recording, first_s, effort.end_s)


def mean_heart(recording: Recording, first_s: float, last_s: float) -> float | None:
    """Beats a minute from one moment to another; None: not measured."""
    if recording.heart_bpm is None:
        return None
    return _mean(recording.heart_bpm[_within(recording, first_s, last_s)])


def _drop_m(recording: Recording, effort: Effort) -> float | None:
    altitude = recording.altitude_m
    if altitude is None:
        return None
    inside = _within(recording, effort.start_s, effort.end_s)
    start = _middle(altitude[inside.start : min(inside.start + _ALTITUDES, inside.stop)])
    end = _middle(altitude[max(inside.stop - _ALTITUDES, inside.start) : inside.stop])
    return None if start is None or end is None else start - end


def _middle(values: Sequence[float]) -> float | None:
    """A point without altitude says -9999 m in some files: the median does not mind."""
    known = [value for value in values if not isnan(value)]
    return median(known) if known else None


def _mean(values: Sequence[float]) -> float | None:
    known = [value for value in values if not isnan(value)]
    return sum(known) / len(known) if known else None
