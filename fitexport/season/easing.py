"""One session during the return from a break: shorter, easier, or with fewer sets.

Until a first whole week after a long break, sessions are half of what was planned, then three
quarters (`breaks.py`); from then on `returning.py` shortens whole weeks. Judgement: the first hard
run, the two sets, the half of the jumps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from fitexport.pace.volume import session_s
from fitexport.plan.model import PlannedSession
from fitexport.season.after_break import break_before
from fitexport.season.athlete import Athlete
from fitexport.season.breaks import Break
from fitexport.season.easy_runs import in_steps
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.session import Item, Repeat, Session, Step, Time, What, Zone
from fitexport.session.exercises import JUMPS, Exercise
from fitexport.session.kinds import main_set
from fitexport.session.steps import first_step

FIRST_HARD_RUN = Repeat(
    3, (Step(Time(240), What.RUN, Zone("threshold")),), Step(Time(120), What.JOG)
)

_SETS = 2
_FEW_SETS_FOR = timedelta(days=7)
_FEELING = "stop if it feels like more than that"
_DO_NOT_START = (
    " Do not start with fever, a cough, chest pain, a resting pulse well above normal, or pain that"
    " changes your stride."
)


def gentler(
    session: ScheduledSession,
    schedule: Schedule,
    athlete: Athlete,
    by_week: Mapping[Break, int],
) -> ScheduledSession:
    """Make a session easier during the return; from the first whole week after a long break, the
    week is shortened instead."""
    planned = session.planned
    if not session.place:
        return session
    last = next(
        (each for each in reversed(schedule.breaks) if _is_returning(session.day, each, schedule)),
        None,
    )
    if planned.is_race or planned.is_trial:
        made = _with_a_caution(session, schedule)
    elif last is not None:
        is_whole = schedule.week_on(session.day) >= by_week.get(last, schedule.weeks + 1)
        share = 1.0 if is_whole else last.share(max(session.day, last.last + timedelta(days=1)))
        made = _easy(
            planned, share, last, session_s(planned.session, athlete.table_on(session.day))
        )
    elif session.key in schedule.gentle:
        made = first_hard(planned) if planned.is_hard else without_hills(planned)
    else:
        made = planned
    if made.kind == "strength" and _is_lifting_again(session.day, schedule):
        made = _few_sets(made)
    return replace(session, planned=made)


def _is_returning(day: date, after: Break, schedule: Schedule) -> bool:
    """Whether a day is within the return, or follows an illness in a break that is not over."""
    return after.share(day) < 1 or any(
        spell.unwell and after.first <= spell.first and spell.last < day <= after.last
        for spell in schedule.spells
    )


def _with_a_caution(session: ScheduledSession, schedule: Schedule) -> PlannedSession:
    last = break_before(schedule, session)
    if last is None:
        return session.planned
    why = f"{session.planned.why} This is soon after your {last.name}.{_DO_NOT_START}"
    return replace(session.planned, why=why)


def _easy(planned: PlannedSession, share: float, last: Break, planned_s: float) -> PlannedSession:
    """An easy session of a share of the time; lifting is unchanged."""
    if planned.kind == "strength":
        return planned
    amount = in_steps(share * planned_s)
    if planned.is_run:
        step = easy_run(amount)
    else:
        longest = max(planned.session.steps(), key=_seconds)
        step = replace(longest, amount=amount, note="")
    part = {0.5: "half of what was planned", 0.75: "three quarters of what was planned"}
    amount_text = part.get(share, "no more than this")
    why = f"Coming back from your {last.name}: {amount_text}, and easy; {_FEELING}."
    return replace(planned.with_session(Session((step,))), why=why)


def first_hard(planned: PlannedSession) -> PlannedSession:
    """The first hard run after a long break: short pieces at threshold between its warm-up and
    cool-down."""
    items, main = planned.session.items, main_set(planned.session)
    start = next(n for n in range(len(items)) if items[n : n + len(main)] == main)
    session = Session((*items[:start], FIRST_HARD_RUN, *items[start + len(main) :]))
    why = f"The first harder run after your break: firm, never straining; {_FEELING}."
    return replace(planned.with_session(session), why=why)


def without_hills(planned: PlannedSession) -> PlannedSession:
    items = [item for item in planned.session.items if not _has_hills(item)]
    while items and len(items) > 1 and isinstance(items[-1], Step) and items[-1].is_recovery:
        items.pop()
    return planned.with_session(Session(tuple(items))) if items else planned


def _has_hills(item: Item) -> bool:
    step = first_step(item)
    return step is not None and step.what is What.HILL


def _is_lifting_again(day: date, schedule: Schedule) -> bool:
    """Whether a day is in the first week of lifting after a long break."""
    for each in (of for of in schedule.breaks if of.is_long):
        lifting = (
            session.day
            for session in schedule.sessions
            if session.day > each.last and session.planned.kind == "strength"
        )
        first = min(lifting, default=None)
        if first is not None and first <= day < first + _FEW_SETS_FOR:
            return True
    return False


def _few_sets(planned: PlannedSession) -> PlannedSession:
    items = tuple(map(_fewer, planned.session.items))
    if items == planned.session.items:
        return planned
    why = f"{planned.why} Fewer sets, the first week after your break."
    return replace(planned, session=Session(items), why=why)


def _fewer(item: Item) -> Item:
    match item:
        case Repeat(count) if (step := first_step(item)) and isinstance(step.what, Exercise):
            left = max(1, count // 2) if step.what.words in JUMPS else min(count, _SETS)
            return replace(item, count=left)
        case _:
            return item


def _seconds(step: Step) -> float:
    return step.amount.s if isinstance(step.amount, Time) else 0.0


def easy_run(amount: Time) -> Step:
    return Step(amount, What.EASY, Zone("easy"))
