"""Lay a plan's weeks on the calendar: Plan + race day -> Schedule."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from fitexport.errors import ScheduleError
from fitexport.keeping import Value
from fitexport.plan.model import Plan, PlannedSession, a_rest
from fitexport.season.weekdays import dates
from fitexport.session import Session

if TYPE_CHECKING:
    from fitexport.season.breaks import Break
    from fitexport.season.spells import Spell


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ScheduledSession(Value):
    """A session on its date."""

    week: int
    day: date
    planned: PlannedSession

    @property
    def place(self) -> int:
        """Place among the week's workouts, from 1; 0 for a rest day."""
        return self.planned.place

    @property
    def label(self) -> str:
        """Name on the watch and in tables: `W3.2`."""
        return f"W{self.week}.{self.place}"

    @property
    def key(self) -> str:
        """Name on the command line and in files: `w3.2`; `w3.rest6` for a rest on day 6."""
        return f"w{self.week}.{self.place or f'rest{self.planned.day}'}"

    @property
    def session(self) -> Session:
        return self.planned.session

    @property
    def kind(self) -> str:
        return self.planned.kind

    @property
    def name(self) -> str:
        """Its short name: `6x400 mile`."""
        return self.planned.name

    @property
    def title(self) -> str:
        return self.planned.title


Cause = Literal["skipped", "spell", "race day"]
"""Why a session is missed: the athlete skipped it, an illness or trip, a new race day."""


class Missed(NamedTuple):
    """A session that is not done, and the reason as reported."""

    session: ScheduledSession
    cause: Cause
    why: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Schedule(Value):
    """A plan on dates: its race on race day, what comes before and after it around that day."""

    plan: Plan
    race_day: date
    first_race_day: date = field(compare=False)
    """Race day before it was moved; its year is part of a season's default id."""
    starts: tuple[date, ...]
    """The first day of each week; a week ends before the next one starts."""
    sessions: tuple[ScheduledSession, ...]
    """In the order they are done."""
    left_out: tuple[tuple[int, PlannedSession], ...] = ()
    """Sessions without a place on the athlete's days, each with its week."""
    missed: tuple[Missed, ...] = ()
    spells: tuple[Spell, ...] = ()
    breaks: tuple[Break, ...] = ()
    """Days in a row on which runs were missed, for any reason."""
    moved: frozenset[str] = field(default=frozenset(), compare=False)
    """Keys of the sessions that the runner has moved."""
    gentle: frozenset[str] = frozenset()
    """Keys of the runs that replace harder ones after a long break."""
    days_after_race: int = 0
    """Days of the plan after race day: a custom plan may end with easy days or whole weeks."""

    @property
    def end(self) -> date:
        """The plan's last day: race day, unless the plan goes on after it."""
        return self.race_day + timedelta(days=self.days_after_race)

    @property
    def race_week(self) -> int:
        """Number of the week that the race is in; the last one of a plan without a race."""
        return self.weeks - self.days_after_race // 7

    def week_text(self, number: int) -> str:
        """`week 3 of 8 (build)`; `recovery week (week 9)`: weeks after the race do not count."""
        phase = self.plan.weeks[number - 1].phase
        if number > self.race_week:
            return f"{phase} week (week {number})"
        return f"week {number} of {self.race_week} ({phase})"

    @property
    def after_race_text(self) -> str:
        """`a week of recovery`; "" if the race ends the plan."""
        phases = {week.phase for week in self.plan.weeks[self.race_week :]}
        count = self.weeks - self.race_week
        of = " of recovery" if phases == {"recovery"} else " after it"
        return f"{'a week' if count == 1 else f'{count} weeks'}{of}" if count else ""

    @property
    def every_session(self) -> tuple[ScheduledSession, ...]:
        """All sessions: those to be done, then those missed."""
        return (*self.sessions, *(missed.session for missed in self.missed))

    def session(self, key: str) -> ScheduledSession:
        """The session of this name, done or missed.

        Raises:
            ScheduleError: there is none.
        """
        found = next((each for each in self.every_session if each.key == key), None)
        if found is None:
            few = f", on {self.plan.days} days a week" if self.plan.days else ""
            raise ScheduleError(
                f"there is no session {key}{few}",
                "write it like w3.2, as in the tables of `fitexport week 3`",
            )
        return found

    def is_race_or_later(self, session: ScheduledSession) -> bool:
        """Whether a session is the plan's race or, in the plan, on a later day."""
        races = [each for each in self.every_session if each.planned.is_race]
        race = max(races, key=lambda each: (each.week, each.planned.day), default=None)
        return race is not None and (
            session.key == race.key
            or (session.week, session.planned.day) > (race.week, race.planned.day)
        )

    def share(self, day: date) -> float:
        """Share of a day's training that is done; less than 1 on the return from a break."""
        return min((each.share(day) for each in self.breaks), default=1.0)

    def goes_hard(self, session: ScheduledSession) -> bool:
        """Whether it is a race, or a hard run that no return from a break has made easy."""
        planned = session.planned
        return planned.is_hard and (planned.is_race or self.share(session.day) == 1)

    def with_sessions(self, sessions: Iterable[ScheduledSession]) -> Schedule:
        """The same weeks with these sessions, sorted."""
        in_order = sorted(sessions, key=lambda each: (each.day, each.planned.turn, each.week))
        return replace(self, sessions=tuple(in_order))

    def without(self, gone: Collection[ScheduledSession], cause: Cause, why: str) -> Schedule:
        """The schedule with some sessions missed."""
        kept = [session for session in self.sessions if session not in gone]
        missed = (*self.missed, *(Missed(session, cause, why) for session in gone))
        return replace(self, missed=missed).with_sessions(kept)

    def without_rests(self) -> Schedule:
        return self.with_sessions(session for session in self.sessions if session.place)

    def with_rests(self) -> Schedule:
        """Fill every free day with a rest: the plan's own where it has one for that day."""
        done = (session for session in self.sessions if session.place)
        return self.with_sessions([*done, *self._rests()])

    def _rests(self) -> Iterator[ScheduledSession]:
        used = {session.day for session in self.sessions if session.place}
        for week, planned in enumerate(self.plan.weeks, start=1):
            own = {each.day: each for each in planned.sessions if not each.place}
            for number, day in enumerate(reversed(self.days(week))):
                # Days before the first of a longer week are numbered on after its last.
                place = 7 - number if number < 7 else number + 1
                if day not in used:
                    yield ScheduledSession(week, day, own.get(place) or a_rest(place))

    def of_plan(self, plan: Plan) -> Schedule:
        """The same days with the sessions as another plan has them in the same places."""
        others = {
            (number, planned.place): planned
            for number, week in enumerate(plan.weeks, start=1)
            for planned in week.sessions
            if planned.place
        }

        def of(session: ScheduledSession) -> ScheduledSession:
            if not session.place:
                return session
            planned = others[session.week, session.place]
            if planned is session.planned:
                return session
            return ScheduledSession(session.week, session.day, planned)

        return replace(
            self,
            plan=plan,
            sessions=tuple(map(of, self.sessions)),
            missed=tuple(each._replace(session=of(each.session)) for each in self.missed),
        )

    @property
    def weeks(self) -> int:
        return len(self.plan.weeks)

    @property
    def start(self) -> date:
        """Day 1 of week 1."""
        return self.starts[0]

    def week(self, number: int) -> tuple[ScheduledSession, ...]:
        """Sessions done in a week, in order; includes those moved there from another week.

        Raises:
            ScheduleError: the plan has no such week.
        """
        if not 1 <= number <= self.weeks:
            raise ScheduleError(
                f'there is no week {number}: the plan "{self.plan.title}" has {self.weeks}',
                f"give 1 to {self.weeks}",
            )
        first, last = self.first_day(number), self.last_day(number)
        return tuple(session for session in self.sessions if first <= session.day <= last)

    def first_day(self, week: int) -> date:
        """Day 1 of a week."""
        return self.starts[week - 1]

    def last_day(self, week: int) -> date:
        """The day before the next week, or the end of the plan."""
        return self.end if week == self.weeks else self.starts[week] - timedelta(days=1)

    def days(self, week: int) -> list[date]:
        """Every day of a week."""
        return dates(self.first_day(week), self.last_day(week))

    def week_on(self, day: date) -> int:
        """Number of the week that a day falls in; counts on before and after the plan."""
        if day < self.start:
            return (day - self.start).days // 7 + 1
        if day > self.end:
            return self.weeks + 1 + (day - self.end).days // 7
        return bisect_right(self.starts, day)

    def next_week(self, today: date) -> int:
        """Number of the week with the next session from `today` on.

        Raises:
            ScheduleError: the plan is over.
        """
        coming = (session for session in self.sessions if session.place and session.day >= today)
        session = next(coming, None)
        if session is None:
            raise ScheduleError(
                f"the plan ended {'with the race ' if self.end == self.race_day else ''}on {self.end}",
                "give the next --race-day",
            )
        return self.week_on(session.day)
