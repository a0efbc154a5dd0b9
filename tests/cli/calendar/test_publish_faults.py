"""Publishing that is broken off at any request: it says so, and the next one completes it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from support import ctrl_c
from support.publisher import Runner, says_no_password
from support.servers import USER, Fault, Server, free_port, proxy

import fitexport
from fitexport.calendar.memory import read_memory
from fitexport.sync.services import CALDAV

pytestmark = [pytest.mark.slow, pytest.mark.one_in(2)]

THEN_AGAIN = "then run the command again: it continues from there"
GOES_ON = f"check that the server is up, {THEN_AGAIN}"
BROKEN_OFF = f"it cannot be reached, or closed the connection\n  {GOES_ON}"
LOCKED_OUT = (
    "it refuses your login (401 or 403)\n"
    "  check --user and the password; some servers want an app password"
)
SILENT = f"it did not answer in 2 s\n  {GOES_ON}"
ANSWERS = f"the server answers {{}}\n  {GOES_ON}"
FAULTS: dict[str, tuple[str | int, str]] = {
    "refuse": ("refuse", BROKEN_OFF),
    "lose": ("lose", BROKEN_OFF),
    "stall": ("stall", SILENT),
    "late": ("late", SILENT),
    "401": (401, LOCKED_OUT),
    "500": (500, ANSWERS.format(500)),
    "503": (503, f"it is not available at the moment (503)\n  wait a while, {THEN_AGAIN}"),
    "507": (507, f"your storage there is full (507)\n  free some space there, {THEN_AGAIN}"),
}
WHILE_READING = {**FAULTS, "403": (403, LOCKED_OUT)}
ALL_NEW = ["MKCALENDAR", "PROPPATCH", *["PUT"] * 5]
"""What it takes to publish the plan. PROPPATCH does no more than set the name again, which the
calendar was made with; the caldav library does without if it fails."""
SILENCES = ("stall", "late")
MON, TUE = date(2027, 4, 26), date(2027, 4, 27)


class Before:
    """Brings server and folder to where a publishing begins, as often as it is asked to."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._season = runner.toml.read_bytes()

    def first(self) -> None:
        """Nothing is there yet."""
        self._runner.server.clear()
        self._runner.memory.unlink(missing_ok=True)
        self._runner.toml.write_bytes(self._season)
        self._runner.proxy.reset()

    def anew(self) -> None:
        """All was there, and the calendar was deleted."""
        self.first()
        self._runner.published()
        self._runner.server.delete(self._runner.path)
        self._runner.proxy.reset()

    def later(self) -> None:
        """One event is to be added, one changed, one deleted; one was dragged, one deleted."""
        self.first()
        self._runner.did("skip", "w1.4")
        self._runner.published()
        self._runner.drag("W1.1", date(2027, 4, 25), MON)
        self._runner.server.delete(self._runner.href("W1.5"))
        assert self._runner.run("undo").exit_code == 0
        self._runner.did("move", "w1.2", "wed")
        self._runner.did("skip", "w1.3")
        self._runner.proxy.reset()


def moments(fault: str, count: int, *, whole: bool) -> range:
    """The requests to disturb: every second one, every third where each costs a timeout, all with
    `--whole`; not the same ones for each fault."""
    every = 1 if whole else 3 if fault in SILENCES else 2
    return range(list(WHILE_READING).index(fault) % every, count, every)


@contextmanager
def patience_for(what: str | int) -> Iterator[None]:
    """A little, with a server that says nothing; a busy computer may need more than that."""
    with pytest.MonkeyPatch.context() as patch:
        if what in SILENCES:
            patch.setattr("fitexport.calendar.caldav._TIMEOUT_S", 2)
        yield


def undisturbed(runner: Runner, begin: Callable[[], None]) -> tuple[object, bytes, list[str]]:
    """What is on the server and what is remembered at the end, and the writes that it takes."""
    begin()
    runner.published()
    return runner.state(), runner.memory.read_bytes(), runner.proxy.writes


def completes(runner: Runner, state: object, memory: bytes) -> None:
    """The next publishing leaves all as if nothing had happened."""
    runner.proxy.reset()
    runner.published()
    assert (runner.state(), runner.memory.read_bytes()) == (state, memory)


@pytest.mark.one_in(12)
@pytest.mark.parametrize(
    ("fault", "which"),
    [
        *((fault, which) for fault in FAULTS for which in ("first", "later")),
        *(("refuse", "anew"), ("lose", "anew")),
    ],
)
def test_broken_off_at_any_write_it_says_so_and_the_next_one_completes_it(
    runner: Runner, fault: str, which: str, *, whole: bool
) -> None:
    what, why = FAULTS[fault]
    begin = getattr(Before(runner), which)
    state, memory, writes = undisturbed(runner, begin)
    assert writes == (["PUT", "PUT", "DELETE"] if which == "later" else ALL_NEW)
    total = len(writes) - 2 * (which != "later")
    for at in moments(fault, len(writes), whole=whole):
        method = writes[at]
        begin()
        runner.proxy.reset(Fault(what, at))
        with patience_for(what):
            broken = runner.publish()
        assert says_no_password(runner, broken)
        if method != "PROPPATCH" or broken.exit_code:
            assert (broken.exit_code, broken.stdout) == (6, ""), broken.output
            done = sum(each in ("PUT", "DELETE") for each in writes[:at])
            made = r"\d" if why == SILENT else done  # an earlier request may have been too slow
            pattern = rf": {re.escape(why)}\n  {made} of {total} changes were made\n\Z"
            assert re.search(pattern, broken.stderr), broken.stderr
            if which == "first" and why != SILENT:
                (remembered,) = read_memory(runner.memory).published.values()
                assert sum(map(bool, remembered.values())) == done
        completes(runner, state, memory)


@pytest.mark.parametrize("which", ["first", "later"])
def test_gone_for_good_at_any_write_it_says_so_and_the_next_one_completes_it(
    runner: Runner, which: str
) -> None:
    begin = getattr(Before(runner), which)
    state, memory, writes = undisturbed(runner, begin)
    for at in range(len(writes)):
        begin()
        runner.proxy.reset(Fault("refuse", at, lasting=True))
        broken = runner.publish()
        assert (broken.exit_code, broken.stdout) == (6, ""), broken.output
        assert f": {BROKEN_OFF}\n" in broken.stderr
        completes(runner, state, memory)


@pytest.mark.parametrize("which", ["first", "later"])
def test_a_write_refused_for_a_change_meanwhile_is_named_and_the_others_are_made(
    runner: Runner, which: str
) -> None:
    begin = getattr(Before(runner), which)
    state, memory, writes = undisturbed(runner, begin)
    for at, method in enumerate(writes):
        begin()
        runner.proxy.reset(Fault(412, at))
        broken = runner.publish()
        assert says_no_password(runner, broken)
        if method == "PROPPATCH":
            assert broken.exit_code == 0
        elif method == "MKCALENDAR":
            assert (broken.exit_code, broken.stdout) == (6, "")
            assert broken.stderr.endswith(f": {ANSWERS.format(412)}\n  0 of 5 changes were made\n")
        else:
            total = sum(each in ("PUT", "DELETE") for each in writes)
            assert (broken.exit_code, broken.stdout) == (6, "")
            assert ": just edited there, and not changed: " in broken.stderr
            assert broken.stderr.endswith(
                f"\n  run the command again\n  {total - 1} of {total} changes were made\n"
            )
        completes(runner, state, memory)


# --- events that a server refuses, and what else it may answer ---------------------------


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (400, b"", "400"),
        (
            403,
            b'<d:error xmlns:d="DAV:" xmlns:s="s"><s:message>Too \x1b[1mlong\r\n</s:message></d:error>',
            "403: Too U+001B[1mlong",
        ),
        (
            409,
            b'<error xmlns="DAV:"><C:max-resource-size xmlns:C="urn:ietf:params:xml:ns:caldav"/></error>',
            "409: max resource size",
        ),
        (
            413,
            b"<html><head><title>413</title></head><body>" + b"Too large " * 99,
            "413: Too large",
        ),
        (415, b"text/plain only", "415: text/plain only"),
        (422, b"\xff\xfe", "422: \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"),
    ],
)
@pytest.mark.one_in(5)
@pytest.mark.parametrize("which", ["first", "later"])
def test_an_event_that_a_server_refuses_for_good_is_named_and_the_others_are_made(
    runner: Runner, which: str, status: int, body: bytes, reason: str
) -> None:
    begin = getattr(Before(runner), which)
    state, memory, writes = undisturbed(runner, begin)
    begin()
    at = len(writes) - 2
    runner.proxy.reset(Fault(status, at, body=body))
    broken = runner.publish()
    assert (broken.exit_code, broken.stdout) == (6, "")
    total = sum(each in ("PUT", "DELETE") for each in writes)
    assert re.search(
        rf"/: refused by the server, and not changed:\n"
        rf"  add Easy \d\d min \(W1\.\d\): {re.escape(reason)}.{{0,200}}\n"
        rf"  ask the people who run the server about these; all others are done\n"
        rf"  {total - 1} of {total} changes were made\n\Z",
        broken.stderr,
    ), broken.stderr
    assert "\x1b" not in broken.stderr
    completes(runner, state, memory)


def test_a_server_that_lets_nothing_be_written_is_not_asked_for_every_event(runner: Runner) -> None:
    runner.proxy.reset(Fault(403, 2, lasting=True, body=b"read only"))
    broken = runner.publish()
    assert (broken.exit_code, broken.stdout) == (6, "")
    assert broken.stderr.endswith(
        "/: it does not let you write (403: read only)\n"
        "  give the address of a calendar of your own, or ask for the right to write\n"
        "  0 of 5 changes were made\n"
    )
    assert runner.proxy.writes.count("PUT") == 3


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (403, "it does not let you create a calendar (403)"),
        (404, "it cannot create a calendar there (404)"),
        (405, "it cannot create calendars (405)"),
        (501, "it cannot create calendars (501)"),
    ],
)
def test_where_no_calendar_can_be_made_one_made_by_hand_is_named(
    runner: Runner, status: int, why: str
) -> None:
    runner.proxy.reset(Fault(status, 0))
    broken = runner.publish()
    assert (broken.exit_code, broken.stdout) == (6, "")
    assert broken.stderr.endswith(
        f"/: cannot be created: {why}\n"
        "  create a calendar there yourself, and give its address with --into\n"
        "  0 of 5 changes were made\n"
    )


@pytest.mark.parametrize(
    ("status", "after", "message"),
    [
        (429, "", "it received too many requests (429)\n  wait a while"),
        (429, "40", "it received too many requests (429)\n  wait 40 s, as it asks"),
        (503, "3600", "it is not available at the moment (503)\n  wait 60 min, as it asks"),
        (503, "soon", "it is not available at the moment (503)\n  wait a while"),
    ],
)
def test_a_server_that_asks_to_wait_says_for_how_long(
    runner: Runner, status: int, after: str, message: str
) -> None:
    headers = [("Retry-After", after)] if after else []
    runner.proxy.reset(Fault(status, 4, headers=headers))
    broken = runner.publish()
    assert broken.exit_code == 6
    assert f": {message}, {THEN_AGAIN}\n  2 of 5 changes were made\n" in broken.stderr


def test_where_a_server_sends_on_to_is_named_and_not_followed(runner: Runner) -> None:
    runner.proxy.reset(Fault(302, 2, headers=[("Location", "https://login.example.com/")]))
    broken = runner.publish()
    assert broken.exit_code == 6
    assert ": it redirects to https://login.example.com/\n  give that address" in broken.stderr
    assert says_no_password(runner, broken)


# --- /.well-known/caldav -------------------------------------------------------------------


def test_a_website_s_address_leads_to_its_calendars(runner: Runner) -> None:
    url = f"{runner.proxy.url}index.html"
    runner.proxy.reset()
    assert runner.counts(url=url) == (5, 0, 0, 0)
    asked = [(m, p, h) for m, p, h in runner.proxy.seen if p == "/.well-known/caldav"]
    assert [method for method, _, _ in asked] == ["GET"]
    assert not any(name.lower() == "authorization" for name in asked[0][2])
    assert runner.counts(url=url) == (0, 0, 0, 5)


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example.com/dav/", "http://localhost:{port}/", "ftp://x/", ""]
)
def test_a_website_that_leads_elsewhere_gets_no_password_there(
    runner: Runner, elsewhere: str
) -> None:
    place = elsewhere.format(port=runner.server.port)
    website = Fault(302, 0, lasting=True, reading=True, headers=[("Location", place)])
    runner.proxy.reset(website)
    broken = runner.publish()
    assert (broken.exit_code, broken.stdout) == (6, "")
    assert says_no_password(runner, broken)


# --- changes that come between reading and writing ----------------------------------------


def test_an_event_dragged_between_reading_and_writing_is_not_overwritten(runner: Runner) -> None:
    runner.published()
    runner.did("move", "w1.2", "wed")
    runner.did("move", "w1.4", "fri")
    dragged = []
    runner.proxy.reset(Fault(lambda: dragged.append(runner.drag("W1.2", MON, TUE)), 0))
    broken = runner.publish()
    assert (broken.exit_code, broken.stdout) == (6, "")
    assert broken.stderr.endswith(
        ": just edited there, and not changed: Easy 40 min (W1.2)\n"
        "  run the command again\n  1 of 2 changes were made\n"
    )
    assert runner.server.get(runner.href("W1.2")) == dragged[0]
    assert "keep your changes: Easy 40 min (W1.2) (time)\n" in runner.published()
    assert runner.events()[runner.href("W1.2")].begin == TUE


def test_an_event_dragged_just_before_it_is_deleted_is_not_deleted(runner: Runner) -> None:
    runner.published()
    runner.did("skip", "w1.2")
    runner.proxy.reset(Fault(lambda: runner.drag("W1.2", MON, TUE), 0))
    assert runner.publish().exit_code == 6
    output = runner.published()
    assert "keep your changes, no longer in the plan: Easy 40 min (W1.2)\n" in output


def test_an_event_deleted_just_before_it_is_changed_stays_deleted(runner: Runner) -> None:
    runner.published()
    runner.did("move", "w1.2", "wed")
    href = runner.href("W1.2")
    runner.proxy.reset(Fault(lambda: runner.server.delete(href), 0))
    assert runner.publish().exit_code == 6
    assert "keep deleted: Easy 40 min (W1.2)\n" in runner.published()


def test_an_event_deleted_just_before_it_is_deleted_is_no_trouble(runner: Runner) -> None:
    runner.published()
    runner.did("skip", "w1.2")
    href = runner.href("W1.2")
    runner.proxy.reset(Fault(lambda: runner.server.delete(href), 0))
    assert "1 deleted" in runner.published()
    assert len(runner.titles()) == 4


def test_two_computers_that_publish_at_once_make_no_event_twice(runner: Runner) -> None:
    runner.published()
    state, memory = runner.state(), runner.memory.read_bytes()
    events = runner.server.content(runner.path)
    Before(runner).first()

    def other() -> None:
        for href, data in events.items():
            if runner.server.request("GET", href)[0] != 200:
                runner.server.put(href, data)

    runner.proxy.reset(Fault(other, 4))
    broken = runner.publish()
    assert broken.exit_code == 6
    assert broken.stderr.endswith("\n  2 of 5 changes were made\n")
    completes(runner, state, memory)


# --- programs that are stopped ------------------------------------------------------------


@pytest.mark.one_in(5)
@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("which", ["first", "anew", "later"])
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_program_that_is_stopped_in_the_middle_leaves_what_the_next_one_completes(
    runner: Runner, which: str, stop: signal.Signals
) -> None:
    begin = getattr(Before(runner), which)
    state, memory, writes = undisturbed(runner, begin)
    begin()
    at = len(writes) - 2
    runner.proxy.reset(Fault(lambda: process.send_signal(stop), at))
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "fitexport", "calendar", "publish", runner.proxy.url),
            *("--user", USER, "--config", str(runner.toml), "--today", "2027-04-01"),
        ],
        env=os.environ | {"PYTHONPATH": str(Path(fitexport.__file__).parent.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=ctrl_c.listen,
    )
    output = process.communicate(timeout=60)[0].decode()
    assert len(runner.proxy.writes) > at, output
    assert process.returncode == (-stop if stop is signal.SIGKILL else 130), output
    assert says_no_password(runner)
    completes(runner, state, memory)


# --- while reading ------------------------------------------------------------------------


@pytest.mark.one_in(12)
@pytest.mark.parametrize("fault", WHILE_READING)
def test_broken_off_while_reading_nothing_is_written(
    runner: Runner, fault: str, *, whole: bool
) -> None:
    what, why = WHILE_READING[fault]
    runner.published()
    runner.did("move", "w1.2", "wed")
    state, memory = runner.state(), runner.memory.read_bytes()
    runner.proxy.reset()
    runner.published("--dry-run")
    for at in moments(fault, len(runner.proxy.seen), whole=whole):
        runner.proxy.reset(Fault(what, at, reading=True))
        with patience_for(what):
            broken = runner.publish()
        assert (broken.exit_code, broken.stdout) == (6, ""), broken.output
        assert broken.stderr.endswith(f": {why}\n")
        assert says_no_password(runner, broken)
        assert runner.proxy.writes == []
        assert (runner.state(), runner.memory.read_bytes()) == (state, memory)


NO_CALENDARS = (
    "there are no calendars at this address\n"
    "  give the server's CalDAV address, or --into and the address of a calendar"
)
NO_METHOD = (
    "what is at this address has no calendars ({})\n"
    "  give the server's CalDAV address (see its help)"
)
NO_CALENDAR_SERVER = (
    "it does not answer as a calendar server does (AttributeError)\n  check the address"
)


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (200, b"<html><body>Welcome to our hotel!</body></html>", NO_CALENDARS),
        (200, b"", NO_CALENDAR_SERVER),
        (207, b"", NO_CALENDAR_SERVER),
        (207, b"<html>", NO_CALENDAR_SERVER),
        (207, b'<multistatus xmlns="DAV:"/>', NO_CALENDARS),
        (302, b"", NO_CALENDAR_SERVER),
        (404, b"", "there is nothing at this address (404)\n  check the address"),
        (405, b"", NO_METHOD.format(405)),
        (501, b"Not implemented", NO_METHOD.format(501)),
    ],
)
@pytest.mark.one_in(5)
@pytest.mark.parametrize("options", [(), ("--into",), ("--dry-run",)])
@pytest.mark.usefixtures("library")
def test_other_servers_are_distinguished_from_calendar_servers(
    alone: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    status: int,
    body: bytes,
    why: str,
) -> None:
    monkeypatch.setenv(CALDAV.variable, "secret")
    nobody = Server(free_port(), "/")
    with proxy(nobody) as website:
        website.reset(Fault(status, 0, lasting=True, reading=True, body=body))
        done = Runner(alone, nobody, website).publish(*options)
        assert (done.exit_code, done.stdout) == (6, ""), done.output
        assert done.stderr == f"Error: {website.url}: cannot be opened: {why}\n"
        assert website.writes == []


def test_a_folder_that_is_no_calendar_accepts_no_events(runner: Runner) -> None:
    url = runner.proxy.url.rstrip("/") + runner.server.home
    before = runner.server.calendars()
    done = runner.publish("--into", url=url)
    assert (done.exit_code, done.stderr) == (
        6,
        f"Error: {url}: cannot be opened: {NO_CALENDARS}\n",
    )
    assert runner.server.calendars() == before


@pytest.mark.usefixtures("library")
def test_an_unreachable_server_is_reported(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CALDAV.variable, "secret")
    nobody = Server(free_port(), "/")
    with proxy(nobody) as unused:
        url = f"http://127.0.0.1:{nobody.port}/"
        done = Runner(alone, nobody, unused).publish(url=url)
    assert (done.exit_code, done.stderr) == (
        6,
        f"Error: {url}: cannot be opened: {BROKEN_OFF}\n",
    )
