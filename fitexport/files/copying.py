"""Copy a folder whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

from fitexport.errors import UsageError, WriteError, reason
from fitexport.files.replace import unnamed


def copy_folder(source: Path, target: Path) -> int:
    """Copy `source` to `target`, which must not exist; return the number of files.

    Raises:
        UsageError: `target` already exists; nothing is overwritten.
        WriteError: `target` cannot be written.
    """
    if target.exists() or target.is_symlink():
        raise UsageError(f"{target} already exists", "give another name; nothing was changed")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with unnamed(target.parent) as part:
            shutil.copytree(source, part, copy_function=shutil.copyfile)
            part.rename(target)
    except OSError as error:
        raise WriteError(reason(error), "give another place", where=target) from error
    return sum(path.is_file() for path in target.rglob("*"))
