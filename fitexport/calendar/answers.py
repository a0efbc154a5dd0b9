"""Error answers of a calendar server -> messages for runners."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from fitexport.errors import ServerError, UsageError, printable
from fitexport.sync.answers import (
    AGAIN,
    ONCE_UP,
    UNREACHABLE,
    ChangedMeanwhileError,
    RefusedError,
    is_refusal,
    reason_of,
    redirected,
    timed_out,
    to_wait,
)

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
    429: to_wait(429),
    503: to_wait(503),
    507: ("your storage there is full (507)", f"free some space there, {AGAIN}"),
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
    if is_refusal(status):
        raise RefusedError(status, reason_of(body))
    if status not in (200, 201, 204):
        raise _AnswerError(status)


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

    status = _status(error)
    if doing == "making" and status in _MAKING:
        return _MAKING[status]
    match error:
        case ServerError():
            return error.problem, error.remedy or ONCE_UP
        case dav.AuthorizationError():
            return (
                "it refuses your login (401 or 403)",
                "check --user and the password; some servers want an app password",
            )
        case dav.RateLimitError():
            return to_wait(status or 503, error.retry_after_seconds)
        case dav.NotFoundError():
            return _ANSWERS[404]
        case _AnswerError() | dav.DAVError() if status:
            return _ANSWERS.get(status, (f"the server answers {status}", ONCE_UP))
        case net.SSLError() if "certificate" in str(error).casefold():
            return (
                "its certificate is not trusted",
                "check the address; for a server of your own give its --ca-file",
            )
        case net.Timeout():
            return timed_out(timeout_s)
        case net.ConnectionError():
            return UNREACHABLE
        case net.TooManyRedirects():
            headers = getattr(error.response, "headers", {})
            return redirected(headers.get("Location"))
        case dav.DAVError() | net.RequestException() | OSError():
            return printable(str(error).partition("\n")[0], 200), ONCE_UP
        case _:
            return (
                f"it does not answer as a calendar server does ({type(error).__name__})",
                "check the address",
            )
