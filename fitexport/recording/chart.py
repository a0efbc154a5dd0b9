"""Pace over distance with the best effort marked: a picture, a page, or lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitexport.errors import UsageError, WriteError, printable, reason
from fitexport.files.replace import write_whole
from fitexport.recording.curve import DISTANCE_STEPS, PACE_STEPS_S, limits, pace_curve
from fitexport.recording.efforts import Effort
from fitexport.recording.recording import Recording
from fitexport.units import UNIT_M, Units, clock, date_text, exact_clock

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = (".html", ".png", ".svg")

_LINE, _BEST = "#35618f", "#d1495b"
_SIZE_IN = (9.0, 4.5)
_DPI = 150
_TERMINAL_SIZE = (70, 16)
_PACE_MARKS = 8

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


def chart(recording: Recording, best: Effort | None, target: str, units: Units) -> bytes:
    """The chart as a file: HTML, PNG or SVG, by the ending of `target`. The same recording gives
    the same bytes with the same version of matplotlib.

    Raises:
        UsageError: an unknown ending, or matplotlib is not installed.
    """
    kind = _kind(target)
    figure = _figure(recording, best, units)
    if kind == ".png":
        return _saved(figure, "png", {"Software": None})
    svg = _saved(figure, "svg", {"Date": None, "Creator": None})
    if kind == ".svg":
        return svg
    from html import escape

    drawing = svg.decode()
    return _PAGE.format(
        title=escape(_title(recording)), svg=drawing[drawing.index("<svg") :]
    ).encode()


def write_chart(recording: Recording, best: Effort | None, target: str, units: Units) -> None:
    """Write the chart to a new file.

    Raises:
        UsageError: as `chart`.
        WriteError: it cannot be written, or already exists.
    """
    data = chart(recording, best, target, units)
    try:
        write_whole(Path(target), data, new=True)
    except OSError as error:
        raise WriteError(
            f"cannot be written: {reason(error)}", "choose another place", where=target
        ) from error


def terminal_chart(recording: Recording, best: Effort | None, units: Units) -> str:
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
    figure.x_label, figure.y_label = units, f"min/{units}"
    curves = list(_curves(recording, units))
    fast, slow = limits([y for _, ys in curves for y in ys])
    across, rows = _TERMINAL_SIZE[0] // 10, _TERMINAL_SIZE[1]
    # One row a step, starting at a multiple of it.
    fits = (step for step in PACE_STEPS_S if slow <= fast // step * step + rows * step)
    step_s = next(fits, PACE_STEPS_S[-1])
    fast = fast // step_s * step_s
    slow = fast + rows * step_s
    total = recording.total_m / UNIT_M[units]
    step = next((step for step in DISTANCE_STEPS if total <= across * step), total / across)
    # Time grows downwards: the faster, the higher.
    figure.register_label_formatter(float, _label)
    figure.set_y_limits(min_=-slow, max_=-fast)
    figure.set_x_limits(min_=0, max_=across * step)
    for xs, ys in curves:
        figure.plot(xs, [-min(y, slow) for y in ys])
    if best is not None:
        for m in (best.start_m, best.start_m + best.distance_m):
            x = m / UNIT_M[units]
            figure.plot([x, x], [-slow, -fast])
    return f"{_title(recording)}\n{_best_text(best)}\n{figure.show()}"


def _label(value: float, chars: int, delta: object = None, left: bool = False) -> str:
    """A pace on the vertical axis, which counts down, or a distance on the other."""
    del delta  # plotille gives it by name
    text = clock(-value) if value < 0 else f"{value:.1f}"
    return text.ljust(chars) if left else text.rjust(chars)


def _figure(recording: Recording, best: Effort | None, units: Units) -> Figure:
    try:
        from matplotlib.figure import Figure
        from matplotlib.ticker import FuncFormatter, MultipleLocator
    except ImportError as error:
        raise _missing("matplotlib") from error
    figure = Figure(figsize=_SIZE_IN, layout="constrained")
    axes = figure.add_subplot()
    curves = list(_curves(recording, units))
    for xs, ys in curves:
        axes.plot(xs, ys, color=_LINE, linewidth=1.5)
    fast, slow = limits([y for _, ys in curves for y in ys])
    axes.set_ylim(slow, fast)
    axes.set_xlim(0, recording.total_m / UNIT_M[units])
    if best is not None:
        begin, end = best.start_m, best.start_m + best.distance_m
        axes.axvspan(begin / UNIT_M[units], end / UNIT_M[units], color=_BEST, alpha=0.2)
    fits = (step for step in PACE_STEPS_S if slow - fast <= _PACE_MARKS * step)
    axes.yaxis.set_major_locator(MultipleLocator(next(fits, PACE_STEPS_S[-1])))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: clock(value)))
    axes.set_xlabel(f"Distance, {units}")
    axes.set_ylabel(f"Pace, min/{units}")
    axes.set_title(f"{_title(recording)}: {_best_text(best)}")
    axes.grid(visible=True, alpha=0.3)
    return figure


def _saved(figure: Figure, kind: str, metadata: dict[str, Any]) -> bytes:
    import matplotlib as mpl

    out = BytesIO()
    # With a fixed salt, ids in an SVG are the same each time.
    with mpl.rc_context({"svg.hashsalt": "fitexport", "svg.fonttype": "none"}):
        figure.savefig(out, format=kind, dpi=_DPI, metadata=metadata)
    return out.getvalue()


def _curves(recording: Recording, units: Units) -> Iterator[tuple[list[float], list[float]]]:
    """Distances and paces in the runner's units."""
    unit_m = UNIT_M[units]
    for curve in pace_curve(recording):
        yield [m / unit_m for m, _ in curve], [pace * unit_m for _, pace in curve]


def _title(recording: Recording) -> str:
    day = f", {date_text(recording.day)}" if recording.day else ""
    return printable(f"{recording.name}{day}", 100)


def _best_text(best: Effort | None) -> str:
    if best is None:
        return "no best effort"
    return f"best {best.distance}: {exact_clock(round(best.time_s, 1))}"


def _missing(package: str) -> UsageError:
    return UsageError(f"a chart needs {package}", "pip install 'fitexport[plot]'")
