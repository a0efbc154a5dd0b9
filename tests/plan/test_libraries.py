"""Libraries: every error in their texts in its place, used by a plan or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from fitexport.errors import TemplateError
from fitexport.plan.custom import read_custom_plan, read_plan_or_library
from fitexport.plan.libraries import CheckedLibrary

PLAN = """\
name = "mine"
title = "Mine"
level = "beginner"
about = "Two runs."
include = ["lib.toml"]
weeks = ["A"]

[zones]
steady = "79-83%"

[week.A]
phase = "base"
focus = "Run."

[[week.A.session]]
day = 1
"""
RIGHT = '[session.s]\ntext = "easy 20min"\nwhy = "x"\n'


def block(name: str, text: str) -> str:
    return f'[block.{name}]\nabout = "x"\ntext = "{text}"\n'


def session(name: str, text: str) -> str:
    return f'[session.{name}]\ntext = "{text}"\nwhy = "x"\n'


def errors_of(folder: Path, use: str, **libraries: str) -> str:
    """Of a plan whose only session says this, and of its libraries."""
    for name, text in libraries.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    names = ", ".join(f'"{name}.toml"' for name in libraries)
    path = folder / "mine.toml"
    path.write_text(PLAN.replace('"lib.toml"', names) + use + "\n", encoding="utf-8")
    try:
        read_custom_plan(path, path.name)
    except TemplateError as error:
        return str(error)
    return ""


def at(place: str, message: str, line: str, caret: int, remedy: str) -> str:
    return f"{place}: {message}\n  {line}\n  {' ' * caret}^\n  {remedy}"


_ZONES = (
    "zones: easy, long, threshold, vo2max, mile, goal, 800m, 1500m, 3k, 5k, 10k, half, marathon, steady;"
    ' did you mean "threshold"?'
)


def test_errors_in_libraries_are_reported_in_their_file_with_those_of_the_plan(
    tmp_path: Path,
) -> None:
    library = session("s", "easy 20min; 5min @ thresh") + block("fin", "{minutes=10}min @ steady; stroll 5min")  # fmt: skip
    use = 'session = "s"\n\n[[week.A.session]]\nday = 2\ntext = "use fin; easy 30"\nwhy = "x"'
    assert errors_of(tmp_path, use, lib=library) == "\n".join(
        (
            at("mine.toml:21:23", "week.A.session[2].text: 30 what?", 'text = "use fin; easy 30"', 22, "every number has a unit: 30min, 30s, 30km or 30mi"),
            at("lib.toml:2:28", 'session.s.text: unknown zone "thresh"', 'text = "easy 20min; 5min @ thresh"', 27, _ZONES),
            at("lib.toml:6:35", 'block.fin.text: unknown word "stroll"', 'text = "{minutes=10}min @ steady; stroll 5min"', 34, "a step begins with a word such as run, easy, jog, warm-up or an exercise"),
        )
    )  # fmt: skip


_STROLL = "a step begins with a word such as run, easy, jog, warm-up or an exercise"
_UNIT = 'units: s, min, h, m, km, mi, yd, reps; did you mean "min"?'


@pytest.mark.parametrize(
    ("library", "message"),
    [
        (session("unused", "easy 30mn"), at("lib.toml:5:16", 'session.unused.text: unknown unit "mn"', 'text = "easy 30mn"', 15, _UNIT)),
        (block("b", "stroll 5min"), at("lib.toml:6:9", 'block.b.text: unknown word "stroll"', 'text = "stroll 5min"', 8, _STROLL)),
        (block("b", "# nothing"), at("lib.toml:6:9", "block.b.text: block b is empty", 'text = "# nothing"', 8, "write at least one step in it")),
        (block("b", "use b"), at("lib.toml:6:13", "block.b.text: blocks are nested too deeply: b > b", 'text = "use b"', 12, "write the steps out")),
        (
            block("b", "use c") + block("c", "use b"),
            at("lib.toml:6:13", "block.b.text: blocks are nested too deeply: b > c > b (in block c)", 'text = "use c"', 12, "the block says\n  use b\n      ^\n  write the steps out")
            + "\n"
            + at("lib.toml:9:13", "block.c.text: blocks are nested too deeply: c > b > c (in block b)", 'text = "use b"', 12, "the block says\n  use c\n      ^\n  write the steps out"),
        ),
    ],
)  # fmt: skip
def test_what_the_plan_does_not_use_is_checked(tmp_path: Path, library: str, message: str) -> None:
    assert errors_of(tmp_path, 'session = "s"', lib=RIGHT + library) == message


@pytest.mark.parametrize(
    "library",
    [
        block("b", "{minutes}min @ mile; jog {minutes}min"),
        session("t", "20min @ cruise; use warm-up"),
        block("b", "20min @ cruise") + session("t", "use b"),
        block("b", "use c (n 3)") + block("c", "{n}x 10s, jog 20s"),
    ],
)
def test_what_may_be_right_in_another_plan_is_not_an_error(tmp_path: Path, library: str) -> None:
    """A block with placeholders, another plan's zones, the blocks of another library."""
    assert errors_of(tmp_path, 'session = "s"', lib=RIGHT + library) == ""


def test_an_error_in_a_block_is_reported_once(tmp_path: Path) -> None:
    """Not of the blocks, sessions and weeks that use it as well."""
    library = session("s", "use a") + block("a", "use b; easy 5min") + block("b", "stroll 5min")
    use = 'session = "s"\n\n[[week.A.session]]\nday = 2\ntext = "use a; use b"\nwhy = "x"'
    assert errors_of(tmp_path, use, lib=library) == at(
        "lib.toml:9:9", 'block.b.text: unknown word "stroll"', 'text = "stroll 5min"', 8, _STROLL
    )


def test_a_block_with_holes_is_checked_where_it_is_used(tmp_path: Path) -> None:
    library = session("s", "use b (minutes 5)") + block("b", "{minutes}mn")
    assert errors_of(tmp_path, 'session = "s"', lib=library) == at(
        "lib.toml:2:13",
        'session.s.text: unknown unit "mn" (in block b)',
        'text = "use b (minutes 5)"',
        12,
        f"the block says\n  5mn\n   ^\n  {_UNIT}",
    )


def test_libraries_use_each_others_blocks(tmp_path: Path) -> None:
    first, second = session("s", "use b; use d"), block("b", "easy 5mn")
    message = errors_of(tmp_path, 'session = "s"', one=first, two=second)
    assert message == "\n".join(
        (
            at("one.toml:2:20", 'session.s.text: there is no block "d"', 'text = "use b; use d"', 19, "blocks: b"),
            at("two.toml:3:15", 'block.b.text: unknown unit "mn"', 'text = "easy 5mn"', 14, _UNIT),
        )
    )  # fmt: skip


def test_a_missing_shipped_library_is_suggested(tmp_path: Path) -> None:
    library = session("s", "use strength-a (sets 3); use drills")
    message = errors_of(tmp_path, 'session = "s"', lib=library)
    line = 'text = "use strength-a (sets 3); use drills"'
    assert message == "\n".join(
        (
            at("lib.toml:2:13", 'session.s.text: there is no block "strength-a"', line, 12, 'add "strength" to include'),
            at("lib.toml:2:38", 'session.s.text: there is no block "drills"', line, 37, 'add "blocks" to include'),
        )
    )  # fmt: skip


def test_what_a_missing_library_may_hold_is_not_reported_missing(tmp_path: Path) -> None:
    library = session("s", "use warm-up; use cool; easy 20min")
    (tmp_path / "gone.toml").write_bytes(b"[")
    path = tmp_path / "mine.toml"
    path.write_text(
        PLAN.replace('["lib.toml"]', '["lib.toml", "gone.toml"]') + 'session = "s"\n', "utf-8"
    )
    (tmp_path / "lib.toml").write_text(library, encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        read_custom_plan(path, path.name)
    assert [str(problem).split(": ")[:2] for problem in caught.value.problems] == [
        ["gone.toml:1:2", "is not TOML"]
    ]


def test_of_very_many_errors_the_first_are_reported(tmp_path: Path) -> None:
    library = RIGHT + "".join(block(f"b{number}", "easy 5mn") for number in range(60))
    *lines, last = errors_of(tmp_path, 'session = "s"', lib=library).split("\n")
    assert len(lines) == 4 * 50
    assert last == "lib.toml: and many more errors"


@pytest.mark.parametrize(
    ("weeks", "message"),
    [
        ("[weeks]\n2 = ['A', 'B']\n", at("lib.toml:1:1", "default-weeks: is missing", "[weeks]", 0, "write it before the first [table]: default-weeks = 2")),
        ("default-weeks = 3\n[weeks]\n2 = ['A', 'B']\n", at("lib.toml:1:17", "default-weeks: is not one of the lengths", "default-weeks = 3", 16, "give one of 2: default-weeks = 2")),
    ],
)  # fmt: skip
def test_a_library_with_weeks_says_how_many_are_usual(
    tmp_path: Path, weeks: str, message: str
) -> None:
    assert errors_of(tmp_path, 'text = "rest"\nwhy = "x"', lib=weeks) == message


def test_unused_texts_hide_no_error_in_what_is_used(tmp_path: Path) -> None:
    library = "".join(block(f"b{number}", "5min @ cruise") for number in range(60))
    message = errors_of(tmp_path, 'session = "s"', lib=library + session("s", "easy 5mn"))
    assert message == at(
        "lib.toml:182:15", 'session.s.text: unknown unit "mn"', 'text = "easy 5mn"', 14, _UNIT
    )


# --- by themselves ------------------------------------------------------------------------


def test_a_library_by_itself_reports_what_a_plan_needs(tmp_path: Path) -> None:
    path = tmp_path / "lib.toml"
    path.write_text(RIGHT + block("b", "20min @ cruise; use warm-up; 3min @ quick"), "utf-8")
    assert read_plan_or_library(path, "lib.toml") == CheckedLibrary(
        1, 1, ("cruise", "quick"), ("warm-up",)
    )


def test_the_errors_of_a_library_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "lib.toml"
    path.write_text(RIGHT + block("b", "easy 5mn; 3min @ quick") + "x = 3\n", "utf-8")
    with pytest.raises(TemplateError) as caught:
        read_plan_or_library(path, "lib.toml")
    assert str(caught.value) == "\n".join(
        (
            at("lib.toml:6:15", 'block.b.text: unknown unit "mn"', 'text = "easy 5mn; 3min @ quick"', 14, _UNIT),
            at("lib.toml:7:1", "block.b.x: is not a key here", "x = 3", 0, "keys here: about, text"),
        )
    )  # fmt: skip
