"""A file -> the runs recorded in it: GPX, TCX or FIT, gzipped or not, or a .zip of them; bounded.

The first bytes decide the format, not the name.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from fitexport.errors import NoRunError, RecordingError, reason
from fitexport.recording.archive import BROKEN, SIGNATURES, Allowance, broken, members
from fitexport.recording.catalogue import Catalogue, Entry, as_listed, is_list, read_list
from fitexport.recording.cleaning import clean
from fitexport.recording.points import MAX_POINTS, Raw, check_count
from fitexport.recording.recording import Recording

MAX_BYTES = 32 * 1024 * 1024
"""Unpacked: 40 hours of GPX at a point a second; a day of FIT has 4 MB."""

_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"
_SIGNATURE = slice(8, 12)
_HEAD = 4096
_ROOT = re.compile(rb"<(?:[^\s<>/:!?]{1,80}:)?(gpx|TrainingCenterDatabase)\b")
"""The root element; the other format's schemas may be named further on."""
_NOTHING = "give a GPX, TCX or FIT file from your watch or its app"


def recordings(
    path: Path, catalogue: Catalogue | None = None
) -> Iterator[Recording | RecordingError]:
    """Every run recorded in a file, one at a time, so that an archive is never held whole; with its
    entry in a list of activities.

    A part that is no run or cannot be read gives an error in its place, and hides no other.
    """
    try:
        if not path.is_file():
            raise RecordingError("there is no such file", _NOTHING)
        with path.open("rb") as file:
            for each in recordings_in(file, path.name, path.stat().st_size):
                if isinstance(each, Recording):
                    yield as_listed(each, path, catalogue or {})
                else:
                    yield each
    except OSError as error:
        yield RecordingError(f"cannot be read: {reason(error)}", "give a readable file")
    except RecordingError as error:
        yield error


def recordings_in(file: BinaryIO, name: str, size: int) -> Iterator[Recording | RecordingError]:
    """The same of an open file of that name and size.

    Raises:
        RecordingError: it cannot be read, or too much would be unpacked.
    """
    return _in_file(file, name, Allowance(size))


def _in_file(
    file: BinaryIO, name: str, allowance: Allowance, depth: int = 0
) -> Iterator[Recording | RecordingError]:
    """The runs of a file, or of each member of an archive.

    Raises:
        RecordingError: it cannot be read, or too much would be unpacked.
    """
    begins = file.read(4)
    file.seek(0)
    if begins not in SIGNATURES:
        data = _content(file)
        allowance.spend(len(data))
        yield from _each(data, name)
        return
    catalogue: dict[str, Entry] = {}
    for inside, member in members(file, allowance, depth + 1):
        path = PurePosixPath(name if depth else "", inside)
        try:
            if isinstance(member, RecordingError):
                raise member
            if is_list(path):
                catalogue |= _listed(path, member, allowance)
                continue
            for each in _in_file(member, str(path), allowance, depth + 1):
                if isinstance(each, RecordingError):
                    yield each.located(inside)
                else:
                    yield as_listed(each, path, catalogue)
        except RecordingError as error:
            yield error.located(inside)
        if allowance.is_used_up:
            return


def _listed(path: PurePosixPath, file: BinaryIO, allowance: Allowance) -> Catalogue:
    try:
        return read_list(path, file, allowance.spend)
    except BROKEN as error:
        raise broken(error) from error


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
    """Those that can be read; raises the first error if none can."""
    runs: list[Recording] = []
    first: RecordingError | None = None
    for each in found:
        if isinstance(each, Recording):
            check_count(sum(len(run.time_s) for run in runs), 2 * MAX_POINTS, "points")
            runs.append(each)
        else:
            first = first or each
    if first is not None and not runs:
        raise first
    return tuple(runs)


def _each(data: bytes, name: str) -> Iterator[Recording | RecordingError]:
    """Every run in these unpacked bytes, or the error."""
    try:
        found = list(_raws(data, name))
    except RecordingError as error:
        found = [error]
    runs = [each for each in found if not isinstance(each, NoRunError)]
    for each in runs or found[:1]:
        try:
            yield each if isinstance(each, RecordingError) else clean(each)
        except RecordingError as error:
            yield error


def _raws(data: bytes, name: str) -> Iterable[Raw | RecordingError]:
    if data[_SIGNATURE] == b".FIT":
        from fitexport.recording.activity import read_activities

        return read_activities(data, name)
    from fitexport.recording.xml_events import as_utf8

    text = as_utf8(data)
    root = _ROOT.search(text[:_HEAD]) if text.startswith(b"<") else None
    if root is None:
        raise _unknown(data)
    if root[1] != b"gpx":
        from fitexport.recording.tcx import read_tcx

        return read_tcx(text, name)
    from fitexport.recording.gpx import read_gpx

    return [read_gpx(text, name)]


def _content(file: BinaryIO) -> bytes:
    """The unpacked bytes of a file, up to the limit; stops at once if they are no recording."""
    out = BytesIO()
    try:
        for chunk in _chunks(file):
            was_empty = not out.tell()
            out.write(chunk)
            if was_empty:
                _check_head(chunk[:_HEAD])
            check_size(out.tell())
    except zlib.error as error:
        raise RecordingError(f"gzip cannot unpack it: {error}", _NOTHING) from error
    except BROKEN as error:
        raise broken(error) from error
    return out.getvalue()


def check_size(size: int) -> None:
    """Raise RecordingError if a recording is larger than any can be."""
    if size > MAX_BYTES:
        raise RecordingError(
            f"larger than {MAX_BYTES // 1024**2} MB, days of running",
            "give the recording of one run",
        )


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file in pieces, gunzipped."""
    if file.read(2) != _GZIP:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk
        return
    file.seek(0)
    unpacker = zlib.decompressobj(wbits=31)
    while not unpacker.eof:
        packed = unpacker.unconsumed_tail or file.read(_CHUNK)
        if not packed:
            raise RecordingError("it is cut off: gzip has no end", _NOTHING)
        yield unpacker.decompress(packed, _CHUNK)


def _check_head(head: bytes) -> None:
    if head[_SIGNATURE] != b".FIT" and b"<" not in head:
        raise _unknown(head)


def _unknown(data: bytes) -> RecordingError:
    what = "neither GPX nor TCX nor FIT nor ZIP"
    if not data.strip(b"\0 \r\n\t"):
        what = "an empty file"
    return RecordingError(what, _NOTHING)
