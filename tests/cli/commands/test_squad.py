"""`fitexport squad`: what it says, what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from support.command import error_of, run, usage_error

pytestmark = pytest.mark.usefixtures("alone")

TWO = "name,mile,goal,cross,volume,level\nAnna,6:20,6:00,cycling,25mi,intermediate\nBen,6:30,7:00,,,\n"
DAY = ("--today", "2027-03-01", "--race-day", "2027-05-01")


def squad(text: str, *more: str) -> tuple[int, str, str]:
    Path("athletes.csv").write_text(text)
    result = run("squad", "athletes.csv", *DAY, *more)
    return result.exit_code, result.stdout, result.stderr


def test_results_go_to_stdout_and_errors_of_rows_to_stderr() -> None:
    assert squad(TWO) == (
        1,
        "2 athletes in squad: 1 new, 1 not written\n"
        "Next: open squad/squad-summary.html, to read or print;"
        " squad-summary.csv is for spreadsheets\n",
        "Error: athletes.csv, row 3, Ben, mile, goal: the goal 7:00 is not faster than the mile 6:30\n"
        "  give a faster goal, or a slower mile if this one is out of date\n"
        "Error: nothing was written for 1 of 2 rows\n"
        "  fix the errors above, then run the command again\n",
    )


def test_all_went_well() -> None:
    code, _, errors = squad(TWO.replace("7:00", "6:10"))
    assert (code, errors) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("given", [("--week", "all"), ("--weeks", "all")])
def test_all_weeks_go_into_a_folder_each(given: tuple[str, str]) -> None:
    assert squad(TWO.replace("7:00", "6:10"), *given)[0] == 0
    assert len(list(Path("squad/Anna").glob("w0[1-8]/*manifest.json"))) == 8


def test_weeks_is_how_long_plans_are() -> None:
    squad(TWO.replace("7:00", "6:10"), "--weeks", "10", "--week", "10")
    assert "mile-week-10.ics" in {path.name for path in Path("squad/Anna").iterdir()}


def test_strict_is_an_error_with_all_rows_before_it() -> None:
    code, out, errors = squad(TWO, "--strict")
    assert (code, out) == (1, "")
    assert errors.startswith("Error: athletes.csv, row 3, Ben, mile, goal: ")
    assert errors.endswith(
        "Error: 1 of 2 rows have errors, so nothing was written\n"
        "  fix these rows, or leave out --strict\n"
    )
    assert not Path("squad").exists()


def test_columns_that_are_not_known_and_athletes_who_left_are_notes() -> None:
    squad(TWO.replace("7:00", "6:10"))
    _, _, errors = squad("name,mile,goal,cross,volume,level,shoe\n" + TWO.splitlines()[1] + ",44\n")
    assert errors == (
        'note: the column "shoe" is not known and is ignored\n'
        "note: no longer in the file, but still in squad: Ben\n"
    )


def test_an_edited_summary_is_named() -> None:
    squad(TWO.replace("7:00", "6:10"))
    Path("squad/squad-summary.csv").write_text("mine")
    _, _, errors = squad(TWO.replace("7:00", "6:10"))
    assert errors == (
        "note: kept squad/squad-summary.csv: it was changed since fitexport wrote it; move it away for a new one\n"
    )


def test_results_set_paces_and_those_that_cannot_be_used_are_errors() -> None:
    Path("results.csv").write_text(
        "date,athlete,distance,time\n2027-02-20,Anna,mile,6:10\n2027-02-20,Eve,mile,6:10\n"
    )
    text = TWO.replace("7:00", "6:10")
    code, out, errors = squad(text, "--week", "3", "--results", "results.csv", "--json")
    made = json.loads(out)
    assert (code, made["athletes"][0]["mile_s"]) == (1, 370)
    assert [each["name"] for each in made["bad_results"]] == ["Eve"]
    assert errors == (
        'Error: results.csv, row 3, Eve, athlete: nobody in the squad is called "Eve"\n'
        "  check the name, or add a row to the squad's file\n"
        "Error: 1 result could not be used\n"
        "  fix the errors above, then run the command again\n"
    )


def test_json_has_every_row() -> None:
    code, out, _ = squad(TWO, "--json")
    made = json.loads(out)
    assert (code, [each["change"] for each in made["athletes"]]) == (1, ["new", "not written"])
    assert made["athletes"][1]["problems"][0]["column"] == "mile, goal"


@pytest.mark.parametrize(
    ("content", "problem"),
    [("", "athletes.csv: is empty"), ("shoe\n44\n", "athletes.csv:1: no column is known: shoe")],
)
def test_a_file_without_athletes_is_refused(content: str, problem: str) -> None:
    code, out, errors = squad(content)
    assert (code, out, errors.splitlines()[0]) == (3, "", f"Error: {problem}")
    assert not Path("squad").exists()


def test_the_squad_needs_a_folder() -> None:
    Path("out").write_text("a file")
    code, _, errors = squad(TWO, "--out", "out")
    assert (code, errors) == (6, "Error: out is a file, not a folder\n  choose another --out\n")


def test_wrong_values_are_refused() -> None:
    assert error_of(run("squad", "x.csv", "--jobs", "0")) == usage_error(
        "Invalid value for '--jobs' / '-j': 0 is not in the range 1<=x<=64.", "squad"
    )
    code, _, errors = squad(TWO, "--week", "0")
    assert code == 1
    assert re.search("athletes.csv, row 2, Anna: .*there is no week 0", errors)
