"""`fitexport paces`: every zone of a runner, in words and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from fitexport.cli.groups import Command
from fitexport.cli.inputs import runner
from fitexport.cli.json_output import show_json
from fitexport.cli.options import (
    AGE,
    BANDS,
    CONFIG,
    GOAL,
    JSON,
    LEVEL,
    MAX_HR,
    MILE,
    PLAN,
    RACE_DISTANCE,
    RESTING_HR,
    options,
)
from fitexport.cli.tables import table
from fitexport.pace.ageing import AVERAGE_MAN_S, AVERAGE_WOMAN_S, age_graded
from fitexport.pace.distances import RACES
from fitexport.pace.plain_paces import plain_paces
from fitexport.pace.table import PaceTable
from fitexport.pace.zone_rows import (
    SPLITS_M,
    race_row,
    split_row,
    zone_row,
)
from fitexport.pace.zones import SPLIT_ZONES, ZONE_FACTS
from fitexport.units import Units, clock, exact_clock


@click.command("paces", cls=Command)
@options(MILE, GOAL, RACE_DISTANCE, AGE, LEVEL, BANDS, MAX_HR, RESTING_HR, PLAN, JSON, CONFIG)
def command(config: Path | None, *, as_json: bool, **given: Any) -> None:
    """Print every zone with its paces, how it feels, and what it is for.

    Then the splits of each zone from 100 m to 1200 m, and what your mile is worth over
    other distances. A plan of your own brings its own zones.

    \b
    fitexport paces --mile 6:20 --goal 6:00 --max-hr 188 --resting-hr 52
    fitexport paces --plan my-plan.toml
    """
    _, athlete = runner(config, given)
    if as_json:
        show_json("paces", plain_paces(athlete.latest, athlete.age))
    else:
        click.echo("\n".join(_lines(athlete.latest, athlete.units, athlete.age)))


def _lines(paces: PaceTable, units: Units, age: int | None) -> Iterator[str]:

    own = tuple(zone.name for zone in paces.own)
    worth = "" if paces.race == "mile" else f", a mile in {exact_clock(paces.goal_mile_s)}"
    yield (
        f"Mile {exact_clock(paces.mile_s)}, {paces.goal_text()}{worth}:"
        f" fitness index {paces.index:.1f}"
    )
    yield ""
    heart = "Heart, bpm" if paces.max_hr else "Heart, % of max."
    headings = ("Zone", "Per mile", "Per km", "Effort", heart, "For")
    rows = [zone_row(zone, paces) for zone in (*ZONE_FACTS, *own)]
    yield from table([headings, *rows], spare=(2 if units == "mi" else 1,))
    yield ""
    if paces.bands == "none":
        yield "No pace alerts on the watch: --bands none."
    else:
        yield "In brackets: what the watch accepts before it alerts, in reps of usual length (--bands)."
    yield ""
    yield "Splits in minutes and seconds; under a minute, seconds"
    yield from table(
        [
            ("", *(f"{m} m" for m in SPLITS_M)),
            *(split_row(zone, paces) for zone in (*SPLIT_ZONES, *own)),
        ],
        right=range(1, len(SPLITS_M) + 1),
        spare=(7, 8, 1, 5),
    )
    yield ""
    yield "Your mile is worth"
    yield from table([race_row(race, paces) for race in RACES.values()], right=(1, 2, 3))
    yield ""
    men, women = clock(AVERAGE_MAN_S), clock(AVERAGE_WOMAN_S)
    yield f"The average man runs a mile in {men}, the average woman in {women}."
    if age is not None and (graded := age_graded(paces.mile_s, age)):
        yield (
            f"At {age} your mile is worth {clock(graded.man_s)} at a man's best age,"
            f" {clock(graded.woman_s)} at a woman's (USATF's road factors of 2025)."
        )
