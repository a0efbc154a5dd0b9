"""Runs of weeks or years -> the best over each distance, by week, month, quarter or year.

The paces are those that were run. A mile that they are worth would show less: the fitness index is
poor below three and a half minutes, so for 400 and 800 m.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from fitexport.errors import UsageError
from fitexport.recording.drawing import EPOCH, Curve, Drawing
from fitexport.recording.efforts import DISTANCES_M
from fitexport.recording.runs import Run
from fitexport.units import UNIT_M, Units, date_text

Period = Literal["week", "month", "quarter", "year"]

_UP_TO: tuple[tuple[int, Period], ...] = ((100, "week"), (2 * 365, "month"), (8 * 365, "quarter"))
"""Days of all runs, and the periods that they are cut into: 15 to 30, more cannot be read."""
_APART: dict[Period, int] = {"week": 28, "month": 123, "quarter": 276, "year": 731}
"""Days without a best that interrupt a curve."""
_MARKS = {"400m": "4", "800m": "8", "1500m": "x", "mile": "m", "3k": "3", "5k": "5", "10k": "T"}
"""What each distance is in a terminal."""


class Best(NamedTuple):
    """The quickest time over a distance in a period, and its day."""

    day: date
    time_s: float


def bests_chart(runs: Sequence[Run], units: Units) -> Drawing:
    """The best of each period over each distance, in the runner's units.

    Raises:
        UsageError: there is no run with a date.
    """
    dated = [run for run in runs if run.day]
    if not dated:
        raise UsageError(
            "there is nothing to draw: no run that can be relied on has a date",
            "give one recording for a chart of it",
        )
    period = _period(dated)
    found = [(name, bests(dated, name, period)) for name in DISTANCES_M]
    drawn = [name for name, rows in found if rows]
    first, last = (date_text(end(run.day for run in dated if run.day)) for end in (min, max))
    return Drawing(
        title=f"{first} to {last}",
        about=f"the best of each {period} over {drawn[0]} to {drawn[-1]}",
        curves=[
            Curve(points, name, _MARKS[name])
            for name, rows in found
            for points in _curves(rows, DISTANCES_M[name] / UNIT_M[units], _APART[period])
        ],
        units=units,
        over="days",
    )


def marks_text(drawing: Drawing) -> str:
    """What the characters of a chart in the terminal are: `4 400m, 8 800m`."""
    return ", ".join(dict.fromkeys(f"{each.mark} {each.name}" for each in drawing.curves))


def bests(runs: Sequence[Run], distance: str, period: Period) -> list[Best]:
    """The best over one distance in each period that has one, in order; runs have a day."""
    efforts = sorted(
        Best(run.day, effort.time_s)
        for run in runs
        for effort in run.fitness.efforts
        if run.day and effort.distance == distance
    )
    return [
        min(rows, key=lambda best: best.time_s)
        for _, rows in groupby(efforts, key=lambda best: _number(best.day, period))
    ]


def _period(runs: Sequence[Run]) -> Period:
    days = [run.day for run in runs if run.day]
    span = (max(days) - min(days)).days
    return next((period for up_to, period in _UP_TO if span <= up_to), "year")


def _number(day: date, period: Period) -> int:
    """The same for all days of a period."""
    if period == "week":
        return (day.toordinal() - 1) // 7  # day 1 was a Monday
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    return (12 * day.year + day.month - 1) // months


def _curves(
    rows: Sequence[Best], units: float, apart_days: int
) -> Iterator[list[tuple[float, float]]]:
    """The points of each curve; a long time without a best interrupts it."""
    if not rows:
        return
    points: list[tuple[float, float]] = []
    for before, best in pairwise((rows[0], *rows)):
        if (best.day - before.day).days > apart_days:
            yield points
            points = []
        points.append((best.day.toordinal() - EPOCH, best.time_s / units))
    yield points
