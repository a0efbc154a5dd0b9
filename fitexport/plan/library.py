"""What plans share: blocks, weeks by length, sessions by name; and a plan made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from fitexport.errors import UsageError
from fitexport.plan.model import Plan, Shared, plan_of
from fitexport.plan.named import NamedSession

Wanted = int | Sequence[str] | None
"""How many weeks of a plan, or which, by name; None for its usual length."""


class Library(NamedTuple):
    """What plans share: blocks of session text, which weeks a plan of n weeks takes, and sessions
    by name."""

    blocks: Mapping[str, str]
    weeks: Mapping[int, Sequence[str]]
    default_weeks: int = 0
    sessions: Mapping[str, NamedSession] = MappingProxyType({})


def orders_of(document: Mapping[str, Any], library: Library) -> Mapping[int, Sequence[str]]:
    """The plan's own order of weeks, or the shared ones."""
    return {len(document["weeks"]): document["weeks"]} if "weeks" in document else library.weeks


def plan_of_length(
    document: Mapping[str, Any], library: Library, weeks: Wanted, shared: Shared | None = None
) -> Plan:
    """The plan of that length, or of its own; or just those weeks.

    Raises:
        UsageError: it does not come in that length.
    """
    shared = shared or Shared(library.blocks)
    if not isinstance(weeks, int | None):
        return plan_of(document, shared, weeks)
    return plan_of(document, shared, week_names(document, library, weeks))


def week_names(document: Mapping[str, Any], library: Library, weeks: int | None) -> Sequence[str]:
    """The weeks of a plan of that length, or of its own.

    Raises:
        UsageError: it does not come in that length.
    """
    lengths = orders_of(document, library)
    wanted = len(document["weeks"]) if "weeks" in document else library.default_weeks
    wanted = wanted if weeks is None else weeks
    if wanted not in lengths:
        nearest = min(lengths, key=lambda length: abs(length - wanted))
        known = (
            f"{min(lengths)} to {max(lengths)} weeks" if len(lengths) > 1 else f"{nearest} weeks"
        )
        raise UsageError(
            f'the plan "{document["title"]}" is written for {known}, not {wanted}\n'
            f"  give --weeks {nearest}"
        )
    return lengths[wanted]


def joined(first: Library, then: Library) -> Library:
    return Library(
        {**first.blocks, **then.blocks},
        {**first.weeks, **then.weeks},
        then.default_weeks or first.default_weeks,
        {**first.sessions, **then.sessions},
    )
