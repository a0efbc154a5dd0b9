"""A Dask scheduler and workers on this computer, each a process that a test may kill."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import fitexport

HOME = Path(fitexport.__file__).parent.parent
_ALL = ("--host", "127.0.0.1", "--no-dashboard")
_WORKER = ("--no-nanny", "--nthreads", "1")
"""A nanny would start a worker again."""


@dataclass
class Cluster:
    """A scheduler, and the workers that were started for it."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, count: int, home: Path = HOME) -> None:
        """Start workers whose fitexport is in this folder; they come when they come."""
        for _ in range(count):
            self.workers.append(_started("worker", self.folder, home, self.address, *_WORKER))

    def kill(self) -> None:
        """Kill all workers."""
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.workers.clear()


@contextmanager
def scheduler(folder: Path) -> Iterator[Cluster]:
    """A scheduler without workers; logs are in a folder."""
    pytest.importorskip("distributed")
    file = folder / "scheduler.json"
    with ExitStack() as ended:
        process = _started("scheduler", folder, HOME, "--port", "0", "--scheduler-file", str(file))
        ended.callback(process.wait)
        ended.callback(process.kill)
        while not (address := _address(file)):
            assert process.poll() is None, (folder / "scheduler.log").read_text()
        made = Cluster(address, folder)
        ended.callback(made.kill)
        yield made


def _address(file: Path) -> str:
    try:
        return str(json.loads(file.read_text())["address"])
    except (OSError, ValueError):  # not yet written
        return ""


def _started(what: str, folder: Path, home: Path, *more: str) -> subprocess.Popen[bytes]:
    environment: Mapping[str, str] = os.environ | {"PYTHONPATH": str(home)}
    with (folder / f"{what}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{what}", *_ALL, *more],
            env=environment,
            cwd=folder,
            stdout=log,
            stderr=log,
        )
