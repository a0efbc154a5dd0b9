"""Days of the week as runners write them: `mon,tue,thu`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, get_args

from fitexport.errors import UnitError, printable

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def weekday_named(text: str) -> Weekday:
    """The day that `mon`, `Mon` or `monday` names.

    Raises:
        UnitError: no day has that name.
    """
    wanted = text.strip().lower()
    for weekday, name in zip(WEEKDAYS, FULL_NAMES, strict=True):
        if wanted in (weekday, name):
            return weekday
    raise UnitError(
        f'"{printable(text.strip(), 40)}" is not a day of the week', f"write {', '.join(WEEKDAYS)}"
    )


def weekdays_named(text: str) -> tuple[Weekday, ...]:
    """The days that `mon,tue,thu` names, each once.

    Raises:
        UnitError: no day has one of these names.
    """
    return tuple(dict.fromkeys(map(weekday_named, text.split(","))))


def listed(weekdays: Iterable[Weekday], between: str = ",") -> str:
    """Days in the order of the week: `mon,thu,sat`."""
    return between.join(sorted(weekdays, key=WEEKDAYS.index))


def dates(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`; none if that is before it."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def day_of_week(weekday: Weekday, end: date) -> int:
    """The day of a plan's week (1 to 7) that a weekday is; day 7 is the weekday of its end."""
    return (WEEKDAYS.index(weekday) - end.weekday() - 1) % 7 + 1


def weekday_of(day: int, end: date) -> Weekday:
    """The weekday of a day of a plan's week."""
    return WEEKDAYS[(end.weekday() + day) % 7]
