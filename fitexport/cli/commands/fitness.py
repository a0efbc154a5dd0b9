"""`fitexport fitness`: recorded runs -> the best mile in them, and what it says."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import cast, get_args

import click

from fitexport.cli.commands.result import take
from fitexport.cli.found_runs import found_runs
from fitexport.cli.garmin import FROM, KEEP, KEEP_KEY, check_fetching, last_days, originals
from fitexport.cli.groups import Command
from fitexport.cli.inputs import known_settings, say
from fitexport.cli.json_output import show_json
from fitexport.cli.options import CONFIG, JSON, TODAY, UNITS, calendar_day, options
from fitexport.cli.season_file import DRY_RUN, found_season
from fitexport.cli.tables import table
from fitexport.errors import RecordingError, UsageError
from fitexport.export.from_recordings import known_of
from fitexport.pace.results import Result
from fitexport.recording import report
from fitexport.recording.bests import bests_chart, marks_text
from fitexport.recording.chart import run_chart
from fitexport.recording.drawing import Drawing, check_target, in_terminal, write_picture
from fitexport.recording.habits import RECENT_DAYS, is_recent
from fitexport.recording.judging import Kind
from fitexport.recording.ranking import Ranking, order, rank
from fitexport.recording.read import recordings
from fitexport.recording.recording import Recording
from fitexport.recording.runs import Run, recording_files, result_of
from fitexport.season.result_judgement import is_unlikely
from fitexport.units import DEFAULT_UNITS, Units, exact_clock


@click.command("fitness", cls=Command)
@click.argument("paths", metavar="PATH...", nargs=-1, type=click.Path(path_type=Path))
@FROM
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
@click.option(
    "--force",
    is_flag=True,
    help="Save it even if downhill, on a treadmill, or far from your mile.",
)
@click.option(
    "--since",
    type=calendar_day,
    metavar="DATE",
    help="Only runs of this day and later ones.  [default with --from: the last 120 days]",
)
@click.option("--all", "show_all", is_flag=True, help="Show set-aside runs in their place, too.")
@click.option("--verbose", is_flag=True, help="List the files that are skipped.")
@click.option(
    "--plot",
    metavar="FILE",
    help="Draw pace over distance, of many runs the bests over time: run.html, run.png, run.svg,"
    " or - for the terminal.",
)
@options(KEEP, KEEP_KEY, UNITS, JSON, DRY_RUN, TODAY, CONFIG)
def command(
    paths: tuple[Path, ...],
    service: str | None,
    keep: Path | None,
    kind: Kind | None,
    day: date | None,
    units: Units | None,
    plot: str | None,
    since: date | None,
    today: date | None,
    config: Path | None,
    *,
    keep_key: bool,
    save: bool,
    force: bool,
    as_json: bool,
    dry_run: bool,
    show_all: bool,
    verbose: bool,
) -> None:
    """Find the best 400 m to 10 km in recorded runs, and say which mile they are worth.

    PATH is a recording (GPX, TCX or FIT, or one packed as .gz), a folder of them, or a .zip as
    services export them. Times are elapsed times; only 3 to 10 km may include short pauses. Of many
    runs, one that is not credible (a treadmill, a lap in a car) never comes first. Nothing is saved
    without --save, which uses the best of the last 120 days. A race effort becomes a result as it
    is; part of a training run only if it is faster than your known mile.

    \b
    fitexport fitness run.gpx
    fitexport fitness ~/runs --since 2027-01-01
    fitexport fitness run.gpx --save --as race
    fitexport fitness run.gpx --plot run.svg
    fitexport fitness --from garmin --since 2027-01-01 --keep ~/runs
    """
    check_fetching(service, keep, keep_key=keep_key)
    if not paths and service is None:
        raise click.UsageError("Missing argument 'PATH...'.")
    if service and plot:
        raise UsageError(
            "a chart needs a file", "keep what is fetched (--keep FOLDER), then give one, or all"
        )
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
    today = today or date.today()
    with originals(service, since or last_days(today), keep, keep_key=keep_key) as fetched:
        found = found_runs([*recording_files(paths), *fetched], verbose=verbose)
    recent = [run for run in found.runs if since is None or (run.day and run.day >= since)]
    if found.runs and not recent:
        raise RecordingError(f"there is no run since {since}", "give an earlier --since")
    ranking = rank(recent, known_of(settings, today))
    if as_json:
        show_json("fitness", report.ranking_facts(ranking, found))
    elif len(recent) == 1:
        click.echo("\n".join(_lines(ranking.runs[0], units)))
    elif recent:
        click.echo("\n".join(_overview(ranking, units, show_all=show_all)))
    if found.refused:
        sys.exit(found.refused[0].exit_code)
    if plot is not None:
        _draw(_chart(ranking, units), plot)
    if save:
        run = _to_save(ranking, today)
        _save(run, kind, day, today, config, force=force, dry_run=dry_run)


def _chart(ranking: Ranking, units: Units) -> Drawing:
    """Of one run, pace over distance; of many, the best of those that can be believed, over time."""
    if len(ranking.runs) > 1:
        return bests_chart(ranking.believed, units)
    (run,) = ranking.runs
    recording = next(
        each
        for each in recordings(run.path)
        if isinstance(each, Recording) and (each.name, each.elapsed_s) == (run.name, run.elapsed_s)
    )
    return run_chart(recording, run.best, units)


def _draw(drawing: Drawing, target: str) -> None:
    """To the terminal or a new file."""
    if target == "-":
        click.echo("\n" + in_terminal(drawing))
        if marks := marks_text(drawing):
            click.echo(marks)
        return
    # Else Python prints what matplotlib logs: of fonts, of folders that it may not write.
    logging.getLogger("matplotlib").addHandler(logging.NullHandler())
    write_picture(drawing, target)
    say(f"chart written to {target}")


def _lines(run: Run, units: Units) -> Iterator[str]:
    yield report.title(run, units)
    yield ""
    rows = [report.effort_row(effort, units) for effort in run.fitness.efforts]
    yield from table([report.EFFORT_HEADINGS, *rows], right=(1,))
    yield ""
    yield from report.conclusions(run)


def _overview(ranking: Ranking, units: Units, *, show_all: bool) -> Iterator[str]:
    """The runs, the best first, and the best over each distance; what is set aside is named."""
    shown = [(run, "") for run in ranking.runs]
    if show_all:
        shown += [(run, f"set aside: {reason}") for run, reason in ranking.set_aside]
        shown += ranking.twice
        shown.sort(key=lambda row: order(row[0]))
    rows = [report.run_row(run, units, remark) for run, remark in shown]
    yield from table(_filled([report.RUN_HEADINGS, *rows]), right=(0, 5))
    yield ""
    if bests := [*report.best_rows(ranking.believed, units)]:
        yield from table([report.BEST_HEADINGS, *bests], right=(1,))
        yield ""
    yield report.headline(ranking, units)
    if not show_all:
        say(*report.set_aside_lines(ranking))


def _filled(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The rows without columns that are empty below their heading."""
    kept = [any(cells[1:]) for cells in zip(*rows, strict=True)]
    return [[cell for cell, keep in zip(row, kept, strict=True) if keep] for row in rows]


# --- saving -----------------------------------------------------------------------------


def _to_save(ranking: Ranking, today: date) -> Run:
    """The only run, or the best recent one of many."""
    if len(ranking.runs) == 1:
        return ranking.runs[0]
    for run in ranking.believed:
        if is_recent(run, today):
            click.echo(f"The best of the last {RECENT_DAYS} days: {report.place(run)}")
            return run
    raise UsageError(
        f"no run of the last {RECENT_DAYS} days can be saved", "give the file of the one to save"
    )


def _save(
    run: Run,
    kind: Kind | None,
    day: date | None,
    today: date,
    config: Path | None,
    *,
    force: bool,
    dry_run: bool,
) -> None:
    result = result_of(run, day, force=force)
    before = found_season(config)
    known_s = before.season.athlete.latest.mile_s
    is_far = is_unlikely(result, known_s)
    kind = kind or _asked("race" if run.fitness.is_sure and not is_far else "at-least")
    if kind is None:
        click.echo("Nothing was saved.")
        return
    if kind == "at-least" and result.mile_s >= known_s:
        click.echo(
            f"Nothing was saved: it says that you can run a mile in {exact_clock(result.mile_s)} or"
            f" faster, and {exact_clock(known_s)} is already known."
        )
        return
    if is_far and not (force or _is_meant(result, known_s)):
        click.echo("Nothing was saved.")
        return
    age = (today - result.day).days
    if age > RECENT_DAYS:
        say(f"that run is {age} days old: a result sets the paces of what you can run today")
    click.echo()
    take(result, before, today, dry_run=dry_run)


def _is_meant(result: Result, known_s: float) -> bool:
    """Whether the runner means a mile that is far from the one that is known.

    Raises:
        UsageError: there is no terminal to ask in.
    """
    far = (
        f"it is worth a mile in {exact_clock(result.mile_s)}, far from the {exact_clock(known_s)}"
        " that is known"
    )
    if not sys.stdin.isatty():
        raise UsageError(far, "nothing was saved; --force saves it anyway")
    return click.confirm(f"{far[0].upper()}{far[1:]}. Save it anyway", err=True)


def _asked(suggested: Kind) -> Kind | None:
    """What the runner says it was; None: leave it.

    Raises:
        UsageError: there is no terminal to ask in.
    """
    if not sys.stdin.isatty():
        raise UsageError(
            "is it a race effort, or part of training? there is no terminal to ask in",
            "give --as race or --as at-least",
        )
    answer = click.prompt(
        "Save it as a race effort, or as at least what you can run",
        type=click.Choice([*get_args(Kind), "no"]),
        default=suggested,
        err=True,
    )
    return None if answer == "no" else cast("Kind", answer)
