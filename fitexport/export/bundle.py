"""All files of one export, linked and proven: what goes to the watch together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from fitexport.export.manifest import MANIFEST_FORMAT, MANIFEST_NAME
from fitexport.fit.identity import Identity
from fitexport.fit.proof import prove_schedule, prove_workout
from fitexport.fit.schedule_file import SCHEDULE_NAME, ScheduleEntry
from fitexport.pace.workout import Workout
from fitexport.season.schedule import ScheduledSession
from fitexport.session import Session
from fitexport.session.format import format_session

if TYPE_CHECKING:
    from fitexport.calendar.revisions import Revisions
    from fitexport.export.compiled import CompiledWorkout


@dataclass(frozen=True, slots=True)
class BundledSession:
    """A plan's session with what was made of it; None where it makes no file (rest days, a
    cross-training sport not yet chosen)."""

    scheduled: ScheduledSession
    workout: Workout | None = None
    file: str = ""
    identity: Identity | None = None
    data: bytes = b""

    @property
    def session(self) -> Session:
        return self.scheduled.planned.session

    @property
    def day(self) -> date:
        return self.scheduled.day


if TYPE_CHECKING:
    Bundled = BundledSession | CompiledWorkout


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The files of one export. `folder` is where they go below the export's: "" or `w03`."""

    folder: str = ""
    sessions: Sequence[Bundled]
    entries: tuple[ScheduleEntry, ...]
    schedule: bytes
    schedule_serial: int
    schedule_name: str = SCHEDULE_NAME
    calendar: bytes
    """Empty where nothing has a day."""
    calendar_name: str
    revisions: Revisions
    """What the calendar says of each event, to be remembered."""
    facts: Mapping[str, Any]
    """What the manifest says of the export as a whole."""

    @property
    def workouts(self) -> tuple[CompiledWorkout, ...]:
        """Those of no plan."""
        return tuple(each for each in self.sessions if not isinstance(each, BundledSession))

    def files(self) -> dict[str, bytes]:
        """File name -> bytes, the manifest last."""
        files = self.contents()
        return files | {MANIFEST_NAME: self._manifest(files)}

    def prove(self) -> None:
        """Read every FIT that is to be written back and compare it with what it has to say.

        Raises:
            ProofError: a difference; nothing may be written.
        """
        files = self.contents()
        identities = set()
        for session in self.sessions:
            if session.workout is not None and session.identity is not None:
                prove_workout(files[session.file], session.workout, session.identity)
                identities.add(session.identity)
        schedule = files.get(self.schedule_name, self.schedule)
        prove_schedule(schedule, self.schedule_serial, self.entries, identities)

    def contents(self) -> dict[str, bytes]:
        """Every file but the manifest, which lists them."""
        files = {session.file: session.data for session in self.sessions if session.file}
        if self.entries:
            files[self.schedule_name] = self.schedule
        if self.calendar:
            files[self.calendar_name] = self.calendar
        return files

    def _manifest(self, files: Mapping[str, bytes]) -> bytes:
        sessions = {session.file: session for session in self.sessions if session.file}
        listed = {
            name: {"sha256": sha256(data).hexdigest()} | _session_facts(sessions.get(name))
            for name, data in files.items()
        }
        content = {"fitexport": MANIFEST_FORMAT, **self.facts, "files": listed}
        return (json.dumps(content, indent=1, ensure_ascii=True) + "\n").encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekBundle(Bundle):
    """One week's files."""

    week: int
    sessions: tuple[BundledSession, ...]


def file_names(titles: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A name for each workout file, from what it begins with and the session's name:
    `2027-03-16-w03-6x400-mile.fit`.

    ASCII, in the order of dates, no two alike, none like the schedule's.
    """
    taken = {SCHEDULE_NAME.removesuffix(".fit")}
    for begin, title in titles:
        slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        stem = f"{begin}{slug or 'session'}"
        more = (f"{stem}-{number}" for number in count(2))
        name = next(name for name in chain([stem], more) if name not in taken)
        taken.add(name)
        yield f"{name}.fit"


def schedule_entries(sessions: Iterable[Bundled], today: date) -> tuple[ScheduleEntry, ...]:
    """What the watch's calendar gets, by day: the workouts from `today` on; past days are left
    out, and what has no day."""
    entries = (
        ScheduleEntry(session.day, session.identity)
        for session in sessions
        if session.identity is not None and session.day is not None and session.day >= today
    )
    return tuple(sorted(entries, key=lambda entry: entry.day))


def _session_facts(session: Bundled | None) -> dict[str, Any]:
    if session is None or session.identity is None:
        return {}
    known = {"session": session.scheduled.key} if isinstance(session, BundledSession) else {}
    return {
        **known,
        **({"day": session.day.isoformat()} if session.day else {}),
        "serial_number": session.identity.serial,
        "time_created": session.identity.version,
        "text": format_session(session.session),
    }
