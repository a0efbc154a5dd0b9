"""fitexport.toml -> Settings: its keys, checked by pydantic, all errors at once.

The check is made from the table of settings as a schema of pydantic's core, and the core alone is
loaded: models of the whole package would take half of a short command's time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import CoreSchema, SchemaValidator

from fitexport.errors import PaceError, UnitError
from fitexport.files.shapes import Key, Refusal, Shape
from fitexport.files.toml import parse_toml, read_text
from fitexport.files.validate import checked
from fitexport.pace.results import Result, check_result
from fitexport.pace.table import FASTEST_GOAL_S, check_goal_range
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.setting_kinds import Schema, after, before
from fitexport.season.settings import Settings
from fitexport.season.settings_table import CALENDAR, ENTRIES, SETTINGS, EntryKey, Setting

if TYPE_CHECKING:
    from fitexport.season.changes import Change

MAX_ENTRIES = 100
"""Changes, and results, of a season."""


def read_athlete_file(path: Path) -> Settings:
    """The settings in a fitexport.toml.

    Raises:
        TemplateError: every error in it.
    """
    return settings_of(read_text(path, str(path)), path)


def settings_of(text: str, path: Path) -> Settings:
    """The settings in the text of a fitexport.toml; `path` is where the file is, or will be.

    Raises:
        TemplateError: every error in it.
    """
    shown = str(path)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    check = SchemaValidator(_schema()).validate_python
    read = checked(_FILE, check, parse_toml(text, shown))
    given: dict[str, Any] = {}
    of_the_calendar: dict[str, Any] = {}
    for setting in SETTINGS:
        if setting.key in read.get(setting.table, {}):
            fields = of_the_calendar if setting.table == CALENDAR else given
            fields[setting.field] = read[setting.table][setting.key]
    if str(given.get("plan", "")).endswith(".toml"):  # beside the file that names it
        given["plan"] = str(path.parent / given["plan"])
    calendar_settings = CalendarSettings(**of_the_calendar)
    return Settings(
        **given,
        calendar_settings=None if calendar_settings == CalendarSettings() else calendar_settings,
        changes=_changes(read["change"], text, shown) if read.get("change") else (),
        results=read.get("result", ()),
        of_file=True,
    )


def _changes(entries: Iterable[Mapping[str, Any]], text: str, shown: str) -> tuple[Change, ...]:
    """Each `[[change]]` as a Change, with its line."""
    from fitexport.files.places import key_places, position  # many files have none
    from fitexport.season.edits import change_of

    places = key_places(text)
    return tuple(
        change_of(entry, f"{shown}:{position(text, places['change', index].key).line}")
        for index, entry in enumerate(entries)
    )


# --- the shape of the file, for messages ------------------------------------------------


def _no_problems(_table: Mapping[str, Any], _context: Any) -> Iterator[Refusal]:
    yield from ()


def _file_problems(table: Mapping[str, Any], _context: Any) -> Iterator[Refusal]:
    """Report changes without a race day, from which their days are counted."""
    season = table.get("season", {})
    if table.get("change") and isinstance(season, dict) and "race-day" not in season:
        remedy = "write race-day under [season]: race-day = 2027-05-01"
        yield Refusal("needs a race day, so that days are fixed", remedy, ("change",))


_KINDS = {
    "move": ("to",),
    "skip": (),
    "sick": ("until",),
    "injured": (),
    "travel": ("until",),
    "race-day": (),
}
"""The key that names the kind of a change, and the keys it requires."""
_OPTIONAL = {
    "move": ("swap",),
    "travel": ("days",),
    "injured": ("until", "cross-training"),
}


def _change_problems(table: Mapping[str, Any], _context: Any) -> Iterator[Refusal]:
    """Report a table with several changes or none, or keys that do not belong to its change."""
    known = {each.key for each in ENTRIES["change"]}
    given = (table.keys() & known) - {"date"}
    kinds = [kind for kind in _KINDS if kind in given]
    if not kinds and not table.keys() <= known:
        return  # a misspelt key, which is reported
    if len(kinds) != 1:
        problem = f"has both {' and '.join(kinds)}" if kinds else "names no change"
        yield Refusal(problem, f"write one of {', '.join(_KINDS)} in each [[change]]")
        return
    kind = kinds[0]
    needed = {kind, *_KINDS[kind]}
    if missing := needed - given:
        keys = ", ".join(sorted(missing))
        yield Refusal(f"a change with {kind} needs {keys}", f"write {keys} beside it")
    elif useless := given - needed - set(_OPTIONAL.get(kind, ())):
        keys = ", ".join(sorted(useless))
        yield Refusal(f"a change with {kind} cannot have {keys}", f"remove {keys}")


_TABLES = dict.fromkeys(setting.table for setting in SETTINGS)
_ROWS: dict[str, tuple[Setting | EntryKey, ...]] = {
    **{name: tuple(each for each in SETTINGS if each.table == name) for name in _TABLES},
    **ENTRIES,
}
_FILE = Shape(
    {
        name: Key(
            table=Shape(
                {row.key: Key(row.example) for row in rows},
                _change_problems if name == "change" else _no_problems,
            ),
            tables="listed" if name in ENTRIES else "one",
        )
        for name, rows in _ROWS.items()
    },
    _file_problems,
)

# --- its check --------------------------------------------------------------------------


def _schema() -> CoreSchema:
    tables = {name: _table(rows, f"write it as a table: [{name}]") for name, rows in _ROWS.items()}
    return cast(CoreSchema, _typed_dict(tables | {name: _entries(name) for name in ENTRIES}))


def _typed_dict(checks: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    return {
        "type": "typed-dict",
        "extra_behavior": "forbid",
        "fields": {
            key: {"type": "typed-dict-field", "schema": check, "required": key in required}
            for key, check in checks.items()
        },
    }


def _table(rows: Iterable[Setting | EntryKey], remedy: str) -> Schema:
    def is_table(value: object) -> object:
        if not isinstance(value, dict):
            raise UnitError("is not a table", remedy)
        return value

    required = [row.key for row in rows if isinstance(row, EntryKey) and row.required]
    return before(is_table, _typed_dict({row.key: row.kind.check for row in rows}, required))


def _entries(name: str) -> Schema:
    """The `[[change]]` or `[[result]]` of a file: its results as such."""
    entry = _table(ENTRIES[name], f"write a table for each: [[{name}]]")
    if name == "result":
        entry = after(entry, _result)
    entries = {
        "type": "tuple",
        "items_schema": [entry],
        "variadic_item_index": 0,
        "max_length": MAX_ENTRIES,
    }
    return before(_not_one_table, entries)


def _not_one_table(value: object) -> object:
    if isinstance(value, dict):
        raise UnitError(
            "is one table, not a list", "write it in double brackets: [[change]], [[result]]"
        )
    return value


def _result(entry: Mapping[str, Any]) -> Result:
    result = Result(
        day=entry["date"],
        distance=entry["distance"],
        time_s=entry["time"],
        goal_s=entry.get("goal"),
    )
    try:
        check_result(result, result.day)
        if result.goal_s is not None:
            # The entry does not know the race: of those a plan leads to, 1500 m are the shortest.
            check_goal_range(result.goal_s, "1500m" if result.goal_s < FASTEST_GOAL_S else "mile")
    except PaceError as error:
        raise UnitError(error.problem, error.remedy) from None
    return result
