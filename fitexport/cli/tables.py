"""Plain tables and paragraphs for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Sequence

from fitexport.export.compiled import PacedSession
from fitexport.pace.outline import structure
from fitexport.units import Units, cut

_STRUCTURE_WIDTH = 46
SESSION_HEADINGS = ("Structure", "Distance", "Time", "Paces", "File")
"""Of `session_row`, after its day and name."""


def brief(structure: str) -> str:
    """A main set as a table has room for it."""

    if len(structure) <= _STRUCTURE_WIDTH:
        return structure
    return cut(structure, _STRUCTURE_WIDTH - 4) + " ..."


def session_row(session: PacedSession, units: Units, day: str, name: str) -> tuple[str, ...]:
    """A session in columns: its day and name, then those of SESSION_HEADINGS."""
    main_set = brief(structure(session.session))
    return day, name, main_set, *session.size(units), session.paces, session.file


def table(rows: Sequence[Sequence[str]], *, right: Collection[int] = ()) -> Iterator[str]:
    """Columns as wide as their longest cell, two spaces apart; those in `right`, from 0, are
    numbers and end together."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def wrapped(text: str, indent: str = "") -> Iterator[str]:
    """A paragraph of 100 characters a line."""
    yield from textwrap.wrap(text, 100, initial_indent=indent, subsequent_indent=indent)
