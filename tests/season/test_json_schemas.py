"""The published schemas: made from the models, valid, and of one mind with them on our files."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.command import run, usage_error

from fitexport.export.json_results import RESULTS
from fitexport.plan.shipped import template_folder
from fitexport.season.json_schemas import generated
from fitexport.season.schemas import NAMES, schema_path, schema_text
from fitexport.season.settings import Settings
from fitexport.season.settings_text import format_athlete_file

ROOT = Path(__file__).parents[2]
INVALID = ROOT / "tests" / "data" / "invalid"

# What is wrong with these a schema cannot see: session texts, days and weeks beside each other,
# characters, what is human, and what is not TOML at all.
_ONLY_READ = {
    *("days-out-of-order", "inline-tables", "error-in-a-custom-block", "a-key-twice"),
    *("error-in-a-library", "errors-in-blocks", "no-blocks-included", "not-toml"),
    *("notation-in-a-long-text", "text-lines", "unknown-block", "unknown-include"),
    *("unknown-week", "unknown-zone", "a-table-twice"),
}
_ONLY_READ_ATHLETE = {
    *("changes-without-a-race-day", "goals-of-results", "not-toml", "change-keys"),
}


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(
        json.loads(schema_text(name)), format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def plain(value: Any) -> Any:
    """A TOML document as editors hand it to a schema: dates are text."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def errors(name: str, text: str) -> list[str]:
    found = validator(name).iter_errors(plain(tomllib.loads(text)))
    return [error.message for error in found]


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_what_the_models_make(name: str, update_samples: bool) -> None:
    if update_samples:
        schema_path(name).write_text(generated(name), encoding="utf-8")
    assert schema_text(name) == generated(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_valid_and_says_what_each_key_is_for(name: str) -> None:
    schema = json.loads(schema_text(name))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert '"null"' not in schema_text(name)
    silent = [
        f"{table}.{key}"
        for table, each in {**schema["$defs"], "": schema}.items()
        for key, field in each["properties"].items()
        if "description" not in field and (name, table) != ("athlete", "")
    ]
    assert silent == []


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_printed(name: str) -> None:
    result = run("schema", name)
    assert (result.exit_code, result.stdout, result.stderr) == (0, schema_text(name), "")


def test_there_are_no_other_schemas() -> None:
    result = run("schema", "fit")
    known = ", ".join(map(repr, (*NAMES, *RESULTS)))
    message = f"Invalid value for 'NAME': 'fit' is not one of {known}."
    code, usage = usage_error(message, "schema")
    assert (result.exit_code, result.stderr) == (
        code,
        usage.replace("schema [OPTIONS]", "schema [OPTIONS] NAME"),
    )


_LIBRARIES = ("blocks", "mile-weeks", "strength-gym", "strength-home")


@pytest.mark.parametrize(
    "path", sorted(template_folder().glob("*.toml")), ids=lambda path: path.stem
)
def test_every_template_is_valid(path: Path) -> None:
    name = "library" if path.stem in _LIBRARIES else "plan"
    assert errors(name, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "samples").glob("*.toml")), ids=lambda path: path.stem
)
def test_every_sample_is_valid(path: Path) -> None:
    assert errors("athlete", path.read_text(encoding="utf-8")) == []


def test_every_example_of_a_fitexport_toml_is_valid() -> None:
    settings = format_athlete_file(Settings()).replace("\n# ", "\n").partition("\n\n")[2]
    assert errors("athlete", settings) == []


def _wrong(folder: Path, only_read: set[str]) -> list[Path]:
    found = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    assert only_read <= found.keys()
    return [path for name, path in found.items() if name not in only_read]


@pytest.mark.parametrize("path", _wrong(INVALID, _ONLY_READ), ids=lambda path: path.stem)
def test_a_plan_with_errors_in_its_shape_is_invalid(path: Path) -> None:
    assert errors("plan", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "path", _wrong(INVALID / "athlete", _ONLY_READ_ATHLETE), ids=lambda path: path.stem
)
def test_a_fitexport_toml_with_errors_in_its_shape_is_invalid(path: Path) -> None:
    assert errors("athlete", path.read_text(encoding="utf-8"))


_PLAN = """
name = "x"
title = "x"
level = "beginner"
about = "x"
week.A = {phase = "base", focus = "x", session = [{day = 1, text = "rest", why = "x"}]}
"""


def test_a_plans_weeks_may_come_from_a_library() -> None:
    assert errors("plan", f'include = ["weeks.toml"]\n{_PLAN}') == []
    assert errors("plan", f'weeks = ["A"]\n{_PLAN}') == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("library", '[block.A]\nabout = "x"\ntext = "y"'),
        ("library", '[block.a]\nabout = "x"'),
        ("library", '[session.a]\ntext = "rest"'),
        ("library", "[weeks]\n1 = []"),
        ("plan", _PLAN),
        ("plan", f'weeks = ["A"]\nzones = {{Steady = "80%"}}\n{_PLAN}'),
        ("athlete", '[athlete]\nmile = "6"'),
        ("athlete", "[athlete]\nmile = 380"),
        ("athlete", '[athlete]\ndays = ["Moonday"]'),
        ("athlete", '[season]\nrace-day = "May"'),
        ("athlete", "[calendar]\nat = 6"),
        ("athlete", "[[result]]\ndate = 2027-05-01"),
        ("athlete", '[[change]]\nskip = "w3.2"'),
    ],
)
def test_another_shape_is_invalid(name: str, text: str) -> None:
    assert errors(name, text)


SESSION = """
name = "x"
title = "x"
level = "beginner"
about = "x"
weeks = ["A"]
[zones]
steady = "79-83%"
cruise = "Race 15 km"
quick = "mile \u2212 2s/400m"
[week.A]
phase = "base"
focus = "x"
[[week.A.session]]
day = 1
"""


@pytest.mark.parametrize(
    ("keys", "taken"),
    [
        ('text = "rest"\nwhy = "x"', True),
        ('session = "mile-beginner V1.1"', True),
        ('session = "mile-beginner V1.1"\nwhy = "x"\ntitle = "y"\nname = "z"', True),
        ('text = "rest"', False),
        ('why = "x"', False),
        ('text = "rest"\nsession = "mile-beginner V1.1"', False),
        ('text = "rest"\nwhy = "x"\nsession = "mile-beginner V1.1"', False),
        ('text = 3\nwhy = "x"', False),
    ],
)
def test_a_session_is_written_or_named(keys: str, taken: bool) -> None:
    assert (errors("plan", SESSION + keys) == []) == taken


@pytest.mark.parametrize(
    ("zone", "taken"),
    [
        ('steady = "97.5%"', True),
        ('steady = "mile + 4s/400m"', True),
        ('steady = "5k \u2212 3s/km"', True),
        ('steady = "race 15km"', True),
        ('steady = "fast"', False),
        ("steady = 80", False),
        ('mile = "90%"', False),
    ],
)
def test_zones_look_as_they_are_written(zone: str, taken: bool) -> None:
    text = SESSION.replace('steady = "79-83%"', zone) + 'text = "rest"\nwhy = "x"'
    assert (errors("plan", text) == []) == taken
