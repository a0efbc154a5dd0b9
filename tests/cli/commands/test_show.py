"""`fitexport show`: the plan as a calendar, a week as a table, a session as a chart."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.command import SEASON, run
from support.json_schemas import held

from fitexport.season.season import season_of
from fitexport.season.settings_file import read_athlete_file


@pytest.fixture(autouse=True)
def season(alone: Path) -> Path:
    path = alone / "fitexport.toml"
    path.write_text(SEASON, encoding="utf-8")
    return path


def shown(*args: str, today: str = "2027-03-22") -> str:
    result = run("show", *args, "--today", today)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_every_session_is_on_its_day_with_its_minutes(season: Path) -> None:
    """Read back against the week's own table of sessions."""
    lines = shown().splitlines()
    assert lines[0] == "A faster mile: race on Sat 1 May 2027, mile 6:20, goal 6:00"
    rows = [re.split(r"  +", line.strip()) for line in lines[2:] if line]
    assert rows[0][:3] == ["Phase", "From", "Sun"]
    weeks = [row for row in rows if row[0].isdigit()]
    schedule = season_of(read_athlete_file(season)).schedule
    assert len(weeks) == schedule.weeks
    for number, row in enumerate(weeks, start=1):
        cells = row[3:10]
        for offset, cell in enumerate(cells):
            day = schedule.first_day(number) + timedelta(offset)
            on = [each for each in schedule.week(number) if each.day == day and each.place]
            assert cell.strip("[]").startswith("-") == (not on)
            assert cell.count("+") == sum(each.planned.kind == "strength" for each in on)
            assert ("[" in cell) == (day == date(2027, 3, 22))


def test_the_race_and_the_trial_have_different_letters() -> None:
    text = shown()
    assert len(re.findall(r"\bTT\d+", text)) == 1
    assert len(re.findall(r"\bR\d+", text)) == 1


@pytest.mark.parametrize("which", [("week", "3"), ("3",), ("week", "next"), ("next",)])
def test_a_week_is_a_table_and_its_total(which: tuple[str, ...]) -> None:
    lines = shown(*which, today="2027-03-21").splitlines()
    assert lines[0].startswith("Week 3 of 8 (build), from Sun 21 Mar 2027: ")
    assert lines[2].split() == ["Day", "Session", "Structure", "Distance", "Time", "Paces"]
    assert re.fullmatch(r"5 runs, [\d.]+ mi, \d h \d\d, \d+% of it hard", lines[-1])


def test_a_session_is_a_bar_over_time_and_its_steps() -> None:
    lines = shown("w3.2").splitlines()
    assert lines[0] == "Mon 22 Mar 2027, week 3"
    assert lines[1].startswith("W3.2 ")
    bar = lines[3].strip()
    assert len(bar) == 72
    assert set(bar) <= set("▁▂▃▄▅▆▇█")
    assert bar.count("█") + bar.count("▇") > 10
    assert lines[4].split()[0] == "0"
    assert any(line.startswith("  warm-up 15:00") for line in lines)


def test_a_rest_day_has_no_bar(season: Path) -> None:
    schedule = season_of(read_athlete_file(season)).schedule
    rest = next(each for each in schedule.sessions if not each.place)
    assert "█" not in shown(rest.key)


@pytest.mark.parametrize("what", [(), ("week", "3"), ("w3.2",)])
def test_programs_get_json(what: tuple[str, ...]) -> None:
    facts = held(shown(*what, "--json"))
    weeks = facts.get("weeks", [facts])
    sessions = [each for week in weeks for each in week.get("sessions", [week])]
    third = next(each for each in sessions if each["key"] == "w3.2")
    assert (third["day"], third["kind"]) == ("2027-03-22", "VO2max")
    assert third["expected_s"] > 1800


@pytest.mark.parametrize("what", ["week 10", "weak 3", "0", "tomorrow"])
def test_what_is_not_there_is_refused(what: str) -> None:
    result = run("show", *what.split())
    assert result.exit_code == 2
    assert result.stderr == (
        f'Error: there is no "{what}" to show\n'
        "  give week 1 to 9, week next, a session such as w3.2, or nothing\n"
    )
    assert run("show", "w9.9").exit_code != 0
