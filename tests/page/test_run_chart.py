"""Charts of a run say what was run: checked against the laps that the sample was made of."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

from fitexport.page.run_chart import gauge, pace_chart
from fitexport.page.svg import Svg
from fitexport.recording.read import read_file
from fitexport.recording.recording import Recording
from fitexport.recording.review import review
from fitexport.recording.reviewed import Done
from fitexport.recording.runs import Run, judged

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="module")
def tuesday() -> Recording:
    (recording,) = read_file(SAMPLES / "track-tuesday.fit")
    return recording


def tree(svg: Svg) -> ET.Element:
    return ET.fromstring(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))


def percent(element: ET.Element, *names: str) -> tuple[float, ...]:
    return tuple(float(element.attrib[name].rstrip("%")) for name in names)


def of_class(svg: Svg, look: str) -> list[ET.Element]:
    return [each for each in tree(svg).iter() if each.get("class") == look]


def run_of(recording: Recording) -> Run:
    run = judged(Path(recording.name), recording)
    assert isinstance(run, Run)
    return run


def test_the_best_is_marked_where_it_was_run(tuesday: Recording) -> None:
    best = run_of(tuesday).best
    (marked,) = of_class(pace_chart(tuesday, best, "mi"), "best")
    total = tuesday.total_m
    assert percent(marked, "x", "width") == pytest.approx(
        (100 * best.start_m / total, 100 * best.distance_m / total), abs=0.01
    )


def test_targets_stand_where_the_reps_were_run(tuesday: Recording) -> None:
    done = review(tuesday).done
    aims = of_class(pace_chart(tuesday, run_of(tuesday).best, "mi", done), "aim")
    # 2650 m, then 400 m with 200 m of jogging after each; 7787 m by the points.
    begins = [2650 + 600 * number for number in range(6)]
    found = [percent(each, "x", "width") for each in aims]
    assert [x for x, _ in found] == pytest.approx([b / 77.87 for b in begins], abs=0.1)
    assert [wide for _, wide in found] == pytest.approx([400 / 77.87] * 6, abs=0.01)
    assert len({percent(each, "y", "height") for each in aims}) == 1


def test_the_curve_runs_forward_inside_the_chart(tuesday: Recording) -> None:
    lines = of_class(pace_chart(tuesday, run_of(tuesday).best, "km"), "line")
    assert len(lines) == 2
    for line in lines:
        points = [
            tuple(map(float, each.split())) for each in line.attrib["d"].lstrip("M").split("L")
        ]
        assert all(0 <= value <= 1000 for point in points for value in point)
        assert all(before[0] < after[0] for before, after in pairwise(points))


def test_a_chart_is_spoken(tuesday: Recording) -> None:
    spoken = tree(pace_chart(tuesday, run_of(tuesday).best, "mi")).attrib["aria-label"]
    assert spoken.startswith("Pace over 4.8 mi: 5:5")
    assert spoken.endswith("best mile: 7:29.2, from 1.6 mi on")


def test_the_dot_is_in_the_band_of_its_target_or_beside_it(tuesday: Recording) -> None:
    for done in review(tuesday).judged:
        low, width, dot, look = _gauge(done[0])
        assert (low <= dot <= low + width) == (look == "on") == (done[1].by == 0)
        if look == "off":
            assert (dot > low) == (done[1].by < 0)  # too few seconds are too fast


def _gauge(done: Done) -> tuple[float, float, float, str]:
    drawn = gauge(done)
    (band,), (dot,) = of_class(drawn, "aim"), [e for e in tree(drawn).iter() if "r" in e.attrib]
    low, width = percent(band, "x", "width")
    (at,) = percent(dot, "cx")
    return low, width, at, dot.attrib["class"]


def test_a_step_without_a_target_has_no_gauge(tuesday: Recording) -> None:
    assert [gauge(done) for done in review(tuesday).done if done.off is None] == [""] * 7
