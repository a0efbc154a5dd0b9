"""What plans share: blocks of session text, named sessions, and which weeks a plan of n weeks has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fitexport.errors import Problem, UsageError
from fitexport.keeping import Value
from fitexport.session import Session
from fitexport.session.parse import Blocks, ZoneNames, parse

Wanted = int | Sequence[str] | None
"""How many weeks of a plan, or which, by name; None for its usual length."""
Orders = Mapping[int, tuple[str, ...]]
"""The names of a plan's weeks in order, for each length of the plan; the length does not count
weeks after the race that a library adds."""


class NamedSession(NamedTuple):
    """A session that plans use by name.

    Its text may use `blocks`; None: those of the plan.
    """

    text: str
    why: str
    title: str | None = None
    name: str | None = None
    blocks: Blocks | None = None

    def session(self, blocks: Blocks, zones: ZoneNames) -> Session:
        """The session itself, in a plan with these blocks and zones.

        Raises:
            NotationError: its text cannot be read there.
        """
        return parse(self.text, blocks=blocks if self.blocks is None else self.blocks, zones=zones)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Library(Value):
    """What one or more files offer to plans."""

    blocks: Mapping[str, str] = field(default_factory=dict)
    orders: Orders = field(default_factory=dict)
    default_weeks: int = 0
    sessions: Mapping[str, NamedSession] = field(default_factory=dict)

    def joined(self, other: Library) -> Library:
        """Both; where names collide, the other's."""
        return Library(
            {**self.blocks, **other.blocks},
            {**self.orders, **other.orders},
            other.default_weeks or self.default_weeks,
            {**self.sessions, **other.sessions},
        )


class Included(NamedTuple):
    """The libraries under a custom plan's `include`, and what is wrong with them."""

    names: tuple[object, ...]
    """As written in the plan's file, valid or not."""
    library: Library
    missing: frozenset[str]
    """Names of libraries that do not exist."""
    broken: frozenset[str]
    """Blocks whose errors are among the problems, so that they are not repeated where one is used."""
    problems: tuple[Problem, ...]
    incomplete: bool
    """Whether they may hold more than could be read."""


def week_names(title: str, orders: Orders, usual: int, wanted: int | None) -> tuple[str, ...]:
    """The weeks of a plan of the wanted length, or of its usual one.

    Raises:
        UsageError: it does not have that length.
    """
    length = usual if wanted is None else wanted
    if length not in orders:
        nearest = min(orders, key=lambda each: abs(each - length))
        known = f"{min(orders)} to {max(orders)} weeks" if len(orders) > 1 else f"{nearest} weeks"
        raise UsageError(
            f'the plan "{title}" is written for {known}, not {length}', f"give --weeks {nearest}"
        )
    return orders[length]
