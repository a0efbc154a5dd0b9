"""The library of shim.c: it counts what changes files below its folders, and lets it fail."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.faults import FAULTS, KINDS, Fault

_WRITES = """
import ctypes, json, os, shutil, sys
from pathlib import Path
folder, at, action, number, lasting, kinds = sys.argv[1], *map(int, sys.argv[2:])
shim = ctypes.CDLL(None)
shim.fault_log.restype = shim.fault_hit.restype = ctypes.c_char_p
shim.fault_share()
os.chdir(folder)
Path("old").write_bytes(b"12345678")
shim.fault_arm(os.fsencode(f"{folder}/below"), ctypes.c_long(at), action, number, lasting, kinds)
here = os.open(".", os.O_RDONLY)
found = []

def do(act, *values, **more):
    try:
        found.append(act(*values, **more))
    except OSError as error:
        found.append(error.strerror)

do(os.mkdir, "below")
do(os.mkdir, "elsewhere")
do(os.mkdir, "below/../elsewhere/x")
descriptor = os.open("below/a", os.O_CREAT | os.O_RDWR, dir_fd=here)
do(os.write, descriptor, b"abcdefgh")
do(os.pwrite, descriptor, b"abcdefgh", 8)
do(os.fsync, descriptor)
do(os.ftruncate, descriptor, 4)
do(os.fchmod, descriptor, 0o600)
do(os.close, descriptor)
do(os.truncate, "elsewhere/../below/a", 2)
do(os.rename, f"{folder}/below/a", "below/b", dst_dir_fd=here)
do(os.link, "below/b", "below/c")
do(os.symlink, "b", "below/d")
do(os.chmod, "below/b", 0o644)
do(os.utime, "below/b", (1, 1))
do(shutil.copyfile, "old", "below/e")
do(Path("below/b").read_bytes)
do(shutil.rmtree, "below")
log, hit = shim.fault_log().decode().replace(folder, ""), shim.fault_hit().decode()
print(json.dumps([found[:-2], log, hit], default=str))
"""
CALLS = [
    *("mkdir", "open", "write", "write", "sync", "truncate", "chmod", "close", "truncate"),
    *("rename", "link", "symlink", "chmod", "utime", "open", "write", "write", "close"),
]


def wrote(shim: Path, folder: Path, fault: Fault | None = None, at: int = -1) -> Any:
    """What a program did below `folder`, its calls, and the kind of the disturbed call; or the signal
    that ended it."""
    numbers = (0, 0, 0, 0)
    if fault is not None:
        kinds = sum(1 << KINDS.index(kind) for kind in fault.kinds)
        numbers = (fault.action, int(fault.number), int(fault.lasting), kinds)
    done = subprocess.run(
        [sys.executable, "-S", "-c", _WRITES, str(folder), str(at), *map(str, numbers)],
        env=os.environ | {"LD_PRELOAD": str(shim), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    return done.returncode if done.returncode < 0 else json.loads(done.stdout)


def fault(name: str) -> Fault:
    return next(each for each in FAULTS if each.name == name)


@pytest.mark.slow
def test_every_call_that_changes_something_below_the_folder_is_counted(
    shim: Path, tmp_path: Path
) -> None:
    found, calls, hit = wrote(shim, tmp_path)
    lines = calls.splitlines()
    assert [line.partition(" ")[0] for line in lines[: len(CALLS)]] == CALLS
    assert {line.partition(" ")[0] for line in lines[len(CALLS) :]} == {"unlink", "rmdir"}
    assert all(line.partition(" ")[2].startswith("/below") for line in lines)
    assert found[3:5] == [8, 8]
    assert hit == ""


@pytest.mark.parametrize(
    ("name", "message"),
    [("ENOSPC", "No space left on device"), ("EIO", "Input/output error")],
)
def test_one_call_fails_or_that_and_all_later_ones(
    shim: Path, tmp_path: Path, name: str, message: str
) -> None:
    found, _, hit = wrote(shim, tmp_path, fault(name), CALLS.index("write"))
    assert hit == "write"
    assert [each for each in found if each == message] == [message]
    assert found[3] == message
    (tmp_path / "again").mkdir()
    found, *_ = wrote(shim, tmp_path / "again", fault(f"{name}, staying"), CALLS.index("write"))
    assert found[3:6] == [message] * 3
    assert found[0:3] == [None] * 3


def test_a_write_may_take_half(shim: Path, tmp_path: Path) -> None:
    found, *_ = wrote(shim, tmp_path, fault("short write"), CALLS.index("write"))
    assert found[3:5] == [4, 8]


def test_a_kill_in_a_write_leaves_half_of_it(shim: Path, tmp_path: Path) -> None:
    torn = fault("SIGKILL in the middle of a write")
    assert wrote(shim, tmp_path, torn, CALLS.index("write")) == -signal.SIGKILL
    assert (tmp_path / "below/a").read_bytes() == b"abcd"


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM"])
def test_a_kill_comes_before_the_call(shim: Path, tmp_path: Path, name: str) -> None:
    assert wrote(shim, tmp_path, fault(name), CALLS.index("open")) == -getattr(signal, name)
    assert list((tmp_path / "below").iterdir()) == []
