"""A pace table as plain data for other programs: zones, splits, equivalent races."""

from __future__ import annotations

from typing import Any

from fitexport.pace.ageing import age_graded
from fitexport.pace.distances import RACES
from fitexport.pace.fitness import race_time
from fitexport.pace.table import PaceTable
from fitexport.pace.zone_rows import SPLITS_M, alarms_of, heart_of, zone_facts
from fitexport.pace.zones import SPLIT_ZONES, ZONE_FACTS


def plain_paces(paces: PaceTable, age: int | None) -> dict[str, Any]:
    """The paces of a runner of this age, if it is known."""
    own = tuple(zone.name for zone in paces.own)
    graded = None if age is None else age_graded(paces.mile_s, age)
    return {
        "mile_s": paces.mile_s,
        "goal_s": paces.goal_s,
        "race": paces.race,
        "index": round(paces.index, 2),
        "zones": [_zone(zone, paces) for zone in (*ZONE_FACTS, *own)],
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


def _zone(zone: str, paces: PaceTable) -> dict[str, Any]:
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
