"""The whole program: a season and a week -> a proven bundle of files.

season = season_of(Settings(mile_s=380, race_day=date(2027, 5, 1)))
bundle = compile_week(season, 3, today=date(2027, 3, 1))
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fitexport.calendar.ics import Event
from fitexport.calendar.revisions import NONE_YET, Revisions
from fitexport.export.bundle import Bundle, assemble, file_names
from fitexport.export.compiled import CompiledWorkout, CustomSession, PacedSession
from fitexport.export.events import cancelled_events, week_events
from fitexport.fit.description import describe_planned
from fitexport.fit.fewer_steps import within
from fitexport.fit.identity import serial_number
from fitexport.fit.workout_file import MAX_STEPS, encode_workout
from fitexport.pace.outline import structure, zone_paces
from fitexport.pace.pacing import pace_session
from fitexport.pace.volume import session_s
from fitexport.pace.workout import Workout
from fitexport.season.athlete import Athlete
from fitexport.season.schedule import ScheduledSession
from fitexport.season.season import Season
from fitexport.session import Sport
from fitexport.session.naming import labelled
from fitexport.units import exact_clock, race_clock


def compile_week(
    season: Season,
    week: int,
    *,
    today: date,
    folder: str = "",
    known: Revisions = NONE_YET,
    most_steps: int = MAX_STEPS,
) -> Bundle:
    """Pace, encode, bundle and prove one week, for a watch with this limit of steps.

    `today` decides only which past days the watch's schedule leaves out; `known` are the revisions
    of earlier calendars: future sessions that are no longer in the plan are in the calendar as
    cancelled.

    Raises:
        ScheduleError: the plan has no such week.
        EncodeError: a session does not fit into a watch file.
        ProofError: the files do not say what was meant.
    """
    schedule, athlete, plan = season.schedule, season.athlete, season.schedule.plan
    sessions = compile_sessions(schedule.week(week), season, most_steps)
    first = max(today, schedule.first_day(week))
    gone = cancelled_events(season, known, first, schedule.last_day(week))
    return assemble(
        sessions,
        (*week_events(sessions, season, week), *gone),
        today=today,
        known=known,
        schedule_serial=serial_number(season.id, athlete.id, week, 0),
        title=calendar_title(season),
        calendar_name=f"{plan.name}-week-{week:02d}.ics",
        facts={
            "plan": plan.name,
            "level": plan.level,
            "season": season.id,
            "athlete": athlete.id,
            "units": athlete.units,
            "start": schedule.start.isoformat(),
            "race_day": schedule.race_day.isoformat(),
            "week": week,
        },
        week=week,
        folder=folder,
    )


def season_events(season: Season) -> tuple[Event, ...]:
    """The events of the whole season, the same as `compile_week` has them.

    Raises:
        EncodeError: a session does not fit into a watch file.
        ScheduleError: a time of day without a time zone.
    """
    return tuple(
        event
        for week in range(1, season.schedule.weeks + 1)
        for event in week_events(compile_sessions(season.schedule.week(week), season), season, week)
    )


def calendar_title(season: Season) -> str:
    """The title of a season's calendar."""
    schedule = season.schedule
    paces, race = season.athlete.table_on(schedule.race_day), schedule.plan.distance()
    if race is None or paces.race_over(race.m) == paces.race:
        return f"{schedule.plan.title}: goal {exact_clock(paces.goal_s)}"
    worth = race_clock(paces.race_s(race.m))
    return f"{schedule.plan.title}: {race.value:g} {race.unit} in {worth}"


def compile_sessions(
    scheduled: Sequence[ScheduledSession], season: Season, most_steps: int = MAX_STEPS
) -> tuple[PacedSession, ...]:
    """Sessions in order, with their workout files, for a watch with this limit of steps.

    Raises:
        EncodeError: a session does not fit into a watch file.
    """
    names = file_names((f"{each.day}-w{each.week:02d}-", each.name) for each in scheduled)
    return tuple(
        encoded(
            paced(each, season.athlete, most_steps),
            serial_number(season.id, season.athlete.id, each.week, each.place),
            name,
        )
        for each, name in zip(scheduled, names, strict=True)
    )


def encoded(session: PacedSession, serial: int, file: str) -> PacedSession:
    """The session with its workout file, or unchanged if it has none.

    Raises:
        EncodeError: it does not fit into a watch file.
    """
    if session.workout is None:
        return session
    made = encode_workout(session.workout, serial)
    return CompiledWorkout(
        source=session.source,
        workout=session.workout,
        expected_s=session.expected_s,
        expected_m=session.expected_m,
        main_set=session.main_set,
        paces=session.paces,
        file=file,
        identity=made.identity,
        data=made.data,
    )


def paced(
    source: ScheduledSession | CustomSession, athlete: Athlete, most_steps: int = MAX_STEPS
) -> PacedSession:
    """A session at the athlete's paces on its day."""
    table, workout = athlete.table_on(source.day), workout_of(source, athlete, most_steps)
    seconds, metres = workout.expected if workout else (session_s(source.session, table), 0.0)
    return PacedSession(
        source=source,
        workout=workout,
        expected_s=seconds,
        expected_m=metres,
        main_set=structure(source.session, table),
        paces=zone_paces(source.session, table, athlete.units),
    )


def workout_of(
    source: ScheduledSession | CustomSession, athlete: Athlete, most_steps: int = MAX_STEPS
) -> Workout | None:
    """The paced workout of a session, with its drills merged into one step if there are too many
    steps; None for rest and for cross-training without a sport."""
    session = source.session
    cross = None if athlete.cross is None else Sport(athlete.cross)
    sport = session.sport() or cross
    if session.is_rest or sport is None:
        return None
    if isinstance(source, ScheduledSession):
        name = labelled(source.label, source.name, session)
        description = describe_planned(source.planned.why, session)
    else:
        name, description = source.watch_name, source.description
    workout = Workout(
        name=name,
        sport=sport,
        steps=pace_session(
            session,
            athlete.table_on(source.day),
            units=athlete.units,
            surface=athlete.surface,
            cross=cross,
            extra_at=athlete.extra_at,
        ),
        description=description,
    )
    return within(workout, most_steps)
