"""Messages for commands, in the words of the page."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import fitexport
from fitexport.page.words import PLAN, WATCH, in_page_words

PACKAGE = Path(fitexport.__file__).parent
_OF_PLANS = (
    *("athlete", "choosing", "levels", "living", "new_settings", "postponing", "proposing"),
    *("remarks", "result_judgement", "starting"),
)
_OF_WATCHES = (
    *("advice", "browser", "changing", "connected", "contents", "device", "installing"),
    *("storage", "undoing"),
)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("no goal given: 6:07 (--goal)", "no goal given: 6:07"),
        ("give --race-day in 2027", 'give "Race day" in 2027'),
        ("give --race-distance", 'give "Race"'),
        ("give --days mon, tue, or another --long-run", 'set "Days" to mon, tue, or another "Long run"'),
        ("put it off: fitexport move race DATE", "put it off: move the race"),
        ("run a mile, and enter it (fitexport result)", 'run a mile, and enter it (under "A new result")'),
        ("it fits (fitexport undo, then fitexport result 2027-04-09 mile 6:12)", 'it fits ("Goal")'),
        ("3 h a week, as no --volume is given", '3 h a week, as "Running in a week" is empty'),
        ("Wed 17 Mar (--swap)", "Wed 17 Mar (by a swap)"),
        (
            "after the fourth lap; --extra-at start puts them first",
            'after the fourth lap; set "The 9 m of a mile" to start to run them first',
        ),
    ],
)  # fmt: skip
def test_options_and_commands_are_fields_and_buttons_here(message: str, words: str) -> None:
    assert in_page_words(message) == words


@pytest.mark.parametrize("module", _OF_PLANS)
def test_no_message_on_a_plan_sends_to_a_command(module: str) -> None:
    wrong = re.compile(r"fitexport [a-z]|(?<!\w)--[a-z](?!orce)")
    texts = _texts(PACKAGE / "season" / f"{module}.py")
    assert [each for each in texts if wrong.search(in_page_words(each, PLAN))] == []


@pytest.mark.parametrize("module", _OF_WATCHES)
def test_no_message_on_a_watch_sends_to_a_command(module: str) -> None:
    wrong = re.compile(r"fitexport watch|command|--\w")
    texts = _texts(PACKAGE / "watch" / f"{module}.py")
    assert [each for each in texts if wrong.search(in_page_words(each, WATCH))] == []


def _texts(path: Path) -> list[str]:
    """The strings of a module but docstrings and what only a terminal shows."""
    code = ast.parse(path.read_text("utf-8"))
    code.body = [each for each in code.body if getattr(each, "name", "") != "nothing_found"]
    parts = {id(part) for node in ast.walk(code) for part in _parts(node)}
    texts = [_text(node) for node in ast.walk(code) if id(node) not in parts]
    assert len(texts) > 20
    return texts


def _parts(node: ast.AST) -> list[ast.expr]:
    """What is no text of its own: a docstring, the parts of an f-string."""
    return [node.value] if isinstance(node, ast.Expr) else getattr(node, "values", [])


def _text(node: ast.AST) -> str:
    """The text of a string, with x for what an f-string fills in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            getattr(each, "value", "x") if isinstance(each, ast.Constant) else "x"
            for each in node.values
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
