"""Names given by an agent -> files in the folders that the user named, and nowhere else.

A name is relative, with `/` between its parts. Links are followed only if they stay inside.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fitexport.errors import UsageError, printable
from fitexport.files.names import may_write

MAX_FILES = 20_000
"""In a folder and the folders below it."""
_ALLOWED_BY_SOME = re.compile(r'[<>:"|?*]')
"""What Windows does not have in names: files to be read may."""
_NAMES = "give a path relative to the folder, with / between its parts: runs/tuesday.fit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """What may be read, and what may be written to and read; absolute and without links."""

    read: Path | None = None
    write: Path | None = None

    @property
    def roots(self) -> tuple[Path, ...]:
        """Both of them."""
        return tuple(dict.fromkeys(root for root in (self.read, self.write) if root is not None))

    def existing(self, name: str) -> Path:
        """The file or folder of this name: in the folder that may be read, or else in the other.

        Raises:
            UsageError: there is none, or the name or a link leads out of the folders.
        """
        parts = _parts(name, reading=True)
        if not self.roots:
            raise UsageError(
                "no folder was named to read from",
                "ask the user to start it with one: fitexport mcp --read FOLDER",
            )
        for root in self.roots:
            path = root.joinpath(*parts)
            if os.path.lexists(path) and (path.is_file() or path.is_dir()):
                self.check(path)
                return path
        raise UsageError("there is no such file or folder", _NAMES, where=_shown(name))

    def target(self, name: str) -> Path:
        """What has this name, or is to have it, in the folder that may be written to.

        Raises:
            UsageError: there is no such folder, or the name or a link leads out of it.
        """
        parts = _parts(name)
        if self.write is None:
            raise UsageError(
                "no folder was named to write to",
                "ask the user to start it with one: fitexport mcp --write FOLDER",
            )
        path = self.write.joinpath(*parts)
        if not path.resolve().is_relative_to(self.write):
            raise _leads_out(name)
        return path

    def check(self, path: Path) -> None:
        """Raise UsageError if a path leads out of the folders."""
        resolved = path.resolve()
        if not any(resolved.is_relative_to(root) for root in self.roots):
            raise _leads_out(self.shown(str(path)))

    def check_inside(self, path: Path) -> None:
        """Raise UsageError if there is a file that leads out of the folders in a folder or below it;
        or beside a file, which is read with its neighbours."""
        for each in _links_in(path):
            if not each.is_dir():  # searches do not follow those
                self.check(each)

    def may_write(self, path: Path) -> bool:
        """Whether a path is in the folder that may be written to."""
        return self.write is not None and path.resolve().is_relative_to(self.write)

    def shown(self, text: str) -> str:
        """A text with its paths relative to the folders."""
        for root in sorted(self.roots, key=lambda root: -len(root.parts)):
            if len(root.parts) > 1:
                text = text.replace(f"{root}{os.sep}", "")
                text = re.sub(rf"{re.escape(str(root))}(?![\w.-])", ".", text)
        return text


def _parts(name: str, *, reading: bool = False) -> list[str]:
    """The parts of a name; none for the folder itself.

    Raises:
        UsageError: it may lead out of a folder, or not every system has such names.
    """
    if name in ("", "."):
        return []
    parts = name.removesuffix("/").split("/")
    for part in parts:
        is_home = part.startswith("~") and not reading  # a shell would take it for somebody's home
        if is_home or not may_write(_ALLOWED_BY_SOME.sub("-", part) if reading else part):
            raise UsageError("is not a name inside the folder", _NAMES, where=_shown(name))
    return parts


def _links_in(path: Path) -> Iterator[Path]:
    """The links in a folder and below it, or beside a file."""
    seen = 0
    inside = path if path.is_dir() else path.parent
    for at, folders, files in os.walk(inside):
        seen += len(folders) + len(files)
        if seen > MAX_FILES:
            raise UsageError(
                f"more than {MAX_FILES} files in it", "name one of its folders or files"
            )
        yield from (each for name in (*folders, *files) if (each := Path(at, name)).is_symlink())
        if inside is not path:
            return


def _leads_out(name: str) -> UsageError:
    return UsageError(
        "a link leads out of the folder",
        "copy what it leads to into the folder, or name another",
        where=_shown(name),
    )


def _shown(name: str) -> str:
    return printable(name, 100)
