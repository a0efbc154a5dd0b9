"""Where a squad's ZIPs and summary go, file by file: a folder of this computer, or a store elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fitexport.files.replace import write_whole
from fitexport.files.transaction import digest, is_taken, reporting


class Store(Protocol):
    """Files by name, each written whole or not at all. It is handed to other processes."""

    def at(self, name: str) -> str:
        """Where people find a file."""

    def read(self, name: str) -> bytes | None:
        """What is in a file: None if there is none, nothing if it is a folder or a link.

        Raises:
            WriteError: it cannot be read.
        """

    def digest(self, name: str) -> str | None:
        """SHA-256 of a file, and nothing for what is none; None if the name is free.

        Raises:
            WriteError: it cannot be read.
        """

    def write(self, name: str, parts: Iterable[bytes]) -> None:
        """Write a file, or replace the one of that name.

        Raises:
            WriteError: it cannot be written, and what was there before is as it was.
        """

    def names(self) -> Iterator[str]:
        """What is directly in it; a folder's name ends with a slash."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A folder of this computer."""

    root: Path

    def at(self, name: str) -> str:
        return str(self.root / name)

    def read(self, name: str) -> bytes | None:
        path = self.root / name
        if not is_taken(path):
            return None
        with reporting(path):
            return path.read_bytes() if path.is_file() and not path.is_symlink() else b""

    def digest(self, name: str) -> str | None:
        path = self.root / name
        with reporting(path):
            return (digest(path) or "") if is_taken(path) else None

    def write(self, name: str, parts: Iterable[bytes]) -> None:
        path = self.root / name
        with reporting(path):
            write_whole(path, parts, tidy=False)  # once for a squad, not for every athlete

    def names(self) -> Iterator[str]:
        return (f"{path.name}/" if path.is_dir() else path.name for path in self.root.iterdir())
