"""Charts say what a workout is: checked against numbers that chart.py has no part in."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from fitexport.pace.pacing import pace_session
from fitexport.pace.table import pace_table
from fitexport.pace.workout import LAP, RepeatStep, WorkoutStep
from fitexport.page.chart import mini_chart, session_chart
from fitexport.page.picture import chart_height, session_picture, stylesheet
from fitexport.page.svg import Svg
from fitexport.page.weeks_chart import weeks_chart
from fitexport.plan.model import Phase
from fitexport.season.totals import WeekTotal
from fitexport.session.parse import parse

TABLE = pace_table(mile_s=380, goal_s=360)
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


def chart(text: str) -> ET.Element:
    made = session_chart(pace_session(parse(text), TABLE), TABLE.mile_s, "mi")
    return ET.fromstring(made.replace("<svg", f"<svg{_NAMESPACE}", 1))


def bars(text: str) -> list[tuple[str, float, float]]:
    """The look, width and height of each bar, in percent."""
    found = []
    for each in chart(text).iter():
        kind, _, look = each.get("class", "").partition(" ")
        if kind == "bar":
            wide, high = (float(each.attrib[name].rstrip("%")) for name in ("width", "height"))
            found.append((look, wide, high))
    return found


def marks(text: str) -> list[str]:
    return [
        each.text or ""
        for each in chart(text).iter()
        if each.get("class", "").startswith("mark") and each.text
    ]


def test_a_bar_is_as_wide_as_its_step_lasts() -> None:
    found = bars("10min @ threshold; rest 5min; easy 25min")
    assert [(look, wide) for look, wide, _ in found] == [
        ("threshold", 25.0),
        ("rest", 12.5),
        ("easy", 62.5),
    ]


def test_every_bar_of_a_session_adds_up_to_its_time() -> None:
    found = bars("warm-up 15min; 7x 300m @ mile, jog 100m; cool-down 10min")
    assert sum(wide for _, wide, _ in found) == pytest.approx(100, abs=1e-6)
    assert [look for look, _, _ in found].count("mile") == 7
    assert [look for look, _, _ in found].count("rest") == 6


def test_the_faster_the_higher_and_the_mile_fills_the_chart() -> None:
    found = bars("easy 10min; 10min @ threshold; 3min @ vo2max; 400m @ mile; 200m @ 800m")
    heights = [high for _, _, high in found]
    assert heights == sorted(heights)
    assert heights[-2:] == pytest.approx([100, 100])
    assert [look for look, _, _ in found] == ["easy", "threshold", "vo2max", "mile", "mile"]


@pytest.mark.parametrize("mile_s", [223, 380, 600, 900])
def test_zones_keep_their_colours_for_every_runner(mile_s: float) -> None:
    text = "easy 10min; 10min @ threshold; 3min @ vo2max; 400m @ mile"
    steps = pace_session(parse(text), pace_table(mile_s, mile_s))
    made = session_chart(steps, mile_s, "km")
    looks = [part.partition('"')[0] for part in made.split('class="bar ')[1:]]
    assert looks == ["easy", "threshold", "vo2max", "mile"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("warm-up 15min; 6x 400m @ mile, jog 200m", ["6 × 400 m"]),
        ("6x (400m @ mile; jog 200m)", ["6 × 400 m"]),
        ("2x 6min @ threshold, jog 90s", ["2 × 6:00"]),
        ("easy 20min; 4x stride 20s, walk 60s", ["4 strides"]),
        ("easy 20min; 6x hill 10s, walk 90s", ["6 hills"]),
        ("easy 5min; 20min @ threshold; easy 5min", ["20:00"]),
        ("3x (400m @ mile; jog 100m; 200m @ 800m), walk 3min", ["3 × (400 m + 200 m)"]),
        ("rest until lap; race 1mi", ["1 mi"]),
    ],
)
def test_what_is_repeated_stands_above_it(text: str, words: list[str]) -> None:
    assert marks(text) == words
    assert all(each in chart(text).attrib["aria-label"] for each in words)


def test_a_chart_may_be_higher_with_the_same_bars() -> None:
    steps = pace_session(parse("easy 10min; 4x 400m @ mile, jog 200m"), TABLE)
    usual, high = (session_chart(steps, 380, "mi", plot) for plot in (84, 128))
    assert chart_height(high) - chart_height(usual) == 44
    assert [each.partition("<title>")[0] for each in usual.split("<rect ")[1:]] == [
        each.partition("<title>")[0] for each in high.split("<rect ")[1:]
    ]


def test_notes_with_markup_are_shown_as_text() -> None:
    text = 'easy 20min "<script>alert(1)</script>"'
    assert [each.tag for each in chart(text).iter() if "script" in each.tag] == []
    title = chart(text).find(".//{*}title")
    assert title is not None
    assert (title.text or "").endswith("<script>alert(1)</script>")


def test_a_workout_without_times_or_of_millions_of_steps_has_no_chart() -> None:
    step = WorkoutStep(duration=LAP)
    assert session_chart([step], 380, "mi") == ""
    endless = RepeatStep(60000, (RepeatStep(60000, (step,)),))
    assert (session_chart([endless], 380, "mi"), mini_chart([endless], 380)) == ("", "")


def test_a_picture_brings_all_its_colours() -> None:
    made = session_picture(
        "A <title>", session_chart(pace_session(parse("easy 20min"), TABLE), 380, "mi")
    )
    root = ET.fromstring(made)
    assert root.find("{*}text").text == "A <title>"  # type: ignore[union-attr]
    assert "var(" not in made
    assert "--" not in made


def test_every_look_has_a_colour_for_light_and_for_dark() -> None:
    light, _, dark = stylesheet("colours").partition("@media")
    names = [line.split(":")[0].strip() for line in light.splitlines() if line.startswith("  --")]
    assert len(names) > 15
    assert [name for name in names if f"{name}:" not in dark] == []
    used = {*stylesheet("chart").split("var(")[1:], *stylesheet("style").split("var(")[1:]}
    unknown = {each.partition(")")[0].partition(",")[0] for each in used} - {*names, "--kind"}
    assert unknown == set()


def test_weeks_stand_side_by_side_with_their_hard_share() -> None:
    phases: tuple[Phase, ...] = ("base", "base", "taper")
    totals = [
        WeekTotal(
            week=number,
            phase=phase,
            runs=4,
            time_s=3600.0,
            distance_m=10_000.0 * number,
            hard_share=0.1,
            long_run_s=None,
            kinds=(),
        )
        for number, phase in enumerate(phases, start=1)
    ]
    made = weeks_chart(totals, "km")
    root = ET.fromstring(made.replace("<svg", f"<svg{_NAMESPACE}", 1))
    assert isinstance(made, Svg)
    heights = [float(bar.attrib["height"]) for bar in root.findall("{*}rect")]
    assert heights == [36.0, 4.0, 72.0, 8.0, 108.0, 12.0]
    words = [each.text for each in root.findall("{*}text")]
    assert words == ["10", "10%", "1", "20", "10%", "2", "30", "10%", "3", "base", "taper"]
