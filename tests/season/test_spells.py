from __future__ import annotations

from datetime import date, timedelta

import pytest

from fitexport.season.spells import OPEN_END, Spell, SpellCause
from fitexport.season.weekdays import Weekday

FIRST = date(2027, 3, 1)
"""A Monday."""


def spell(length: int, cause: SpellCause, days: tuple[Weekday, ...] = ()) -> Spell:
    return Spell(FIRST, FIRST + timedelta(length - 1), cause, days)


@pytest.mark.parametrize(
    ("cause", "days", "closed"),
    [
        ("sick", (), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("injured", (), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("away", (), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("away", ("wed",), [0, 1, 3, 4, 5, 6, 7, 8]),
        ("away", ("mon", "sun"), [1, 2, 3, 4, 5, 8, 9]),
        ("away", ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), []),
    ],
)
def test_there_is_no_training_on_its_days_but_those_that_are_open(
    cause: SpellCause, days: tuple[Weekday, ...], closed: list[int]
) -> None:
    ten_days = spell(10, cause, days)
    found = [
        number for number in range(-7, 21) if ten_days.closes(ten_days.first + timedelta(number))
    ]
    assert found == closed


def test_the_year_may_turn_within_it() -> None:
    over = Spell(date(2027, 12, 30), date(2028, 1, 2), "sick")
    assert over.length == 4
    assert over.closes(date(2028, 1, 1))


def test_cross_training_may_go_on_during_an_injury() -> None:
    hurt = Spell(FIRST, FIRST, "injured", cross_training=True)
    assert hurt.closes(FIRST)
    assert hurt.closes(FIRST, "strength")
    assert not hurt.closes(FIRST, "cross-training")
    assert Spell(FIRST, FIRST, "injured").closes(FIRST, "cross-training")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (spell(6, "sick"), "ill from Mon  1 Mar to Sat  6 Mar"),
        (spell(1, "sick"), "ill on Mon  1 Mar"),
        (spell(6, "injured"), "injured from Mon  1 Mar to Sat  6 Mar"),
        (Spell(FIRST, OPEN_END, "injured"), "injured since Mon  1 Mar"),
        (spell(1, "away"), "away on Mon  1 Mar"),
        (spell(10, "away"), "away from Mon  1 Mar to Wed 10 Mar"),
        (spell(10, "away", ("wed", "mon")), "away from Mon  1 Mar to Wed 10 Mar (mon,wed open)"),
    ],
)
def test_a_spell_in_words(given: Spell, words: str) -> None:
    assert str(given) == words
