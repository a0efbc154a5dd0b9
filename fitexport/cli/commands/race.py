"""`fitexport race`: race day split by split, to write on your hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from fitexport.cli.groups import Command
from fitexport.cli.inputs import known_settings, resolved, say
from fitexport.cli.json_output import show_json
from fitexport.cli.options import (
    CONFIG,
    EXTRA_AT,
    GOAL,
    JSON,
    LEVEL,
    MILE,
    PLAN,
    RACE_DISTANCE,
    UNITS,
    options,
)
from fitexport.cli.tables import table
from fitexport.errors import UsageError
from fitexport.pace.distances import DEFAULT_RACE, RACE_M, is_over, race_title
from fitexport.pace.even import BY_LAPS_M, even_splits
from fitexport.pace.race import CHEERS, DEFAULT_EXTRA_AT, LapPlan, lap_plan
from fitexport.pace.table import check_goal_range
from fitexport.season.athlete import Athlete, resolve, with_custom_plan
from fitexport.season.settings import Settings
from fitexport.session import Distance, What
from fitexport.units import UNIT_M, Units, clock, exact_clock, pace_text, race_clock

_THOUGHTS = (
    "a second slow on purpose: stay relaxed",
    "back on pace: quick, even steps",
    "hang on: this is the hard one",
)


@click.command("race", cls=Command)
@options(GOAL, RACE_DISTANCE, MILE, LEVEL, EXTRA_AT, UNITS, PLAN, CONFIG)
@click.option("--trial", is_flag=True, help="The time trial: halfway between your mile and goal.")
@JSON
def command(config: Path | None, *, trial: bool, as_json: bool, **given: Any) -> None:
    """Print the lap times of a mile, or of 1600 or 1500 m: race day, or a time trial.

    Lap 1 a second slower than the goal's split, on pace by 800 m, hang on, then four
    faster and faster 100s. The times add up to the goal exactly. For a plan of your own that ends
    in a race over another distance: the time your mile is worth there, in even splits.

    \b
    fitexport race --goal 5:59
    fitexport race --goal 4:58 --race-distance 1500m
    fitexport race --trial --mile 6:20 --goal 6:00
    fitexport race --plan my-plan.toml --mile 6:20
    """

    settings = with_custom_plan(known_settings(config, given))
    distance = _other_distance(settings, trial=trial)
    what = "time trial" if trial else "race"
    if distance is not None:
        athlete, defaults = resolve(settings)
        for default in defaults:
            if not default.startswith("no goal"):
                say(default)
        if as_json:
            show_json("race", _even_facts(distance, athlete, what))
        else:
            click.echo("\n".join(_even(distance, athlete, what)))
        return
    total_s, race = settings.goal_s, settings.race or DEFAULT_RACE
    nobody = settings.mile_s is None and settings.level is None and not settings.results
    if total_s is None or trial or not nobody:  # else there is no mile to judge the goal by
        athlete = resolved(settings)
        total_s = athlete.latest.trial_s if trial else athlete.latest.goal_s
    check_goal_range(total_s, race)
    plan = lap_plan(total_s, settings.extra_at or DEFAULT_EXTRA_AT, race)
    if as_json:
        show_json("race", _facts(plan, what))
    else:
        click.echo("\n".join(_lines(plan, what)))


def _other_distance(settings: Settings, *, trial: bool) -> Distance | None:
    """What the race (or time trial) of a custom plan is run over; None for the distance of the
    goal.

    Raises:
        UsageError: the plan does not come in that length, or has no race.
    """
    custom = settings.custom_plan
    if custom is None:
        return None
    found = custom.plan(settings.weeks).distance(What.TIME_TRIAL if trial else What.RACE)
    if found is None and not trial:
        raise UsageError(
            f"the plan {settings.plan} has no race over a distance",
            "end it with one, such as race 5km; the laps of a mile: fitexport race --plan mile",
        )
    return None if found is None or is_over(found.m, settings.race or DEFAULT_RACE) else found


def _even(distance: Distance, athlete: Athlete, what: str) -> Iterator[str]:

    paces, units = athlete.latest, athlete.units
    total_s = paces.race_s(distance.m, trial=what != "race")
    pace = total_s / distance.m
    yield (
        f"{distance.value:g} {distance.unit} {what} in {race_clock(total_s)},"
        f" what a mile in {exact_clock(paces.mile_s)} is worth:"
        f" {pace_text(pace, 'mi')}, {pace_text(pace, 'km')}, even all the way"
    )
    yield ""
    splits = even_splits(distance.m, total_s, units)
    rows = [(_far(m, distance, units), race_clock(so_far_s)) for m, so_far_s in splits]
    yield from table([("After", "Clock"), *rows], right=(0, 1))
    yield ""
    yield "When it is right, the first part feels too easy. A new result changes the time: fitexport result."
    yield "Before it: 10 to 20 min easy, drills, a few strides. After it: 10 min easy or more."


def _even_facts(distance: Distance, athlete: Athlete, what: str) -> dict[str, Any]:
    total_s = athlete.latest.race_s(distance.m, trial=what != "race")
    clocks = even_splits(distance.m, total_s, athlete.units)
    splits = ((m, s - before_s, s) for (_, before_s), (m, s) in pairwise(((0.0, 0.0), *clocks)))
    return _race_facts(what, distance.m, total_s, splits, None)


def _facts(plan: LapPlan, what: str) -> dict[str, Any]:
    rows, check_s = plan.rows(), plan.check_200_s
    return _race_facts(
        what, RACE_M[plan.race], plan.total_s, rows, _piece(plan.check_m, check_s, check_s)
    )


def _race_facts(
    what: str,
    distance_m: float,
    total_s: float,
    rows: Iterable[tuple[float, float, float]],
    check: dict[str, float] | None,
) -> dict[str, Any]:
    pieces = [_piece(*row) for row in rows]
    return {
        "what": what,
        "distance_m": distance_m,
        "total_s": round(total_s, 1),
        "pieces": pieces,
        "check": check,
    }


def _piece(after_m: float, split_s: float, clock_s: float) -> dict[str, float]:
    return {
        "after_m": round(after_m, 3),
        "split_s": round(split_s, 1),
        "clock_s": round(clock_s, 1),
    }


def _far(m: float, distance: Distance, units: Units) -> str:
    """A mark as runners see it: laps in metres, the end as the plan has it."""

    if m == distance.m:
        return f"{distance.value:g} {distance.unit}"
    return f"{m / UNIT_M[units]:g} {units}" if distance.m > BY_LAPS_M else _mark(m)


def _lines(plan: LapPlan, what: str) -> Iterator[str]:

    yield f"{race_title(plan.race).capitalize()} {what} in {exact_clock(plan.total_s)}"
    yield ""
    rows = plan.rows()
    yield from table(
        [
            ("After", "Split", "Clock", ""),
            (_mark(plan.check_m), "", _time(plan.check_200_s), "not sooner: faster is too fast"),
            *(
                (_mark(m), _time(time_s), _time(so_far_s), thought)
                for (m, time_s, so_far_s), thought in zip(rows, (*_THOUGHTS, *CHEERS), strict=True)
            ),
        ],
        right=(0, 1, 2),
    )
    yield ""
    marks = (*rows[:3], rows[-1])
    yield "On your hand: " + "   ".join(f"{m:.0f} {_time(so_far_s)}" for m, _, so_far_s in marks)
    yield _laps_in_words(plan)
    yield "Before it: 20 min easy, drills, a few strides. After it: 10 min easy or more."


def _laps_in_words(plan: LapPlan) -> str:
    if plan.race == "1600m":
        return "1600 m is four laps; a mile is 9 m longer."
    if plan.race == "1500m":
        return "The 1500 m starts on the back straight, 300 m before the line; then three laps."
    where = (
        "run before the first lap"
        if plan.lead_s
        else "run after the fourth lap; --extra-at start puts them first"
    )
    return f"A mile is four laps of 400 m and 9 m, here {where}."


def _mark(m: float) -> str:
    return f"{m:.0f} m"


def _time(time_s: float) -> str:
    """`44.6`, `1:30.2`."""

    return clock(time_s, 0.1).removeprefix("0:")
