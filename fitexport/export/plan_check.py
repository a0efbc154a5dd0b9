"""What a custom plan comes to for a runner: CustomPlan -> its schedule and the rules it breaks.

Mistakes are what no watch can hold; warnings are the rules of training that the shipped plans
are held to (docs/plan.md), which a coach may know better, and what is easily forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from fitexport.errors import EncodeError, PaceError, Problem, TemplateError, WorkoutError, ZoneError
from fitexport.export.compile import workout_of
from fitexport.files.places import KeyPath, Place, key_places, nearest_place, position
from fitexport.files.toml import TomlFile, harmless
from fitexport.files.validate import MAX_PROBLEMS, Mistake, dotted, messages
from fitexport.fit.workout_file import encode_workout
from fitexport.pace.volume import volume_of
from fitexport.plan.custom import CustomPlan, read_plan_or_library
from fitexport.plan.libraries import CheckedLibrary
from fitexport.plan.model import DEFAULT_STRENGTH, Plan, PlannedSession
from fitexport.season.athlete import Athlete, resolve
from fitexport.season.growth import CUT_BACK, GROWTH, TAPER, TAPER_WITHOUT_RACE, Growth
from fitexport.season.lay_out import lay_out
from fitexport.season.rules import breaches
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.season.settings import Settings
from fitexport.session import Distance, What
from fitexport.units import day_text, is_mile, round_minutes

FAR_AHEAD = date(2050, 1, 2)
"""A race day for plans that have none yet: a Sunday, so that day 1 is a Monday."""
_NAMED = 3
"""Sessions that a warning names; if there are more, its week has to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCheck:
    """A custom plan laid out for a runner, and the rules of training that it breaks."""

    athlete: Athlete
    defaults: tuple[str, ...]
    """What was assumed of the runner."""
    schedule: Schedule
    warnings: tuple[str, ...]


class _Warning(NamedTuple):
    """A rule that is broken: under which key of the file, and the sentence."""

    path: KeyPath
    sentence: str


def check_files(files: Mapping[str, Settings]) -> dict[str, PlanCheck | CheckedLibrary]:
    """The plans and libraries in these files, each plan for a runner of its settings.

    Raises:
        PaceError: a mile or goal that there are no paces for.
        UsageError: a plan does not come in that length.
        TemplateError: the mistakes of all files; if there are none, the sessions and zones that
            are not for this runner or any watch.
    """
    read: dict[str, CustomPlan | CheckedLibrary] = {}
    problems: list[Problem] = []
    for path, settings in files.items():
        try:
            read[path] = read_plan_or_library(
                Path(path), path, settings.strength or DEFAULT_STRENGTH
            )
        except TemplateError as error:
            problems += error.problems
    if problems:
        raise TemplateError(*dict.fromkeys(problems))  # two may include the same library
    found: dict[str, PlanCheck | CheckedLibrary] = {}
    for path, each in read.items():
        try:
            found[path] = (
                each if isinstance(each, CheckedLibrary) else check_plan(each, files[path])
            )
        except TemplateError as error:
            problems += error.problems
    if problems:
        raise TemplateError(*problems)
    return found


def check_plan(custom: CustomPlan, settings: Settings) -> PlanCheck:
    """The plan laid out for the runner of the settings.

    Raises:
        PaceError: a mile or goal that there are no paces for.
        UsageError: it does not come in that length.
        TemplateError: its zones that come to no pace for this runner, or its sessions that no
            watch can hold, all of them.
    """
    places = key_places(custom.file.text)
    athlete, defaults = _runner(custom, settings, places)
    too_long = list(_too_much(custom, athlete, places))
    if too_long:
        raise TemplateError(*messages(too_long, custom.file))
    schedule = lay_out(custom.plan(settings.weeks), FAR_AHEAD)
    warnings = [
        *_rules(schedule, custom.written),
        *_growth(schedule, athlete),
        *_race(schedule),
        *_never_run(custom),
    ]
    return PlanCheck(
        athlete=athlete,
        defaults=defaults,
        schedule=schedule,
        warnings=_in_order(warnings, custom.file, places),
    )


def _runner(
    custom: CustomPlan, settings: Settings, places: Mapping[KeyPath, Place]
) -> tuple[Athlete, tuple[str, ...]]:
    """Who runs the plan, and what was assumed. All zones that come to no pace are found."""
    wrong: dict[str, str] = {}
    while True:
        zones = tuple(zone for zone in custom.written.zones if zone.name not in wrong)
        paced = replace(custom, written=replace(custom.written, zones=zones))
        try:
            found = resolve(replace(settings, plan=custom.file.shown, custom_plan=paced))
        except ZoneError as error:
            wrong[error.zone] = error.fault
        else:
            break
    remedy = "give a rule that is nearer to what you run"
    if wrong:
        mistakes = [
            _mistake(("zones", name), problem, remedy, places) for name, problem in wrong.items()
        ]
        raise TemplateError(*messages(mistakes, custom.file))
    return found


def _mistake(path: KeyPath, problem: str, remedy: str, places: Mapping[KeyPath, Place]) -> Mistake:
    place, _ = nearest_place(places, path)
    return Mistake(place.value if place else 0, dotted(path), problem, remedy)


# --- what no watch can hold -------------------------------------------------------------


def _too_much(
    custom: CustomPlan, athlete: Athlete, places: Mapping[KeyPath, Place]
) -> Iterator[Mistake]:
    for number, week in enumerate(custom.written.weeks, start=1):
        for index, planned in enumerate(week.sessions):
            try:
                workout = workout_of(ScheduledSession(number, FAR_AHEAD, planned), athlete)
                if workout is not None:
                    encode_workout(workout, 1)
            except (EncodeError, PaceError) as error:
                entry: KeyPath = ("week", week.name, "session", index)
                key = "text" if (*entry, "text") in places else "session"
                problem = f"it {error.fault}" if isinstance(error, WorkoutError) else error.problem
                yield _mistake((*entry, key), problem, error.remedy, places)


# --- what a coach would ask about -------------------------------------------------------


def _rules(schedule: Schedule, written: Plan) -> Iterator[_Warning]:
    """Rules of days, each at the last of the sessions that break it together."""
    by_key = {session.key: session for session in schedule.sessions}
    for breach in breaches(schedule):
        sessions = sorted(
            (by_key[key] for key in breach.keys), key=lambda each: (each.day, each.key)
        )
        last, sentence = sessions[-1], breach.said
        for session in sessions:  # the dates are no real ones
            day = f"day {session.planned.day} of week {session.week}"
            sentence = sentence.replace(day_text(session.day), day)
        if len(sessions) <= _NAMED:
            sentence += f" ({', '.join(f'{each.label} {each.planned.name}' for each in sessions)})"
        week = schedule.plan.weeks[last.week - 1].name
        yield _Warning(_entry(written, week, last.planned), sentence)


def _entry(written: Plan, week: str, planned: PlannedSession) -> KeyPath:
    """The entry of the file that a session is: places count workouts, entries rest days too."""
    sessions = next(each.sessions for each in written.weeks if each.name == week)
    places = [each.place for each in sessions]
    return "week", week, "session", places.index(planned.place)


def _growth(schedule: Schedule, athlete: Athlete) -> Iterator[_Warning]:
    """Weeks of too much running, by those before."""
    plan = schedule.plan
    growth = Growth(plan.level)
    for number, week in enumerate(plan.weeks, start=1):
        is_last = number == schedule.race_week
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
                "recovery": "half of the highest week, as it is one of recovery",
            }[rule]
            yield _Warning(("week", week.name), f"{ran}; {round_minutes(limit_s)} are {most}")
        growth.add(running_s, counts=not week.cut_back)


def _of_a_mile(planned: PlannedSession) -> bool:
    return all(
        is_mile(step.amount.m)
        for step in planned.session.steps()
        if step.what is What.RACE and isinstance(step.amount, Distance)
    )


def _race(schedule: Schedule) -> Iterator[_Warning]:
    """A plan that leads to no race."""
    if not any(session.planned.is_race for session in schedule.every_session):
        yield _Warning(
            ("week", schedule.plan.weeks[-1].name),
            "the plan has no race; one such as race 5km belongs on day 7 of this, its last week",
        )


def _never_run(custom: CustomPlan) -> Iterator[_Warning]:
    """Weeks that are written and in the order of no length."""
    run = set(chain.from_iterable(custom.orders.values()))
    for week in custom.written.weeks:
        if week.name not in run:
            sentence = f'week "{week.name}" is not in weeks, so that it is never run'
            yield _Warning(("week", week.name), sentence)


def _in_order(
    warnings: Iterable[_Warning], file: TomlFile, places: Mapping[KeyPath, Place]
) -> tuple[str, ...]:
    """Warnings as they are printed, in the order of their places; of very many, the first."""
    found: set[tuple[int, str]] = set()
    for path, sentence in warnings:
        place, _ = nearest_place(places, path)
        found.add((place.key if place else 0, sentence))
    lines = []
    for offset, sentence in sorted(found)[:MAX_PROBLEMS]:
        line, column = position(file.text, offset)
        lines.append(f"{file.shown}:{line}:{column}: warning: {harmless(sentence)}")
    if len(found) > MAX_PROBLEMS:
        lines.append(f"{file.shown}: and {len(found) - MAX_PROBLEMS} more warnings")
    return tuple(lines)
