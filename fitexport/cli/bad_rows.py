"""Rows of a squad's files that have errors, on standard error."""

from __future__ import annotations

from pathlib import Path

from fitexport.cli.terminal import Marked, show
from fitexport.squad.compiling import Line
from fitexport.squad.roster import BadRow


def show_bad_row(file: Path, bad: BadRow | Line) -> None:
    """Print what is wrong with a row, each with file, row, name and column."""
    for each in bad.problems:
        where = ", ".join(filter(None, (f"{file}, row {bad.row}", bad.name, str(each.where))))
        show(f"Error: {each._replace(where=where)}", [Marked(0, 6, "error")], err=True)
