"""samples/ is what the program makes today; `pytest --update-samples` rewrites it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support import executed, recordings
from support.command import run
from support.fit_foreign import OTHERS
from support.folders import tree
from support.watches import FENIX, make_drive

from fitexport.season.settings_file import read_athlete_file
from fitexport.season.settings_text import format_athlete_file

SAMPLES = Path(__file__).parent.parent / "samples"


def test_the_sample_week_is_what_the_program_makes(alone: Path, update_samples: bool) -> None:
    made = alone / "week-03"
    shutil.copy(SAMPLES / "fitexport.toml", alone)
    result = run("week", "3", "--today", "2027-03-01", "--out", str(made))
    assert (result.exit_code, result.stderr) == (0, "")
    if update_samples:
        shutil.rmtree(SAMPLES / "week-03", ignore_errors=True)
        shutil.copytree(made, SAMPLES / "week-03")
    assert list(tree(SAMPLES / "week-03")) == list(tree(made))
    assert tree(SAMPLES / "week-03") == tree(made)


def test_the_sample_sessions_become_the_sample_workouts(alone: Path, update_samples: bool) -> None:
    for name in ("fitexport.toml", "sessions.txt"):
        shutil.copy(SAMPLES / name, alone)
    made = alone / "workouts"
    result = run("workout", "sessions.txt", "--today", "2027-03-01", "--out", str(made))
    assert (result.exit_code, result.stderr) == (0, "")
    if update_samples:
        shutil.rmtree(SAMPLES / "workouts", ignore_errors=True)
        shutil.copytree(made, SAMPLES / "workouts")
    assert tree(SAMPLES / "workouts") == tree(made)
    checked = run("check", str(SAMPLES / "workouts"))
    assert (checked.exit_code, checked.stderr) == (0, "")


def test_the_sample_squad_has_the_sample_card(alone: Path, update_samples: bool) -> None:
    shutil.copy(SAMPLES / "squad.csv", alone)
    made = ("--squad", "squad.csv", "--out", "x", "--date", "2027-03-16", "--today", "2027-03-01")
    result = run("workout", "warm-up 15min; 6x 400m @ mile, jog 1.25x rep; cool-down 10min", *made)
    assert (result.exit_code, result.stderr) == (0, "")
    (alone / "card").mkdir()
    for name in ("card.html", "card.csv"):
        shutil.copy(alone / "x" / name, alone / "card")
    _compared(alone / "card", SAMPLES / "squad-card", update_samples)


@pytest.mark.parametrize("dated", [True, False], ids=["with a schedule", "without"])
def test_a_folder_of_workouts_goes_onto_the_fake_watch(alone: Path, dated: bool) -> None:
    shutil.copytree(SAMPLES / "fake-watch", alone / "fake-watch")
    text = "2027-03-22:\neasy 40min\n\n" if dated else ""
    (alone / "own.txt").write_text(f"{text}6x 400m @ mile, jog 200m\n\neasy 40min")
    day = ("--today", "2027-03-20")
    assert run("workout", "own.txt", "--out", "own", *day).exit_code == 0
    at = ("--at", "fake-watch", "--yes", *day)
    first, again = (run("watch", "install", "own", *at) for _ in range(2))
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert f"{4 if dated else 2} files written to fake-watch and read back" in first.stdout
    assert again.stdout.endswith("Nothing to do: the watch is up to date.\n")
    assert run("workout", "own.txt", "--mile", "6:20", "--out", "own", *day).exit_code == 0
    faster = run("watch", "install", "own", *at)
    assert f", {3 if dated else 2} older ones removed" in faster.stdout


def test_the_sample_squad_has_the_sample_summary(alone: Path, update_samples: bool) -> None:
    given = ("--week", "3", "--today", "2027-03-01")
    result = run("squad", str(SAMPLES / "squad.csv"), *given)
    assert (result.exit_code, result.stderr) == (0, "")
    for name in ("squad-summary.csv", "squad-summary.html"):
        made = (alone / "squad" / name).read_bytes()
        if update_samples:
            (SAMPLES / "squad").mkdir(exist_ok=True)
            (SAMPLES / "squad" / name).write_bytes(made)
        assert (SAMPLES / "squad" / name).read_bytes() == made


def test_the_sample_fitexport_toml_is_written_as_init_writes_it() -> None:
    path = SAMPLES / "fitexport.toml"
    assert format_athlete_file(read_athlete_file(path)) == path.read_text(encoding="utf-8")


def test_the_sample_week_passes_the_check() -> None:
    result = run("check", str(SAMPLES / "week-03"))
    assert (result.exit_code, result.stderr) == (0, "")


def test_the_sample_of_a_season_can_be_shown_and_undone(alone: Path) -> None:
    path = alone / "midseason.toml"
    shutil.copy(SAMPLES / path.name, path)
    shown = run("plans", "show", "--config", str(path))
    assert shown.exit_code == 0
    assert shown.stderr.splitlines() == [
        "note: left out (skipped): W2.3 Cross 35'",
        "note: left out (ill from Wed 24 Mar to Fri 26 Mar):"
        " W3.5 Easy+hills, W3.6 4x4' tempo, W3.7 Strength B",
        "note: left out (no lifting while coming back from an illness): W4.3 Strength A",
    ]
    entries = path.read_text(encoding="utf-8").count("[[")
    undone = [run("undo", "--config", str(path)) for _ in range(entries)]
    assert [(each.exit_code, each.stderr) for each in undone] == [(0, "")] * 6
    assert "[[" not in path.read_text(encoding="utf-8")


def _compared(made: Path, sample: Path, update: bool) -> None:
    if update:
        shutil.copytree(made, sample, dirs_exist_ok=True)
    kept = {path: data for path, data in tree(made).items() if data is not None}
    assert {path: tree(sample)[path] for path in kept} == kept


def test_the_sample_probe_is_what_the_program_makes(alone: Path, update_samples: bool) -> None:
    assert run("watch", "probe", "--out", str(alone / "x"), "--today", "2027-03-01").exit_code == 0
    _compared(alone / "x", SAMPLES / "watch-test", update_samples)


def test_the_files_of_others_are_as_they_write_them(alone: Path, update_samples: bool) -> None:
    (alone / "x").mkdir()
    for name, data in OTHERS.items():
        (alone / "x" / name).write_bytes(data)
    _compared(alone / "x", SAMPLES / "others", update_samples)


def test_the_sample_recordings_are_what_the_generator_makes(
    alone: Path, update_samples: bool
) -> None:
    (alone / "x").mkdir()
    for name, data in recordings.samples().items():
        (alone / "x" / name).write_bytes(data)
    _compared(alone / "x", SAMPLES, update_samples)


def test_the_sample_of_a_led_run_is_what_a_watch_records(update_samples: bool) -> None:
    path = SAMPLES / "track-tuesday.fit"
    if update_samples:
        path.write_bytes(executed.SAMPLE)
    assert path.read_bytes() == executed.SAMPLE


def test_the_fake_watch_is_one_of_those_in_the_tests(alone: Path, update_samples: bool) -> None:
    _compared(make_drive(alone / "x", FENIX), SAMPLES / "fake-watch", update_samples)


def test_the_fake_watch_can_be_tried_as_the_readme_says(alone: Path) -> None:
    shutil.copytree(SAMPLES / "fake-watch", alone / "fake-watch")
    shutil.copytree(SAMPLES / "week-03", alone / "watch")
    at = ("--at", "./fake-watch")
    day = ("--today", "2027-03-20")
    # git keeps no empty folders, so a clone has none for new files: the install makes it.
    shutil.rmtree(alone / "fake-watch/Garmin/NewFiles", ignore_errors=True)
    before = tree(alone / "fake-watch")
    steps = [
        ("find",),
        ("install", "./watch", "--dry-run", *day),
        ("install", "./watch", "--yes", *day),
        ("install", "./watch", "--yes", *day),
        ("status", *day),
        ("undo", "--yes"),
    ]
    results = [run("watch", *step, *at) for step in steps]
    assert [result.exit_code for result in results] == [0] * 6
    assert results[3].stdout.endswith("Nothing to do: the watch is up to date.\n")
    (alone / "fake-watch/Garmin/NewFiles").rmdir()
    assert tree(alone / "fake-watch") == before
