"""The weekly totals of a schedule as a table."""

from __future__ import annotations

from collections.abc import Iterator

from fitexport.cli.tables import table
from fitexport.season.athlete import Athlete
from fitexport.season.schedule import Schedule
from fitexport.season.totals import WeekTotal, week_totals
from fitexport.units import Units, distance_text, round_minutes

_HEADINGS = ("Week", "Phase", "Runs", "Time", "Distance", "Hard", "Long run", "Strength", "Also")


def weekly_totals(schedule: Schedule, athlete: Athlete) -> Iterator[str]:
    """A line a week, and what the columns are."""
    rows = [_row(each, athlete.units) for each in week_totals(schedule, athlete)]
    yield from table([_HEADINGS, *rows], right=(2, 3, 4, 5, 6, 7))
    yield ""
    yield "Time and distance count runs only; hard is the share of moving time in reps, tempo runs and races."


def _row(total: WeekTotal, units: Units) -> tuple[str, ...]:
    also = [kind for kind in ("time trial", "race", "cross-training") if kind in total.kinds]
    return (
        str(total.week),
        total.phase,
        str(total.runs),
        round_minutes(total.time_s),
        distance_text(total.distance_m, units),
        f"{total.hard_share:.0%}",
        "" if total.long_run_s is None else round_minutes(total.long_run_s),
        str(total.kinds.count("strength")),
        ", ".join(also),
    )
