"""The page in a real browser: the site with its Python runtime, built once for all workers."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.browser import chromium, watched_page
from support.kept import kept, npm_packages

from fitexport.errors import WriteError
from fitexport.page.runtime import PACKAGE_URL, VERSION, compiled_wheel, runtime_files
from fitexport.page.server import SiteServer
from fitexport.page.site import write_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with axe-core, which finds what people who see or hear little stumble over."""
    return npm_packages(tmp_path_factory, "axe-core@4")


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Python for browsers, kept for the next run of the tests."""
    with kept(tmp_path_factory, f"pyodide-{VERSION}") as folder:
        if not (folder / "whole").exists():
            try:
                name, data = compiled_wheel()
                files = runtime_files(_package(folder)) | {name: data}
            except WriteError as error:  # no network, or none that leads there
                pytest.skip(str(error))
            for path, content in files.items():
                (folder / path).write_bytes(content)
            (folder / "whole").touch()
        names = [path for path in folder.iterdir() if path.suffix != ".tgz" and path.stat().st_size]
        return {path.name: path.read_bytes() for path in names}


def _package(folder: Path) -> str:
    """The runtime's package as npm gets it, from whatever registry it is set up for; else its
    address."""
    npm = shutil.which("npm")
    if npm is not None:
        command = [npm, "pack", "--silent", "--fetch-retries=0", f"pyodide@{VERSION}"]
        subprocess.run(command, cwd=folder, capture_output=True, timeout=300)
    return next((str(path) for path in folder.glob("*.tgz")), PACKAGE_URL)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, runtime: dict[str, bytes]) -> Path:
    """The whole site."""
    out = tmp_path_factory.mktemp("page") / "site"
    write_site(out, lambda: runtime)
    return out


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""
    with SiteServer(site, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page, opened, with Python ready; see `watched_page`."""
    with watched_page(browser, address) as opened:
        opened.set_default_timeout(180_000)  # on a loaded machine
        opened.goto(address)
        opened.locator("body.ready").wait_for()
        yield opened
