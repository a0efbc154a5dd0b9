"""Lay a plan's weeks on the calendar: Plan + race day -> Schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fitexport.errors import ScheduleError
from fitexport.plan.model import Plan, PlannedSession

_YEARS = (2000, 2099)
"""FIT time is 32 bits from 1989; dates outside this century are typing errors."""


@dataclass(frozen=True, slots=True)
class ScheduledSession:
    """A session on its date; `place` counts the week's workouts from 1, rest days are 0."""

    week: int
    place: int
    day: date
    planned: PlannedSession

    @property
    def key(self) -> str:
        """How people and tables name it: `w3.2`; a rest day by the day of its week: `w3.rest6`."""
        return f"w{self.week}.{self.place or f'rest{self.planned.day}'}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A plan on dates: day 7 of its last week is race day."""

    plan: Plan
    race_day: date
    sessions: tuple[ScheduledSession, ...]

    @property
    def weeks(self) -> int:
        return len(self.plan.weeks)

    @property
    def start(self) -> date:
        """Day 1 of week 1."""
        return self.race_day - timedelta(days=7 * self.weeks - 1)

    def week(self, number: int) -> tuple[ScheduledSession, ...]:
        """The sessions of a week, in the order of their days."""
        return tuple(session for session in self.sessions if session.week == number)

    def first_day(self, week: int) -> date:
        """Day 1 of a week."""
        return self.start + timedelta(days=7 * (week - 1))

    def week_of(self, today: date) -> int:
        """The week that has the next session from `today` on.

        Raises:
            ScheduleError: the plan is over.
        """
        coming = (
            session.week for session in self.sessions if session.place and session.day >= today
        )
        week = next(coming, None)
        if week is None:
            raise ScheduleError(
                f"the plan ended with the race on {self.race_day}\n  give the next --race-day"
            )
        return week


def lay_out(plan: Plan, race_day: date) -> Schedule:
    """The plan's sessions on dates, counted back from the race day.

    Raises:
        ScheduleError: a race day outside this century.
    """
    first, last = _YEARS
    if not first <= race_day.year <= last:
        raise ScheduleError(
            f"the race day {race_day} is not in {first} to {last}\n  check the year"
        )
    start = race_day - timedelta(days=7 * len(plan.weeks) - 1)
    return Schedule(
        plan,
        race_day,
        tuple(
            ScheduledSession(
                number, place, start + timedelta(days=7 * (number - 1) + planned.day - 1), planned
            )
            for number, week in enumerate(plan.weeks, start=1)
            for place, planned in week.numbered()
        ),
    )


def next_monday(today: date) -> date:
    """The default start: the first Monday after `today`."""
    return today + timedelta(days=7 - today.weekday())


def race_day_of(plan: Plan, start: date) -> date:
    """The race day of a plan that starts on `start`."""
    return start + timedelta(days=7 * len(plan.weeks) - 1)
