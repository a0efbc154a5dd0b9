"""What charts are made of: SVG elements, and words that do not overlap.

Positions across are percentages, so that a chart fits any width and its words keep their size.
Colours are CSS classes of `templates/page/chart.css`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

ROW = 17
"""Height of a row of words."""
_LETTER, _NARROW = 6.6, 300
"""Width of a letter, and of the narrowest chart that words must not overlap in."""


class Svg(str):
    """An SVG element: templates insert it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


class Mark(NamedTuple):
    """What stands above a part of a chart: `4 × 400 m`."""

    begin: float
    end: float
    words: str
    look: str


def words_at(look: str, x: str, y: float, words: str, anchor: str) -> str:
    """A line of words; `look` is its class, `anchor` which end of it stands at the place."""
    return f'<text class="{look}" x="{x}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'


def in_rows(marks: Iterable[Mark]) -> Iterator[tuple[int, Mark]]:
    """Each mark with its row above the chart: the second where it would overlap another."""
    ends = [-100.0, -100.0]
    for mark in marks:
        wide = share(mark.words)
        middle = min(max((mark.begin + mark.end) / 2, wide / 2), 100 - wide / 2)
        row = next((row for row, end in enumerate(ends) if middle - wide / 2 > end), None)
        if row is not None:
            ends[row] = middle + wide / 2
            yield row, mark


def share(words: str) -> float:
    """How wide words are in a narrow chart, in percent of it."""
    return 100 * _LETTER * len(words) / _NARROW
