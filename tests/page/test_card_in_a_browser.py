"""The coach's card in a real browser: on the screen, and printed on one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.browser import check_for_everybody, printed_pages, watched_page
from support.command import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("alone")]
SHORT = "warm-up 15min; 4x stride 20s, walk 60s; 6x 400m @ mile, jog 200m; cool-down 10min"
LONG = (
    "warm-up 15min; 6x 400m @ mile, jog 1.25x rep; jog 3min; 3x 1000m @ threshold, jog 200m;"
    " 4x 200m @ 800m, walk 200m; cool-down 10min"
)


def _card(text: str, many: int) -> Path:
    """The card of as many athletes, with miles from 4:20 to 8:44 and names of all lengths."""
    rows = "".join(
        f"{'Maria-Antonietta '[: at % 18]}Athlete {at},{4 + (20 + 11 * at) // 60}:{(20 + 11 * at) % 60:02d}\n"
        for at in range(many)
    )
    Path("athletes.csv").write_text(f"name,mile\n{rows}", encoding="utf-8")
    made = (
        "--squad",
        "athletes.csv",
        "--out",
        "x",
        "--date",
        "2027-03-16",
        "--today",
        "2027-03-01",
    )
    assert run("workout", text, *made).exit_code == 0
    return Path("x/card.html").absolute()


@pytest.mark.parametrize(
    "text", [SHORT, LONG, "long 70min", "time-trial 1mi", "run 30min @ effort 6"]
)
@pytest.mark.parametrize("many", [3, 25])
def test_a_sheet_is_printed_on_one_page(browser: Browser, text: str, many: int) -> None:
    card = _card(text, many)
    with watched_page(browser) as page:
        page.goto(card.as_uri())
        for paper in ("A4", "Letter"):
            [words] = printed_pages(page, format=paper)
            assert all(f"Athlete {at}" in words for at in range(many) if at % 18 < 12), paper
        page.emulate_media(media="print")
        size = page.evaluate(
            "parseFloat(getComputedStyle(document.querySelector('tbody td, tbody th')).fontSize) * 0.75"
        )
        assert size >= (9 if text is LONG else 12)


def test_it_fits_every_window_and_everybody_can_read_it(browser: Browser, axe: Path) -> None:
    card = _card(LONG, 25)
    with watched_page(browser) as page:
        page.goto(card.as_uri())
        check_for_everybody(page, axe)


def test_a_name_with_markup_runs_nothing(browser: Browser) -> None:
    name = "<img src=x onerror=document.title=1>"
    Path("athletes.csv").write_text(f"name,mile\n{name},6:20\n", encoding="utf-8")
    assert run("workout", SHORT, "--squad", "athletes.csv", "--out", "x").exit_code == 0
    with watched_page(browser) as page:
        page.goto(Path("x/card.html").absolute().as_uri())
        assert page.title() == "6x400 mile"
        assert page.locator("tbody th span").inner_text() == name
