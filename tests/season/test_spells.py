from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fitexport.season.spells import MAX_SICK_DAYS, Spell, linked
from fitexport.season.weekdays import Weekday

FIRST = date(2027, 3, 1)
"""A Monday."""


def spell(length: int, *, sick: bool, days: tuple[Weekday, ...] = ()) -> Spell:
    return Spell(FIRST, FIRST + timedelta(length - 1), sick, days)


def shares(ill: Spell) -> list[float]:
    """Of the days after it, up to the last one that is less than whole."""
    found = [ill.share(ill.last + timedelta(number)) for number in range(1, 2 * MAX_SICK_DAYS)]
    eased = [share for share in found if share < 1]
    assert found == eased + [1.0] * (len(found) - len(eased))  # no gap on the way
    return eased


@pytest.mark.parametrize(
    ("sick", "days", "closed"),
    [
        (True, (), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (False, (), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (False, ("wed",), [0, 1, 3, 4, 5, 6, 7, 8]),
        (False, ("mon", "sun"), [1, 2, 3, 4, 5, 8, 9]),
        (False, ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), []),
    ],
)
def test_there_is_no_training_on_its_days_but_those_that_are_open(
    sick: bool, days: tuple[Weekday, ...], closed: list[int]
) -> None:
    ten_days = spell(10, sick=sick, days=days)
    found = [
        number for number in range(-7, 21) if ten_days.closes(ten_days.first + timedelta(number))
    ]
    assert found == closed


def test_the_year_may_turn_within_it() -> None:
    over = Spell(date(2027, 12, 30), date(2028, 1, 2), sick=True)
    assert (over.length, over.back_on) == (4, date(2028, 1, 6))
    assert over.closes(date(2028, 1, 1))


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (1, [0.5]),
        (2, [0.5, 0.75]),
        (3, [0.5, 0.5, 0.75]),
        (6, [0.5, 0.5, 0.5, 0.75, 0.75, 0.75]),
        (7, [0.5, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75]),
    ],
)
def test_the_way_back_begins_with_half_and_goes_on_with_three_quarters(
    length: int, expected: list[float]
) -> None:
    assert shares(spell(length, sick=True)) == expected


@pytest.mark.parametrize("length", range(1, MAX_SICK_DAYS + 1))
def test_the_way_back_takes_as_many_days_as_the_illness(length: int) -> None:
    ill = spell(length, sick=True)
    half = (length + 1) // 2  # an odd day more is a day of half
    assert shares(ill) == [0.5] * half + [0.75] * (length - half)
    assert ill.back_on == FIRST + timedelta(2 * length - 1)
    assert ill.share(ill.back_on) < 1
    assert ill.share(ill.back_on + timedelta(1)) == 1
    assert {ill.share(ill.first), ill.share(ill.last), ill.share(FIRST - timedelta(1))} == {1}


@pytest.mark.parametrize("length", [1, 5, 20])
def test_from_a_journey_there_is_no_way_back(length: int) -> None:
    away = spell(length, sick=False)
    assert shares(away) == []
    assert away.back_on == away.last


@pytest.mark.parametrize(
    ("length", "kept"),
    [
        (1, 1.0),
        (5, 1.0),
        # J. Daniels, Running Formula: factors for time off without other training
        (6, 0.997),
        (7, 0.994),
        (10, 0.985),
        (14, 0.973),
        (21, 0.952),
        (28, 0.931),
    ],
)
def test_the_fitness_that_is_left_is_that_of_the_published_table(length: int, kept: float) -> None:
    # the table's figures are rounded, and not all of its lines lie on one
    assert spell(length, sick=True).fitness_kept == pytest.approx(kept, abs=0.0005)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (spell(6, sick=True), "ill from Mon  1 Mar to Sat  6 Mar"),
        (spell(1, sick=True), "ill on Mon  1 Mar"),
        (spell(1, sick=False), "away on Mon  1 Mar"),
        (spell(10, sick=False), "away from Mon  1 Mar to Wed 10 Mar"),
        (
            spell(10, sick=False, days=("wed", "mon")),
            "away from Mon  1 Mar to Wed 10 Mar (mon,wed open)",
        ),
    ],
)
def test_it_says_what_it_is(given: Spell, said: str) -> None:
    assert str(given) == said


# --- relapses ---------------------------------------------------------------------------


def ill(first: int, last: int) -> Spell:
    """From one day of March to another."""
    return Spell(date(2027, 3, first), date(2027, 3, last), sick=True)


def test_seven_illnesses_of_a_day_have_the_way_back_of_one_of_seven_days() -> None:
    chain, whole = linked(ill(day, day) for day in range(1, 8)), ill(1, 7)
    assert [each.days_off for each in chain] == [1, 2, 3, 4, 5, 6, 7]
    assert (chain[-1].back_on, chain[-1].fitness_kept) == (whole.back_on, whole.fitness_kept)
    for day in range(8, 31):
        found = min(each.share(date(2027, 3, day)) for each in chain)
        assert found == whole.share(date(2027, 3, day)), day


@pytest.mark.parametrize(
    ("first", "before"),
    [
        (4, 3),  # the next day
        (6, 3),  # on the last day of the way back
        (7, 3),  # the day after it
        (8, 0),
    ],
)
def test_a_relapse_begins_next_to_an_illness_or_on_its_way_back(first: int, before: int) -> None:
    again = ill(first, first + 1)
    assert linked([again, ill(1, 3)]) == (ill(1, 3), replace(again, ill_before=before))
    assert replace(again, ill_before=before).days_off == 2 + before


def test_a_journey_is_no_relapse_and_has_none() -> None:
    away = Spell(date(2027, 3, 4), date(2027, 3, 4), sick=False)
    assert linked([ill(1, 3), away]) == (ill(1, 3), away)
    assert linked([away, ill(5, 6)]) == (away, ill(5, 6))
    assert linked([ill(1, 3), away, ill(5, 6)])[-1].ill_before == 3
