"""`fitexport check`: what FIT files will make a watch do, and what would fail on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from fitexport.cli.fit_files import batches, neighbours, read_fit
from fitexport.cli.options import FILE_UNITS
from fitexport.errors import FitFormatError, UsageError, one_line
from fitexport.export.manifest import recorded_units
from fitexport.fit.faults import Fault, batch_faults, schedule_faults, workout_faults
from fitexport.fit.found import Found, FoundSchedule, FoundWorkout
from fitexport.pace.outline import step_lines
from fitexport.units import Units, day_text

Files = Mapping[Path, Found | FitFormatError]


@click.command("check")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@FILE_UNITS
def command(paths: tuple[Path, ...], units: Units | None) -> None:
    """Read FIT files, or folders of them, and say step by step what the watch will do.

    They may be anybody's. They are read by fit-tool, which did not write them, and looked
    through for what fails on watches: identities that are there twice, days of a schedule
    without their workout (both within a folder), speeds that no human runs, too many steps, names
    that will be cut, missing messages, wrong counts. Exit code 1 if anything would fail.
    """
    from fitexport.fit.witness import witness

    for path in paths:
        if path.suffix.lower() == ".ics":
            raise UsageError(
                f"{path}: a calendar, which no watch reads\n  fitexport read prints its events"
            )
    failing = 0
    for folder, files in batches(paths):
        found = {path: read_fit(path, witness) for path in files}
        beside = found | neighbours(folder, found, witness)
        for path, lines, fails in _said(found, beside, units or recorded_units(folder)):
            failing += fails
            click.echo(f"{path}: " + "\n".join(map(one_line, lines)) + "\n")
    if failing:
        click.echo(
            f"Error: {failing} of these would fail on a watch\n"
            "  export that week again, whole; or have them made anew by what made them",
            err=True,
        )
        sys.exit(1)


def _said(found: Files, beside: Files, units: Units) -> Iterator[tuple[Path, list[str], bool]]:
    """Each file, what to print of it, and whether it would fail."""

    workouts = [
        (path.name, each) for path, each in beside.items() if isinstance(each, FoundWorkout)
    ]
    between = list(batch_faults(workouts))
    schedules = [path for path, each in beside.items() if isinstance(each, FoundSchedule)]
    for path, content in found.items():
        if isinstance(content, FitFormatError):
            yield path, [f"fault: {content}"], True
        elif isinstance(content, FoundWorkout):
            faults = [*workout_faults(content), *(f for name, f in between if name == path.name)]
            yield path, _workout_lines(content, faults, units), any(f.fails for f in faults)
        else:
            others = [other.name for other in schedules if other != path]
            yield path, *_schedule_lines(content, dict(workouts), others)


def _workout_lines(found: FoundWorkout, faults: list[Fault], units: Units) -> list[str]:

    steps = f"{found.step_messages} step{'s' if found.step_messages != 1 else ''}"
    heading = ", ".join((f'"{found.name}"', found.sport, *found.also, steps))
    return [heading, *step_lines(found.steps, units, "  "), *map(_fault_line, faults)]


def _schedule_lines(
    found: FoundSchedule, workouts: Mapping[str, FoundWorkout], others: list[str]
) -> tuple[list[str], bool]:

    names = {each.identity: (name, each.name) for name, each in workouts.items()}
    faults = list(schedule_faults(found, names))
    if others:
        said = f"a watch has one calendar, and there is {', '.join(others)} too"
        faults.append((None, Fault(said)))
    count = len(found.entries)
    lines = [f"schedule, {count} entr{'y' if count == 1 else 'ies'}"]
    for number, entry in enumerate(found.entries):
        file, name = names.get(entry.workout, ("", ""))
        known = f': "{name}" ({file})' if file else ""
        lines.append(f"  {day_text(entry.day)} {entry.day.year}{known}")
        lines += ["  " + _fault_line(fault) for of, fault in faults if of == number]
    lines += [_fault_line(fault) for of, fault in faults if of is None]
    return lines, any(fault.fails for _, fault in faults)


def _fault_line(fault: Fault) -> str:
    return f"  {'fault' if fault.fails else 'note'}: {fault.problem}"
