"""A calendar on a CalDAV server, through the caldav library (`fitexport[caldav]`).

Writes go with the version that was read (If-Match, If-None-Match), so that nothing that came
in between is overwritten.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

from fitexport.calendar.publishing import Action, Do, RemoteEvent
from fitexport.calendar.reading import read_events
from fitexport.errors import CalendarError, ServerError, UsageError, printable

_TIMEOUT_S = 30
_CONTENT_TYPE = {"Content-Type": "text/calendar; charset=utf-8"}


class ChangedMeanwhileError(Exception):
    """Somebody changed an event between reading and writing it (412)."""


def check_address(url: str) -> None:
    """Whether a server may be sent a password.

    Raises:
        UsageError: no address, not https (which only this computer itself may be without), or a
            password in it.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            f'"{printable(url, 100)}" is not the address of a server\n'
            "  give one such as https://dav.example.com/"
        )
    if parts.password is not None:
        raise UsageError(
            "the address has a password in it, which others on this computer can see\n"
            "  leave it out; it is asked for, or taken from FITEXPORT_CALDAV_PASSWORD or the keyring"
        )
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise UsageError(
            "http sends your password readable to anybody on the way\n  give an https:// address"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


class CaldavCalendar:
    """One calendar of a server; made on the first write if it is not there yet."""

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
        """Where it is, or will be."""
        if self._calendar is not None:
            return str(self._calendar.url)
        return urljoin(str(self._home.url), f"{self._key}/")

    def events(self) -> list[RemoteEvent]:
        """Every event that can be read; others are not ours.

        Raises:
            ServerError: it does not answer, or not as a calendar does.
        """
        if self._calendar is None:
            return []
        with self._told("cannot be read"):
            found = self._calendar.get_events()
            return [
                RemoteEvent(str(each.url), _etag(each), event)
                for each in found
                for event in _read(each.data)
            ]

    def create(self) -> None:
        """Make the calendar, if it is not there."""
        if self._calendar is None:
            with self._told("cannot be made"):
                self._calendar = self._home.make_calendar(
                    self._name, self._key, supported_calendar_component_set=["VEVENT"]
                )

    def carry_out(self, action: Action) -> None:
        """Write one event.

        Raises:
            ChangedMeanwhileError: it is not what was read any more.
            ServerError: the server does not take it.
        """
        there = action.remote
        with self._told(f'"{action.title}" cannot be written'):
            if action.do is Do.DELETE:
                assert there is not None
                response = self._client.delete(there.href, _if_match(there))
            elif there is None:
                href = urljoin(self.address, f"{action.uid}.ics")
                headers = {**_CONTENT_TYPE, "If-None-Match": "*"}
                response = self._client.put(href, action.body.decode(), headers)
            else:
                headers = {**_CONTENT_TYPE, **_if_match(there)}
                response = self._client.put(there.href, action.body.decode(), headers)
            if response.status == 412:
                raise ChangedMeanwhileError
            gone = action.do is Do.DELETE and response.status in (404, 410)
            if not gone and response.status not in (200, 201, 204):
                raise ServerError(f"the server answers {response.status}")

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        with _told(self.address, what, self._secret):
            yield


def open_calendar(
    url: str,
    user: str,
    password: str,
    *,
    name: str,
    key: str,
    into: bool = False,
    ca_file: str | None = None,
) -> CaldavCalendar:
    """The calendar that events go to: one of its own named `name` and kept under `key` in the
    calendars of the `user`, or, with `into`, the one at the address itself.

    Raises:
        UsageError: the address will not do, or the caldav library is not installed.
        ServerError: the server does not answer, does not know the user, or has no calendars.
    """
    check_address(url)
    try:
        from caldav.davclient import DAVClient
    except ImportError:
        raise UsageError(
            "publishing needs the caldav library, which is not installed\n"
            "  install it: pip install 'fitexport[caldav]'"
        ) from None
    logging.getLogger("caldav").setLevel(logging.CRITICAL)  # its warnings would show addresses
    with _told(url, "cannot be opened", password):
        client: Any = DAVClient(
            url,
            username=user or None,
            password=password or None,
            timeout=_TIMEOUT_S,
            ssl_verify_cert=ca_file or True,
            enable_rfc6764=False,
        )
        if into:
            calendar = client.calendar(url=url)
            calendar.get_display_name()
            return CaldavCalendar(client, password, calendar, None, name, key)
        principal: Any = client.get_principal()
        found = [each for each in principal.get_calendars() if _last_part(str(each.url)) == key]
        home = principal.calendar_home_set
        return CaldavCalendar(client, password, found[0] if found else None, home, name, key)


def _last_part(url: str) -> str:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def _etag(event: Any) -> str:
    return str(event.props.get("{DAV:}getetag") or "")


def _if_match(there: RemoteEvent) -> dict[str, str]:
    """Only a strong version may stand in If-Match (RFC 9110, 13.1.1)."""
    strong = there.etag and not there.etag.startswith("W/")
    return {"If-Match": there.etag} if strong else {}


def _read(data: str) -> tuple[Any, ...]:
    try:
        return read_events(data.encode())
    except CalendarError:
        return ()


@contextmanager
def _told(address: str, what: str, secret: str) -> Iterator[None]:
    """A failure of network or server in a runner's words, without the password."""
    try:
        yield
    except (ChangedMeanwhileError, UsageError):
        raise
    except Exception as error:
        import caldav.lib.error as dav
        import niquests.exceptions as net

        if not isinstance(error, (dav.DAVError, net.RequestException, OSError, ServerError)):
            raise
        remedy = "see that the server answers, then give the command again: it goes on from there"
        match error:
            case dav.AuthorizationError():
                why = "it does not let you in (401 or 403)"
                remedy = "check --user and the password; some servers want an app password"
            case net.SSLError():
                why = "its certificate is not trusted"
                remedy = "check the address; for a server of your own give its --ca-file"
            case net.Timeout():
                why = f"it did not answer in {_TIMEOUT_S} s"
            case net.ConnectionError():
                why = "it cannot be reached"
            case ServerError():
                why = str(error)
            case dav.NotFoundError():
                why = "there is no calendar at this address (404)"
                remedy = "check the address"
            case _:
                why = printable(str(error).partition("\n")[0], 200)
        said = f"{address}: {what}: {why}"
        raise ServerError(
            f"{said.replace(secret, '***') if secret else said}\n  {remedy}"
        ) from None
