"""The picture of README.md: a week day by day and one of its workouts, from a season.

It brings its own background, so that it is readable on light and on dark pages, and no fonts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

from fitexport import Settings, season_of
from fitexport.export.overview import week_page
from fitexport.page.cards import Card, card_of
from fitexport.page.picture import chart_height, inset, picture
from fitexport.page.svg import Svg
from fitexport.units import distance_text, round_minutes

_WIDE, _EDGE, _DAY = 760, 20, 103
_SETTINGS = Settings(mile_s=380, goal_s=360, race_day=date(2027, 5, 1), cross="cycling")


def readme_picture() -> str:
    """The picture as SVG."""
    season = season_of(_SETTINGS)
    page = week_page(season, 3)
    total = page.total
    size = f"{distance_text(total.distance_m, 'mi')}, {round_minutes(total.time_s)}"
    body = [_text("title", _EDGE, 36, f"Week {total.week}: {total.runs} runs, {size}")]
    cards = []
    for column, (day, sessions) in enumerate(page.days):
        x = _EDGE + column * _DAY
        body.append(_text("label", x, 66, f"{day:%a} {day.day} {day:%b}"))
        of_day = [card_of(session, season.athlete) for session in sessions]
        for row, card in enumerate(of_day):
            body += _tile(card, x, 76 + row * 62)
        cards += of_day
    shown = next(card for card in cards if card.key == "w3.2")
    body.append(_text("title", _EDGE, 230, f"{shown.label}: {shown.title}, {shown.paces}"))
    body.append(inset(shown.chart, _EDGE, 242, _WIDE - 2 * _EDGE))
    return picture("\n".join(body), _WIDE, 252 + chart_height(shown.chart))


def _tile(card: Card, x: int, y: int) -> Iterator[str]:
    yield f'<rect class="tile" x="{x}" y="{y}" width="{_DAY - 6}" height="56" rx="6"/>'
    yield _text("name", x + 8, y + 18, card.name or "Rest")
    if card.mini:
        yield _text("label", x + 8, y + 33, card.size.rpartition(", ")[2])
        mini = Svg(card.mini.replace("<svg ", f'<svg width="{_DAY - 22}" height="14" '))
        yield f'<svg x="{x + 8}" y="{y + 38}" width="{_DAY - 22}" height="14">{mini}</svg>'


def _text(look: str, x: float, y: float, words: str) -> str:
    return f'<text class="{look}" x="{x}" y="{y}">{escape(words)}</text>'
