"""How much running a week is: time, distance, and how much of it is hard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fitexport.pace.estimates import Expected, aim_of, expected_steps
from fitexport.pace.pacing import pace_session
from fitexport.pace.table import PaceTable
from fitexport.pace.workout import unrolled
from fitexport.session import OWN_LAPS, Distance, Session, Sport, Step, Time, What, Zone
from fitexport.session.steps import reps


class Volume(NamedTuple):
    """Seconds of running: standing, drills and walked recoveries are none; `hard_s` is the part of
    it in reps, tempo runs and races. Metres are all that is covered on foot."""

    runs: int
    time_s: float
    distance_m: float
    hard_s: float

    @property
    def hard_share(self) -> float:
        return self.hard_s / self.time_s if self.time_s else 0.0


class Measured(NamedTuple):
    """A run step by step: what covers ground, and the seconds of what is hard."""

    moving: list[Expected]
    hard_s: list[float]


def measured(session: Session, table: PaceTable) -> Measured | None:
    """A session as a runner of this pace table runs it; None: it is no run."""
    if not session.items or session.sport() is not Sport.RUNNING:
        return None
    return Measured(
        [each for each in expected_steps(session, table) if each.m],
        [count * _hard_s(step, table) for count, step in reps(session.items)],
    )


def volume_of(sessions: Iterable[Session], table: PaceTable) -> Volume:
    """What these sessions come to for a runner of this pace table."""
    return together(measured(session, table) for session in sessions)


def together(sessions: Iterable[Measured | None]) -> Volume:
    """What sessions that were measured come to."""
    runs = [session for session in sessions if session]
    moving = [each for run in runs for each in run.moving]
    return Volume(
        runs=len(runs),
        time_s=sum(each.s for each in moving if not each.walked),
        distance_m=sum(each.m for each in moving),
        hard_s=sum(s for run in runs for s in run.hard_s),
    )


def total(volumes: Iterable[Volume]) -> Volume:
    """What several volumes come to."""
    runs, time_s, distance_m, hard_s = zip((0, 0.0, 0.0, 0.0), *volumes, strict=True)
    return Volume(sum(runs), sum(time_s), sum(distance_m), sum(hard_s))


def running_s_of(session: Session, table: PaceTable) -> float:
    """Seconds of running in one session."""
    return volume_of([session], table).time_s


def session_s(session: Session, table: PaceTable) -> float:
    """Seconds that a session will probably take, whether or not a watch leads it."""
    return sum(step.expected_s for step in unrolled(pace_session(session, table)))


def rep_m(step: Step, table: PaceTable) -> float:
    """Metres of a step; 0 for one that no pace measures."""
    pace = _pace(step, table)
    match step.amount:
        case Distance():
            return step.amount.m
        case Time(s) if pace is not None:
            return s / pace
        case _:
            return 0.0


def _hard_s(step: Step, table: PaceTable) -> float:
    """Seconds of a step that is to be run faster than easy; 0 of others, and of zones of
    somebody's own that are easy whatever they come to."""
    if isinstance(step.target, Zone) and step.like in ("easy", "long"):
        return 0.0
    pace = _pace(step, table)
    return rep_m(step, table) * pace if pace and pace < table.zones["easy"].fast else 0.0


def _pace(step: Step, table: PaceTable) -> float | None:
    """s/m that a step asks for, written or by its zone; None: by feel, or by the heart."""
    if step.what in OWN_LAPS and isinstance(step.amount, Distance):
        return table.race_s(step.amount.m, trial=step.what is What.TIME_TRIAL) / step.amount.m
    aim = aim_of(step, table)
    return None if aim is None else aim.middle
