"""Places in TOML: held against tomllib, which knows what the text means."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.files.places import (
    KeyPath,
    key_lines,
    key_places,
    nearest_place,
    position,
    string_places,
)
from fitexport.plan.model import LEVELS, Level
from fitexport.plan.shipped import template_folder

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
    ("path", "key", "value"),
    [
        (("name",), (1, 1), (1, 8)),
        (("weeks",), (2, 1), (2, 9)),
        (("weeks", 0), (3, 3), (3, 3)),
        (("week",), (6, 2), (6, 2)),
        (("week", "B1"), (6, 7), (6, 7)),
        (("week", "B1", "focus"), (7, 1), (7, 9)),
        (("week", "B1", "phase"), (6, 7), (6, 7)),
        (("week", "B1", "session", 0), (12, 12), (12, 12)),
        (("week", "B1", "session", 0, "day"), (13, 1), (13, 7)),
        (("week", "B1", "session", 0, "text"), (14, 1), (14, 8)),
        (("week", "B1", "session", 0, "why"), (12, 12), (12, 12)),
        (("week", "B1", "session", 1), (17, 11), (17, 11)),
        (("week", "B1", "session", 1, "day"), (18, 1), (18, 5)),
        (("week", "B1", "session", 1, "text"), (19, 1), (19, 10)),
        (("week", "B9", "focus"), (6, 2), (6, 2)),
        (("week", "V.1"), (21, 7), (21, 7)),
        (("week", "V.1", "focus"), (22, 1), (22, 11)),
        (("week", "V.1", "phase", "name"), (23, 7), (23, 14)),
        (("title",), None, None),
        ((), None, None),
    ],
)
def test_a_key_is_found_or_else_the_nearest_table_around_it(
    path: KeyPath, key: tuple[int, int] | None, value: tuple[int, int] | None
) -> None:
    place, _ = nearest_place(key_places(PLAN), path)
    if key is None or value is None:
        assert place is None
    else:
        assert place is not None
        assert (position(PLAN, place.key), position(PLAN, place.value)) == (key, value)


def test_lists_and_inline_tables_are_looked_into() -> None:
    text = 'a = [ {day = 1, text = "x]"}, # ] no end\n  {day = 2} ]\nb.c = [["}", 2], []]\n'
    found = {path: text[place.value] for path, place in key_places(text).items()}
    assert found == {
        ("a",): "[",
        ("a", 0): "{",
        ("a", 0, "day"): "1",
        ("a", 0, "text"): '"',
        ("a", 1): "{",
        ("a", 1, "day"): "2",
        ("b",): "[",
        ("b", "c"): "[",
        ("b", "c", 0): "[",
        ("b", "c", 0, 0): '"',
        ("b", "c", 0, 1): "2",
        ("b", "c", 1): "[",
    }


def test_tables_below_the_entry_of_a_list_belong_to_the_last_entry() -> None:
    text = "[[a]]\n[[a]]\n[a.b]\nc = 1\n[[a.d]]\n"
    assert key_lines(text)["a", 1, "b", "c"] == 4
    assert key_lines(text)["a", 1, "d", 0] == 5


def test_a_quoted_key_is_known_by_what_it_means() -> None:
    text = '"a\\u0041\\t" = 1\n'
    assert key_lines(text) == {("aA\t",): 1}


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


@given(st.text("[]{}\"'=.# \\\nab1", max_size=200))
def test_any_text_is_scanned_and_every_place_exists(text: str) -> None:
    for place in key_places(text).values():
        assert 0 <= place.key < len(text)
        assert place.key <= place.value <= len(text)
        assert all(0 <= at <= len(text) for at in string_places(text, place.value))


# --- characters of strings ----------------------------------------------------------------

_CHARS = st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\t\"'\\\n# ")


def _basic(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _by_number(value: str) -> str:
    return '"' + "".join(f"\\U{ord(char):08x}" for char in value) + '"'


def _long(value: str) -> str:
    """Between three quotes, with a line break that means nothing before each blank."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"""\n' + escaped.replace(" ", "\\\n   \\u0020") + '"""'


@given(
    value=st.text(_CHARS, min_size=1, max_size=30),
    written=st.sampled_from([_basic, _by_number, _long]),
    before=st.sampled_from(["", "# a comment\n", 'a = """\nb = 1\n"""\n', "[a]\n[[b.c]]\n"]),
    data=st.data(),
)
def test_every_character_of_a_string_is_found_where_it_is_written(
    value: str, written: Callable[[str], str], before: str, data: st.DataObject
) -> None:
    """Cut there, the text means what stood before it."""
    text = f"{before}key = {written(value)}  # the end\n"
    (place,) = (place for path, place in key_places(text).items() if path[-1] == "key")
    offsets = string_places(text, place.value)
    assert len(offsets) == len(value) + 1
    number = data.draw(st.integers(0, len(value)))
    closing = '"""' if text.startswith('"""', place.value) else '"'
    cut = f"key = {text[place.value : offsets[number]]}{closing}\n"
    assert tomllib.loads(cut)["key"] == value[:number]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'a\\n'", "a\\n"),
        ("'''\na\\n\n'b''c''''", "a\\n\n'b''c'"),
        ('"""a""b"""""', 'a""b""'),
        ('""', ""),
        ("''", ""),
        ('""""""', ""),
        ('"""\n\\\n\n  a"""', "a"),
    ],
)
def test_strings_of_every_kind_have_a_place_for_each_character(written: str, value: str) -> None:
    text = f"a = {written}\n"
    assert tomllib.loads(text)["a"] == value
    offsets = string_places(text, 4)
    assert "".join(text[at] for at in offsets[:-1]) == value
    assert text[offsets[-1] :].rstrip("\n") in ('"', "'", '"""', "'''")
