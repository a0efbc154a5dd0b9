"""The plan as one file: all of it is there, nothing else is needed, no text of it is executed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from fitexport import Settings, season_of
from fitexport.page.preview import picture_of, preview
from fitexport.season.season import Season
from fitexport.season.settings_file import read_athlete_file

EVIL = "<script>alert(1)</script>"
SHORT = "<b>x</b>"
PLAN = f"""\
name = "evil"
title = "{EVIL}"
level = "advanced"
about = "<img src=x onerror=alert(2)>"
weeks = ["one"]

[week.one]
phase = "taper"
focus = "{EVIL} &amp;"

[[week.one.session]]
day = 3
text = 'easy 20min "{EVIL}"; 4x 400m @ mile, jog 200m "<!-- -->"'
title = "</title></svg>{EVIL}"
name = "{SHORT}"
why = "Because '\\"<svg onload=alert(3)>"

[[week.one.session]]
day = 7
text = "warm-up 15min; race 5km"
why = "{EVIL}"
"""


class _Page(HTMLParser):
    """The elements of a page, its ids, where its links lead, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src", "action", "data", "xlink:href"):
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += f"{data} "


@pytest.fixture(scope="module")
def season() -> Season:
    """The longest plan there is."""
    return season_of(
        Settings(
            mile_s=300,
            goal_s=290,
            race_day=date(2027, 5, 1),
            weeks=10,
            level="advanced",
            cross="cycling",
            id="anna",
        )
    )


@pytest.fixture(scope="module")
def html(season: Season) -> str:
    return preview(season)


@pytest.mark.slow
def test_it_is_one_small_file_the_same_each_time(season: Season, html: str) -> None:
    assert len(html.encode()) < 1_000_000
    assert preview(season) == html
    found = _Page(html)
    assert [link for link in found.links if not link.startswith("#")] == []
    assert found.tags.keys() & {"script", "img", "link", "iframe", "object", "embed"} == set()
    assert "url(" not in html
    assert "@import" not in html


@pytest.mark.slow
def test_every_week_and_session_is_in_it_once(season: Season, html: str) -> None:
    found = _Page(html)
    assert [each for each, count in Counter(found.ids).items() if count > 1] == []
    assert {link[1:] for link in found.links} <= {*found.ids}
    assert {each.key for each in season.schedule.sessions} <= {*found.ids}
    weeks = {f"week-{number}" for number in range(1, season.schedule.weeks + 1)}
    assert weeks <= {*found.ids}
    assert all(each.planned.why in found.text for each in season.schedule.sessions)


def test_texts_of_a_plan_are_shown_and_never_executed(tmp_path: Path) -> None:
    (tmp_path / "evil.toml").write_text(PLAN, encoding="utf-8")
    settings = Settings(
        mile_s=380, race_day=date(2027, 5, 1), plan=str(tmp_path / "evil.toml"), id=SHORT
    )
    season = season_of(settings)
    found = _Page(preview(season))
    assert found.tags.keys() & {"script", "img"} == set()
    assert {name for name in found.attributes if name.startswith("on")} == set()
    assert found.text.count(EVIL) >= 7
    for text in (SHORT, "<img src=x onerror=alert(2)>", "<!-- -->", "<svg onload=alert(3)>"):
        assert text in found.text
    assert f"{EVIL} &amp;" in found.text
    picture = _Page(picture_of(season.schedule.session("w1.1"), season.athlete))
    assert picture.tags["script"] == 0
    assert EVIL in picture.text


@pytest.mark.slow
def test_changes_and_results_of_a_fitexport_toml_are_in_it() -> None:
    path = Path(__file__).parents[2] / "samples" / "midseason.toml"
    text = _Page(preview(season_of(read_athlete_file(path)))).text
    assert "Left out: W2.3 Cross 35' (skipped)." in text
    assert "Left out: W3.5 Easy+hills (ill from Wed 24 Mar to Fri 26 Mar)." in text
    assert "Sat 8 May 2027" in text
    assert "6:55" in text


@pytest.mark.slow
def test_race_day_is_on_a_card(html: str) -> None:
    text = " ".join(_Page(html).text.split())
    assert "Mile race in 4:50 " in text
    assert "200 m 36.0 not sooner: faster is too fast" in text
