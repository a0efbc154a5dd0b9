"""The library: its public names, and the code of docs/library.md, which is run here."""

from __future__ import annotations

import doctest
import inspect
import pickle
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import fitexport
from fitexport.errors import UnitError
from fitexport.recording.read import read_file

LIBRARY = Path(__file__).parent.parent / "docs" / "library.md"


@pytest.mark.slow
def test_the_code_of_the_page_does_what_it_says(alone: Path) -> None:
    shutil.copytree(LIBRARY.parent.parent / "samples", alone / "samples")
    failed, tried = doctest.testfile(str(LIBRARY), module_relative=False, encoding="utf-8")
    assert (failed, tried > 30) == (0, True)


def test_three_lines_make_a_file(alone: Path) -> None:
    first = LIBRARY.read_text(encoding="utf-8").partition("```python\n")[2].partition("\n\n```")[0]
    lines = [line.removeprefix(">>> ") for line in first.splitlines() if line.startswith(">>> ")]
    assert len(lines) == 3
    exec("\n".join(lines), {})
    assert (alone / "tue.fit").read_bytes()[8:12] == b".FIT"


@pytest.mark.parametrize("name", fitexport.__all__)
def test_every_public_name_is_explained_and_shown(name: str) -> None:
    assert inspect.getdoc(getattr(fitexport, name))
    reference = LIBRARY.with_name("reference.md").read_text(encoding="utf-8")
    assert f"\n::: fitexport.{name}\n" in reference
    assert re.search(rf"\b{name}\b", LIBRARY.read_text(encoding="utf-8"))


_TAKE_TIMES: dict[str, Callable[[Any], object]] = {
    "pace_table's mile": lambda time: fitexport.pace_table(time, "6:00"),
    "pace_table's goal": lambda time: fitexport.pace_table("6:30", time),
    "lap_plan": lambda time: fitexport.lap_plan(time),
    "a mile in Settings": lambda time: fitexport.Settings(mile_s=time),
    "a goal in Settings": lambda time: fitexport.Settings(goal_s=time),
    "a Result": lambda time: fitexport.Result(day=date(2027, 4, 8), distance="mile", time_s=time),
    "the goal of a Result": lambda time: fitexport.Result(
        day=date(2027, 4, 8), distance="mile", time_s=400.0, goal_s=time
    ),
}


@pytest.mark.parametrize("name", _TAKE_TIMES)
def test_a_time_may_be_seconds_or_as_on_a_clock(name: str) -> None:
    made = _TAKE_TIMES[name]
    assert made("6:20") == made(380) == made(380.0) == made("6:20.00")
    assert made("6:20.5") != made("6:20")
    assert pickle.loads(pickle.dumps(made("6:20"))) == made(380)
    for nonsense in ("", "6", "5:99", "6:20 min", "-6:20", "six"):
        with pytest.raises(UnitError, match="is not a time"):
            made(nonsense)


def test_the_mile_that_is_known_may_be_as_on_a_clock() -> None:
    (run,) = read_file(LIBRARY.parent.parent / "samples" / "time-trial.gpx")
    assert fitexport.judge(run, mile_s="6:20") == fitexport.judge(run, mile_s=380)


def test_public_names_are_what_an_editor_sees() -> None:
    assert list(fitexport.__all__) == sorted(
        fitexport.__all__, key=lambda name: (name.islower(), name)
    )
    assert dir(fitexport) == sorted([*fitexport.__all__, "__version__"])
    with pytest.raises(AttributeError):
        fitexport.compile_year  # type: ignore[attr-defined]  # noqa: B018 (there is none)
