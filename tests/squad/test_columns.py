"""Headings as coaches write them, and the table of them in the docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fitexport.errors import UnitError
from fitexport.season.settings_table import SETTINGS
from fitexport.season.weekly_volume import WeeklyVolume
from fitexport.squad.columns import COLUMNS, column_of

DOCS = Path(__file__).parents[2] / "docs" / "squad.md"


def _named(heading: str) -> str | None:
    column = column_of(heading)
    return column and column.name


def test_every_setting_is_a_column() -> None:
    fields = {column.field for column in COLUMNS}
    assert {setting.field for setting in SETTINGS} <= fields
    for setting in SETTINGS:
        assert _named(setting.option_name or setting.key) is not None
    for column in COLUMNS:
        assert column_of(column.name) == column
        assert column_of(column.name.replace("-", "_").upper()) == column


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Name", "name"),
        ("ATHLETE", "name"),
        ("First Name", "first-name"),
        ("Surname", "last-name"),
        ("Mile time", "mile"),
        ("Mile time (m:ss)", "mile"),
        ("Mile PB", "mile"),
        ("Race day", "race-day"),
        ("race_day", "race-day"),
        ("Race-Date:", "race-day"),
        ("Days per week", "days"),
        ("Time Zone", "timezone"),
        ("Weekly mileage", "volume"),
        ("km / week", "volume"),
        ("5k", "5k"),
        ("5K PR", "5k"),
        ("1600", "1600m"),
        ("3200 m time", "3200m"),
        ("\ufeffName", "name"),
        ("Email", None),
        ("400m", None),
        ("", None),
    ],
)
def test_headings_are_known_as_coaches_write_them(heading: str, name: str | None) -> None:
    assert _named(heading) == name


@pytest.mark.parametrize(
    ("heading", "text", "value"),
    [
        ("Days", "mon tue thu", ("mon", "tue", "thu")),
        ("Days", "Mon/Wed/Sat", ("mon", "wed", "sat")),
        ("Days", "Tuesday, Thursday and Sunday", ("tue", "thu", "sun")),
        ("Volume", "40,5 km", WeeklyVolume(40.5, "km")),
        ("Miles per week", "25", WeeklyVolume(25, "mi")),
        ("Volume (km)", "40", WeeklyVolume(40, "km")),
        ("Weekly minutes", "180 min", WeeklyVolume(180, "min")),
        ("Level", "Beginner", "beginner"),
        ("Rest days", "Yes", True),
        ("Rest days", "no", False),
        ("Age", "17", 17),
        ("Steps", "40", "steps=40"),
        ("Mile", "5k 22:00", 387.9),
        ("Mile", "5 km 22:00:00", 387.9),
    ],
)
def test_cells_are_read_by_the_parser_of_their_setting(
    heading: str, text: str, value: object
) -> None:
    column = column_of(heading)
    assert column is not None
    assert column.read(text) == value


@pytest.mark.parametrize(
    ("heading", "text", "message"),
    [
        ("Volume", "25", '"25" is not a weekly volume\n  write 25mi, 40km or 180min'),
        ("Days per week", "4", "4 does not say which days\n  write the days: mon,tue,thu,sat,sun"),
        ("Age", "seventeen", '"seventeen" is not a whole number\n  write 10 to 99'),
        ("Max HR", "20", "20 is not in 120 to 230\n  check the number"),
        ("Rest days", "maybe", '"maybe" is neither yes nor no\n  write yes or no'),
        ("Level", "elite", '"elite" is not one of the choices\n  write beginner, '),
        ("Name", "x" * 81, "is not a name\n  write at most 80 printable characters"),
        ("Name", "\u200d", "is not a name\n  write at most 80 printable characters"),
    ],
)
def test_what_cannot_be_read_has_a_remedy(heading: str, text: str, message: str) -> None:
    column = column_of(heading)
    assert column is not None
    with pytest.raises(UnitError) as raised:
        column.read(text)
    assert str(raised.value).startswith(message)


def test_the_docs_list_every_column() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (.*?) \|$", DOCS.read_text(encoding="utf-8"), re.M)
    assert rows == [(column.name, column.about) for column in COLUMNS]
