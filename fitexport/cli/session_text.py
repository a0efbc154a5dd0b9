"""The TEXT of a command line -> sessions: itself, the content of a file, or standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from fitexport.cli.inputs import say
from fitexport.errors import Problem, TemplateError, printable, reason
from fitexport.export.custom_workouts import blocks_for
from fitexport.pace.own_zones import OwnZone
from fitexport.plan.model import Strength, zone_names
from fitexport.session.sessions_file import MAX_CHARACTERS, SessionText, read_sessions

_LIKE_A_PATH = re.compile(
    r"\.{1,2}|(?:\.{0,2}|~|[A-Za-z]:)[/\\]\S*|\S+[/\\]|\S+\.[A-Za-z]{2,5}|.*\.txt", re.S | re.I
)
_NO_NOTATION = re.compile(r"^#.*: no notation$", re.M)
"""How `fitexport read` ends what it cannot write."""
_MAX_BYTES = 4 * MAX_CHARACTERS  # of UTF-8


def written_sessions(
    text: str, strength: Strength | None, own: Iterable[OwnZone]
) -> tuple[SessionText, ...]:
    """The sessions that a TEXT means; `strength` is where blocks of strength are for, `own` the
    zones that a plan brings.

    Raises:
        TemplateError: the mistakes of all its sessions; it looks like a file, and there is none.
    """

    source = ""
    if text == "-":
        source = "standard input"
        text = _decoded(sys.stdin.buffer, source)
    elif _is_file(text):
        source = printable(text, 200)
        try:
            with Path(text).open("rb") as file:
                text = _decoded(file, source)
        except OSError as error:
            raise TemplateError(
                Problem(
                    f"cannot be read: {reason(error)}",
                    "give a text file you may read",
                    where=source,
                )
            ) from error
    elif _is_folder(text):
        raise TemplateError(
            Problem(f"{printable(text, 200)} is a folder", "give a text file of sessions in it")
        )
    elif _LIKE_A_PATH.fullmatch(text):
        raise TemplateError(
            Problem(
                f"there is no file {printable(text, 200)}",
                "give a file that is there, or a session between quotes:"
                ' "6x 400m @ mile, jog 200m"',
            )
        )
    lost = len(_NO_NOTATION.findall(text))
    if lost:
        many = f"{lost} things that have" if lost > 1 else "one thing that has"
        say(f"{many} no notation, as comments in the text say: the workout does without")
    blocks = blocks_for(text, strength or "gym")
    return read_sessions(text, source=source, blocks=blocks, zones=zone_names(own))


def _is_folder(text: str) -> bool:
    try:
        return Path(text).is_dir()
    except (OSError, ValueError):
        return False


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # longer than any name, or with a NUL in it
        return False


def _decoded(file: BinaryIO, source: str) -> str:
    data = file.read(_MAX_BYTES + 1)
    try:
        # What is cut off in the middle of a character is too long anyway.
        return data.decode("utf-8", "strict" if len(data) <= _MAX_BYTES else "replace")
    except UnicodeDecodeError as error:
        raise TemplateError(
            Problem(
                f"byte {error.start}: not a text in UTF-8",
                "save it as plain text, encoding UTF-8",
                where=source,
            )
        ) from None
