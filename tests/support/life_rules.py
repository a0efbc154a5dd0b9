"""What holds for a plan whatever happened on the way, measured on the sessions that a runner gets.

As in `plan_rules`, nothing here asks the code under test: sessions are read from their steps, the
days of an illness or a trip from their dates, weeks from the days on which they start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby, pairwise

from support.plan_rules import CUT_BACK, NO_LOAD, Run

from fitexport.plan.model import PlannedSession
from fitexport.season.athlete import Athlete
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.season.spells import Spell
from fitexport.session import Repeat, Time, What

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LIGHTER = (*CUT_BACK, "TW", "R1")
"""Shipped weeks that nothing is added to."""
SHORTEST_S = 600
"""Of a run on the return."""


@dataclass(frozen=True)
class Written:
    """What of the plan as it is written the rules need: the places of each week's workouts, and
    which weeks are lighter or no load, all by the weeks' names."""

    places: Mapping[str, Collection[int]]
    lighter: Collection[str] = LIGHTER
    no_load: Collection[str] = NO_LOAD


class Day:
    """All that is done on one day."""

    def __init__(self, day: date, runs: Sequence[Run]) -> None:
        self.day, self.runs = day, runs
        self.hard = any(run.hard for run in runs)
        self.long = any(run.long for run in runs)
        self.strength = any(run.strength for run in runs)
        self.cross = any(run.cross for run in runs)
        self.all_out = any(run.all_out for run in runs)
        self.goal_pace = any(step.zone == "goal" for run in runs for step in run.session.steps())
        self.race = any(step.what is What.RACE for run in runs for step in run.session.steps())
        self.trial = self.all_out and not self.race

    def __str__(self) -> str:
        return f"{self.day} ({', '.join(run.scheduled.key for run in self.runs)})"


@dataclass(frozen=True)
class Lived:
    """A schedule after changes, taken apart."""

    schedule: Schedule
    runner: Athlete
    written: Written

    @cached_property
    def days(self) -> list[Day]:
        """The days on which something is done, in order."""
        done = (each for each in self.schedule.sessions if not each.planned.session.is_rest)
        by_day = groupby(sorted(done, key=lambda each: each.day), key=lambda each: each.day)
        return [Day(day, [Run(each, self.runner) for each in on_day]) for day, on_day in by_day]

    @cached_property
    def weeks(self) -> list[tuple[str, date, date]]:
        """Name, first and last day of each week."""
        starts = (*self.schedule.starts, self.schedule.end + timedelta(days=1))
        names = [week.name for week in self.schedule.plan.weeks]
        bounds = [(first, after - timedelta(days=1)) for first, after in pairwise(starts)]
        return [(name, *bound) for name, bound in zip(names, bounds, strict=True)]

    def runs(self, number: int) -> list[Run]:
        """All that is done in a week."""
        return [run for day in self.within(*self.weeks[number - 1][1:]) for run in day.runs]

    def within(self, first: date, last: date) -> list[Day]:
        return [day for day in self.days if first <= day.day <= last]


def broken_life_rules(schedule: Schedule, runner: Athlete, written: Written) -> Iterator[str]:
    """The rules that a schedule breaks, of those that hold after any change that was not forced."""
    lived = Lived(schedule, runner, written)
    yield from _apart(lived.days)
    yield from _on_one_day(lived.days)
    yield from _around_the_race(lived)
    yield from _weeks(lived)
    for spell in schedule.spells:
        yield from _spell(lived, spell)
    yield from broken_return_rules(lived)
    yield from _whole(lived)
    yield from _rests(lived)


# --- hard, long and heavy days ----------------------------------------------------------


def _apart(days: Sequence[Day]) -> Iterator[str]:
    for before, after in pairwise(day for day in days if day.hard):
        if (after.day - before.day).days < 2:
            yield f"hard days in a row: {before}, {after}"
    for before, after in pairwise(day for day in days if day.long):
        if (after.day - before.day).days < 4:
            yield f"long runs near each other: {before}, {after}"
    heavy = {day.day for day in days if day.hard or day.long}
    for each in sorted(heavy):
        if {each + timedelta(days=1), each + timedelta(days=2)} <= heavy:
            yield f"three hard or long days from {each} on"
    for before, after in pairwise(days):
        if before.strength and after.hard and (after.day - before.day).days == 1:
            yield f"lifting the day before a hard run: {before}, {after}"


def _on_one_day(days: Sequence[Day]) -> Iterator[str]:
    for day in days:
        ran = [run for run in day.runs if not run.strength and not run.cross]
        if len(day.runs) > 2 or len(ran) > 1:
            yield f"too much on one day: {day}"
        if day.all_out and len(day.runs) > 1:
            yield f"a race or trial that is not alone: {day}"
        if day.cross and (day.hard or day.long):
            yield f"cross-training beside a hard or long run: {day}"
        order = [2 if run.strength else 1 if run.cross else 0 for run in day.runs]
        if order != sorted(set(order)):
            yield f"twice the same, or in the wrong order: {day}"


def _around_the_race(lived: Lived) -> Iterator[str]:
    race_day = lived.schedule.race_day
    if [day.day for day in lived.days if day.race] != [race_day]:
        yield f"the race is not on {race_day}"
    after = [run for day in lived.days if day.day > race_day for run in day.runs]
    if not all(run.is_easy or run.cross for run in after):
        yield "more than easy after the race"
    planned: Counter[int] = Counter()
    for each in lived.schedule.every_session:
        planned[each.week] += round(Run(each, lived.runner).minutes)
    if after and sum(run.minutes for run in after) > 0.5 * max(planned.values()) + 1:
        yield f"{sum(run.minutes for run in after):.0f} min after the race"
    trials = [day.day for day in lived.days if day.trial]
    for day in lived.days:
        left = (race_day - day.day).days
        if day.goal_pace and 0 <= left < 4:
            yield f"goal pace {left} days before the race: {day}"
        if day.goal_pace and any(day.day < trial for trial in trials[:1]):
            yield f"goal pace before the time trial: {day}"
        if day.strength and 0 <= left < 7:
            yield f"lifting {left} days before the race: {day}"


def _weeks(lived: Lived) -> Iterator[str]:
    for number, (name, first, last) in enumerate(lived.weeks, start=1):
        length = (last - first).days + 1
        days = lived.within(first, last)
        if not 4 <= length <= 10:
            yield f"week {number} has {length} days"
        if length >= 7 and len(days) == length:
            yield f"week {number} has no free day"
        if sum(day.hard for day in days) > 2:
            yield f"week {number} has more than two hard days"
        if sum(day.strength for day in days) > 2:
            yield f"week {number} has more than two days of lifting"
        added = [run.scheduled for day in days for run in day.runs if run.scheduled.week != number]
        if name in lived.written.lighter and added:
            yield f"added to the lighter week {number}: {', '.join(each.key for each in added)}"
    loads = "".join(
        " " if name in lived.written.no_load or not _is_healthy(lived, number) else "L"
        for number, (name, *_) in enumerate(lived.weeks, start=1)
    )
    if max(map(len, loads.split()), default=0) > 4:
        yield "more than four heavier weeks in a row"


# --- illness and trips ---------------------------------------------------------------


def _spell(lived: Lived, spell: Spell) -> Iterator[str]:
    for day in lived.within(spell.first, spell.last):
        kept = day.race or (spell.cross_training and all(run.cross for run in day.runs))
        if not kept and WEEKDAYS[day.day.weekday()] not in spell.days:
            yield f"training while {spell.cause}: {day}"
    if spell.unwell and not spell.is_open:
        length = _days_off(lived, spell)
        for day in lived.within(
            spell.last + timedelta(days=1), spell.last + timedelta(days=length)
        ):
            share = 0.5 if (day.day - spell.last).days <= (length + 1) // 2 else 0.75
            whole = lived.schedule.week_on(day.day) >= _first_whole(lived, spell.first, spell.last)
            if not day.race:
                yield from _return(lived, day, 1.0 if whole else share)


def _days_off(lived: Lived, spell: Spell) -> int:
    """Days of illness, with those of earlier ones whose return it interrupts."""
    days, return_ends = 0, date.min
    for ill in sorted((each.first, each.last) for each in lived.schedule.spells if each.unwell):
        first, last = ill
        days = (last - first).days + 1 + (days if (first - return_ends).days <= 1 else 0)
        return_ends = last + timedelta(days=days)
        if ill == (spell.first, spell.last):
            return days
    raise AssertionError("no illness of this schedule")


def _return(lived: Lived, day: Day, share: float) -> Iterator[str]:
    if day.strength or day.hard or day.long:
        yield f"more than easy on the return: {day}"
    for run in day.runs:
        written = replace(run.scheduled, planned=_of_plan(lived.schedule, run.scheduled))
        most = max(SHORTEST_S, share * _seconds(Run(written, lived.runner)))
        if _seconds(run) > most + 1:
            yield f"{_seconds(run):.0f} s on the return, not {most:.0f}: {day}"


def _of_plan(schedule: Schedule, session: ScheduledSession) -> PlannedSession:
    week = schedule.plan.weeks[session.week - 1]
    (found,) = (each for each in week.sessions if each.place == session.place)
    return found


def _seconds(run: Run) -> float:
    """From the steps; of cross-training without a sport as it is written."""
    if run.steps:
        return sum(step.expected_s for step in run.steps)
    amounts = (step.amount for step in run.session.steps())
    return sum(amount.s for amount in amounts if isinstance(amount, Time))


# --- nothing lost, nothing twice --------------------------------------------------------


def _whole(lived: Lived) -> Iterator[str]:
    schedule = lived.schedule
    found = [
        *(
            (each.week, each.planned.place)
            for each in schedule.sessions
            if not each.planned.session.is_rest
        ),
        *((entry.session.week, entry.session.planned.place) for entry in schedule.missed),
        *((week, planned.place) for week, planned in schedule.left_out),
    ]
    wanted = [
        (number, place)
        for number, (name, *_) in enumerate(lived.weeks, start=1)
        for place in lived.written.places[name]
        if not schedule.plan.days or place in _selected(schedule, number)
    ]
    for each in sorted({*found, *wanted}):
        if found.count(each) != wanted.count(each):
            yield f"w{each[0]}.{each[1]} is there {found.count(each)} times"


def _selected(schedule: Schedule, number: int) -> set[int]:
    """Places of what few days have of a week."""
    return {planned.place for planned in schedule.plan.weeks[number - 1].sessions}


def _rests(lived: Lived) -> Iterator[str]:
    schedule = lived.schedule
    resting = [each.day for each in schedule.sessions if each.planned.session.is_rest]
    used = {day.day for day in lived.days}
    length = (schedule.end - schedule.starts[0]).days + 1
    every = [schedule.starts[0] + timedelta(days=number) for number in range(length)]
    if resting != [day for day in every if day not in used]:
        yield "rests are not exactly on the free days"
    if not used <= set(every):
        yield "sessions outside the plan"
    if [each.day for each in schedule.sessions] != sorted(each.day for each in schedule.sessions):
        yield "not in the order of the days"


# --- after six days and more without a run ------------------------------------------------


def broken_return_rules(lived: Lived) -> Iterator[str]:
    """What a schedule breaks of the care that a runner needs after a long break: limits of weeks
    and long runs, the first hard run, the trial, lifting."""
    minutes, longest = _minutes(lived)  # nothing limits the race; the week after it counts it
    done = [sum(run.minutes for run in lived.runs(n)) for n in range(1, len(minutes) + 1)]
    first_weeks = {_first_whole(lived, first, last) for first, last in _gaps(lived)}
    for first, last in _gaps(lived):
        yield from _first_hard(lived, first, last)
        yield from _trial_after(lived, first, last)
        missed = [
            entry.session.day
            for entry in lived.schedule.missed
            if Run(entry.session, lived.runner).runs
        ]
        yield from _lifting_after(lived, max(each for each in missed if each <= last))
        whole = _first_whole(lived, first, last)
        for number in range(whole, len(minutes) + 1):
            before = done[: number - 1][-2:]
            before_it = [
                week
                for week in range(1, number)
                if _last_run(lived, week) < first and _is_healthy(lived, week)
                if done[week - 1]
            ]
            healthy = [done[week - 1] for week in before_it][-1:]
            least = 10 * sum(run.runs for run in lived.runs(number))
            most = max(least, 1.3 * max(before))
            if number not in first_weeks and any(before) and minutes[number - 1] > most + 2:
                yield f"week {number} has {minutes[number - 1]:.0f} min after {before}"
            if number == whole and healthy and minutes[number - 1] > 0.6 * healthy[-1] + 2:
                yield f"week {number} begins with {minutes[number - 1]:.0f} min of {healthy[-1]}"
            ran = [each for each in longest[: number - 1] if each][-2:]
            if ran and longest[number - 1] > max(10.5, 1.25 * max(ran)):
                yield f"a run of {longest[number - 1]:.0f} min in week {number} after {ran}"


def _last_run(lived: Lived, week: int) -> date:
    """The gap begins on the day after it, which may still belong to the week."""
    return max((run.scheduled.day for run in lived.runs(week) if run.runs), default=date.max)


def _gaps(lived: Lived) -> Iterator[tuple[date, date]]:
    """The first and last day of six days or more without a run, where runs were planned."""
    schedule, day = lived.schedule, timedelta(days=1)
    ran = [each.day for each in lived.days if any(run.runs for run in each.runs)]
    missed = [
        entry.session.day
        for entry in schedule.missed
        if Run(entry.session, lived.runner).runs and entry.cause != "race day"
    ]
    for before, after in pairwise((schedule.starts[0] - day, *ran, schedule.end + day)):
        if (after - before).days > 6 and any(before < each < after for each in missed):
            yield before + day, after - day


def _minutes(lived: Lived) -> tuple[list[float], list[float]]:
    """Of each week: minutes of running, and of the longest easy or long run."""
    runs = [lived.runs(number) for number in range(1, len(lived.weeks) + 1)]
    return (
        [
            sum(run.minutes for run in of_week if run.scheduled.day != lived.schedule.race_day)
            for of_week in runs
        ],
        [max((run.minutes for run in of_week if not run.hard), default=0.0) for of_week in runs],
    )


def _first_whole(lived: Lived, first: date, last: date) -> int:
    """The first week after a gap that lost no run to it."""
    for number, (_, _, end) in enumerate(lived.weeks, start=1):
        lost = any(
            entry.session.week == number and first <= entry.session.day <= last
            for entry in lived.schedule.missed
            if Run(entry.session, lived.runner).runs
        )
        if end > last and not lost:
            return number
    return len(lived.weeks) + 1


def _is_healthy(lived: Lived, number: int) -> bool:
    """Whether no illness, trip or moved race took a run of a week and none was a part of the way
    back."""
    missed = [
        entry.session
        for entry in lived.schedule.missed
        if entry.cause in ("spell", "race day")
        or any(first <= entry.session.day <= last for first, last in _gaps(lived))
    ]
    if any(each.week == number and Run(each, lived.runner).runs for each in missed):
        return False
    runs = lived.runs(number)
    return any(run.runs for run in runs) and not any(
        "Coming back" in run.scheduled.planned.why for run in runs
    )


def _first_hard(lived: Lived, first: date, last: date) -> Iterator[str]:
    for day in (each for each in lived.days if each.day > last):
        words = {step.what for run in day.runs for step in run.session.steps()}
        zones = {step.zone for run in day.runs for step in run.session.steps()}
        if day.race:
            return
        if What.HILL in words:
            yield f"hills before the first hard run after {first}: {day}"
        if day.hard:
            if day.trial or zones & {"goal", "mile", "vo2max"}:
                yield f"too hard for the first hard run after {first}: {day}"
            return


def _trial_after(lived: Lived, first: date, last: date) -> Iterator[str]:
    """A trial waits from the last day that was lost, not from the rest days after it."""
    lost = [
        entry.session.day
        for entry in lived.schedule.missed
        if first <= entry.session.day <= last and Run(entry.session, lived.runner).runs
    ]
    lost += [
        min(spell.last, last)
        for spell in lived.schedule.spells
        if spell.first <= last and first <= spell.last
    ]
    last = max(lost)
    hard = [each.day for each in lived.days if each.hard and each.day > last]
    for day in lived.days:
        if day.trial and last < day.day and not lived.schedule.moved:
            if (day.day - last).days < 7 + min((last - first).days - 1, 6):
                yield f"a trial too soon after {last}: {day}"
            if hard[0] == day.day and (day.day - last).days < 15:
                yield f"a trial before a hard run: {day}"


def _lifting_after(lived: Lived, last: date) -> Iterator[str]:
    lifting = [run for day in lived.days if day.day > last for run in day.runs if run.strength]
    for run in lifting:
        if (run.scheduled.day - lifting[0].scheduled.day).days < 7:
            for item in run.session.items:
                if isinstance(item, Repeat) and item.count > 2:
                    yield f"{item.count} sets after {last}: {run.scheduled.key}"
