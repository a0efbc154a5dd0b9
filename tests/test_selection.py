from __future__ import annotations

from itertools import compress, product
from pathlib import Path

from support.selection import Case, in_share, sampled


def cases(one_in: int, *axes: str) -> list[Case]:
    """Every combination of letters, in the order in which pytest would list them."""
    return [Case("t", frozenset(enumerate(each)), one_in) for each in product(*axes)]


def test_one_in_three_leaves_out_no_value_of_a_parameter() -> None:
    every = cases(3, "abcde", "xyz")  # every third case has an x
    some = [*compress(every, sampled(every))]
    assert len(some) == 7
    assert frozenset().union(*(case.values for case in some)) == {
        *enumerate("a"),
        *((0, letter) for letter in "abcde"),
        *((1, letter) for letter in "xyz"),
    }


def test_a_test_without_a_sample_has_all_its_cases() -> None:
    assert [*sampled(cases(1, "aa", "xx"))] == [True] * 4


def test_the_cases_of_each_test_are_counted_apart() -> None:
    both = [case._replace(test=name) for case in cases(4, "aaaa") for name in ("t", "u")]
    chosen = [case.test for case in compress(both, sampled(both))]
    assert sorted(chosen) == ["t", "u"]


def test_of_two_cases_some_tests_try_the_first_and_some_the_second() -> None:
    many = [case._replace(test=f"t{number}") for number in range(20) for case in cases(2, "ab")]
    chosen = [frozenset(case.values) for case in compress(many, sampled(many))]
    assert len(chosen) == 20
    assert len({*chosen}) == 2


def test_shares_are_all_modules_each_once() -> None:
    modules = [Path(f"tests/test_{number}.py") for number in range(300)]
    found = [[part for part in (1, 2, 3) if in_share(each, f"{part}/3")] for each in modules]
    assert {len(each) for each in found} == {1}
    assert min(found.count([part]) for part in (1, 2, 3)) > 80
