"""A plan: weeks of sessions, no dates, no speeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fitexport.notation import Blocks, parse
from fitexport.session import Session

Level = Literal["beginner", "intermediate", "advanced"]
Phase = Literal["base", "build", "specific", "taper"]

NAME_BYTES = 10
"""What "W3.2 " leaves of the 15 bytes a watch shows of a name."""

MAX_WEEKS, MAX_SESSIONS = 52, 30
"""Of a plan and of a week; an identity has room for a few more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSession:
    """One session of a week, on a day counted from 1."""

    day: int
    name: str
    title: str
    session: Session
    why: str


@dataclass(frozen=True, slots=True)
class TrainingWeek:
    """Seven days; days without an entry are rest."""

    phase: Phase
    focus: str
    sessions: tuple[PlannedSession, ...]

    def numbered(self) -> Iterator[tuple[int, PlannedSession]]:
        """Each session with its place in the week: 1, 2, 3...; 0 for rest days.

        Rest days are not counted, so that a watch shows 1 to the number of workouts.
        """
        place = 0
        for session in self.sessions:
            if not session.session.is_rest:
                place += 1
            yield (0 if session.session.is_rest else place), session


@dataclass(frozen=True, slots=True)
class Plan:
    """Weeks of sessions for one level, in the order they are run."""

    name: str
    title: str
    level: Level
    about: str
    weeks: tuple[TrainingWeek, ...]


def plan_of(document: Mapping[str, Any], blocks: Blocks) -> Plan:
    """The plan in a template's tables, which have been checked.

    Raises:
        NotationError, KeyError, TypeError, ...: they have not.
    """
    weeks = {name: _week(table, blocks) for name, table in document["week"].items()}
    return Plan(
        name=document["name"],
        title=document["title"],
        level=document["level"],
        about=document["about"],
        weeks=tuple(weeks[name] for name in document["weeks"]),
    )


def _week(table: Mapping[str, Any], blocks: Blocks) -> TrainingWeek:
    sessions = tuple(
        PlannedSession(
            day=entry["day"],
            name=entry.get("name", ""),
            title=entry["title"],
            session=parse(entry["text"], blocks=blocks),
            why=entry["why"],
        )
        for entry in table["session"]
    )
    return TrainingWeek(table["phase"], table["focus"], sessions)
