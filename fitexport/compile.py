"""The whole program: a plan on dates, an athlete and a week -> a proven bundle of files.

Or sessions of no plan; see `compile_workout`.

plan = tailor(load_plan("mile", "intermediate"), athlete.table)
schedule = lay_out(plan, date(2027, 5, 1))
bundle = compile_week(schedule, athlete, 3, today=date(2027, 3, 1))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PurePath

from fitexport.athlete import Athlete
from fitexport.bundle import (
    SCHEDULE_NAME,
    Bundle,
    BundledSession,
    WeekBundle,
    file_names,
    schedule_entries,
)
from fitexport.calendar.events import lone_events, week_events
from fitexport.calendar.ics import Event, encode_calendar
from fitexport.calendar.revisions import NONE_YET, Revisions, revised
from fitexport.describe import outline
from fitexport.errors import EncodeError, UsageError
from fitexport.fit.identity import lone_serial, serial_number
from fitexport.fit.proof import prove_workout
from fitexport.fit.schedule_file import encode_schedule
from fitexport.fit.workout_file import encode_workout
from fitexport.lone import CompiledWorkout, LoneSession, numbered
from fitexport.manifest import WORKOUTS
from fitexport.notation import Blocks, parse
from fitexport.notation.sessions import SessionText
from fitexport.pace.table import PaceTable
from fitexport.pace.workouts import pace_session
from fitexport.plan.model import Strength
from fitexport.plan.schedule import Schedule, ScheduledSession
from fitexport.session import Session, What
from fitexport.session.naming import NAME_BYTES
from fitexport.units import exact_clock
from fitexport.workout import Sport, Workout

_REST = "a rest makes no file\n  write a session with steps: easy 30min"
_NO_SPORT = (
    "cross-training makes no watch file until you name your sport\n"
    "  add --cross cycling, or write cycling in place of cross-training"
)


def compile_week(
    schedule: Schedule,
    athlete: Athlete,
    week: int,
    *,
    today: date,
    season: str = "",
    folder: str = "",
    known: Revisions = NONE_YET,
) -> WeekBundle:
    """Pace, encode, bundle and prove one week.

    `today` decides only which past days the watch's schedule leaves out. Without a `season`
    id, the plan's name and the race year stand for it. `known` is what earlier calendars said
    of each event.

    Raises:
        ScheduleError: the plan has no such week.
        EncodeError: a session that no watch file can hold.
        ProofError: the files do not say what was meant.
    """
    season = season or season_id(schedule)
    sessions = encode_sessions(schedule.week(week), athlete, season)
    entries = schedule_entries(sessions, today)
    schedule_serial = serial_number(season, athlete.id, week, 0)
    events, revisions = revised(week_events(sessions, schedule, week, athlete, season), known)
    plan = schedule.plan
    bundle = WeekBundle(
        week=week,
        folder=folder,
        sessions=sessions,
        entries=entries,
        schedule=encode_schedule(entries, schedule_serial),
        schedule_serial=schedule_serial,
        calendar_name=f"{plan.name}-week-{week:02d}.ics",
        calendar=encode_calendar(events, calendar_title(schedule, athlete)),
        revisions=revisions,
        facts={
            "plan": plan.name,
            "level": plan.level,
            "season": season,
            "athlete": athlete.id,
            "units": athlete.units,
            "start": schedule.start.isoformat(),
            "race_day": schedule.race_day.isoformat(),
            "week": week,
        },
    )
    bundle.prove()
    return bundle


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
    begins = (f"{each.day}-" if each.day else "" for each in lone)
    names = [file] if file else file_names(zip(begins, (each.name for each in lone), strict=True))
    workouts = tuple(_compile(*each, athlete) for each in zip(lone, names, strict=True))
    if not workouts:
        raise EncodeError(_REST)
    entries = schedule_entries(workouts, today)
    schedule_serial = lone_serial(athlete.id, "\n\n".join(each.key for each in lone))
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
        session = parse(session, blocks=blocks_for(session))
    lone = LoneSession(SessionText(session=session, day=day, name=name), ordinal)
    begin = f"{day}-" if day else ""
    made = _compile(lone, next(file_names([(begin, lone.name)])), athlete)
    prove_workout(made.data, made.workout, made.identity)
    return made


def blocks_for(text: str, strength: Strength = "gym") -> Blocks:
    """The shipped blocks, read only for a text that uses some."""
    if "use" not in text.lower():
        return {}
    from fitexport.plan.read import shipped_blocks

    return shipped_blocks(strength)


def season_events(schedule: Schedule, athlete: Athlete, season: str) -> tuple[Event, ...]:
    """The events of the whole season, the same as `compile_week` has them.

    Raises:
        EncodeError: a session that no watch file can hold.
        ScheduleError: a time of day without a time zone.
    """
    return tuple(
        event
        for week in range(1, schedule.weeks + 1)
        for event in week_events(
            encode_sessions(schedule.week(week), athlete, season), schedule, week, athlete, season
        )
    )


def calendar_title(schedule: Schedule, athlete: Athlete) -> str:
    """What a calendar of the season is called."""
    goal_s = athlete.table_on(schedule.race_day).goal_s
    return f"{schedule.plan.title}: goal {exact_clock(goal_s)}"


def season_id(schedule: Schedule) -> str:
    """What a season without an id is known by: the plan's name and the race year."""
    return f"{schedule.plan.name}-{schedule.first_race_day.year}"


def encode_sessions(
    scheduled: Sequence[ScheduledSession], athlete: Athlete, season: str
) -> tuple[BundledSession, ...]:
    """Sessions, in the order they are done, with their workout files.

    Raises:
        EncodeError: a session that no watch file can hold.
    """
    return tuple(
        _encode(session, athlete, season, name)
        for session, name in zip(scheduled, _week_files(scheduled), strict=True)
    )


def _week_files(scheduled: Sequence[ScheduledSession]) -> Iterator[str]:
    return file_names((f"{each.day}-w{each.week:02d}-", each.planned.name) for each in scheduled)


def _encode(
    scheduled: ScheduledSession, athlete: Athlete, season: str, file: str
) -> BundledSession:
    """A session with its workout file, or without where it makes none."""
    workout = workout_of(scheduled, athlete)
    if workout is None:
        return BundledSession(scheduled)
    serial = serial_number(season, athlete.id, scheduled.week, scheduled.place)
    encoded = encode_workout(workout, serial)
    return BundledSession(scheduled, workout, file, encoded.identity, encoded.data)


def workout_of(scheduled: ScheduledSession, athlete: Athlete) -> Workout | None:
    """The paced workout of a session; None for rest, and for cross-training without a sport."""
    planned = scheduled.planned
    return _workout(
        planned.session,
        athlete.table_on(scheduled.day),
        athlete,
        name=_watch_name(scheduled),
        description=f"{planned.why} {outline(planned.session)}",
    )


def _compile(lone: LoneSession, file: str, athlete: Athlete) -> CompiledWorkout:
    """A session of no plan with its workout file."""
    if lone.session.is_rest:
        raise EncodeError(_REST)
    workout = _workout(
        lone.session,
        athlete.latest if lone.day is None else athlete.table_on(lone.day),
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


def _workout(
    session: Session, table: PaceTable, athlete: Athlete, *, name: str, description: str
) -> Workout | None:
    sport = _sport(session.sport(), athlete)
    if session.is_rest or sport is None:
        return None
    return Workout(
        name=name,
        sport=sport,
        steps=pace_session(
            session,
            table,
            units=athlete.units,
            surface=athlete.surface,
            cross=What(athlete.cross) if athlete.cross else None,
            extra_at=athlete.extra_at,
        ),
        description=description,
    )


def _watch_name(scheduled: ScheduledSession) -> str:
    """`W3.2 6x400 mile`; from week 10 on `10.1 6x400 mile`: a watch shows 15 characters."""
    name = f"{scheduled.label} {scheduled.planned.name}"
    return name if len(name) <= NAME_BYTES else name.removeprefix("W")[:NAME_BYTES]


def _sport(sport: What | str, athlete: Athlete) -> Sport | None:
    if sport is What.CROSS_TRAINING:
        return None if athlete.cross is None else Sport(athlete.cross)
    return Sport.RUNNING if sport is What.RUN else Sport(str(sport))
