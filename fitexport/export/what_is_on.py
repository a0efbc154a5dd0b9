"""A day of a schedule in words: its sessions, why, how fast, step by step, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from fitexport.export.compile import paced
from fitexport.export.overview import plain_session
from fitexport.pace.outline import step_lines
from fitexport.season.athlete import Athlete
from fitexport.season.breaks import Break
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.units import date_text, day_text


def what_is_on(schedule: Schedule, athlete: Athlete, today: date) -> Iterator[str]:
    """The lines of `fitexport today`."""
    yield f"{date_text(today)}: {_where(schedule, today)}"
    yield from _remarks(schedule, today)
    for session in _on(schedule, today):
        yield ""
        yield from session_lines(session, athlete)
    if coming := _coming(schedule, today):
        yield ""
        yield f"Next: {date_text(coming.day)}, {coming.label} {coming.planned.title}"


def plain_today(schedule: Schedule, athlete: Athlete, today: date) -> dict[str, Any]:
    """The same as plain data."""
    within = schedule.start <= today <= schedule.end
    week = schedule.week_on(today) if within else None
    coming = _coming(schedule, today)
    return {
        "today": str(today),
        "week": week,
        "phase": schedule.plan.weeks[week - 1].phase if week else None,
        "days_to_race": (schedule.race_day - today).days,
        "remarks": list(_remarks(schedule, today)),
        "sessions": [
            plain_session(paced(each, athlete), steps=True) for each in _on(schedule, today)
        ],
        "next": plain_session(paced(coming, athlete)) if coming else None,
    }


def _on(schedule: Schedule, today: date) -> list[ScheduledSession]:
    """What is on, without the rest of whoever is ill."""
    ill = any(spell.unwell and spell.closes(today) for spell in schedule.spells)
    return [each for each in schedule.sessions if each.day == today and (each.place or not ill)]


def _coming(schedule: Schedule, today: date) -> ScheduledSession | None:
    return next((each for each in schedule.sessions if each.place and each.day > today), None)


def _remarks(schedule: Schedule, today: date) -> Iterator[str]:
    """Illness, the return, and what is left out."""
    on = [session for session in schedule.sessions if session.day == today]
    races = any(each.planned.is_race for each in on)
    for spell in schedule.spells:
        if spell.first <= today <= spell.last:
            until_well = " Rest until you are well." if spell.unwell and not races else ""
            yield f"You {'have been' if spell.is_open else 'are'} {spell}.{until_well}"
    for each in schedule.breaks:
        if each.last < today <= each.return_ends:
            were = f"You were {each.spell}" if each.spell else f"You did not run {_from_to(each)}"
            now = (
                "Race only if you are well." if races else "Easy and short while you build back up."
            )
            yield f"{were}. {now}"
    for missed in schedule.missed:
        if missed.session.day == today:
            yield f"Left out: {missed.session.label} {missed.session.planned.name} ({missed.why})."


def _from_to(days: Break) -> str:
    return f"from {day_text(days.first)} to {day_text(days.last)}"


def _where(schedule: Schedule, today: date) -> str:
    """`day 2 of week 3 of 8 (build), 40 days to the race`."""
    if today < schedule.start:
        return f"the plan begins on {date_text(schedule.start)}, in {_days(schedule.start, today)}"
    if today > schedule.end:
        with_race = "with the race " if schedule.end == schedule.race_day else ""
        return f"the plan ended {with_race}on {date_text(schedule.end)}"
    number = schedule.week_on(today)
    day = (today - schedule.first_day(number)).days + 1
    if today < schedule.race_day:
        left = f"{_days(schedule.race_day, today)} to the race"
    elif today == schedule.race_day:
        left = "race day"
    else:
        left = f"{_days(today, schedule.race_day)} after the race"
    return f"day {day} of {schedule.week_text(number)}, {left}"


def _days(until: date, today: date) -> str:
    count = (until - today).days
    return f"{count} day{'s' if count > 1 else ''}"


def session_lines(session: ScheduledSession, athlete: Athlete) -> Iterator[str]:
    """A session in words: its title and size, why, its paces, step by step."""
    planned = session.planned
    if not session.place:
        yield f"{planned.title}. {planned.why}"
        return
    made = paced(session, athlete)
    about = ", ".join(filter(None, made.size(athlete.units)))
    yield f"{session.label} {planned.title}, about {about}"
    yield planned.why
    if made.paces:
        yield f"Paces: {made.paces}"
    if made.workout is None:
        yield f"  {made.main_set}"
    else:
        yield from step_lines(made.workout.steps, athlete.units, "  ")
