"""What changes for the runner from one schedule to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fitexport.plan.schedule import Schedule, ScheduledSession
from fitexport.units import day_text


@dataclass(frozen=True, slots=True)
class Difference:
    """One session, or one week, in words; "" where it is not there."""

    what: str
    before: str
    after: str


def differences(before: Schedule, after: Schedule) -> Iterator[Difference]:
    """By session; by week where the plan has other weeks, or all of them on other days."""
    same_weeks = before.starts == after.starts and before.race_day == after.race_day
    by = session_differences if same_weeks else week_differences
    return by(before, after)


def session_differences(before: Schedule, after: Schedule) -> Iterator[Difference]:
    """The sessions that have another day or content, in the order of their days."""
    old, new = _by_key(before), _by_key(after)
    missed = {entry.session.key: entry.why for entry in after.missed}
    was_missed = {entry.session.key: entry.why for entry in before.missed}
    for key in sorted({*old, *new}, key=lambda key: _first_day(old.get(key), new.get(key))):
        was, now = old.get(key), new.get(key)
        if _content(was) == _content(now):
            continue
        named = was or now
        assert named is not None
        same = was is not None and now is not None and was.planned.name == now.planned.name
        yield Difference(
            f"{named.label} {named.planned.name}",
            _shown(was, short=True) or f"left out: {was_missed.get(key, 'not in the plan')}",
            _shown(now, short=same or was is None)
            or f"left out: {missed.get(key, 'not in the plan')}",
        )


def week_differences(before: Schedule, after: Schedule) -> Iterator[Difference]:
    """The weeks that begin on another day or have other hard runs."""
    for number in range(1, max(before.weeks, after.weeks) + 1):
        was, now = _week(before, number), _week(after, number)
        if was != now:
            yield Difference(f"Week {number}", was, now)


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


def _week(schedule: Schedule, number: int) -> str:
    """`Sun 11 Apr, specific: 3x400 goal, 4x3' hard`."""
    if number > schedule.weeks:
        return ""
    hard = ", ".join(
        session.planned.name for session in schedule.week(number) if session.planned.is_hard
    )
    phase = schedule.plan.weeks[number - 1].phase
    return f"{day_text(schedule.first_day(number))}, {phase}" + (f": {hard}" if hard else "")
