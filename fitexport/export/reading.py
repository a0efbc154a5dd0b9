"""FIT files and calendars, ours or not -> text: the notation, or one line per day.

A workout exported by fitexport is printed as originally written, from its manifest or, for most,
from the file itself.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fitexport.errors import (
    FitexportError,
    FitFormatError,
    OtherFileError,
    TemplateError,
    UnitError,
    UsageError,
    one_line,
)
from fitexport.export.manifest import recorded_texts, recorded_units
from fitexport.fit.decode import decode
from fitexport.fit.description import ABRIDGED, session_in
from fitexport.fit.files import files_by_folder, neighbours, read_fit, read_start
from fitexport.fit.found import FoundSchedule, FoundWorkout
from fitexport.fit.transcript import transcribe
from fitexport.fit.workout_file import is_unchanged
from fitexport.pace.data import plain_steps
from fitexport.session import Session
from fitexport.session.format import format_session
from fitexport.session.naming import watch_name
from fitexport.session.sessions_file import SessionText, heading_of, read_sessions
from fitexport.units import Units, date_text

if TYPE_CHECKING:
    from fitexport.calendar.reading import FoundCalendar


class Reading(NamedTuple):
    """A file in words: for people, and for programs."""

    text: str
    facts: dict[str, Any]


def read_files(
    paths: Sequence[Path], units: Units | None = None
) -> tuple[list[Reading], list[FitexportError]]:
    """Each file, in `units` or in those of its export; and what could not be read, with the path.
    A folder means its FIT files; those of other kinds are named.

    Raises:
        UsageError: there is no such file, or no FIT file in a folder.
    """
    reader = _Reader(units)
    readings: list[Reading] = []
    refused: list[FitexportError] = []
    for folder, files in _batches(paths):
        for path in files:
            try:
                readings.append(reader.read(path, folder))
            except OtherFileError as error:
                if path in paths:
                    refused.append(OtherFileError(f"{path}: {error}"))
                else:
                    readings.append(_other(path, error))
            except FitexportError as error:
                refused.append(type(error)(f"{path}: {error}"))
    return readings, refused


def is_calendar(path: Path) -> bool:
    """Whether a file begins as calendars do.

    Raises:
        UsageError: it cannot be read at all.
    """
    return b"BEGIN:VCALENDAR" in read_start(path, 1000).upper()


def read_calendar(path: Path) -> FoundCalendar:
    """The events of a calendar, and those that cannot be read.

    Raises:
        CalendarError: it is not a calendar.
        UsageError: it cannot be read at all.
    """
    from fitexport.calendar import reading  # loads icalendar

    return reading.read_calendar(read_start(path, reading.MAX_BYTES + 1))


def _batches(paths: Sequence[Path]) -> Iterator[tuple[Path, list[Path]]]:
    """The files, calendars too, by the folder they are in."""
    for path in paths:
        if path.is_dir():
            yield from files_by_folder([path])
        elif path.is_file():
            yield path.parent, [path]
        else:
            raise UsageError("there is no such file", "give FIT files or a calendar", where=path)


class _Reader:
    """Reads files, and the manifest of each folder only once."""

    def __init__(self, units: Units | None) -> None:
        self.units = units
        self.texts, self.units_of = cache(recorded_texts), cache(recorded_units)

    def read(self, path: Path, folder: Path) -> Reading:
        if is_calendar(path):
            return _calendar(path)
        found = read_fit(path, decode)
        if isinstance(found, FitFormatError):
            raise found
        if isinstance(found, FoundSchedule):
            return _schedule(path, folder, found)
        data = path.read_bytes()
        written = self.texts(folder).get(sha256(data).hexdigest(), "")
        return read_workout(path, data, found, self.units or self.units_of(folder), written)


# --- FIT --------------------------------------------------------------------------------


def read_workout(
    path: Path, data: bytes, found: FoundWorkout, units: Units, written: str = ""
) -> Reading:
    """The workout of a file; `written` is its text, if an export recorded it."""
    if is_unchanged(data, found.identity):
        name, session = _described(found)
        found = replace(found, name=name)
        written = written or (format_session(session) if session else "")
    return _workout(path, found, units, written)


def _other(path: Path, error: OtherFileError) -> Reading:
    facts = {"file": str(path), "kind": "other", "what": error.problem}
    return Reading(_comments([f"{path}: {error.problem}"]), facts)


def _workout(path: Path, found: FoundWorkout, units: Units, exported: str) -> Reading:
    transcript = transcribe(found, units)
    text = exported or transcript.text()
    return Reading(
        "\n".join([f"# {one_line(str(path))}", *_heading(found.name), text]),
        {
            "file": str(path),
            "kind": "workout",
            "name": found.name,
            "sport": found.sport,
            "identity": found.identity._asdict(),
            "text": text,
            "as_written": bool(exported),
            "remarks": [] if exported else list(transcript.every_remark()),
            "steps": plain_steps(found.steps),
        },
    )


def _described(found: FoundWorkout) -> tuple[str, Session | None]:
    """The name and session in the description of a file of ours."""
    head, _, text = found.description.rpartition("\n")
    heading = _one_session(f"{head}\nrest")  # or the why of a planned session
    whole = _one_session(text) if heading else None  # else without its notes
    session = whole.session if whole else session_in(text.removesuffix(ABRIDGED), found.steps)
    name = heading.name if heading else ""
    is_shown = name and watch_name(name, session or Session(())) in (found.name, "")
    return name if is_shown else found.name, session


def _one_session(text: str) -> SessionText | None:
    with contextlib.suppress(TemplateError, ValueError):
        (own,) = read_sessions(text)
        return own
    return None


def _heading(name: str) -> list[str]:
    """The name as a heading in a file of sessions, or as a comment if it cannot be one."""
    if not name:
        return []
    try:
        return [heading_of(SessionText(session=Session(()), name=name)).rstrip("\n")]
    except UnitError:
        return [f'# "{one_line(name)}"']


def _schedule(path: Path, folder: Path, found: FoundSchedule) -> Reading:
    names = {
        each.identity: (other.name, each.name)
        for other, each in neighbours(folder, {path}, decode).items()
        if isinstance(each, FoundWorkout)
    }
    count = len(found.entries)
    lines = [f"{path}: schedule, {count} entr{'y' if count == 1 else 'ies'}"]
    for entry in sorted(found.entries, key=lambda entry: (entry.day, entry.time_s)):
        file, name = names.get(entry.workout, ("", ""))
        known = (
            f"{name} ({file})" if file else f"no workout beside it (serial {entry.workout.serial})"
        )
        lines.append(f"{date_text(entry.day)}: {known}")
    lines += found.faults
    entries = [
        {
            "day": entry.day.isoformat(),
            "workout": entry.workout._asdict(),
            "file": names[entry.workout][0] if entry.workout in names else None,
        }
        for entry in found.entries
    ]
    facts = {"file": str(path), "kind": "schedule", "identity": found.identity._asdict()}
    return Reading(_comments(lines), facts | {"entries": entries})


def _comments(lines: Sequence[str]) -> str:
    return "\n".join(f"# {one_line(line)}" for line in lines)


# --- calendars --------------------------------------------------------------------------


def _calendar(path: Path) -> Reading:
    from fitexport.calendar.event_diff import when_text  # loads icalendar

    found = read_calendar(path)
    events = sorted(found.events, key=lambda event: (str(event.begin), event.uid))
    count = len(events)
    lines = [f"{path}: calendar, {count} event{'' if count == 1 else 's'}"]
    # `Tue 16 Mar 2027 05:30-06:25 UTC: 6 x 400 m at mile pace (W3.2)`
    lines += (
        f"{when_text(event)}: {event.title}{' (cancelled)' if event.cancelled else ''}"
        for event in events
    )
    lines += (f"cannot be read: {line}" for line in found.left_out)
    facts = [
        {
            "uid": event.uid,
            "begin": event.begin.isoformat(),
            "end": event.end.isoformat(),
            "summary": event.summary,
            "description": event.description,
            "categories": list(event.categories),
            "cancelled": event.cancelled,
            "sequence": event.sequence,
        }
        for event in events
    ]
    return Reading(
        _comments(lines),
        {
            "file": str(path),
            "kind": "calendar",
            "events": facts,
            "cannot_be_read": list(found.left_out),
        },
    )
