"""What agents write is what the commands write, proven, only where they may, over nothing of the user's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.agents import SETTINGS, call, reach, refused
from support.command import DATES, RUNNER, SEASON, run

from fitexport.agents.tools import TOOLS, offered
from fitexport.errors import ProofError

TEXT = "2027-03-16 Fast:\nwarm-up 10min; 3x (400m @ mile; jog 200m); cool-down 1km\n\nrest"
MOVE = {"kind": "move", "session": "w3.2", "to": "2027-03-23", "swap": True}


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def mine(alone: Path) -> Path:
    """The folder for writing, with a fitexport.toml."""
    folder = alone / "mine"
    folder.mkdir()
    (folder / "fitexport.toml").write_text(SEASON)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("weeks", [[3], [3, 4]])
def test_weeks_are_written_as_the_command_writes_them(weeks: list[int], alone: Path) -> None:
    (alone / "mine").mkdir()
    at = reach(write=alone / "mine")
    made = call(at, "write_weeks", settings=SETTINGS, weeks=weeks, folder="watch")
    which = f"{weeks[0]}-{weeks[-1]}"
    assert run("week", which, "--out", "theirs", *RUNNER, *DATES).exit_code == 0
    assert _files(alone / "mine" / "watch") == _files(alone / "theirs")
    assert made["folder"] == "watch"
    assert {each["file"] for each in made["checked"]} == {
        name for name in _files(alone / "theirs") if name.endswith(".fit")
    }
    assert [fault for each in made["checked"] for fault in each["faults"]] == []
    tried = call(reach(), "compile_weeks", settings=SETTINGS, weeks=weeks)
    assert (tried["weeks"], tried["checked"]) == (made["weeks"], made["checked"])
    assert sorted(made["files"]["added"]) == sorted(_files(alone / "theirs"))
    again = call(at, "write_weeks", settings=SETTINGS, weeks=weeks, folder="watch")
    assert sorted(again["files"]["unchanged"]) == sorted(_files(alone / "theirs"))


def test_workouts_are_written_as_the_command_writes_them(alone: Path) -> None:
    (alone / "mine").mkdir()
    made = call(reach(write=alone / "mine"), "write_workouts", text=TEXT, settings={"mile": "6:20"})
    command = ("workout", TEXT, "--out", "theirs", "--mile", "6:20", "--today", "2027-03-01")
    result = run(*command)
    assert result.exit_code == 0
    assert _files(alone / "mine" / "workouts") == _files(alone / "theirs")
    assert made["checked"] == [
        {"file": name, "faults": []} for name in _files(alone / "theirs") if name.endswith(".fit")
    ]
    assert "1 rest left out: a rest makes no file" in made["notes"]


@pytest.mark.slow
def test_the_calendar_remembers_beside_the_file(mine: Path) -> None:
    at = reach(write=mine)
    call(at, "write_weeks", weeks=[3])
    call(at, "make_change", change=MOVE)
    call(at, "write_weeks", weeks=[3])
    assert b"SEQUENCE:1" in (mine / "watch" / "mile-week-03.ics").read_bytes()
    assert [name for name in _files(mine) if "/" not in name] == [
        ".fitexport-calendar.json" if ".fitexport-calendar.json" in _files(mine) else _memory(mine),
        "fitexport.toml",
    ]


def _memory(mine: Path) -> str:
    (name,) = [name for name in _files(mine) if "/" not in name and name != "fitexport.toml"]
    return name


@pytest.mark.slow
def test_nothing_of_the_users_is_overwritten(mine: Path) -> None:
    at = reach(write=mine)
    call(at, "write_weeks", weeks=[3])
    edited = next((mine / "watch").glob("*4x2-30.fit"))
    edited.write_bytes(b"mine")
    (mine / "watch" / "notes.txt").write_text("mine")
    before = _files(mine)
    assert "changed since, and in the way" in refused(at, "write_weeks", weeks=[3]).text
    assert "weeks of a plan in it" in refused(at, "write_workouts", text=TEXT, folder="watch").text
    assert "is there already" in refused(at, "write_settings", settings=SETTINGS).text
    assert _files(mine) == before
    made = call(at, "write_weeks", weeks=[4])
    assert edited.read_bytes() == b"mine"
    assert made["files"]["kept"] == [edited.name]
    assert (mine / "watch" / "notes.txt").read_text() == "mine"


def test_what_cannot_be_proven_is_not_written(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ProofError("step 2 has 40001 cm, not 40000")

    monkeypatch.setattr("fitexport.export.bundle.prove_workout", broken)
    before = _files(mine)
    for tool in ("write_weeks", "write_workouts", "compile_sessions"):
        given = {} if tool == "write_weeks" else {"text": TEXT}
        assert "40001" in refused(reach(write=mine), tool, **given).text
    assert _files(mine) == before


def test_new_settings_are_those_of_init(alone: Path) -> None:
    (alone / "mine").mkdir()
    at = reach(write=alone / "mine")
    made = call(at, "write_settings", settings=SETTINGS)
    result = run("init", *RUNNER, *DATES, "--config", "theirs.toml")
    assert result.exit_code == 0, result.output
    theirs = (alone / "theirs.toml").read_text()
    written = (alone / "mine" / "fitexport.toml").read_text()
    assert made["text"] == written
    ids = [line for line in theirs.splitlines() if line.startswith("id = ")]
    assert written.replace("0123abcd", ids[0].split('"')[1]) == theirs
    assert call(at, "show_plan")["race_day"] == "2027-05-01"


@pytest.mark.slow
def test_new_settings_continue_what_was_written_without_them(alone: Path) -> None:
    at = reach(write=alone)
    call(at, "write_weeks", settings=SETTINGS, weeks=[3])
    made = call(at, "write_settings", settings=SETTINGS)
    assert made["notes"][-1] == "watch has sessions of this plan: the new ones replace them"
    again = call(at, "write_weeks", weeks=[3])
    assert all(name in again["files"]["unchanged"] for name in ("schedule.fit", "mile-week-03.ics"))
    assert again["files"]["added"] == again["files"]["removed"] == []


# --- changes ----------------------------------------------------------------------------

CHANGES: dict[str, tuple[dict[str, Any], str]] = {
    "move": (MOVE, "move w3.2 2027-03-23 --swap"),
    "move to a weekday": ({**MOVE, "to": "tue"}, "move w3.2 tue --swap"),
    "move the race": ({"kind": "move", "session": "race", "to": "2027-05-08"}, "move race 2027-05-08"),
    "skip": ({"kind": "skip", "session": "W3.2"}, "skip w3.2"),
    "sick": ({"kind": "sick", "first": "2027-03-20", "last": "2027-03-24"}, "sick 2027-03-20 2027-03-24"),
    "sick for a day": ({"kind": "sick", "first": "2027-03-20"}, "sick 2027-03-20"),
    "injured": ({"kind": "injured", "first": "2027-03-20", "cross_training": True}, "injured 2027-03-20 --cross-training"),
    "travel": ({"kind": "travel", "first": "2027-03-21", "last": "2027-03-27", "days": ["mon", "wed"]}, "travel 2027-03-21 2027-03-27 --days mon,wed"),
    "result": ({"kind": "result", "distance": "5K", "time": "20:48", "day": "2027-02-27", "goal": "5:55"}, "result 2027-02-27 5k 20:48 --goal 5:55"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_tried_then_made_as_the_command_makes_it(name: str, mine: Path) -> None:
    change, command = CHANGES[name]
    at = reach(write=mine)
    tried = call(at, "propose_change", change=change)
    assert (mine / "fitexport.toml").read_text() == SEASON
    from_settings = call(
        reach(), "propose_change", change=change, settings={**SETTINGS, "weeks": 8}
    )
    assert from_settings["differences"] == tried["differences"]
    made = call(at, "make_change", change=change)
    assert {key: each for key, each in made.items() if key != "file"} == tried
    (mine.parent / "theirs.toml").write_text(SEASON)
    shown = run(*command.split(), "--config", "theirs.toml", "--today", "2027-03-01")
    assert (shown.exit_code, made["breaks"]) == (0, [])
    written = (mine / "fitexport.toml").read_text()
    assert written == (mine.parent / "theirs.toml").read_text()
    assert written.endswith(made["change"] + "\n")
    if name == "result":
        assert "is worth a mile in 6:05.7" in shown.stdout
        assert made["mile_s"] == 365.7
    else:
        assert all(each["what"] in shown.stdout for each in made["differences"])
    undone = call(at, "undo_change")
    assert undone["change"] == made["change"]
    assert (mine / "fitexport.toml").read_text() == SEASON


def test_a_change_that_breaks_a_rule_is_shown_and_refused_unless_it_is_forced(mine: Path) -> None:
    at, change = reach(write=mine), {"kind": "move", "session": "w3.2", "to": "thu"}
    tried = call(at, "propose_change", change=change)
    assert tried["breaks"][0] == "Thu 25 Mar already has a run (W3.2 4x2:30, W3.6 4x4' tempo)"
    assert tried["breaks"][-1].startswith("days that would work: Sun 21 Mar (--swap)")
    assert tried["differences"]
    assert tried["notes"] == []
    made = refused(at, "make_change", change=change)
    assert "the rules of the plan do not allow that" in made.text
    assert (mine / "fitexport.toml").read_text() == SEASON
    forced = call(at, "make_change", change=change, force=True)
    assert forced["breaks"] == tried["breaks"]
    assert (mine / "fitexport.toml").read_text().startswith(SEASON)


def test_the_last_change_of_a_file_with_errors_is_undone(mine: Path) -> None:
    wrong = SEASON.replace("weeks = 8", "weeks = 99")
    (mine / "fitexport.toml").write_text(f'{wrong}\n[[change]]\ndate = 2027-03-01\nskip = "w3.2"\n')
    made = call(reach(write=mine), "undo_change")
    assert "cannot be shown" in made["notes"][0]
    assert (mine / "fitexport.toml").read_text().rstrip() == wrong.rstrip()


@pytest.mark.slow
def test_only_a_file_in_the_folder_for_writing_is_changed(mine: Path, alone: Path) -> None:
    (alone / "write").mkdir()
    at = reach(mine, alone / "write")
    assert call(at, "show_plan")["race_day"] == "2027-05-01"
    made = refused(at, "make_change", change={"kind": "skip", "session": "w3.2"})
    assert "make one with write_settings" in made.text
    assert "make one with write_settings" in refused(at, "undo_change").text
    call(at, "write_weeks", weeks=[3])
    assert list(_files(mine)) == ["fitexport.toml"]
    assert all(name.startswith("watch/") for name in _files(alone / "write"))


def test_without_a_folder_for_writing_no_tool_writes(mine: Path) -> None:
    assert [tool for tool in offered(reach(mine)).values() if tool.writes] == []
    for name, tool in TOOLS.items():
        if tool.writes:
            assert "there is no tool" in refused(reach(mine), name, change={}).text
    assert set(offered(reach(write=mine))) == set(TOOLS)
