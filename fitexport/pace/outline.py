"""Workouts and sessions in words: for tables, calendars and `check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import assert_never

from fitexport.pace.estimates import aim_of
from fitexport.pace.guidance import guided
from fitexport.pace.resolved import in_numbers
from fitexport.pace.table import PaceTable
from fitexport.pace.workout import (
    CadenceTarget,
    DistanceDuration,
    Duration,
    HeartRateDuration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    Intensity,
    OpenDuration,
    OpenTarget,
    OtherDuration,
    OtherTarget,
    PowerTarget,
    RepeatStep,
    RepsDuration,
    SpeedTarget,
    Target,
    TimeDuration,
    WorkoutStep,
)
from fitexport.session import (
    HUMAN_SPEEDS,
    OWN_LAPS,
    Distance,
    HeartRate,
    Item,
    Session,
    Step,
    What,
)
from fitexport.session.format import format_item
from fitexport.session.kinds import main_set
from fitexport.session.steps import with_steps
from fitexport.units import (
    KM_M,
    Units,
    clock,
    distance_text,
    pace_range_text,
    pace_text,
    written_distance,
)

INTENSITY_WORDS: dict[int, str] = {
    Intensity.ACTIVE: "go",
    Intensity.REST: "rest",
    Intensity.WARMUP: "warm-up",
    Intensity.COOLDOWN: "cool-down",
    Intensity.RECOVERY: "recover",
    Intensity.INTERVAL: "interval",
    Intensity.OTHER: "other",
}


def structure(session: Session, table: PaceTable) -> str:
    """The main set in one line, without notes and in this runner's numbers: what tables show."""
    if session.is_rest:
        return "rest"
    return _main_line(in_numbers(session, table))


@lru_cache(maxsize=4096)
def _main_line(session: Session) -> str:
    return _line(main_set(session))


def outline(session: Session) -> str:
    """The whole session in one line of notation, without notes."""
    return _line(session.items)


def _line(items: Sequence[Item]) -> str:
    return "; ".join(format_item(without_notes(item)) for item in items)


def without_notes(item: Item) -> Item:
    """The item without its notes."""
    return with_steps(item, lambda step: replace(step, note="") if step.note else step)


def zone_paces(session: Session, table: PaceTable, units: Units) -> str:
    """The paces of the session's zones: `mile 7:04/mi`; heart rates where they replace paces."""
    shown = []
    for symbolic in _with_paces(session):
        step = guided(symbolic, table)
        if isinstance(step.target, HeartRate) and symbolic.target is None:
            unit = " bpm" if step.target.unit == "bpm" else " % of maximum heart rate"
            shown.append(f"{symbolic.zone} {step.target.low}-{step.target.high}{unit}")
        elif step.zone is not None and (aim := aim_of(step, table)):
            shown.append(f"{step.zone_text} {pace_range_text(aim.fast, aim.slow, units)}")
        elif step.what in OWN_LAPS and isinstance(step.amount, Distance):
            m, trial = step.amount.m, step.what is What.TIME_TRIAL
            word = "trial" if trial else "goal" if table.race_over(m) else "race"
            shown.append(f"{word} {pace_text(table.race_s(m, trial=trial) / m, units)}")
    return ", ".join(dict.fromkeys(shown))


@lru_cache(maxsize=1024)
def _with_paces(session: Session) -> tuple[Step, ...]:
    """The steps of a session that have a zone or are run by a lap plan, each once."""
    found = (step for step in session.steps() if step.zone or step.what in OWN_LAPS)
    return tuple(dict.fromkeys(found))


def step_lines(
    steps: Sequence[WorkoutStep | RepeatStep], units: Units, indent: str = ""
) -> Iterator[str]:
    """What the watch will do, one line per step, repeats indented."""
    return (line for line, _ in step_rows(steps, units, indent))


def step_rows(
    steps: Sequence[WorkoutStep | RepeatStep], units: Units, indent: str = ""
) -> Iterator[tuple[str, WorkoutStep | None]]:
    """The lines of `step_lines`, each with its step; that of a repeat has none."""
    for step in steps:
        if isinstance(step, RepeatStep):
            skips = ", the last without its last step" if step.skips_last else ""
            yield f"{indent}{step.until or f'{step.count} times'}{skips}:", None
            yield from step_rows(step.steps, units, indent + "  ")
        else:
            yield indent + step_line(step, units), step


@lru_cache(maxsize=1024)  # most steps recur in other sessions
def step_line(step: WorkoutStep, units: Units) -> str:
    """`go 400 m at 6:47-7:20/mi: 400 m in 1:45`."""
    what = step.exercise.words if step.exercise else INTENSITY_WORDS.get(step.intensity, "go")
    target = target_text(step.target, units)
    line = f"{what} {duration_text(step.duration)}" + (f" at {target}" if target else "")
    line += "".join(f", {words}" for words in step.also)
    return f"{line}: {step.note}" if step.note else line


def step_distance(step: WorkoutStep, units: Units) -> str:
    """The distance of a step; empty if unknown.

    >>> from fitexport.pace.workout import LAP
    >>> step_distance(WorkoutStep(duration=DistanceDuration(400), expected_m=400), "mi")
    '400 m'
    >>> step_distance(WorkoutStep(duration=LAP, expected_m=93), "mi")
    '90 m'
    >>> step_distance(WorkoutStep(duration=LAP, expected_m=2414), "mi")
    '1.5 mi'
    """
    m = step.expected_m
    if m >= KM_M or not m:
        return distance_text(m, units) if m else ""
    return (
        f"{round(m)} m" if isinstance(step.duration, DistanceDuration) else f"{round(m, -1):.0f} m"
    )


def duration_text(duration: Duration) -> str:
    """`15:00`, `400 m`, `10 reps`, `until lap`."""
    match duration:
        case TimeDuration(s):
            return clock(s) if s == int(s) else clock(s, 0.1)
        case DistanceDuration(m):
            value, unit = written_distance(m)
            return f"{value / 1000:g} km" if unit == "m" and m >= 2000 else f"{value:g} {unit}"
        case RepsDuration(count):
            return f"{count} reps"
        case HeartRateDuration(value, unit, above):
            limit = f"{value} bpm" if unit == "bpm" else f"{value} % of maximum heart rate"
            return f"until the heart rate is {'above' if above else 'below'} {limit}"
        case OtherDuration(words):
            return words
        case OpenDuration():
            return "until lap"
        case _:
            assert_never(duration)


def target_text(target: Target, units: Units) -> str:
    """A target in the athlete's units; empty without one."""
    match target:
        case SpeedTarget(low, high) if not (is_human(low) and is_human(high)):
            return f"{low:g}-{high:g} m/s"  # a pace of 0:00 would be meaningless
        case SpeedTarget(low, high):
            return pace_range_text(1 / high, 1 / low, units)
        case HeartRateTarget(low_bpm, high_bpm):
            return f"{low_bpm}-{high_bpm} bpm"
        case HeartRatePercentTarget(low_percent, high_percent):
            return f"{low_percent}-{high_percent} % of maximum heart rate"
        case HeartRateZoneTarget(zone):
            return f"heart-rate zone {zone}"
        case PowerTarget(low_w, high_w):
            return f"{low_w}-{high_w} W"
        case CadenceTarget(low_spm, high_spm):
            return f"{low_spm}-{high_spm} steps a minute"
        case OtherTarget(words):
            return words
        case OpenTarget():
            return ""
        case _:
            assert_never(target)


def is_human(m_per_s: float) -> bool:
    """Whether a human can run at this speed."""
    slowest, fastest = HUMAN_SPEEDS
    return slowest <= m_per_s <= fastest
