"""A file of athletes -> its rows, one at a time: CSV, XLSX, TOML or JSON Lines, told by content.

A million rows pass through without being kept. Text is UTF-8, UTF-16 with its mark, or Windows-1252:
which of the first and last is decided line by line, as files grow in several programs.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from fitexport.errors import Problem, printable, reason
from fitexport.files.places import key_lines
from fitexport.files.toml import parse_toml
from fitexport.squad.columns import FIRST_NAME, LAST_NAME, NAME, column_of
from fitexport.squad.refusing import SAVE, refused
from fitexport.squad.workbook import sheet_rows

MAX_LINE = 100_000
"""Characters; the settings of an athlete are some 300."""
MAX_TOML_BYTES = 2_000_000
"""TOML is read as a whole: ten thousand athletes."""
_TABLES = "athlete"
_ENDINGS = {
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".toml": "toml",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_OTHERS = {
    b"\xd0\xcf\x11\xe0": ("is a sheet of Excel 97, or one with a password", SAVE),
    b"%PDF": ("is a PDF", SAVE),
    b"\x1f\x8b": ("is compressed", "unpack it first"),
}
"""How files begin that are none of ours, and what to do about each."""


OF_ATHLETES = "name,mile,goal,race-day,volume,days"
_WHO = {NAME, FIRST_NAME, LAST_NAME, "id"}
_AN_OBJECT = 'write {"name": "Anna", "mile": "6:20"}'

_Record = tuple[int, list[str] | list[object] | Problem]
"""A row of a sheet, as it is numbered there."""


class Row(NamedTuple):
    """A row as a spreadsheet numbers it, or the line of a text: its cells by their headings."""

    number: int
    cells: Iterable[tuple[str, object]] = ()
    problem: Problem | None = None
    """What is wrong with the row as a whole."""


def rows_of(path: Path, headings: str = OF_ATHLETES) -> Iterator[Row]:
    """The rows of a file without the one of its headings, and without empty ones. `headings` are
    those that it may have, as an example.

    Raises:
        TemplateError: it cannot be read, has no headings, or none for names.
    """
    try:
        if path.exists() and not path.is_file():
            raise refused(path, "is not a file", "name a CSV, XLSX, TOML or JSON Lines file")
        with path.open("rb") as file:
            start = file.read(4096)
            file.seek(0)
            kind = _format(path, start)
            if kind in _SHEETS:
                yield from _below_headings(path, _SHEETS[kind](path, start), headings)
            else:
                yield from _OBJECTS[kind](path, file, start)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        why = reason(error) if isinstance(error, OSError) else error
        problem = f"cannot be read: {why}"
        raise refused(path, problem, "check its name and permissions") from error


def _format(path: Path, start: bytes) -> str:
    """csv, xlsx, toml or jsonl.

    Raises:
        TemplateError: none of them.
    """
    if not start.strip():
        raise refused(path, "is empty", "write a row of headings and a row for each athlete")
    for begin, words in _OTHERS.items():
        if start.startswith(begin):
            raise refused(path, *words)
    if start.startswith(b"PK\x03\x04"):
        if b"opendocument" in start[:100]:
            raise refused(path, "is an OpenDocument sheet", SAVE)
        return "xlsx"
    ending = _ENDINGS.get(path.suffix.lower(), "csv")
    if ending == "xlsx":
        raise refused(path, "is not XLSX, whatever its name says", SAVE)
    if b"\0" in start and _encoding(start) != "utf-16":
        raise refused(path, "is not text: it has NUL bytes", SAVE)
    if ending == "csv" and (first := start.removeprefix(b"\xef\xbb\xbf").lstrip()[:2]):
        return "toml" if first == b"[[" else "jsonl" if first[:1] == b"{" else "csv"
    return ending


# --- text ---------------------------------------------------------------------------------


def _encoding(start: bytes) -> str:
    """utf-16 and utf-8-sig by their marks; latin-1 for bytes that are decoded line by line."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-8-sig" if start.startswith(b"\xef\xbb\xbf") else "latin-1"


def _lines(path: Path, start: bytes) -> Iterator[str]:
    """The lines of a text, each with its end; U+FFFD where bytes fit no encoding.

    Raises:
        TemplateError: a line without end, or of zeros.
    """
    encoding = _encoding(start)
    with path.open(encoding=encoding, errors="replace", newline=None) as file:
        number = 0
        while line := file.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                remedy = "one line for each athlete; check that this is the right file"
                raise refused(path, f"a line of more than {MAX_LINE} characters", remedy, number)
            if "\0" in line:
                raise refused(path, "is not text: it has NUL bytes", SAVE, number)
            yield _decoded(line) if encoding == "latin-1" and not line.isascii() else line


def _decoded(line: str) -> str:
    """Bytes, one a character, as UTF-8 if they are, else as Windows-1252."""
    data = line.encode("latin-1")
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    return data.decode("utf-8", "replace")


# --- CSV ----------------------------------------------------------------------------------


def _csv(path: Path, start: bytes) -> Iterator[_Record]:
    lines = _lines(path, start)
    first = list(islice(lines, 20))
    separator = ""
    if first and first[0].lower().startswith("sep=") and len(first[0].strip()) <= 5:  # for Excel
        separator = first.pop(0).rstrip("\n")[4:]
    separator = separator or max(",;\t|", key=lambda each: _known_headings(first, each))
    reader = csv.reader(chain(first, lines), delimiter=separator, strict=True)
    yield from _records(reader)


def _known_headings(lines: list[str], separator: str) -> tuple[int, int]:
    """How many headings are known if this separates them, and how many there are."""
    reader = csv.reader(lines, delimiter=separator)
    try:
        headings: list[str] = next(filter(any, reader), [])
    except csv.Error:
        return 0, 0
    return sum(column_of(each) is not None for each in headings), len(headings)


def _records(reader: Iterator[list[str]]) -> Iterator[_Record]:
    """Numbered from 1 with empty ones, as a spreadsheet does."""
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            long = "limit" in str(error) or "end of data" in str(error)
            problem = "has a quote that is never closed" if long else "has a quote inside quotes"
            remedy = 'write "" for a quote inside quotes, and close each'
            yield number, Problem(problem, remedy)


def _below_headings(path: Path, records: Iterable[_Record], such_as: str) -> Iterator[Row]:
    """The rows below the headings, which are the first row with anything in it.

    Raises:
        TemplateError: none of the headings is known, or none is that of a name or id.
    """
    headings: list[str] = []
    for number, record in records:
        if isinstance(record, Problem):
            if not headings:
                raise refused(path, f"the row of headings {record.problem}", record.remedy, number)
            yield Row(number, problem=record)
        elif headings:
            if any(each not in (None, "") for each in record):
                yield _row(number, headings, record)
        elif any(each not in (None, "") for each in record):
            headings = [str(each or "").strip() for each in record]
            fields = {column.field for column in map(column_of, headings) if column}
            if not fields & _WHO:
                shown = ", ".join(printable(each, 30) for each in headings[:5])
                problem = "has no column name or id" if fields else "no column is known"
                remedy = f"begin with a row of headings such as {such_as}"
                raise refused(path, f"{problem}: {shown}", remedy, number)


def _row(number: int, headings: list[str], record: list[str] | list[object]) -> Row:
    if any(each not in (None, "") for each in record[len(headings) :]):
        problem = f"has {len(record)} cells below {len(headings)} headings"
        return Row(
            number,
            list(zip(headings, record, strict=False)),
            Problem(problem, 'put a cell with commas between quotes: "mon,tue,thu"'),
        )
    return Row(number, zip(headings, record, strict=False))


# --- TOML and JSON Lines ------------------------------------------------------------------


def _toml(path: Path, file: IO[bytes], _start: bytes) -> Iterator[Row]:
    data = file.read(MAX_TOML_BYTES + 1)
    if len(data) > MAX_TOML_BYTES:
        problem = f"larger than {MAX_TOML_BYTES // 1_000_000} MB"
        raise refused(path, problem, "write a squad of this size as CSV or JSON Lines")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refused(path, "is not UTF-8 text", "save it as UTF-8", line) from error
    document = parse_toml(text, str(path)).document
    tables = document.pop(_TABLES, None)
    if document or not isinstance(tables, list) or not all(isinstance(x, dict) for x in tables):
        other = f'"{printable(next(iter(document)), 40)}"' if document else "something"
        problem = f"has {other} outside [[{_TABLES}]]" if document else f"has no [[{_TABLES}]]"
        raise refused(path, problem, f"write a table for each: [[{_TABLES}]]")
    lines = key_lines(text)
    for index, table in enumerate(tables):
        yield Row(lines[_TABLES, index], table.items())


class _TwiceError(Exception):
    """The words for a key that an object has twice."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON.

    Raises:
        _TwiceError: it has a key twice.
    """
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise _TwiceError(f'has "{printable(key, 40)}" twice')
        made[key] = value
    return made


def _jsonl(path: Path, _file: IO[bytes], start: bytes) -> Iterator[Row]:
    for number, line in enumerate(_lines(path, start), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line.strip(), object_pairs_hook=_unique)
        except _TwiceError as error:
            yield Row(number, problem=Problem(str(error), "keep one of them"))
            continue
        except (ValueError, RecursionError) as error:
            column = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
            yield Row(number, problem=Problem(f"is not JSON{column}", _AN_OBJECT))
            continue
        if isinstance(value, dict):
            yield Row(number, value.items())
        else:
            yield Row(number, problem=Problem("is not an object", _AN_OBJECT))


def _xlsx(path: Path, _start: bytes) -> Iterator[_Record]:
    return sheet_rows(path)


_SHEETS: dict[str, Callable[[Path, bytes], Iterator[_Record]]] = {"csv": _csv, "xlsx": _xlsx}
_OBJECTS = {"toml": _toml, "jsonl": _jsonl}
