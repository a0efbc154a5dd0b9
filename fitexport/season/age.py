"""A runner's age: what changes in a shipped plan from 50 on, and under 17.

From 50: three days from one hard run to the next, half the jumps, hill sprints at 90 % effort at
first, longer rests between hard reps. All of it is judgement, on the careful side: little is known
about the recovery of older runners, and results are mixed (Borges and others, J Aging Phys Act 2016).
Under 17: no heavy barbells unless asked for. Lifting is good for the young with coached form and
supervision (Stricker and others, Pediatrics 2020), which a plan cannot give; the age is judgement.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from fitexport.errors import PaceError
from fitexport.pace.table import MAX_HR_RANGE, RESTING_HR_RANGE
from fitexport.plan.model import (
    DEFAULT_STRENGTH,
    Plan,
    PlannedSession,
    Strength,
    TrainingWeek,
)
from fitexport.session import Amount, Item, Repeat, Session, Step, Time, TimesRep, What
from fitexport.session.exercises import JUMPS, Exercise
from fitexport.session.steps import first_step

AGES = (10, 99)
"""Others are typing errors, or too young for the plan."""
MASTER, GROWN_UP = 50, 17
HARD_APART = 3
"""Days from one hard run to the next for a master."""

_REST = 1.25
"""Times the plan's own rest between hard reps, in steps of a quarter of the rep or of 5 s."""
_PAUSE = 4 / 3
"""Times the plan's own pause between two blocks, which is no shorter than the rests of either."""
_LONGEST_REST = {"vo2max": 1.0}
"""Times the rep: after a longer rest hard repeats begin too low (J. Daniels)."""


def max_hr_of(age: int) -> int:
    """The maximum heart rate of most people of an age, 208 - 0.7 age: of adults (Tanaka and others,
    J Am Coll Cardiol 2001), and nearest for 7 to 17 years (Mahon and others, Res Q Exerc Sport 2010).

    >>> max_hr_of(64), max_hr_of(15)
    (163, 198)
    """
    return round(208 - 0.7 * age)


def default_strength(age: int | None) -> Strength:
    """Where a runner lifts by default."""
    return "home" if is_young(age) else DEFAULT_STRENGTH


def is_young(age: int | None) -> bool:
    """Whether a runner is of an age to be careful with weights and mileage."""
    return age is not None and age < GROWN_UP


def of_age(plan: Plan, age: int | None) -> Plan:
    """The plan for a runner of this age; custom plans are unchanged."""
    if age is None or age < MASTER or not plan.shipped:
        return plan
    weeks = tuple(
        replace(week, sessions=tuple(_of_a_master(each, week) for each in week.sessions))
        for week in plan.weeks
    )
    return replace(plan, weeks=weeks, hard_apart=HARD_APART)


def _of_a_master(planned: PlannedSession, week: TrainingWeek) -> PlannedSession:
    made: list[Item] = []
    zone = None
    for item in planned.session.items:
        first = first_step(item)
        if zone and isinstance(item, Step) and item.is_recovery:
            made.append(replace(item, amount=_longer(item, zone, _PAUSE)))
        else:
            made.append(_item(item, at_first=week.phase == "base"))
            zone = first.zone if first and planned.is_hard else None
    return replace(planned, session=Session(tuple(made)))


def _item(item: Item, *, at_first: bool) -> Item:
    match item:
        case Repeat(count, items, recovery):
            step = first_step(item)
            if step and isinstance(step.what, Exercise) and step.what.words in JUMPS:
                return replace(item, count=max(1, count // 2))
            made = tuple(_item(each, at_first=at_first) for each in items)
            if recovery and step and step.zone and not isinstance(items[0], Repeat):
                recovery = replace(recovery, amount=_longer(recovery, step.zone))
            return replace(item, items=made, recovery=recovery)
        case Step(what=What.HILL) if at_first:
            return replace(item, note=_held_back(item.note))
        case _:
            return item


def _longer(rest: Step, zone: str, share: float = _REST) -> Amount:
    match rest.amount:
        case TimesRep(ratio):
            longer = ceil(4 * share * ratio - 1e-9) / 4
            return TimesRep(max(ratio, min(longer, _LONGEST_REST.get(zone, longer))))
        case Time(s, None):
            return Time(5 * ceil(share * s / 5 - 1e-9))
        case _:
            return rest.amount


def _held_back(note: str) -> str:
    if "full effort" in note:
        return note.replace("full effort", "90 % effort")
    return f"{note}, 90 % effort" if note else "90 % effort"


def check_person(age: int | None, max_hr: int | None, resting_hr: int | None) -> None:
    """Raise PaceError unless the age and heart rates are plausible.

    Raises:
        PaceError: one of them is outside its range.
    """
    facts = (
        ("an age", age, AGES, "give the age in years on race day"),
        (
            "a maximum heart rate",
            max_hr,
            MAX_HR_RANGE,
            "give the highest seen in a race or at the end of hard hills",
        ),
        (
            "a resting heart rate",
            resting_hr,
            RESTING_HR_RANGE,
            "give what it is on waking, before getting up",
        ),
    )
    for what, value, (low, high), remedy in facts:
        if value is not None and not low <= value <= high:
            raise PaceError(f"{what} of {value} is outside {low} to {high}", remedy)
