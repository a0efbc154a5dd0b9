"""The command line in a separate process, with its cost: for hostile files."""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import NamedTuple

from support.asking import Asked, asking

import fitexport

MEMORY_KB = 100_000
SECONDS = 5.0
"""Of processor time: 2 for the longest, half as much again beside other work."""

_ENDS_S = 20
_PROGRAM = f"""
import gc, importlib, json, os, re, resource, sys
from pathlib import Path
from fitexport.__main__ import run
for name in ("commands.check", "commands.fitness", "commands.read", "plans.check", "watch.find"):
    importlib.import_module("fitexport.cli." + name)
gc.freeze()

def child(arguments, folder, log):
    os.chdir(folder)
    sys.argv = ["fitexport", *arguments]
    for descriptor, path in ((1, os.devnull), (2, log)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, descriptor)
    resource.setrlimit(resource.RLIMIT_CPU, ({_ENDS_S}, {_ENDS_S}))
    code = 1
    try:
        run()
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    status = Path("/proc/self/status").read_text()
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(re.search(r"VmHWM:\\s+(\\d+)", status)[1], file=sys.stderr)
    print(used.ru_utime + used.ru_stime, file=sys.stderr, flush=True)
    os._exit(code)

for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        child(**json.loads(line))
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Cost(NamedTuple):
    """A command's errors and its cost; memory is the peak."""

    exit_code: int
    errors: str
    memory_kb: int
    seconds: float


@cache
def _forking() -> Asked:
    """A process that has loaded fitexport and forks for each command; it ends with this one."""
    env = os.environ | {"PYTHONPATH": str(Path(fitexport.__file__).parent.parent)}
    until_the_end = ExitStack()
    atexit.register(until_the_end.close)
    return until_the_end.enter_context(asking([sys.executable, "-c", _PROGRAM], env))


def cost(*arguments: str, folder: Path) -> Cost:
    """Run `fitexport` in `folder`, on Linux."""
    log = folder / ".errors"
    job = {"arguments": arguments, "folder": str(folder), "log": str(log)}
    exit_code = _forking().ask(job)
    assert exit_code >= 0, f"ended after {_ENDS_S} s of processor"
    *errors, memory, seconds = log.read_text(errors="replace").strip().split("\n")
    log.unlink()
    return Cost(exit_code, "\n".join(errors), int(memory), float(seconds))


def costs_little(of: Cost) -> None:
    """No traceback, no bug, and within the limits."""
    assert "Traceback" not in of.errors
    assert "bug in fitexport" not in of.errors
    assert of.memory_kb < MEMORY_KB
    assert of.seconds < SECONDS
