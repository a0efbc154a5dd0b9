"""A session's recoveries in numbers: `jog 0.8x rep` -> `jog 2:00`, for one runner.

Shown to people; text to be parsed again keeps the formula.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from fitexport.errors import UnitError
from fitexport.pace.estimates import begins_with_recovery, expected_step
from fitexport.pace.table import PaceTable
from fitexport.session import Item, Repeat, RepTime, Session, Step, TimesRep, Use


def in_numbers(session: Session, table: PaceTable) -> Session:
    """The session with a time for each recovery measured by a rep, as in its workout."""
    if not any(isinstance(step.amount, TimesRep) for step in session.steps()):
        return session
    return Session(tuple(_Resolver(table).items(session.items)))


class _Resolver:
    def __init__(self, table: PaceTable) -> None:
        self.table, self.rep_s = table, 0.0

    def items(self, items: Iterable[Item]) -> list[Item]:
        return [found for item in items for found in self.item(item)]

    def item(self, item: Item) -> list[Item]:
        match item:
            case Step():
                return [self.step(item)]
            case Repeat(count, items, recovery):
                first: list[Item] = []
                if count > 1 and begins_with_recovery(item):  # the first round differs
                    first = [*self.items(items), *([self.step(recovery)] if recovery else [])]
                    count -= 1
                body = tuple(self.items(items))
                pause = recovery and self.step(recovery)
                return [*first, *(body if count == 1 and first else [Repeat(count, body, pause)])]
            case Use():
                return [item]

    def step(self, step: Step) -> Step:
        seconds = expected_step(step, self.table, self.rep_s).s
        if step.is_work:
            self.rep_s = seconds
        if isinstance(step.amount, TimesRep):
            with suppress(UnitError):  # longer than any step
                return replace(step, amount=RepTime(round(seconds)))
        return step
