"""Charts as SVG: a workout, as wide as it lasts and as high as it is hard; and weeks side by side.

Positions across are percentages, so that a chart fits any width and its words keep their size.
Colours are CSS classes of `templates/page/chart.css`; `standalone` brings them along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from itertools import groupby
from typing import NamedTuple

from fitexport.files.packaged import packaged
from fitexport.pace.cues import named_by
from fitexport.pace.outline import duration_text, step_line
from fitexport.pace.shape import lasting, shape
from fitexport.pace.table import pace_table
from fitexport.pace.workout import (
    DistanceDuration,
    Intensity,
    RepeatStep,
    WorkoutStep,
    every_step,
    unrolled,
)
from fitexport.page.joined_rounds import joined
from fitexport.season.totals import WeekTotal
from fitexport.units import UNIT_M, Units, round_minutes

Steps = Sequence[WorkoutStep | RepeatStep]

_FLOOR = 0.06
"""How high the easiest step is, so that it can be seen."""
_MOST_STEPS = 2000
"""As they are run: more would be thinner than a line; foreign files may repeat for ever."""
PLOT, _ROW, _AXIS, _MINI = 84, 17, 20, 24
"""Heights of a session's bars, of a row of words above and below them, and of a small chart."""
_WEEKS_PLOT = 120
_WIDE, _EDGE, _HEAD = 760, 20, 50
"""Of a picture: its width, its margin, the room of its title."""
_LETTER, _NARROW = 6.6, 300
"""Width of a letter, and of the narrowest chart that words must not overlap in."""
_TICKS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120)
_PATHS = dict.fromkeys(("hill", "stride"), "M0 1V.4L1 0V1z")
"""Outlines of what rises while it lasts."""
_PACED = ("threshold", "vo2max", "mile")
_HARD = (*_PACED, "stride", "hill", "lift")


class Svg(str):
    """An SVG element: templates insert it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


class Bar(NamedTuple):
    """A step from one moment to another, in percent of the time; its height in percent, its look
    and its words."""

    begin: float
    end: float
    high: float
    look: str
    words: str


class Mark(NamedTuple):
    """What stands above a part of a chart: `4 × 400 m`."""

    begin: float
    end: float
    words: str
    look: str


# --- a workout --------------------------------------------------------------------------


def look_of(step: WorkoutStep, mile_s: float) -> str:
    """What a step looks like, which is also its CSS class: `easy`, `vo2max`, `stride`, `rest`."""
    if name := named_by(step.note):
        return name
    if step.intensity in (Intensity.REST, Intensity.RECOVERY):
        return "rest"
    if step.exercise is not None:
        return "lift"
    if step.intensity in (Intensity.WARMUP, Intensity.COOLDOWN):
        return "frame" if step.expected_m else "drill"
    if not (step.expected_m and step.expected_s):
        return "cross"
    pace = step.expected_s / step.expected_m
    return next((look for edge, look in _edges(mile_s) if pace >= edge), "mile")


@cache
def _edges(mile_s: float) -> tuple[tuple[float, str], ...]:
    """From what pace on a step is easy, threshold or VO2max: halfway between their zones."""
    zones = pace_table(mile_s, mile_s).zones
    easy, vo2max = zones["easy"].fast, zones["vo2max"].fast
    return (
        (easy, "easy"),
        ((zones["threshold"].fast + vo2max) / 2, "threshold"),
        ((vo2max + zones["mile"].fast) / 2, "vo2max"),
    )


def session_chart(steps: Steps, mile_s: float, units: Units, plot: int = PLOT) -> Svg:
    """The chart of a workout, with what is repeated above it and minutes below; empty if no time
    is known; `plot` is how high its bars may be."""
    bars = _bars(steps, mile_s, units)
    if not bars:
        return Svg("")
    total_s = sum(step.expected_s for step in lasting(steps))
    rows = list(_rows(_marks(steps, mile_s, total_s)))
    top = _ROW * max((row + 1 for row, _ in rows), default=0) + 4
    spoken = ", ".join([round_minutes(total_s), *(mark.words for _, mark in rows)])
    empty = 0 if rows else int(plot * (1 - max(bar.high for bar in bars) / 100))
    ground = top + plot - empty
    return Svg(
        f'<svg class="chart" role="img" aria-label="{escape(f"Chart: {spoken}")}"'
        f' width="100%" height="{ground + _AXIS}">'
        + "".join(_mark(mark, _ROW * (top // _ROW - 1 - row)) for row, mark in rows)
        + f'<svg class="plot" y="{top - empty}" width="100%" height="{plot}">'
        + "".join(map(_bar, bars))
        + "</svg>"
        + f'<line class="ground" x1="0" x2="100%" y1="{ground}" y2="{ground}"/>'
        + "".join(_ticks(total_s, ground + _AXIS - 4))
        + "</svg>"
    )


def mini_chart(steps: Steps, mile_s: float) -> Svg:
    """The same without words, as small as a calendar has room for."""
    bars = _bars(steps, mile_s, "mi")
    if not bars:
        return Svg("")
    paths = (
        f'<path class="{look}" d="{"".join(map(_outline, of_look))}"/>'
        for look, of_look in groupby(sorted(bars, key=_by_look), key=_by_look)
    )
    return Svg(
        f'<svg class="mini" aria-hidden="true" viewBox="0 0 100 {_MINI}"'
        f' preserveAspectRatio="none">{"".join(paths)}</svg>'
    )


def _by_look(bar: Bar) -> str:
    return bar.look


def _outline(bar: Bar) -> str:
    high = bar.high * _MINI / 100
    return f"M{bar.begin:.5g} {_MINI}v{-high:.3g}h{bar.end - bar.begin:.4g}v{high:.3g}z"


def _bars(steps: Steps, mile_s: float, units: Units) -> list[Bar]:
    if _count(steps) > _MOST_STEPS:
        return []
    pieces = shape(steps, mile_s)
    total_s, at_s = sum(piece.s for piece in pieces), 0.0
    bars = []
    for piece, step in zip(pieces, lasting(steps), strict=True):
        begin, end = (round(100 * s / total_s, 3) for s in (at_s, at_s + piece.s))
        at_s += piece.s
        high = 100 * (_FLOOR + (1 - _FLOOR) * piece.hard)
        bars.append(Bar(begin, end, high, look_of(step, mile_s), step_line(step, units)))
    return bars


def _count(steps: Steps) -> int:
    """How many steps are run, without running them."""
    return sum(
        step.count * _count(step.steps) if isinstance(step, RepeatStep) else 1 for step in steps
    )


def _bar(bar: Bar) -> str:
    x, y = f"{bar.begin:g}%", f"{round(100 - bar.high, 2):g}%"
    size = f'width="{round(bar.end - bar.begin, 3):g}%" height="{round(bar.high, 2):g}%"'
    words = f"<title>{escape(bar.words)}</title>"
    path = _PATHS.get(bar.look)
    if path is None:
        return f'<rect class="bar {bar.look}" x="{x}" y="{y}" {size}>{words}</rect>'
    return (
        f'<svg class="bar {bar.look}" x="{x}" y="{y}" {size} viewBox="0 0 1 1"'
        f' preserveAspectRatio="none">{words}<path d="{path}"/></svg>'
    )


def _ticks(total_s: float, y: int) -> Iterator[str]:
    """Minutes below a chart, and the whole time at its end."""
    end = total_s / 60
    step = next((each for each in _TICKS_MIN if end <= 6 * each), _TICKS_MIN[-1])
    for minute in range(0, int(end * 0.8) + 1, step):
        anchor = "start" if minute == 0 else "middle"
        yield _text("tick", f"{100 * minute / end:.4g}%", y, str(minute), anchor)
    yield _text("tick total", "100%", y, round_minutes(total_s), "end")


def _text(look: str, x: str, y: float, words: str, anchor: str) -> str:
    return f'<text class="{look}" x="{x}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'


# --- what is repeated -------------------------------------------------------------------


def _marks(steps: Steps, mile_s: float, total_s: float) -> Iterator[Mark]:
    """A mark for each repeat, and for hard running that is not repeated."""
    at_s = 0.0
    for repeated, group in groupby(
        joined(steps), key=lambda step: id(step) if isinstance(step, RepeatStep) else None
    ):
        for hard, part in groupby(group, key=lambda step: _is_hard(step, mile_s)):
            of_part = list(part)
            begin_s, at_s = at_s, at_s + sum(step.expected_s for step in unrolled(of_part))
            if not hard or at_s == begin_s:
                continue
            first = of_part[0]
            if repeated is not None and isinstance(first, RepeatStep):
                words = _repeat_words(first)
            else:
                words = _once_words([step for step in of_part if isinstance(step, WorkoutStep)])
            look = next(
                (look for step in every_step(of_part) if (look := look_of(step, mile_s)) in _HARD),
                "easy",
            )
            if look != "lift":  # its sets are many, and say nothing without their exercise
                yield Mark(100 * begin_s / total_s, 100 * at_s / total_s, words, look)


def _is_hard(step: WorkoutStep | RepeatStep, mile_s: float) -> bool:
    return isinstance(step, RepeatStep) or look_of(step, mile_s) in _HARD


def _repeat_words(repeat: RepeatStep) -> str:
    """`4 × 400 m`, `6 hills`, `3 × (400 m + 200 m)`."""
    if repeat.until:
        return repeat.until
    inside = [
        _once_words([step]) if isinstance(step, WorkoutStep) else _repeat_words(step)
        for step in repeat.steps
        if isinstance(step, RepeatStep)
        or step.intensity not in (Intensity.REST, Intensity.RECOVERY)
    ]
    if len(inside) == 1 and inside[0] in ("stride", "hill"):
        return f"{repeat.count} {inside[0]}s"
    if len(inside) > 2:
        return f"{repeat.count} rounds"
    both = " + ".join(inside)
    return f"{repeat.count} × {both}" if len(inside) == 1 else f"{repeat.count} × ({both})"


def _once_words(steps: Sequence[WorkoutStep]) -> str:
    """`20:00`, `1 mi` of a race in pieces, `stride`."""
    if len(steps) > 1:
        return duration_text(DistanceDuration(sum(step.expected_m for step in steps)))
    return named_by(steps[0].note) or duration_text(steps[0].duration).removesuffix(" reps")


def _rows(marks: Iterable[Mark]) -> Iterator[tuple[int, Mark]]:
    """Each mark with its row above the chart: the second where it would overlap another."""
    ends = [-100.0, -100.0]
    for mark in marks:
        wide = _share(mark.words)
        middle = min(max((mark.begin + mark.end) / 2, wide / 2), 100 - wide / 2)
        row = next((row for row, end in enumerate(ends) if middle - wide / 2 > end), None)
        if row is not None:
            ends[row] = middle + wide / 2
            yield row, mark


def _mark(mark: Mark, y: int) -> str:
    line = y + _ROW
    return _centred(f"mark {mark.look}", mark, line - 4) + (
        f'<line class="mark {mark.look}" x1="{mark.begin:.4g}%" x2="{mark.end:.4g}%"'
        f' y1="{line}" y2="{line}"/>'
    )


def _centred(look: str, mark: Mark, y: int) -> str:
    """The words of a mark in its middle, unless they would leave the chart."""
    middle, half = (mark.begin + mark.end) / 2, _share(mark.words) / 2
    if middle < half:
        return _text(look, "0%", y, mark.words, "start")
    if middle > 100 - half:
        return _text(look, "100%", y, mark.words, "end")
    return _text(look, f"{middle:.4g}%", y, mark.words, "middle")


def _share(words: str) -> float:
    """How wide words are in a narrow chart, in percent of it."""
    return 100 * _LETTER * len(words) / _NARROW


# --- weeks ------------------------------------------------------------------------------


def weeks_chart(totals: Sequence[WeekTotal], units: Units) -> Svg:
    """The running of each week, its hard share at the foot, under it the phases."""
    wide = 100 / len(totals)
    most_s = max(total.time_s for total in totals) or 1.0
    foot = _ROW + _WEEKS_PLOT
    spoken = "; ".join(
        f"week {total.week}, {total.phase}: {_week_words(total, units)}" for total in totals
    )
    parts = []
    for place, total in enumerate(totals):
        x, size = wide * (place + 0.2), wide * 0.6
        high = round(_WEEKS_PLOT * total.time_s / most_s, 1)
        hard = round(high * total.hard_share, 1)
        words = f"<title>Week {total.week}: {_week_words(total, units)}</title>"
        for look, y, part in (("easy", foot - high, high - hard), ("mile", foot - hard, hard)):
            parts.append(
                f'<rect class="bar {look}" x="{x:.4g}%" y="{y:g}" width="{size:.4g}%"'
                f' height="{part:g}">{words}</rect>'
            )
        middle = f"{wide * (place + 0.5):.4g}%"
        distance = f"{total.distance_m / UNIT_M[units]:.0f}"
        parts.append(_text("value", middle, foot - high - 5, distance, "middle"))
        parts.append(_text("tick share", middle, foot + 15, f"{total.hard_share:.0%}", "middle"))
        parts.append(_text("tick total", middle, foot + 33, str(total.week), "middle"))
    for row, phase in _rows(_phases(totals)):
        begin, end = f"{phase.begin:.4g}%", f"{phase.end:.4g}%"
        parts.append(
            f'<line class="phase" x1="{begin}" x2="{end}" y1="{foot + 42}" y2="{foot + 42}"/>'
            + _text(
                "tick",
                f"{(phase.begin + phase.end) / 2:.4g}%",
                foot + 57 + _ROW * row,
                phase.words,
                "middle",
            )
        )
    return Svg(
        f'<svg class="chart weeks" role="img" aria-label="{escape(f"Running by week: {spoken}")}"'
        f' width="100%" height="{foot + 78}">{"".join(parts)}</svg>'
    )


def _phases(totals: Sequence[WeekTotal]) -> Iterator[Mark]:
    wide = 100 / len(totals)
    for phase, of_phase in groupby(enumerate(totals), key=lambda each: each[1].phase):
        places = [place for place, _ in of_phase]
        yield Mark(wide * (places[0] + 0.06), wide * (places[-1] + 0.94), phase, "phase")


def _week_words(total: WeekTotal, units: Units) -> str:
    return (
        f"{total.distance_m / UNIT_M[units]:.1f} {units}, {round_minutes(total.time_s)},"
        f" {total.hard_share:.0%} hard"
    )


# --- a file of its own ------------------------------------------------------------------


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
