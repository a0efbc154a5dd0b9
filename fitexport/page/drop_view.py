"""Drop a recording or a workout: what it is worth, and what it makes a watch do.

The worker keeps what was dropped last: files are read one part a call, and shown in other units
without being read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from fitexport.errors import FitexportError, RecordingError, UsageError
from fitexport.export.reading import read_workout
from fitexport.fit.checking import Checked
from fitexport.fit.decode import decode
from fitexport.fit.found import FoundWorkout
from fitexport.pace.pacing import pace_session
from fitexport.pace.results import parse_mile
from fitexport.pace.table import pace_table
from fitexport.page.calls import Answer, Asked
from fitexport.page.chart import session_chart
from fitexport.page.dropped import Drop, WatchFile, check
from fitexport.page.render import render
from fitexport.page.run_chart import gauge, pace_chart
from fitexport.page.svg import Svg
from fitexport.recording import report, review_report
from fitexport.recording.habits import RECENT_DAYS
from fitexport.recording.judging import Known
from fitexport.recording.ranking import rank
from fitexport.recording.review import review
from fitexport.recording.reviewed import Review, plain_review
from fitexport.recording.runs import Run, result_of
from fitexport.season.levels import AVERAGE_MILE_S
from fitexport.season.result_judgement import is_unlikely
from fitexport.session.parse import parse
from fitexport.units import DEFAULT_UNITS, Units, exact_clock, parse_date

_GONE = ("the browser cannot read it: it was moved, or may not be read", "choose it again")


@dataclass(slots=True)
class _Dropped:
    """What the page has dropped, and how far it has been read."""

    drop: Drop = field(default_factory=Drop)
    parts: Iterator[str] = field(default_factory=lambda: iter(()))
    shown: tuple[Run, ...] = ()
    """In the order in which the page numbers them."""


_now = _Dropped()


# --- reading ------------------------------------------------------------------------------


def drop_begin(asked: Asked) -> Answer:
    """Begin with other files, of which the page tells names, sizes and first bytes: the indexes of
    those to read, so that the page does not load the others."""
    _now.drop, _now.parts, _now.shown = Drop(), iter(()), ()
    wanted = []
    for index, file in enumerate(asked.values["files"]):
        try:
            if file["head"] is None:
                raise UsageError(*_GONE)
            check(bytes.fromhex(file["head"]), file["size"])
            wanted.append(index)
        except FitexportError as error:
            _now.drop.refuse(file["name"], error)
    return Answer(data=wanted)


def drop_file(asked: Asked) -> Answer:
    """The next file to read; without one, what could not be read of that `name`."""
    for name, data in asked.uploads:
        _now.parts = _now.drop.reading(name, bytes(data))
        return Answer()
    _now.drop.refuse(asked.values["name"], UsageError(*_GONE))
    return Answer()


def drop_next(asked: Asked) -> Answer:
    """Read one part of the file; its name, or null at the end."""
    del asked
    return Answer(data=next(_now.parts, None))


# --- showing ------------------------------------------------------------------------------


def drop_results(asked: Asked) -> Answer:
    """All that was found, and the same for programs: as `fitness`, `review` and `check` print it."""
    units, drop = _units(asked), _now.drop
    ranking = rank(drop.runs, _known(asked))
    aside = [*ranking.set_aside, *ranking.twice]
    _now.shown = (*ranking.runs, *(each.run for each in aside))
    remarks = {len(ranking.runs) + at: each.reason for at, each in enumerate(aside)}
    rows = [
        dict(zip(report.RUN_HEADINGS, report.run_row(run, units, remarks.get(at, "")), strict=True))
        for at, run in enumerate(_now.shown)
    ]
    workouts = [_workout(file, checked, asked) for file, checked in drop.checked(units)]
    skipped = Counter(each.reason for each in drop.skipped)
    html = render(
        "drop-results.html.j2",
        refused=drop.refused,
        skipped=", ".join(f"{count} x {reason}" for reason, count in skipped.most_common()),
        each_skipped=drop.skipped,
        workouts=workouts,
        rows=rows,
        headline=report.headline(ranking, units) if rows else "",
        best=list(report.best_rows(ranking.believed, units)) if len(rows) > 1 else [],
        best_headings=report.BEST_HEADINGS,
        first=_run(0, asked) if rows else None,
        effort_headings=report.EFFORT_HEADINGS,
        narrow=_narrow(units),
    )
    reviews = (_review_of(run) for run in _now.shown)
    data = {
        "fitness": report.ranking_facts(ranking, drop.found_runs),
        "reviews": [plain_review(each) for each in reviews if each],
        "check": [each["facts"] for each in workouts],
        "refused": [{"file": each.where, "problem": each.problem} for each in drop.refused],
    }
    return Answer({"drop-results": html}, data)


def drop_run(asked: Asked) -> Answer:
    """One of several runs."""
    number = int(asked.values["run"])
    html = render(
        "drop-run.html.j2",
        run=_run(number, asked),
        effort_headings=report.EFFORT_HEADINGS,
        narrow=_narrow(_units(asked)),
    )
    return Answer({f"run-{number}": html})


def _narrow(units: Units) -> tuple[int, ...]:
    """The columns of efforts that narrow windows leave out: the other units' pace, the last two."""
    return (2 if units == "km" else 3, 4, 5)


def _units(asked: Asked) -> Units:
    return "km" if asked.values.get("units") == "km" else DEFAULT_UNITS


def _mile_s(asked: Asked) -> float | None:
    """The mile that the page remembers; None if it remembers none."""
    with suppress(FitexportError):
        return float(parse_mile(str(asked.values.get("mile", ""))))
    return None


def _known(asked: Asked) -> Known:
    mile_from = parse_date(asked.values["today"]) - timedelta(days=RECENT_DAYS)
    return Known(mile_s=_mile_s(asked), mile_from=mile_from)


def _review_of(run: Run) -> Review | None:
    recording = _now.drop.recording_of(run)
    if recording is None or recording.workout is None:
        return None
    with suppress(RecordingError):
        return review(recording)
    return None


def _run(number: int, asked: Asked) -> dict[str, Any]:
    run, units = _now.shown[number], _units(asked)
    recording = _now.drop.recording_of(run)
    found = _review_of(run)
    done = found.done if found else ()
    place = report.place(run)
    return {
        "name": place,
        "about": report.title(run, units).removeprefix(f"{place}: "),
        "fitness": run.fitness,
        "mile": exact_clock(run.fitness.mile_s),
        "conclusions": list(report.conclusions(run)),
        "efforts": [report.effort_row(effort, units) for effort in run.fitness.efforts],
        "best": run.best.distance,
        "chart": pace_chart(recording, run.best, units, done) if recording else Svg(""),
        "against": _against(run, asked),
        "review": found
        and {
            "name": review_report.workout_name(found),
            "steps": [(each, review_report.row(each, units), gauge(each)) for each in done],
            "summary": review_report.summary(found),
            "not_run": list(review_report.not_run(found, units)),
        },
    }


def _against(run: Run, asked: Asked) -> str:
    """Why the runner's mile should not become that of a run; "": nothing speaks against it."""
    known_s = _mile_s(asked)
    try:
        result = result_of(run, run.day or date.min)
    except RecordingError as error:
        return error.problem
    if known_s is None:
        return ""
    known = exact_clock(known_s)
    if run.fitness.kind == "at-least" and result.mile_s >= known_s:
        return f"it was no race effort, and your mile of {known} is at least as fast"
    return f"it is far from your mile of {known}" if is_unlikely(result, known_s) else ""


def _workout(file: WatchFile, checked: Checked, asked: Asked) -> dict[str, Any]:
    facts: Mapping[str, Any] = {}
    if isinstance(file.found, FoundWorkout):
        found = decode(file.data)
        assert isinstance(found, FoundWorkout)
        facts = read_workout(file.path, file.data, found, _units(asked)).facts
    lines = checked.lines[1:] if facts else checked.lines
    faults = checked.facts["faults"]
    return {
        "file": str(file.path),
        "kind": checked.facts["kind"],
        "name": facts.get("name") or str(file.path),
        "sport": facts.get("sport", ""),
        "text": facts.get("text", ""),
        "chart": _chart(facts, asked),
        "lines": [line for line in lines if not line.lstrip().startswith(("fault: ", "note: "))],
        "faults": [each["problem"] for each in faults if each["fails"]],
        "notes": [each["problem"] for each in faults if not each["fails"]],
        "facts": checked.facts,
    }


def _chart(facts: Mapping[str, Any], asked: Asked) -> Svg:
    """The chart of a workout's words; a file does not say how long its steps last."""
    mile_s = _mile_s(asked) or AVERAGE_MILE_S
    with suppress(FitexportError, LookupError):
        steps = pace_session(parse(facts["text"]), pace_table(mile_s, mile_s), units=_units(asked))
        return session_chart(steps, mile_s, _units(asked))
    return Svg("")
