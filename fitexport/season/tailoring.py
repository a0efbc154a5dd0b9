"""Fit a shipped plan to a runner. What a user wrote is never touched.

- Reps that would last too long grow shorter; rests at a goal pace that is far away grow longer.
- A session that would be too much of a small week loses reps: J. Daniels' shares of a week (5 %
  at mile pace, 8 % at VO2max, 10 % at threshold), but never below the smallest useful dose.
- A week that slow reps make too long (see `growth`) has shorter easy runs, the longest first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from math import inf
from typing import NamedTuple

from fitexport.pace.table import PaceTable
from fitexport.pace.volume import Volume, rep_m, total, volume_of
from fitexport.plan.model import Plan, PlannedSession, TrainingWeek
from fitexport.season.goal_pace import rested
from fitexport.season.growth import Growth, long_share
from fitexport.session import Distance, Item, Repeat, Session, Step, Time, What
from fitexport.session.steps import first_step, reps

_REP_LENGTHS_M = (800, 600, 400, 300, 200)
_LONGEST_REP_S = {"mile": 135.0, "goal": 165.0}


class _Cap(NamedTuple):
    """What a session may hold in some zones: a share of the week's metres, or the dose that is
    allowed in any week, in metres or seconds."""

    zones: tuple[str, ...]
    share: float
    dose_m: float = 0.0
    dose_s: float = 0.0


_CAPS = (
    _Cap(("mile", "goal", "800m"), 0.05, dose_m=1600),
    _Cap(("vo2max",), 0.08, dose_s=8 * 60),
    _Cap(("threshold",), 0.10, dose_s=15 * 60),
)


STEP_S, SHORTEST_S = 300, 600
"""Easy runs are shortened by this, to this."""

Done = Mapping[tuple[int, int], tuple[PlannedSession, PaceTable]]
"""Week and place of sessions that are done, with the paces they were done by."""


def tailor(
    plan: Plan, table: PaceTable, done: Done | None = None, ill: Collection[int] = ()
) -> Plan:
    """The plan with every week within what a runner of this pace table should do; what is `done`
    stays as it was. A week is measured by the last one before it that was not cut back, and in
    which nobody was `ill`."""
    if not plan.shipped:
        return plan
    weeks: list[TrainingWeek] = []
    growth = Growth(plan.level)
    for number, week in enumerate(plan.weeks, start=1):
        rule = growth.rule(week, is_last=number == len(plan.weeks))
        race = next((each.session for each in week.sessions if each.is_race), None)
        limit_s = growth.limit_s(rule, volume_of([race], table).time_s if race else None)
        of_week = {place: fixed for (of, place), fixed in (done or {}).items() if of == number}
        in_part = _Tailor(week, table, of_week, long_share=long_share(plan))
        in_part.shorten_reps()
        made, running_s = in_part.week(limit_s or inf)
        weeks.append(made)
        growth.add(running_s, counts=not (week.cut_back or number in ill))
    return replace(plan, weeks=tuple(weeks))


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
    caps = _CAPS if shipped else ()
    in_part = _Tailor(replace(week, sessions=tuple(sessions)), table, caps=caps, least=least_share)
    made, running_s = in_part.week(limit_s)
    return list(made.sessions), running_s


class _Tailor:
    """One week in the making."""

    def __init__(
        self,
        week: TrainingWeek,
        table: PaceTable,
        done: Mapping[int, tuple[PlannedSession, PaceTable]] | None = None,
        *,
        caps: Sequence[_Cap] = _CAPS,
        least: float | None = None,
        long_share: float = inf,
    ) -> None:
        """`least` is the share of its time that each easy run keeps, while all lose the same
        share; None: the longest loses first. `long_share` is what of its running a week may
        have in the long run."""
        self.made, self.table, self.done = week, table, done or {}
        self.caps, self.least, self.planned = caps, least, week
        self.long_share = long_share

    def week(self, limit_s: float) -> tuple[TrainingWeek, float]:
        """The week, and the seconds of running in it: `limit_s` at most. What one session loses
        makes the week smaller, and so the share that the others may have."""
        while (
            self.drop_a_rep()
            or self.shorten_long_run()
            or (self.volume.time_s > limit_s + 1e-6 and self.shorten_easy_run())
        ):
            pass
        return self.made, self.volume.time_s

    def drop_a_rep(self) -> bool:
        """Take one from the first session that holds too much; False: none does."""
        for cap in self.caps:
            for index, planned in self.open():
                if self.is_over(cap, planned):
                    fewer = _one_rep_less(planned.session, cap)
                    if fewer is not None:
                        self.put(index, planned.with_session(fewer))
                        return True
        return False

    def open(self) -> Iterator[tuple[int, PlannedSession]]:
        """What is still to come, with its index."""
        for index, planned in enumerate(self.made.sessions):
            if planned.place not in self.done:
                yield index, planned

    def put(self, index: int, planned: PlannedSession) -> None:
        sessions = list(self.made.sessions)
        sessions[index] = planned
        self.made = replace(self.made, sessions=tuple(sessions))
        del self.volume

    def shorten_easy_run(self) -> bool:
        """Take five minutes off the longest, or off the one that has lost the smallest share;
        False: there is none that can spare them."""
        found = [
            (s / self.planned_s(index, place), s, index, place)
            for s, index, place in self.easy_runs()
            if s - STEP_S >= SHORTEST_S
            if s - STEP_S >= (self.least or 0.0) * self.planned_s(index, place)
            if self.least is not None or self.may_shrink(index, s)
        ]
        if not found:
            return False
        _, longest_s, index, place = max(found)
        planned = self.made.sessions[index]
        items = list(planned.session.items)
        run = items[place]
        assert isinstance(run, Step)
        items[place] = replace(run, amount=Time(longest_s - STEP_S))
        self.put(index, planned.with_session(Session(tuple(items))))
        return True

    def easy_runs(self) -> Iterator[tuple[int, int, int]]:
        """Seconds of each easy or long run that goes by time, and its session and item."""
        for index, planned in self.open():
            for place, step in enumerate(planned.session.items):
                match step:
                    case Step(amount=Time(s), what=What.EASY | What.LONG):
                        yield s, index, place

    def may_shrink(self, index: int, s: int) -> bool:
        """Whether a run of so many seconds may lose five minutes: the long run stays the longest."""
        sessions = self.made.sessions
        easy = (other for other, at, _ in self.easy_runs() if not sessions[at].is_long)
        return not sessions[index].is_long or s - STEP_S > max(easy, default=0)

    def shorten_long_run(self) -> bool:
        """Take five minutes off a long run that is too large a share of its week, or off the easy
        run that would then be as long; False: there is none."""
        long_s = sum(
            volume_of([planned.session], self.table).time_s
            for _, planned in self.open()
            if planned.is_long
        )
        return long_s > self.long_share * self.volume.time_s and self.shorten_easy_run()

    def planned_s(self, index: int, place: int) -> float:
        """What a share of an easy run is measured by: its seconds in the plan, or 1."""
        if self.least is None:
            return 1
        step = self.planned.sessions[index].session.items[place]
        assert isinstance(step, Step)
        assert isinstance(step.amount, Time)
        return step.amount.s

    @cached_property
    def volume(self) -> Volume:
        coming = volume_of((planned.session for _, planned in self.open()), self.table)
        done = (volume_of([planned.session], table) for planned, table in self.done.values())
        return total((coming, *done))

    def is_over(self, cap: _Cap, planned: PlannedSession) -> bool:
        metres = sum(
            count * rep_m(step, self.table)
            for count, step in reps(planned.session.items)
            if step.zone in cap.zones
        )
        pace = self.table.zones[cap.zones[0]].middle
        if metres <= max(cap.dose_m, cap.dose_s / pace) + 1e-6:
            return False
        return metres > cap.share * self.volume.distance_m

    # --- reps that would last too long --------------------------------------------------

    def shorten_reps(self) -> None:
        """Take what is done as it was, and the rest with reps that are not too long."""
        sessions = (
            self.done[each.place][0] if each.place in self.done else self.shortened(each)
            for each in self.made.sessions
        )
        self.made = replace(self.made, sessions=tuple(sessions))

    def shortened(self, planned: PlannedSession) -> PlannedSession:
        items = tuple(map(self.short_item, planned.session.items))
        if items != planned.session.items:
            planned = planned.with_session(Session(_merged(items, planned.session.items)))
        return rested(planned, self.table)

    def short_item(self, item: Item) -> Item:
        match item:
            case Step():
                return self.short_step(item)
            case Repeat(count, (Step(amount=Distance()) as step,)):
                shorter = self.short_step(step)
                if shorter is step:
                    return item
                assert isinstance(shorter.amount, Distance)
                assert isinstance(step.amount, Distance)
                fewer = int(count * step.amount.m // shorter.amount.m)
                return replace(item, count=fewer, items=(shorter,))
            case Repeat():
                return replace(item, items=tuple(map(self.short_item, item.items)))
            case _:
                return item

    def short_step(self, step: Step) -> Step:
        """The step at the longest length that this runner is through with in time."""
        limit_s = _LONGEST_REP_S.get(step.zone or "")
        if limit_s is None or not isinstance(step.amount, Distance):
            return step
        longest_m = limit_s / self.table.zones[step.zone or ""].middle
        if step.amount.m <= longest_m:
            return step
        m = next((m for m in _REP_LENGTHS_M if m <= longest_m), _REP_LENGTHS_M[-1])
        return replace(step, amount=Distance(m, "m"))


def _merged(items: tuple[Item, ...], written: tuple[Item, ...]) -> tuple[Item, ...]:
    """Two blocks whose reps have become the same are one, without the pause between them; blocks
    that were written alike stay as they are."""
    merged: list[Item] = []
    changed = [item != as_written for item, as_written in zip(items, written, strict=True)]
    for index, item in enumerate(items):
        match merged[-2:], item:
            case [Repeat() as before, Step() as pause], Repeat() if (
                pause.is_recovery
                and before.items == item.items
                and (changed[index] or changed[index - 2])
            ):
                merged[-2:] = [replace(before, count=before.count + item.count)]
            case _:
                merged.append(item)
    return tuple(merged)


def _one_rep_less(session: Session, cap: _Cap) -> Session | None:
    """The session less one of its shortest reps in these zones, or with five minutes less of the
    only one; None if that is short already.

    A block's only rep goes with the pause before it.
    """
    items = list(session.items)
    of_zone = [index for index, item in enumerate(items) if _first(item).zone in cap.zones]
    if sum(count for count, step in reps(session.items) if step.zone in cap.zones) <= 1:
        return _shorter_piece(items, of_zone, cap)
    index = min(of_zone, key=lambda index: (_length(_first(items[index])), -index))
    item = items[index]
    if isinstance(item, Repeat) and item.count > 1:
        left = replace(item, count=item.count - 1)
        items[index] = left if left.count > 1 or len(left.items) > 1 else left.items[0]
    else:
        pause = index + 1 if index == of_zone[0] else index - 1
        gone = {index, pause} if _first(items[pause]).is_recovery else {index}
        items = [item for place, item in enumerate(items) if place not in gone]
    return Session(tuple(items))


def _shorter_piece(items: list[Item], of_zone: list[int], cap: _Cap) -> Session | None:
    for index in of_zone:
        match items[index]:
            case Step(amount=Time(s)) as step if s > cap.dose_s:
                items[index] = replace(step, amount=Time(max(s - STEP_S, int(cap.dose_s))))
                return Session(tuple(items))
    return None


def _first(item: Item) -> Step:
    step = first_step(item)
    assert step is not None, "shipped plans are parsed with their blocks"
    return step


def _length(step: Step) -> float:
    """Metres or seconds: reps of one zone go by one of them."""
    match step.amount:
        case Distance():
            return step.amount.m
        case Time(s):
            return s
        case _:
            return 0.0
