"""Estimates: expected times and distances of steps, for tables and volumes.

The watch does not see them, but recoveries measured by a rep (`1.25x rep`) depend on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import NamedTuple, assert_never

from fitexport.errors import SessionError
from fitexport.pace.band import Band
from fitexport.pace.guidance import guided
from fitexport.pace.race import lap_plan, road_pieces
from fitexport.pace.table import PaceTable
from fitexport.session import (
    MAX_TIME_S,
    OWN_LAPS,
    Distance,
    Item,
    Pace,
    Repeat,
    Reps,
    Sport,
    Step,
    Time,
    TimesRep,
    UntilHeartRate,
    UntilLap,
    Use,
    What,
    Zone,
)
from fitexport.session.exercises import Exercise
from fitexport.session.steps import reps

# Judgement, all of it.
_OPEN_S = {What.DRILLS: 300.0, What.REST: 60.0, What.WALK: 60.0, What.JOG: 60.0}
"""Time of a step that the runner ends; other runs five minutes, exercises one."""
_OPEN_RUN_S = 300.0
_OPEN_EXERCISE_S = 60.0
_SECONDS_A_REP = 4.0
_WALK_PACE = 0.7
"""s/m: 5.1 km/h."""
_CROSS_PACE = {
    Sport.CYCLING: 0.16,
    Sport.SWIMMING: 1.4,
    Sport.ROWING: 0.3,
    Sport.AQUA_JOG: 2.0,
}
"""s/m: 22 km/h, 2:20 for 100 m, 2:30 for 500 m, 1.8 km/h; other sports at a walk."""
_JOG_OF_EASY = 1.25
"""A jog between reps takes 1.25 times the slow edge of easy."""
_ROUNDED_TO_S = 5

OPEN_REST_S = _OPEN_S[What.REST]


def expectation(
    step: Step, aim: Band | None, table: PaceTable, sport: Sport | None, rep_s: float
) -> tuple[float, float]:
    """Expected seconds and metres of a step; `rep_s` is the time of the rep before it.

    Only steps on foot have a distance: that of a ride is unknown.

    Raises:
        SessionError: a recovery measured by the rep would last longer than a step can.
    """
    pace = _likely_pace(step, aim, table) if sport is Sport.RUNNING else None
    match step.amount:
        case Time(s):
            seconds: float = s
        case Distance() if sport is Sport.RUNNING:
            return step.amount.m * (pace or _WALK_PACE), step.amount.m
        case Distance():
            return step.amount.m * (
                _CROSS_PACE.get(sport, _WALK_PACE) if sport else _WALK_PACE
            ), 0.0
        case Reps(count):
            seconds = count * _SECONDS_A_REP
        case TimesRep(ratio):
            seconds = _ROUNDED_TO_S * ceil(round(ratio * rep_s / _ROUNDED_TO_S, 6))
            if seconds > MAX_TIME_S:
                raise _too_long(ratio, seconds)
        case UntilLap() | UntilHeartRate():
            seconds = _open_s(step)
        case _:
            assert_never(step.amount)
    return seconds, seconds / pace if pace else 0.0


class Expected(NamedTuple):
    """The expected seconds and metres of a step; whether it is walked."""

    s: float
    m: float
    walked: bool


def expected_items(items: Iterable[Item], table: PaceTable) -> list[Expected]:
    """Each step of some items of a run on the road in running order, repeats unrolled: as in its
    workout, without making one."""
    return _Estimator(table).items(items)


class _Estimator:
    def __init__(self, table: PaceTable) -> None:
        self.table = table
        self.rep_s = 0.0
        """The time of the latest work step, which `1.25x rep` is measured by."""

    def items(self, items: Iterable[Item]) -> list[Expected]:
        return [expected for item in items for expected in self.item(item)]

    def item(self, item: Item) -> list[Expected]:
        match item:
            case Step():
                return self.step(item)
            case Repeat(count, items, recovery):
                body = self.items(items)
                pause = self.step(recovery) if recovery else []
                later = self.items(items) if count > 1 and begins_with_recovery(item) else body
                return body + (pause + later) * (count - 1)
            case Use():
                raise not_filled_in(item)
            case _:
                assert_never(item)

    def step(self, step: Step) -> list[Expected]:
        if race := raced(step, self.table):
            total_s, m = race
            over = self.table.race_over(m)
            pieces = road_pieces(lap_plan(total_s, race=over)) if over else [(total_s, m)]
            return [Expected(*piece, walked=False) for piece in pieces]
        expected = expected_step(step, self.table, self.rep_s)
        if step.is_work:
            self.rep_s = expected.s
        return [expected]


def expected_step(step: Step, table: PaceTable, rep_s: float) -> Expected:
    """A step of a run; `rep_s` is the time of the rep before it."""
    step = guided(step, table)
    seconds, metres = expectation(step, aim_of(step, table), table, Sport.RUNNING, rep_s)
    return Expected(seconds, metres, step.what is What.WALK)


def raced(step: Step, table: PaceTable) -> tuple[float, float] | None:
    """Seconds and metres of a race or time trial; None for other steps."""
    if step.what in OWN_LAPS and isinstance(step.amount, Distance):
        m = step.amount.m
        return table.race_s(m, trial=step.what is What.TIME_TRIAL), m
    return None


def aim_of(step: Step, table: PaceTable) -> Band | None:
    """The pace to run a step at, whether or not the watch gets it."""
    if isinstance(step.target, Pace):
        return Band(step.target.fast_s / step.target.per_m, step.target.slow_s / step.target.per_m)
    if step.zone is None:
        return None
    band = table.band(step.zone)
    share = step.target.percent / 100 if isinstance(step.target, Zone) else 1.0
    return band if share == 1 else Band(band.fast / share, band.slow / share)


def begins_with_recovery(repeat: Repeat) -> bool:
    """Whether a recovery measured by a rep comes before the repeat's first work, so that in the
    first round it is measured by a rep before the repeat."""
    for _, step in reps([repeat]):
        if step.is_work:
            return False
        if isinstance(step.amount, TimesRep):
            return True
    return False


def not_filled_in(use: Use) -> SessionError:
    """A block that was parsed without its text."""
    return SessionError(0, f"block {use.block} is not filled in", "parse it with its blocks")


def _too_long(ratio: float, seconds: float) -> SessionError:
    return SessionError(
        0,
        f"a recovery of {ratio:g}x rep would take over {(seconds - 1) // 3600:.0f} hours",
        f"a step lasts at most {MAX_TIME_S // 3600}h: give a time, such as jog 10min",
    )


def _open_s(step: Step) -> float:
    if isinstance(step.what, Exercise):
        return _OPEN_EXERCISE_S
    return _OPEN_S.get(step.what, _OPEN_RUN_S)


def _likely_pace(step: Step, aim: Band | None, table: PaceTable) -> float | None:
    """s/m; None if the step has no distance or an unknown one."""
    if aim is not None:
        return aim.middle
    match step.what:
        case What.STRIDE | What.HILL:
            return table.zones["mile"].middle
        case What.JOG | What.FLOAT:
            return _JOG_OF_EASY * table.zones["easy"].slow
        case What.WALK:
            return _WALK_PACE
        case What.RUN | What.EASY | What.LONG | What.WARM_UP | What.COOL_DOWN:
            return table.zones["easy"].middle
        case _:
            return None
