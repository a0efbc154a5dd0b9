"""Sessions of no plan: who they are to watch and calendar, and what was made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fitexport.session import Session
from fitexport.session.format import format_session
from fitexport.session.naming import short_name, title_of
from fitexport.session.sessions_file import SessionText

if TYPE_CHECKING:
    from fitexport.fit.identity import Identity
    from fitexport.pace.workout import Workout


@dataclass(frozen=True, slots=True)
class LoneSession:
    """A session of no plan. `ordinal` counts, from 1, those of the same text on the same day."""

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
        """What it is known by: its text, day and ordinal; never its name or paces."""
        return f"{self.day or ''}\n{self.ordinal}\n{format_session(self.session)}"

    @property
    def name(self) -> str:
        """What the watch calls it."""
        return self.written.name or short_name(self.session)

    @property
    def title(self) -> str:
        """What a calendar calls it."""
        name = self.written.name
        return f"{name}: {title_of(self.session)}" if name else title_of(self.session)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledWorkout:
    """A session of no plan as a workout and its FIT file, which has been read back and compared."""

    lone: LoneSession
    workout: Workout
    identity: Identity
    data: bytes
    """The FIT file."""
    file: str
    """A name for it: `2027-03-16-6x400-mile.fit`."""

    @property
    def session(self) -> Session:
        return self.lone.session

    @property
    def day(self) -> date | None:
        return self.lone.day


def numbered(sessions: Iterable[SessionText]) -> Iterator[LoneSession]:
    """Sessions in their order, those of the same text on the same day told apart."""
    seen: Counter[str] = Counter()
    for written in sessions:
        alike = LoneSession(written).key
        seen[alike] += 1
        yield LoneSession(written, seen[alike])
