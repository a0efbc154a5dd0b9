"""Judged runs -> rows of tables, sentences, and facts for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fitexport.errors import printable
from fitexport.recording.efforts import Effort
from fitexport.recording.judging import Kind
from fitexport.recording.runs import Run
from fitexport.units import (
    Units,
    clock,
    date_text,
    distance_text,
    exact_clock,
    pace_text,
    race_clock,
)

_KINDS: dict[Kind, str] = {"race": "race effort", "lower-bound": "lower bound"}

EFFORT_HEADINGS = ("Best", "Time", "Per mile", "Per km", "Began at", "After")
RUN_HEADINGS = ("Mile", "Index", "From", "Kind", "Day", "Distance", "File")


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


def run_row(run: Run, units: Units) -> tuple[str, ...]:
    """The cells below RUN_HEADINGS."""
    fitness = run.fitness
    basis = fitness.basis
    return (
        clock(fitness.mile_s, 0.1),
        f"{fitness.index:.1f} +- {fitness.index_doubt:.1f}",
        f"{basis.distance} in {race_clock(basis.time_s)}",
        _KINDS[fitness.kind] + (", downhill" if fitness.is_downhill else ""),
        run.day.isoformat() if run.day else "-",
        distance_text(run.total_m, units),
        printable(str(run.path), 200),
    )


def title(run: Run, units: Units) -> str:
    """Which file it is, which sport and day, how far and how long."""
    total = f"{distance_text(run.total_m, units)} in {race_clock(run.elapsed_s)}"
    day = f", {date_text(run.day)}" if run.day else ""
    return f"{printable(str(run.path), 200)}: {run.sport or 'sport not said'}{day}, {total}"


def conclusions(run: Run) -> Iterator[str]:
    """The mile that it is worth, why, and how sure that is: a sentence a line."""
    fitness = run.fitness
    basis = fitness.basis
    from_what = "" if basis.distance == "mile" else f", from the {basis.distance}"
    at_least = fitness.kind == "lower-bound"
    yield (
        f"Worth a mile in {exact_clock(fitness.mile_s)}{' or faster' if at_least else ''}{from_what}:"
        f" fitness index {fitness.index:.1f} +- {fitness.index_doubt:.1f}"
        f"{' or more' if at_least else ''}"
    )
    yield f"A {_KINDS[fitness.kind]}: {fitness.why}."
    yield (
        f"Measured by {fitness.measured_by}: give or take {basis.time_s * fitness.doubt:.0f} s over"
        f" the {basis.distance}."
    )
    if fitness.is_downhill:
        yield f"Downhill: it fell {fitness.drop_m:.0f} m from start to end, so you were helped."


def facts(run: Run) -> dict[str, Any]:
    """The same for other programs, as JSON has it."""
    fitness = run.fitness
    return {
        "file": str(run.path),
        "sport": run.sport,
        "day": run.day.isoformat() if run.day else None,
        "distance_m": round(run.total_m, 1),
        "elapsed_s": round(run.elapsed_s, 1),
        "mile_s": fitness.mile_s,
        "index": round(fitness.index, 2),
        "index_doubt": round(fitness.index_doubt, 2),
        "kind": fitness.kind,
        "why": fitness.why,
        "measured_by": fitness.measured_by,
        "drop_m": None if fitness.drop_m is None else round(fitness.drop_m, 1),
        "downhill": fitness.is_downhill,
        "basis": fitness.basis.distance,
        "efforts": [
            {
                "distance": effort.distance,
                "distance_m": effort.distance_m,
                "time_s": round(effort.time_s, 2),
                "start_s": round(effort.start_s, 2),
                "start_m": round(effort.start_m, 1),
            }
            for effort in fitness.efforts
        ],
    }
