"""The encoder without what it keeps of messages, for tests with wrong tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fitexport.fit import workout_file


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Messages are encoded afresh, and what a wrong table made of them is forgotten afterwards."""
    _forget()
    try:
        yield
    finally:
        _forget()


def _forget() -> None:
    workout_file._about.cache_clear()
    workout_file._steps.cache_clear()
    workout_file._encoded.cache_clear()
