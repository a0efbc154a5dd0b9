"""Tools as agents call them, without the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from fitexport.agents.folders import Folders
from fitexport.agents.reach import Reach
from fitexport.agents.tools import Answer, answer

SETTINGS = {
    "mile": "6:20",
    "goal": "6:00",
    "level": "intermediate",
    "cross": "cycling",
    "race-day": "2027-05-01",
}
"""As `support.command.RUNNER` and DATES have it."""
TODAY = date(2027, 3, 1)


def reach(
    read: Path | None = None, write: Path | None = None, *, clock: Iterator[float] | None = None
) -> Reach:
    """What tools may use, on a day of the tests."""
    ticks = clock or iter(count())
    return Reach(
        folders=Folders(read=read and read.resolve(), write=write and write.resolve()),
        this_day=lambda: TODAY,
        clock=lambda: float(next(ticks)) / 1000,
        new_id=lambda: "0123abcd",
    )


def call(at: Reach, tool: str, /, **given: Any) -> dict[str, Any]:
    """The result of a tool."""
    made = answer(at, tool, given)
    assert made.data is not None, made.text
    assert made.problems == ()
    return made.data


def refused(at: Reach, tool: str, /, **given: Any) -> Answer:
    """The refusal of a tool."""
    made = answer(at, tool, given)
    assert made.data is None, made.text
    assert made.problems
    return made
