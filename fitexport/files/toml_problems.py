"""Problems of TOML files: what tomllib refused and why, and how any problem is shown at its place."""

from __future__ import annotations

import re
from tomllib import TOMLDecodeError

from fitexport.errors import Problem, excerpt, printable
from fitexport.files.places import position, unclosed_string

_TOO_DEEP = 100
"""Nested brackets; tomllib gives up at a somewhat greater depth."""
_MAX_LINE = 200
"""Characters in a line of a message: words quoted from a file may be long."""

_PLACE = re.compile(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", re.S)
_TWICE = re.compile(r"Cannot declare \((.*)\) twice", re.S)
_PART = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
"""Of a key, as Python writes it."""
_QUOTES = 'write one setting per line, and text in quotes: mile = "7:04"'
_CLOSE = "close it; the cause may be on an earlier line"
# The beginnings of tomllib's messages, and what to do about each.
_REMEDIES = {
    "Cannot overwrite": "set it only once: remove one of the two",
    "Cannot declare": "write each [table] only once; a list of tables has double brackets: [[result]]",
    "Cannot mutate": "set it only once: remove one of the two",
    "Duplicate": "set it only once: remove one of the two",
    "Unterminated": "close the text with the quotes that it begins with",
    "Expected '='": 'write key = value: level = "beginner"',
    "Expected ']": _CLOSE,
    "Unclosed": _CLOSE,
    "Unescaped": "write a backslash as \\\\, or put the text in single quotes",
    "Illegal character": "close the text on its line; text of several lines goes in triple quotes",
}


def not_toml(shown: str, text: str, cause: Exception) -> Problem:
    """What is wrong with a text that tomllib refused, from its error."""
    match cause:
        case RecursionError():
            remedy = "three levels of brackets are enough for fitexport"
            return problem_at(shown, text, _deep(text), "tables are nested too deeply", remedy)
        case TOMLDecodeError():
            return _refused(shown, text, str(cause))
        case _:  # a number of thousands of digits
            problem = harmless(f"is not TOML: {cause}")
            return Problem(problem, "write shorter numbers", harmless(shown))


def _refused(shown: str, text: str, message: str) -> Problem:
    """tomllib's message, at its place and with what to do."""
    match = _PLACE.fullmatch(message)
    problem = match[1] if match else message
    at = unclosed_string(text)
    if match and match[2]:
        at = _offset(text, int(match[2]), 1 if "Cannot" in problem else int(match[3]))
    remedies = (do for begin, do in _REMEDIES.items() if problem.startswith(begin))
    remedy = next(remedies, _QUOTES)
    if twice := _TWICE.fullmatch(problem):
        table = ".".join(part or other for part, other in _PART.findall(twice[1]))
        problem = f"the table [{table}] is defined twice"
    return problem_at(shown, text, at, f"is not TOML: {problem}", remedy)


def too_many_dots(shown: str, text: str, at: int, most: int) -> Problem:
    problem = f"has more than {most} dots in one line"
    return problem_at(shown, text, at, problem, "write shorter keys, or split the line")


def huge_number(shown: str, text: str, at: int) -> Problem:
    return problem_at(shown, text, at, "a number with too many digits", "write a smaller one")


def not_utf_8(shown: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    at = len(data[: error.start].decode("utf-8").replace("\r\n", "\n"))
    problem = f"is not UTF-8 text (byte {error.start})"
    return problem_at(harmless(shown), text, at, problem, "save it as UTF-8")


def problem_at(shown: str, text: str, at: int, problem: str, remedy: str, key: str = "") -> Problem:
    """A problem at an offset of a file: where, what, the line with a caret, what to do."""
    line, column = position(text, at)
    end = text.find("\n", at)
    source = text[at - column + 1 : end if end >= 0 else len(text)]
    problem = printable(f"{key + ': ' if key else ''}{problem}", _MAX_LINE)
    shown_line = excerpt(source, column) if source.strip() else ""
    return Problem(problem, remedy, f"{shown}:{line}:{column}", shown_line)


def harmless(text: str) -> str:
    """Text from a file for a message: lines cut to length, control characters escaped."""
    return "\n".join(printable(line, _MAX_LINE) for line in text.split("\n"))


def _offset(text: str, line: int, column: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return min(at + column - 1, len(text))


def _deep(text: str) -> int:
    """The offset at which brackets are nested too deeply."""
    depth = 0
    for bracket in re.finditer(r"[\[{}\]]", text):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > _TOO_DEEP:
            return bracket.start()
    return 0
