"""Miles, minutes and paces at the edges; metres, seconds and m/s inside."""

from __future__ import annotations

import re
from datetime import date
from typing import Generic, Literal, TypeVar, cast

from fitexport.errors import UnitError

MILE_M = 1609.344
"""One mile in metres (international yard, 1959)."""

KM_M = 1000.0

Units = Literal["mi", "km"]
"""What an athlete thinks in."""
DEFAULT_UNITS: Units = "mi"

_Seconds = TypeVar("_Seconds", float, float | None)

UNIT_M: dict[str, float] = {"m": 1.0, "km": KM_M, "mi": MILE_M, "yd": 0.9144}

YEARS = (2000, 2099)
"""FIT time is 32 bits from 1989; dates outside this century are typing errors."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_HUNDREDTHS = r"(\.\d)\d$"
_LONG_CLOCK = r"(\d):([0-5]\d:[0-5]\d(?:\.\d)?)"
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(\.\d)?", re.ASCII)


def is_mile(distance_m: float) -> bool:
    """Whether a distance is the mile: 1mi, 1609m and 1.609km all are."""
    return round(distance_m) == round(MILE_M)


def parse_clock(text: str) -> float:
    """Seconds of a time written `m:ss` or `m:ss.t`.

    >>> parse_clock("6:20"), parse_clock("4:59.5")
    (380.0, 299.5)

    Raises:
        UnitError: anything else, `5:99` included.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise UnitError(f'"{text}" is not a time', "write minutes and seconds: 6:20 or 6:20.5")
    minutes, seconds, tenths = match.groups()
    return int(minutes) * 60 + int(seconds) + float(tenths or 0)


def parse_race_clock(text: str) -> float:
    """Seconds of a race time, with or without hours; hundredths are cut to tenths.

    >>> parse_race_clock("19:08"), parse_race_clock("1:02:30"), parse_race_clock("6:12.34")
    (1148.0, 3750.0, 372.3)

    Raises:
        UnitError: anything else, `1:60:00` included.
    """
    tenths = re.sub(_HUNDREDTHS, r"\1", text.strip(), flags=re.ASCII)
    match = re.fullmatch(_LONG_CLOCK, tenths, re.ASCII)
    if match is None:
        return parse_clock(tenths if _CLOCK.fullmatch(tenths) else text)
    return 3600 * int(match[1]) + parse_clock(match[2])


def seconds(time: float | str) -> float:
    """Seconds, given as such or as a time on a clock.

    >>> seconds(380), seconds("6:20"), seconds("1:02:30")
    (380, 380.0, 3750.0)

    Raises:
        UnitError: a text that is no time.
    """
    return parse_race_clock(time) if isinstance(time, str) else time


class SecondsField(Generic[_Seconds]):
    """A field of a frozen dataclass (without slots) that accepts what `seconds` accepts.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Split:
    ...     time_s: SecondsField[float] = SecondsField()
    >>> Split("1:30").time_s
    90.0
    """

    def __init__(self, *default: _Seconds) -> None:
        self._default: tuple[_Seconds, ...] = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> _Seconds:
        if instance is not None:
            return cast(_Seconds, vars(instance)[self._name])
        if not self._default:
            raise AttributeError(self._name)  # so a dataclass knows that it has no default
        return self._default[0]

    def __set__(self, instance: object, value: _Seconds | str) -> None:
        vars(instance)[self._name] = seconds(value) if isinstance(value, str) else value


def parse_date(text: str) -> date:
    """The date of `2027-05-01`.

    Raises:
        UnitError: it is written otherwise, or the calendar has no such day.
    """
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is None:
        raise UnitError(f'"{text}" is not a date', "write year-month-day: 2027-05-01")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnitError(f"there is no {text} in the calendar") from None


def clock(time_s: float, step_s: float = 1.0) -> str:
    """A time as `m:ss`, rounded to `step_s` (1, 0.5 or 0.1).

    >>> clock(424), clock(105.4), clock(59.96), clock(299.54, 0.1), clock(79.02, 0.5)
    ('7:04', '1:45', '1:00', '4:59.5', '1:19.0')
    """
    if step_s == 1:
        minutes, seconds = divmod(round(time_s), 60)
        return f"{minutes}:{seconds:02d}"
    minutes, tenths = divmod(round(round(time_s / step_s) * step_s * 10), 600)
    return f"{minutes}:{tenths / 10:04.1f}"


def race_clock(time_s: float) -> str:
    """A race time, with hours where it takes some.

    >>> race_clock(1437), race_clock(4161)
    ('23:57', '1:09:21')
    """
    minutes, seconds = divmod(round(time_s), 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def exact_clock(time_s: float) -> str:
    """A time as it was given: `m:ss`, tenths only where there are some.

    >>> exact_clock(380), exact_clock(359.5)
    ('6:20', '5:59.5')
    """
    return clock(time_s, 0.1).removesuffix(".0")


def split_text(time_s: float, step_s: float) -> str:
    """A split as a coach calls it: seconds up to a minute, then `m:ss`; no idle `.0`.

    >>> split_text(52.7, 0.5), split_text(53.1, 0.5), split_text(79.1, 0.5), split_text(105.4, 1)
    ('52.5 s', '53 s', '1:19', '1:45')
    """
    text = clock(time_s, step_s).removesuffix(".0")
    return f"{text[2:].lstrip('0') or '0'} s" if text.startswith("0:") else text


def round_minutes(time_s: float) -> str:
    """A length of time for a table.

    >>> round_minutes(35 * 60), round_minutes(3900), round_minutes(7200)
    ('35 min', '1 h 05', '2 h 00')
    """
    minutes = round(time_s / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d}"


def pace_to_speed(pace_s_per_m: float) -> float:
    """Speed in m/s of a pace in seconds per metre.

    >>> pace_to_speed(0.25)
    4.0

    Raises:
        UnitError: the pace is zero or negative.
    """
    if not pace_s_per_m > 0:
        raise UnitError("a pace must be above 0", "give seconds per metre above 0")
    return 1 / pace_s_per_m


def speed_on_watch(pace_s_per_m: float, units: Units) -> float:
    """Speed in m/s of a pace; where the whole mm/s of FIT would print as another pace, the
    nearest that prints as this one.

    >>> pace = 645.48 / MILE_M  # 10:45/mi; 2493 mm/s would be 10:46/mi
    >>> speed_on_watch(pace, "mi"), pace_text(1 / 2.493, "mi")
    (2.494, '10:46/mi')
    """
    speed, text = pace_to_speed(pace_s_per_m), pace_text(pace_s_per_m, units)
    nearest = round(1000 * speed)
    if pace_text(1000 / nearest, units) == text:
        return speed
    return next(
        (mm / 1000 for mm in (nearest + 1, nearest - 1) if pace_text(1000 / mm, units) == text),
        speed,
    )


def written_distance(distance_m: float) -> tuple[float, Literal["m", "km", "mi"]]:
    """A distance in the unit that it was most likely written in, to the centimetre that FIT has.

    >>> written_distance(4828.03), written_distance(5000), written_distance(402.34)
    ((3.0, 'mi'), (5.0, 'km'), (0.25, 'mi'))
    >>> written_distance(1500), written_distance(409.34)
    ((1500.0, 'm'), (409.34, 'm'))
    """
    cm = round(100 * distance_m)
    miles = round(cm / (100 * MILE_M), 2)
    if cm % 1000 and miles >= 0.1 and round(100 * MILE_M * miles) == cm:
        return miles, "mi"
    return (cm / 100_000, "km") if cm >= 200_000 and cm % 1000 == 0 else (cm / 100, "m")


def pace_text(pace_s_per_m: float, units: Units) -> str:
    """A pace in the athlete's units.

    >>> pace_text(0.25, "km"), pace_text(424 / MILE_M, "mi")
    ('4:10/km', '7:04/mi')
    """
    return f"{clock(pace_s_per_m * UNIT_M[units])}/{units}"


def pace_range_text(fast_s_per_m: float, slow_s_per_m: float, units: Units) -> str:
    """A band of paces, the fast end first.

    >>> pace_range_text(0.25, 0.26, "km")
    '4:10-4:20/km'
    """
    fast = clock(fast_s_per_m * UNIT_M[units])
    slow = clock(slow_s_per_m * UNIT_M[units])
    return f"{fast}/{units}" if fast == slow else f"{fast}-{slow}/{units}"


def distance_text(distance_m: float, units: Units) -> str:
    """A session's distance in the athlete's units, to a tenth.

    >>> distance_text(8046.72, "mi"), distance_text(8046.72, "km")
    ('5.0 mi', '8.0 km')
    """
    return f"{distance_m / UNIT_M[units]:.1f} {units}"


def day_text(day: date) -> str:
    """A date in a table; English whatever the locale, so that output is the same everywhere.

    >>> day_text(date(2027, 3, 16))
    'Tue 16 Mar'
    """
    return f"{WEEKDAYS[day.weekday()]} {day.day:2d} {_MONTHS[day.month - 1]}"


def date_text(day: date) -> str:
    """A date in a sentence.

    >>> date_text(date(2027, 5, 1))
    'Sat 1 May 2027'
    """
    return f"{WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def cut(text: str, limit: int) -> str:
    """At most `limit` UTF-8 bytes of `text`, ended on a word, never inside a character.

    >>> cut("leg swings, high knees", 14), cut("Kärnten", 2), cut("one", 10)
    ('leg swings', 'K', 'one')
    """
    data = text.encode("utf-8", "replace")
    if len(data) <= limit:
        return data.decode("utf-8")
    head = data[:limit].decode("utf-8", "ignore")
    on_a_word = head if text[len(head)].isspace() else head.rpartition(" ")[0]
    return (on_a_word or head).rstrip(" ,;:-(\n")
