"""The form of a plan: every setting, its values back and forth, every error at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fitexport.page.plan_form import distances, groups, problems, read, shown
from fitexport.season.questions import QUESTIONS
from fitexport.season.settings import Settings
from fitexport.season.settings_file import settings_of
from fitexport.season.settings_table import SETTINGS

TODAY = date(2027, 3, 1)
FULL = """\
[athlete]
mile = "6:20.5"
volume = "25mi"
goal = "6:00"
age = 41
level = "intermediate"
units = "km"
surface = "track"
cross = "cycling"
strength = "home"
bands = "wide"
easy-by = "hr"
max-hr = 185
resting-hr = 52
days = ["mon", "tue", "thu", "sat"]
long-run = "sat"
extra-at = "start"

[season]
race = "1600m"
weeks = 8
race-day = 2027-05-01

[calendar]
at = { mon = "06:30", sat = "08:00" }
strength-at = "17:30"
race-at = "10:15"
timezone = "America/New_York"
remind = "1h30min"
rest-days = true
countdown = true
"""


def test_every_setting_is_asked_for_once_but_what_identifies_a_season() -> None:
    asked = [field.name for _, of_group in groups() for field in of_group]
    assert sorted([*asked, "id", "season", "plan"]) == sorted(each.field for each in SETTINGS)
    assert set(QUESTIONS) <= {field.name for field in groups()[0][1]}


def test_a_setting_without_a_default_can_be_left_open() -> None:
    fields = {field.name: field for _, of_group in groups() for field in of_group}
    assert fields["level"].choices[0] == ("", "by volume")
    assert fields["units"].choices[0] == ("mi", "mi")
    assert distances()[0] == ("mile", "mile")


def test_what_the_form_shows_reads_as_the_same_settings() -> None:
    settings = settings_of(FULL, Path("fitexport.toml"))
    values, wrong = read(shown(settings))
    assert wrong == {}
    calendar = settings.calendar_settings
    for setting in SETTINGS:
        if setting.field not in ("id", "season", "plan"):
            known = getattr(calendar if setting.table == "calendar" else settings, setting.field)
            assert values[setting.field] == (known or None), setting.field


def test_a_race_stands_for_the_mile() -> None:
    values, _ = read({"mile_distance": "5k", "mile_s": "22:00"})
    assert values == {"mile_s": 387.9}
    assert read({"mile_distance": "mile", "mile_s": "5k 22:00"}) == (values, {})


def test_every_field_that_cannot_be_read_is_named() -> None:
    _, wrong = read(
        {"mile_s": "6:zz", "volume": "a lot", "max_hr": "999", "days": ["mon"], "at": "25:00"}
    )
    assert {name: error.problem for name, error in wrong.items()} == {
        "mile_s": '"6:zz" is not a time',
        "volume": '"a lot" is not a weekly volume',
        "max_hr": '"999" is not a number from 120 to 230',
        "at": '"25:00" is not a time of day',
    }


@pytest.mark.parametrize("text", ["-1", "1.5", "\u0663\u0663", "9" * 99, "x"])
def test_a_number_is_whole_and_within_its_bounds(text: str) -> None:
    assert list(read({"age": text})[1]) == ["age"]


def test_every_field_that_this_runner_cannot_have_is_named() -> None:
    wanted = Settings(
        mile_s=380,
        goal_s=400,
        race_day=date(2026, 5, 1),
        days=("mon", "tue"),
        weeks=12,
    )
    found = problems(wanted, Settings(), TODAY)
    assert sorted(found) == ["days", "goal_s", "race_day", "weeks"]
