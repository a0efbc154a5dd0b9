"""A block's text with {holes} or {holes=default}: which it has, and the text with values in them."""

from __future__ import annotations

import re
from collections.abc import Mapping

HOLE = re.compile(r"\{([a-z-]+)(?:=([^{}\n]*))?\}")


def holes_of(text: str) -> dict[str, str]:
    """The holes of a block's text, each with its default; "" if it has none.

    >>> holes_of("{count=4}x stride {seconds}s")
    {'count': '4', 'seconds': ''}
    """
    holes: dict[str, str] = {}
    for hole, default in HOLE.findall(text):
        holes[hole] = holes.get(hole) or default
    return holes


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with a value in every hole."""
    return HOLE.sub(lambda hole: values[hole[1]], text)


def filled_with_offsets(text: str, values: Mapping[str, str]) -> tuple[str, list[int]]:
    """The same, and the offsets in the unfilled text of each of its characters and its end.

    >>> filled_with_offsets("{n}x 10s", {"n": "12"})
    ('12x 10s', [0, 0, 3, 4, 5, 6, 7, 8])
    """
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for hole in HOLE.finditer(text):
        value = values[hole[1]]
        parts += (text[at : hole.start()], value)
        offsets += (*range(at, hole.start()), *[hole.start()] * len(value))
        at = hole.end()
    return "".join((*parts, text[at:])), [*offsets, *range(at, len(text) + 1)]
