"""`fitexport race`: race day split by split, to write on your hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from fitexport.cli.groups import Command
from fitexport.cli.inputs import assume, known_settings, resolved
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
from fitexport.pace.distances import DEFAULT_RACE, RACE_M, is_over
from fitexport.pace.even import even_splits
from fitexport.pace.race import DEFAULT_EXTRA_AT, LapPlan, lap_plan
from fitexport.pace.race_card import RaceCard, even_card, lap_card
from fitexport.pace.table import check_goal_range
from fitexport.season.athlete import Athlete, resolve, with_custom_plan
from fitexport.season.settings import Settings
from fitexport.session import Distance, What


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
                assume(default)
        if as_json:
            show_json("race", _even_facts(distance, athlete, what))
        else:
            card = even_card(distance, athlete.latest, athlete.units, what)
            click.echo("\n".join(_lines(card)))
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
        click.echo("\n".join(_lines(lap_card(plan, what))))


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


def _lines(card: RaceCard) -> Iterator[str]:
    yield card.title
    yield ""
    yield from table([card.headings, *card.rows], right=(0, 1, 2) if card.hand else (0, 1))
    yield ""
    if card.hand:
        yield "On your hand: " + "   ".join(f"{mark} {time}" for mark, time in card.hand)
    yield from card.advice
