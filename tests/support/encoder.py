"""The encoder with empty caches, for tests with wrong tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fitexport.fit import workout_file


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Encode messages afresh, and forget afterwards what a wrong table made of them."""
    _forget()
    try:
        yield
    finally:
        _forget()


def _forget() -> None:
    workout_file._about.cache_clear()
    workout_file._steps.cache_clear()
    workout_file._encoded.cache_clear()
