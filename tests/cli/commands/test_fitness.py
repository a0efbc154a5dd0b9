"""`fitexport fitness`: what it prints of recordings, and what it saves, never silently."""

from __future__ import annotations

import logging
import os
import pty
import re
import select
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from support.command import error_of, run
from support.field_recordings import zipped
from support.json_schemas import held
from support.recordings import (
    START,
    Course,
    LapMark,
    Leg,
    Session,
    fit_activity,
    gpx,
    packed,
    recorded,
    samples,
    tcx,
    time_at,
    trial,
)

import fitexport
from fitexport.season.settings_file import read_athlete_file

FILE = Path("fitexport.toml")
SEASON = """\
[athlete]
id = "anna"            # keep it
mile = "6:20"
goal = "6:00"
level = "intermediate"

[season]
id = "spring-2027"
weeks = 8
race-day = 2027-05-01
"""
EASY = tcx(recorded(Course.road(), [Leg(8000, 3.0)], every_s=2))


@pytest.fixture(autouse=True)
def files(alone: Path) -> None:
    for name, data in samples(START).items():
        (alone / name).write_bytes(data)
    (alone / "easy.tcx").write_bytes(EASY)


@pytest.fixture
def season(alone: Path) -> None:
    (alone / FILE).write_text(SEASON, encoding="utf-8")


# --- one run ----------------------------------------------------------------------------


def test_one_run_is_listed_effort_by_effort() -> None:
    result = run("fitness", "time-trial.fit")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "time-trial.fit: running, Fri 9 Apr 2027, 1.8 mi in 13:30\n"
        "\n"
        "Best     Time  Per mile  Per km   Began at  After\n"
        "400m   1:31.7  6:09/mi   3:49/km  1.0 mi    8:04\n"
        "800m   3:03.5  6:09/mi   3:49/km  0.8 mi    6:31\n"
        "1500m  5:44.0  6:09/mi   3:49/km  0.5 mi    4:59\n"
        "mile   6:12.0  6:12/mi   3:51/km  0.5 mi    4:44\n"
        "\n"
        "Worth a mile in 6:12: fitness index 46.7 +- 0.3\n"
        "A race effort: nothing before or after it was nearly as fast.\n"
        "Measured by laps on a track: give or take 2 s over the mile.\n"
    )


def test_a_training_run_is_worth_at_least_its_best_mile() -> None:
    result = run("fitness", "easy.tcx", "--units", "km")
    assert (result.exit_code, result.stderr) == (0, "")
    head, _, _, table, *_ = result.stdout.split("\n")
    assert head == "easy.tcx: running, Fri 9 Apr 2027, 8.0 km in 44:26"
    assert table.startswith("400m    2:13.3  8:56/mi   5:33/km  ")
    assert result.stdout.endswith(
        "\n\nWorth a mile in 8:15.7 or faster, from the 5k: fitness index 33.8 +- 0.4 or more\n"
        "At least this fast: another part of the run was as fast.\n"
        "Measured by the watch's own distance: give or take 17 s over the 5k.\n"
    )


def test_units_come_from_the_athlete_s_file(alone: Path) -> None:
    (alone / FILE).write_text('[athlete]\nunits = "km"\n')
    assert "8.0 km in 44:26" in run("fitness", "easy.tcx").stdout
    assert "5.0 mi in 44:26" in run("fitness", "easy.tcx", "--units", "mi").stdout


def test_the_maximum_heart_rate_comes_from_the_athlete_s_file(alone: Path) -> None:
    """The generator's heart beats 169 times a minute at this speed."""
    (alone / "5k.tcx").write_bytes(tcx(recorded(Course.road(), [Leg(5010, 4.1)])))
    assert "At least this fast: it is the whole recording, and" in run("fitness", "5k.tcx").stdout
    (alone / FILE).write_text("[athlete]\nmax-hr = 175\n")
    assert (
        "A race effort: the heart rate was 97% of its maximum." in run("fitness", "5k.tcx").stdout
    )


def test_a_downhill_run_is_reported(alone: Path) -> None:
    (alone / "down.gpx").write_bytes(gpx(recorded(Course.road(), trial(372), drop_m=60)))
    assert run("fitness", "down.gpx").stdout.endswith(
        "Downhill: it dropped 26 m from start to end, which helped you.\n"
    )


def test_json_has_everything() -> None:
    result = run("fitness", "time-trial.fit", "--json")
    document = held(result.stdout)
    (facts,) = document["runs"]
    assert document["skipped"] == []
    efforts = facts.pop("efforts")
    assert facts == {
        "file": "time-trial.fit",
        "name": "time-trial.fit",
        "title": "",
        "sport": "running",
        "sport_kind": "",
        "day": "2027-04-09",
        "distance_m": 2830.3,
        "elapsed_s": 810.0,
        "cut_m": 0.0,
        "mile_s": 372.0,
        "index": 46.67,
        "index_doubt": 0.26,
        "kind": "race",
        "why": "nothing before or after it was nearly as fast",
        "sure": True,
        "measured_by": "laps on a track",
        "drop_m": 0.0,
        "downhill": False,
        "doubts": [],
        "basis": "mile",
    }
    assert [effort["distance"] for effort in efforts] == ["400m", "800m", "1500m", "mile"]
    assert efforts[-1] == {
        "distance": "mile",
        "distance_m": 1609.344,
        "time_s": 372.0,
        "start_s": 284.0,
        "start_m": 805.0,
        "lacking_m": 0.0,
        "stopped_s": 0.0,
    }


# --- several ----------------------------------------------------------------------------


@pytest.mark.slow
def test_of_several_the_best_comes_first_and_each_is_counted_once() -> None:
    result = run("fitness", ".", "--units", "km")
    assert (result.exit_code, result.stderr) == (
        0,
        "note: recorded twice, counted once: 1 (--all shows them)\n",
    )
    lines = result.stdout.split("\n")
    assert lines[0].split() == ["Mile", "Index", "From", "Kind", "Day", "Distance", "File"]
    assert [(line.split()[0], line.split()[-1]) for line in lines[1:4]] == [
        ("6:12.0", "time-trial.fit"),
        ("7:30.8", "six-400s.tcx"),
        ("8:15.7", "easy.tcx"),
    ]
    assert lines[5] == "Best      Time  Per mile  Per km   Day         File"
    assert lines[6] == "400m    1:31.7  6:09/mi   3:49/km  2027-04-09  time-trial.fit"
    assert [line.split()[0] for line in lines[7:12]] == ["800m", "1500m", "mile", "3k", "5k"]
    assert lines[-2] == "3 runs, 16.8 km; the best is worth a mile in 6:12.0"
    shown = run("fitness", ".", "--all").stdout
    assert "  the same run as time-trial.fit  Run   time-trial.gpx\n" in shown


@pytest.mark.slow
def test_what_cannot_be_believed_is_set_aside_and_named(alone: Path) -> None:
    folder = alone / "all"
    folder.mkdir()
    fixes = recorded(Course.road(), [Leg(3000, 5.2)], every_s=5)
    data = fit_activity(fixes, sessions=[Session(0, 600, 1, 1)], positions=False)
    (folder / "belt.fit").write_bytes(data)
    (folder / "easy.tcx").write_bytes(EASY)
    result = run("fitness", "all", "--units", "km")
    belt_path = os.path.join("all", "belt.fit")  # noqa: PTH118
    assert result.stderr == f"note: set aside: {belt_path}, a mile in 5:09.5: treadmill\n"
    assert "belt.fit" not in result.stdout
    assert result.stdout.endswith("\n1 run, 8.0 km; the best is worth a mile in 8:15.7\n")
    shown = run("fitness", "all", "--all")
    assert shown.stderr == ""
    assert "  set aside: treadmill  " in shown.stdout
    (belt_facts,) = held(run("fitness", "all", "--json").stdout)["runs"][1:]
    assert belt_facts["set_aside"] == "treadmill"


def test_without_a_reliable_run_there_is_no_table_of_bests(alone: Path) -> None:
    (alone / "belts").mkdir()
    for day, speed in enumerate((3.0, 3.2)):
        fixes = recorded(Course.road(), [Leg(3000, speed)])
        data = fit_activity(fixes, positions=False, start=START + timedelta(days=day))
        (alone / "belts" / f"{day}.fit").write_bytes(data)
    shown = run("fitness", "belts", "--units", "km").stdout
    assert shown.endswith("\n2 runs, 6.0 km; none can be relied on (see the remarks)\n")
    assert "Best" not in shown


def test_what_was_cut_is_reported(alone: Path) -> None:
    fixes = recorded(Course.road(), [Leg(3000, 3.5), Leg(4000, 15.0), Leg(3000, 3.5)])
    (alone / "lift.gpx").write_bytes(gpx(fixes))
    assert "\n4 km of 10 cut, as too fast for running.\n" in run("fitness", "lift.gpx").stdout


@pytest.mark.slow
def test_runs_before_a_day_can_be_left_out() -> None:
    later = run("fitness", ".", "--since", "2027-04-09")
    assert "six-400s.tcx" not in later.stdout
    assert error_of(run("fitness", ".", "--since", "2028-01-01")) == (
        5,
        "Error: there is no run since 2028-01-01\n  give an earlier --since\n",
    )


@pytest.mark.slow
def test_a_file_named_twice_is_read_once() -> None:
    result = run("fitness", "easy.tcx", "./easy.tcx", ".", "--json")
    assert len(held(result.stdout)["runs"]) == 4


def test_folders_in_folders_and_packed_files_are_found(alone: Path) -> None:
    inner = alone / "runs" / "2026"
    inner.mkdir(parents=True)
    (inner / "EASY.TCX.GZ").write_bytes(packed(EASY))
    (inner / "notes.txt").write_text("a good run")
    (facts,) = held(run("fitness", "runs", "--json").stdout)["runs"]
    assert facts["file"] == os.path.join("runs", "2026", "EASY.TCX.GZ")  # noqa: PTH118


@pytest.mark.slow
def test_in_a_folder_what_is_no_run_is_skipped(alone: Path) -> None:
    folder = alone / "all"
    folder.mkdir()
    ride = recorded(Course.road(), [Leg(9000, 6)])
    (folder / "a.fit").write_bytes(fit_activity(ride, sessions=[Session(0, 1500, 2)]))
    (folder / "b.gpx").write_bytes(gpx(ride, sport="Ride"))
    (folder / "c.gpx").write_bytes(gpx(recorded(Course.road(), [Leg(3000, 1.4)]), sport=""))
    (folder / "d.tcx").write_bytes(EASY)
    result = run("fitness", "all")
    assert (result.exit_code, result.stderr) == (
        0,
        "note: skipped: 2 x cycling, 1 x a walk (--verbose lists them)\n",
    )
    assert result.stdout.startswith(f"{os.path.join('all', 'd.tcx')}: running")  # noqa: PTH118
    lines = run("fitness", "all", "--verbose").stderr.split("\n")
    named = os.path.join("all", "a.fit")  # noqa: PTH118
    assert lines[:2] == [
        "note: skipped: 2 x cycling, 1 x a walk",
        f"note: {named}: a recording of cycling, not of a run",
    ]
    passed = held(run("fitness", "all", "--json").stdout)["skipped"]
    assert passed[0] == {"file": named, "reason": "a recording of cycling, not of a run"}
    assert len(passed) == 3


@pytest.mark.slow
def test_a_broken_file_in_a_folder_does_not_fail_the_rest(alone: Path) -> None:
    (alone / "broken.gpx").write_bytes(b"<gpx><trk>")
    result = run("fitness", ".")
    assert result.exit_code == 0
    assert result.stderr.startswith("note: skipped: 1 x not XML (--verbose lists them)\n")


def test_unreadable_files_are_reported_and_the_rest_is_printed(alone: Path) -> None:
    (alone / "broken.gpx").write_bytes(b"<gpx><trk>")
    result = run("fitness", "broken.gpx", "time-trial.fit")
    assert result.exit_code == 5
    assert result.stderr == (
        "Error: broken.gpx: not XML: no element found: line 1, column 10\n"
        "  export it again from your watch or its app\n"
    )
    assert result.stdout.startswith("time-trial.fit: running")


def test_a_ride_that_was_named_is_an_error(alone: Path) -> None:
    ride = recorded(Course.road(), [Leg(9000, 6)])
    (alone / "ride.gpx").write_bytes(gpx(ride, sport="Ride"))
    assert error_of(run("fitness", "ride.gpx")) == (
        5,
        "Error: ride.gpx: a recording of cycling, not of a run\n  give the recording of a run\n",
    )


def test_a_folder_without_recordings_or_without_runs_is_an_error(alone: Path) -> None:
    (alone / "empty").mkdir()
    assert error_of(run("fitness", "empty")) == (
        2,
        "Error: empty: there are no recordings in it\n  give a folder of GPX, TCX or FIT files\n",
    )
    (alone / "empty" / "ride.gpx").write_bytes(
        gpx(recorded(Course.road(), [Leg(9000, 6)]), sport="Ride")
    )
    assert error_of(run("fitness", "empty")) == (
        5,
        "note: skipped: 1 x cycling (--verbose lists them)\n"
        "Error: there is no run among these files\n  give the recording of a run\n",
    )


# --- saving -----------------------------------------------------------------------------

PACES = (
    "mile in 6:12 on Fri 9 Apr 2027: from Sat 10 Apr 2027 on the paces are\n"
    "Zone       Before        After\n"
    "goal       6:00/mi       6:00/mi\n"
    "mile       6:20/mi       6:12/mi\n"
    "vo2max     6:47/mi       6:40/mi\n"
    "threshold  7:23-7:44/mi  7:14-7:35/mi\n"
    "easy       8:52-9:46/mi  8:42-9:35/mi\n"
)
ADDED = '\n[[result]]\ndate = 2027-04-09\ndistance = "mile"\ntime = "6:12"\n'
TODAY = ("--today", "2027-04-10")


@pytest.mark.usefixtures("season")
def test_a_race_effort_is_saved_as_the_result_it_is() -> None:
    result = run("fitness", "time-trial.fit", "--save", "--as", "race", *TODAY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.partition("\n\nmile in")[2] == (
        PACES.removeprefix("mile in")
        + "Written to fitexport.toml. Next: fitexport week next --out ./watch\n"
    )
    assert FILE.read_text() == SEASON + ADDED
    assert run("paces").stdout.startswith("Mile 6:12, goal 6:00")
    assert run("undo").exit_code == 0
    assert FILE.read_text() == SEASON


@pytest.mark.usefixtures("season")
def test_without_save_nothing_is_written_nor_with_dry_run() -> None:
    run("fitness", "time-trial.fit")
    result = run("fitness", "time-trial.fit", "--save", "--as", "race", "--dry-run", *TODAY)
    assert result.stdout.endswith(PACES + "Nothing was written to fitexport.toml: --dry-run\n")
    assert FILE.read_text() == SEASON


@pytest.mark.usefixtures("season")
def test_a_training_run_is_saved_if_it_is_faster_than_the_known_mile() -> None:
    result = run("fitness", "easy.tcx", "--save", "--as", "at-least", *TODAY)
    assert result.exit_code == 0
    assert result.stdout.endswith(
        "\nNothing was saved: it says that you can run a mile in 8:15.7 or faster, and 6:20 is"
        " already known.\n"
    )
    assert FILE.read_text() == SEASON
    assert run("fitness", "time-trial.fit", "--save", "--as", "at-least", *TODAY).exit_code == 0
    assert FILE.read_text() == SEASON + ADDED


@pytest.mark.usefixtures("season")
def test_who_cannot_be_asked_says_what_it_was() -> None:
    result = run("fitness", "time-trial.fit", "--save", *TODAY)
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: is it a race effort, or part of training? there is no terminal to ask in\n"
        "  give --as race or --as at-least\n",
    )
    assert FILE.read_text() == SEASON


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.usefixtures("season")
@pytest.mark.parametrize(
    ("answer", "text"),
    [("\n", SEASON + ADDED), ("at-least\n", SEASON + ADDED), ("no\n", SEASON)],
)
@pytest.mark.slow
def test_on_a_terminal_it_asks(answer: str, text: str) -> None:
    shown = _on_a_terminal(answer, "fitness", "time-trial.fit", "--save", *TODAY)
    assert "Save it as a race effort, or as at least what you can run" in shown
    assert "(race, at-least, no) [race]: " in shown
    assert FILE.read_text() == text
    assert ("Nothing was saved." in shown) == (text == SEASON)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.usefixtures("season")
@pytest.mark.slow
def test_a_mile_far_from_the_known_one_is_not_suggested_as_a_race_and_needs_a_yes() -> None:
    slow = SEASON.replace("6:20", "7:40").replace("6:00", "7:20")
    FILE.write_text(slow)
    shown = _on_a_terminal("\n\n", "fitness", "time-trial.fit", "--save", *TODAY)
    assert "(race, at-least, no) [at-least]: " in shown
    assert "far from the 7:40 that is known. Save it anyway [y/N]: " in shown
    assert "Nothing was saved." in shown
    assert FILE.read_text() == slow


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.slow
def test_on_a_terminal_many_files_have_a_progress_bar() -> None:
    shown = _on_a_terminal("", "fitness", ".")
    assert "Reading" in shown
    assert "100%" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.slow
def test_on_a_terminal_the_recordings_of_an_archive_are_counted(alone: Path) -> None:
    names = ("time-trial.gpx", "time-trial.fit", "easy.tcx")
    (alone / "export.zip").write_bytes(
        zipped({name: (alone / name).read_bytes() for name in names})
    )
    shown = _on_a_terminal("", "fitness", "export.zip")
    assert re.search(r"Reading .* 3\x1b", shown)


def _on_a_terminal(answer: str, *args: str) -> str:
    """What a terminal shows, after `answer` was typed."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "fitexport", *args],
        env=os.environ
        | {"PYTHONPATH": str(Path(fitexport.__file__).parent.parent), "COLUMNS": "1000"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        close_fds=True,
    )
    os.close(slave)
    os.write(master, answer.encode())
    shown = b""
    while select.select([master], [], [], 30)[0]:
        try:
            more = os.read(master, 4096)
        except OSError:  # Linux: the other end is closed
            break
        if not more:
            break
        shown += more
    os.close(master)
    assert process.wait(timeout=30) == 0, shown
    return shown.decode()


@pytest.mark.usefixtures("season")
def test_downhill_is_saved_by_force_only(alone: Path) -> None:
    (alone / "down.gpx").write_bytes(gpx(recorded(Course.road(), trial(372), drop_m=60)))
    save = ("fitness", "down.gpx", "--save", "--as", "race", *TODAY)
    result = run(*save)
    assert (result.exit_code, result.stderr) == (
        5,
        "Error: down.gpx: it dropped 26 m from start to end, so it says little about your mile\n"
        "  nothing was saved; --force saves it anyway\n",
    )
    assert FILE.read_text() == SEASON
    assert run(*save, "--force").exit_code == 0
    assert len(read_athlete_file(FILE).results) == 1


@pytest.mark.usefixtures("season")
def test_a_recording_without_a_day_needs_one(alone: Path) -> None:
    fixes = recorded(Course.track(), trial(372))
    unset = START.replace(year=1970)
    (alone / "old.tcx").write_bytes(tcx(fixes, start=unset))
    save = ("fitness", "old.tcx", "--save", "--as", "race", *TODAY)
    result = run(*save)
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: old.tcx: it has no date\n  give --date 2027-04-09\n",
    )
    assert run(*save, "--date", "2027-04-08").exit_code == 0
    assert 'date = 2027-04-08\ndistance = "mile"\ntime = "6:12' in FILE.read_text()


@pytest.mark.usefixtures("season")
def test_of_a_folder_the_best_recent_run_is_saved() -> None:
    result = run("fitness", ".", "--save", "--as", "race", *TODAY)
    assert result.exit_code == 0
    assert "\nThe best of the last 120 days: time-trial.fit\n" in result.stdout
    assert FILE.read_text() == SEASON + ADDED
    late = run("fitness", ".", "--save", "--as", "race", "--today", "2028-04-10")
    assert late.exit_code == 2
    assert late.stderr.endswith(
        "Error: no run of the last 120 days can be saved\n  give the file of the one to save\n"
    )


@pytest.mark.slow
@pytest.mark.usefixtures("season")
def test_what_is_far_from_the_known_mile_is_not_saved_unasked() -> None:
    save = ("fitness", "easy.tcx", "--save", "--as", "race", *TODAY)
    result = run(*save)
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: it is worth a mile in 8:15.7, far from the 6:20 that is known\n"
        "  nothing was saved; --force saves it anyway\n",
    )
    assert FILE.read_text() == SEASON
    assert run(*save, "--force").exit_code == 0
    assert 'distance = "5k"' in FILE.read_text()


@pytest.mark.usefixtures("season")
def test_a_treadmill_is_saved_only_by_force(alone: Path) -> None:
    data = fit_activity(
        recorded(Course.road(), trial(372)), sessions=[Session(0, 2000, 1, 1)], positions=False
    )
    (alone / "belt.fit").write_bytes(data)
    save = ("fitness", "belt.fit", "--save", "--as", "race", *TODAY)
    result = run(*save)
    assert (result.exit_code, result.stderr) == (
        5,
        "Error: belt.fit: it is a treadmill run, accurate to 10%, so it says little about your mile\n"
        "  nothing was saved; --force saves it anyway\n",
    )
    assert run(*save, "--force").exit_code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.usefixtures("season")
@pytest.mark.slow
def test_on_a_terminal_at_least_is_the_default_unless_the_signs_agree(alone: Path) -> None:
    (alone / "slow.fit").write_bytes(fit_activity(recorded(Course.road(), trial(430))))
    shown = _on_a_terminal("no\n", "fitness", "slow.fit", "--save", *TODAY)
    assert "(race, at-least, no) [at-least]: " in shown
    shown = _on_a_terminal("race\nn\n", "fitness", "easy.tcx", "--save", *TODAY)
    assert "far from the 6:20 that is known. Save it anyway [y/N]: " in shown
    assert FILE.read_text() == SEASON


@pytest.mark.usefixtures("season")
def test_a_5k_is_saved_as_a_5k(alone: Path) -> None:
    legs = [Leg(2000, 2.8), Leg(5000, 4.3), Leg(1000, 2.5)]
    (alone / "5k.fit").write_bytes(fit_activity(recorded(Course.road(), legs)))
    assert run("fitness", "5k.fit", "--save", "--as", "race", *TODAY).exit_code == 0
    assert 'distance = "5k"\ntime = "19:22.' in FILE.read_text()


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (
            ("easy.tcx", "--as", "race"),
            "--as, --date and --force say how to save\n  give --save, too",
        ),
        (
            ("easy.tcx", "--save", "--json"),
            "--save prints what it changes, --json does not\n  give one of the two",
        ),
    ],
)
def test_options_that_do_not_fit_are_refused(args: tuple[str, ...], complaint: str) -> None:
    result = run("fitness", *args)
    assert (result.exit_code, result.stderr) == (2, f"Error: {complaint}\n")
    assert FILE.read_text() == SEASON


def test_without_an_athlete_s_file_nothing_can_be_saved() -> None:
    result = run("fitness", "time-trial.fit", "--save", "--as", "race", *TODAY)
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: there is no fitexport.toml to write this to\n  make one first: fitexport init\n",
    )


@pytest.mark.usefixtures("season")
def test_a_result_in_the_future_or_twice_is_refused() -> None:
    save = ("fitness", "time-trial.fit", "--save", "--as", "race")
    early = run(*save, "--today", "2027-04-08")
    assert (early.exit_code, early.stderr) == (
        4,
        "Error: a result on 2027-04-09 is in the future: today is 2027-04-08\n"
        "  give the day on which it was run\n",
    )
    run(*save, *TODAY)
    again = run(*save, *TODAY)
    assert (again.exit_code, again.stderr) == (
        2,
        "Error: there is already a mile on 2027-04-09\n"
        "  remove it from fitexport.toml first (fitexport undo, if it was the last)\n",
    )


# --- a track in the rain ----------------------------------------------------------------


def test_names_that_steer_a_terminal_are_shown_harmless(alone: Path) -> None:
    (alone / "a\x1b[2J.tcx").write_bytes(EASY)
    assert "\x1b" not in run("fitness", "a\x1b[2J.tcx").stdout
    (alone / "b\x1b[2J.tcx").write_bytes(b"x")
    assert "\x1b" not in run("fitness", "b\x1b[2J.tcx").stderr


def test_laps_pressed_late_give_the_mile_of_the_laps(alone: Path) -> None:
    legs = trial(372)
    fixes = recorded(Course.track(), legs, device_error=0.02)
    laps = [
        LapMark(time_at(legs, m), time_at(legs, m + 400) + 0.3, 408) for m in range(1200, 2800, 400)
    ]
    (alone / "laps.fit").write_bytes(fit_activity(fixes, laps=laps))
    assert "Worth a mile in 6:13.2: " in run("fitness", "laps.fit").stdout


# --- charts -----------------------------------------------------------------------------


def test_a_chart_is_written_to_a_new_file(alone: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed: pip install '.[plot]'")
    result = run("fitness", "time-trial.fit", "--plot", "run.svg")
    handlers = logging.getLogger("matplotlib").handlers
    assert any(isinstance(each, logging.NullHandler) for each in handlers)  # else stderr is one
    assert (result.exit_code, result.stderr) == (0, "note: chart written to run.svg\n")
    assert result.stdout == run("fitness", "time-trial.fit").stdout
    drawn = (alone / "run.svg").read_bytes()
    assert b"best mile: 6:12" in drawn
    again = run("fitness", "time-trial.fit", "--plot", "run.svg")
    assert (again.exit_code, again.stderr) == (
        2,
        "Error: run.svg: this file already exists\n  remove it, or give another name\n",
    )
    assert (alone / "run.svg").read_bytes() == drawn
    nowhere = run("fitness", "time-trial.fit", "--plot", "none/run.svg")
    assert (nowhere.exit_code, nowhere.stderr) == (
        6,
        "Error: none/run.svg: cannot be written: No such file or directory\n"
        "  choose another place\n",
    )


def test_a_chart_is_drawn_in_the_terminal() -> None:
    pytest.importorskip("plotille", reason="plotille is not installed: pip install '.[plot]'")
    result = run("fitness", "time-trial.fit", "--plot", "-")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "\ntime-trial.fit, Fri 9 Apr 2027\nbest mile: 6:12\n (min/mi)  ^\n" in result.stdout


def test_a_chart_of_many_runs_shows_their_bests() -> None:
    pytest.importorskip("plotille", reason="plotille is not installed: pip install '.[plot]'")
    result = run("fitness", "time-trial.fit", "easy.tcx", "--plot", "-")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "\nthe best of each week over 400m to 5k\n (min/mi)  ^\n" in result.stdout
    assert result.stdout.endswith("\n4 400m, 8 800m, x 1500m, m mile, 3 3k, 5 5k\n")


def test_a_chart_that_cannot_be_is_refused_before_anything_is_read() -> None:
    for target, message in (
        (
            "run.pdf",
            "run.pdf: a chart file must end in .html, .png or .svg\n  give such a name, or - for the terminal",
        ),
        (
            "easy.tcx",
            "easy.tcx: a chart file must end in .html, .png or .svg\n  give such a name, or - for the terminal",
        ),
    ):
        assert error_of(run("fitness", "time-trial.fit", "--plot", target)) == (
            2,
            f"Error: {message}\n",
        )
    assert error_of(run("fitness", "time-trial.fit", "--json", "--plot", "-")) == (
        2,
        "Error: a chart in the terminal is no JSON\n  give --plot a file\n",
    )


@pytest.mark.usefixtures("season")
def test_a_run_of_long_ago_is_saved_with_a_remark() -> None:
    save = ("fitness", "time-trial.fit", "--save", "--as", "race", "--dry-run", "--today")
    assert run(*save, "2027-08-07").stderr == ""
    late = run(*save, "2027-08-08")
    assert (late.exit_code, late.stderr) == (
        0,
        "note: that run is 121 days old: a result sets the paces of what you can run today\n",
    )
