"""The plan's page in a real browser: sound, readable by everybody, printed on the right pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pytest
from support.browser import (
    check_for_everybody,
    check_screenshot,
    printed_pages,
    watched_page,
)
from support.command import DATES, RUNNER, run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Scheme: TypeAlias = Literal["light", "dark"]
Medium: TypeAlias = Literal["screen", "print"]

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("alone")]
LONGEST = ("--weeks", "10", "--level", "advanced", "--mile", "5:00", "--goal", "4:50")


@contextmanager
def opened(browser: Browser, folder: Path, *arguments: str) -> Iterator[Page]:
    """The page of a plan; it must ask for nothing but itself."""
    path = folder / "plan.html"
    assert run("preview", *arguments, *DATES, "--out", str(path)).exit_code == 0
    asked = []
    with watched_page(browser) as page:
        page.set_default_timeout(120_000)  # on a loaded machine
        page.on("request", lambda each: asked.append(each.url))
        page.goto(path.as_uri())
        yield page
    assert asked == [path.as_uri()]


@pytest.fixture(scope="module")
def kept_open(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page of one plan, for all tests that only look at it."""
    with opened(browser, tmp_path_factory.mktemp("preview"), *RUNNER) as page:
        yield page


def looked_at(page: Page, width: int, scheme: Scheme = "light", medium: Medium = "screen") -> Page:
    page.set_viewport_size({"width": width, "height": 1000})
    page.emulate_media(media=medium, color_scheme=scheme)
    return page


def test_it_fits_every_window_and_everybody_can_read_it(kept_open: Page, axe: Path) -> None:
    check_for_everybody(kept_open, axe)


def test_the_focus_can_be_seen_wherever_it_is(kept_open: Page) -> None:
    page = looked_at(kept_open, 360)
    page.evaluate("document.activeElement.blur()")
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
    browser: Browser, paper: str, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    with opened(browser, tmp_path, *arguments) as page:
        printed = printed_pages(page, format=paper)
        weeks = page.locator(".week-page h2").all_inner_texts()
    first_lines = [each.strip().splitlines()[0] for each in printed]
    assert first_lines[1:] == ["The whole plan", *weeks, first_lines[-1]]
    assert "race in" in first_lines[-1]


PICTURES: dict[str, tuple[int, Scheme, Medium, str]] = {
    "cover-360-dark": (360, "dark", "screen", "body"),
    "cover-1280-light": (1280, "light", "screen", "body"),
    "calendar-768-light": (768, "light", "screen", "#calendar"),
    "week-1280-dark": (1280, "dark", "screen", "#week-3"),
    "week-printed": (718, "light", "print", "#week-3"),
    "fridge-printed": (718, "light", "print", "#calendar"),
}
"""Screenshots in samples/page/: window, scheme, medium, and what of the page is shown."""


@pytest.mark.parametrize("name", PICTURES)
def test_the_screenshots_are_of_this_page(kept_open: Page, name: str, update_samples: bool) -> None:
    width, scheme, medium, shown = PICTURES[name]
    page = looked_at(kept_open, width, scheme, medium)
    place = page.locator(shown)
    place.evaluate("place => place.scrollIntoView({ behavior: 'instant' })")
    box = place.bounding_box()
    assert box is not None
    box["height"] = min(box["height"], 1000)
    picture = page.screenshot(clip=box)
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


def test_bars_are_as_wide_and_high_as_the_steps_are_long_and_fast(kept_open: Page) -> None:
    mile_m_per_s = 1609.344 / 380
    page = looked_at(kept_open, 1280)
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


def test_as_many_reps_are_drawn_as_are_run(kept_open: Page) -> None:
    for key, look, reps in REPS:
        session = kept_open.locator(_id(key))
        assert session.locator(f".bar.{look}").count() == reps
        words = session.locator(".chart text.mark").all_text_contents()
        assert any(each.startswith(f"{reps} ") for each in words)
