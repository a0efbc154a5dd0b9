"""Choose the remaining weeks again after a long break that cost whole weeks.

Lost weeks are not simply dropped. The runner continues where training stopped, and the remaining
weeks are the best choice from all that were still to come, in the plan's own order: base, build,
specific, taper. A week spent returning repeats the last week that was done.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from math import comb

from fitexport.season.choosing import WeekNames, WeekSource
from fitexport.season.postponing import joined
from fitexport.season.schedule import Schedule

_KEPT_BEFORE_RACE = 2
"""Race week, and the lighter week before it."""
_MOST_CHOICES = 1000
"""Compared at once; a shipped plan has 70 at most."""


def laid_out_again(schedule: Schedule, since: date, source: WeekSource) -> Schedule | None:
    """The schedule with the weeks that begin after `since` chosen again; None if no week was
    lost, or none is left to choose."""
    begun = max(0, schedule.week_on(since))
    names = [week.name for week in schedule.plan.weeks]
    to_race = names[begun : schedule.race_week]
    lost = [number for number in range(1, begun + 1) if _is_lost(schedule, number)]
    if not lost or len(to_race) <= _KEPT_BEFORE_RACE:
        return None
    done = [name for number, name in enumerate(names[:begun], 1) if number not in lost]
    open_names = [names[number - 1] for number in lost] + to_race
    pool = [*dict.fromkeys(name for name in open_names if name not in done)]
    weeks = WeekNames(source.to_the_race(schedule.weeks - schedule.race_week))
    repeated = [name for name in done if not weeks.has_trial(name)][-1:] or pool[:1]
    easy = [
        number
        for number in range(begun + 1, schedule.race_week - _KEPT_BEFORE_RACE + 1)
        if _is_return_week(schedule, number)
    ]
    count = len(to_race) - len(easy)
    chosen = _best(pool, min(count, len(pool)), done, weeks)
    coming = [*repeated * (len(to_race) - len(chosen)), *chosen]
    plan = source.weeks([*names[:begun], *coming, *names[schedule.race_week :]])
    plan = replace(plan, weeks=(*schedule.plan.weeks[:begun], *plan.weeks[begun:]))
    return joined(schedule, plan, begun, schedule.race_day, since, source)


def _is_lost(schedule: Schedule, number: int) -> bool:
    """Whether a break cost half of a week's runs or more, or made them easy."""
    runs = [each for each in schedule.every_session if each.week == number and each.planned.is_run]
    kept = [
        each
        for each in runs
        if each in schedule.sessions
        and not any(spell.unwell and spell.closes(each.day) for spell in schedule.spells)
        and schedule.share(each.day) == 1
    ]
    return any(each.is_long for each in schedule.breaks) and 2 * len(kept) <= len(runs)


def _is_return_week(schedule: Schedule, number: int) -> bool:
    """Whether most days of a week belong to the return."""
    days = schedule.days(number)
    return 2 * sum(schedule.share(day) < 1 for day in days) > len(days)


def _best(
    pool: Sequence[str], count: int, done: Collection[str], weeks: WeekNames
) -> tuple[str, ...]:
    """The best `count` weeks of the pool, in its order; the first of them if there are several.

    In a long plan with too many combinations, weeks are left out one at a time.
    """

    def worth(chosen: Sequence[str]) -> tuple[bool, bool, int, bool, int]:
        return (
            not weeks.has_trial(chosen[0]),  # a trial needs a hard run before it
            weeks.is_allowed((*done, *chosen)),
            len({weeks.phase(name) for name in chosen}),
            any(map(weeks.has_trial, chosen)),
            -sum(weeks.shortest_plan(name) for name in chosen),
        )

    chosen = tuple(pool)
    kept = min(_KEPT_BEFORE_RACE, count)
    while len(chosen) > count:
        split = len(chosen) - kept
        free, last = chosen[:split], chosen[split:]
        wanted = count - kept if comb(split, count - kept) <= _MOST_CHOICES else split - 1
        chosen = max(((*others, *last) for others in combinations(free, wanted)), key=worth)
    return chosen
