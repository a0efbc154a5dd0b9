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
from fitexport.pace.fitness import race_time
from fitexport.pace.table import PaceTable
from fitexport.pace.zone_rows import (
    SPLITS_M,
    alarms_of,
    heart_of,
    race_row,
    split_row,
    zone_facts,
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
        show_json("paces", _plain(athlete.latest, athlete.age))
    else:
        click.echo("\n".join(_lines(athlete.latest, athlete.units, athlete.age)))


def _plain(paces: PaceTable, age: int | None) -> dict[str, Any]:
    own = tuple(zone.name for zone in paces.own)
    graded = None if age is None else age_graded(paces.mile_s, age)
    return {
        "mile_s": paces.mile_s,
        "goal_s": paces.goal_s,
        "race": paces.race,
        "index": round(paces.index, 2),
        "zones": [_plain_zone(zone, paces) for zone in (*ZONE_FACTS, *own)],
        "splits": [
            {
                "zone": zone,
                "distance_m": m,
                "fast_s": round(m * paces.band(zone).fast, 1),
                "slow_s": round(m * paces.band(zone).slow, 1),
            }
            for zone in (*SPLIT_ZONES, *own)
            for m in SPLITS_M
        ],
        "races": [
            {
                "race": race.title,
                "distance_m": race.m,
                "time_s": round(race_time(race.m, paces.index), 1),
            }
            for race in RACES.values()
        ],
        "graded_man_s": round(graded.man_s, 1) if graded else None,
        "graded_woman_s": round(graded.woman_s, 1) if graded else None,
    }


def _plain_zone(zone: str, paces: PaceTable) -> dict[str, Any]:
    facts, aim, alarms = zone_facts(zone, paces), paces.band(zone), alarms_of(zone, paces)
    beats = heart_of(zone, paces) if paces.max_hr else None
    return {
        "zone": zone,
        "low_m_per_s": round(1 / aim.slow, 3),
        "high_m_per_s": round(1 / aim.fast, 3),
        "alarm_low_m_per_s": round(1 / alarms.slow, 3) if alarms else None,
        "alarm_high_m_per_s": round(1 / alarms.fast, 3) if alarms else None,
        "effort": facts.effort,
        "low_bpm": beats[0] if beats else None,
        "high_bpm": beats[1] if beats else None,
        "purpose": facts.purpose,
    }


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
