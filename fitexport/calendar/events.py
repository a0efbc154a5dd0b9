"""Bundled sessions -> calendar events: a runner's words for title, description and kind."""

from __future__ import annotations

from collections.abc import Sequence

from fitexport.athlete import Athlete
from fitexport.bundle import BundledSession
from fitexport.calendar.ics import Event, event_uid
from fitexport.describe import step_lines, structure, zone_paces
from fitexport.plan.schedule import ScheduledSession
from fitexport.session import What
from fitexport.units import distance_text, round_minutes


def event_of(session: BundledSession, athlete: Athlete, season: str) -> Event:
    """The event of a session; a moved or re-paced session keeps its UID."""
    scheduled = session.scheduled
    planned = scheduled.planned
    tag = f" ({scheduled.label})" if scheduled.place else ""
    return Event(
        uid=event_uid(season, athlete.id, scheduled.key),
        day=scheduled.day,
        summary=planned.title + tag,
        description="\n".join(_lines(session, athlete)),
        categories=("Running" if _is_run(scheduled) else "Training", planned.kind),
        file=session.file,
    )


def _lines(session: BundledSession, athlete: Athlete) -> Sequence[str]:
    """First line: the main set, alone; then why; then the steps and the file."""
    planned = session.scheduled.planned
    table = athlete.table_on(session.scheduled.day)
    paces = zone_paces(planned.session, table, athlete.units)
    lines = [structure(planned.session) + (f" ({paces})" if paces else ""), "", planned.why]
    if session.workout is not None:
        workout = session.workout
        lines += ["", *step_lines(workout.steps, athlete.units), ""]
        about = [round_minutes(workout.expected_s)]
        if workout.expected_m:
            about.insert(0, distance_text(workout.expected_m, athlete.units))
        lines += [f"About {', '.join(about)}. On the watch: {workout.name} ({session.file})"]
    return lines


def _is_run(scheduled: ScheduledSession) -> bool:
    session = scheduled.planned.session
    return not session.is_rest and session.sport() is What.RUN
