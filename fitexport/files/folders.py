"""Folders that a command makes for what it is about to write."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from fitexport.files.replace import remove_parts


@contextlib.contextmanager
def made(folder: Path) -> Iterator[None]:
    """Make a folder and its parents, and remove temporary files that killed programs left in it. After
    an error or Ctrl-C, new folders that are still empty are removed again.

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
            with contextlib.suppress(OSError):  # never made, or no longer empty
                each.rmdir()
        raise
