"""Change many files of a folder as one: all of them, or none.

The new files are staged beside their places, then a journal says what is to happen, then
each is renamed into place while the old one is kept. A caught error puts everything back.
After a crash the next call of `recover` finishes what has a journal and discards what has
none. It guards against a program that dies, not against a machine that loses power.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fitexport.errors import WriteError

STAGING = ".fitexport-staging"
_JOURNAL = "journal.json"


class Disk:
    """The file operations that change something, one method each, so that tests can stop
    at every one of them."""

    def make_folder(self, path: Path) -> None:
        path.mkdir()

    def write(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)

    def move(self, source: Path, target: Path) -> None:
        source.replace(target)

    def remove(self, path: Path) -> None:
        path.unlink()

    def remove_folder(self, path: Path) -> None:
        path.rmdir()


@dataclass(frozen=True, slots=True)
class _Change:
    """One file, below the folder: hashes of what it was and what it is to be (None: absent)."""

    path: str
    old: str | None
    new: str | None


def digest(path: Path) -> str | None:
    """SHA-256 of a plain file; None for what is none: missing, a link, a folder."""
    if path.is_symlink() or not path.is_file():
        return None
    return sha256(path.read_bytes()).hexdigest()


def change_files(
    folder: Path, contents: Mapping[str, bytes | None], disk: Disk | None = None
) -> None:
    """Write each path below `folder` that has bytes, remove each that has None.

    What stands at these places is replaced: the caller has made sure that it may be.

    Raises:
        WriteError: the folder could not take it; it is as it was before.
    """
    if not contents:
        return
    disk = disk or Disk()
    with told(folder):
        made = _make_folders(folder, disk)
        try:
            changes = _stage(folder, contents, disk)
        except BaseException:
            _discard(folder, disk)
            _remove_empty(made, disk)
            raise
        moved: list[int] = []
        try:
            for index, change in enumerate(changes):
                moved.append(index)
                _apply(folder, index, change, disk)
        except BaseException:
            for index in reversed(moved):
                _put_back(folder, index, changes[index], disk)
            _discard(folder, disk)
            _remove_empty([*_own_folders(folder, changes), *made], disk)
            raise
        _discard(folder, disk)
        _remove_empty(_own_folders(folder, changes), disk)


def recover(folder: Path, disk: Disk | None = None) -> bool:
    """Finish or discard what a crash left in `folder`; whether there was anything.

    Raises:
        WriteError: it could not be done; the folder keeps what it has.
    """
    disk = disk or Disk()
    staging = folder / STAGING
    with told(folder):
        if not staging.is_dir():
            return False
        changes = _read_journal(staging)
        for index, change in enumerate(changes):
            target = folder / change.path
            current = digest(target)
            if current is None and target.exists():
                continue  # a folder or link came to stand here since: not ours to move
            if current in (None, change.old, change.new):
                _apply(folder, index, change, disk)
        _discard(folder, disk)
        _remove_empty(_own_folders(folder, changes), disk)
        return True


def _stage(folder: Path, contents: Mapping[str, bytes | None], disk: Disk) -> list[_Change]:
    staging = folder / STAGING
    for part in (staging, staging / "new", staging / "old"):
        disk.make_folder(part)
    changes = []
    for index, (path, data) in enumerate(contents.items()):
        if data is not None:
            disk.write(staging / "new" / str(index), data)
        new = None if data is None else sha256(data).hexdigest()
        changes.append(_Change(path, digest(folder / path), new))
    rows = [[change.path, change.old, change.new] for change in changes]
    disk.write(staging / "journal.part", json.dumps(rows).encode())
    disk.move(staging / "journal.part", staging / _JOURNAL)
    return changes


def _read_journal(staging: Path) -> list[_Change]:
    """The changes of a complete journal; none if the crash came before it was."""
    journal = staging / _JOURNAL
    if not journal.is_file():
        return []
    return [_Change(*row) for row in json.loads(journal.read_bytes())]


def _apply(folder: Path, index: int, change: _Change, disk: Disk) -> None:
    """The old file aside, the new one in its place; what is done already is left alone."""
    staged = folder / STAGING / "new" / str(index)
    target = folder / change.path
    if change.new is None:
        if target.exists():
            disk.move(target, folder / STAGING / "old" / str(index))
        return
    if not staged.exists():
        return
    if target.exists():
        disk.move(target, folder / STAGING / "old" / str(index))
    if not target.parent.is_dir():
        disk.make_folder(target.parent)
    disk.move(staged, target)


def _put_back(folder: Path, index: int, change: _Change, disk: Disk) -> None:
    target = folder / change.path
    staged, kept = (folder / STAGING / side / str(index) for side in ("new", "old"))
    if change.new is not None and not staged.exists() and target.exists():
        disk.move(target, staged)
    if kept.exists():
        disk.move(kept, target)


def _discard(folder: Path, disk: Disk) -> None:
    """Take the staging folder away, its journal first: without it nothing is left to do."""
    staging = folder / STAGING
    for path in (staging / _JOURNAL, staging / "journal.part"):
        if path.exists():
            disk.remove(path)
    for side in (staging / "new", staging / "old"):
        if side.is_dir():
            for path in sorted(side.iterdir()):
                disk.remove(path)
            disk.remove_folder(side)
    if staging.is_dir():
        disk.remove_folder(staging)


def _make_folders(folder: Path, disk: Disk) -> list[Path]:
    """Make the folder and its parents; those that were missing, the deepest first."""
    missing: list[Path] = []
    while not folder.is_dir():
        missing.insert(0, folder)
        folder = folder.parent
    for index, path in enumerate(missing):
        try:
            disk.make_folder(path)
        except BaseException:
            _remove_empty(missing[:index][::-1], disk)
            raise
    return missing[::-1]


def _own_folders(folder: Path, changes: list[_Change]) -> list[Path]:
    """Folders below `folder` that files were written to or removed from."""
    parents = dict.fromkeys((folder / change.path).parent for change in changes)
    return [parent for parent in parents if parent != folder]


def _remove_empty(folders: list[Path], disk: Disk) -> None:
    for path in folders:
        if path.is_dir() and not any(path.iterdir()):
            disk.remove_folder(path)


@contextlib.contextmanager
def told(folder: Path) -> Iterator[None]:
    """An OSError in a runner's words."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        raise WriteError(
            f"{where}: {error.strerror or error}\n"
            f"  nothing was changed in {folder}; make room, or choose another --out"
        ) from error
