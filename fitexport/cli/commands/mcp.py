"""`fitexport mcp`: tools for language models, on standard input and output."""

from __future__ import annotations

import contextlib
import secrets
import sys
import time
from datetime import date
from pathlib import Path

import click

from fitexport.agents.folders import Folders
from fitexport.agents.reach import Reach
from fitexport.cli.groups import Command
from fitexport.cli.inputs import say
from fitexport.errors import UsageError

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path, resolve_path=True)


@click.command("mcp", cls=Command)
@click.option("--read", type=_FOLDER, metavar="FOLDER", help="A folder that agents may read.")
@click.option(
    "--write", type=_FOLDER, metavar="FOLDER", help="A folder that agents may read and write to."
)
def command(read: Path | None, write: Path | None) -> None:
    """Offer fitexport to language models as tools of the Model Context Protocol.

    A client (a chat program, an editor) starts this command and talks to it over standard
    input and output. Without a folder, its agent has no access to files: it can still check
    session text, show a plan and try changes. This needs an extra: pip install 'fitexport[mcp]'

    \b
    fitexport mcp
    fitexport mcp --read ~/runs --write ~/mile
    """
    try:
        from fitexport.agents.protocol import serve
    except ImportError as error:
        raise UsageError(
            "this needs the SDK of the Model Context Protocol",
            "install it: pip install 'fitexport[mcp]'",
        ) from error
    reach = Reach(
        folders=Folders(read=read, write=write),
        this_day=date.today,
        clock=time.monotonic,
        new_id=lambda: secrets.token_hex(4),
    )
    if sys.stdin.isatty():
        say("waiting for a client on standard input; Ctrl-C stops it")
    # The protocol needs the stream itself, not the one that folds lines for people.
    stream = getattr(sys.stdout, "stream", sys.stdout)
    with contextlib.redirect_stdout(stream), contextlib.suppress(KeyboardInterrupt):
        serve(reach, sys.stdin.fileno())
