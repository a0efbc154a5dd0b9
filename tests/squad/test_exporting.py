"""A squad on disk: the files of `fitexport week`, whole or not at all, and a summary that is true."""

from __future__ import annotations

import csv
import errno
import json
import os
import zipfile
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.command import run
from support.fit_dump import fitdecode_raw
from support.folders import tree

from fitexport.errors import TemplateError, UsageError, WriteError
from fitexport.export.folder import write_bundles
from fitexport.files.transaction import Disk
from fitexport.season.settings_text import format_athlete_file
from fitexport.squad import targets
from fitexport.squad.compiling import Line, completed
from fitexport.squad.exporting import SquadError, SquadExport, export_squad
from fitexport.squad.results_file import read_results
from fitexport.squad.roster import Member, read_roster

pytestmark = pytest.mark.usefixtures("alone")

TODAY = date(2027, 3, 1)
THREE = """\
id,name,mile,goal,race day,volume,days,units,steps,at,timezone
1,Anna Berg,6:20,6:00,2027-05-01,25mi,"mon,tue,thu,sat,sun",mi,,,
2,Zoë,4:48,,2027-05-15,80km,,km,,06:30,Europe/Dublin
3,Cleo,11:30,,,,"tue,thu,sun",,30,,
"""
OUT = Path("squad")


def export(text: str = THREE, **more: Any) -> SquadExport:
    Path("squad.csv").write_text(text, encoding="utf-8")
    given: dict[str, Any] = {"today": TODAY, "week": "3"} | more
    return export_squad(Path("squad.csv"), OUT, **given)


def toml_of(member: Member) -> Path:
    """The same athlete as a fitexport.toml."""
    path = Path(f"of-{member.row}", "fitexport.toml")
    path.parent.mkdir()
    path.write_text(format_athlete_file(completed(member.settings, {})), encoding="utf-8")
    return path


def athletes() -> list[str]:
    return sorted(path.name for path in OUT.iterdir() if path.is_dir())


def summary() -> list[dict[str, str]]:
    with (OUT / "squad-summary.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# --- the files ----------------------------------------------------------------------------


@pytest.mark.parametrize("week", ["3", "next", "2-3"])
def test_the_files_are_those_of_the_week_command_manifest_included(week: str) -> None:
    made = export(THREE.replace("steps", "none"), week=week)
    assert made.counts == {"new": 3}
    for member in read_roster(Path("squad.csv")):
        assert isinstance(member, Member)
        alone = Path(f"alone-{member.row}")
        given = ("--config", str(toml_of(member)), "--today", str(TODAY))
        assert run("week", week, "--out", str(alone), *given).exit_code == 0
        assert tree(OUT / member.folder) == tree(alone)


@pytest.mark.slow
def test_other_formats_are_those_of_the_week_command() -> None:
    text = (
        THREE.replace("steps", "none").replace("days,units", "days,easy-by").replace(",mi,", ",hr,")
    )
    text = text.replace(",km,", ",hr,")
    made = export(text, formats=("zwo", "suunto"))
    assert made.counts == {"new": 3}
    for member in read_roster(Path("squad.csv")):
        assert isinstance(member, Member)
        alone = Path(f"alone-{member.row}")
        given = ("--config", str(toml_of(member)), "--today", str(TODAY))
        formats = ("--format", "zwo", "--format", "suunto")
        assert run("week", "3", "--out", str(alone), *given, *formats).exit_code == 0
        assert tree(OUT / member.folder) == tree(alone)
        assert {".zwo", ".json"} <= {path.suffix for path in alone.iterdir()}
    refused = "no zwo for W3.3 Strength A, W3.7 Strength B: Zwift files are for running only"
    assert summary()[0]["Remarks"].endswith(refused)


@pytest.mark.slow
def test_results_pace_a_week_as_those_entered_with_the_result_command_do() -> None:
    Path("results.csv").write_text(
        "date,athlete,distance,time\n2027-03-17,3,mile,11:10\n2027-03-01,Anna Berg,5k,21:00\n"
        "2027-03-17,Anna Berg,mile,5:55\n",
        encoding="utf-8",
    )
    text = THREE.replace("steps", "none").replace("11:30,,,", "11:30,,2027-05-01,")
    Path("squad.csv").write_text(text, encoding="utf-8")
    today = date(2027, 3, 18)
    found = read_results(Path("results.csv"), read_roster(Path("squad.csv")), today)
    made = export(text, results=found, today=today)
    assert (made.counts, found.bad) == ({"new": 3}, ())
    ran = {
        "1": (("2027-03-01", "5k", "21:00"), ("2027-03-17", "mile", "5:55")),
        "2": (),
        "3": (("2027-03-17", "mile", "11:10"),),
    }
    for member in read_roster(Path("squad.csv")):
        assert isinstance(member, Member)
        alone, config = Path(f"alone-{member.row}"), str(toml_of(member))
        now = ("--config", config, "--today", str(today))
        for result in ran[member.settings.id or ""]:
            assert run("result", *result, *now).exit_code == 0
        assert run("week", "3", "--out", str(alone), *now).exit_code == 0
        assert tree(OUT / member.folder) == tree(alone)
    anna, zoe, _ = (row["Remarks"] for row in summary())
    assert anna.startswith(
        "5k on 2027-03-01: mile 6:20, now 6:09.4 / mile on 2027-03-17: mile 6:09.4, now 5:55,"
    )
    assert "2027-03" not in zoe


def test_results_are_judged_by_the_level_that_options_give() -> None:
    Path("results.csv").write_text("date,athlete,distance,time\n2027-02-20,Anna,mile,5:50\n")
    Path("squad.csv").write_text("name,mile\nAnna,6:20\n")
    defaults = {"level": "beginner"}
    found = read_results(Path("results.csv"), read_roster(Path("squad.csv")), TODAY, defaults)
    export("name,mile\nAnna,6:20\n", results=found, defaults=defaults)
    assert "as fast as the goal of 6:01: 5:32 would fit" in summary()[0]["Remarks"]


def test_results_that_cannot_be_used_are_on_the_page_and_strict_refuses_them() -> None:
    Path("results.csv").write_text("date,athlete,distance,time\n2027-02-20,Eve,mile,6:10\n")
    Path("squad.csv").write_text(THREE, encoding="utf-8")
    found = read_results(Path("results.csv"), read_roster(Path("squad.csv")), TODAY)
    with pytest.raises(SquadError, match="results with errors: 1, so nothing was written"):
        export(strict=True, results=found)
    assert not OUT.exists()
    assert export(results=found).counts == {"new": 3}
    page = (OUT / "squad-summary.html").read_text(encoding="utf-8")
    assert "<b>Row 2, Eve</b>" in page


@pytest.mark.slow
def test_a_watch_of_few_steps_gets_workouts_of_few_steps() -> None:
    def most_steps() -> int:
        files = (OUT / "Cleo_3").glob("2*.fit")
        read = (fitdecode_raw(path.read_bytes()) for path in files)
        return max(sum(number == 27 for number, _ in messages) for messages in read)

    export(THREE.replace(",30,,", ",,,"), week="5")
    assert most_steps() == 19
    export(THREE.replace(",30,,", ",16,,"), week="5")
    assert most_steps() == 16
    export(THREE.replace(",30,,", ",16,,"), week="6")
    assert "W6.6 Strength B has 26 steps: the watch accepts 16" in summary()[2]["Remarks"]


def test_defaults_fill_what_rows_leave_open_and_nothing_else() -> None:
    export(
        defaults={
            "race_day": date(2027, 6, 5),
            "units": "km",
            "weeks": None,
            "at": {"tue": 420},
            "timezone": "UTC",
        }
    )
    rows = {row["Name"]: row for row in summary()}
    assert [rows[name]["Race day"] for name in ("Anna Berg", "Cleo")] == [
        "2027-05-01",
        "2027-06-05",
    ]
    assert [rows[name]["Units"] for name in ("Anna Berg", "Zoë", "Cleo")] == ["mi", "km", "km"]
    calendars = {each: next((OUT / each).glob("*.ics")).read_bytes() for each in athletes()}
    assert {each.partition("_")[0]: b"DTSTART:" in data for each, data in calendars.items()} == {
        "Anna Berg": True,
        "Zoe": True,
        "Cleo": True,
    }


def test_athletes_who_have_not_changed_are_left_as_they_are() -> None:
    export()
    before = {path: path.stat().st_mtime_ns for path in OUT.rglob("*") if path.parent != OUT}
    made = export(THREE.replace("6:20", "6:10"))
    assert made.counts == {"changed": 1, "unchanged": 2}
    now = {path: path.stat().st_mtime_ns for path in OUT.rglob("*") if path.parent != OUT}
    assert {path.parent.name for path in now if now[path] != before.get(path)} == {"Anna Berg_1"}


@pytest.mark.slow
def test_what_the_coach_wrote_or_edited_stays_and_is_named() -> None:
    export()
    anna = OUT / "Anna Berg_1"
    (anna / "notes.txt").write_text("left knee")
    edited = next(anna.glob("*.ics"))
    edited.write_text("mine")
    made = export(week="4")
    kept = {row["Name"]: row["Files"] for row in summary()}
    assert kept == {"Anna Berg": "changed", "Zoë": "changed", "Cleo": "changed"}
    assert made.counts == {"changed": 3}
    assert edited.read_text() == "mine"
    assert (anna / "notes.txt").read_text() == "left knee"
    export(week="3")  # where the edited one is in the way
    row = summary()[0]
    assert row["Files"] == "not written"
    assert f"in the way: {edited}" in row["Problems"]


def test_athletes_who_left_keep_their_folders_and_are_named() -> None:
    export()
    (OUT / "photos").mkdir()
    before = tree(OUT / "Cleo_3")
    made = export("".join(THREE.splitlines(keepends=True)[:3]))
    assert made.left == ("Cleo_3",)
    assert tree(OUT / "Cleo_3") == before
    assert "Cleo_3" in (OUT / "squad-summary.html").read_text(encoding="utf-8")


def test_an_athlete_whose_row_is_bad_has_not_left() -> None:
    export()
    made = export(THREE.replace("11:30", "11:99"))
    assert (made.left, made.failed) == ((), 1)
    assert "Cleo_3" in athletes()


@pytest.mark.parametrize("as_zip", [False, True])
def test_events_that_change_have_a_higher_revision_than_before(as_zip: bool) -> None:
    export(as_zip=as_zip)
    export(THREE.replace("6:20", "6:10"), as_zip=as_zip)
    if as_zip:
        with zipfile.ZipFile(OUT / "Anna Berg_1.zip") as archive:
            calendar = archive.read("mile-week-03.ics")
    else:
        calendar = (OUT / "Anna Berg_1" / "mile-week-03.ics").read_bytes()
    assert b"SEQUENCE:1\r\n" in calendar


# --- rows with errors ---------------------------------------------------------------------

BAD = """\
name,mile,goal,race day,days,at
Anna,6:20,7:00,2027-05-01,,
Ben,6:99,,2027-13-01,,
Cleo,7:00,,2027-05-01,"mon,wed",
Dora,7:00,,2027-05-01,,06:30
Eve,7:00,,2027-05-01,,
"""


def test_rows_with_errors_are_all_reported_and_stop_no_other() -> None:
    lines: list[Line] = []
    made = export(BAD, on_line=lines.append)
    assert made.counts == {"not written": 4, "new": 1}
    assert athletes() == ["Eve"]
    assert [
        (line.row, line.name, [str(each.where) for each in line.problems]) for line in lines
    ] == [
        (2, "Anna", ["mile, goal"]),
        (3, "Ben", ["mile", "race day"]),
        (4, "Cleo", ["days"]),
        (5, "Dora", ["at"]),
        (6, "Eve", []),
    ]
    assert all(each.remedy for line in lines[:1] + lines[2:4] for each in line.problems)
    assert "--" not in "".join(str(each) for line in lines for each in line.problems)


def test_strict_writes_nothing_if_a_row_has_an_error() -> None:
    lines: list[Line] = []
    with pytest.raises(SquadError) as raised:
        export(BAD, strict=True, on_line=lines.append)
    assert str(raised.value).startswith("4 of 5 rows have errors, so nothing was written")
    assert [line.name for line in lines] == ["Anna", "Ben", "Cleo", "Dora"]
    assert not OUT.exists()


def test_strict_writes_everything_if_no_row_has_one() -> None:
    assert export(strict=True).counts == {"new": 3}


def test_a_bug_in_one_athlete_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(out: Path, bundles: Any) -> Any:
        return write_bundles(out, bundles) if "Anna" not in out.name else [][1]

    monkeypatch.setattr(targets, "write_bundles", broken)
    assert export().counts == {"not written": 1, "new": 2}
    assert summary()[0]["Problems"].startswith("this is a bug in fitexport: IndexError")


def test_a_disk_that_fills_up_stops_and_leaves_finished_athletes_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Full(Disk):
        def write(self, path: Path, data: bytes) -> None:
            if "Zoe" in str(path):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            super().write(path, data)

    with monkeypatch.context() as patched:
        patched.setattr(targets, "write_bundles", partial(write_bundles, disk=Full()))
        with pytest.raises(WriteError, match="make room"):
            export()
    assert athletes() == ["Anna Berg_1"]
    assert export().counts == {"unchanged": 1, "new": 2}


def test_a_file_without_athletes_writes_nothing() -> None:
    for strict in (False, True):
        with pytest.raises(TemplateError):
            export("name,mile\n", strict=strict)
        assert not OUT.exists()


def test_what_is_wrong_for_every_row_is_one_error() -> None:
    with pytest.raises(UsageError, match='"third" is not a week'):
        export(week="third")
    with pytest.raises(UsageError, match="the weeks 6-3 run backwards"):
        export(week="6-3")
    with pytest.raises(TemplateError, match=r"nope\.toml: cannot be read"):
        export(defaults={"plan": "nope.toml"})
    assert not OUT.exists()


# --- ZIPs ---------------------------------------------------------------------------------


def test_a_zip_has_what_would_be_in_the_folder() -> None:
    export()
    export(as_zip=True)
    for name in athletes():
        with zipfile.ZipFile(OUT / f"{name}.zip") as archive:
            files = {each: archive.read(each) for each in archive.namelist()}
        assert files == tree(OUT / name)


@pytest.mark.slow
def test_zips_are_replaced_if_they_are_ours_and_kept_if_not() -> None:
    first = export(as_zip=True)
    assert (first.counts, export(as_zip=True).counts) == ({"new": 3}, {"unchanged": 3})
    zoe = next(OUT.glob("Zoe*.zip"))
    zoe.write_bytes(b"mine")
    made = export(THREE.replace("2027-05", "2027-06"), as_zip=True)
    assert made.counts == {"changed": 1, "unchanged": 1, "not written": 1}
    assert zoe.read_bytes() == b"mine"
    gone = export("".join(THREE.splitlines(keepends=True)[:2]), as_zip=True)
    assert gone.left == ("Cleo_3",)


def test_a_link_that_was_planted_is_not_written_through(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_bytes(b"mine")
    OUT.mkdir()
    for athlete in ("Anna Berg_1", "Cleo_3"):
        (OUT / f".fitexport-{athlete}.part").symlink_to(mine)
        (OUT / f"{athlete}.zip.part").symlink_to(mine)
    assert export(as_zip=True).counts == {"new": 3}
    assert mine.read_bytes() == b"mine"


# --- the summary --------------------------------------------------------------------------

RUDE = """\
name,mile,race day
"+1,2",6:20,2027-05-01
@SUM(A1),6:20,2027-05-01
<script>alert(1)</script>,6:20,2027-05-01
-2+3,nonsense,2027-05-01
"""


def test_no_cell_of_the_summary_runs_in_a_spreadsheet() -> None:
    export(RUDE)
    names = [row["Name"] for row in summary()]
    assert names == ["'+1,2", "'@SUM(A1)", "<script>alert(1)</script>", "'-2+3"]


def test_names_with_markup_are_text_on_the_page() -> None:
    export(RUDE)
    page = (OUT / "squad-summary.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_summary_has_paces_and_totals_in_the_athletes_units() -> None:
    export()
    anna, zoe, _ = summary()
    first = next(iter(read_roster(Path("squad.csv"))))
    assert isinstance(first, Member)
    assert (anna["Row"], anna["Mile"], anna["Goal"], anna["Week"]) == ("2", "6:20", "6:00", "3")
    assert (anna["Easy pace"], anna["Units"]) == ("8:52-9:46", "mi")
    assert zoe["Units"] == "km"
    shown = run("show", "week", "3", "--config", str(toml_of(first)), "--json").stdout
    assert float(anna["Distance"]) == round(json.loads(shown)["running_m"] / 1609.344, 1)


def test_an_edited_summary_is_kept() -> None:
    export()
    path = OUT / "squad-summary.csv"
    path.write_text("mine")
    made = export(week="4")
    assert made.summary.kept == (str(path),)
    assert path.read_text() == "mine"
    assert "Week 4" in (OUT / "squad-summary.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_many_weeks_are_added_up() -> None:
    export(week="all")
    row = summary()[0]
    assert (row["Week"], row["Distance by week"].count("w")) == ("1-9", 9)
    total = sum(float(each.split(" ")[1]) for each in row["Distance by week"].split(", "))
    assert float(row["Distance"]) == pytest.approx(total, abs=0.5)
