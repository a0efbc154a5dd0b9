"""The password for a calendar server: never from the command line, which others can see."""

from __future__ import annotations

import os
import sys
from urllib.parse import urlsplit

import click

from fitexport.cli.inputs import say
from fitexport.errors import UsageError

PASSWORD = "FITEXPORT_CALDAV_PASSWORD"
_SERVICE = "fitexport"


def password_of(url: str, user: str) -> str:
    """The password from the environment, the keyring or a prompt."""
    if not user:
        return ""
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    kept = _from_keyring(url, user)
    if kept is not None:
        return kept
    if not sys.stdin.isatty():
        raise UsageError(
            f"no password for {user}",
            f"set {PASSWORD}, save one in the keyring"
            " (--keep-password), or run the command in a terminal",
        )
    typed: str = click.prompt(f"Password of {user} at {_host(url)}", hide_input=True, err=True)
    return typed


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _from_keyring(url: str, user: str) -> str | None:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        return None
    try:
        return keyring.get_password(_SERVICE, f"{user}@{_host(url)}")
    except keyring.errors.KeyringError:
        return None


def keep(url: str, user: str, password: str) -> None:
    """Save the password in the keyring."""
    try:
        import keyring
        import keyring.errors
    except ImportError:
        say("the password is not saved: pip install 'fitexport[caldav]' installs the keyring")
        return
    try:
        keyring.set_password(_SERVICE, f"{user}@{_host(url)}", password)
    except keyring.errors.KeyringError as error:
        say(f"the password is not saved: {error}")
