"""Completions come from the notation's own tables, and every one of them leads on to a session."""

from __future__ import annotations

import pytest

from fitexport.session import RECOVERIES, ZONES
from fitexport.session.completions import Completions, completions
from fitexport.session.parse import find_errors
from fitexport.session.words import AMOUNT_UNITS, TARGET_UNITS, WHATS

BLOCKS = {
    "strides": "{count=4}x stride {seconds=20}s, walk 60s",
    "strength-a": "{sets=3}x back squat 8reps, rest 2min",
}


def at_the_end(text: str) -> Completions:
    return completions(text, len(text), BLOCKS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", (*WHATS, "use")),
        ("war", ("warm-up",)),
        ("warm-up 15min; CO", ("cool-down",)),
        ("warm-up 15min\n  back s", ("back squat",)),
        ("- ea", ("easy",)),
        ("3x back", ("back squat",)),
        ("2x (4x stri", ("stride",)),
        ("10min ea", ("easy",)),
        ("single-leg", ("single-leg calf raise", "single-leg hip raise", "single-leg bounding")),
        ("6x 400m @ ", (*ZONES, "effort", "hr zone")),
        ("6x 400m @ mi", ("mile",)),
        ("6x 400m at thr", ("threshold",)),
        ("400m @ 95% vo", ("vo2max",)),
        ("400m @ 5", ("5k",)),
        ("easy 40min @ hr", ("hr zone",)),
        ("easy 40min @ 140-150", TARGET_UNITS),
        ("easy 40min @ 65-79%m", ("%max",)),
        ("20min @ 7:30-7:40", ("/mi", "/km")),
        ("20min @ 7:30/k", ("/km",)),
        ("easy 40min @ easy eff", ("effort",)),
        ("6x 400m @ mile, ", ("float", "jog", "walk", "rest")),
        ("6x 400m @ mile, j", ("jog",)),
        ("2x (400m @ mile; jog 200m), w", ("walk",)),
        ("2x (400m @ mile, j", ("jog",)),
        ("10x", (*WHATS, "use")),
        ("400", (*AMOUNT_UNITS, "x")),
        ("easy 30", AMOUNT_UNITS),
        ("easy 30 mi", ("min",)),
        ("1,000", (*AMOUNT_UNITS, "x")),
        ("easy ", ("until lap",)),
        ("drills unt", ("until lap",)),
        ("drills until ", ("lap", "heart rate below", "heart rate above")),
        ("rest until heart rate b", ("heart rate below",)),
        ("use ", tuple(BLOCKS)),
        ("use stren", ("strength-a",)),
        ("use strides (", ("count", "seconds")),
        ("use strides (count 3, ", ("seconds",)),
        ("use nothing (", ()),
        ('drills until lap "high kn', ()),
        ("easy 30min # or mi", ()),
        ('drills until lap "tall; quick"; ea', ("easy",)),
        ("6x (stroll", ()),
        ("easy 30min ", ()),
    ],
)
def test_what_may_follow(text: str, words: tuple[str, ...]) -> None:
    assert at_the_end(text).words == words


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("6x 400m @ mile", True),
        ("wu", True),
        ("400m @ t", True),
        ("easy 30mins", True),
        ("6x 400m @ mil", False),
        ("easy 3", False),
    ],
)
def test_a_word_that_is_there_is_whole(text: str, whole: bool) -> None:
    assert at_the_end(text).whole is whole


def test_the_word_before_the_place_is_replaced_and_what_follows_stays() -> None:
    text = "6x 400m @ mi, jog 200m"
    found = completions(text, text.index(","))
    assert text[: found.begin] + found.words[0] + text[found.end :] == "6x 400m @ mile, jog 200m"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("", " 10min"),
        ("6x 400m @ ", ""),
        ("6x 400m @ mile, ", " 200m"),
        ("easy 30", ""),
        ("20min @ 7:30", ""),
        ("easy 20min @ 140-150", ""),
        ("drills until ", ""),
        ("use ", ""),
        ("use strides (", " 3)"),
    ],
)
def test_every_word_is_known_to_the_notation(text: str, rest: str) -> None:
    found = at_the_end(text)
    assert found.words
    for word in found.words:
        errors = find_errors(text[: found.begin] + word + rest, blocks=BLOCKS)
        assert [error.problem for error in errors if error.problem.startswith("unknown ")] == []


def test_only_recoveries_stand_between_rounds() -> None:
    assert set(at_the_end("6x 400m @ mile, ").words) == set(RECOVERIES)


def test_long_and_hostile_texts_are_quick() -> None:
    for text in ("(" * 20_000, "1-" * 10_000, "easy at " * 2_500, "use a (" * 2_800, '"' * 20_000):
        completions(text, len(text), BLOCKS)
