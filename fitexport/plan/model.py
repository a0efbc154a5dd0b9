"""A plan: weeks of sessions, no dates, no speeds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from fitexport.keeping import KeepsHash
from fitexport.session import ZONES, Distance, Item, Session, What
from fitexport.session.kinds import HARD_KINDS, kind_of
from fitexport.session.naming import short_name, title_of

if TYPE_CHECKING:
    from fitexport.pace.custom_zones import CustomZone

Level = Literal["beginner", "intermediate", "advanced"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""From the least training to the most."""
Phase = Literal["base", "build", "specific", "taper", "recovery"]
Strength = Literal["none", "home", "gym"]
DEFAULT_STRENGTH: Strength = "gym"
"""Strength training: none, at home with dumbbells or body weight, in a gym with barbells."""

_TURNS = {"cross-training": 1, "strength": 2}

MAX_WEEKS, MAX_SESSIONS = 52, 30
"""Weeks in a plan, sessions in a week; an identity has room for a few more."""
FEWEST_DAYS, FEW_DAYS = 3, 4
"""Running days a week for which a shipped plan's sessions are selected, one run a day."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PlannedSession(KeepsHash):
    """One session of a week, on a day counted from 1.

    `place` counts the week's workouts from 1 in the order of the template; rest days are 0. The
    watch shows it (`W3.2`) and identities depend on it, so it never changes when sessions move.
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
        """Sort key within its day: the run first, lifting last, some six hours later."""
        return _TURNS.get(self.kind, 0), self.place

    def with_session(self, session: Session) -> PlannedSession:
        """The same with another session, renamed to match."""
        return replace(self, session=session, name=short_name(session), title=title_of(session))

    def with_items(self, items: Sequence[Item]) -> PlannedSession:
        """The same with other items in its session; itself if nothing changes."""
        made = tuple(items)
        return self if made == self.session.items else _with_items(self, made)


@lru_cache(maxsize=4096)  # many runners' weeks change a session in the same way
def _with_items(planned: PlannedSession, items: tuple[Item, ...]) -> PlannedSession:
    return planned.with_session(Session(items))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TrainingWeek(KeepsHash):
    """Seven days; days without an entry are rest.

    `name` is the template's (B1, V1, ..., TW); a `cut_back` week is lighter than those before
    it, for recovery.
    """

    name: str
    phase: Phase
    focus: str
    sessions: tuple[PlannedSession, ...]
    cut_back: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Plan(KeepsHash):
    """Weeks of sessions for one level, in the order they are run."""

    name: str
    title: str
    level: Level
    about: str
    weeks: tuple[TrainingWeek, ...]
    shipped: bool = False
    """Whether it comes with fitexport: only shipped plans are tailored to a runner."""
    days: int = 0
    """Days a week its sessions were selected for (`season/few_days.py`); 0: all sessions."""
    zones: tuple[CustomZone, ...] = ()
    """Its custom zones: `pace_table(..., own=plan.zones)`."""
    hard_apart: int = 2
    """Fewest days from one hard run to the next."""

    def distance(self, what: What = What.RACE) -> Distance | None:
        """The distance of its last race or time trial; None if it has none."""
        found = (
            step.amount
            for week in reversed(self.weeks)
            for planned in reversed(week.sessions)
            for step in reversed([*planned.session.steps()])
            if step.what is what and isinstance(step.amount, Distance)
        )
        return next(found, None)


@lru_cache(maxsize=64)
def a_rest(day: int) -> PlannedSession:
    """A rest day, planned or not."""
    rest = Session(())
    return PlannedSession(
        day=day,
        place=0,
        name=short_name(rest),
        title=title_of(rest),
        session=rest,
        why="A free day: rest, walk or stretch, whatever leaves you fresh for the next run.",
    )


def zone_names(own: Iterable[CustomZone]) -> dict[str, str]:
    """Names for targets, and the built-in zone that each custom one is like."""
    return dict.fromkeys(ZONES, "") | {zone.name: zone.like for zone in own}


class Entry(NamedTuple):
    """One session of a template; a missing name or title is derived from the steps."""

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
    """The plan without strength sessions; the others keep their places."""
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
    """The plan without some sessions, each given with its week's number."""
    if not gone:
        return plan
    weeks = (
        replace(
            week,
            sessions=tuple(planned for planned in week.sessions if (number, planned) not in gone),
        )
        for number, week in enumerate(plan.weeks, start=1)
    )
    return replace(plan, weeks=tuple(weeks))
