"""results.csv -> what each athlete ran, judged as `fitexport result` judges one runner's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

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
from fitexport.squad.compiling import completed
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
_MOST_HINTS = 10_000
"""Names of the squad among which the nearest to an unknown one is looked for."""


class _Ran(NamedTuple):
    """A row with everything in it, as text."""

    row: int
    who: str
    own_id: str
    day: date
    distance: str
    time: str
    headings: dict[str, str]


class Results:
    """What the athletes of a squad ran, by their rows in its file."""

    def __init__(
        self,
        path: Path,
        by_row: Mapping[int, Sequence[_Ran]],
        bad: Iterable[BadRow],
        today: date,
        defaults: Mapping[str, Any],
    ) -> None:
        self.path = path
        self._by_row, self._today, self._defaults = by_row, today, defaults
        self._bad = {each.row: each for each in bad}

    @property
    def bad(self) -> tuple[BadRow, ...]:
        """Rows of the results that set nobody's paces, as far as their athletes were asked for."""
        return tuple(self._bad[row] for row in sorted(self._bad))

    def after(self, row: Member | BadRow) -> Member | BadRow:
        """The same row with its results: each sets the paces of later days, with a remark on it."""
        if isinstance(row, Member):
            for ran in self._by_row.get(row.row, ()):
                row = self._with(row, ran)
        return row

    def _with(self, member: Member, ran: _Ran) -> Member:
        """The member with the likeliest time that the cell of a result may mean."""
        wrong: FitexportError | None = None
        twice = f"remove one of them from {self.path}"
        for time in run_times(ran.time):
            try:
                result = Result(
                    day=ran.day, distance=ran.distance.lower(), time_s=parse_race_clock(time)
                )
                check_new_result(result, member.settings, self._today, twice)
            except FitexportError as error:
                wrong = wrong or error
                continue
            remark = self._remark(member, result)
            return replace(
                member,
                settings=replace(member.settings, results=(*member.settings.results, result)),
                remarks=(*member.remarks, *([remark] if remark else [])),
            )
        assert wrong is not None
        where = ran.headings[TIME]
        problems = tuple(each._replace(where=where) for each in problems_of(wrong))
        self._bad[ran.row] = BadRow(row=ran.row, name=ran.who or ran.own_id, problems=problems)
        return member

    def _remark(self, member: Member, result: Result) -> str:
        """How it changes the mile, and whether the goal is reached or the result may be mistyped."""
        try:
            athlete, _ = resolve(completed(member.settings, self._defaults))
        except FitexportError:  # of the squad's row, which is reported when its files are made
            return ""
        paces = athlete.table_on(result.day)
        known, now = exact_clock(paces.mile_s), exact_clock(result.mile_s)
        remark = f"{result.distance} on {result.day}: mile {known}, now {now}"
        ran_s = worth_s(result.mile_s, paces.race)
        if is_unlikely(result, paces.mile_s):
            remark += ", which is far from it: check distance and time"
        elif ran_s <= paces.goal_s:
            goal, next_s = exact_clock(paces.goal_s), default_goal_s(ran_s, athlete.level)
            remark += f", as fast as the goal of {goal}: {exact_clock(next_s)} would fit"
        return remark


def read_results(
    path: Path,
    squad: Iterable[Member | BadRow],
    today: date,
    defaults: Mapping[str, Any] | None = None,
) -> Results:
    """The results in a file, for the rows of a squad, which are read once and not kept. Several of
    one athlete count in order of date. `defaults` are fields of `Settings` where a row has none.

    Raises:
        TemplateError: the file cannot be read, or a column is missing.
    """
    bad: list[BadRow] = []
    read: list[_Ran] = []
    columns: set[str] = set()
    for row in rows_of(path, "date,athlete,distance,time"):
        try:
            read.append(_read(row, columns))
        except _RowError as wrong:
            bad.append(BadRow(row=row.number, name=wrong.name, problems=wrong.problems))
    known = _Known(read, squad)
    by_row: dict[int, list[_Ran]] = {}
    for ran in sorted(read, key=lambda each: (each.day, each.row)):
        try:
            by_row.setdefault(known.row_of(ran), []).append(ran)
        except _RowError as wrong:
            bad.append(BadRow(row=ran.row, name=wrong.name, problems=wrong.problems))
    _check_columns(columns, path, bad)
    return Results(path, by_row, bad, today, defaults or {})


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
        if not (texts.get(name) or (name == NAME and own_id)) and (row.cells or not row.problem):
            problems.append(Problem(f"has no {name}", remedy, headings.get(name, name)))
    if (text := texts.get(DATE, "")) not in ("", "?"):
        try:
            day = parse_date(iso_date(text))
        except UnitError as error:
            problems.append(Problem(error.problem, error.remedy, headings[DATE]))
    if problems:
        known = [each for each in (who, own_id) if each != "?"]
        raise _RowError("".join(known[:1]), *problems)
    return _Ran(row.number, who, own_id, day, texts[DISTANCE], texts[TIME], headings)


def _column(heading: str) -> str:
    """What a column is here; empty for others."""
    if " ".join(heading.split()).casefold() in _DATES:
        return DATE
    column = column_of(heading)
    return column.name if column and column.name in (NAME, ID, DISTANCE, TIME) else ""


class _Known:
    """Who of those with results is in the squad, by id and by name."""

    def __init__(self, results: Iterable[_Ran], squad: Iterable[Member | BadRow]) -> None:
        wanted = {same_name(text) for each in results for text in (each.who, each.own_id) if text}
        self._left_out: set[str] = set()
        self._names: dict[str, list[int]] = {}
        self._ids: dict[str, int] = {}
        self._written: list[str] = []
        for row in squad if wanted else ():
            name = same_name(row.name)
            if isinstance(row, BadRow):
                self._left_out |= {name} & wanted
                continue
            if len(self._written) < _MOST_HINTS:
                self._written.append(row.name)
            if name in wanted:
                self._names.setdefault(name, []).append(row.row)
            if (own_id := same_name(row.settings.id or "")) in wanted:
                self._ids[own_id] = row.row

    def row_of(self, ran: _Ran) -> int:
        """The athlete's row in the squad.

        Raises:
            _RowError: nobody's, or more than one.
        """
        if ran.own_id:
            if (row := self._ids.get(same_name(ran.own_id))) is not None:
                return row
            shown = printable(ran.own_id, 40)
            problem = f'nobody in the squad has the id "{shown}"'
            raise _RowError(ran.who, Problem(problem, "check it", ran.headings[ID]))
        who = same_name(ran.who)
        found = self._names.get(who) or [row for row in [self._ids.get(who)] if row is not None]
        if len(found) == 1:
            return found[0]
        where, shown = ran.headings[NAME], printable(ran.who, 40)
        if found:
            problem = f"{len(found)} athletes are called {shown}"
            raise _RowError(ran.who, Problem(problem, "give the id, in a column id", where))
        if who in self._left_out:
            problem = f"the squad's row of {shown} has errors"
            raise _RowError(ran.who, Problem(problem, "fix that row first", where))
        hint = nearest(ran.who, self._written) or "check the name, or add a row to the squad's file"
        raise _RowError(ran.who, Problem(f'nobody in the squad is called "{shown}"', hint, where))
