"""`fitexport read`: FIT files and calendars in words."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fitexport.cli.groups import Command
from fitexport.cli.json_output import show_json
from fitexport.cli.options import FILE_UNITS, JSON, options
from fitexport.export.reading import read_files
from fitexport.units import Units


@click.command("read", cls=Command)
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@options(FILE_UNITS, JSON)
def command(paths: tuple[Path, ...], units: Units | None, *, as_json: bool) -> None:
    """Print FIT workouts in the notation, FIT schedules and ICS calendars day by day.

    Files of any origin are accepted; a folder means its FIT files. A workout that fitexport
    exported is printed as it was written. In others, paces are rounded to a tenth of a second, and
    what the notation cannot express becomes a comment. fitexport workout reads the printed workouts.

    \b
    fitexport read ./watch/*.fit
    fitexport read their-workout.fit | fitexport workout -
    """
    readings, refused = read_files(paths, units)
    if as_json:
        show_json("read", {"files": [reading.facts for reading in readings]})
    elif readings:
        click.echo("\n\n".join(reading.text for reading in readings))
    for refusal in refused:
        click.echo(f"Error: {refusal}", err=True)
    if refused:
        sys.exit(refused[0].exit_code)
