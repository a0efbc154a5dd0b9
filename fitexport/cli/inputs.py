"""From options and fitexport.toml to an athlete, a plan, a schedule; what was assumed is said."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.calendar.memory import NAME
from fitexport.errors import UsageError
from fitexport.plan.model import Level
from fitexport.season.athlete import (
    AVERAGE_MILE_S,
    FILE_NAME,
    Athlete,
    Settings,
    check_goal,
    level_of,
    resolve,
    with_custom_plan,
)
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.lay_out import next_monday, race_day_of
from fitexport.season.schedule import Schedule
from fitexport.season.season import Season, plan_for, season_of

OF_THE_PLAN = ("plan", "weeks", "race_day", "level", "days", "long_run", "strength")
"""What makes another plan of it."""
OF_THE_CALENDAR = (
    *("at", "strength_at", "timezone", "remind_min"),
    *("rest_days", "week_summaries", "countdown"),
)
"""What is said of the calendar."""


def known_settings(config: Path | None, options: dict[str, Any]) -> Settings:
    """What is known of the athlete: the file named, else the one here, else the one of the
    user's configuration folder; the options given replace what it says."""

    calendar_settings = calendar_options(options)
    path = config or _found_file()
    if path is None:
        settings = Settings()
    else:
        from fitexport.season.settings_file import read_athlete_file

        settings = read_athlete_file(path)
        if options.get("plan") not in (None, settings.plan or "mile"):
            settings = replace(settings, weeks=None)  # the length of another plan
        if settings.changes and _is_another_plan(settings, replace(settings, **_given(options))):
            settings = replace(settings, changes=())
            say(f"the changes in {path} are left out: they are for another plan")
        if options.get("mile_s") is not None:
            settings = replace(settings, results=())
        if options.get("goal_s") is not None:
            results = (replace(result, goal_s=None) for result in settings.results)
            settings = replace(settings, results=tuple(results))
    return with_calendar(replace(settings, **_given(options)), calendar_settings)


def runner(config: Path | None, options: dict[str, Any]) -> tuple[Settings, Athlete]:
    """What is known of the athlete, and the athlete; every default that was taken is said, unless
    a plan of one's own has mistakes: then those are.

    Raises:
        TemplateError: they are there.
        PaceError: a mile, goal or zone that there are no paces for.
    """
    settings = known_settings(config, options)
    settings = with_custom_plan(settings)
    return settings, resolved(settings)


def resolved(settings: Settings) -> Athlete:
    """The athlete of settings; every default that was taken is said.

    Raises:
        PaceError: a mile, goal or zone that there are no paces for.
    """

    athlete, defaults = resolve(settings)
    for default in defaults:
        say(default)
    return athlete


def calendar_options(options: dict[str, Any]) -> dict[str, Any]:
    """What the options say of the calendar, taken out of them."""
    return {key: options.pop(key) for key in OF_THE_CALENDAR if key in options}


def with_calendar(settings: Settings, given: dict[str, Any]) -> Settings:
    """What the options say of the calendar in place of what the file says."""

    chosen = _given(given)
    return (
        replace(
            settings,
            calendar_settings=(settings.calendar_settings or CalendarSettings())._replace(**chosen),
        )
        if chosen
        else settings
    )


def own_plan(config: Path | None, options: dict[str, Any]) -> bool:
    """Whether anything is said of the runner or the plan, so that it is not the average one's."""
    return (config or _found_file(tell=False)) is not None or any(_given(options).values())


def calendar_memory(config: Path | None) -> Path | None:
    """Where it is remembered what calendars were told: beside the fitexport.toml, if there is
    one."""
    path = config or _found_file(tell=False)
    if path is None:
        return None

    return path.with_name(NAME)


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if value is not None}


def _is_another_plan(before: Settings, after: Settings) -> bool:
    """Whether other settings make another plan of it, defaults taken into account."""
    if _of_the_plan(before) != _of_the_plan(after):
        return True
    if before.level == after.level and (before.plan or "").endswith(".toml"):
        return False  # without reading the file for its level
    return _level(before) != _level(after)


def _of_the_plan(settings: Settings) -> list[object]:
    """What decides which plan it is, but the level."""
    chosen = replace(settings, plan=settings.plan or "mile", strength=settings.strength or "gym")
    return [getattr(chosen, key) for key in OF_THE_PLAN if key != "level"]


def _level(settings: Settings) -> Level:
    """The level that is given, or the custom plan's, or what the mile suggests."""
    custom = with_custom_plan(settings).custom_plan
    default = custom.written.level if custom else level_of(settings.mile_s or AVERAGE_MILE_S)
    return settings.level or default


def own_file(config: Path | None) -> Path:
    """The fitexport.toml that a change is written to."""
    path = config or _found_file()
    if path is None:
        raise UsageError(
            "there is no fitexport.toml to write this to", "make one first: fitexport init"
        )
    return path


def _found_file(*, tell: bool = True) -> Path | None:

    if Path(FILE_NAME).is_file():
        return Path(FILE_NAME)
    path = Path(click.get_app_dir("fitexport")) / FILE_NAME
    try:
        if not path.is_file():
            return None
    except OSError as error:
        if tell:
            say(f"not read: {path}: {error.strerror}")
        return None
    if tell:
        say(f"taken from {path}")
    return path


def remark_on_goal(athlete: Athlete) -> None:
    """That the goal is more than one plan can do, if it is.

    Raises:
        PaceError: it is no improvement.
    """

    remark, beyond_one_plan = check_goal(athlete.table.mile_s, athlete.table.goal_s, athlete.level)
    if beyond_one_plan:
        say(remark)


def chosen_season(
    settings: Settings,
    athlete: Athlete,
    today: date,
    kept_start: Callable[[], date | None] = lambda: None,
    kept_in: object = "",
) -> Season:
    """The season as it is now; a default start is said, or taken from where an earlier one is
    kept."""

    plan = plan_for(settings, athlete)
    if settings.race_day is None:
        kept = kept_start()
        start = kept or next_monday(today)
        race_day = race_day_of(plan, start)
        why = f"the start that {kept_in} was first written with" if kept else "the next Monday"
        say(f"no race day given: week 1 starts on {start}, {why}; race day {race_day} (--race-day)")
        settings = replace(settings, race_day=race_day)
    return season_of(settings, athlete, plan)


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
            f"week 1 began on {schedule.start},"
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


def say_missed(schedule: Schedule, weeks: Container[int]) -> None:
    """What is left out of these weeks, and why."""
    lost: dict[str, list[str]] = {}
    for missed in schedule.missed:
        if schedule.week_on(missed.session.day) in weeks:
            session = missed.session
            lost.setdefault(missed.why, []).append(f"{session.label} {session.planned.name}")
    for why, names in lost.items():
        say(f"left out ({why}): {', '.join(names)}")


def say(message: str) -> None:
    """A remark on stderr: results alone go to stdout."""
    click.echo(f"note: {message}", err=True)
