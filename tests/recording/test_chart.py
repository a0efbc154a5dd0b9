"""Charts: what is in the files, and what a terminal shows."""

from __future__ import annotations

import builtins
import struct
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from xml.etree import ElementTree as ET

import pytest
from support.executed import Ran, activity

from fitexport.errors import UsageError
from fitexport.recording.chart import run_chart
from fitexport.recording.drawing import in_terminal, picture
from fitexport.recording.efforts import Effort, best_efforts
from fitexport.recording.read import read
from fitexport.recording.recording import Recording
from fitexport.units import Units

pytestmark = pytest.mark.skipif(  # to import them takes each worker a third of a second
    not (find_spec("matplotlib") and find_spec("plotille")),
    reason="matplotlib or plotille is not installed: pip install '.[plot]'",
)

(RUN,) = read(
    activity([], [Ran(None, 600, 2000), Ran(None, 400, 1610), Ran(None, 300, 900)]), "a<b.fit"
)
(MILE,) = [each for each in best_efforts(RUN) if each.distance == "mile"]


def chart(run: Recording, best: Effort | None, target: str, units: Units) -> bytes:
    return picture(run_chart(run, best, units), target)


def terminal_chart(run: Recording, best: Effort | None, units: Units) -> str:
    return in_terminal(run_chart(run, best, units))


def test_an_svg_says_day_best_mile_and_axes() -> None:
    root = ET.fromstring(chart(RUN, MILE, "run.svg", "km"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    texts = [
        "".join(each.itertext()).strip() for each in root.iter("{http://www.w3.org/2000/svg}text")
    ]
    assert "a<b.fit, Mon 15 Mar 2027: best mile: 6:39.8" in texts
    assert {"Distance, km", "Pace, min/km"} <= set(texts)
    # 5:00 and 5:33 a km, and 4:09 between.
    assert [text for text in texts if ":" in text and len(text) == 4] == [
        *("4:15", "4:30", "4:45", "5:00", "5:15", "5:30")
    ]


def test_a_page_holds_its_drawing_and_needs_nothing_else() -> None:
    page = chart(RUN, MILE, "run.html", "mi").decode()
    assert page.startswith("<!doctype html>\n")
    assert "<title>a&lt;b.fit, Mon 15 Mar 2027</title>" in page
    assert page.count("<svg") == 1
    assert "Distance, mi" in page
    assert "<script" not in page
    assert "src=" not in page


def test_a_picture_is_a_png_of_a_fair_size() -> None:
    data = chart(RUN, None, "RUN.PNG", "mi")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (1350, 675)


@pytest.mark.parametrize("target", [pytest.param("a.png", marks=pytest.mark.slow), "a.html"])
def test_the_same_run_gives_the_same_bytes(target: str) -> None:
    assert chart(RUN, MILE, target, "km") == chart(RUN, MILE, target, "km")


def test_a_terminal_shows_the_best_in_characters() -> None:
    text = terminal_chart(RUN, MILE, "km")
    first, second, *rows = text.split("\n")
    assert (first, second) == ("a<b.fit, Mon 15 Mar 2027", "best mile: 6:39.8")
    assert "\x1b" not in text
    paces = [row.split("|")[0].strip() for row in rows if row.strip()[:1].isdigit()]
    assert paces == [f"{s // 60}:{s % 60:02d}" for s in range(240, 401, 10)]
    assert rows[-1].split() == ["|", "0.0", "1.0", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0"]
    assert max(map(len, rows)) < 100


def test_a_run_too_short_for_a_curve_is_still_drawn() -> None:
    (short,) = read(activity([], [Ran(None, 3, 6)]), "s.fit")
    assert b"<svg" in chart(short, None, "a.svg", "km")
    assert "no best effort" in terminal_chart(short, None, "km")


def test_another_ending_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        chart(RUN, MILE, "run.pdf", "km")
    assert str(refused.value) == (
        "run.pdf: a chart file must end in .html, .png or .svg\n  give such a name, or - for the terminal"
    )


@pytest.mark.parametrize("package", ["matplotlib", "plotille"])
def test_without_its_library_the_extra_is_named(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = builtins.__import__

    def without(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 (its name in Python)
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> object:
        if name.partition(".")[0] == package:
            raise ImportError(name)
        return imported(name, globals, locals, fromlist, level)

    for module in [each for each in sys.modules if each.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", without)
    draw = partial(chart, target="run.svg") if package == "matplotlib" else terminal_chart
    with pytest.raises(UsageError) as refused:
        draw(RUN, MILE, units="km")
    assert str(refused.value) == f"a chart needs {package}\n  pip install 'fitexport[plot]'"


def test_the_best_effort_is_the_one_that_was_given() -> None:
    other = Effort("400m", 400.0, 10.0, 100.0, 50.0)
    assert "best 400m: 1:30" in terminal_chart(RUN, other, "mi")
