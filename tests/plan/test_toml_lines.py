from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.plan.model import Level
from fitexport.plan.read import LEVELS, template_folder
from fitexport.plan.toml_lines import Path, key_lines, line_inside, line_of

PLAN = '''\
name = "mile"  # a comment
weeks = [
  "B1",
]

[week.B1]
focus = """
[week.B9]
focus = "only a text"
"""

[[ week.B1.session ]]  # the first
day = 1
text = \'\'\'
rest\'\'\'

[[week.B1.session]]
day=2
"text" = "rest"

[week."V.1"]
'focus' = "a # sign"
phase.name = "dotted"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 1),
        (("weeks",), 2),
        (("weeks", 0), 2),
        (("week", "B1"), 6),
        (("week", "B1", "focus"), 7),
        (("week", "B1", "phase"), 6),
        (("week", "B1", "session", 0), 12),
        (("week", "B1", "session", 0, "day"), 13),
        (("week", "B1", "session", 0, "text"), 14),
        (("week", "B1", "session", 0, "why"), 12),
        (("week", "B1", "session", 1), 17),
        (("week", "B1", "session", 1, "day"), 18),
        (("week", "B1", "session", 1, "text"), 19),
        (("week", "B9", "focus"), None),
        (("week", "V.1"), 21),
        (("week", "V.1", "focus"), 22),
        (("week", "V.1", "phase", "name"), 23),
        (("title",), None),
        ((), None),
    ],
)
def test_a_key_is_found_or_else_the_nearest_table_around_it(path: Path, line: int | None) -> None:
    assert line_of(key_lines(PLAN), path) == line


@pytest.mark.parametrize("level", LEVELS)
def test_every_session_of_the_shipped_plan_is_found_on_the_line_of_its_text(level: Level) -> None:
    text = (template_folder() / f"mile-{level}.toml").read_text(encoding="utf-8")
    places = key_lines(text)
    texts = [
        number
        for number, line in enumerate(text.split("\n"), start=1)
        if line.startswith("text = ")
    ]
    found = [line for path, line in places.items() if path[-1] == "text"]
    assert found == texts
    assert len(found) > 60


def test_only_line_feeds_end_a_line_as_in_toml() -> None:
    text = 'about = "a\u2028b\x85c"\nname = 1\n'
    assert key_lines(text) == {("about",): 1, ("name",): 2}


@pytest.mark.parametrize(
    ("source", "inner", "line"),
    [
        ('text = "easy 30min"', 1, 1),
        ('text = "easy 30min\\nrest"', 2, 1),
        ('text = """\na\nb"""', 1, 2),
        ('text = """\na\nb"""', 2, 3),
        ('text = """a\nb"""', 1, 1),
        ('text = """a\nb"""', 2, 2),
        ("text = '''\na \\\nb'''", 2, 3),
        ('text = """\na \\\n b\nc"""', 2, 4),
        ('text = """a \\\n b\nc"""', 2, 3),
        ('text = """\na"""', 9, 2),
    ],
)
def test_a_line_of_a_long_text_is_found_in_the_file(source: str, inner: int, line: int) -> None:
    assert line_inside(source.split("\n"), 1, inner) == line


@given(st.text("[]{}\"'=.# \\\nab1", max_size=200))
def test_any_text_is_scanned_and_every_line_exists(text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line in key_lines(text).values())
