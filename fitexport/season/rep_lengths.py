"""Shorten reps that would take a runner too long, and lengthen pauses that are too short."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from fitexport.pace.estimates import expected_items
from fitexport.pace.table import PaceTable
from fitexport.plan.model import PlannedSession
from fitexport.season.goal_pace import rested
from fitexport.session import Distance, Item, Repeat, Session, Step, Time
from fitexport.session.steps import first_step

_REP_LENGTHS_M = (800, 600, 400, 300, 200)
_LONGEST_REP_S = {"mile": 135.0, "goal": 165.0}
_LEAST_PAUSE_S = 120
"""Between two blocks of reps; judgement, as the recovery of the first block is."""
_HARD_ZONES = ("mile", "goal", "vo2max", "threshold")


def with_fitting_reps(planned: PlannedSession, table: PaceTable) -> PlannedSession:
    if not planned.is_hard:  # all reps at paces are in hard runs
        return planned
    if any(m > _longest_m(zone, table) for zone, m in _longest_reps(planned.session)):
        items = tuple(_short_item(item, table) for item in planned.session.items)
        planned = planned.with_items(_merged(items, planned.session.items))
    planned = rested(planned, table)
    return planned.with_items(_with_pauses(planned.session, table))


@lru_cache(maxsize=1024)
def _longest_reps(session: Session) -> tuple[tuple[str, float], ...]:
    """For each zone with a limit on the time of a rep, the session's longest rep in metres."""
    longest: dict[str, float] = {}
    for step in session.steps():
        if step.zone in _LONGEST_REP_S and isinstance(step.amount, Distance):
            longest[step.zone] = max(step.amount.m, longest.get(step.zone, 0.0))
    return tuple(longest.items())


def _longest_m(zone: str, table: PaceTable) -> float:
    """The metres of the longest rep in a zone that this runner finishes within the limit."""
    return _LONGEST_REP_S[zone] / table.zones[zone].middle


def _with_pauses(session: Session, table: PaceTable) -> tuple[Item, ...]:
    """The items with pauses between blocks of reps as long as the recoveries of the first, two
    minutes at least."""
    made = list(session.items)
    for index in _pauses(session):
        before, pause = session.items[index - 1 : index + 1]
        least_s = max(_LEAST_PAUSE_S, _recovery_s(before, table))
        if isinstance(pause, Step) and expected_items((before, pause), table)[-1].s < least_s:
            made[index] = replace(pause, amount=Time(int(least_s)))
    return tuple(made)


@lru_cache(maxsize=1024)
def _pauses(session: Session) -> tuple[int, ...]:
    """The places of pauses between blocks of reps."""
    items = session.items
    threes = enumerate(zip(items, items[1:], items[2:], strict=False), start=1)
    return tuple(
        index
        for index, (before, pause, after) in threes
        if isinstance(pause, Step) and pause.is_recovery and _is_hard(before, after)
    )


def _recovery_s(item: Item, table: PaceTable) -> float:
    """Seconds between the reps of a block; 0 of a lone rep."""
    if not isinstance(item, Repeat) or item.recovery is None:
        return 0.0
    before = len(expected_items(item.items, table))
    return expected_items((replace(item, count=2),), table)[before].s


def _short_item(item: Item, table: PaceTable) -> Item:
    match item:
        case Step():
            return _short_step(item, table)
        case Repeat(count, (Step(amount=Distance()) as step,)):
            shorter = _short_step(step, table)
            if shorter is step:
                return item
            assert isinstance(shorter.amount, Distance)
            assert isinstance(step.amount, Distance)
            fewer = int(count * step.amount.m // shorter.amount.m)
            return replace(item, count=fewer, items=(shorter,))
        case Repeat():
            items = tuple(_short_item(each, table) for each in item.items)
            return item if items == item.items else replace(item, items=items)
        case _:
            return item


def _short_step(step: Step, table: PaceTable) -> Step:
    """The step at the longest length that this runner finishes in time."""
    if step.zone not in _LONGEST_REP_S or not isinstance(step.amount, Distance):
        return step
    longest_m = _longest_m(step.zone, table)
    if step.amount.m <= longest_m:
        return step
    m = next((m for m in _REP_LENGTHS_M if m <= longest_m), _REP_LENGTHS_M[-1])
    return replace(step, amount=Distance(m, "m"))


def _is_hard(*items: Item) -> bool:
    return all(a_step_of(item).zone in _HARD_ZONES for item in items)


def _merged(items: tuple[Item, ...], written: tuple[Item, ...]) -> tuple[Item, ...]:
    """Merge two blocks whose reps have become the same, without the pause between; blocks written
    alike stay as they are."""
    changed = [item is not as_written for item, as_written in zip(items, written, strict=True)]
    if not any(changed):
        return items
    merged: list[Item] = []
    for index, item in enumerate(items):
        match merged[-2:], item:
            case [Repeat() as before, Step() as pause], Repeat() if (
                pause.is_recovery
                and before.items == item.items
                and (changed[index] or changed[index - 2])
            ):
                merged[-2:] = [replace(before, count=before.count + item.count)]
            case _:
                merged.append(item)
    return tuple(merged)


def a_step_of(item: Item) -> Step:
    step = first_step(item)
    assert step is not None, "shipped plans are parsed with their blocks"
    return step
