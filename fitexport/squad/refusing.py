"""What is wrong for a whole squad: its file, the disk, or a store elsewhere."""

from __future__ import annotations

import errno
from pathlib import Path

from fitexport.errors import FitexportError, Problem, TemplateError, WriteError, printable

_FOR_ALL = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
)
SAVE = "save the sheet as CSV (UTF-8) or XLSX"


class StoreError(WriteError):
    """A store elsewhere that cannot be reached, or refuses access: no athlete can be written."""


def refused(path: Path, problem: str, remedy: str, row: int = 0) -> TemplateError:
    """The error of a file, or of a row or line without which nothing can be read."""
    shown = printable(str(path), 300)
    return TemplateError(Problem(problem, remedy, f"{shown}:{row}" if row else shown))


def is_for_all(error: FitexportError) -> bool:
    """Whether the next athlete would meet an error, too: a full disk, a store out of reach."""
    if isinstance(error, StoreError):
        return True
    cause = error.__cause__
    return isinstance(error, WriteError) and isinstance(cause, OSError) and cause.errno in _FOR_ALL
