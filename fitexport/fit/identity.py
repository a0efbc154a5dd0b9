"""A file's identity on the watch: four fields, the same in a workout and in its schedule entry.

manufacturer and product are constants, serial_number says which session it is, time_created
which version of it. A session is known by season, athlete, week and place in the week, so it stays
the same session when it moves to another day or gets new paces. A custom workout is known by
athlete, text and day, and by a number if several are alike.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from fitexport.fit.profile import FILE_ID
from fitexport.fit.wire import Values, encode_message

MANUFACTURER = 1
PRODUCT = 65534
"""Garmin and Connect, as in every workout that Garmin Connect makes: the only identity seen to link a
schedule to its workouts on real watches (fenix 6X, software 28.02)."""

_DERIVED = "runner-"
_LOWEST_SERIAL, _HIGHEST_SERIAL = 0x8000_0000, 0xFFFF_FFFE
"""Above every id that Garmin Connect was seen to assign."""
_WEEK_BITS, _PLACE_BITS = 6, 5
_SEASON_BITS = 31 - _WEEK_BITS - _PLACE_BITS
MAX_WEEK, MAX_PLACE = (1 << _WEEK_BITS) - 2, (1 << _PLACE_BITS) - 1

# FIT time of 2015-01-01 and 2021-01-01: seconds since 1989-12-31T00:00:00Z. A version is not
# a real time; nobody takes these years for one, and a watch accepts them.
_FIRST_VERSION, _LAST_VERSION = 789_004_800, 978_393_600


class Identity(NamedTuple):
    """A file's identity: serial_number and time_created of its file_id, and its maker."""

    serial: int
    version: int
    manufacturer: int = MANUFACTURER
    product: int = PRODUCT

    @property
    def is_ours(self) -> bool:
        """Whether this tool made it: both numbers are in ranges that no other maker uses."""
        return (
            (self.manufacturer, self.product) == (MANUFACTURER, PRODUCT)
            and _LOWEST_SERIAL <= self.serial <= _HIGHEST_SERIAL
            and _FIRST_VERSION <= self.version < _LAST_VERSION
        )


class ExportedSeason(NamedTuple):
    """A season that was exported: its ids, and its first and last day at the time."""

    season: str
    athlete: str
    start: date
    end: date

    @property
    def is_derived(self) -> bool:
        """Whether its ids come from options instead of a fitexport.toml."""
        return not self.athlete or self.athlete.startswith(_DERIVED)


def runner_id(mile_s: float, goal_s: float) -> str:
    """An id for a runner without one: together with a season's id, it tells runners apart.

    >>> runner_id(380, 360)
    'runner-23e9480c'
    """
    return f"{_DERIVED}{_digest(f'{mile_s:.2f} {goal_s:.2f}'.encode()) >> 32:08x}"


def is_one_of(identity: Identity, serials: Container[int]) -> bool:
    """Whether it is any version of one of these sessions of ours."""
    return identity.is_ours and identity.serial in serials


def serial_number(season: str, athlete: str, week: int, place: int) -> int:
    """The serial of a session, 0x80000000 to 0xFFFFFFFE; place 0 is the week's schedule.

    Season and athlete fill 20 bits, so that sessions of one season can never share a serial.
    """
    assert 0 <= week <= MAX_WEEK
    assert 0 <= place <= MAX_PLACE
    whose = _digest(f"{season}\n{athlete}".encode()) >> (64 - _SEASON_BITS)
    return _LOWEST_SERIAL | (whose << _WEEK_BITS | week) << _PLACE_BITS | place


def custom_serial(athlete: str, key: str) -> int:
    """The serial of a custom workout, in the same range: `key` says what it is."""
    whose = _digest(f"workout\n{athlete}\n{key}".encode())
    return _LOWEST_SERIAL + whose % (_HIGHEST_SERIAL - _LOWEST_SERIAL + 1)


def same_season(serial: int, other: int) -> bool:
    """Whether two serials are of one season of one athlete."""
    return serial >> (_WEEK_BITS + _PLACE_BITS) == other >> (_WEEK_BITS + _PLACE_BITS)


def version(content: bytes) -> int:
    """time_created of a file whose records, without file_id, are `content`."""
    return _FIRST_VERSION + _digest(content) % (_LAST_VERSION - _FIRST_VERSION)


def file_id(file_type: int, identity: Identity) -> bytes:
    """The records of a file_id message; it has to come first in its file."""
    values: Values = {
        "type": file_type,
        "manufacturer": identity.manufacturer,
        "product": identity.product,
        "serial_number": identity.serial,
        "time_created": identity.version,
    }
    made = encode_message(FILE_ID, values)
    return made.definition + made.record


def _digest(data: bytes) -> int:
    return int.from_bytes(sha256(data).digest()[:8], "big")
