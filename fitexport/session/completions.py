"""Words that may stand at a place of session text, from the tables that the notation is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from fitexport.session.cursor import after
from fitexport.session.placeholders import placeholders_of
from fitexport.session.spellings import (
    BULLET,
    DASHES,
    UNIT_SPELLINGS,
    WORD_SPELLINGS,
    ZONE_SPELLINGS,
)
from fitexport.session.step_text import COUNT
from fitexport.session.words import (
    AMOUNT_UNITS,
    PACE_UNITS,
    RECOVERIES,
    TARGET_UNITS,
    WHATS,
    ZONES,
)

_LONGEST_PIECE = 200
"""Characters of a piece that are looked at."""
_BLANKS = re.compile(r"\s*")
_PART = re.compile(
    r'(?P<note>(?<![0-9])"(?:[^"\\\n]|\\.)*)(?P<closed>"?)|(?P<comment>#[^\n]*)'
    r"|(?P<mark>[();\n]|,(?![0-9]))"
)
"""Notes, comments, and the marks between pieces; the comma of `1,000m` is none."""
_USE = re.compile(r"(?i:\s*use\s+)([\w-]+)\s*")
_VALUE_NAME = re.compile(r"\s*([A-Za-z-]+)\s")


class Completions(NamedTuple):
    """`words`, any of which may replace `text[begin:end]`; `whole` if what stands there is a word
    already."""

    begin: int
    end: int
    words: tuple[str, ...]
    whole: bool = False


class _Piece(NamedTuple):
    """The last piece of a text: what stands between two marks."""

    begin: int
    mark: str
    """The one before it."""
    in_brackets: bool
    use: str
    """The block whose values the brackets give."""
    given: Sequence[str]
    """The names before it in the brackets."""


class _Known(NamedTuple):
    """What a text may name."""

    zones: Collection[str]
    blocks: Mapping[str, str]


_Words = Callable[[_Piece, _Known], Iterable[str]]


def _first_words(piece: _Piece, _: _Known) -> Iterable[str]:
    """What a step begins with; after a comma first the recoveries, outside brackets only those."""
    recoveries = [what for what in WHATS if what in RECOVERIES]
    if piece.mark != ",":
        return (*WHATS, "use")
    return dict.fromkeys((*recoveries, *WHATS)) if piece.in_brackets else recoveries


_AT = r"(?i:.*(?:@|\bat\b)\s*)"
_NUMBER = rf"[0-9][0-9.,:]*(?:\s*[{DASHES}]\s*[0-9][0-9.:]*)?"
_RULES: tuple[tuple[str, _Words, Collection[str]], ...] = (
    (r"(?i:use)\s+([\w-]*)", lambda _, known: known.blocks, ()),
    (
        r"(?i:.*\buntil)\s+([a-z ]*)",
        lambda *_: ("lap", "heart rate below", "heart rate above"),
        (),
    ),
    (
        rf"{_AT}(?:[0-9]+\s*%\s*(?:of\s+)?)?(\w[\w-]*|)",
        lambda _, known: (*known.zones, "effort", "hr zone"),
        ZONE_SPELLINGS,
    ),
    (
        rf"{_AT}[0-9]+:[{DASHES}0-9.:\s]*(/?[a-z]*)",
        lambda *_: [f"/{unit}" for unit in PACE_UNITS],
        (),
    ),
    (rf"{_AT}{_NUMBER}\s*([%a-z]*)", lambda *_: TARGET_UNITS, ()),
    (rf"{_AT}\S.*\s([a-z]+)", lambda *_: ("effort",), ()),
    (rf"{_NUMBER}\s*([a-z]*)", lambda *_: (*AMOUNT_UNITS, "x"), UNIT_SPELLINGS),
    (rf".*\s{_NUMBER}\s*([a-z]*)", lambda *_: AMOUNT_UNITS, UNIT_SPELLINGS),
    (rf"(?:{_NUMBER}\s*[a-z]+\s+)?([a-z][a-z' -]*|)", _first_words, WORD_SPELLINGS),
    (r"[a-z][a-z' -]*\s([a-z]*)", lambda *_: ("until lap",), ()),
)
"""How a piece ends; what may replace its last group, and other spellings of that. The first rule
that knows a word holds."""
_COMPILED = [(re.compile(rf"{end}\Z", re.I), words, also) for end, words, also in _RULES]


def completions(
    text: str, at: int, blocks: Mapping[str, str] | None = None, zones: Collection[str] = ZONES
) -> Completions:
    """What may stand at `at`, in the order of the tables; nothing inside notes and comments.

    >>> completions("6x 400m @ mi", 12)
    Completions(begin=10, end=12, words=('mile',), whole=False)
    """
    text, known = text[:at], _Known(zones, blocks or {})
    piece = _last_piece(text)
    if piece is None:
        return Completions(at, at, ())
    if piece.use:
        names = placeholders_of(known.blocks.get(piece.use, ""))
        begin = after(_BLANKS, text, piece.begin)
        return _fitting(text, begin, [name for name in names if name not in piece.given])
    begin = max(piece.begin, at - _LONGEST_PIECE)
    begin = after(BULLET, text, after(_BLANKS, text, begin))
    if count := COUNT.match(text, begin):
        begin = after(_BLANKS, text, count.end())
    for end, words, spellings in _COMPILED:
        if match := end.match(text, begin):
            found = _fitting(text, match.start(1), words(piece, known), spellings)
            if found.words or found.whole:
                return found
    return Completions(at, at, ())


def _fitting(
    text: str, begin: int, words: Iterable[str], spellings: Collection[str] = ()
) -> Completions:
    """The words that go on what is written from `begin` on."""
    written, every = text[begin:].lower(), tuple(words)
    fitting = tuple(word for word in every if word.lower().startswith(written) and word != written)
    return Completions(begin, len(text), fitting, written in every or written in spellings)


def _last_piece(text: str) -> _Piece | None:
    """The piece that a text ends in; None within a note or comment."""
    begin, mark = 0, ""
    inside: list[tuple[str, list[str]]] = []
    for part in _PART.finditer(text):
        if part.end() == len(text) and (part["comment"] or (part["note"] and not part["closed"])):
            return None
        if part["mark"] is None:
            continue
        before, begin, mark = begin, part.end(), part["mark"]
        if mark == "(":
            use = _USE.fullmatch(text, before, part.start())
            inside.append((use[1].lower() if use else "", []))
        elif mark == ")" and inside:
            inside.pop()
        elif inside and (name := _VALUE_NAME.match(text, before)):
            inside[-1][1].append(name[1].lower())
    return _Piece(begin, mark, bool(inside), *(inside[-1] if inside else ("", [])))
