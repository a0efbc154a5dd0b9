"""Sessions of no plan and an athlete -> proven workout files, and a bundle of them.

workout = compile_workout("6x 400m @ mile, jog 200m; cool-down 10min", athlete)
Path("tue.fit").write_bytes(workout.data)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

from fitexport.calendar.ics import encode_calendar
from fitexport.calendar.revisions import NONE_YET, Revisions, revised
from fitexport.errors import EncodeError, UsageError
from fitexport.export.bundle import Bundle, file_names, schedule_entries
from fitexport.export.compile import paced
from fitexport.export.compiled import CompiledWorkout, LoneSession, numbered
from fitexport.export.events import lone_events
from fitexport.export.manifest import WORKOUTS
from fitexport.fit.identity import lone_serial
from fitexport.fit.proof import prove_workout
from fitexport.fit.schedule_file import SCHEDULE_NAME, encode_schedule
from fitexport.fit.workout_file import encode_workout
from fitexport.pace.outline import outline
from fitexport.plan.model import Strength, zone_names
from fitexport.season.athlete import Athlete
from fitexport.session import Session
from fitexport.session.parse import Blocks, parse
from fitexport.session.sessions_file import SessionText

_REST = "a rest makes no file\n  write a session with steps: easy 30min"
_NO_SPORT = (
    "cross-training makes no watch file until you name your sport\n"
    "  add --cross cycling, or write cycling in place of cross-training"
)


def compile_workout(
    session: Session | str,
    athlete: Athlete,
    *,
    day: date | None = None,
    name: str = "",
    ordinal: int = 1,
) -> CompiledWorkout:
    """One session of no plan, or its text, as a FIT workout file that has been proven.

    It has the paces of its `day`, else the latest. The watch knows it by text, day and
    `ordinal`, which tells two of the same text on the same day apart.

    >>> from fitexport.pace.table import pace_table
    >>> athlete = Athlete(table=pace_table(380, 360), level="intermediate")
    >>> made = compile_workout("6x 400m @ mile, jog 200m; cool-down 10min", athlete)
    >>> made.workout.name, made.file, len(made.data)
    ('6x400 mile', '6x400-mile.fit', 394)

    Raises:
        NotationError: a text that cannot be read.
        UnitError: a name that no watch shows.
        EncodeError: a session that no watch file can hold: a rest, or one of too many steps.
        UsageError: cross-training, and the athlete has named no sport.
        ProofError: the file does not say what was meant.
    """
    if isinstance(session, str):
        session = parse(session, blocks=blocks_for(session), zones=zone_names(athlete.table.own))
    lone = LoneSession(SessionText(session=session, day=day, name=name), ordinal)
    begin = f"{day}-" if day else ""
    made = _compile(lone, next(file_names([(begin, lone.name)])), athlete)
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
    """Pace, encode, bundle and prove sessions of no plan; a rest makes no file.

    Those that have a day are in the schedule, from `today` on, and in the calendar. A `file`
    (`tue.fit`) gives its name to that of a single session, and to schedule and calendar.

    Raises:
        EncodeError: a session that no watch file can hold, or all of them are rests.
        UsageError: cross-training, and the athlete has named no sport.
        ProofError: the files do not say what was meant.
    """
    lone = [each for each in numbered(written) if not each.session.is_rest]
    if not lone:
        raise EncodeError(_REST)
    begins = (f"{each.day}-" if each.day else "" for each in lone)
    names = [file] if file else file_names(zip(begins, (each.name for each in lone), strict=True))
    workouts = tuple(_compile(*each, athlete) for each in zip(lone, names, strict=True))
    entries = schedule_entries(workouts, today)
    schedule_serial = lone_serial(athlete.id, "\n\n".join(["schedule", *(s.key for s in lone)]))
    events, revisions = revised(lone_events(workouts, athlete), known)
    stem = PurePath(file).stem
    bundle = Bundle(
        sessions=workouts,
        entries=entries,
        schedule=encode_schedule(entries, schedule_serial),
        schedule_serial=schedule_serial,
        schedule_name=f"{stem}-{SCHEDULE_NAME}" if stem else SCHEDULE_NAME,
        calendar=encode_calendar(events, "Workouts") if events else b"",
        calendar_name=f"{stem or 'workouts'}.ics",
        revisions=revisions,
        facts={"export": WORKOUTS, "athlete": athlete.id, "units": athlete.units},
    )
    bundle.prove()
    return bundle


def blocks_for(text: str, strength: Strength = "gym") -> Blocks:
    """The shipped blocks, read only for a text that uses some."""
    if "use" not in text.lower():
        return {}
    from fitexport.plan.shipped import shipped_blocks

    return shipped_blocks(strength)


def _compile(lone: LoneSession, file: str, athlete: Athlete) -> CompiledWorkout:
    """A session of no plan with its workout file."""
    if lone.session.is_rest:
        raise EncodeError(_REST)
    workout = paced(
        lone.session,
        athlete.table_on(lone.day),
        athlete,
        name=lone.name,
        description=outline(lone.session),
    )
    if workout is None:
        raise UsageError(_NO_SPORT)
    encoded = encode_workout(workout, lone_serial(athlete.id, lone.key))
    return CompiledWorkout(
        lone=lone, workout=workout, identity=encoded.identity, data=encoded.data, file=file
    )
