"""Where a key stands in a TOML file: key path -> line. tomllib itself does not say.

A scan for table headers and keys, good for the files people write by hand; of what it does
not find it gives the nearest table, or nothing.
"""

from __future__ import annotations

import re
from collections import Counter

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=\s*(.*)$")
_LONG_STRINGS = ('"""', "'''")


def line_of(text: str, path: Path) -> int | None:
    """The line (from 1) of the longest part of `path` that is found; None for nothing."""
    places = _scan(text)
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return places[path[:length]]
    return None


def _scan(text: str) -> dict[Path, int]:
    places: dict[Path, int] = {}
    tables: Counter[Path] = Counter()
    table: Path = ()
    closing = ""
    for number, line in enumerate(text.splitlines(), start=1):
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


def _parts(dotted: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
