"""`fitexport squad`: the files of a whole squad, from a spreadsheet."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.bad_rows import show_bad_row
from fitexport.cli.formats import FORMAT
from fitexport.cli.groups import Command, SettingOption
from fitexport.cli.inputs import say
from fitexport.cli.json_output import show_json
from fitexport.cli.options import (
    BANDS,
    CALENDAR,
    CROSS,
    DAYS,
    EASY_BY,
    EXTRA_AT,
    JSON,
    LEVEL,
    LONG_RUN,
    PLAN,
    RACE_DAY,
    RACE_DISTANCE,
    RESULTS,
    STRENGTH,
    SURFACE,
    TODAY,
    UNITS,
    Option,
    folder,
    options,
    read_by,
)
from fitexport.cli.rated import rated
from fitexport.errors import UsageError, WriteError
from fitexport.season.settings_table import BY_FIELD
from fitexport.squad.cluster import cluster
from fitexport.squad.compiling import Line
from fitexport.squad.exporting import SquadExport, export_squad
from fitexport.squad.plain import plain_bad_row
from fitexport.squad.remote import is_address, place_of
from fitexport.squad.results_file import read_results
from fitexport.squad.roster import BadRow, read_roster
from fitexport.squad.running import processes
from fitexport.squad.sources import rows_of
from fitexport.squad.summary import CSV_NAME, plain_line

_ALL = "all"
_WORTH_PROCESSES = 64
"""Rows from which starting processes pays."""
_WEEKS: Option = click.option(
    "--weeks",
    "weeks",
    cls=SettingOption,
    section="Plan",
    metavar="N|all",
    type=read_by(lambda text: text if text == _ALL else BY_FIELD["weeks"].kind.parse(text)),
    help="How long plans are; all: as --week all.",
)

_DEFAULTS = (
    *(PLAN, RACE_DISTANCE, _WEEKS, RACE_DAY, DAYS, LONG_RUN, EXTRA_AT),
    *(LEVEL, UNITS, SURFACE, CROSS, STRENGTH, BANDS, EASY_BY, *CALENDAR),
)


def place(value: str) -> Path | str:
    """A folder's path, also that of a file://, or the address of a store."""
    if not is_address(value):
        return folder(value)
    found = place_of(value)
    return found if isinstance(found, Path) else value


@click.command("squad", cls=Command)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--week",
    "week",
    metavar="WEEK",
    default="next",
    show_default=True,
    help="Which weeks to write: 3, 3-6, next or all.",
)
@click.option(
    "--out",
    "-o",
    "out",
    type=place,
    metavar="FOLDER|ADDRESS",
    default="squad",
    show_default=True,
    help="The folder for the files, or that of a store: s3://bucket/squad.",
)
@click.option(
    "--zip", "as_zip", is_flag=True, help="Write a ZIP for each athlete instead of a folder."
)
@click.option("--strict", is_flag=True, help="Write nothing if any row has an error.")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 64),
    metavar="N",
    help="How many processes to use.  [default: one for each core]",
)
@RESULTS
@FORMAT
@click.option(
    "--cluster",
    "scheduler",
    metavar="ADDRESS",
    help="Have the workers of a Dask scheduler do it: tcp://host:8786.",
)
@options(*_DEFAULTS, TODAY, JSON)
def command(
    file: Path,
    week: str,
    out: Path | str,
    today: date | None,
    jobs: int | None,
    results: Path | None,
    formats: tuple[str, ...],
    scheduler: str | None,
    *,
    as_zip: bool,
    strict: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Write the week of every athlete in FILE, and a summary for the coach.

    FILE is a spreadsheet (CSV or XLSX), TOML or JSON Lines, with a row for each athlete and columns
    such as name, mile, goal, race-day, volume and days. Each athlete gets the files of fitexport
    week, in a folder below --out. Rows with errors are reported and do not stop the others; the
    exit code is then 1. After an interruption, run the same command again to do the rest. Options
    for runner, plan and calendar fill in for rows that leave them empty.

    \b
    fitexport squad athletes.csv --week next --race-day 2027-05-01 --out ./squad
    """
    if given["weeks"] == _ALL:
        week, given["weeks"] = _ALL, None
    today = today or date.today()
    if scheduler and jobs:
        raise UsageError("--jobs is for this computer, --cluster for others", "give one of them")
    if scheduler and isinstance(out, Path):
        out = out.resolve()  # theirs is another working folder
    total = sum(1 for _ in rows_of(file))
    ran = read_results(results, read_roster(file), today, given) if results else None
    jobs = jobs or (_cores() if total >= _WORTH_PROCESSES else 1)
    lines: list[Line] = []
    done = 0
    with rated(total, "Athletes") as bar, _stopped_by_signals():

        def see(line: Line) -> None:
            nonlocal done
            done += not line.problems
            if line.problems:
                bar.clear()
                show_bad_row(file, line)
            if as_json:
                lines.append(line)
            bar.advance()

        try:
            with _workers(jobs, scheduler, out) as executor:
                made = export_squad(
                    file,
                    out,
                    today=today,
                    week=week,
                    defaults=given,
                    formats=formats,
                    as_zip=as_zip,
                    strict=strict,
                    results=ran,
                    executor=executor,
                    on_line=see,
                )
        except KeyboardInterrupt as stopped:
            bar.clear()
            what = f"{done} of {total} athletes are complete, and perhaps some more"
            click.echo(f"Stopped: {what}; run the same command again for the rest", err=True)
            sys.exit(128 + stopped.args[0])
        except WriteError:
            bar.clear()
            if done:
                say(f"{done} of {total} athletes are complete: the same command does the rest")
            raise
        finally:
            unused = [(ran.path, each) for each in ran.bad] if ran else []
            if unused:
                bar.clear()
            for each in unused:
                show_bad_row(*each)
    _report(made, out, total, lines, unused, as_json=as_json)


def _report(
    made: SquadExport,
    out: Path | str,
    total: int,
    lines: list[Line],
    unused: list[tuple[Path, BadRow]],
    *,
    as_json: bool,
) -> None:
    if as_json:
        content = {
            "athletes": [plain_line(line) for line in lines],
            "folder": str(out),
            "summary": made.summary.csv,
            "page": made.summary.page,
            "left": list(made.left),
            "bad_results": [plain_bad_row(*each) for each in unused],
        }
        show_json("squad", content)
    else:
        counts = ", ".join(f"{count} {change}" for change, count in sorted(made.counts.items()))
        click.echo(f"{total} athlete{'s' if total != 1 else ''} in {out}: {counts}")
        click.echo(
            f"Next: open {made.summary.page}, to read or print; {CSV_NAME} is for spreadsheets"
        )
    say(*(f"{each.problem}; {each.remedy}" if each.remedy else each.problem for each in made.notes))
    for path in made.summary.kept:
        say(f"kept {path}: it was changed since fitexport wrote it; move it away for a new one")
    if made.left:
        say(f"no longer in the file, but still in {out}: {', '.join(made.left)}")
    problems = []
    if made.failed:
        problems.append(f"nothing was written for {made.failed} of {total} rows")
    if unused:
        problems.append(f"{len(unused)} result{'s' if len(unused) > 1 else ''} could not be used")
    if problems:
        click.echo(f"Error: {', and '.join(problems)}", err=True)
        click.echo("  fix the errors above, then run the command again", err=True)
        sys.exit(1)


def _workers(
    jobs: int, scheduler: str | None, out: Path | str
) -> AbstractContextManager[Executor | None]:
    """Whatever does the work."""
    if scheduler is None:
        return processes(jobs)
    return cluster(scheduler, out if isinstance(out, Path) else None)


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Have Ctrl-C and SIGTERM stop: what has begun is finished, however often they come. All that
    is left then is to exit."""
    both = (signal.SIGINT, signal.SIGTERM)
    ours = [each for each in both if signal.getsignal(each) is not signal.SIG_IGN]

    def stop(number: int, _frame: object) -> None:
        for each in ours:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt(number)

    before = [signal.signal(each, stop) for each in ours]
    try:
        yield
    finally:
        for each, handler in zip(ours, before, strict=True):
            if signal.getsignal(each) is stop:
                signal.signal(each, handler)
