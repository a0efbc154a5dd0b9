"""All files of one export of one week, linked and proven: what goes to the watch together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import chain, count
from typing import Any

from fitexport.fit.identity import Identity
from fitexport.fit.proof import prove_schedule, prove_workout
from fitexport.fit.schedule_file import ScheduleEntry
from fitexport.manifest import MANIFEST_FORMAT, MANIFEST_NAME
from fitexport.notation import format_session
from fitexport.plan.schedule import ScheduledSession
from fitexport.workout import Workout

SCHEDULE_NAME = "schedule.fit"


@dataclass(frozen=True, slots=True)
class BundledSession:
    """A session with what was made of it; None where it makes no file (rest days, a
    cross-training sport not yet chosen)."""

    scheduled: ScheduledSession
    workout: Workout | None = None
    file: str = ""
    identity: Identity | None = None
    data: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One week's files. `folder` is where they go below the export's: "" or `w03`."""

    week: int
    folder: str
    sessions: tuple[BundledSession, ...]
    entries: tuple[ScheduleEntry, ...]
    schedule: bytes
    schedule_serial: int
    calendar_name: str
    calendar: bytes
    revisions: Mapping[str, tuple[str, int]]
    """What the calendar says of each event, to be remembered."""
    facts: Mapping[str, Any]
    """What the manifest says of the export as a whole."""

    def files(self) -> dict[str, bytes]:
        """File name -> bytes, the manifest last."""
        files = self._contents()
        return files | {MANIFEST_NAME: self._manifest(files)}

    def prove(self) -> None:
        """Read every FIT that is to be written back and compare it with what it has to say.

        Raises:
            ProofError: a difference; nothing may be written.
        """
        files = self._contents()
        identities = set()
        for session in self.sessions:
            if session.workout is not None and session.identity is not None:
                prove_workout(files[session.file], session.workout, session.identity)
                identities.add(session.identity)
        schedule = files.get(SCHEDULE_NAME, self.schedule)
        prove_schedule(schedule, self.schedule_serial, self.entries, identities)

    def _contents(self) -> dict[str, bytes]:
        """Every file but the manifest, which lists them."""
        files = {session.file: session.data for session in self.sessions if session.file}
        if self.entries:
            files[SCHEDULE_NAME] = self.schedule
        files[self.calendar_name] = self.calendar
        return files

    def _manifest(self, files: Mapping[str, bytes]) -> bytes:
        sessions = {session.file: session for session in self.sessions if session.file}
        listed = {
            name: {"sha256": sha256(data).hexdigest()} | _session_facts(sessions.get(name))
            for name, data in files.items()
        }
        content = {"fitexport": MANIFEST_FORMAT, **self.facts, "week": self.week, "files": listed}
        return (json.dumps(content, indent=1, ensure_ascii=True) + "\n").encode()


def file_names(sessions: Sequence[ScheduledSession]) -> Iterator[str]:
    """A name for each session's workout file: `2027-03-16-w03-6x400-mile.fit`.

    ASCII, in the order of dates, no two alike.
    """
    taken: set[str] = set()
    for session in sessions:
        slug = re.sub(r"[^a-z0-9]+", "-", session.planned.name.lower()).strip("-")
        stem = f"{session.day}-w{session.week:02d}-{slug or 'session'}"
        more = (f"{stem}-{number}" for number in count(2))
        name = next(name for name in chain([stem], more) if name not in taken)
        taken.add(name)
        yield f"{name}.fit"


def schedule_entries(
    sessions: tuple[BundledSession, ...], today: date
) -> tuple[ScheduleEntry, ...]:
    """What the watch's calendar gets: the workouts from `today` on; past days are left out."""
    return tuple(
        ScheduleEntry(session.scheduled.day, session.identity)
        for session in sessions
        if session.identity is not None and session.scheduled.day >= today
    )


def _session_facts(session: BundledSession | None) -> dict[str, Any]:
    if session is None or session.identity is None:
        return {}
    return {
        "session": session.scheduled.key,
        "day": session.scheduled.day.isoformat(),
        "serial_number": session.identity.serial,
        "time_created": session.identity.version,
        "text": format_session(session.scheduled.planned.session),
    }
