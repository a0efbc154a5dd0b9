"""`fitexport read`: FIT files and calendars back into words."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from fitexport.cli.fit_files import batches, is_calendar, neighbours, read_calendar, read_fit
from fitexport.cli.options import FILE_UNITS, JSON, options
from fitexport.errors import FitexportError, FitFormatError, UnitError, UsageError, one_line
from fitexport.export.manifest import recorded_texts, recorded_units
from fitexport.fit.decode import decode
from fitexport.fit.found import FoundSchedule, FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.fit.transcript import transcribe
from fitexport.pace.data import plain_steps
from fitexport.session import Session
from fitexport.session.sessions_file import SessionText
from fitexport.units import Units, date_text

if TYPE_CHECKING:
    from fitexport.calendar.reading import FoundEvent


class Reading(NamedTuple):
    """A file in words: for people, and for programs."""

    text: str
    facts: dict[str, Any]


class _Manifest(NamedTuple):
    """What the manifest in a folder says, read once however many of its files are asked for."""

    texts: Callable[[Path], dict[str, str]]
    units: Callable[[Path], Units]


@click.command("read")
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@options(FILE_UNITS, JSON)
def command(paths: tuple[Path, ...], units: Units | None, *, as_json: bool) -> None:
    """Print FIT workouts in the notation, FIT schedules and ICS calendars day by day.

    They may be anybody's; a folder stands for its FIT files. A workout that fitexport exported is
    printed as it was written. Of others, paces are rounded to a tenth of a second, and what has
    no notation is said in a comment. What is printed of workouts can be given to fitexport workout.

    \b
    fitexport read ./watch/*.fit
    fitexport read their-workout.fit | fitexport workout -
    """

    manifest = _Manifest(cache(recorded_texts), cache(recorded_units))
    readings: list[Reading] = []
    refused: list[FitexportError] = []
    for folder, files in _batches(paths):
        for path in files:
            try:
                readings.append(_reading(path, folder, units, manifest))
            except FitexportError as error:
                refused.append(type(error)(f"{path}: {error}"))
    if as_json:
        click.echo(json.dumps([reading.facts for reading in readings], indent=1))
    elif readings:
        click.echo("\n\n".join(reading.text for reading in readings))
    for refusal in refused:
        click.echo(f"Error: {refusal}", err=True)
    if refused:
        sys.exit(refused[0].exit_code)


def _batches(paths: tuple[Path, ...]) -> Iterator[tuple[Path, list[Path]]]:
    """The files, calendars too, by the folder they are in."""
    for path in paths:
        if path.is_dir():
            yield from batches([path])
        elif path.is_file():
            yield path.parent, [path]
        else:
            raise UsageError(f"{path}: there is no such file\n  give FIT files or a calendar")


def _reading(path: Path, folder: Path, units: Units | None, manifest: _Manifest) -> Reading:

    if is_calendar(path):
        return _calendar(path)
    found = read_fit(path, decode)
    if isinstance(found, FitFormatError):
        raise found
    if isinstance(found, FoundWorkout):
        exported = manifest.texts(folder).get(_hash(path), "")
        return _workout(path, found, units or manifest.units(folder), exported)
    beside = neighbours(folder, {path}, decode)
    names = {
        each.identity: (other.name, each.name)
        for other, each in beside.items()
        if isinstance(each, FoundWorkout)
    }
    return _schedule(path, found, names)


def _hash(path: Path) -> str:

    return sha256(path.read_bytes()).hexdigest()


# --- FIT --------------------------------------------------------------------------------


def _workout(path: Path, found: FoundWorkout, units: Units, exported: str) -> Reading:

    transcript = transcribe(found, units)
    text = exported or transcript.text()
    remarks = [] if exported else list(transcript.every_remark())
    lines = [f"# {one_line(str(path))}", *_heading(found.name), text]
    return Reading(
        "\n".join(lines),
        {
            "file": str(path),
            "kind": "workout",
            "name": found.name,
            "sport": found.sport,
            "identity": found.identity._asdict(),
            "text": text,
            "as_written": bool(exported),
            "remarks": remarks,
            "steps": plain_steps(found.steps),
        },
    )


def _heading(name: str) -> list[str]:
    """The name as a heading of a file of sessions; one that can be none as a comment."""
    if not name:
        return []
    return [f"{name}:"] if _can_be_heading(name) else [f'# "{one_line(name)}"']


def _can_be_heading(name: str) -> bool:

    try:
        return bool(SessionText(session=Session(()), name=name))
    except UnitError:
        return False


def _schedule(path: Path, found: FoundSchedule, names: dict[Identity, tuple[str, str]]) -> Reading:

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
    return Reading("\n".join(f"# {one_line(line)}" for line in lines), facts | {"entries": entries})


# --- calendars --------------------------------------------------------------------------


def _calendar(path: Path) -> Reading:
    events = sorted(read_calendar(path), key=lambda event: (str(event.begin), event.uid))
    count = len(events)
    lines = [f"{path}: calendar, {count} event{'' if count == 1 else 's'}"]
    lines += map(_event_line, events)
    return Reading(
        "\n".join(f"# {one_line(line)}" for line in lines),
        {
            "file": str(path),
            "kind": "calendar",
            "events": [
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
            ],
        },
    )


def _event_line(event: FoundEvent) -> str:
    """`Tue 16 Mar 2027 05:30-06:25 UTC: 6 x 400 m at mile pace (W3.2)`."""
    from fitexport.calendar.event_diff import when_text

    return f"{when_text(event)}: {event.summary}{' (called off)' if event.cancelled else ''}"
