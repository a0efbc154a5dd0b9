"""A block's text with {placeholders} or {placeholders=default}: finding and filling them."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{([a-z-]+)(?:=([^{}\n]*))?\}")


def placeholders_of(text: str) -> dict[str, str]:
    """The placeholders of a block's text, each with its default, or "".

    >>> placeholders_of("{count=4}x stride {seconds}s")
    {'count': '4', 'seconds': ''}
    """
    placeholders: dict[str, str] = {}
    for placeholder, default in PLACEHOLDER.findall(text):
        placeholders[placeholder] = placeholders.get(placeholder) or default
    return placeholders


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder filled."""
    return PLACEHOLDER.sub(lambda placeholder: values[placeholder[1]], text)


def filled_with_offsets(text: str, values: Mapping[str, str]) -> tuple[str, list[int]]:
    """The same, and for each of its characters and its end the offset in the unfilled text.

    >>> filled_with_offsets("{n}x 10s", {"n": "12"})
    ('12x 10s', [0, 0, 3, 4, 5, 6, 7, 8])
    """
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for placeholder in PLACEHOLDER.finditer(text):
        value = values[placeholder[1]]
        parts += (text[at : placeholder.start()], value)
        offsets += (*range(at, placeholder.start()), *[placeholder.start()] * len(value))
        at = placeholder.end()
    return "".join((*parts, text[at:])), [*offsets, *range(at, len(text) + 1)]
