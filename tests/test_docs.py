"""docs/ explains every key and exit code, and names what exists."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from support.command import run

from fitexport import errors
from fitexport.errors import FitexportError
from fitexport.season.schemas import schema_text

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "own-plans.md").read_text(encoding="utf-8")
WALKS = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")


def test_the_plan_shown_has_no_errors_and_breaks_no_rule(alone: Path) -> None:
    plan, library = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
    (alone / "my-plan.toml").write_text(plan, encoding="utf-8")
    (alone / "my-sessions.toml").write_text(library, encoding="utf-8")
    result = run("plans", "check", "my-plan.toml", "--mile", "5:10", "--goal", "5:00")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("\nIt breaks no rule of training.\n")


@pytest.mark.parametrize("name", ["plan", "library"])
def test_every_key_is_explained(name: str) -> None:
    schema = json.loads(schema_text(name))
    tables = [schema, *schema["$defs"].values()]
    missing = [key for table in tables for key in table["properties"] if key not in PAGE]
    assert missing == []


def test_every_place_on_the_five_walks_exists() -> None:
    named = re.findall(r"`(\w+)` in\s+`(fitexport/[\w/]+\.py)`", WALKS)
    assert len(named) > 40
    for name, path in named:
        found = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
        defined = {each.name for each in found if isinstance(each, ast.FunctionDef | ast.ClassDef)}
        assert name in defined, f"{path} defines no {name}"
    for path in re.findall(r"`((?:fitexport|templates|tests)/[\w/.-]+)`", WALKS):
        assert (ROOT / path).exists(), path


def test_the_drawings_show_every_room() -> None:
    rooms = {
        path.name
        for path in (ROOT / "fitexport").iterdir()
        if path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py")))
    } - {"__main__.py"}
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for room in rooms:
        assert f"`{room}" in WALKS, room
        assert room in contributing, room


def test_every_exit_code_is_explained() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    codes = {
        each.exit_code
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, FitexportError)
    }
    assert sorted({*codes, 70, 130, 141}) == [
        int(code) for code in re.findall(r"^\| (\d+) \|", page, re.M)
    ]


def test_every_test_that_fakes_another_system_exists() -> None:
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", WALKS)
    assert len(named) > 8
    for file, name in named:
        text = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert f"\ndef {name}(" in text, name
