"""`fitexport result`: a race or trial sets the paces of what follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import click

from fitexport.cli.inputs import say
from fitexport.cli.options import CONFIG, TODAY, calendar_day, clock_time, options, parsed
from fitexport.cli.season_file import DRY_RUN, SeasonFile, write
from fitexport.cli.tables import table
from fitexport.errors import PaceError, UsageError
from fitexport.pace.results import Result, check_result, distance_m
from fitexport.pace.table import check_goal_range
from fitexport.season.athlete import Athlete, check_goal, goal_after
from fitexport.season.edits import with_entry
from fitexport.season.schedule import Schedule
from fitexport.season.season import Season
from fitexport.units import date_text, exact_clock, pace_range_text, parse_race_clock, race_clock

_UNLIKELY = 0.15
"""Faster or slower than the mile that was known: no plan does that."""
_ZONES = ("goal", "mile", "vo2max", "threshold", "easy")


def _distance(value: str) -> str:

    parsed(value, distance_m)
    return value.strip().lower()


@click.command("result")
@click.argument("ran", metavar="[DATE] DISTANCE TIME", nargs=-1)
@click.option(
    "--goal",
    "goal_s",
    type=clock_time,
    metavar="M:SS",
    help="The mile you train for from then on.  [default: as before]",
)
@options(DRY_RUN, TODAY, CONFIG)
def command(
    ran: tuple[str, ...],
    goal_s: float | None,
    today: date | None,
    config: Path | None,
    *,
    dry_run: bool,
) -> None:
    """Take what you ran for the paces of the days after it; earlier ones keep theirs.

    DATE is the day of the run, today if you give none. DISTANCE is mile, 800m, 1500m, 3k, 5k,
    10k, or another from 800 m to 10 km (3200m, 2mi). The goal stays unless you give another one.

    \b
    fitexport result 2027-04-09 mile 6:12
    fitexport result 2027-04-09 5k 20:48 --goal 6:00
    """
    now = today or date.today()
    take(_read(ran, now, goal_s), SeasonFile.found(config), now, dry_run=dry_run)


def take(result: Result, before: SeasonFile, today: date, *, dry_run: bool) -> None:
    """Write a result at the end of the file, once it is seen to be one, and say what follows."""

    goal_s = result.goal_s
    check_result(result, today)
    if goal_s is not None:
        check_goal_range(goal_s)
    if any(
        (each.day, each.distance) == (result.day, result.distance)
        for each in before.season.settings.results
    ):
        raise UsageError(
            f"there is a {result.distance} on {result.day} already",
            f"take it out of {before.path} first (fitexport undo, if it was the last)",
        )
    text = with_entry(before.text, result)
    after = SeasonFile(before.path, text)
    if goal_s is None:
        on_the_goal = _proposal(result, after.season)
    elif goal_s >= result.mile_s:
        raise PaceError(
            f"the goal {exact_clock(goal_s)} is not faster than a mile in"
            f" {exact_clock(result.mile_s)}",
            "give a faster --goal, or none to keep yours",
        )
    else:
        on_the_goal, _ = check_goal(result.mile_s, goal_s, after.season.athlete.level)
    click.echo("\n".join(_lines(result, before.season.athlete, after.season.athlete)))
    remarks = (_doubt(result, before.season.athlete), on_the_goal)
    for remark in filter(None, remarks):
        say(remark)
    write(before.path, before.text, text, dry_run=dry_run)


def _read(ran: tuple[str, ...], today: date, goal_s: float | None) -> Result:

    if len(ran) not in (2, 3):
        raise UsageError(
            "a result is a day, a distance and a time", "fitexport result 2027-04-09 mile 6:12"
        )
    day = calendar_day(ran[0]) if len(ran) == 3 else today
    return Result(
        day=day,
        distance=_distance(ran[-2]),
        time_s=parsed(ran[-1], parse_race_clock),
        goal_s=goal_s,
    )


def _lines(result: Result, before: Athlete, after: Athlete) -> Iterator[str]:

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

    known_s = before.table_on(result.day).mile_s
    if abs(result.mile_s / known_s - 1) <= _UNLIKELY:
        return ""
    return (
        f"that is far from your mile of {exact_clock(known_s)}: if distance or time are mistyped,"
        " take it back (fitexport undo)"
    )


def _proposal(result: Result, season: Season) -> str:
    """The goal that a coach would propose now; it changes only when the runner says so."""

    athlete = season.athlete
    goal_s = athlete.table_on(result.day + timedelta(days=1)).goal_s
    if result.mile_s > goal_s and not _after_the_trial(result, season.schedule):
        remark, beyond = check_goal(result.mile_s, goal_s, athlete.level)
        return remark if beyond else ""
    new_s = goal_after(result.mile_s, goal_s, athlete.level)
    if new_s is None:
        return ""
    how = "as fast as" if result.mile_s <= goal_s else "more than 4 % slower than"
    return (
        f"that is {how} your goal of {exact_clock(goal_s)}: a goal of {exact_clock(new_s)} would fit"
        f" (fitexport undo, then fitexport result {result.day} {result.distance}"
        f" {exact_clock(result.time_s)} --goal {exact_clock(new_s)})"
    )


def _after_the_trial(result: Result, schedule: Schedule) -> bool:
    """Whether it is the plan's time trial, or came later; without one, the middle of the plan."""
    trial = next((each.day for each in schedule.sessions if each.planned.is_trial), None)
    middle = schedule.start + (schedule.race_day - schedule.start) / 2
    return result.day >= (trial or middle)
