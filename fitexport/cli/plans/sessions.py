"""`fitexport plans sessions`: the shipped sessions by name."""

from __future__ import annotations

import click

from fitexport.cli.groups import Command
from fitexport.cli.json_output import show_json
from fitexport.cli.options import JSON, LEVEL
from fitexport.cli.tables import table
from fitexport.errors import UsageError
from fitexport.plan.named import NamedSessions


@click.command(
    "sessions", cls=Command, short_help="List shipped sessions that a plan can use by name."
)
@click.argument("beginning", metavar="[NAME]", nargs=-1)
@LEVEL
@JSON
def sessions(beginning: tuple[str, ...], level: str | None, *, as_json: bool) -> None:
    """List the sessions of the shipped plans by the names that a plan of your own can use:
    session = "mile-intermediate V1.2". NAME is the beginning of their names.

    \b
    fitexport plans sessions mile-advanced
    fitexport plans sessions mile-advanced S1
    """
    wanted = " ".join(beginning).lower()
    found = [
        (name, title)
        for name, title in NamedSessions({}).listed()
        if name.lower().startswith(wanted)
        if level is None or name.partition(" ")[0].endswith(f"-{level}")
    ]
    if not found:
        raise UsageError(
            f'no shipped session is called "{wanted}..."',
            "fitexport plans sessions lists all of them",
        )
    if as_json:
        named = [{"name": name, "title": title} for name, title in found]
        show_json("plans-sessions", {"sessions": named})
    else:
        click.echo("\n".join(table(found)))
