"""One export into a folder at a time: a second one waits for the first to end.

The lock is an empty file, named after the folder, where only this user can write; the system
releases it whenever its process ends. It is removed then: a squad would leave one for each athlete.
fcntl and msvcrt do this in a few lines; importing a library that wraps them takes longer than
writing a week.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from fitexport.errors import WriteError

_PATIENCE_S = 60.0
_PAUSE_S = 0.02


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other export writes into `folder`, then keep others out.

    Raises:
        WriteError: another one holds it for a minute, or no folder is safe for a lock.
    """
    name = sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    path = _lock_folder() / f"fitexport-{name[:32]}.lock"
    while True:
        with _opened(path) as descriptor:
            _wait_for(descriptor, folder)
            if not _is_still_at(path, descriptor):
                continue  # removed by the one before: others lock a new file
            try:
                yield
            finally:
                with contextlib.suppress(OSError):  # Windows keeps files that are open
                    path.unlink()
            return


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    """The lock's file. Nothing is written to it: an error when it is closed loses nothing, and must not
    take the place of the one that ended the work."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _is_still_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _wait_for(descriptor: int, folder: Path) -> None:
    if _locked(descriptor):
        return
    from threading import Event  # its wait needs no clock, and few exports ever wait

    never = Event()
    for _ in range(round(_PATIENCE_S / _PAUSE_S)):
        never.wait(_PAUSE_S)
        if _locked(descriptor):
            return
    raise WriteError(
        f"{folder}: another fitexport has been writing there for {_PATIENCE_S:.0f} seconds\n"
        "  wait until it has finished, or stop it, then run the command again"
    )


def _lock_folder() -> Path:
    """A folder that only this user can write: in a shared one others could hold our locks.

    Raises:
        WriteError: there is none.
    """
    if os.name != "posix":
        import tempfile  # slow to import; on Windows the folder is the user's own

        return Path(tempfile.gettempdir())
    tried = []
    for folder in _candidates(os.getuid()):
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700)
        if _is_private(folder, os.getuid()):
            return folder
        tried.append(str(folder))
    raise WriteError(
        "there is no folder for locks that only you can write to\n"
        f"  make one of these writable by you alone: {', '.join(tried)}"
    )


def _candidates(user: int) -> Iterator[Path]:
    """The folders to try, in the same order for every process of a user."""
    yield Path(f"/run/user/{user}/fitexport")
    yield Path(f"/tmp/fitexport-{user}")
    with contextlib.suppress(RuntimeError):  # a user without a home
        yield Path.home() / ".fitexport"


def _is_private(folder: Path, user: int) -> bool:
    """Whether this is a folder, not a link, that belongs to the user and only the user can write."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == user
        and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        and os.access(folder, os.W_OK | os.X_OK)
    )


try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

    def _locked(descriptor: int) -> bool:
        """Whether the lock is ours now."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:

    def _locked(descriptor: int) -> bool:
        """Whether the lock is ours now."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
