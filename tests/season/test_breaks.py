from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fitexport.season.breaks import MAX_DAYS_OFF, Break, linked

FIRST = date(2027, 3, 1)


def days_off(length: int) -> Break:
    return Break(FIRST, FIRST + timedelta(length - 1), length >= 6)


def shares(ill: Break) -> list[float]:
    """Of the days after it, up to the last one that is less than whole."""
    found = [ill.share(ill.last + timedelta(number)) for number in range(1, 2 * MAX_DAYS_OFF)]
    eased = [share for share in found if share < 1]
    assert found == eased + [1.0] * (len(found) - len(eased))  # no gap on the way
    return eased


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
def test_the_return_starts_with_half_and_continues_with_three_quarters(
    length: int, expected: list[float]
) -> None:
    assert shares(days_off(length)) == expected


@pytest.mark.parametrize("length", range(1, MAX_DAYS_OFF + 1))
def test_the_return_lasts_as_many_days_as_the_break(length: int) -> None:
    ill = days_off(length)
    half = (length + 1) // 2  # an odd day more is a day of half
    assert shares(ill) == [0.5] * half + [0.75] * (length - half)
    assert ill.return_ends == FIRST + timedelta(2 * length - 1)
    assert ill.share(ill.return_ends) < 1
    assert ill.share(ill.return_ends + timedelta(1)) == 1
    assert {ill.share(ill.first), ill.share(ill.last), ill.share(FIRST - timedelta(1))} == {1}


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
    assert days_off(length).fitness_kept == pytest.approx(kept, abs=0.0005)


# --- relapses ---------------------------------------------------------------------------


def ill(first: int, last: int) -> Break:
    """From one day of March to another."""
    return Break(date(2027, 3, first), date(2027, 3, last), last - first >= 5)


def test_seven_illnesses_of_a_day_have_the_way_back_of_one_of_seven_days() -> None:
    chain, whole = linked(ill(day, day) for day in range(1, 8)), ill(1, 7)
    assert [each.days_off for each in chain] == [1, 2, 3, 4, 5, 6, 7]
    assert (chain[-1].return_ends, chain[-1].fitness_kept) == (
        whole.return_ends,
        whole.fitness_kept,
    )
    for day in range(8, 31):
        found = min(each.share(date(2027, 3, day)) for each in chain)
        assert found == whole.share(date(2027, 3, day)), day


@pytest.mark.parametrize(
    ("first", "before"),
    [
        (4, 3),  # the next day
        (6, 3),  # on the last day of the return
        (7, 3),  # the day after it
        (8, 0),
    ],
)
def test_a_relapse_begins_next_to_an_illness_or_on_its_way_back(first: int, before: int) -> None:
    again = ill(first, first + 1)
    assert linked([again, ill(1, 3)]) == (ill(1, 3), replace(again, before=before))
    assert replace(again, before=before).days_off == 2 + before


def test_a_relapse_that_makes_six_days_off_is_a_long_break() -> None:
    first, again = linked([ill(1, 3), ill(5, 7)])
    assert (first.is_long, again.is_long) == (False, True)


def test_days_that_overlap_are_one_break() -> None:
    short, long = ill(3, 4), ill(1, 9)
    assert linked([short, long]) == (long,)
    assert linked([ill(1, 4), ill(3, 9)]) == (replace(ill(1, 9), without_a_run=True),)
