"""`fitexport plans new`: a plan of one's own to start from."""

from __future__ import annotations

import re
from pathlib import Path
from shlex import quote

import click

from fitexport.cli.options import toml_path
from fitexport.errors import UsageError, WriteError
from fitexport.plan.shipped import template_folder
from fitexport.season.athlete import FILE_NAME

_STARTER = "new-plan.toml"
_NAME = 'name = "my-plan"'


@click.command("new", short_help="Write a small plan of your own to start from.")
@click.argument("path", metavar="FILE", type=toml_path)
def new(path: Path) -> None:
    """Write FILE: a plan of four weeks to a 5 km race, with comments, that works as it is.

    It never overwrites a file.

    \b
    fitexport plans new my-plan.toml
    """

    if path.name.lower() == FILE_NAME:  # every command in this folder would read it as that
        raise UsageError(
            f"{path} is the name of the runner's own file\n  give the plan another: my-plan.toml"
        )
    if path.suffix != ".toml":
        raise UsageError(
            f"{path} would not be known for a plan\n  plans end in .toml: {path.with_suffix('.toml')}"
        )
    name = f'name = "{_slug(path.stem)}"'
    text = (template_folder() / _STARTER).read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text.replace("my-plan.toml", path.name).replace(_NAME, name))
    except FileExistsError:
        raise UsageError(
            f"{path} is there already\n  edit it, or give another name; nothing was changed"
        ) from None
    except OSError as error:
        raise WriteError(f"{path}: {error.strerror or error}\n  give another place") from error
    click.echo(f"Written to {path}: four weeks to a 5 km race, to change as you like.")
    click.echo(f"Next: fitexport plans check {quote(str(path))}")


def _slug(stem: str) -> str:
    """A name for the plan from its file's."""
    return "-".join(re.findall(r"[a-z0-9]+", stem.lower()))[:40].strip("-") or "my-plan"
