"""docs/own-plans.md shows what works, and every key that there is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from support.command import run

from fitexport.season.schemas import schema_text

PAGE = (Path(__file__).parent.parent / "docs" / "own-plans.md").read_text(encoding="utf-8")


def test_the_plan_shown_has_no_mistakes_and_breaks_no_rule(alone: Path) -> None:
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
