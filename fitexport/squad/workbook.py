"""An XLSX sheet -> its rows of typed cells, one at a time: the only place that knows openpyxl.

A formula is read by the value that was stored with it; without one it stays a formula.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zipfile import BadZipFile, ZipFile

from fitexport.errors import UsageError, printable
from fitexport.squad.columns import column_of
from fitexport.squad.refusing import SAVE, refused

if TYPE_CHECKING:
    from openpyxl import Workbook

_MAX_GAP = 20_000
"""Empty rows in succession: a sheet with colours down to its last row has a million."""
_MAX_BYTES, _MAX_RATIO = 2_000_000_000, 150
"""Unpacked; a million athletes have some 400 MB, and sheets shrink to a tenth."""
_SMALL = 10_000_000
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[ />]")
_CHUNK = 1 << 20
_BATCH = 256
"""Rows read at a time: so often are openpyxl's warnings about looks silenced."""
_MAX_SHEETS = 50
_TOP = 20
"""Rows in which headings are looked for, to choose a sheet."""

_Result = TypeVar("_Result")
_Cells = tuple[object, ...]


def sheet_rows(path: Path) -> Iterator[tuple[int, list[object]]]:
    """The numbered rows of the first sheet, or of the only one that has headings we know.

    Raises:
        UsageError: openpyxl is not installed.
        TemplateError: it cannot be read, or several sheets have such headings.
    """
    try:
        from openpyxl import load_workbook  # an extra
    except ImportError as error:
        raise UsageError(
            "reading XLSX needs openpyxl",
            "pip install 'fitexport[squad]', or save the sheet as CSV",
        ) from error
    with ExitStack() as opened:  # our own files: openpyxl leaves open what it cannot read

        def load(with_values: bool) -> Workbook:
            file = opened.enter_context(path.open("rb"))
            book = load_workbook(file, read_only=True, data_only=with_values, keep_links=False)
            opened.callback(book.close)
            return book

        formulas = _guarded(path, lambda: _has_formulas(path))
        books = [_guarded(path, lambda: load(True))]
        if formulas:
            books.append(_guarded(path, lambda: load(False)))
        index = _chosen(path, books[0])
        yield from _cells(path, [_rows(path, book, index) for book in books])


def _guarded(path: Path, do: Callable[[], _Result]) -> _Result:
    """The result of something that openpyxl does, without its warnings about looks.

    Raises:
        TemplateError: the file is damaged, in whatever way.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return do()
    except OSError:
        raise
    except Exception as error:  # of zipfile, zlib, XML, or of openpyxl on what it did not expect
        why = printable(str(error), 100) or type(error).__name__
        raise refused(path, f"cannot be read as XLSX: {why}", SAVE) from error


def _has_formulas(path: Path) -> bool:
    """Whether any sheet has one: only then is it worth reading everything twice.

    Raises:
        BadZipFile: unpacked, it would be far larger than any sheet.
    """
    with ZipFile(path) as archive:
        parts = archive.infolist()
        size, packed = (
            sum(each.file_size for each in parts),
            sum(each.compress_size for each in parts),
        )
        if size > _MAX_BYTES or size > max(_SMALL, _MAX_RATIO * packed):
            raise BadZipFile(f"unpacked, it has {size // 1_000_000} MB")
        for part in parts:
            if not part.filename.startswith("xl/worksheets/"):
                continue
            with archive.open(part) as file:
                before = b""
                while chunk := file.read(_CHUNK):
                    if _FORMULA.search(before + chunk):
                        return True
                    before = chunk[-30:]
    return False


def _rows(path: Path, book: Workbook, index: int) -> Iterator[_Cells]:
    """The rows of a sheet, with those that it leaves out, as empty ones."""
    sheet = book.worksheets[index]
    sheet.reset_dimensions()  # which some programs state wrongly
    rows = sheet.iter_rows(values_only=True)
    while batch := _guarded(path, lambda: list(islice(rows, _BATCH))):
        yield from batch


def _cells(path: Path, read: Sequence[Iterator[_Cells]]) -> Iterator[tuple[int, list[object]]]:
    """The rows with values; a formula that has none stays one."""
    last = 0
    for number, (values, *others) in enumerate(zip(*read, strict=True), start=1):
        if any(each is not None for each in values):
            last = number
        elif number - last > _MAX_GAP:
            problem = f"{_MAX_GAP} empty rows after row {last}"
            raise refused(path, problem, "delete the rows below the last athlete", last)
        formulas = others[0] if others else ()
        yield (
            number,
            list(values)
            if not formulas
            else [
                value if value is not None or formula is None else f"={str(formula).lstrip('=')}"
                for value, formula in zip(values, formulas, strict=True)
            ],
        )


def _chosen(path: Path, book: Workbook) -> int:
    """Which sheet has the athletes.

    Raises:
        TemplateError: none, or several but not the first.
    """
    sheets = book.worksheets[:_MAX_SHEETS]
    if not sheets:
        raise refused(path, "has no sheet with cells", SAVE)
    fitting: list[int] = []
    for index in range(len(sheets)):
        top = next(filter(any, islice(_rows(path, book, index), _TOP)), ())
        if any(column_of(str(cell)) for cell in top if cell is not None):
            fitting.append(index)
        if fitting == [0]:
            break
    if len(fitting) > 1:
        names = ", ".join(f'"{printable(sheets[index].title, 40)}"' for index in fitting)
        remedy = "put the sheet with the athletes first"
        raise refused(path, f"has athletes' columns in several sheets: {names}", remedy)
    return fitting[0] if fitting else 0
