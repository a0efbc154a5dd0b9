"""Bytes of a FIT recording -> the files chained in it, each whole or cut off.

A workout must be one undamaged file. For recordings we are more tolerant: a header's own checksum
may be wrong if the file's is right, bytes may follow the end that the header gives, and if the
battery died, everything written before is used.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from fitexport.errors import FitFormatError
from fitexport.fit.wire import crc16
from fitexport.recording.points import Fault

_HEADERS = (12, 14)


class Link(NamedTuple):
    """Where the records of one file begin and end, and what is wrong with it."""

    first: int
    end: int
    fault: Fault = ""


def links(data: bytes) -> Iterator[Link]:
    """The FIT files in these bytes, one after the other; bytes after the last are ignored.

    Raises:
        FitFormatError: the first has no FIT header.
    """
    at = 0
    while _begins(data, at):
        first = at + data[at]
        (length,) = struct.unpack_from("<I", data, at + 4)
        end = first + length
        if length and data[end : end + 2] == struct.pack("<H", crc16(data[at:end])):
            yield Link(first, end)
        elif length and (len(data) == end + 2 or _begins(data, end + 2)):
            yield Link(first, end, "checksum")
        else:
            # Zeros at the end are reserved disk space.
            yield Link(first, len(data.rstrip(b"\0")), "cut off")
            return
        at = end + 2
    if not at:
        raise FitFormatError("no FIT header of 12 or 14 bytes", where="byte 0")


def _begins(data: bytes, at: int) -> bool:
    return data[at + 8 : at + 12] == b".FIT" and data[at] in _HEADERS
