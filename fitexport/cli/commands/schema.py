"""`fitexport schema`: what editors need to complete and check the files that people write."""

from __future__ import annotations

import click

from fitexport.cli.groups import Command
from fitexport.season.schemas import NAMES, schema_text


@click.command("schema", cls=Command)
@click.argument("name", metavar="plan|library|athlete", type=click.Choice(NAMES))
def command(name: str) -> None:
    """Print the JSON Schema of a plan of your own, of a library that it includes, or of
    fitexport.toml.

    Editors that know TOML (with taplo or Even Better TOML) complete and check a file whose first
    line names it: #:schema ./plan.schema.json

    \b
    fitexport schema plan > plan.schema.json
    """
    click.echo(schema_text(name), nl=False)
