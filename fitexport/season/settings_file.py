"""fitexport.toml <-> Settings: its keys, checked by pydantic, all mistakes at once; and the
commented file that `init` writes."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import count
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from fitexport.errors import PaceError, UnitError, WriteError, reason
from fitexport.files.places import key_places, position
from fitexport.files.replace import write_whole
from fitexport.files.tables import Refusal, Table, refused
from fitexport.files.toml import parse_toml, read_text
from fitexport.files.validate import validated
from fitexport.pace.pacing import Surface
from fitexport.pace.race import ExtraAt
from fitexport.pace.results import Result, check_result, distance_m
from fitexport.pace.table import MAX_HR_RANGE, Bands, EasyBy, check_goal_range
from fitexport.plan.model import MAX_WEEKS, Level, Strength
from fitexport.season.calendar_settings import (
    CalendarSettings,
    before_text,
    check_timezone,
    parse_before,
    parse_time,
    parse_times,
    time_text,
)
from fitexport.season.changes import Away, Change, Move, NewRaceDay, Skip
from fitexport.season.edits import entry
from fitexport.season.settings import Settings
from fitexport.season.spells import Spell
from fitexport.season.weekdays import WEEKDAYS, Weekday, weekday_named
from fitexport.session.sports import CrossSport
from fitexport.units import Units, exact_clock, parse_clock, parse_race_clock

_Value = TypeVar("_Value")


def _parsed(value: str, parse: Callable[[str], _Value]) -> _Value:
    """What a text means; a mistake in it is one of the file."""
    try:
        return parse(value)
    except UnitError as error:
        raise refused(error.problem, error.remedy) from None


def _time(value: object, parse: Callable[[str], float]) -> float:
    if not isinstance(value, str):
        raise refused("is no time in quotes", 'write it as m:ss, between quotes: "6:20"')
    return _parsed(value, parse)


def _clock_time(value: object) -> float:
    return _time(value, parse_clock)


def _race_time(value: object) -> float:
    return _time(value, parse_race_clock)


def _weekday(value: object) -> object:
    return _parsed(value, weekday_named) if isinstance(value, str) else value


def _distance(value: str) -> str:
    _parsed(value, distance_m)
    return value


def _text_as(parse: Callable[[str], object]) -> Callable[[object], object]:
    """A check of a text between quotes."""

    def check(value: object) -> object:
        if not isinstance(value, str):
            raise refused("is not text", "put it between quotes")
        return _parsed(value, parse)

    return check


def _times(value: object) -> object:
    """`"06:30"`, or a table with a time for some days."""
    if not isinstance(value, dict):
        return _text_as(parse_times)(value)
    return {_weekday(day): _text_as(parse_time)(time) for day, time in value.items()}


def _printable(value: str) -> str:
    if not value.isprintable():
        raise refused(
            "has a control character in it", "write letters, digits and signs on one line"
        )
    return value


_A_DAY = date(2027, 4, 9)


def _written(pattern: str, like: str) -> WithJsonSchema:
    """How a text has to look, for editors: they do not read it as we do."""
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [like]})


_TIME_OF_DAY = _written(r"^\s*\d{1,2}:\d\d\s*$", "06:30")
_RaceTime = Annotated[
    float,
    BeforeValidator(_race_time),
    _written(r"^\s*(\d:)?\d{1,3}:[0-5]\d(\.\d{1,2})?\s*$", "6:12"),
]
_Clock = Annotated[
    float, BeforeValidator(_clock_time), _written(r"^\s*\d{1,3}:[0-5]\d(\.\d)?\s*$", "6:20")
]
_NAMES = "[Mm]on(day)?|[Tt]ue(sday)?|[Ww]ed(nesday)?|[Tt]hu(rsday)?|[Ff]ri(day)?|[Ss]at(urday)?|[Ss]un(day)?"
_Day = Annotated[
    Weekday,
    BeforeValidator(_weekday),
    WithJsonSchema(
        {"anyOf": [{"enum": list(WEEKDAYS)}, {"type": "string", "pattern": f"^({_NAMES})$"}]}
    ),
]
_SessionKey = Annotated[str, Field(pattern=r"^w[0-9]{1,2}\.[0-9]{1,2}$")]
_Id = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_printable)]


class AthleteTable(Table):
    """`[athlete]` of fitexport.toml."""

    id: _Id | None = None
    mile: _Clock | None = None
    goal: _Clock | None = None
    level: Level | None = None
    units: Units | None = None
    surface: Surface | None = None
    cross: CrossSport | None = None
    strength: Strength | None = None
    bands: Bands | None = None
    easy_by: Annotated[EasyBy | None, Field(alias="easy-by")] = None
    max_hr: Annotated[
        int | None,
        Field(alias="max-hr", ge=MAX_HR_RANGE[0], le=MAX_HR_RANGE[1], strict=True),
    ] = None
    days: Annotated[tuple[_Day, ...], Field(min_length=1, max_length=7)] | None = None
    long_run: Annotated[_Day | None, Field(alias="long-run")] = None
    extra_at: Annotated[ExtraAt | None, Field(alias="extra-at")] = None


class SeasonTable(Table):
    """`[season]` of fitexport.toml."""

    id: _Id | None = None
    plan: Annotated[str, Field(min_length=1)] | None = None
    weeks: Annotated[int, Field(ge=1, le=MAX_WEEKS, strict=True)] | None = None
    race_day: Annotated[date | None, Field(alias="race-day")] = None


class CalendarTable(Table):
    """`[calendar]` of fitexport.toml."""

    at: Annotated[
        dict[Weekday, int] | None,
        BeforeValidator(_times),
        WithJsonSchema(
            {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "patternProperties": {f"^({_NAMES})$": {"type": "string"}},
                    },
                ]
            }
        ),
    ] = None
    strength_at: Annotated[
        int | None,
        Field(alias="strength-at"),
        BeforeValidator(_text_as(parse_time)),
        _TIME_OF_DAY,
    ] = None
    timezone: Annotated[str | None, BeforeValidator(_text_as(check_timezone))] = None
    remind: Annotated[
        int | None,
        BeforeValidator(_text_as(parse_before)),
        WithJsonSchema({"type": "string", "minLength": 1}),
    ] = None
    rest_days: Annotated[bool, Field(alias="rest-days", strict=True)] = False
    week_summaries: Annotated[bool, Field(alias="week-summaries", strict=True)] = False
    countdown: Annotated[bool, Field(strict=True)] = False

    def calendar_settings(self) -> CalendarSettings | None:
        """What it says; None if it says nothing."""
        calendar_settings = CalendarSettings(
            timezone=self.timezone,
            at=self.at or {},
            strength_at=self.strength_at,
            remind_min=self.remind,
            rest_days=self.rest_days,
            week_summaries=self.week_summaries,
            countdown=self.countdown,
        )
        return None if calendar_settings == CalendarSettings() else calendar_settings


MAX_ENTRIES = 100
"""Changes, and results, of a season."""

_KINDS = {
    "move": ("to",),
    "skip": (),
    "sick": ("until",),
    "travel": ("until",),
    "race-day": (),
}
"""The key that says what a change is, and the keys that it needs beside it."""
_MORE = {"move": ("swap",), "travel": ("days",)}
_ALL = frozenset({"date", *_KINDS, "to", "until", "swap", "days"})


class ChangeTable(Table):
    """A `[[change]]` of fitexport.toml: what happened to the plan, one thing each."""

    made: Annotated[date, Field(alias="date", examples=[_A_DAY])]
    move: _SessionKey | None = None
    to: date | None = None
    swap: Annotated[bool | None, Field(strict=True)] = None
    skip: _SessionKey | None = None
    sick: date | None = None
    travel: date | None = None
    until: date | None = None
    days: Annotated[tuple[_Day, ...], Field(max_length=7)] | None = None
    race_day: Annotated[date | None, Field(alias="race-day")] = None

    @classmethod
    def problems(cls, table: Mapping[str, Any], context: Any) -> Iterator[Refusal]:
        """More than one thing, or none, or what does not belong to it."""
        given = {key for key in table if key in _ALL} - {"date"}
        kinds = [kind for kind in _KINDS if kind in given]
        if not kinds and not table.keys() <= _ALL:
            return  # a key that is misspelt, which is said
        if len(kinds) != 1:
            said = f"says {' and '.join(kinds)} at once" if kinds else "says nothing that happened"
            yield Refusal(
                said, "write one of move, skip, sick, travel, race-day in each [[change]]"
            )
            return
        kind = kinds[0]
        needed, allowed = {kind, *_KINDS[kind]}, {kind, *_KINDS[kind], *_MORE.get(kind, ())}
        if needed - given:
            keys = ", ".join(sorted(needed - given))
            yield Refusal(f"a change that says {kind} needs {keys}", f"write {keys} beside it")
        elif given - allowed:
            keys = ", ".join(sorted(given - allowed))
            yield Refusal(f"a change that says {kind} has no use for {keys}", f"take {keys} out")

    def change(self, where: str) -> Change:
        """What it says, for the plan."""
        if self.move and self.to:
            return Move(self.move, self.to, bool(self.swap), made=self.made, where=where)
        if self.skip:
            return Skip(self.skip, made=self.made, where=where)
        if self.race_day:
            return NewRaceDay(self.race_day, made=self.made, where=where)
        first = self.sick or self.travel
        assert first is not None, "validated"
        assert self.until is not None, "validated"
        spell = Spell(first, self.until, self.sick is not None, self.days or ())
        return Away(spell, made=self.made, where=where)


class ResultTable(Table):
    """A `[[result]]` of fitexport.toml: a race or trial, and what it was run in."""

    day: Annotated[date, Field(alias="date", examples=[_A_DAY])]
    distance: Annotated[str, AfterValidator(_distance), Field(examples=["mile"])]
    time: Annotated[_RaceTime, Field(examples=["6:12"])]
    goal: _Clock | None = None

    @model_validator(mode="after")
    def _is_human(self) -> ResultTable:
        try:
            check_result(self.result(), self.day)
            if self.goal is not None:
                check_goal_range(self.goal)
        except PaceError as error:
            raise refused(error.problem, error.remedy) from None
        return self

    def result(self) -> Result:
        return Result(day=self.day, distance=self.distance, time_s=self.time, goal_s=self.goal)


def _entries(value: object) -> object:
    if isinstance(value, dict):
        raise refused(
            "is one table, not a list", "write it between two brackets: [[change]], [[result]]"
        )
    return value


class AthleteFile(Table):
    """A whole fitexport.toml."""

    athlete: AthleteTable = AthleteTable()
    season: SeasonTable = SeasonTable()
    calendar: CalendarTable = CalendarTable()
    change: Annotated[
        tuple[ChangeTable, ...], Field(max_length=MAX_ENTRIES), BeforeValidator(_entries)
    ] = ()
    result: Annotated[
        tuple[ResultTable, ...], Field(max_length=MAX_ENTRIES), BeforeValidator(_entries)
    ] = ()

    @classmethod
    def problems(cls, table: Mapping[str, Any], context: Any) -> Iterator[Refusal]:
        season = table.get("season", {})
        if table.get("change") and isinstance(season, dict) and "race-day" not in season:
            remedy = "write race-day under [season]: race-day = 2027-05-01"
            yield Refusal("needs a race day, so that days are fixed", remedy, ("change",))


def read_athlete_file(path: Path) -> Settings:
    """What a fitexport.toml says.

    Raises:
        TemplateError: its mistakes, all of them.
    """
    return settings_of(read_text(path, str(path)), path)


def settings_of(text: str, path: Path) -> Settings:
    """What the text of a fitexport.toml says; `path` is where it stands.

    Raises:
        TemplateError: its mistakes, all of them.
    """
    shown = str(path)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    read = validated(AthleteFile, parse_toml(text, shown))
    places = key_places(text) if read.change else {}
    athlete, season = read.athlete, read.season
    plan = season.plan
    if plan is not None and plan.endswith(".toml"):  # beside the file that names it
        plan = str(path.parent / plan)
    return Settings(
        id=athlete.id,
        mile_s=athlete.mile,
        goal_s=athlete.goal,
        level=athlete.level,
        units=athlete.units,
        surface=athlete.surface,
        cross=athlete.cross,
        strength=athlete.strength,
        bands=athlete.bands,
        easy_by=athlete.easy_by,
        max_hr=athlete.max_hr,
        days=athlete.days,
        long_run=athlete.long_run,
        extra_at=athlete.extra_at,
        season=season.id,
        plan=plan,
        weeks=season.weeks,
        race_day=season.race_day,
        calendar_settings=read.calendar.calendar_settings(),
        changes=tuple(
            table.change(f"{shown}:{position(text, places['change', index].key).line}")
            for index, table in enumerate(read.change)
        ),
        results=tuple(table.result() for table in read.result),
    )


# --- writing ----------------------------------------------------------------------------

# Table, key, field of the settings (of its calendar settings for the calendar), and what the file says of it. What is not known is written
# as a comment with an example, so that every key can be found here.
KEYS = (
    ("athlete", "id", "id", '"anna"', "keep it: your watch and calendar know your sessions by it"),
    ("athlete", "mile", "mile_s", '"6:20"', "the mile you can run today: all paces come from it"),
    ("athlete", "goal", "goal_s", '"6:00"', "the mile you train for"),
    ("athlete", "level", "level", '"intermediate"', "beginner, intermediate or advanced"),
    ("athlete", "units", "units", '"mi"', "paces per mi or per km"),
    ("athlete", "surface", "surface", '"road"', "on a track, reps end by the lap button"),
    (
        "athlete",
        "cross",
        "cross",
        '"cycling"',
        "your other sport: or swimming, rowing, elliptical, aqua-jog, hiking",
    ),
    (
        "athlete",
        "strength",
        "strength",
        '"gym"',
        "gym (barbells), home (dumbbells or nothing), none",
    ),
    ("athlete", "bands", "bands", '"normal"', "pace targets: tight, normal, wide, or none"),
    ("athlete", "easy-by", "easy_by", '"pace"', "easy and long runs by pace, hr or effort"),
    ("athlete", "max-hr", "max_hr", "185", "your highest heart rate, for easy-by hr"),
    ("athlete", "days", "days", '["mon", "tue", "thu", "sat"]', "the days you can train on"),
    ("athlete", "long-run", "long_run", '"sat"', "the day of the long run"),
    (
        "athlete",
        "extra-at",
        "extra_at",
        '"end"',
        "a mile is four laps and 9 m: at the start or end",
    ),
    ("season", "id", "season", '"mile-2027-05-01"', "keep it until the race is run"),
    ("season", "plan", "plan", '"mile"', 'a shipped plan, or a file of your own: "my-plan.toml"'),
    ("season", "weeks", "weeks", "8", "how long the plan is; the mile plan: 6 to 10"),
    ("season", "race-day", "race_day", "2027-05-01", "the day of the race, the last of the plan"),
    (
        "calendar",
        "at",
        "at",
        '"06:30"',
        'when runs begin; or some days: { mon = "06:30", sat = "8:00" }',
    ),
    ("calendar", "strength-at", "strength_at", '"17:30"', "when lifting begins"),
    ("calendar", "timezone", "timezone", '"America/New_York"', "where those times are meant"),
    ("calendar", "remind", "remind_min", '"30min"', "an alarm before what has a time"),
    ("calendar", "rest-days", "rest_days", "true", "rest days, too"),
    ("calendar", "week-summaries", "week_summaries", "true", "an event for each week"),
    ("calendar", "countdown", "countdown", "true", "weeks to the race in the titles"),
)


CHOICES: dict[str, tuple[str, ...]] = {
    "level": get_args(Level),
    "units": get_args(Units),
    "strength": get_args(Strength),
    "cross": get_args(CrossSport),
}
"""What may be said of some keys."""


def write_athlete_file(path: Path, text: str) -> Path | None:
    """Write a fitexport.toml; where one stands already it is kept, and its new path returned:
    `<path>.old`, or with a number if there are older ones.

    Raises:
        WriteError: the folder cannot take it; what was there is as it was.
    """
    kept = next(name for name in _old_names(path) if not name.exists()) if path.exists() else None
    before = None
    try:
        if kept:
            write_whole(kept, path.read_bytes(), new=True, like=path)
            before = kept.read_bytes()
        write_whole(path, text.encode("utf-8"))
    except OSError as error:
        with contextlib.suppress(OSError):
            if kept and before == path.read_bytes():  # the copy is of no use
                kept.unlink()
        raise WriteError(
            reason(error),
            "nothing was changed; choose another --config",
            where=path,
        ) from error
    return kept


def _old_names(path: Path) -> Iterator[Path]:
    for number in count(1):
        yield path.with_name(f"{path.name}.old{number if number > 1 else ''}")


def format_athlete_file(settings: Settings) -> str:
    """A commented fitexport.toml that says what the settings say."""
    lines = [
        "# Who runs and for which race. fitexport finds this file in the folder you work in;",
        "# options on the command line override it. Lines that begin with # are not read.",
    ]
    table = ""
    for of_table, key, field, example, comment in KEYS:
        if of_table != table:
            table = of_table
            lines += ["", f"[{table}]"]
        value = getattr(
            settings.calendar_settings if table == "calendar" else settings, field, None
        )
        value = None if value is False or value == {} else value
        setting = f"# {key} = {example}" if value is None else f"{key} = {_toml(field, value)}"
        lines.append(f"{setting:<38}  # {comment}")
    return "\n".join((*lines, "", *map(entry, _diary(settings))))


def _diary(settings: Settings) -> Iterator[Change | Result]:
    """Changes in their order, which counts; results among them by their days."""
    results = sorted(settings.results, key=lambda result: result.day)[::-1]
    for change in settings.changes:
        while results and results[-1].day < change.made:
            yield results.pop()
        yield change
    yield from reversed(results)


def _toml(field: str, value: object) -> str:
    """A value as TOML; strings by JSON's rules, which TOML's basic strings share."""
    match value:
        case float() if field.endswith("_s"):
            return f'"{exact_clock(value)}"'
        case bool():
            return str(value).lower()
        case int() if field == "strength_at":
            return f'"{time_text(value)}"'
        case int() if field == "remind_min":
            return f'"{before_text(value)}"'
        case dict():
            if len(value) == 7 and len(set(value.values())) == 1:
                return _toml("strength_at", value["mon"])
            days = (
                f"{day} = {_toml('strength_at', value[day])}" for day in WEEKDAYS if day in value
            )
            return f"{{ {', '.join(days)} }}"
        case tuple():
            return f"[{', '.join(_toml(field, item) for item in value)}]"
        case date() | int():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False)
