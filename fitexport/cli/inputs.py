"""From options and fitexport.toml to an athlete, a plan, a schedule; what was assumed is said."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from fitexport.athlete import Athlete, Profile
    from fitexport.plan.model import Plan
    from fitexport.plan.schedule import Schedule


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
        if options.get("plan") not in (None, profile.plan or "mile"):
            profile = replace(profile, weeks=None)  # the length of another plan
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


def remark_on_goal(athlete: Athlete) -> None:
    """That the goal is more than one plan can do, if it is.

    Raises:
        PaceError: it is no improvement.
    """
    from fitexport.athlete import check_goal

    remark, beyond_one_plan = check_goal(athlete.table.mile_s, athlete.table.goal_s, athlete.level)
    if beyond_one_plan:
        say(remark)


def chosen_plan(profile: Profile, athlete: Athlete) -> Plan:
    """The plan that the profile names."""
    from fitexport.athlete import check_level
    from fitexport.plan.read import load_plan

    plan = load_plan(
        profile.plan or "mile", athlete.level, profile.weeks, profile.strength or "gym"
    )
    if plan.shipped:
        check_level(athlete.table.mile_s, athlete.level)
    return plan


def chosen_schedule(
    profile: Profile, athlete: Athlete, today: date, out: Path | None = None
) -> Schedule:
    """The plan fitted to the athlete, laid back from race day; the default start is said, or
    kept from `out`."""
    from fitexport.folder import recorded_start
    from fitexport.plan.model import without
    from fitexport.plan.schedule import lay_out, next_monday, race_day_of
    from fitexport.tailoring import tailor

    plan = chosen_plan(profile, athlete)
    race_day = profile.race_day
    if race_day is None:
        kept = recorded_start(out) if out else None
        start = kept or next_monday(today)
        race_day = race_day_of(plan, start)
        why = f"the start that {out} was first written with" if kept else "the next Monday"
        say(f"no race day given: week 1 starts on {start}, {why}; race day {race_day} (--race-day)")
    schedule = lay_out(plan, race_day, profile.days or (), profile.long_run)
    # What finds no day is gone before doses are measured by the week.
    return schedule.of_plan(tailor(without(plan, schedule.left_out), athlete.table))


def say_where_today_is(schedule: Schedule, today: date) -> None:
    """That the plan is over, or has begun."""
    race_day = schedule.race_day
    if race_day < today:
        say(
            f"race day {race_day} is past, and so is the whole plan: the watch's schedule leaves"
            " past days out (for a new start give --race-day, or another --out)"
        )
    elif schedule.start < today:
        say(
            f"race day {race_day} is nearer than the plan is long: its week 1 began on {schedule.start},"
            f" today falls in week {schedule.week_on(today)} (fitexport week next);"
            " the watch's schedule leaves past days out"
        )


def say_left_out(schedule: Schedule, weeks: Container[int]) -> None:
    """What found no day in these weeks."""
    lost: dict[str, list[int]] = {}
    for week, planned in schedule.left_out:
        if week in weeks:
            lost.setdefault(planned.name, []).append(week)
    named = (
        f"{name} (week{'s' if len(of_weeks) > 1 else ''} {', '.join(map(str, of_weeks))})"
        for name, of_weeks in lost.items()
    )
    if lost:
        say(
            f"no day left for {', '.join(named)}: left out; what is left is harder than the plan"
            " means it (more --days brings them back)"
        )


def say(message: str) -> None:
    """A remark on stderr: results alone go to stdout."""
    click.echo(f"note: {message}", err=True)
