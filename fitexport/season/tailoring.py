"""Fit a shipped plan to a runner. Custom plans are never changed.

- Reps that would last too long grow shorter; rests at a goal pace that is far away, and pauses that
  are too short for their reps, grow longer.
- A session that would be too much of a small week loses reps: J. Daniels' shares of a week (5 %
  at mile pace, 8 % at VO2max, 10 % at threshold), but never below the smallest useful dose.
- A long run that is too large a share of its week grows shorter.
- A week that slow reps make too long (see `growth`) has shorter easy runs, the longest first; a
  lighter one, of which much is hard then, has fewer reps, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from math import inf
from typing import NamedTuple

from fitexport.pace.table import PaceTable
from fitexport.pace.volume import Volume, measured, rep_m, running_s_of, total, volume_of
from fitexport.plan.model import Plan, PlannedSession, TrainingWeek
from fitexport.season.easy_runs import SHORTEST_S, STEP_S, easy_items, easy_s, of_length, step_s
from fitexport.season.growth import CUT_BACK_LEAST, HARD_SHARE, Growth, long_share
from fitexport.season.rep_caps import CAPS, Cap, capped_reps, one_rep_less
from fitexport.season.rep_lengths import with_fitting_reps
from fitexport.session import Session

Done = Mapping[tuple[int, int], tuple[PlannedSession, PaceTable]]
"""Week and place of sessions that are done, with the paces they were done by."""


def tailor(
    plan: Plan,
    table: PaceTable,
    done: Done | None = None,
    ill: Collection[int] = (),
    last: int | None = None,
) -> Plan:
    """Fit every week of the plan, or those up to the `last`, to a runner of this pace table; `done`
    sessions stay as they were. A week's growth counts from the last week before it that was neither
    cut back nor `ill`."""
    if not plan.shipped:
        return plan
    return _tailored(plan, table, tuple((done or {}).items()), frozenset(ill), last)


@lru_cache(maxsize=64)  # a move tried on many days leaves the plan and the runner as they were
def _tailored(
    plan: Plan,
    table: PaceTable,
    done: tuple[tuple[tuple[int, int], tuple[PlannedSession, PaceTable]], ...],
    ill: frozenset[int],
    last: int | None,
) -> Plan:
    weeks: list[TrainingWeek] = []
    growth = Growth(plan.level)
    race_week = sum(week.phase != "recovery" for week in plan.weeks)
    for number, week in enumerate(plan.weeks[:last], start=1):
        rule = growth.rule(week, is_last=number == race_week)
        race = next((each for each in week.sessions if each.is_race), None)
        limit_s = growth.limit_s(rule, running_s_of(race.session, table) if race else None)
        of_week = {place: fixed for (of, place), fixed in done if of == number}
        week = _with_fitting_reps(week, table, of_week)
        making = _Tailor(
            week, table, of_week, long_share=long_share(plan), lighter=rule != "growth"
        )
        may_rest = not week.cut_back or number in ill
        least_s = 0.0 if may_rest else CUT_BACK_LEAST * growth.highest_s
        made, running_s = making.week(limit_s or inf, least_s)
        weeks.append(made)
        growth.add(running_s, counts=not (week.cut_back or number in ill))
    return replace(plan, weeks=(*weeks, *plan.weeks[len(weeks) :]))


def within(
    week: TrainingWeek,
    sessions: Sequence[PlannedSession],
    table: PaceTable,
    limit_s: float,
    *,
    shipped: bool,
    least_share: float,
) -> tuple[list[PlannedSession], float]:
    """What is done in a week with shorter easy runs, so that it has `limit_s` of running if they
    keep `least_share` of their time, and the seconds that are left. In a shipped plan hard runs
    lose reps as the week gets smaller."""
    caps = CAPS if shipped else ()
    week = replace(week, sessions=tuple(sessions))
    in_part = _Tailor(week, table, caps=caps, least=least_share)
    made, running_s = in_part.week(limit_s)
    return list(made.sessions), running_s


def _with_fitting_reps(
    week: TrainingWeek, table: PaceTable, done: Mapping[int, tuple[PlannedSession, PaceTable]]
) -> TrainingWeek:
    """The week with shorter reps where they are too long, except in sessions already done."""
    sessions = tuple(
        done[each.place][0] if each.place in done else with_fitting_reps(each, table)
        for each in week.sessions
    )
    return week if sessions == week.sessions else replace(week, sessions=sessions)


class _EasyRun(NamedTuple):
    """An easy or long run of a week, and its place: session and item."""

    s: int
    session: int
    item: int
    is_long: bool


class _Measures(NamedTuple):
    """The volume of one session, its metres in the zones of each cap where they exceed the dose allowed
    in any week, and its easy and long runs."""

    volume: Volume | None
    over_dose: Mapping[Cap, float]
    easy: tuple[_EasyRun, ...]


class _Tailor:
    """One week in the making."""

    def __init__(
        self,
        week: TrainingWeek,
        table: PaceTable,
        done: Mapping[int, tuple[PlannedSession, PaceTable]] | None = None,
        *,
        caps: Sequence[Cap] = CAPS,
        least: float | None = None,
        long_share: float = inf,
        lighter: bool = False,
    ) -> None:
        """`least` is the share of its time that each easy run keeps, while all lose the same
        share; None: the longest loses first. `long_share` is what of its running a week may
        have in the long run. A `lighter` week loses reps if it is too hard, or where easy runs
        cannot give."""
        self.planned, self.table = week, table
        self.caps, self.least = caps, least
        self.long_share, self.lighter = long_share, lighter
        done = done or {}
        self.done = [volume_of([planned.session], of) for planned, of in done.values()]
        self.sessions = [*week.sessions]
        self.measures = {
            index: self.measure(index, planned)
            for index, planned in enumerate(week.sessions)
            if planned.place not in done
        }
        """Of the sessions still to come, by their index."""
        self.volume = self.whole()

    def week(self, limit_s: float, least_s: float = 0.0) -> tuple[TrainingWeek, float]:
        """The week, and the seconds of running in it: `limit_s` at most, `least_s` at least if its
        easy runs can grow to that. What one session loses makes the week smaller, and so the share
        that the others may have."""
        while (
            self.drop_a_rep()
            or self.shorten_long_run()
            or (self.lighter and (self.drop_from_hard_week() or self.lengthen_easy_run(limit_s)))
            or (self.volume.time_s > limit_s + 1e-6 and self.make_shorter())
        ):
            pass
        while self.volume.time_s < least_s and self.make_longer():
            pass
        sessions = tuple(self.sessions)
        made = self.planned
        if sessions != made.sessions:
            made = replace(made, sessions=sessions)
        return made, self.volume.time_s

    def make_longer(self) -> bool:
        """Add five minutes to an easy run that stays shorter than the long run; False: there is
        none."""
        runs = self.easy_runs()
        long_s = max((run.s for run in runs if run.is_long), default=0)
        found = [run for run in runs if not run.is_long and run.s + STEP_S < long_s]
        if not found:
            return False
        self.change(max(found), STEP_S)
        return True

    def make_shorter(self) -> bool:
        """Shorten an easy run, or drop a rep of a lighter week that is hard enough, or has no easy
        run to spare; False: there is none of these."""
        return (
            (self.lighter and self.drop_from_hard_week(STEP_S))
            or self.shorten_easy_run()
            or (self.lighter and self.drop_any_rep())
        )

    def drop_from_hard_week(self, less_s: float = 0.0) -> bool:
        """Drop a rep of a week that is too hard, or would be if it had so much less of easy
        running; False: it is not, or there is none."""
        hard_s = HARD_SHARE * (self.volume.time_s - less_s)
        return self.volume.hard_s > hard_s and self.drop_any_rep()

    def lengthen_easy_run(self, limit_s: float) -> bool:
        """Add five minutes to the longest easy run of a race week that is still too hard, and has
        room for them; False: it needs none, or has no room."""
        runs = self.easy_runs()
        too_hard = self.volume.hard_share > HARD_SHARE and not any(run.is_long for run in runs)
        if not (too_hard and runs and self.volume.time_s + STEP_S <= limit_s):
            return False
        self.change(max(runs), STEP_S)
        return True

    def drop_a_rep(self) -> bool:
        """Take one from the first session that holds too much; False: none does."""
        over = [(index, of.over_dose) for index, of in self.measures.items() if of.over_dose]
        for cap in self.caps if over else ():
            most_m = cap.share * self.volume.distance_m
            for index, metres in over:
                if metres.get(cap, 0.0) > most_m and self.drop(index, cap):
                    return True
        return False

    def drop_any_rep(self) -> bool:
        return any(self.drop(index, cap) for index in self.measures for cap in self.caps)

    def drop(self, index: int, cap: Cap) -> bool:
        """Take a rep from a session; False: it has none to spare."""
        planned = self.sessions[index]
        fewer = one_rep_less(planned.session, cap)
        if fewer is not None:
            self.put(index, planned.with_session(fewer))
        return fewer is not None

    def put(self, index: int, planned: PlannedSession) -> None:
        self.sessions[index] = planned
        self.measures[index] = self.measure(index, planned)
        self.volume = self.whole()

    def shorten_easy_run(self) -> bool:
        """Take a step off the longest, or off the one that has lost the smallest share; False:
        there is none that can spare it."""
        runs = self.easy_runs()
        longest_s = max((run.s for run in runs if not run.is_long), default=0)
        found = [
            (run.s / self.planned_s(run), run)
            for run in runs
            if run.s - self.step_s(run)
            >= max(SHORTEST_S, (self.least or 0.0) * self.planned_s(run))
            # The long run stays the longest.
            if self.least is not None or not run.is_long or run.s - STEP_S > longest_s
        ]
        if not found:
            return False
        _, run = max(found)
        self.change(run, -self.step_s(run))
        return True

    def step_s(self, run: _EasyRun) -> int:
        return STEP_S if self.least is None else step_s(run.s)

    def shorten_long_run(self) -> bool:
        """Take five minutes off a long run that is too large a share of its week, or off the easy
        run that would then be as long; False: there is none."""
        long_s = sum(
            of.volume.time_s
            for index, of in self.measures.items()
            if of.volume and self.sessions[index].is_long
        )
        return long_s > self.long_share * self.volume.time_s and self.shorten_easy_run()

    def easy_runs(self) -> list[_EasyRun]:
        """Those still to come."""
        return [run for of in self.measures.values() for run in of.easy]

    def change(self, run: _EasyRun, seconds: int) -> None:
        """Make an easy or long run longer or shorter."""
        planned = self.sessions[run.session]
        items = list(planned.session.items)
        items[run.item] = of_length(items[run.item], run.s + seconds)
        self.put(run.session, planned.with_items(items))

    def planned_s(self, run: _EasyRun) -> float:
        """What a share of an easy run is measured by: its seconds in the plan, or 1."""
        if self.least is None:
            return 1
        return easy_s(self.planned.sessions[run.session].session.items[run.item])

    def whole(self) -> Volume:
        """The volume of the week as it is."""
        return total([*(of.volume for of in self.measures.values()), *self.done])

    def measure(self, index: int, planned: PlannedSession) -> _Measures:
        session = planned.session
        return _Measures(
            measured(session, self.table),
            dict(self.over_dose(session)) if planned.is_hard and self.caps else {},
            tuple(
                _EasyRun(seconds, index, item, planned.is_long)
                for item, seconds in easy_items(session)
            ),
        )

    def over_dose(self, session: Session) -> Iterator[tuple[Cap, float]]:
        for cap, of_cap in capped_reps(session):
            metres = sum(count * rep_m(step, self.table) for count, step in of_cap)
            pace = self.table.zones[cap.zones[0]].middle
            if metres > max(cap.dose_m, cap.dose_s / pace) + 1e-6:
                yield cap, metres
