"""TCX -> the runs of a Training Center file: laps, and points with the watch's own distance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isnan, nan

from fitexport.errors import RecordingError
from fitexport.recording.points import (
    MAX_LAPS,
    MAX_RUNS,
    Points,
    Raw,
    check_count,
    moment,
    number,
    utc_offset,
)
from fitexport.recording.recording import Lap
from fitexport.recording.sports import sport_named
from fitexport.recording.xml_events import walk

_TRIGGERS = {
    "Manual": "manual",
    "Distance": "distance",
    "Time": "time",
    "Location": "position",
    "HeartRate": "heart rate",
}
_LONGEST_TEXT = 100
_COLUMNS = (
    *("LatitudeDegrees", "LongitudeDegrees", "AltitudeMeters"),
    *("HeartRateBpm", "DistanceMeters", "Cadence"),
)


@dataclass
class _Lap:
    """A lap being read."""

    start_s: float
    total_s: float = nan
    distance_m: float = nan
    trigger: str = ""
    tracks: int = 0


@dataclass
class _Reader:
    """Collects runs from XML elements."""

    name: str
    runs: list[Raw] = field(default_factory=list)
    lap: _Lap | None = None
    inside: list[str] = field(default_factory=list)
    """The names of the open elements."""
    value: str = ""
    point: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.inside.append(name)
        self.value = ""
        if name == "Activity":
            check_count(len(self.runs), MAX_RUNS, "activities")
            sport, kind = sport_named(attributes.get("Sport", ""))
            self.runs.append(Raw(name=self.name, points=Points(), sport=sport, kind=kind))
        elif name == "Lap" and self.runs:
            self.lap = _Lap(moment(attributes.get("StartTime")))
        elif name == "Track" and self.lap:
            self.lap.tracks += 1
            if self.lap.tracks > 1:  # the watch was stopped and restarted within the lap
                self.runs[-1].points.begin()
        elif name == "Trackpoint":
            self.point = {}

    def text(self, text: str) -> None:
        if len(self.value) < _LONGEST_TEXT:
            self.value += text[:_LONGEST_TEXT]

    def end(self, name: str) -> None:
        self.inside.pop()
        parent = self.inside[-1] if self.inside else ""
        if name == "Trackpoint" and self.runs:
            self._add_point()
        elif "Trackpoint" in self.inside:
            key = "HeartRateBpm" if (name, parent) == ("Value", "HeartRateBpm") else name
            key = "Cadence" if key == "RunCadence" else key
            self.point.setdefault(key, self.value)
        elif name == "Lap" and self.lap and self.runs:
            self._add_lap(self.lap)
            self.lap = None
        elif self.lap and parent == "Lap":
            if name == "TotalTimeSeconds":
                self.lap.total_s = number(self.value)
            elif name == "DistanceMeters":
                self.lap.distance_m = number(self.value)
            elif name == "TriggerMethod":
                self.lap.trigger = _TRIGGERS.get(self.value.strip(), "")
        self.value = ""

    def _add_point(self) -> None:
        run, point = self.runs[-1], self.point
        if not len(run.points):
            run.utc_offset_s = utc_offset(point.get("Time"))
        run.points.add(moment(point.get("Time")), *(number(point.get(name)) for name in _COLUMNS))

    def _add_lap(self, lap: _Lap) -> None:
        if not isnan(lap.start_s) and not isnan(lap.total_s):
            check_count(len(self.runs[-1].laps), MAX_LAPS, "laps")
            self.runs[-1].laps.append(
                Lap(
                    start_s=lap.start_s,
                    end_s=lap.start_s + lap.total_s,
                    distance_m=None if isnan(lap.distance_m) else lap.distance_m,
                    trigger=lap.trigger,
                )
            )


def read_tcx(data: bytes, name: str) -> list[Raw]:
    """The activities of a TCX document in UTF-8.

    Raises:
        RecordingError: it is not TCX, hostile, or without points.
    """
    reader = _Reader(name)
    walk(data, reader, "TrainingCenterDatabase")
    runs = [run for run in reader.runs if len(run.points)]
    if not runs:
        raise RecordingError("no points in it", "give the recording of a run")
    return runs
