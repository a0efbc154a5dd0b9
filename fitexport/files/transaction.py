"""Change many files of a folder, all of them or none.

New files are staged beside their targets, a journal records what will happen, then each is
renamed into place while the old one is kept. A caught error puts everything back. After a crash
the next call of `recover` finishes a change that has a journal and discards one that has none.
This guards against a program that dies, not against a machine that loses power.
`alone_and_whole` comes around all of it.
"""

from __future__ import annotations

import contextlib
import errno
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from fitexport.errors import WriteError, reason
from fitexport.files.lock import alone_in
from fitexport.files.names import may_write

STAGING = ".fitexport-staging"
_JOURNAL = "journal.json"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


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


class _Change(NamedTuple):
    """One file, below the folder: hashes of what it was and what it is to be (None: absent)."""

    path: str
    old: str | None
    new: str | None


def digest(path: Path) -> str | None:
    """SHA-256 of a plain file; None if it is missing, a link or a folder."""
    if path.is_symlink() or not path.is_file():
        return None
    return sha256(path.read_bytes()).hexdigest()


def change_files(
    folder: Path, contents: Mapping[str, bytes | None], disk: Disk | None = None
) -> None:
    """Write each path below `folder` that has bytes, remove each that has None.

    Existing files are replaced: the caller has checked that they may be, in `alone_and_whole`.

    Raises:
        ValueError: a path that `may_write` refuses; nothing was changed.
        WriteError: it cannot be written; the folder is as it was.
    """
    if not contents:
        return
    if refused := [path for path in contents if not may_write(path)]:
        raise ValueError(f"not a path below the folder: {refused[0]!r}")
    disk = disk or Disk()
    with reporting(folder):
        made: list[Path] = []
        try:
            _make_folders(folder, made, disk)
            changes = _stage(folder, contents, disk)
        except BaseException:
            _clear(folder, made, disk)
            raise
        own = _own_folders(folder, changes)
        made = [*(path for path in own if not path.is_dir()), *made]
        try:
            for index, change in enumerate(changes):
                _apply(folder, index, change, disk)
            _remove_empty(own, disk)
            disk.remove(folder / STAGING / _JOURNAL)  # from here on it is done
        except BaseException:
            if not (folder / STAGING / _JOURNAL).exists():  # an interrupt, once it was done
                _clear(folder, [], disk)
                raise
            with reporting(folder, half_way=True):
                for index, change in reversed(list(enumerate(changes))):
                    _put_back(folder, index, change, disk)
            _clear(folder, made, disk)
            raise
        _clear(folder, [], disk)


@contextlib.contextmanager
def alone_and_whole(folder: Path, disk: Disk | None = None) -> Iterator[None]:
    """Keep other exports out of a folder, and finish or discard first what a crash left there: then it
    can be looked at, and changed by `change_files`.

    Raises:
        WriteError: it is not a folder, or another export holds it; and in place of any OSError.
    """
    with reporting(folder), alone_in(folder):
        check_folder(folder)
        recover(folder, disk)
        yield


def check_folder(folder: Path) -> None:
    """Raise WriteError if a file has the name of the folder or of one above it."""
    for path in (folder, *folder.parents):
        if path.exists() and not path.is_dir():
            raise WriteError(f"{path} is a file, not a folder", "choose another --out")


def recover(folder: Path, disk: Disk | None = None) -> bool:
    """Finish or discard what a crash left in `folder`; return whether there was anything.

    Raises:
        WriteError: it could not be done; the folder keeps what it has.
    """
    disk = disk or Disk()
    with reporting(folder):
        if not _is_folder(folder / STAGING):
            return False
    with reporting(folder, half_way=True):
        changes = _read_journal(folder)
        for part in (folder / STAGING / "new", folder / STAGING / "old"):
            if part.is_symlink():  # never ours: it would lead to somebody's files
                disk.remove(part)
            if not part.is_dir():
                disk.make_folder(part)
        for index, change in enumerate(changes):
            if _may_change(folder / change.path, change):
                _apply(folder, index, change, disk)
        _remove_empty(_own_folders(folder, changes), disk)
        _discard(folder, disk)
        return True


def _may_change(target: Path, change: _Change) -> bool:
    """Whether nothing has been put here since the crash: that would be the user's."""
    if is_taken(target.parent) and not _is_folder(target.parent):
        return False
    current = digest(target)
    return not is_taken(target) if current is None else current in (change.old, change.new)


def is_taken(path: Path) -> bool:
    """Whether anything has this name, even a broken link."""
    return path.exists() or path.is_symlink()


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


def _read_journal(folder: Path) -> list[_Change]:
    """The changes of a complete journal; none if the crash came before it was."""
    journal = folder / STAGING / _JOURNAL
    if not journal.is_file():
        return []
    try:
        changes = [_Change(*row) for row in json.loads(journal.read_bytes())]
        if not all(may_write(change.path) for change in changes):
            raise ValueError("a path that fitexport does not write")
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise WriteError(
            f"{journal} is not a journal that fitexport can read",
            f"move {journal.parent} away, or choose another --out",
        ) from error
    return changes


def _apply(folder: Path, index: int, change: _Change, disk: Disk) -> None:
    """Move the old file aside and the new one into place; skip what is already done."""
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
        if not target.parent.is_dir():
            disk.make_folder(target.parent)
        disk.move(kept, target)


def _clear(folder: Path, made: list[Path], disk: Disk) -> None:
    """Discard the staging, then new folders that stayed empty; the next command removes the
    rest."""
    with contextlib.suppress(OSError):
        _discard(folder, disk)
        _remove_empty(made, disk)


def _discard(folder: Path, disk: Disk) -> None:
    """Remove the staging folder, its journal first: without one nothing is left to do."""
    staging = folder / STAGING
    if not _is_folder(staging):
        return
    for path in (staging / _JOURNAL, staging / "journal.part"):
        if path.exists():
            disk.remove(path)
    for side in (staging / "new", staging / "old"):
        if _is_folder(side):
            for path in sorted(side.iterdir()):
                disk.remove(path)
            disk.remove_folder(side)
    disk.remove_folder(staging)


def _make_folders(folder: Path, made: list[Path], disk: Disk) -> None:
    """Make the folder and its parents; put those that were missing into `made`, deepest first."""
    missing: list[Path] = []
    while not folder.is_dir():
        missing.insert(0, folder)
        folder = folder.parent
    for path in missing:
        made.insert(0, path)  # before it exists: Ctrl-C may come right after
        try:
            disk.make_folder(path)
        except OSError:
            made.remove(path)
            raise


def _own_folders(folder: Path, changes: list[_Change]) -> list[Path]:
    """Folders below `folder` that files were written to or removed from."""
    parents = dict.fromkeys((folder / change.path).parent for change in changes)
    return [parent for parent in parents if parent != folder]


def _is_folder(path: Path) -> bool:
    """Whether this is a real folder: a link may lead anywhere."""
    return path.is_dir() and not path.is_symlink()


def _remove_empty(folders: list[Path], disk: Disk) -> None:
    for path in folders:
        if path.is_dir() and not any(path.iterdir()):
            disk.remove_folder(path)


@contextlib.contextmanager
def reporting(folder: Path, *, half_way: bool = False) -> Iterator[None]:
    """Raise an OSError as a WriteError; `half_way` if the folder may have changed by then."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        do = "make room" if error.errno in _FULL else "check that it is writable"
        remedy = (
            f"an export into {folder} stopped half-way; {do}, then run the command again:"
            " it finishes that export first"
            if half_way
            else f"nothing was changed in {folder}; {do}, or choose another --out"
        )
        raise WriteError(reason(error), remedy, where=where) from error
