"""`fitexport calendar serve`: the plan as a calendar to subscribe to, served by this computer."""

from __future__ import annotations

import contextlib
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any

import click

from fitexport.calendar.feed import FeedServer, addresses
from fitexport.calendar.memory import NAME
from fitexport.cli.calendar.feed import NEW_ADDRESS, settings_of_feed, tokens_of
from fitexport.cli.groups import Command
from fitexport.cli.inputs import calendar_season, say
from fitexport.cli.options import CALENDAR, CONFIG, PLAN, RUNNER, SEASON, TODAY, options
from fitexport.errors import FitexportError
from fitexport.export.calendar_feed import keep_feed, season_feed
from fitexport.files.web_server import LOOPBACK

_ANSWERS = {
    HTTPStatus.OK: "fetched the calendar",
    HTTPStatus.NOT_MODIFIED: "has the current calendar",
    HTTPStatus.NOT_FOUND: "asked for another address",
}


@click.command(
    "serve", cls=Command, short_help="Serve the plan as a calendar to subscribe to, until Ctrl-C."
)
@click.option(
    "--host",
    default=LOOPBACK,
    show_default=True,
    metavar="ADDRESS",
    help="This computer's address to serve it at; in your network, it is not encrypted.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8018,
    show_default=True,
    help="The port; 0 is any free one. Subscriptions need the same one each time.",
)
@NEW_ADDRESS
@options(*RUNNER, PLAN, *SEASON, *CALENDAR, TODAY, CONFIG)
@click.pass_context
def serve(
    ctx: click.Context,
    /,
    host: str,
    port: int,
    new_address: bool,
    today: date | None,
    config: Path | None,
    **given: Any,
) -> None:
    """Serve the plan as a calendar to subscribe to, from this computer, until Ctrl-C.

    Calendar programs fetch it from time to time, made from the current fitexport.toml each time.
    Its address has a secret in it. Services such as Google cannot reach this computer: for those,
    put a file on a web server (calendar --feed).

    \b
    fitexport calendar serve
    fitexport calendar serve --host 192.168.1.20
    """
    calendar = _Calendar(ctx, settings_of_feed(config), given, today)
    calendar.compile()
    (token, *_) = tokens_of(calendar.settings, new_address=new_address)
    with FeedServer(host, port, token, calendar, _log) as server:
        if not server.is_loopback:
            say("not encrypted: others in this network can read the calendar and its address")
        if server.is_everywhere:
            say(f"replace {host} by this computer's address in your network")
        at = addresses(server.address, token)
        click.echo(f"{at.web}  (Ctrl-C stops it)\n{at.webcal}")
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()


class _Calendar:
    """The calendar of the current fitexport.toml; the last one while that has errors."""

    def __init__(
        self, ctx: click.Context, settings: Path, given: dict[str, Any], today: date | None
    ) -> None:
        self._ctx, self.settings, self._given, self._today = ctx, settings, given, today
        self._data, self._error = b"", ""

    def __call__(self) -> bytes:
        try:
            with self._ctx.scope(cleanup=False):  # in another thread: notes need the context
                self.compile()
            self._error = ""
        except (FitexportError, OSError) as error:
            if str(error) != self._error:
                self._error = str(error)
                click.echo(f"Error: {error}\n  until then the calendar stays as it was", err=True)
        return self._data

    def compile(self) -> None:
        """Read the settings and make the calendar."""
        season = calendar_season(self.settings, self._given, self._today or date.today())
        memory = self.settings.with_name(NAME)
        feed = season_feed(season, memory)
        keep_feed(feed, memory)
        self._data = feed.data


def _log(client: str, status: HTTPStatus) -> None:
    click.echo(f"{client} {_ANSWERS.get(status, 'sent a request that was refused')}", err=True)
