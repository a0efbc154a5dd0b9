"""Files of athletes that are refused as a whole."""

from __future__ import annotations

from pathlib import Path

from fitexport.errors import Problem, TemplateError, printable

SAVE = "save the sheet as CSV (UTF-8) or XLSX"


def refused(path: Path, problem: str, remedy: str, row: int = 0) -> TemplateError:
    """The error of a file, or of a row or line without which nothing can be read."""
    shown = printable(str(path), 300)
    return TemplateError(Problem(problem, remedy, f"{shown}:{row}" if row else shown))
