"""The lines of a squad -> the coach's summary: a CSV file, and a page to print."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import Any

from fitexport.errors import Problem
from fitexport.page.render import rendered_in_parts
from fitexport.squad.cells import for_spreadsheet
from fitexport.squad.compiling import Line
from fitexport.squad.roster import BadRow
from fitexport.squad.stores import Store
from fitexport.units import UNIT_M, exact_clock, race_clock

CSV_NAME, PAGE_NAME = "squad-summary.csv", "squad-summary.html"
_RECORD = ".fitexport-squad.json"
"""The hashes of both as they were written: what was edited since is not replaced."""
_MOST_ON_PAGE = 5000
"""Athletes: 150 sheets of paper, and what browsers open at once."""

Lines = Callable[[], Iterable[Line]]


@dataclass(frozen=True, slots=True)
class Summary:
    """Where the two files are, and those of them that were edited since and so were left as they are."""

    csv: str
    page: str
    kept: tuple[str, ...]


def write_summary(
    store: Store,
    lines: Lines,
    *,
    week: str,
    today: date,
    left: tuple[str, ...] = (),
    unused: tuple[BadRow, ...] = (),
) -> Summary:
    """Write both files into `store`, from lines that can be read again and again. The page also names
    who has left the squad, and results that set nobody's paces.

    Raises:
        WriteError: they cannot be written.
    """
    known = _recorded(store)
    made: dict[str, Callable[[], Iterator[str]]] = {
        CSV_NAME: lambda: csv_of(lines()),
        PAGE_NAME: lambda: page_of(lines, week=week, today=today, left=left, unused=unused),
    }
    found = {name: store.digest(name) for name in made}
    kept = [name for name, there in found.items() if there is not None and there not in known[name]]
    hashes = {name: _hash(parts()) for name, parts in made.items() if name not in kept}
    changed = [name for name, new in hashes.items() if found[name] != new]
    # Before and after a file is written it is ours: whichever it is when this is broken off.
    _record_as(store, known | {name: {new, found[name] or new} for name, new in hashes.items()})
    for name in changed:
        store.write(name, (part.encode() for part in made[name]()))
    if changed:
        _record_as(store, known | {name: {new} for name, new in hashes.items()})
    return Summary(store.at(CSV_NAME), store.at(PAGE_NAME), tuple(map(store.at, kept)))


def _hash(parts: Iterable[str]) -> str:
    found = sha256()
    for part in parts:
        found.update(part.encode())
    return found.hexdigest()


def _recorded(store: Store) -> dict[str, set[str]]:
    """The hashes that each file may have as it was written: two where a run was broken off."""
    content: Any = {}
    with suppress(ValueError):
        content = json.loads(store.read(_RECORD) or b"")
    listed = content if isinstance(content, dict) else {}
    return {name: set(str(listed.get(name, "")).split()) for name in (CSV_NAME, PAGE_NAME)}


def _record_as(store: Store, known: Mapping[str, set[str]]) -> None:
    content = {name: " ".join(sorted(hashes)) for name, hashes in known.items() if hashes}
    store.write(_RECORD, [json.dumps(content, indent=1).encode()])


# --- CSV ----------------------------------------------------------------------------------


def _km_or_mi(line: Line, m: float) -> str:
    return f"{m / UNIT_M[line.units]:.1f}"


def _hours(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _by_week(line: Line) -> str:
    if len(line.weeks) < 2:
        return ""
    return ", ".join(f"w{each.week} {_km_or_mi(line, each.distance_m)}" for each in line.weeks)


def weeks_text(line: Line) -> str:
    """Which weeks were written: `3`, `1-8`."""
    numbers = [each.week for each in line.weeks]
    return f"{numbers[0]}-{numbers[-1]}" if len(numbers) > 1 else "".join(map(str, numbers))


def distance_of(line: Line) -> float:
    """Metres of running in these weeks."""
    return sum(each.distance_m for each in line.weeks)


def time_of(line: Line) -> float:
    """Seconds of running in these weeks."""
    return sum(each.time_s for each in line.weeks)


def problem_text(problem: Problem) -> str:
    """A problem in one line: its column, what is wrong, what to do."""
    text = "; ".join(filter(None, (problem.problem, problem.remedy)))
    return " ".join((f"{problem.where}: {text}" if problem.where else text).split())


_COLUMNS: dict[str, Callable[[Line], str]] = {
    "Row": lambda line: str(line.row),
    "Name": lambda line: line.name,
    "Folder": lambda line: line.folder,
    "Files": lambda line: line.change,
    "Problems": lambda line: " / ".join(map(problem_text, line.problems)),
    "Level": lambda line: line.level,
    "Mile": lambda line: exact_clock(line.mile_s),
    "Goal": lambda line: race_clock(line.goal_s),
    "Goal distance": lambda line: line.race,
    "Race day": lambda line: str(line.race_day),
    "Week": weeks_text,
    "Runs": lambda line: str(sum(each.runs for each in line.weeks)),
    "Distance": lambda line: _km_or_mi(line, distance_of(line)),
    "Units": lambda line: line.units,
    "Hours": lambda line: _hours(time_of(line)),
    "Distance by week": _by_week,
    "Easy pace": lambda line: line.paces["easy"],
    "Threshold pace": lambda line: line.paces["threshold"],
    "VO2max pace": lambda line: line.paces["vo2max"],
    "Mile pace": lambda line: line.paces["mile"],
    "Goal pace": lambda line: line.paces["goal"],
    "Remarks": lambda line: " / ".join(line.remarks),
}
_OF_ALL = 5
"""The first columns, which lines without files have, too."""


def csv_of(lines: Iterable[Line]) -> Iterator[str]:
    """The lines as CSV that spreadsheets open: with a byte-order mark, and no cell that runs."""
    yield "\ufeff" + _record(_COLUMNS)
    for line in lines:
        columns = list(_COLUMNS.values())[: None if line.weeks else _OF_ALL]
        yield _record(for_spreadsheet(column(line)) for column in columns)


def _record(cells: Iterable[str]) -> str:
    made = io.StringIO()
    csv.writer(made).writerow(cells)
    return made.getvalue()


# --- the page -----------------------------------------------------------------------------


def page_of(
    lines: Lines, *, week: str, today: date, left: tuple[str, ...], unused: tuple[BadRow, ...]
) -> Iterator[str]:
    """The lines as one HTML page that needs no other, and no script, in parts."""
    count = sum(1 for _ in lines())
    failed = [line for line in lines() if line.problems]
    return rendered_in_parts(
        "squad.html.j2",
        week=week,
        today=today,
        count=count,
        failed=failed[:_MOST_ON_PAGE],
        failed_count=len(failed),
        left=left,
        unused=unused[:_MOST_ON_PAGE],
        rows=islice((line for line in lines() if line.weeks), _MOST_ON_PAGE),
        beyond=max(0, count - len(failed) - _MOST_ON_PAGE),
        weeks_text=weeks_text,
        distance_of=distance_of,
        time_of=time_of,
        problem_text=problem_text,
    )


# --- for programs -------------------------------------------------------------------------


def plain_line(line: Line) -> dict[str, Any]:
    """A line as plain data: metres and seconds."""
    made = bool(line.weeks)
    return {
        "row": line.row,
        "name": line.name,
        "folder": line.folder,
        "change": line.change,
        "problems": [
            {"column": str(each.where), "problem": each.problem, "remedy": each.remedy}
            for each in line.problems
        ],
        "level": line.level if made else None,
        "mile_s": line.mile_s if made else None,
        "goal_s": line.goal_s if made else None,
        "race_day": str(line.race_day) if made else None,
        "weeks": [
            {
                "week": each.week,
                "runs": each.runs,
                "running_s": round(each.time_s),
                "running_m": round(each.distance_m),
            }
            for each in line.weeks
        ],
        "remarks": list(line.remarks),
        "kept": list(line.kept),
    }
