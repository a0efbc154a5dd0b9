"""Pace one step for one athlete: Step + PaceTable -> what a watch makes of it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import assert_never

from fitexport.keeping import Remembered
from fitexport.pace.band import Band
from fitexport.pace.cues import cue, is_easy_going, more_text
from fitexport.pace.estimates import aim_of, expectation
from fitexport.pace.guidance import guided
from fitexport.pace.range_ends import RestOfRange
from fitexport.pace.table import PaceTable
from fitexport.pace.workout import (
    LAP,
    OPEN,
    CadenceTarget,
    DistanceDuration,
    Duration,
    HeartRateDuration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    Intensity,
    PowerTarget,
    RepsDuration,
    SpeedTarget,
    Target,
    TimeDuration,
    WorkoutStep,
)
from fitexport.session import (
    Cadence,
    Distance,
    HeartRate,
    HeartRateZone,
    Pace,
    Power,
    Reps,
    Sport,
    Step,
    Time,
    TimesRep,
    UntilHeartRate,
    UntilLap,
    What,
)
from fitexport.session.exercises import Exercise
from fitexport.units import DEFAULT_UNITS, Units, speed_on_watch

# A zone target on a rep this short would alert through most of it: GPS lags 10-30 s behind.
SHORT_REP_M = 200
SHORT_REP_S = 45

_INTENSITY = {
    What.WARM_UP: Intensity.WARMUP,
    What.DRILLS: Intensity.WARMUP,
    What.COOL_DOWN: Intensity.COOLDOWN,
    What.JOG: Intensity.RECOVERY,
    What.WALK: Intensity.RECOVERY,
    What.FLOAT: Intensity.RECOVERY,
    What.REST: Intensity.REST,
}

_BY_LAP_ON_A_TRACK = frozenset(
    {
        What.RUN,
        What.TEMPO,
        What.STRIDE,
        What.HILL,
        What.FLOAT,
        What.JOG,
        What.WALK,
    }
)
"""Reps end at the line, since the watch's 400 m is not the track's; easy running needs no line."""


Paced = tuple[tuple[WorkoutStep | RestOfRange, ...], float]
"""What a watch makes of a step, and its expected seconds."""


class PacedSteps(Remembered[tuple[Step, float, int], Paced]):
    """What a watch makes of each step for one runner: warm-ups, strides and recoveries recur in many
    sessions. The keys are the arguments of `paced_step` that do not depend on the runner."""

    def __init__(self, table: PaceTable, units: Units, on_track: bool, sport: Sport | None) -> None:
        self.of_runner = table, units, on_track, sport

    def make(self, key: tuple[Step, float, int]) -> Paced:
        step, rep_s, drills = key
        return paced_step(step, *self.of_runner, rep_s, drills)


@lru_cache(maxsize=32)
def paced_steps(table: PaceTable, units: Units, on_track: bool, sport: Sport | None) -> PacedSteps:
    """A runner's paced steps in a sport."""
    return PacedSteps(table, units, on_track, sport)


def paced_step(
    step: Step,
    table: PaceTable,
    units: Units,
    on_track: bool,
    sport: Sport | None,
    rep_s: float,
    drills: int,
) -> Paced:
    """What a watch makes of a step; `rep_s` is the time of the rep before
    it, and `drills` how many share a fixed time."""
    step = guided(step, table)
    aim = aim_of(step, table)
    at_a_line = by_lap(step, on_track=on_track)
    expected_s, expected_m = expectation(step, aim, table, sport, rep_s)
    by_rep_s = expected_s if isinstance(step.amount, TimesRep) else 0.0
    if aim is None:
        shown = _without_pace(step, at_a_line, by_rep_s)
    else:
        target = _written_target(step) or _speed(step, aim, expected_s, table, units)
        shown = _shown(step, at_a_line, by_rep_s, target, cue(step, aim, units, by_lap=at_a_line))
    made = replace(shown, expected_s=expected_s / drills, expected_m=expected_m)
    more = more_text(step)
    if not more or at_a_line:
        return (made,), expected_s
    extra = replace(made, duration=LAP, note=f"{more}, then lap", expected_s=0.0, expected_m=0.0)
    return (made, RestOfRange(extra, more, is_easy_going(step))), expected_s


@lru_cache(maxsize=1024)  # the same for every runner
def _without_pace(step: Step, at_a_line: bool, by_rep_s: float) -> WorkoutStep:
    target = _written_target(step) or OPEN
    note = cue(step, None, DEFAULT_UNITS, by_lap=at_a_line)
    return _shown(step, at_a_line, by_rep_s, target, note)


def _shown(step: Step, at_a_line: bool, by_rep_s: float, target: Target, note: str) -> WorkoutStep:
    """What a watch shows of a step, without estimates; `by_rep_s` is its time if a rep measures it."""
    return WorkoutStep(
        duration=LAP if at_a_line else _duration(step, by_rep_s),
        target=target,
        intensity=Intensity.ACTIVE
        if isinstance(step.what, Exercise)
        else _INTENSITY.get(step.what, Intensity.ACTIVE),
        note=note,
        exercise=step.what if isinstance(step.what, Exercise) else None,
    )


def by_lap(step: Step, *, on_track: bool) -> bool:
    """Whether a step ends at the line of a track."""
    at_a_line = on_track and step.what in _BY_LAP_ON_A_TRACK
    return at_a_line and isinstance(step.amount, Distance)


def _duration(step: Step, by_rep_s: float) -> Duration:
    match step.amount:
        case Time(s):
            return TimeDuration(s)
        case Distance():
            return DistanceDuration(step.amount.m)
        case Reps() if isinstance(step.what, Exercise) and step.what.fit is None:
            return LAP  # without a name in FIT the watch cannot count it
        case Reps(count):
            return RepsDuration(count)
        case TimesRep():
            return TimeDuration(by_rep_s)
        case UntilLap():
            return LAP
        case UntilHeartRate(value, unit, above):
            return HeartRateDuration(value, unit, above)
        case _:
            assert_never(step.amount)


def _written_target(step: Step) -> Target | None:
    """The target that the coach wrote, if it is not a pace."""
    match step.target:
        case HeartRate(low, high, unit):
            return (
                HeartRateTarget(low, high) if unit == "bpm" else HeartRatePercentTarget(low, high)
            )
        case HeartRateZone(zone):
            return HeartRateZoneTarget(zone)
        case Power(low, high):
            return PowerTarget(low, high)
        case Cadence(low, high):
            return CadenceTarget(low - low % 2, high + high % 2)  # FIT counts one foot's
        case _:
            return None


def _speed(step: Step, aim: Band, expected_s: float, table: PaceTable, units: Units) -> Target:
    if not isinstance(step.target, Pace) and _is_short(step, expected_s):
        return OPEN
    band = table.target_band(aim, expected_s)
    if band is None:
        return OPEN
    return SpeedTarget(*(speed_on_watch(pace, units) for pace in (band.slow, band.fast)))


def _is_short(step: Step, expected_s: float) -> bool:
    match step.amount:
        case Distance() if step.amount.m <= SHORT_REP_M:
            return True
        case Distance() | Time() | TimesRep():
            return expected_s <= SHORT_REP_S
        case _:
            return False


def is_open_drill(step: Step) -> bool:
    """Whether it is a drill that its runner ends."""
    return step.what is What.DRILLS and isinstance(step.amount, UntilLap)
