"""Training after a break: easier runs at first, then weeks that grow slowly.

After six days or more without a run, the first whole week has at most 60 % of the running of the
last healthy one, and each later one at most 1.3 times the larger of the two before it. No run is
longer than 1.25 times the longest of the last two weeks with running. Lifting begins with a week of
two sets and half the jumps. Judgement, on the safe side of Daniels' shares (`breaks.py`) and of
the growth that injured novices least (Nielsen 2014).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import inf

from fitexport.pace.table import PaceTable
from fitexport.pace.volume import RETURN_GROWTH, RETURN_SHARE, running_s_of, volume_of
from fitexport.plan.model import PlannedSession
from fitexport.season.after_break import without_trial
from fitexport.season.athlete import Athlete
from fitexport.season.breaks import Break
from fitexport.season.easing import (
    FIRST_HARD_RUN,
    easy_run,
    first_hard,
    gentler,
    without_hills,
)
from fitexport.season.easy_runs import SHORTEST_S, in_fine_steps, in_steps
from fitexport.season.growth import RECOVERY
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.season.tailoring import within
from fitexport.session import Item, Session, Step, Time, What

_LONG_RUN = 1.25
_HALF = 0.5
"""The share of its time that an easy run keeps, as long as hard runs can become easy ones."""


def eased(schedule: Schedule, athlete: Athlete) -> Schedule:
    """Ease the schedule after each of its breaks, for a runner of these paces."""
    made = _eased(schedule, athlete)
    for after in (each for each in made.breaks if each.is_long):
        first = next((s for s in made.sessions if s.day > after.last and s.planned.is_hard), None)
        if first and first.planned.is_trial and first.key not in made.moved:
            return eased(without_trial(schedule, first.key, after), athlete)
    return made


def _eased(schedule: Schedule, athlete: Athlete) -> Schedule:
    whole = {_first_whole_week(schedule, each): each for each in schedule.breaks if each.is_long}
    by_week = {each: week for week, each in whole.items()}
    eased_days = schedule.with_sessions(
        gentler(session, schedule, athlete, by_week) for session in schedule.sessions
    )
    return _Weeks(eased_days, athlete, whole).limited() if whole else eased_days


def _first_whole_week(schedule: Schedule, after: Break) -> int:
    """Number of the first week that lost no run to a break; one past the last week if none."""
    for number in range(1, schedule.weeks + 1):
        lost = any(
            each.session.week == number
            and each.session.planned.is_run
            and after.first <= each.session.day <= after.last
            for each in schedule.missed
        )
        if schedule.last_day(number) > after.last and not lost:
            return number
    return schedule.weeks + 1


class _Weeks:
    """The weeks of a schedule, each limited by the ones before it."""

    def __init__(self, schedule: Schedule, athlete: Athlete, breaks: dict[int, Break]) -> None:
        self.schedule, self.athlete, self.breaks = schedule, athlete, breaks
        self.done: list[tuple[float, float]] = []
        """Seconds of running of each week so far, and of its longest easy or long run."""
        self.owes_first_hard_run = False
        """Whether the week of the first hard run was too small for it."""

    def limited(self) -> Schedule:
        made: list[ScheduledSession] = []
        for number in range(1, self.schedule.weeks + 1):
            own: Sequence[ScheduledSession] = self.schedule.week(number)
            if number >= min(self.breaks):
                own = self.eased_week(number, own)
            made += own
            runs = [
                (running_s_of(each.session, self.athlete.table_on(each.day)), each.planned.is_hard)
                for each in own
            ]
            longest_s = max((s for s, is_hard in runs if not is_hard), default=0.0)
            self.done.append((sum(s for s, _ in runs), longest_s))
        return self.schedule.with_sessions(made)

    def eased_week(
        self, number: int, sessions: Sequence[ScheduledSession]
    ) -> tuple[ScheduledSession, ...]:
        """Fit a week to its limits; a first hard run that does not fit is postponed."""
        limit_s = self.limit_s(number)
        while True:
            own = self.with_first_hard_run(sessions)
            left = self.within(number, own, limit_s)
            given_up = any(
                was.planned.is_hard and not now.planned.is_hard and self.is_gentle(was)
                for was, now in zip(own, left, strict=True)
            )
            self.owes_first_hard_run |= given_up
            if not given_up or not any(_is_hard_training(each) for each in left):
                return left
            sessions = left

    def is_gentle(self, session: ScheduledSession) -> bool:
        return session.key in self.schedule.gentle or FIRST_HARD_RUN in session.session.items

    def with_first_hard_run(
        self, sessions: Sequence[ScheduledSession]
    ) -> tuple[ScheduledSession, ...]:
        """The sessions of a week, the first hard one gentler if it is still owed."""
        made = []
        for each in sessions:
            planned = each.planned
            if self.owes_first_hard_run and not planned.is_race:
                if planned.is_hard:
                    planned, self.owes_first_hard_run = first_hard(planned), False
                elif planned.is_run:
                    planned = without_hills(planned)
            made.append(replace(each, planned=planned))
        return tuple(made)

    def limit_s(self, number: int) -> float:
        """The most running of a week: after a break, a share of the last healthy week, or of its
        own in the plan if there is none."""
        after = self.breaks.get(number)
        # Two weeks without a run are a break, whose return is limited day by day.
        grown_s = RETURN_GROWTH * max((done_s for done_s, _ in self.done[-2:]), default=0.0) or inf
        if self.schedule.plan.weeks[number - 1].phase == "recovery":
            grown_s = min(grown_s, RECOVERY * max(done_s for done_s, _ in self.done))
        if after is None:
            return grown_s
        healthy = [
            done_s
            for before, (done_s, _) in enumerate(self.done, start=1)
            if self.is_healthy(before) and self.last_run(before) < after.first
        ]
        planned = (each.session for each in self.schedule.plan.weeks[number - 1].sessions)
        table = self.athlete.table_on(self.schedule.first_day(number))
        first_s = RETURN_SHARE * (healthy[-1] if healthy else volume_of(planned, table).time_s)
        return first_s if after.without_a_run else min(first_s, grown_s)

    def last_run(self, number: int) -> date:
        """The day of a week's last run; a break may begin on the free days after it."""
        days = (each.day for each in self.schedule.week(number) if each.planned.is_run)
        return max(days, default=date.max)

    def is_healthy(self, number: int) -> bool:
        """Whether a week lost no run to a break, a trip or a moved race, and none was part of the
        return."""
        lost = (
            each.session
            for each in self.schedule.missed
            if each.cause in ("spell", "race day")
            or any(
                of.is_long and of.first <= each.session.day <= of.last
                for of in self.schedule.breaks
            )
        )
        if any(each.week == number and each.planned.is_run for each in lost):
            return False
        return all(
            self.schedule.share(each.day) == 1
            for each in self.schedule.week(number)
            if each.planned.is_run
        )

    def within(
        self, number: int, sessions: Sequence[ScheduledSession], limit_s: float
    ) -> tuple[ScheduledSession, ...]:
        """The sessions of a week within its limits: no run too long, then easy runs shorter and
        hard ones with fewer reps; if that is not enough, hard runs as easy ones, and the first
        hard run after the break last of all."""
        ran = [longest_s for _, longest_s in self.done if longest_s][-2:]
        longest_s = _LONG_RUN * max(ran, default=inf)
        table = self.athlete.table_on(self.schedule.first_day(number))
        made = [_no_longer(each.planned, longest_s, table) for each in sessions]
        week, shipped = self.schedule.plan.weeks[number - 1], self.schedule.plan.shipped
        least_share = _HALF
        while True:
            left, running_s = within(
                week, made, table, limit_s, shipped=shipped, least_share=least_share
            )
            if running_s <= limit_s + 1:
                break
            harder = [
                n
                for n, each in enumerate(made)
                if _can_be_easier(each) and not (least_share and self.is_gentle(sessions[n]))
            ]
            if harder:
                last = max(harder, key=lambda n: (made[n].is_hard, n))
                made[last] = _easy_instead(made[last], longest_s, table)
            elif least_share:
                least_share = 0.0
            else:
                break
        return tuple(
            replace(each, planned=planned) for each, planned in zip(sessions, left, strict=True)
        )


def _is_hard_training(session: ScheduledSession) -> bool:
    return session.planned.is_hard and not session.planned.is_race


def _no_longer(planned: PlannedSession, longest_s: float, table: PaceTable) -> PlannedSession:
    """An easy or long run of at most `longest_s`, in steps of five minutes."""
    running_s = running_s_of(planned.session, table)
    items = list(planned.session.items)
    timed = [n for n, item in enumerate(items) if _is_easy_running(item)]
    if planned.is_hard or running_s <= longest_s or not timed:
        return planned
    index = max(timed, key=lambda n: running_s_of(Session((items[n],)), table))
    step = items[index]
    assert isinstance(step, Step)
    room_s = longest_s - running_s + running_s_of(Session((step,)), table)
    if room_s < SHORTEST_S:  # its hills or strides alone are too long
        return planned.with_session(Session((easy_run(in_steps(0)),)))
    items[index] = replace(step, amount=in_fine_steps(room_s))
    return planned.with_session(Session(tuple(items)))


def _is_easy_running(item: Item) -> bool:
    return isinstance(item, Step) and item.what in (What.EASY, What.LONG)


def _can_be_easier(planned: PlannedSession) -> bool:
    """Whether a run could still be an easy one of ten minutes or more."""
    all_out = planned.is_race or planned.is_trial
    is_short = planned.session.items == (easy_run(in_steps(0)),)
    timed = all(isinstance(step.amount, Time) for step in planned.session.steps())
    return planned.is_run and not (all_out or is_short) and (planned.is_hard or not timed)


def _easy_instead(planned: PlannedSession, longest_s: float, table: PaceTable) -> PlannedSession:
    """An easy run as long as the run it replaces, up to the longest allowed."""
    amount = in_fine_steps(min(longest_s, running_s_of(planned.session, table)))
    return planned.with_session(Session((easy_run(amount),)))
