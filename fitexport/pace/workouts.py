"""Pace a session for one athlete: Session + PaceTable -> the steps of a Workout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal, assert_never

from fitexport.errors import SessionError
from fitexport.exercises import Exercise
from fitexport.pace.fitness import race_time
from fitexport.pace.race import EXTRA_M, LAP_M, LapPlan, lap_plan
from fitexport.pace.table import Band, PaceTable
from fitexport.session import (
    Cadence,
    Distance,
    HeartRate,
    HeartRateZone,
    Item,
    Pace,
    Power,
    Repeat,
    Reps,
    Session,
    Step,
    Time,
    TimesRep,
    UntilLap,
    Use,
    What,
    Zone,
)
from fitexport.units import Units, clock, pace_range_text, pace_to_speed
from fitexport.workout import (
    LAP,
    OPEN,
    CadenceTarget,
    DistanceDuration,
    Duration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    Intensity,
    PowerTarget,
    RepeatStep,
    RepsDuration,
    SpeedTarget,
    Target,
    TimeDuration,
    WorkoutStep,
)

Surface = Literal["road", "track"]

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
"""The watch's 400 m is not the track's; warm-ups and easy runs need no line."""

_EASY_GOING = frozenset({What.WARM_UP, What.COOL_DOWN, What.EASY, What.LONG, What.JOG})

# How long a step until the lap button will take, for the estimate (judgement).
_OPEN_S = {What.DRILLS: 300.0, What.REST: 60.0, What.WALK: 60.0, What.JOG: 60.0}
_OPEN_OTHERWISE_S = 300.0
_SECONDS_A_REP = 4.0
_WALK_PACE = 0.7
"""s/m: 5.1 km/h."""
_CROSS_PACE: dict[str, float] = {
    What.CYCLING: 0.16,
    What.SWIMMING: 1.4,
    What.ROWING: 0.3,
    What.AQUA_JOG: 2.0,
}
"""s/m: 22 km/h, 2:20 for 100 m, 2:30 for 500 m, 1.8 km/h; other sports at a walk."""
_JOG_OF_EASY = 1.25
"""A jog between reps takes 1.25 times the slow edge of easy."""

_TO_THE_LINE = WorkoutStep(
    duration=LAP,
    intensity=Intensity.REST,
    note="to the line; lap to start",
    expected_s=_OPEN_S[What.REST],
)
_TO_THE_START = replace(_TO_THE_LINE, note="to the start; lap as you go")

_Steps = tuple[WorkoutStep | RepeatStep, ...]


@dataclass(frozen=True, slots=True)
class _More:
    """The upper part of a range (15-20min): a step of its own unless the next can carry it."""

    step: WorkoutStep
    text: str


def pace_session(
    session: Session, table: PaceTable, *, units: Units = "mi", surface: Surface = "road"
) -> _Steps:
    """The session's steps with speeds in m/s, durations in s or m, and cues in `units`.

    Raises:
        SessionError: a block is not filled in.
    """
    return _Pacer(table, units, surface).session(session)


class _Pacer:
    def __init__(self, table: PaceTable, units: Units, surface: Surface) -> None:
        self.table, self.units, self.surface = table, units, surface
        self.sport: What | Literal["strength"] = What.RUN
        self.rep_s = 0.0
        """The time of the latest work step, which `1.25x rep` is measured by."""

    def session(self, session: Session) -> _Steps:
        self.sport = session.sport()
        made: list[WorkoutStep | RepeatStep | _More] = []
        lined_up = self.surface == "road"
        for item in session.items:
            steps = self.item(item)
            waits = bool(made) and _waits_for_lap(made[-1])
            if _is_race(item) and not waits:
                made.append(_TO_THE_START)
            elif not lined_up and any(map(self.starts_at_a_line, _steps_of(item))):
                lined_up = True
                if not waits:
                    made.append(_TO_THE_LINE)
            made += steps
        return _merge(made)

    def item(self, item: Item) -> list[WorkoutStep | RepeatStep | _More]:
        match item:
            case Step():
                return self.step(item)
            case Repeat():
                return list(self.repeat(item))
            case Use():
                raise SessionError(
                    0, f"block {item.block} is not filled in", "parse it with its blocks"
                )
            case _:
                assert_never(item)

    def repeat(self, repeat: Repeat) -> _Steps:
        """The rounds; with a recovery between them, the last round stands alone."""
        body = _merge([step for item in repeat.items for step in self.item(item)])
        if repeat.recovery is None:
            return (RepeatStep(repeat.count, body),) if repeat.count > 1 else body
        recovery = _merge(self.step(repeat.recovery))
        if repeat.count == 1:
            return body
        rounds = body + recovery
        if repeat.count > 2:
            rounds = (RepeatStep(repeat.count - 1, rounds),)
        return rounds + _last_round(body)

    # --- one step -----------------------------------------------------------------------

    def step(self, step: Step) -> list[WorkoutStep | RepeatStep | _More]:
        if step.what in (What.RACE, What.TIME_TRIAL):
            return list(self.race(step))
        aim = self.aim(step)
        by_lap = self.by_lap(step)
        expected_s, expected_m = self.expectation(step, aim)
        if step.is_work:
            self.rep_s = expected_s
        made = WorkoutStep(
            duration=LAP if by_lap else self.duration(step, expected_s),
            target=self.target(step, aim, expected_s),
            intensity=Intensity.ACTIVE
            if isinstance(step.what, Exercise)
            else _INTENSITY.get(step.what, Intensity.ACTIVE),
            note=self.note(step, aim, by_lap),
            exercise=step.what if isinstance(step.what, Exercise) else None,
            expected_s=expected_s,
            expected_m=expected_m,
        )
        more = _more_text(step)
        if not more or by_lap:
            return [made]
        extra = replace(
            made, duration=LAP, note=f"{more}, then lap", expected_s=0.0, expected_m=0.0
        )
        return [made, _More(extra, more)]

    def aim(self, step: Step) -> Band | None:
        """The pace to run it at, whether or not the watch is told."""
        if isinstance(step.target, Pace):
            return Band(
                step.target.fast_s / step.target.per_m, step.target.slow_s / step.target.per_m
            )
        return None if step.zone is None else self.table.zones[step.zone]

    def by_lap(self, step: Step) -> bool:
        on_track = self.surface == "track" and step.what in _BY_LAP_ON_A_TRACK
        return on_track and isinstance(step.amount, Distance)

    def starts_at_a_line(self, step: Step) -> bool:
        return self.by_lap(step) and step.is_work and step.what in (What.RUN, What.TEMPO)

    def duration(self, step: Step, expected_s: float) -> Duration:
        match step.amount:
            case Time(s):
                return TimeDuration(s)
            case Distance():
                return DistanceDuration(step.amount.m)
            case Reps(count):
                return RepsDuration(count)
            case TimesRep():
                return TimeDuration(expected_s)
            case UntilLap():
                return LAP
            case _:
                assert_never(step.amount)

    def target(self, step: Step, aim: Band | None, expected_s: float) -> Target:
        match step.target:
            case HeartRate(low, high, unit):
                return (
                    HeartRateTarget(low, high)
                    if unit == "bpm"
                    else HeartRatePercentTarget(low, high)
                )
            case HeartRateZone(zone):
                return HeartRateZoneTarget(zone)
            case Power(low, high):
                return PowerTarget(low, high)
            case Cadence(low, high):
                return CadenceTarget(low, high)
            case Zone() | None if _is_short(step):
                return OPEN
            case _:
                band = None if aim is None else self.table.target_band(aim, expected_s)
        if band is None:
            return OPEN
        return SpeedTarget(pace_to_speed(band.slow), pace_to_speed(band.fast))

    # --- words for the watch ------------------------------------------------------------

    def note(self, step: Step, aim: Band | None, by_lap: bool) -> str:
        """Split or pace first, then the coach's note and the effort."""
        parts = [] if aim is None else [self.pace_note(step, aim)]
        if by_lap:
            if aim is None:
                parts.append(f"{step.what} {_length(step)}")
            parts += [_more_text(step), "lap at the line"]
        if isinstance(step.what, Exercise):
            reps = _reps_text(step)
            parts.append(
                f"{step.what.words} {reps}".strip() if reps or step.what.fit is None else ""
            )
        return _joined(*parts, *_remarks(step))

    def pace_note(self, step: Step, aim: Band) -> str:
        """`400 m in 1:45`, or `vo2max 7:30/mi` where the step goes by time."""
        if isinstance(step.amount, Distance):
            m = step.amount.m
            fast, slow = _split(m, aim.fast), _split(m, aim.slow)
            split = fast if fast == slow else f"{fast}-{slow}"
            return f"{_length(step)} in {split}"
        return f"{step.zone or ''} {pace_range_text(aim.fast, aim.slow, self.units)}".strip()

    # --- estimates ----------------------------------------------------------------------

    def expectation(self, step: Step, aim: Band | None) -> tuple[float, float]:
        """Seconds and metres it will probably take."""
        pace = self.likely_pace(step, aim)
        match step.amount:
            case Time(s):
                seconds: float = s
            case Distance():
                m = step.amount.m
                if self.sport is not What.RUN:
                    return m * _CROSS_PACE.get(self.sport, _WALK_PACE), 0.0
                return m * (pace or _WALK_PACE), m
            case Reps(count):
                seconds = count * _SECONDS_A_REP
            case TimesRep(ratio):
                seconds = 5.0 * ceil(round(ratio * self.rep_s / 5, 6))
            case UntilLap():
                seconds = (
                    _OPEN_OTHERWISE_S
                    if isinstance(step.what, Exercise)
                    else _OPEN_S.get(step.what, _OPEN_OTHERWISE_S)
                )
        return seconds, seconds / pace if pace else 0.0

    def likely_pace(self, step: Step, aim: Band | None) -> float | None:
        """s/m; None where nothing is covered, or nobody can say how much."""
        if self.sport is not What.RUN:
            return None
        if aim is not None:
            return aim.middle
        zones = self.table.zones
        match step.what:
            case What.STRIDE | What.HILL:
                return zones["mile"].middle
            case What.JOG | What.FLOAT:
                return _JOG_OF_EASY * zones["easy"].slow
            case What.WALK:
                return _WALK_PACE
            case What.RUN | What.WARM_UP | What.COOL_DOWN:
                return zones["easy"].middle
            case _:
                return None

    # --- races --------------------------------------------------------------------------

    def race(self, step: Step) -> _Steps:
        """A mile lap by lap; another distance as one step. Never a target: the plan is in words."""
        assert isinstance(step.amount, Distance)
        on_trial = step.what is What.TIME_TRIAL
        total_s = (self.table.mile_s + self.table.goal_s) / 2 if on_trial else self.table.goal_s
        if step.amount != Distance(1, "mi"):
            m = step.amount.m
            whole = WorkoutStep(
                duration=LAP if self.surface == "track" else DistanceDuration(m),
                note=_joined(f"{step.what} {_length(step)}", *_remarks(step)),
                expected_s=race_time(m, self.table.index),
                expected_m=m,
            )
            return (whole,)
        plan = lap_plan(total_s)
        first, *others = _track_laps(plan) if self.surface == "track" else _road_laps(plan)
        return (replace(first, note=_joined(first.note, *_remarks(step))), *others)


def _road_laps(plan: LapPlan) -> tuple[WorkoutStep, ...]:
    lap_notes = _lap_notes(plan)
    steps = [
        WorkoutStep(duration=DistanceDuration(LAP_M), note=note, expected_s=lap, expected_m=LAP_M)
        for note, lap in zip(lap_notes, plan.laps, strict=False)
    ]
    cheers = ("stand tall", "quicker feet", "drive the arms", "all you have")
    for number, (piece, cheer) in enumerate(zip(plan.pieces, cheers, strict=True), start=1):
        last = number == len(plan.pieces)
        m = LAP_M / 4 + (EXTRA_M if last else 0)
        seconds = piece + (plan.extra_s if last else 0)
        where = "to 1609 m" if last else "100 m"
        note = f"Lap 4, {number} of 4: {where} in {clock(seconds, 0.1)}, {cheer}"
        steps.append(
            WorkoutStep(duration=DistanceDuration(m), note=note, expected_s=seconds, expected_m=m)
        )
    return tuple(steps)


def _track_laps(plan: LapPlan) -> tuple[WorkoutStep, ...]:
    pieces = " ".join(clock(piece, 0.1) for piece in plan.pieces)
    last = f"Lap 4 by 100 m: {pieces}, faster each; finish 9 m past the line"
    times = (*plan.laps, sum(plan.pieces) + plan.extra_s)
    metres = (LAP_M, LAP_M, LAP_M, LAP_M + EXTRA_M)
    return tuple(
        WorkoutStep(duration=LAP, note=note, expected_s=seconds, expected_m=m)
        for note, seconds, m in zip((*_lap_notes(plan), last), times, metres, strict=True)
    )


def _lap_notes(plan: LapPlan) -> tuple[str, str, str]:
    first, second, third = plan.laps
    return (
        f"Lap 1 in {clock(first, 0.1)}, 200 m in {clock(plan.check_200_s, 0.1)}: hold back",
        f"Lap 2 in {clock(second, 0.1)}, 800 m in {clock(first + second, 0.1)}: on pace",
        f"Lap 3 in {clock(third, 0.1)}, 1200 m in {clock(first + second + third, 0.1)}: hang on",
    )


def _merge(made: list[WorkoutStep | RepeatStep | _More]) -> _Steps:
    """Fold the rest of a range into the next step if that ends by the lap button anyway."""
    steps: list[WorkoutStep | RepeatStep] = []
    carried = ""
    for index, item in enumerate(made):
        following = made[index + 1] if index + 1 < len(made) else None
        if isinstance(item, _More):
            if (
                following is not None
                and not isinstance(following, _More)
                and _waits_for_lap(following)
            ):
                carried = item.text
            else:
                steps.append(item.step)
        elif carried and isinstance(item, WorkoutStep):
            note = f"{carried}, then {item.note}" if item.note else carried
            steps.append(replace(item, note=note))
            carried = ""
        else:
            steps.append(item)
    return tuple(steps)


def _last_round(body: _Steps) -> _Steps:
    first, *others = body
    if isinstance(first, RepeatStep):
        return body
    last = "Last one" if not others else "Last round"
    return (replace(first, note=f"{last}: {first.note}" if first.note else last), *others)


def _steps_of(item: Item) -> Iterator[Step]:
    """The steps of an item but its recoveries, in reading order."""
    match item:
        case Step():
            yield item
        case Repeat():
            for inner in item.items:
                yield from _steps_of(inner)
        case Use():
            pass


def _is_race(item: Item) -> bool:
    return isinstance(item, Step) and item.what in (What.RACE, What.TIME_TRIAL)


def _waits_for_lap(made: WorkoutStep | RepeatStep | _More) -> bool:
    """Whether it is a pause or a drill that the runner ends: a place to start a rep from."""
    return (
        isinstance(made, WorkoutStep)
        and made.duration == LAP
        and made.intensity is not Intensity.ACTIVE
    )


def _is_short(step: Step) -> bool:
    match step.amount:
        case Distance():
            return step.amount.m <= SHORT_REP_M
        case Time(s):
            return s <= SHORT_REP_S
        case _:
            return False


def _more_text(step: Step) -> str:
    """`up to 5 min more easy`: what a range still allows after its lower amount."""
    match step.amount:
        case Time(s, int(to_s)):
            rest = to_s - s
            amount = (
                f"{rest // 60} min" if rest % 60 == 0 else clock(rest) if rest > 60 else f"{rest} s"
            )
        case Distance(value, unit, float() | int() as to):
            amount = f"{to - value:g} {unit}"
        case _:
            return ""
    return f"up to {amount} more" + (" easy" if step.what in _EASY_GOING else "")


def _remarks(step: Step) -> tuple[str, ...]:
    """What the coach said: the note, then the effort."""
    return step.note, "" if step.effort is None else f"effort {step.effort} of 10"


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _reps_text(step: Step) -> str:
    """A range of reps is said, not split: the set ends when its runner ends it."""
    match step.amount:
        case Reps(count, int(to)):
            return f"{count}-{to} reps"
        case Reps(count) if isinstance(step.what, Exercise) and step.what.fit is None:
            return f"{count} reps"
        case _:
            return ""


def _length(step: Step) -> str:
    amount = step.amount
    return f"{amount.value:g} {amount.unit}" if isinstance(amount, Distance) else ""


def _split(m: float, pace: float) -> str:
    """To half a second up to 300 m, to a second beyond: as coaches call them."""
    return clock(m * pace, 0.5 if m <= 300 else 1.0)
