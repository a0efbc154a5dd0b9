"""FIT bytes as other people's libraries read them: raw integers, and a text for golden files.

fit-tool and fitdecode share no code with fitexport or with one another. What they call a
value is scaled and named; what is compared here is the integer as it stands in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import fitdecode  # type: ignore[import-untyped]  # ships no py.typed
from fit_tool.fit_file import FitFile

from fitexport.fit.reader import read

Raw = int | float | str | tuple[int | float | str, ...] | None
RawMessages = list[tuple[int, dict[int, Raw]]]
"""(message number, field number -> value as it is in the file)."""


def fit_tool_raw(data: bytes) -> RawMessages:
    """Every message as fit-tool reads it; checksums are checked."""
    records = FitFile.from_bytes(data, check_crc=True).records
    messages = [record.message for record in records if not record.is_definition]
    return [
        (
            message.global_id,
            {
                field.field_id: _one(field.encoded_values)
                for field in message.fields
                if field.is_valid()
            },
        )
        for message in messages
    ]


def fitdecode_raw(data: bytes) -> RawMessages:
    """Every message as fitdecode reads it; checksums are checked, and errors raised."""
    return [
        (message.global_mesg_num, {field.def_num: _one(field.raw_value) for field in message})
        for message in _frames(data)
    ]


def own_raw(data: bytes) -> RawMessages:
    """Every message as our reader reads it."""
    # fitdecode says None of an empty text, as it should: FIT has no other empty value.
    return [
        (message.number, {n: None if value == "" else value for n, value in message.values.items()})
        for message in read(data)
    ]


def dump(data: bytes) -> str:
    """A file as text, by fitdecode: each message with its fields' names, numbers, raw values."""
    lines = []
    for message in _frames(data):
        lines.append(f"{message.name} ({message.global_mesg_num})")
        lines += (f"  {field.name} ({field.def_num}) = {field.raw_value!r}" for field in message)
    return "\n".join(lines) + "\n"


def _frames(data: bytes) -> Iterator[Any]:
    reader = fitdecode.FitReader(
        BytesIO(data),
        check_crc=fitdecode.CrcCheck.RAISE,
        error_handling=fitdecode.ErrorHandling.RAISE,
    )
    with reader:
        for frame in reader:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                yield frame


def _one(value: Any) -> Any:
    """A list of one is its value: fit-tool has a list for every field."""
    if isinstance(value, list | tuple):
        return value[0] if len(value) == 1 else tuple(value)
    return value
