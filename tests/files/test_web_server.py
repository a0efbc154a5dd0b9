"""The server that the page and the calendar share: who may ask what, and for how long."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator, Mapping
from http import HTTPStatus

import pytest

from fitexport.errors import UsageError
from fitexport.files.web_server import LOOPBACK, Served, WebServer


class Plain(WebServer):
    """One text, under one path."""

    def __init__(self, host: str = LOOPBACK) -> None:
        super().__init__(host, 0)
        self.log: list[tuple[str, HTTPStatus]] = []

    def at(self, path: str) -> Served | None:
        return Served(b"hello\n", "text/plain") if path == "a.txt" else None

    def answered(self, client: str, status: HTTPStatus) -> None:
        self.log.append((client, status))


def serving(server: Plain) -> Iterator[Plain]:
    with server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def server() -> Iterator[Plain]:
    yield from serving(Plain())


@pytest.fixture
def hasty() -> Iterator[Plain]:
    """One without patience."""
    made = Plain()
    made.deadline_s = 0.1
    yield from serving(made)


def ask(
    server: WebServer, path: str, method: str = "GET", headers: Mapping[str, str] | None = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(LOOPBACK, server.server_port, timeout=10)
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, answer.headers, data


def say(server: WebServer, words: bytes) -> bytes:
    """All that comes back for these bytes, until the server hangs up."""
    with socket.create_connection((LOOPBACK, server.server_port), timeout=10) as client:
        client.sendall(words)
        return b"".join(iter(lambda: client.recv(65536), b""))


def test_every_answer_forbids_what_a_browser_might_do_with_it(server: Plain) -> None:
    for path in ("/a.txt", "/b.txt"):
        headers = ask(server, path)[1]
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert not [name for name in headers if name.startswith("Access-Control")]
    assert server.log == [(LOOPBACK, HTTPStatus.OK), (LOOPBACK, HTTPStatus.NOT_FOUND)]


@pytest.mark.parametrize("known", ["{}", "W/{}", '"old", {}', "*"])
def test_what_the_client_has_is_not_sent_again(server: Plain, known: str) -> None:
    tag = ask(server, "/a.txt")[1]["ETag"]
    for method in ("GET", "HEAD"):
        headers = {"If-None-Match": known.format(tag)}
        status, answered, data = ask(server, "/a.txt", method, headers)
        assert (status, answered["ETag"], data) == (304, tag, b"")


@pytest.mark.parametrize("path", ["//[", "/a.txt/", "/./a.txt", "/A.TXT", "/%00", "/%0d%0aX:%201"])
def test_what_is_not_exactly_the_path_is_not_there(server: Plain, path: str) -> None:
    status, headers, data = ask(server, path)
    assert (status, data) == (404, b"Not Found\n")
    assert "X" not in headers


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"X: 1\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"<script>alert(1)</script> / HTTP/1.1\r\n\r\n", 501),
        (b"GET / HTTP/9.9\r\n\r\n", 505),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400),
        (b"GET /a.txt HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", 421),
        (b"GET /a.txt HTTP/1.1\r\nConnection: close\r\n\r\n", 421),
    ],
)
def test_what_is_no_request_of_ours_is_refused_in_a_line(
    server: Plain, words: bytes, status: int
) -> None:
    head, _, body = say(server, words).partition(b"\r\n\r\n")
    if status not in (400, 505):  # without a known version, an answer has no head
        assert head.startswith(f"HTTP/1.1 {status} ".encode())
        assert b"Connection: close" in head or status == 421
    assert b"script" not in body


def test_a_body_is_not_read_as_the_next_request(server: Plain) -> None:
    hidden = b"GET /a.txt HTTP/1.1\r\n\r\n"
    words = b"GET /b.txt HTTP/1.1\r\ncontent-length: %d\r\n\r\n%s" % (len(hidden), hidden)
    assert say(server, words).count(b"HTTP/1.1 ") == 1


@pytest.mark.slow
@pytest.mark.parametrize("words", [b"", b"GET /a.txt HTTP/1.1\r\nX", b"GET /b HTTP/1.1\r\n\r\n"])
def test_who_does_not_finish_a_request_is_cut_off(hasty: Plain, words: bytes) -> None:
    """Nothing more is sent; without the deadline this waits for ten seconds and fails."""
    say(hasty, words)


def test_a_bug_is_shown_and_a_client_that_left_is_not(
    server: Plain, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def at(path: str) -> Served:
        raise ConnectionResetError if path == "left" else ZeroDivisionError

    monkeypatch.setattr(server, "at", at)
    for path in ("left", "bug"):
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            ask(server, f"/{path}")
    shown = capsys.readouterr().err
    assert shown.count("Traceback") == 1
    assert "\nZeroDivisionError\n" in shown


def test_more_clients_than_it_can_serve_are_turned_away(server: Plain) -> None:
    clients = [socket.create_connection((LOOPBACK, server.server_port)) for _ in range(32)]
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask(server, "/a.txt")
    for client in clients:
        client.close()


def test_on_every_network_a_bare_address_is_this_computer_and_no_name_is() -> None:
    for server in serving(Plain("0.0.0.0")):
        called = [f"192.168.1.20:{server.server_port}", "[2001:db8::1]:80", "10.0.0.1"]
        assert all(map(server.is_called, [*called, f"LOCALHOST:{server.server_port}"]))
        others = ["evil.example", f"evil.example:{server.server_port}", "10.0.0.1.evil.example", ""]
        assert not any(map(server.is_called, [*others, "[", "10.0.0.1@evil.example", "0x7f.1"]))


def test_the_sixth_version_of_the_internet_is_served_too() -> None:
    for server in serving(Plain("::1")):
        assert server.address == f"http://[::1]:{server.server_port}/"
        connection = http.client.HTTPConnection("::1", server.server_port, timeout=10)
        connection.request("GET", "/a.txt")
        assert connection.getresponse().status == 200
        connection.close()


@pytest.mark.parametrize("host", ["192.0.2.1", "a" * 300, "1.2.3.4/x"])
def test_a_host_that_is_not_this_computer_is_named(host: str) -> None:
    with pytest.raises(UsageError) as refused:
        Plain(host)
    assert refused.value.problem == f'"{host}" is not an address of this computer'
