"""A file -> the runs recorded in it: GPX, TCX or FIT, packed by gzip or not, and bounded.

What it is, its first bytes say, not its name.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from fitexport.errors import FitFormatError, RecordingError, reason
from fitexport.recording.cleaning import clean
from fitexport.recording.points import Raw
from fitexport.recording.recording import Recording

MAX_BYTES = 32 * 1024 * 1024
"""Unpacked: 40 hours of GPX, a point a second; a day's FIT has 4 MB."""

SUFFIXES = (".gpx", ".tcx", ".fit")
PACKED = ".gz"

_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"
_SIGNATURE = slice(8, 12)
_HEAD = 4096
_ROOT = re.compile(rb"<(?:[^\s<>/:!?]{1,80}:)?(gpx|TrainingCenterDatabase)\b")
"""The element that it begins with; schemas of the other may be named further on."""
_NOTHING = "give a GPX, TCX or FIT file from your watch or its app"


def recordings(path: Path) -> Iterator[Recording | RecordingError]:
    """Every run recorded in a file, one after the other, so that an archive is never held whole.

    What holds no run, or cannot be read, comes as its error in its place: one refused leg, lap
    or file hides nothing else.
    """
    try:
        data = _content(path)
    except RecordingError as error:
        yield error
        return
    yield from _each(data, path.name)


def read_file(path: Path) -> tuple[Recording, ...]:
    """The runs recorded in a file.

    Raises:
        NoRunError: it is something else.
        RecordingError: it cannot be read, or holds no run.
    """
    return _runs(recordings(path))


def read(data: bytes, name: str) -> tuple[Recording, ...]:
    """The runs in these bytes, unpacked; `name` is the file's.

    Raises:
        NoRunError: it is something else.
        RecordingError: it cannot be read, or holds no run.
    """
    return _runs(_each(data, name))


def _runs(found: Iterable[Recording | RecordingError]) -> tuple[Recording, ...]:
    """Those that can be read; if none can, the first error is raised."""
    all_found = list(found)
    runs = tuple(each for each in all_found if isinstance(each, Recording))
    if not runs:
        raise next(each for each in all_found if isinstance(each, RecordingError))
    return runs


def _each(data: bytes, name: str) -> Iterator[Recording | RecordingError]:
    """Every run in these bytes, unpacked, or why it is none."""
    try:
        for raw in _raws(data, name):
            try:
                yield clean(raw)
            except RecordingError as error:
                yield error
    except FitFormatError as error:
        yield RecordingError(error.problem, "copy it from the watch again", error.where)
    except RecordingError as error:
        yield error


def _raws(data: bytes, name: str) -> list[Raw]:
    if data[_SIGNATURE] == b".FIT":
        from fitexport.recording.activity import read_activity

        return read_activity(data, name)
    from fitexport.recording.xml_events import as_utf8

    text = as_utf8(data)
    root = _ROOT.search(text[:_HEAD])
    if root is not None and root[1] != b"gpx":
        from fitexport.recording.tcx import read_tcx

        return read_tcx(text, name)
    if b"<" in text[:_HEAD]:
        from fitexport.recording.gpx import read_gpx

        return [read_gpx(text, name)]
    raise _unknown(data)


def _content(path: Path) -> bytes:
    """The bytes of a file, unpacked, never more than there is room for."""
    try:
        if not path.is_file():
            raise RecordingError("there is no such file", _NOTHING)
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
            file.seek(0)
            data = _unpacked(file) if packed else file.read(MAX_BYTES + 1)
    except OSError as error:
        raise RecordingError(
            f"cannot be read: {reason(error)}", "give a file you may read"
        ) from error
    if len(data) > MAX_BYTES:
        raise RecordingError(
            f"larger than {MAX_BYTES // 1024**2} MB, days of running",
            "give the recording of one run",
        )
    return data


def _unpacked(file: BinaryIO) -> bytes:
    """What gzip packed; it stops at once where that is no recording."""
    out = BytesIO()
    unpacker = zlib.decompressobj(wbits=31)
    try:
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail or file.read(_CHUNK)
            if not packed:
                raise RecordingError("it is cut off: gzip has no end", _NOTHING)
            was_empty = not out.tell()
            out.write(unpacker.decompress(packed, _CHUNK))
            if was_empty and out.tell() >= _HEAD:
                _check_head(out.getvalue()[:_HEAD])
            if out.tell() > MAX_BYTES:
                break
    except zlib.error as error:
        raise RecordingError(f"gzip cannot unpack it: {error}", _NOTHING) from error
    return out.getvalue()


def _check_head(head: bytes) -> None:
    if head[_SIGNATURE] != b".FIT" and b"<" not in head:
        raise _unknown(head)


def _unknown(data: bytes) -> RecordingError:
    what = "an empty file" if not data.strip(b"\0 \r\n\t") else "neither GPX nor TCX nor FIT"
    return RecordingError(what, _NOTHING)
