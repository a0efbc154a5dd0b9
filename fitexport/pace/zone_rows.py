"""A pace table in words: a row for each zone, for its splits, and for what the mile is worth."""

from __future__ import annotations

from fitexport.pace.band import Band
from fitexport.pace.cues import rep_split
from fitexport.pace.custom_zones import format_rule
from fitexport.pace.distances import RaceDistance
from fitexport.pace.fitness import race_time
from fitexport.pace.table import PaceTable
from fitexport.pace.zones import ZONE_FACTS, ZoneFacts
from fitexport.units import UNIT_M, Units, clock, pace_text, race_clock

SPLITS_M = (100, 200, 300, 400, 600, 800, 1000, 1200)


def zone_row(zone: str, paces: PaceTable) -> tuple[str, ...]:
    """A zone: its paces by mile and km, effort, heart rates, and what it is for."""
    facts = zone_facts(zone, paces)
    beats = heart_of(zone, paces)
    return (
        zone,
        _range(zone, paces, "mi"),
        _range(zone, paces, "km"),
        facts.effort,
        "{}-{}".format(*beats) if beats else "",
        facts.purpose,
    )


def split_row(zone: str, paces: PaceTable) -> tuple[str, ...]:
    """The splits of a zone over each of SPLITS_M."""
    band = paces.band(zone)
    cells = []
    for m in SPLITS_M:
        fast, slow = (rep_split(m, pace).removesuffix(" s") for pace in band)
        cells.append(fast if band.single else f"{fast}-{slow}")
    return zone, *cells


def race_row(race: RaceDistance, paces: PaceTable) -> tuple[str, ...]:
    """What the mile is worth over another distance: time, and pace by mile and km."""
    time_s = race_time(race.m, paces.index)
    pace = time_s / race.m
    return race.title, race_clock(time_s), pace_text(pace, "mi"), pace_text(pace, "km")


def zone_facts(zone: str, paces: PaceTable) -> ZoneFacts:
    """The facts about a zone; a custom zone has those of the zone that it is like."""
    own = next((each for each in paces.own if each.name == zone), None)
    if own is None:
        return ZONE_FACTS[zone]
    purpose = f"the plan's own: {format_rule(own.rule)}, as hard as {own.like}"
    return ZONE_FACTS[own.like]._replace(purpose=purpose)


def heart_of(zone: str, paces: PaceTable) -> tuple[int, int] | None:
    """Beats a minute, or percent where no maximum is known; None for zones too short for it."""
    percent = zone_facts(zone, paces).heart_percent
    if not percent:
        return None
    low, high = percent
    share = (paces.max_hr or 100) / 100
    return paces.heart_band(zone) or (round(low * share), round(high * share))


def alarms_of(zone: str, paces: PaceTable) -> Band | None:
    """What the watch accepts before it alerts, in reps of usual length."""
    aim = paces.band(zone)
    return paces.target_band(aim, zone_facts(zone, paces).rep_m * aim.middle)


def _range(zone: str, paces: PaceTable, units: Units) -> str:
    """`8:09-8:32`; a pace to aim at with what the watch makes of it: `7:04 (6:47-7:21)`."""
    aim, on_watch = paces.band(zone), alarms_of(zone, paces)
    fast, slow = clock(aim.fast * UNIT_M[units]), clock(aim.slow * UNIT_M[units])
    if not aim.single:
        return f"{fast}-{slow}"
    if on_watch is None:
        return fast
    return f"{fast} ({clock(on_watch.fast * UNIT_M[units])}-{clock(on_watch.slow * UNIT_M[units])})"
