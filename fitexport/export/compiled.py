"""Sessions paced for their runner, and their workout files: those of a plan and custom ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from fitexport.fit.description import describe_custom
from fitexport.fit.identity import Identity
from fitexport.keeping import Value
from fitexport.pace.workout import Workout
from fitexport.season.schedule import ScheduledSession
from fitexport.session import Session, Sport
from fitexport.session.format import format_session
from fitexport.session.kinds import HARD_KINDS, kind_of
from fitexport.session.naming import short_name, title_of, watch_name
from fitexport.units import Units, distance_text, round_minutes

if TYPE_CHECKING:  # only custom sessions need it
    from fitexport.session.sessions_file import SessionText


class CustomSession(NamedTuple):
    """A session outside any plan; `ordinal` counts those with the same text and day, from 1."""

    written: SessionText
    ordinal: int = 1

    @property
    def session(self) -> Session:
        return self.written.session

    @property
    def day(self) -> date | None:
        return self.written.day

    @property
    def key(self) -> str:
        """Its identity: text, day and ordinal; never its name or paces."""
        return f"{self.day or ''}\n{self.ordinal}\n{format_session(self.session)}"

    @property
    def kind(self) -> str:
        return kind_of(self.session)

    @property
    def name(self) -> str:
        return self.written.name or short_name(self.session)

    @property
    def watch_name(self) -> str:
        """Its name as a watch shows it."""
        return watch_name(self.name, self.session)

    @property
    def description(self) -> str:
        """Its name, if the watch shows another, and its text, from which a single file is read back."""
        if self.name == self.watch_name:
            return describe_custom("", self.session)
        from fitexport.session.sessions_file import heading_of

        return describe_custom(heading_of(replace(self.written, day=None)), self.session)

    @property
    def title(self) -> str:
        name = self.written.name
        return f"{name}: {title_of(self.session)}" if name else title_of(self.session)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PacedSession(Value):
    """A session with its paces and estimates for a runner, for tables and calendars."""

    source: ScheduledSession | CustomSession
    workout: Workout | None
    """None without a file: rest days, a cross-training sport not yet chosen."""
    expected_s: float
    """Expected seconds, with or without a watch file."""
    expected_m: float
    """Expected metres; 0 if unknown."""
    main_set: str
    """The main set in one line, with its runner's recoveries: `4x 2:30 @ vo2max, jog 2:00`."""
    paces: str
    """The paces of its zones: `mile 7:04/mi`."""
    file: str = ""
    """The name of its workout file: `2027-03-16-6x400-mile.fit`; empty without one."""

    @property
    def session(self) -> Session:
        return self.source.session

    @property
    def day(self) -> date | None:
        return self.source.day

    @property
    def key(self) -> str:
        """Its identity: `w3.2` in a plan, otherwise text, day and ordinal."""
        return self.source.key

    @property
    def title(self) -> str:
        """Its title in calendars."""
        return self.source.title

    @property
    def label(self) -> str:
        """Its label in tables: `W3.2`; empty for rests and custom sessions."""
        source = self.source
        return source.label if isinstance(source, ScheduledSession) and source.place else ""

    @property
    def why(self) -> str:
        """The plan's reason for it; empty for custom sessions."""
        return self.source.planned.why if isinstance(self.source, ScheduledSession) else ""

    @property
    def kind(self) -> str:
        """`long run`, `speed`, ..."""
        return self.source.kind

    @property
    def is_hard(self) -> bool:
        """Whether it needs easy days around it."""
        return self.kind in HARD_KINDS

    @property
    def is_run(self) -> bool:
        return not self.session.is_rest and self.session.sport() is Sport.RUNNING

    def size(self, units: Units) -> tuple[str, str]:
        """Distance and time, empty if unknown: `3.2 mi`, `40 min`."""
        m = self.expected_m
        s = self.expected_s
        return distance_text(m, units) if m else "", round_minutes(s) if s else ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledWorkout(PacedSession):
    """A session with its workout and its FIT file, which is read back and compared before it is
    written."""

    workout: Workout
    identity: Identity
    data: bytes
    """The FIT file."""
