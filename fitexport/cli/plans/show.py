"""`fitexport plans show`: a whole plan on one page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.completing import plans
from fitexport.cli.groups import Command
from fitexport.cli.inputs import assume, planned_season
from fitexport.cli.json_output import show_json
from fitexport.cli.options import CONFIG, JSON, RUNNER, SEASON, TODAY, options
from fitexport.cli.plans.totals import weekly_totals
from fitexport.cli.tables import table, wrapped
from fitexport.export.compile import paced
from fitexport.export.overview import plain_plan
from fitexport.plan.shipped import DEFAULT_PLAN
from fitexport.season.athlete import Athlete
from fitexport.season.remarks import on_weeks
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.units import date_text, day_text, exact_clock


@click.command("show", cls=Command, short_help="Print a whole plan with weekly totals.")
@click.argument("plan", default=DEFAULT_PLAN, shell_complete=plans)
@options(*RUNNER, *SEASON, TODAY, JSON, CONFIG)
def show(
    plan: str, today: date | None, config: Path | None, *, as_json: bool, **given: Any
) -> None:
    """Print PLAN (mile, or the file of your own) week by week, with totals, for one runner.

    \b
    fitexport plans show mile --level advanced --weeks 10 --mile 5:15
    """
    season = planned_season(config, {**given, "plan": plan}, today or date.today())
    assume(*on_weeks(season.schedule, range(1, season.schedule.weeks + 1)))
    if as_json:
        show_json("plans-show", plain_plan(season))
        return
    click.echo("\n".join(_page(season.schedule, season.athlete)))


def _page(schedule: Schedule, athlete: Athlete) -> Iterator[str]:
    plan, paces = schedule.plan, athlete.table
    after = f" and {schedule.after_race_text}" if schedule.after_race_text else ""
    yield (
        f"{plan.title}: {_weeks_text(schedule.race_week)}{after}, level {plan.level},"
        f" mile {exact_clock(paces.mile_s)}, {paces.goal_text(plan.distance())}"
    )
    yield ""
    yield from wrapped(plan.about, "")
    for number, week in enumerate(plan.weeks, start=1):
        yield ""
        first = date_text(schedule.first_day(number))
        yield from wrapped(f"Week {number} ({week.phase}), from {first}: {week.focus}", "")
        yield ""
        rows = [_row(session, athlete) for session in schedule.week(number)]
        yield from table(rows, right=(3, 4))
    yield ""
    yield from weekly_totals(schedule, athlete)


def _row(session: ScheduledSession, athlete: Athlete) -> tuple[str, ...]:
    distance, time = paced(session, athlete).size(athlete.units)
    return (
        day_text(session.day),
        session.label if session.place else "",
        session.title,
        distance,
        time,
    )


def _weeks_text(weeks: int) -> str:
    return f"{weeks} week{'s' if weeks > 1 else ''}"
