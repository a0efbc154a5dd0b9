"""DEVICE.FIT -> how many workouts, steps and calendar entries a watch accepts.

FIT settings: message 37 file_capabilities (type 0, directory 2, max_count 3), message 38
mesg_capabilities (file 0, mesg_num 1, count_type 2, count 3; count type 1 is max_per_file).
fenix 3, Forerunner 920XT and 935 state 25 workouts of 50 steps and 200 entries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from fitexport.errors import FitFormatError, UnitError
from fitexport.fit.profile import FILE_ID, WORKOUT_STEP, FileType
from fitexport.fit.reader import RawMessage, read
from fitexport.fit.schedule_file import MAX_ENTRIES
from fitexport.fit.workout_file import MAX_STEPS

NAME = "DEVICE.FIT"
_DEVICE_FILE = 1
_FILE_CAPABILITIES, _MESG_CAPABILITIES = 37, 38
_SCHEDULE_MESSAGE = 28
_MAX_PER_FILE = 1
_MOST = {"workouts": 1000, "steps": 500, "entries": 1000}
"""More than any watch accepts: a file with more is wrong."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a watch accepts; the defaults are accepted by every watch we know of."""

    workouts: int = 25
    steps: int = MAX_STEPS
    entries: int = MAX_ENTRIES

    def __str__(self) -> str:
        return (
            f"{self.workouts} workouts, {self.steps} steps in each, {self.entries} calendar entries"
        )


USUAL = Limits()


class Stated(NamedTuple):
    """The limits of a watch (None: it accepts no workouts) and where they come from, in words."""

    limits: Limits | None
    source: str
    known: bool
    """Whether the watch states any of them."""


def stated_limits(data: bytes | None) -> Stated:
    """The limits of a watch with this DEVICE.FIT, or without one; USUAL where it states none.

    A fenix 7 shows 30 entries; older watches state 200, but nobody has tried more than 30. So
    never more than that.
    """
    if data is None:
        return Stated(USUAL, f"usual ones: it has no {NAME}", known=False)
    try:
        counts = _counts(data)
    except FitFormatError as error:
        return Stated(USUAL, f"usual ones: {NAME} cannot be used ({error})", known=False)
    if counts is None:
        return Stated(None, NAME, known=True)
    if not counts:
        return Stated(USUAL, f"usual ones: {NAME} states none", known=False)
    limits = replace(USUAL, **counts)
    source = NAME
    if limits.entries > MAX_ENTRIES:
        source += (
            f", which states {limits.entries} entries: watches are known to show {MAX_ENTRIES}"
        )
        limits = replace(limits, entries=MAX_ENTRIES)
    missing = [each.name for each in fields(Limits) if each.name not in counts]
    if missing:
        source += f"; {' and '.join(missing)} as usual"
    return Stated(limits, source, known=True)


def _counts(data: bytes) -> dict[str, int] | None:
    """The limits that a DEVICE.FIT states; None if the device accepts no workouts.

    Raises:
        FitFormatError: damaged, of another kind, or with numbers that no watch has.
    """
    messages = read(data)
    if (
        not messages
        or messages[0].number != FILE_ID.number
        or _value(messages[0], 0) != _DEVICE_FILE
    ):
        raise FitFormatError("not a DEVICE.FIT (a FIT file of type 1)", where="byte 0")
    kinds = [each for each in messages if each.number == _FILE_CAPABILITIES]
    workouts = [each for each in kinds if _value(each, 0) == FileType.WORKOUT]
    if kinds and not workouts:
        return None
    counts = {
        "workouts": _count("workouts", workouts, 3),
        "steps": _count("steps", _per_file(messages, WORKOUT_STEP.number), 3),
        "entries": _count("entries", _per_file(messages, _SCHEDULE_MESSAGE), 3),
    }
    return {name: count for name, count in counts.items() if count}


def parse_limits(text: str, limits: Limits) -> Limits:
    """`limits` with those replaced that a text such as `workouts=50,entries=100` gives.

    Raises:
        UnitError: anything else.
    """
    known = [each.name for each in fields(Limits)]
    for part in text.split(","):
        match = re.fullmatch(r"\s*([a-z]+)\s*=\s*(\d{1,4})\s*", part, re.ASCII)
        if match is None or match[1] not in known or not 1 <= int(match[2]) <= _MOST[match[1]]:
            raise UnitError(
                f'"{part.strip()}" is not a limit',
                "write workouts=25,steps=50,entries=30, or one or two of these",
            )
        limits = replace(limits, **{match[1]: int(match[2])})
    return limits


def _per_file(messages: tuple[RawMessage, ...], number: int) -> list[RawMessage]:
    """The messages that say how many messages of this kind fit into one file."""
    return [
        each
        for each in messages
        if each.number == _MESG_CAPABILITIES
        and (_value(each, 1), _value(each, 2)) == (number, _MAX_PER_FILE)
    ]


def _count(what: str, messages: list[RawMessage], field: int) -> int | None:
    """The number in the first of these messages; None if there is none.

    Raises:
        FitFormatError: no watch has that many.
    """
    if not messages or (count := _value(messages[0], field)) is None:
        return None
    if not 1 <= count <= _MOST[what]:
        raise FitFormatError(f"{count} {what}, which no watch has", where=f"byte {messages[0].at}")
    return count


def _value(message: RawMessage, field: int) -> int | None:
    """A whole number; None for FIT's "no value"."""
    value = message.values.get(field)
    size = next((each.size for each in message.layout if each.number == field), 0)
    return value if isinstance(value, int) and value != (1 << 8 * size) - 1 else None
