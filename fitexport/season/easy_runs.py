"""The lengths of easy and long runs: read, and made longer or shorter in steps of five minutes."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from fitexport.plan.model import PlannedSession
from fitexport.session import Item, Session, Step, Time, What

STEP_S, SHORTEST_S = 300, 600
"""Easy runs are shortened by this, to this."""
_SHORT_S, _SHORT_STEP_S = 1200, 60
"""Below 20 minutes, five more are too much for a run that grows by a quarter."""


def easy_s(item: Item) -> int:
    """Seconds of an easy or long run that goes by time; 0 of anything else."""
    match item:
        case Step(amount=Time(s), what=What.EASY | What.LONG):
            return s
        case _:
            return 0


@lru_cache(maxsize=1024)
def easy_items(session: Session) -> tuple[tuple[int, int], ...]:
    """The place of each easy or long run among the items of a session, and its seconds."""
    return tuple((place, easy_s(item)) for place, item in enumerate(session.items) if easy_s(item))


def easy_s_of(planned: PlannedSession) -> int:
    """Seconds of a session's easy and long pieces, without its hills and strides."""
    return sum(seconds for _, seconds in easy_items(planned.session))


@lru_cache(maxsize=1024)
def of_length(run: Item, seconds: int) -> Item:
    """An easy or long run, so long."""
    assert isinstance(run, Step)
    return replace(run, amount=Time(seconds))


def in_steps(seconds: float, step_s: int = STEP_S) -> Time:
    """No more than this, in steps of five minutes, but ten minutes at least."""
    return Time(max(SHORTEST_S, int(seconds // step_s) * step_s))


def step_s(seconds: float) -> int:
    """By how much a run of this time changes, where it has to grow little by little."""
    return STEP_S if seconds > _SHORT_S else _SHORT_STEP_S


def in_fine_steps(seconds: float) -> Time:
    """As `in_steps`, but in steps of a minute below 20 minutes."""
    return in_steps(seconds, step_s(seconds))
