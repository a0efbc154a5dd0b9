"""Calendar servers, started once for all tests of a process, and empty for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.publisher import Runner
from support.servers import PASSWORD, Proxy, Server, proxy, radicale, xandikos

from fitexport.sync.services import CALDAV

_SERVERS = {"radicale": radicale, "xandikos": xandikos}


@pytest.fixture(scope="session")
def library() -> None:
    """What publishing needs."""
    pytest.importorskip("caldav")


@pytest.fixture(scope="session", params=_SERVERS)
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Proxy]]:
    pytest.importorskip("caldav")
    with (
        _SERVERS[request.param](tmp_path_factory.mktemp("server")) as server,
        proxy(server) as before_it,
    ):
        yield server, before_it


@pytest.fixture
def runner(running: tuple[Server, Proxy], alone: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Anna, with nothing published yet, and her password in the environment."""
    monkeypatch.setenv(CALDAV.variable, PASSWORD)
    server, before_it = running
    server.clear()
    before_it.reset()
    return Runner(alone, server, before_it)
