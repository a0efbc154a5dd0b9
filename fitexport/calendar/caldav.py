"""A calendar on a CalDAV server, through the caldav library (`fitexport[caldav]`).

Writes go with the version that was read (If-Match, If-None-Match), so that nothing that came
in between is overwritten.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from fitexport.calendar.publishing import Action, ChangedMeanwhileError, Do, RemoteEvent
from fitexport.calendar.reading import read_events
from fitexport.errors import CalendarError, ServerError, UsageError, printable

_TIMEOUT_S = 30
_CONTENT_TYPE = {"Content-Type": "text/calendar; charset=utf-8"}


_NO_CALENDARS = (
    "there are no calendars at this address",
    "give the server's for CalDAV, or --into and that of a calendar",
)


def check_address(url: str) -> None:
    """Raise UsageError unless a server at this address may be sent a password.

    It has to be https, without a password in the address; this computer itself may be http.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:  # half an IPv6 address, or a port that cannot be
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise UsageError(
            f'"{printable(url, 100)}" is not the address of a server',
            "give one such as https://dav.example.com/",
        )
    if parts.password is not None:
        raise UsageError(
            "the address has a password in it, which others on this computer can see",
            "leave it out; it is asked for, or taken from FITEXPORT_CALDAV_PASSWORD or the keyring",
        )
    if parts.scheme == "http" and not _is_loopback(host):
        raise UsageError(
            "http sends your password readable to anybody on the way", "give an https:// address"
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
        """Where it is, or will be; in one spelling, though servers have several (%40 for @)."""
        parts = urlsplit(self._url)
        return parts._replace(path=quote(unquote(parts.path), safe="/@:+,;=~")).geturl()

    @property
    def _url(self) -> str:
        if self._calendar is not None:
            return _as_folder(str(self._calendar.url))
        return urljoin(_as_folder(str(self._home.url)), f"{self._key}/")

    def events(self) -> list[RemoteEvent]:
        """Every event that can be read; others are not ours.

        Raises:
            ServerError: it does not answer, or not as a calendar does.
        """
        if self._calendar is None:
            return []
        with self._reported("cannot be read"):
            found = self._calendar.get_events()
            return [
                RemoteEvent(str(each.url), _etag(each), event)
                for each in found
                for event in _read(each.data)
            ]

    def create(self) -> None:
        """Make the calendar, if it is not there."""
        if self._calendar is None:
            with self._writing("cannot be made"):
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
        with self._writing(f'"{action.title}" cannot be written'):
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
            if response.status == 412:
                raise ChangedMeanwhileError
            gone = action.do is Do.DELETE and response.status in (404, 410)
            if not gone and response.status not in (200, 201, 204):
                raise ServerError(f"the server answers {response.status}")

    def _reported(self, what: str) -> AbstractContextManager[None]:
        return _reported(self.address, what, self._secret)

    def _writing(self, what: str) -> AbstractContextManager[None]:
        """What is written is not sent on to another address: on the way to a page that asks to
        log in, PUT becomes GET, and looks as if it had done well."""
        self._client.session.max_redirects = 0
        return self._reported(what)


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
    """The calendar that events go to: one of its own named `name` and kept under `key` in the
    calendars of the `user`, or, with `into`, the one at the address itself.

    Raises:
        UsageError: the address will not do, or the caldav library is not installed.
        ServerError: the server does not answer, does not know the user, or has no calendars.
    """
    check_address(url)
    check_installed()
    from caldav.davclient import DAVClient

    logging.getLogger("caldav").setLevel(logging.CRITICAL)  # its warnings would show addresses
    client: Any = DAVClient(
        url,
        username=user or None,
        password=password or None,
        timeout=_TIMEOUT_S,
        ssl_verify_cert=ca_file or True,
        enable_rfc6764=False,
    )
    with client:
        with _reported(url, "cannot be opened", password):
            found, home = (
                (_at(client, url), None) if into else _in_home(client.get_principal(), key)
            )
        yield CaldavCalendar(client, password, found, home, name, key)


def _at(client: Any, url: str) -> Any:
    """The calendar at this address; a folder that is none would take events, too."""
    from caldav.elements import cdav, dav

    found = client.calendar(url=url)
    if cdav.Calendar.tag not in (found.get_property(dav.ResourceType()) or ()):
        raise ServerError(*_NO_CALENDARS)
    return found


def _in_home(principal: Any, key: str) -> tuple[Any, Any]:
    """The calendar of this key, if there is one, and where it is or will be."""
    from caldav.elements import cdav

    _check_named(principal.url)
    home = principal.calendar_home_set
    if principal.get_property(cdav.CalendarHomeSet(), use_cached=True) is None:
        raise ServerError(*_NO_CALENDARS)  # the library takes the address itself for the home then
    _check_named(home.url)
    found = [each for each in home.get_calendars() if _last_part(str(each.url)) == key]
    for each in found:
        _check_named(each.url)
    return found[0] if found else None, home


def _check_named(url: Any) -> None:
    """An address that the server names gets the password as well."""
    try:
        check_address(str(url))
    except UsageError:
        raise ServerError(
            f"it sends on to {printable(str(url), 100)}, where anybody on the way could read your"
            " password",
            "see that the server names its https:// address",
        ) from None


def _as_folder(url: str) -> str:
    """The address as what is in it is joined to: people leave the last slash out."""
    return f"{url.rstrip('/')}/"


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
def _reported(address: str, what: str, secret: str) -> Iterator[None]:
    """Raise a failure of network or server as a ServerError, without the password."""
    try:
        yield
    except (ChangedMeanwhileError, UsageError):
        raise
    except Exception as error:  # whatever a library makes of answers that are none
        problem, remedy = _facts(error)
        where = f"{address}: {what}"
        if secret:
            problem, where = (each.replace(secret, "***") for each in (problem, where))
        raise ServerError(problem, remedy, where) from None


def _facts(error: Exception) -> tuple[str, str]:
    """What went wrong in a runner's words, and what to do."""
    import caldav.lib.error as dav
    import niquests.exceptions as net

    again = "see that the server answers, then give the command again: it goes on from there"
    check = "check the address"
    match error:
        case ServerError():
            return error.problem, error.remedy or again
        case dav.AuthorizationError():
            return (
                "it does not let you in (401 or 403)",
                "check --user and the password; some servers want an app password",
            )
        case net.SSLError() if "certificate" in str(error).casefold():
            return (
                "its certificate is not trusted",
                f"{check}; for a server of your own give its --ca-file",
            )
        case net.Timeout():
            return f"it did not answer in {_TIMEOUT_S} s", again
        case net.ConnectionError():
            return "it cannot be reached, or broke off", again
        case net.TooManyRedirects():
            return "it sends on to another address", check
        case dav.NotFoundError():
            return "there is nothing at this address (404)", check
        case dav.DAVError() if status := getattr(error, "status", None):
            # 405 and 501 are what websites answer to the methods of calendars
            return f"the server answers {status}", check if status in (405, 501) else again
        case dav.DAVError() | net.RequestException() | OSError():
            return printable(str(error).partition("\n")[0], 200), again
    return f"it does not answer as a calendar server does ({type(error).__name__})", check
