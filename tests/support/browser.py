"""A real Chromium, and pages in it that complain: about errors, and about every request that leaves
their own origin."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (360, 768, 1280)
"""A phone, a tablet, a laptop."""
_CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is the same without what shows windows: it takes less time."""
_OPTIONS = (
    "--no-sandbox",  # as root, and in containers, it cannot be set up
    # Pages live for seconds here: compiling Python's runtime a second time, optimized, is not worth it.
    "--js-flags=--liftoff-only",
)
_INTERNAL = ("data", "blob", "about", "file")

_HOLD = """
window.held = [];
const post = Worker.prototype.postMessage;
window.release = () => {
  Worker.prototype.postMessage = post;
  for (const ask of window.held) ask();
};
Worker.prototype.postMessage = function (...message) {
  window.held.push(() => post.apply(this, message));
};
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    path = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if path is None:
        pytest.skip("Chromium is not here")
    driving = pytest.importorskip("playwright.sync_api", reason="playwright is not here")
    with driving.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=_OPTIONS)
        yield browser
        browser.close()


@contextmanager
def watched_page(browser: Browser, origin: str = "", **context: Any) -> Iterator[Page]:
    """A page in a browser of its own; at the end nothing may have gone wrong in it, and no request
    may have gone elsewhere."""
    wrong: list[str] = []
    opened = browser.new_context(**context)
    page = opened.new_page()
    page.on("console", lambda each: wrong.append(each.text) if each.type == "error" else None)
    page.on("pageerror", lambda each: wrong.append(str(each)))

    def look(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _INTERNAL and f"{parts.scheme}://{parts.netloc}/" != origin:
            wrong.append(f"request to {url}")

    opened.on("request", lambda each: look(each.url))
    yield page
    opened.close()
    assert wrong == []


@contextmanager
def questions_held(page: Page) -> Iterator[None]:
    """Python gets no question before the end."""
    page.evaluate(f"() => {{ {_HOLD} }}")
    try:
        yield
    finally:
        page.evaluate("() => window.release()")


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window, once it has been drawn at that width."""
    drawn = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    page.evaluate(drawn)
    wide: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide


def printed_pages(page: Page, **how: Any) -> list[str]:
    """The words on each printed page."""
    import pypdfium2

    pages = pypdfium2.PdfDocument(page.pdf(**how))
    return [each.get_textpage().get_text_range() for each in pages]


def check_for_everybody(page: Page, axe: Path) -> None:
    """The page is no wider than its window at each of WIDTHS, and axe-core finds no serious fault:
    narrow and dark, wide and light."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0, width
    looks: tuple[tuple[int, Literal["dark", "light"]], ...] = ((360, "dark"), (1280, "light"))
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="screen", color_scheme=scheme)
        assert serious_faults(page, axe) == [], (width, scheme)


def serious_faults(page: Page, axe: Path) -> list[str]:
    """What axe-core finds serious or critical once nothing is busy or moving: the rule, and where."""
    page.wait_for_function(
        "() => !document.querySelector('[aria-busy=true]') && document.getAnimations().length === 0"
    )
    page.evaluate((axe / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def check_screenshot(name: str, picture: bytes, *, update: bool) -> None:
    """Compare a screenshot with that of samples/page/ as far as can be, since fonts differ from system
    to system; or put it there."""
    path = Path(__file__).parents[2] / "samples" / "page" / f"{name}.webp"
    if update:
        from PIL import Image

        path.parent.mkdir(exist_ok=True)
        Image.open(io.BytesIO(picture)).save(path, quality=70, method=6)
    assert picture.startswith(b"\x89PNG")
    assert 10_000 < path.stat().st_size < 100_000
