from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fit_build import crc, unpack
from support.fit_dump import fit_tool_raw, fitdecode_raw

from fitexport.errors import EncodeError
from fitexport.fit.profile import (
    BASE_TYPES,
    FILE_ID,
    SCHEDULE,
    STRING,
    WORKOUT,
    WORKOUT_STEP,
    Message,
)
from fitexport.fit.wire import Values, crc16, encode_file, encode_records

MESSAGES = {"file_id": FILE_ID, "workout": WORKOUT, "step": WORKOUT_STEP, "schedule": SCHEDULE}


def test_crc_is_the_one_of_the_fit_protocol() -> None:
    assert crc16(b"123456789") == 0xBB3D
    assert crc16(b"") == 0


@given(st.binary(max_size=200))
def test_crc_agrees_with_the_nibble_table_of_the_protocol(data: bytes) -> None:
    assert crc16(data) == crc(data)


@pytest.mark.parametrize("size", [62, 63, 4000, 65_534, 65_535, 98_302])
def test_the_crc_of_long_files_agrees_as_well(size: int) -> None:
    """Up to 62 bytes are not shortened; beyond twice the polynomial's period it happens twice."""
    data = bytes(n * n % 251 for n in range(size))
    assert crc16(data) == crc(data)


def test_a_file_byte_by_byte() -> None:
    records = encode_records([(FILE_ID, {"type": 5, "manufacturer": 1}), (FILE_ID, {"type": 7})])
    data = encode_file(records)
    assert data.hex(" ") == (
        "0e 10 a6 52 1b 00 00 00 2e 46 49 54 20 c4 "  # 14 bytes, protocol 1.0, profile 21.158
        "40 00 00 00 00 02 00 01 00 01 02 84 "  # message 0: field 0 is an enum, field 1 a uint16
        "00 05 01 00 "
        "40 00 00 00 00 01 00 01 00 "  # another layout, defined anew
        "00 07 "
        "e0 62"
    )


def test_header_has_14_bytes_and_says_protocol_1_0() -> None:
    data = encode_file(b"")
    assert len(data) == 16
    assert data[:12] == b"\x0e\x10\xa6\x52\x00\x00\x00\x00.FIT"


def test_a_definition_is_written_once_for_records_of_one_layout() -> None:
    step: Values = {"message_index": 0, "duration_type": 5}
    records = encode_records((WORKOUT_STEP, step | {"message_index": i}) for i in range(3))
    assert records.hex(" ") == (
        "42 00 00 1b 00 02 fe 02 84 01 01 00 02 00 00 05 02 01 00 05 02 02 00 05"
    )


def test_a_definition_is_written_again_when_a_text_has_another_length() -> None:
    notes = ["ab", "cd", "efg", "hi"]
    records = encode_records((WORKOUT_STEP, {"notes": note}) for note in notes)
    assert records.count(b"\x42\x00\x00\x1b\x00\x01\x08") == 3


def test_a_definition_serves_every_meaning_of_a_field() -> None:
    records = encode_records(
        [(WORKOUT_STEP, {"duration_time": 1}), (WORKOUT_STEP, {"duration_distance": 1})]
    )
    assert records.hex(" ") == "42 00 00 1b 00 01 02 04 86 02 e8 03 00 00 02 64 00 00 00"


def test_kinds_of_message_keep_their_definitions_side_by_side() -> None:
    records = encode_records(
        [(FILE_ID, {"type": 5}), (WORKOUT, {"sport": 1})] * 2,
    )
    assert records.hex(" ") == (
        "40 00 00 00 00 01 00 01 00 00 05 41 00 00 1a 00 01 04 01 00 01 01 00 05 01 01"
    )


@pytest.mark.parametrize(
    ("message", "values", "complaint"),
    [
        ("file_id", {"type": -1}, "type -1 does not fit field 0 of FIT message 0"),
        ("file_id", {"type": 255}, "type 255 does not fit field 0 of FIT message 0"),
        (
            "file_id",
            {"manufacturer": 65535},
            "manufacturer 65535 does not fit field 1 of FIT message 0",
        ),
        (
            "step",
            {"duration_time": 4_294_967.295},
            "duration_time 4.29497e+06 does not fit field 2 of FIT message 27",
        ),
        (
            "step",
            {"speed_low": -0.01},
            "speed_low -0.01 does not fit field 5 of FIT message 27",
        ),
        (
            "step",
            {"heart_rate_low": -101},
            "heart_rate_low -101 does not fit field 5 of FIT message 27",
        ),
        (
            "step",
            {"speed_high": float("nan")},
            "speed_high nan does not fit field 6 of FIT message 27",
        ),
        (
            "step",
            {"duration_distance": float("inf")},
            "duration_distance inf does not fit field 2 of FIT message 27",
        ),
        (
            "step",
            {"notes": "é" * 128},
            "a text of 257 bytes does not fit a FIT string\n  cut it to 254",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_refused(message: str, values: Values, complaint: str) -> None:
    with pytest.raises(EncodeError) as caught:
        encode_records([(MESSAGES[message], values)])
    assert str(caught.value) == complaint


def test_the_largest_values_fit() -> None:
    records = encode_records(
        [
            (FILE_ID, {"type": 254, "manufacturer": 65534, "serial_number": 0xFFFFFFFE}),
            (WORKOUT_STEP, {"duration_time": 4_294_967.294, "notes": "x" * 254}),
        ]
    )
    assert b"\x00\xfe\xfe\xff\xfe\xff\xff\xff" in records
    assert b"\x02\xfe\xff\xff\xff" + b"x" * 254 + b"\0" in records


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Kärnten", b"K\xc3\xa4rnten\0"),
        ("漢字😀", b"\xe6\xbc\xa2\xe5\xad\x97\xf0\x9f\x98\x80\0"),
        ("", b"\0"),
        ("a\0b", b"ab\0"),
        ("half \ud83d a pair", b"half ? a pair\0"),
    ],
)
def test_text_is_utf_8_and_ends_with_nul(text: str, written: bytes) -> None:
    (message,) = unpack(encode_file(encode_records([(WORKOUT, {"wkt_name": text})])))
    assert message.fields == {8: (7, written)}


@pytest.mark.slow
def test_both_independent_readers_accept_a_text_of_every_length() -> None:
    texts = ["x" * length for length in range(1, 255)]
    data = encode_file(encode_records((WORKOUT_STEP, {"notes": text}) for text in texts))
    expected = [(27, {8: text}) for text in texts]
    assert fit_tool_raw(data) == expected
    assert fitdecode_raw(data) == expected


def test_every_struct_code_has_the_size_of_its_type() -> None:
    sizes = {number: struct.calcsize("<" + base.code) for number, base in BASE_TYPES.items()}
    assert sizes == {number: base.size for number, base in BASE_TYPES.items()}


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_numbers_are_written_little_endian_in_the_size_of_their_type(message: Message) -> None:
    for name, field in message.fields.items():
        if field.base is not STRING:
            raw = 0x12345678 & ((1 << 8 * field.base.size) - 1)
            value = (raw - field.offset) / field.scale
            (written,) = unpack(encode_file(encode_records([(message, {name: value})])))
            expected = (field.base.number, raw.to_bytes(field.base.size, "little"))
            assert written.fields == {field.number: expected}
