"""The questions of `init`, each with its default answer and a check of the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from fitexport.errors import UnitError
from fitexport.pace.distances import DEFAULT_RACE, race_title
from fitexport.pace.table import check_goal_range, pace_table, worth_s
from fitexport.plan.load import load_plan
from fitexport.plan.model import LEVELS
from fitexport.plan.shipped import DEFAULT_PLAN
from fitexport.season.age import check_person, default_strength
from fitexport.season.athlete import training
from fitexport.season.lay_out import lay_out, next_monday
from fitexport.season.levels import (
    AVERAGE_MILE_S,
    careful_volume_s,
    check_goal,
    default_goal_s,
    training_of,
)
from fitexport.season.new_settings import check_race_day, weeks_until
from fitexport.season.settings import Settings
from fitexport.season.settings_table import BY_FIELD
from fitexport.season.weekdays import Weekday
from fitexport.season.weekly_volume import WeeklyVolume
from fitexport.units import clock, exact_clock

_NONE_YET, _PLANS_OWN, _NO_SPORT = "none yet", "the plan's own", "not decided"
_NOT_GIVEN, _NOT_SURE = "not given", "not sure"


def _any(_value: Any) -> None:
    """Accept every value that can be parsed."""


class Question(NamedTuple):
    """The question for a setting, and its default answer."""

    text: str
    usual: str
    read: Callable[[str], Any]
    """Raises UnitError if the text is no such value."""
    check: Callable[[Any], object] = _any
    """Raises FitexportError if this runner cannot have the value."""
    check_given: bool = False
    """Whether a value given as an option is checked before the next question."""
    hints: tuple[str, ...] = ()


def _unless(word: str, read: Callable[[str], Any]) -> Callable[[str], Any]:
    """A reader for which `word` means no value."""
    return lambda text: None if text == word else read(text)


def _mile(_wanted: Settings, before: Settings, _today: date) -> Question:
    return Question(
        f"Your mile today, or a race of the last weeks, as 5k 22:00 ({clock(AVERAGE_MILE_S)} is the"
        " average runner's mile)",
        exact_clock(before.mile_s or AVERAGE_MILE_S),
        BY_FIELD["mile_s"].kind.parse,
        lambda mile_s: pace_table(mile_s, mile_s),
        check_given=True,
    )


def _age(_wanted: Settings, before: Settings, _today: date) -> Question:
    return Question(
        "Your age on race day: from 50 and under 17 the plan is gentler",
        str(before.age or _NOT_GIVEN),
        _unless(_NOT_GIVEN, _years),
        lambda age: check_person(age, None, None),
    )


def _years(text: str) -> int:
    if not text.strip().isdecimal():
        raise UnitError(f'"{text}" is not an age', "write it in years: 34")
    return int(text)


def _volume(wanted: Settings, before: Settings, _today: date) -> Question:
    usual = before.volume
    if usual is None and not (wanted.level or before.level):
        seconds = careful_volume_s(wanted.mile_s or AVERAGE_MILE_S, wanted.age)
        usual = WeeklyVolume(seconds / 60, "min")
    return Question(
        "How much do you run a week now, as 25mi, 40km or 180min",
        str(usual or _NOT_SURE),
        _unless(_NOT_SURE, BY_FIELD["volume"].kind.parse),
    )


def _level(wanted: Settings, before: Settings, _today: date) -> Question:
    """The level that the volume asks for; without a volume, the level before."""
    usual = before.level
    if usual is None or wanted.volume is not None:
        usual = training(replace(wanted, plan=None)).level
    return Question(
        "Level",
        usual,
        BY_FIELD["level"].kind.parse,
        hints=tuple(f"  {level}: {training_of(level)}" for level in LEVELS),
    )


def _goal(wanted: Settings, before: Settings, _today: date) -> Question:
    mile_s, level = wanted.mile_s or 0.0, wanted.level or "beginner"
    race = wanted.race or DEFAULT_RACE
    now_s, same_race = worth_s(mile_s, race), race == (before.race or DEFAULT_RACE)

    def check(goal_s: float) -> None:
        check_goal_range(goal_s, race)
        check_goal(mile_s, goal_s, level, race)

    keeps_goal = before.goal_s and same_race and before.goal_s < now_s
    usual = before.goal_s if before.goal_s and keeps_goal else default_goal_s(now_s, level)
    text = "The mile you train for"
    if race != "mile":
        text = f"Your goal over {race_title(race)} (your mile is worth {exact_clock(now_s)} there)"
    return Question(text, exact_clock(usual), BY_FIELD["goal_s"].kind.parse, check)


def _race(_wanted: Settings, before: Settings, _today: date) -> Question:
    setting = BY_FIELD["race"]
    return Question(
        "The race: mile, 1600m or 1500m", before.race or setting.default, setting.kind.parse
    )


def _race_day(_wanted: Settings, before: Settings, today: date) -> Question:
    coming = before.race_day if before.race_day and before.race_day >= today else None
    return Question(
        f"Race day, as 2027-05-01 (without one the plan starts on {next_monday(today)})",
        str(coming or _NONE_YET),
        _unless(_NONE_YET, BY_FIELD["race_day"].kind.parse),
        lambda day: check_race_day(day, today),
        check_given=True,
    )


def _days(wanted: Settings, before: Settings, today: date) -> Question:
    """Days that the plan fits on; a Sunday stands in for an unknown race day."""
    race_day, weeks, name = wanted.race_day, wanted.weeks, wanted.plan or before.plan
    if weeks is None and race_day is not None:
        weeks = weeks_until(race_day, name, today)
    plan = load_plan(name or DEFAULT_PLAN, wanted.level or "beginner", weeks)

    def check(days: tuple[Weekday, ...] | None) -> None:
        if days is not None:
            sunday = next_monday(today) - timedelta(days=1)
            lay_out(plan, race_day or sunday, days, wanted.long_run or before.long_run)

    return Question(
        "The days you train on, as mon,tue,thu,sat",
        ",".join(before.days) if before.days else _PLANS_OWN,
        _unless(_PLANS_OWN, BY_FIELD["days"].kind.parse),
        check,
    )


def _strength(wanted: Settings, before: Settings, _today: date) -> Question:
    setting = BY_FIELD["strength"]
    usual = before.strength or default_strength(wanted.age)
    return Question("Where you lift: gym, home or none", usual, setting.kind.parse)


def _cross(_wanted: Settings, before: Settings, _today: date) -> Question:
    kind = BY_FIELD["cross"].kind
    return Question(
        f"Cross-training: {', '.join(kind.choices)}",
        before.cross or _NO_SPORT,
        _unless(_NO_SPORT, kind.parse),
    )


def _units(_wanted: Settings, before: Settings, _today: date) -> Question:
    setting = BY_FIELD["units"]
    return Question("Paces per mi or km", before.units or setting.default, setting.kind.parse)


QUESTIONS: dict[str, Callable[[Settings, Settings, date], Question]] = {
    "units": _units,
    "mile_s": _mile,
    "volume": _volume,
    "age": _age,
    "level": _level,
    "race": _race,
    "goal_s": _goal,
    "race_day": _race_day,
    "days": _days,
    "strength": _strength,
    "cross": _cross,
}
"""The settings to ask for, in order; each question builds on earlier answers."""
