"""Charts as SVG files of their own, with the colours that pages have in their style."""

from __future__ import annotations

import re
from functools import cache
from html import escape

from fitexport.files.packaged import packaged
from fitexport.page.svg import Svg

_WIDE, _EDGE, _HEAD = 760, 20, 50
"""Of a picture: its width, its margin, the room of its title."""


def stylesheet(name: str) -> Svg:
    """A file of `templates/page/`, for a page that brings its style along."""
    return Svg((packaged("templates") / "page" / f"{name}.css").read_text(encoding="utf-8"))


def picture(body: str, wide: int, high: int) -> str:
    """What is drawn, as an SVG file with its own background and light colours."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}"'
        f' viewBox="0 0 {wide} {high}">\n<style>\n{_plain_style()}</style>\n'
        f'<rect class="paper" width="100%" height="100%" rx="12"/>\n{body}\n</svg>\n'
    )


def session_picture(title: str, chart: Svg) -> str:
    """The chart of a workout below its title, as an SVG file."""
    return picture(
        f'<text class="title" x="{_EDGE}" y="34">{escape(title)}</text>\n'
        + inset(chart, _EDGE, _HEAD, _WIDE - 2 * _EDGE),
        _WIDE,
        _HEAD + chart_height(chart) + _EDGE // 2,
    )


def inset(chart: Svg, x: int, y: int, wide: int) -> str:
    """A chart at a place of a picture."""
    return f'<svg x="{x}" y="{y}" width="{wide}" height="{chart_height(chart)}">{chart}</svg>'


def chart_height(chart: Svg) -> int:
    """How high a chart stands."""
    match = re.search(r' height="(\d+)"', chart)
    return int(match[1]) if match else 0


@cache
def _plain_style() -> str:
    """The rules of charts with the light colours in place of their names: what shows pictures
    may not know custom properties."""
    light = stylesheet("colours").partition("@media")[0]
    colours = dict(re.findall(r"(--[\w-]+): ([^;]+);", light))
    rules = stylesheet("chart") + stylesheet("picture")
    return re.sub(r"var\((--[\w-]+)\)", lambda match: colours[match[1]], rules)
