"""One export into a folder at a time: a second one waits for the first to end.

The lock is a file of the system's temporary folder, named after the folder; the system
releases it when its process ends, however it ends. fcntl and msvcrt do this in a few lines;
the libraries that wrap them take longer to import than a week takes to write.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other export writes into `folder`, then keep others out."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    name = sha256(f"{user} {folder.resolve()}".encode("utf-8", "surrogateescape")).hexdigest()
    path = _temporary_folder() / f"fitexport-{name[:32]}.lock"
    with path.open("ab") as file:
        _lock(file.fileno())
        yield


def _temporary_folder() -> Path:
    """The same for every process, and without `tempfile`, which takes long to import, where
    there is no doubt."""
    if os.name == "posix" and os.access("/tmp", os.W_OK | os.X_OK):
        return Path("/tmp")
    import tempfile

    return Path(tempfile.gettempdir())


try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
