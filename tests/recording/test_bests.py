"""The best over each distance, period by period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from support.executed import Ran, activity

from fitexport.errors import UsageError
from fitexport.recording.bests import bests, bests_chart, marks_text
from fitexport.recording.drawing import in_terminal, picture
from fitexport.recording.read import read
from fitexport.recording.runs import Run, judged

DAY = date(2027, 3, 15)
"""A Monday."""


def run_of(day: date | None, mile_s: float) -> Run:
    """A run of 2 km with an even pace."""
    (recording,) = read(activity([], [Ran(None, mile_s * 2000 / 1609.344, 2000)]), "run.fit")
    run = judged(Path("run.fit"), recording)
    assert isinstance(run, Run)
    return replace(run, day=day)


FAST, SLOW = run_of(DAY, 360), run_of(DAY, 420)


def on(run: Run, *days: int) -> list[Run]:
    return [replace(run, day=DAY + timedelta(days=each)) for each in days]


def test_of_each_week_the_best_is_kept_on_its_day() -> None:
    runs = [*on(SLOW, 0, 6, 13), *on(FAST, 5, 14)]
    mile_s = [round(each.time_s) for each in bests(runs, "mile", "week")]
    days = [each.day for each in bests(runs, "mile", "week")]
    assert mile_s == [360, 420, 360]
    assert days == [DAY + timedelta(days=each) for each in (5, 13, 14)]
    assert bests(runs, "5k", "week") == []
    by_month = bests(on(FAST, 16, 17), "mile", "month")
    assert [each.day for each in by_month] == [date(2027, 3, 31), date(2027, 4, 1)]


@pytest.mark.parametrize(
    ("days", "period"), [(100, "week"), (101, "month"), (731, "quarter"), (2921, "year")]
)
def test_the_longer_the_time_the_longer_the_periods(days: int, period: str) -> None:
    drawn = bests_chart(on(FAST, 0, days), "mi")
    assert drawn.about == f"the best of each {period} over 400m to mile"


def test_each_distance_has_a_curve_in_the_runners_units() -> None:
    drawn = bests_chart([*on(SLOW, 0), *on(FAST, 10)], "mi")
    assert [curve.name for curve in drawn.curves] == ["400m", "800m", "1500m", "mile"]
    (mile,) = [curve for curve in drawn.curves if curve.name == "mile"]
    assert [round(pace) for _, pace in mile.points] == [420, 360]
    assert mile.points[1][0] - mile.points[0][0] == 10
    assert marks_text(drawn) == "4 400m, 8 800m, x 1500m, m mile"


def test_a_long_time_without_a_best_interrupts_a_curve() -> None:
    drawn = bests_chart(on(FAST, 0, 10, 60, 65), "km")
    miles = [len(curve.points) for curve in drawn.curves if curve.name == "mile"]
    assert miles == [2, 2]


def test_runs_without_a_date_are_not_drawn() -> None:
    with pytest.raises(UsageError) as refused:
        bests_chart([replace(FAST, day=None)], "mi")
    assert refused.value.problem.startswith("there is nothing to draw")


@pytest.mark.skipif(
    not (find_spec("matplotlib") and find_spec("plotille")),
    reason="matplotlib or plotille is not installed: pip install '.[plot]'",
)
def test_pictures_and_terminals_show_round_paces_and_days() -> None:
    drawn = bests_chart([*on(SLOW, 0, 20), *on(FAST, 40)], "mi")
    svg = picture(drawn, "a.svg")
    texts = [
        "".join(each.itertext()).strip()
        for each in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    ]
    assert {"6:00", "6:30", "7:00", "400m", "mile", "Pace, min/mi"} <= set(texts)
    assert "Mon 15 Mar 2027 to Sat 24 Apr 2027: the best of each week over 400m to mile" in texts
    lines = in_terminal(drawn).split("\n")
    paces = [line.split("|")[0].strip() for line in lines if line.strip()[:1].isdigit()]
    assert [paces[0], paces[1]] == ["5:55", "6:00"]
    assert lines[-1].split() == [
        *("|", "03-15", "03-21", "03-27", "04-02", "04-07", "04-13", "04-19", "04-25"),
    ]
    marked = [line for line in lines if "|" in line and set(line.split("|")[1]) & set("48xm")][:2]
    assert [line.split("|")[0].strip() for line in marked] == ["6:00", "7:00"]


@pytest.mark.skipif(not find_spec("plotille"), reason="plotille is not installed")
@pytest.mark.parametrize("days", [7, 90, 738, 3000])
def test_the_last_best_is_drawn_in_a_terminal(days: int) -> None:
    lines = in_terminal(bests_chart([*on(SLOW, 0), *on(FAST, days)], "mi")).split("\n")
    rows = [line.split("|")[1] for line in lines if "|" in line]
    assert any(row[60:].strip("\u2800 ") in ("m", "x", "8", "4") for row in rows)
