"""A block's own text, before any session uses it."""

from __future__ import annotations

import pytest

from fitexport.session.blocks import block_errors
from fitexport.session.parse import MAX_TEXT

_TOO_LONG = (0, "block lead-in is too long", f"at most {MAX_TEXT} characters")


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("{n=4}x stride 20s, walk 60s", []),
        ("{n}x strdie 20s", []),  # what it means depends on where it is used
        (" # nothing\n;", [(0, "block lead-in is empty", "write at least one step in it")]),
        ("x" * MAX_TEXT, [(0, f'unknown word "{"x" * 40}"', None)]),
        ("x" * (MAX_TEXT + 1), [_TOO_LONG]),
        ("{n=22}" * (MAX_TEXT // 6) + "{m=" + "2" * 10_000 + "}", [_TOO_LONG]),
        ("easy 20min; {n=3}x 10s, jog 20s; stroll 1min", [(33, 'unknown word "stroll"', None)]),
    ],
)
def test_each_error_is_in_its_place(text: str, errors: list[tuple[int, str, str | None]]) -> None:
    found = block_errors("lead-in", {"lead-in": text}, ())
    assert [(error.at, error.problem) for error in found] == [error[:2] for error in errors]
    for error, (_, _, remedy) in zip(found, errors, strict=True):
        assert remedy in (None, error.remedy)


def test_an_error_of_a_block_within_says_where_that_is_used() -> None:
    blocks = {"outer": "easy {n=20}min; use inner", "inner": "stroll 1min"}
    (found,) = block_errors("outer", blocks, ())
    assert (found.at, found.within, found.problem) == (0, "inner", 'unknown word "stroll"')
    assert found.used_at == blocks["outer"].index("inner")
