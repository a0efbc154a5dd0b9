"""The command line in a separate process, with its cost: for hostile files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import fitexport

MEMORY_KB = 100_000
SECONDS = 5.0
"""Of processor time, start-up included: 2 for the longest, half as much again beside other work."""

_ENDS_S = 20
_PROGRAM = f"""
import resource, runpy, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_CPU, ({_ENDS_S}, {_ENDS_S}))
sys.argv = ["fitexport", *sys.argv[1:]]
try:
    runpy.run_module("fitexport", run_name="__main__")
finally:
    status = Path("/proc/self/status").read_text()
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(status.partition("VmHWM:")[2].splitlines()[0], file=sys.stderr)
    print(used.ru_utime + used.ru_stime, file=sys.stderr)
"""


class Cost(NamedTuple):
    """A command's errors and its cost; memory is the peak."""

    exit_code: int
    errors: str
    memory_kb: int
    seconds: float


def cost(*arguments: str, folder: Path) -> Cost:
    """Run `fitexport` in `folder`, on Linux."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        env=os.environ | {"PYTHONPATH": str(Path(fitexport.__file__).parent.parent)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode >= 0, f"ended after {_ENDS_S} s of processor"
    *errors, memory, seconds = done.stderr.strip().split("\n")
    return Cost(done.returncode, "\n".join(errors), int(memory.split()[0]), float(seconds))


def costs_little(of: Cost) -> None:
    """No traceback, no bug, and within the limits."""
    assert "Traceback" not in of.errors
    assert "bug in fitexport" not in of.errors
    assert of.memory_kb < MEMORY_KB
    assert of.seconds < SECONDS
