"""The streams of a command: all three are there, and nothing that is written steers a terminal."""

from __future__ import annotations

import io
import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TextIO, cast

_STEERS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What moves a cursor, colours, titles windows or turns text round; and halves of characters,
which stand for the bytes of a file's name that is not UTF-8."""


class _Shown:
    """A text stream that shows such characters by their numbers, whoever's text they are in."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(_STEERS.sub(lambda match: f"U+{ord(match[0]):04X}", text))

    def __getattr__(self, name: str) -> object:
        if name == "buffer":  # which click would write to in a terminal that knows ASCII only
            raise AttributeError(name)
        return getattr(self._stream, name)


@contextmanager
def harmless_streams() -> Iterator[None]:
    """Within it, standard output and error are such streams; one that is closed is an empty one,
    as is a closed standard input. Warnings of libraries, for those who write programs, are not
    shown, unless Python is asked for them (-W)."""
    with ExitStack() as stack:
        for redirect, stream in ((redirect_stdout, sys.stdout), (redirect_stderr, sys.stderr)):
            if stream is None:
                stream = stack.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
            if isinstance(stream, io.TextIOWrapper):  # a plan may hold what it cannot encode
                stream.reconfigure(errors="backslashreplace")
            stack.enter_context(redirect(cast(TextIO, _Shown(stream))))
        if sys.stdin is None:
            sys.stdin = stack.enter_context(Path(os.devnull).open(encoding="utf-8"))
            stack.callback(setattr, sys, "stdin", None)
        if not sys.warnoptions:
            stack.callback(setattr, warnings, "showwarning", warnings.showwarning)
            warnings.showwarning = lambda *_args, **_more: None
        yield
