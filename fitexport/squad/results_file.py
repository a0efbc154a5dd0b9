"""results.csv -> what each athlete ran, judged as `fitexport result` judges one runner's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from fitexport.errors import (
    FitexportError,
    Problem,
    TemplateError,
    UnitError,
    nearest,
    printable,
    problems_of,
)
from fitexport.pace.results import Result
from fitexport.pace.table import worth_s
from fitexport.season.athlete import resolve
from fitexport.season.levels import default_goal_s
from fitexport.season.result_judgement import check_new_result, is_unlikely
from fitexport.squad.cells import cell_text, iso_date, run_times
from fitexport.squad.columns import DISTANCE, NAME, TIME, column_of
from fitexport.squad.folders import same_name
from fitexport.squad.roster import BadRow, Member
from fitexport.squad.sources import Row, rows_of
from fitexport.units import exact_clock, parse_date, parse_race_clock

DATE, ID = "date", "id"
_DATES = frozenset({"date", "day", "date run", "run on"})
_NEEDED = {
    DATE: "write the day it was run on: 2027-04-09",
    NAME: "write the name or the id of an athlete",
    DISTANCE: "write mile, 800m, 1500m, 3k, 5k, 10k or another from 800 m to 10 km",
    TIME: "write the time: 6:12",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaced:
    """A squad with its results, and whatever is wrong with the other rows."""

    members: tuple[Member, ...]
    notes: tuple[str, ...]
    """New miles, goals that are reached, and results that may be mistyped."""
    bad: tuple[BadRow, ...]


class _Ran(NamedTuple):
    """A row with everything in it, as text."""

    row: int
    who: str
    own_id: str
    day: date
    distance: str
    time: str
    headings: dict[str, str]


def repaced(
    members: Sequence[Member], path: Path, today: date, left_out: Sequence[BadRow] = ()
) -> Repaced:
    """The members with the results of a file: each sets the paces of later days.

    Several of one athlete count in order of date; `left_out` are rows of the squad with errors.

    Raises:
        TemplateError: the file cannot be read, or a column is missing.
    """
    bad: list[BadRow] = []
    rows: list[tuple[int, _Ran]] = []
    columns: set[str] = set()
    known = _Known(members, left_out)
    for row in rows_of(path):
        try:
            ran = _read(row, columns)
            rows.append((known.place_of(ran), ran))
        except _RowError as wrong:
            bad.append(BadRow(row=row.number, name=wrong.name, problems=wrong.problems))
    _check_columns(columns, path, bad)
    after = list(members)
    notes: list[str] = []
    for at, ran in sorted(rows, key=lambda each: (each[1].day, each[1].row)):
        try:
            after[at], note = _with(after[at], ran, today, path)
            notes += filter(None, [note])
        except FitexportError as error:
            where = ran.headings[TIME]
            problems = tuple(each._replace(where=where) for each in problems_of(error))
            bad.append(BadRow(row=ran.row, name=ran.who or ran.own_id, problems=problems))
    bad.sort(key=lambda each: each.row)
    return Repaced(members=tuple(after), notes=tuple(notes), bad=tuple(bad))


class _RowError(Exception):
    def __init__(self, name: str, *problems: Problem) -> None:
        self.name, self.problems = name, problems


def _check_columns(columns: set[str], path: Path, bad: Sequence[BadRow]) -> None:
    """Raise TemplateError once for each column that no row has."""
    given = {*columns, *([NAME] if ID in columns else [])}
    missing = [name for name in _NEEDED if name not in given]
    if missing and bad:
        raise TemplateError(
            *(Problem(f'has no column "{name}"', _NEEDED[name], path) for name in missing)
        )


def _read(row: Row, columns: set[str]) -> _Ran:
    """The row as text; `columns` gets those that it has.

    Raises:
        _RowError: all that is wrong with the row, but for whose it is.
    """
    texts: dict[str, str] = {}
    headings: dict[str, str] = {}
    problems = [row.problem] if row.problem else []
    for heading, value in row.cells:
        name = _column(heading)
        if name and name not in texts:
            headings[name] = heading
            columns.add(name)
            try:
                text = cell_text(value)
                column = column_of(heading)
                texts[name] = column.read(text) if column and text else text
            except UnitError as error:
                texts[name] = "?"
                problems.append(Problem(error.problem, error.remedy, heading))
    who, own_id = texts.get(NAME, ""), texts.get(ID, "")
    day = date.min
    for name, remedy in _NEEDED.items():
        if not (texts.get(name) or (name == NAME and own_id)) and row.cells:
            problems.append(Problem(f"has no {name}", remedy, headings.get(name, name)))
    if (text := texts.get(DATE, "")) not in ("", "?"):
        try:
            day = parse_date(iso_date(text))
        except UnitError as error:
            problems.append(Problem(error.problem, error.remedy, headings[DATE]))
    if problems:
        raise _RowError(who or own_id, *problems)
    return _Ran(row.number, who, own_id, day, texts[DISTANCE], texts[TIME], headings)


def _column(heading: str) -> str:
    """What a column is here; empty for others."""
    if " ".join(heading.split()).casefold() in _DATES:
        return DATE
    column = column_of(heading)
    return column.name if column and column.name in (NAME, ID, DISTANCE, TIME) else ""


class _Known:
    """Who is in the squad, by id and by name."""

    def __init__(self, members: Sequence[Member], left_out: Sequence[BadRow]) -> None:
        self.left_out = {same_name(each.name) for each in left_out}
        self.names: dict[str, list[int]] = {}
        self.ids: dict[str, int] = {}
        self.written = [each.name for each in members]
        for at, member in enumerate(members):
            self.names.setdefault(same_name(member.name), []).append(at)
            self.ids[same_name(member.settings.id or "")] = at

    def place_of(self, ran: _Ran) -> int:
        """
        Raises:
            _RowError: nobody, or more than one.
        """
        if ran.own_id:
            if (at := self.ids.get(same_name(ran.own_id))) is not None:
                return at
            shown = printable(ran.own_id, 40)
            problem = f'nobody in the squad has the id "{shown}"'
            raise _RowError(ran.who, Problem(problem, "check it", ran.headings[ID]))
        who = same_name(ran.who)
        found = self.names.get(who) or [at for at in [self.ids.get(who)] if at is not None]
        if len(found) == 1:
            return found[0]
        where, shown = ran.headings[NAME], printable(ran.who, 40)
        if found:
            problem = f"{len(found)} athletes are called {shown}"
            raise _RowError(ran.who, Problem(problem, "give the id, in a column id", where))
        if who in self.left_out:
            problem = f"the squad's row of {shown} has errors"
            raise _RowError(ran.who, Problem(problem, "fix that row first", where))
        hint = nearest(ran.who, self.written) or "check the name, or add a row to the squad's file"
        raise _RowError(ran.who, Problem(f'nobody in the squad is called "{shown}"', hint, where))


def _with(member: Member, ran: _Ran, today: date, path: Path) -> tuple[Member, str]:
    """The member with a result, and a sentence on it.

    Raises:
        FitexportError: of the likeliest time that its cell may mean, if none is possible.
    """
    wrong: FitexportError | None = None
    for time in run_times(ran.time):
        try:
            result = Result(
                day=ran.day, distance=ran.distance.lower(), time_s=parse_race_clock(time)
            )
            check_new_result(result, member.settings, today, f"remove one of them from {path}")
        except FitexportError as error:
            wrong = wrong or error
            continue
        return _added(member, result)
    assert wrong is not None
    raise wrong


def _added(member: Member, result: Result) -> tuple[Member, str]:
    settings = member.settings
    after = replace(member, settings=replace(settings, results=(*settings.results, result)))
    try:
        athlete, _ = resolve(settings)
    except FitexportError:  # the row of the squad, which is reported when its workouts are made
        return after, ""
    paces = athlete.table_on(result.day)
    note = f"{member.name}: mile {exact_clock(paces.mile_s)}, now {exact_clock(result.mile_s)}"
    ran_s = worth_s(result.mile_s, paces.race)
    if is_unlikely(result, paces.mile_s):
        note += ", which is far from it: check distance and time"
    elif ran_s <= paces.goal_s:
        goal, next_s = exact_clock(paces.goal_s), default_goal_s(ran_s, athlete.level)
        note += f", as fast as the goal of {goal}: {exact_clock(next_s)} would fit"
    return after, note
