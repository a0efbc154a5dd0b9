"""A calendar to subscribe to: its secret address, and a server for it.

The secret is a random token in the address, drawn by the command line and kept in the memory of
calendars. When it is replaced, the older ones stay known, so that their files can be removed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hmac import compare_digest
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from urllib.parse import urlsplit

from fitexport.calendar.memory import read_memory, remember
from fitexport.errors import UsageError
from fitexport.files.web_server import Served, WebServer

REFRESH = "PT6H"
"""How often clients are asked to look again; Nextcloud would wait a week."""
_KIND = "text/calendar; charset=utf-8"
_HOSTED = re.compile(r"(https?|webcals?)://[^\s/?#@\\]+(/[!-~]*)?", re.IGNORECASE)


def feed_tokens(memory: Path, settings: str, drawn: str, *, renew: bool = False) -> tuple[str, ...]:
    """The token of the calendar of a settings file, then those it had before. `drawn` is a random
    one, used if it has none yet or is to have another.

    Raises:
        WriteError: it cannot be remembered.
    """
    remember(memory, lambda before: before.with_feed(settings, drawn, renew=renew))
    return read_memory(memory).feeds[settings]


def feed_file(token: str) -> str:
    """The name of a feed's file."""
    return f"{token}.ics"


class Addresses(NamedTuple):
    """The addresses of a feed: for services, and to open in a calendar program."""

    web: str
    webcal: str


def addresses(folder: str, token: str) -> Addresses:
    """Those of a feed in a folder that is hosted at an address.

    >>> addresses("https://example.org/cal", "4f2a").webcal
    'webcal://example.org/cal/4f2a.ics'

    Raises:
        UsageError: it is not the address of a folder on the web.
    """
    try:
        parts = urlsplit(folder)
        known = _HOSTED.fullmatch(folder) and parts.hostname and (parts.port or True)
    except ValueError:
        known = None
    if not known or parts.query or parts.fragment:
        raise UsageError(
            f'"{folder}" is not the address of a folder on the web',
            "give one such as https://example.org/calendars/",
        )
    scheme = "http" if parts.scheme == "http" else "https"
    rest = f"{parts.netloc}{parts.path.rstrip('/')}/{feed_file(token)}"
    return Addresses(f"{scheme}://{rest}", f"webcal://{rest}")


class FeedServer(WebServer):
    """Serves one calendar under its token, made each time it is asked for. `log` is called with
    each client and how it was answered.

    Raises:
        UsageError: the host is no address of this computer, or the port may not be used.
    """

    def __init__(
        self,
        host: str,
        port: int,
        token: str,
        calendar: Callable[[], bytes],
        log: Callable[[str, HTTPStatus], object],
    ) -> None:
        self._file, self._calendar, self._log = feed_file(token).encode(), calendar, log
        self._one_at_a_time = Lock()
        super().__init__(host, port)

    def at(self, path: str) -> Served | None:
        if not compare_digest(path.encode(), self._file):  # as slow for a near miss as for any
            return None
        with self._one_at_a_time:
            return Served(self._calendar(), _KIND)

    def answered(self, client: str, status: HTTPStatus) -> None:
        self._log(client, status)
