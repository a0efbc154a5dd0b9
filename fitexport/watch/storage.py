"""The files of a watch: a small protocol, and the watch that is mounted as a drive.

Paths are relative to the watch's root, with "/"; `resolve` finds them in any case. Failures are
OSErrors: `changing` says what state they leave.
"""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from fitexport.errors import WatchError, printable
from fitexport.watch.device import DESCRIPTION, FOLDER

MAX_NAMES = 5000
"""More names than any folder of a watch has."""


class Name(NamedTuple):
    """One name in a folder of the watch."""

    name: str
    is_folder: bool
    is_other: bool = False
    """Neither a file nor a folder: a link, a pipe. No watch has any; it is left alone."""

    @property
    def is_file(self) -> bool:
        return not self.is_folder and not self.is_other


class Storage(Protocol):
    """What a watch must be able to do; each call is complete when it returns."""

    @property
    def where(self) -> str:
        """Where the user finds it."""

    def names(self, folder: str) -> list[Name]:
        """The contents of a folder, sorted; empty if there is no such folder. Names with a
        control character or a backslash, which no watch uses, are skipped."""

    def read(self, path: str, most: int) -> bytes:
        """The first `most` bytes of a file."""

    def write(self, path: str, data: bytes) -> None:
        """Write a new file; on return it is on the watch and not just in a cache."""

    def rename(self, path: str, name: str) -> None:
        """Rename a file within its folder, replacing any file of that name."""

    def remove(self, path: str) -> None:
        """Delete a file."""

    def make_folder(self, path: str) -> None:
        """Create a folder in an existing one."""


class DriveStorage:
    """A watch that is mounted as a drive (or any folder that looks like one)."""

    def __init__(self, root: Path) -> None:
        self.where = str(root)
        self.root = root.resolve()
        self._device = self.root.stat().st_dev

    def names(self, folder: str) -> list[Name]:
        found: list[Name] = []
        try:
            with os.scandir(self._at(folder)) as entries:
                for entry in entries:
                    if len(found) == MAX_NAMES:
                        raise too_many(self._at(folder))
                    is_folder = entry.is_dir(follow_symlinks=False)
                    is_other = not is_folder and not entry.is_file(follow_symlinks=False)
                    if is_usual(entry.name):
                        found.append(Name(entry.name, is_folder, is_other))
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(found)

    def read(self, path: str, most: int) -> bytes:
        with self._at(path).open("rb") as file:
            _forget(file)
            return file.read(most)

    def write(self, path: str, data: bytes) -> None:
        with self._at(path).open("xb") as file:
            self._settle(path)  # or only the computer's short name for it may reach the watch
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def rename(self, path: str, name: str) -> None:
        target = f"{path.rpartition('/')[0]}/{name}".removeprefix("/")
        self._at(path).replace(self._at(target))
        self._settle(target)
        # On FAT, syncing a file, not its folder, writes its start and length.
        _sync(self._at(target))

    def remove(self, path: str) -> None:
        self._at(path).unlink()
        self._settle(path)

    def make_folder(self, path: str) -> None:
        self._at(path).mkdir()
        self._settle(path)

    def _settle(self, path: str) -> None:
        """Wait until the folder of `path` is on the watch. With the cable out, Linux answers from
        memory (measured: only fsync failed); Windows has no such call."""
        _sync(self._at(path).parent)

    def _at(self, path: str) -> Path:
        """The full path of a path on the watch.

        Raises:
            WatchError: it leads outside the watch.
            OSError: the watch is gone; files written to its empty mount point would end up on
                this computer's own disk.
        """
        at = self.root
        if at.stat().st_dev != self._device:
            raise OSError(errno.ENODEV, "the watch is gone", str(at))
        for part in parts_of(path):
            at /= part
            if at.is_symlink():
                raise WatchError(
                    f"{at} is a link, which no watch has: it could lead anywhere",
                    "nothing was written; give another drive with --at",
                )
        return at


def parts_of(path: str) -> list[str]:
    """The folders of a path on the watch, and its last name; none for the root.

    Raises:
        WatchError: it leads outside the watch.
    """
    parts = path.split("/") if path else []
    if any(part in ("", ".", "..") or set(part) & set("\\\0") for part in parts):
        raise WatchError(f'"{printable(path, 200)}" leads outside the watch', "nothing was written")
    return parts


def is_usual(name: str) -> bool:
    """Whether a watch could use this name."""
    return name.isprintable() and "\\" not in name


def too_many(where: object) -> WatchError:
    """The error for a folder with more than MAX_NAMES names."""
    return WatchError(
        f"{where} has more than {MAX_NAMES} names",
        "no folder of a watch has so many; give another drive with --at",
    )


def _forget(file: BinaryIO) -> None:
    """Drop the file from this computer's cache, so that it is read from the watch."""
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _sync(place: Path) -> None:
    if os.name == "posix":
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def resolve(storage: Storage, path: str) -> str:
    """The path as it is spelled on the watch: `GARMIN/NEWFILES` may be `Garmin/NewFiles` there.
    Missing parts stay as given."""
    found: list[str] = []
    for part in path.split("/"):
        names = {name.name for name in storage.names("/".join(found))}
        alike = sorted(name for name in names if name.casefold() == part.casefold())
        found.append(part if part in names or not alike else alike[0])
    return "/".join(found)


def check_answers(storage: Storage) -> None:
    """Raise OSError unless the watch is there. One that is gone may look like one with empty
    folders (measured on Linux), so this reads a file.

    Raises:
        OSError: it is gone.
    """
    if not read_if_there(storage, resolve(storage, f"{FOLDER}/{DESCRIPTION}"), 1):
        raise OSError(errno.ENODEV, "the watch no longer answers")


def read_if_there(storage: Storage, path: str, most: int) -> bytes | None:
    """A file's bytes; None if there is no such file."""
    folder, _, file = path.rpartition("/")
    if any(name.name == file and name.is_file for name in storage.names(folder)):
        return storage.read(path, most)
    return None
