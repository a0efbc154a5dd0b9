"""Weekly volume: time, distance, and how much of it is hard."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from fitexport.pace.estimates import Expected, aim_of, expected_steps
from fitexport.pace.pacing import pace_session
from fitexport.pace.table import PaceTable
from fitexport.pace.workout import unrolled
from fitexport.session import OWN_LAPS, Distance, Session, Sport, Step, Time, What, Zone
from fitexport.session.steps import reps

RETURN_SHARE = 0.60
"""The most running of the first week after a long break, by the last healthy week."""
RETURN_GROWTH = 1.30
"""The most of each later week, by the larger of the two before it. Judgement: `season/returning.py`."""


class Volume(NamedTuple):
    """Seconds of running, without standing, drills and walked recoveries; `hard_s` is the part in
    reps, tempo runs and races. Metres include walking."""

    runs: int
    time_s: float
    distance_m: float
    hard_s: float

    @property
    def hard_share(self) -> float:
        return self.hard_s / self.time_s if self.time_s else 0.0


class Measured(NamedTuple):
    """A run step by step: its steps with a distance, and the seconds of hard running."""

    moving: tuple[Expected, ...]
    hard_s: tuple[float, ...]

    @property
    def time_s(self) -> float:
        """Seconds of running."""
        return sum(each.s for each in self.moving if not each.walked)


@lru_cache(maxsize=2048)  # for the season, then for the totals of its weeks
def measured(session: Session, table: PaceTable) -> Measured | None:
    """A session measured for a runner with this pace table; None if it is not a run."""
    if not session.items or session.sport() is not Sport.RUNNING:
        return None
    return Measured(
        tuple(each for each in expected_steps(session, table) if each.m),
        tuple(count * _hard_s(step, table) for count, step in reps(session.items)),
    )


def volume_of(sessions: Iterable[Session], table: PaceTable) -> Volume:
    """The volume of these sessions for a runner with this pace table."""
    return together(measured(session, table) for session in sessions)


def together(sessions: Iterable[Measured | None]) -> Volume:
    """The volume of measured sessions."""
    runs = [session for session in sessions if session]
    moving = [each for run in runs for each in run.moving]
    return Volume(
        runs=len(runs),
        time_s=sum(each.s for each in moving if not each.walked),
        distance_m=sum(each.m for each in moving),
        hard_s=sum(s for run in runs for s in run.hard_s),
    )


def total(volumes: Iterable[Volume]) -> Volume:
    """The sum of several volumes."""
    runs, time_s, distance_m, hard_s = zip((0, 0.0, 0.0, 0.0), *volumes, strict=True)
    return Volume(sum(runs), sum(time_s), sum(distance_m), sum(hard_s))


def running_s_of(session: Session, table: PaceTable) -> float:
    """Seconds of running in one session."""
    return volume_of([session], table).time_s


def session_s(session: Session, table: PaceTable) -> float:
    """Expected seconds of a session, with or without a watch file."""
    return sum(step.expected_s for step in unrolled(pace_session(session, table)))


def rep_m(step: Step, table: PaceTable) -> float:
    """Metres of a step; 0 without a known pace."""
    pace = _pace(step, table)
    match step.amount:
        case Distance():
            return step.amount.m
        case Time(s) if pace is not None:
            return s / pace
        case _:
            return 0.0


@lru_cache(maxsize=4096)
def _hard_s(step: Step, table: PaceTable) -> float:
    """Seconds of a step faster than easy; 0 for others, and for custom zones that count as easy."""
    if isinstance(step.target, Zone) and step.like in ("easy", "long"):
        return 0.0
    pace = _pace(step, table)
    return rep_m(step, table) * pace if pace and pace < table.zones["easy"].fast else 0.0


def _pace(step: Step, table: PaceTable) -> float | None:
    """s/m of a step's target, written or by zone; None if run by feel or heart rate."""
    if step.what in OWN_LAPS and isinstance(step.amount, Distance):
        return table.race_s(step.amount.m, trial=step.what is What.TIME_TRIAL) / step.amount.m
    aim = aim_of(step, table)
    return None if aim is None else aim.middle
