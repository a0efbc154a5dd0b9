"""TOML files, bounded: text and tables, or an error that names file and line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from fitexport.errors import TemplateError, printable

MAX_BYTES = 300_000
"""The shipped plan has 25 kB."""
MAX_DOTS = 500
"""In one line: tomllib takes the square of a dotted key's parts."""
_SAID = 200
"""Characters of a line of a message: a file's own words in it may be long."""


def read_text(path: Path, shown: str) -> str:
    """A file's text.

    Raises:
        TemplateError: missing, unreadable, too large, or not UTF-8.
    """
    shown = harmless(shown)
    try:
        if path.exists() and not path.is_file():
            raise TemplateError((f"{shown}: is not a file\n  name a TOML file",))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        said = error.strerror if isinstance(error, OSError) else error
        raise TemplateError(
            (f"{shown}: cannot be read: {said}\n  check its name, and that you may read it",)
        ) from error
    if len(data) > MAX_BYTES:
        raise TemplateError((f"{shown}: larger than {MAX_BYTES // 1000} kB",))
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TemplateError(
            (f"{shown}:{line}: is not UTF-8 text (byte {error.start})\n  save it as UTF-8",)
        ) from error


def read_document(text: str, shown: str) -> dict[str, Any]:
    """The file's tables.

    Raises:
        TemplateError: not TOML.
    """
    for number, content in enumerate(text.split("\n"), start=1):
        if content.count(".") > MAX_DOTS:
            raise TemplateError((f"{shown}:{number}: has more than {MAX_DOTS} dots in one line",))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        problem, _, place = message.partition(" (at ")
        line = place.removeprefix("line ").partition(",")[0]
        where = f"{shown}:{line}" if line.isdigit() else shown
        raise TemplateError((f"{where}: is not TOML: {problem}",)) from error
    except ValueError as error:  # a number of thousands of digits
        raise TemplateError((f"{shown}: is not TOML: {harmless(str(error))}",)) from error
    except RecursionError as error:
        raise TemplateError((f"{shown}: tables stand too deep in each other",)) from error


def harmless(text: str) -> str:
    """A file's own words in a message: not too long, nothing in them that steers a terminal."""
    return "\n".join(printable(line, _SAID) for line in text.split("\n"))
