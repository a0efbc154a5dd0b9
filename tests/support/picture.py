"""The picture of README.md: a week as a calendar and one of its workouts as a chart, from a season.

It brings its own background, so that it is readable on light and on dark pages, and no fonts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape

from fitexport import Settings, season_of
from fitexport.export.compile import paced
from fitexport.export.compiled import PacedSession
from fitexport.export.overview import week_page
from fitexport.pace.shape import shape
from fitexport.units import distance_text, round_minutes

_WIDE, _HIGH, _EDGE = 760, 366, 20
_DAY_WIDE, _CHIP_HIGH = 102, 44
_FLOOR, _CHART_HIGH = 328, 92
_INK, _PALE = "#1f2933", "#5d6b7a"
_COLOURS = {
    "easy run": "#2f855a",
    "long run": "#22663f",
    "cross-training": "#2b6cb0",
    "strength": "#6b7280",
}
_HARD = "#c2410c"
"""The colour of every other kind."""
_LEVELS = ((0.75, _HARD), (0.35, "#2f855a"), (0.0, "#94a3b8"))
"""How hard a step is at least -> its colour."""
_SETTINGS = Settings(mile_s=380, goal_s=360, race_day=date(2027, 5, 1), cross="cycling")


def picture() -> str:
    """The picture as SVG."""
    season = season_of(_SETTINGS)
    page = week_page(season, 3)
    total = page.total
    shown = paced(season.schedule.session("w3.2"), season.athlete)
    size = f"{distance_text(total.distance_m, 'mi')}, {round_minutes(total.time_s)}"
    marks = [_text(_EDGE, 34, f"Week {total.week}: {total.runs} runs, {size}", 16, weight=600)]
    for column, (day, sessions) in enumerate(page.days):
        marks += _day(_EDGE + column * (_DAY_WIDE + 1), f"{day:%a} {day.day} {day:%b}", sessions)
    marks.append(_text(_EDGE, 208, f"{shown.label}: {shown.title}, {shown.paces}", 16, weight=600))
    marks += _chart(shown, season.athlete.table.mile_s)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}"'
        ' font-family="system-ui, sans-serif">\n'
        f'<rect width="{_WIDE}" height="{_HIGH}" rx="12" fill="#fbfaf7"/>\n'
        + "\n".join(marks)
        + "\n</svg>\n"
    )


def _day(x: int, name: str, sessions: tuple[PacedSession, ...]) -> Iterator[str]:
    """A column of the calendar: the day, and a chip for each session."""
    yield _text(x + 4, 58, name, 12, _PALE)
    yield _rect(x, 66, _DAY_WIDE - 4, 2 * _CHIP_HIGH + 12, "#efece4")
    for row, session in enumerate(sessions):
        y = 70 + row * (_CHIP_HIGH + 4)
        if session.expected_s:
            yield _rect(x + 4, y, _DAY_WIDE - 12, _CHIP_HIGH, _COLOURS.get(session.kind, _HARD))
        ink = "#ffffff" if session.expected_s else _PALE
        yield _text(x + 10, y + 18, session.source.name or "Rest", 11, ink, 600)
        if session.expected_s:
            yield _text(x + 10, y + 34, round_minutes(session.expected_s), 12, ink)


def _chart(session: PacedSession, mile_s: float) -> Iterator[str]:
    """A bar for each step: as wide as it lasts, as high as it is hard."""
    assert session.workout is not None
    pieces = shape(session.workout.steps, mile_s)
    per_s = (_WIDE - 2 * _EDGE) / sum(piece.s for piece in pieces)
    x = float(_EDGE)
    for piece in pieces:
        high = 4 + round(piece.hard * _CHART_HIGH)
        colour = next(colour for least, colour in _LEVELS if piece.hard >= least)
        yield _rect(round(x, 1), _FLOOR - high, round(max(piece.s * per_s - 1, 1), 1), high, colour)
        x += piece.s * per_s
    for minute in range(0, int(session.expected_s / 60) - 2, 10):
        at = round(_EDGE + minute * 60 * per_s)
        yield _text(at, _FLOOR + 20, f"{minute} min" if minute else "0", 12, _PALE)


def _rect(x: float, y: float, wide: float, high: float, colour: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="3" fill="{colour}"/>'


def _text(x: float, y: float, text: str, size: float, ink: str = _INK, weight: int = 400) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{ink}">'
        f"{escape(text)}</text>"
    )
