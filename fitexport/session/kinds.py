"""The kind of a session, and its main set."""

from __future__ import annotations

from functools import lru_cache

from fitexport.session.amounts import Time, UntilLap
from fitexport.session.sports import Sport
from fitexport.session.step import Step
from fitexport.session.steps import Item, Repeat, Session, Use
from fitexport.session.targets import HeartRate, Pace, Power
from fitexport.session.words import What

_BEFORE_THE_MAIN_SET = frozenset({What.WARM_UP, What.DRILLS, What.STRIDE})
_KINDS = {
    What.RACE: "race",
    What.TIME_TRIAL: "time trial",
    What.TEMPO: "threshold",
}
_ZONE_KINDS = {
    "goal": "race pace",
    "mile": "speed",
    "800m": "speed",
    "1500m": "speed",
    "vo2max": "VO2max",
    "3k": "VO2max",
    "5k": "VO2max",
    "10k": "threshold",
    "half": "threshold",
    "marathon": "hard run",
    "threshold": "threshold",
}

_HARD_EFFORT = 7
_LONG_HILL_S = 30
"""Hill sprints of 8 to 10 s are over before they hurt; longer ones are hard."""

HARD_KINDS = frozenset(
    {"race", "time trial", "race pace", "speed", "VO2max", "threshold", "hard run"}
)
"""Kinds that need easy days around them."""


@lru_cache(maxsize=4096)
def kind_of(session: Session) -> str:
    """The kind of a session, for calendar categories: its first hard part decides."""
    if session.is_rest:
        return "rest"
    sport = session.sport()
    if sport is not Sport.RUNNING:
        return "strength" if sport is Sport.STRENGTH else "cross-training"
    steps = list(session.steps())
    for what, kind in _KINDS.items():
        if any(step.what is what for step in steps):
            return kind
    zones = [_ZONE_KINDS[step.like] for step in steps if step.like in _ZONE_KINDS]
    if zones:
        return zones[0]
    if any((step.effort or 0) >= _HARD_EFFORT for step in steps) or any(
        _is_hard_repeat(item) for item in session.items
    ):
        return "hard run"
    return "long run" if any(step.what is What.LONG for step in steps) else "easy run"


def _is_hard_repeat(item: Item) -> bool:
    """Whether it is reps at a pace, heart rate or power in numbers, or up a long hill."""
    if not isinstance(item, Repeat):
        return False
    return any(map(_is_hard_repeat, item.items)) or any(
        isinstance(step, Step)
        and (
            (step.what is What.RUN and isinstance(step.target, Pace | HeartRate | Power))
            or (
                step.what is What.HILL
                and isinstance(step.amount, Time)
                and step.amount.s >= _LONG_HILL_S
            )
        )
        for step in item.items
    )


def main_set(session: Session) -> tuple[Item, ...]:
    """The session without warm-up, drills, first strides and cool-down."""
    items = list(session.items)
    while items and _leads_in(items[0]):
        items.pop(0)
    while items and isinstance(items[-1], Step) and items[-1].what is What.COOL_DOWN:
        items.pop()
    return tuple(items) or session.items


def _leads_in(item: Item) -> bool:
    """Warm-up, drills, strides, and the pauses between them and the main set."""
    match item:
        case Step():
            paused = item.is_recovery and isinstance(item.amount, Time | UntilLap)
            return item.what in _BEFORE_THE_MAIN_SET or paused
        case Repeat():
            return all(
                isinstance(inner, Step) and (inner.what is What.STRIDE or inner.is_recovery)
                for inner in item.items
            )
        case Use():
            return False
