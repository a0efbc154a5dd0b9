"""The files of a watch: a small protocol, and the watch that shows as a drive.

Paths are texts below the watch's root, parted by "/"; `resolve` finds them whatever the case
of their letters. Failures are OSErrors: `changing` says what state they leave.
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
    """What a watch must be able to do; each call is whole when it returns."""

    @property
    def where(self) -> str:
        """How people find it."""

    def names(self, folder: str) -> list[Name]:
        """What stands in a folder, in order; empty if there is no such folder. Names that no
        watch gives (a control character, a backslash in them) are passed over."""

    def read(self, path: str, most: int) -> bytes:
        """The first `most` bytes of a file."""

    def write(self, path: str, data: bytes) -> None:
        """A new file, on the watch itself and not in a cache when this returns."""

    def rename(self, path: str, name: str) -> None:
        """Another name in the same folder; a file of that name is replaced."""

    def remove(self, path: str) -> None:
        """Take a file away."""

    def make_folder(self, path: str) -> None:
        """A new folder in one that is there."""


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
                        raise WatchError(
                            f"{self._at(folder)} has more than {MAX_NAMES} names",
                            "that is no folder of a watch; name another drive with --at",
                        )
                    is_folder = entry.is_dir(follow_symlinks=False)
                    is_other = not is_folder and not entry.is_file(follow_symlinks=False)
                    if entry.name.isprintable() and "\\" not in entry.name:
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
            self._settle(path)  # or the computer's short name for it may be all there is
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def rename(self, path: str, name: str) -> None:
        target = f"{path.rpartition('/')[0]}/{name}".removeprefix("/")
        self._at(path).replace(self._at(target))
        self._settle(target)
        # On FAT, where a file begins and how long it is goes with the file, not its folder.
        _sync(self._at(target))

    def remove(self, path: str) -> None:
        self._at(path).unlink()
        self._settle(path)

    def make_folder(self, path: str) -> None:
        self._at(path).mkdir()
        self._settle(path)

    def _settle(self, path: str) -> None:
        """Wait until the folder of `path` is on the watch. Linux answers from memory when the
        cable is out (measured: only fsync failed), Windows cannot be asked."""
        _sync(self._at(path).parent)

    def _at(self, path: str) -> Path:
        """The place of a path; no step of it may lead off the watch.

        Raises:
            WatchError: it would.
            OSError: the watch is gone; what is written below its empty place would end up on
                this computer's own disk.
        """
        at = self.root
        if at.stat().st_dev != self._device:
            raise OSError(errno.ENODEV, "the watch is gone", str(at))
        for part in path.split("/") if path else ():
            if part in ("", ".", "..") or set(part) & set("\\\0"):
                raise WatchError(
                    f'"{printable(path, 200)}" leads off the watch', "nothing was written"
                )
            at /= part
            if at.is_symlink():
                raise WatchError(
                    f"{at} is a link, which no watch has: it could lead anywhere",
                    "nothing was written; name another drive with --at",
                )
        return at


def _forget(file: BinaryIO) -> None:
    """So that reading asks the watch, not the memory of this computer."""
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
    A part that is not there stays as it is."""
    found: list[str] = []
    for part in path.split("/"):
        names = {name.name for name in storage.names("/".join(found))}
        alike = sorted(name for name in names if name.casefold() == part.casefold())
        found.append(part if part in names or not alike else alike[0])
    return "/".join(found)


def check_answers(storage: Storage) -> None:
    """Raise OSError unless the watch is there: one that is gone may look like an empty one, or
    like one with some of its folders empty (measured on Linux), so a file is asked for.

    Raises:
        OSError: it is gone.
    """
    if not read_if_there(storage, resolve(storage, f"{FOLDER}/{DESCRIPTION}"), 1):
        raise OSError(errno.ENODEV, "the watch does not answer any more")


def read_if_there(storage: Storage, path: str, most: int) -> bytes | None:
    """A file's bytes; None if there is no such file."""
    folder, _, file = path.rpartition("/")
    if any(name.name == file and name.is_file for name in storage.names(folder)):
        return storage.read(path, most)
    return None
