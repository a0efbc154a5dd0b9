"""Where a key stands in a TOML file: key path -> line. tomllib itself does not say.

A scan for table headers and keys, good for the files people write by hand; of what it does
not find it gives the nearest table, or nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*((?:[\w.-]|\"[^\"]*\"|'[^']*')+)\s*=\s*(.*)$")
_PART = re.compile(r"\"[^\"]*\"|'[^']*'|[^.\s]+")
_LONG_STRINGS = ('"""', "'''")


def line_of(places: Mapping[Path, int], path: Path) -> int | None:
    """The line of the longest part of `path` that is in `places`; None for nothing."""
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return places[path[:length]]
    return None


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every table and key that is found."""
    places: dict[Path, int] = {}
    tables: Counter[Path] = Counter()
    table: Path = ()
    closing = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if closing:
            if closing in line:
                closing = ""
            continue
        header = _HEADER.match(line)
        if header:
            table = _parts(header[2])
            if header[1] == "[[":
                tables[table] += 1
                table = (*table, tables[table] - 1)
            places.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            places.setdefault((*table, *_parts(key[1])), number)
            closing = next(
                (
                    mark
                    for mark in _LONG_STRINGS
                    if key[2].startswith(mark) and key[2].count(mark) == 1
                ),
                "",
            )
    return places


def line_inside(lines: list[str], line: int, inner: int) -> int:
    """The line of the file that holds line `inner` of the text whose key is on `line`."""
    opening = lines[line - 1]
    if not any(mark in opening for mark in _LONG_STRINGS):
        return line  # a text on one line, its line breaks written \n
    at = line + opening.endswith(_LONG_STRINGS)  # TOML drops a line break after the quotes
    joins = '"""' in opening  # ... and in these, one after a backslash
    for _ in range(inner - 1):
        while joins and at < len(lines) and lines[at - 1].endswith("\\"):
            at += 1
        at += 1
    return min(at, len(lines))


def _parts(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
