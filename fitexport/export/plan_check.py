"""Check a custom plan for a runner: CustomPlan -> its schedule and the rules it breaks.

Errors are sessions that no watch can hold; warnings are broken training rules of the shipped
plans (docs/plan.md), which a coach may overrule, and things easily forgotten.
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
from fitexport.files.findings import MAX_PROBLEMS, ProblemAt, dotted, messages
from fitexport.files.places import KeyPath, Place, key_places, nearest_place, position
from fitexport.files.toml import TomlFile
from fitexport.files.toml_problems import harmless
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
"""Most sessions that a warning names; beyond that it names the week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCheck:
    """A custom plan scheduled for a runner, and the training rules that it breaks."""

    athlete: Athlete
    defaults: tuple[str, ...]
    """Assumptions about the runner."""
    schedule: Schedule
    warnings: tuple[str, ...]


class _Warning(NamedTuple):
    """A broken rule: the key in the file, and the sentence."""

    path: KeyPath
    sentence: str


def check_files(files: Mapping[str, Settings]) -> dict[str, PlanCheck | CheckedLibrary]:
    """The plans and libraries in these files, each plan for a runner of its settings.

    Raises:
        PaceError: a mile or goal without paces.
        UsageError: a plan does not have that length.
        TemplateError: the errors of all files; if there are none, sessions and zones that do not
            work for this runner or any watch.
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
    """The plan scheduled for a runner with these settings.

    Raises:
        PaceError: a mile or goal without paces.
        UsageError: it does not have that length.
        TemplateError: every zone without a pace for this runner, or every session that no watch
            can hold.
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
    """The runner, and what was assumed. Reports every zone without a pace."""
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
        problems = [
            _problem(("zones", name), problem, remedy, places) for name, problem in wrong.items()
        ]
        raise TemplateError(*messages(problems, custom.file))
    return found


def _problem(
    path: KeyPath, problem: str, remedy: str, places: Mapping[KeyPath, Place]
) -> ProblemAt:
    place, _ = nearest_place(places, path)
    return ProblemAt(place.value if place else 0, dotted(path), problem, remedy)


# --- what no watch can hold -------------------------------------------------------------


def _too_much(
    custom: CustomPlan, athlete: Athlete, places: Mapping[KeyPath, Place]
) -> Iterator[ProblemAt]:
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
                yield _problem((*entry, key), problem, error.remedy, places)


# --- warnings -------------------------------------------------------


def _rules(schedule: Schedule, written: Plan) -> Iterator[_Warning]:
    """Broken rules of days, each at the last session involved."""
    by_key = {session.key: session for session in schedule.sessions}
    for breach in breaches(schedule):
        sessions = sorted(
            (by_key[key] for key in breach.keys), key=lambda each: (each.day, each.key)
        )
        last, sentence = sessions[-1], breach.text
        for session in sessions:  # the dates are not real
            day = f"day {session.planned.day} of week {session.week}"
            sentence = sentence.replace(day_text(session.day), day)
        if len(sessions) <= _NAMED:
            sentence += f" ({', '.join(f'{each.label} {each.planned.name}' for each in sessions)})"
        week = schedule.plan.weeks[last.week - 1].name
        yield _Warning(_entry(written, week, last.planned), sentence)


def _entry(written: Plan, week: str, planned: PlannedSession) -> KeyPath:
    """The file's entry of a session: places count only workouts, entries also rest days."""
    sessions = next(each.sessions for each in written.weeks if each.name == week)
    places = [each.place for each in sessions]
    return "week", week, "session", places.index(planned.place)


def _growth(schedule: Schedule, athlete: Athlete) -> Iterator[_Warning]:
    """Weeks with too much running compared to earlier ones."""
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
                "cut-back": f"{CUT_BACK:.0%} of the highest week, as a lighter one",
                "taper": f"{'half' if races else f'{TAPER:.0%}'} of the highest week"
                + (", without the race" if races else ""),
                "recovery": "half of the highest week, as a recovery week",
            }[rule]
            yield _Warning(
                ("week", week.name), f"{ran}; the limit is {round_minutes(limit_s)}, {most}"
            )
        growth.add(running_s, counts=not week.cut_back)


def _of_a_mile(planned: PlannedSession) -> bool:
    return all(
        is_mile(step.amount.m)
        for step in planned.session.steps()
        if step.what is What.RACE and isinstance(step.amount, Distance)
    )


def _race(schedule: Schedule) -> Iterator[_Warning]:
    """A plan without a race."""
    if not any(session.planned.is_race for session in schedule.every_session):
        yield _Warning(
            ("week", schedule.plan.weeks[-1].name),
            "the plan has no race: put one such as race 5km on day 7 of this, its last week",
        )


def _never_run(custom: CustomPlan) -> Iterator[_Warning]:
    """Weeks in the file that no length of the plan uses."""
    run = set(chain.from_iterable(custom.orders.values()))
    for week in custom.written.weeks:
        if week.name not in run:
            sentence = f'week "{week.name}" is not in weeks, so it is never run'
            yield _Warning(("week", week.name), sentence)


def _in_order(
    warnings: Iterable[_Warning], file: TomlFile, places: Mapping[KeyPath, Place]
) -> tuple[str, ...]:
    """Warnings as printed, sorted by place, up to a limit."""
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
