"""Sessions around every change of the clocks of three years, in every zone that changes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
import vobject  # type: ignore[import-untyped]  # it ships no types
from support.examples import is_long

from fitexport.calendar.ics import Event, encode_calendar, event_uid
from fitexport.calendar.reading import read_events
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.weekdays import WEEKDAYS

pytestmark = pytest.mark.slow

FIRST, YEARS = date(2027, 1, 1), 3
TIMES = range(0, 24 * 60, 30 if is_long() else 150)
_LASTS = timedelta(minutes=55)
_ABOUT = range(-1, 2)
"""Days around a change."""


@cache
def _offset(zone: str, day: date) -> timedelta:
    found = datetime(day.year, day.month, day.day, 23, 59, tzinfo=ZoneInfo(zone)).utcoffset()
    assert found is not None
    return found


def changes(zone: str) -> tuple[date, ...]:
    """The days on which the clocks of a zone change."""
    days = [FIRST + timedelta(days=number) for number in range(366 * YEARS)]
    return tuple(
        day for day in days if _offset(zone, day) != _offset(zone, day - timedelta(days=1))
    )


def zones() -> Iterator[str]:
    """In the gate one of those that change on the same days; by hand all."""
    seen = set()
    for zone in sorted(available_timezones()):
        rule = changes(zone)
        if rule and (is_long() or rule not in seen):
            seen.add(rule)
            yield zone


def _events(zone: str) -> Iterator[Event]:
    """Sessions that begin at all hours on the day of a change, the day before and the day after."""
    for change in changes(zone):
        for day in (change + timedelta(days=number) for number in _ABOUT):
            for minutes in TIMES:
                settings = CalendarSettings(timezone=zone, at=dict.fromkeys(WEEKDAYS, minutes))
                begin = settings.begin(day, strength=False, first=True)
                assert begin is not None
                local = begin.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
                meant = datetime(day.year, day.month, day.day, *divmod(minutes, 60))
                _is_meant(local, meant, zone)
                yield Event(
                    uid=event_uid("clocks", zone, f"{day}-{minutes}"),
                    day=day,
                    span=settings.span(begin, _LASTS.total_seconds()),
                    summary=zone,
                    description="",
                    categories=("Running", "easy run"),
                )


def _is_meant(local: datetime, meant: datetime, zone: str) -> None:
    """At the time on the wall; where the clocks skip it, as much later as they skip."""
    skipped = meant.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
    assert local in (meant, skipped.replace(tzinfo=None)), (zone, local, meant)
    assert timedelta() <= local - meant <= timedelta(hours=24), (zone, local, meant)


def test_a_session_is_at_its_time_on_the_wall_whoever_reads_it() -> None:
    tried = 0
    for zone in zones():
        made = list(_events(zone))
        data = encode_calendar(made, zone)
        by_icalendar: Any = icalendar.Calendar.from_ical(data)
        by_vobject = vobject.readOne(data.decode())
        spans = [each.span for each in made]
        assert spans == [
            (each["DTSTART"].dt, each["DTEND"].dt) for each in by_icalendar.walk("VEVENT")
        ]
        assert spans == [(each.dtstart.value, each.dtend.value) for each in by_vobject.vevent_list]
        assert spans == [(each.begin, each.end) for each in read_events(data)]
        tried += len(made)
    assert tried > 1500
