"""How many examples hypothesis tries: the gate always the same few, `--hypothesis-profile=long`
many more, and others each time."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

_TIMES_LONG = 50


def many(examples: int) -> settings:
    """So many examples in the gate, fifty times as many by hand."""
    return settings(max_examples=_times(examples), suppress_health_check=[HealthCheck.too_slow])


def few(examples: int) -> settings:
    """The same for examples that take seconds each."""
    return settings(
        max_examples=_times(examples),
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
    )


def _times(examples: int) -> int:
    assert settings.default is not None
    return examples if settings.default.derandomize else examples * _TIMES_LONG
