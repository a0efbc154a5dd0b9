"""`fitexport schema`: JSON Schemas of the files that users write, and of --json output."""

from __future__ import annotations

import click

from fitexport.cli.groups import Command
from fitexport.export.json_results import RESULTS
from fitexport.export.json_schema import result_schema
from fitexport.season.schemas import NAMES, schema_text


@click.command("schema", cls=Command)
@click.argument("name", metavar="NAME", type=click.Choice((*NAMES, *RESULTS)))
def command(name: str) -> None:
    """Print the JSON Schema of a plan of your own (plan), of a library that it includes (library),
    or of fitexport.toml (athlete); or of what a command prints with --json: week, show-plan,
    today..., the name in its "schema".

    Editors that know TOML (with taplo or Even Better TOML) complete and check a file whose first
    line names it: #:schema ./plan.schema.json

    \b
    fitexport schema plan > plan.schema.json
    fitexport schema week
    """
    click.echo(schema_text(name) if name in NAMES else result_schema(name), nl=False)
