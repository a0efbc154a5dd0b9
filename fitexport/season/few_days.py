"""Select the sessions of a week for a runner who trains on three or four days: Plan -> Plan.

Every week keeps its long run and one hard run, which the phase chooses. The other runs are easy, one
with hill sprints or strides first; alternately, a smaller hard run replaces an easy one. Other
sessions are not part of the plan for so few days. Sessions keep their places, and so their names,
on a watch and in a calendar. A custom plan is run as it was written.

Three runs that train enough if each has its purpose: B. Pierce, S. Murr and R. Moss, Run Less, Run
Faster. Judgement: which runs, and how long the easy ones are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from fitexport.plan.model import FEW_DAYS, FEWEST_DAYS, Plan, PlannedSession, TrainingWeek
from fitexport.season.easy_runs import STEP_S, easy_s, easy_s_of, of_length
from fitexport.session import Distance, Item, Repeat, Step, Time, What
from fitexport.session.steps import first_step, reps

_EASY_SHARE = 2 / 3
_ONLY_EASY_SHARE = 5 / 6
"""Of the long run's time: the least of an easy run where other runs are dropped; and of the only
one of a week after the base phase, so that weeks of three runs grow too."""
_TRIAL_WEEK_S = 300
"""More of a long run, where the trial's week has lost its other hard run."""
_LAST_GOAL_PACE_M = 1600
"""Of the last run at goal pace."""
_THRESHOLD_S, _SHORTEST_REP_S = 900, 240
"""What threshold reps add up to in a week of three runs, and how short they get for it."""
_COOL_DOWN_S = 1200
"""Of a hard run in place of the only easy run of a week: half of that is easy running."""


class _Choice(NamedTuple):
    """The kinds of a week's hard runs: the one that stays, and on three and on four days the one
    that replaces an easy run."""

    first: str
    on_three: str = ""
    on_four: str = ""

    def second(self, days: int) -> str:
        return self.on_three if days == FEWEST_DAYS else self.on_four


_CHOICES = {
    "B1": _Choice("speed", on_four="threshold"),
    "B2": _Choice("threshold"),
    "B3": _Choice("speed"),
    "V1": _Choice("VO2max", "threshold", "threshold"),
    "V2": _Choice("VO2max"),
    "VT": _Choice("time trial"),
    "S1": _Choice("race pace", "threshold", "threshold"),
    "S2": _Choice("race pace"),
    "S3": _Choice("race pace"),
    "TW": _Choice("race", on_four="race pace"),
}
"""By the week's name. Mile pace and threshold alternate in the base, VO2max and threshold build, the
specific weeks all have goal pace; the trial and the race are enough for their weeks."""


def selections(plan: Plan, days: int) -> tuple[Plan, ...]:
    """What a runner may do on so many days a week, the best first: the plan itself if that is
    enough for all of it; else a selection and, for days on which its hard runs would be too close,
    one with fewer: on three days a single one a week, on four the race alone in its week.

    >>> from fitexport.plan.load import load_plan
    >>> best, easier = selections(load_plan("mile", "intermediate"), 3)
    >>> [session.kind for session in best.weeks[2].sessions if session.is_run]
    ['VO2max', 'threshold', 'long run']
    >>> [session.kind for session in easier.weeks[2].sessions if session.is_run]
    ['VO2max', 'easy run', 'long run']
    """
    if not plan.shipped or days > FEW_DAYS or plan.days:
        return (plan,)
    best, easier = (
        _selection(plan, max(days, FEWEST_DAYS), fewer=fewer) for fewer in (False, True)
    )
    return (best,) if best == easier or _hard_kinds(best) != _hard_kinds(easier) else (best, easier)


def _selection(plan: Plan, days: int, *, fewer: bool) -> Plan:
    weeks = [
        _selected(
            week, days, with_second=not (fewer and (days == FEWEST_DAYS or week.phase == "taper"))
        )
        for week in plan.weeks
    ]
    last = max(
        (
            (number, index)
            for number, week in enumerate(weeks)
            for index, each in enumerate(week.sessions)
            if each.kind == "race pace"
        ),
        default=None,
    )
    if last:  # nothing shorter may follow in race week
        number, index = last
        sessions = list(weeks[number].sessions)
        sessions[index] = _at_race_distance(sessions[index])
        weeks[number] = replace(weeks[number], sessions=tuple(sessions))
    return replace(plan, days=days, weeks=tuple(weeks))


def _hard_kinds(plan: Plan) -> set[str]:
    return {each.kind for week in plan.weeks for each in week.sessions if each.is_hard}


def _selected(week: TrainingWeek, days: int, *, with_second: bool) -> TrainingWeek:
    """The week with at most as many runs as there are days."""
    runs = [each for each in week.sessions if each.is_run]
    if days == FEW_DAYS >= len(runs) and with_second:
        return week
    chosen = [each for each in runs if each.is_long]
    chosen += _hard(week, runs, days, with_second)
    easy = [each for each in runs if each.kind == "easy run"]
    easy.sort(key=_fast_bits, reverse=True)
    easy[1:] = sorted(easy[1:], key=easy_s_of, reverse=True)
    if week.phase == "taper" and easy:  # without a second hard run a taper may be one run short
        easy += [
            replace(easy[0], day=each.day, place=each.place)
            for each in runs
            if each.is_hard and each not in chosen
        ]
    chosen += easy[: days - len(chosen)]
    if week.phase not in ("taper", "recovery"):
        chosen = _of_lengths(week, chosen, days)
    by_place = {each.place: each for each in chosen}
    sessions = (
        by_place.get(each.place, each)
        for each in week.sessions
        if not each.is_run or each.place in by_place
    )
    return replace(week, sessions=tuple(sessions))


def _hard(
    week: TrainingWeek, runs: Sequence[PlannedSession], days: int, with_second: bool
) -> list[PlannedSession]:
    """The hard run of a week and, if it is wanted, the second."""
    choice = _CHOICES.get(week.name, _Choice(""))
    hard = sorted((each for each in runs if each.is_hard), key=lambda of: of.kind != choice.first)
    wanted = choice.second(days) if with_second else ""
    second = [each for each in hard[1:] if each.kind == wanted][:1]
    if days == FEWEST_DAYS:
        return [
            *map(_short_threshold, hard[:1]),
            *map(_with_easy_end, map(_short_threshold, second)),
        ]
    return hard[:1] + second


def _short_threshold(planned: PlannedSession) -> PlannedSession:
    """The session with shorter threshold reps, if there are too many minutes of them: rather than
    with fewer."""
    items = list(planned.session.items)
    for index, item in enumerate(items):
        match item:
            case Repeat(count, (Step(amount=Time(s)) as rep,)) if rep.zone == "threshold":
                short_s = _THRESHOLD_S // count // 30 * 30
                if _SHORTEST_REP_S <= short_s < s:
                    items[index] = replace(item, items=(replace(rep, amount=Time(short_s)),))
    return planned.with_items(items)


def _at_race_distance(planned: PlannedSession) -> PlannedSession:
    """The session without its last blocks at goal pace, as long as those are over a race's metres."""
    items = list(planned.session.items)
    blocks = [
        n for n, item in enumerate(items) if (step := first_step(item)) and step.zone == "goal"
    ]
    while len(blocks) > 1 and _goal_m(items) > _LAST_GOAL_PACE_M:
        block = blocks.pop()
        del items[block - 1 : block + 1]  # and the pause before it
    return planned.with_items(items)


def _goal_m(items: Sequence[Item]) -> float:
    return sum(
        count * step.amount.m
        for count, step in reps(items)
        if step.zone == "goal" and isinstance(step.amount, Distance)
    )


def _with_easy_end(planned: PlannedSession) -> PlannedSession:
    """A hard run with a longer cool-down."""
    *items, last = planned.session.items
    match last:
        case Step(what=What.COOL_DOWN, amount=Time(s)) if s < _COOL_DOWN_S:
            last = replace(last, amount=Time(_COOL_DOWN_S))
    return planned.with_items([*items, last])


def _fast_bits(planned: PlannedSession) -> tuple[bool, bool, int]:
    """Sort key of easy runs: those with hill sprints, with strides, the longest."""
    strides = any(step.what is What.STRIDE for step in planned.session.steps())
    return planned.has_hills, strides, easy_s_of(planned)


def _of_lengths(
    week: TrainingWeek, chosen: Sequence[PlannedSession], days: int
) -> list[PlannedSession]:
    """The runs of a week, the easy ones long enough to make up for dropped runs."""
    long_s = max((easy_s_of(each) for each in chosen if each.is_long), default=0)
    if days > FEWEST_DAYS:
        least_s = _rounded(_EASY_SHARE * long_s)
        return [
            _of_length(each, max(least_s, easy_s_of(each))) if each.kind == "easy run" else each
            for each in chosen
        ]
    if any(each.is_trial for each in chosen):
        long_s += _TRIAL_WEEK_S
    share = _EASY_SHARE if week.phase == "base" else _ONLY_EASY_SHARE
    lengths = {"long run": long_s, "easy run": _rounded(share * long_s)}
    return [
        _of_length(each, lengths[each.kind]) if each.kind in lengths else each for each in chosen
    ]


def _of_length(planned: PlannedSession, seconds: int) -> PlannedSession:
    """An easy or long run of so many seconds, its hills and strides left out."""
    items = list(planned.session.items)
    index = next((n for n, item in enumerate(items) if easy_s(item)), None)
    if index is None:
        return planned
    others_s = easy_s_of(planned) - easy_s(items[index])
    items[index] = of_length(items[index], max(STEP_S, seconds - others_s))
    return planned.with_items(items)


def _rounded(seconds: float) -> int:
    return round(seconds / STEP_S) * STEP_S
