"""The part of the FIT profile that we write: messages, fields, base types, scales.

Numbers: Garmin FIT profile 21.218, `Profile.xlsx` sheets Types and Messages; base types:
FIT protocol, "FIT base types". A value is written as `round(value * scale + offset)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class BaseType(NamedTuple):
    """How a field's bytes are laid out; `code` is `struct`'s, without byte order."""

    number: int
    code: str
    size: int

    @property
    def no_value(self) -> int:
        """The value that means "none": 0, the highest number, or all bits set."""
        if self in (UINT8Z, UINT16Z, UINT32Z, UINT64Z):
            return 0
        bits = 8 * self.size - (1 if self in (SINT8, SINT16, SINT32, SINT64) else 0)
        return (1 << bits) - 1


ENUM = BaseType(0x00, "B", 1)
SINT8 = BaseType(0x01, "b", 1)
UINT8 = BaseType(0x02, "B", 1)
STRING = BaseType(0x07, "s", 1)
UINT8Z = BaseType(0x0A, "B", 1)
BYTE = BaseType(0x0D, "B", 1)
SINT16 = BaseType(0x83, "h", 2)
UINT16 = BaseType(0x84, "H", 2)
SINT32 = BaseType(0x85, "i", 4)
UINT32 = BaseType(0x86, "I", 4)
FLOAT32 = BaseType(0x88, "f", 4)
FLOAT64 = BaseType(0x89, "d", 8)
UINT16Z = BaseType(0x8B, "H", 2)
UINT32Z = BaseType(0x8C, "I", 4)
SINT64 = BaseType(0x8E, "q", 8)
UINT64 = BaseType(0x8F, "Q", 8)
UINT64Z = BaseType(0x90, "Q", 8)

BASE_TYPES = {
    base.number: base
    for base in (
        *(ENUM, SINT8, UINT8, STRING, UINT8Z, BYTE, SINT16, UINT16, SINT32, UINT32),
        *(FLOAT32, FLOAT64, UINT16Z, UINT32Z, SINT64, UINT64, UINT64Z),
    )
}
NO_VALUES = {number: base.no_value for number, base in BASE_TYPES.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field of a message, or one meaning of it (`duration_time`, `duration_distance`).

    Rows are compared by identity, for speed: the encoder looks one up for every value it writes.
    """

    number: int
    base: BaseType
    scale: float = 1
    offset: int = 0
    invalid: int = field(init=False)
    """All bits set: no value, whatever the type's sign."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "invalid", (1 << 8 * self.base.size) - 1)


class Message(NamedTuple):
    """A message: its global number, the local one we give it, its fields by name."""

    number: int
    local: int
    fields: dict[str, Field]

    def numbers(self) -> dict[str, int]:
        """The numbers of its fields by name; several meanings of a field share one."""
        return {name: field.number for name, field in self.fields.items()}


FILE_ID = Message(
    0,
    0,
    {
        "type": Field(0, ENUM),
        "manufacturer": Field(1, UINT16),
        "product": Field(2, UINT16),
        "serial_number": Field(3, UINT32Z),
        "time_created": Field(4, UINT32),
    },
)
WORKOUT = Message(
    26,
    1,
    {
        "sport": Field(4, ENUM),
        "capabilities": Field(5, UINT32Z),
        "num_valid_steps": Field(6, UINT16),
        "wkt_name": Field(8, STRING),
        "sub_sport": Field(11, ENUM),
        "wkt_description": Field(17, STRING),
    },
)
WORKOUT_STEP = Message(
    27,
    2,
    {
        "message_index": Field(254, UINT16),
        "duration_type": Field(1, ENUM),
        "duration_time": Field(2, UINT32, 1000),
        "duration_distance": Field(2, UINT32, 100),
        "duration_reps": Field(2, UINT32),
        "duration_hr": Field(2, UINT32, 1, 100),
        "duration_hr_percent": Field(2, UINT32),
        "duration_step": Field(2, UINT32),
        "target_type": Field(3, ENUM),
        "target_value": Field(4, UINT32),
        "target_hr_zone": Field(4, UINT32),
        "target_repeat_steps": Field(4, UINT32),
        "speed_low": Field(5, UINT32, 1000),
        "speed_high": Field(6, UINT32, 1000),
        "heart_rate_low": Field(5, UINT32, 1, 100),
        "heart_rate_high": Field(6, UINT32, 1, 100),
        "heart_rate_percent_low": Field(5, UINT32),
        "heart_rate_percent_high": Field(6, UINT32),
        "power_low": Field(5, UINT32, 1, 1000),
        "power_high": Field(6, UINT32, 1, 1000),
        # rpm in FIT: strides of one foot, so half the steps a minute.
        "cadence_low": Field(5, UINT32, 0.5),
        "cadence_high": Field(6, UINT32, 0.5),
        "intensity": Field(7, ENUM),
        "notes": Field(8, STRING),
        "exercise_category": Field(10, UINT16),
        "exercise_name": Field(11, UINT16),
    },
)
SCHEDULE = Message(
    28,
    3,
    {
        "manufacturer": Field(0, UINT16),
        "product": Field(1, UINT16),
        "serial_number": Field(2, UINT32Z),
        "time_created": Field(3, UINT32),
        "completed": Field(4, ENUM),
        "type": Field(5, ENUM),
        "scheduled_time": Field(6, UINT32),
    },
)


class FileType:
    """`file_id.type`."""

    ACTIVITY = 4
    WORKOUT = 5
    SCHEDULE = 7


class DurationType:
    """`workout_step.duration_type`."""

    TIME = 0
    DISTANCE = 1
    HR_LESS_THAN = 2
    HR_GREATER_THAN = 3
    OPEN = 5
    REPEAT_UNTIL_STEPS_CMPLT = 6
    REPS = 29


class TargetType:
    """`workout_step.target_type`."""

    SPEED = 0
    HEART_RATE = 1
    OPEN = 2
    CADENCE = 3
    POWER = 4


FIT_DAY_0 = date(1989, 12, 31)
FIT_EPOCH_S = 631_065_600
"""FIT counts seconds from 1989-12-31T00:00:00Z; this is that moment in seconds since 1970."""
DAY_S = 86_400

CAPABILITIES_TCX = 32
"""What Garmin Connect sets on every workout it makes."""
