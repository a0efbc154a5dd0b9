"""Apply changes to a plan: Schedule + changes -> the schedule as it is now.

Changes apply in the order they were made. A change that breaks a rule of training is not refused
here, since it may have been forced; `proposed` names the rules that a new change would break.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fitexport.errors import ScheduleError
from fitexport.keeping import Value
from fitexport.season.after_break import (
    break_before,
    gentle_runs,
    ready_on,
    with_breaks,
    with_trials_when_ready,
    without_the_ill_days,
)
from fitexport.season.breaks import MAX_DAYS_OFF
from fitexport.season.changes import Away, Change, Move, NewRaceDay, Skip
from fitexport.season.choosing import WeekSource
from fitexport.season.new_weeks import rescheduled, resumed
from fitexport.season.rules import Breach, breaches, new_breaches
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.season.settling import around
from fitexport.season.spells import Spell
from fitexport.units import YEARS, date_text, day_text

_GENTLE = ("easy run", "cross-training")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Proposal(Value):
    """The schedule before and after a change, and the rules it would break."""

    before: Schedule
    after: Schedule
    broken: tuple[Breach, ...]


def live(schedule: Schedule, changes: Iterable[Change], source: WeekSource) -> Schedule:
    """The schedule after these changes.

    Raises:
        ScheduleError: a change names a session that does not exist.
    """
    return _lived(_changed(schedule.without_rests(), changes, source))


def proposed(
    schedule: Schedule, changes: Sequence[Change], change: Change, source: WeekSource
) -> Proposal:
    """The schedule before and after one more change.

    Raises:
        ScheduleError: the change names a session that does not exist.
    """
    so_far = _changed(schedule.without_rests(), changes, source)
    before = _lived(so_far)
    after, broken = _tried(change, so_far, breaches(before), source)
    return Proposal(before, after, broken)


def _tried(
    change: Change, so_far: Schedule, known: Collection[Breach], source: WeekSource
) -> tuple[Schedule, tuple[Breach, ...]]:
    """The schedule after a change, and the breaches beyond those known."""
    changed = _changed(so_far, [change], source)
    after = _lived(changed)
    new = {*new_breaches(after, known)}
    if isinstance(change, Move):  # only a chosen day can be past, closed or too early
        new.update(_of_the_days(change.made, so_far, changed))
    if isinstance(change, NewRaceDay):  # sessions already done do not count against it
        done = {each.key for each in after.sessions if each.day < change.made}
        new = {breach for breach in new if not breach.keys & done}
    if isinstance(change, Away):  # an illness is a fact, whatever it means for the race
        new = {breach for breach in new if breach.rule != "well"}
    return after, tuple(sorted(new, key=lambda breach: breach.text))


def days_for(
    schedule: Schedule, changes: Sequence[Change], move: Move, source: WeekSource
) -> list[Move]:
    """Moves of the same session within its week that break no rule; swaps where needed."""
    so_far = _changed(schedule.without_rests(), changes, source)
    known = breaches(_lived(so_far))
    session = so_far.session(move.session)
    week = so_far.week_on(session.day) if session in so_far.sessions else session.week
    found = []
    for day in so_far.days(week):
        for swap in (False, True):
            tried = replace(move, to=day, swap=swap)
            stays = tried.to == session.day and session in so_far.sessions
            if not stays and not _tried(tried, so_far, known, source)[1]:
                found.append(tried)
                break
    return found


def _of_the_days(made: date, before: Schedule, after: Schedule) -> Iterator[Breach]:
    """Breaches by sessions moved to days that are past, closed or too early."""
    days = {session.key: session.day for session in before.sessions}
    for session in after.sessions:
        if days.get(session.key) == session.day:
            continue
        keys, shown = frozenset({session.key}), day_text(session.day)
        if session.day < made:
            yield Breach("past", keys, f"{shown} is past")
        elif any(spell.closes(session.day, session.planned.kind) for spell in after.spells):
            yield Breach("off", keys, f"no training on {shown}")
        elif after.share(session.day) < 1 and session.planned.kind not in _GENTLE:
            text = f"{shown} is soon after {_named_break(after, session)}: easy runs only"
            yield Breach("return", keys, text)
        elif session.planned.is_trial and (last := break_before(after, session)):
            ready = day_text(ready_on(after, last))
            yield Breach("return", keys, f"the first day for a time trial is {ready}")


# --- one change -------------------------------------------------------------------------


def _changed(schedule: Schedule, changes: Iterable[Change], source: WeekSource) -> Schedule:
    for change in changes:
        try:
            schedule = _after(change, schedule, source)
        except ScheduleError as error:
            if not change.where:
                raise
            if not _is_of_full_week(change, schedule, source):
                raise error.located(change.where) from None
    return schedule


def _is_of_full_week(change: Change, schedule: Schedule, source: WeekSource) -> bool:
    """Whether a recorded change names a session that the few training days leave out: it was made
    with more days, or before sessions were selected. It changes nothing."""
    if not (schedule.plan.days and isinstance(change, Move | Skip)):
        return False
    names = [week.name for week in schedule.plan.weeks]
    whole = {
        f"w{number}.{planned.place}"
        for number, week in enumerate(source.weeks(names).weeks, start=1)
        for planned in week.sessions
    }
    return change.session in whole - {each.key for each in schedule.every_session}


def _after(change: Change, schedule: Schedule, source: WeekSource) -> Schedule:
    match change:
        case Move():
            return with_breaks(_moved(schedule, change))
        case Skip():
            made = _skipped(schedule, change)
        case Away(spell):
            made = _away(schedule, spell, change.made, source)
        case NewRaceDay():
            return with_breaks(rescheduled(schedule, change, source))
    return resumed(schedule, with_breaks(made), change.made, source)


def _moved(schedule: Schedule, move: Move) -> Schedule:
    session = schedule.session(move.session)
    if session.planned.is_race:
        raise ScheduleError(f"{_named(session)} is the race", "fitexport move race DATE")
    if not schedule.start <= move.to <= schedule.end:
        raise ScheduleError(
            f"{date_text(move.to)} is outside the plan",
            f"give a day from {date_text(schedule.start)} to {date_text(schedule.end)}",
        )
    on_its_day = [each for each in schedule.sessions if each.day == session.day]
    if session not in on_its_day:  # it was missed, and is restored
        on_its_day = [session]
    elif session.day == move.to:
        raise ScheduleError(
            f"{_named(session)} is already on {date_text(move.to)}", "give another day"
        )
    leads = session.planned.is_hard or session.planned.is_long
    going = [
        each
        for each in on_its_day
        if each == session or (leads and each.planned.kind == "strength")
    ]
    coming = [
        each
        for each in schedule.sessions
        if move.swap
        and each.day == move.to
        and (session.planned.is_run or each.planned.kind == session.planned.kind)
        and not each.planned.is_race
    ]
    days = {each.key: move.to for each in going} | {each.key: session.day for each in coming}
    kept = [each for each in schedule.sessions if each.key not in days]
    placed = [replace(each, day=days[each.key]) for each in (*going, *coming)]
    missed = tuple(entry for entry in schedule.missed if entry.session.key != session.key)
    moved = schedule.moved | {session.key}
    return replace(schedule, missed=missed, moved=moved).with_sessions([*kept, *placed])


def _skipped(schedule: Schedule, skip: Skip) -> Schedule:
    session = schedule.session(skip.session)
    if session.planned.is_race:
        raise ScheduleError(
            f"{_named(session)} is the race, and the whole plan leads up to it",
            "put it off: fitexport move race DATE",
        )
    if session not in schedule.sessions:
        raise ScheduleError(f"{_named(session)} is already left out", "nothing to do")
    return schedule.without([session], "skipped", "skipped")


def _away(schedule: Schedule, spell: Spell, made: date, source: WeekSource) -> Schedule:
    others = tuple(
        each
        for each in schedule.spells
        if not (each.is_open and (each.first, each.cause) == (spell.first, spell.cause))
    )
    schedule = replace(schedule, spells=others)
    _check_spell(schedule, spell)
    schedule = with_breaks(replace(schedule, spells=(*others, spell)))
    for each in schedule.breaks:
        if each.spell and not each.spell.is_open and each.days_off > MAX_DAYS_OFF:
            raise ScheduleError(
                f"an {each.name} of {each.days_off} days is too long to go on with this plan",
                "start another when you are well: fitexport init --overwrite --race-day DATE",
            )
    return schedule if spell.unwell else around(schedule, spell, made, source)


def _check_spell(schedule: Schedule, spell: Spell) -> None:
    if spell.last < spell.first:
        raise ScheduleError(
            f"{date_text(spell.last)} is before {date_text(spell.first)}",
            "give the first day, then the last",
        )
    if spell.last.year > YEARS[1]:
        raise ScheduleError(f"{spell.last} is not in this century", "check the year")
    return_days = spell.length if spell.unwell else 0
    if (schedule.start - spell.last).days > return_days or spell.first > schedule.end:
        raise ScheduleError(
            "the plan has no training on these days",
            f"it runs from {date_text(schedule.start)} to {date_text(schedule.end)}",
        )
    for other in schedule.spells:
        if spell.first <= other.last and other.first <= spell.last:
            raise ScheduleError(
                f"these days overlap others: {other}",
                f"give its last day: fitexport injured {other.first} LAST"
                if other.is_open
                else "give other days, or undo the other change (fitexport undo)",
            )


# --- sessions of a schedule -------------------------------------------------------------


def _lived(schedule: Schedule) -> Schedule:
    """Remove sessions lost to breaks, and fill free days with rest.

    The race stays: whether to run it is the athlete's choice.
    """
    schedule = with_trials_when_ready(with_breaks(without_the_ill_days(schedule)))
    schedule = with_breaks(schedule)  # a trial that was removed may make a break longer
    lifting = [
        each
        for each in schedule.sessions
        if each.planned.kind == "strength"
        and any(
            of.first <= spell.first and spell.last < each.day <= of.return_ends
            for spell in schedule.spells
            for of in schedule.breaks
            if spell.unwell
        )
    ]
    for each in lifting:
        why = f"no lifting while coming back from {_named_break(schedule, each)}"
        schedule = schedule.without([each], "spell", why)
    return replace(schedule, gentle=gentle_runs(schedule)).with_rests()


# --- errors -----------------------------------------------------------------------------


def _named(session: ScheduledSession) -> str:
    return f"{session.label} {session.planned.name}"


def _named_break(schedule: Schedule, session: ScheduledSession) -> str:
    (last,) = [each for each in schedule.breaks if each.first <= session.day <= each.return_ends][
        -1:
    ]
    return f"{'a' if last.spell is None else 'an'} {last.name}"
