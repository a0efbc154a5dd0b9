"""A spreadsheet's cell -> the text that its owner typed, and back without doing harm.

Spreadsheets take a mile of 6:20 for twenty past six. What arrives is a time of day, its text in
whatever format the cell had ("06:20:00", "6:20:00 AM"), a fraction of a day (0.263888889), or, past
24 minutes, a day in January 1900. Here they all become 6:20 again. Sources: ECMA-376 part 1,
18.17.4 (dates and times as serial numbers); Apple's guide to Numbers ("duration value"); the rest
from what users report of LibreOffice, Excel and Google Sheets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from fitexport.errors import UnitError, printable

_BLANK = frozenset({"", "-", "--", "\u2013", "\u2014", "n/a"})
"""What people write into a cell that has nothing in it."""
_ERRORS = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|ERROR!|#+)|Err:\d{3}", re.I
)
"""What spreadsheets show for a formula that fails, or for a column that is too narrow."""
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
"""What is copied along with text: zero-width blanks, marks of direction, soft hyphens."""
_DANGEROUS = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")
"""Beginnings that make a spreadsheet run a cell, wide ones included; source: OWASP ASVS 5.0, 1.2.10,
and its page on CSV injection."""
_ESCAPED = re.compile(r"'\s*[=+\-@]")
_DAYS_0 = {1900: datetime(1899, 12, 31), 1904: datetime(1904, 1, 1)}
"""Of the two Januaries in which times past 24:00 end up: of Excel, and of Excel for Mac until 2011."""
_DAY_S = 86400

_CLOCK = re.compile(
    r"(?P<hours>\d{1,3}):(?P<minutes>\d\d):(?P<seconds>\d\d)(?:[.,](?P<part>\d{1,6}))?"
    r"(?:\s*(?P<half>[AaPp])\.?\s?[Mm]\.?)?",
    re.ASCII,
)
_SHORT_CLOCK = re.compile(
    r"(?P<hours>\d{1,2}):(?P<minutes>\d\d)\s*(?P<half>[AaPp])\.?\s?[Mm]\.?", re.ASCII
)
_OF_A_DAY = re.compile(r"0?[.,]\d{1,20}|[12][.,]\d{4,20}|\d(?:[.,]\d{1,20})?[Ee]-\d{1,2}", re.ASCII)
_DATE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?: 0{1,2}:00(?::00)?)?", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?", re.ASCII)


def cell_text(value: object) -> str:
    """The text of a cell, nothing for an empty one.

    >>> cell_text(" Anna\\u00a0Berg "), cell_text(25.0), cell_text(["mon", "tue"]), cell_text("-")
    ('Anna Berg', '25', 'mon,tue', '')
    >>> cell_text(time(6, 20)), cell_text(datetime(2027, 5, 1)), cell_text(datetime(1900, 1, 1, 1, 30))
    ('6:20:00', '2027-05-01', '25:30:00')

    Raises:
        UnitError: a formula, or an error of one; text that was damaged on its way.
    """
    if not isinstance(value, str):
        return _typed(value)
    text = " ".join(_INVISIBLE.sub("", value).split())
    if text.casefold() in _BLANK:
        return ""
    if text.startswith("="):
        raise UnitError(
            f'"{printable(text, 40)}" is a formula without its value',
            "write the value, or save the sheet in a spreadsheet program that computes it",
        )
    if _ERRORS.fullmatch(text):
        raise UnitError(
            f"{printable(text, 40)} is an error of the spreadsheet",
            "fix its formula, or write the value",
        )
    if "\ufffd" in text:
        raise UnitError(
            f'"{printable(text, 40)}" has a byte that fits no encoding', "save the file as UTF-8"
        )
    return text[1:].strip() if _ESCAPED.match(text) else text


def _typed(value: object) -> str:
    """The text of a value that is none: from XLSX, TOML or JSON."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.year in _DAYS_0 and value.month < 3:
            return _elapsed(value.replace(tzinfo=None) - _DAYS_0[value.year])
        case datetime():
            return value.isoformat(" ").removesuffix(" 00:00:00")
        case time():
            return _elapsed(datetime.combine(date.min, value.replace(tzinfo=None)) - datetime.min)
        case timedelta():
            return _elapsed(value)
        case list():
            return ",".join(map(cell_text, value))
        case dict():
            return ",".join(f"{key}={cell_text(part)}" for key, part in value.items())
    return str(value)


def _elapsed(length: timedelta) -> str:
    """`h:mm:ss`, with as many hours as there are, to a tenth of a second."""
    tenths = round(length.total_seconds() * 10)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest // 10:02d}" + (
        f".{rest % 10}" if rest % 10 else ""
    )


def run_times(text: str) -> Iterator[str]:
    """The times that a cell may mean, the likeliest first: a spreadsheet that was given m:ss has
    h:mm:00.

    >>> list(run_times("06:20:00")), list(run_times("0:06:20.5")), list(run_times("0.263888889"))
    (['6:20', '6:20:00'], ['6:20.5'], ['6:20', '6:20:00'])
    >>> list(run_times("10:00:00 PM")), list(run_times("6:20"))
    (['22:00', '22:00:00'], ['6:20'])
    """
    if _OF_A_DAY.fullmatch(text):
        text = _elapsed(timedelta(days=float(text.replace(",", "."))))
    match = _CLOCK.fullmatch(text) or _SHORT_CLOCK.fullmatch(text)
    if match is None:
        yield re.sub(r"(:\d\d)[.,](\d)(\d*?)0*$", r"\1.\2\3", text)
        return
    found = match.groupdict("")
    hours, minutes = int(found["hours"]), found["minutes"]
    if half := found["half"]:
        hours = hours % 12 + (12 if half in "pP" else 0)
    seconds, part = found.get("seconds", "00") or "00", (found.get("part") or "").rstrip("0")
    rest = f"{seconds}.{part}" if part else seconds
    if hours == 0:
        yield f"{int(minutes)}:{rest}"
        return
    if rest == "00":
        yield f"{hours}:{minutes}"
    yield f"{hours}:{minutes}:{rest}"


def time_of_day(text: str) -> str:
    """A time of day without its seconds, on 24 hours.

    >>> time_of_day("06:30:00"), time_of_day("5:30 PM"), time_of_day("mon=06:30:00,sat=8:00")
    ('06:30', '17:30', 'mon=06:30,sat=8:00')
    """

    def short(match: re.Match[str]) -> str:
        found = match.groupdict("")
        hours = found["hours"]
        if half := found["half"]:
            hours = str(int(hours) % 12 + (12 if half in "pP" else 0))
        return f"{hours}:{found['minutes']}"

    if _OF_A_DAY.fullmatch(text):
        text = _elapsed(timedelta(days=float(text.replace(",", "."))))
    return _SHORT_CLOCK.sub(short, _CLOCK.sub(short, text))


def iso_date(text: str) -> str:
    """A date as year-month-day, if it can only mean one.

    >>> iso_date("1.5.2027"), iso_date("5/13/2027"), iso_date("2027-05-01 00:00:00")
    ('2027-05-01', '2027-05-13', '2027-05-01')

    Raises:
        UnitError: it may be two different days.
    """
    if iso := _ISO_DATE.fullmatch(text):
        return iso[1]
    match = _DATE.fullmatch(text)
    if match is None:
        return text
    first, second, year = int(match[1]), int(match[3]), match[4]
    if match[2] == "." or first > 12:
        day, month = first, second
    elif second > 12 or first == second:
        day, month = second, first
    else:
        days = f"{year}-{first:02d}-{second:02d} or {year}-{second:02d}-{first:02d}"
        raise UnitError(f"{text} may be one of two days", f"write year-month-day: {days}")
    return f"{year}-{month:02d}-{day:02d}"


def for_spreadsheet(text: str) -> str:
    """A text as a cell of a CSV file that no spreadsheet takes for a formula.

    >>> for_spreadsheet("=1+1"), for_spreadsheet("Anna"), cell_text(for_spreadsheet("@Anna"))
    ("'=1+1", 'Anna', '@Anna')
    """
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_DANGEROUS) else text
