"""Pace over distance with the best effort marked: a picture, a page, or lines for a terminal."""

from __future__ import annotations

from fitexport.errors import printable
from fitexport.recording.curve import pace_curve
from fitexport.recording.drawing import Curve, Drawing
from fitexport.recording.efforts import Effort
from fitexport.recording.recording import Recording
from fitexport.units import UNIT_M, Units, date_text, exact_clock


def run_chart(recording: Recording, best: Effort | None, units: Units) -> Drawing:
    """Pace over distance in the runner's units."""
    unit_m = UNIT_M[units]
    day = f", {date_text(recording.day)}" if recording.day else ""
    return Drawing(
        title=printable(f"{recording.name}{day}", 100),
        about=_best_text(best),
        curves=[
            Curve([(m / unit_m, pace * unit_m) for m, pace in curve])
            for curve in pace_curve(recording)
        ],
        units=units,
        most=recording.total_m / unit_m,
        marked=None
        if best is None
        else (best.start_m / unit_m, (best.start_m + best.distance_m) / unit_m),
    )


def _best_text(best: Effort | None) -> str:
    if best is None:
        return "no best effort"
    return f"best {best.distance}: {exact_clock(round(best.time_s, 1))}"
