"""How many examples hypothesis tries: plain pytest fewest, the gate always the same,
`--hypothesis-profile=long` many more, and others each time; and how many moments a fault is tried at."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings

_TIMES_LONG = 50
PLAIN, THOROUGH = 6, 30
"""Examples of a property without a number of its own: in plain pytest, and in the gate."""


def many(examples: int, *, plain: int | None = None) -> settings:
    """So many examples in the gate (in plain pytest `plain`), fifty times as many by hand."""
    assert settings.default is not None
    if plain is not None and settings.default.max_examples < THOROUGH:
        examples = plain
    return settings(max_examples=_times(examples), suppress_health_check=[HealthCheck.too_slow])


def few(examples: int) -> settings:
    """The same for examples that take seconds each."""
    return settings(
        max_examples=_times(examples),
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
    )


def swept(plain: int, gate: int) -> pytest.MarkDecorator:
    """Parametrize a test with `every`, the step between the moments, sessions or paces that it tries:
    `plain` in plain pytest, `gate` in the slow tests, 1 with `--whole`."""
    more = pytest.param(gate, marks=pytest.mark.slow)
    every = pytest.param(1, marks=[pytest.mark.slow, pytest.mark.whole])
    return pytest.mark.parametrize("every", [plain, more, every], ids=["some", "more", "all"])


def is_long() -> bool:
    """Whether it is by hand, and may take hours."""
    assert settings.default is not None
    return not settings.default.derandomize


def _times(examples: int) -> int:
    return examples * (_TIMES_LONG if is_long() else 1)
