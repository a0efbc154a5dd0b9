"""Change the files of a watch so that it holds the old set or the new one, whatever happens.

New files are written to the same folder under names that no watch imports, read back byte by
byte, then renamed, the schedule last; only then are the files they replace removed. At any moment
the watch has every workout of its old calendar, or every workout of its new one. A failure
is rolled back. After a pulled cable, `record` knows what was in progress.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from fitexport.errors import FitexportError, WatchError, reason
from fitexport.watch.storage import Storage, check_answers, read_if_there

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
_LOCKED = (errno.EBUSY, errno.ETXTBSY)


class Change(NamedTuple):
    """One file on the watch: its old bytes and its new ones (None: no file)."""

    path: str
    old: bytes | None
    new: bytes | None


def part_of(path: str) -> str:
    """The temporary path of a file until it is complete: short, and unlike any other name."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/{sha256(name.encode()).hexdigest()[:12]}.fitexport"


def is_part(name: str) -> bool:
    """Whether this is the temporary name of a file that was never completed, or the one that a
    browser uses while it writes that."""
    return re.fullmatch(r"[0-9a-f]{12}\.fitexport(\.crswap)?", name) is not None


class HalfWayError(WatchError):
    """The watch was lost in the middle of a change; the next command recovers it."""


def apply(
    storage: Storage,
    changes: Sequence[Change],
    progress: Callable[[str], None] = lambda _: None,
    parts: Iterable[str] = (),
) -> None:
    """Make all of the changes, or none: first write files, in the order given, then remove
    files. Before that, remove `parts`, temporary files that an earlier command left.

    Raises:
        HalfWayError: some were made and could not be rolled back.
        WatchError: the changes failed; the watch is as it was before.
    """
    written = [change for change in changes if change.new is not None]
    try:
        _sweep(storage, parts)
        for number, change in enumerate(written, start=1):
            progress(f"{number}/{len(written)} {change.path}")
            _stage(storage, change)
        for change in written:
            _check_unchanged(storage, change)
            _place(storage, change)
        for change in changes:
            if change.new is None:
                _check_unchanged(storage, change)
                storage.remove(change.path)
    except BaseException as error:
        try:
            roll_back(storage, changes)
        except BaseException as second:  # a second Ctrl-C, too
            raise HalfWayError(
                f"stopped half-way: {_reason(error)}\n"
                "  no file on the watch is damaged, but some are missing; connect it again and run",
                "the same command (to start again) or fitexport watch undo (to go back)",
                where=storage.where,
            ) from second
        if isinstance(error, OSError):
            raise WatchError(
                f"{_reason(error)}",
                f"the watch is as it was before; {_remedy(error)}",
                where=storage.where,
            ) from error
        raise


def roll_back(storage: Storage, changes: Iterable[Change]) -> None:
    """Undo those of these changes that were made, last first; leave files that something else
    has changed since.

    Raises:
        OSError: the watch does not answer.
    """
    changes = list(changes)
    check_answers(storage)
    _sweep(storage, (part_of(change.path) for change in changes))
    for change in reversed(changes):
        most = max(len(change.old or b""), len(change.new or b"")) + 1
        found = read_if_there(storage, change.path, most)
        if found is not None and found == change.old:
            continue
        # A file that we were still writing has the beginning of the new bytes.
        ours = found is None or (change.new is not None and change.new.startswith(found))
        if not ours:
            continue
        if change.old is not None:
            back = Change(change.path, found, change.old)
            _stage(storage, back)
            _place(storage, back)
        elif found is not None:
            storage.remove(change.path)


def _check_unchanged(storage: Storage, change: Change) -> None:
    """Raise WatchError unless a file is still as it was when the change was planned; the watch or
    another program may have replaced it.

    Raises:
        WatchError: it is not the same file any more.
    """
    if read_if_there(storage, change.path, len(change.old or b"") + 1) != change.old:
        raise WatchError(
            f"{change.path} has just been changed by something else",
            "the watch is as it was before; run the command again",
            where=storage.where,
        )


def _sweep(storage: Storage, parts: Iterable[str]) -> None:
    for part in parts:
        if read_if_there(storage, part, 1) is not None:
            storage.remove(part)


def _stage(storage: Storage, change: Change) -> None:
    assert change.new is not None
    part = part_of(change.path)
    _sweep(storage, [part])
    _make_folders(storage, change.path.rpartition("/")[0])
    storage.write(part, change.new)
    found = storage.read(part, len(change.new) + 1)
    if found != change.new:
        raise OSError(errno.EIO, "the file reads back with other contents", change.path)


def _place(storage: Storage, change: Change) -> None:
    storage.rename(part_of(change.path), change.path.rpartition("/")[2])


def _make_folders(storage: Storage, folder: str) -> None:
    above, _, name = folder.rpartition("/")
    if not folder or any(each.name == name for each in storage.names(above)):
        return
    _make_folders(storage, above)
    storage.make_folder(folder)


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {reason(error)}" if error.filename else reason(error)
    if isinstance(error, FitexportError):
        return error.headline
    return str(error) or type(error).__name__


def _remedy(error: OSError) -> str:
    if error.errno in _FULL:
        return "make room on it (fitexport watch clean), or plug it in again if it was pulled out"
    if error.errno in _READ_ONLY:
        return "it is read-only: unplug it, plug it in again, and check its USB settings"
    if error.errno in _LOCKED:
        return "close what uses it (Garmin Express, a file manager), then run the command again"
    return "check the cable and the free space on the watch, then run the command again"
