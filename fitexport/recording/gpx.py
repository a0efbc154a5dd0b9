"""GPX 1.0 and 1.1 with any extensions -> the points of a run."""

from __future__ import annotations

from collections.abc import Mapping

from fitexport.errors import RecordingError
from fitexport.recording.points import (
    MAX_POINTS,
    Points,
    Raw,
    check_count,
    moment,
    number,
    utc_offset,
)
from fitexport.recording.sports import sport_in, sport_named
from fitexport.recording.xml_events import walk

_SEGMENT = ["trk", "trkseg"]
_LONGEST_TEXT = 100

_COLUMNS = ("lat", "lon", "ele", "heart", "distance", "cadence")
# What extensions call a heart rate, the distance since the start, and a cadence: Garmin's
# TrackPointExtension (v1, v2) and Cluetrust's gpxdata, and programs that copy them.
_EXTENSIONS = {
    **{"hr": "heart", "heartrate": "heart", "distance": "distance"},
    **{"cad": "cadence", "cadence": "cadence"},
}


class _Reader:
    """Collects the points from XML elements."""

    def __init__(self) -> None:
        self.points = Points()
        self.routes = 0
        self.texts = {"type": "", "name": ""}
        """The type and name of the track."""
        self.utc_offset_s: float | None = None
        self._path: list[str] = []
        self._value = ""
        self._point: dict[str, str | None] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "trkpt" and self._path[1:] == _SEGMENT:
            check_count(len(self.points), MAX_POINTS, "points")
            self._point = dict(attributes)
        elif name == "trkseg":
            self.points.begin()
        elif name in ("rtept", "wpt"):
            self.routes += 1
        self._path.append(name)
        self._value = ""

    def text(self, text: str) -> None:
        if len(self._value) < _LONGEST_TEXT:
            self._value += text[:_LONGEST_TEXT]

    def end(self, name: str) -> None:
        self._path.pop()
        if self._point is not None:
            if self._path[1:] == _SEGMENT:
                self._add(self._point)
                self._point = None
            elif self._path[-1] == "trkpt":
                self._point[name] = self._value
            elif name.lower() in _EXTENSIONS:
                self._point[_EXTENSIONS[name.lower()]] = self._value
        elif self._path[1:] == ["trk"] and name in self.texts:
            self.texts[name] = self.texts[name] or self._value.strip()
        self._value = ""

    def _add(self, point: dict[str, str | None]) -> None:
        time = point.get("time")
        if not len(self.points):
            self.utc_offset_s = utc_offset(time)
        self.points.add(
            moment(time),
            *(number(point.get(name)) for name in _COLUMNS),
        )


def read_gpx(data: bytes, name: str) -> Raw:
    """The run of a GPX document in UTF-8.

    Raises:
        RecordingError: it is not GPX, hostile, or without points.
    """
    reader = _Reader()
    walk(data, reader, "gpx")
    if not len(reader.points):
        what = "a route or waypoints, not a recording" if reader.routes else "no points in it"
        raise RecordingError(what, "give the recording of a run")
    sport, kind = sport_named(reader.texts["type"])
    return Raw(
        name=name,
        points=reader.points,
        sport=sport or sport_in(reader.texts["name"]),
        kind=kind,
        title=reader.texts["name"],
        utc_offset_s=reader.utc_offset_s,
    )
