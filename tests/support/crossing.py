"""Products of parameters, of which plain pytest runs a diagonal."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any

import pytest


def crossed(*axes: Iterable[Any]) -> list[Any]:
    """Every combination of the axes. Plain pytest runs as many as the longest axis has values, so
    that each value of each axis is tried; the slow suites run the rest."""
    values = [[*axis] for axis in axes]
    diagonal = {
        tuple(number % len(axis) for axis in values) for number in range(max(map(len, values)))
    }
    return [
        pytest.param(
            *(axis[at] for axis, at in zip(values, places, strict=True)),
            marks=[] if places in diagonal else [pytest.mark.slow],
        )
        for places in product(*(range(len(axis)) for axis in values))
    ]
