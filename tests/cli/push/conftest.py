"""The twin of intervals.icu, started once for all tests of a process, and empty for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.intervals_twin import KEY, Twin, twin
from support.pusher import Pusher


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Twin]:
    pytest.importorskip("httpx2")
    with twin() as running:
        monkeypatch.setenv("FITEXPORT_INTERVALS_URL", running.url)
        monkeypatch.setenv("FITEXPORT_INTERVALS_KEY", KEY)
        yield running


@pytest.fixture
def anna(service: Twin, alone: Path) -> Pusher:
    """With nothing pushed yet."""
    return Pusher(alone, service)
