"""TOML files, bounded: text and tables, or an error that names file, line and column."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fitexport.errors import Problem, TemplateError, excerpt, printable, reason
from fitexport.files.places import position, unclosed_string

MAX_BYTES = 300_000
"""The shipped plan is 25 kB."""
MAX_DOTS = 500
"""In one line: tomllib takes time quadratic in the parts of a dotted key."""
_TOO_DEEP = 100
"""Nested brackets; tomllib gives up at a somewhat greater depth."""
_MAX_BITS, _DIGITS = 4000, re.compile(r"[0-9A-Fa-f_]{1000}")
"""Of a number, and digits that make as many. Python prints up to some 14,000."""
_MAX_LINE = 200
"""Characters in a line of a message: words quoted from a file may be long."""

_PLACE = re.compile(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", re.S)
_TWICE = re.compile(r"Cannot declare \((.*)\) twice", re.S)
_PART = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
"""Of a key, as Python writes it."""
_DOTTED_LINE = re.compile(rf"^(?:[^\n.]*+\.){{{MAX_DOTS + 1}}}", re.M)
_QUOTES = 'write one setting a line, and text between quotes: mile = "7:04"'
_CLOSE = "close it; the cause may be a line before"
# The beginnings of tomllib's messages, and what to do about each.
_REMEDIES = {
    "Cannot overwrite": "set it only once: remove one of the two",
    "Cannot declare": "write each [table] once; a list of tables between two brackets: [[result]]",
    "Cannot mutate": "set it only once: remove one of the two",
    "Duplicate": "set it only once: remove one of the two",
    "Unterminated": "close the text with the quotes that it begins with",
    "Expected '='": 'write key = value: level = "beginner"',
    "Expected ']": _CLOSE,
    "Unclosed": _CLOSE,
    "Unescaped": "write a backslash as \\\\, or the text between single quotes",
    "Illegal character": "close the text on its line; text of several lines goes between three quotes",
}


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A TOML file: its name in messages, its text and its tables."""

    shown: str
    text: str
    document: dict[str, Any]

    def problem(self, at: int, key: str, problem: str, remedy: str) -> Problem:
        """The problem of a key, at this offset of the text."""
        return problem_at(self.shown, self.text, at, problem, remedy, key)


def read_toml(path: Path, shown: str) -> TomlFile:
    """The file at `path`, parsed.

    Raises:
        TemplateError: it cannot be read, or is not TOML.
    """
    return parse_toml(read_text(path, shown), shown)


def parse_toml(text: str, shown: str) -> TomlFile:
    """The text of a file, parsed.

    Raises:
        TemplateError: not TOML.
    """
    return TomlFile(shown, text, read_document(text, shown))


def read_text(path: Path, shown: str) -> str:
    """A file's text.

    Raises:
        TemplateError: missing, unreadable, too large, or not UTF-8.
    """
    shown = harmless(shown)
    try:
        if path.exists() and not path.is_file():
            raise TemplateError(Problem("is not a file", "name a TOML file", where=shown))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        why = reason(error) if isinstance(error, OSError) else error
        raise TemplateError(
            Problem(f"cannot be read: {why}", "check its name and permissions", where=shown)
        ) from error
    return decoded(data, shown)


def decoded(data: bytes, shown: str) -> str:
    """The text of a file's bytes.

    Raises:
        TemplateError: too large, or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise TemplateError(
            Problem(
                f"larger than {MAX_BYTES // 1000} kB",
                "check that it is a plan; a plan for a year is half that size",
                where=shown,
            )
        )
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace").replace("\r\n", "\n")
        at = len(data[: error.start].decode("utf-8").replace("\r\n", "\n"))
        problem = f"is not UTF-8 text (byte {error.start})"
        raise TemplateError(problem_at(shown, text, at, problem, "save it as UTF-8")) from error


def read_document(text: str, shown: str) -> dict[str, Any]:
    """The file's tables.

    Raises:
        TemplateError: not TOML.
    """
    dots = _DOTTED_LINE.search(text)
    if dots:
        problem = f"has more than {MAX_DOTS} dots in one line"
        remedy = "write shorter keys, or split the line"
        raise TemplateError(problem_at(shown, text, dots.end() - 1, problem, remedy))
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _PLACE.fullmatch(str(error))
        problem = match[1] if match else str(error)
        at = unclosed_string(text)
        if match and match[2]:
            at = _offset(text, int(match[2]), 1 if "Cannot" in problem else int(match[3]))
        remedies = (do for begin, do in _REMEDIES.items() if problem.startswith(begin))
        remedy = next(remedies, _QUOTES)
        if twice := _TWICE.fullmatch(problem):
            table = ".".join(part or other for part, other in _PART.findall(twice[1]))
            problem = f"the table [{table}] is there twice"
        problem = f"is not TOML: {problem}"
        raise TemplateError(problem_at(shown, text, at, problem, remedy)) from error
    except ValueError as error:  # a number of thousands of digits
        problem = harmless(f"is not TOML: {error}")
        raise TemplateError(Problem(problem, "write shorter numbers", harmless(shown))) from error
    except RecursionError as error:
        problem = "tables are nested too deep"
        remedy = "three levels of brackets are enough for fitexport"
        raise TemplateError(problem_at(shown, text, _deep(text), problem, remedy)) from error
    if _has_huge_number(document):
        digits = _DIGITS.search(text)
        problem = "a number with too many digits"
        at = digits.start() if digits else 0
        raise TemplateError(problem_at(shown, text, at, problem, "write a smaller one"))
    return document


def _has_huge_number(value: object) -> bool:
    """Whether a number is so long that Python may refuse to print it."""
    if isinstance(value, int):
        return value.bit_length() > _MAX_BITS
    inside = value.values() if isinstance(value, dict) else value
    return (
        isinstance(inside, Iterable)
        and not isinstance(inside, str)
        and any(map(_has_huge_number, inside))
    )


def problem_at(shown: str, text: str, at: int, problem: str, remedy: str, key: str = "") -> Problem:
    """A problem at an offset of a file: where, what, the line with a caret, what to do."""
    line, column = position(text, at)
    end = text.find("\n", at)
    source = text[at - column + 1 : end if end >= 0 else len(text)]
    problem = printable(f"{key + ': ' if key else ''}{problem}", _MAX_LINE)
    shown_line = excerpt(source, column) if source.strip() else ""
    return Problem(problem, remedy, f"{shown}:{line}:{column}", shown_line)


def harmless(text: str) -> str:
    """Text from a file for a message: lines cut to length, control characters escaped."""
    return "\n".join(printable(line, _MAX_LINE) for line in text.split("\n"))


def _offset(text: str, line: int, column: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return min(at + column - 1, len(text))


def _deep(text: str) -> int:
    """The offset at which brackets are nested too deep."""
    depth = 0
    for bracket in re.finditer(r"[\[{}\]]", text):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > _TOO_DEEP:
            return bracket.start()
    return 0
