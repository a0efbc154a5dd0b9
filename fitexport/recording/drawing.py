"""Paces over distance or over time, drawn as a picture, a page, or lines for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fitexport.errors import UsageError, WriteError, reason
from fitexport.files.replace import write_whole
from fitexport.recording.curve import DISTANCE_STEPS, PACE_STEPS_S, limits
from fitexport.units import Units, clock

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = (".html", ".png", ".svg")

_COLORS = ("#35618f", "#d1495b", "#3a7d44", "#b8860b", "#6a4c93", "#00798c", "#8d5524")
"""Of the curves; each differs from the next in lightness, too."""
_MARKED = "#d1495b"
_SIZE_IN = (9.0, 4.5)
_DPI = 150
_TERMINAL_SIZE = (70, 16)
_PACE_MARKS = 8
_SLOWEST_BEST = 1.25
"""A holiday would flatten the curves of bests."""
_SHORT_DAYS = 150
"""Within so many days, marks are days; over more, months."""

EPOCH = date(1970, 1, 1).toordinal()
"""Days are counted from it, as matplotlib does."""

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font-family: sans-serif; margin: 2rem; }} svg {{ max-width: 100%; height: auto; }}</style>
</head>
<body>
{svg}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Curve:
    """Paces in s per mile or km over distances, or over days since 1970."""

    points: Sequence[tuple[float, float]]
    name: str = ""
    """For the legend; curves of one name have one color."""
    mark: str = ""
    """The character that is each of its points in a terminal; "": a line of dots."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What is drawn, and its words."""

    title: str
    about: str
    curves: Sequence[Curve]
    units: Units
    over: Literal["distance", "days"] = "distance"
    most: float | None = None
    """The end of the axis of distance."""
    marked: tuple[float, float] | None = None
    """A stretch of the axis to mark."""

    @property
    def limits(self) -> tuple[float, float]:
        """The fastest and the slowest pace to show."""
        paces = [pace for curve in self.curves for _, pace in curve.points]
        return limits(paces) if self.over == "distance" else limits(paces, _SLOWEST_BEST)

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last place on the axis."""
        xs = [x for curve in self.curves for x, _ in curve.points]
        return (min(xs), max(xs)) if self.most is None else (0.0, self.most)


def check_target(target: str) -> None:
    """Raise UsageError unless a chart can be drawn into this file, which must be a new one."""
    _kind(target)
    if Path(target).exists():
        raise UsageError(
            "this file already exists", "remove it, or give another name", where=target
        )


def _kind(target: str) -> str:
    kind = Path(target).suffix.lower()
    if kind not in FORMATS:
        raise UsageError(
            f"a chart file must end in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}",
            "give such a name, or - for the terminal",
            where=target,
        )
    return kind


def picture(drawing: Drawing, target: str) -> bytes:
    """The chart as a file: HTML, PNG or SVG, by the ending of `target`. The same drawing gives the
    same bytes with the same version of matplotlib.

    Raises:
        UsageError: an unknown ending, or matplotlib is not installed.
    """
    kind = _kind(target)
    figure = _figure(drawing)
    if kind == ".png":
        return _saved(figure, "png", {"Software": None})
    svg = _saved(figure, "svg", {"Date": None, "Creator": None})
    if kind == ".svg":
        return svg
    from html import escape

    text = svg.decode()
    return _PAGE.format(title=escape(drawing.title), svg=text[text.index("<svg") :]).encode()


def write_picture(drawing: Drawing, target: str) -> None:
    """Write the chart to a new file.

    Raises:
        UsageError: as `picture`.
        WriteError: it cannot be written, or already exists.
    """
    data = picture(drawing, target)
    try:
        write_whole(Path(target), data, new=True)
    except OSError as error:
        raise WriteError(
            f"cannot be written: {reason(error)}", "choose another place", where=target
        ) from error


def in_terminal(drawing: Drawing) -> str:
    """The chart as text.

    Raises:
        UsageError: plotille is not installed.
    """
    try:
        import plotille
    except ImportError as error:
        raise _missing("plotille") from error
    figure = plotille.Figure()
    figure.width, figure.height = _TERMINAL_SIZE
    figure.with_colors = False
    by_day = drawing.over == "days"
    figure.x_label = "day" if by_day else drawing.units
    figure.y_label = f"min/{drawing.units}"
    fast, slow = drawing.limits
    across, rows = _TERMINAL_SIZE[0] // 10, _TERMINAL_SIZE[1]
    # One row a step, starting at a multiple of it.
    fits = (step for step in PACE_STEPS_S if slow <= fast // step * step + rows * step)
    step_s = next(fits, PACE_STEPS_S[-1])
    fast = fast // step_s * step_s
    slow = fast + rows * step_s
    first, last = drawing.ends
    total = last - first
    round_steps = (each for each in DISTANCE_STEPS if total <= across * each)
    # plotille leaves out the last half column.
    end = total + max(1.0, total / _TERMINAL_SIZE[0])
    step = max(end / across, 1.0) if by_day else next(round_steps, total / across)

    def label(value: float, chars: int, delta: object = None, left: bool = False) -> str:
        """A pace on the vertical axis, which counts down, or a place on the other."""
        del delta  # plotille gives it by name
        text = clock(-value) if value < 0 else _day(value, total) if by_day else f"{value:.1f}"
        return text.ljust(chars) if left else text.rjust(chars)

    # Time grows downwards: the faster, the higher.
    figure.register_label_formatter(float, label)
    figure.set_y_limits(min_=-slow, max_=-fast)
    figure.set_x_limits(min_=first, max_=first + across * step)
    for curve in drawing.curves:
        xs = [float(x) for x, _ in curve.points]
        ys = [-min(pace, slow) for _, pace in curve.points]
        if curve.mark:
            figure.scatter(xs, ys, marker=curve.mark)
        else:
            figure.plot(xs, ys)
    for x in drawing.marked or ():
        figure.plot([x, x], [-slow, -fast])
    return f"{drawing.title}\n{drawing.about}\n{figure.show()}"


def _day(value: float, days: float) -> str:
    day = date.fromordinal(EPOCH + round(value))
    return f"{day:%m-%d}" if days <= _SHORT_DAYS else f"{day:%Y-%m}"


def _figure(drawing: Drawing) -> Figure:
    try:
        from matplotlib.figure import Figure
        from matplotlib.ticker import FuncFormatter, MultipleLocator
    except ImportError as error:
        raise _missing("matplotlib") from error
    figure = Figure(figsize=_SIZE_IN, layout="constrained")
    axes = figure.add_subplot()
    names = list(dict.fromkeys(curve.name for curve in drawing.curves))
    for name in names:
        color = _COLORS[names.index(name) % len(_COLORS)]
        for curve in (each for each in drawing.curves if each.name == name):
            xs, ys = zip(*curve.points, strict=True)
            axes.plot(xs, ys, color=color, linewidth=1.5, marker="." if name else "", label=name)
            name = ""  # one entry of the legend for all its curves
    fast, slow = drawing.limits
    axes.set_ylim(slow, fast)
    if drawing.marked is not None:
        axes.axvspan(*drawing.marked, color=_MARKED, alpha=0.2)
    fits = (step for step in PACE_STEPS_S if slow - fast <= _PACE_MARKS * step)
    axes.yaxis.set_major_locator(MultipleLocator(next(fits, PACE_STEPS_S[-1])))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: clock(value)))
    if drawing.over == "days":
        _mark_days(axes)
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    else:
        axes.set_xlim(*drawing.ends)
        axes.set_xlabel(f"Distance, {drawing.units}")
    axes.set_ylabel(f"Pace, min/{drawing.units}")
    axes.set_title(f"{drawing.title}: {drawing.about}")
    axes.grid(visible=True, alpha=0.3)
    return figure


def _mark_days(axes: Axes) -> None:
    from matplotlib import dates

    untyped: Any = dates
    locator = untyped.AutoDateLocator()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(untyped.ConciseDateFormatter(locator))


def _saved(figure: Figure, kind: str, metadata: dict[str, Any]) -> bytes:
    import matplotlib as mpl

    out = BytesIO()
    # With a fixed salt, ids in an SVG are the same each time.
    with mpl.rc_context({"svg.hashsalt": "fitexport", "svg.fonttype": "none"}):
        figure.savefig(out, format=kind, dpi=_DPI, metadata=metadata)
    return out.getvalue()


def _missing(package: str) -> UsageError:
    return UsageError(f"a chart needs {package}", "pip install 'fitexport[plot]'")
