"""A place in session text that moves forward, and errors that point at it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn, TypeVar

from fitexport.errors import NotationError, NotationKind, UnitError, printable

MAX_DIGITS = 9

GAP = re.compile(r"(?:[^\S\n]|#[^\n]*)*")
"""Blanks and comments within a line."""
LINES = re.compile(r"(?:[\s;]|#[^\n]*)*")
"""The same, and what separates items: newlines and semicolons."""
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?::([0-9]+(?:\.[0-9]+)?)(:[0-9.]*)?)?")
"""`400`, or a clock time: minutes, seconds, and anything after them, which is refused."""

_OTHER_QUOTES = "'\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
"""Quotes of word processors and of other languages."""
FOUND = re.compile(r"[^\s;,()\"@]+|.", re.S)
"""What an error quotes."""
_Made = TypeVar("_Made")


class Cursor:
    """`text` read from `at` on; `within` names the blocks it came from."""

    def __init__(self, text: str, within: tuple[str, ...] = ()) -> None:
        self.text, self.within = text, within
        self.at = 0

    def skip(self, gap: re.Pattern[str]) -> None:
        self.at = after(gap, self.text, self.at)

    def sees(self, char: str) -> bool:
        return self.text.startswith(char, self.at)

    def number(self, digits: str, at: int) -> float:
        if len(digits.replace(".", "")) > MAX_DIGITS:
            self.fail(at, "a number with too many digits", f"at most {MAX_DIGITS}")
        return float(digits)

    def whole(self, remedy: str) -> int:
        self.skip(GAP)
        match = NUMBER.match(self.text, self.at)
        if match is None or not match[0].isdigit():
            self.unexpected(remedy)
        value = int(self.number(match[0], self.at))
        self.at = match.end()
        return value

    def make(self, at: int, build: Callable[[], _Made]) -> _Made:
        """Build a value; report an error in it at its place in the text."""
        try:
            return build()
        except UnitError as error:
            self.fail(at, error.problem, error.remedy)

    def unexpected(self, remedy: str) -> NoReturn:
        found = FOUND.match(self.text, self.at)
        if found is None or found[0] == "\n":
            self.fail(self.at, f"the {'line' if found else 'text'} ends here", remedy)
        if self.text[self.at] in _OTHER_QUOTES:
            remedy = 'put notes between straight double quotes: "smooth"'
        self.fail(self.at, f'unexpected "{shown(found[0])}"', remedy)

    def fail(
        self,
        at: int,
        problem: str,
        remedy: str,
        kind: NotationKind = "malformed",
        name: str = "",
    ) -> NoReturn:
        within = " > ".join(self.within)
        raise NotationError(self.text, at, problem, remedy, within, kind=kind, name=name) from None


def after(gap: re.Pattern[str], text: str, at: int) -> int:
    """The end of what `gap` matches at `at`; it may match nothing."""
    match = gap.match(text, at)
    return match.end() if match else at


def shown(text: str) -> str:
    """Foreign text for a message: short, and without control characters."""
    return printable(text, 40)
