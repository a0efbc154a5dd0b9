"""Passwords and keys for servers: from the environment, the keyring or a prompt, never from the
command line, which others can see."""

from __future__ import annotations

import os
import sys
from types import ModuleType

import click

from fitexport.cli.inputs import say
from fitexport.errors import UsageError
from fitexport.sync.services import Service

_KEYRING = "fitexport"


def keep_option(service: Service) -> str:
    """The option that saves the secret: --keep-password, --keep-key."""
    return f"--keep-{service.secret.split()[-1]}"


def secret_of(service: Service, host: str, user: str = "") -> str:
    """The secret for a `user` at a `host`; its name in the keyring is user@host, or the host.

    Raises:
        UsageError: there is none, and no terminal to ask on.
    """
    if service.variable in os.environ:
        return os.environ[service.variable]
    kept = _from_keyring(_name(host, user))
    if kept is not None:
        return kept
    if not sys.stdin.isatty():
        hint = f"{service.hint}; " if service.hint else ""
        raise UsageError(
            f"no {service.secret} for {user or host}",
            f"{hint}set {service.variable}, save one in the keyring"
            f" ({keep_option(service)}), or run the command in a terminal",
        )
    name = f"{service.secret[0].upper()}{service.secret[1:]}"
    asked = f"{name} of {user} at {host}" if user else f"{name} for {host}"
    typed: str = click.prompt(asked, hide_input=True, err=True)
    return typed


def keep_secret(service: Service, host: str, user: str, secret: str) -> None:
    """Save a secret in the keyring."""
    not_saved = f"the {service.secret} is not saved: "
    keyring = _keyring()
    if keyring is None:
        say(f"{not_saved}pip install 'fitexport[{service.extra}]' installs the keyring")
        return
    try:
        keyring.set_password(_KEYRING, _name(host, user), secret)
    except keyring.errors.KeyringError as error:
        say(f"{not_saved}{error}")


def _name(host: str, user: str) -> str:
    return f"{user}@{host}" if user else host


def _keyring() -> ModuleType | None:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        return None
    return keyring


def _from_keyring(name: str) -> str | None:
    keyring = _keyring()
    if keyring is None:
        return None
    try:
        kept: str | None = keyring.get_password(_KEYRING, name)
    except keyring.errors.KeyringError:
        return None
    return kept
