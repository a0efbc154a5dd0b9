"""Bundled sessions -> calendar events: a runner's words for title, description and kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from fitexport.calendar.ics import Event, event_uid, plan_uid
from fitexport.export.bundle import BundledSession
from fitexport.pace.outline import step_lines, structure, zone_paces
from fitexport.pace.volume import session_s
from fitexport.season.athlete import Athlete
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.season.season import Season
from fitexport.session import Session, Sport
from fitexport.session.kinds import kind_of
from fitexport.units import distance_text, round_minutes

if TYPE_CHECKING:
    from fitexport.export.bundle import Bundled
    from fitexport.export.compiled import CompiledWorkout


def week_events(sessions: Sequence[BundledSession], season: Season, week: int) -> Iterator[Event]:
    """The events of one week's sessions, as the athlete's calendar settings have them.

    Raises:
        ScheduleError: a time of day without a time zone.
    """
    calendar_settings = season.athlete.calendar_settings
    if calendar_settings.week_summaries:
        yield _week_event(sessions, season, week)
    begun: set[date] = set()
    for session in sessions:
        scheduled = session.scheduled
        if scheduled.planned.session.is_rest:
            if calendar_settings.rest_days:
                yield _event(session, season, None)
            continue
        begin = calendar_settings.begin(
            scheduled.day,
            strength=scheduled.planned.session.sport() is Sport.STRENGTH,
            first=scheduled.day not in begun,
        )
        begun.add(scheduled.day)
        yield _event(session, season, begin)


def lone_events(workouts: Sequence[CompiledWorkout], athlete: Athlete) -> Iterator[Event]:
    """The events of workouts of no plan, of those that have a day.

    Raises:
        ScheduleError: a time of day without a time zone.
    """
    calendar_settings = athlete.calendar_settings
    begun: set[date] = set()
    for each in workouts:
        if each.day is None:
            continue
        strength = each.session.sport() is Sport.STRENGTH
        begin = calendar_settings.begin(each.day, strength=strength, first=each.day not in begun)
        begun.add(each.day)
        yield Event(
            uid=event_uid("", athlete.id, each.lone.key),
            day=each.day,
            span=None if begin is None else calendar_settings.span(begin, each.workout.expected_s),
            remind_min=calendar_settings.remind_min,
            summary=each.lone.title,
            description="\n".join(_lines(each, "", athlete)),
            categories=_categories(each.session),
            plan=plan_uid("", athlete.id),
            file=each.file,
        )


def _event(session: BundledSession, season: Season, begin: datetime | None) -> Event:
    """The event of a session; a moved or re-paced session keeps its UID."""
    athlete, scheduled = season.athlete, session.scheduled
    planned = scheduled.planned
    seconds = _seconds(session, athlete)
    return Event(
        uid=event_uid(season.id, athlete.id, scheduled.key),
        day=scheduled.day,
        span=None if begin is None else athlete.calendar_settings.span(begin, seconds),
        remind_min=athlete.calendar_settings.remind_min,
        summary=planned.title + _tag(scheduled, season.schedule, athlete.calendar_settings),
        description="\n".join(_lines(session, planned.why, athlete)),
        categories=_categories(planned.session),
        plan=plan_uid(season.id, athlete.id),
        file=session.file,
    )


def _tag(
    scheduled: ScheduledSession, schedule: Schedule, calendar_settings: CalendarSettings
) -> str:
    """What follows a title: ` (W3.2)`, ` (W3.2, 5 weeks to go)`."""
    parts = [scheduled.label] if scheduled.place else []
    if calendar_settings.countdown:
        left = schedule.weeks - scheduled.week
        parts.append(f"{left} week{'s' if left > 1 else ''} to go" if left else "race week")
    return f" ({', '.join(parts)})" if parts else ""


def _week_event(sessions: Sequence[BundledSession], season: Season, week: int) -> Event:
    """An event of a whole week: its phase, what it is for, what it adds up to."""
    schedule, athlete = season.schedule, season.athlete
    planned = schedule.plan.weeks[week - 1]
    ran_m = sum(s.workout.expected_m for s in sessions if s.workout and _is_run(s.session))
    total_s = sum(_seconds(s, athlete) for s in sessions if s.scheduled.place)
    hard = [s.scheduled for s in sessions if s.scheduled.planned.is_hard]
    lines = [
        planned.focus,
        "",
        f"Runs {distance_text(ran_m, athlete.units)}, all training {round_minutes(total_s)}.",
        *(f"{each.label} {each.planned.title}" for each in hard),
    ]
    return Event(
        uid=event_uid(season.id, athlete.id, f"w{week}"),
        day=schedule.first_day(week),
        days=len(schedule.days(week)),
        summary=f"Week {week} of {schedule.weeks}: {planned.phase}",
        description="\n".join(lines),
        categories=("Training", "week"),
        plan=plan_uid(season.id, athlete.id),
    )


def _seconds(session: BundledSession, athlete: Athlete) -> float:
    """How long a session will probably take."""
    if session.workout is not None:
        return session.workout.expected_s
    scheduled = session.scheduled
    return session_s(scheduled.planned.session, athlete.table_on(scheduled.day))


def _lines(session: Bundled, why: str, athlete: Athlete) -> Sequence[str]:
    """First line: the main set, alone; then why; then the steps and the file."""
    paces = zone_paces(session.session, athlete.table_on(session.day), athlete.units)
    lines = [structure(session.session) + (f" ({paces})" if paces else "")]
    if why:
        lines += ["", why]
    if session.workout is not None:
        workout = session.workout
        lines += ["", *step_lines(workout.steps, athlete.units), ""]
        about = [round_minutes(workout.expected_s)]
        if workout.expected_m:
            about.insert(0, distance_text(workout.expected_m, athlete.units))
        lines += [f"About {', '.join(about)}. On the watch: {workout.name} ({session.file})"]
    return lines


def _categories(session: Session) -> tuple[str, str]:
    return "Running" if _is_run(session) else "Training", kind_of(session)


def _is_run(session: Session) -> bool:
    return not session.is_rest and session.sport() is Sport.RUNNING
