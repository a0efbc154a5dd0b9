"""The streams of a command: all three are there, nothing that is written steers a terminal, and
what is shown in one fits it."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Literal, NamedTuple, TextIO, TypeVar, cast

import click

_STEERS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What moves a cursor, colours, titles windows or turns text round; and halves of characters,
which stand for the bytes of a file's name that is not UTF-8."""

_BEGIN = re.compile(r"note: |[ ]*(?:- )?")
"""What a line begins with; the lines that it is folded into stand below what follows."""

Meaning = Literal["hard", "easy", "long", "race", "lifting", "other", "error", "note"]
_STYLES: dict[Meaning, str] = {
    "hard": "bold red",
    "easy": "green",
    "long": "bold green",
    "race": "bold magenta",
    "lifting": "cyan",
    "other": "blue",
    "error": "bold red",
    "note": "yellow",
}
_PLAIN = "fitexport.plain"
_Item = TypeVar("_Item")


class Marked(NamedTuple):
    """A part of a line, from one column to another, that means something."""

    begin: int
    end: int
    meaning: Meaning


class _Shown:
    """A text stream that shows such characters by their numbers, whoever's text they are in, and
    folds lines that are longer than its terminal is wide."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    @property
    def columns(self) -> int | None:
        """Of its terminal; None if it is none."""
        if is_plain() or not self.stream.isatty():
            return None
        return shutil.get_terminal_size().columns

    def write(self, text: str) -> int:
        return self.stream.write(self.harmless(text))

    def harmless(self, text: str) -> str:
        text = _STEERS.sub(lambda match: f"U+{ord(match[0]):04X}", text)
        if columns := self.columns:
            text = "\n".join(folded(line, columns) for line in text.split("\n"))
        return text

    def __getattr__(self, name: str) -> object:
        if name == "buffer":  # which click would write to in a terminal that knows ASCII only
            raise AttributeError(name)
        return getattr(self.stream, name)


def columns() -> int | None:
    """How wide the terminal is that results are shown in; None: they go to a file or program."""
    return getattr(sys.stdout, "columns", None)


def show(line: str, marked: Sequence[Marked] = (), *, err: bool = False) -> None:
    """A line, its marked parts in colour where that can be seen."""
    stream = sys.stderr if err else sys.stdout
    if not marked or not isinstance(stream, _Shown) or stream.columns is None:
        click.echo(line, err=err)
        return
    from rich.console import Console
    from rich.text import Text

    text = Text(stream.harmless(line))
    for part in marked:
        text.stylize(_STYLES[part.meaning], part.begin, part.end)
    Console(file=stream.stream, highlight=False).print(text, soft_wrap=True)


def show_prose(*lines: str) -> None:
    """Lines as wide as the terminal; in a file of 100 characters at most."""
    for line in lines:
        click.echo(folded(line, columns() or 100))


@contextmanager
def progress(items: Sequence[_Item], label: str) -> Iterator[Iterable[_Item]]:
    """The items, with a bar that says how far they are where a terminal is."""
    stream = sys.stderr
    if not isinstance(stream, _Shown) or stream.columns is None or len(items) < 2:
        yield items
        return
    with click.progressbar(items, label=label, file=stream.stream) as bar:
        yield bar


def is_plain() -> bool:
    """Whether --plain was given: no colours, and tables as they are for files and programs."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_PLAIN))


def be_plain(context: click.Context, _: click.Parameter, value: bool) -> None:
    """Remember --plain."""
    if value:
        context.meta[_PLAIN] = True


def folded(line: str, width: int) -> str:
    """A line as lines of at most `width` characters, broken between words."""
    if len(line) <= width:
        return line
    begin = _BEGIN.match(line)
    deep = len(begin[0]) if begin else 0
    indent = " " * min(deep + 2 * line.startswith("  "), width // 2)
    lines = textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False)
    blank_end = line[len(line.rstrip(" ")) :][: width - len(lines[-1])]  # an answer follows it
    return "\n".join(lines) + blank_end


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
