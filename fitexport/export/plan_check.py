"""What a plan of one's own comes to for a runner: OwnPlan -> its schedule and what it breaks.

Mistakes are what no watch can hold; warnings are the rules of training that the shipped plans
are held to (docs/plan.md), which a coach may know better, and what is easily forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from fitexport.errors import EncodeError, PaceError, TemplateError, ZoneError
from fitexport.export.compile import workout_of
from fitexport.files.places import KeyPath, Place, key_places, nearest_place, position
from fitexport.files.toml import harmless
from fitexport.files.validate import MAX_PROBLEMS, Mistake, dotted, told
from fitexport.fit.workout_file import encode_workout
from fitexport.pace.volume import volume_of
from fitexport.plan.custom import OwnPlan
from fitexport.plan.library import orders_of, plan_of_length, week_names
from fitexport.plan.model import Plan, PlannedSession, Strength, without_strength
from fitexport.season.athlete import Athlete, Settings, resolve, with_own_plan
from fitexport.season.growth import CUT_BACK, GROWTH, TAPER, TAPER_WITHOUT_RACE, Growth
from fitexport.season.lay_out import lay_out
from fitexport.season.rules import Breach, breaches
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.session import Distance, What
from fitexport.units import day_text, is_mile, round_minutes

FAR_AHEAD = date(2050, 1, 2)
"""A race day for plans that have none yet: a Sunday, so that day 1 is a Monday."""
_NAMED = 3
"""Sessions that a warning names; of more, the week says enough."""


class Warned(NamedTuple):
    """A rule that is broken: under which key of the file, and the sentence."""

    path: KeyPath
    said: str


class Verdict(NamedTuple):
    """The plan on days, and the rules that it breaks."""

    schedule: Schedule
    warnings: tuple[str, ...]


def verdict(
    own: OwnPlan, shown: str, athlete: Athlete, weeks: int | None = None, strength: Strength = "gym"
) -> Verdict:
    """The plan laid out for this runner; `shown` is how messages name its file.

    Raises:
        UsageError: it has no plan of that length.
        TemplateError: its sessions that no watch can hold, all of them.
    """
    every = plan_of_length(own.document, own.library, tuple(own.document["week"]), own.shared)
    places = key_places(own.text)
    wrong = list(_too_much(every, athlete, own, places))
    if wrong:
        raise TemplateError(told(wrong, own.text, shown))
    named = {week.name: week for week in every.weeks}
    order = week_names(own.document, own.library, weeks)
    plan = replace(every, weeks=tuple(named[name] for name in order))
    if strength == "none":
        plan = without_strength(plan)
    schedule = lay_out(plan, FAR_AHEAD)
    sessions = {session.key: session for session in schedule.sessions}
    warned = [
        *(_breach(breach, sessions, plan, every) for breach in breaches(schedule)),
        *_growth(schedule, athlete),
        *_race_day(schedule, every),
        *_never_run(own),
    ]
    return Verdict(schedule, _in_order(warned, own.text, shown, places))


def runner_of(own: OwnPlan, shown: str, settings: Settings) -> tuple[Athlete, tuple[str, ...]]:
    """Who runs the plan, and what was taken for granted.

    Raises:
        PaceError: a mile or goal that there are no paces for.
        TemplateError: zones that come to no pace for this runner, all of them.
    """
    settings = with_own_plan(settings)
    wrong: dict[str, str] = {}
    while True:
        zones = [zone for zone in settings.zones or () if zone.name not in wrong]
        try:
            found = resolve(replace(settings, zones=tuple(zones)))
        except ZoneError as error:
            wrong[error.zone] = error.said
        else:
            break
    if wrong:
        places = key_places(own.text)
        raise TemplateError(
            told([_zone(name, said, places) for name, said in wrong.items()], own.text, shown)
        )
    return found


def _zone(name: str, said: str, places: Mapping[KeyPath, Place]) -> Mistake:
    path = ("zones", name)
    place, _ = nearest_place(places, path)
    remedy = "give a rule that is nearer to what you run"
    return Mistake(place.value if place else 0, dotted(path), said, remedy)


# --- what no watch can hold -------------------------------------------------------------


def _too_much(
    plan: Plan, athlete: Athlete, own: OwnPlan, places: Mapping[KeyPath, Place]
) -> Iterator[Mistake]:
    for number, week in enumerate(plan.weeks, start=1):
        for index, planned in enumerate(week.sessions):
            try:
                workout = workout_of(ScheduledSession(number, FAR_AHEAD, planned), athlete)
                if workout is not None:
                    encode_workout(workout, 1)
            except (EncodeError, PaceError) as error:
                path = _path(own, week.name, index)
                place, _ = nearest_place(places, path)
                said, _, remedy = str(error).partition("\n")
                said = said.replace(f'"W{number}.{planned.place} {planned.name}"', "it")
                yield Mistake(place.value if place else 0, dotted(path), said, remedy.strip())


def _path(own: OwnPlan, week: str, index: int) -> KeyPath:
    """Where a session's steps are written, or named."""
    entry = own.document["week"][week]["session"][index]
    return "week", week, "session", index, "text" if "text" in entry else "session"


# --- what a coach would ask about -------------------------------------------------------


def _breach(
    breach: Breach, known: Mapping[str, ScheduledSession], plan: Plan, every: Plan
) -> Warned:
    """A rule of days, by the last of the sessions that break it together."""
    sessions = sorted((known[key] for key in breach.keys), key=lambda each: (each.day, each.key))
    last, said = sessions[-1], breach.said
    for session in sessions:  # the dates are no real ones
        day = f"day {session.planned.day} of week {session.week}"
        said = said.replace(day_text(session.day), day)
    if len(sessions) <= _NAMED:
        said += f" ({', '.join(f'{each.label} {each.planned.name}' for each in sessions)})"
    week = plan.weeks[last.week - 1].name
    return Warned(_entry(every, week, last.planned), said)


def _entry(every: Plan, week: str, planned: PlannedSession) -> KeyPath:
    """The entry of the file that a session is: places count workouts, entries rest days too."""
    sessions = next(each.sessions for each in every.weeks if each.name == week)
    places = [each.place for each in sessions]
    return "week", week, "session", places.index(planned.place)


def _growth(schedule: Schedule, athlete: Athlete) -> Iterator[Warned]:
    """Weeks of too much running, by those before."""
    plan = schedule.plan
    growth = Growth(plan.level)
    for number, week in enumerate(plan.weeks, start=1):
        is_last = number == len(plan.weeks)
        rule = growth.rule(week, is_last=is_last)
        limit_s = growth.limit_s(rule)
        races = [each for each in week.sessions if each.is_race and not _of_a_mile(each)]
        if rule == "taper" and races:
            limit_s = TAPER_WITHOUT_RACE * growth.highest_s
            week = replace(
                week, sessions=tuple(each for each in week.sessions if each not in races)
            )
        running_s = volume_of((each.session for each in week.sessions), athlete.table).time_s
        if limit_s and running_s > limit_s + 1:
            ran = f"week {number} has {round_minutes(running_s)} of running"
            most = {
                "growth": f"{GROWTH[plan.level] - 1:.0%} more than the last heavy week",
                "cut-back": f"{CUT_BACK:.0%} of the highest week, as it is a lighter one",
                "taper": f"{'half' if races else f'{TAPER:.0%}'} of the highest week"
                + (", the race left out" if races else ""),
            }[rule]
            yield Warned(("week", week.name), f"{ran}; {round_minutes(limit_s)} are {most}")
        growth.add(running_s, counts=not week.cut_back)


def _of_a_mile(planned: PlannedSession) -> bool:
    return all(
        is_mile(step.amount.m)
        for step in planned.session.steps()
        if step.what is What.RACE and isinstance(step.amount, Distance)
    )


def _race_day(schedule: Schedule, every: Plan) -> Iterator[Warned]:
    """A race that is not on the last day, which is laid on race day; or none."""
    weeks = schedule.plan.weeks
    last = weeks[-1]
    races = [planned for planned in last.sessions if planned.is_race]
    for planned in races:
        if planned.day != 7:
            path = (*_entry(every, last.name, planned), "day")
            yield Warned(path, f"the race stands on day {planned.day}; day 7 is laid on race day")
    if races:
        return
    earlier = [
        (number, week.name, planned)
        for number, week in enumerate(weeks, start=1)
        for planned in week.sessions
        if planned.is_race
    ]
    if earlier:
        number, name, planned = earlier[-1]
        said = (
            f"the race stands in week {number} of {len(weeks)}; the last week's day 7 is race day"
        )
        yield Warned(_entry(every, name, planned), said)
    else:
        said = "the plan has no race; one such as race 5km belongs on day 7 of this, its last week"
        yield Warned(("week", last.name), said)


def _never_run(own: OwnPlan) -> Iterator[Warned]:
    """Weeks that are written and in the order of no length."""
    run = {name for order in orders_of(own.document, own.library).values() for name in order}
    for name in own.document["week"]:
        if name not in run:
            yield Warned(("week", name), f'week "{name}" is not in weeks, so that it is never run')


def _in_order(
    warned: list[Warned], text: str, shown: str, places: Mapping[KeyPath, Place]
) -> tuple[str, ...]:
    found: set[tuple[int, str]] = set()
    for path, sentence in warned:
        place, _ = nearest_place(places, path)
        found.add((place.key if place else 0, sentence))
    said_at = ((position(text, at), said) for at, said in sorted(found)[:MAX_PROBLEMS])
    said = [f"{shown}:{at.line}:{at.column}: warning: {harmless(said)}" for at, said in said_at]
    if len(found) > MAX_PROBLEMS:
        said.append(f"{shown}: and {len(found) - MAX_PROBLEMS} more warnings")
    return tuple(said)
