"""Compiled sessions -> calendar events, with title, description and kind for runners."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from fitexport.calendar.ics import Event, event_uid, plan_uid
from fitexport.calendar.revisions import Revisions, dropped_sessions
from fitexport.export.compiled import PacedSession
from fitexport.pace.outline import step_lines
from fitexport.season.athlete import Athlete
from fitexport.season.schedule import ScheduledSession
from fitexport.season.season import Season
from fitexport.session import Sport
from fitexport.units import distance_text, round_minutes


def week_events(sessions: Sequence[PacedSession], season: Season, week: int) -> Iterator[Event]:
    """The events of one week's sessions, as the athlete's calendar settings have them.

    Raises:
        ScheduleError: a time of day without a time zone.
    """
    if season.athlete.calendar_settings.week_summaries:
        yield _week_event(sessions, season, week)
    yield from session_events(sessions, season.athlete, season)


def session_events(
    sessions: Iterable[PacedSession], athlete: Athlete, season: Season | None = None
) -> Iterator[Event]:
    """The events of sessions that have a day, of a season or custom ones. A moved or re-paced
    session keeps its UID.

    Raises:
        ScheduleError: a time of day without a time zone.
    """
    settings, season_id = athlete.calendar_settings, season.id if season else ""
    begun: set[date] = set()
    plan = plan_uid(season_id, athlete.id)
    for each in sessions:
        is_rest = each.session.is_rest
        if each.day is None or (is_rest and not settings.rest_days):
            continue
        begin = None
        if not is_rest:
            begin = settings.begin(
                each.day,
                strength=each.session.sport() is Sport.STRENGTH,
                first=each.day not in begun,
                race=each.kind == "race" and season is not None,
            )
            begun.add(each.day)
        yield Event(
            uid=event_uid(season_id, athlete.id, each.key),
            day=each.day,
            span=None if begin is None else settings.span(begin, each.expected_s),
            remind_min=settings.remind_min,
            summary=each.title + _tag(each, season),
            description="\n".join(_lines(each, athlete)),
            categories=("Running" if each.is_run else "Training", each.kind),
            plan=plan,
            file=each.file,
            is_session=isinstance(each.source, ScheduledSession) and not is_rest,
        )


def cancelled_events(
    season: Season, known: Revisions, first: date, last: date = date.max
) -> list[Event]:
    """Cancellations of sessions between two days that are no longer in the plan."""
    if not known:
        return []
    athlete = season.athlete
    still = {
        event_uid(season.id, athlete.id, each.key)
        for each in season.schedule.sessions
        if each.place
    }
    return dropped_sessions(known, still, plan_uid(season.id, athlete.id), first, last)


def _tag(session: PacedSession, season: Season | None) -> str:
    """The suffix of a planned title: ` (W3.2)`; with a countdown ` (W3.2, 5 weeks to go)`."""
    parts = [session.label] if session.label else []
    if (
        season
        and season.athlete.calendar_settings.countdown
        and isinstance(session.source, ScheduledSession)
    ):
        left = season.schedule.race_week - session.source.week
        if left >= 0:
            parts.append(f"{left} week{'s' if left > 1 else ''} to go" if left else "race week")
    return f" ({', '.join(parts)})" if parts else ""


def _week_event(sessions: Sequence[PacedSession], season: Season, week: int) -> Event:
    """An event for a whole week: its phase, focus and totals."""
    schedule, athlete = season.schedule, season.athlete
    planned = schedule.plan.weeks[week - 1]
    ran_m = sum(each.expected_m for each in sessions if each.is_run)
    total_s = sum(each.expected_s for each in sessions)
    lines = [
        planned.focus,
        "",
        f"Runs {distance_text(ran_m, athlete.units)}, all training {round_minutes(total_s)}.",
        *(f"{each.label} {each.title}" for each in sessions if each.is_hard),
    ]
    return Event(
        uid=event_uid(season.id, athlete.id, f"w{week}"),
        day=schedule.first_day(week),
        days=len(schedule.days(week)),
        summary=f"Week {week} of {schedule.race_week}: {planned.phase}"
        if week <= schedule.race_week
        else f"{planned.phase.capitalize()} week",
        description="\n".join(lines),
        categories=("Training", "week"),
        plan=plan_uid(season.id, athlete.id),
    )


def _lines(session: PacedSession, athlete: Athlete) -> Sequence[str]:
    """First line: the main set, alone; then why; then the steps and the file."""
    lines = [session.main_set + (f" ({session.paces})" if session.paces else "")]
    if session.why:
        lines += ["", session.why]
    if session.workout is not None:
        lines += ["", *step_lines(session.workout.steps, athlete.units), ""]
        about = ", ".join(filter(None, session.size(athlete.units)))
        lines += [f"About {about}. On the watch: {session.workout.name} ({session.file})"]
    return lines
