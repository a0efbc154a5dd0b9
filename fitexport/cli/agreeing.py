"""Asking before something is changed elsewhere: on a watch, on a server."""

from __future__ import annotations

import click

YES = click.option("--yes", is_flag=True, help="Do not ask.")


def agreed(question: str, *, yes: bool, dry_run: bool, quiet: bool = False) -> bool:
    """Whether to continue; ask unless an option decides. `quiet`: print nothing but the question."""
    if dry_run:
        if not quiet:
            click.echo("Nothing was changed: --dry-run")
    elif not yes:
        click.confirm(question, default=True, abort=True, err=True)
    return not dry_run
