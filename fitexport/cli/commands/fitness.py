"""`fitexport fitness`: recorded runs -> the best mile in them, and what it says."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import cast, get_args

import click

from fitexport.cli.commands.result import take
from fitexport.cli.inputs import known_settings, say
from fitexport.cli.options import CONFIG, JSON, TODAY, UNITS, calendar_day, options
from fitexport.cli.season_file import DRY_RUN, found_season
from fitexport.cli.tables import table
from fitexport.errors import RecordingError, UsageError
from fitexport.recording import report
from fitexport.recording.chart import check_target, terminal_chart, write_chart
from fitexport.recording.judging import Fitness, Kind
from fitexport.recording.read import read_file
from fitexport.recording.runs import FoundRuns, Run, find_runs, recording_files, result_of
from fitexport.units import (
    DEFAULT_UNITS,
    Units,
    distance_text,
    exact_clock,
)

_OLD_DAYS = 120
"""Fitness is another after a season."""


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
    type=click.Choice(get_args(Kind)),
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

    PATH is a recording (GPX, TCX or FIT, or one packed as .gz), a folder of them, or a .zip as
    services export them. Times are what passed on the clock; no effort goes across a pause. Nothing
    is saved without --save, and --save takes one run. A race effort becomes a result as it is; part
    of a training run only if it is faster than the mile that is known.

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
    if plot == "-" and as_json:
        raise UsageError("a chart in the terminal is no JSON", "give --plot a file")
    if plot not in (None, "-"):
        check_target(plot)
    settings = known_settings(config, {})
    units = units or settings.units or DEFAULT_UNITS
    runs, refused, _ = _found(paths, settings.max_hr)
    if as_json:
        click.echo(json.dumps([report.facts(run) for run in runs], indent=1))
    elif len(runs) == 1:
        click.echo("\n".join(_lines(runs[0], units)))
    elif runs:
        click.echo("\n".join(_overview(runs, units)))
    if refused:
        sys.exit(refused[0].exit_code)
    if plot is not None:
        _draw(runs, plot, units)
    if save:
        _save(runs, kind, day, today or date.today(), config, force=force, dry_run=dry_run)


def _draw(runs: Sequence[Run], target: str, units: Units) -> None:
    """The one run, to the terminal or a new file."""
    if len(runs) > 1:
        raise UsageError(f"a chart shows one run, not {len(runs)}", "give one recording")
    (run,) = runs
    (recording,) = read_file(run.path)
    if target == "-":
        click.echo("\n" + terminal_chart(recording, run.best, units))
        return
    write_chart(recording, run.best, target, units)
    say(f"drawn into {target}")


def _found(paths: Sequence[Path], max_hr: int | None) -> FoundRuns:
    """The runs, while a bar shows how far it is; what was refused or passed over is reported."""
    files = recording_files(paths)
    hidden = len(files) < 2 or not sys.stderr.isatty()
    bar = click.progressbar(files, label="Reading", file=sys.stderr)
    with nullcontext(files) if hidden else bar as shown:
        found = find_runs(shown, max_hr)
    for refusal in found.refused:
        click.echo(f"Error: {refusal}", err=True)
    if found.passed_over:
        counted = ", ".join(
            f"{count} x {what}" for what, count in sorted(found.passed_over.items())
        )
        say(f"passed over, as no runs: {counted}")
    if not found.runs and not found.refused:
        raise RecordingError("there is no run among these files", "give the recording of a run")
    return found


def _lines(run: Run, units: Units) -> Iterator[str]:
    yield report.title(run, units)
    yield ""
    rows = [report.effort_row(effort, units) for effort in run.fitness.efforts]
    yield from table([report.EFFORT_HEADINGS, *rows], right=(1,))
    yield ""
    yield from report.conclusions(run)


def _overview(runs: Sequence[Run], units: Units) -> Iterator[str]:
    rows = [report.run_row(run, units) for run in runs]
    yield from table([report.RUN_HEADINGS, *rows], right=(0, 5))
    yield ""
    total = distance_text(sum(run.total_m for run in runs), units)
    yield f"{len(runs)} runs, {total}; the best is worth a mile in {rows[0][0]}"


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
    result = result_of(run, day, force=force)
    before = found_season(config)
    kind = kind or _asked(run.fitness)
    if kind is None:
        click.echo("Nothing was saved.")
        return
    known_s = before.season.athlete.latest.mile_s
    if kind == "lower-bound" and result.mile_s >= known_s:
        click.echo(
            f"Nothing was saved: it says that you can run a mile in {exact_clock(result.mile_s)} or"
            f" faster, and {exact_clock(known_s)} is known already."
        )
        return
    age = (today - result.day).days
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
        type=click.Choice([*get_args(Kind), "no"]),
        default=fitness.kind,
        err=True,
    )
    return None if answer == "no" else cast("Kind", answer)
