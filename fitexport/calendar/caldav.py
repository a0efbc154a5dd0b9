"""A calendar on a CalDAV server, through the caldav library (`fitexport[caldav]`).

Writes carry the version that was read (If-Match, If-None-Match), so that no later change is
overwritten.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import PurePath
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from fitexport.calendar.answers import (
    NO_CALENDARS,
    Doing,
    UnsafeError,
    check_answer,
    explained,
    is_final,
)
from fitexport.calendar.publishing import RemoteEvent, read_remote
from fitexport.errors import ServerError, UsageError, printable
from fitexport.sync.actions import Action, Do
from fitexport.sync.services import CALDAV, check_address

_TIMEOUT_S = 30
_CONTENT_TYPE = {"Content-Type": "text/calendar; charset=utf-8"}


class CaldavCalendar:
    """One calendar of a server; created on the first write if it does not exist."""

    def __init__(
        self, client: Any, secret: str, found: Any, home: Any, name: str, key: str
    ) -> None:
        self._client, self._secret = client, secret
        self._calendar, self._home, self._name, self._key = found, home, name, key

    @property
    def exists(self) -> bool:
        return self._calendar is not None

    @property
    def address(self) -> str:
        """Its present or future address, in one spelling, though servers have several (%40 for @)."""
        parts = urlsplit(self._url)
        return parts._replace(path=quote(unquote(parts.path), safe="/@:+,;=~")).geturl()

    @property
    def _url(self) -> str:
        if self._calendar is not None:
            return _as_folder(str(self._calendar.url))
        return urljoin(_as_folder(str(self._home.url)), f"{self._key}/")

    def events(self) -> list[RemoteEvent]:
        """Every readable event; others are not ours.

        Raises:
            ServerError: it does not answer, or not as a calendar server.
        """
        if self._calendar is None:
            return []
        with self._explained("cannot be read", "reading"):
            found = self._calendar.get_events()
            return [
                event
                for each in found
                for event in read_remote(str(each.url), _etag(each), each.data.encode())
            ]

    def create(self) -> None:
        """Create the calendar unless it exists."""
        if self._calendar is None:
            with self._writing("cannot be created", "making"):
                self._calendar = self._home.make_calendar(
                    self._name, self._key, supported_calendar_component_set=["VEVENT"]
                )

    def batches(
        self, writes: Sequence[Action[RemoteEvent]]
    ) -> Iterator[Sequence[Action[RemoteEvent]]]:
        """Each event is a request."""
        return ((each,) for each in writes)

    def carry_out(self, batch: Sequence[Action[RemoteEvent]]) -> Sequence[Action[RemoteEvent]]:
        """Write one event.

        Raises:
            ChangedMeanwhileError: it has changed since it was read.
            RefusedError: the server refuses this one for good.
            ServerError: the server cannot accept any now.
        """
        (action,) = batch
        there = action.remote
        with self._writing(f'"{action.title}" cannot be written', "writing"):
            if action.do is Do.DELETE:
                assert there is not None
                response = self._client.delete(there.href, _if_match(there))
            elif there is None:
                href = urljoin(self._url, f"{action.uid}.ics")
                headers = {**_CONTENT_TYPE, "If-None-Match": "*"}
                response = self._client.put(href, action.body.decode(), headers)
            else:
                headers = {**_CONTENT_TYPE, **_if_match(there)}
                response = self._client.put(there.href, action.body.decode(), headers)
            gone = action.do is Do.DELETE and response.status in (404, 410)
            if not gone:
                check_answer(response.status, getattr(response, "_raw", b""))
        return batch

    def _explained(self, what: str, doing: Doing) -> AbstractContextManager[None]:
        return explained(self.address, what, self._secret, _TIMEOUT_S, doing)

    def _writing(self, what: str, doing: Doing) -> AbstractContextManager[None]:
        """Refuses redirects: on the way to a login page, PUT would become GET and seem to succeed."""
        self._client.session.max_redirects = 0
        return self._explained(what, doing)


def check_installed() -> None:
    """Raise UsageError unless the caldav library is installed."""
    try:
        import caldav.davclient  # noqa: F401 (only to see whether it can be)
    except ImportError:
        raise UsageError(
            "publishing needs the caldav library, which is not installed",
            "install it: pip install 'fitexport[caldav]'",
        ) from None


@contextmanager
def open_calendar(
    url: str,
    user: str,
    password: str,
    *,
    name: str,
    key: str,
    into: bool = False,
    ca_file: str | None = None,
) -> Iterator[CaldavCalendar]:
    """The calendar for the events: a separate one with this `name` and `key` among the calendars of
    the `user`, or, with `into`, the one at the address itself.

    Raises:
        UsageError: the address is not usable, or the caldav library is not installed.
        ServerError: the server does not answer, does not know the user, or has no calendars.
    """
    check_address(url, CALDAV)
    check_installed()
    from caldav.davclient import DAVClient

    logging.getLogger("caldav").setLevel(logging.CRITICAL)  # its warnings would reveal addresses
    logging.getLogger().addFilter(_is_of_others)
    client: Any = DAVClient(
        url,
        username=user or None,
        password=password or None,
        timeout=_TIMEOUT_S,
        ssl_verify_cert=ca_file or True,
        enable_rfc6764=False,
    )
    with client:
        with explained(url, "cannot be opened", password, _TIMEOUT_S):
            found, home = (_at(client, url), None) if into else _found(client, url, key)
        yield CaldavCalendar(client, password, found, home, name, key)


def _is_of_others(record: logging.LogRecord) -> bool:
    """Whether a line of the log is not the library's, which writes some, with tracebacks, past its own
    logger (measured with 3.6: an event without data)."""
    return "caldav" not in PurePath(record.pathname).parts


def _at(client: Any, url: str) -> Any:
    """The calendar at this address; a folder that is not a calendar would accept events, too."""
    from caldav.elements import cdav, dav

    found = client.calendar(url=url)
    if cdav.Calendar.tag not in (found.get_property(dav.ResourceType()) or ()):
        raise ServerError(*NO_CALENDARS)
    return found


def _found(client: Any, url: str, key: str) -> tuple[Any, Any]:
    """The calendar and its present or future address: by the given one, or by the server's
    /.well-known/caldav (RFC 6764, 5), if that is a website."""
    try:
        return _in_home(client.get_principal(), key)
    except Exception as error:  # libraries raise anything on a website
        address = None if is_final(error) else _well_known(client, url)
        if address is None:
            raise
    client.url = client.url.join(address)
    return _in_home(client.get_principal(), key)


def _well_known(client: Any, url: str) -> str | None:
    """The server's own address for calendars; requested without the password, which is only for the
    server it was given for."""
    from niquests.exceptions import RequestException

    asked = urljoin(url, "/.well-known/caldav")
    try:
        answer = client.session.request(
            *("GET", asked),
            allow_redirects=False,
            timeout=_TIMEOUT_S,
            verify=client.ssl_verify_cert,
        )
    except RequestException:
        return None
    if answer.status_code not in (301, 302, 303, 307, 308):
        return None
    address = urljoin(asked, str(answer.headers.get("Location") or ""))
    same = urlsplit(address)[:2] == urlsplit(url)[:2]
    return address if same and address not in (asked, url) else None


def _in_home(principal: Any, key: str) -> tuple[Any, Any]:
    """The calendar with this key, if any, and its present or future address."""
    from caldav.elements import cdav

    _check_named(principal.url)
    home = principal.calendar_home_set
    if principal.get_property(cdav.CalendarHomeSet(), use_cached=True) is None:
        raise ServerError(*NO_CALENDARS)  # the library would use the address itself as the home
    _check_named(home.url)
    found = [each for each in home.get_calendars() if _last_part(str(each.url)) == key]
    for each in found:
        _check_named(each.url)
    return found[0] if found else None, home


def _check_named(url: Any) -> None:
    """Raise UnsafeError unless an address named by the server may get the password."""
    try:
        check_address(str(url), CALDAV)
    except UsageError:
        raise UnsafeError(
            f"it redirects to {printable(str(url), 100)}, where your password would not be"
            " encrypted",
            "have the server redirect to its https:// address",
        ) from None


def _as_folder(url: str) -> str:
    """The address with a final slash, which people leave out."""
    return f"{url.rstrip('/')}/"


def _last_part(url: str) -> str:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def _etag(event: Any) -> str:
    return str(event.props.get("{DAV:}getetag") or "")


def _if_match(there: RemoteEvent) -> dict[str, str]:
    """Only a strong ETag may be in If-Match (RFC 9110, 13.1.1)."""
    strong = there.etag and not there.etag.startswith("W/")
    return {"If-Match": there.etag} if strong else {}
