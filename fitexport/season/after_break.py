"""The breaks in a schedule, and the hard runs and time trials after them.

After a long break the first hard run is a gentle one: threshold, never hills, goal pace or a trial.
A time trial needs seven days after the return to training, and a hard run before it; if it comes
too soon, it replaces the next week's hard run. Judgement, all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from fitexport.season.breaks import LONG_BREAK, Break, linked
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.season.spells import Spell

_BEFORE_A_TRIAL, _AT_MOST = 7, 14
"""Days from the end of the return to a time trial: with a hard run between; without hard runs."""
_FOR_THE_TRIAL = "the time trial is on its day"
_DAY = timedelta(days=1)


def without_the_ill_days(schedule: Schedule) -> Schedule:
    """Remove the sessions on days of illness or injury, except the race."""
    for spell in schedule.spells:
        ill = [
            each
            for each in schedule.sessions
            if spell.unwell
            and spell.closes(each.day, each.planned.kind)
            and not each.planned.is_race
        ]
        schedule = schedule.without(ill, "spell", str(spell))
    return schedule


def with_breaks(schedule: Schedule) -> Schedule:
    """Find the breaks in a schedule, and store them with it."""
    return replace(schedule, breaks=breaks_of(without_the_ill_days(schedule)))


def breaks_of(schedule: Schedule) -> tuple[Break, ...]:
    """The breaks in a schedule whose missed sessions are removed, each linked to the one before."""
    spells = (_of_a_spell(spell) for spell in schedule.spells if spell.unwell)
    return linked([*_gaps(schedule), *spells])


def first_hard_run(schedule: Schedule, after: Break) -> ScheduledSession | None:
    """The first hard run after the return that is not a race or time trial, nor in the return from
    a later break, where it is an easy one."""
    return next(
        (
            each
            for each in schedule.sessions
            if each.day > after.return_ends
            and schedule.goes_hard(each)
            and not (each.planned.is_race or each.planned.is_trial)
        ),
        None,
    )


def ready_on(schedule: Schedule, after: Break) -> date:
    """The first day for a time trial or race: seven days after the return or, if that is later,
    the second day after the first hard run."""
    earliest, latest = (after.return_ends + wait * _DAY for wait in (_BEFORE_A_TRIAL, _AT_MOST))
    hard = first_hard_run(schedule, after)
    return max(earliest, min(latest, hard.day + 2 * _DAY if hard else latest))


def break_before(schedule: Schedule, session: ScheduledSession) -> Break | None:
    """The break that a race or time trial comes too soon after."""
    return next(
        (
            each
            for each in reversed(schedule.breaks)
            if each.first <= session.day < ready_on(schedule, each)
        ),
        None,
    )


def _of_a_spell(spell: Spell) -> Break:
    return Break(spell.first, spell.last, spell.length >= LONG_BREAK, spell)


def _gaps(schedule: Schedule) -> Iterator[Break]:
    """Gaps of six days or more without a run, in which one was missed: from the first such day to
    the last."""
    runs = sorted({each.day for each in schedule.sessions if each.planned.is_run})
    missed = {each.session.day for each in schedule.missed if each.session.planned.is_run}
    for before, after in pairwise((schedule.start - _DAY, *runs, schedule.end + _DAY)):
        lost = [day for day in missed if before < day < after]
        for spell in schedule.spells:
            if lost and spell.first < after and spell.last > before:
                lost += [max(spell.first, before + _DAY), min(spell.last, after - _DAY)]
        if lost and (after - before).days > LONG_BREAK:
            yield Break(min(lost), max(lost), without_a_run=True)


# --- hard runs after a break --------------------------------------------------------------


def with_trials_when_ready(schedule: Schedule) -> Schedule:
    """Move each time trial that comes too soon to the next week, in place of a hard run, or drop
    it; one that the runner has moved stays."""
    for trial in [each for each in schedule.sessions if each.planned.is_trial]:
        last = break_before(schedule, trial)
        if last is None or trial.key in schedule.moved:
            continue
        why = f"too soon after the {last.name}: a trial needs a week of normal training first"
        others = schedule.without([trial], "spell", why)
        slot = _slot_of_next_week(others, trial)
        if slot is None:
            schedule = others
            continue
        gone = [each for each in schedule.sessions if each.day == slot.day]
        rest = schedule.without(gone, "spell", _FOR_THE_TRIAL)
        moved = replace(trial, day=slot.day)
        kept = [each for each in rest.sessions if each.key != trial.key]
        schedule = rest.with_sessions([*kept, moved])
    return schedule


def without_trial(schedule: Schedule, key: str, after: Break) -> Schedule:
    """Remove a time trial without a hard run before it, and restore what it replaced."""
    trial = schedule.session(key)
    back = [
        each
        for each in schedule.missed
        if each.why == _FOR_THE_TRIAL and each.session.day == trial.day
    ]
    why = f"too soon after the {after.name}: no hard run comes before it"
    rest = schedule.without([trial], "spell", why)
    missed = tuple(each for each in rest.missed if each not in back)
    again = [each.session for each in back]
    rest = replace(rest, missed=missed).with_sessions([*rest.sessions, *again])
    return replace(rest, gentle=gentle_runs(rest)).with_rests()


def _slot_of_next_week(schedule: Schedule, trial: ScheduledSession) -> ScheduledSession | None:
    """The hard run, in the week after a trial's, that the trial can replace."""
    week = schedule.week_on(trial.day) + 1
    if week >= schedule.race_week:
        return None
    return next(
        (
            each
            for each in schedule.week(week)
            if each.planned.is_hard and break_before(schedule, replace(trial, day=each.day)) is None
        ),
        None,
    )


def gentle_runs(schedule: Schedule) -> frozenset[str]:
    """Keys of the runs that are gentler than planned: up to the first hard run after a long
    break, those with hills, and that run; goal pace before a trial that was moved after it."""
    gentle: set[str] = set()
    for each in (of for of in schedule.breaks if of.is_long):
        hard = first_hard_run(schedule, each)
        until = hard.day if hard else schedule.end
        for session in schedule.sessions:
            if each.return_ends < session.day <= until and (
                session == hard or session.planned.has_hills
            ):
                gentle.add(session.key)
    for trial in (each for each in schedule.sessions if each.planned.is_trial):
        if schedule.week_on(trial.day) > trial.week and trial.key not in schedule.moved:
            gentle |= {
                each.key
                for each in schedule.sessions
                if each.planned.kind == "race pace" and each.day < trial.day
            }
    return frozenset(gentle)
