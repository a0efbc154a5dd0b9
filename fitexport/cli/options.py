"""Options that several commands share: who runs, which plan, when."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fitexport.errors import UnitError
from fitexport.units import YEARS, parse_clock

if TYPE_CHECKING:
    from fitexport.athlete import Athlete, Profile
    from fitexport.plan.model import Level
    from fitexport.plan.schedule import Schedule

_Function = TypeVar("_Function", bound=Callable[..., Any])


def clock_time(value: str) -> float:
    """`6:20` or `6:20.5` -> seconds."""
    try:
        return parse_clock(value)
    except UnitError as error:
        raise click.BadParameter(f"{error.problem}; {error.remedy}") from None


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


def folder(value: str) -> Path:
    """A folder's path; an empty one comes from a shell variable that is not set."""
    if not value.strip():
        raise click.BadParameter("the folder has no name; give one, such as ./watch")
    return Path(value)


_ATHLETE_OPTIONS = (
    click.option(
        "--mile",
        "mile_s",
        type=clock_time,
        metavar="M:SS",
        help="Your mile today, 3:43 to 15:00.  [default: 7:04]",
    ),
    click.option(
        "--goal",
        "goal_s",
        type=clock_time,
        metavar="M:SS",
        help="The mile you train for.  [default: by level]",
    ),
    click.option(
        "--level",
        type=click.Choice(["beginner", "intermediate", "advanced"]),
        help="How much training you are used to.  [default: by your mile]",
    ),
    click.option("--units", type=click.Choice(["mi", "km"]), help="Paces per mile or per km."),
    click.option(
        "--surface",
        type=click.Choice(["road", "track"]),
        help="On a track, reps end by the lap button.",
    ),
    click.option(
        "--cross",
        type=click.Choice(["cycling", "swimming", "rowing", "elliptical", "aqua-jog", "hiking"]),
        help="Your sport on cross-training days; without it they make no watch file.",
    ),
    click.option(
        "--bands",
        type=click.Choice(["tight", "normal", "wide", "none"]),
        help="How wide the pace targets are; none: no pace alerts.",
    ),
)

_PLAN_OPTIONS = (
    click.option("--plan", help="A shipped plan, or the file of your own.  [default: mile]"),
    click.option(
        "--race-day",
        type=calendar_day,
        metavar="DATE",
        help="The day of the race, the plan's last: 2027-05-01.  [default: the plan starts next Monday]",
    ),
    click.option("--today", type=this_day, metavar="DATE", help="Take this day for today."),
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        help="The athlete's file.  [default: ./fitexport.toml, then your configuration folder's]",
    ),
)


def athlete_options(function: _Function) -> _Function:
    """--mile, --goal, --level, --units, --surface, --cross, --bands."""
    return _decorated(function, _ATHLETE_OPTIONS)


def plan_options(function: _Function) -> _Function:
    """--plan, --race-day, --today, --config."""
    return _decorated(function, _PLAN_OPTIONS)


def known_profile(config: Path | None, options: dict[str, Any]) -> Profile:
    """What is known of the athlete: the file named, else the one here, else the one of the
    user's configuration folder; the options given replace what it says."""
    from dataclasses import replace

    from fitexport.athlete import Profile

    path = config or _found_file()
    if path is None:
        profile = Profile()
    else:
        from fitexport.athlete_file import read_athlete_file

        profile = read_athlete_file(path)
    return replace(profile, **{key: value for key, value in options.items() if value is not None})


def _found_file() -> Path | None:
    from fitexport.athlete import FILE_NAME

    if Path(FILE_NAME).is_file():
        return Path(FILE_NAME)
    path = Path(click.get_app_dir("fitexport")) / FILE_NAME
    try:
        if not path.is_file():
            return None
    except OSError as error:
        say(f"not read: {path}: {error.strerror}")
        return None
    say(f"taken from {path}")
    return path


def dated_plan(profile: Profile, athlete: Athlete, today: date, out: Path) -> Schedule:
    """The plan laid back from race day; the default start is said, or kept from `out`."""
    from fitexport.folder import recorded_start
    from fitexport.plan.read import load_plan
    from fitexport.plan.schedule import lay_out, next_monday, race_day_of

    name = profile.plan or "mile"
    level = athlete.level if profile.level else _written_level(name, athlete.level)
    plan = load_plan(name, level)
    race_day = profile.race_day
    if race_day is None:
        kept = recorded_start(out)
        start = kept or next_monday(today)
        race_day = race_day_of(plan, start)
        why = f"the start that {out} was first written with" if kept else "the next Monday"
        say(f"no race day given: week 1 starts on {start}, {why}; race day {race_day} (--race-day)")
    schedule = lay_out(plan, race_day)
    if race_day < today:
        say(
            f"race day {race_day} is past, and so is the whole plan: the watch's schedule leaves"
            " past days out (for a new start give --race-day, or another --out)"
        )
    elif schedule.start < today:
        say(
            f"race day {race_day} is nearer than the plan is long: it began on {schedule.start},"
            f" today falls in week {schedule.week_on(today)} (fitexport week next);"
            " the watch's schedule leaves past days out"
        )
    return schedule


def _written_level(plan: str, level: Level) -> Level:
    """The level that the mile suggests, or the next lower one that a shipped plan is written
    for. Never a higher one: nobody trains more than suits them without having asked for it."""
    from fitexport.plan.read import LEVELS, shipped_plans

    written = shipped_plans().get(plan, (level,))
    up_to = LEVELS[: LEVELS.index(level) + 1]
    found = next((lower for lower in reversed(up_to) if lower in written), level)
    if found != level:
        say(f"the plan {plan} is not written for level {level} yet: took {found} (--level)")
    return found


def say(message: str) -> None:
    """A remark on stderr: results alone go to stdout."""
    click.echo(f"note: {message}", err=True)


def _decorated(function: _Function, options: tuple[Callable[[Any], Any], ...]) -> _Function:
    for option in reversed(options):
        function = option(function)
    return function
