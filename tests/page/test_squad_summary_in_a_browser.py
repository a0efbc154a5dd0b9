"""The coach's page in a real browser: sound, readable by everybody, and printed on few sheets."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.browser import check_for_everybody, printed_pages, watched_page

from fitexport.squad.exporting import export_squad

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("alone")]
RUDE = "<img src=x onerror=alert(1)>,6:99\n<b>Anna</b>,6:20\n"


def page() -> str:
    """30 athletes, one of them with a name that is a script, and a row with an error."""
    rows = "".join(f"Athlete {number},{5 + number % 8}:{10 + number}\n" for number in range(28))
    Path("squad.csv").write_text(f"name,mile\n{RUDE}{rows}")
    made = export_squad(Path("squad.csv"), Path("squad"), today=date(2027, 3, 1))
    return Path(made.summary.page).absolute().as_uri()


def test_it_fits_every_window_and_everybody_can_read_it(browser: Browser, axe: Path) -> None:
    with watched_page(browser) as opened:
        opened.goto(page())
        check_for_everybody(opened, axe)


def test_it_prints_its_headings_on_every_sheet(browser: Browser) -> None:
    with watched_page(browser) as opened:
        opened.goto(page())
        for paper in ("A4", "Letter"):
            texts = printed_pages(opened, format=paper, landscape=True)
            assert len(texts) <= 3
            assert all("Threshold" in text for text in texts)
            assert "<b>Anna</b>" in texts[0]
