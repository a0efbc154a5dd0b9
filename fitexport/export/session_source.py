"""A text argument -> sessions: from the text itself, a file of that name, or standard input."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from fitexport.errors import Problem, TemplateError, printable, reason
from fitexport.export.custom_workouts import blocks_for
from fitexport.pace.custom_zones import CustomZone
from fitexport.plan.model import DEFAULT_STRENGTH, Strength, zone_names
from fitexport.session.sessions_file import MAX_CHARACTERS, SessionText, read_sessions

_LIKE_A_PATH = re.compile(
    r"\.{1,2}|(?:\.{0,2}|~|[A-Za-z]:)[/\\]\S*|\S+[/\\]|\S+\.[A-Za-z]{2,5}|.*\.txt", re.S | re.I
)
_NO_NOTATION = re.compile(r"^#.*: no notation$", re.M)
"""How `fitexport read` marks what it cannot express."""
_MAX_BYTES = 4 * MAX_CHARACTERS  # of UTF-8


class SourceText(NamedTuple):
    """The text of sessions and its file, if any."""

    text: str
    source: str = ""

    @property
    def lost(self) -> int:
        """Number of things that `fitexport read` could not express."""
        return len(_NO_NOTATION.findall(self.text))

    def sessions(
        self, strength: Strength | None = None, zones: Iterable[CustomZone] = ()
    ) -> tuple[SessionText, ...]:
        """Its sessions, with the blocks for an athlete's strength training and the zones of a plan.

        Raises:
            TemplateError: every error in them.
        """
        blocks = blocks_for(self.text, strength or DEFAULT_STRENGTH)
        return read_sessions(self.text, source=self.source, blocks=blocks, zones=zone_names(zones))


def source_text(argument: str, stdin: BinaryIO) -> SourceText:
    """The text of an argument: `-` reads `stdin`, a file name reads the file, and anything else is the
    text itself.

    Raises:
        TemplateError: it cannot be read, or looks like a file and there is none.
    """
    if argument == "-":
        return SourceText(_decoded(stdin, "standard input"), "standard input")
    shown = printable(argument, 200)
    path = _existing(argument) if argument else None
    if path is None:
        if _LIKE_A_PATH.fullmatch(argument):
            raise TemplateError(
                Problem(
                    f"there is no file {shown}",
                    'give an existing file, or a session in quotes: "6x 400m @ mile, jog 200m"',
                )
            )
        return SourceText(argument)
    if path.is_dir():
        raise TemplateError(Problem(f"{shown} is a folder", "give a text file of sessions in it"))
    try:
        with path.open("rb") as file:
            return SourceText(_decoded(file, shown), shown)
    except OSError as error:
        problem = f"cannot be read: {reason(error)}"
        raise TemplateError(Problem(problem, "give a readable text file", shown)) from error


def _existing(argument: str) -> Path | None:
    """The file or folder of this name."""
    path = Path(argument)
    try:
        return path if path.is_file() or path.is_dir() else None
    except (OSError, ValueError):  # too long for a name, or with a NUL in it
        return None


def _decoded(file: BinaryIO, source: str) -> str:
    data = file.read(_MAX_BYTES + 1)
    try:
        # Text cut off inside a character is too long anyway.
        return data.decode("utf-8", "strict" if len(data) <= _MAX_BYTES else "replace")
    except UnicodeDecodeError as error:
        problem = f"byte {error.start}: not a text in UTF-8"
        remedy = "save it as plain text, encoding UTF-8"
        raise TemplateError(Problem(problem, remedy, source)) from None
