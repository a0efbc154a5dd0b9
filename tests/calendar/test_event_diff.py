"""What differs between two calendars, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from support.events import EASY, LONG

from fitexport.calendar.event_diff import calendar_changes
from fitexport.calendar.ics import Event, encode_calendar
from fitexport.calendar.reading import FoundEvent, read_events

RUN = replace(EASY, description="easy 30min\nBecause.")


def found(*events: Event) -> tuple[FoundEvent, ...]:
    return read_events(encode_calendar(events, "x"))


def changes(old: Event | None, new: Event | None) -> list[list[str]]:
    """Beside an event that is in both calendars."""
    before, after = ([LONG, *filter(None, [each])] for each in (old, new))
    return list(calendar_changes(found(*before), found(*after)))


def test_what_is_the_same_is_no_change() -> None:
    assert changes(RUN, RUN) == changes(RUN, replace(RUN, revision=7)) == []


def test_what_is_only_in_one_is_new_or_gone() -> None:
    assert changes(None, RUN) == [["Easy: new, Mon 22 Mar 2027"]]
    assert changes(RUN, None) == [["Easy: gone, was on Mon 22 Mar 2027"]]


def test_a_change_is_listed_with_the_lines_that_differ() -> None:
    early = datetime(2027, 3, 23, 6, tzinfo=UTC), datetime(2027, 3, 23, 6, 40, tzinfo=UTC)
    other = replace(RUN, span=early, day=early[0].date(), description="easy 40min\nBecause.")
    assert changes(RUN, other) == [
        [
            "Easy, Tue 23 Mar 2027 06:00-06:40 UTC: changed",
            "  moved from Mon 22 Mar 2027 to Tue 23 Mar 2027 06:00-06:40 UTC",
            "  - easy 30min",
            "  + easy 40min",
        ]
    ]


def test_the_text_of_a_cancelled_event_adds_nothing() -> None:
    gone = replace(RUN, cancelled=True, summary="Cancelled: Easy", description="Not this week.")
    assert changes(RUN, gone) == [["Easy, Mon 22 Mar 2027: changed", "  cancelled"]]
    assert changes(gone, RUN) == [["Easy, Mon 22 Mar 2027: changed", "  no longer cancelled"]]


def test_changes_are_in_the_order_of_their_days() -> None:
    later = replace(RUN, uid="later", day=RUN.day.replace(day=29))
    both = calendar_changes(found(later, RUN), ())
    assert [each[0].partition(":")[2] for each in both] == [
        " gone, was on Mon 22 Mar 2027",
        " gone, was on Mon 29 Mar 2027",
    ]
