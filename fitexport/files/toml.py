"""TOML files, bounded: text and tables, or an error that names file, line and column.

Words for errors are loaded with the first error: most files have none.
"""

from __future__ import annotations

import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from fitexport.errors import Problem, TemplateError, reason

MAX_BYTES = 300_000
"""The shipped plan is 25 kB."""
MAX_DOTS = 500
"""In one line: tomllib takes time quadratic in the parts of a dotted key."""
_MAX_BITS = 4000
"""Of a number. Python prints up to some 14,000."""
_DIGITS = re.compile(r"(?<![0-9A-Fa-f_])[0-9A-Fa-f_]{1000}")
"""Digits that may make as many. A match begins only at the first digit, so the search is linear."""
_DOTTED_LINE = re.compile(rf"^(?:[^\n.]*+\.){{{MAX_DOTS + 1}}}", re.M)


class TomlFile(NamedTuple):
    """A TOML file: its name in messages, its text and its tables."""

    shown: str
    text: str
    document: dict[str, Any]

    def problem(self, at: int, key: str, problem: str, remedy: str) -> Problem:
        """The problem of a key, at this offset of the text."""
        from fitexport.files.toml_problems import problem_at

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
    try:
        if path.exists() and not path.is_file():
            raise _unreadable(shown, "is not a file", "name a TOML file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        why = reason(error) if isinstance(error, OSError) else error
        problem = f"cannot be read: {why}"
        raise _unreadable(shown, problem, "check its name and permissions") from error
    return decoded(data, shown)


def _unreadable(shown: str, problem: str, remedy: str) -> TemplateError:
    from fitexport.files.toml_problems import harmless

    return TemplateError(Problem(problem, remedy, where=harmless(shown)))


def decoded(data: bytes, shown: str) -> str:
    """The text of a file's bytes.

    Raises:
        TemplateError: too large, or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise _unreadable(
            shown,
            f"larger than {MAX_BYTES // 1000} kB",
            "check that it is a plan; a plan for a year is half that size",
        )
    try:
        return data.removeprefix(BOM_UTF8).decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        from fitexport.files.toml_problems import not_utf_8

        raise TemplateError(not_utf_8(shown, data, error)) from error


def read_document(text: str, shown: str) -> dict[str, Any]:
    """The file's tables.

    Raises:
        TemplateError: not TOML.
    """
    dots, digits = _DOTTED_LINE.search(text), _DIGITS.search(text)
    cause: Exception | None = None
    if dots is None:
        try:
            document = tomllib.loads(text)
            if digits is None or not _has_huge_number(document):
                return document
        except (ValueError, RecursionError) as error:
            cause = error
    from fitexport.files.toml_problems import huge_number, not_toml, too_many_dots

    if dots:
        problem = too_many_dots(shown, text, dots.end() - 1, MAX_DOTS)
    elif cause:
        problem = not_toml(shown, text, cause)
    else:
        problem = huge_number(shown, text, digits.start() if digits else 0)
    raise TemplateError(problem) from cause


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
