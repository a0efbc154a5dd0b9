"""The text of a block by itself: every mistake at its place there, before any session uses it."""

from __future__ import annotations

from itertools import islice

from fitexport.errors import NotationError
from fitexport.session.cursor import LINES, after
from fitexport.session.holes import filled_with_offsets, holes_of
from fitexport.session.parse import MAX_TEXT, Blocks, ZoneNames, every_mistake

_MOST = 50


def block_mistakes(name: str, blocks: Blocks, zones: ZoneNames) -> tuple[NotationError, ...]:
    """The mistakes in the text of the block `name`, its holes filled with their defaults; of a
    mistake in a block that it uses, `used_at` is where. A block with a hole that has no default is
    not read: what it means is known where it is used.

    >>> [error.at for error in block_mistakes("a", {"a": "{n=3}x 10s, jog 20s; stroll 1min"}, ())]
    [21]
    """
    text = blocks[name]
    if len(text) > MAX_TEXT:
        return (_too_long(name, text[:MAX_TEXT]),)
    holes = holes_of(text)
    if not all(holes.values()):
        return ()
    filled, offsets = filled_with_offsets(text, holes)
    if len(filled) > MAX_TEXT:
        return (_too_long(name, text),)
    if after(LINES, filled, 0) == len(filled):
        return (NotationError(text, 0, f"block {name} is empty", "write at least one step in it"),)
    found = islice(every_mistake(filled, blocks, zones, within=(name,)), _MOST)
    return tuple(_unfilled(error, name, text, offsets) for error in found)


def _too_long(name: str, text: str) -> NotationError:
    problem = f"block {name} goes on too long"
    return NotationError(text, 0, problem, f"at most {MAX_TEXT} characters")


def _unfilled(error: NotationError, name: str, text: str, offsets: list[int]) -> NotationError:
    """A mistake of the filled text at its place in the block's own."""
    if error.used_at is not None:
        error.within = error.within.removeprefix(f"{name} > ")
        error.used_at = offsets[error.used_at]
        return error
    return NotationError(
        text, offsets[error.at], error.problem, error.remedy, kind=error.kind, name=error.name
    )
