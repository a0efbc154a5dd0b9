"""Ctrl-C at the very beginning and at the end of a command: no traceback, and 130 to a shell."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import fitexport

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of Unix")

_PROGRAM = """
import builtins, os, signal, sys
from fitexport.__main__ import run

where, imported = sys.argv.pop(1), builtins.__import__

def hit():
    os.kill(os.getpid(), signal.SIGINT)

def importing(name, *args, **more):
    if name == where:
        hit()
    return imported(name, *args, **more)

builtins.__import__ = importing
signal.signal(signal.SIGINT, signal.default_int_handler)  # the tests may run in the background
if where == "background":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    where = "click"
try:
    run()
finally:
    if where == "the end":
        hit()
"""


def _interrupted(where: str) -> tuple[int, str]:
    """Exit code and errors of `fitexport version`, with Ctrl-C as it imports a module."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, where, "version"],
        env=os.environ | {"PYTHONPATH": str(Path(fitexport.__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("where", ["click", "fitexport.errors", "the end"])
def test_ctrl_c_outside_a_command_ends_it_in_silence(where: str) -> None:
    assert _interrupted(where) == (-signal.SIGINT, "")


def test_ctrl_c_while_a_command_is_loaded_ends_it_with_130() -> None:
    assert _interrupted("click.shell_completion") == (130, "\nAborted!\n")


@pytest.mark.slow
def test_ctrl_c_is_not_for_a_command_in_the_background() -> None:
    assert _interrupted("background") == (0, "")
