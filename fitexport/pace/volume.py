"""Weekly volume: time, distance, and how much of it is hard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, assert_never

from fitexport.keeping import Remembered
from fitexport.pace.estimates import (
    aim_of,
    begins_with_recovery,
    expected_step,
    not_filled_in,
    raced,
)
from fitexport.pace.pacing import pace_session
from fitexport.pace.table import PaceTable
from fitexport.pace.workout import unrolled
from fitexport.session import (
    OWN_LAPS,
    Distance,
    Item,
    Repeat,
    Session,
    Sport,
    Step,
    Time,
    TimesRep,
    Use,
    Zone,
)

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


class _Term(NamedTuple):
    """A step of a run, how often it is run, and its role."""

    times: int
    step: Step
    is_pause: bool
    """Whether it is the recovery of a repeat."""
    by_rep: bool
    """Whether the rep before it measures it."""
    measures: bool
    """Whether it is a rep that may measure a recovery."""


class _Amount(NamedTuple):
    """One step's seconds and metres for a runner, and the seconds of it that are running, and hard."""

    s: float
    m: float
    running_s: float
    hard_s: float


class _Amounts(Remembered[Step, _Amount]):
    """The amounts of each step for one runner, except recoveries measured by a rep."""

    def __init__(self, table: PaceTable) -> None:
        self.table = table

    def make(self, step: Step) -> _Amount:
        return _amount(step, self.table, 0.0)


@lru_cache(maxsize=32)  # one runner's weeks share most of their steps
def _amounts(table: PaceTable) -> _Amounts:
    return _Amounts(table)


@lru_cache(maxsize=512)  # for the season, then for the totals of its weeks
def measured(session: Session, table: PaceTable) -> Volume | None:
    """The volume of one session for a runner with this pace table; None if it is not a run."""
    if not session.items or session.sport() is not Sport.RUNNING:
        return None
    amounts = _amounts(table)
    time_s = distance_m = hard_s = rep_s = 0.0
    for times, step, is_pause, by_rep, measures in _terms(session):
        s, m, running_s, fast_s = _amount(step, table, rep_s) if by_rep else amounts[step]
        time_s += times * running_s
        distance_m += times * m
        if not is_pause:
            hard_s += times * fast_s
        if measures:
            rep_s = s
    return Volume(1, time_s, distance_m, hard_s)


@lru_cache(maxsize=1024)
def _terms(session: Session) -> tuple[_Term, ...]:
    return tuple(_terms_of(session.items, 1))


def _terms_of(items: Iterable[Item], times: int) -> Iterator[_Term]:
    """The steps in running order. If a repeat begins with a recovery, which the rep before it measures,
    its first round is listed separately."""
    for item in items:
        match item:
            case Step():
                yield _term(times, item)
            case Repeat(count, inner, recovery):
                alone = count > 1 and begins_with_recovery(item)
                yield from _terms_of(inner, times if alone else times * count)
                if recovery and count > 1:
                    yield _term(times * (count - 1), recovery, is_pause=True)
                if alone:
                    yield from _terms_of(inner, times * (count - 1))
            case Use():
                raise not_filled_in(item)
            case _:
                assert_never(item)


def _term(times: int, step: Step, *, is_pause: bool = False) -> _Term:
    measures = step.is_work and step.what not in OWN_LAPS
    return _Term(times, step, is_pause, isinstance(step.amount, TimesRep), measures)


def _amount(step: Step, table: PaceTable, rep_s: float) -> _Amount:
    if race := raced(step, table):
        s, m = race
        s = round(s, 1) if table.race_over(m) else s  # a lap plan is in tenths
        return _Amount(s, m, s, _hard_s(step, table))
    s, m, walked = expected_step(step, table, rep_s)
    return _Amount(s, m, 0.0 if walked or not m else s, _hard_s(step, table))


def volume_of(sessions: Iterable[Session], table: PaceTable) -> Volume:
    """The volume of these sessions for a runner with this pace table."""
    return total(measured(session, table) for session in sessions)


def total(volumes: Iterable[Volume | None]) -> Volume:
    """The sum of several volumes."""
    runs, time_s, distance_m, hard_s = 0, 0.0, 0.0, 0.0
    for each in filter(None, volumes):
        runs += each.runs
        time_s += each.time_s
        distance_m += each.distance_m
        hard_s += each.hard_s
    return Volume(runs, time_s, distance_m, hard_s)


def running_s_of(session: Session, table: PaceTable) -> float:
    """Seconds of running in one session."""
    return volume_of([session], table).time_s


def session_s(session: Session, table: PaceTable) -> float:
    """Expected seconds of a session, with or without a watch file."""
    return sum(step.expected_s for step in unrolled(pace_session(session, table)))


def rep_m(step: Step, table: PaceTable) -> float:
    """Metres of a step; 0 without a known pace."""
    match step.amount:
        case Distance():
            return step.amount.m
        case Time(s) if pace := _pace(step, table):
            return s / pace
        case _:
            return 0.0


def _hard_s(step: Step, table: PaceTable) -> float:
    """Seconds of a step faster than easy; 0 for others, and for custom zones that count as easy."""
    if isinstance(step.target, Zone) and step.like in ("easy", "long"):
        return 0.0
    pace = _pace(step, table)
    return rep_m(step, table) * pace if pace and pace < table.zones["easy"].fast else 0.0


def _pace(step: Step, table: PaceTable) -> float | None:
    """s/m of a step's target, written or by zone; None if run by feel or heart rate."""
    if race := raced(step, table):
        return race[0] / race[1]
    aim = aim_of(step, table)
    return None if aim is None else aim.middle
