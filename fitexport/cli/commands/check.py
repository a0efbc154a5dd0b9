"""`fitexport check`: what FIT files will make a watch do, and what would fail on it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fitexport.cli.groups import Command
from fitexport.cli.json_output import show_json
from fitexport.cli.options import FILE_UNITS, JSON, options
from fitexport.errors import UsageError, one_line
from fitexport.export.manifest import recorded_units
from fitexport.fit.checking import check_files
from fitexport.fit.files import files_by_folder
from fitexport.units import Units


@click.command("check", cls=Command)
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@options(FILE_UNITS, JSON)
def command(paths: tuple[Path, ...], units: Units | None, *, as_json: bool) -> None:
    """Read FIT files, or folders of them, and show step by step what the watch will do.

    Files of any origin are accepted. They are read by fit-tool, which did not write them, and
    checked for what fails on watches: duplicate identities, scheduled days without their workout
    (both within a folder), speeds no human runs, too many steps, names that will be cut, missing
    messages, wrong counts. Exit code 1 if anything would fail. FIT files of other kinds in a
    folder are skipped.
    """
    from fitexport.fit.witness import witness

    for path in paths:
        if path.suffix.lower() == ".ics":
            raise UsageError(
                "a calendar, which no watch reads", "fitexport read prints its events", where=path
            )
    failing = 0
    facts = []
    for folder, files in files_by_folder(paths):
        for each in check_files(folder, files, units or recorded_units(folder), witness, paths):
            failing += each.fails
            facts.append(each.facts)
            if not as_json:
                click.echo(f"{each.path}: " + "\n".join(map(one_line, each.lines)) + "\n")
    if as_json:
        show_json("check", {"files": facts})
    if failing:
        click.echo(
            f"Error: {failing} of these would fail on a watch\n"
            "  export that week again, or make the files again with the tool they came from",
            err=True,
        )
        sys.exit(1)
