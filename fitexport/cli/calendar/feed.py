"""`fitexport calendar --feed`: the plan as a calendar to subscribe to, in a web server's folder."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.calendar.feed import Addresses, addresses, feed_tokens
from fitexport.calendar.memory import NAME
from fitexport.cli.inputs import calendar_season, found_file, say
from fitexport.cli.json_output import show_json
from fitexport.errors import UsageError
from fitexport.export.calendar_feed import WrittenFeed, export_feed

NEW_ADDRESS = click.option(
    "--new-address",
    is_flag=True,
    help="Replace the secret in the address: whoever has subscribed must subscribe again.",
)


def settings_of_feed(config: Path | None) -> Path:
    """The fitexport.toml beside which the secret of the address is stored."""
    path = config or found_file()
    if path is None:
        raise UsageError(
            "a calendar to subscribe to needs a fitexport.toml: its secret address is stored beside it",
            "make one first: fitexport init",
        )
    return path


def tokens_of(settings: Path, *, new_address: bool) -> tuple[str, ...]:
    """The secret of the address, then earlier ones."""
    memory = settings.with_name(NAME)
    tokens = feed_tokens(memory, settings.name, secrets.token_hex(16), renew=new_address)
    if new_address and tokens[1:]:
        say("the old address is gone: whoever has subscribed must subscribe again")
    return tokens


def write_feed(
    folder: Path,
    hosted_at: str | None,
    config: Path | None,
    given: dict[str, Any],
    today: date,
    *,
    new_address: bool,
    as_json: bool,
) -> None:
    """Write the feed into a folder, and print how to subscribe."""
    if hosted_at:
        addresses(hosted_at, "")  # refuses what is no address before anything is written
    settings = settings_of_feed(config)
    season = calendar_season(settings, given, today)
    tokens = tokens_of(settings, new_address=new_address)
    written = export_feed(season, folder, tokens, memory=settings.with_name(NAME))
    at = addresses(hosted_at, tokens[0]) if hosted_at else None
    if at and at.web.startswith("http:"):
        say("http is not encrypted: others can read the calendar and its address on the way")
    if as_json:
        show_json("calendar-feed", _plain(written, at))
    else:
        _show(written, at)


def _plain(written: WrittenFeed, at: Addresses | None) -> dict[str, Any]:
    feed = written.feed
    return {
        "file": str(written.path),
        "name": feed.name,
        "events": len(feed.events),
        "changed": feed.changed,
        "unchanged": written.is_unchanged,
        "removed": [str(path) for path in written.removed],
        "web": at and at.web,
        "webcal": at and at.webcal,
    }


def _show(written: WrittenFeed, at: Addresses | None) -> None:
    for path in written.removed:
        click.echo(f"removed {path}")
    click.echo(
        f"{len(written.feed.events)} events in {written.path}, "
        + (
            "unchanged"
            if written.is_unchanged
            else f"{written.feed.changed} of them changed since they were first written"
        )
    )
    if at:
        click.echo(f"Subscribe: {at.webcal}\nIn Google and Outlook: {at.web}")
    else:
        click.echo(
            f"Next: put {written.path.parent} on a web server and subscribe to its address there with"
            f" /{written.path.name} at the end; --hosted-at ADDRESS prints the whole address."
        )
