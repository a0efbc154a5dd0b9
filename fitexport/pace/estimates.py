"""Estimates: how long a step will probably take and how far it goes, for tables.

The watch does not see them. Recoveries measured by a rep (`1.25x rep`) are taken from them.
"""

from __future__ import annotations

from math import ceil
from typing import assert_never

from fitexport.pace.band import Band
from fitexport.pace.table import PaceTable
from fitexport.session import Distance, Reps, Sport, Step, Time, TimesRep, UntilLap, What
from fitexport.session.exercises import Exercise

# Judgement, all of it.
_OPEN_S = {What.DRILLS: 300.0, What.REST: 60.0, What.WALK: 60.0, What.JOG: 60.0}
"""How long a step until the lap button lasts; other runs five minutes, exercises one."""
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
    """Seconds and metres a step will probably take; `rep_s` is the time of the rep before it.

    Only running covers metres: nobody can say how far a ride goes.
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
        case UntilLap():
            seconds = _open_s(step)
        case _:
            assert_never(step.amount)
    return seconds, seconds / pace if pace else 0.0


def _open_s(step: Step) -> float:
    if isinstance(step.what, Exercise):
        return _OPEN_EXERCISE_S
    return _OPEN_S.get(step.what, _OPEN_RUN_S)


def _likely_pace(step: Step, aim: Band | None, table: PaceTable) -> float | None:
    """s/m; None where nothing is covered, or nobody can say how much."""
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
