"""The site, served on this computer only: no network, no other name, no other file."""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fitexport.errors import UsageError, reason
from fitexport.page.site import POLICY, site_files

_HOST = "127.0.0.1"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
_OTHER = "application/octet-stream"
_HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


class SiteServer(ThreadingHTTPServer):
    """Serves the files that a site lists, to this computer.

    Raises:
        UsageError: the port is taken, or may not be used.
    """

    daemon_threads = True

    def __init__(self, site: Path, port: int) -> None:
        self.site = site
        self.paths = frozenset(site_files(site))
        try:
            super().__init__((_HOST, port), _Handler)
        except OSError as error:
            raise UsageError(
                f"cannot serve on port {port}: {reason(error)}", "give another --port; 0 is any"
            ) from error
        names = (_HOST, "localhost")
        self.hosts = frozenset(f"{name}:{self.server_port}" for name in names)

    def handle_error(self, *_: object) -> None:
        """A browser that closes its connection half-way is none of the user's business."""

    @property
    def address(self) -> str:
        return f"http://{_HOST}:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: SiteServer
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, *args: object) -> None:
        pass

    def version_string(self) -> str:
        return "fitexport"

    def _answer(self, *, with_body: bool) -> None:
        # Another site's page reaches this server under a name of its own that leads here.
        if self.headers.get("Host") not in self.server.hosts:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"", "text/plain")
            return
        path = unquote(urlsplit(self.path).path).removeprefix("/") or "index.html"
        file = self.server.site / path
        if path not in self.server.paths or not file.is_file():
            self._send(HTTPStatus.NOT_FOUND, b"not found\n", "text/plain")
            return
        data = file.read_bytes()
        tag = f'"{sha256(data).hexdigest()[:32]}"'
        if self.headers.get("If-None-Match") == tag:
            self._send(HTTPStatus.NOT_MODIFIED, b"", "", tag)
        else:
            kind = _TYPES.get(file.suffix, _OTHER)
            self._send(HTTPStatus.OK, data, kind, tag, with_body=with_body)

    def _send(
        self, status: HTTPStatus, data: bytes, kind: str, tag: str = "", *, with_body: bool = True
    ) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
        for name, value in (_HEADERS | ({"ETag": tag} if tag else {})).items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(data)
