"""A running `fitexport calendar serve`, as its clients see it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from support import ctrl_c


class Served(NamedTuple):
    """A running `fitexport calendar serve`."""

    process: subprocess.Popen[str]
    url: str

    def get(self, url: str = "", tag: str = "") -> tuple[int, str, bytes]:
        """Status, ETag and content."""
        request = urllib.request.Request(url or self.url, headers={"If-None-Match": tag})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers["ETag"], answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers["ETag"], error.read()

    def stop(self) -> str:
        """End it as Ctrl-C does; what it printed on standard error."""
        self.process.send_signal(signal.SIGINT)
        _, stderr = self.process.communicate(timeout=30)
        assert self.process.returncode == 0, stderr
        return stderr


@contextmanager
def served(*args: str) -> Iterator[Served]:
    """One with these options, in a process of its own."""
    command = [sys.executable, "-m", "fitexport", "calendar", "serve", "--port", "0", *args]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        preexec_fn=ctrl_c.listen,
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().partition("  (Ctrl-C")[0]
            assert process.stdout.readline() == f"webcal{url.removeprefix('http')}\n"
            yield Served(process, url)
        finally:
            process.kill()
