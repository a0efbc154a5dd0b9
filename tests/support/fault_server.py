"""A process with fitexport in it, under the library of `tests/faults/shim.c`: it forks
for each command, and in the child arms the fault that the command is to meet.

Jobs come as lines of JSON on standard input, answers leave as lines on standard output. Run it with
`LD_PRELOAD`; see `support.faults`.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import io
import json
import os
import secrets
import select
import signal
import sys
import traceback
from typing import Any

_PATIENCE_S = 100
"""Longer than any command waits for a lock."""


def _shim() -> ctypes.CDLL:
    shim = ctypes.CDLL(None)  # preloaded: the same that Python's own calls come to
    shim.fault_count.restype = ctypes.c_long
    shim.fault_log.restype = ctypes.c_char_p
    shim.fault_arm.argtypes = (ctypes.c_char_p, ctypes.c_long, *[ctypes.c_int] * 4)
    assert shim.fault_share() == 0
    return shim


def _serve() -> None:
    """Answer jobs until standard input ends."""
    shim = _shim()
    secrets.token_hex = lambda nbytes=None: "5a" * (nbytes or 32)
    for line in sys.stdin.buffer:
        job = json.loads(line)
        status = _warmed(job) if job["warm"] else _forked(job, shim)
        answer = {
            "status": status,
            "count": shim.fault_count(),
            "calls": shim.fault_log().decode("utf-8", "surrogateescape").splitlines(),
        }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _with_a_small_site() -> None:
    """Without the archives of Python and its libraries, which take seconds to make."""
    page = importlib.import_module("fitexport.cli.commands.page")
    site = importlib.import_module("fitexport.page.site")
    names = importlib.import_module("fitexport.page.runtime").RUNTIME_FILES
    vars(site).update(own_archive=lambda: b"fitexport", library_archive=lambda: b"libraries")
    vars(page).update(
        runtime_files=lambda _: {name: name.encode() for name in names},
        compiled_wheel=lambda _: ("pydantic_core-1-cp314-cp314-any_wasm32.whl", b"wheel"),
    )


def _forked(job: dict[str, Any], shim: ctypes.CDLL) -> int:
    pid = os.fork()
    if pid == 0:
        _child(job, shim)
    return _wait(pid)


def _warmed(job: dict[str, Any]) -> int:
    """Run the command here, undisturbed, so that its children have computed what a process computes
    once: three quarters of their time."""
    from fitexport.cli.main import main

    if job["args"][0] == "page":
        _with_a_small_site()
    os.environ.update(job["env"])
    os.chdir(job["cwd"])
    streams, sys.stdout, sys.stderr = (sys.stdout, sys.stderr), io.StringIO(), io.StringIO()
    try:
        main(job["args"], prog_name="fitexport")
    except SystemExit as end:
        return int(bool(end.code))
    finally:
        sys.stdout, sys.stderr = streams
        os.chdir("/")
        gc.collect()
        gc.freeze()
    return 0


def _child(job: dict[str, Any], shim: ctypes.CDLL) -> None:
    """Run the command, and end as the interpreter would."""
    status = 1
    try:
        for name, descriptor in (("out", 1), ("err", 2)):
            opened = os.open(job[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(opened, descriptor)
            os.close(opened)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout, sys.stderr = (
            os.fdopen(each, "w", encoding="utf-8", closefd=False) for each in (1, 2)
        )
        os.environ.update(job["env"])
        os.chdir(job["cwd"])
        signal.signal(signal.SIGINT, signal.default_int_handler)
        status = _status_of(job, shim)
        shim.fault_disarm()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _status_of(job: dict[str, Any], shim: ctypes.CDLL) -> int:
    from fitexport.__main__ import run

    fault, sys.argv = job["fault"], ["fitexport", *job["args"]]
    try:
        shim.fault_arm(
            "\n".join(job["roots"]).encode("utf-8", "surrogateescape"),
            *(int(fault[key]) for key in ("at", "action", "number", "lasting", "kinds")),
        )
        run()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:
        shim.fault_disarm()
        traceback.print_exc()
        return 1
    return 0


def _wait(pid: int) -> int:
    """The child's exit status, or minus the signal that ended it; 256 if it hung."""
    descriptor = os.pidfd_open(pid)
    try:
        hung = not select.select([descriptor], [], [], _PATIENCE_S)[0]
        if hung:
            os.kill(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return 256 if hung else status
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    _serve()
