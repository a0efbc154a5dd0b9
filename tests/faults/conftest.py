"""The process that commands are forked from, started once for all tests of a process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.faults import Forks, compiled_shim, forks


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that counts calls, and lets them fail."""
    made = compiled_shim(tmp_path_factory.mktemp("shim"))
    if made is None:
        pytest.skip("this needs Linux and a C compiler")
    return made


@pytest.fixture(scope="session")
def running(shim: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    with forks(shim, tmp_path_factory.mktemp("faults") / "scratch") as process:
        yield process
