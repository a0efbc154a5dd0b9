"""The account to push to, and what a push does there, in words."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import click

from fitexport.cli.agreeing import agreed
from fitexport.cli.inputs import calendar_memory
from fitexport.cli.published import action_lines
from fitexport.cli.secrets import secret_of
from fitexport.push.remembered import NAME
from fitexport.push.season_push import Push
from fitexport.sync.actions import Do
from fitexport.sync.http import check_installed
from fitexport.sync.services import INTERVALS, check_address

_URL = "FITEXPORT_INTERVALS_URL"


class Account(NamedTuple):
    """The runner's account, and the file that remembers what was pushed there."""

    url: str
    key: str
    memory: Path | None

    @property
    def host(self) -> str:
        """The name of its key in the keyring."""
        return urlsplit(self.url).netloc


def account(config: Path | None) -> Account:
    """The account at the address in the environment, with its key.

    Raises:
        UsageError: the address is unsafe, the extra is missing, or there is no key.
    """
    url = os.environ.get(_URL) or INTERVALS.example
    check_address(url, INTERVALS)
    check_installed(INTERVALS)
    beside = calendar_memory(config)
    there = Account(url, "", beside and beside.with_name(NAME))
    return there._replace(key=secret_of(INTERVALS, there.host).strip())


def shown(push: Push) -> Iterator[str]:
    """Counts, then a line for each workout that changes or that keeps the runner's edits."""
    publication = push.publication
    counts = {kind: len(publication.of(kind)) for kind in Do}
    yield (
        f"{push.address}: {counts[Do.CREATE]} to add, {counts[Do.UPDATE]} to change,"
        f" {counts[Do.DELETE]} to delete, {counts[Do.SAME]} as before"
    )
    yield from action_lines(publication, publication.writes)


def asking(
    question: str, lines: Callable[[Push], Iterable[str]], *, yes: bool, dry_run: bool, quiet: bool
) -> Callable[[Push], bool]:
    """What shows a push and asks whether to carry it out; without changes there is nothing to ask.
    `quiet`: without showing it."""

    def agree(push: Push) -> bool:
        if not quiet:
            click.echo("\n".join(lines(push)))
        if not push.publication.writes:
            return not dry_run
        return agreed(question, yes=yes, dry_run=dry_run, quiet=quiet)

    return agree


def done(push: Push) -> None:
    """Print what was done."""
    count = len(push.publication.writes)
    click.echo(f"Done: {count} change{'' if count == 1 else 's'} at {push.address}.")
