"""The browser's own code: its types, and the frame of the page in a real Chromium."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from support.browser import check_for_everybody, check_screenshot, watched_page
from support.kept import npm_packages

from fitexport.files.packaged import packaged
from fitexport.page.runtime import VERSION

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "samples"

_TYPESCRIPT = {
    "compilerOptions": {
        **{"allowJs": True, "checkJs": True, "strict": True, "noEmit": True, "skipLibCheck": True},
        **{"target": "es2024", "module": "esnext", "moduleResolution": "bundler", "types": []},
        "lib": ["es2024", "dom", "dom.iterable", "dom.asynciterable"],
    },
    "include": ["*.js"],
}


@pytest.fixture
def typescript(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scripts of the page, their runtime's types, and the compiler."""
    packages = npm_packages(tmp_path_factory, "typescript@5", f"pyodide@{VERSION}")
    for script in (packaged("templates") / "page").glob("*.js"):
        shutil.copy(script, tmp_path)
    types, python = packages / "node_modules" / "pyodide", tmp_path / "python"
    python.mkdir()
    shutil.copy(types / "pyodide.d.ts", python / "pyodide.d.mts")
    shutil.copy(types / "ffi.d.ts", python)
    (tmp_path / "tsconfig.json").write_text(json.dumps(_TYPESCRIPT))
    (tmp_path / "node_modules").symlink_to(packages / "node_modules")
    return tmp_path


def compiled(folder: Path) -> str:
    tsc = folder / "node_modules" / ".bin" / "tsc"
    return subprocess.run([tsc, "-p", folder], capture_output=True, text=True).stdout


def test_the_scripts_have_no_type_errors(typescript: Path) -> None:
    assert compiled(typescript) == ""
    (typescript / "wrong.js").write_text(
        '// @ts-check\nimport { text } from "./dom.js";\ntext(3);\n'
    )
    assert "wrong.js(3,1): error TS2554" in compiled(typescript)


# --- the frame --------------------------------------------------------------------------

_LEAK = """async ([own, other]) => {
  const code = `fetch("${other}").then(() => postMessage("leaked"), () => postMessage("refused"))`;
  const source = own === "" ? code : `import "${own}dom.js"; ${code}`;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address, { type: "module" });
  return new Promise((resolve) => { worker.onmessage = (event) => resolve(event.data); });
}"""


_COMPILED = """async () => {
  const cache = await caches.open("compiled-fitexport");
  const [kept] = await cache.keys();
  return kept ? (await (await cache.match(kept)).arrayBuffer()).byteLength : 0;
}"""
_DAMAGE = """async () => {
  const cache = await caches.open("compiled-fitexport");
  for (const kept of await cache.keys()) await cache.put(kept, new Response("damaged"));
}"""


@pytest.fixture(scope="module")
def first_visit(browser: Browser, address: str) -> Iterator[tuple[Page, list[str]]]:
    """The page, and what it asked for until Python was ready."""
    with watched_page(browser, address) as page:
        page.set_default_timeout(180_000)
        asked: list[str] = []
        page.on("request", lambda each: asked.append(each.url))
        page.goto(address)
        page.locator("body.ready").wait_for()
        yield page, [*asked]


def test_no_file_of_the_runtime_is_asked_for_twice(first_visit: tuple[Page, list[str]]) -> None:
    large = [url for url in first_visit[1] if url.endswith((".wasm", ".zip", ".whl"))]
    assert len(large) == 5
    assert len(set(large)) == 5


def test_modules_are_compiled_once_for_all_visits(first_visit: tuple[Page, list[str]]) -> None:
    page, _ = first_visit
    page.wait_for_function(f"({_COMPILED})().then((size) => size > 1e6)")
    page.evaluate(_DAMAGE)
    page.reload()
    page.locator("[data-files=fit]:not([disabled])").wait_for()
    page.wait_for_function(f"({_COMPILED})().then((size) => size > 1e6)")


def test_the_policy_binds_page_and_worker(browser: Browser, address: str) -> None:
    """Neither reaches another server, though one listens; their own one they do reach."""
    asked: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Listening) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        elsewhere = f"http://127.0.0.1:{other.server_port}/"
        page = browser.new_page()
        page.goto(address)
        reached = f"fetch('{elsewhere}').then(() => 'leaked', () => 'refused')"
        assert page.evaluate(reached) == "refused"
        assert page.evaluate(_LEAK, [address, elsewhere]) == "refused"
        assert page.evaluate(_LEAK, [address, f"{address}release.json"]) == "leaked"
        assert asked == []
        page.context.close()
        other.shutdown()


def test_it_works_offline_after_the_first_visit(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.context.set_offline(True)
    page.reload()
    page.locator("body.ready").wait_for(timeout=180_000)
    page.locator("#session-text").fill("5x 300m @ mile, jog 100m")
    page.get_by_role("heading", name="5 x 300 m").wait_for()
    assert page.evaluate("navigator.onLine") is False


def test_a_runtime_that_does_not_load_is_reported(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.route("**/pyodide.asm.wasm", lambda route: route.abort())
    page.goto(address)
    failed = page.locator("#failed")
    failed.wait_for(timeout=180_000)
    assert failed.inner_text().startswith("Python could not be loaded")
    page.get_by_role("link", name="Your plan").click()  # what needs no Python works
    page.locator("#plan").wait_for()
    page.context.close()


@pytest.fixture(scope="module")
def shared(browser: Browser, address: str) -> Iterator[Page]:
    """The page on a day of spring 2027, with Python loaded once for the tests that only look at it."""
    with watched_page(browser, address) as page:
        page.clock.set_fixed_time("2027-03-01T08:00:00")
        page.goto(address)
        page.locator("body.ready").wait_for(timeout=180_000)
        yield page


def test_every_part_fits_and_is_accessible(shared: Page, axe: Path) -> None:
    for part in ("write", "plan", "run", "watch"):
        shared.locator(f".tabs a[href='#{part}']").click()
        shared.locator(f"#{part}").wait_for()
        check_for_everybody(shared, axe)


def test_the_tabs_are_reached_by_keyboard(shared: Page) -> None:
    shared.reload()
    shared.keyboard.press("Tab")
    assert shared.evaluate("document.activeElement.textContent") == "Skip to the page"
    for _ in range(3):
        shared.keyboard.press("Tab")
    shared.keyboard.press("Enter")
    shared.locator("#plan").wait_for()
    assert shared.locator("[aria-current=page]").inner_text() == "Your plan"


# --- screenshots ------------------------------------------------------------------------

_PICTURES: dict[str, tuple[int, Literal["light", "dark"], str, str]] = {
    "page-write-1280-light": (1280, "light", "write", "#session-result svg.chart"),
    "page-write-360-dark": (360, "dark", "write", "#session-result svg.chart"),
    "page-plan-1280-dark": (1280, "dark", "plan", "#plan-season .calendar"),
    "page-run-768-light": (768, "light", "run", "#run svg.chart"),
    "page-watch-1280-light": (1280, "light", "watch", "#watch details"),
}
"""Screenshots in samples/page/: window, scheme, part of the page, and what has to be there."""


@pytest.mark.parametrize("name", _PICTURES)
def test_the_screenshots_are_of_this_page(shared: Page, name: str, update_samples: bool) -> None:
    width, scheme, part, shown = _PICTURES[name]
    shared.set_viewport_size({"width": width, "height": 900})
    shared.emulate_media(color_scheme=scheme)
    shared.evaluate(f"location.hash = '{part}'")
    if part == "run":
        files = shared.locator("#run input[type=file]").first
        files.set_input_files(SAMPLES / "time-trial.fit")
    shared.locator(shown).first.wait_for(timeout=180_000)
    if part == "plan":
        shared.locator(shown).scroll_into_view_if_needed()
    else:
        shared.evaluate("scrollTo(0, 0)")
    check_screenshot(name, shared.screenshot(), update=update_samples)
