"""The places of keys and values in a TOML file, which tomllib does not report: key path -> place.

It scans text that tomllib has accepted, and skips a line that it cannot follow.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

KeyPath = tuple[str | int, ...]

MAX_DEPTH = 50
"""Nested brackets; anything deeper gets the place of the bracket around it."""

_GAP = re.compile(r"(?:[ \t\n]|#[^\n]*+)*+")
_BLANKS = re.compile(r"[ \t]*+")
_REST_OF_LINE = re.compile(r"[^\n]*+\n?")
_KEY_PART = re.compile(r"[\w-]++|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+'")
_SCALAR = re.compile(r"[^\n,\]}#]++")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?!"")(?:[^"\\\n]|\\.)*+"'
    r"|'(?!'')[^'\n]*+'",
    re.S,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))", re.S)
_JOINED = re.compile(r"\\[ \t]*\n\s*")
_SHORT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


class Place(NamedTuple):
    """Offsets in the file: of a key or a table's header, and of its value."""

    key: int
    value: int


class Position(NamedTuple):
    """Line and column, from 1."""

    line: int
    column: int


def position(text: str, at: int) -> Position:
    """The line and column of an offset."""
    return Position(text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1)


def nearest_place(places: Mapping[KeyPath, Place], path: KeyPath) -> tuple[Place | None, KeyPath]:
    """The place of the longest part of `path` that is in `places`, and that part."""
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return places[path[:length]], path[:length]
    return None, ()


def key_places(text: str) -> dict[KeyPath, Place]:
    """The place of every table, key and list entry."""
    return _Scan(text).places


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line of every table, key and list entry."""
    ends = [match.start() for match in re.finditer("\n", text)]
    return {path: bisect_left(ends, place.key) + 1 for path, place in key_places(text).items()}


def string_places(text: str, at: int) -> list[int]:
    """The offset of each character in the value of the string at `at`, and of its end. Escapes
    and the line breaks that TOML drops are accounted for."""
    return [offset for _, offset in _characters(text, at)]


def unclosed_string(text: str) -> int:
    """Where an unclosed string begins; the end of the file if there is none."""
    values = sorted(place.value for place in key_places(text).values())
    quoted = (at for at in values if text[at : at + 1] in ("'", '"'))
    return next((at for at in quoted if _STRING.match(text, at) is None), len(text.rstrip("\n")))


def _characters(text: str, at: int) -> list[tuple[str, int]]:
    match = _STRING.match(text, at)
    if match is None:
        return [("", at)]
    raw = match[0]
    long = raw.startswith(('"""', "'''"))
    quotes = 3 if long else 1
    begin, end = at + quotes, match.end() - quotes
    if long and text.startswith("\n", begin):
        begin += 1
    if raw.startswith("'"):
        return [*((text[i], i) for i in range(begin, end)), ("", end)]
    found: list[tuple[str, int]] = []
    here = begin
    while here < end:
        joined = _JOINED.match(text, here) if long else None
        escape = _ESCAPE.match(text, here)
        if joined:
            here = joined.end()
        elif escape:
            code = escape[1] or escape[2] or escape[3]
            char = _character(code) if code else _SHORT.get(escape[4], escape[4])
            found.append((char, here))
            here = escape.end()
        else:
            found.append((text[here], here))
            here += 1
    return [*found, ("", end)]


def _character(code: str) -> str:
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"


class _Scan:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.places: dict[KeyPath, Place] = {}
        self.lists: Counter[KeyPath] = Counter()
        """How many tables each [[list]] has so far."""
        table: KeyPath = ()
        while True:
            self.skip(_GAP)
            if self.at >= len(text):
                break
            if text[self.at] == "[":
                table = self.header()
            elif self.setting(table, 0):
                self.skip(_BLANKS)
                if self.at < len(text) and text[self.at] not in "#\n":
                    self.skip(_REST_OF_LINE)
            else:
                self.skip(_REST_OF_LINE)

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()

    def header(self) -> KeyPath:
        """`[week.A]`, `[[week.A.session]]`: the path of the table that follows."""
        a_list = self.text.startswith("[[", self.at)
        self.at += 2 if a_list else 1
        parts = self.key()
        path: KeyPath = ()
        for number, (part, at) in enumerate(parts, start=1):
            path = (*path, part)
            self.places.setdefault(path, Place(at, at))
            if a_list and number == len(parts):
                self.lists[path] += 1
            if self.lists[path]:
                path = (*path, self.lists[path] - 1)
                self.places.setdefault(path, Place(at, at))
        self.skip(_REST_OF_LINE)
        return path

    def setting(self, table: KeyPath, depth: int) -> bool:
        """`key = value`; False if there is none."""
        parts = self.key()
        if not parts or not self.text.startswith("=", self.at):
            return False
        self.at += 1
        self.skip(_BLANKS)
        path = table
        for part, at in parts:
            path = (*path, part)
            self.places.setdefault(path, Place(at, self.at))
        self.value(path, depth)
        return True

    def key(self) -> list[tuple[str, int]]:
        """The parts of a dotted key, each with its offset."""
        parts: list[tuple[str, int]] = []
        while True:
            self.skip(_BLANKS)
            match = _KEY_PART.match(self.text, self.at)
            if match is None:
                return parts
            quoted = match[0][0] in "\"'"
            name = "".join(c for c, _ in _characters(self.text, self.at)) if quoted else match[0]
            parts.append((name, self.at))
            self.at = match.end()
            self.skip(_BLANKS)
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def value(self, path: KeyPath, depth: int) -> None:
        """Skip a value and record the places of what it holds."""
        opening = self.text[self.at : self.at + 1]
        if opening in ("[", "{") and depth < MAX_DEPTH:
            self.at += 1
            self.entries(path, depth + 1, "]" if opening == "[" else "}")
        else:
            self.skip(_STRING if opening in ('"', "'") else _SCALAR)

    def entries(self, path: KeyPath, depth: int, closing: str) -> None:
        """The entries of a list or an inline table, up to its closing bracket."""
        number = 0
        while True:
            self.skip(_GAP)
            before = self.at
            if self.at >= len(self.text):
                return
            if self.text[self.at] == closing:
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
                continue
            if closing == "}":
                self.setting(path, depth)
            else:
                self.places.setdefault((*path, number), Place(self.at, self.at))
                self.value((*path, number), depth)
                number += 1
            if self.at == before:
                return
