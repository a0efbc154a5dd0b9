"""Session text -> Session, or a NotationError that points at the place.

Recursive descent, one regular expression per token; each only moves forward, so that parsing
is linear in the text. Numbers and depth are bounded before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import islice

from fitexport.errors import NotationError, SessionError, with_hint
from fitexport.session import (
    MAX_DEPTH,
    RECOVERIES,
    ZONES,
    Item,
    Repeat,
    Session,
    Use,
)
from fitexport.session.cursor import GAP, LINES, WORD, after, shown
from fitexport.session.placeholders import filled, placeholders_of
from fitexport.session.spellings import BULLET, WITH
from fitexport.session.step_text import COUNT, MAX_STEPS, Steps

Blocks = Mapping[str, str]
"""Block name -> its text, with {placeholder} or {placeholder=default}."""
ZoneNames = Collection[str] | Mapping[str, str]
"""Names for targets; with a mapping, also the built-in zone that a custom one is like."""

MAX_TEXT = 20_000
"""Longest session text, in characters; a long one has 600."""
MAX_BLOCK_DEPTH = 4
MAX_VALUE = 40
"""Longest value of a placeholder, in characters: a block may use it many times."""

_REST_DAY = re.compile(r"rest(?:[\s;]|#[^\n]*+)*+\Z", re.I)  # possessive: it may fail after them
_NESTED = re.compile(rf"{COUNT.pattern}|use\b(?!-)", re.I)
_BLOCK_NAME = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_VALUE = re.compile(r"([A-Za-z]+(?:-[A-Za-z]+)*)[^\S\n]+([A-Za-z0-9_.:%+-]+)")

_PART_OF_ITEM = re.compile(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|[();\n]')

_END_OF_STEP = "write one step per line, or separate them by ;"


def parse(text: str, *, blocks: Blocks | None = None, zones: ZoneNames = ZONES) -> Session:
    """The session that `text` describes.

    With `blocks`, every `use` is replaced by the block's items; without, it stays a `Use`.

    >>> session = parse("6x 400m @ mile, jog 200m; cool-down 10min")
    >>> [str(step.what) for step in session.steps()]
    ['run', 'jog', 'cool-down']

    Raises:
        NotationError: with line, column, caret and remedy; nothing else, whatever the text.
    """
    if len(text) > MAX_TEXT:
        raise NotationError(
            text[:MAX_TEXT],
            MAX_TEXT,
            "the session is too long",
            f"at most {MAX_TEXT} characters",
        )
    start = after(LINES, text, 0)
    if _REST_DAY.match(text, start):
        return Session(())
    parser = _Parser(text, blocks, _likes(zones))
    items = parser.all_items()
    if not items:
        parser.fail(start, "there is no step", 'write one, such as "easy 30min", or "rest"')
    try:
        return Session(items)
    except SessionError as error:
        parser.fail(parser.places[error.step], error.problem, error.remedy)


def find_errors(
    text: str, *, blocks: Blocks | None = None, zones: ZoneNames = ZONES, most: int | None = None
) -> tuple[NotationError, ...]:
    """Every error in `text`, or the first `most`: after each one, parsing continues at the next line
    or step."""
    try:
        parse(text, blocks=blocks, zones=zones)
    except NotationError as error:
        if len(text) > MAX_TEXT:
            return (error,)
        return tuple(islice(iter_errors(text, blocks, zones), most)) or (error,)
    return ()


def iter_errors(
    text: str, blocks: Blocks | None, zones: ZoneNames, within: tuple[str, ...] = ()
) -> Iterator[NotationError]:
    """The errors in `text`, the text of the last of the blocks `within`."""
    return _Parser(text, blocks, _likes(zones), within).iter_errors()


def _likes(zones: ZoneNames) -> Mapping[str, str]:
    return zones if isinstance(zones, Mapping) else dict.fromkeys(zones, "")


class _Parser(Steps):
    def __init__(
        self,
        text: str,
        blocks: Blocks | None,
        zones: Mapping[str, str],
        within: tuple[str, ...] = (),
    ) -> None:
        super().__init__(text, within)
        self.blocks, self.zones = blocks, zones
        self.places = []

    # --- items --------------------------------------------------------------------------

    def all_items(self) -> tuple[Item, ...]:
        items: list[Item] = []
        self.skip(LINES)
        while self.at < len(self.text):
            items += self.whole_item()
            self.skip(LINES)
        return tuple(items)

    def whole_item(self) -> tuple[Item, ...]:
        """An item that ends with its line or at a semicolon."""
        items = self.item(0)
        self.skip(GAP)
        if self.at < len(self.text) and self.text[self.at] not in ";\n":
            word = WORD.match(self.text, self.at)
            match items[-1:]:
                case (Repeat(recovery=None),) if word and word[0].lower() in RECOVERIES:
                    self.fail(
                        self.at,
                        "a comma is missing before the recovery",
                        "write it with a comma: 6x 400m @ mile, jog 200m",
                    )
                case _:
                    self.unexpected(_END_OF_STEP)
        return items

    def iter_errors(self) -> Iterator[NotationError]:
        """At most one per item; an unclosed bracket or the first step too many is the last."""
        self.skip(LINES)
        while self.at < len(self.text):
            begin = self.at
            try:
                self.whole_item()
            except NotationError as error:
                yield error
                if len(self.places) == MAX_STEPS:  # every further step is one too many
                    return
                self.at = max(_end_of_item(self.text, begin), begin + 1)
            self.skip(LINES)

    def item(self, depth: int) -> tuple[Item, ...]:
        """A step, a repeat, or the items of a block."""
        self.at = after(BULLET, self.text, self.at)
        count = COUNT.match(self.text, self.at)
        if count:
            return (self.repeat(count, depth),)
        word = WORD.match(self.text, self.at)
        if word and word[0].lower() == "use":
            return self.use(word.end())
        return (self.step(),)

    def repeat(self, count: re.Match[str], depth: int) -> Repeat:
        at = self.at
        if depth == MAX_DEPTH:
            self.fail(
                at,
                "repeats are nested too deeply",
                f"nest at most {MAX_DEPTH}",
            )
        self.at = count.end()
        self.skip(GAP)
        rounds = int(self.number(count[1], at))
        if _NESTED.match(self.text, self.at):
            self.fail(
                self.at,
                "a repeat or block right after a count",
                "put it between brackets: 2x (4x 400m @ mile, jog 200m)",
            )
        items = self.group(depth) if self.sees("(") else (self.step(),)
        self.skip(GAP)
        recovery = None
        if between := WITH.match(self.text, self.at):
            self.at = between.end()
            self.skip(LINES)
            recovery = self.recovery()
        elif self.sees("("):
            self.at += 1
            self.skip(GAP)
            recovery = self.recovery()
            if not self.sees(")"):
                self.unexpected("close the bracket of the recovery with )")
            self.at += 1
        return self.make(at, lambda: Repeat(rounds, items, recovery))

    def group(self, depth: int) -> tuple[Item, ...]:
        opened = self.at
        self.at += 1
        self.skip(LINES)
        items: list[Item] = []
        while not self.sees(")"):
            if self.at == len(self.text):
                self.fail(opened, "this bracket is never closed", "close it with )")
            items += self.item(depth + 1)
            self.skip(GAP)
            if self.at < len(self.text) and self.text[self.at] not in ";,)\n":
                self.unexpected("separate the steps by ; and close the bracket with )")
            if self.sees(","):
                self.at += 1
            self.skip(LINES)
        self.at += 1
        return tuple(items)

    # --- blocks -------------------------------------------------------------------------

    def use(self, after: int) -> tuple[Item, ...]:
        at = self.at
        self.at = after
        self.skip(GAP)
        name = _BLOCK_NAME.match(self.text, self.at)
        if name is None:
            self.fail(self.at, "which block?", "name it: use warm-up")
        block_at, self.at = self.at, name.end()
        values = self.values()
        if self.blocks is None:
            self.place(at)
            return (Use(name[0].lower(), values),)
        return self.block(name[0].lower(), dict(values), block_at)

    def values(self) -> tuple[tuple[str, str], ...]:
        before = self.at
        self.skip(GAP)
        if not self.sees("("):
            self.at = before
            return ()
        self.at += 1
        found: dict[str, str] = {}
        while True:
            self.skip(GAP)
            pair = _VALUE.match(self.text, self.at)
            if pair is None:
                self.unexpected("write name and value: use strength-a (sets 3, reps 8)")
            if pair[1].lower() in found:
                self.fail(self.at, f'"{shown(pair[1].lower())}" is given twice', "give it once")
            if len(pair[2]) > MAX_VALUE:
                self.fail(pair.start(2), "the value is too long", f"at most {MAX_VALUE} characters")
            found[pair[1].lower()] = pair[2].lower()
            self.at = pair.end()
            self.skip(GAP)
            if self.sees(")"):
                self.at += 1
                return tuple(found.items())
            if not self.sees(","):
                self.unexpected("separate the values by , and close the bracket with )")
            self.at += 1

    def block(self, name: str, values: dict[str, str], at: int) -> tuple[Item, ...]:
        """The items of a block, its placeholders filled."""
        assert self.blocks is not None
        if name not in self.blocks:
            known = ", ".join(sorted(self.blocks)) or "none here"
            self.fail(
                at,
                f'there is no block "{shown(name)}"',
                with_hint(f"blocks: {known}", name, self.blocks),
                "unknown block",
                name,
            )
        if name in self.within or len(self.within) == MAX_BLOCK_DEPTH:
            chain = " > ".join((*self.within, name))
            self.fail(at, f"blocks are nested too deeply: {chain}", "write the steps out")
        text = self.blocks[name]
        if len(text) > MAX_TEXT:
            self.fail(at, f"block {name} is too long", f"at most {MAX_TEXT} characters")
        placeholders = placeholders_of(text)
        for given in values:
            if given not in placeholders:
                accepted = (
                    f"it accepts {', '.join(placeholders)}"
                    if placeholders
                    else "it accepts no values"
                )
                self.fail(at, f'block {name} has no "{shown(given)}"', accepted)
        for placeholder, default in placeholders.items():
            if not default and placeholder not in values:
                self.fail(
                    at, f"block {name} needs {placeholder}", f"write use {name} ({placeholder} ...)"
                )
        text = filled(text, placeholders | values)
        if len(text) > MAX_TEXT:
            self.fail(at, f"block {name} is too long", f"at most {MAX_TEXT} characters")
        try:
            items, steps = self.read_block(text, name)
        except NotationError as error:
            error.used_at = at
            raise
        if not items:
            self.fail(at, f"block {name} is empty", "write at least one step in it")
        for _ in range(steps):
            self.place(at)
        return items

    def read_block(self, text: str, name: str) -> tuple[tuple[Item, ...], int]:
        """A block's items and their number of steps."""
        if read := _read_lines(text, tuple(self.zones.items())):
            return read
        inner = _Parser(text, self.blocks, self.zones, (*self.within, name))
        return inner.all_items(), len(inner.places)


def _end_of_item(text: str, begin: int) -> int:
    """The end of the item that begins there, judging by brackets."""
    depth = 0
    for part in _PART_OF_ITEM.finditer(text, begin):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if part[0] in ";\n" and depth <= 0:
            return part.start()
    return len(text)


@lru_cache(maxsize=256)  # a plan uses each of its blocks again and again
def _read_lines(
    text: str, zones: tuple[tuple[str, str], ...]
) -> tuple[tuple[Item, ...], int] | None:
    """The items and the number of steps of a block, read line by line; None if a line fails or the block
    uses another: it is then read as a whole, which locates errors."""
    if "use" in text.lower():
        return None
    try:
        lines = [_read_line(line, zones) for line in text.split("\n")]
    except NotationError:
        return None
    steps = sum(count for _, count in lines)
    if steps > MAX_STEPS:
        return None
    return tuple(item for items, _ in lines for item in items), steps


@lru_cache(maxsize=256)  # the blocks of a plan share most of their lines
def _read_line(text: str, zones: tuple[tuple[str, str], ...]) -> tuple[tuple[Item, ...], int]:
    parser = _Parser(text, None, dict(zones))
    return parser.all_items(), len(parser.places)
