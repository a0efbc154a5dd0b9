"""XLSX files as spreadsheets write them, made by openpyxl."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from squad.conftest import Read, peak_mb

from fitexport.errors import FitexportError, TemplateError, UsageError
from fitexport.squad.roster import BadRow, Member

openpyxl = pytest.importorskip("openpyxl")

SHEET = "xl/worksheets/sheet1.xml"
Sheets = dict[str, list[list[object]]]


def _book(sheets: Sheets, formats: dict[str, str] | None = None, epoch: object = None) -> bytes:
    """A file with these sheets, and formats of cells of the first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    if epoch is not None:
        book.epoch = epoch
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for place, number_format in (formats or {}).items():
        book.worksheets[0][place].number_format = number_format
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _patched(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return out.getvalue()


def _settings(row: Member | BadRow) -> tuple[object, ...]:
    assert isinstance(row, Member), row
    return row.row, row.name, row.settings.mile_s, row.settings.race_day


def test_typed_cells_are_what_was_typed(squad: Read) -> None:
    rows = squad(
        _book(
            {
                "Squad": [
                    ["Name", "Mile", "Race day", "Age", "Id", "Rest days"],
                    ["Anna", time(6, 20), datetime(2027, 5, 1), 29, 17, True],
                    ["Ben", "7:00", date(2027, 5, 1), 34.0, "b", None],
                    [],
                    ["Cleo", timedelta(minutes=6, seconds=20.5), "2027-05-01", "41", 18.0, False],
                    ["Dan", 0.2638888888888889, None, None, 19, None],
                ]
            }
        ),
        "squad.xlsx",
    )
    day = date(2027, 5, 1)
    assert list(map(_settings, rows)) == [
        (2, "Anna", 380, day),
        (3, "Ben", 420, day),
        (5, "Cleo", 380.5, day),
        (6, "Dan", 380, None),
    ]
    assert [each.settings.id for each in rows if isinstance(each, Member)] == [
        "17",
        "b",
        "18",
        "19",
    ]


@pytest.mark.parametrize("number_format", ["h:mm", "[h]:mm:ss", "General", "hh:mm:ss", "mm:ss.0"])
@pytest.mark.parametrize("epoch", [1900, 1904])
def test_25_minutes_30_survives_every_format_and_epoch(
    squad: Read, number_format: str, epoch: int
) -> None:
    """Of the 1904 system, which Excel for Mac had by default until 2011."""
    first = {1900: openpyxl.utils.datetime.WINDOWS_EPOCH, 1904: openpyxl.utils.datetime.MAC_EPOCH}
    sheet: Sheets = {"Squad": [["Name", "5k"], ["Anna", 25.5 / 24]]}
    data = _book(sheet, {"B2": number_format}, first[epoch])
    (anna,) = squad(data, "squad.xlsx")
    assert isinstance(anna, Member), anna
    assert getattr(anna.settings.mile_s, "race", "") == "5k in 25:30"


def test_a_formula_is_read_by_its_stored_value(squad: Read) -> None:
    data = _book({"Squad": [["Name", "Mile"], ["Anna", "=B9"], ["Ben", "=B9"], ["Cleo", "=B9"]]})

    def stored(sheet: bytes) -> bytes:
        assert sheet.count(b"<v></v>") + sheet.count(b"<v/>") + sheet.count(b"<v />") == 3
        for empty in (b"<v></v>", b"<v/>", b"<v />"):
            sheet = sheet.replace(empty, b"<v>0.2638888888888889</v>", 1)
        return sheet.replace(b'r="B4">', b'r="B4" t="e">').replace(b"", b"")

    anna, ben, cleo = squad(_patched(data, SHEET, stored), "squad.xlsx")
    assert _settings(anna)[2] == 380
    for row in (ben, cleo):
        assert isinstance(row, BadRow)
        assert row.problems[0].where == "Mile"
        assert row.problems[0].problem == '"=B9" is a formula without its value'


def test_an_error_of_a_formula_is_a_bad_cell(squad: Read) -> None:
    (anna,) = squad(_book({"Squad": [["Name", "Mile"], ["Anna", "#REF!"]]}), "squad.xlsx")
    assert isinstance(anna, BadRow)
    assert anna.problems[0].problem == "#REF! is an error of the spreadsheet"


ATHLETES: list[list[object]] = [["Name", "Mile"], ["Anna", "6:20"]]


@pytest.mark.parametrize(
    "sheets",
    [
        {"Squad": ATHLETES, "Old": ATHLETES},
        {"Notes": [["to do"]], "Squad": ATHLETES, "Empty": []},
        {"Empty": [], "Squad": [[], *ATHLETES]},
    ],
    ids=["the first", "the only one", "after an empty one"],
)
def test_the_sheet_with_athletes_is_found(squad: Read, sheets: Sheets) -> None:
    assert [each.name for each in squad(_book(sheets), "squad.xlsx")] == ["Anna"]


@pytest.mark.parametrize(
    ("sheets", "problem"),
    [
        (
            {"To do": [["x"]], "A": ATHLETES, "B": ATHLETES},
            'has athletes\' columns in several sheets: "A", "B"',
        ),
        ({"Notes": [["to do"]]}, "no column is known: to do"),
        ({"Empty": []}, "has no athletes"),
        ({"Squad": [["Name"]]}, "has no athletes"),
    ],
)
def test_sheets_without_athletes_are_refused(squad: Read, sheets: Sheets, problem: str) -> None:
    with pytest.raises(TemplateError) as raised:
        squad(_book(sheets), "squad.xlsx")
    assert raised.value.problem == problem
    assert raised.value.remedy


def test_stated_dimensions_are_not_trusted(squad: Read) -> None:
    data = _book({"Squad": ATHLETES})
    lying = _patched(data, SHEET, lambda sheet: sheet.replace(b'ref="A1:B2"', b'ref="A1"'))
    assert lying != data
    assert [each.name for each in squad(lying, "squad.xlsx")] == ["Anna"]


def _swapped(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(part: bytes) -> bytes:
        assert old in part
        return part.replace(old, new)

    return change


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
DAMAGED: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("cut off", lambda data: data[: len(data) // 2]),
    ("no sheet", lambda data: _patched(data, SHEET, lambda _: b"")),
    ("no XML", lambda data: _patched(data, SHEET, lambda sheet: sheet[:-30])),
    ("entities", lambda data: _patched(data, SHEET, lambda sheet: ENTITIES + sheet)),
    (
        "a gap",
        lambda data: _patched(data, SHEET, _swapped(b'<row r="2"', b'<row r="9999999"')),
    ),
    ("no book", lambda data: _patched(data, "xl/workbook.xml", lambda _: b"<a/>")),
    ("a bomb", lambda data: _patched(data, SHEET, lambda sheet: sheet + b" " * 12_000_000)),
    ("not a sheet", lambda _: b"PK\x03\x04" + bytes(100)),
]


@pytest.mark.parametrize("damage", [do for _, do in DAMAGED], ids=[what for what, _ in DAMAGED])
def test_a_damaged_file_is_a_clean_error(squad: Read, damage: Callable[[bytes], bytes]) -> None:
    data = damage(_book({"Squad": ATHLETES}))
    with pytest.raises(FitexportError) as raised:
        squad(data, "squad.xlsx")
    assert raised.value.where.rpartition("/")[2].startswith("squad.xlsx")
    assert raised.value.remedy


def test_without_openpyxl_the_extra_is_named(squad: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    data = _book({"Squad": ATHLETES})
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UsageError) as raised:
        squad(data, "squad.xlsx")
    assert str(raised.value) == (
        "reading XLSX needs openpyxl\n  pip install 'fitexport[squad]', or save the sheet as CSV"
    )


def _large(path: Path, count: int) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Squad")
    rows: Iterable[list[object]] = ([f"Runner {n}", time(6, n % 60), "40km"] for n in range(count))
    for row in (["Name", "Mile", "Volume"], *rows):
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.slow
def test_memory_grows_only_by_the_table_of_texts(tmp_path: Path) -> None:
    """XLSX keeps each different text once, in a table that is read as a whole."""
    counts = (1_000, 13_000)
    few, many = (peak_mb(_large(tmp_path / "squad.xlsx", count), count) for count in counts)
    assert many - few < 13
