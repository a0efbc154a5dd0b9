"""`3`, `3-6`, `next` or `all` -> the numbers of those weeks."""

from __future__ import annotations

import re
from datetime import date

from fitexport.errors import UsageError
from fitexport.season.schedule import Schedule

_NAMED = ("next", "all")


def check_asked(which: str) -> None:
    """Raise UsageError unless a text may name weeks, of whatever plan."""
    if which not in _NAMED:
        _first_and_last(which, "give a week such as 3, a range such as 3-6, next, or all")


def asked_weeks(which: str, schedule: Schedule, today: date) -> list[int]:
    """The weeks of a schedule that a text names.

    Raises:
        UsageError: it names none.
    """
    last = schedule.weeks
    remedy = f"give 1 to {last}, a range such as 3-6, next, or all"
    if which == "all":
        return list(range(1, last + 1))
    if which == "next":
        return [schedule.next_week(today)]
    first, end = _first_and_last(which, remedy)
    for number in (first, end):
        if not 1 <= number <= last:
            raise UsageError(
                f'there is no week {number}: the plan "{schedule.plan.title}" has {last}', remedy
            )
    return list(range(first, end + 1))


def _first_and_last(which: str, remedy: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,3})(?:-(\d{1,3}))?", which, re.ASCII)
    if match is None:
        raise UsageError(f'"{which}" is not a week', remedy)
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise UsageError(f"the weeks {which} run backwards", remedy)
    return first, last
