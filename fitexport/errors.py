"""Everything that can go wrong for a user, one class per remedy.

An error carries facts: what is wrong, what to do, and where. The message is built here alone and
never parsed. Each class has its exit code, so that a shell script can tell a typo in a template
(3) from a full disk (6).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, Self


class Problem(NamedTuple):
    """What is wrong, what to do, and where; `excerpt` is the line of text with a caret below it.

    >>> print(Problem("unknown zone", "zones: easy, long", "my-plan.toml:41"))
    my-plan.toml:41: unknown zone
      zones: easy, long
    """

    problem: str
    remedy: str = ""
    where: object = ""
    excerpt: str = ""

    def __str__(self) -> str:
        first = f"{self.where}: {self.problem}" if self.where else self.problem
        remedy = f"  {self.remedy}" if self.remedy else ""
        return "\n".join(line for line in (first, self.excerpt, remedy) if line)


class FitexportError(Exception):
    """The root: whatever fitexport refuses, it refuses with one of these."""

    exit_code = 1
    excerpt = ""

    # `args` stay what the class was called with: pickle, and so every process pool, rebuilds the
    # error from them.
    def __init__(self, problem: str, remedy: str = "", where: object = "") -> None:
        self.problem, self.remedy, self.where = problem, remedy, str(where)

    def __str__(self) -> str:
        return str(Problem(self.problem, self.remedy, self.where, self.excerpt))

    @property
    def headline(self) -> str:
        """The sentence without its remedy, for one line of a list or of another message."""
        return str(Problem(self.problem, where=self.where))

    def located(self, place: object) -> Self:
        """The same error, with the file, folder or step it is in before its own place."""
        self.where = f"{place}: {self.where}" if self.where else str(place)
        return self


class UsageError(FitexportError):
    """The command line or the athlete's file asks for something that does not exist."""

    exit_code = 2


class UnitError(FitexportError, ValueError):
    """A value that makes no sense: a time of zero, 0 repeats, a reversed range."""

    exit_code = 3


class SessionError(UnitError):
    """Steps that do not go together; `step` counts from 0, in reading order."""

    def __init__(self, step: int, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.step = step


NotationKind = Literal["malformed", "unknown word", "unknown zone", "unknown block"]


class NotationError(FitexportError):
    """Session text that cannot be read: line, column, a caret under the place, a remedy.

    `line` and `column` count from 1, `at` from 0 in the whole text. `within` names the block
    that was being read, if the text came from one; `used_at` is where the session names it.
    `kind` says what sort of error it is, and `name` which word, zone or block is unknown.
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
        self.within, self.kind, self.name = within, kind, name
        self.excerpt = excerpt(text.split("\n")[self.line - 1], self.column)
        block = f"block {within}, " if within else ""
        super().__init__(problem, remedy, f"{block}line {self.line}, column {self.column}")

    @property
    def details(self) -> str:
        """The lines below the first: excerpt, caret and remedy, each indented by two."""
        return f"{self.excerpt}\n  {self.remedy}"


class TemplateError(FitexportError):
    """A plan, an athlete's file or a file of sessions with errors: `problems` has them all."""

    exit_code = 3

    def __init__(self, *problems: Problem) -> None:
        first = problems[0]
        super().__init__(first.problem, first.remedy, first.where)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def problems_of(error: FitexportError) -> tuple[Problem, ...]:
    """All that an error reports."""
    if isinstance(error, TemplateError):
        return error.problems
    return (Problem(error.problem, error.remedy, error.where, error.excerpt),)


class ScheduleError(FitexportError):
    """Weeks and dates that do not fit together."""

    exit_code = 4


class PaceError(FitexportError):
    """A mile time or goal that has no pace table."""

    exit_code = 4


class ZoneError(PaceError):
    """A zone of a custom plan that gives this runner no pace; `fault` says what is wrong with
    it."""

    def __init__(self, zone: str, rule: str, fault: str) -> None:
        super().__init__(
            f'the zone {zone} = "{rule}" {fault}', "change its rule under [zones] of the plan"
        )
        self.zone, self.fault = zone, fault


class EncodeError(FitexportError):
    """A workout that no watch file can hold."""

    exit_code = 5


class WorkoutError(EncodeError):
    """A workout of too many steps, or none; `fault` is the problem without the workout's name."""

    def __init__(self, workout: str, fault: str, remedy: str) -> None:
        super().__init__(f'"{workout}" {fault}', remedy)
        self.fault = fault


class ProofError(EncodeError):
    """Encoded bytes that do not say what was meant: a bug, and nothing is written."""


class FitFormatError(FitexportError):
    """Bytes that are not a FIT file; the message says at which byte."""

    exit_code = 5


class OtherFileError(FitFormatError):
    """A FIT file that is neither a workout nor a schedule: settings, a recording, a course."""


class RecordingError(FitexportError):
    """A recording that cannot be read, or holds no mile that was run."""

    exit_code = 5


class NoRunError(RecordingError):
    """A recording of another sport, or no recording; `summary` says in a word or two what it is."""

    def __init__(
        self, problem: str, summary: str, remedy: str = "give the recording of a run"
    ) -> None:
        super().__init__(problem, remedy)
        self.summary = summary


class CalendarError(FitexportError):
    """A calendar file that cannot be read."""

    exit_code = 3


class ServerError(FitexportError):
    """A calendar server that does not answer, or refuses what it is sent."""

    exit_code = 6


class WriteError(FitexportError):
    """A folder that cannot be written to."""

    exit_code = 6


class WatchError(FitexportError):
    """A watch that is not there, cannot store the files, or stopped half-way."""

    exit_code = 6


def reason(error: OSError) -> str:
    """The system's reason for a failure, without its number and path."""
    return error.strerror or str(error)


def printable(text: str, limit: int) -> str:
    """Foreign text for a message: at most `limit` characters, control characters escaped."""
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text[:limit])


def one_line(text: str) -> str:
    """Foreign text, perhaps of several lines, on one line of a message or comment."""
    return printable(text.replace("\n", " / "), 500)


def excerpt(source: str, column: int, width: int = 76) -> str:
    """The line with a caret under `column` (from 1), both indented by two; a long line is cut to the
    part around it.

    Characters that would move the caret (tabs, controls) are shown as blanks.
    """
    start = max(0, min(column - 1 - width // 2, len(source) - width))
    shown = "".join(c if c.isprintable() else " " for c in source[start : start + width])
    caret = " " * (column - 1 - start) + "^"
    return f"  {shown.rstrip()}\n  {caret}"


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
"""Spellings that people try, and the word that is meant."""


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
