"""A season -> the payload for a watch, and what the watch should hold."""

from __future__ import annotations

from datetime import date, timedelta

from fitexport.export.bundle import schedule_entries, with_files
from fitexport.export.compile import compile_sessions
from fitexport.fit.flat_steps import message_count
from fitexport.fit.identity import serial_number
from fitexport.fit.proof import prove_workout
from fitexport.season.season import Season
from fitexport.watch.installing import Installation
from fitexport.watch.limits import USUAL, Limits
from fitexport.watch.payload import Payload, PayloadWorkout
from fitexport.watch.standing import PlanNow

DAYS_AHEAD = 14
"""The days in a payload from the plan: with more, changes to the plan would make it stale."""


def payload_of_plan(season: Season, today: date, limits: Limits = USUAL) -> Payload:
    """The sessions of the next 14 days, compiled for a watch of these limits and proven.

    Raises:
        EncodeError: a session does not fit into a watch file.
        ProofError: the files do not say what was meant.
    """
    end = today + timedelta(days=DAYS_AHEAD)
    coming = [each for each in season.schedule.sessions if today <= each.day < end]
    made = with_files(compile_sessions(coming, season, limits.steps))
    for each in made:
        prove_workout(each.data, each.workout, each.identity)
    return Payload(
        tuple(
            PayloadWorkout(
                each.file,
                each.data,
                each.identity,
                each.workout.name,
                message_count(each.workout.steps),
                each.day,
            )
            for each in made
        ),
        schedule_entries(made, today),
        # Week 0, which no plan has: a schedule across weeks.
        serial_number(season.id, season.athlete.id, 0, 0),
        is_whole=True,
    )


def first_day_after(installation: Installation, season: Season | None, today: date) -> date | None:
    """The first day with a session that is not on the watch after an installation: left out for lack
    of space, or further ahead in the plan."""
    days = [each.day for each in installation.left_out if each.later and each.day]
    if season and (coming := next_day(season, today + timedelta(days=DAYS_AHEAD))):
        days.append(coming)
    return min(days, default=None)


def next_day(season: Season, since: date) -> date | None:
    """The first day with a session from `since` on."""
    sessions = season.schedule.sessions
    return next((each.day for each in sessions if each.place and each.day >= since), None)


def plan_now(season: Season, today: date, limits: Limits = USUAL) -> PlanNow:
    """The whole season, compiled for a watch of these limits."""
    schedule = season.schedule
    made = with_files(compile_sessions(schedule.sessions, season, limits.steps))
    on = schedule.start <= today <= schedule.end
    return PlanNow(
        {each.identity.serial: each.identity for each in made},
        {each.identity.serial: each.day for each in made if each.day},
        schedule.first_day(schedule.week_on(today)) if on else today,
    )
