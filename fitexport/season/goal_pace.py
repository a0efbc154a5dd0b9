"""Goal pace that is far from today's mile: the same reps, with the rests of faster running.

Goal pace up to 3 % faster than the latest mile is race rhythm. A bolder goal makes the same reps sprints
that a runner cannot yet repeat, so that each is followed by at least twice its time: the least that
J. Daniels gives his repetition runs. The 3 % are judgement. A result that comes nearer to the goal
shortens the rests again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from math import ceil

from fitexport.pace.table import PaceTable
from fitexport.pace.volume import rep_m
from fitexport.plan.model import PlannedSession
from fitexport.session import Item, Repeat, Session, Step, Time, TimesRep
from fitexport.session.steps import first_step

_NEAR = 0.97
"""Of the latest mile's time: a goal that is trained for with the plan's own rests."""
_REST = 2.0
"""Times the rep."""
_WHY = (
    "Your goal is over 3 % faster than your latest mile, so the rests are long; effort 8 to 9, all"
    " at one pace."
)


def rested(planned: PlannedSession, table: PaceTable) -> PlannedSession:
    """The session with longer rests between reps at goal pace, if the goal is far away."""
    if not _has_goal_pace(planned.session) or table.goal_mile_s >= _NEAR * table.mile_s:
        return planned
    items = _rested(planned.session.items, table)
    if items == planned.session.items:
        return planned
    return replace(planned, session=Session(items), why=_WHY)


@lru_cache(maxsize=1024)
def _has_goal_pace(session: Session) -> bool:
    return any(step.zone == "goal" for step in session.steps())


def _rested(items: Sequence[Item], table: PaceTable) -> tuple[Item, ...]:
    made: list[Item] = []
    rep: Step | None = None
    for item in items:
        before, rep = rep, first_step(item)
        match item:
            case Step() if item.is_recovery and before and before.zone == "goal":
                item, rep = _longer(item, before, table), before
            case Repeat():
                recovery = item.recovery
                if recovery and rep and rep.zone == "goal":
                    recovery = _longer(recovery, rep, table)
                item = replace(item, items=_rested(item.items, table), recovery=recovery)
        made.append(item)
    return tuple(made)


def _longer(rest: Step, rep: Step, table: PaceTable) -> Step:
    match rest.amount:
        case TimesRep(ratio):
            return replace(rest, amount=TimesRep(max(ratio, _REST)))
        case Time(s):
            rep_s = rep_m(rep, table) * table.zones["goal"].middle
            return replace(rest, amount=Time(max(s, 5 * ceil(_REST * rep_s / 5))))
        case _:
            return rest
