"""A season -> what goes onto a watch of it, and what the watch should hold."""

from __future__ import annotations

from datetime import date, timedelta

from fitexport.export.bundle import BundledSession, schedule_entries
from fitexport.export.compile import encode_sessions
from fitexport.fit.decode import decode
from fitexport.fit.found import FoundWorkout
from fitexport.fit.identity import serial_number
from fitexport.fit.proof import prove_workout
from fitexport.season.season import Season
from fitexport.watch.batch import Batch, BatchWorkout, batch_workout
from fitexport.watch.standing import PlanNow

DAYS_AHEAD = 14
"""How far a batch from the plan reaches: further, and a change of plan makes it stale."""


def batch_of_plan(season: Season, today: date) -> Batch:
    """The sessions of the next 14 days, compiled and proven.

    Raises:
        EncodeError: a session that no watch file can hold.
        ProofError: the files do not say what was meant.
    """
    end = today + timedelta(days=DAYS_AHEAD)
    coming = [each for each in season.schedule.sessions if today <= each.day < end]
    sessions = encode_sessions(coming, season)
    for session in sessions:
        if session.workout is not None and session.identity is not None:
            prove_workout(session.data, session.workout, session.identity)
    return Batch(
        tuple(_of_session(session) for session in sessions if session.identity is not None),
        schedule_entries(sessions, today),
        # Week 0, which no plan has: the schedule of no week in particular.
        serial_number(season.id, season.athlete.id, 0, 0),
        is_whole=True,
    )


def _of_session(session: BundledSession) -> BatchWorkout:
    content = decode(session.data)
    assert isinstance(content, FoundWorkout)
    return batch_workout(session.file, session.data, content, session.scheduled.day)


def plan_now(season: Season, today: date) -> PlanNow:
    """The whole season, compiled."""
    schedule = season.schedule
    sessions = encode_sessions(schedule.sessions, season)
    made = [(each.identity, each.scheduled.day) for each in sessions if each.identity is not None]
    on = schedule.start <= today <= schedule.race_day
    return PlanNow(
        {identity.serial: identity for identity, _ in made},
        {identity.serial: day for identity, day in made},
        schedule.first_day(schedule.week_on(today)) if on else today,
    )
