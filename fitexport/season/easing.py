"""The way back after an illness: fewer minutes, all of them easy."""

from __future__ import annotations

from dataclasses import replace

from fitexport.pace.volume import session_s
from fitexport.plan.model import PlannedSession
from fitexport.season.athlete import Athlete
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.session import Session, Step, Time, What, Zone

_STEP_S = 300
_SHORTEST_S = 600
_FEELING = "stop if it feels like more than that"


def ease(schedule: Schedule, athlete: Athlete) -> Schedule:
    """The schedule with every session of such days as an easy one of half the time, or three
    quarters. A race stays a race."""
    return schedule.with_sessions(
        _eased(session, schedule.share(session.day), athlete) for session in schedule.sessions
    )


def _eased(session: ScheduledSession, share: float, athlete: Athlete) -> ScheduledSession:
    planned = session.planned
    if share == 1 or not session.place or planned.is_race:
        return session
    time_s = share * session_s(planned.session, athlete.table_on(session.day))
    amount = Time(max(_SHORTEST_S, int(time_s // _STEP_S) * _STEP_S))
    part = "half" if share < 0.6 else "three quarters"
    why = f"On the way back from your illness: {part} of what was planned, and easy; {_FEELING}."
    made = planned.with_session(Session((_easy_step(planned, amount),)))
    return replace(session, planned=replace(made, why=why))


def _easy_step(planned: PlannedSession, amount: Time) -> Step:
    if planned.is_run:
        return Step(amount, What.EASY, Zone("easy"))
    longest = max(planned.session.steps(), key=lambda step: _seconds(step))
    return replace(longest, amount=amount, note="")


def _seconds(step: Step) -> float:
    return step.amount.s if isinstance(step.amount, Time) else 0.0
