"""FIT bytes made by hand, without fitexport's encoder; and workouts of every kind to encode.

`pack(unpack(data)) == data` for every file of ours, so that a test can take a file apart,
change one thing, and put it together again with checksums that are right.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from fitexport.pace.workout import (
    LAP,
    CadenceTarget,
    DistanceDuration,
    HeartRateDuration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    Intensity,
    OpenTarget,
    PowerTarget,
    RepeatStep,
    RepsDuration,
    SpeedTarget,
    Target,
    TimeDuration,
    Workout,
    WorkoutStep,
)
from fitexport.session import Sport
from fitexport.session.exercises import EXERCISES

# --- bytes ------------------------------------------------------------------------------

# The nibble table of the FIT protocol document, "CRC".
_NIBBLES = (
    *(0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401),
    *(0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400),
)


def _of_byte(byte: int) -> int:
    """The checksum of one byte, a nibble at a time as in the protocol document."""
    value = 0
    for nibble in (byte & 0xF, byte >> 4):
        value = value >> 4 & 0x0FFF ^ _NIBBLES[value & 0xF] ^ _NIBBLES[nibble]
    return value


_BYTES = tuple(map(_of_byte, range(256)))


def _of_pair(pair: int) -> int:
    value = _BYTES[pair & 0xFF]
    return value >> 8 ^ _BYTES[(value ^ pair >> 8) & 0xFF]


_PAIRS = tuple(map(_of_pair, range(1 << 16)))
"""Of two bytes: recordings are long."""


def crc(data: bytes) -> int:
    """The FIT checksum."""
    value, pairs = 0, len(data) // 2
    for pair in struct.unpack_from(f"<{pairs}H", data):
        value = _PAIRS[value ^ pair]
    for byte in data[2 * pairs :]:
        value = value >> 8 ^ _BYTES[(value ^ byte) & 0xFF]
    return value


def fit_file(records: bytes, *, header_size: int = 14, header_crc: int | None = None) -> bytes:
    """A whole file around `records`; a header of 14 bytes has its own checksum."""
    header = struct.pack("<BBHI4s", header_size, 0x10, 21_158, len(records), b".FIT")
    if header_size == 14:
        header += struct.pack("<H", crc(header) if header_crc is None else header_crc)
    return header + records + struct.pack("<H", crc(header + records))


def repaired(data: bytes) -> bytes:
    """`data` with the length and both checksums of a 14-byte header made right."""
    return fit_file(data[14:-2])


def definition(
    local: int,
    number: int,
    fields: Sequence[tuple[int, int, int]],
    *,
    big: bool = False,
    developer: Sequence[tuple[int, int, int]] | None = None,
) -> bytes:
    """A definition message; fields are (number, size, base type)."""
    header = 0x40 | local | (0 if developer is None else 0x20)
    made = struct.pack(">BBBHB" if big else "<BBBHB", header, 0, big, number, len(fields))
    made += b"".join(map(bytes, fields))
    if developer is not None:
        made += bytes([len(developer)]) + b"".join(map(bytes, developer))
    return made


@dataclass
class Message:
    """One message taken apart: field number -> (base type, bytes)."""

    number: int
    fields: dict[int, tuple[int, bytes]]

    def set(self, field: int, value: int | str, base: int | None = None) -> None:
        """Another value, in the type the field has, or in `base` with as many bytes as it had."""
        old_base, old = self.fields.get(field, (base, b"\0"))
        new_base = old_base if base is None else base
        assert new_base is not None
        if isinstance(value, str):
            self.fields[field] = (new_base, value.encode() + b"\0")
        else:
            size = {0: 1, 2: 1, 0x84: 2, 0x86: 4, 0x8C: 4}.get(new_base, len(old))
            self.fields[field] = (new_base, value.to_bytes(size, "little"))

    def get(self, field: int) -> int:
        return int.from_bytes(self.fields[field][1], "little")


def unpack(data: bytes) -> list[Message]:
    """A little-endian file of ours, taken apart."""
    at, end = 14, len(data) - 2
    layouts: dict[int, tuple[int, list[tuple[int, int, int]]]] = {}
    messages = []
    while at < end:
        header = data[at]
        if header & 0x40:
            number, count = struct.unpack_from("<HB", data, at + 3)
            rows = [struct.unpack_from("<BBB", data, at + 6 + 3 * i) for i in range(count)]
            layouts[header & 0xF] = (number, rows)
            at += 6 + 3 * count
            continue
        number, rows = layouts[header]
        at += 1
        fields = {}
        for field, size, base in rows:
            fields[field] = (base, data[at : at + size])
            at += size
        messages.append(Message(number, fields))
    return messages


def pack_records(messages: Iterable[Message]) -> bytes:
    """Records with a local number a kind; a definition wherever the layout changes."""
    locals_ = {0: 0, 26: 1, 27: 2, 28: 3}
    layouts: dict[int, list[tuple[int, int, int]]] = {}
    out = []
    for message in messages:
        local = locals_.get(message.number, 4)
        layout = [(field, len(raw), base) for field, (base, raw) in message.fields.items()]
        if layouts.get(local) != layout or local == 4:
            layouts[local] = layout
            out.append(definition(local, message.number, layout))
        out.append(bytes([local]) + b"".join(raw for _, raw in message.fields.values()))
    return b"".join(out)


def pack(messages: Iterable[Message]) -> bytes:
    return fit_file(pack_records(messages))


# --- workouts ---------------------------------------------------------------------------

SQUAT = EXERCISES["back squat"]

EVERY_STEP = Workout(
    name="W3.2 6x400 mile",
    sport=Sport.RUNNING,
    description="6x 400m @ mile, jog 200m\nFast and relaxed.",
    steps=(
        WorkoutStep(duration=TimeDuration(900), intensity=Intensity.WARMUP),
        WorkoutStep(duration=LAP, intensity=Intensity.WARMUP, note="leg swings, high knees"),
        RepeatStep(
            6,
            (
                WorkoutStep(
                    duration=DistanceDuration(400), target=SpeedTarget(3.704, 4.0), note="in 1:45"
                ),
                WorkoutStep(duration=DistanceDuration(200), intensity=Intensity.RECOVERY),
            ),
        ),
        WorkoutStep(duration=TimeDuration(60), target=HeartRateTarget(174, 182)),
        WorkoutStep(duration=TimeDuration(60), target=HeartRatePercentTarget(65, 79)),
        WorkoutStep(duration=TimeDuration(60), target=HeartRateZoneTarget(2)),
        WorkoutStep(duration=TimeDuration(60), target=PowerTarget(250, 270)),
        WorkoutStep(duration=TimeDuration(60), target=CadenceTarget(180, 186)),
        WorkoutStep(duration=TimeDuration(90), intensity=Intensity.REST),
        WorkoutStep(duration=TimeDuration(600), intensity=Intensity.COOLDOWN, note="easy"),
    ),
)
"""Every duration of a run, every target, every intensity, a repeat; 12 messages of steps."""

BY_HEART = Workout(
    name="Until it slows",
    sport=Sport.RUNNING,
    steps=(
        WorkoutStep(duration=HeartRateDuration(150, "bpm", above=True)),
        WorkoutStep(
            duration=HeartRateDuration(65, "%max", above=False), intensity=Intensity.RECOVERY
        ),
    ),
)
"""Steps that the heart ends."""
STRENGTH = Workout(
    name="Strength A",
    sport=Sport.STRENGTH,
    steps=(
        WorkoutStep(duration=TimeDuration(300), intensity=Intensity.WARMUP),
        RepeatStep(
            3,
            (
                WorkoutStep(duration=RepsDuration(8), exercise=SQUAT, note="heavy"),
                WorkoutStep(duration=TimeDuration(120), intensity=Intensity.REST),
            ),
        ),
        WorkoutStep(duration=RepsDuration(6), exercise=EXERCISES["bounding"], note="bounding"),
    ),
)

_TEXTS = st.one_of(
    st.text("abc ,;:-(\n", max_size=300),
    st.text(max_size=300),
    st.text("äé漢😀 ", max_size=120),
)


def _ends(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    numbers = st.integers(low, high)
    return st.tuples(numbers, numbers).map(lambda ends: (min(ends), max(ends)))


def _targets() -> st.SearchStrategy[Target]:
    made: list[st.SearchStrategy[Any]] = [
        st.just(OpenTarget()),
        st.tuples(st.floats(0.5, 12), st.floats(0.5, 12)).map(
            lambda ends: SpeedTarget(min(ends), max(ends))
        ),
        _ends(40, 230).map(lambda ends: HeartRateTarget(*ends)),
        _ends(30, 100).map(lambda ends: HeartRatePercentTarget(*ends)),
        st.integers(1, 5).map(HeartRateZoneTarget),
        _ends(1, 2000).map(lambda ends: PowerTarget(*ends)),
        _ends(50, 300).map(lambda ends: CadenceTarget(*ends)),
    ]
    return st.one_of(made)


STEPS: st.SearchStrategy[WorkoutStep] = st.builds(
    WorkoutStep,
    duration=st.one_of(
        st.just(LAP),
        st.floats(0, 86_400).map(TimeDuration),
        st.floats(0, 1_000_000).map(DistanceDuration),
        st.integers(1, 500).map(RepsDuration),
        st.builds(HeartRateDuration, st.integers(30, 250), st.just("bpm"), st.booleans()),
        st.builds(HeartRateDuration, st.integers(30, 100), st.just("%max"), st.booleans()),
    ),
    target=_targets(),
    intensity=st.sampled_from(Intensity),
    note=_TEXTS,
    exercise=st.none() | st.sampled_from(list(EXERCISES.values())),
)


def _lists(
    items: st.SearchStrategy[WorkoutStep | RepeatStep], least: int = 1
) -> st.SearchStrategy[tuple[WorkoutStep | RepeatStep, ...]]:
    return st.lists(items, min_size=least, max_size=3).map(tuple)


ANY_STEPS: st.SearchStrategy[tuple[WorkoutStep | RepeatStep, ...]] = _lists(
    st.recursive(
        STEPS,
        lambda inner: st.builds(RepeatStep, st.integers(1, 3), _lists(inner)),
        max_leaves=6,
    )
)
"""Steps and repeats, nested too; repeats of one round as well."""

WORKOUTS: st.SearchStrategy[Workout] = st.builds(
    Workout, name=_TEXTS, sport=st.sampled_from(Sport), steps=ANY_STEPS, description=_TEXTS
)
