"""`fitexport init` on a pseudo-terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

from fitexport.cli.main import main


def typed(folder: Path, answers: list[str], *options: str) -> tuple[int, str]:
    """`fitexport init` on a pseudo-terminal, every answer typed ahead; exit code and screen.
    Then Ctrl-D: a question too many ends the test instead of waiting for ever."""
    pty: Any = pytest.importorskip("pty")
    termios: Any = pytest.importorskip("termios")
    ours, theirs = pty.openpty()
    modes = termios.tcgetattr(theirs)
    modes[3] &= ~termios.ECHO  # else what is typed ahead shows whenever the kernel gets to it
    termios.tcsetattr(theirs, termios.TCSANOW, modes)
    os.write(ours, "".join(f"{answer}\n" for answer in [*answers, "\x04"]).encode())
    child = os.fork()  # half a second less than another Python
    if child == 0:
        _answering(theirs, folder, options)
    os.close(theirs)
    screen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # how Linux says that nobody holds the other end any more
            break
        if not part:
            break
        screen += part
    os.close(ours)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status, screen.decode().replace("\r\n", "\n")


def _answering(terminal: int, folder: Path, options: tuple[str, ...]) -> NoReturn:
    """Be a `fitexport init` whose standard streams are this terminal."""
    status = 99
    try:
        os.setsid()
        for stream in range(3):
            os.dup2(terminal, stream)
        os.close(terminal)
        sys.stdin, sys.stdout, sys.stderr = (
            open(stream, mode, encoding="utf-8")  # noqa: PTH123, SIM115 (of a number; until the end)
            for stream, mode in enumerate("rww")
        )
        os.chdir(folder)
        os.environ |= {"TERM": "dumb", "COLUMNS": "1000"}
        main(["init", *options], prog_name="fitexport")
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
