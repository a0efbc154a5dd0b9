"""The weekly totals of a schedule: Schedule + Athlete -> a WeekTotal each."""

from __future__ import annotations

from dataclasses import dataclass

from fitexport.keeping import Value
from fitexport.pace.volume import session_s, total, volume_of
from fitexport.plan.model import Phase
from fitexport.season.athlete import Athlete
from fitexport.season.schedule import Schedule
from fitexport.session import Sport


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WeekTotal(Value):
    """The runs of a week, and which kinds of sessions it has."""

    week: int
    phase: Phase
    runs: int
    time_s: float
    """Of the runs, standing and walking included."""
    distance_m: float
    hard_share: float
    """Of the moving, in reps, tempo runs and races."""
    long_run_s: float | None
    kinds: tuple[str, ...]
    """Of every session, in their order."""


def week_totals(schedule: Schedule, athlete: Athlete) -> tuple[WeekTotal, ...]:
    """The total of each week, for this runner."""
    return tuple(week_total(number, schedule, athlete) for number in range(1, schedule.weeks + 1))


def week_total(number: int, schedule: Schedule, athlete: Athlete) -> WeekTotal:
    """The total of one week, counted from 1."""
    sessions = schedule.week(number)
    runs = [
        (each.planned, athlete.table_on(each.day))
        for each in sessions
        if each.place and each.planned.session.sport() is Sport.RUNNING
    ]
    volume = total(volume_of([run.session], paces) for run, paces in runs)
    seconds = [session_s(run.session, paces) for run, paces in runs]
    long = [s for (run, _), s in zip(runs, seconds, strict=True) if run.is_long]
    return WeekTotal(
        week=number,
        phase=schedule.plan.weeks[number - 1].phase,
        runs=len(runs),
        time_s=sum(seconds),
        distance_m=volume.distance_m,
        hard_share=volume.hard_share,
        long_run_s=long[-1] if long else None,
        kinds=tuple(each.planned.kind for each in sessions),
    )
