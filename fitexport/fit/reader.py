"""FIT bytes -> raw messages, bounded: the first to look at a file from outside.

Sizes and counts are checked before anything is built; every error names its byte. Unknown
messages and fields are kept as they are. Big-endian files, 12-byte headers, compressed
timestamps and developer fields are read; a string ends at its first NUL.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Container, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from fitexport.errors import FitFormatError
from fitexport.fit.profile import BASE_TYPES, BYTE, STRING
from fitexport.fit.texts import text_of
from fitexport.fit.wire import crc16, short_crc16

MAX_BYTES = 256 * 1024
"""A workout of 50 steps with long notes is 15 kB, a schedule of 200 entries 5 kB."""
MAX_MESSAGES = 4096
_MAX_FIELDS = 1_000_000
"""In all definitions together: a watch that repeats the definition for each record has fewer."""

Value = int | float | str | tuple[int | float, ...]


class FieldLayout(NamedTuple):
    """What a definition says about a field."""

    number: int
    size: int
    base: int


class RawMessage(NamedTuple):
    """A raw message: field number -> unscaled value."""

    number: int
    at: int
    layout: tuple[FieldLayout, ...]
    values: dict[int, Value]
    offset_s: int | None = None
    """Of a compressed timestamp: the last five bits of the second, counted from the last whole
    timestamp in the file."""


class RawRecord(NamedTuple):
    """A message as it stands in a file: its definition, from the byte order on, and the bytes of its
    fields."""

    definition: bytes
    fields: bytes
    at: int

    @property
    def end(self) -> int:
        return self.at + 1 + len(self.fields)


class _Definition(NamedTuple):
    """A raw definition: three bytes a field."""

    data: bytes
    number: int
    rows: bytes
    developer: bytes
    order: int
    size: int
    """Of a record."""
    unknown: int | None
    """The first field of a base type that FIT does not have."""


class _Codec(NamedTuple):
    """How the records of a definition are read."""

    layout: tuple[FieldLayout, ...]
    record: struct.Struct
    fields: tuple[int, ...]
    """Numbers of the fields that have bytes."""
    counts: tuple[int, ...]
    """How many values each of them has; empty if all have one."""
    texts: tuple[int, ...]
    """Which of them are texts."""


def read(
    data: bytes, *, max_bytes: int = MAX_BYTES, max_messages: int = MAX_MESSAGES
) -> tuple[RawMessage, ...]:
    """All messages of one FIT file, in order.

    Raises:
        FitFormatError: not a whole, undamaged FIT file within the bounds.
    """
    return tuple(messages(data, *_check_frame(data, max_bytes), max_messages))


def checked_content(data: bytes) -> bytes:
    """The records of one FIT file, within its header and checksum.

    Raises:
        FitFormatError: these do not fit.
    """
    begin, end = _check_frame(data, MAX_BYTES, short_crc16)
    return data[begin:end]


def raw_records(content: bytes) -> Iterator[RawRecord]:
    """Records as bytes, for those who know what must be in them.

    Raises:
        FitFormatError: as in `read`, on reaching the place.
    """
    for at, definition, _ in _records(content, 0, len(content), MAX_MESSAGES):
        yield RawRecord(definition.data, content[at + 1 : at + 1 + definition.size], at)


def first_messages(data: bytes, most: int) -> Iterator[RawMessage]:
    """The first messages of a file, or of its beginning, whatever its length and checksum; none if it
    does not begin like a FIT file."""
    if len(data) < 14 or data[8:12] != b".FIT":
        return
    with suppress(FitFormatError):
        yield from messages(data, data[0], len(data), most)


def messages(
    data: bytes,
    at: int,
    end: int,
    max_messages: int = MAX_MESSAGES,
    wanted: Container[int] | None = None,
) -> Iterator[RawMessage]:
    """The messages between two bytes one by one, so that a long recording is never held whole;
    with `wanted`, only those of these numbers, though all are counted and checked.

    Raises:
        FitFormatError: as in `read`, on reaching the place.
    """
    for place, definition, offset_s in _records(data, at, end, max_messages):
        if wanted is None or definition.number in wanted:
            codec = _codec(definition.rows, definition.developer, definition.order)
            values = _values(codec, codec.record.unpack_from(data, place + 1))
            yield RawMessage(definition.number, place, codec.layout, values, offset_s)


def _records(
    data: bytes, at: int, end: int, max_messages: int
) -> Iterator[tuple[int, _Definition, int | None]]:
    """Where each record begins, its definition, and its compressed timestamp."""
    definitions: dict[int, _Definition] = {}
    defined = fields = counted = 0
    while at < end:
        header = data[at]
        offset_s = None
        if header & 0x80:  # a compressed timestamp: the local number has two bits
            local, offset_s = header >> 5 & 0x03, header & 0x1F
        elif header & 0x40:
            if defined == max_messages:
                raise FitFormatError(f"more than {max_messages} definitions", where=f"byte {at}")
            after, defined = _define(data, at, end, definitions), defined + 1
            fields += (after - at) // 3
            if fields > _MAX_FIELDS:
                raise FitFormatError(
                    f"more than {_MAX_FIELDS} fields are defined", where=f"byte {at}"
                )
            at = after
            continue
        else:
            local = header & 0x0F
        definition = definitions.get(local)
        if definition is None:
            raise FitFormatError(
                f"a record without a definition (local number {local})", where=f"byte {at}"
            )
        if at + 1 + definition.size > end:
            raise FitFormatError("a record runs past the end of the data", where=f"byte {at}")
        if counted == max_messages:
            raise FitFormatError(f"more than {max_messages} messages", where=f"byte {at}")
        counted += 1
        yield at, definition, offset_s
        at += 1 + definition.size


def _check_frame(
    data: bytes, max_bytes: int, checksum: Callable[[bytes], int] = crc16
) -> tuple[int, int]:
    """Where the records begin and end, after header, sizes and both checksums."""
    if len(data) > max_bytes:
        raise FitFormatError(
            f"larger than any workout file ({len(data)} bytes)", where=f"byte {max_bytes}"
        )
    if len(data) < 12 or data[8:12] != b".FIT":
        raise FitFormatError("not a FIT file (no .FIT signature)", where="byte 8")
    size = data[0]
    if size not in (12, 14):
        raise FitFormatError(f"a header of {size} bytes; FIT has 12 or 14", where="byte 0")
    if len(data) < size + 2:
        raise FitFormatError("the file ends inside its header", where=f"byte {len(data)}")
    (length,) = struct.unpack_from("<I", data, 4)
    end = size + length
    if len(data) != end + 2:
        raise FitFormatError(
            f"the header says {end + 2} bytes, the file has {len(data)}", where="byte 4"
        )
    if size == 14:
        (header_crc,) = struct.unpack_from("<H", data, 12)
        if header_crc not in (0, checksum(data[:12])):
            raise FitFormatError("the header's checksum is wrong", where="byte 12")
    (crc,) = struct.unpack_from("<H", data, end)
    if crc != checksum(data[:end]):
        raise FitFormatError("the file's checksum is wrong", where=f"byte {end}")
    return size, end


def _define(data: bytes, at: int, end: int, definitions: dict[int, _Definition]) -> int:
    """Store a definition message; return where the next message begins."""
    if at + 6 > end:
        raise FitFormatError("a definition is cut off", where=f"byte {at}")
    order = data[at + 2]
    if order > 1:
        raise FitFormatError(f"byte order {order}; FIT has 0 and 1", where=f"byte {at + 2}")
    after = at + 6 + 3 * data[at + 5]
    if data[at] & 0x20:
        if after >= end:
            raise FitFormatError("a definition is cut off", where=f"byte {at}")
        after += 1 + 3 * data[after]
    if after > end:
        raise FitFormatError("a definition is cut off", where=f"byte {at}")
    definition = _definition(data[at + 2 : after])
    if definition.unknown is not None:
        field, _, base = definition.rows[3 * definition.unknown :][:3]
        raise FitFormatError(
            f"unknown base type {base:#04x} of field {field}",
            where=f"byte {at + 6 + 3 * definition.unknown + 2}",
        )
    definitions[data[at] & 0x0F] = definition
    return after


@lru_cache(maxsize=256)
def _definition(data: bytes) -> _Definition:
    """A whole definition message, from its byte order on. The same ones recur in every file."""
    order, number = data[0], int.from_bytes(data[1:3], "big" if data[0] else "little")
    rows, developer = data[4 : 4 + 3 * data[3]], data[5 + 3 * data[3] :]
    unknown = next((n for n, base in enumerate(rows[2::3]) if base not in BASE_TYPES), None)
    size = sum(rows[1::3]) + sum(developer[1::3])
    return _Definition(data, number, rows, developer, order, size, unknown)


@lru_cache(maxsize=256)
def _codec(rows: bytes, developer: bytes, order: int) -> _Codec:
    layout = tuple(FieldLayout(*rows[i : i + 3]) for i in range(0, len(rows), 3))
    fields, counts, texts = [], [], []
    code = ">" if order else "<"
    for field in layout:
        if not field.size:
            continue  # no bytes, no value; thousands of them would cost memory
        base = BASE_TYPES[field.base]
        if field.size % base.size:
            base = BYTE  # per the protocol, a size that does not fit its type means bytes
        count = 1 if base is STRING else field.size // base.size
        fields.append(field.number)
        counts.append(count)
        if base is STRING:
            texts.append(len(counts) - 1)
        code += (
            f"{field.size}s"
            if base is STRING
            else f"{count}{base.code}"
            if count > 1
            else base.code * count
        )
    code += f"{sum(developer[1::3])}x"
    one_each = set(counts) <= {1}
    return _Codec(
        layout,
        struct.Struct(code),
        tuple(fields),
        () if one_each else tuple(counts),
        tuple(texts),
    )


def _values(codec: _Codec, raw: tuple[Any, ...]) -> dict[int, Value]:
    values = [*raw]
    if codec.counts:
        ends = [*accumulate(codec.counts, initial=0)]
        parts = pairwise(ends)
        values = [raw[a] if b - a == 1 else raw[a:b] for a, b in parts]
    for text in codec.texts:
        values[text] = text_of(values[text])
    return dict(zip(codec.fields, values, strict=True))
