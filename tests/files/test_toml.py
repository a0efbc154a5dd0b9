"""Mistakes are files: tests/data/invalid/*.toml each end with the whole message they produce."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest
from support.limited import cost, costs_little

from fitexport.errors import TemplateError
from fitexport.files.toml import MAX_BYTES, read_document, read_text
from fitexport.plan.custom import read_custom_plan

INVALID = Path(__file__).parent.parent / "data" / "invalid"

HEAD = """\
name = "mile"
title = "A mile"
level = "beginner"
about = "A plan for a test."
weeks = ["A"]

[week.A]
phase = "base"
focus = "Run."
"""
SESSION = """
[[week.A.session]]
day = 1
name = "Easy"
title = "A run"
text = "easy 30min"
why = "Because."
"""


def errors_of(path: Path) -> str:
    with pytest.raises(TemplateError) as caught:
        read_custom_plan(path, path.name)
    return str(caught.value)


@pytest.mark.parametrize("path", sorted(INVALID.glob("*.toml")), ids=lambda path: path.stem)
def test_all_errors_of_a_plan_are_reported(path: Path) -> None:
    _, _, expected = path.read_text(encoding="utf-8").partition("\n# expected:\n")
    assert expected
    lines = [line.removeprefix("#").removeprefix(" ") for line in expected.splitlines()]
    assert errors_of(path) == "\n".join(lines)


def test_each_error_is_one_entry_in_the_order_of_the_lines() -> None:
    path = INVALID / "several-errors.toml"
    with pytest.raises(TemplateError) as caught:
        read_custom_plan(path, path.name)
    problems = caught.value.problems
    places = [tuple(map(int, str(problem).split(":")[1:3])) for problem in problems]
    assert [line for line, _ in places] == [5, 11, 17, 21, 22, 26, 31, 34, 38]
    assert places == sorted(places)
    assert caught.value.exit_code == 3


def test_windows_line_ends_are_read_and_counted_like_others(tmp_path: Path) -> None:
    source = (INVALID / "several-errors.toml").read_bytes()
    path = tmp_path / "several-errors.toml"
    path.write_bytes(source.replace(b"\n", b"\r\n"))
    assert errors_of(path) == errors_of(INVALID / "several-errors.toml")


def test_a_correct_plan_has_no_errors(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(HEAD + SESSION, encoding="utf-8")
    assert read_custom_plan(path, "plan.toml").plan().weeks[0].sessions[0].title == "A run"


# --- files that are no text of ours -----------------------------------------------------


def test_text_in_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('name = "mile"\ntitle = "Kärnten"\n'.encode("latin-1"))
    assert errors_of(path) == (
        "latin.toml:2:11: is not UTF-8 text (byte 24)\n"
        '  title = "K\ufffdrnten"\n'
        "            ^\n"
        "  save it as UTF-8"
    )


def test_a_missing_file_and_a_folder_cannot_be_read(tmp_path: Path) -> None:
    assert (
        errors_of(tmp_path / "no.toml")
        == "no.toml: cannot be read: No such file or directory\n  check its name and permissions"
    )
    (tmp_path / "folder.toml").mkdir()
    assert errors_of(tmp_path / "folder.toml") == "folder.toml: is not a file\n  name a TOML file"


def test_an_empty_file_says_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_bytes(b"")
    assert errors_of(path) == (
        'empty.toml:1:1: name: is missing\n  write name = "my-plan"\n'
        'empty.toml:1:1: title: is missing\n  write title = "My plan"\n'
        'empty.toml:1:1: level: is missing\n  write level = "intermediate"\n'
        "empty.toml:1:1: about: is missing\n"
        '  write about = "For runners who train four times a week."\n'
        "empty.toml:1:1: week: is missing\n  write a table: [week.A]\n"
        'empty.toml:1:1: weeks: is missing\n  write their names in order: weeks = ["A", "B"]'
    )


def test_weeks_may_be_left_out_only_where_a_library_names_them(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    text = (HEAD + SESSION).replace('weeks = ["A"]', "")
    path.write_text(text, encoding="utf-8")
    assert errors_of(path) == (
        'plan.toml:1:1: weeks: is missing\n  name = "mile"\n  ^\n'
        '  write their names in order: weeks = ["A", "B"]'
    )
    (tmp_path / "mine.toml").write_text('default-weeks = 1\n[weeks]\n1 = ["A"]\n', encoding="utf-8")
    path.write_text('include = ["mine.toml"]\n' + text, encoding="utf-8")
    assert [week.name for week in read_custom_plan(path, "plan.toml").plan().weeks] == ["A"]


def test_a_file_of_the_largest_size_is_read_and_a_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    path.write_bytes(b"#" * MAX_BYTES)
    assert read_text(path, "large.toml") == "#" * MAX_BYTES
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert errors_of(path) == (
        "large.toml: larger than 300 kB\n  check that it is a plan; a plan for a year is half that size"
    )


def test_a_file_without_end_is_not_read_to_the_end() -> None:
    zero = Path("/dev/zero")
    if not zero.exists():
        pytest.skip("no endless file on this system")
    assert errors_of(zero) == "zero: is not a file\n  name a TOML file"


# --- hostile files ----------------------------------------------------------------------


@cache
def hostile_texts() -> dict[str, str]:
    """Files of up to the largest size that are made to be slow, deep or long."""
    many = 30_000
    plan = HEAD + SESSION
    return {
        "deep arrays": "a = " + "[" * many + "]" * many,
        "deep tables": "a = " + "{b = " * many + "1" + "}" * many,
        "a deep header": "[" + ".".join("a" * many) + "]\n",
        "unknown keys": "".join(f"key{number} = 1\n" for number in range(16_000)),
        "unknown tables": "".join(f"[t{number}]\n" for number in range(16_000)),
        "wrong sessions": HEAD + "\n[[week.A.session]]\n" * 10_000,
        "weeks that are not written": plan.replace('["A"]', '["A"' + ', "B"' * many + "]"),
        "a header that never ends": "a = [\n[" + " " * 250_000 + "\n]]\n",
        "a key that never ends": f'"{"a" * 250_000}" = 1\n',
        "blanks": plan + " " * 250_000 + "x = 1\n",
        "a long session": plan.replace("easy 30min", "easy 30min;" * 20_000),
        "brackets in a session": plan.replace("easy 30min", "2x (" * many),
        "a long name": plan.replace("Easy", "E" * 250_000),
        "control characters": plan.replace("Easy", "\\u001b[2J"),
        "control characters in a key": '"\\u001b[2J" = 1\n' + plan,
        "control characters in an include": 'include = ["\\u001b[2J"]\n' + plan,
        "control characters in a week": plan.replace('["A"]', '["\\u001b[2J"]'),
        "many includes": 'include = ["'
        + '", "'.join("blocks" for _ in range(20_000))
        + '"]\n'
        + plan,
    }


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
@pytest.mark.parametrize("name", sorted(hostile_texts()))
def test_a_hostile_file_is_refused_and_costs_little(name: str, tmp_path: Path) -> None:
    (tmp_path / "hostile.toml").write_text(hostile_texts()[name], encoding="utf-8")
    found = cost("plans", "check", "hostile.toml", folder=tmp_path)
    costs_little(found)
    assert found.exit_code == 3
    assert "hostile.toml" in found.errors.partition("\n")[0]
    assert len(found.errors) < 20_000
    assert "\x1b" not in found.errors


def test_the_first_errors_are_reported_and_the_rest_counted(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    extra = "".join(f"key{number} = 1\n" for number in range(60))
    path.write_text(extra + HEAD + SESSION, encoding="utf-8")
    first = [
        f"keys.toml:{number + 1}:1: key{number}: is not a key here\n  key{number} = 1\n  ^\n"
        "  keys here: name, title, level, about, include, zones, weeks, week"
        for number in range(50)
    ]
    assert errors_of(path) == "\n".join([*first, "keys.toml: and 10 more errors"])


def test_tables_too_deep_in_each_other_are_no_traceback() -> None:
    with pytest.raises(TemplateError) as caught:
        read_document("a = " + "[" * 5000 + "]" * 5000, "deep.toml")
    assert str(caught.value) == (
        "deep.toml:1:105: tables are nested too deeply\n"
        f"  {'[' * 76}\n  {' ' * 38}^\n"
        "  three levels of brackets are enough for fitexport"
    )


def test_what_is_not_toml_names_the_line() -> None:
    with pytest.raises(TemplateError) as caught:
        read_document(
            dedent(
                """\
                [athlete]
                mile = 7:04
                """
            ),
            "fitexport.toml",
        )
    assert str(caught.value) == (
        "fitexport.toml:2:9: is not TOML: Expected newline or end of document after a statement\n"
        "  mile = 7:04\n"
        "          ^\n"
        '  write one setting per line, and text in quotes: mile = "7:04"'
    )


def test_a_text_that_is_never_closed_is_named_by_its_beginning() -> None:
    with pytest.raises(TemplateError) as caught:
        read_document('name = "a"\n\nabout = """\nOne week.\n\n[week.A]\n', "plan.toml")
    assert str(caught.value) == (
        "plan.toml:3:9: is not TOML: Unterminated string\n"
        '  about = """\n'
        "          ^\n"
        "  close the text with the quotes that it begins with"
    )


@pytest.mark.parametrize(
    "digits", ["0x" + "f" * 3600, "0b" + "1" * 20_000, "0o" + "7" * 9000, "9" * 4200]
)
def test_a_number_of_thousands_of_digits_is_an_error_at_its_place(digits: str) -> None:
    """Python refuses to print more than 4,300."""
    with pytest.raises(TemplateError) as caught:
        read_document(f"a = 1\nb = [[{digits}]]", "my.toml")
    assert caught.value.problem == "a number with too many digits"
    assert caught.value.where.startswith("my.toml:2:")
