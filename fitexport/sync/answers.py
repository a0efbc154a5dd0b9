"""Error answers of any server -> messages for runners."""

from __future__ import annotations

import re

from fitexport.errors import ServerError, printable

_REASON_LENGTH = 160
AGAIN = "then run the command again: it continues from there"
"""The end of a remedy."""
ONCE_UP = f"check that the server is up, {AGAIN}"
_BUSY = {
    429: ("it received too many requests (429)", f"wait a while, {AGAIN}"),
    503: ("it is not available at the moment (503)", f"wait a while, {AGAIN}"),
}
_NOT_FOR_GOOD = (401, 408, 412, 421, 423, 425, 429)
"""Client errors not caused by what was sent."""


class ChangedMeanwhileError(Exception):
    """Somebody changed an item between reading and writing it (412)."""


class RefusedError(ServerError):
    """The server rejects a request permanently: `status` and its reason."""

    def __init__(self, status: int, reason: str) -> None:
        self.status, self.reason = status, reason
        self.short = f"{status}{f': {reason}' if reason else ''}"
        super().__init__(
            f"it refuses this ({self.short})",
            "check the address; if it is right, ask the people who run the server",
        )


class NotDoneError(ServerError):
    """The server did nothing: it refuses the key, or asks to wait."""


def is_refusal(status: int) -> bool:
    """Whether the same request would be refused again."""
    return 400 <= status < 500 and status not in _NOT_FOR_GOOD


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


def to_wait(status: int, seconds: float | None = None, until: str = "") -> tuple[str, str]:
    """The server asks to wait (Retry-After), for `seconds` or `until` a date.

    >>> to_wait(429, 30)[1]
    'wait 30 s, as it asks, then run the command again: it continues from there'
    """
    why, remedy = _BUSY[429 if status == 429 else 503]
    if seconds:
        minutes = -(-seconds // 60)
        until = f"{seconds:.0f} s" if seconds < 120 else f"{minutes:.0f} min"
    elif until:
        until = f"until {printable(until, 40)}"
    return why, f"wait {until}, as it asks, {AGAIN}" if until else remedy


def redirected(to: str | None) -> tuple[str, str]:
    """A redirect; it is named, and not followed."""
    place = printable(to, 100) if to else "another address"
    return f"it redirects to {place}", "give that address if you trust it"


def timed_out(seconds: float) -> tuple[str, str]:
    return f"it did not answer in {seconds:g} s", ONCE_UP


UNREACHABLE = "it cannot be reached, or closed the connection", ONCE_UP


class BusyError(NotDoneError):
    """The server asks to wait `wait_s` seconds (None: absurdly many) and try again."""

    def __init__(self, status: int, wait_s: int | None) -> None:
        self.wait_s = wait_s
        super().__init__(*to_wait(status, wait_s))
