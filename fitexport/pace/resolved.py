"""A session's recoveries in numbers: `jog 0.8x rep` -> `jog 2:00`, for one runner.

Shown to people; text to be parsed again keeps the formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from fitexport.errors import UnitError
from fitexport.pace.estimates import begins_with_recovery, expected_step
from fitexport.pace.table import PaceTable
from fitexport.session import Item, Repeat, RepTime, Session, Step, TimesRep, Use


def in_numbers(session: Session, table: PaceTable) -> Session:
    """The session with a time for each recovery measured by a rep, as in its workout."""
    times = tuple(_Times(table).of(session.items)) if _has_measured(session) else ()
    return _with_times(session, times) if times else session


@lru_cache(maxsize=1024)
def _has_measured(session: Session) -> bool:
    return any(isinstance(step.amount, TimesRep) for step in session.steps())


class _Times:
    """The seconds of each recovery measured by a rep, in the order of `_with_times`."""

    def __init__(self, table: PaceTable) -> None:
        self.table, self.rep_s = table, 0.0

    def of(self, items: Iterable[Item]) -> Iterator[int]:
        for item in items:
            match item:
                case Step():
                    yield from self.of_step(item)
                case Repeat(count, inner, recovery):
                    for _ in range(2 if count > 1 and begins_with_recovery(item) else 1):
                        yield from self.of(inner)
                        yield from self.of_step(recovery) if recovery else ()

    def of_step(self, step: Step) -> Iterator[int]:
        seconds = expected_step(step, self.table, self.rep_s).s
        if step.is_work:
            self.rep_s = seconds
        if isinstance(step.amount, TimesRep):
            yield round(seconds)


@lru_cache(maxsize=1024)  # in steps of five seconds, so many runners' are the same
def _with_times(session: Session, times: Sequence[int]) -> Session:
    left = iter(times)
    return Session(tuple(_items(session.items, left)))


def _items(items: Iterable[Item], times: Iterator[int]) -> Iterator[Item]:
    for item in items:
        match item:
            case Step():
                yield _step(item, times)
            case Repeat(count, inner, recovery):
                alone = count > 1 and begins_with_recovery(item)
                if alone:  # the first round differs
                    yield from _items(inner, times)
                    if recovery:
                        yield _step(recovery, times)
                    count -= 1
                body = tuple(_items(inner, times))
                pause = recovery and _step(recovery, times)
                yield from body if count == 1 and alone else [Repeat(count, body, pause)]
            case Use():
                yield item


def _step(step: Step, times: Iterator[int]) -> Step:
    if isinstance(step.amount, TimesRep):
        with suppress(UnitError):  # a time of 0, after a block that is not filled in
            return replace(step, amount=RepTime(next(times)))
    return step
