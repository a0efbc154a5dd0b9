"""The chart of a workout: as wide as it lasts, as high as it is hard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from itertools import groupby
from typing import NamedTuple

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
from fitexport.page.svg import ROW, Mark, Svg, in_rows, share, words_at
from fitexport.units import Units, round_minutes

Steps = Sequence[WorkoutStep | RepeatStep]

_FLOOR = 0.06
"""How high the easiest step is, so that it can be seen."""
_MOST_STEPS = 2000
"""As they are run: more would be thinner than a line; foreign files may repeat for ever."""
PLOT, _AXIS, _MINI = 84, 20, 24
"""Heights of a session's bars, of the minutes below them, and of a small chart."""
_TICKS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120)
_PATHS = dict.fromkeys(("hill", "stride"), "M0 1V.4L1 0V1z")
"""Outlines of what rises while it lasts."""
_PACED = ("threshold", "vo2max", "mile")
_HARD = (*_PACED, "stride", "hill", "lift")


class Bar(NamedTuple):
    """A step from one moment to another, in percent of the time; its height in percent, its look
    and its words."""

    begin: float
    end: float
    high: float
    look: str
    words: str


def look_of(step: WorkoutStep, mile_s: float) -> str:
    """What a step looks like, which is also its CSS class: `easy`, `vo2max`, `stride`, `rest`."""
    if name := named_by(step.note):
        return name
    if step.is_recovery:
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
    rows = list(in_rows(_marks(steps, mile_s, total_s)))
    top = ROW * max((row + 1 for row, _ in rows), default=0) + 4
    spoken = ", ".join([round_minutes(total_s), *(mark.words for _, mark in rows)])
    empty = 0 if rows else int(plot * (1 - max(bar.high for bar in bars) / 100))
    ground = top + plot - empty
    return Svg(
        f'<svg class="chart" role="img" aria-label="{escape(f"Chart: {spoken}")}"'
        f' width="100%" height="{ground + _AXIS}">'
        + "".join(_mark(mark, ROW * (top // ROW - 1 - row)) for row, mark in rows)
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
        yield words_at("tick", f"{100 * minute / end:.4g}%", y, str(minute), anchor)
    yield words_at("tick total", "100%", y, round_minutes(total_s), "end")


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
        if isinstance(step, RepeatStep) or not step.is_recovery
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


def _mark(mark: Mark, y: int) -> str:
    line = y + ROW
    return _centred(f"mark {mark.look}", mark, line - 4) + (
        f'<line class="mark {mark.look}" x1="{mark.begin:.4g}%" x2="{mark.end:.4g}%"'
        f' y1="{line}" y2="{line}"/>'
    )


def _centred(look: str, mark: Mark, y: int) -> str:
    """The words of a mark in its middle, unless they would leave the chart."""
    middle, half = (mark.begin + mark.end) / 2, share(mark.words) / 2
    if middle < half:
        return words_at(look, "0%", y, mark.words, "start")
    if middle > 100 - half:
        return words_at(look, "100%", y, mark.words, "end")
    return words_at(look, f"{middle:.4g}%", y, mark.words, "middle")
