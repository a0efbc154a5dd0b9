"""Calendars of ours and of others, read: what they say, and what has been cancelled since."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.events import CHANGES, EASY, HARD, LONG, PLAN

from fitexport.calendar.cancelling import cancelled_since, since
from fitexport.calendar.ics import Event, encode_calendar, encode_event
from fitexport.calendar.reading import (
    MAX_BYTES,
    FoundEvent,
    fingerprint_of,
    read_calendar,
    read_events,
)
from fitexport.calendar.revisions import NONE_YET, LastSession, Revision, revised, written_revisions
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


def test_an_alarm_without_a_trigger_counts() -> None:
    alarms = "BEGIN:VALARM\nACTION:AUDIO\nEND:VALARM\nBEGIN:VALARM\nTRIGGER:-PT15M\nEND:VALARM"
    assert _one(f"DTSTART:20270322T103000Z\n{alarms}").alarms == ("", "-PT15M")


def test_the_largest_sequence_is_read() -> None:
    assert _one("DTSTART:20270322T103000Z\nSEQUENCE:2147483646").sequence == 2_147_483_646


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
def test_a_file_that_is_not_a_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(CalendarError) as caught:
        read_events(data)
    assert str(caught.value).startswith("not a readable calendar: ")


_BAD = {
    "DTSTART;TZID=Asia/Tokyo:00010101T003000": "an impossible day, duration or number",
    "DTSTART;TZID=America/New_York:99991231T233000": "an impossible day, duration or number",
    "DTSTART:00010101T000000Z": "a day in the year 1",
    "DTSTART;VALUE=DATE:99991231": "an impossible day, duration or number",
    "DTSTART:20270322T103000Z\nDURATION:P99999999999D": "an impossible day, duration or number",
    "DTSTART:20270322T103000Z\nDURATION:P999999D": "a day in the year 4765",
    "DTSTART:20270322T103000Z\nSEQUENCE:-1": "its SEQUENCE is not from 0 to 2147483646",
    "DTSTART:20270322T103000Z\nSEQUENCE:9999999999": "its SEQUENCE is not from 0 to 2147483646",
    f"DTSTART:20270322T103000Z\nSEQUENCE:{'9' * 5000}": "an impossible day, duration or number",
    "DTSTART:next Tuesday": "an impossible day, duration or number",
    "DTSTART:20270322T103000Z\nDTSTART:20270323T103000Z": ("an impossible day, duration or number"),
}


@pytest.mark.parametrize("bad", _BAD)
def test_one_bad_event_is_named_and_the_others_are_read(bad: str) -> None:
    event = f"BEGIN:VEVENT\nUID:u\nSUMMARY:Bad \x1b[1m\n{bad}\nEND:VEVENT\nEND:VCALENDAR"
    whole = encode_calendar([EASY, LONG], "x").decode().replace("END:VCALENDAR", event)
    found = read_calendar(whole.replace("\r\n", "\n").replace("\n", "\r\n").encode())
    assert [each.summary for each in found.events] == ["Easy", "Long"]
    assert found.left_out == (f'"Bad U+001B[1m": {_BAD[bad]}',)


_HEAD, _TAIL = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n", b"END:VCALENDAR\r\n"
_BEGIN, _END = b"BEGIN:VEVENT\r\nUID:u\r\nDTSTART:20270322T103000Z\r\n", b"END:VEVENT\r\n"
_HUGE = {
    "events": (_BEGIN + _END) * 90_000,
    "alarms": _BEGIN + b"BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n" * 100_000 + _END,
    "categories": _BEGIN + b"CATEGORIES:" + b"a," * 2_500_000 + b"a\r\n" + _END,
    "parameters": _BEGIN + b"SUMMARY" + b";A=b" * 1_200_000 + b":x\r\n" + _END,
    "text": _BEGIN + b"DESCRIPTION:" + b"x" * 5_000_000 + b"\r\n" + _END,
    "begins": b"BEGIN:VEVENT\r\n" * 400_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", _HUGE)
def test_more_than_a_season_has_is_refused_before_the_library_sees_it(kind: str) -> None:
    with pytest.raises(CalendarError) as caught:
        read_events(_HEAD + _HUGE[kind] + _TAIL)
    assert str(caught.value) == "more events than a season has\n  give one plan's calendar"


_ZONE = (
    b"BEGIN:VTIMEZONE\r\nTZID:here\r\n%sEND:VTIMEZONE\r\n"
    b"BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=here:20270701T060000\r\nSUMMARY:Run\r\nEND:VEVENT\r\n"
)


def _clocks(kind: str, offsets: str, rule: str) -> bytes:
    return (
        f"BEGIN:{kind}\r\nDTSTART:19700101T020000\r\nTZOFFSETFROM:{offsets[:5]}\r\n"
        f"TZOFFSETTO:{offsets[5:]}\r\nRRULE:{rule}\r\nEND:{kind}\r\n"
    ).encode()


@pytest.mark.slow
def test_a_custom_time_zone_changes_its_clocks_no_more_than_once_a_year() -> None:
    """The library follows a rule of every second until 2038: a small file would take it hours."""
    summer = _clocks("DAYLIGHT", "+0500+0600", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU")
    winter = _clocks("STANDARD", "+0600+0500", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;INTERVAL=1")
    (event,) = read_events(_HEAD + _ZONE % (summer + winter) + _TAIL)
    assert event.begin == datetime(2027, 7, 1, tzinfo=UTC)
    for rule in (
        "FREQ=SECONDLY",
        "FREQ=DAILY",
        "FREQ=YEARLY;BYHOUR=1,2,3,4",
        "FREQ=YEARLY;COUNT=2",
    ):
        zone = _ZONE.replace(b"here", rule.encode().translate(None, b";=,"))  # kept by name
        text = zone % (_clocks("STANDARD", "+0500+0500", rule) * 200)
        (event,) = read_events(_HEAD + text + _TAIL)
        assert event.begin == datetime(2027, 7, 1, 1, tzinfo=UTC)
    with pytest.raises(CalendarError):
        read_events(_HEAD + _ZONE % (summer * 300) + _TAIL)


@pytest.mark.slow
def test_skipped_lines_cost_no_time() -> None:
    picture = b"ATTACH;ENCODING=BASE64;VALUE=BINARY:" + b"QUJD\r\n " * 700_000 + b"\r\n"
    (found,) = read_events(_HEAD + _BEGIN + picture + b"X-A:1\r\n" * 100_000 + _END + _TAIL)
    assert found.added


@pytest.mark.parametrize("name", ["SUMMARY", "DESCRIPTION"])
def test_a_text_may_be_full_of_commas_and_semicolons(name: str) -> None:
    """In other lines they separate values or parameters, which the library is slow to read."""
    found = _one(f"DTSTART:20270322T103000Z\n{name}:" + ("a\\, b\\; " * 14_000).strip())
    assert (found.summary + found.description).count(", b;") == 14_000
    with pytest.raises(CalendarError):
        _one("DTSTART:20270322T103000Z\nCATEGORIES:" + "a," * 28_000)


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


DAY = EASY.day


@pytest.mark.parametrize("gone", [EASY, *CHANGES[:5], *CHANGES[6:]])
def test_an_event_no_longer_in_the_plan_is_cancelled_unchanged(gone: Event) -> None:
    old = _exported(gone, LONG)
    (cancelled,) = cancelled_since(old, [LONG], PLAN, DAY)
    summary = f"Cancelled: {gone.summary}"
    assert cancelled == replace(gone, cancelled=True, remind_min=None, summary=summary)
    events, _ = revised([cancelled], since(old, [cancelled], NONE_YET))
    assert events[0].revision == 1


def test_a_cancelled_event_stays_cancelled_until_its_day_is_past() -> None:
    old = _exported(EASY)
    for _ in range(3):
        gone = cancelled_since(old, [], PLAN, DAY)
        made, _ = revised(gone, since(old, gone, NONE_YET))
        assert [(each.summary, each.revision) for each in made] == [("Cancelled: Easy", 1)]
        old = read_events(encode_calendar(made, "x"))
    assert cancelled_since(old, [], PLAN, DAY + timedelta(days=1)) == []
    (back,), _ = revised([EASY], since(old, [EASY], NONE_YET))
    assert (back.cancelled, back.revision) == (False, 2)


def test_events_of_others_are_not_cancelled() -> None:
    old = _exported(replace(EASY, plan=""), replace(LONG, plan="another"))
    assert cancelled_since(old, [], PLAN, DAY) == []


def test_the_older_calendar_counts_where_nothing_is_remembered() -> None:
    old = read_events(
        encode_calendar([replace(EASY, revision=4), replace(LONG, revision=2), HARD], "x")
    )
    events = [CHANGES[0], LONG, HARD]
    made, _ = revised(events, since(old, events, NONE_YET))
    assert [event.revision for event in made] == [5, 2, 0]


@pytest.mark.parametrize("order", [1, -1])
def test_of_an_event_listed_twice_the_newer_one_counts(order: int) -> None:
    """Calendars that were given it twice write it twice."""
    twice = [replace(EASY, revision=3), replace(EASY, revision=1, summary="Other")][::order]
    data = encode_calendar(twice, "x")
    old = read_events(data)
    assert written_revisions(data)[EASY.uid].number == 3
    new = [replace(EASY, summary="New")]
    changed, _ = revised(new, since(old, new, {}))
    assert changed[0].revision == 4
    (gone,) = cancelled_since(old, [], EASY.plan, date(2027, 1, 1))
    assert gone.summary == f"Cancelled: {EASY.summary}"


def test_what_is_remembered_counts_where_it_is_further() -> None:
    old = read_events(encode_calendar([replace(EASY, revision=4)], "x"))
    known = {EASY.uid: Revision("something else", 6)}
    made, _ = revised([EASY], since(old, [EASY], known))
    assert [event.revision for event in made] == [7]


def test_a_calendar_with_a_higher_revision_keeps_the_remembered_session() -> None:
    """A cancelled session is restored from it."""
    old = read_events(encode_calendar([replace(EASY, revision=4)], "x"))
    session = LastSession(PLAN, EASY.day, None, EASY.summary, EASY.categories)
    found = since(old, [EASY], {EASY.uid: Revision("something else", 1, session)})
    assert (found[EASY.uid].number, found[EASY.uid].session) == (4, session)


@pytest.mark.parametrize(
    ("times", "days"),
    [
        ("DTSTART;VALUE=DATE:20270322\nDTEND:20270325T100000Z", 3),
        ("DTSTART:20270322T100000Z\nDTEND;VALUE=DATE:20270325", 3),
        ("DTSTART:20270322T100000Z\nDTEND;VALUE=DATE:20270322", 1),
    ],
)
def test_an_event_from_a_day_to_an_instant_or_back_is_cancelled_as_whole_days(
    times: str, days: int
) -> None:
    gone = _one(times).as_cancelled()
    assert (gone.day, gone.days, gone.span) == (date(2027, 3, 22), days, None)
