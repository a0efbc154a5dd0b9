"""How much fast running one session holds, and the same session with one rep less."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from fitexport.season.easy_runs import STEP_S
from fitexport.season.rep_lengths import a_step_of
from fitexport.session import Distance, Item, Repeat, Session, Step, Time
from fitexport.session.steps import reps


class Cap(NamedTuple):
    """What a session may hold in some zones: a share of the week's metres, or the dose that is
    allowed in any week, in metres or seconds."""

    zones: tuple[str, ...]
    share: float
    dose_m: float = 0.0
    dose_s: float = 0.0


CAPS = (
    Cap(("mile", "goal", "800m"), 0.05, dose_m=1600),
    Cap(("vo2max",), 0.08, dose_s=8 * 60),
    Cap(("threshold",), 0.10, dose_s=15 * 60),
)


@lru_cache(maxsize=1024)
def capped_reps(session: Session) -> tuple[tuple[Cap, tuple[tuple[int, Step], ...]], ...]:
    """For each cap that applies to a session, the reps it limits and how often each is run."""
    every = [*reps(session.items)]
    found = ((cap, tuple(each for each in every if each[1].zone in cap.zones)) for cap in CAPS)
    return tuple((cap, of_cap) for cap, of_cap in found if of_cap)


@lru_cache(maxsize=1024)
def one_rep_less(session: Session, cap: Cap) -> Session | None:
    """The session less one of its shortest reps in these zones, or with five minutes less of the
    only one; None if that is short already.

    A block's only rep goes with the pause before it.
    """
    items = list(session.items)
    of_zone = [index for index, item in enumerate(items) if a_step_of(item).zone in cap.zones]
    if sum(count for count, step in reps(session.items) if step.zone in cap.zones) <= 1:
        return _shorter_piece(items, of_zone, cap)
    index = min(of_zone, key=lambda index: (_length(a_step_of(items[index])), -index))
    item = items[index]
    if isinstance(item, Repeat) and item.count > 1:
        left = replace(item, count=item.count - 1)
        items[index] = left if left.count > 1 or len(left.items) > 1 else left.items[0]
    else:
        pause = index + 1 if index == of_zone[0] else index - 1
        gone = {index, pause} if a_step_of(items[pause]).is_recovery else {index}
        items = [item for place, item in enumerate(items) if place not in gone]
    return Session(tuple(items))


def _shorter_piece(items: list[Item], of_zone: list[int], cap: Cap) -> Session | None:
    for index in of_zone:
        match items[index]:
            case Step(amount=Time(s)) as step if s > cap.dose_s:
                items[index] = replace(step, amount=Time(max(s - STEP_S, int(cap.dose_s))))
                return Session(tuple(items))
    return None


def _length(step: Step) -> float:
    """Metres or seconds: reps of one zone go by one of them."""
    match step.amount:
        case Distance():
            return step.amount.m
        case Time(s):
            return s
        case _:
            return 0.0
