"""`fitexport plans new`: a small plan to start a custom one from."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import click

from fitexport.cli.groups import Command
from fitexport.cli.options import toml_path
from fitexport.errors import UsageError
from fitexport.plan.starter import write_starter_plan
from fitexport.season.settings import FILE_NAME


@click.command("new", cls=Command, short_help="Write a small plan of your own to start from.")
@click.argument("path", metavar="FILE", type=toml_path)
def new(path: Path) -> None:
    """Write FILE: a plan of four weeks to a 5 km race, with comments, that works as it is.

    It never overwrites a file.

    \b
    fitexport plans new my-plan.toml
    """
    if path.name.lower() == FILE_NAME:  # every command in this folder would read it as that
        raise UsageError(
            f"{path} is the name of the runner's own file", "give the plan another: my-plan.toml"
        )
    write_starter_plan(path)
    click.echo(f"Written to {path}: four weeks to a 5 km race, to change as you like.")
    click.echo(f"Next: fitexport plans check {quote(str(path))}")
