"""Custom sessions and an athlete -> proven workout files, and a bundle of them.

workout = compile_workout("6x 400m @ mile, jog 200m; cool-down 10min", athlete)
Path("tue.fit").write_bytes(workout.data)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from fitexport.calendar.memory import read_memory, remember
from fitexport.calendar.revisions import NONE_YET, Revisions, newest
from fitexport.errors import EncodeError, UsageError, printable
from fitexport.export.bundle import Bundle, assemble, file_names
from fitexport.export.compile import encoded, paced
from fitexport.export.compiled import CompiledWorkout, CustomSession
from fitexport.export.earlier import calendar_revisions
from fitexport.export.events import session_events
from fitexport.export.folder import Written, recorded_calendars, write_bundles
from fitexport.export.manifest import WORKOUTS, has_workouts_without_runner
from fitexport.export.other_formats import in_formats
from fitexport.export.single_file import is_workout_file, write_workout
from fitexport.fit.identity import custom_serial
from fitexport.fit.proof import prove_workout
from fitexport.fit.schedule_file import SCHEDULE_NAME
from fitexport.pace.data import plain_workout
from fitexport.plan.model import DEFAULT_STRENGTH, Strength, zone_names
from fitexport.season.athlete import Athlete
from fitexport.session import Session
from fitexport.session.format import format_session
from fitexport.session.parse import Blocks, parse
from fitexport.session.sessions_file import SessionText

_REST = ("a rest makes no file", "write a session with steps: easy 30min")
_HEADING = (
    "write a heading above each session:\n"
    "    2027-03-16 Track Tuesday:\n"
    "    6x 400m @ mile, jog 200m"
)
_NO_SPORT = (
    "cross-training makes no watch file without a sport",
    "add --cross cycling, or write cycling in place of cross-training",
)


def compile_workout(
    session: Session | str,
    athlete: Athlete,
    *,
    day: date | None = None,
    name: str = "",
    ordinal: int = 1,
) -> CompiledWorkout:
    """One custom session, or its text, as a proven FIT workout file.

    It has the paces of its `day`, else the latest. The watch identifies it by text, day and
    `ordinal`, which distinguishes equal texts on the same day.

    >>> from fitexport.pace.table import pace_table
    >>> athlete = Athlete(table=pace_table(380, 360), level="intermediate")
    >>> made = compile_workout("6x 400m @ mile, jog 200m; cool-down 10min", athlete)
    >>> made.workout.name, made.file, len(made.data)
    ('6x400 mile', '6x400-mile.fit', 394)

    Raises:
        NotationError: a text that cannot be read.
        UnitError: a name has characters that cannot be shown, or is too long.
        EncodeError: a session does not fit into a watch file: a rest, or too many steps.
        UsageError: cross-training without a sport of the athlete.
        ProofError: the file does not say what was meant.
    """
    if isinstance(session, str):
        session = parse(session, blocks=blocks_for(session), zones=zone_names(athlete.table.own))
    custom = CustomSession(SessionText(session=session, day=day, name=name), ordinal)
    (made,) = _compiled([custom], athlete)
    prove_workout(made.data, made.workout, made.identity)
    return made


def compile_workouts(
    written: Sequence[SessionText],
    athlete: Athlete,
    *,
    today: date,
    file: str = "",
    known: Revisions = NONE_YET,
) -> Bundle:
    """Pace, encode, bundle and prove custom sessions; a rest makes no file.

    Those with a day are in the schedule, from `today` on, and in the calendar. `file` (`tue.fit`)
    names the file of a single session, and its schedule and calendar.

    Raises:
        EncodeError: a session does not fit into a watch file, or all of them are rests.
        UsageError: cross-training without a sport of the athlete.
        ProofError: the files do not say what was meant.
    """
    custom = [each for each in _numbered(written) if not each.session.is_rest]
    if not custom:
        raise EncodeError(*_REST)
    workouts = tuple(_compiled(custom, athlete, file))
    stem = PurePath(file).stem
    schedule_key = "\n\n".join(["schedule", *(each.key for each in custom)])
    return assemble(
        workouts,
        session_events(workouts, athlete),
        today=today,
        known=known,
        schedule_serial=custom_serial(athlete.id, schedule_key),
        schedule_name=f"{stem}-{SCHEDULE_NAME}" if stem else SCHEDULE_NAME,
        title="Workouts",
        calendar_name=f"{stem or 'workouts'}.ics",
        facts={"export": WORKOUTS, "athlete": athlete.id, "units": athlete.units},
    )


class Exported(NamedTuple):
    """A bundle, and what happened to its files if they were written."""

    bundle: Bundle
    written: Written | None


def export_workouts(
    sessions: Sequence[SessionText],
    athlete: Athlete,
    out: Path | None,
    *,
    today: date,
    force: bool = False,
    memory: Path | None = None,
    formats: Sequence[str] = (),
) -> Exported:
    """Compile custom sessions, write them into a file (`tue.fit`) or a folder if `out` is given, and
    keep the revisions of the calendar in `memory`.

    With `force`, files that fitexport did not write are replaced, too. `formats` are other programs'
    formats (`zwo`) that each workout is written in, too: into a folder only.

    Raises:
        as `compile_workouts`; and
        UsageError: other formats with a single file.
        WriteError: files of the user are in the way, or the disk is full.
    """
    single = check_out(out, len(sessions))
    if single and formats:
        raise UsageError(
            "--format writes into a folder", "give --out a folder such as ./workouts, or no --out"
        )
    if out is not None and has_workouts_without_runner(out):  # they keep their identities
        athlete = replace(athlete, id="")
    bundle = compile_workouts(
        sessions,
        athlete,
        today=today,
        file=out.name if out is not None and single else "",
        known=_known(out, memory, single=single) if out else NONE_YET,
    )
    bundle = replace(bundle, others=in_formats(bundle.workouts, formats, athlete))
    if out is None:
        return Exported(bundle, None)
    written = write_workout(out, bundle, force=force) if single else write_bundles(out, [bundle])
    if memory and bundle.revisions:
        remember(memory, lambda before: before.with_revisions(bundle.revisions))
    return Exported(bundle, written)


def _known(out: Path, memory: Path | None, *, single: bool) -> Revisions:
    """The revisions of the calendars to be replaced and of those remembered."""
    there = [out.with_suffix(".ics")] if single else recorded_calendars(out)
    return newest(read_memory(memory).revisions if memory else NONE_YET, calendar_revisions(*there))


def plain_compiled(made: CompiledWorkout) -> dict[str, Any]:
    """A compiled workout as plain data, for JSON."""
    return {
        "day": made.day.isoformat() if made.day else None,
        "text": format_session(made.session),
        **plain_workout(made.workout),
        "serial_number": made.identity.serial,
        "time_created": made.identity.version,
    }


def remarks_on(bundle: Bundle, sessions: Sequence[SessionText], *, written: bool) -> Iterator[str]:
    """What a runner might miss in the workouts of these sessions."""
    for each in bundle.workouts:
        if each.workout.name != each.source.name:
            yield f'the watch shows only "{each.workout.name}" of "{printable(each.source.name, 100)}"'
    rests = sum(session.session.is_rest for session in sessions)
    if rests:
        yield f"{rests} rest{'s' if rests > 1 else ''} left out: a rest makes no file"
    past = sum(each.day is not None for each in bundle.sessions) - len(bundle.entries)
    if written and past:
        what = "a past day is" if past == 1 else f"{past} past days are"
        yield f"{what} not in the watch's schedule: the workout starts from the watch's list"


def check_out(out: Path | None, count: int) -> bool:
    """Whether this many sessions go into a single file.

    Raises:
        UsageError: `out` cannot hold them.
    """
    single = out is not None and is_workout_file(out)
    if single and count > 1:
        raise UsageError(
            f"{count} sessions do not fit in one file", "give --out a folder: ./workouts"
        )
    if out is not None and out.suffix.lower() in (".ics", ".txt"):
        raise UsageError(
            "the output is a workout",
            "give --out a file such as tue.fit; with --date its calendar is written beside it",
            where=out,
        )
    return single


def with_heading(
    sessions: Sequence[SessionText], day: date | None, name: str | None
) -> Sequence[SessionText]:
    """A single session with another day or name, if given.

    Raises:
        UsageError: there are several sessions.
        UnitError: a name has characters that cannot be shown, or is too long.
    """
    options = [option for option, value in (("--date", day), ("--name", name)) if value is not None]
    if not options:
        return sessions
    if len(sessions) > 1:
        raise UsageError(
            f"{options[0]} is for a single session, and there are {len(sessions)}", _HEADING
        )
    (session,) = sessions
    wanted = session.name if name is None else name.strip()
    return [replace(session, day=day or session.day, name=wanted)]


def blocks_for(text: str, strength: Strength = DEFAULT_STRENGTH) -> Blocks:
    """The shipped blocks, read only if a text uses any."""
    if "use" not in text.lower():
        return {}
    from fitexport.plan.shipped import shipped_blocks

    return shipped_blocks(strength)


def _compiled(
    sessions: Sequence[CustomSession], athlete: Athlete, file: str = ""
) -> Iterator[CompiledWorkout]:
    """Custom sessions with their workout files."""
    begins = (f"{each.day}-" if each.day else "" for each in sessions)
    names: Iterable[str] = file_names(zip(begins, (each.name for each in sessions), strict=True))
    for session, name in zip(sessions, [file] if file else names, strict=True):
        if session.session.is_rest:
            raise EncodeError(*_REST)
        made = encoded(paced(session, athlete), custom_serial(athlete.id, session.key), name)
        if not isinstance(made, CompiledWorkout):
            raise UsageError(*_NO_SPORT)
        yield made


def _numbered(sessions: Iterable[SessionText]) -> Iterator[CustomSession]:
    """Sessions in order, numbered among those with the same text and day."""
    seen: Counter[str] = Counter()
    for written in sessions:
        alike = CustomSession(written).key
        seen[alike] += 1
        yield CustomSession(written, seen[alike])
