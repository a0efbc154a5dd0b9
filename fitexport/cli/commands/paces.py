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
from fitexport.pace.band import Band
from fitexport.pace.cues import rep_split
from fitexport.pace.custom_zones import format_rule
from fitexport.pace.distances import RACES, RaceDistance
from fitexport.pace.fitness import race_time
from fitexport.pace.table import PaceTable
from fitexport.pace.zones import SPLIT_ZONES, ZONE_FACTS, ZoneFacts
from fitexport.units import UNIT_M, Units, clock, exact_clock, pace_text, race_clock

_SPLITS_M = (100, 200, 300, 400, 600, 800, 1000, 1200)


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
            for m in _SPLITS_M
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
    facts, aim, alarms = _facts(zone, paces), paces.band(zone), _alarms(zone, paces)
    beats = _heart(facts, zone, paces) if paces.max_hr else None
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
    rows = [_zone_row(zone, paces) for zone in (*ZONE_FACTS, *own)]
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
            ("", *(f"{m} m" for m in _SPLITS_M)),
            *(_splits(zone, paces) for zone in (*SPLIT_ZONES, *own)),
        ],
        right=range(1, len(_SPLITS_M) + 1),
        spare=(7, 8, 1, 5),
    )
    yield ""
    yield "Your mile is worth"
    yield from table([_race_row(race, paces) for race in RACES.values()], right=(1, 2, 3))
    yield ""
    men, women = clock(AVERAGE_MAN_S), clock(AVERAGE_WOMAN_S)
    yield f"The average man runs a mile in {men}, the average woman in {women}."
    if age is not None and (graded := age_graded(paces.mile_s, age)):
        yield (
            f"At {age} your mile is worth {clock(graded.man_s)} at a man's best age,"
            f" {clock(graded.woman_s)} at a woman's (USATF's road factors of 2025)."
        )


def _zone_row(zone: str, paces: PaceTable) -> tuple[str, ...]:
    facts = _facts(zone, paces)
    beats = _heart(facts, zone, paces)
    return (
        zone,
        _range(zone, paces, "mi"),
        _range(zone, paces, "km"),
        facts.effort,
        "{}-{}".format(*beats) if beats else "",
        facts.purpose,
    )


def _heart(facts: ZoneFacts, zone: str, paces: PaceTable) -> tuple[int, int] | None:
    """Beats a minute, or percent where no maximum is known; None for zones too short for it."""
    if not facts.heart_percent:
        return None
    low, high = facts.heart_percent
    share = (paces.max_hr or 100) / 100
    return paces.heart_band(zone) or (round(low * share), round(high * share))


def _alarms(zone: str, paces: PaceTable) -> Band | None:
    """What the watch accepts before it alerts, in reps of usual length."""
    aim = paces.band(zone)
    return paces.target_band(aim, _facts(zone, paces).rep_m * aim.middle)


def _facts(zone: str, paces: PaceTable) -> ZoneFacts:
    """The facts about a zone; a custom zone has those of the zone that it is like."""
    own = next((each for each in paces.own if each.name == zone), None)
    if own is None:
        return ZONE_FACTS[zone]

    purpose = f"the plan's own: {format_rule(own.rule)}, as hard as {own.like}"
    return ZONE_FACTS[own.like]._replace(purpose=purpose)


def _range(zone: str, paces: PaceTable, units: Units) -> str:
    """`8:09-8:32`; a pace to aim at with what the watch makes of it: `7:04 (6:47-7:21)`."""

    aim, on_watch = paces.band(zone), _alarms(zone, paces)
    fast, slow = clock(aim.fast * UNIT_M[units]), clock(aim.slow * UNIT_M[units])
    if not aim.single:
        return f"{fast}-{slow}"
    if on_watch is None:
        return fast
    return f"{fast} ({clock(on_watch.fast * UNIT_M[units])}-{clock(on_watch.slow * UNIT_M[units])})"


def _splits(zone: str, paces: PaceTable) -> tuple[str, ...]:

    band = paces.band(zone)
    cells = []
    for m in _SPLITS_M:
        fast, slow = (rep_split(m, pace).removesuffix(" s") for pace in band)
        cells.append(fast if band.single else f"{fast}-{slow}")
    return zone, *cells


def _race_row(race: RaceDistance, paces: PaceTable) -> tuple[str, ...]:
    time_s = race_time(race.m, paces.index)
    pace = time_s / race.m
    return race.title, race_clock(time_s), pace_text(pace, "mi"), pace_text(pace, "km")
