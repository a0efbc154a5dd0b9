"""Vary repeated weeks: each of their hard runs becomes another one.

A race that moves later may need more weeks than a plan has, and one or two are repeated. A repeat
keeps its shape and its easy days; its hard runs become others of the plan, of the same kind and of
nearly the same dose. In race week it comes from the trial's week: both are the last before an
all-out run. Judgement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from fitexport.plan.model import PlannedSession, TrainingWeek
from fitexport.session import Distance, Session, Time
from fitexport.session.kinds import main_set
from fitexport.session.steps import reps

_S_A_METRE = 0.25
"""To compare doses in metres and in seconds; the pace of a mile in 6:42."""


def varied(
    weeks: Sequence[TrainingWeek], begun: int, of_plan: Iterable[TrainingWeek]
) -> tuple[TrainingWeek, ...]:
    """The weeks, those after the `begun` first ones with other hard runs where they are repeats;
    `of_plan` is where those come from."""
    made = list(weeks)
    others = {week.name: week for week in (*of_plan, *weeks)}
    for number in range(begun, len(made)):
        if made[number].name in (week.name for week in made[:number]):
            beside = (made[number - 1], *made[number + 1 : number + 2])
            near = {session for week in beside for session in _hard(week)}
            used = {_hard(week) for week in made}
            made[number] = _varied(made[number], [*others.values()], used, near)
    return tuple(made)


def _varied(
    week: TrainingWeek,
    others: Sequence[TrainingWeek],
    used: Collection[tuple[Session, ...]],
    near: set[Session],
) -> TrainingWeek:
    """The week with each of its hard runs replaced by the best that makes it a week that is not
    `used` yet."""
    for planned in week.sessions:
        if not _is_hard_training(planned):
            continue
        for other in _candidates(planned, week, others, near):
            sessions = tuple(
                _in_place_of(each, other) if each is planned else each for each in week.sessions
            )
            tried = replace(week, sessions=sessions)
            if _hard(tried) not in used:
                week = tried
                break
    return week


def _candidates(
    planned: PlannedSession,
    week: TrainingWeek,
    others: Sequence[TrainingWeek],
    near: set[Session],
) -> list[PlannedSession]:
    """Hard runs for the place of one, the best first: not of the weeks beside it, then of nearly
    the same dose."""
    trial_week = [each for each in others if any(run.is_trial for run in each.sessions)]
    to_race = any(run.is_race for run in week.sessions)
    found = [
        run
        for each in (trial_week if to_race else others)
        for run in each.sessions
        if _is_hard_training(run)
        and run.session != planned.session
        and (to_race or run.kind == planned.kind)
    ]
    dose = _dose(planned)
    return sorted(found, key=lambda run: (run.session in near, abs(_dose(run) - dose)))


def _in_place_of(planned: PlannedSession, other: PlannedSession) -> PlannedSession:
    return replace(
        planned, session=other.session, name=other.name, title=other.title, why=other.why
    )


def _is_hard_training(planned: PlannedSession) -> bool:
    return planned.is_hard and not (planned.is_race or planned.is_trial)


def _hard(week: TrainingWeek) -> tuple[Session, ...]:
    return tuple(each.session for each in week.sessions if each.is_hard)


def _dose(planned: PlannedSession) -> float:
    """About how many seconds of hard running it has."""
    dose = 0.0
    for count, step in reps(main_set(planned.session)):
        match step.amount:
            case Distance():
                dose += count * step.amount.m * _S_A_METRE
            case Time(s):
                dose += count * s
    return dose
