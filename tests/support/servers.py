"""Calendar servers for tests: Radicale and Xandikos on this computer, and a proxy before them that
counts requests and breaks them on demand. What is not installed is skipped."""

from __future__ import annotations

import base64
import http.client
import importlib.util
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

USER, PASSWORD = "anna@example.com", "correct horse é %41"
"""Both show where they are escaped, or taken for Latin-1."""
_PATIENCE_S = 60
_READING = ("GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT")
_OF_ONE_HOP = ("connection", "keep-alive", "transfer-encoding", "content-length")
_DAV, _CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"

Calendars = dict[str, dict[str, bytes]]
"""Address of a calendar -> address of an event -> its bytes."""


def basic_token() -> str:
    """User and password as HTTP sends them."""
    return base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


@dataclass(frozen=True)
class Server:
    """A server, as a client with nothing but HTTP sees it."""

    port: int
    home: str
    """Where its calendars are."""
    ca_file: Path | None = None

    @property
    def url(self) -> str:
        return f"{'https' if self.ca_file else 'http'}://127.0.0.1:{self.port}/"

    def request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = {}
    ) -> tuple[int, bytes]:
        """Status and body of the answer."""
        connection: http.client.HTTPConnection
        if self.ca_file:
            trusted = ssl.create_default_context(cafile=str(self.ca_file))
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=trusted)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port)
        try:
            connection.request(
                method, path, body, {"Authorization": f"Basic {basic_token()}", **headers}
            )
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def get(self, path: str) -> bytes:
        status, body = self.request("GET", path)
        assert status == 200, (path, status)
        return body

    def put(self, path: str, data: bytes) -> None:
        """As the runner's phone does."""
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        status, body = self.request("PUT", path, data, headers)
        assert status in (200, 201, 204), (path, status, body)

    def delete(self, path: str) -> None:
        status, _ = self.request("DELETE", path)
        assert status in (200, 204), (path, status)

    def make_calendar(self, name: str) -> str:
        """An empty one; its address."""
        path = f"{self.home}{name}/"
        status, body = self.request("MKCALENDAR", path)
        assert status == 201, (path, status, body)
        return path

    def paths(self) -> list[str]:
        """Where the calendars are."""
        listed = self._listed(self.home)
        return [path for path, kinds in listed.items() if f"{_CALDAV}calendar" in kinds]

    def content(self, path: str) -> dict[str, bytes]:
        """All that is in a calendar."""
        return {each: self.get(each) for each in sorted(self._listed(path)) if each != path}

    def calendars(self) -> Calendars:
        """All of them, with all that is in them."""
        return {path: self.content(path) for path in self.paths()}

    def name_of(self, path: str) -> str:
        """What a calendar is called."""
        names = self._properties(path, "0", "<displayname/>")
        return "".join(name.text or "" for name in names.iter(f"{_DAV}displayname"))

    def clear(self) -> None:
        """Take all calendars away."""
        for path in self.paths():
            self.delete(path)

    def _listed(self, path: str) -> dict[str, list[str]]:
        """What is in a folder, with its kinds; the folder, too."""
        listed = self._properties(path, "1", "<resourcetype/>")
        return {
            each.findtext(f"{_DAV}href", ""): [
                kind.tag for kinds in each.iter(f"{_DAV}resourcetype") for kind in kinds
            ]
            for each in listed.iter(f"{_DAV}response")
        }

    def _properties(self, path: str, depth: str, names: str) -> ElementTree.Element:
        question = f'<propfind xmlns="DAV:"><prop>{names}</prop></propfind>'
        headers = {"Depth": depth, "Content-Type": "application/xml"}
        status, body = self.request("PROPFIND", path, question.encode(), headers)
        assert status == 207, (path, status)
        return ElementTree.fromstring(body)


# --- servers ----------------------------------------------------------------------------


@contextmanager
def radicale(folder: Path, certificate: tuple[Path, Path, Path] | None = None) -> Iterator[Server]:
    """One with a password; with a `certificate` (its file, its key's, its maker's) over TLS.

    A server makes whoever is not let in wait for a second, to slow down guessing: not this one.
    """
    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    options = [
        *("--storage-filesystem-folder", str(folder / "storage")),
        *("--auth-type", "htpasswd", "--auth-htpasswd-filename", str(users)),
        *("--auth-htpasswd-encryption", "plain", "--auth-delay", "0"),
    ]
    if certificate:
        chain, key, _ = certificate
        options += ["--server-ssl", "--certificate", str(chain), "--key", str(key)]

    def command(port: int) -> list[str]:
        return ["radicale", *options, "--server-hosts", f"127.0.0.1:{port}"]

    with _serving("radicale", command, folder) as port:
        yield Server(port, f"/{quote(USER)}/", certificate[2] if certificate else None)


@contextmanager
def xandikos(folder: Path) -> Iterator[Server]:
    """One that lets everybody in, and keeps its calendars in git."""
    options = [
        *("--directory", str(folder / "storage"), "--defaults"),
        *("--no-detect-systemd", "--listen-address", "127.0.0.1"),
    ]

    def command(port: int) -> list[str]:
        return ["xandikos", "serve", *options, "--port", str(port)]

    with _serving("xandikos", command, folder) as port:
        yield Server(port, "/user/calendars/")


@contextmanager
def _serving(module: str, command: Callable[[int], list[str]], folder: Path) -> Iterator[int]:
    """The port of a server that runs until the end of this."""
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    home = {name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    with (folder / "log").open("wb") as log:
        for _ in range(3):  # somebody else may be quicker to take a free port
            port = free_port()
            process = subprocess.Popen(
                [sys.executable, "-m", *command(port)],
                env=os.environ | home | {"RADICALE_CONFIG": "", "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            try:
                if _answers(process, port):
                    yield port
                    return
            finally:
                process.kill()
                process.wait()
    raise AssertionError((folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:])


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until it does; False if it ended before."""
    for _ in range(_PATIENCE_S * 20):
        if process.poll() is not None:
            return False
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    raise AssertionError(f"no answer in {_PATIENCE_S} s")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
        return port


# --- the proxy --------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """What happens to a request, counted from 0 among those that write (or among all)."""

    what: str | int | Callable[[], object]
    """refuse: the connection ends, and the server never hears of it. lose: the server does it,
    and the answer is lost. stall, late: the same two, but the connection stays open.
    A number: that status, from the proxy. A function: it is called, then all goes on as usual.
    """
    at: int
    lasting: bool = False
    """Whether it happens to all later ones, too."""
    reading: bool = False
    """Whether requests that only read count."""
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    """Of the answer with that status."""


class Proxy:
    """Between a client and a server."""

    def __init__(self, server: Server, listening: ThreadingHTTPServer) -> None:
        self._server, self._listening = server, listening
        self._lock = threading.Lock()
        self.ended = threading.Event()
        self._fault: Fault | None = None
        self._counted = 0
        self.seen: list[tuple[str, str, Mapping[str, str]]] = []
        """Method, path and headers of the requests that came, whatever happened to them."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.server_port}/"

    def reset(self, fault: Fault | None = None) -> None:
        """Forget what was seen; from now on, break this."""
        with self._lock:
            self._fault, self._counted = fault, 0
            self.seen = []

    @property
    def writes(self) -> list[str]:
        """The methods of the requests that write."""
        return [method for method, _, _ in self.seen if method not in _READING]

    def fault_of(self, method: str, path: str, headers: Mapping[str, str]) -> Fault | None:
        """What is to happen to this request."""
        with self._lock:
            self.seen.append((method, path, headers))
            fault = self._fault
            if fault is None or (method in _READING and not fault.reading):
                return None
            number = self._counted
            self._counted += 1
            hit = number == fault.at or (fault.lasting and number > fault.at)
            return fault if hit else None

    def forward(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, Sequence[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()


@contextmanager
def proxy(server: Server) -> Iterator[Proxy]:
    """A proxy that passes everything on until told otherwise."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet, or each answer takes 40 ms

        def __getattr__(self, name: str) -> Callable[[], None]:
            if name.startswith("do_"):
                return self._pass_on
            raise AttributeError(name)

        def log_message(self, *_: object) -> None:
            pass

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = _end_to_end(self.headers.items())
            fault = here.fault_of(self.command, self.path, dict(headers))
            what = fault.what if fault else None
            if fault and isinstance(what, int):
                return self._answer(what, fault.headers, fault.body)
            if callable(what):
                what()
            if what not in ("refuse", "stall"):
                answer = here.forward(self.command, self.path, body, dict(headers))
                if what not in ("lose", "late"):
                    return self._answer(*answer)
            if what in ("stall", "late"):
                here.ended.wait()
            self.close_connection = True
            return None

        def _answer(self, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> None:
            self.send_response(status)
            for name, value in _end_to_end(headers):
                self.send_header(name, value)
            if status != 204:  # which has no body, and so no length
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    class Listening(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """A client that went away meanwhile."""

    with Listening(("127.0.0.1", 0), Handler) as listening:
        here = Proxy(server, listening)
        thread = threading.Thread(target=listening.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield here
        finally:
            here.ended.set()
            listening.shutdown()
            thread.join()


def _end_to_end(headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in _OF_ONE_HOP]
