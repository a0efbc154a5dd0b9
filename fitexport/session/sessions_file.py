"""A file of sessions <-> SessionTexts: separated by empty lines, each with a heading if it has a
day or name.

>>> tuesday, = read_sessions('''
... 2027-03-16 Track Tuesday:
... warm-up 15min; 6x 400m @ mile, jog 200m
... ''')
>>> tuesday.day, tuesday.name
(datetime.date(2027, 3, 16), 'Track Tuesday')
>>> print(format_sessions([tuesday]), end="")
2027-03-16 Track Tuesday:
warm-up 15min
6x 400m @ mile, jog 200m
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fitexport.errors import NotationError, Problem, TemplateError, UnitError
from fitexport.session import ZONES, Session
from fitexport.session.cursor import shown
from fitexport.session.format import format_session
from fitexport.session.parse import Blocks, ZoneNames, find_errors, parse
from fitexport.units import YEARS

MAX_SESSIONS = 200
MAX_CHARACTERS = 200_000
"""Longest file, in characters: a squad's year has fewer."""
MAX_NAME = 100
"""Longest name, in characters; a watch shows part of it."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LIKE_A_DAY = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}", re.ASCII)
# `16 March`, `Mar 16th`, or a date that is not the first word.
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY_IN_WORDS = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)? {_MONTH}\b|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b"
    r"|\b\d{4}-\d\d-\d\d\b",
    re.I | re.ASCII,
)
# In a heading, `\#` is a # and not a comment; `\2027 plan` does not begin with a day.
_CODE = re.compile(r"(?:[^#\\]|\\.|\\\Z)*")
_BARE_QUOTE = re.compile(r'(?:[^"\\]|\\.)*"')
_WRITE_A_DAY = "begin the heading with year-month-day: 2027-03-16 Track:"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionText:
    """A session of a file, with the day and name of its heading, if any."""

    session: Session
    day: date | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.day is not None:
            _check_day(self.day)
        if self.name:
            _check_name(self.name)


def read_sessions(
    text: str, *, source: str = "", blocks: Blocks | None = None, zones: ZoneNames = ZONES
) -> tuple[SessionText, ...]:
    """The sessions of a text; `source` is how errors name the file.

    Paragraphs of comments are skipped.

    Raises:
        TemplateError: every error in the sessions; or there are none, or far too many.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_CHARACTERS:
        raise TemplateError(Problem("too long", f"at most {MAX_CHARACTERS} characters", source))
    found: list[SessionText] = []
    problems: list[Problem] = []
    for before, lines in _paragraphs(text):
        if len(found) + len(problems) == MAX_SESSIONS:
            problems.append(
                Problem("too many sessions", f"at most {MAX_SESSIONS} in one file", source)
            )
            break
        try:
            found.append(_read(lines, blocks, zones))
        except NotationError:
            problems += (_placed(each, source, before) for each in _errors(lines, blocks, zones))
    if problems:
        raise TemplateError(*problems)
    if not found:
        raise TemplateError(
            Problem("there is no session", 'write one, such as "6x 400m @ mile, jog 200m"', source)
        )
    return tuple(found)


def format_sessions(sessions: Iterable[SessionText]) -> str:
    """The text of a file, which `read_sessions` reads back as the same sessions."""
    return "\n".join(f"{heading_of(each)}{format_session(each.session)}\n" for each in sessions)


def heading_of(written: SessionText) -> str:
    """The line above a session that has a day or a name; else nothing."""
    parts = [str(written.day)] if written.day else []
    parts += [_escaped(written.name)] if written.name else []
    return f"{' '.join(parts)}:\n" if parts else ""


def _paragraphs(text: str) -> Iterator[tuple[int, list[str]]]:
    """Groups of lines between empty ones, with the number of lines before each; groups of only
    comments are left out."""
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""]):
        if line.strip():
            lines.append(line)
        else:
            if any(map(_is_no_comment, lines)):
                yield number - len(lines), lines
            lines = []


def _is_no_comment(line: str) -> bool:
    return not line.lstrip().startswith("#")


class _Paragraph(NamedTuple):
    """Lines between empty ones: the heading, if any, and the text below it."""

    whole: str
    heading: str | None
    at: int
    """The offset of the heading."""
    body: str


def _read(lines: Sequence[str], blocks: Blocks | None, zones: ZoneNames) -> SessionText:
    paragraph = _paragraph(lines)
    day, name = _day_and_name(paragraph)
    return SessionText(
        session=parse(paragraph.body, blocks=blocks, zones=zones), day=day, name=name
    )


def _errors(
    lines: Sequence[str], blocks: Blocks | None, zones: ZoneNames
) -> Iterator[NotationError]:
    """Every error in a session and its heading."""
    try:
        paragraph = _paragraph(lines)
    except NotationError as error:
        yield error
        return
    try:
        _day_and_name(paragraph)
    except NotationError as error:
        yield error
    yield from find_errors(paragraph.body, blocks=blocks, zones=zones)


def _paragraph(lines: Sequence[str]) -> _Paragraph:
    whole = "\n".join(lines)
    number = next(number for number, line in enumerate(lines) if _is_no_comment(line))
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for later in range(number + 1, len(lines)):
        if _heading_of(lines[later]) is not None:
            raise NotationError(
                whole,
                starts[later],
                "a heading in the middle of a session",
                "leave an empty line before it",
            )
    first = lines[number]
    at = starts[number] + len(first) - len(first.lstrip())
    heading = _heading_of(first)
    if heading is None:
        if _LIKE_A_DAY.match(first.strip()):
            raise NotationError(
                whole, at, "a date is not a step", "end a heading with a colon: 2027-03-16 Track:"
            )
        return _Paragraph(whole, None, at, whole)
    if not any(map(_is_no_comment, lines[number + 1 :])):
        raise NotationError(
            whole, at, "a heading without a session", "write the steps in the lines below it"
        )
    # Its line stays, empty, so that errors keep their line numbers.
    return _Paragraph(whole, heading, at, "\n".join([*lines[:number], "", *lines[number + 1 :]]))


def _heading_of(line: str) -> str | None:
    """A heading without the colon at its end; None for another line. Quotes belong to sessions,
    where a note may end with a colon."""
    match = _CODE.match(line)
    code = match[0].rstrip() if match else ""
    return code[:-1].strip() if code.endswith(":") and not _BARE_QUOTE.match(code) else None


def _day_and_name(paragraph: _Paragraph) -> tuple[date | None, str]:
    """The day and the name in a heading.

    Raises:
        NotationError: it is empty, its day does not exist, or its name is not allowed.
    """
    whole, heading, at = paragraph.whole, paragraph.heading, paragraph.at
    if heading is None:
        return None, ""
    if not heading:
        raise NotationError(
            whole, at, "an empty heading", "write a day or a name: 2027-03-16 Track Tuesday:"
        )
    first, *others = heading.split(None, 1)
    day = None
    if _LIKE_A_DAY.fullmatch(first):
        day = _day(first, whole, at)
        name = others[0] if others else ""
        at = whole.index(name, at + len(first))
    else:
        name = heading
        meant = None if name.startswith("\\") else _DAY_IN_WORDS.search(name)
        if meant:
            raise NotationError(whole, at + meant.start(), "a date in words", _WRITE_A_DAY)
    name = re.sub(r"\\(.)", r"\1", name)
    try:
        if name:
            _check_name(name)
    except UnitError as error:
        raise NotationError(whole, at, error.problem, error.remedy) from None
    return day, name


def _day(text: str, whole: str, at: int) -> date:
    if not _DAY.fullmatch(text):
        raise NotationError(whole, at, f'"{text}" is not a date', _WRITE_A_DAY)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotationError(
            whole, at, f"there is no {text} in the calendar", _WRITE_A_DAY
        ) from None
    try:
        _check_day(day)
    except UnitError as error:
        raise NotationError(whole, at, error.problem, error.remedy) from None
    return day


def _check_day(day: date) -> None:
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise UnitError(f"{day} is not in {YEARS[0]} to {YEARS[1]}", "check the year")


def _check_name(name: str) -> None:
    subject = f'the name "{shown(name)}"'
    if not name.isprintable():
        raise UnitError(f"{subject} has characters that cannot be shown", "remove them")
    if len(name) > MAX_NAME:
        raise UnitError(
            f"{subject} has {len(name)} characters", f"leave out {len(name) - MAX_NAME}"
        )
    if name != name.strip():
        raise UnitError(f"{subject} begins or ends with a space", "remove it")


def _escaped(name: str) -> str:
    """A name escaped for a heading, so that it is not read as a comment, a note or a day."""
    text = re.sub(r'([\\"#])', r"\\\1", name)
    return f"\\{text}" if _LIKE_A_DAY.match(name) or _DAY_IN_WORDS.search(name) else text


def _placed(error: NotationError, source: str, before: int) -> Problem:
    """An error with its place in the file, or in the block that it is in."""
    line = before + error.line
    if error.within:
        where = f"{source}:{before + 1}: {error.where}" if source else error.where
    elif source:
        where = f"{source}:{line}:{error.column}"
    else:
        where = f"line {line}, column {error.column}"
    return Problem(error.problem, error.remedy, where, error.excerpt)
