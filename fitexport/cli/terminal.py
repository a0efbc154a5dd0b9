"""The streams of a command: always open, free of control characters, and folded to the terminal's
width."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple, TextIO, TypeVar, cast

import click

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Characters that move the cursor, colour text, title windows or reverse text; and lone surrogates,
which stand for bytes of a file name that is not UTF-8."""

_BEGIN = re.compile(r"note: |[ ]*(?:- )?")
"""The beginning of a line; when the line is folded, the next lines are indented by it."""

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
    """A part of a line, from one column to another, with a meaning."""

    begin: int
    end: int
    meaning: Meaning


class _SafeStream:
    """A text stream that shows control characters by their numbers, and folds lines to the width of
    its terminal. Notes that wait are printed before anything else is."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @property
    def stream(self) -> TextIO:
        """The stream below, to write to directly; the waiting notes are printed first."""
        show_waiting()
        return self._stream

    @property
    def columns(self) -> int | None:
        """The width of its terminal; None if it is not one."""
        if is_plain() or not self._stream.isatty():
            return None
        return shutil.get_terminal_size().columns

    def write(self, text: str | bytes) -> int:
        if isinstance(text, bytes):  # completions, by click from 8.5 on
            text = text.decode()
        return self.stream.write(self.harmless(text))

    def harmless(self, text: str) -> str:
        text = _without_controls(text)
        if columns := self.columns:
            text = "\n".join(folded(line, columns) for line in text.split("\n"))
        return text

    def __getattr__(self, name: str) -> object:
        if name == "buffer":  # click would write to it in an ASCII-only terminal
            raise AttributeError(name)
        return getattr(self._stream, name)


def drop(stream: TextIO) -> None:
    """Send what could not be written nowhere, or Python fails on it once more as it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


class _LossyStream(_SafeStream):
    """Standard error: notes that nobody can read, as on a full disk, stop no command."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self.waiting: list[str] = []

    def write(self, text: str | bytes) -> int:
        try:
            return super().write(text)
        except OSError:
            drop(self._stream)
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError:
            drop(self._stream)


def columns() -> int | None:
    """The width of the terminal for results; None if they go to a file or program."""
    return getattr(sys.stdout, "columns", None)


def show(line: str, marked: Sequence[Marked] = (), *, err: bool = False) -> None:
    """Print a line, its marked parts in colour on a terminal."""
    stream = sys.stderr if err else sys.stdout
    if not marked or not isinstance(stream, _SafeStream) or stream.columns is None:
        click.echo(line, err=err)
        return
    from rich.console import Console
    from rich.text import Text

    text = Text(stream.harmless(line))
    for part in marked:
        text.stylize(_STYLES[part.meaning], part.begin, part.end)
    Console(file=stream.stream, highlight=False).print(text, soft_wrap=True)


def show_note(note: str) -> None:
    """Print a note on stderr: stdout has results only."""
    show(f"note: {note}", [Marked(0, 5, "note")], err=True)


def show_later(note: str) -> None:
    """Keep a note until something else is printed or the command ends."""
    if isinstance(sys.stderr, _LossyStream):
        sys.stderr.waiting.append(note)
    else:
        show_note(note)


def show_waiting() -> None:
    """Print the notes that wait."""
    for note in taken_back():
        show_note(note)


def taken_back() -> list[str]:
    """Empty the list of waiting notes, and return them."""
    if not isinstance(sys.stderr, _LossyStream):
        return []
    notes, sys.stderr.waiting = sys.stderr.waiting, []
    return notes


def show_unfolded(text: str) -> None:
    """Print a text that another program reads: its lines stay as they are, whatever the terminal."""
    stream = getattr(sys.stdout, "stream", sys.stdout)
    stream.write(_without_controls(text) + "\n")


def _without_controls(text: str) -> str:
    return _CONTROLS.sub(lambda match: f"U+{ord(match[0]):04X}", text)


def show_prose(*lines: str) -> None:
    """Print lines folded to the terminal's width, or to 100 characters in a file."""
    for line in lines:
        click.echo(folded(line, columns() or 100))


@contextmanager
def progress(items: Sequence[_Item], label: str) -> Iterator[Iterable[_Item]]:
    """The items, with a progress bar on a terminal."""
    stream = progress_stream()
    if stream is None or len(items) < 2:
        yield items
        return
    with click.progressbar(items, label=label, file=stream) as bar:
        yield bar


def counted(items: Iterable[_Item], label: str) -> Iterator[_Item]:
    """The items, nobody knows how many, with their number so far on a terminal."""
    stream = progress_stream()
    if stream is None:
        yield from items
        return
    with click.progressbar(items, label=label, file=stream, show_pos=True) as bar:
        yield from bar


def progress_stream() -> TextIO | None:
    """Where progress is shown; None without a terminal."""
    stream = sys.stderr
    if isinstance(stream, _SafeStream) and stream.columns is not None:
        return stream.stream
    return None


def is_plain() -> bool:
    """Whether --plain was given: no colours, and tables as for files and programs."""
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
    blank_end = line[len(line.rstrip(" ")) :][: width - len(lines[-1])]  # after a prompt
    return "\n".join(lines) + blank_end


@contextmanager
def harmless_streams() -> Iterator[None]:
    """Make standard output and error safe streams; a closed stream, standard input too, becomes an
    empty one. Libraries' warnings, meant for programmers, are hidden unless asked for (-W), and so is
    a second Ctrl-C in the midst of cleaning up."""
    with ExitStack() as stack:
        for redirect, stream, safe in (
            (redirect_stdout, sys.stdout, _SafeStream),
            (redirect_stderr, sys.stderr, _LossyStream),
        ):
            if stream is None:
                stream = stack.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
            if isinstance(stream, io.TextIOWrapper):  # a plan may hold what it cannot encode
                stream.reconfigure(errors="backslashreplace")
            stack.enter_context(redirect(cast(TextIO, safe(stream))))
        stack.callback(show_waiting)
        if sys.stdin is None:
            sys.stdin = stack.enter_context(Path(os.devnull).open(encoding="utf-8"))
            stack.callback(setattr, sys, "stdin", None)
        stack.callback(setattr, sys, "unraisablehook", sys.unraisablehook)
        sys.unraisablehook = partial(_unless_interrupted, sys.unraisablehook)
        if not sys.warnoptions:
            stack.callback(setattr, warnings, "showwarning", warnings.showwarning)
            warnings.showwarning = lambda *_args, **_more: None
        yield


def _unless_interrupted(report: Callable[[Any], object], unraisable: Any) -> None:
    """Report an exception that nobody can handle, except for a second Ctrl-C in the clean-up after the
    first: the program ends as it is."""
    if not isinstance(unraisable.exc_value, KeyboardInterrupt):
        report(unraisable)
