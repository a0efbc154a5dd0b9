"""Judged runs -> rows of tables, sentences, and facts for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fitexport.errors import printable
from fitexport.recording.doubts import cut_text
from fitexport.recording.efforts import DISTANCES_M, Effort
from fitexport.recording.judging import Kind
from fitexport.recording.ranking import Ranking, SetAside
from fitexport.recording.runs import FoundRuns, Run
from fitexport.units import (
    Units,
    clock,
    date_text,
    distance_text,
    exact_clock,
    pace_text,
    race_clock,
)

_NAMED = 10
"""How many of the runs set aside are listed."""
_LONGEST_NAME = 40
_KINDS: dict[Kind, str] = {"race": "race effort", "at-least": "at least this fast"}

EFFORT_HEADINGS = ("Best", "Time", "Per mile", "Per km", "Began at", "After")
RUN_HEADINGS = ("Mile", "Index", "From", "Kind", "Day", "Distance", "Remarks", "Name", "File")
BEST_HEADINGS = ("Best", "Time", "Per mile", "Per km", "Day", "File")


def effort_row(effort: Effort, units: Units) -> tuple[str, ...]:
    """The cells below EFFORT_HEADINGS."""
    pace = effort.time_s / effort.distance_m
    return (
        effort.distance,
        clock(effort.time_s, 0.1) if effort.time_s < 3600 else race_clock(effort.time_s),
        pace_text(pace, "mi"),
        pace_text(pace, "km"),
        distance_text(effort.start_m, units),
        race_clock(effort.start_s),
    )


def run_row(run: Run, units: Units, remark: str = "") -> tuple[str, ...]:
    """The cells below RUN_HEADINGS; `remark` replaces the run's own."""
    fitness = run.fitness
    basis = fitness.basis
    return (
        clock(fitness.mile_s, 0.1),
        f"{fitness.index:.1f} +- {fitness.index_doubt:.1f}",
        f"{basis.distance} in {race_clock(basis.time_s)}",
        _KINDS[fitness.kind] + (", downhill" if fitness.is_downhill else ""),
        run.day.isoformat() if run.day else "-",
        distance_text(run.total_m, units),
        remark or ", ".join(dict.fromkeys(_remarks(run))),
        printable(run.title, _LONGEST_NAME),
        place(run),
    )


def _remarks(run: Run) -> Iterator[str]:
    """What keeps a run from coming first, and what was cut from it."""
    yield from run.fitness.doubts
    if not run.sport:
        yield "no sport"
    if run.is_short:
        yield "no 1500 m"
    if run.cut_m >= 1:
        yield cut_text(run.cut_m, run.total_m)


def place(run: Run) -> str:
    """Its file, and its member in an archive."""
    inside = "" if run.name == run.path.name else f": {run.name}"
    return printable(f"{run.path}{inside}", 200)


def best_rows(runs: Sequence[Run], units: Units) -> Iterator[tuple[str, ...]]:
    """The cells below BEST_HEADINGS: the quickest of all runs over each distance."""
    efforts = [(effort, run) for run in runs for effort in run.fitness.efforts]
    for distance in DISTANCES_M:
        found = [row for row in efforts if row[0].distance == distance]
        if found:
            effort, run = min(found, key=lambda row: row[0].time_s)
            day = run.day.isoformat() if run.day else "-"
            yield (*effort_row(effort, units)[:4], day, place(run))


def headline(ranking: Ranking, units: Units) -> str:
    """How many runs, and what the best plausible one is worth."""
    total = distance_text(sum(run.total_m for run in ranking.runs), units)
    count = len(ranking.runs)
    counted = f"{count} run{'' if count == 1 else 's'}, {total}"
    best = next(iter(ranking.believed), None)
    if best is None:
        return f"{counted}; none can be relied on (see the remarks)"
    unsure = "" if best.sport else ", if it was a run: no file states its sport"
    return f"{counted}; the best is worth a mile in {clock(best.fitness.mile_s, 0.1)}{unsure}"


def set_aside_lines(ranking: Ranking) -> Iterator[str]:
    """The runs set aside, and why."""
    yield from map(set_aside_line, ranking.set_aside[:_NAMED])
    more = len(ranking.set_aside) - _NAMED
    if more > 0:
        yield f"set aside: {more} more (--all shows them)"
    if ranking.twice:
        yield f"recorded twice, counted once: {len(ranking.twice)} (--all shows them)"


def set_aside_line(each: SetAside) -> str:
    """The run, the mile that it would be worth, and why it was set aside."""
    run, reason = each
    return f"set aside: {place(run)}, a mile in {clock(run.fitness.mile_s, 0.1)}: {reason}"


def title(run: Run, units: Units) -> str:
    """The file, sport and day, distance and time."""
    total = f"{distance_text(run.total_m, units)} in {race_clock(run.elapsed_s)}"
    day = f", {date_text(run.day)}" if run.day else ""
    sport = f"{run.sport or 'unknown sport'}{f' ({run.kind})' if run.kind else ''}"
    return f"{place(run)}: {sport}{day}, {total}"


def conclusions(run: Run) -> Iterator[str]:
    """The mile that it is worth, why, and how sure that is: one sentence a line."""
    fitness = run.fitness
    basis = fitness.basis
    from_what = "" if basis.distance == "mile" else f", from the {basis.distance}"
    at_least = fitness.kind == "at-least"
    yield (
        f"Worth a mile in {exact_clock(fitness.mile_s)}{' or faster' if at_least else ''}{from_what}:"
        f" fitness index {fitness.index:.1f} +- {fitness.index_doubt:.1f}"
        f"{' or more' if at_least else ''}"
    )
    by_shape = "" if at_least or fitness.is_sure else " by its shape alone"
    yield f"{'At least this fast' if at_least else 'A race effort'}{by_shape}: {fitness.why}."
    yield (
        f"Measured by {fitness.measured_by}: give or take {basis.time_s * fitness.doubt:.0f} s over"
        f" the {basis.distance}."
    )
    if basis.lacking_m:
        yield (
            f"The whole recording, {distance_text(run.total_m, 'km')}, counts as the"
            f" {basis.distance}: it is too short by no more than its error."
        )
    stops = [each for each in fitness.efforts if each.stopped_s]
    if stops:
        names = ", ".join(f"{each.distance} {clock(each.stopped_s)}" for each in stops)
        yield f"Includes time in pauses: {names}."
    cut = cut_text(run.cut_m, run.total_m)
    if cut:
        yield f"{cut}, as too fast for running."
    yield from run.notes
    doubts = ", ".join(each for each in fitness.doubts if each not in (run.kind, cut))
    if doubts:
        yield f"Doubtful: {doubts}."
    if fitness.is_downhill:
        yield f"Downhill: it dropped {fitness.drop_m:.0f} m from start to end, which helped you."


def facts(run: Run) -> dict[str, Any]:
    """The same for other programs, as JSON has it."""
    fitness = run.fitness
    return {
        "file": str(run.path),
        "name": run.name,
        "title": run.title,
        "sport": run.sport,
        "sport_kind": run.kind,
        "day": run.day.isoformat() if run.day else None,
        "distance_m": round(run.total_m, 1),
        "elapsed_s": round(run.elapsed_s, 1),
        "cut_m": round(run.cut_m, 1),
        "mile_s": fitness.mile_s,
        "index": round(fitness.index, 2),
        "index_doubt": round(fitness.index_doubt, 2),
        "kind": fitness.kind,
        "why": fitness.why,
        "sure": fitness.is_sure,
        "measured_by": fitness.measured_by,
        "drop_m": None if fitness.drop_m is None else round(fitness.drop_m, 1),
        "downhill": fitness.is_downhill,
        "doubts": list(fitness.doubts),
        "basis": fitness.basis.distance,
        "efforts": [
            {
                "distance": effort.distance,
                "distance_m": effort.distance_m,
                "time_s": round(effort.time_s, 2),
                "start_s": round(effort.start_s, 2),
                "start_m": round(effort.start_m, 1),
                "lacking_m": round(effort.lacking_m, 1),
                "stopped_s": round(effort.stopped_s, 1),
            }
            for effort in fitness.efforts
        ],
    }


def ranking_facts(ranking: Ranking, found: FoundRuns) -> dict[str, Any]:
    """All runs for other programs, and the files that were skipped."""
    apart = [
        facts(run) | {key: reason}
        for key, rows in (("set_aside", ranking.set_aside), ("twice", ranking.twice))
        for run, reason in rows
    ]
    return {
        "runs": [*map(facts, ranking.runs), *apart],
        "skipped": [
            {"file": each.error.where, "reason": each.error.problem} for each in found.skipped
        ],
    }
