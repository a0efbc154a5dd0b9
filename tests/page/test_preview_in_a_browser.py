"""The plan's page in a real browser: sound, readable by everybody, printed on the right pages."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.browser import WIDTHS, check_screenshot, overflow, serious_faults, watched_page
from support.command import DATES, RUNNER, run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("alone")]
LONGEST = ("--weeks", "10", "--level", "advanced", "--mile", "5:00", "--goal", "4:50")
EACH = [(width, scheme) for width in WIDTHS for scheme in ("light", "dark")]


@contextmanager
def opened(
    browser: Browser, *arguments: str, width: int = 1280, scheme: str = "light"
) -> Iterator[Page]:
    """The page of a plan; it must ask for nothing but itself."""
    assert run("preview", *(arguments or RUNNER), *DATES).exit_code == 0
    size = {"width": width, "height": 900}
    asked = []
    with watched_page(browser, viewport=size, color_scheme=scheme) as page:
        page.set_default_timeout(120_000)  # on a loaded machine
        page.on("request", lambda each: asked.append(each.url))
        page.goto(Path("plan.html").absolute().as_uri())
        yield page
    assert asked == [Path("plan.html").absolute().as_uri()]


@pytest.mark.one_in(2)
@pytest.mark.parametrize(("width", "scheme"), EACH)
def test_it_fits_every_window_and_everybody_can_read_it(
    browser: Browser, axe: Path, width: int, scheme: str
) -> None:
    with opened(browser, width=width, scheme=scheme) as page:
        assert overflow(page) == 0
        assert serious_faults(page, axe) == []


def test_the_focus_can_be_seen_wherever_it_is(browser: Browser) -> None:
    with opened(browser, width=360) as page:
        places = []
        for _ in range(16):
            page.keyboard.press("Tab")
            places.append(
                page.evaluate(
                    "(() => { const at = document.activeElement, how = getComputedStyle(at),"
                    " box = at.getBoundingClientRect();"
                    " return [at.textContent, how.outlineStyle, parseFloat(how.outlineWidth),"
                    " box.left >= 0 && box.width > 0] })()"
                )
            )
    assert places[0][0] == "Skip to the calendar"
    assert [each for each in places if each[1] != "solid" or each[2] < 2 or not each[3]] == []


@pytest.mark.one_in(2)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize(
    "arguments",
    [
        RUNNER,
        (*LONGEST, "--cross", "cycling", "--units", "km", "--strength", "home"),
        ("--weeks", "10", "--level", "beginner", "--mile", "9:30", "--cross", "rowing"),
    ],
    ids=["usual", "longest", "first"],
)
def test_printed_it_has_a_page_for_each_week(
    browser: Browser, paper: str, arguments: tuple[str, ...]
) -> None:
    from pypdf import PdfReader

    with opened(browser, *arguments) as page:
        printed = PdfReader(io.BytesIO(page.pdf(format=paper)))
        weeks = page.locator(".week-page h2").all_inner_texts()
    first_lines = [each.extract_text().strip().splitlines()[0] for each in printed.pages]
    assert first_lines[1:] == ["The whole plan", *weeks, first_lines[-1]]
    assert "race in" in first_lines[-1]


PICTURES = {
    "cover-360-dark": (360, "dark", "screen", "body"),
    "cover-1280-light": (1280, "light", "screen", "body"),
    "calendar-768-light": (768, "light", "screen", "#calendar"),
    "week-1280-dark": (1280, "dark", "screen", "#week-3"),
    "week-printed": (718, "light", "print", "#week-3"),
    "fridge-printed": (718, "light", "print", "#calendar"),
}
"""Screenshots in samples/page/: window, scheme, medium, and what of the page is shown."""


@pytest.mark.parametrize("name", PICTURES)
def test_the_screenshots_are_of_this_page(
    browser: Browser, name: str, update_samples: bool
) -> None:
    width, scheme, medium, shown = PICTURES[name]
    with opened(browser, width=width, scheme=scheme) as page:
        page.emulate_media(media="print" if medium == "print" else "screen")
        box = page.locator(shown).bounding_box()
        assert box is not None
        box["height"] = min(box["height"], 1000)
        picture = page.screenshot(clip=box, full_page=True)
    check_screenshot(name, picture, update=update_samples)


SESSIONS = ("w3.2", "w1.1", "w3.5", "w6.6", "w8.5")
REPS = (("w3.2", "vo2max", 4), ("w1.1", "mile", 8), ("w3.5", "hill", 6), ("w3.6", "threshold", 4))


def _run_steps(steps: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for step in steps:
        if "repeat" in step:
            for _ in range(step["repeat"]):
                yield from _run_steps(step["steps"])
        elif step["expected_s"]:
            yield step


def test_bars_are_as_wide_and_high_as_the_steps_are_long_and_fast(browser: Browser) -> None:
    mile_m_per_s = 1609.344 / 380
    with opened(browser) as page:
        for key in SESSIONS:
            plain = json.loads(run("show", key, "--json", *RUNNER, *DATES).stdout)
            steps = list(_run_steps(plain["steps"]))
            total_s = sum(step["expected_s"] for step in steps)
            wide, bars = _drawn(page, key)
            assert len(bars) == len(steps)
            assert sum(bar[0] for bar in bars) == pytest.approx(wide, abs=0.5)
            for (width, height), step in zip(bars, steps, strict=True):
                assert width == pytest.approx(wide * step["expected_s"] / total_s, abs=0.1)
                if step["expected_m"]:
                    share = step["expected_m"] / step["expected_s"] / mile_m_per_s
                    hard = min(max((share - 0.3) / 0.7, 0), 1)
                    assert height == pytest.approx(84 * (0.06 + 0.94 * hard), abs=0.1)


def _drawn(page: Page, key: str) -> tuple[float, list[tuple[float, float]]]:
    """The width of a session's chart, and width and height of its bars, in pixels; a stroke, by
    which bars are set apart, is not part of them."""
    found: tuple[float, list[tuple[float, float]]] = page.locator(_id(key)).evaluate(
        "session => [session.querySelector('.plot').width.baseVal.value,"
        " [...session.querySelectorAll('.bar')].map("
        " each => [each.width.baseVal.value, each.height.baseVal.value])]"
    )
    return found


def _id(key: str) -> str:
    return f'[id="{key}"]'


def test_as_many_reps_are_drawn_as_are_run(browser: Browser) -> None:
    with opened(browser) as page:
        for key, look, reps in REPS:
            session = page.locator(_id(key))
            assert session.locator(f".bar.{look}").count() == reps
            words = session.locator(".chart text.mark").all_text_contents()
            assert any(each.startswith(f"{reps} ") for each in words)
