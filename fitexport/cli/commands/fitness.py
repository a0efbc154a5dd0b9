"""`fitexport fitness`: recorded runs -> the best mile in them, and what it says."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast

import click

from fitexport.cli.commands.result import take
from fitexport.cli.inputs import known_settings, say
from fitexport.cli.options import CONFIG, JSON, TODAY, UNITS, calendar_day, options
from fitexport.cli.season_file import DRY_RUN, SeasonFile
from fitexport.cli.tables import table
from fitexport.errors import NoRunError, RecordingError, UsageError, WriteError, printable
from fitexport.files.replace import write_whole
from fitexport.pace.results import Result
from fitexport.recording.chart import chart, check_target, terminal_chart
from fitexport.recording.efforts import Effort
from fitexport.recording.judging import Fitness, Kind, judge
from fitexport.recording.read import PACKED, SUFFIXES, read_file
from fitexport.units import (
    Units,
    clock,
    date_text,
    distance_text,
    exact_clock,
    pace_text,
    race_clock,
)

_OLD_DAYS = 120
"""Fitness is another after a season."""
_KINDS = {"race": "race effort", "lower-bound": "lower bound"}


class Run(NamedTuple):
    """What is said of a recording; the recording itself is gone by then."""

    path: Path
    sport: str
    day: date | None
    total_m: float
    elapsed_s: float
    fitness: Fitness


@click.command("fitness")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--save", is_flag=True, help="Add it to fitexport.toml as a result: the paces follow."
)
@click.option(
    "--as",
    "kind",
    type=click.Choice(["race", "lower-bound"]),
    help="What it was, for --save: a race effort, or part of training.  [default: asks]",
)
@click.option(
    "--date",
    "day",
    type=calendar_day,
    metavar="DATE",
    help="The day of the run, for --save.  [default: the recording's]",
)
@click.option("--force", is_flag=True, help="Save it although it went downhill.")
@click.option(
    "--plot",
    metavar="FILE",
    help="Draw pace over distance: run.html, run.png, run.svg, or - for the terminal.",
)
@options(UNITS, JSON, DRY_RUN, TODAY, CONFIG)
def command(
    paths: tuple[Path, ...],
    kind: Kind | None,
    day: date | None,
    units: Units | None,
    plot: str | None,
    today: date | None,
    config: Path | None,
    *,
    save: bool,
    force: bool,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Find the best 400 m to 10 km in recorded runs, and say which mile they are worth.

    PATH is a recording (GPX, TCX or FIT, or one packed as .gz) or a folder of them. Times are
    what passed on the clock; no effort goes across a pause. Nothing is saved without --save,
    and --save takes one run. A race effort becomes a result as it is; part of a training run only
    if it is faster than the mile that is known.

    \b
    fitexport fitness run.gpx
    fitexport fitness ~/runs
    fitexport fitness run.gpx --save --as race
    fitexport fitness run.gpx --plot run.svg
    """
    if save and as_json:
        raise UsageError("--save prints what it changes, --json does not", "give one of the two")
    if not save and (kind or day or force):
        raise UsageError("--as, --date and --force say how to save", "give --save, too")
    if plot is not None:
        _check_plot(plot, as_json=as_json)
    settings = known_settings(config, {})
    units = units or settings.units or "mi"
    runs, refused = _all_runs(paths, settings.max_hr)
    if as_json:
        click.echo(json.dumps([_facts(run) for run in runs], indent=1))
    elif len(runs) == 1:
        click.echo("\n".join(_lines(runs[0], units)))
    elif runs:
        click.echo("\n".join(_overview(runs, units)))
    if refused:
        sys.exit(refused[0][1].exit_code)
    if plot is not None:
        _draw(runs, plot, units)
    if save:
        _save(runs, kind, day, today or date.today(), config, force=force, dry_run=dry_run)


def _check_plot(target: str, *, as_json: bool) -> None:
    """Whether there will be a chart, before the runs are read."""

    if target == "-":
        if as_json:
            raise UsageError("a chart in the terminal is no JSON", "give --plot a file")
        return
    check_target(target)
    if Path(target).exists():
        raise UsageError(
            "there is a file of that name", "take it away, or give another name", where=target
        )


def _draw(runs: Sequence[Run], target: str, units: Units) -> None:
    """The one run, to the terminal or a new file."""

    if len(runs) > 1:
        raise UsageError(f"a chart shows one run, not {len(runs)}", "give one recording")
    (run,) = runs
    named = {effort.distance: effort for effort in run.fitness.efforts}
    best = named.get("mile", run.fitness.basis)
    (recording,) = read_file(run.path)
    if target == "-":
        click.echo("\n" + terminal_chart(recording, best, units))
        return
    data = chart(recording, best, target, units)
    try:
        write_whole(Path(target), data, new=True)
    except OSError as error:
        raise WriteError(
            f"cannot be written: {error.strerror}", "choose another place", where=target
        ) from error
    say(f"drawn into {target}")


# --- files ------------------------------------------------------------------------------


def _all_runs(
    paths: Sequence[Path], max_hr: int | None
) -> tuple[list[Run], list[tuple[Path, RecordingError]]]:
    """The runs, the best first; what was refused is said. In a folder, rides, walks and workouts
    are passed over."""
    runs: list[Run] = []
    refused: list[tuple[Path, RecordingError]] = []
    passed: Counter[str] = Counter()
    files = list(_files(paths))
    hidden = len(files) < 2 or not sys.stderr.isatty()
    bar = click.progressbar(files, label="Reading", file=sys.stderr)
    with nullcontext(files) if hidden else bar as shown:
        for path, named in shown:
            try:
                runs += _runs(path, max_hr)
            except NoRunError as error:
                if named:
                    refused.append((path, error))
                else:
                    passed[error.summary] += 1
            except RecordingError as error:
                refused.append((path, error))
    for path, refusal in refused:
        click.echo(f"Error: {path}: {refusal}", err=True)
    if passed:
        counted = ", ".join(f"{count} x {what}" for what, count in sorted(passed.items()))
        say(f"passed over, as no runs: {counted}")
    if not runs and not refused:
        raise RecordingError("there is no run among these files", "give the recording of a run")
    return sorted(runs, key=lambda run: (run.fitness.mile_s, str(run.path))), refused


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """Files, each once, and whether they were named; of a folder those whose names say that they
    are recordings."""
    seen = set[Path]()
    for path in paths:
        is_folder = path.is_dir()
        for file in _inside(path) if is_folder else (path,):
            if file not in seen:
                seen.add(file)
                yield file, not is_folder


def _inside(folder: Path) -> list[Path]:

    inside = [
        file
        for file in sorted(folder.rglob("*"))
        if file.name.lower().removesuffix(PACKED).endswith(SUFFIXES) and file.is_file()
    ]
    if not inside:
        raise UsageError(
            "there are no recordings in it", "give a folder of GPX, TCX or FIT files", where=folder
        )
    return inside


def _runs(path: Path, max_hr: int | None) -> Iterator[Run]:

    for recording in read_file(path):
        yield Run(
            path=path,
            sport=recording.sport,
            day=recording.day,
            total_m=recording.total_m,
            elapsed_s=recording.elapsed_s,
            fitness=judge(recording, max_hr),
        )


# --- words ------------------------------------------------------------------------------


def _lines(run: Run, units: Units) -> Iterator[str]:
    fitness = run.fitness
    basis = fitness.basis
    total = f"{distance_text(run.total_m, units)} in {race_clock(run.elapsed_s)}"
    day = f", {date_text(run.day)}" if run.day else ""
    yield f"{printable(str(run.path), 200)}: {run.sport or 'sport not said'}{day}, {total}"
    yield ""
    rows: list[tuple[str, ...]] = [("Best", "Time", "Per mile", "Per km", "Began at", "After")]
    rows += [_row(effort, units) for effort in fitness.efforts]
    yield from table(rows, right=(1,))
    yield ""
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


def _row(effort: Effort, units: Units) -> tuple[str, ...]:
    pace = effort.time_s / effort.distance_m
    return (
        effort.distance,
        clock(effort.time_s, 0.1) if effort.time_s < 3600 else race_clock(effort.time_s),
        pace_text(pace, "mi"),
        pace_text(pace, "km"),
        distance_text(effort.start_m, units),
        race_clock(effort.start_s),
    )


def _overview(runs: Sequence[Run], units: Units) -> Iterator[str]:
    rows = [("Mile", "Index", "From", "Kind", "Day", "Distance", "File")]
    for run in runs:
        fitness = run.fitness
        basis = fitness.basis
        rows.append(
            (
                clock(fitness.mile_s, 0.1),
                f"{fitness.index:.1f} +- {fitness.index_doubt:.1f}",
                f"{basis.distance} in {race_clock(basis.time_s)}",
                _KINDS[fitness.kind] + (", downhill" if fitness.is_downhill else ""),
                run.day.isoformat() if run.day else "-",
                distance_text(run.total_m, units),
                printable(str(run.path), 200),
            )
        )
    yield from table(rows, right=(0, 5))
    yield ""
    total = distance_text(sum(run.total_m for run in runs), units)
    yield f"{len(runs)} runs, {total}; the best is worth a mile in {rows[1][0]}"


def _facts(run: Run) -> dict[str, Any]:
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


# --- saving -----------------------------------------------------------------------------


def _save(
    runs: Sequence[Run],
    kind: Kind | None,
    day: date | None,
    today: date,
    config: Path | None,
    *,
    force: bool,
    dry_run: bool,
) -> None:

    if len(runs) != 1:
        raise UsageError(
            f"--save takes one run, and these are {len(runs)}", "give the file of the one to save"
        )
    (run,) = runs
    fitness = run.fitness
    day = day or run.day
    if day is None:
        raise UsageError(
            "it does not say which day it was", "give --date 2027-04-09", where=run.path
        )
    if fitness.is_downhill and not force:
        raise RecordingError(
            f"it fell {fitness.drop_m:.0f} m from start to end, so it says little of your mile",
            "nothing was saved; --force saves it all the same",
            where=run.path,
        )
    before = SeasonFile.found(config)
    kind = kind or _asked(fitness)
    if kind is None:
        click.echo("Nothing was saved.")
        return
    result = Result(day=day, distance=fitness.basis.distance, time_s=round(fitness.basis.time_s, 1))
    known_s = before.season.athlete.latest.mile_s
    if kind == "lower-bound" and result.mile_s >= known_s:
        click.echo(
            f"Nothing was saved: it says that you can run a mile in {exact_clock(result.mile_s)} or"
            f" faster, and {exact_clock(known_s)} is known already."
        )
        return
    age = (today - day).days
    if age > _OLD_DAYS:
        say(f"that run is {age} days old: a result sets the paces of what you can run today")
    click.echo()
    take(result, before, today, dry_run=dry_run)


def _asked(fitness: Fitness) -> Kind | None:
    """What the runner says it was; None: leave it.

    Raises:
        UsageError: nobody is there to ask.
    """
    if not sys.stdin.isatty():
        raise UsageError(
            "is it a race effort, or part of training? nobody is there to say",
            "give --as race or --as lower-bound",
        )
    answer = click.prompt(
        "Save it as a race effort, or as a lower bound of what you can run",
        type=click.Choice(["race", "lower-bound", "no"]),
        default=fitness.kind,
        err=True,
    )
    return None if answer == "no" else cast("Kind", answer)
