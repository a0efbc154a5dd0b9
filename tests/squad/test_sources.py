"""Files of athletes as programs write them, and as nobody should."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from squad.conftest import Read, peak_mb
from support.examples import many

from fitexport.errors import TemplateError
from fitexport.squad.roster import BadRow, Member, read_roster
from fitexport.squad.sources import MAX_LINE, MAX_TOML_BYTES, rows_of

TWO = "Name;Mile\nZo\u00eb;6:20\nBen;7:00\n"


def _names(rows: list[Member | BadRow]) -> list[tuple[int, str]]:
    return [(each.row, each.name) for each in rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    "separator", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"]
)
def test_every_encoding_and_separator_is_told(
    squad: Read, encoding: str, end: str, separator: str
) -> None:
    text = TWO.replace(";", separator).replace("\n", end)
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    members = squad((mark + text).encode(encoding))
    assert _names(members) == [(2, "Zo\u00eb"), (3, "Ben")]
    assert isinstance(members[0], Member)
    assert members[0].settings.mile_s == 380


def test_lines_of_two_encodings_in_one_file_are_both_read(squad: Read) -> None:
    data = b"Name\n" + "Zo\u00eb\n".encode() + "Ren\u00e9\n".encode("cp1252")
    assert _names(squad(data)) == [(2, "Zo\u00eb"), (3, "Ren\u00e9")]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["without mark", "with mark"])
def test_a_byte_that_fits_no_encoding_names_its_row(squad: Read, mark: bytes) -> None:
    good, bad, other = squad(mark + b"Name,Mile\nAnna,6:20\nRen\x81,7:00\nBen,7:00\n")
    assert isinstance(good, Member)
    assert isinstance(other, Member)
    assert isinstance(bad, BadRow)
    assert bad.row == 3
    assert [str(each) for each in bad.problems] == [
        'Name: "Ren\ufffd" has a byte that fits no encoding\n  save the file as UTF-8'
    ]


def test_rows_are_numbered_as_a_spreadsheet_does(squad: Read) -> None:
    text = 'sep=,\n\nName,Note\n\n"Anna\nBerg","two\n\nlines"\n,\nBen,\n'
    assert _names(squad(text)) == [(4, "Anna Berg"), (6, "Ben")]


def test_a_quote_inside_quotes_stops_only_its_row(squad: Read) -> None:
    rows = squad('Name,Mile\nAnna,6:20\n"Ben" B,7:00\nCleo,8:00\n')
    assert [type(each) for each in rows] == [Member, BadRow, Member]
    assert isinstance(rows[1], BadRow)
    assert str(rows[1].problems[0]).startswith("has a quote inside quotes\n")


def test_a_quote_that_is_never_closed_is_reported(squad: Read) -> None:
    rows = squad('Name,Mile\nAnna,6:20\n"Ben,7:00\nCleo,8:00\n')
    assert [type(each) for each in rows] == [Member, BadRow]
    assert isinstance(rows[1], BadRow)
    assert str(rows[1].problems[0]).startswith("has a quote that is never closed\n")


def test_more_cells_than_headings_are_reported_with_the_likely_cause(squad: Read) -> None:
    (row,) = squad("Name,Days\nAnna,mon,tue,thu\n")
    assert isinstance(row, BadRow)
    assert (row.name, [str(each) for each in row.problems]) == (
        "Anna",
        [
            'has 4 cells below 2 headings\n  put a cell with commas between quotes: "mon,tue,thu"',
        ],
    )


def test_toml_and_json_lines_hold_the_same_athletes(squad: Read) -> None:
    toml = squad(
        '# ours\n[[athlete]]\nname = "Anna"\nmile = "6:20"\ndays = ["mon", "tue", "sat"]\n'
        'at = { mon = "06:30", sat = "8:00" }\nrace-day = 2027-05-01\nage = 29\nsteps = 40\n'
        '\n[[athlete]]\nname = "Ben"\n',
        "squad.toml",
    )
    lines = squad(
        '{"name": "Anna", "mile": "6:20", "days": ["mon", "tue", "sat"], "at": {"mon": "06:30",'
        ' "sat": "8:00"}, "race_day": "2027-05-01", "age": 29, "watch": {"steps": 40}}\n\n'
        '{"name": "Ben", "goal": null}\n',
        "squad.jsonl",
    )
    assert _names(toml) == [(2, "Anna"), (11, "Ben")]
    assert _names(lines) == [(1, "Anna"), (3, "Ben")]
    for one, other in zip(toml, lines, strict=True):
        assert isinstance(one, Member)
        assert isinstance(other, Member)
        assert (one.settings, one.limits) == (other.settings, other.limits)
    assert isinstance(toml[0], Member)
    assert toml[0].settings.calendar_settings is not None
    assert toml[0].settings.calendar_settings.at == {"mon": 390, "sat": 480}


def test_a_key_twice_in_an_object_is_refused(squad: Read) -> None:
    twice, inside, cleo = squad(
        '{"name": "Anna", "mile": "6:20", "mile": "6:30"}\n'
        '{"name": "Ben", "watch": {"steps": 40, "steps": 50}}\n'
        '{"name": "Cleo"}\n'
    )
    problems = [each.problems for each in (twice, inside) if isinstance(each, BadRow)]
    assert [[each.problem for each in row] for row in problems] == [
        ['has "mile" twice'], ['has "steps" twice'],
    ]  # fmt: skip
    assert isinstance(cleo, Member)


def test_lines_that_are_not_json_objects_stop_only_themselves(squad: Read) -> None:
    rows = squad('{"name": "Anna"}\n{"name": \n["Ben"]\n' + "[" * 9000 + '\n{"name": "Cleo"}\n')
    assert [type(each) for each in rows] == [Member, BadRow, BadRow, BadRow, Member]
    problems = [each.problems[0].problem for each in rows if isinstance(each, BadRow)]
    assert problems[:2] == ["is not JSON, column 9", "is not an object"]
    assert problems[2].startswith("is not JSON")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "a.csv: is empty"),
        ("a.csv", b"\n \r\n", "a.csv: is empty"),
        ("a.csv", b"Name,Mile\n", "a.csv: has no athletes"),
        ("a.csv", b"Name,Mile\n\n,\n", "a.csv: has no athletes"),
        ("a.csv", b"Anna,6:20\nBen,7:00\n", "a.csv:1: no column is known: Anna, 6:20"),
        ("a.csv", b"\nMile,Goal\n7:00,\n", "a.csv:2: has no column name or id: Mile, Goal"),
        ("a.csv", b'"Name,Mile\nAnna,6:20\n', "a.csv:1: the row of headings has a quote that is"),
        ("a.csv", b"N\0a\0m\0e\0", "a.csv: is not text: it has NUL bytes"),
        ("a.csv", b"Name\n" + b"A\n" * 3000 + b"\0\n", "a.csv:3002: is not text: it has NUL bytes"),
        ("a.csv", b"Name\n" + b"A" * (MAX_LINE + 1), "a.csv:2: a line of more than 100000 charac"),
        ("a.csv", b"A" * (MAX_LINE + 1), "a.csv:1: a line of more than 100000 charac"),
        ("a.csv", b"\xff\xfe", "a.csv: has no athletes"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "a.xls: is a sheet of Excel 97"),
        ("a.pdf", b"%PDF-1.4", "a.pdf: is a PDF"),
        ("a.csv.gz", b"\x1f\x8b\x08", "a.csv.gz: is compressed"),
        ("a.xlsx", b"Name\nAnna\n", "a.xlsx: is not XLSX, whatever its name says"),
        (
            "a.ods",
            b"PK\3\4" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument",
            "a.ods: is an O",
        ),
        ("a.toml", b"mile = 3\n", 'a.toml: has "mile" outside [[athlete]]'),
        ("a.toml", b"[athlete]\n", "a.toml: has no [[athlete]]"),
        ("a.toml", b"# none\n", "a.toml: has no [[athlete]]"),
        ("a.toml", b"[[athlete]]\nname = \n", "a.toml:2:8: is not TOML"),
        ("a.toml", b"[[athlete]]\nname = '\xff'\n", "a.toml:2: is not UTF-8 text"),
        ("a.toml", b"#" * (MAX_TOML_BYTES + 1), "a.toml: larger than 2 MB"),
    ],
)
def test_a_file_that_is_no_squad_is_refused_with_a_remedy(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TemplateError) as raised:
        list(read_roster(path))
    assert str(raised.value).startswith(f"{tmp_path}/{message}")
    assert all(each.remedy for each in raised.value.problems)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "is not a file"),
        ("nobody.csv", "cannot be read: No such file or directory"),
        ("nul\0.csv", "cannot be read: "),
    ],
)
def test_what_is_not_there_is_refused(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(TemplateError) as raised:
        list(read_roster(tmp_path / name))
    assert problem in str(raised.value)
    assert raised.value.remedy


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@many(200, plain=20)
def test_no_bytes_are_read_but_as_rows_or_a_clean_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(data)
    try:
        rows = list(read_roster(path))
    except TemplateError:
        return
    assert rows
    assert all(each.problems for each in rows if isinstance(each, BadRow))


_CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zs", "Zl", "Zp")), max_size=12
)


@given(
    rows=st.lists(st.lists(_CELL, min_size=2, max_size=2), min_size=1, max_size=8),
    separator=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@many(150, plain=15)
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    separator: str,
    end: str,
    encoding: str,
) -> None:
    """By Python's writer, as spreadsheets quote."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerows([["Name", "Mile"], *rows])
    path = tmp_path_factory.getbasetemp() / "written.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    read = [[cell for _, cell in row.cells] for row in rows_of(path)]
    assert read == [row for row in rows if any(row)]


def _many(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        if path.suffix == ".csv":
            file.write("Name,Mile,Goal,Race day,Volume,Days\n")
            for number in range(count):
                mile = f"{5 + number % 8}:{number % 60:02d}"
                file.write(f'R\u00fcnner {number},{mile},,2027-05-01,40km,"mon,tue,thu,sat"\n')
        else:
            for number in range(count):
                file.write(json.dumps({"name": f"Runner {number}", "mile": "6:20"}) + "\n")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["squad.csv", "squad.jsonl"])
def test_memory_stays_flat_however_many_rows_there_are(tmp_path: Path, name: str) -> None:
    few, many_more = (peak_mb(_many(tmp_path / name, count), count) for count in (5_000, 30_000))
    assert many_more - few < 5, "twelve bytes for each place in the table of names and folders"
