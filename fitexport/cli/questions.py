"""The questions that `init` asks in a terminal, each answer checked before the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fitexport.cli.options import calendar_day, clock_time, weekdays
from fitexport.errors import FitexportError, ScheduleError
from fitexport.units import YEARS, clock

if TYPE_CHECKING:
    from fitexport.athlete import Profile
    from fitexport.plan.model import Level
    from fitexport.plan.weekdays import Weekday

_Answer = TypeVar("_Answer")

_NONE_YET, _PLANS_OWN, _NO_SPORT = "none yet", "the plan's own", "not decided"


def asked(profile: Profile, today: date, *, force: bool) -> Profile:
    """The profile with answers for what it leaves open; what it holds is checked first.

    Raises:
        FitexportError: what it holds cannot be.
    """
    from fitexport.athlete_file import CHOICES

    profile = replace(profile, mile_s=_mile(profile))
    profile = replace(profile, level=_level(profile))
    profile = replace(profile, goal_s=_goal(profile, force=force))
    profile = replace(profile, race_day=_race_day(profile, today))
    return replace(
        profile,
        days=_days(profile, today),
        strength=profile.strength
        or _ask("Where you lift: gym, home or none", "gym", _one_of(CHOICES["strength"])),
        cross=profile.cross
        or _ask(f"Cross-training: {', '.join(CHOICES['cross'])}", _NO_SPORT, _cross),
        units=profile.units or _ask("Paces per mi or km", "mi", _one_of(CHOICES["units"])),
    )


def check_race_day(race_day: date | None, today: date) -> None:
    """Whether a race can be prepared for.

    Raises:
        ScheduleError: it is past, or its year is a typing error.
    """
    first, last = YEARS
    if race_day is not None and not first <= race_day.year <= last:
        raise ScheduleError(
            f"the race day {race_day} is not in {first} to {last}\n  check the year"
        )
    if race_day is not None and race_day < today:
        raise ScheduleError(f"the race day {race_day} is past\n  give the --race-day to come")


def weeks_until(race_day: date, plan: str | None, today: date) -> int | None:
    """Of the lengths of a shipped plan the one that fits the time until race day, or the nearest;
    None for a plan of one's own."""
    from fitexport.plan.read import plan_lengths, shipped_plans

    name = plan or "mile"
    if name not in shipped_plans():
        return None
    weeks = ((race_day - today).days + 1) // 7
    return min(plan_lengths(name), key=lambda length: abs(length - weeks))


# --- one by one -------------------------------------------------------------------------


def _mile(profile: Profile) -> float:
    from fitexport.athlete import AVERAGE_MILE_S
    from fitexport.pace.table import pace_table

    def known(mile_s: float) -> float:
        return pace_table(mile_s, mile_s).mile_s

    if profile.mile_s is not None:
        return known(profile.mile_s)
    click.echo("A few questions; Enter takes what stands in brackets.", err=True)
    return _ask(
        "Your mile today (7:04 is the average runner's)",
        clock(AVERAGE_MILE_S),
        lambda text: known(clock_time(text)),
    )


def _level(profile: Profile) -> Level:
    """Only a shipped plan minds it."""
    from fitexport.athlete import check_level, level_of
    from fitexport.athlete_file import CHOICES

    mile_s = profile.mile_s or 0.0
    own_plan = (profile.plan or "").endswith(".toml")

    def known(level: Level) -> Level:
        if not own_plan:
            check_level(mile_s, level)
        return level

    if profile.level is not None:
        return known(profile.level)
    return _ask(
        "How much training are you used to: beginner, intermediate or advanced",
        level_of(mile_s),
        lambda text: known(_one_of(CHOICES["level"])(text)),
    )


def _goal(profile: Profile, *, force: bool) -> float:
    from fitexport.athlete import check_goal, default_goal_s
    from fitexport.pace.table import check_goal_range

    mile_s, level = profile.mile_s or 0.0, profile.level or "beginner"

    def known(text: str) -> float:
        goal_s = clock_time(text)
        check_goal_range(goal_s)
        remark, beyond_one_plan = check_goal(mile_s, goal_s, level)
        if beyond_one_plan and not force:
            raise click.UsageError(f"{remark} (--force takes it)")
        return goal_s

    return profile.goal_s or _ask(
        "The mile you train for", clock(default_goal_s(mile_s, level)), known
    )


def _race_day(profile: Profile, today: date) -> date | None:
    from fitexport.plan.schedule import next_monday

    def known(text: str) -> date | None:
        day = None if text == _NONE_YET else calendar_day(text)
        check_race_day(day, today)
        return day

    check_race_day(profile.race_day, today)
    return profile.race_day or _ask(
        f"Race day, as 2027-05-01 (without one the plan starts on {next_monday(today)})",
        _NONE_YET,
        known,
    )


def _days(profile: Profile, today: date) -> tuple[Weekday, ...] | None:
    """Days that the plan fits on; whatever day its race is, if that is not known yet."""
    from fitexport.plan.read import load_plan
    from fitexport.plan.schedule import lay_out, next_monday

    race_day, weeks = profile.race_day, profile.weeks
    if weeks is None and race_day is not None:
        weeks = weeks_until(race_day, profile.plan, today)
    plan = load_plan(profile.plan or "mile", profile.level or "beginner", weeks)

    def known(text: str) -> tuple[Weekday, ...] | None:
        if text == _PLANS_OWN:
            return None
        days = weekdays(text)
        sunday = next_monday(today) - timedelta(days=1)
        lay_out(plan, race_day or sunday, days, profile.long_run)
        return days

    return profile.days or _ask("The days you train on, as mon,tue,thu,sat", _PLANS_OWN, known)


def _cross(text: str) -> Any:
    from fitexport.athlete_file import CHOICES

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
