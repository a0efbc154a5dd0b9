"""`fitexport result`: a race or trial sets the paces of what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fitexport.cli.inputs import own_file, say
from fitexport.cli.options import CONFIG, TODAY, calendar_day, clock_time, options
from fitexport.cli.tables import table
from fitexport.errors import UnitError
from fitexport.units import parse_race_clock

if TYPE_CHECKING:
    from fitexport.athlete import Athlete
    from fitexport.pace.results import Result
    from fitexport.plan.schedule import Schedule

_UNLIKELY = 0.15
"""Faster or slower than the mile that was known: no plan does that."""
_ZONES = ("goal", "mile", "vo2max", "threshold", "easy")


def _distance(value: str) -> str:
    from fitexport.pace.results import distance_m

    try:
        distance_m(value)
    except UnitError as error:
        raise click.BadParameter(f"{error.problem}; {error.remedy}") from None
    return value.strip().lower()


def _race_time(value: str) -> float:
    """`6:12`, `19:08.5`, `1:02:30` -> seconds."""
    try:
        return parse_race_clock(value)
    except UnitError as error:
        raise click.BadParameter(f"{error.problem}; {error.remedy}") from None


@click.command("result")
@click.argument("day", metavar="DATE", type=calendar_day)
@click.argument("distance", type=_distance)
@click.argument("time_s", metavar="TIME", type=_race_time)
@click.option(
    "--goal",
    "goal_s",
    type=clock_time,
    metavar="M:SS",
    help="The mile you train for from then on.  [default: as before]",
)
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@options(TODAY, CONFIG)
def command(
    day: date,
    distance: str,
    time_s: float,
    goal_s: float | None,
    today: date | None,
    config: Path | None,
    *,
    dry_run: bool,
) -> None:
    """Take what you ran for the paces of the days after it; earlier ones keep theirs.

    DISTANCE is mile, 800m, 1500m, 3k, 5k, 10k, or another from 800 m to 10 km (3200m, 2mi).
    The goal stays unless you give another one.

    \b
    fitexport result 2027-04-09 mile 6:12
    fitexport result 2027-04-09 5k 20:48 --goal 6:00
    """
    from fitexport.athlete import resolve
    from fitexport.athlete_file import read_athlete_file
    from fitexport.diary import read_raw, rewrite, with_entry
    from fitexport.pace.results import Result, check_result
    from fitexport.pace.table import check_goal_range
    from fitexport.season import plan_for, season_of

    path = own_file(config)
    profile = read_athlete_file(path)
    result = Result(day=day, distance=distance, time_s=time_s, goal_s=goal_s)
    check_result(result, today or date.today())
    if goal_s is not None:
        check_goal_range(goal_s)
    before, _ = resolve(profile)
    after, _ = resolve(replace(profile, results=(*profile.results, result)))
    plan = plan_for(profile, before)
    schedule = season_of(plan, profile, after)
    text = with_entry(read_raw(path), result)
    click.echo("\n".join(_lines(result, before, after)))
    doubt = _doubt(result, before)
    if doubt:
        say(doubt)
    proposal = _proposal(result, after, schedule)
    if proposal:
        say(proposal)
    if not dry_run:
        rewrite(path, text)
        click.echo(f"Written to {path}. Next: fitexport week next --out ./watch")
    else:
        click.echo(f"Nothing was written to {path}: --dry-run")


def _lines(result: Result, before: Athlete, after: Athlete) -> Iterator[str]:
    from fitexport.units import date_text, exact_clock, pace_range_text, race_clock

    first = result.day + timedelta(days=1)
    old, new = before.table_on(first), after.table_on(first)
    worth = ""
    if result.distance != "mile":
        worth = f" is worth a mile in {exact_clock(result.mile_s)}"
    yield (
        f"{result.distance} in {race_clock(result.time_s)} on {date_text(result.day)}{worth}:"
        f" from {date_text(first)} on the paces are"
    )
    rows = []
    for zone in _ZONES:
        cells = []
        for paces in (old, new):
            band = paces.band(zone)
            cells.append(pace_range_text(band.fast, band.slow, after.units))
        rows.append((zone, *cells))
    yield from table([("Zone", "Before", "After"), *rows])


def _doubt(result: Result, before: Athlete) -> str:
    """Whether it is so far from what was known that somebody may have mistyped it."""
    from fitexport.units import exact_clock

    known_s = before.table_on(result.day).mile_s
    if abs(result.mile_s / known_s - 1) <= _UNLIKELY:
        return ""
    return (
        f"that is far from your mile of {exact_clock(known_s)}: if distance or time are mistyped,"
        " take it back (fitexport undo)"
    )


def _proposal(result: Result, athlete: Athlete, schedule: Schedule) -> str:
    """The goal that a coach would propose now; it changes only when the runner says so."""
    from fitexport.athlete import check_goal, goal_after
    from fitexport.units import exact_clock

    goal_s = athlete.table_on(result.day + timedelta(days=1)).goal_s
    if result.mile_s > goal_s and not _after_the_trial(result, schedule):
        remark, beyond = check_goal(result.mile_s, goal_s, athlete.level)
        return remark if beyond else ""
    new_s = goal_after(result.mile_s, goal_s, athlete.level)
    if new_s is None:
        return ""
    how = "as fast as" if result.mile_s <= goal_s else "more than 4 % slower than"
    return (
        f"that is {how} your goal of {exact_clock(goal_s)}: a goal of {exact_clock(new_s)} would fit"
        " (fitexport undo, then the same with --goal"
        f" {exact_clock(new_s)})"
    )


def _after_the_trial(result: Result, schedule: Schedule) -> bool:
    """Whether it is the plan's time trial, or came later; without one, the middle of the plan."""
    trial = next(
        (each.day for each in schedule.sessions if each.planned.kind == "time trial"), None
    )
    middle = schedule.start + (schedule.race_day - schedule.start) / 2
    return result.day >= (trial or middle)
