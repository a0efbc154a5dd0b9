from __future__ import annotations

import struct
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import many
from support.fit_build import EVERY_STEP, crc, definition, fit_file, repaired
from support.fit_dump import fit_tool_raw, fitdecode_raw

from fitexport.errors import FitFormatError
from fitexport.fit.reader import MAX_BYTES, MAX_MESSAGES, FieldLayout, RawMessage, messages, read
from fitexport.fit.workout_file import encode_workout

REAL = encode_workout(EVERY_STEP, 0x8000_0001).data

ENUM, UINT8, UINT16, UINT32, TEXT, SINT16, FLOAT32 = 0, 2, 0x84, 0x86, 7, 0x83, 0x88


def values(data: bytes) -> list[tuple[int, object]]:
    return [(message.number, message.values) for message in read(data)]


# --- what is read -----------------------------------------------------------------------


def test_what_we_write_is_read_as_others_read_it() -> None:
    assert values(REAL) == fit_tool_raw(REAL) == fitdecode_raw(REAL)


def test_a_message_knows_its_byte_and_its_layout() -> None:
    records = definition(0, 26, [(6, 2, UINT16), (8, 3, TEXT)]) + b"\x00\x05\x00ab\x00"
    assert read(fit_file(records)) == (
        RawMessage(
            number=26,
            at=26,
            layout=(FieldLayout(6, 2, UINT16), FieldLayout(8, 3, TEXT)),
            values={6: 5, 8: "ab"},
        ),
    )


def test_big_endian_records_are_read() -> None:
    records = definition(3, 27, [(254, 2, UINT16), (2, 4, UINT32)], big=True)
    assert values(fit_file(records + b"\x03\x01\x02\x00\x00\x9c\x40")) == [
        (27, {254: 0x0102, 2: 40_000})
    ]


def test_a_header_of_12_bytes_has_no_checksum() -> None:
    records = definition(0, 0, [(0, 1, ENUM)]) + b"\x00\x05"
    assert values(fit_file(records, header_size=12)) == [(0, {0: 5})]


def test_a_header_checksum_of_0_means_none() -> None:
    records = definition(0, 0, [(0, 1, ENUM)]) + b"\x00\x05"
    assert values(fit_file(records, header_crc=0)) == [(0, {0: 5})]


def test_compressed_timestamps_name_local_messages_by_two_bits() -> None:
    records = definition(1, 20, [(3, 1, UINT8)]) + definition(2, 21, [(0, 1, ENUM)])
    records += b"\x01\x64" + bytes([0x80 | 1 << 5 | 7, 0x65]) + bytes([0x80 | 2 << 5 | 31, 0x66])
    assert values(fit_file(records)) == [(20, {3: 100}), (20, {3: 101}), (21, {0: 102})]


def test_developer_fields_are_skipped() -> None:
    records = definition(0, 20, [(3, 1, UINT8)], developer=[(0, 2, 0), (1, 4, 0)])
    records += b"\x00\x64" + b"......" + b"\x00\x65" + b"------"
    assert values(fit_file(records)) == [(20, {3: 100}), (20, {3: 101})]


def test_a_definition_may_be_replaced() -> None:
    records = definition(0, 20, [(3, 1, UINT8)]) + b"\x00\x64"
    records += definition(0, 21, [(1, 2, UINT16)]) + b"\x00\x64\x01"
    assert values(fit_file(records)) == [(20, {3: 100}), (21, {1: 356})]


@pytest.mark.parametrize(
    ("field", "data", "value"),
    [
        ((9, 3, UINT8), b"\x01\x02\x03", (1, 2, 3)),
        ((9, 4, UINT16), b"\x01\x00\x02\x01", (1, 258)),
        ((9, 2, SINT16), b"\xfe\xff", -2),
        ((9, 4, FLOAT32), struct.pack("<f", 0.5), 0.5),
        ((9, 3, UINT16), b"\x01\x02\x03", (1, 2, 3)),  # 3 bytes are no uint16: bytes
        ((9, 1, UINT32), b"\x07", 7),
        ((9, 8, 0x8F), b"\xff" * 8, (1 << 64) - 1),
        ((9, 8, TEXT), b"16 week\0", "16 week"),
        ((9, 8, TEXT), b"16 weeks", "16 weeks"),  # a full buffer has no NUL
        ((9, 8, TEXT), b"3x1\0\x01abc", "3x1"),  # stale memory of the watch
        ((9, 3, TEXT), b"\xc3\xa4\xc3", "ä"),
        ((9, 2, TEXT), b"\0\0", ""),
    ],
)
def test_values_of_every_kind(field: tuple[int, int, int], data: bytes, value: object) -> None:
    """In a message that no profile has, and a field that it does not have."""
    assert values(fit_file(definition(15, 0xFF00, [field]) + b"\x0f" + data)) == [
        (0xFF00, {9: value})
    ]


def test_a_field_of_no_bytes_has_no_value() -> None:
    records = definition(0, 20, [(1, 0, UINT16), (2, 0, TEXT), (3, 1, UINT8)]) + b"\x00\x64"
    (message,) = read(fit_file(records))
    assert message.values == {3: 100}
    assert [field.size for field in message.layout] == [0, 0, 1]


def test_a_file_without_records_is_empty() -> None:
    assert read(fit_file(b"")) == ()


# --- what is refused --------------------------------------------------------------------

ONE = definition(0, 0, [(0, 1, ENUM)]) + b"\x00\x05"

REFUSED = {
    "nothing": (b"", "byte 8: not a FIT file (no .FIT signature)"),
    "something else": (b"GPX" * 20, "byte 8: not a FIT file (no .FIT signature)"),
    "short": (fit_file(ONE)[:11], "byte 8: not a FIT file (no .FIT signature)"),
    "only a header": (fit_file(ONE)[:14], "byte 14: the file ends inside its header"),
    "header size": (b"\x0d" + fit_file(ONE)[1:], "byte 0: a header of 13 bytes; FIT has 12 or 14"),
    "longer": (fit_file(ONE) + b"\0", "byte 4: the header says 27 bytes, the file has 28"),
    "two files": (fit_file(ONE) * 2, "byte 4: the header says 27 bytes, the file has 54"),
    "giant length": (
        struct.pack("<BBHI4sH", 12, 16, 0, 0xFFFFFFFF, b".FIT", 0),
        "byte 4: the header says 4294967309 bytes, the file has 14",
    ),
    "header checksum": (
        fit_file(ONE, header_crc=1),
        "byte 12: the header's checksum is wrong",
    ),
    "file checksum": (fit_file(ONE)[:-2] + b"\0\0", "byte 25: the file's checksum is wrong"),
    "undefined": (
        fit_file(ONE + b"\x03\x00"),
        "byte 25: a record without a definition (local number 3)",
    ),
    "undefined, compressed": (
        fit_file(ONE + b"\xff\x00"),
        "byte 25: a record without a definition (local number 3)",
    ),
    "record cut": (
        fit_file(definition(0, 0, [(0, 1, ENUM), (3, 4, UINT32)]) + b"\x00\x05\x00"),
        "byte 26: a record runs past the end of the data",
    ),
    "definition cut": (fit_file(ONE + b"\x40\x00\x00"), "byte 25: a definition is cut off"),
    "fields cut": (
        fit_file(ONE + definition(0, 0, [(0, 1, ENUM)] * 3)[:-1]),
        "byte 25: a definition is cut off",
    ),
    "developer count cut": (
        fit_file(ONE + definition(0, 0, [(0, 1, ENUM)], developer=[])[:-1]),
        "byte 25: a definition is cut off",
    ),
    "developer fields cut": (
        fit_file(ONE + definition(0, 0, [(0, 1, ENUM)], developer=[(0, 1, 0)])[:-1]),
        "byte 25: a definition is cut off",
    ),
    "byte order": (
        fit_file(ONE + b"\x40\x00\x02\x00\x00\x00"),
        "byte 27: byte order 2; FIT has 0 and 1",
    ),
    "base type": (
        fit_file(ONE + definition(0, 0, [(0, 1, ENUM), (7, 4, 0x94)])),
        "byte 36: unknown base type 0x94 of field 7",
    ),
}


@pytest.mark.parametrize(("data", "complaint"), REFUSED.values(), ids=REFUSED)
def test_a_damaged_file_is_refused_with_its_byte(data: bytes, complaint: str) -> None:
    with pytest.raises(FitFormatError) as caught:
        read(data)
    assert str(caught.value) == complaint


def test_a_file_larger_than_the_bound_is_refused_unread() -> None:
    with pytest.raises(FitFormatError) as caught:
        read(b"\0" * (MAX_BYTES + 1))
    assert str(caught.value) == "byte 262144: larger than any workout file (262145 bytes)"
    with pytest.raises(FitFormatError) as caught:
        read(fit_file(ONE), max_bytes=26)
    assert str(caught.value) == "byte 26: larger than any workout file (27 bytes)"
    assert len(read(fit_file(ONE), max_bytes=27)) == 1


def test_messages_are_counted() -> None:
    data = fit_file(ONE + b"\x00\x05" * 2)
    assert len(read(data, max_messages=3)) == 3
    with pytest.raises(FitFormatError) as caught:
        read(data, max_messages=2)
    assert str(caught.value) == "byte 27: more than 2 messages"


def test_truncation_anywhere_is_refused() -> None:
    for length in range(len(REAL)):
        with pytest.raises(FitFormatError):
            read(REAL[:length])


def test_truncation_anywhere_with_checksums_repaired_reads_or_is_refused() -> None:
    whole = read(REAL)
    for length in range(16, len(REAL)):
        try:
            messages = read(repaired(REAL[:length]))
        except FitFormatError:
            continue
        assert messages == whole[: len(messages)]


@pytest.mark.slow
def test_every_flip_of_a_single_bit_is_refused() -> None:
    for bit in range(8 * len(REAL)):
        flipped = bytearray(REAL)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(FitFormatError):
            read(bytes(flipped))


def _mutated(data: bytes, changes: list[tuple[int, int]]) -> bytes:
    changed = bytearray(data)
    for at, value in changes:
        changed[at % len(changed)] = value
    return bytes(changed)


CHANGES = st.lists(st.tuples(st.integers(14, len(REAL) - 3), st.integers(0, 255)), max_size=8)


def _reads_or_is_refused(data: bytes) -> None:
    with suppress(FitFormatError):
        assert all(isinstance(message, RawMessage) for message in read(data))


@given(CHANGES)
def test_mutations_with_checksums_repaired_read_or_are_refused(
    changes: list[tuple[int, int]],
) -> None:
    _reads_or_is_refused(repaired(_mutated(REAL, changes)))


@given(st.binary(max_size=300))
def test_any_bytes_as_records_read_or_are_refused(records: bytes) -> None:
    _reads_or_is_refused(fit_file(records))
    _reads_or_is_refused(records)


@pytest.mark.slow
@given(CHANGES, st.binary(max_size=2000))
@many(1000)
def test_many_mutations_read_or_are_refused(changes: list[tuple[int, int]], more: bytes) -> None:
    _reads_or_is_refused(repaired(_mutated(REAL, changes)))
    _reads_or_is_refused(fit_file(definition(0, 20, [(3, 1, UINT8), (4, 4, UINT32)]) + more))


# --- bombs ------------------------------------------------------------------------------


def test_records_of_no_bytes_are_counted_not_collected() -> None:
    """fit-tool took 13 s and 489 MB for 16 KiB of these."""
    records = definition(0, 20, [])
    data = fit_file(records + b"\0" * 200_000)
    with pytest.raises(FitFormatError) as caught:
        read(data)
    assert str(caught.value) == f"byte {14 + 6 + MAX_MESSAGES}: more than 4096 messages"
    with pytest.raises(FitFormatError) as caught:
        read(fit_file(records) + b"\0" * 5_000_000)
    assert str(caught.value) == "byte 262144: larger than any workout file (5000022 bytes)"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ([(number, 0, UINT32) for number in range(255)], 0),
        ([(number, 0, TEXT) for number in range(255)], 0),
        ([(number, 1, UINT8) for number in range(255)], 255),
        ([(0, 255, UINT8)], 255),
    ],
    ids=["no bytes", "no text", "many fields", "long array"],
)
def test_memory_stays_far_below_100_mb(fields: list[tuple[int, int, int]], size: int) -> None:
    record = b"\0" + b"\x01" * size
    room = MAX_BYTES - 14 - 2 - 6 - 3 * len(fields)
    count = min(MAX_MESSAGES, room // len(record))
    data = fit_file(definition(0, 20, fields) + record * count)
    tracemalloc.start()
    try:
        assert len(read(data)) == count
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40e6


def test_definitions_alone_do_not_pile_up() -> None:
    many = [definition(i % 16, i, []) for i in range(4097)]
    assert read(fit_file(b"".join(many[:-1]))) == ()
    with pytest.raises(FitFormatError, match="byte 24590: more than 4096 definitions"):
        read(fit_file(b"".join(many)))


@pytest.mark.slow
def test_fields_that_are_defined_again_and_again_are_counted() -> None:
    wide = definition(0, 20, [(number, 1, UINT8) for number in range(255)])
    data = fit_file(wide * 3950)
    stream = messages(data, 14, len(data) - 2, max_messages=10_000)
    with pytest.raises(FitFormatError) as caught:
        list(stream)
    assert str(caught.value) == "byte 2999975: more than 1000000 fields are defined"


def test_messages_come_one_by_one_and_only_those_that_are_wanted() -> None:
    records = definition(0, 20, [(3, 1, UINT8)]) + b"\x00\x64\x00\x65"
    records += definition(0, 21, [(1, 1, UINT8)]) + b"\x00\x66" + b"\x03"
    data = fit_file(records)
    stream = messages(data, 14, len(data) - 2, wanted={21})
    assert next(stream).values == {1: 102}
    with pytest.raises(FitFormatError) as caught:
        next(stream)
    assert str(caught.value) == ("byte 38: a record without a definition (local number 3)")


def test_a_compressed_timestamp_is_read() -> None:
    records = definition(1, 20, [(3, 1, UINT8)]) + b"\x01\x64" + bytes([0x80 | 1 << 5 | 7, 0x65])
    assert [message.offset_s for message in read(fit_file(records))] == [None, 7]


# --- round trip -------------------------------------------------------------------------

_SIZES = {0x00: "B", 0x02: "B", 0x01: "b", 0x83: "h", 0x84: "H", 0x85: "i", 0x86: "I"}
_SIZES |= {0x8B: "H", 0x8C: "I", 0x8E: "q", 0x8F: "Q", 0x0A: "B", 0x0D: "B", 0x90: "Q"}


@st.composite
def raw_files(draw: st.DrawFn) -> tuple[bytes, list[tuple[int, object]]]:
    """A file by the encoder of this test, and what it says."""
    records = b""
    meant: list[tuple[int, object]] = []
    for _ in range(draw(st.integers(0, 5))):
        big = draw(st.booleans())
        local, number = draw(st.integers(0, 15)), draw(st.integers(0, 0xFFFE))
        fields: list[tuple[int, int, int]] = []
        data, expected = b"", dict[int, object]()
        for field in draw(st.lists(st.integers(0, 255), unique=True, max_size=6)):
            if draw(st.booleans()):
                text = draw(
                    st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=9)
                )
                raw, base, expected[field] = text.encode() + b"\0", TEXT, text
            else:
                base = draw(st.sampled_from(sorted(_SIZES)))
                code = _SIZES[base]
                bits = 8 * struct.calcsize("<" + code)
                low, high = (
                    (-(1 << bits - 1), (1 << bits - 1) - 1)
                    if code.islower()
                    else (0, (1 << bits) - 1)
                )
                numbers = draw(st.lists(st.integers(low, high), min_size=1, max_size=3))
                raw = struct.pack(f"{'>' if big else '<'}{len(numbers)}{code}", *numbers)
                expected[field] = numbers[0] if len(numbers) == 1 else tuple(numbers)
            fields.append((field, len(raw), base))
            data += raw
        records += definition(local, number, fields, big=big) + bytes([local]) + data
        meant.append((number, expected))
    return fit_file(records, header_size=draw(st.sampled_from([12, 14]))), meant


@given(raw_files())
def test_any_messages_survive(made: tuple[bytes, list[tuple[int, object]]]) -> None:
    data, meant = made
    assert values(data) == meant
    assert struct.unpack("<H", data[-2:])[0] == crc(data[:-2])
