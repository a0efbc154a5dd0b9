"""Folders in tests: what is in them, small bundles to write, a disk that fails on demand."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from fitexport.export.bundle import Bundle
from fitexport.files.transaction import Disk

Moment = Literal["before", "after", "half"]


def tree(folder: Path) -> dict[str, str | bytes | None]:
    """Everything below `folder`: bytes of files, None for folders, the target of links."""
    return {
        path.relative_to(folder).as_posix(): (
            f"-> {path.readlink()}"
            if path.is_symlink()
            else None
            if path.is_dir()
            else path.read_bytes()
        )
        for path in sorted(folder.rglob("*"))
    }


def bundle(text: str, week: int = 3, folder: str = "") -> Bundle:
    """A bundle with a calendar of `text`, no workouts; `start` is a Monday."""
    return Bundle(
        folder=folder,
        sessions=(),
        entries=(),
        schedule=b"",
        schedule_serial=0,
        calendar_name=f"mile-week-{week:02d}.ics",
        calendar=text.encode(),
        revisions={},
        facts={"start": "2027-03-08"},
    )


class CountingDisk(Disk):
    """Calls `fail` at one of its operations, counted from 0: before, after or within it."""

    def __init__(self, at: int = -1, fail: Callable[[], None] = int, when: Moment = "before"):  # type: ignore[assignment]  # int() does nothing
        self.done = 0
        self.lasting = False
        self._at, self._fail, self._when = at, fail, when

    def make_folder(self, path: Path) -> None:
        self._do(lambda: super(CountingDisk, self).make_folder(path))

    def write(self, path: Path, data: bytes) -> None:
        half = data[: len(data) // 2]
        self._do(
            lambda: super(CountingDisk, self).write(path, data),
            lambda: super(CountingDisk, self).write(path, half),
        )

    def move(self, source: Path, target: Path) -> None:
        self._do(lambda: super(CountingDisk, self).move(source, target))

    def remove(self, path: Path) -> None:
        self._do(lambda: super(CountingDisk, self).remove(path))

    def remove_folder(self, path: Path) -> None:
        self._do(lambda: super(CountingDisk, self).remove_folder(path))

    def _do(self, act: Callable[[], None], half: Callable[[], None] | None = None) -> None:
        now = self.done == self._at or (self.lasting and self.done > self._at >= 0)
        self.done += 1
        if not now:
            return act()
        if self._when == "after":
            act()
        elif self._when == "half" and half is not None:
            half()
        return self._fail()


def in_child(act: Callable[[], object]) -> int:
    """The exit status of a process that does `act`; 0 if it came to its end."""
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            act()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def crash() -> None:
    """End the process as a power cut does: no clean-up, no exception."""
    os._exit(9)


def untouched(path: Path) -> tuple[int, int, int]:
    """What changes when a file is written or replaced, and not when it is read."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns
