"""`fitexport check`: what FIT files will make a watch do."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fitexport.errors import FitFormatError, UsageError

if TYPE_CHECKING:
    from fitexport.fit.witness import FoundSchedule, FoundWorkout
    from fitexport.units import Units


@click.command("check")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--units",
    type=click.Choice(["mi", "km"]),
    help="Paces per mile or per km.  [default: as exported]",
)
def command(paths: tuple[Path, ...], units: Units | None) -> None:
    """Read FIT files, or folders of them, and say step by step what the watch will do.

    They are read by fit-tool, which did not write them. A schedule's entries must find their
    workouts in its own folder. Exit code 1 if anything would fail on a watch.
    """
    from fitexport.manifest import recorded_units

    faults = 0
    for folder, files in _batches(paths):
        found: dict[Path, FoundWorkout | FoundSchedule | FitFormatError] = {}
        for path in files:
            found[path] = _read(path)
        neighbours = found | {path: _neighbour(path) for path in _fits(folder) if path not in found}
        for path, content in found.items():
            lines, wrong = _said(content, neighbours, units or recorded_units(folder))
            faults += wrong
            click.echo(f"{path}: " + "\n".join(map(_printable, lines)) + "\n")
    if faults:
        click.echo(
            f"Error: {faults} of these would fail on a watch\n  export that week again, whole",
            err=True,
        )
        sys.exit(1)


def _printable(line: str) -> str:
    """Text from a file, without what could steer a terminal."""
    return "".join(c if c.isprintable() else "?" for c in line)


def _batches(paths: Sequence[Path]) -> Iterator[tuple[Path, list[Path]]]:
    """The FIT files to check, by the folder they are in."""
    batches: dict[Path, list[Path]] = {}
    for path in paths:
        try:
            is_file, inside = path.is_file(), _fits(path, "**/") if path.is_dir() else None
        except OSError as error:
            raise UsageError(
                f"{path}: cannot be read: {error.strerror}\n  give FIT files or a folder of them"
            ) from error
        if not is_file and inside is None:
            raise UsageError(
                f"{path}: there is no such file or folder\n  give FIT files or a folder of them"
            )
        if inside == []:
            raise UsageError(f"{path}: there are no FIT files in it\n  give a folder that has some")
        for file in inside or [path]:
            batches.setdefault(file.parent, []).append(file)
    yield from batches.items()


def _fits(folder: Path, below: str = "") -> list[Path]:
    return sorted(file for file in folder.glob(f"{below}*.[fF][iI][tT]") if file.is_file())


def _neighbour(path: Path) -> FoundWorkout | FoundSchedule | FitFormatError:
    """A file that was not asked for: one that cannot be read is nobody's workout."""
    try:
        return _read(path)
    except UsageError as error:
        return FitFormatError(str(error))


def _read(path: Path) -> FoundWorkout | FoundSchedule | FitFormatError:
    from fitexport.fit.reader import MAX_BYTES
    from fitexport.fit.witness import witness

    try:
        with path.open("rb") as file:
            return witness(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read: {error.strerror}\n  give a file you may read"
        ) from error
    except FitFormatError as error:
        return error


def _said(
    content: FoundWorkout | FoundSchedule | FitFormatError,
    neighbours: dict[Path, FoundWorkout | FoundSchedule | FitFormatError],
    units: Units,
) -> tuple[list[str], int]:
    """What to print of a file, and how many faults it has."""
    from fitexport.describe import step_lines
    from fitexport.fit.witness import FoundWorkout
    from fitexport.units import day_text

    if isinstance(content, FitFormatError):
        return [f"fault: {content}"], 1
    if isinstance(content, FoundWorkout):
        steps = f"{content.step_messages} step{'s' if content.step_messages != 1 else ''}"
        heading = f'"{content.name}", {content.sport}, {steps}'
        return [heading, *step_lines(content.steps, units, "  ")], 0
    workouts = {
        other.key: (path, other)
        for path, other in neighbours.items()
        if isinstance(other, FoundWorkout)
    }
    lines = [f"schedule, {len(content.entries)} entries"]
    faults = 0
    for entry in content.entries:
        day = f"{day_text(entry.day)} {entry.day.year}"
        if entry.key in workouts:
            path, workout = workouts[entry.key]
            lines.append(f'  {day}: "{workout.name}" ({path.name})')
        else:
            faults += 1
            lines.append(
                f"  {day}: fault: no workout beside it has this identity (serial {entry.key[2]})"
            )
    return lines, faults
