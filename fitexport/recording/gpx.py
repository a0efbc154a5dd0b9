"""GPX, 1.0 and 1.1 -> the points of a run, by gpxpy.

gpxpy holds all that it reads, and trusts it. So `xml_events` goes through the file first, and
gpxpy is given some hundred points at a time, in a document of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import nan
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from fitexport.errors import RecordingError
from fitexport.recording.points import (
    MAX_POINTS,
    Points,
    Raw,
    check_count,
    number,
    possible,
    seconds_of,
)
from fitexport.recording.sports import sport_named
from fitexport.recording.xml_events import REMEDY, walk

if TYPE_CHECKING:
    from gpxpy.gpx import GPXTrackPoint

_DEPTH = 4
"""Of a point: gpx, trk, trkseg, trkpt."""
_POINTS_A_PIECE = 500
_MOST_NAMESPACES = 50
_LONGEST_POINT, _LONGEST_PIECE = 16 * 1024, 256 * 1024
# gpxpy looks for declarations by a pattern that takes for ever where one is never finished.
_UNFINISHED = re.compile(rb"xmlns(?!(?::[\w.-]{1,80})?\s?=)")
_PREFIX = re.compile(rb"<(?:([^\s<>/:]{1,80}):)?trkpt")
_MOST_OFFSET = timedelta(hours=15)

# What extensions call a heart rate, and the distance since the start: Garmin's
# TrackPointExtension (v1, v2) and Cluetrust's gpxdata, and those who took them over.
_HEARTS = {"hr", "heartrate"}
_DISTANCES = {"distance"}


@dataclass(slots=True)
class _Piece:
    """The bytes of some points of one segment."""

    first: int
    end: int
    begins: bool
    """Whether the segment begins with it."""
    prefix: bytes
    number: int
    """Of its first point in the file."""


class _Outline:
    """Where in the file the points are, and what stands around them."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.path: list[str] = []
        self.version = "1.1"
        self.sport = ""
        self.namespaces: dict[str, str] = {}
        self.pieces: list[_Piece] = []
        self.points = self.routes = 0
        self._in_piece = 0
        self._begins = False
        self._at = 0
        self._in_segment = self._in_point = False

    def namespace(self, prefix: str | None, uri: str) -> None:
        if prefix and not self._in_point and len(self.namespaces) < _MOST_NAMESPACES:
            self.namespaces[prefix] = uri

    def start(self, name: str, attributes: dict[str, str], at: int) -> None:
        self.path.append(name)
        if len(self.path) == 1:
            if attributes.get("version", "").strip() == "1.0":
                self.version = "1.0"
        elif name == "trkpt" and self._in_segment and len(self.path) == _DEPTH:
            self._at, self._in_point = at, True
            check_count(self.points, MAX_POINTS, "points")
            self.points += 1
        elif name == "trkseg":
            self._begins, self._in_piece = True, 0
            self._in_segment = self.path == ["gpx", "trk", "trkseg"]
        elif name in ("rtept", "wpt"):
            self.routes += 1

    def end(self, name: str, at: int) -> None:
        self.path.pop()
        if name != "trkpt" or not self._in_point or len(self.path) != _DEPTH - 1:
            return
        self._in_point = False
        end = self.data.index(b">", at) + 1
        if end - self._at > _LONGEST_POINT:
            raise RecordingError(f"a point of more than {_LONGEST_POINT} bytes", REMEDY)
        if self._in_piece in (0, _POINTS_A_PIECE) or end - self.pieces[-1].first > _LONGEST_PIECE:
            self._in_piece = 0
            match = _PREFIX.match(self.data, self._at)
            prefix = (match[1] or b"") if match else b""
            self.pieces.append(_Piece(self._at, end, self._begins, prefix, self.points))
            self._begins = False
        else:
            self.pieces[-1].end = end
        self._in_piece += 1

    def text(self, text: str) -> None:
        if not self._in_segment and self.path[1:] == ["trk", "type"] and len(self.sport) < 80:
            self.sport += text


def read_gpx(data: bytes, name: str) -> Raw:
    """The run of a GPX document in UTF-8.

    Raises:
        RecordingError: no GPX, hostile, or without points.
    """
    outline = _Outline(data)
    walk(data, outline, "gpx")
    if _UNFINISHED.search(data):
        raise RecordingError("a declaration of a namespace that is none", REMEDY)
    if not outline.points:
        what = "a route or way points, no recording" if outline.routes else "no points in it"
        raise RecordingError(what, "give the recording of a run")
    points = Points()
    utc_offset_s = None
    for piece in outline.pieces:
        if piece.begins:
            points.begin()
        for point in _read(piece, outline):
            heart, distance = _extensions(point)
            if utc_offset_s is None and point.time is not None:
                utc_offset_s = _offset_s(point.time)
            points.add(
                seconds_of(point.time),
                possible(point.latitude),
                possible(point.longitude),
                possible(point.elevation),
                heart,
                distance,
            )
    sport, kind = sport_named(outline.sport)
    return Raw(name=name, points=points, sport=sport, kind=kind, utc_offset_s=utc_offset_s)


def _read(piece: _Piece, outline: _Outline) -> Iterator[GPXTrackPoint]:
    """The points of a piece, by gpxpy."""
    from gpxpy.gpx import GPXException
    from gpxpy.parser import GPXParser

    points = outline.data[piece.first : piece.end]
    if piece.prefix:
        points = points.replace(b"<" + piece.prefix + b":", b"<")
        points = points.replace(b"</" + piece.prefix + b":", b"</")
    text = points.decode("utf-8")
    declared = "".join(
        f" xmlns:{prefix}={quoteattr(uri)}"
        for prefix, uri in outline.namespaces.items()
        if prefix != "xml"
    )
    document = (
        f'<gpx version="{outline.version}"{declared}><trk><trkseg>{text}</trkseg></trk></gpx>'
    )
    try:
        parsed = GPXParser(document).parse(outline.version)
    except (GPXException, ValueError, TypeError, AttributeError) as error:
        raise RecordingError(
            f"a point near number {piece.number} is written as none can be", REMEDY
        ) from error
    for track in parsed.tracks:
        for segment in track.segments:
            yield from segment.points


def _extensions(point: GPXTrackPoint) -> tuple[float, float]:
    """Heart rate and distance, however deep they stand."""
    heart = distance = nan
    for extension in point.extensions:
        for element in extension.iter():
            name = str(element.tag).rpartition("}")[2].lower()
            if name in _HEARTS:
                heart = number(element.text)
            elif name in _DISTANCES:
                distance = number(element.text)
    return heart, distance


def _offset_s(time: datetime) -> float | None:
    """Of the clock on the wall; UTC itself says nothing of that."""
    try:
        offset = time.utcoffset()
    except ValueError:  # of four days
        return None
    return offset.total_seconds() if offset and abs(offset) <= _MOST_OFFSET else None
