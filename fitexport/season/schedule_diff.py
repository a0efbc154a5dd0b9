"""Compare two schedules: which sessions and weeks change for the runner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.units import day_text


@dataclass(frozen=True, slots=True)
class Difference:
    """One session or week before and after, in words; "" where it does not exist."""

    what: str
    before: str
    after: str


def differences(before: Schedule, after: Schedule) -> Iterator[Difference]:
    """Changed weeks, then changed sessions of the other weeks, in the order of their days.

    A week has changed as a whole if it is another week of the plan or has other days.
    """
    other = [
        number
        for number in range(1, max(before.weeks, after.weeks) + 1)
        if _frame(before, number) != _frame(after, number)
    ]
    for number in other:
        yield Difference(f"Week {number}", _week(before, number), _week(after, number))
    old, new = _by_key(before), _by_key(after)
    missed = {entry.session.key: entry.why for entry in after.missed}
    was_missed = {entry.session.key: entry.why for entry in before.missed}
    for key in sorted({*old, *new}, key=lambda key: _first_day(old.get(key), new.get(key))):
        was, now = old.get(key), new.get(key)
        named = was or now
        assert named is not None
        if named.week in other or _content(was) == _content(now):
            continue
        same = was is not None and now is not None and was.planned.name == now.planned.name
        shown_before = _shown(was, short=True)
        shown_after = _shown(now, short=same or was is None)
        if shown_before == shown_after:  # its day and its name say nothing of what is new
            shown_after += ", other exercises" if named.planned.kind == "strength" else ", changed"
        yield Difference(
            f"{named.label} {named.planned.name}",
            shown_before or f"left out: {was_missed.get(key, 'not in the plan')}",
            shown_after or f"left out: {missed.get(key, 'not in the plan')}",
        )


def _by_key(schedule: Schedule) -> dict[str, ScheduledSession]:
    return {session.key: session for session in schedule.sessions if session.place}


def _first_day(*of: ScheduledSession | None) -> tuple[date, int, int]:
    return min((each.day, each.week, each.place) for each in of if each is not None)


def _content(session: ScheduledSession | None) -> object:
    return session and (session.day, session.planned.name, session.planned.session)


def _shown(session: ScheduledSession | None, *, short: bool) -> str:
    if session is None:
        return ""
    return day_text(session.day) + ("" if short else f", {session.planned.name}")


def _frame(schedule: Schedule, number: int) -> object:
    """Which week it is, and its days."""
    if number > schedule.weeks:
        return None
    name = schedule.plan.weeks[number - 1].name
    return name, schedule.first_day(number), schedule.last_day(number)


def _week(schedule: Schedule, number: int) -> str:
    """`Sun 11 Apr to Sat 17 Apr, specific: 3x400 goal, 4x3' hard`."""
    if number > schedule.weeks:
        return ""
    hard = ", ".join(
        session.planned.name for session in schedule.week(number) if session.planned.is_hard
    )
    phase = schedule.plan.weeks[number - 1].phase
    days = f"{day_text(schedule.first_day(number))} to {day_text(schedule.last_day(number))}"
    return f"{days}, {phase}" + (f": {hard}" if hard else "")
