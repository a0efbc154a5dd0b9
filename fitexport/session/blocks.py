"""The text of a block by itself: every error in its place, before any session uses it."""

from __future__ import annotations

from itertools import islice

from fitexport.errors import NotationError
from fitexport.session.cursor import LINES, after
from fitexport.session.parse import MAX_TEXT, Blocks, ZoneNames, iter_errors
from fitexport.session.placeholders import filled_with_offsets, placeholders_of

_MOST = 50


def block_errors(name: str, blocks: Blocks, zones: ZoneNames) -> tuple[NotationError, ...]:
    """The errors in the text of the block `name`, with the defaults of its placeholders; for an
    error in a block that it uses, `used_at` is the place of use. A block with a placeholder
    without a default is not checked: its meaning depends on where it is used.

    >>> [error.at for error in block_errors("a", {"a": "{n=3}x 10s, jog 20s; stroll 1min"}, ())]
    [21]
    """
    text = blocks[name]
    if len(text) > MAX_TEXT:
        return (_too_long(name, text[:MAX_TEXT]),)
    placeholders = placeholders_of(text)
    if not all(placeholders.values()):
        return ()
    filled, offsets = filled_with_offsets(text, placeholders)
    if len(filled) > MAX_TEXT:
        return (_too_long(name, text),)
    if after(LINES, filled, 0) == len(filled):
        return (NotationError(text, 0, f"block {name} is empty", "write at least one step in it"),)
    found = islice(iter_errors(filled, blocks, zones, within=(name,)), _MOST)
    return tuple(_unfilled(error, name, text, offsets) for error in found)


def _too_long(name: str, text: str) -> NotationError:
    problem = f"block {name} is too long"
    return NotationError(text, 0, problem, f"at most {MAX_TEXT} characters")


def _unfilled(error: NotationError, name: str, text: str, offsets: list[int]) -> NotationError:
    """An error in the filled text, moved to its place in the block's own."""
    if error.used_at is not None:
        error.within = error.within.removeprefix(f"{name} > ")
        error.used_at = offsets[error.used_at]
        return error
    return NotationError(
        text, offsets[error.at], error.problem, error.remedy, kind=error.kind, name=error.name
    )
