"""samples/ is what the program makes today; `pytest --update-samples` writes it anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command import run
from folders import tree

from fitexport.athlete_file import format_athlete_file, read_athlete_file

SAMPLES = Path(__file__).parent.parent / "samples"


def test_the_sample_week_is_what_the_program_makes(
    alone: Path, update_samples: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(SAMPLES.parent)
    made = alone / "week-03"
    config = ("--config", "samples/fitexport.toml", "--today", "2027-03-01")
    result = run("week", "3", *config, "--out", str(made))
    assert (result.exit_code, result.stderr) == (0, "")
    if update_samples:
        shutil.rmtree(SAMPLES / "week-03", ignore_errors=True)
        shutil.copytree(made, SAMPLES / "week-03")
    assert list(tree(SAMPLES / "week-03")) == list(tree(made))
    assert tree(SAMPLES / "week-03") == tree(made)


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
        "note: left out (no lifting on the way back from an illness): W4.3 Strength A",
    ]
    entries = path.read_text(encoding="utf-8").count("[[")
    undone = [run("undo", "--config", str(path)) for _ in range(entries)]
    assert [(each.exit_code, each.stderr) for each in undone] == [(0, "")] * 6
    assert "[[" not in path.read_text(encoding="utf-8")
