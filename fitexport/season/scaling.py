"""A shipped plan with easy and long runs as long as the runner's week asks for: Plan -> Plan.

The level that is nearest to what a runner does now (`levels.py`) is still a step away from it. Its
easy and long runs take up the difference: 0.8 to 1.4 times what the plan has, in whole five minutes;
in race week never less than it has. Hard runs, strides and hills stay. `tailor` comes after it, and
holds the week to the rules. Judgement, all of it.
"""

from __future__ import annotations

from dataclasses import replace

from fitexport.pace.table import PaceTable
from fitexport.pace.volume import volume_of
from fitexport.plan.model import Plan, PlannedSession
from fitexport.season.easy_runs import SHORTEST_S, STEP_S, easy_items, easy_s_of, of_length

LEAST, MOST = 0.8, 1.4
"""Bounds of the factor for easy and long runs."""


def factor(plan: Plan, table: PaceTable, running_s: float) -> float:
    """The factor for easy and long runs that gives the first week this many seconds of running,
    within 0.8 to 1.4."""
    first = plan.weeks[0].sessions
    first_s = volume_of((planned.session for planned in first), table).time_s
    easy = sum(map(easy_s_of, first))
    return min(MOST, max(LEAST, 1 + (running_s - first_s) / easy)) if easy else 1.0


def scaled(plan: Plan, by: float, last: int | None = None) -> Plan:
    """A shipped plan with easy and long runs `by` times as long, up to the `last` week."""
    weeks = [
        replace(
            week,
            sessions=tuple(
                _scaled(each, max(by, 1.0) if week.phase == "taper" else by)
                for each in week.sessions
            ),
        )
        for week in plan.weeks[:last]
    ]
    return replace(plan, weeks=(*weeks, *plan.weeks[len(weeks) :]))


def _scaled(planned: PlannedSession, by: float) -> PlannedSession:
    easy = easy_items(planned.session)
    if not easy:
        return planned
    items = list(planned.session.items)
    for place, seconds in easy:
        length_s = max(SHORTEST_S, int(seconds * by / STEP_S + 0.5) * STEP_S)
        items[place] = of_length(items[place], length_s)
    return planned.with_items(items)
