"""Charts of a run as SVG: its pace over distance, and each rep beside its target.

As in `svg.py`, positions across are percentages, and colours are classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil

from fitexport.pace.workout import HeartRateTarget, SpeedTarget
from fitexport.page.svg import Svg
from fitexport.recording.curve import DISTANCE_STEPS, PACE_STEPS_S, limits, pace_curve
from fitexport.recording.efforts import Effort
from fitexport.recording.noted import noted_split
from fitexport.recording.recording import Recording
from fitexport.recording.review_report import verdict
from fitexport.recording.reviewed import Done
from fitexport.units import (
    UNIT_M,
    Units,
    clock,
    distance_text,
    exact_clock,
    pace_range_text,
    pace_text,
)

_TOP, _PLOT, _AXIS = 24, 220, 20
"""Heights of the words above, the curve, the distances below."""
_MARKS = 6
_SIDE = 1000
"""Of the square that a curve is drawn in, before it is stretched to the chart."""
_MARGIN_M = 50
"""Points beyond the ends of a part of the curve, so that its line reaches them."""
_SLOWEST = 1.75
"""Times the median pace: jogs between reps are seen, walks are at the foot."""
_NARROWEST = 0.03
"""A target that is one pace is drawn on a scale of this share of it."""
_GAUGE, _DOT = 14, 4


def pace_chart(recording: Recording, best: Effort, units: Units, done: Sequence[Done] = ()) -> Svg:
    """The pace over distance, the faster the higher, with the best effort and the targets of a
    workout's steps marked; empty if the run is too short for a curve."""
    curves = pace_curve(recording)
    paces = [pace for curve in curves for _, pace in curve]
    if not paces:
        return Svg("")
    view = _View(recording.total_m, *limits(paces, _SLOWEST), units)
    name = f"best {best.distance}: {exact_clock(round(best.time_s, 1))}"
    spoken = (
        f"Pace over {distance_text(recording.total_m, units)}: {pace_text(min(paces), units)} at its"
        f" fastest, {pace_text(max(paces), units)} at its slowest; {name},"
        f" from {distance_text(best.start_m, units)} on"
    )
    high = _TOP + _PLOT + _AXIS
    marked = view.x(best.start_m + best.distance_m / 2)
    anchor, at = (
        ("start", 0) if marked < 20 else ("end", 100) if marked > 80 else ("middle", marked)
    )
    return Svg(
        f'<svg class="chart pace" role="img" aria-label="{escape(spoken)}" width="100%"'
        f' height="{high}">'
        + _text("mark", at, _TOP - 8, name, anchor)
        + f'<svg y="{_TOP}" width="100%" height="{_PLOT}">'
        + "".join(_aims(recording, done, view))
        + "".join(view.pace_lines())
        + view.curves("whole", curves, 0, recording.total_m)
        + view.curves("best", curves, best.start_m, best.start_m + best.distance_m)
        + "</svg>"
        + f'<line class="ground" x1="0" x2="100%" y1="{_TOP + _PLOT}" y2="{_TOP + _PLOT}"/>'
        + "".join(view.pace_names())
        + "".join(view.distances(high - 4))
        + "</svg>"
    )


class _View:
    """Where metres and paces are in a chart, in percent."""

    def __init__(self, total_m: float, fast: float, slow: float, units: Units) -> None:
        self.total_m, self.fast, self.slow, self.units = total_m, fast, slow, units
        unit_m = UNIT_M[units]
        fits = (step for step in PACE_STEPS_S if (slow - fast) * unit_m <= _MARKS * step)
        step_s = next(fits, PACE_STEPS_S[-1])
        first = ceil(fast * unit_m / step_s)
        self.marks = [n * step_s / unit_m for n in range(first, int(slow * unit_m / step_s) + 1)]

    def x(self, metres: float) -> float:
        return 100 * metres / self.total_m

    def y(self, pace: float) -> float:
        return 100 * (min(pace, self.slow) - self.fast) / (self.slow - self.fast)

    def box(self, begin_m: float, long_m: float, fast: float, slow: float, words: str) -> str:
        """A target."""
        top, foot = self.y(fast), self.y(slow)
        return (
            f'<rect class="aim" x="{self.x(begin_m):.5g}%" width="{self.x(long_m):.5g}%"'
            f' y="{top:.5g}%" height="{max(foot - top, 0.5):.5g}%">'
            f"<title>{escape(words)}</title></rect>"
        )

    def curves(
        self,
        look: str,
        curves: Sequence[Sequence[tuple[float, float]]],
        begin_m: float,
        end_m: float,
    ) -> str:
        """The curves between two places."""
        begin, end = self.x(begin_m), self.x(min(end_m, self.total_m))
        inside = (
            [(m, pace) for m, pace in curve if begin_m - _MARGIN_M <= m <= end_m + _MARGIN_M]
            for curve in curves
        )
        return (
            f'<svg class="{look}" x="{begin:.5g}%" width="{end - begin:.5g}%" height="100%"'
            f' viewBox="{_SIDE / 100 * begin:.5g} 0 {_SIDE / 100 * (end - begin):.5g} {_SIDE}"'
            f' preserveAspectRatio="none">{"".join(self._curve(each) for each in inside if each)}</svg>'
        )

    def _curve(self, points: Sequence[tuple[float, float]]) -> str:
        """A stretch as a line, and the area below it."""
        side = _SIDE / 100
        places = [(round(side * self.x(m), 1), round(side * self.y(pace), 1)) for m, pace in points]
        line = "L".join(f"{x:g} {y:g}" for x, y in places)
        (first, _), (last, _) = places[0], places[-1]
        return (
            f'<path class="below" d="M{first:g} {_SIDE}L{line}L{last:g} {_SIDE}z"/>'
            f'<path class="line" vector-effect="non-scaling-stroke" d="M{line}"/>'
        )

    def pace_lines(self) -> Iterator[str]:
        for pace in self.marks:
            y = f"{self.y(pace):.5g}%"
            yield f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'

    def pace_names(self) -> Iterator[str]:
        for number, pace in enumerate(self.marks):
            y = _TOP + _PLOT * self.y(pace) / 100
            unit = f"/{self.units}" if not number else ""
            yield _text("tick", 0, y - 3, clock(pace * UNIT_M[self.units]) + unit, "start")

    def distances(self, y: float) -> Iterator[str]:
        total = self.total_m / UNIT_M[self.units]
        step = next((step for step in DISTANCE_STEPS if total <= _MARKS * step), total)
        for number in range(int(0.85 * total / step) + 1):
            anchor = "middle" if number else "start"
            yield _text("tick", 100 * number * step / total, y, f"{number * step:g}", anchor)
        yield _text("tick total", 100, y, distance_text(self.total_m, self.units), "end")


def _aims(recording: Recording, done: Sequence[Done], view: _View) -> Iterator[str]:
    """The target of each step that has a pace, where it was run."""
    for each in done:
        match each.step.target:
            case SpeedTarget(low, high) if low and high and each.distance_m:
                begin_m = recording.metres_at(each.start_s)
                words = f"target {pace_range_text(1 / high, 1 / low, view.units)}"
                yield view.box(begin_m, each.distance_m, 1 / high, 1 / low, words)


def gauge(done: Done) -> Svg:
    """A step as a dot beside the band of its target, the more to the right the faster, or the more
    beats; empty without a target."""
    measured = _measured(done)
    if measured is None or not measured[1]:
        return Svg("")
    low, high, value = measured
    span = max(high - low, _NARROWEST * high)
    begin = (low + high) / 2 - 1.5 * span

    def x(of: float) -> float:
        return min(max(100 * (of - begin) / (3 * span), 2), 98)

    off = done.off
    look = "off" if off is None or off.by else "on"
    words = escape(verdict(done))
    return Svg(
        f'<svg class="gauge" role="img" aria-label="{words}" width="100%" height="{_GAUGE}">'
        f'<line class="ground" x1="0" x2="100%" y1="{_GAUGE / 2:g}" y2="{_GAUGE / 2:g}"/>'
        f'<rect class="aim" x="{x(low):.4g}%" width="{max(x(high) - x(low), 1):.4g}%" y="2"'
        f' height="{_GAUGE - 4}" rx="2"/>'
        f'<circle class="{look}" cx="{x(value):.4g}%" cy="{_GAUGE / 2:g}" r="{_DOT}"/></svg>'
    )


def _measured(done: Done) -> tuple[float, float, float] | None:
    """The ends of a step's target, and what was run: m/s, or beats a minute."""
    match done.step.target:
        case SpeedTarget(low, high) if done.speed:
            return low, high, done.speed
        case HeartRateTarget(low, high) if done.heart_bpm:
            return low, high, done.heart_bpm
    noted = noted_split(done.step.note)
    if noted is None or not done.speed:
        return None
    metres, fast_s, slow_s = noted
    return metres / slow_s, metres / fast_s, done.speed


def _text(look: str, x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text class="{look}" x="{x:.4g}%" y="{y:.4g}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )
