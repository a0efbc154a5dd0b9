"""The coach's card as a page to print: one sheet of paper for a session, in type as large as fits."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from fitexport.files.replace import write_whole
from fitexport.page.render import render
from fitexport.squad.card import Sheet, card_csv
from fitexport.squad.plain import PAGE, TABLE

_PT = 72 / 25.4
_PORTRAIT, _LANDSCAPE = (190 * _PT, 257 * _PT), (257 * _PT, 188 * _PT)
"""What A4 and Letter both have within margins of 10 mm, in points."""
_LARGEST, _SMALLEST = 18.0, 8.0
_READABLE = 10.5
"""Smaller type is turned to landscape, if that makes it larger."""
_ROW, _WIDE, _GAP = 1.52, 0.6, 1.2
"""In ems: the height of a row, the width of a letter, the room between columns."""
_FRAME = 8.5
"""In ems: the height of title, headings and the words below the table."""
_SMALL = 0.75
"""In ems: the size of ranges."""
_LINE = 36
"""Letters of a line of the session, which is set in two columns."""
_NAME = 22
"""Letters of a name that has a line of its own."""


class _Size(NamedTuple):
    """How a sheet is set."""

    pt: float
    landscape: bool


def write_card(out: Path, sheets: tuple[Sheet, ...]) -> None:
    """Write the card into a folder, to print and for spreadsheets."""
    write_whole(out / PAGE, card_page(sheets).encode())
    write_whole(out / TABLE, card_csv(sheets).encode("utf-8-sig"))


def card_page(sheets: tuple[Sheet, ...]) -> str:
    """The whole card as one HTML file that needs no other, and no script."""
    return render(
        "card.html.j2",
        sheets=[
            {"sheet": each, "size": size_of(each), "steps": _steps(each), "names": _names(each)}
            for each in sheets
        ],
    )


def size_of(sheet: Sheet) -> _Size:
    """The largest type in which a sheet fits on one page."""
    upright, turned = (_fitting(sheet, *paper) for paper in (_PORTRAIT, _LANDSCAPE))
    landscape = upright < _READABLE and turned > upright
    return _Size(max(_SMALLEST, min(_LARGEST, turned if landscape else upright)), landscape)


def _fitting(sheet: Sheet, wide: float, high: float) -> float:
    rows = sum(len(group.lines) + 1 for group in sheet.groups)
    text = 0.6 * (1 + sum(1 + len(line) // _LINE for line in sheet.text))
    letters = _names(sheet) + sum(_letters(sheet))
    by_width = wide / (letters * _WIDE + (len(sheet.columns) + 1) * _GAP)
    return float(min(by_width, high / (rows * _ROW + text + _FRAME)))


def _names(sheet: Sheet) -> int:
    """The letters of the longest name that is shown whole."""
    names = [len(line.name) for group in sheet.groups for line in group.lines]
    return max(12, min(_NAME, max(names, default=0)))


def _letters(sheet: Sheet) -> list[float]:
    """How wide each column is; accepted ranges are set smaller."""
    found = []
    for at, column in enumerate(sheet.columns):
        cells = [line.cells[at] for group in sheet.groups for line in group.lines]
        small = _SMALL if column.kind == "rep" else 0.0
        texts = [len(each.text) + small * len(each.range_text) for each in cells if each]
        ranges = [_SMALL * (len(x.ranges[at]) + 1) + len(x.together[at]) for x in sheet.groups]
        found.append(max([len(column.head), *texts, *ranges]))
    return found


def _steps(sheet: Sheet) -> list[tuple[str, int]]:
    """Each step with how many columns it has."""
    groups = groupby(sheet.columns, key=lambda each: (each.place, each.step))
    return [(step, len(list(columns))) for (_, step), columns in groups]
