"""Error answers of a calendar server -> messages for runners."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from fitexport.errors import ServerError, UsageError, printable

_REASON_LENGTH = 160
_AGAIN = "then run the command again: it continues from there"
_BY_HAND = "create a calendar there yourself, and give its address with --into"
_ANSWERS: dict[int, tuple[str, str]] = {
    404: ("there is nothing at this address (404)", "check the address"),
    405: (
        "what is at this address has no calendars (405)",
        "give the server's CalDAV address (see its help)",
    ),
    501: (
        "what is at this address has no calendars (501)",
        "give the server's CalDAV address (see its help)",
    ),
    429: ("it received too many requests (429)", f"wait a while, {_AGAIN}"),
    503: ("it is not available at the moment (503)", f"wait a while, {_AGAIN}"),
    507: ("your storage there is full (507)", f"free some space there, {_AGAIN}"),
}
_MAKING: dict[int, tuple[str, str]] = {
    403: ("it does not let you create a calendar (403)", _BY_HAND),
    404: ("it cannot create a calendar there (404)", _BY_HAND),
    405: ("it cannot create calendars (405)", _BY_HAND),
    501: ("it cannot create calendars (501)", _BY_HAND),
}
"""The same for creating a calendar."""
NO_CALENDARS = (
    "there are no calendars at this address",
    "give the server's CalDAV address, or --into and the address of a calendar",
)
_NOT_FOR_GOOD = (401, 408, 412, 421, 423, 425, 429)
"""Client errors not caused by the event that was sent."""


class ChangedMeanwhileError(Exception):
    """Somebody changed an event between reading and writing it (412)."""


class RefusedError(Exception):
    """The server refuses an event for good: `status` and its reason."""

    def __init__(self, status: int, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(f"{status}{f': {reason}' if reason else ''}")


class UnsafeError(ServerError):
    """A server names an address that the password may not be sent to."""


class _AnswerError(Exception):
    """A status that is no success."""

    def __init__(self, status: int) -> None:
        self.status = status


def check_answer(status: int, body: str | bytes) -> None:
    """Raise unless a write succeeded.

    Raises:
        ChangedMeanwhileError: the event has changed since it was read.
        RefusedError: the server refuses this event.
    """
    if status == 412:
        raise ChangedMeanwhileError
    if 400 <= status < 500 and status not in _NOT_FOR_GOOD:
        raise RefusedError(status, reason_of(body))
    if status not in (200, 201, 204):
        raise _AnswerError(status)


def reason_of(body: str | bytes | None) -> str:
    """The server's reason for a refusal: its text, else the name of the rule (RFC 4918, 16).

    >>> reason_of('<error xmlns="DAV:"><C:valid-calendar-data xmlns:C="c"/></error>')
    'valid calendar data'
    >>> reason_of('<html><head><title>No</title></head><body><h1>Too large</h1></body></html>')
    'Too large'
    """
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body or ""
    text = text[:10_000]
    words = re.sub(r"(?is)<(head|style|script)\b.*?</\1>|<[^>]*>", " ", text)
    words = " ".join(words.split())
    if not words and (
        rule := re.search(r"(?is)<(?:\w+:)?error\b[^>]*>\s*<(?:\w+:)?([\w-]+)", text)
    ):
        words = rule[1].replace("-", " ")
    return printable(words, _REASON_LENGTH)


def is_final(error: Exception) -> bool:
    """Whether trying another address of the server cannot help: no network, a wrong password, a
    limit, an unsafe address."""
    import caldav.lib.error as dav
    import niquests.exceptions as net

    return _status(error) == 401 or isinstance(
        error, dav.RateLimitError | net.RequestException | UnsafeError
    )


Doing = Literal["reading", "making", "writing"]
"""The operation: read, create a calendar, write an event."""


@contextmanager
def explained(
    address: str, what: str, secret: str, timeout_s: int, doing: Doing = "reading"
) -> Iterator[None]:
    """Translate failures of network or server for runners, without the password.

    Raises:
        ChangedMeanwhileError, RefusedError: it concerns only one event.
        ServerError: anything else.
    """
    try:
        yield
    except (ChangedMeanwhileError, RefusedError, UsageError):
        raise
    except Exception as error:  # libraries raise anything on invalid answers
        if doing == "writing" and _status(error) == 403:
            raise RefusedError(403, reason_of(getattr(error, "body", None))) from None
        why, remedy = _explanation(error, timeout_s, doing)
        where = f"{address}: {what}"
        if secret:
            why, where = (each.replace(secret, "***") for each in (why, where))
        raise ServerError(why, remedy, where) from None


def _status(error: Exception) -> int | None:
    status = getattr(error, "status", None)
    return status if isinstance(status, int) else None


def _explanation(error: Exception, timeout_s: int, doing: Doing) -> tuple[str, str]:
    """What went wrong, and what to do."""
    import caldav.lib.error as dav
    import niquests.exceptions as net

    again = f"check that the server is up, {_AGAIN}"
    status = _status(error)
    if doing == "making" and status in _MAKING:
        return _MAKING[status]
    match error:
        case ServerError():
            return error.problem, error.remedy or again
        case dav.AuthorizationError():
            return (
                "it refuses your login (401 or 403)",
                "check --user and the password; some servers want an app password",
            )
        case dav.RateLimitError():
            return _wait(status or 503, error.retry_after_seconds)
        case dav.NotFoundError():
            return _ANSWERS[404]
        case _AnswerError() | dav.DAVError() if status:
            return _ANSWERS.get(status, (f"the server answers {status}", again))
        case net.SSLError() if "certificate" in str(error).casefold():
            return (
                "its certificate is not trusted",
                "check the address; for a server of your own give its --ca-file",
            )
        case net.Timeout():
            return f"it did not answer in {timeout_s} s", again
        case net.ConnectionError():
            return "it cannot be reached, or closed the connection", again
        case net.TooManyRedirects():
            return _sent_on(error.response)
        case dav.DAVError() | net.RequestException() | OSError():
            return printable(str(error).partition("\n")[0], 200), again
        case _:
            return (
                f"it does not answer as a calendar server does ({type(error).__name__})",
                "check the address",
            )


def _wait(status: int, seconds: float | None) -> tuple[str, str]:
    """The server asks to wait (Retry-After)."""
    why, remedy = _ANSWERS[429 if status == 429 else 503]
    if seconds:
        minutes = -(-seconds // 60)
        wait = f"{seconds:.0f} s" if seconds < 120 else f"{minutes:.0f} min"
        remedy = f"wait {wait}, as it asks, {_AGAIN}"
    return why, remedy


def _sent_on(answer: Any) -> tuple[str, str]:
    """A redirect; it is named, and not followed."""
    to = getattr(answer, "headers", {}).get("Location") if answer is not None else None
    place = printable(str(to), 100) if to else "another address"
    return f"it redirects to {place}", "give that address if you trust it"
