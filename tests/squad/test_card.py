"""The coach's card, beside the FIT files of everybody as fitdecode reads them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from support.fit_dump import Raw, fitdecode_raw

from fitexport.export.session_source import SourceText
from fitexport.pace.table import pace_table
from fitexport.session.parse import parse
from fitexport.squad.card import Sheet, card_csv
from fitexport.squad.card_page import card_page
from fitexport.squad.roster import Member, read_roster
from fitexport.squad.sessions import SquadWorkouts, export_for_squad
from fitexport.squad.times import timed

SAMPLE = Path(__file__).parents[2] / "samples" / "squad.csv"
TODAY = date(2027, 3, 1)
Make = Callable[..., SquadWorkouts]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write a session for everybody of a file."""

    def made(text: str, squad: str | Path = SAMPLE) -> SquadWorkouts:
        path = squad if isinstance(squad, Path) else tmp_path / "squad.csv"
        if isinstance(squad, str):
            path.write_text(squad, encoding="utf-8")
        members = [each for each in read_roster(path) if isinstance(each, Member)]

        return export_for_squad(SourceText(text), members, tmp_path / "out", today=TODAY)

    return made


def _seconds(text: str) -> float:
    minutes, _, rest = text.rpartition(":")
    return 60 * int(minutes or 0) + float(rest)


def _times(sheet: Sheet, head: str) -> dict[str, tuple[str, str]]:
    """Who -> own time and accepted range in the first column of this heading."""
    at = next(at for at, column in enumerate(sheet.columns) if column.head == head)
    return {
        line.name: (cell.text, cell.range_text)
        for group in sheet.groups
        for line in group.lines
        if (cell := line.cells[at])
    }


def _steps(folder: Path) -> list[dict[int, Raw]]:
    """The workout steps of the one workout in a folder, by fitdecode: field number -> raw value."""
    (path,) = (each for each in folder.glob("*.fit") if "schedule" not in each.name)
    return [fields for number, fields in fitdecode_raw(path.read_bytes()) if number == 27]


def test_own_times_are_those_of_the_watch(make: Make, tmp_path: Path) -> None:
    (sheet,) = make("warm-up 10min; 5x 400m @ mile, jog 1.25x rep; cool-down 10min").sheets
    rep, jog = _times(sheet, "400 m"), _times(sheet, "time")
    half = _times(sheet, "200 m")
    folders = {line.name: line.folder for group in sheet.groups for line in group.lines}
    assert len(rep) == 10
    for name, (own, accepted) in rep.items():
        steps = _steps(tmp_path / "out" / folders[name])
        run = next(each for each in steps if "400 m in" in str(each.get(8)))
        assert re.findall(r"400 m in ([\d:]+)", str(run[8])) == [own], name
        slow, fast = (400_000 / int(str(run[field])) for field in (5, 6))  # mm/s
        low, high = map(_seconds, accepted.split("-"))
        assert (low, high) == pytest.approx((fast, slow), abs=0.6)
        assert _seconds(half[name][0]) == pytest.approx(_seconds(own) / 2, abs=0.55)
        (pause,) = {int(str(x[2])) for x in steps if (x.get(7), x.get(1)) == (4, 0)}
        assert _seconds(jog[name][0]) * 1000 == pause


def test_everybody_can_run_the_time_of_a_group(make: Make, tmp_path: Path) -> None:
    rows = "".join(f"R{at},5:{at:02d}\n" for at in range(0, 60, 4))
    (sheet,) = make("6x 400m @ mile, jog 200m", f"name,mile\n{rows}").sheets
    at = next(at for at, column in enumerate(sheet.columns) if column.kind == "rep")
    assert 2 <= len(sheet.groups) <= 5
    for group in sheet.groups:
        together = _seconds(group.together[at])
        assert _seconds(group.together[0]) == pytest.approx(together / 2, abs=0.5)
        for line in group.lines:
            run = next(
                each
                for each in _steps(tmp_path / "out" / line.folder)
                if "400 m in" in str(each.get(8))
            )
            slow, fast = (400_000 / int(str(run[field])) for field in (5, 6))
            assert fast <= together + 0.1
            assert together - 0.1 <= slow
        first, last = group.lines[0].cells[at], group.lines[-1].cells[at]
        assert first
        assert last
        assert group.ranges[at] == f"{first.text}-{last.text}"


def test_runners_too_far_apart_have_no_time_together(make: Make) -> None:
    rows = "".join(
        f"R{at},{mile}\n"
        for at, mile in enumerate(["4:00", "5:00", "6:00", "7:00", "8:00", "8:50"])
    )
    (sheet,) = make("6x 400m @ mile, jog 200m", f"name,mile\n{rows}").sheets
    assert [(len(each.lines), each.together[1]) for each in sheet.groups] == [
        (1, "1:00"), (1, "1:15"), (1, "1:29"), (1, "1:44"), (2, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("3x 200m @ mile, jog 200m", ["200 m", "about"]),
        ("3x 600m @ mile, jog 2min", ["200 m", "400 m", "600 m"]),
        ("3x 1000m @ threshold, rest 90s", ["400 m", "800 m", "1000 m"]),
        ("run 1mi @ 10k", ["400 m", "800 m", "1200 m", "1600 m", "1 mi"]),
        ("run 5km @ 10k", ["200 m", "400 m"]),
        ("4x 2:30 @ vo2max, jog 2:00", ["200 m", "400 m"]),
        ("race 1mi", ["400 m", "800 m", "1200 m", "1 mi"]),
        ("time-trial 3km", ["400 m", "800 m", "1200 m", "1600 m", "2000 m", "2400 m", "2800 m", "3 km"]),
        ("long 70min", ["pace"]),
        ("4x 400m @ mile, jog 200m; 2x 400m @ mile, jog 200m", ["200 m", "400 m", "about"]),
        ("8x hill 10s, walk 90s", []),
    ],
)  # fmt: skip
def test_the_stopwatch_is_looked_at_where_it_helps(text: str, heads: list[str]) -> None:
    cells, _ = timed(parse(text), pace_table(380, 360), "mi", "end")
    assert list(dict.fromkeys(column.head for column in cells)) == heads


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("run 30min @ effort 6", "No target times: run by heart rate, effort or feel."),
        ("easy 40min @ 130-145bpm", "No target times: run by heart rate, effort or feel."),
        ("3x (squat 10reps; rest 90s)", "No target times: lifting."),
        ("swimming 30min", "No target times: cross-training."),
    ],
)
def test_a_session_without_times_says_so(make: Make, text: str, note: str) -> None:
    (sheet,) = make(text, "name,mile\nAnna,6:20\nBen,9:00\n").sheets
    assert (sheet.note, sheet.columns, len(sheet.groups)) == (note, (), 1)
    assert len(sheet.groups[0].lines) == 2
    assert note in card_page((sheet,))


def test_lifting_has_a_sheet_for_each_place(make: Make) -> None:
    home, gym = sorted(
        make("use strength-a (sets 3, reps 8)").sheets, key=lambda x: "barbell" in str(x.text)
    )
    assert any("dumbbell" in line for line in home.text)
    assert len(home.groups[0].lines) + len(gym.groups[0].lines) == 10


def test_who_runs_by_heart_rate_is_beside_who_runs_by_pace(make: Make) -> None:
    squad = "name,mile,easy-by,max-hr\nAnna,6:20,,\nBen,6:30,hr,185\n"
    (sheet,) = make("easy 40min", squad).sheets
    assert [(each.number, [line.name for line in each.lines]) for each in sheet.groups] == [
        (1, ["Anna"]), (0, ["Ben"]),
    ]  # fmt: skip
    assert [[cell and cell.text for cell in group.lines[0].cells] for group in sheet.groups] == [
        ["8:52-9:46/mi", None],
        [None, "120-146bpm"],
    ]


def test_markup_is_shown_and_formulas_are_text(make: Make) -> None:
    squad = 'name,mile\n<script>alert(1)</script>,6:20\n"@SUM(1,2)",6:30\n'
    sheets = make('4x 400m @ mile "<b>smooth</b>", jog 200m', squad).sheets
    page = card_page(sheets)
    assert "<script" not in page
    assert "<b>smooth" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    rows = list(csv.reader(StringIO(card_csv(sheets))))
    assert [row[3] for row in rows] == ["athlete", "<script>alert(1)</script>", "'@SUM(1,2)"]
    assert rows[0][6:] == [
        "400m @ mile: 200 m", "400m @ mile: 400 m", "400m @ mile: 400 m, accepted", "jog 200m: about",
    ]  # fmt: skip
    assert rows[1][6:] == ["47", "1:34", "1:31-1:38", "1:30"]
