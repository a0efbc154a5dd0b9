"""What the weeks of a plan add up to, as a table."""

from __future__ import annotations

from collections.abc import Iterator

from fitexport.cli.tables import table
from fitexport.pace.volume import session_s, total, volume_of
from fitexport.season.athlete import Athlete
from fitexport.season.schedule import Schedule
from fitexport.session import Sport
from fitexport.units import distance_text, round_minutes

_HEADINGS = ("Week", "Phase", "Runs", "Time", "Distance", "Hard", "Long run", "Strength", "Also")


def weekly_totals(schedule: Schedule, athlete: Athlete) -> Iterator[str]:
    """A line a week, and what the columns are."""
    rows = [_total(number, schedule, athlete) for number in range(1, schedule.weeks + 1)]
    yield from table([_HEADINGS, *rows], right=(2, 3, 4, 5, 6, 7))
    yield ""
    yield "Time and distance are of the runs; hard is the share of the moving in reps, tempo runs and races."


def _total(number: int, schedule: Schedule, athlete: Athlete) -> tuple[str, ...]:

    sessions = schedule.week(number)
    runs = [
        (each.planned, athlete.table_on(each.day))
        for each in sessions
        if each.place and each.planned.session.sport() is Sport.RUNNING
    ]
    week = total(volume_of([run.session], paces) for run, paces in runs)
    seconds = [session_s(run.session, paces) for run, paces in runs]
    long = [s for (run, _), s in zip(runs, seconds, strict=True) if run.kind == "long run"]
    kinds = [each.planned.kind for each in sessions]
    return (
        str(number),
        schedule.plan.weeks[number - 1].phase,
        str(len(runs)),
        round_minutes(sum(seconds)),
        distance_text(week.distance_m, athlete.units),
        f"{week.hard_share:.0%}",
        round_minutes(long[-1]) if long else "",
        str(kinds.count("strength")),
        ", ".join(kind for kind in ("time trial", "race", "cross-training") if kind in kinds),
    )
