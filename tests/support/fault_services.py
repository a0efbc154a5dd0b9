"""What the harness's commands talk to: servers on loopback that can be put back to an earlier state."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from support.fault_commands import RUNS
from support.faults import Tree, tree_of
from support.garmin_account import KEY as GARMIN_KEY
from support.garmin_account import account
from support.intervals_twin import KEY as INTERVALS_KEY
from support.intervals_twin import Twin, twin
from support.servers import PASSWORD, radicale


class State(NamedTuple):
    """What a server holds: all that counts, and all that it takes to put it back."""

    shown: Any = None
    whole: Any = None


class Service(Protocol):
    """A server."""

    url: str
    env: dict[str, str]

    def state(self) -> State:
        """What it holds."""

    def restore(self, state: State) -> None:
        """Let it hold that again."""


class Nothing:
    """None is needed."""

    url = ""
    env: dict[str, str] = {}  # noqa: RUF012 (nobody changes it)

    def state(self) -> State:
        return State()

    def restore(self, state: State) -> None:
        pass


class _Intervals:
    def __init__(self, twin: Twin) -> None:
        self._twin, self.url = twin, twin.url
        self.env = {"FITEXPORT_INTERVALS_URL": twin.url, "FITEXPORT_INTERVALS_KEY": INTERVALS_KEY}

    def state(self) -> State:
        events = deepcopy(self._twin.events)
        return State(sorted(str({**each, "id": 0}) for each in events.values()), events)

    def restore(self, state: State) -> None:
        self._twin.events = deepcopy(state.whole)


class _Garmin(Nothing):
    def __init__(self, url: str) -> None:
        self.env = {"FITEXPORT_GARMIN_URL": url, "FITEXPORT_GARMIN_KEY": GARMIN_KEY}


class _CalDAV:
    def __init__(self, url: str, folder: Path) -> None:
        self.url, self._folder = url, folder
        self.env = {"FITEXPORT_CALDAV_PASSWORD": PASSWORD}

    def state(self) -> State:
        found: Tree = tree_of(self._folder)
        events = {path: data for path, (_, data) in found.items() if "Radicale.cache" not in path}
        return State(events, found)

    def restore(self, state: State) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        write_tree(self._folder, state.whole)


def write_tree(folder: Path, tree: Tree) -> None:
    """Make it again; folders come before what is in them."""
    for path, (mode, data) in tree.items():
        if data is None:
            (folder / path).mkdir(exist_ok=True)
        else:
            (folder / path).write_bytes(data)
        (folder / path).chmod(mode & 0o777)


@contextmanager
def service(name: str, folder: Path) -> Iterator[Service]:
    """The one of this name."""
    if name == "intervals":
        with twin() as running:
            yield _Intervals(running)
    elif name == "caldav":
        storage = folder / "server"
        storage.mkdir()
        with radicale(storage) as server:
            yield _CalDAV(server.url, storage / "storage")
    elif name == "garmin":
        with account() as held:
            for day, data in RUNS.items():
                held.add(100 + day, f"2027-04-0{day} 08:00:00", data)
            yield _Garmin(held.url)
    else:
        yield Nothing()
