"""`fitexport init` on a pseudo-terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import fitexport


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
    where = str(Path(fitexport.__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "-m", "fitexport", "init", *options],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": where, "TERM": "dumb", "COLUMNS": "1000"},
    ) as process:
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
    return process.returncode, screen.decode().replace("\r\n", "\n")
