"""Options that commands share: who runs, which plan, when; and what may be written there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from fitexport.errors import UnitError
from fitexport.season.calendar_settings import check_timezone, parse_before, parse_time, parse_times
from fitexport.season.weekdays import Weekday, weekday_named
from fitexport.units import YEARS, parse_clock

_Value = TypeVar("_Value")
_Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def parsed(value: str, parse: Callable[[str], _Value]) -> _Value:
    """What a text means; a mistake in it is one of the command line."""
    try:
        return parse(value)
    except UnitError as error:
        raise click.BadParameter(f"{error.problem}; {error.remedy}") from None


def clock_time(value: str) -> float:
    """`6:20` or `6:20.5` -> seconds."""
    return parsed(value, parse_clock)


def calendar_day(value: str) -> date:
    """`2027-05-01` -> date."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) is None:
        raise click.BadParameter(f'"{value}" is not a date; write year-month-day: 2027-05-01')
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"there is no {value} in the calendar") from None


def this_day(value: str) -> date:
    """A date to take for today; one far outside is a typing error."""
    day = calendar_day(value)
    first, last = YEARS
    if not first <= day.year <= last:
        raise click.BadParameter(f"{value} is not in {first} to {last}; check the year")
    return day


def weekday(value: str) -> Weekday:
    """`mon`, `Mon`, `monday` -> mon."""

    return parsed(value, weekday_named)


def weekdays(value: str) -> tuple[Weekday, ...]:
    """`mon,tue,thu` -> days, each once."""
    return tuple(dict.fromkeys(weekday(part) for part in value.split(",")))


def time_of_day(value: str) -> int:
    """`06:30` -> minutes after midnight."""

    return parsed(value, parse_time)


def times_of_day(value: str) -> dict[Weekday, int]:
    """`06:30` or `mon=06:30,sat=8:00` -> minutes after midnight, by day."""

    return parsed(value, parse_times)


def time_before(value: str) -> int:
    """`30min` -> minutes."""

    return parsed(value, parse_before)


def time_zone(value: str) -> str:
    """The name of a time zone that there is."""

    return parsed(value, check_timezone)


def identity(value: str) -> str:
    """What a runner or a season is known by: it goes into files for watch and calendar."""
    if not (1 <= len(value) <= 80 and value.isprintable() and value.strip()):
        raise click.BadParameter("write 1 to 80 letters, digits and signs on one line")
    return value


def plan_name(value: str) -> str:
    """A plan's name or file; an empty one comes from a shell variable that is not set."""
    if not value.strip():
        raise click.BadParameter("the plan has no name; leave --plan out, or write mile")
    return value


def toml_path(value: str) -> Path:
    """A file's path; an empty one comes from a shell variable that is not set."""
    if not value.strip() or Path(value).is_dir():
        raise click.BadParameter(f'"{value}" is no file; give one, such as ./fitexport.toml')
    return Path(value)


def folder(value: str) -> Path:
    """A folder's path; an empty one comes from a shell variable that is not set."""
    if not value.strip():
        raise click.BadParameter("the folder has no name; give one, such as ./watch")
    return Path(value)


MILE = click.option(
    "--mile",
    "mile_s",
    type=clock_time,
    metavar="M:SS",
    help="Your mile today, 3:43 to 15:00.  [default: 7:04]",
)
GOAL = click.option(
    "--goal",
    "goal_s",
    type=clock_time,
    metavar="M:SS",
    help="The mile you train for.  [default: by level]",
)
LEVEL = click.option(
    "--level",
    type=click.Choice(["beginner", "intermediate", "advanced"]),
    help="How much training you are used to.  [default: by your mile]",
)
UNITS = click.option("--units", type=click.Choice(["mi", "km"]), help="Paces per mile or per km.")
FILE_UNITS = click.option(
    "--units",
    type=click.Choice(["mi", "km"]),
    help="Paces per mile or per km.  [default: as exported]",
)
SURFACE = click.option(
    "--surface",
    type=click.Choice(["road", "track"]),
    help="On a track, reps end by the lap button.",
)
CROSS = click.option(
    "--cross",
    type=click.Choice(["cycling", "swimming", "rowing", "elliptical", "aqua-jog", "hiking"]),
    help="Your sport on cross-training days; without it they make no watch file.",
)
STRENGTH = click.option(
    "--strength",
    type=click.Choice(["none", "home", "gym"]),
    help="Where you lift: at home (dumbbells or nothing) or with barbells.  [default: gym]",
)
BANDS = click.option(
    "--bands",
    type=click.Choice(["tight", "normal", "wide", "none"]),
    help="How wide the pace targets are; none: no pace alerts.",
)
EASY_BY = click.option(
    "--easy-by",
    type=click.Choice(["pace", "hr", "effort"]),
    help="What keeps easy and long runs easy.  [default: pace]",
)
MAX_HR = click.option(
    "--max-hr",
    type=int,
    metavar="BPM",
    help="Your maximum heart rate.  [default: the one set on the watch]",
)
DAYS = click.option(
    "--days",
    type=weekdays,
    metavar="DAYS",
    help="The days you train on: mon,tue,thu,sat,sun.  [default: the plan's own]",
)
LONG_RUN = click.option(
    "--long-run", type=weekday, metavar="DAY", help="The day of the long run: sun."
)
EXTRA_AT = click.option(
    "--extra-at",
    type=click.Choice(["start", "end"]),
    help="Where the 9 m stand that make four laps a mile.  [default: end]",
)
PLAN = click.option(
    "--plan", type=plan_name, help="A shipped plan, or the file of your own.  [default: mile]"
)
WEEKS = click.option(
    "--weeks",
    type=int,
    metavar="N",
    help="How long the plan is; the mile plan: 6 to 10 weeks.  [default: 8]",
)
RACE_DAY = click.option(
    "--race-day",
    type=calendar_day,
    metavar="DATE",
    help="The day of the race, the plan's last: 2027-05-01.  [default: the plan starts next Monday]",
)
AT = click.option(
    "--at",
    type=times_of_day,
    metavar="TIME",
    help="When runs begin: 06:30, or mon=06:30,sat=8:00.  [default: all-day events]",
)
STRENGTH_AT = click.option(
    "--strength-at",
    type=time_of_day,
    metavar="TIME",
    help="When lifting begins: 17:30.  [default: an all-day event beside a run]",
)
TIMEZONE = click.option(
    "--timezone",
    type=time_zone,
    metavar="ZONE",
    help="Where these times are meant: America/New_York.",
)
REMIND = click.option(
    "--remind",
    "remind_min",
    type=time_before,
    metavar="TIME",
    help="An alarm before sessions that have a time: 30min.",
)
REST_DAYS = click.option("--rest-days/--no-rest-days", default=None, help="Rest days, too.")
WEEK_SUMMARIES = click.option(
    "--week-summaries/--no-week-summaries", default=None, help="An event for each week, too."
)
COUNTDOWN = click.option(
    "--countdown/--no-countdown", default=None, help="Weeks to the race in the titles."
)
TODAY = click.option("--today", type=this_day, metavar="DATE", help="Take this day for today.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")
CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="The athlete's file.  [default: ./fitexport.toml, then your configuration folder's]",
)

RUNNER = (MILE, GOAL, LEVEL, UNITS, SURFACE, CROSS, STRENGTH, BANDS, EASY_BY, MAX_HR)
AGENDA = (AT, STRENGTH_AT, TIMEZONE, REMIND, REST_DAYS, WEEK_SUMMARIES, COUNTDOWN)
SEASON = (WEEKS, DAYS, LONG_RUN, EXTRA_AT, RACE_DAY)


def options(*chosen: _Option) -> _Option:
    """All of them, in this order of the help."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(chosen):
            function = option(function)
        return function

    return decorate
