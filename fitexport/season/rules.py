"""The rules for placing sessions on days, and which sessions of a schedule break them.

A rule limits sessions that are too close or too many, so removing a session never breaks one.
Sources: docs/plan.md. Weekly volume is limited in `tailoring.py`. A session counts toward the
week it belongs to, even when it is done in the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations, groupby

from fitexport.keeping import Value
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.units import day_text

APART = 2
"""Days from one hard run to the next."""
IN_A_ROW = 2
"""Days in a row with a hard or long run, at most."""
GOAL_PACE_TO_RACE = 4
"""Days from the last goal-pace run to the race."""
LONG_APART = 4
"""Days from one long run to the next."""
LIFTING_TO_RACE = 7
ALONE = frozenset({"race", "time trial"})
"""Kinds of session that are alone on their day."""

_A_WEEK = {"hard": 2, "strength": 2}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Breach(Value):
    """A rule, the sessions that break it together, and the sentence to report."""

    rule: str
    keys: frozenset[str]
    text: str = field(compare=False)


def new_breaches(schedule: Schedule, known: Collection[Breach]) -> frozenset[Breach]:
    """Breaches beyond the known ones; a known breach with fewer sessions is not new."""
    return frozenset(
        breach
        for breach in breaches(schedule)
        if not any(old.rule == breach.rule and breach.keys <= old.keys for old in known)
    )


def breaches(schedule: Schedule) -> frozenset[Breach]:
    """Every breach of a rule in the schedule."""
    done = [session for session in schedule.sessions if session.place]
    rules = (_far_apart, _for_the_race, _on_a_day, _lifting, _in_a_week, _on_days_off)
    return frozenset(breach for rule in rules for breach in rule(done, schedule))


def _far_apart(done: Sequence[ScheduledSession], schedule: Schedule) -> Iterator[Breach]:
    hard = [session for session in done if schedule.goes_hard(session)]
    apart = schedule.plan.hard_apart
    for before, after in _within(apart, hard):
        text = f"hard runs must be {'two' if apart == APART else 'three'} days apart"
        yield _breach("apart", text, before, after)
    long = [session for session in done if session.planned.is_long]
    for before, after in _within(LONG_APART, long):
        yield _breach("long", "long runs must be four days apart", before, after)

    heavy = {each.day: each for each in done if schedule.goes_hard(each) or each.planned.is_long}
    for day in heavy:
        in_a_row = [heavy.get(day + timedelta(days=number)) for number in range(IN_A_ROW + 1)]
        if all(in_a_row):
            yield _breach("row", "no three days in a row are hard or long", *filter(None, in_a_row))


def _within(
    days: int, sessions: Sequence[ScheduledSession]
) -> Iterator[tuple[ScheduledSession, ScheduledSession]]:
    """Every pair of sessions less than `days` apart."""
    for number, before in enumerate(sessions):
        for after in sessions[number + 1 :]:
            if (after.day - before.day).days >= days:
                break
            yield before, after


def _for_the_race(done: Sequence[ScheduledSession], schedule: Schedule) -> Iterator[Breach]:
    goal_pace = [
        session
        for session in done
        if session.planned.kind == "race pace" and session.key not in schedule.gentle
    ]
    for race in (session for session in done if session.planned.is_race):
        for session in goal_pace:
            if 0 <= (race.day - session.day).days < GOAL_PACE_TO_RACE:
                text = "the last goal-pace run must be at least four days before the race"
                yield _breach("fresh", text, session, race)
        for session in done:
            near = 0 <= (race.day - session.day).days < LIFTING_TO_RACE
            if near and session.planned.kind == "strength":
                yield _breach("light", "the last week before the race has no lifting", session)
        if any(
            each.spell and each.first <= race.day <= each.return_ends for each in schedule.breaks
        ):
            text = "no racing while ill or injured, or soon after"
            yield _breach("well", text, race)
    for trial in [session for session in done if session.planned.is_trial][:1]:
        for session in goal_pace:
            if session.day < trial.day:
                yield _breach("order", "goal pace comes after the time trial", session, trial)


def _on_a_day(done: Sequence[ScheduledSession], _: Schedule) -> Iterator[Breach]:
    for day, on_day in groupby(done, key=lambda session: session.day):
        sessions = list(on_day)
        for first, second in combinations(sessions, 2):
            yield from _together(first, second)
        if len(sessions) > 2:
            yield _breach("two", f"{day_text(day)} has more than two sessions", *sessions)


def _together(first: ScheduledSession, second: ScheduledSession) -> Iterator[Breach]:
    """Breaches by two sessions on the same day."""
    pair = (first, second)
    runs = [session for session in pair if session.planned.is_run]
    kinds = {session.planned.kind for session in pair}
    if len(runs) == 2:
        yield _breach("occupied", f"{day_text(first.day)} already has a run", *pair)
    elif kinds & ALONE:
        yield _breach("alone", "nothing else is on the day of a race or time trial", *pair)
    elif len(kinds) == 1:
        yield _breach("twice", "nothing is done twice in a day", *pair)
    elif "cross-training" in kinds and any(
        run.planned.is_hard or run.planned.is_long for run in runs
    ):
        yield _breach("cross", "no cross-training on the day of a hard or long run", *pair)


def _lifting(done: Sequence[ScheduledSession], schedule: Schedule) -> Iterator[Breach]:
    hard = {session.day: session for session in done if schedule.goes_hard(session)}
    for session in done:
        after = hard.get(session.day + timedelta(days=1))
        if session.planned.kind == "strength" and after:
            yield _breach("lifting", "no lifting the day before a hard run", session, after)


def _in_a_week(done: Sequence[ScheduledSession], schedule: Schedule) -> Iterator[Breach]:
    for number, in_week in groupby(done, key=lambda session: schedule.week_on(session.day)):
        sessions = list(in_week)
        week = schedule.plan.weeks[number - 1]
        counted = {
            "hard": [session for session in sessions if schedule.goes_hard(session)],
            "strength": [each for each in sessions if each.planned.kind == "strength"],
        }
        for what, found in counted.items():
            if len(found) > _A_WEEK[what]:
                name = "hard runs" if what == "hard" else "strength sessions"
                yield _breach(what, f"week {number} has more than two {name}", *found)
        length = (schedule.last_day(number) - schedule.first_day(number)).days + 1
        if len({session.day for session in sessions}) >= max(length, 7):
            yield _breach("rest", f"week {number} has no free day", *sessions)
        if week.cut_back or week.phase in ("taper", "recovery"):
            for session in sessions:
                if session.week != number:
                    text = f"week {number} is a lighter one: nothing is added to it"
                    yield _breach("lighter", text, session)


def _on_days_off(done: Sequence[ScheduledSession], schedule: Schedule) -> Iterator[Breach]:
    for session in (each for each in done if not each.planned.is_race):
        for spell in schedule.spells:
            if spell.closes(session.day, session.planned.kind):
                yield _breach("off", f"no training on {day_text(session.day)}: {spell}", session)


def _breach(rule: str, text: str, *sessions: ScheduledSession) -> Breach:
    return Breach(rule, frozenset(session.key for session in sessions), text)
