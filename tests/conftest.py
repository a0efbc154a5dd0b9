"""For all tests: hypothesis without deadlines or randomness, folders in memory, the options that choose
tests, `--update-samples`."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from itertools import compress
from pathlib import Path
from types import FunctionType

import pytest
from hypothesis import settings
from support.examples import PLAIN, THOROUGH
from support.selection import Case, in_share, sampled

settings.register_profile("fitexport", deadline=None, derandomize=True, max_examples=PLAIN)
settings.register_profile("thorough", settings.get_profile("fitexport"), max_examples=THOROUGH)
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


# While thousands of tests are collected, nothing is freed: garbage collection would take a fifth of the
# time for nothing.
gc.disable()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the modules of other shares: importing all of them takes as long as testing one share."""
    share = config.getoption("--share")
    return (
        bool(share and collection_path.is_file() and not in_share(collection_path, share)) or None
    )


def pytest_pycollect_makeitem(
    collector: pytest.Module | pytest.Class, obj: object
) -> list[pytest.Item] | None:
    """Slow tests, a fifth of all, are not even collected when only the others run."""
    if collector.config.option.markexpr != "not slow" or not isinstance(obj, FunctionType):
        return None
    marks = [*getattr(obj, "pytestmark", ()), *collector.iter_markers()]
    return [] if any(mark.name == "slow" for mark in marks) else None


@pytest.hookimpl(trylast=True)  # after `-m`
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect by the markers `one_in` and `whole`."""
    kept = [*items]
    if not config.getoption("--whole"):
        kept = [each for each in kept if each.get_closest_marker("whole") is None]
        kept = [*compress(kept, sampled([*map(_case, kept)]))]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[*set(items) - set(kept)])
        items[:] = kept


def _case(item: pytest.Item) -> Case:
    mark = item.get_closest_marker("one_in")
    if mark is None or not isinstance(item, pytest.Function):
        return Case(item.nodeid, frozenset(), 1)
    params = item.callspec.params if hasattr(item, "callspec") else {}
    values = frozenset((name, repr(value)) for name, value in params.items())
    return Case(item.nodeid.partition("[")[0], values, mark.args[0])


def pytest_collection_finish() -> None:
    """Keep the garbage collector away from the thousands of collected tests: it would scan them again
    and again, and copy their memory in every process that a test forks. It also runs less often."""
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
    parser.addoption(
        "--whole",
        action="store_true",
        help="Run every case of tests that otherwise try a sample; with -m slow, half an hour.",
    )
    parser.addoption(
        "--share",
        metavar="K/N",
        help="Run the Kth of N shares of the test modules; each is always in the same share.",
    )


@pytest.fixture
def update_samples(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-samples"))


@pytest.fixture(scope="session")
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether to try every case, not just a sample."""
    return bool(request.config.getoption("--whole"))


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
