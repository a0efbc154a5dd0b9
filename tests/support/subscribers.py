"""Calendar programs that subscribe to a calendar: khal through vdirsyncer, Evolution's data server
(which GNOME's calendar asks, too), Thunderbird without a window. What is not installed is skipped."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, Self

import pytest
from support.asking import Asked
from support.calendar_programs import Khal, Read, by_icalendar
from support.servers import free_port


class Subscriber(Protocol):
    """A calendar program with one calendar."""

    def refresh(self) -> None:
        """Fetch it again."""

    def events(self) -> list[Read]:
        """All that it has."""

    def keeps(self, event: Read) -> Read:
        """What it keeps of an event."""


# --- khal -------------------------------------------------------------------------------


class KhalByVdirsyncer:
    """khal, for which vdirsyncer fetches the calendar as docs/calendar.md has it."""

    def __init__(self, url: str, folder: Path, zone: str) -> None:
        pytest.importorskip("vdirsyncer")
        self.khal = Khal(folder, zone)
        page = Path(__file__).parents[2] / "docs" / "calendar.md"
        shown = page.read_text(encoding="utf-8").partition("    [pair mile]")[2]
        config = "[pair mile]" + shown.partition("\n\nThen")[0].replace("\n    ", "\n")
        config = config.replace("~/.calendars/mile/", str(self.khal.calendar))
        config = config.replace("https://example.org/calendars/4f2a...e1.ics", url)
        self._config = folder / "vdirsyncer"
        self._config.write_text(f'[general]\nstatus_path = "{folder}/status"\n\n{config}\n')
        self._run("discover")

    def refresh(self) -> None:
        self._run("sync")

    def keeps(self, event: Read) -> Read:
        return event._replace(uid="")  # vdirsyncer replaces it by a hash of the rest

    def events(self) -> list[Read]:
        kept = self.khal.kept()
        assert self.khal.sessions().keys() == kept.keys()
        return list(map(self.keeps, kept.values()))

    def _run(self, command: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "vdirsyncer", "-c", str(self._config), command],
            input="y\n",
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr


# --- Evolution --------------------------------------------------------------------------

_EVOLUTION = """
import json, sys
from urllib.parse import urlsplit
import gi
gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
from gi.repository import ECal, EDataServer

at = urlsplit(sys.argv[1])
source = EDataServer.Source.new_with_uid("mile", None)
source.set_display_name("mile")
source.set_parent("webcal-stub")
source.get_extension(EDataServer.SOURCE_EXTENSION_CALENDAR).set_backend_name("webcal")
source.get_extension(EDataServer.SOURCE_EXTENSION_SECURITY).set_method("none")
source.get_extension(EDataServer.SOURCE_EXTENSION_WEBDAV_BACKEND).set_resource_path(at.path)
server = source.get_extension(EDataServer.SOURCE_EXTENSION_AUTHENTICATION)
server.set_host(at.hostname)
server.set_port(at.port)
server.set_method("none")
registry = EDataServer.SourceRegistry.new_sync(None)
registry.commit_source_sync(source, None)
kind = ECal.ClientSourceType.EVENTS
patience = 2**32 - 1  # do not wait until it is online: without a network it never is
client = ECal.Client.connect_sync(registry.ref_source("mile"), kind, patience, None)
for line in sys.stdin:
    if json.loads(line) == "refresh":
        client.refresh_sync(None)
        print("null", flush=True)
    else:
        found = client.get_object_list_sync("#t", None)[1]
        print(json.dumps([each.as_ical_string() for each in found]), flush=True)
"""
_PYTHON = "/usr/bin/python3"
"""The system's, which has the system's libraries."""


class _Evolution:
    def __init__(self, process: Asked) -> None:
        self._process = process

    def refresh(self) -> None:
        self._process.ask("refresh")

    def events(self) -> list[Read]:
        return _read(self._process.ask("events"))

    def keeps(self, event: Read) -> Read:
        return event


@contextmanager
def evolution(url: str, folder: Path) -> Iterator[Subscriber]:
    """Evolution's data server, on a bus of its own."""
    asks = "import gi; gi.require_version('ECal', '2.0')"
    session = shutil.which("dbus-run-session")
    if session is None or subprocess.run([_PYTHON, "-c", asks], capture_output=True).returncode:
        pytest.skip("Evolution's data server, or the system's Python for it, is not here")
    (folder / "run").mkdir(mode=0o700, parents=True)
    names = ("CONFIG", "DATA", "CACHE", "STATE")
    home = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in names}
    home |= {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "run")}
    home |= {"GIO_USE_VFS": "local", "GSETTINGS_BACKEND": "memory"}  # no more services than needed
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [session, "--", _PYTHON, "-c", _EVOLUTION, url],
            env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield _Evolution(Asked(process))
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # the bus, and so all that is on it


# --- Thunderbird ------------------------------------------------------------------------

_SUBSCRIBE = """
cal.manager.registerCalendar(cal.manager.createCalendar("ics", Services.io.newURI(arguments[0])));
"""
_MILE = "const mile = cal.manager.getCalendars().find((each) => each.type == 'ics');\n"
_REFRESH = f"{_MILE}mile.refresh();"
_EVENTS = f"""{_MILE}
const found = await mile.getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
return found.map((each) => each.icalString);
"""


class _Thunderbird:
    """Thunderbird, told what to do in its own words by way of Marionette, Mozilla's protocol for
    tests: a length, a colon, and that many bytes of JSON."""

    def __init__(self, port: int, url: str) -> None:
        for tries_left in reversed(range(600)):
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
                break
            except ConnectionRefusedError:
                assert tries_left, "it does not listen"
                time.sleep(0.2)
        self._number = 0
        self._answer()
        self.call("WebDriver:NewSession", capabilities={})
        self.call("Marionette:SetContext", value="chrome")
        self._run(_SUBSCRIBE, url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def refresh(self) -> None:
        self._run(_REFRESH)

    def events(self) -> list[Read]:
        return _read(self._run(_EVENTS))

    def keeps(self, event: Read) -> Read:
        return event

    def call(self, command: str, **parameters: Any) -> Any:
        self._number += 1
        data = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(data), data))
        _, _, error, result = self._answer()
        assert error is None, error
        return result

    def _run(self, script: str, *arguments: str) -> Any:
        script = f"""
        const {{ cal }} = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
        const done = arguments[arguments.length - 1];
        (async () => {{ {script} }})().then(done, (error) => done(`${{error}}`));
        """.replace("arguments[0]", json.dumps(next(iter(arguments), "")))
        return self.call("WebDriver:ExecuteAsyncScript", script=script, args=[])["value"]

    def _answer(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._socket.recv(1)
        data = b""
        while len(data) < int(length[:-1]):
            data += self._socket.recv(65536)
        return json.loads(data)


@contextmanager
def thunderbird(url: str, folder: Path, zone: str) -> Iterator[Subscriber]:
    """Thunderbird with a profile of its own."""
    program = shutil.which("thunderbird")
    if program is None:
        pytest.skip("thunderbird is not installed")
    folder.mkdir()
    port = free_port()
    preferences = {
        "marionette.port": port,
        "calendar.timezone.local": zone,
        "datareporting.policy.dataSubmissionEnabled": False,
        "network.proxy.type": 0,
    }
    (folder / "user.js").write_text(
        "".join(
            f"user_pref({json.dumps(key)}, {json.dumps(value)});\n"
            for key, value in preferences.items()
        )
    )
    options = ("--headless", "--marionette", "--remote-allow-system-access", "--no-remote")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, *options, "--profile", str(folder)],
            env=os.environ | {"HOME": str(folder)},
            stdout=log,
            stderr=log,
        )
        try:
            with _Thunderbird(port, url) as subscriber:
                yield subscriber
        finally:
            process.kill()
            process.wait()


def _read(events: list[str]) -> list[Read]:
    """Events that a program has written out, each with or without a calendar around it."""
    return [read for text in events for read in by_icalendar(text.encode())]
