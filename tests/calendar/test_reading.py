"""Calendars of ours and of others, read: what they say, and what is called off since."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.events import CHANGES, EASY, HARD, LONG, PLAN

from fitexport.calendar.cancelling import fallen_away, since
from fitexport.calendar.ics import Event, encode_calendar, encode_event
from fitexport.calendar.reading import MAX_BYTES, FoundEvent, fingerprint_of, read_events
from fitexport.calendar.revisions import NONE_YET, Revision, revised
from fitexport.errors import CalendarError


def _one(text: str) -> FoundEvent:
    body = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:u\n{text}\nEND:VEVENT\nEND:VCALENDAR\n"
    (event,) = read_events(body.replace("\n", "\r\n").encode())
    return event


def test_an_event_of_ours_is_read_as_it_was_meant() -> None:
    timed = CHANGES[7]
    (found,) = read_events(encode_calendar([replace(timed, revision=3)], "x"))
    assert found == FoundEvent(
        uid=EASY.uid,
        sequence=3,
        begin=datetime(2027, 3, 22, 6, tzinfo=UTC),
        end=datetime(2027, 3, 22, 7, tzinfo=UTC),
        summary="Easy",
        description="easy 30min\n\nBecause.",
        categories=("Running", "easy"),
        cancelled=False,
        plan=PLAN,
        published="",
        fingerprint=fingerprint_of(encode_event(timed, {})),
    )


def test_every_change_changes_the_fingerprint_and_a_revision_does_not() -> None:
    prints = {fingerprint_of(encode_event(event, {})) for event in (EASY, *CHANGES)}
    assert len(prints) == 1 + len(CHANGES)
    again = encode_event(replace(EASY, revision=9, file="other.fit"), {"X-FITEXPORT-HASH": "y"})
    assert fingerprint_of(again) == fingerprint_of(encode_event(EASY, {}))


def test_however_a_server_writes_it_the_fingerprint_is_the_same() -> None:
    """Another order, other foldings, another zone for the same moment, blanks at line ends."""
    one = _one("DTSTART:20270322T103000Z\nDTEND:20270322T113000Z\nSUMMARY:A\nDESCRIPTION:b\\nc")
    other = _one(
        "DESCRIPTION:b  \\nc\nSUMMARY:A\nX-OTHER:1\nSTATUS:CONFIRMED\nTRANSP:OPAQUE\n"
        "DTEND;TZID=America/New_York:20270322T073000\nDTSTART;TZID=America/New_York:20270322T063000"
    )
    assert one.fingerprint == other.fingerprint
    assert _one("DTSTART:20270322T103000Z\nDURATION:PT1H\nSUMMARY:A\nDESCRIPTION:b\\nc") == one


def test_an_event_without_an_end_lasts_its_day_or_no_time() -> None:
    assert _one("DTSTART;VALUE=DATE:20270322").end == date(2027, 3, 23)
    moment = datetime(2027, 3, 22, 10, tzinfo=UTC)
    assert (_one("DTSTART:20270322T100000").begin, _one("DTSTART:20270322T100000").end) == (
        moment,
        moment,
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"BEGIN:VCALENDAR", b"\xff\xfe", b"<html>", b"BEGIN:VEVENT\r\nEND:VCALENDAR\r\n"],
)
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(CalendarError) as caught:
        read_events(data)
    assert str(caught.value).startswith("not a calendar that can be read: ")


def test_a_calendar_larger_than_any_is_refused() -> None:
    with pytest.raises(CalendarError) as caught:
        read_events(b"x" * (MAX_BYTES + 1))
    assert str(caught.value) == "larger than 8 MB\n  give one plan's calendar"


@given(st.data())
def test_a_damaged_calendar_is_read_or_refused_and_never_a_traceback(data: st.DataObject) -> None:
    whole = bytearray(encode_calendar([EASY, CHANGES[7]], "x"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(CalendarError):
        read_events(bytes(whole[: data.draw(st.integers(0, len(whole)))]))


# --- what fell away ---------------------------------------------------------------------


def _exported(*events: Event) -> tuple[FoundEvent, ...]:
    return read_events(encode_calendar(revised(events, NONE_YET)[0], "x"))


@pytest.mark.parametrize("gone", [EASY, *CHANGES[:5], *CHANGES[6:]])
def test_an_event_that_fell_away_is_called_off_as_it_stood(gone: Event) -> None:
    old = _exported(gone, LONG)
    (cancelled,) = fallen_away(old, [LONG], PLAN)
    assert cancelled == replace(gone, cancelled=True, remind_min=None)
    events, _ = revised([cancelled], since(old, [cancelled], NONE_YET))
    assert events[0].revision == 1


def test_what_was_called_off_once_is_not_called_off_again() -> None:
    old = _exported(replace(EASY, cancelled=True))
    assert fallen_away(old, [], PLAN) == []


def test_events_of_others_are_not_called_off() -> None:
    old = _exported(replace(EASY, plan=""), replace(LONG, plan="another"))
    assert fallen_away(old, [], PLAN) == []


def test_the_older_calendar_counts_where_nothing_is_remembered() -> None:
    old = read_events(
        encode_calendar([replace(EASY, revision=4), replace(LONG, revision=2), HARD], "x")
    )
    events = [CHANGES[0], LONG, HARD]
    made, _ = revised(events, since(old, events, NONE_YET))
    assert [event.revision for event in made] == [5, 2, 0]


def test_what_is_remembered_counts_where_it_is_further() -> None:
    old = read_events(encode_calendar([replace(EASY, revision=4)], "x"))
    known = {EASY.uid: Revision("something else", 6)}
    made, _ = revised([EASY], since(old, [EASY], known))
    assert [event.revision for event in made] == [7]
