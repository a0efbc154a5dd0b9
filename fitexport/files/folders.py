"""Folders that a command makes for what it is about to write."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from fitexport.files.replace import remove_parts


@contextlib.contextmanager
def made(folder: Path) -> Iterator[None]:
    """Make a folder and those above it, and remove what killed programs left in it of files that they
    were writing. New folders that are still empty after an error or Ctrl-C are removed.

    Raises:
        OSError: it cannot be made.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_parts(folder)
        yield
    except BaseException:
        for each in missing:
            with contextlib.suppress(OSError):  # not made, or not empty any more
                each.rmdir()
        raise
