"""One export into a folder at a time: a second one waits for the first to end.

The lock is a file of the system's temporary folder, named after the folder; the system
releases it when its process ends, however it ends. fcntl and msvcrt do this in a few lines;
the libraries that wrap them take longer to import than a week takes to write.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other export writes into `folder`, then keep others out."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    name = sha256(f"{user} {folder.resolve()}".encode("utf-8", "surrogateescape")).hexdigest()
    path = Path(tempfile.gettempdir()) / f"fitexport-{name[:32]}.lock"
    with path.open("ab") as file:
        _lock(file.fileno())
        yield


try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
