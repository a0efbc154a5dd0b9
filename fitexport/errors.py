"""Everything that can go wrong for a user, one class per thing they can do about it.

Each class carries its exit code, so that a shell script can tell a typo in a
template (3) from a full disk (6). A message is one line that says where and
what, then, after a line break and two spaces, what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal


class FitexportError(Exception):
    """The root: whatever fitexport refuses, it refuses with one of these."""

    exit_code = 1


class UsageError(FitexportError):
    """The command line or the athlete asks for something that does not exist."""

    exit_code = 2


class UnitError(FitexportError, ValueError):
    """A value outside what the words can mean: no time at all, 0 repeats, a reversed range."""

    exit_code = 3

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(f"{problem}\n  {remedy}" if remedy else problem)


class SessionError(UnitError):
    """Steps that cannot stand together; `step` counts them from 0, in reading order."""

    def __init__(self, step: int, problem: str, remedy: str) -> None:
        self.step = step
        super().__init__(problem, remedy)


NotationKind = Literal["malformed", "unknown word", "unknown zone", "unknown block"]


class NotationError(FitexportError):
    """Session text that cannot be read: line, column, a caret under the place, a remedy.

    `line` and `column` count from 1, `at` from 0 in the whole text. `within` names the block
    that was being read, if the text came from one; `used_at` is where the session names it.
    `kind` says what sort of mistake it is, and `name` which word, zone or block is not known.
    """

    exit_code = 3
    used_at: int | None = None

    def __init__(
        self,
        text: str,
        at: int,
        problem: str,
        remedy: str,
        within: str = "",
        *,
        kind: NotationKind = "malformed",
        name: str = "",
    ) -> None:
        before = text[:at]
        self.at = at
        self.line = before.count("\n") + 1
        self.column = at - (before.rfind("\n") + 1) + 1
        self.problem, self.remedy, self.within = problem, remedy, within
        self.kind, self.name = kind, name
        source = text.split("\n")[self.line - 1]
        self.excerpt = excerpt(source, self.column)
        super().__init__(str(self))

    @property
    def details(self) -> str:
        """The lines below the first: excerpt, caret and remedy, each indented by two."""
        return f"{self.excerpt}\n  {self.remedy}"

    def __str__(self) -> str:
        where = f"block {self.within}, " if self.within else ""
        return f"{where}line {self.line}, column {self.column}: {self.problem}\n{self.details}"


class TemplateError(FitexportError):
    """A plan, an athlete's file or a file of sessions with mistakes: all of them, one entry each."""

    exit_code = 3

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class ScheduleError(FitexportError):
    """Weeks and dates that do not fit together."""

    exit_code = 4


class PaceError(FitexportError):
    """A mile time or goal that no pace table exists for."""

    exit_code = 4


class ZoneError(PaceError):
    """A zone of a plan's own that comes to no pace for this runner; `said` of its rule."""

    def __init__(self, zone: str, rule: str, said: str) -> None:
        self.zone, self.said = zone, said
        super().__init__(
            f'the zone {zone} = "{rule}" {said}\n  change its rule under [zones] of the plan'
        )


class EncodeError(FitexportError):
    """A workout that no watch file can hold."""

    exit_code = 5


class ProofError(EncodeError):
    """What was encoded does not say what was meant. A bug: nothing is written."""


class FitFormatError(FitexportError):
    """Bytes that are not a FIT file; the message says at which byte."""

    exit_code = 5


class RecordingError(FitexportError):
    """A recording that cannot be read, or that holds no mile anybody ran."""

    exit_code = 5


class NoRunError(RecordingError):
    """A recording of something else, or none: `what` says of many files in short what they are."""

    def __init__(self, what: str, message: str) -> None:
        self.what = what
        super().__init__(message)


class CalendarError(FitexportError):
    """A calendar file that cannot be read."""

    exit_code = 3


class ServerError(FitexportError):
    """A calendar server that does not answer, or does not take what it is sent."""

    exit_code = 6


class WriteError(FitexportError):
    """A folder that cannot take the files."""

    exit_code = 6


class WatchError(FitexportError):
    """A watch that is not there, cannot take the files, or stopped half-way."""

    exit_code = 6


def printable(text: str, limit: int) -> str:
    """Somebody's text in a message: at most `limit` characters, none that steers a terminal."""
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text[:limit])


def one_line(text: str) -> str:
    """Somebody's text, of several lines maybe, in one line of a message or comment."""
    return printable(text.replace("\n", " / "), 500)


def excerpt(source: str, column: int, width: int = 76) -> str:
    """The line with a caret under `column` (from 1), both indented by two; of a long line, the
    part around it.

    Characters that would move the caret (tabs, controls) are shown as blanks.
    """
    shown = "".join(c if c.isprintable() else " " for c in source)
    start = 0 if len(shown) <= width else max(0, min(column - 1 - width // 2, len(shown) - width))
    caret = " " * (column - 1 - start) + "^"
    return f"  {shown[start : start + width].rstrip()}\n  {caret}"


_MEANT = {
    "sec": "s",
    "secs": "s",
    "second": "s",
    "seconds": "s",
    "mins": "min",
    "minute": "min",
    "minutes": "min",
    "hour": "h",
    "hours": "h",
    "hr": "h",
    "meter": "m",
    "meters": "m",
    "metre": "m",
    "metres": "m",
    "k": "km",
    "kms": "km",
    "mile": "mi",
    "miles": "mi",
    "rep": "reps",
    "times": "x",
}
"""Spellings that people try, and the word they want."""


def nearest(word: str, known: Iterable[str]) -> str:
    """`did you mean "mile"?`, or nothing if no known word is near.

    >>> nearest("mlie", ["mile", "goal"]), nearest("zzz", ["mile"]), nearest("mile", ["km", "mi"])
    ('did you mean "mile"?', '', 'did you mean "mi"?')
    """
    from difflib import get_close_matches  # only on the way to an error

    known = list(known)
    if _MEANT.get(word) in (*known, "x"):
        return f'did you mean "{_MEANT[word]}"?'
    found = get_close_matches(word[:40], known, n=1, cutoff=0.6)
    return f'did you mean "{found[0]}"?' if found else ""


def with_hint(remedy: str, word: str, known: Iterable[str]) -> str:
    """A remedy for an unknown word, and the nearest known one if there is one.

    >>> with_hint("units: km, mi", "mile", ["km", "mi"])
    'units: km, mi; did you mean "mi"?'
    """
    hint = nearest(word, known)
    return f"{remedy}; {hint}" if hint else remedy
