"""`fitexport samples`: the files that the documentation's examples use."""

from __future__ import annotations

from pathlib import Path

import click

from fitexport.cli.groups import Command
from fitexport.cli.options import out_folder
from fitexport.files.copying import copy_folder
from fitexport.files.packaged import packaged


@click.command("samples", cls=Command)
@out_folder("samples", "A new folder for the files.")
def command(out: Path) -> None:
    """Copy the sample files to a new folder: recorded runs, workouts, settings and a fake watch to
    try the commands on.

    \b
    fitexport samples --out samples
    fitexport fitness samples/time-trial.gpx
    fitexport watch find --at samples/fake-watch
    """
    count = copy_folder(packaged("samples"), out)
    click.echo(f"{count} files copied to {out}")
