"""Exports of any runner, read back by software we did not write: fit-tool, fitdecode, icalendar, vobject.

`session_read_again` and `week_read_again` are the checks; `SESSIONS` and `WEEKS` generate their arguments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import icalendar
import vobject  # type: ignore[import-untyped]  # it ships no types
from hypothesis import reject
from hypothesis import strategies as st
from support.fit_dump import fit_tool_raw, fitdecode_raw, own_raw
from support.ics_lint import lint
from support.strategies import sessions_for_watches

from fitexport.calendar.reading import read_events
from fitexport.errors import ScheduleError, SessionError, UsageError, WorkoutError
from fitexport.export.bundle import Bundle
from fitexport.export.compile import compile_week
from fitexport.export.custom_workouts import compile_workout
from fitexport.fit.decode import decode
from fitexport.fit.found import FoundSchedule
from fitexport.fit.witness import witness
from fitexport.plan.model import LEVELS
from fitexport.season.athlete import resolve
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.season import Season, season_of
from fitexport.season.settings import Settings
from fitexport.season.weekdays import WEEKDAYS
from fitexport.session import Session

FIRST, LAST = date(2027, 1, 1), date(2031, 12, 31)
_ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")

# --- who and when -----------------------------------------------------------------------


_TIMES_OF_DAY = st.integers(0, 24 * 60 - 1)
_PREFERENCES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "level": st.sampled_from(LEVELS),
        "age": st.none() | st.integers(14, 80),
        "units": st.sampled_from(("mi", "km")),
        "surface": st.sampled_from(("road", "track")),
        "cross": st.sampled_from((None, "cycling", "swimming", "aqua-jog")),
        "strength": st.sampled_from((None, "gym", "home", "none")),
        "bands": st.sampled_from((None, "tight", "wide")),
        "easy_by": st.sampled_from((None, "pace", "hr", "effort")),
        "max_hr": st.none() | st.integers(150, 210),
        "calendar_settings": st.builds(
            CalendarSettings,
            timezone=st.sampled_from(_ZONES),
            at=st.just({}) | st.fixed_dictionaries(dict.fromkeys(WEEKDAYS, _TIMES_OF_DAY)),
            strength_at=st.none() | _TIMES_OF_DAY,
            race_at=st.none() | _TIMES_OF_DAY,
            remind_min=st.none() | st.integers(1, 24 * 60),
            rest_days=st.just(False),
            week_summaries=st.just(False),
            countdown=st.booleans(),
        ),
    }
)
_MILES_S = st.integers(240, 900)
_GOAL_SHARES = st.none() | st.integers(90, 99)


@cache
@st.composite
def runners(draw: st.DrawFn) -> Settings:
    """Anybody who runs a mile, with any preferences."""
    mile_s, share, preferences = draw(_MILES_S), draw(_GOAL_SHARES), draw(_PREFERENCES)
    goal_s = None if share is None else mile_s * share / 100
    return Settings(mile_s=float(mile_s), goal_s=goal_s, **preferences)


@cache
@st.composite
def seasons(draw: st.DrawFn) -> Season:
    """A season of any runner, with a race on any day of five years."""
    days = draw(st.just(None) | st.sets(st.sampled_from(WEEKDAYS), min_size=3))
    settings = replace(
        draw(runners()),
        race_day=draw(st.dates(FIRST, LAST)),
        weeks=draw(st.integers(6, 10)),
        days=None if days is None else tuple(day for day in WEEKDAYS if day in days),
    )
    try:
        return season_of(settings)
    except ScheduleError:  # no plan fits on these days
        reject()


SESSIONS: Mapping[str, st.SearchStrategy[Any]] = {
    "session": sessions_for_watches(),
    "runner": runners(),
    "day": st.none() | st.dates(FIRST, LAST),
}
WEEKS: Mapping[str, st.SearchStrategy[Any]] = {
    "season": seasons(),
    "week": st.integers(0, 10),
    "since": st.integers(-30, 5),
}

# --- there and back ---------------------------------------------------------------------


def session_read_again(session: Session, runner: Settings, day: date | None) -> Counter[str]:
    """Count the files that all readers agree on, or the refused session."""
    athlete, _ = resolve(runner)
    try:
        made = compile_workout(session, athlete, day=day)
    except (WorkoutError, SessionError, UsageError):
        # too many steps, a recovery of days, cross-training without a sport
        return Counter(refused=1)
    _is_the_same_to_all(made.data)
    return Counter(workouts=1)


def week_read_again(season: Season, week: int, since: int) -> Counter[str]:
    """Count the files and events that all readers agree on, or the refused week.

    `since`: days from the first day of the week to the day of the export.
    """
    schedule = season.schedule
    number = min(week, schedule.weeks - 1) + 1
    today = schedule.first_day(number) + timedelta(days=since)
    try:
        bundle = compile_week(season, number, today=today)
    except WorkoutError:  # a session with too many steps for a watch
        return Counter(refused=1)
    for data in (*(each.data for each in bundle.workouts), bundle.schedule):
        _is_the_same_to_all(data)
    planned = schedule.week(number)
    assert [each.day for each in bundle.sessions] == [each.day for each in planned]
    _days_of_the_watch_are_the_plan_s(bundle, {each.day for each in planned if each.day >= today})
    events = _calendars_agree(bundle)
    return Counter(workouts=len(bundle.workouts), schedules=1, calendars=1, events=events)


def _is_the_same_to_all(data: bytes) -> None:
    """Three readers read the same integers, and two of them understand the same."""
    assert own_raw(data) == fitdecode_raw(data) == fit_tool_raw(data)
    assert decode(data) == witness(data)


def _days_of_the_watch_are_the_plan_s(bundle: Bundle, days: Collection[date]) -> None:
    found = decode(bundle.schedule)
    assert isinstance(found, FoundSchedule)
    on = {each.day for each in bundle.workouts}
    assert {entry.day for entry in bundle.entries} == on & set(days)
    assert len(found.entries) == len(bundle.entries)


def _calendars_agree(bundle: Bundle) -> int:
    """Check that two libraries and our own reader find the same events, and count these."""
    assert lint(bundle.calendar) == []
    by_icalendar: Any = icalendar.Calendar.from_ical(bundle.calendar)
    by_vobject = vobject.readOne(bundle.calendar.decode())
    by_vobject.validate(raiseException=True)
    rows = [
        (str(each["UID"]), str(each["SUMMARY"]), each["DTSTART"].dt, each["DTEND"].dt)
        for each in by_icalendar.walk("VEVENT")
    ]
    assert rows == [
        (each.uid.value, each.summary.value, each.dtstart.value, each.dtend.value)
        for each in by_vobject.vevent_list
    ]
    assert rows == [
        (each.uid, each.summary, each.begin, each.end) for each in read_events(bundle.calendar)
    ]
    assert all(begin < end for _, _, begin, end in rows)
    assert all(
        each.day == (begin.date() if isinstance(begin, datetime) else begin)
        for each, (_, _, begin, _) in zip(
            (each for each in bundle.sessions if not each.session.is_rest), rows, strict=False
        )
        if not isinstance(begin, datetime)
    )
    return len(rows)
