"""Pace groups: everybody in exactly one, in order, the best division there is."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import log
from random import Random

import pytest

from fitexport.squad.groups import MOST, NEAR, divisions, pace_groups


def _spread(groups: list[list[float]]) -> float:
    """The sum of squares in percent, straight from its definition."""
    total = 0.0
    for group in groups:
        logs = list(map(log, group))
        mean = sum(logs) / len(logs)
        total += sum((each - mean) ** 2 for each in logs)
    return total


def _squads(many: int, most: int) -> list[list[float]]:
    """Times close together and far apart, some of them equal."""
    dice = Random(20)
    squads = []
    for _ in range(many):
        slowest, digits = dice.choice([66, 90, 180]), dice.choice([0, 1])
        count = dice.randint(1, most)
        squads.append([round(dice.uniform(60, slowest), digits) for _ in range(count)])
    return squads


def test_everybody_is_in_one_group_and_groups_are_in_order() -> None:
    for times in _squads(60, 40):
        groups = pace_groups(times)
        assert sorted(at for group in groups for at in group) == list(range(len(times)))
        assert len(groups) <= MOST
        for group in groups:
            assert [times[at] for at in group] == sorted(times[at] for at in group)
        for faster, slower in pairwise(groups):
            assert times[faster[-1]] < times[slower[0]]


def test_no_other_division_is_better() -> None:
    """Against every division into as many groups, by hand."""
    for times in _squads(60, 9):
        order = sorted(times)
        groups = [[times[at] for at in group] for group in pace_groups(times)]
        best = min(
            _spread([order[a:b] for a, b in pairwise((0, *cuts, len(order)))])
            for cuts in combinations(range(1, len(order)), len(groups) - 1)
        )
        assert _spread(groups) == pytest.approx(best, abs=1e-12)


def test_there_are_no_more_groups_than_are_needed() -> None:
    for times in _squads(30, 12):
        values = sorted(set(times))
        groups = pace_groups(times)
        weights = [times.count(each) for each in values]
        for starts in divisions(values, weights, len(groups))[:-1]:
            parts = [values[a:b] for a, b in pairwise((*starts, len(values)))]
            assert any(part[-1] > part[0] * (1 + NEAR) for part in parts)
        if len(groups) < MOST:
            assert all(times[each[-1]] <= times[each[0]] * (1 + NEAR) for each in groups)


def test_the_order_of_rows_does_not_matter() -> None:
    times = [88.0, 71.0, 90.5, 104.0, 71.0, 93.0, 120.0, 99.5]
    wanted = [sorted(times[at] for at in group) for group in pace_groups(times)]
    for seed in range(20):
        Random(seed).shuffle(times)
        assert [sorted(times[at] for at in group) for group in pace_groups(times)] == wanted


def test_a_large_squad_is_divided_at_once() -> None:
    dice = Random(1)
    groups = pace_groups([dice.uniform(55, 210) for _ in range(1000)])
    assert len(groups) == MOST
    assert sum(map(len, groups)) == 1000
