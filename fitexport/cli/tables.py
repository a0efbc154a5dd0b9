"""Plain tables and paragraphs for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from fitexport.cli.terminal import Marked, Meaning, columns, show
from fitexport.export.compiled import PacedSession
from fitexport.session.kinds import HARD_KINDS
from fitexport.units import Units, cut

_STRUCTURE_WIDTH = 46
_SHORT = 16
"""A column this wide or narrower is not folded."""
SESSION_HEADINGS = ("Structure", "Distance", "Time", "Paces", "File")
"""The columns of `session_row` after day and name."""
Meanings = Mapping[tuple[int, int], Meaning]
_MEANING_OF: dict[str, Meaning] = {
    **dict.fromkeys(HARD_KINDS, "hard"),
    **{"race": "race", "time trial": "race", "easy run": "easy", "long run": "long"},
    **{"strength": "lifting", "cross-training": "other"},
}
"""Kinds of sessions; rest means nothing."""


def meaning_of(sessions: Sequence[PacedSession]) -> Meaning | None:
    """The meaning of a day: that of its run before that of its lifting."""
    found = (_MEANING_OF[each.kind] for each in sessions if each.kind in _MEANING_OF)
    return next(found, None)


def meanings_of(sessions: Sequence[PacedSession], column: int) -> Meanings:
    """The meanings of the session names in a table, below its headings."""
    return {
        (row, column): _MEANING_OF[session.kind]
        for row, session in enumerate(sessions, start=1)
        if session.kind in _MEANING_OF
    }


def brief(structure: str) -> str:
    """A main set cut to the room that a table has."""

    if len(structure) <= _STRUCTURE_WIDTH:
        return structure
    return cut(structure, _STRUCTURE_WIDTH - 4) + " ..."


def session_row(session: PacedSession, units: Units, day: str, name: str) -> tuple[str, ...]:
    """A session in columns: its day and name, then those of SESSION_HEADINGS."""
    return day, name, brief(session.main_set), *session.size(units), session.paces, session.file


def table(
    rows: Sequence[Sequence[str]], *, right: Collection[int] = (), spare: Sequence[int] = ()
) -> Iterator[str]:
    """Columns as wide as their longest cell, two spaces apart; those in `right`, counted from 0, are
    numbers and right-aligned. On a narrow terminal, those in `spare` are left out in that order,
    and then the widest are folded."""
    return (line for line, _ in _laid_out(rows, right, spare, {}))


def show_table(
    rows: Sequence[Sequence[str]],
    meanings: Meanings,
    *,
    right: Collection[int] = (),
    spare: Sequence[int] = (),
) -> None:
    """Print a table; cells with a meaning (row and column, from 0) are coloured."""
    for line, marked in _laid_out(rows, right, spare, meanings):
        show(line, marked)


def _laid_out(
    rows: Sequence[Sequence[str]],
    right: Collection[int],
    spare: Sequence[int],
    meanings: Meanings,
) -> Iterator[tuple[str, list[Marked]]]:
    """The lines, and what is marked in each."""
    widths, shown = _fitted(rows, right, spare)
    begins = [_total(widths, shown[:at]) + 2 * (at > 0) for at in range(len(shown))]
    for number, row in enumerate(rows):
        cells = [_folded(row[index], widths[index]) for index in shown]
        marked = [
            Marked(begin, begin + widths[index], meanings[number, index])
            for begin, index in zip(begins, shown, strict=True)
            if (number, index) in meanings
        ]
        for line in zip_longest(*cells, fillvalue=""):
            padded = (
                cell.rjust(widths[index]) if index in right else cell.ljust(widths[index])
                for index, cell in zip(shown, line, strict=True)
            )
            yield "  ".join(padded).rstrip(), marked


def _fitted(
    rows: Sequence[Sequence[str]], right: Collection[int], spare: Sequence[int]
) -> tuple[list[int], list[int]]:
    """The width of every column, and those that are shown."""
    shown = list(range(len(rows[0])))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    room, left_out = columns(), iter(spare)
    while room is not None and _total(widths, shown) > room:
        least = next(left_out, None)
        if least is None:
            words = (index for index in shown if index not in right)
            _narrow(widths, {i: _least_width(row[i] for row in rows) for i in words}, room, shown)
            break
        shown.remove(least)
    return widths, shown


def _total(widths: Sequence[int], shown: Sequence[int]) -> int:
    return sum(widths[index] for index in shown) + 2 * (len(shown) - 1)


def _least_width(cells: Iterable[str]) -> int:
    """The narrowest readable width of a column: its longest word, or its full width if that is
    short."""
    cells = list(cells)
    whole = max(map(len, cells))
    if whole <= _SHORT:
        return whole
    return max((len(word) for cell in cells for word in cell.split()), default=0)


def _narrow(widths: list[int], least: Mapping[int, int], room: int, shown: Sequence[int]) -> None:
    """Narrow the widest columns until the table fits."""
    while _total(widths, shown) > room:
        spare = [index for index in least if widths[index] > least[index]]
        if not spare:
            break
        widths[max(spare, key=lambda index: widths[index])] -= 1


def _folded(cell: str, width: int) -> list[str]:
    if len(cell) <= width:
        return [cell]
    return textwrap.wrap(cell, width, break_on_hyphens=False)


def wrapped(text: str, indent: str = "") -> Iterator[str]:
    """A paragraph folded to the terminal's width, or to 100 characters if that is less."""
    width = min(columns() or 100, 100)
    yield from textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)
