"""The site, served on this computer only: no network, no other name, no other file."""

from __future__ import annotations

from pathlib import Path

from fitexport.files.web_server import LOOPBACK, Served, WebServer
from fitexport.page.site import POLICY, site_files

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
}


class SiteServer(WebServer):
    """Serves the files that a site lists, to this computer.

    Raises:
        UsageError: the port is taken, or may not be used.
    """

    headers = _HEADERS

    def __init__(self, site: Path, port: int) -> None:
        self._site, self._paths = site, frozenset(site_files(site))
        self._real = site.resolve()
        super().__init__(LOOPBACK, port)

    def at(self, path: str) -> Served | None:
        path = path or "index.html"
        file = self._site / path
        if path not in self._paths or not file.is_file() or file.resolve() != self._real / path:
            return None  # also of a link, which may lead anywhere
        return Served(file.read_bytes(), _TYPES.get(file.suffix, _OTHER))
