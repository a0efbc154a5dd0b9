"""The rules of a plan, measured on the workouts that a runner gets: who breaks which.

Nothing here asks the code under test what is hard or how far a week is: sessions are read from
their steps, minutes and metres from the compiled workouts. Rule numbers: the coaching notes. Rule 3
(every part of the guide) is tests/test_shipped_plan.py's, 22 to 26 (paces) are tests/pace's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise, takewhile
from math import ceil

from fitexport.export.compile import workout_of
from fitexport.pace.workout import Intensity, OpenTarget, unrolled
from fitexport.plan.model import Level
from fitexport.season.athlete import Athlete
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.session import Distance, Item, Repeat, Sport, Step, Time, TimesRep, What
from fitexport.session.exercises import Exercise

HARD_ZONES = ("mile", "goal", "800m", "vo2max", "threshold")
CUT_BACK = ("B3", "VT")
NO_LOAD = (*CUT_BACK, "S3", "TW", "R1")

# By level: how much a load week may grow, the long run's share of its week, runs a week.
GROWTH = {"beginner": 0.15, "intermediate": 0.12, "advanced": 0.12}
LONG_SHARE = {"beginner": 0.37, "intermediate": 0.30, "advanced": 0.30}
RUNS = {"beginner": (3, 4), "intermediate": (4, 5), "advanced": (5, 6)}
# On three and four days a week: the long run's share, whatever the level; runs; hard days.
LONG_SHARE_OF_FEW = {3: 0.40, 4: 0.37}
RUNS_OF_FEW = {3: (3, 3), 4: (3, 4)}
DAYS_OFF = {"beginner": 2, "intermediate": 1, "advanced": 1}
STRIDES = {"beginner": 3, "intermediate": 4, "advanced": 4}

_ROUNDING = 1e-6


# --- sessions and weeks as a runner gets them -------------------------------------------


@dataclass(frozen=True)
class Rep:
    """One rep or steady piece in a hard zone, as paced."""

    zone: str
    s: float
    m: float


class Run:
    """One scheduled session, running or not, with its workout."""

    def __init__(self, scheduled: ScheduledSession, runner: Athlete) -> None:
        self.scheduled, self.runner = scheduled, runner
        self.session = scheduled.planned.session
        workout = workout_of(scheduled, runner)
        self.steps = () if workout is None else tuple(unrolled(workout.steps))
        self.runs = workout is not None and workout.sport is Sport.RUNNING
        # Running minutes: what covers ground and is not walked. Standing drills and pauses do not.
        moving = [step for step in self.steps if self.runs and step.expected_m]
        walked_s = _Walks(self).seconds(self.session.items) if self.runs else 0.0
        self.walked_minutes = walked_s / 60
        self.minutes = sum(step.expected_s for step in moving) / 60 - self.walked_minutes
        self.metres = sum(step.expected_m for step in moving)
        written = tuple(self.session.steps())
        self.easy_minutes = sum(_seconds(s) for s in written if s.what is What.EASY) / 60
        self.all_out = any(s.what in (What.RACE, What.TIME_TRIAL) for s in written)
        self.hard = self.all_out or any(s.zone in HARD_ZONES for s in written)
        self.long = any(s.what is What.LONG for s in written)
        self.is_easy = self.runs and all(s.what is What.EASY for s in written)
        self.strength = any(isinstance(s.what, Exercise) for s in written)
        self.cross = any(s.what is What.CROSS_TRAINING for s in written)

    @cached_property
    def reps(self) -> list[Rep]:
        """Every rep in a hard zone, recoveries left out."""
        return [
            self.rep(step)
            for rounds, step in _work(self.session.items)
            if step.zone in HARD_ZONES
            for _ in range(rounds)
        ]

    def rep(self, step: Step) -> Rep:
        assert step.zone is not None
        pace = self.runner.table.zones[step.zone].middle
        match step.amount:
            case Distance():
                return Rep(step.zone, step.amount.m * pace, step.amount.m)
            case Time(s):
                return Rep(step.zone, s, s / pace)
            case _:
                raise AssertionError(f"{step} has no length")

    def dose(self, *zones: str) -> tuple[float, float]:
        """Seconds and metres in these zones."""
        reps = [rep for rep in self.reps if rep.zone in zones]
        return sum(rep.s for rep in reps), sum(rep.m for rep in reps)


class _Walks:
    """What is walked in a run: recoveries, and pauses between blocks."""

    def __init__(self, run: Run) -> None:
        self.run, self.rep_s = run, 0.0

    def seconds(self, items: Sequence[Item]) -> float:
        return sum(self.of(item) for item in items)

    def of(self, item: Item) -> float:
        if isinstance(item, Repeat):
            rounds = sum(self.seconds(item.items) for _ in range(item.count))
            return rounds + (item.count - 1) * (self.of(item.recovery) if item.recovery else 0.0)
        assert isinstance(item, Step)
        if item.zone in HARD_ZONES:
            self.rep_s = self.run.rep(item).s
        elif item.what in (What.STRIDE, What.HILL):
            self.rep_s = _seconds(item)
        return _recovery_s(item, self.rep_s) if item.what is What.WALK else 0.0


@dataclass(frozen=True)
class Week:
    """One compiled week, and what its sessions add up to."""

    name: str
    days: tuple[tuple[int, Run], ...]
    """Day of the week (1 to 7) and session, in the order they are done."""

    @cached_property
    def runs(self) -> list[Run]:
        return [run for _, run in self.days]

    @cached_property
    def minutes(self) -> float:
        return sum(run.minutes for run in self.runs)

    @cached_property
    def metres(self) -> float:
        return sum(run.metres for run in self.runs)

    @cached_property
    def hard_days(self) -> list[int]:
        return [day for day, run in self.days if run.hard]

    @cached_property
    def strength_days(self) -> list[int]:
        return [day for day, run in self.days if run.strength]


def compiled(schedule: Schedule, runner: Athlete) -> list[Week]:
    """Every week of a schedule as this runner gets it."""
    return [
        Week(
            training.name,
            tuple(
                ((scheduled.day - schedule.first_day(number)).days + 1, Run(scheduled, runner))
                for scheduled in schedule.week(number)
            ),
        )
        for number, training in enumerate(schedule.plan.weeks, start=1)
    ]


# --- rules of a whole plan: 1, 2, 4 to 8, 10, 12 ----------------------------------------


def broken_plan_rules(weeks: Sequence[Week], level: Level, race_day: date) -> Iterator[str]:
    """What a plan breaks that one week cannot show; `race_day` is the one that was asked for."""
    *weeks, after = weeks
    yield from _after_the_race(after, weeks)
    yield from _shape(weeks, race_day)
    yield from _volume(weeks, level)
    yield from _goal_pace(weeks)
    yield from _hard_days_apart(weeks)
    yield from _heavy_days_in_a_row(weeks)
    yield from _strength_apart(weeks)


def _shape(weeks: Sequence[Week], race_day: date) -> Iterator[str]:
    """Rules 1, 2 and 6."""
    names = [week.name for week in weeks]
    if names.count("TW") != 1 or names[-1] != "TW" or names.count("VT") != 1:
        yield "1: not one time trial and one race week at the end"
    all_out = [(week.name, run) for week in weeks for run in week.runs if run.all_out]
    if [name for name, _ in all_out] != ["VT", "TW"]:
        yield "1: not one time trial in VT and one race in TW"
    last = weeks[-1].runs[-1]
    if not last.all_out or last.scheduled.day != race_day:
        yield "1: the race is not on race day"
    left = len(weeks) - 1
    phases = [name[0] for name in names[:-1]]
    if [phases.count(letter) for letter in "BVS"] != [left // 3, (left + 2) // 3, (left + 1) // 3]:
        yield "2: the phases are not a third each"
    if max(map(len, "".join(" " if name in NO_LOAD else "L" for name in names).split())) > 4:
        yield "6: more than four load weeks in a row"


def _after_the_race(week: Week, before: Sequence[Week]) -> Iterator[str]:
    """A week of recovery: easy running and cross-training, half of the biggest week at most."""
    if week.name != "R1" or not any(run.runs for run in week.runs):
        yield "1: no week of recovery after the race"
    if any(not (run.cross or run.is_easy or run.session.is_rest) for run in week.runs):
        yield "1: more than easy after the race"
    if week.minutes > 0.5 * max(other.minutes for other in before) + _ROUNDING:
        yield f"5: {week.minutes:.0f} min after the race"
    if {run.scheduled.day for run in week.runs} != {
        before[-1].runs[-1].scheduled.day + timedelta(days=number) for number in range(1, 8)
    }:
        yield "1: recovery is not in the seven days after the race"
    if not week.runs[0].session.is_rest:
        yield "11: no rest on the day after the race"


def _volume(weeks: Sequence[Week], level: Level) -> Iterator[str]:
    """Rules 4, 5 and 7."""
    load = [week for week in weeks if week.name not in NO_LOAD]
    for before, after in pairwise(load):
        growth = after.minutes / before.minutes - 1
        if growth > GROWTH[level] + _ROUNDING:
            yield f"4: {after.name} grows by {growth:.1%} over {before.name}"
    for number, week in enumerate(weeks):
        if week.name in CUT_BACK:
            share = week.minutes / max(other.minutes for other in weeks[:number])
            if not 0.65 <= share <= 0.90 + _ROUNDING:
                yield f"5: {week.name} is {share:.1%} of the highest week before"
    peak = max(week.minutes for week in weeks)
    with_race = weeks[-1].minutes / peak
    without = (weeks[-1].minutes - weeks[-1].runs[-1].minutes) / peak
    if with_race > 0.65 + _ROUNDING or without > 0.50 + _ROUNDING:
        yield f"7: race week is {with_race:.1%} of the peak, {without:.1%} without the race"


def _goal_pace(weeks: Sequence[Week]) -> Iterator[str]:
    """Rule 8."""
    days = [(7 * number + day, run) for number, week in enumerate(weeks) for day, run in week.days]
    trial, race = (day for day, run in days if run.all_out)
    goal = [(day, metres) for day, run in days if (metres := run.dose("goal")[1])]
    if any(day <= trial for day, _ in goal):
        yield "8: goal pace before the time trial"
    last, metres = goal[-1]
    if race - last < 4 or metres > 1600 + _ROUNDING:
        yield f"8: {metres:.0f} m of goal pace {race - last} days before the race"


def _hard_days_apart(weeks: Sequence[Week]) -> Iterator[str]:
    """Rule 10, across weeks too."""
    hard = [7 * number + day for number, week in enumerate(weeks) for day in week.hard_days]
    for before, after in pairwise(hard):
        if after - before < 2:
            yield f"10: hard days {before} and {after}"


def _heavy_days_in_a_row(weeks: Sequence[Week]) -> Iterator[str]:
    """Beside rule 10: never three days in a row with a hard or long run."""
    heavy = {
        7 * number + day
        for number, week in enumerate(weeks)
        for day, run in week.days
        if run.hard or run.long
    }
    for day in sorted(heavy):
        if {day + 1, day + 2} <= heavy:
            yield f"10: hard or long on days {day} to {day + 2}"


def _strength_apart(weeks: Sequence[Week]) -> Iterator[str]:
    """Rule 12."""
    hard = {7 * number + day for number, week in enumerate(weeks) for day in week.hard_days}
    for number, week in enumerate(weeks):
        for day in week.strength_days:
            if 7 * number + day + 1 in hard:
                yield f"12: strength on day {day} of week {number + 1}, the day before a hard run"
        if week.name == "VT":
            trial = next(day for day, run in week.days if run.all_out)
            near = [day for day in week.strength_days if 0 <= trial - day < 2]
            if near or len(week.strength_days) > 1:
                yield f"12: strength on days {week.strength_days} of the trial's week"
    if weeks[-1].strength_days:
        yield "12: strength in the last seven days"


# --- rules of one week: 9, 11, 13 to 15 -------------------------------------------------


def broken_week_rules(week: Week, level: Level, days: int = 7) -> Iterator[str]:
    """What a week and its sessions break, for a runner who trains on so many days a week."""
    rules = (*_days(week, level, days), *_days_off(week, level), *_shares(week, level, days))
    for rule in rules:
        yield f"{rule} ({week.name})"
    for run in week.runs:
        for rule in _session_rules(run, week, level):
            number, _, message = rule.partition(": ")
            yield f"{number}: {run.scheduled.key} {message} ({week.name})"


def _days(week: Week, level: Level, days: int) -> Iterator[str]:
    """Rules 9 and 11, and the order of two sessions on one day."""
    fewest = 1 if days in RUNS_OF_FEW or (level == "beginner" and week.name[0] == "B") else 2
    lifting = set(week.strength_days)
    if days in RUNS_OF_FEW and len(lifting & {*week.hard_days}) > 1:
        yield "12: lifting on both hard days"
    if week.name != "R1" and not fewest <= len(week.hard_days) <= 2:
        yield f"9: {len(week.hard_days)} hard days"
    used = {day for day, run in week.days if not run.session.is_rest}
    if len(used) > 6:
        yield "11: no day of rest"
    for day in used:
        on_day = [run for at, run in week.days if at == day]
        if len(on_day) > 2 or sum(run.runs for run in on_day) > 1:
            yield f"11: {len(on_day)} sessions on day {day}"
        order = [2 if run.strength else 1 if run.cross else 0 for run in on_day]
        if order != sorted(set(order)) or any(run.session.is_rest for run in on_day):
            yield f"11: twice the same, or in the wrong order, on day {day}"


def _days_off(week: Week, level: Level) -> Iterator[str]:
    """Rule 11, beginners have two days off."""
    off = 7 - len({day for day, run in week.days if not run.session.is_rest})
    if off < DAYS_OFF[level]:
        yield f"11: {off} days of rest"


def _shares(week: Week, level: Level, days: int) -> Iterator[str]:
    """Rules 13 to 15."""
    hard_s = sum(run.dose(*HARD_ZONES)[0] for run in week.runs)
    hard_s += sum(run.runner.table.mile_s for run in week.runs if run.all_out)
    if hard_s / 60 > 0.20 * week.minutes:
        yield f"13: {hard_s / 60 / week.minutes:.1%} is hard"
    long = [run.minutes for run in week.runs if run.long]
    longest_easy = max(run.easy_minutes for run in week.runs)
    if week.name in ("TW", "R1"):
        if long:
            yield "14: a long run in race week or after it"
    elif len(long) != 1 or long[0] <= longest_easy:
        yield "14: the long run is not the longest"
    elif long[0] > LONG_SHARE_OF_FEW.get(days, LONG_SHARE[level]) * week.minutes:
        yield f"14: the long run is {long[0] / week.minutes:.1%} of the week"
    count = sum(run.runs for run in week.runs)
    fewest, most = RUNS_OF_FEW.get(days, RUNS[level])
    if week.name != "R1" and not fewest <= count <= most:
        yield f"15: {count} runs"


# --- rules of one session: 16 to 21 -----------------------------------------------------


def _session_rules(run: Run, week: Week, level: Level) -> Iterator[str]:
    if run.hard:
        yield from _frame(run, level)
    yield from _doses(run, week)
    yield from _reps(run)
    yield from _recoveries(run)
    yield from _pauses(run)
    yield from _targets(run)


def _frame(run: Run, level: Level) -> Iterator[str]:
    """Rule 16: warm-up, drills, strides before; cool-down after."""
    warm_up, *others = run.session.items
    drills = [*takewhile(lambda item: isinstance(item, Step) and item.what is What.DRILLS, others)]
    strides = others[len(drills)]
    if not (isinstance(warm_up, Step) and warm_up.what is What.WARM_UP):
        yield "16: does not begin with the warm-up"
    elif not _shortest_warm_up(run, level) <= _seconds(warm_up) <= 1200:
        yield f"16: has a warm-up of {_seconds(warm_up)} s"
    if not drills:
        yield "16: has no drills after the warm-up"
    if not (isinstance(strides, Repeat) and _first(strides).what is What.STRIDE):
        yield "16: has no strides after the drills"
    elif strides.count != STRIDES[level]:
        yield f"16: has {strides.count} strides"
    # The last step may be what the range of a cool-down (10-15min) still allows, until lap.
    ending = [step for step in run.steps[-2:] if step.intensity is Intensity.COOLDOWN]
    if sum(step.expected_s for step in ending) < 600:
        yield "16: has no cool-down of ten minutes"


def _shortest_warm_up(run: Run, level: Level) -> int:
    """Seconds, by level; a beginner's short reps need no more than ten minutes."""
    short = level == "beginner" and all(rep.s < 115 or rep.m <= 400 for rep in run.reps)
    return 1200 if level == "advanced" else 600 if short and not run.all_out else 900


def _doses(run: Run, week: Week) -> Iterator[str]:
    """Rules 17 to 19: shares of the week, or the smallest useful dose."""
    _, metres = run.dose("mile", "goal", "800m")
    if metres > max(0.05 * week.metres, 1600) + _ROUNDING:
        yield f"17: has {metres:.0f} m at mile pace and faster"
    seconds, metres = run.dose("vo2max")
    if seconds > 480 + _ROUNDING and metres > 0.08 * week.metres + _ROUNDING:
        yield f"18: has {seconds:.0f} s at VO2max, {metres / week.metres:.1%} of the week"
    seconds, metres = run.dose("threshold")
    if seconds > 900 + _ROUNDING and metres > 0.10 * week.metres + _ROUNDING:
        yield f"19: has {seconds:.0f} s at threshold, {metres / week.metres:.1%} of the week"


def _reps(run: Run) -> Iterator[str]:
    """Rules 18 and 20: how long one rep lasts."""
    shortest = {"vo2max": 115.0}
    longest = {"vo2max": 300.0, "mile": 136.0, "800m": 136.0, "goal": 165.0 + _ROUNDING}
    for rep in dict.fromkeys(run.reps):
        if not shortest.get(rep.zone, 0) <= rep.s <= longest.get(rep.zone, rep.s):
            yield f"{18 if rep.zone == 'vo2max' else 20}: has a rep of {rep.s:.0f} s @ {rep.zone}"


def _recoveries(run: Run) -> Iterator[str]:
    """Rule 20: recoveries between the reps of a block."""
    for block in _repeats(run.session.items):
        if block.recovery is None:
            continue
        rep, amount = _first(block), block.recovery.amount
        ratio = amount.ratio if isinstance(amount, TimesRep) else 0.0
        if rep.what in (What.STRIDE, What.HILL):
            if _seconds(block.recovery) < max(3 * _seconds(rep), 60):
                yield f"20: rests too little between {rep.what}s"
        elif rep.zone in _LEAST_REST:
            rep_s = run.rep(rep).s
            if _recovery_s(block.recovery, rep_s) < _least_rest(run, rep.zone) * rep_s - _ROUNDING:
                yield f"20: rests too little between reps at {rep.zone} pace"
        elif rep.zone == "vo2max" and not 0.5 <= ratio <= 1.0:
            yield "20: rests too little or too long between VO2max reps"


_LEAST_REST = {"mile": 1.5, "800m": 2.0, "goal": 0.0}


def _least_rest(run: Run, zone: str | None) -> float:
    """Times the rep; long at a goal pace that is more than 3 % faster than the mile."""
    far = run.runner.table.goal_mile_s < 0.97 * run.runner.table.mile_s
    return 2.0 if far and zone == "goal" else _LEAST_REST.get(zone or "", 0.0)


def _pauses(run: Run) -> Iterator[str]:
    """Rule 20: between two blocks the recovery of the first, two minutes at least."""
    items = run.session.items
    for before, pause, after in zip(items, items[1:], items[2:], strict=False):
        if not (_is_hard(before) and isinstance(pause, Step) and _is_hard(after)):
            continue
        rep_s = run.rep(_first(before)).s
        recovery = before.recovery if isinstance(before, Repeat) else None
        least = max(120, _recovery_s(recovery, rep_s) if recovery else 0)
        if _first(before).zone == "goal":
            least = max(least, ceil(_least_rest(run, "goal") * rep_s - _ROUNDING))
        if _recovery_s(pause, rep_s) < least:
            yield f"20: pauses {_recovery_s(pause, rep_s)} s between its blocks, not {least}"
    if any(_is_hard(before) and _is_hard(after) for before, after in pairwise(items)):
        yield "20: has no pause between its blocks"


def _recovery_s(recovery: Step, rep_s: float) -> int:
    """Seconds of a recovery after a rep; times of a rep are rounded up to 5 s."""
    if isinstance(recovery.amount, TimesRep):
        return 5 * ceil(recovery.amount.ratio * rep_s / 5 - _ROUNDING)
    return _seconds(recovery)


def _targets(run: Run) -> Iterator[str]:
    """Rule 21: what is short or run by feel has no target, every other run has one."""
    for step in run.steps:
        by_feel = not run.runs or run.all_out or step.intensity is not Intensity.ACTIVE
        short = 0 < step.expected_m <= 200 or 0 < step.expected_s <= 45
        is_open = isinstance(step.target, OpenTarget)
        if is_open != (by_feel or short):
            yield f"21: has {'no' if is_open else 'a'} target on {step.note!r}"


# --- items ------------------------------------------------------------------------------


def _work(items: Sequence[Item], rounds: int = 1) -> Iterator[tuple[int, Step]]:
    """The steps without the recoveries between rounds, and how often each is done."""
    for item in items:
        if isinstance(item, Repeat):
            yield from _work(item.items, rounds * item.count)
        elif isinstance(item, Step):
            yield rounds, item


def _repeats(items: Sequence[Item]) -> Iterator[Repeat]:
    for item in items:
        if isinstance(item, Repeat):
            yield item
            yield from _repeats(item.items)


def _first(item: Item) -> Step:
    while isinstance(item, Repeat):
        item = item.items[0]
    assert isinstance(item, Step)
    return item


def _is_hard(item: Item) -> bool:
    return _first(item).zone in HARD_ZONES


def _seconds(step: Step) -> int:
    assert isinstance(step.amount, Time), step
    return step.amount.s
