"""How each kind of setting is written: as an option, in a fitexport.toml, and for an editor.

A kind's `check` is a core schema of pydantic for the file's value (a plain dict, so that pydantic is
not loaded without a file); the functions in it raise UnitError.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, get_args

from fitexport.errors import UnitError
from fitexport.pace.results import distance_m, parse_mile
from fitexport.season.calendar_settings import (
    before_text,
    check_timezone,
    parse_before,
    parse_time,
    parse_times,
    time_text,
)
from fitexport.season.weekdays import FULL_NAMES, WEEKDAYS, weekday_named, weekdays_named
from fitexport.season.weekly_volume import parse_volume
from fitexport.units import exact_clock, parse_clock, parse_date, parse_race_clock

Schema = dict[str, Any]


class Kind(NamedTuple):
    """What a setting's value is, and how it is written."""

    check: Schema
    """pydantic's core schema of the value in a file."""
    for_editors: Schema
    """Its JSON Schema; times have an example, which a setting may replace."""
    parse: Callable[[str], Any]
    """The value that an option's text means; raises UnitError."""
    metavar: str = ""
    written: Callable[[Any], str] = json.dumps
    """The value as TOML: strings, lists and booleans by JSON's rules, which TOML shares."""
    choices: tuple[str, ...] = ()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def before(function: Callable[[Any], Any], check: Schema) -> Schema:
    """A check applied to the result of `function`."""
    return {"type": "function-before", "function": _no_info(function), "schema": check}


def after(check: Schema, function: Callable[[Any], Any]) -> Schema:
    """A check whose value then goes through `function`."""
    return {"type": "function-after", "function": _no_info(function), "schema": check}


def _read_by(function: Callable[[Any], Any]) -> Schema:
    return {"type": "function-plain", "function": _no_info(function)}


def _no_info(function: Callable[[Any], Any]) -> Schema:
    return {"type": "no-info", "function": function}


_NO_TEXT = ("is not text", "put it in quotes")
_NO_TIME = ("is not a time in quotes", 'write it as m:ss, in quotes: "6:20"')


def _text(
    parse: Callable[[str], Any], otherwise: tuple[str, str] = _NO_TEXT
) -> Callable[[object], Any]:
    """A reader of text between quotes."""

    def read(value: object) -> Any:
        if not isinstance(value, str):
            raise UnitError(*otherwise)
        return parse(value)

    return read


def _looks_like(pattern: str, example: str) -> Schema:
    """The form of a text, for editors: they do not parse it as we do."""
    return {"examples": [example], "pattern": pattern, "type": "string"}


# --- numbers, dates, words --------------------------------------------------------------


def choice(words: Any) -> Kind:
    """One of the words of a Literal."""
    choices = get_args(words)

    def parse(text: str) -> str:
        word = text.strip().lower()
        if word not in choices:
            raise UnitError(f'"{text}" is not one of the choices', f"write {', '.join(choices)}")
        return word

    return Kind(
        check={"type": "literal", "expected": list(choices)},
        for_editors={"enum": list(choices), "type": "string"},
        parse=parse,
        choices=choices,
    )


def whole_number(low: int, high: int, metavar: str) -> Kind:
    """A whole number within bounds; as an option it is checked where it is used."""
    return Kind(
        check={"type": "int", "strict": True, "ge": low, "le": high},
        for_editors={"maximum": high, "minimum": low, "type": "integer"},
        parse=int,
        metavar=metavar,
        written=str,
    )


FLAG = Kind({"type": "bool", "strict": True}, {"type": "boolean"}, parse=bool)
DATE = Kind(
    check={"type": "date"},
    for_editors={"format": "date", "type": "string"},
    parse=parse_date,
    metavar="DATE",
    written=str,
)


def _identity(text: str) -> str:
    if not (1 <= len(text) <= 80 and text.isprintable() and text.strip()):
        raise UnitError("write 1 to 80 printable characters on one line")
    return text


def _printable(text: str) -> str:
    if not text.isprintable():
        raise UnitError("has a control character in it", "write printable characters on one line")
    return text


ID = Kind(
    check=after({"type": "str", "min_length": 1, "max_length": 80}, _printable),
    for_editors={"maxLength": 80, "minLength": 1, "type": "string"},
    parse=_identity,
    metavar="ID",
    written=_quoted,
)


def _plan_name(text: str) -> str:
    if not text.strip():  # from an unset shell variable
        raise UnitError("the plan has no name", "leave --plan out, or write mile")
    return text


PLAN = Kind(
    check={"type": "str", "min_length": 1},
    for_editors={"minLength": 1, "type": "string"},
    parse=_plan_name,
    metavar="PLAN_NAME",
    written=_quoted,
)
_SESSION = r"^w[0-9]{1,2}\.[0-9]{1,2}$"
SESSION_KEY = Kind(
    check={"type": "str", "pattern": _SESSION},
    for_editors={"pattern": _SESSION, "type": "string"},
    parse=str,
)


def _distance(text: str) -> str:
    distance_m(text)
    return text


RACE_DISTANCE = Kind(
    check=after({"type": "str"}, _distance),
    for_editors={"type": "string"},
    parse=_distance,
)

# --- times ------------------------------------------------------------------------------

CLOCK = Kind(
    check=_read_by(_text(parse_clock, _NO_TIME)),
    for_editors=_looks_like(r"^\s*\d{1,3}:[0-5]\d(\.\d)?\s*$", "6:20"),
    parse=parse_clock,
    metavar="M:SS",
    written=lambda seconds: f'"{exact_clock(seconds)}"',
)
MILE = CLOCK._replace(
    check=_read_by(_text(parse_mile, _NO_TIME)),
    for_editors=_looks_like(r"^\s*(.*\S\s+)?(\d:)?\d{1,3}:[0-5]\d(\.\d{1,2})?\s*$", "6:20"),
    parse=parse_mile,
    metavar="TIME",
)
"""A mile, or a race to calculate it from; written as the mile."""
RACE_CLOCK = Kind(
    check=_read_by(_text(parse_race_clock, _NO_TIME)),
    for_editors=_looks_like(r"^\s*(\d:)?\d{1,3}:[0-5]\d(\.\d{1,2})?\s*$", "6:12"),
    parse=parse_race_clock,
)
VOLUME = Kind(
    check=_read_by(_text(parse_volume, ("has no unit", 'write it in quotes: "25mi"'))),
    for_editors=_looks_like(r"^\s*\d{1,4}(\.\d{1,2})?\s*[A-Za-z][A-Za-z0-9 ]*$", "25mi"),
    parse=parse_volume,
    metavar="VOLUME",
    written=lambda volume: f'"{volume}"',
)


def _written_time(minutes: int) -> str:
    return f'"{time_text(minutes)}"'


TIME_OF_DAY = Kind(
    check=_read_by(_text(parse_time)),
    for_editors=_looks_like(r"^\s*\d{1,2}:\d\d\s*$", "06:30"),
    parse=parse_time,
    metavar="TIME",
    written=_written_time,
)
BEFORE = Kind(
    check=_read_by(_text(parse_before)),
    for_editors={"minLength": 1, "type": "string"},
    parse=parse_before,
    metavar="TIME",
    written=lambda minutes: f'"{before_text(minutes)}"',
)
TIMEZONE = Kind(
    check=_read_by(_text(check_timezone)),
    for_editors={"type": "string"},
    parse=check_timezone,
    metavar="ZONE",
    written=_quoted,
)

# --- days of the week -------------------------------------------------------------------

_ANY_DAY = "|".join(f"[{name[0].upper()}{name[0]}]{name[1:3]}({name[3:]})?" for name in FULL_NAMES)
_DAY_NAMES = f"^({_ANY_DAY})$"
_A_DAY: Schema = {
    "anyOf": [{"enum": list(WEEKDAYS)}, {"pattern": _DAY_NAMES, "type": "string"}],
}


def _day(value: object) -> object:
    return weekday_named(value) if isinstance(value, str) else value


DAY = Kind(
    check=before(_day, {"type": "literal", "expected": list(WEEKDAYS)}),
    for_editors=_A_DAY,
    parse=weekday_named,
    metavar="DAY",
)


def _days(bounds: Schema, for_editors: Schema) -> Kind:
    return Kind(
        check={
            "type": "tuple",
            "items_schema": [DAY.check],
            "variadic_item_index": 0,
            "max_length": 7,
            **bounds,
        },
        for_editors={"items": _A_DAY, "maxItems": 7, **for_editors, "type": "array"},
        parse=weekdays_named,
        metavar="DAYS",
    )


DAYS = _days({"min_length": 1}, {"minItems": 1})
OPEN_DAYS = _days({}, {})
"""Possibly none."""


def _times(value: object) -> Any:
    """`"06:30"`, or a table with a time for some days."""
    if not isinstance(value, dict):
        return _text(parse_times)(value)
    return {_day(day): _text(parse_time)(time) for day, time in value.items()}


def _written_times(times: Mapping[str, int]) -> str:
    if len(times) == 7 and len(set(times.values())) == 1:
        return _written_time(times["mon"])
    days = (f"{day} = {_written_time(times[day])}" for day in WEEKDAYS if day in times)
    return f"{{ {', '.join(days)} }}"


TIMES = Kind(
    check=_read_by(_times),
    for_editors={
        "anyOf": [
            {"type": "string"},
            {
                "patternProperties": {_DAY_NAMES: {"type": "string"}},
                "type": "object",
                "additionalProperties": False,
            },
        ]
    },
    parse=parse_times,
    metavar="TIME",
    written=_written_times,
)
