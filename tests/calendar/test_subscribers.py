"""Calendar programs that subscribe: what they show after each change of the plan.

Each gets the calendar from `fitexport calendar serve` or from a feed's file on another web server; with
`--whole`, from both.
"""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from support.calendar_programs import Read, by_icalendar, by_vobject
from support.command import SEASON, run
from support.served import served
from support.subscribers import KhalByVdirsyncer, Subscriber, evolution, thunderbird

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("alone")]
whole = pytest.mark.whole

TODAY = ("--today", "2027-02-01")
ZONE = "America/New_York"
TIMED = ("--at", "06:30", "--timezone", ZONE, "--remind", "30min")
CHANGES = (
    ("move", "w3.2", "sun", "--swap"),
    ("skip", "w4.2"),
    ("sick", "2027-03-24", "2027-03-26"),
)


_SECONDS = itertools.count(1_800_000_000)
"""When the file was written: to the second is all that a web server says."""


def feed() -> bytes:
    done = run("calendar", "--feed", "public", *TODAY, *TIMED)
    assert done.exit_code == 0, done.output
    (path,) = Path("public").glob("*.ics")
    second = next(_SECONDS)
    os.utime(path, (second, second))
    return path.read_bytes()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """The address of the feed in a folder that a web server shows."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        (path,) = folder.glob("*.ics")
        yield f"http://127.0.0.1:{server.server_port}/{path.name}"
        server.shutdown()


@pytest.fixture
def url(request: pytest.FixtureRequest, alone: Path) -> Iterator[str]:
    (alone / "fitexport.toml").write_text(f'{SEASON}id = "spring"\n', encoding="utf-8")
    feed()
    if request.param == "served":
        with served(*TODAY, *TIMED) as server:
            yield server.url
    else:
        with hosted(alone / "public") as address:
            yield address


def follow(subscriber: Subscriber) -> None:
    """Change the plan, and look after each change."""
    first = shown(subscriber)
    for change in CHANGES:
        done = run(*change, *TODAY)
        assert done.exit_code == 0, done.output
        then = shown(subscriber)
    assert then["(W3.2)"].begin != first["(W3.2)"].begin
    assert "(W4.2)" not in then
    assert len(first) - len(then) >= 2
    assert [-1800.0] in [event.alarms for event in then.values()]
    for _ in CHANGES:
        assert run("undo").exit_code == 0
    again = shown(subscriber)
    assert {label: event.begin for label, event in again.items()} == {
        label: event.begin for label, event in first.items()
    }


def shown(subscriber: Subscriber) -> dict[str, Read]:
    """What it has after a refresh, by place in the plan: what the plan says, and nothing twice."""
    data = feed()
    wanted = sorted(map(subscriber.keeps, by_icalendar(data)))
    for _ in range(100):  # some fetch when they like to
        subscriber.refresh()
        found = subscriber.events()
        if sorted(found) == wanted:
            break
        time.sleep(0.2)
    assert sorted(found) == wanted
    assert by_vobject(data) == by_icalendar(data)
    labels = {event.summary[event.summary.index("(") :]: event for event in found}
    assert len(labels) == len(found)
    return labels


@pytest.mark.parametrize("url", ["served", pytest.param("hosted", marks=whole)], indirect=True)
def test_khal_follows_the_plan(url: str, alone: Path) -> None:
    follow(KhalByVdirsyncer(url, alone / "khal", ZONE))


@pytest.mark.parametrize("url", [pytest.param("served", marks=whole), "hosted"], indirect=True)
def test_evolution_and_gnome_follow_the_plan(url: str, alone: Path) -> None:
    with evolution(url, alone / "evolution") as subscriber:
        follow(subscriber)


@pytest.mark.parametrize("url", ["served", pytest.param("hosted", marks=whole)], indirect=True)
def test_thunderbird_follows_the_plan(url: str, alone: Path) -> None:
    with thunderbird(url, alone / "thunderbird", ZONE) as subscriber:
        follow(subscriber)
