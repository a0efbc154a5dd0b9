"""A file of athletes -> a Member or a BadRow for each row, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from fitexport.errors import Problem, UnitError, nearest, printable
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.overriding import given_in, with_calendar
from fitexport.season.settings import Settings
from fitexport.squad.cells import cell_text
from fitexport.squad.columns import (
    COLUMNS,
    DISTANCE,
    FIRST_NAME,
    LAST_NAME,
    LIMITS,
    NAME,
    TIME,
    Column,
    column_of,
    race_mile,
)
from fitexport.squad.folders import folder_name, id_of_name, is_coded, same_name
from fitexport.squad.refusing import refused
from fitexport.squad.seen import FirstRows
from fitexport.squad.sources import Row, rows_of
from fitexport.watch.limits import USUAL, Limits, parse_limits

_MAX_NOTES = 30
_OF_ONE = (NAME, FIRST_NAME, LAST_NAME, "id")
"""Fields that no two athletes share."""
_GIVE_IDS = "give each of them a different id, in a column id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An athlete of the squad, as its row says."""

    row: int
    """As a spreadsheet numbers it; the line in TOML and JSON Lines."""
    name: str
    folder: str
    """Safe on every system, and no other member's."""
    settings: Settings
    limits: Limits
    remarks: tuple[str, ...] = ()
    """What the coach should know about it, whatever is made of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that makes no athlete, and all that is wrong with it; `where` is the heading."""

    row: int
    name: str
    """Empty if it has none."""
    problems: tuple[Problem, ...]
    folder: str = ""
    """The athlete's, if it has a name."""


class Roster:
    """The rows of a file; `notes` fill up while they are read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: list[Problem] = []
        """Columns that are not known, each once: nothing else is wrong with the file."""
        self._columns: dict[str, Column | None] = {}
        self._seen = FirstRows()

    def __iter__(self) -> Iterator[Member | BadRow]:
        """
        Raises:
            TemplateError: the file cannot be read, or has no athlete.
        """
        self._seen = FirstRows()
        empty = True
        for row in rows_of(self.path):
            empty = False
            yield self._read(row)
        if empty:
            remedy = "write a row for each athlete below the headings"
            raise refused(self.path, "has no athletes", remedy)

    def _column(self, heading: str) -> Column | None:
        if heading not in self._columns:
            column = column_of(heading)
            if len(self._columns) < 1000:
                self._columns[heading] = column
            if column is None and heading and len(self.notes) < _MAX_NOTES:
                shown = printable(heading, 40)
                hint = nearest(heading.strip().casefold(), [each.name for each in COLUMNS])
                self.notes.append(
                    Problem(f'the column "{shown}" is not known and is ignored', hint)
                )
            return column
        return self._columns[heading]

    def _read(self, row: Row) -> Member | BadRow:
        draft = _Draft()
        if row.problem and not row.cells:
            return BadRow(row=row.number, name="", folder="", problems=(row.problem,))
        for heading, value in row.cells:
            if column := self._column(heading):
                draft.add(column, heading, value)
        if row.problem:
            draft.problems.append(row.problem)
        draft.complete()
        own_id, name = draft.given.get("id", ""), draft.name
        folder = folder_name(name, "" if own_id == name else own_id)
        identity = own_id or id_of_name(name)
        if name and ("id" in draft.given or "id" not in draft.headings):
            self._check_alone(draft, row.number, same_name(identity), folder)
        if draft.problems:
            problems = tuple(draft.problems)
            return BadRow(row=row.number, name=name, folder=name and folder, problems=problems)
        draft.given["id"] = identity
        return Member(
            row=row.number,
            name=name,
            folder=folder,
            settings=self._settings(draft.given),
            limits=draft.limits,
        )

    def _check_alone(self, draft: _Draft, row: int, identity: str, folder: str) -> None:
        """Add a problem if an earlier row has the same identity, or the same folder by chance."""
        if earlier := self._seen.add(f"id {identity}", row):
            what = "id" if "id" in draft.given else NAME
            where = draft.headings[what]
            problem = f"is the same {what} as in row {earlier}"
            draft.problems.append(Problem(problem, _GIVE_IDS, where))
        elif is_coded(folder) and (earlier := self._seen.add(f"folder {folder.casefold()}", row)):
            problem = f"has the same folder as row {earlier}"
            draft.problems.append(Problem(problem, _GIVE_IDS, draft.headings[NAME]))

    def _settings(self, given: dict[str, Any]) -> Settings:
        if str(given.get("plan", "")).endswith(".toml"):  # beside the file that names it
            given["plan"] = str(self.path.parent / given["plan"])
        own, calendar = given_in(given)
        return with_calendar(Settings(**own), calendar)


def with_defaults(settings: Settings, options: Mapping[str, Any]) -> Settings:
    """A row's settings; options fill what it leaves open."""
    given, calendar = given_in(options)
    settings = replace(
        settings, **{key: value for key, value in given.items() if getattr(settings, key) is None}
    )
    own, usual = settings.calendar_settings or CalendarSettings(), CalendarSettings()
    open_ = {key for key in calendar if getattr(own, key) == getattr(usual, key)}
    return with_calendar(settings, {key: calendar[key] for key in open_})


def read_roster(path: Path) -> Roster:
    """The athletes of a CSV, XLSX, TOML or JSON Lines file, read while they are asked for.

    >>> roster = read_roster(Path("samples/squad.csv"))
    >>> anna, *others = roster
    >>> anna.row, anna.name, anna.settings.mile_s, anna.folder, len(others)
    (2, 'Anna Berg', 380.0, 'Anna Berg_11', 9)
    """
    return Roster(path)


def _value(column: Column, value: object) -> Any:
    """What a cell says; None if it is empty."""
    text = cell_text(value)
    return column.read(text) if text else None


@lru_cache(maxsize=10_000)
def _value_again(column: Column, value: str) -> Any:
    """The same, remembered: a squad shares race day, days and units, and often a mile."""
    return _value(column, value)


class _Draft:
    """A row while its cells are read: values by field, where each comes from, and all problems."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}
        self.headings: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.limits = USUAL
        self.name = ""

    def add(self, column: Column, heading: str, value: object) -> None:
        """Read a cell, unless it is empty."""
        if value == "":
            return
        try:
            again = isinstance(value, str) and column.field not in _OF_ONE
            read = _value_again(column, value) if again else _value(column, value)
            if column.field == LIMITS and read is not None:
                self.limits = parse_limits(read, self.limits)
        except UnitError as error:
            self.headings.setdefault(column.field, heading)
            self.problems.append(Problem(error.problem, error.remedy, heading))
        else:
            if column.field != LIMITS and read is not None:
                self._keep(column.field, heading, read)

    def _keep(self, field: str, heading: str, read: Any) -> None:
        if field in self.given:
            problem = f'is also given in "{printable(self.headings[field], 40)}"'
            remedy = (
                "keep the one that shows what the athlete can run today"
                if field == "mile_s"
                else "keep one of them"
            )
            self.problems.append(Problem(problem, remedy, heading))
            return
        self.given[field], self.headings[field] = read, heading

    def complete(self) -> None:
        """Put name and race together."""
        given, headings = self.given, self.headings
        parts = [given.pop(each, "") for each in (FIRST_NAME, LAST_NAME)]
        own = given.pop(NAME, "") or " ".join(filter(None, parts)) or given.get("id", "")
        self.name = own
        for field in (FIRST_NAME, LAST_NAME, "id"):
            if field in headings:
                headings.setdefault(NAME, headings[field])
        if not own and NAME not in headings:
            self.problems.append(Problem("has no name", "write a name or an id", NAME))
        distance, time = given.pop(DISTANCE, None), given.pop(TIME, None)
        if distance and time:
            try:
                self._keep("mile_s", headings[TIME], race_mile(distance, time))
            except UnitError as error:
                self.problems.append(Problem(error.problem, error.remedy, headings[TIME]))
        elif (distance or time) and not {DISTANCE, TIME} <= headings.keys():
            here, lacking = (DISTANCE, TIME) if distance else (TIME, DISTANCE)
            problem = f"is a race without its {lacking}"
            self.problems.append(Problem(problem, f"write its {lacking}, too", headings[here]))
