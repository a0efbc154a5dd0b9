"""A shipped mile plan, changed to 1600 m or 1500 m, the distances of schools and championships.

The training is the same; the race and the time trial are over the other distance.
"""

from __future__ import annotations

from dataclasses import replace

from fitexport.pace.distances import RACE_M, Race, race_title
from fitexport.plan.model import Plan, PlannedSession
from fitexport.session import OWN_LAPS, Distance, Item, Session, Step
from fitexport.units import is_mile


def over(plan: Plan, race: Race) -> Plan:
    """The plan with its race and time trial over that distance; custom plans are left alone.

    >>> from fitexport.plan.load import load_plan
    >>> plan = over(load_plan("mile", "beginner"), "1500m")
    >>> plan.title, plan.weeks[7].sessions[-1].title
    ('A faster 1500 m', '1500 m race')
    """
    if race == "mile" or not plan.shipped:
        return plan
    weeks = (
        replace(week, sessions=tuple(_over(planned, race) for planned in week.sessions))
        for week in plan.weeks
    )
    title = plan.title.replace("mile", race_title(race))
    return replace(plan, title=title, weeks=tuple(weeks))


def _over(planned: PlannedSession, race: Race) -> PlannedSession:
    if not (planned.is_race or planned.is_trial):
        return planned
    items = tuple(_item_over(item, race) for item in planned.session.items)
    return planned.with_session(Session(items))


def _item_over(item: Item, race: Race) -> Item:
    match item:
        case Step(amount=Distance() as amount) if item.what in OWN_LAPS and is_mile(amount.m):
            return replace(item, amount=Distance(int(RACE_M[race]), "m"))
        case _:
            return item
