"""A plan: weeks of sessions, no dates, no speeds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from fitexport.session import ZONES, Distance, Item, Session, What
from fitexport.session.kinds import HARD_KINDS, kind_of
from fitexport.session.naming import short_name, title_of

if TYPE_CHECKING:
    from fitexport.pace.own_zones import OwnZone

Level = Literal["beginner", "intermediate", "advanced"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""From the least training to the most."""
Phase = Literal["base", "build", "specific", "taper", "recovery"]
Strength = Literal["none", "home", "gym"]
DEFAULT_STRENGTH: Strength = "gym"
"""What an athlete has to lift: nothing wanted, dumbbells or the own body, barbells."""

_TURNS = {"cross-training": 1, "strength": 2}

MAX_WEEKS, MAX_SESSIONS = 52, 30
"""Of a plan and of a week; an identity has room for a few more."""
FEWEST_DAYS, FEW_DAYS = 3, 4
"""Days a week that sessions of a shipped plan are selected for: one for each run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSession:
    """One session of a week, on a day counted from 1.

    `place` counts the week's workouts from 1 in the order of the template, rest days are 0: a
    watch shows it (`W3.2`), and identities hang on it, so it stays when sessions move or go.
    `kind` (`long run`, `speed`, ...) follows from the session.
    """

    day: int
    place: int
    name: str
    title: str
    session: Session
    why: str
    kind: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", kind_of(self.session))

    @property
    def is_hard(self) -> bool:
        return self.kind in HARD_KINDS

    @property
    def is_long(self) -> bool:
        return self.kind == "long run"

    @property
    def is_race(self) -> bool:
        return self.kind == "race"

    @property
    def is_trial(self) -> bool:
        return self.kind == "time trial"

    @property
    def is_run(self) -> bool:
        return self.is_hard or self.kind in ("long run", "easy run")

    @property
    def has_hills(self) -> bool:
        return any(step.what is What.HILL for step in self.session.steps())

    @property
    def turn(self) -> tuple[int, int]:
        """Its order on its day: the run first, lifting last, some six hours later."""
        return _TURNS.get(self.kind, 0), self.place

    def with_session(self, session: Session) -> PlannedSession:
        """Another session in its place, called by what it is now."""
        return replace(self, session=session, name=short_name(session), title=title_of(session))

    def with_items(self, items: Sequence[Item]) -> PlannedSession:
        """Other items in its session; as it is, if they are the same."""
        made = tuple(items)
        return self if made == self.session.items else self.with_session(Session(made))


@dataclass(frozen=True, slots=True)
class TrainingWeek:
    """Seven days; days without an entry are rest.

    `name` is the template's (B1, V1, ..., TW); a `cut_back` week is lighter than those before
    it, so that they can sink in.
    """

    name: str
    phase: Phase
    focus: str
    sessions: tuple[PlannedSession, ...]
    cut_back: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Weeks of sessions for one level, in the order they are run."""

    name: str
    title: str
    level: Level
    about: str
    weeks: tuple[TrainingWeek, ...]
    shipped: bool = False
    """Whether it comes with fitexport: what a user wrote is never made to fit a runner."""
    days: int = 0
    """Days a week that its sessions were selected for (`season/few_days.py`); 0: it is whole."""
    zones: tuple[OwnZone, ...] = ()
    """Zones that it brings: `pace_table(..., own=plan.zones)`."""
    hard_apart: int = 2
    """Days from one hard run to the next, for the runner whose plan it is."""

    def distance(self, what: What = What.RACE) -> Distance | None:
        """What its last race, or time trial, is run over; None if it has none."""
        found = [
            step.amount
            for week in self.weeks
            for planned in week.sessions
            for step in planned.session.steps()
            if step.what is what and isinstance(step.amount, Distance)
        ]
        return found[-1] if found else None


def a_rest(day: int) -> PlannedSession:
    """A day that the plan leaves free, or life did."""
    rest = Session(())
    return PlannedSession(
        day=day,
        place=0,
        name=short_name(rest),
        title=title_of(rest),
        session=rest,
        why="A free day: rest, walk or stretch, whatever leaves you fresh for the next run.",
    )


def zone_names(own: Iterable[OwnZone]) -> dict[str, str]:
    """What targets may be called, and the built-in zone that each custom one is like."""
    return dict.fromkeys(ZONES, "") | {zone.name: zone.like for zone in own}


class Entry(NamedTuple):
    """One session of a template; without a name or title, they follow from the steps."""

    day: int
    session: Session
    why: str
    name: str | None = None
    title: str | None = None


def planned(entries: Iterable[Entry]) -> tuple[PlannedSession, ...]:
    """The sessions of a week, its workouts counted from 1."""
    places = count(1)
    return tuple(
        PlannedSession(
            day=entry.day,
            place=0 if entry.session.is_rest else next(places),
            name=entry.name or short_name(entry.session),
            title=entry.title or title_of(entry.session),
            session=entry.session,
            why=entry.why,
        )
        for entry in entries
    )


def without_strength(plan: Plan) -> Plan:
    """The plan for somebody who does not lift; the other sessions keep their places."""
    return without(
        plan,
        {
            (number, planned)
            for number, week in enumerate(plan.weeks, start=1)
            for planned in week.sessions
            if planned.kind == "strength"
        },
    )


def without(plan: Plan, gone: Collection[tuple[int, PlannedSession]]) -> Plan:
    """The plan less some sessions, each with its week's number."""
    weeks = (
        replace(
            week,
            sessions=tuple(planned for planned in week.sessions if (number, planned) not in gone),
        )
        for number, week in enumerate(plan.weeks, start=1)
    )
    return replace(plan, weeks=tuple(weeks))
