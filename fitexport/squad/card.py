"""A session of everybody -> the coach's card: runners by pace group, with the times of each."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from fitexport.export.compiled import CompiledWorkout
from fitexport.pace.band import Band
from fitexport.season.athlete import Athlete
from fitexport.session import Sport
from fitexport.session.format import format_session
from fitexport.squad.cells import for_spreadsheet
from fitexport.squad.groups import pace_groups
from fitexport.squad.times import Cell, Column, Timed, timed
from fitexport.units import exact_clock

_WHY: dict[Sport | None, str] = {
    Sport.RUNNING: "run by heart rate, effort or feel",
    Sport.STRENGTH: "lifting",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Somebody of the squad and their workout of this session."""

    name: str
    folder: str
    athlete: Athlete
    workout: CompiledWorkout


@dataclass(frozen=True, slots=True)
class Line:
    """A runner on the card; no cell where a column is not theirs."""

    name: str
    folder: str
    mile_s: float
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Runners whose times are near each other; number 0 for those without times."""

    number: int
    lines: tuple[Line, ...]
    ranges: tuple[str, ...]
    """For each column from the fastest's to the slowest's time; empty without times, or in two units."""
    together: tuple[str, ...]
    """For each column a time that is near enough for everybody of the group; empty if there is
    none."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One session for those who have it in the same words."""

    title: str
    day: date | None
    text: tuple[str, ...]
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    note: str
    """Why there are no times; empty if there are."""


def sheets_of(squad: Sequence[Sequence[Runner]]) -> tuple[Sheet, ...]:
    """The card's sheets for each session that everybody has: one, or more where its words differ, as
    lifting at home and in a gym do.

    Raises:
        PaceError: a zone that a runner has no pace for.
    """
    sheets = []
    for runners in squad:
        by_text: dict[str, list[Runner]] = {}
        for each in runners:
            by_text.setdefault(format_session(each.workout.session), []).append(each)
        sheets += [_sheet(text, alike) for text, alike in by_text.items()]
    return tuple(sheets)


def _sheet(text: str, runners: Sequence[Runner]) -> Sheet:
    times = [_timed(each) for each in runners]
    found = dict.fromkeys(column for each in times for column in each.cells)
    columns = list(_different(sorted(found, key=lambda each: each.place), times))
    known = [at for at, each in enumerate(times) if each.pace is not None]
    parts = [
        [known[at] for at in part] for part in pace_groups([times[at].pace or 0.0 for at in known])
    ]
    others = [at for at in range(len(runners)) if at not in set(known)]
    numbered = [*enumerate(parts, start=1), *([(0, others)] if others else [])]
    first = runners[0].workout
    return Sheet(
        first.source.name,
        first.day,
        tuple(text.split("\n")),
        tuple(columns),
        tuple(
            _group(number, [(runners[at], times[at]) for at in part], columns)
            for number, part in numbered
        ),
        "" if known else f"No target times: {_WHY.get(first.session.sport(), 'cross-training')}.",
    )


def _timed(runner: Runner) -> Timed:
    athlete = runner.athlete
    table = athlete.table_on(runner.workout.day)
    return timed(runner.workout.session, table, athlete.units, athlete.extra_at)


def _different(columns: Iterable[Column], times: Sequence[Timed]) -> Iterator[Column]:
    """The columns without those that repeat an earlier one for everybody."""
    seen: set[tuple[object, ...]] = set()
    for column in columns:
        key = (column.step, column.head, *(each.cells.get(column) for each in times))
        if key not in seen:
            seen.add(key)
            yield column


def _group(
    number: int, members: Sequence[tuple[Runner, Timed]], columns: Sequence[Column]
) -> Group:
    lines = tuple(
        Line(
            runner.name,
            runner.folder,
            runner.athlete.table_on(runner.workout.day).mile_s,
            tuple(map(times.cells.get, columns)),
        )
        for runner, times in members
    )
    cells = [[each for each in column if each] for column in zip(*(x.cells for x in lines))]  # noqa: B905
    return Group(
        number,
        lines,
        tuple(map(_range, cells)),
        tuple(map(_together, cells)),
    )


def _range(cells: Sequence[Cell]) -> str:
    aims = [each.aim for each in cells if each.aim]
    if not aims or len({each.unit for each in cells}) > 1:
        return ""
    whole = Band(min(each.fast for each in aims), max(each.slow for each in aims))
    return cells[0].shown(whole) + cells[0].unit


def _together(cells: Sequence[Cell]) -> str:
    """The middle of what everybody's range has in common, as precise as the column is."""
    accepted = [each.accepted for each in cells if each.accepted]
    if not accepted:
        return ""
    fast, slow = max(each.fast for each in accepted), min(each.slow for each in accepted)
    finest = cells[0].finest_s
    time = round((fast + slow) / 2 / finest) * finest
    return cells[0].shown(Band(time, time)) if fast <= time <= slow else ""


# --- as CSV -------------------------------------------------------------------------------


def card_csv(sheets: Iterable[Sheet]) -> str:
    """The card for spreadsheets: a row for each runner, below a row of headings for each sheet."""
    file = StringIO()
    write = csv.writer(file, lineterminator="\r\n").writerow
    for number, sheet in enumerate(sheets):
        if number:
            write([])
        headings = [heading for column in sheet.columns for heading in _headings(column)]
        write(
            map(
                for_spreadsheet, ("day", "session", "group", "athlete", "folder", "mile", *headings)
            )
        )
        for group in sheet.groups:
            for line in group.lines:
                about = (
                    str(sheet.day or ""),
                    sheet.title,
                    str(group.number or ""),
                    line.name,
                    line.folder,
                    exact_clock(line.mile_s),
                )
                times = (
                    text
                    for column, cell in zip(sheet.columns, line.cells, strict=True)
                    for text in _texts(column, cell)
                )
                write(map(for_spreadsheet, (*about, *times)))
    return file.getvalue()


def _headings(column: Column) -> tuple[str, ...]:
    heading = f"{column.step}: {column.head}"
    return (heading, f"{heading}, accepted") if column.kind == "rep" else (heading,)


def _texts(column: Column, cell: Cell | None) -> tuple[str, ...]:
    texts = (cell.text, cell.range_text) if cell else ("", "")
    return texts if column.kind == "rep" else texts[:1]
