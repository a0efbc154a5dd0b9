"""A plan: weeks of sessions, no dates, no speeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
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
    """One session of a week, on a day counted from 1.

    `place` counts the week's workouts from 1 in the order of the template, rest days are 0: a
    watch shows it (`W3.2`), and identities hang on it, so it stays when sessions move or go.
    """

    day: int
    place: int
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
    places = count(1)
    sessions = []
    for entry in table["session"]:
        session = parse(entry["text"], blocks=blocks)
        sessions.append(
            PlannedSession(
                day=entry["day"],
                place=0 if session.is_rest else next(places),
                name=entry.get("name", ""),
                title=entry["title"],
                session=session,
                why=entry["why"],
            )
        )
    return TrainingWeek(table["phase"], table["focus"], tuple(sessions))
