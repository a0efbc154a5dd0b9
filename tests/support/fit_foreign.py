"""FIT files as other people's tools and watches write them, byte by byte; no encoder of ours."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence

from support.fit_build import definition, fit_file

ENUM, UINT8, TEXT, UINT16, UINT32, UINT32Z = 0x00, 0x02, 0x07, 0x84, 0x86, 0x8C
_CODES = {ENUM: "B", UINT8: "B", UINT16: "H", UINT32: "I", UINT32Z: "I"}

Value = int | str | bytes
Fields = Mapping[int, tuple[int, Value]]
"""Field number -> base type and value; bytes stand as they are."""

TIME, DISTANCE, OPEN, REPEAT, REPS = 0, 1, 5, 6, 29
SPEED, HEART, NO_TARGET, CADENCE, POWER = 0, 1, 2, 3, 4
ACTIVE, REST, WARMUP, COOLDOWN, RECOVERY, INTERVAL = range(6)
NOTHING = 0xFFFFFFFF


def message(number: int, fields: Fields, *, local: int = 0, big: bool = False) -> bytes:
    """A definition and a record of it."""
    raw = []
    for base, value in fields.values():
        if isinstance(value, str):
            raw.append(value.encode() + b"\0")
        elif isinstance(value, bytes):
            raw.append(value)
        else:
            raw.append(struct.pack((">" if big else "<") + _CODES[base], value))
    rows = [
        (field, len(data), base)
        for (field, (base, _)), data in zip(fields.items(), raw, strict=True)
    ]
    return definition(local, number, rows, big=big) + bytes([local]) + b"".join(raw)


def file_id(
    kind: int = 5,
    serial: int = 129330220,
    created: int = 931521374,
    maker: int = 1,
    product: int = 65534,
) -> Fields:
    return {
        0: (ENUM, kind),
        1: (UINT16, maker),
        2: (UINT16, product),
        3: (UINT32Z, serial),
        4: (UINT32, created),
    }


def about(name: str = "Tempo", steps: int = 1, sport: int = 1, **more: tuple[int, Value]) -> Fields:
    """A workout message; `f11=(ENUM, 4)` is field 11."""
    fields: dict[int, tuple[int, Value]] = {4: (ENUM, sport), 6: (UINT16, steps), 8: (TEXT, name)}
    return fields | {int(key[1:]): value for key, value in more.items()}


def step(
    kind: int | None = TIME,
    duration: int | None = 60_000,
    target: int | None = NO_TARGET,
    value: int | None = 0,
    low: int | None = None,
    high: int | None = None,
    intensity: int | None = ACTIVE,
    notes: str | None = None,
    **more: tuple[int, Value],
) -> Fields:
    """A workout_step message without its index; None leaves a field out."""
    given: dict[int, tuple[int, Value | None]] = {
        1: (ENUM, kind),
        2: (UINT32, duration),
        3: (ENUM, target),
        4: (UINT32, value),
        5: (UINT32, low),
        6: (UINT32, high),
        7: (ENUM, intensity),
        8: (TEXT, notes),
    }
    fields = {number: (base, value) for number, (base, value) in given.items() if value is not None}
    return fields | {int(key[1:]): value for key, value in more.items()}


def repeat(first: int, count: int | None, kind: int = REPEAT) -> Fields:
    """A repeat as Garmin Connect writes it."""
    return step(kind, first, None, count, intensity=None)


def workout_file(
    steps: Sequence[Fields],
    workout: Fields | None = None,
    head: Fields | None = None,
    *,
    between: Iterable[bytes] = (),
    big: bool = False,
    header_size: int = 14,
) -> bytes:
    """A workout file; `between` are records after the file_id."""
    index = ((n, {254: (UINT16, n), **fields}) for n, fields in enumerate(steps))
    records = [
        message(0, head or file_id(), big=big),
        *between,
        message(26, workout or about(steps=len(steps)), local=1, big=big),
        *(message(27, fields, local=2, big=big) for _, fields in index),
    ]
    return fit_file(b"".join(records), header_size=header_size)


def schedule_file(
    entries: Iterable[tuple[int, int, int]],
    head: Fields | None = None,
    maker: int = 1,
    product: int = 65534,
) -> bytes:
    """A schedule file; an entry is (scheduled_time, serial_number, time_created)."""
    records = [message(0, head or file_id(7, 1))]
    for when, serial, created in entries:
        fields: Fields = {
            0: (UINT16, maker),
            1: (UINT16, product),
            2: (UINT32Z, serial),
            3: (UINT32, created),
            4: (ENUM, 0),
            5: (ENUM, 0),
            6: (UINT32, when),
        }
        records.append(message(28, fields, local=3))
    return fit_file(b"".join(records))


OTHERS = {
    "connect.fit": workout_file(
        [
            step(OPEN, None, intensity=WARMUP),
            step(DISTANCE, 40_000, SPEED, 0, 3704, 4000, notes="smooth"),
            step(2, 220, intensity=RECOVERY),
            repeat(1, 8),
            step(TIME, 300_000, HEART, 2, intensity=COOLDOWN),
        ],
        about("Track Tuesday", 5),
    ),
    "thousand.fit": workout_file(
        [
            step(TIME, 900_000),
            step(DISTANCE, 40_000, SPEED, 0, 4_733_000, 4_877_000),
            step(DISTANCE, 20_000, intensity=REST),
            repeat(1, 6),
            step(TIME, 600_000),
        ],
        about("6x400", 4),
        file_id(serial=1_168_344_000, maker=255, product=0),
    ),
}
"""samples/others: a workout as Garmin Connect makes it, and one that is a thousand times too fast
and counts its steps without the repeat."""
