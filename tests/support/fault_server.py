"""A process with fitexport in it, under the library of `tests/faults/shim.c`: it forks
for each command, and in the child arms the fault that the command is to meet.

Jobs come as lines of JSON on standard input, answers leave as lines on standard output. Run it with
`LD_PRELOAD`; see `support.faults`.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import io
import json
import multiprocessing
import os
import secrets
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from support.fault_sessions import attend

_PATIENCE_S = 100
"""Longer than any command waits for a lock."""
_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER in <linux/prctl.h>: this process adopts the children of a killed command."""


def _shim() -> ctypes.CDLL:
    shim = ctypes.CDLL(None)  # preloaded: the same that Python's own calls come to
    shim.fault_count.restype = ctypes.c_long
    shim.fault_log.restype = shim.fault_hit.restype = ctypes.c_char_p
    shim.fault_arm.argtypes = (ctypes.c_char_p, ctypes.c_long, *[ctypes.c_int] * 4)
    assert shim.fault_share() == 0
    return shim


def _serve() -> None:
    """Answer jobs until standard input ends."""
    shim = _shim()
    assert ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0) == 0
    signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs of a shell ignore it
    multiprocessing.set_start_method("fork")  # the only one whose calls are counted
    secrets.token_hex = lambda nbytes=None: "5a" * (nbytes or 32)
    for line in sys.stdin.buffer:
        job = json.loads(line)
        status = _warmed(job) if job["warm"] else _forked(job, shim)
        answer = {
            "status": status,
            "count": shim.fault_count(),
            "hit": shim.fault_hit().decode(),
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


def _prepared(job: dict[str, Any]) -> None:
    """Set up what a command needs that is slow to make, or does not exist elsewhere."""
    if job["args"][0] == "page":
        _with_a_small_site()
    if any(each.startswith("shelf://") for each in job["args"]):
        importlib.import_module("support.shelf").register()


def _forked(job: dict[str, Any], shim: ctypes.CDLL) -> int:
    pid = os.fork()
    if pid == 0:
        _child(job, shim)
    return _wait(pid)


def _warmed(job: dict[str, Any]) -> int:
    """Run the command here, undisturbed, so that its children have computed what a process computes
    once: three quarters of their time."""
    from fitexport.cli.main import main

    _prepared(job)
    os.environ.update(job["env"])
    os.chdir(job["cwd"])
    printed, stdin = io.BytesIO(), sys.stdin
    with (
        _attended(job, printed.getvalue) as sys.stdin,
        contextlib.redirect_stdout(io.TextIOWrapper(printed, "utf-8", write_through=True)),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        try:
            main(_in_one_process(job["args"]), prog_name="fitexport")
        except SystemExit as end:
            return int(bool(end.code))
        finally:
            sys.stdin = stdin
            os.chdir("/")
            gc.collect()
            gc.freeze()
    return 0


def _in_one_process(args: list[str]) -> list[str]:
    """The command without worker processes, which would warm up only themselves."""
    before = zip(["", *args], args, strict=False)
    return ["1" if option == "--jobs" else each for option, each in before]


def _child(job: dict[str, Any], shim: ctypes.CDLL) -> None:
    """Run the command, and end as the interpreter would."""
    status = 1
    try:
        for name, descriptor in (("out", 1), ("err", 2)):
            opened = os.open(job[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(opened, descriptor)
            os.close(opened)
        read = _attended(job, Path(job["out"]).read_bytes)
        os.dup2(read.fileno(), 0)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout, sys.stderr = (
            os.fdopen(each, "w", encoding="utf-8", closefd=False) for each in (1, 2)
        )
        os.environ.update(job["env"])
        os.chdir(job["cwd"])
        status = _status_of(job, shim)
        shim.fault_disarm()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _attended(job: dict[str, Any], said: Callable[[], bytes]) -> TextIO:
    """Standard input: empty, or from somebody who writes a text and waits for output."""
    if not job["until"]:
        return Path(os.devnull).open(encoding="utf-8")
    read = attend(job["text"], job["until"].encode(), said, ctrl_c=not job["text"])
    return os.fdopen(read, encoding="utf-8")


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
    """The child's exit status, or minus the signal that ended it; 256 if it, or a process that it
    started, hung."""
    descriptor = os.pidfd_open(pid)
    try:
        hung = not select.select([descriptor], [], [], _PATIENCE_S)[0]
        if hung:
            os.kill(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return 256 if hung or _is_outlived() else status
    finally:
        os.close(descriptor)


def _is_outlived() -> bool:
    """Whether processes of a command still run long after its end; by then they are our children."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.001)
        except ChildProcessError:
            return False
    return True


if __name__ == "__main__":
    _serve()
