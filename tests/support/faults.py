"""Commands that meet a fault at any of the calls by which they write, and what is left then."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from support.asking import Asked, asking
from support.preloaded import compiled

from fitexport.files.lock import _candidates

SHIM = Path(__file__).parent.parent / "faults/shim.c"
_SERVER = Path(__file__).with_name("fault_server.py")
KINDS = (
    *("open", "write", "sync", "truncate", "rename", "link", "symlink", "unlink", "mkdir"),
    *("rmdir", "chmod", "utime", "close"),
)
_COUNT, _SIGNAL, _FAIL, _SHORT, _TORN = range(5)


class Fault(NamedTuple):
    """What goes wrong, and at which kinds of calls it can."""

    name: str
    action: int
    number: int = 0
    lasting: bool = False
    """At every later call, too."""
    kinds: Sequence[str] = KINDS

    @property
    def is_signal(self) -> bool:
        return self.action in (_SIGNAL, _TORN)

    @property
    def is_kill(self) -> bool:
        """Whether the program can do nothing about it."""
        return self.action == _TORN or (self.action == _SIGNAL and self.number != signal.SIGINT)


_NAMES = ("open", "truncate", "rename", "link", "symlink", "unlink", "mkdir", "rmdir", "chmod")
_ROOM = ("open", "write", "sync", "truncate", "rename", "link", "symlink", "mkdir", "close")
_ERRORS: tuple[tuple[int, Sequence[str]], ...] = (
    (errno.ENOSPC, _ROOM),
    (errno.EIO, KINDS),
    (errno.EACCES, (*_NAMES, "utime")),
    (errno.EROFS, (*_NAMES, "write", "sync", "utime")),
)
FAULTS = (
    Fault("SIGKILL", _SIGNAL, signal.SIGKILL),
    Fault("SIGKILL in the middle of a write", _TORN, kinds=("write",)),
    Fault("SIGTERM", _SIGNAL, signal.SIGTERM),
    Fault("SIGINT", _SIGNAL, signal.SIGINT),
    Fault("SIGINT, staying", _SIGNAL, signal.SIGINT, lasting=True),
    Fault("short write", _SHORT, kinds=("write",)),
    Fault("short write, staying", _SHORT, lasting=True, kinds=("write",)),
    *(
        Fault(f"{errno.errorcode[number]}{', staying' * lasting}", _FAIL, number, lasting, kinds)
        for number, kinds in _ERRORS
        for lasting in (False, True)
    ),
)


_NOTHING = Fault("none", _COUNT)


class Outcome(NamedTuple):
    """How a command ended: its exit status, or minus the signal that ended it; 256 if it hung."""

    status: int
    out: str
    err: str
    calls: tuple[str, ...]
    """Kind and path of each call, if none was to fail."""
    hit: str = ""
    """The kind of the call that was disturbed; empty if none was."""


Tree = dict[str, tuple[int, bytes | None]]
"""Path -> mode, and the bytes of a file, the target of a link, None for a folder."""


def tree_of(folder: Path) -> Tree:
    """Everything below a folder."""
    found: Tree = {}
    for above, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(above, name)
            mode = path.lstat().st_mode
            link = path.is_symlink()
            data = os.fsencode(path.readlink()) if link else None
            if not link and not path.is_dir():
                data = path.read_bytes()
            found[path.relative_to(folder).as_posix()] = mode, data
    return found


def compiled_shim(folder: Path) -> Path | None:
    """The library, compiled into a folder; None where there is no compiler, or no Linux."""
    return compiled(SHIM, folder)


@dataclass
class Forks:
    """The process that forks for each command, and the folders where it writes."""

    process: Asked
    scratch: Path

    @property
    def folder(self) -> Path:
        """With `home` and `here` in it; whatever is written below it is counted."""
        return self.scratch / "runner"

    def run(
        self,
        args: Sequence[str],
        fault: Fault | None = None,
        at: int = -1,
        env: Mapping[str, str] | None = None,
        *,
        text: str = "",
        until: str = "",
        warm: bool = False,
    ) -> Outcome:
        """Run a command in `here`, with the fault at its call number `at`, counted from 0. With `warm`,
        the process that forks runs it itself, so that later ones are faster. Standard input has `text`
        and stays open until the command has printed `until`; without a text, Ctrl-C follows."""
        fault = fault or _NOTHING
        home = self.folder / "home"
        out, err = self.scratch / "out", self.scratch / "err"
        job = {
            "args": list(args),
            "cwd": str(self.folder / "here"),
            "env": {
                "HOME": str(home),
                "XDG_CONFIG_HOME": str(home / ".config"),
                "COLUMNS": "80",
                **(env or {}),
            },
            "roots": [str(self.folder), *map(str, _candidates(os.getuid()))][:4],
            "out": str(out),
            "err": str(err),
            "text": text,
            "until": until,
            "warm": warm,
            "fault": {
                "at": at,
                "action": fault.action,
                "number": fault.number,
                "lasting": fault.lasting,
                "kinds": sum(1 << KINDS.index(kind) for kind in fault.kinds),
            },
        }
        answer = self.process.ask(job)
        printed, errors = (
            path.read_bytes().decode(errors="replace") if path.exists() else ""
            for path in (out, err)
        )
        calls = tuple(answer["calls"])
        return Outcome(answer["status"], printed, errors, calls, answer["hit"])


@contextmanager
def forks(shim: Path, folder: Path) -> Iterator[Forks]:
    """The process, until the test ends; it writes below `folder`."""
    env = os.environ | {
        "LD_PRELOAD": str(shim),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    for name in ("FITEXPORT_INTERVALS_URL", "FITEXPORT_GARMIN_URL", "XDG_RUNTIME_DIR"):
        env.pop(name, None)
    with asking([sys.executable, str(_SERVER)], env) as process:
        yield Forks(process, folder)
