"""What a watch shows of the shipped plans: of every note the first 50 bytes, if not more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

import pytest

from fitexport.export.compile import compile_sessions
from fitexport.export.compiled import CompiledWorkout
from fitexport.export.events import session_events
from fitexport.fit.decode import decode
from fitexport.fit.found import FoundWorkout
from fitexport.pace.workout import Intensity, WorkoutStep, unrolled
from fitexport.plan.model import LEVELS, Level
from fitexport.season.season import Season, season_of
from fitexport.season.settings import Settings
from fitexport.session import Repeat, Session, What
from fitexport.session.steps import reps

SHOWN = 50
MILES_S: dict[Level, tuple[int, int]] = {
    "beginner": (330, 900),
    "intermediate": (270, 465),
    "advanced": (223, 375),
}
"""The fastest and the slowest that a level is for."""
SEASONS = [
    (level, mile_s, lifting, surface)
    for level in LEVELS
    for mile_s, lifting, surface in zip(
        MILES_S[level], ("gym", "home"), ("road", "track"), strict=True
    )
]
each_season = pytest.mark.parametrize(("level", "mile_s", "lifting", "surface"), SEASONS)


class Shown(NamedTuple):
    """A session and its steps as a watch gets them, read back from the file."""

    label: str
    session: Session
    steps: list[WorkoutStep]


@cache
def season(level: Level, mile_s: int, lifting: str, surface: str) -> Season:
    """Ten weeks, which have every session of a level; on the road in miles."""
    return season_of(
        Settings(
            mile_s=float(mile_s),
            level=level,
            weeks=10,
            race_day=date(2027, 5, 1),
            strength=lifting,  # type: ignore[arg-type]
            surface=surface,  # type: ignore[arg-type]
            units="mi" if surface == "road" else "km",
            cross="cycling",
        )
    )


@cache
def shown(level: Level, mile_s: int, lifting: str, surface: str) -> list[Shown]:
    return list(_shown(season(level, mile_s, lifting, surface)))


def _shown(of: Season) -> Iterator[Shown]:
    for made in compile_sessions(of.schedule.sessions, of):
        if made.workout is not None:
            assert isinstance(made, CompiledWorkout)
            found = decode(made.data)
            assert isinstance(found, FoundWorkout)
            yield Shown(made.label, made.session, list(unrolled(found.steps)))


@each_season
def test_the_essential_of_a_note_is_within_its_first_50_bytes(
    level: Level, mile_s: int, lifting: str, surface: str
) -> None:
    """The part before a semicolon; more may follow."""
    for label, _, steps in shown(level, mile_s, lifting, surface):
        for step in steps:
            assert len(step.note.partition(";")[0].encode()) <= SHOWN, (label, step.note)
            assert "each leg" not in step.note or "each leg" in step.note[:SHOWN]


@each_season
def test_a_note_begins_with_what_is_to_be_done(
    level: Level, mile_s: int, lifting: str, surface: str
) -> None:
    for label, session, steps in shown(level, mile_s, lifting, surface):
        if session.sport() != "running":
            continue
        for what, name in ((What.STRIDE, "Stride"), (What.HILL, "Hill")):
            planned = sum(count for count, step in reps(session.items) if step.what is what)
            assert sum(step.note.startswith(name) for step in steps) == planned, label
        for step in steps:
            note = step.note.removeprefix("Last one: ")[:SHOWN]
            named = note.startswith(("Stride", "Hill", "quicker", "effort"))
            assert step.intensity != Intensity.ACTIVE or named or re.search(r"\d", note), label


@each_season
def test_what_people_read_has_no_formula(
    level: Level, mile_s: int, lifting: str, surface: str
) -> None:
    of = season(level, mile_s, lifting, surface)
    made = compile_sessions(of.schedule.sessions, of)
    measured = [s for s in made if any(isinstance(item, Repeat) for item in s.session.items)]
    assert len(measured) > 30
    assert [each.main_set for each in made if "x rep" in each.main_set] == []
    for event in session_events(made, of.athlete, of):
        assert "x rep" not in event.summary + event.description


def test_only_the_first_week_sends_a_lifter_to_a_trainer() -> None:
    for level in LEVELS:
        of = season(level, MILES_S[level][0], "gym", "road")
        hints = [each.key for each in of.schedule.sessions if "trainer" in each.planned.why]
        lifting = [s.key for s in of.schedule.week(1) if s.planned.kind == "strength"]
        assert hints == lifting[:1]
        assert not any(
            "trainer" in step.note
            for _, _, steps in shown(level, MILES_S[level][0], "gym", "road")
            for step in steps
        )
