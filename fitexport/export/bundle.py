"""All files of one export, linked and proven: what goes to the watch together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from fitexport.calendar.ics import Event, encode_calendar
from fitexport.calendar.revisions import Revisions, revised
from fitexport.export.compiled import CompiledWorkout, PacedSession
from fitexport.export.manifest import MANIFEST_FORMAT, MANIFEST_NAME
from fitexport.export.other_formats import OtherFile
from fitexport.files.names import may_write
from fitexport.fit.proof import prove_schedule, prove_workout
from fitexport.fit.schedule_file import SCHEDULE_NAME, ScheduleEntry, encode_schedule
from fitexport.keeping import Value
from fitexport.season.schedule import ScheduledSession
from fitexport.session.format import format_session
from fitexport.session.naming import ascii_text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Bundle(Value):
    """The files of one export. `folder` is where they go below the export's: "" or `w03`."""

    folder: str = ""
    week: int = 0
    """Of a plan; 0 for custom workouts."""
    sessions: tuple[PacedSession, ...]
    entries: tuple[ScheduleEntry, ...]
    schedule: bytes
    schedule_serial: int
    schedule_name: str = SCHEDULE_NAME
    calendar: bytes
    """Empty where nothing has a day."""
    calendar_name: str
    revisions: Revisions
    """The revision of each event, to be remembered."""
    facts: Mapping[str, Any]
    """The manifest's facts about the whole export."""
    others: tuple[OtherFile, ...] = ()
    """The workouts in other programs' formats."""

    @property
    def workouts(self) -> tuple[CompiledWorkout, ...]:
        """The sessions that make a file."""
        return with_files(self.sessions)

    def files(self) -> dict[str, bytes]:
        """File name -> bytes, the manifest last."""
        files = self.contents()
        return files | {MANIFEST_NAME: self._manifest(files)}

    def prove(self) -> None:
        """Read every FIT file back before it is written, and compare it with its workout.

        Raises:
            ProofError: a difference; nothing may be written.
        """
        files = self.contents()
        identities = set()
        for made in self.workouts:
            prove_workout(files[made.file], made.workout, made.identity)
            identities.add(made.identity)
        schedule = files.get(self.schedule_name, self.schedule)
        prove_schedule(schedule, self.schedule_serial, self.entries, identities)

    def contents(self) -> dict[str, bytes]:
        """Every file but the manifest, which lists them."""
        files = {made.file: made.data for made in self.workouts}
        if self.entries:
            files[self.schedule_name] = self.schedule
        if self.calendar:
            files[self.calendar_name] = self.calendar
        return files | {each.file: each.text.encode() for each in self.others if not each.refused}

    def _manifest(self, files: Mapping[str, bytes]) -> bytes:
        about = {made.file: _facts(made) for made in self.workouts}
        listed = {
            name: {"sha256": sha256(data).hexdigest()} | about.get(name, {})
            for name, data in files.items()
        }
        content = {"fitexport": MANIFEST_FORMAT, **self.facts, "files": listed}
        return (json.dumps(content, indent=1) + "\n").encode()


def assemble(
    sessions: Sequence[PacedSession],
    events: Iterable[Event],
    *,
    today: date,
    known: Revisions,
    schedule_serial: int,
    title: str,
    calendar_name: str,
    facts: Mapping[str, Any],
    schedule_name: str = SCHEDULE_NAME,
    week: int = 0,
    folder: str = "",
) -> Bundle:
    """Link compiled sessions by a schedule and a calendar, called `title`, and prove them all.

    Raises:
        ProofError: the files do not say what was meant.
    """
    sessions = tuple(sessions)
    entries = schedule_entries(with_files(sessions), today)
    events, revisions = revised(events, known)
    bundle = Bundle(
        folder=folder,
        week=week,
        sessions=sessions,
        entries=entries,
        schedule=encode_schedule(entries, schedule_serial),
        schedule_serial=schedule_serial,
        schedule_name=schedule_name,
        # A week has its calendar, empty or not: it replaces that of an earlier export.
        calendar=encode_calendar(events, title) if events or week else b"",
        calendar_name=calendar_name,
        revisions=revisions,
        facts=facts,
    )
    bundle.prove()
    return bundle


def with_files(sessions: Iterable[PacedSession]) -> tuple[CompiledWorkout, ...]:
    """The sessions that make a file."""
    return tuple(each for each in sessions if isinstance(each, CompiledWorkout))


def file_names(titles: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A name for each workout file, from its prefix and the session's name:
    `2027-03-16-w03-6x400-mile.fit`.

    ASCII, sorted by date, unique, none the schedule's or a device of Windows (`con`).
    """
    taken = {SCHEDULE_NAME.removesuffix(".fit")}
    for begin, title in titles:
        stem = name = f"{begin}{_slug(title) or 'session'}"
        number = 1
        while name in taken or not may_write(f"{name}.fit"):
            number += 1
            name = f"{stem}-{number}"
        taken.add(name)
        yield f"{name}.fit"


@lru_cache(maxsize=1024)
def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", ascii_text(title).lower()).strip("-")


def schedule_entries(workouts: Iterable[CompiledWorkout], today: date) -> tuple[ScheduleEntry, ...]:
    """The entries of the watch's calendar, by day: the workouts from `today` on, without those that
    have no day."""
    entries = (
        ScheduleEntry(made.day, made.identity)
        for made in workouts
        if made.day is not None and made.day >= today
    )
    return tuple(sorted(entries, key=lambda entry: entry.day))


def _facts(made: CompiledWorkout) -> dict[str, Any]:
    """The manifest's facts about a workout."""
    return {
        **({"session": made.key} if isinstance(made.source, ScheduledSession) else {}),
        **({"day": made.day.isoformat()} if made.day else {}),
        "serial_number": made.identity.serial,
        "time_created": made.identity.version,
        "text": format_session(made.session),
    }
