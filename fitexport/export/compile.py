"""The whole program: a season and a week -> a proven bundle of files.

season = season_of(Settings(mile_s=380, race_day=date(2027, 5, 1)))
bundle = compile_week(season, 3, today=date(2027, 3, 1))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from fitexport.calendar.ics import Event, encode_calendar
from fitexport.calendar.revisions import NONE_YET, Revisions, revised
from fitexport.export.bundle import BundledSession, WeekBundle, file_names, schedule_entries
from fitexport.export.events import week_events
from fitexport.fit.identity import serial_number
from fitexport.fit.schedule_file import encode_schedule
from fitexport.fit.workout_file import encode_workout
from fitexport.pace.outline import outline
from fitexport.pace.pacing import pace_session
from fitexport.pace.table import PaceTable
from fitexport.pace.workout import Workout
from fitexport.season.athlete import Athlete
from fitexport.season.schedule import ScheduledSession
from fitexport.season.season import Season
from fitexport.session import Session, Sport
from fitexport.session.naming import NAME_BYTES
from fitexport.units import exact_clock, is_mile, race_clock


def compile_week(
    season: Season,
    week: int,
    *,
    today: date,
    folder: str = "",
    known: Revisions = NONE_YET,
) -> WeekBundle:
    """Pace, encode, bundle and prove one week.

    `today` decides only which past days the watch's schedule leaves out; `known` is what
    earlier calendars said of each event.

    Raises:
        ScheduleError: the plan has no such week.
        EncodeError: a session that no watch file can hold.
        ProofError: the files do not say what was meant.
    """
    schedule, athlete, plan = season.schedule, season.athlete, season.schedule.plan
    sessions = encode_sessions(schedule.week(week), season)
    entries = schedule_entries(sessions, today)
    schedule_serial = serial_number(season.id, athlete.id, week, 0)
    events, revisions = revised(week_events(sessions, season, week), known)
    bundle = WeekBundle(
        week=week,
        folder=folder,
        sessions=sessions,
        entries=entries,
        schedule=encode_schedule(entries, schedule_serial),
        schedule_serial=schedule_serial,
        calendar_name=f"{plan.name}-week-{week:02d}.ics",
        calendar=encode_calendar(events, calendar_title(season)),
        revisions=revisions,
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
    )
    bundle.prove()
    return bundle


def season_events(season: Season) -> tuple[Event, ...]:
    """The events of the whole season, the same as `compile_week` has them.

    Raises:
        EncodeError: a session that no watch file can hold.
        ScheduleError: a time of day without a time zone.
    """
    return tuple(
        event
        for week in range(1, season.schedule.weeks + 1)
        for event in week_events(encode_sessions(season.schedule.week(week), season), season, week)
    )


def calendar_title(season: Season) -> str:
    """What a calendar of the season is called."""
    schedule = season.schedule
    paces, race = season.athlete.table_on(schedule.race_day), schedule.plan.distance()
    if race is None or is_mile(race.m):
        return f"{schedule.plan.title}: goal {exact_clock(paces.goal_s)}"
    worth = race_clock(paces.race_s(race.m))
    return f"{schedule.plan.title}: {race.value:g} {race.unit} in {worth}"


def encode_sessions(
    scheduled: Sequence[ScheduledSession], season: Season
) -> tuple[BundledSession, ...]:
    """Sessions, in the order they are done, with their workout files.

    Raises:
        EncodeError: a session that no watch file can hold.
    """
    return tuple(
        _encode(session, season, name)
        for session, name in zip(scheduled, _week_files(scheduled), strict=True)
    )


def _week_files(scheduled: Sequence[ScheduledSession]) -> Iterator[str]:
    return file_names((f"{each.day}-w{each.week:02d}-", each.planned.name) for each in scheduled)


def _encode(scheduled: ScheduledSession, season: Season, file: str) -> BundledSession:
    """A session with its workout file, or without where it makes none."""
    workout = workout_of(scheduled, season.athlete)
    if workout is None:
        return BundledSession(scheduled)
    serial = serial_number(season.id, season.athlete.id, scheduled.week, scheduled.place)
    encoded = encode_workout(workout, serial)
    return BundledSession(scheduled, workout, file, encoded.identity, encoded.data)


def workout_of(scheduled: ScheduledSession, athlete: Athlete) -> Workout | None:
    """The paced workout of a session; None for rest, and for cross-training without a sport."""
    planned = scheduled.planned
    return paced(
        planned.session,
        athlete.table_on(scheduled.day),
        athlete,
        name=_watch_name(scheduled),
        description=f"{planned.why} {outline(planned.session)}",
    )


def paced(
    session: Session, table: PaceTable, athlete: Athlete, *, name: str, description: str
) -> Workout | None:
    """The workout of a session at the paces of a table; None where it makes none."""
    cross = None if athlete.cross is None else Sport(athlete.cross)
    sport = session.sport() or cross
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
            cross=cross,
            extra_at=athlete.extra_at,
        ),
        description=description,
    )


def _watch_name(scheduled: ScheduledSession) -> str:
    """`W3.2 6x400 mile`; from week 10 on `10.1 6x400 mile`: a watch shows 15 characters."""
    name = f"{scheduled.label} {scheduled.planned.name}"
    return name if len(name) <= NAME_BYTES else name.removeprefix("W")[:NAME_BYTES]
