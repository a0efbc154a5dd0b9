"""A block's own text, read as it is written: every mistake at its place there, before any session
uses it."""

from __future__ import annotations

from itertools import islice

from fitexport.errors import NotationError
from fitexport.session.cursor import LINES, after
from fitexport.session.parse import HOLE, MAX_TEXT, Blocks, ZoneNames, every_mistake, holes_of

_MOST = 50


def block_mistakes(name: str, blocks: Blocks, zones: ZoneNames) -> tuple[NotationError, ...]:
    """What is wrong with the text of the block `name`, its holes filled with their defaults; of a
    mistake in a block that it uses, `used_at` is where. Nothing of one that needs values: what it
    says is known where it is used.

    >>> [error.at for error in block_mistakes("a", {"a": "{n=3}x 10s, jog 20s; stroll 1min"}, ())]
    [21]
    """
    text = blocks[name]
    if len(text) > MAX_TEXT:
        problem = f"block {name} goes on too long"
        return (NotationError(text[:MAX_TEXT], 0, problem, f"at most {MAX_TEXT} characters"),)
    holes = holes_of(text)
    if not all(holes.values()):
        return ()
    filled, offsets = _filled(text, holes)
    if len(filled) > MAX_TEXT:
        problem = f"block {name} goes on too long"
        return (NotationError(text, 0, problem, f"at most {MAX_TEXT} characters"),)
    if after(LINES, filled, 0) == len(filled):
        return (NotationError(text, 0, f"block {name} is empty", "write at least one step in it"),)
    found = islice(every_mistake(filled, blocks, zones, within=(name,)), _MOST)
    return tuple(_in_raw(error, name, text, offsets) for error in found)


def _filled(text: str, holes: dict[str, str]) -> tuple[str, list[int]]:
    """The text with its defaults, and where each of its characters, and its end, stand unfilled."""
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for hole in HOLE.finditer(text):
        default = holes[hole[1]]
        parts += (text[at : hole.start()], default)
        offsets += (*range(at, hole.start()), *[hole.start()] * len(default))
        at = hole.end()
    return "".join((*parts, text[at:])), [*offsets, *range(at, len(text) + 1)]


def _in_raw(error: NotationError, name: str, text: str, offsets: list[int]) -> NotationError:
    if error.used_at is not None:
        error.within = error.within.removeprefix(f"{name} > ")
        error.used_at = offsets[error.used_at]
        return error
    return NotationError(
        text, offsets[error.at], error.problem, error.remedy, kind=error.kind, name=error.name
    )
