"""A server on this computer that answers as a test says, however strange."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit


class Request(NamedTuple):
    """What a client sent."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


class Reply(NamedTuple):
    """What it gets."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = {}
    cut: bool = False
    """End the connection before the body has its length."""
    silent: bool = False
    """Send nothing until the server stops."""
    cut_at_once: bool = False
    """End the connection before any answer."""


@dataclass
class Answering:
    """A running server and the requests it got."""

    answer: Callable[[Request], Reply]
    url: str = ""
    seen: list[Request] = field(default_factory=list)
    stopped: Event = field(default_factory=Event)


@contextmanager
def answering(answer: Callable[[Request], Reply]) -> Iterator[Answering]:
    """The server, until the test ends."""
    running = Answering(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *args: object) -> None:
            pass

        def _reply(self) -> None:
            url = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = dict(parse_qsl(url.query, keep_blank_values=True))
            request = Request(self.command, url.path, query, headers, body)
            running.seen.append(request)
            reply = running.answer(request)
            if reply.silent:
                running.stopped.wait()
            if reply.silent or reply.cut_at_once:
                self._hang_up()
                return
            head = {"Content-Length": str(len(reply.body)), **reply.headers}
            self.send_response(reply.status)
            for name, value in head.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
                self.wfile.flush()
            except OSError:  # the client has had enough
                self.close_connection = True
            if reply.cut:
                self._hang_up()

        def _hang_up(self) -> None:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

        do_GET = do_POST = do_PUT = do_DELETE = do_PROPFIND = do_REPORT = _reply  # noqa: N815 (the library's names)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    running.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        running.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()
