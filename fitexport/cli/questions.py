"""The questions that `init` asks in a terminal, each answer checked before the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

import click

from fitexport.cli.options import calendar_day, clock_time, weekdays
from fitexport.errors import FitexportError, ScheduleError
from fitexport.pace.table import check_goal_range, pace_table
from fitexport.plan.load import load_plan
from fitexport.plan.model import DEFAULT_STRENGTH, LEVELS, Level
from fitexport.plan.shipped import DEFAULT_PLAN, plan_lengths, shipped_plans
from fitexport.season.lay_out import check_year, lay_out, next_monday
from fitexport.season.levels import (
    AVERAGE_MILE_S,
    check_goal,
    check_level,
    default_goal_s,
    fits_level,
    level_of,
    training_of,
)
from fitexport.season.settings import Settings
from fitexport.season.weekdays import Weekday
from fitexport.units import DEFAULT_UNITS, exact_clock

_Answer = TypeVar("_Answer")

_NONE_YET, _PLANS_OWN, _NO_SPORT = "none yet", "the plan's own", "not decided"


def asked(wanted: Settings, before: Settings, today: date, *, force: bool) -> Settings:
    """What is wanted, with answers for what it leaves open; `before` are the usual ones.

    Raises:
        FitexportError: what is wanted cannot be.
    """
    from fitexport.season.settings_file import CHOICES

    click.echo("A few questions; Enter takes what stands in brackets.", err=True)
    wanted = replace(wanted, mile_s=_mile(wanted, before))
    wanted = replace(wanted, level=_level(wanted, before))
    wanted = replace(wanted, goal_s=_goal(wanted, before, force=force))
    wanted = replace(wanted, race_day=_race_day(wanted, before, today))
    wanted = replace(wanted, days=_days(wanted, before, today))
    return replace(
        wanted,
        strength=wanted.strength
        or _ask(
            "Where you lift: gym, home or none",
            before.strength or DEFAULT_STRENGTH,
            _one_of(CHOICES["strength"]),
        ),
        cross=wanted.cross
        or _ask(
            f"Cross-training: {', '.join(CHOICES['cross'])}", before.cross or _NO_SPORT, _cross
        ),
        units=wanted.units
        or _ask("Paces per mi or km", before.units or DEFAULT_UNITS, _one_of(CHOICES["units"])),
    )


def check_race_day(race_day: date | None, today: date) -> None:
    """Whether a race can be prepared for.

    Raises:
        ScheduleError: it is past, or its year is a typing error.
    """

    if race_day is None:
        return
    check_year(race_day)
    if race_day < today:
        raise ScheduleError(f"the race day {race_day} is past", "give the --race-day to come")


def weeks_until(race_day: date, plan: str | None, today: date) -> int | None:
    """Of the lengths of a shipped plan the one that fits the time until race day, or the nearest;
    None for a plan of one's own."""

    name = plan or DEFAULT_PLAN
    if name not in shipped_plans():
        return None
    weeks = ((race_day - today).days + 1) // 7
    return min(plan_lengths(name), key=lambda length: abs(length - weeks))


# --- one by one -------------------------------------------------------------------------


def _mile(wanted: Settings, before: Settings) -> float:

    def known(mile_s: float) -> float:
        return pace_table(mile_s, mile_s).mile_s

    if wanted.mile_s is not None:
        return known(wanted.mile_s)
    return _ask(
        "Your mile today (7:04 is the average runner's)",
        exact_clock(before.mile_s or AVERAGE_MILE_S),
        lambda text: known(clock_time(text)),
    )


def _level(wanted: Settings, before: Settings) -> Level:
    """Only a shipped plan minds it."""
    from fitexport.season.settings_file import CHOICES

    mile_s = wanted.mile_s or 0.0
    own_plan = (wanted.plan or before.plan or "").endswith(".toml")

    def known(level: Level) -> Level:
        if not own_plan:
            check_level(mile_s, level)
        return level

    if wanted.level is not None:
        return known(wanted.level)
    usual = level_of(mile_s)
    if before.level and fits_level(mile_s, before.level):
        usual = before.level
    for level in LEVELS:
        click.echo(f"  {level}: {training_of(level)}", err=True)
    return _ask("Level", usual, lambda text: known(_one_of(CHOICES["level"])(text)))


def _goal(wanted: Settings, before: Settings, *, force: bool) -> float:

    mile_s, level = wanted.mile_s or 0.0, wanted.level or "beginner"

    def known(text: str) -> float:
        goal_s = clock_time(text)
        check_goal_range(goal_s)
        remark, beyond_one_plan = check_goal(mile_s, goal_s, level)
        if beyond_one_plan and not force:
            raise click.UsageError(f"{remark} (--force takes it)")
        return goal_s

    usual = default_goal_s(mile_s, level)
    if before.goal_s and before.goal_s < mile_s:
        usual = before.goal_s
    return wanted.goal_s or _ask("The mile you train for", exact_clock(usual), known)


def _race_day(wanted: Settings, before: Settings, today: date) -> date | None:

    def known(text: str) -> date | None:
        day = None if text == _NONE_YET else calendar_day(text)
        check_race_day(day, today)
        return day

    check_race_day(wanted.race_day, today)
    coming = before.race_day if before.race_day and before.race_day >= today else None
    return wanted.race_day or _ask(
        f"Race day, as 2027-05-01 (without one the plan starts on {next_monday(today)})",
        str(coming or _NONE_YET),
        known,
    )


def _days(wanted: Settings, before: Settings, today: date) -> tuple[Weekday, ...] | None:
    """Days that the plan fits on; a Sunday stands for a race day that is not known yet."""

    race_day, weeks, name = wanted.race_day, wanted.weeks, wanted.plan or before.plan
    if weeks is None and race_day is not None:
        weeks = weeks_until(race_day, name, today)
    plan = load_plan(name or DEFAULT_PLAN, wanted.level or "beginner", weeks)

    def known(text: str) -> tuple[Weekday, ...] | None:
        if text == _PLANS_OWN:
            return None
        days = weekdays(text)
        sunday = next_monday(today) - timedelta(days=1)
        lay_out(plan, race_day or sunday, days, wanted.long_run or before.long_run)
        return days

    usual = ",".join(before.days) if before.days else _PLANS_OWN
    return wanted.days or _ask("The days you train on, as mon,tue,thu,sat", usual, known)


def _cross(text: str) -> Any:
    from fitexport.season.settings_file import CHOICES

    return None if text == _NO_SPORT else _one_of(CHOICES["cross"])(text)


# --- asking -----------------------------------------------------------------------------


def _ask(question: str, default: str, answer: Callable[[str], _Answer]) -> _Answer:
    """The answer; one that cannot be is asked for again."""

    def checked(text: str) -> _Answer:
        try:
            return answer(text)
        except FitexportError as error:
            raise click.UsageError(str(error)) from None

    found: _Answer = click.prompt(question, default=default, value_proc=checked, err=True)
    return found


def _one_of(choices: tuple[str, ...]) -> Callable[[str], Any]:
    def answer(text: str) -> str:
        if text.strip().lower() not in choices:
            raise click.UsageError(f'"{text}" is none of these; write {", ".join(choices)}')
        return text.strip().lower()

    return answer
