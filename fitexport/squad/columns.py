"""A column's heading, as coaches write it -> what its cells are and how they are read.

Every setting of a fitexport.toml is a column, under the name of its option; its own parser reads the
text. Here are only the other names of columns, and what spreadsheets do to each kind of value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple
from unicodedata import normalize

from fitexport.errors import UnitError, printable
from fitexport.pace.results import distance_m
from fitexport.season.setting_kinds import CLOCK, DATE, DAYS, FLAG, MILE, TIME_OF_DAY, TIMES, VOLUME
from fitexport.season.settings_table import SETTINGS, Setting
from fitexport.squad.cells import iso_date, run_times, time_of_day


class Column(NamedTuple):
    """What a column holds: the field of `Settings` that it sets, or a field of its own below."""

    name: str
    field: str
    read: Callable[[str], Any]
    """The value of a cell that is not empty; raises UnitError."""
    about: str


NAME, FIRST_NAME, LAST_NAME = "name", "first-name", "last-name"
DISTANCE, TIME = "distance", "time"
LIMITS = "limits"

_SAME = {
    NAME: ("athlete", "runner", "full name", "athlete name", "runner name"),
    FIRST_NAME: ("first", "firstname", "given name", "forename"),
    LAST_NAME: ("last", "lastname", "surname", "family name"),
    "id": ("athlete id", "runner id", "identity", "bib"),
    "mile": (
        "mile time",
        "mile pr",
        "mile pb",
        "current mile",
        "mile today",
        "race result",
        "result",
    ),
    DISTANCE: ("race run", "result distance", "event"),
    TIME: ("race time", "result time", "recent race time", "finish time"),
    "volume": ("weekly volume", "mileage", "weekly mileage", "current volume", "weekly running"),
    "goal": ("goal time", "target", "target time", "mile goal", "goal mile"),
    "race-day": ("race date", "date of race", "goal race date"),
    "race-distance": ("race", "goal distance", "goal race distance"),
    "level": ("experience", "ability"),
    "days": ("training days", "days per week", "days a week", "run days", "running days"),
    "long-run": ("long run day",),
    "units": ("unit", "miles or km"),
    "timezone": ("time zone", "zone", "tz"),
    "cross": ("cross training", "other sport"),
    "strength": ("lifting", "gym"),
    "max-hr": ("max heart rate", "maximum heart rate", "hr max", "hrmax", "maxhr"),
    "resting-hr": ("resting heart rate", "hr rest", "resting pulse", "rhr"),
    "at": ("start time", "time of day", "runs at"),
    "remind": ("reminder", "alarm"),
    "watch": ("limits", "watch limits"),
    "steps": ("watch steps", "max steps"),
    "workouts": ("watch workouts", "max workouts"),
    "entries": ("calendar entries", "watch entries"),
}
"""Column -> its other names, without capitals and marks."""
_UNITS = {
    "mi": ("mi", "miles"),
    "km": ("km", "kms", "kilometers", "kilometres"),
    "min": ("min", "minutes"),
}
"""Of a volume, where the heading has it: "Miles per week", "Volume (km)"."""
_RACE = re.compile(
    r"(?P<distance>mile|[\d.]+ ?(?:m|k|km|mi|miles?)?)(?: (?:time|pr|pb|best|result))?"
)
_WITH_TIME = re.compile(r"(.*?)\s*([\d:.,]+(?:e-\d+|\s*[ap]\.?\s?m\.?)?)", re.I | re.ASCII)

_FLAGS = {
    **dict.fromkeys(("yes", "y", "true", "x", "1", "\u2713"), True),
    **dict.fromkeys(("no", "n", "false", "0"), False),
}


def column_of(heading: str) -> Column | None:
    """The column that a heading means; None if it is not known.

    >>> column_of("Mile time").name, column_of("race_day").name, column_of("5K PR").name
    ('mile', 'race-day', '5k')
    >>> column_of("Miles per week").read("25"), column_of("Email")
    (WeeklyVolume(amount=25.0, unit='mi'), None)
    """
    wanted = _plain(heading)
    known = _KNOWN.get(wanted)
    if known is not None:
        return known
    in_brackets = re.search(r"[(\[](.*?)[)\]]", heading)
    if in_brackets:
        return column_of(f"{_plain(in_brackets[1])} {heading[: in_brackets.start()]}") or column_of(
            heading[: in_brackets.start()]
        )
    match = _RACE.fullmatch(wanted)
    if match is None:
        return None
    try:
        distance = _distance(match["distance"].replace(" ", ""))
    except UnitError:
        return None
    read = partial(race_mile, distance)
    return Column(distance, "mile_s", read, f"The time of a race over {distance}.")


def race_mile(distance: str, time: str) -> Any:
    """The mile that a race is worth.

    Raises:
        UnitError: of the likeliest time that the cell may mean, if none is possible.
    """
    return _first(MILE.parse, (f"{distance} {each}" for each in run_times(time)))


def _plain(heading: str) -> str:
    """A heading without capitals and marks.

    >>> _plain(" Race_Day: "), _plain("Miles/week")
    ('race day', 'miles week')
    """
    text = normalize("NFKC", heading).casefold()
    return " ".join(re.sub(r"[^\w.]|_", " ", text).split())


# --- what each kind of cell may look like ------------------------------------------------


def _first(parse: Callable[[str], Any], texts: Iterator[str]) -> Any:
    """The first of these texts that can be read; the error of the first if none can."""
    wrong: UnitError | None = None
    for text in texts:
        try:
            return parse(text)
        except UnitError as error:
            wrong = wrong or error
    assert wrong is not None
    raise wrong


def _run_time(parse: Callable[[str], Any], text: str) -> Any:
    """A time, alone or after the distance of a race."""
    match = _WITH_TIME.fullmatch(text)
    if match is None:
        return parse(text)
    return _first(parse, (f"{match[1]} {each}".strip() for each in run_times(match[2])))


def _listed_days(parse: Callable[[str], Any], text: str) -> Any:
    """Days separated by anything.

    Raises:
        UnitError: a number of days, or no days.
    """
    if text.isdigit():
        raise UnitError(f"{text} does not say which days", "write the days: mon,tue,thu,sat,sun")
    return parse(",".join(each for each in re.split(r"[\s,;/|&+]+|\band\b", text) if each))


def _whole(low: int, high: int, text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
        raise UnitError(f'"{printable(text, 40)}" is not a whole number', f"write {low} to {high}")
    if not low <= int(text) <= high:
        raise UnitError(f"{text} is not in {low} to {high}", "check the number")
    return int(text)


def _flag(text: str) -> bool:
    if text.casefold() not in _FLAGS:
        raise UnitError(f'"{printable(text, 40)}" is neither yes nor no', "write yes or no")
    return _FLAGS[text.casefold()]


def _volume(parse: Callable[[str], Any], unit: str, text: str) -> Any:
    """A volume with a point for its decimals; a number alone has the unit of the heading."""
    text = re.sub(r"(\d),(\d{1,2})(?!\d)", r"\1.\2", text)
    return parse(f"{text}{unit}" if re.fullmatch(r"[\d.]+", text) else text)


def _reader(setting: Setting) -> Callable[[str], Any]:
    """How the cells of a setting's column are read."""
    kind = setting.kind
    if kind is FLAG:
        return _flag
    if kind.parse is int:
        return partial(_whole, kind.check["ge"], kind.check["le"])
    if kind in (CLOCK, MILE):
        return partial(_run_time, kind.parse)
    if kind in (TIME_OF_DAY, TIMES):
        return lambda text: kind.parse(time_of_day(text))
    if kind is DATE:
        return lambda text: kind.parse(iso_date(text))
    if kind is DAYS:
        return partial(_listed_days, kind.parse)
    if kind is VOLUME:
        return partial(_volume, kind.parse, "")
    return kind.parse


# --- the table ---------------------------------------------------------------------------


def _name(text: str) -> str:
    shown = text.replace("\u200c", "").replace("\u200d", "")  # joiners, which some scripts need
    if not (shown and shown.isprintable() and len(text) <= 80):
        raise UnitError("is not a name", "write at most 80 printable characters")
    return text


def _about(setting: Setting) -> str:
    choices = ", ".join(setting.kind.choices)
    about = setting.help.replace("--", "")
    return f"{about} ({choices})" if choices else about


def _distance(text: str) -> str:
    """A distance, in metres if it is a large number alone: 1600."""
    text += "m" if text.isdigit() and len(text) > 2 else ""
    distance_m(text)
    return text


def _limit(name: str, text: str) -> str:
    return f"{name}={text}" if name else text


_OF_A_WATCH = {
    "workouts": "How many workouts the watch accepts.",
    "steps": "How many steps a workout may have on it.",
    "entries": "How many calendar entries it accepts.",
}
COLUMNS = (
    Column(NAME, NAME, _name, "The athlete's name."),
    Column(FIRST_NAME, FIRST_NAME, _name, "The first name, if the name is in two columns."),
    Column(LAST_NAME, LAST_NAME, _name, "The last name."),
    Column(
        DISTANCE,
        DISTANCE,
        _distance,
        "The distance of a recent race, 800m to 10k, in place of a mile.",
    ),
    Column(TIME, TIME, str, "The time of that race: 22:00."),
    *(
        Column(each.option_name or each.key, each.field, _reader(each), _about(each))
        for each in SETTINGS
    ),
    Column("watch", LIMITS, partial(_limit, ""), "What the watch accepts: steps=40,workouts=20."),
    *(Column(name, LIMITS, partial(_limit, name), about) for name, about in _OF_A_WATCH.items()),
)


def _known() -> dict[str, Column]:
    by_name = {column.name: column for column in COLUMNS}
    known = {_plain(name): column for name, column in by_name.items()}
    known |= {other: by_name[name] for name, others in _SAME.items() for other in others}
    volume = by_name["volume"]
    for unit, words in _UNITS.items():
        column = volume._replace(read=partial(_volume, VOLUME.parse, unit))
        for word in words:
            known |= {
                _plain(heading): column
                for heading in (
                    *(f"{word} per week", f"{word} a week", f"{word} week", f"weekly {word}"),
                    *(f"{word} {other}" for other in ("volume", *_SAME["volume"])),
                )
            }
    return known


_KNOWN = _known()
