"""`fitexport workout --squad`: everybody's files, the card, and rows with errors."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pytest
from support.command import error_of, run
from support.folders import tree

from fitexport.files.transaction import Disk

pytestmark = pytest.mark.usefixtures("alone")
SAMPLES = Path(__file__).parents[3] / "samples"
TEXT = "warm-up 15min; 6x 400m @ mile, jog 1.25x rep; use strength-a (sets 2, reps 8)"
TRACK = "warm-up 15min; 6x 400m @ mile, jog 200m; cool-down 10min"
DAYS = ("--date", "2027-03-16", "--today", "2027-03-01")


def squad(text: str, *more: str, file: str | Path = SAMPLES / "squad.csv") -> object:
    return run("workout", text, "--squad", str(file), "--out", "tuesday", *DAYS, *more)


def test_everybody_has_the_files_of_workout_byte_for_byte(alone: Path) -> None:
    rows = "name,mile,goal,level,units,surface,at,zone,id\nAnna,6:20,6:00,intermediate,km,track,06:30,Europe/Dublin,a1\n"
    (alone / "athletes.csv").write_text(rows + "Ben,7:45,,beginner,,,,,\n")
    result = run(
        "workout", TRACK, "--squad", "athletes.csv", "--out", "tuesday", "--format", "zwo", *DAYS
    )
    assert (result.exit_code, result.stderr) == (0, "")
    (alone / "fitexport.toml").write_text(
        '[athlete]\nid = "ben"\nmile = "7:45"\nlevel = "beginner"\n'
    )
    assert run("workout", TRACK, "--out", "ben", "--format", "zwo", *DAYS).exit_code == 0
    (alone / "fitexport.toml").write_text(
        '[athlete]\nid = "a1"\nmile = "6:20"\ngoal = "6:00"\nlevel = "intermediate"\nunits = "km"\n'
        'surface = "track"\n[calendar]\nat = "06:30"\ntimezone = "Europe/Dublin"\n'
    )
    assert run("workout", TRACK, "--out", "anna", "--format", "zwo", *DAYS).exit_code == 0
    assert tree(alone / "tuesday" / "Anna_a1") == tree(alone / "anna")
    assert tree(alone / "tuesday" / "Ben") == tree(alone / "ben")
    assert sorted(each.name for each in (alone / "tuesday").iterdir()) == [
        "Anna_a1", "Ben", "card.csv", "card.html",
    ]  # fmt: skip


def test_it_prints_the_groups_and_where_the_card_is(alone: Path) -> None:
    (alone / "athletes.csv").write_text(
        "name,mile,goal\nAnna,6:20,6:00\nBen,6:30,6:10\nCleo,8:00,7:40\n"
    )
    result = run("workout", TRACK, "--squad", "athletes.csv", "--out", "tuesday", *DAYS)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "3 athletes in tuesday: 12 files new, 0 replaced, 0 as before\n\n6x400 mile\n"
        "  group 1, 400 m 1:34-1:37: Anna, Ben\n  group 2, 400 m 1:59: Cleo\n\n"
        "The coach's card: print tuesday/card.html, or open tuesday/card.csv as a table\n"
    )
    again = run("workout", TRACK, "--squad", "athletes.csv", "--out", "tuesday", *DAYS)
    assert again.stdout.startswith("3 athletes in tuesday: 0 files new, 0 replaced, 12 as before\n")


def test_rows_with_errors_are_reported_and_stop_no_other(alone: Path) -> None:
    (alone / "athletes.csv").write_text(
        "name,mile,cross,goal\nAnna,6:20,,\nBen,2:10,,\nCleo,8:00,cycling,\nDan,6:20,,7:00\n"
    )
    (alone / "results.csv").write_text(
        "date,athlete,distance,time\n2027-02-20,Anna,mile,6:10\n2027-02-20,Eve,mile,6:10\n2027-02-20,Dan,mile,6:15\n"
    )
    result = run(
        "workout",
        TRACK,
        "--squad",
        "athletes.csv",
        "--results",
        "results.csv",
        "--out",
        "tuesday",
        *DAYS,
    )
    assert result.exit_code == 1
    assert result.stdout.startswith("2 athletes in tuesday: 8 files new")
    assert result.stderr.splitlines() == [
        "note: Anna: mile on 2027-02-20: mile 6:20, now 6:10",
        "Error: athletes.csv, row 3, Ben: a mile in 2:10 is outside 3:43 to 15:00",
        "  give a current mile time, as m:ss",
        "Error: athletes.csv, row 5, Dan: the goal 7:00 is not faster than the mile 6:20",
        "  give a faster goal, or a slower mile if this one is out of date",
        'Error: results.csv, row 3, Eve, athlete: nobody in the squad is called "Eve"',
        "  check the name, or add a row to the squad's file",
    ]


def test_options_fill_what_rows_leave_open(alone: Path) -> None:
    (alone / "athletes.csv").write_text("name,mile,units\nAnna,6:20,mi\nBen,6:20,\n")
    result = run(
        "workout", "easy 40min", "--squad", "athletes.csv", "--out", "x", "--units", "km", "--json"
    )
    (sheet,) = json.loads(result.stdout)["sheets"]
    units = [each["times"][0]["time"][-2:] for each in sheet["groups"][0]["athletes"]]
    assert units == ["mi", "km"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "--squad writes a folder for each athlete\n  give --out ./tuesday"),
        (("--out", "tue.fit"), "--squad writes a folder for each athlete\n  give --out ./tuesday"),
        (("--out", "x", "--force"), "--force has no effect with --squad\n  leave it out"),
        (
            ("--out", "x", "--config", "a.toml"),
            "--config has no effect with --squad\n  leave it out",
        ),
    ],
)
def test_what_does_not_go_with_a_squad_is_refused(args: tuple[str, ...], message: str) -> None:
    shutil.copy(SAMPLES / "squad.csv", "squad.csv")
    assert error_of(run("workout", TRACK, "--squad", "squad.csv", *args)) == (
        2,
        f"Error: {message}\n",
    )


def test_results_without_a_squad_are_refused() -> None:
    assert error_of(run("workout", TRACK, "--results", "r.csv")) == (
        2,
        "Error: --results is for a squad\n"
        "  add --squad athletes.csv; for yourself, fitexport result\n",
    )


def test_a_text_with_an_error_is_reported_once(alone: Path) -> None:
    result = squad("6x 400m @ mlie")
    assert result.exit_code == 3  # type: ignore[attr-defined]
    assert result.stderr.count("unknown zone") == 1  # type: ignore[attr-defined]
    assert tree(alone) == {}


def test_files_of_the_coach_are_in_the_way_of_one_athlete_only(alone: Path) -> None:
    (alone / "athletes.csv").write_text("name,mile\nAnna,6:20\nBen,6:30\n")
    (alone / "tuesday").mkdir()
    (alone / "tuesday" / "Anna").write_text("mine")
    result = run("workout", TRACK, "--squad", "athletes.csv", "--out", "tuesday", *DAYS)
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: athletes.csv, row 2, Anna: tuesday/Anna is a file, not a folder\n  choose another --out\n",
    )
    assert (alone / "tuesday" / "Anna").read_text() == "mine"


def test_a_full_disk_stops_everybody_and_finished_athletes_stay(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (alone / "athletes.csv").write_text("name,mile\nAnna,6:20\nBen,6:30\nCleo,6:40\n")

    def write(_disk: Disk, path: Path, data: bytes) -> None:
        if "Ben" in path.parts:
            raise OSError(errno.ENOSPC, "No space left on device")
        path.write_bytes(data)

    monkeypatch.setattr(Disk, "write", write)
    result = run("workout", TRACK, "--squad", "athletes.csv", "--out", "tuesday", *DAYS)
    assert (result.exit_code, result.stdout) == (6, "")
    assert "tuesday/Ben: No space left on device" in result.stderr
    assert sorted(each.name for each in (alone / "tuesday").iterdir()) == ["Anna"]


def test_a_large_group_is_not_named_whole_and_small_watches_are(alone: Path) -> None:
    rows = "".join(f"R{at},6:20,{5 if at == 3 else 50}\n" for at in range(14))
    (alone / "athletes.csv").write_text(f"name,mile,steps\n{rows}")
    result = run("workout", TRACK, "--squad", "athletes.csv", "--out", "tuesday", *DAYS)
    assert "R10, R11 and 2 more\n" in result.stdout
    assert result.stderr == 'note: R3: "6x400 mile" has 6 steps, the watch accepts 5\n'
