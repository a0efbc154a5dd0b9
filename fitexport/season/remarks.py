"""What a runner should know about a season before it is exported, in sentences."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import date

from fitexport.fit.identity import runner_id
from fitexport.plan.model import Plan
from fitexport.season.athlete import Athlete
from fitexport.season.lay_out import next_monday, race_day_of, weekend_long_run
from fitexport.season.schedule import Schedule
from fitexport.season.season import Season, default_id
from fitexport.season.settings import Settings
from fitexport.season.weekdays import FULL_NAMES, WEEKDAYS

_ON_FEW_DAYS = {
    3: "three days a week: one hard run, one easy run or a short one at threshold, and the long run"
    " (more --days: more easy running)",
    4: "four days a week: one or two hard runs, one or two easy ones, and the long run"
    " (more --days: more easy running)",
}


def with_default_start(
    settings: Settings, plan: Plan, today: date, kept: date | None, kept_in: object
) -> tuple[Settings, str]:
    """Give settings without a race day one, counted from the start of week 1, and a sentence on it.
    The start is the one of an earlier export (`kept_in` names it), else the next Monday."""
    start = kept or next_monday(today)
    race_day = race_day_of(plan, start)
    why = f"as first written to {kept_in}" if kept else "the next Monday"
    return (
        replace(settings, race_day=race_day),
        f"no race day given: week 1 starts on {start}, {why}; race day {race_day} (--race-day)",
    )


def on_kept_ids(season: Season, kept_in: object) -> Iterator[str]:
    """Report that a season without a file stays the one exported with another mile or goal."""
    schedule, paces = season.schedule, season.athlete.table
    derived = (default_id(schedule), runner_id(paces.mile_s, paces.goal_s))
    if season.is_derived and season.exported[:2] != derived:
        yield (
            f"watch and calendar treat these as the sessions first written to {kept_in}"
            " (for another runner make a fitexport.toml: fitexport init)"
        )


def on_today(schedule: Schedule, today: date) -> Iterator[str]:
    """Report a plan that is over, or has begun."""
    race_day = schedule.race_day
    if schedule.end < today:
        yield (
            f"race day {race_day} is past, and so is the whole plan: the watch's schedule leaves"
            " past days out (a later --race-day starts a new plan)"
        )
    elif schedule.start < today:
        yield (
            f"week 1 began on {schedule.start},"
            f" today falls in week {schedule.week_on(today)} (fitexport week next);"
            " the watch's schedule leaves past days out"
        )


def on_long_runs(season: Season) -> Iterator[str]:
    """Report long runs at the weekend that the plan has on the weekday of the race."""
    settings, race_day = season.settings, season.schedule.race_day
    if settings.long_run is None:
        day = weekend_long_run(season.plan, race_day, settings.days or ())
        if day is not None:
            on = FULL_NAMES[WEEKDAYS.index(day)].title()
            race = FULL_NAMES[race_day.weekday()].title()
            yield f"long runs are on {on}s, as the race is on a {race} (--long-run {day})"


def on_alarms(athlete: Athlete) -> Iterator[str]:
    """Report alarms that cannot ring, as no session has a time."""
    chosen = athlete.calendar_settings
    timed = chosen.at or chosen.strength_at is not None or chosen.race_at is not None
    if chosen.remind_min is not None and not timed:
        yield "all-day events have no alarm: it would ring at midnight (--at 6:30)"


def on_weeks(schedule: Schedule, weeks: Container[int]) -> Iterator[str]:
    """Report the sessions missing from these weeks."""
    yield from on_unplaced(schedule, weeks)
    yield from _on_missed(schedule, weeks)


def on_unplaced(schedule: Schedule, weeks: Container[int]) -> Iterator[str]:
    """Report the runs of three or four days, or the sessions of these weeks without a day."""
    if schedule.plan.days:
        yield _ON_FEW_DAYS[schedule.plan.days]
    lost: dict[str, list[int]] = {}
    for week, planned in schedule.left_out:
        if week in weeks:
            lost.setdefault(planned.name, []).append(week)
    named = (
        f"{name} (week{'s' if len(of_weeks) > 1 else ''} {', '.join(map(str, of_weeks))})"
        for name, of_weeks in lost.items()
    )
    if lost:
        yield (
            f"no day left for {', '.join(named)}: left out; the rest is harder than the plan intends (more --days bring them back)"
        )


def _on_missed(schedule: Schedule, weeks: Container[int]) -> Iterator[str]:
    """Report the sessions left out of these weeks, and why."""
    lost: dict[str, list[str]] = {}
    for missed in schedule.missed:
        if schedule.week_on(missed.session.day) in weeks:
            session = missed.session
            lost.setdefault(missed.why, []).append(f"{session.label} {session.planned.name}")
    for why, names in lost.items():
        yield f"left out ({why}): {', '.join(names)}"
