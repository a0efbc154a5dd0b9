"""What all tests share: hypothesis without a clock or dice, folders in memory, `--update-samples`."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from pathlib import Path
from types import FunctionType

import pytest
from hypothesis import settings

settings.register_profile("fitexport", deadline=None, derandomize=True, max_examples=10)
settings.register_profile("thorough", settings.get_profile("fitexport"), max_examples=100)
settings.register_profile("long", settings.get_profile("thorough"), derandomize=False)
settings.load_profile("fitexport")

if sys.dont_write_bytecode:
    # As many containers have it: each worker would compile all tests, each command all of fitexport.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

_MEMORY = Path("/dev/shm")
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2 << 30:
    # Thousands of files are flushed, renamed and removed: on a busy disk that is most of the time.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


# While thousands of tests are collected: all of it stays, and looking through it costs a fifth.
gc.disable()


def pytest_pycollect_makeitem(
    collector: pytest.Module | pytest.Class, obj: object
) -> list[pytest.Item] | None:
    """Slow tests, a fifth of all, are not even collected when only the others run."""
    if collector.config.option.markexpr != "not slow" or not isinstance(obj, FunctionType):
        return None
    marks = [*getattr(obj, "pytestmark", ()), *collector.iter_markers()]
    return [] if any(mark.name == "slow" for mark in marks) else None


def pytest_collection_finish() -> None:
    """Thousands of collected tests need no garbage collector looking at them again and again,
    nor a copy in every child that a test forks; nor need the tests' own values be looked at every
    700 of them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-samples",
        action="store_true",
        help="Rewrite samples/, what README.md and docs/ show, and the schemas.",
    )


@pytest.fixture
def update_samples(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-samples"))


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and a home with nothing in it."""
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("APPDATA", str(home / ".config"))
    monkeypatch.chdir(here)
    return here
