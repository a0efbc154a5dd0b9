"""What a watch recorded of a run: time and distance, point by point, and laps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import isnan
from statistics import fmean
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fitexport.fit.found import FoundWorkout
    from fitexport.recording.sampling import Sampling

DistanceFrom = Literal["device", "positions"]

INDOOR = {
    "treadmill": "a treadmill run",
    "indoor running": "an indoor run",
    "virtual": "a virtual run",
}
"""Kinds of runs whose distance is measured by a machine or by arm movement, in words."""

AUTO_LAPS = ("distance", "time", "position")
"""Triggers of laps that cut a rep without ending it."""

_LEVEL_M = 10.0
"""The altitude of a run in place changes by less than this."""
_PEAK_POINTS = 30
_PIECE_S, _STANDING_M_PER_S = 30.0, 1.0
"""A piece of this length below this speed is not running."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """A lap as the watch marked it, in seconds since the recording's start.

    Pieces that auto-lap made of one rep have one `wkt_step_index`.
    """

    start_s: float
    end_s: float
    distance_m: float | None = None
    """As the watch measured it; None: not recorded."""
    trigger: str = ""
    """`manual`, `distance`, `time`, `workout step`, `end`...; "" if unknown."""
    wkt_step_index: int | None = None
    """The step of the workout that was run, counted from 0."""
    timer_s: float | None = None
    """The timer's time without pauses; None: not recorded."""

    @property
    def ran_s(self) -> float:
        """The timer's time; else the elapsed time."""
        elapsed_s = self.end_s - self.start_s
        return min(self.timer_s, elapsed_s) if self.timer_s else elapsed_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One run (one leg of a multi-sport file), cleaned: times rise, distances never fall.

    The sequences are parallel, and `array("d")` to save memory; they never change.
    """

    name: str
    """The name of its file; within an archive, of its member."""
    sport: str
    """As in `fit.meaning`: `running`, `cycling`...; "" if unknown."""
    kind: str = ""
    """`track`, `treadmill`, `trail`...; "" if unknown."""
    title: str = ""
    """The runner's title; "" if it has none."""
    start: datetime | None
    """In UTC; None: the file has no date."""
    utc_offset_s: float = 0.0
    """Of local time where it was run; guessed from the position if the file does not give it."""
    time_s: Sequence[float]
    """Elapsed since the start, pauses included."""
    distance_m: Sequence[float]
    """Cumulative; it does not grow over a break."""
    distance_from: DistanceFrom
    altitude_m: Sequence[float] | None = None
    """nan where unknown."""
    heart_bpm: Sequence[float] | None = None
    """nan where unknown."""
    cadence: Sequence[float] | None = None
    """Steps of one foot a minute, of both in some files; nan where unknown."""
    latitude_deg: Sequence[float] | None = None
    """nan where unknown."""
    longitude_deg: Sequence[float] | None = None
    breaks: tuple[int, ...] = ()
    """The points at which a new stretch begins, after a pause, a gap or a new segment; never 0."""
    laps: tuple[Lap, ...] = ()
    workout: FoundWorkout | None = None
    """The workout that guided the run, if the file has it (FIT)."""
    summary_m: float | None = None
    """The distance in the file's own summary, calibrated if the runner did so."""
    timer_s: float | None = None
    """The timer's time in the file's own summary."""
    scaled_by: float = 1.0
    """The factor that made its distances match that summary (treadmills)."""
    sampling: Sampling | None = None
    """How far apart its points are; None: unknown."""
    cut_m: float = 0.0
    """Metres left out as too fast for running."""
    notes: tuple[str, ...] = ()
    """Remarks for the user, such as where the file is cut off."""

    @property
    def day(self) -> date | None:
        """The date in local time."""
        offset = timedelta(seconds=self.utc_offset_s)
        return None if self.start is None else (self.start + offset).date()

    @property
    def indoors(self) -> str:
        """What it is, if it was or may have been run on a treadmill or otherwise in place (TCX does
        not name treadmills); "" if it was outdoors."""
        if self.kind or self.latitude_deg is not None:
            return INDOOR.get(self.kind, "")
        heights = [each for each in self.altitude_m or () if not isnan(each)]
        on_hills = bool(heights) and max(heights) - min(heights) > _LEVEL_M
        return "" if on_hills else "a run without positions"

    @property
    def is_indoor(self) -> bool:
        """Whether it was, or may have been, run in place."""
        return bool(self.indoors)

    @property
    def cut_share(self) -> float:
        """How much of the recorded distance is left out as too fast."""
        return self.cut_m / (self.cut_m + self.total_m) if self.cut_m else 0.0

    def sampling_doubt(self, time_s: float) -> float:
        """The share by which an effort of that time may be wrong because of sparse points."""
        return 0.0 if self.sampling is None else self.sampling.doubt(time_s)

    @property
    def elapsed_s(self) -> float:
        return self.time_s[-1]

    @property
    def ran_s(self) -> float:
        """The time spent moving, at most that of the timer: a runner may forget to stop it."""
        total_s = 0.0
        for first, end in pairwise((0, *self.breaks, len(self.time_s))):
            begin_s, last_s = self.time_s[first], self.time_s[end - 1]
            while begin_s < last_s:
                until_s = min(begin_s + _PIECE_S, last_s)
                metres = self.metres_at(until_s) - self.metres_at(begin_s)
                if metres >= _STANDING_M_PER_S * (until_s - begin_s):
                    total_s += until_s - begin_s
                begin_s = until_s
        return min(total_s, self.timer_s or total_s)

    @property
    def total_m(self) -> float:
        return self.distance_m[-1]

    @property
    def peak_bpm(self) -> float | None:
        """The heart rate reached at 30 points or more, as single peaks are errors of the strap; None:
        too little was measured."""
        beats = sorted((each for each in self.heart_bpm or () if not isnan(each)), reverse=True)
        return beats[_PEAK_POINTS - 1] if len(beats) >= 2 * _PEAK_POINTS else None

    def between(self, first_s: float, last_s: float) -> slice:
        """The points from one moment to another."""
        return slice(bisect_left(self.time_s, first_s), bisect_right(self.time_s, last_s))

    def gaps(self, first_s: float, last_s: float) -> list[tuple[float, float]]:
        """The start and end of each break from one moment to another."""
        time_s = self.time_s
        gaps = ((time_s[at - 1], time_s[at]) for at in self.breaks)
        return [
            (begin_s, end_s) for begin_s, end_s in gaps if first_s <= begin_s and end_s <= last_s
        ]

    def metres_at(self, moment_s: float) -> float:
        """The distance at a moment, between two points."""
        time_s, distance_m = self.time_s, self.distance_m
        after = bisect_left(time_s, moment_s)
        if after == 0 or after == len(time_s):
            return distance_m[min(after, len(time_s) - 1)]
        part = (moment_s - time_s[after - 1]) / (time_s[after] - time_s[after - 1])
        return distance_m[after - 1] + part * (distance_m[after] - distance_m[after - 1])

    def mean_heart(self, first_s: float, last_s: float) -> float | None:
        """The mean heart rate from one moment to another; None: not measured."""
        if self.heart_bpm is None:
            return None
        known = [
            beats for beats in self.heart_bpm[self.between(first_s, last_s)] if not isnan(beats)
        ]
        return fmean(known) if known else None
