"""Bytes over HTTP, for this computer or the network it is in: exact paths, no listing."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from socketserver import TCPServer
from threading import BoundedSemaphore, Timer
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from fitexport.errors import UsageError, reason

LOOPBACK = "127.0.0.1"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
_AT_ONCE = 32
"""The most connections; one more is closed at once."""
_HTTP_PORT = 80
"""The port that browsers leave out of the Host header."""


class Served(NamedTuple):
    """What is at a path."""

    data: bytes
    kind: str
    """Its media type."""


class WebServer(ThreadingHTTPServer):
    """Serves what its subclass has at each path, to those who ask for it by this computer's name.

    Raises:
        UsageError: the host is no address of this computer, or the port may not be used.
    """

    daemon_threads = True
    request_queue_size = _AT_ONCE
    headers: Mapping[str, str] = {}
    """Headers of every answer, beside those of all servers."""
    deadline_s = 30.0
    """A request that takes longer is cut off, even while it is still arriving."""

    def __init__(self, host: str, port: int) -> None:
        self._free = BoundedSemaphore(_AT_ONCE)
        try:
            self.address_family, *_, at = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            super().__init__((str(at[0]), port), _Handler)
        except (OSError, UnicodeError) as error:
            if isinstance(error, OSError) and error.errno in (errno.EADDRINUSE, errno.EACCES):
                raise UsageError(
                    f"cannot serve on port {port}: {reason(error)}", "give another --port; 0 is any"
                ) from error
            raise UsageError(
                f'"{host}" is not an address of this computer',
                "leave out --host, or give an address from this computer's network settings",
            ) from error
        bound = ip_address(str(at[0]).partition("%")[0])
        self.is_loopback, self.is_everywhere = bound.is_loopback, bound.is_unspecified
        names = {_bracketed(host.lower()), _bracketed(str(bound))}
        names |= {"localhost"} if self.is_loopback or self.is_everywhere else set()
        self._hosts = {f"{name}:{self.server_port}" for name in names}
        self._hosts |= names if self.server_port == _HTTP_PORT else set()
        self.address = f"http://{_bracketed(host)}:{self.server_port}/"

    def at(self, path: str) -> Served | None:
        """What is at a path without its first slash, if anything."""
        raise NotImplementedError

    def answered(self, client: str, status: HTTPStatus) -> None:
        """Called with each answer."""

    def is_called(self, host: str) -> bool:
        """Whether a Host header names this computer. Without this check a page elsewhere could read
        along by pointing its own name here; it cannot send a bare address."""
        if host.lower() in self._hosts:
            return True
        with contextlib.suppress(ValueError):
            return self.is_everywhere and bool(ip_address(urlsplit(f"//{host}").hostname or ""))
        return False

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's also asks the network for a name
        self.server_name, self.server_port = "", self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report bugs; ignore clients that close their connection half-way."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _bracketed(host: str) -> str:
    """A host as addresses have it."""
    return f"[{host}]" if ":" in host else host


class _Handler(BaseHTTPRequestHandler):
    server: WebServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def handle_one_request(self) -> None:
        deadline = Timer(self.server.deadline_s, self._cut_off)
        deadline.daemon = True
        deadline.start()
        try:
            super().handle_one_request()
        finally:
            deadline.cancel()

    def _cut_off(self) -> None:
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *args: object) -> None:
        pass

    def version_string(self) -> str:
        return "fitexport"

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is not HTTP, or too long, without repeating it."""
        self.close_connection = True
        self._refuse(HTTPStatus(code))

    def _answer(self) -> None:
        if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # an unread body must not be taken for the next request
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or not self.server.is_called(hosts[0]):
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
            return
        path = unquote(self.path.partition("?")[0]).removeprefix("/")
        served = self.server.at(path)
        if served is None:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        tag = f'"{sha256(served.data).hexdigest()[:32]}"'
        known = {each.strip() for each in self.headers.get("If-None-Match", "").split(",")}
        if known & {tag, f"W/{tag}", "*"}:
            self._send(HTTPStatus.NOT_MODIFIED, None, tag)
        else:
            self._send(HTTPStatus.OK, served, tag)

    def _refuse(self, status: HTTPStatus) -> None:
        self._send(status, Served(f"{status.phrase}\n".encode(), "text/plain"))

    def _send(self, status: HTTPStatus, served: Served | None, tag: str = "") -> None:
        self.send_response(status)
        headers = {**_HEADERS, **self.server.headers}
        if served:
            headers |= {"Content-Type": served.kind, "Content-Length": str(len(served.data))}
        if tag:
            headers["ETag"] = tag
        if self.close_connection:
            headers["Connection"] = "close"
        for name, value in headers.items():
            self.send_header(name, value)
        self.server.answered(self.client_address[0], status)
        self.end_headers()
        if served and self.command != "HEAD":
            self.wfile.write(served.data)
