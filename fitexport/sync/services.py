"""Services for which a runner has a password or key, and the addresses that it may be sent to."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit

from fitexport.errors import UsageError, printable


class Service(NamedTuple):
    """What the secret of a service is called, and where it comes from."""

    secret: str
    """What it is to runners: a password, an API key."""
    variable: str
    """The environment variable that holds it."""
    example: str
    """An address, for messages."""
    extra: str
    """The extra of this package that installs its client."""
    hint: str = ""
    """Where to get the secret."""


CALDAV = Service("password", "FITEXPORT_CALDAV_PASSWORD", "https://dav.example.com/", "caldav")
INTERVALS = Service(
    "API key",
    "FITEXPORT_INTERVALS_KEY",
    "https://intervals.icu",
    "push",
    "intervals.icu shows it under Settings, Developer Settings",
)


def check_address(url: str, service: Service) -> None:
    """Raise UsageError unless a server at this address may be sent the secret.

    It has to be https, without a password in the address; http is allowed on this computer.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:  # half an IPv6 address, or an impossible port
        host = None
    if not host or parts.scheme not in ("http", "https"):
        shown = url.rpartition("@")[2]  # before it may be a password
        raise UsageError(
            f'"{printable(shown, 100)}" is not the address of a server',
            f"give one such as {service.example}",
        )
    if parts.password is not None:
        raise UsageError(
            "the address has a password in it, which others on this computer can see",
            f"leave it out; you are asked for it, or {service.variable} or the keyring has it",
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise UsageError(
            f"http sends your {service.secret} unencrypted", "give an https:// address"
        )


def is_loopback(host: str) -> bool:
    """Whether a host is this computer.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("127.0.0.1.example")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"
