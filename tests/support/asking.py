"""A process that answers each line of JSON with another, until its standard input ends."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Asked:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def ask(self, job: object) -> Any:
        """Its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the process has ended: {self._process.wait(60)}"
        return json.loads(answer)


@contextmanager
def asking(
    command: Sequence[str],
    env: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Iterator[Asked]:
    """The process; it ends with the block."""
    with subprocess.Popen(
        command, env=env, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Asked(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(60)
