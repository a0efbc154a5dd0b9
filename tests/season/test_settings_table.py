from __future__ import annotations

import tomllib
from dataclasses import fields

import pytest
from pydantic_core import SchemaValidator

from fitexport.errors import UnitError
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.setting_kinds import FLAG
from fitexport.season.settings import Settings
from fitexport.season.settings_table import BY_FIELD, CALENDAR, SETTINGS, Setting

_OTHERS = {"calendar_settings", "changes", "results", "of_file", "custom_plan"}
"""Fields that hold more than one setting, or what happened, or the plan itself."""


def test_every_setting_has_one_row() -> None:
    named = {field.name for field in fields(Settings)} - _OTHERS | {*CalendarSettings._fields}
    assert named == BY_FIELD.keys()
    assert len(BY_FIELD) == len(SETTINGS)
    for name in CalendarSettings._fields:
        assert BY_FIELD[name].table == CALENDAR


def test_no_two_options_and_no_two_keys_of_a_table_are_the_same() -> None:
    assert len({setting.option for setting in SETTINGS}) == len(SETTINGS)
    assert len({(setting.table, setting.key) for setting in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.option)
def test_an_example_is_read_and_written_again(setting: Setting) -> None:
    """What the file has to say is what an option says, too."""
    value = tomllib.loads(f"x = {setting.example}")["x"]
    read = SchemaValidator(setting.kind.check).validate_python(value)
    assert setting.kind.written(read) == setting.example
    if setting.kind is not FLAG:
        text = ",".join(value) if isinstance(value, list) else str(value)
        assert setting.kind.parse(text) == read


@pytest.mark.parametrize(
    "setting", [each for each in SETTINGS if each.kind.choices], ids=lambda setting: setting.option
)
def test_a_default_is_one_of_the_choices_and_no_other_word_is_read(setting: Setting) -> None:
    assert setting.default in ("", *setting.kind.choices)
    assert [setting.kind.parse(f" {word.upper()} ") for word in setting.kind.choices] == [
        *setting.kind.choices
    ]
    with pytest.raises(UnitError) as caught:
        setting.kind.parse("else")
    assert caught.value.problem == '"else" is not one of the choices'
