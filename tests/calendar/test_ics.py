from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import icalendar
import pytest
import vobject  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given
from hypothesis import strategies as st
from support.ics_lint import lint, unfolded
from support.seasons import season_with

from fitexport.calendar.ics import Event, encode_calendar, encode_event, event_uid, plan_uid
from fitexport.calendar.reading import read_events
from fitexport.export.bundle import Bundle
from fitexport.export.compile import compile_week
from fitexport.plan.load import load_plan
from fitexport.season.athlete import resolve
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.lay_out import lay_out
from fitexport.season.schedule import ScheduledSession
from fitexport.season.settings import Settings

UID = event_uid("mile-2027", "", "w3.2")
RACE_DAY = date(2027, 5, 1)


def event(
    *,
    summary: str = "Easy 30 min",
    description: str = "easy 30min",
    day: date = RACE_DAY,
    categories: tuple[str, ...] = ("Running", "easy run"),
    file: str = "",
    revision: int = 0,
) -> Event:
    return Event(
        uid=UID,
        day=day,
        summary=summary,
        description=description,
        categories=categories,
        file=file,
        revision=revision,
    )


TIMED = replace(
    event(),
    span=(datetime(2027, 5, 1, 10, 30, tzinfo=UTC), datetime(2027, 5, 1, 11, 30, tzinfo=UTC)),
    remind_min=30,
)


def lines_of(*events: Event, name: str = "Mile") -> list[str]:
    data = encode_calendar(events, name)
    assert lint(data) == []
    return unfolded(data)


def value_of(made: Event, name: str) -> str:
    (line,) = (line for line in lines_of(made) if line.startswith((f"{name}:", f"{name};")))
    return line


# --- bytes ------------------------------------------------------------------------------


def test_every_byte_of_a_calendar_with_one_event() -> None:
    made = event(
        summary="Mile race (W8.5)",
        description="race 1mi\n\nHold back; then, go.",
        categories=("Running", "race"),
        file="2027-05-01-w08-mile-race.fit",
        revision=2,
    )
    assert encode_calendar([made], "A faster mile, goal 6:51") == (
        b"BEGIN:VCALENDAR\r\n"
        b"VERSION:2.0\r\n"
        b"PRODID:-//fitexport//fitexport//EN\r\n"
        b"CALSCALE:GREGORIAN\r\n"
        b"NAME:A faster mile\\, goal 6:51\r\n"
        b"X-WR-CALNAME:A faster mile\\, goal 6:51\r\n"
        b"BEGIN:VEVENT\r\n"
        b"UID:" + UID.encode() + b"\r\n"
        b"DTSTAMP:20240101T000002Z\r\n"
        b"CREATED:20240101T000000Z\r\n"
        b"LAST-MODIFIED:20240101T000002Z\r\n"
        b"SEQUENCE:2\r\n"
        b"DTSTART;VALUE=DATE:20270501\r\n"
        b"DTEND;VALUE=DATE:20270502\r\n"
        b"SUMMARY:Mile race (W8.5)\r\n"
        b"DESCRIPTION:race 1mi\\n\\nHold back\\; then\\, go.\r\n"
        b"CATEGORIES:Running,race\r\n"
        b"STATUS:CONFIRMED\r\n"
        b"TRANSP:TRANSPARENT\r\n"
        b"X-FITEXPORT-FILE:2027-05-01-w08-mile-race.fit\r\n"
        b"END:VEVENT\r\n"
        b"END:VCALENDAR\r\n"
    )


def test_every_byte_of_an_event_with_a_time_and_an_alarm() -> None:
    timed = replace(TIMED, plan="p", file="a.fit", cancelled=True, revision=2)
    assert lines_of(timed)[6:-1] == [
        "BEGIN:VEVENT",
        f"UID:{UID}",
        "DTSTAMP:20240101T000002Z",
        "CREATED:20240101T000000Z",
        "LAST-MODIFIED:20240101T000002Z",
        "SEQUENCE:2",
        "DTSTART:20270501T103000Z",
        "DTEND:20270501T113000Z",
        "SUMMARY:Easy 30 min",
        "DESCRIPTION:easy 30min",
        "CATEGORIES:Running,easy run",
        "STATUS:CANCELLED",
        "TRANSP:OPAQUE",
        "X-FITEXPORT-PLAN:p",
        "X-FITEXPORT-FILE:a.fit",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Easy 30 min",
        "TRIGGER:-PT30M",
        "END:VALARM",
        "END:VEVENT",
    ]


def test_a_server_gets_one_event_with_our_property_and_no_calendar_name() -> None:
    lines = unfolded(encode_event(TIMED, {"X-FITEXPORT-HASH": "f" * 64}))
    assert lines[:4] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//fitexport//fitexport//EN",
        "BEGIN:VEVENT",
    ]
    assert lines.index("X-FITEXPORT-HASH:" + "f" * 64) == lines.index("BEGIN:VALARM") - 1
    assert lines[-2:] == ["END:VEVENT", "END:VCALENDAR"]


def test_a_calendar_without_events_is_one_too() -> None:
    assert lines_of() == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//fitexport//fitexport//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Mile",
        "X-WR-CALNAME:Mile",
        "END:VCALENDAR",
    ]


@pytest.mark.parametrize("char", ["a", "ä", "漢", "😀", "👩🏽‍🦰"])
@pytest.mark.parametrize("before", range(4))
def test_folding_never_splits_a_character(char: str, before: int) -> None:
    text = "x" * before + char * 100
    data = encode_calendar([event(summary=text)], "Mile")
    assert lint(data) == []
    assert f"SUMMARY:{text}" in unfolded(data)


@pytest.mark.parametrize("escaped", ["\n", ",", ";", "\\", "\\\n", "\n\n"], ids=repr)
@pytest.mark.parametrize("before", range(60, 70))
def test_folding_never_splits_an_escape(escaped: str, before: int) -> None:
    text = "x" * before + escaped * 20 + "x"
    data = encode_calendar([event(description=text)], "")
    for line in data.split(b"\r\n"):
        assert (len(line) - len(line.rstrip(b"\\"))) % 2 == 0, line
        assert len(line) <= 75
    (found,) = read_events(data)
    assert found.description == text


def test_a_line_of_75_octets_is_not_folded_and_one_of_76_is() -> None:
    fits, folds = "x" * (75 - len("SUMMARY:")), "x" * (76 - len("SUMMARY:"))
    assert f"\r\nSUMMARY:{fits}\r\n".encode() in encode_calendar([event(summary=fits)], "")
    folded = f"\r\nSUMMARY:{folds[:-1]}\r\n x\r\n".encode()
    assert folded in encode_calendar([event(summary=folds)], "")


def test_a_continued_line_counts_its_space() -> None:
    text = "x" * (75 - len("SUMMARY:") + 74)
    data = encode_calendar([event(summary=text)], "")
    assert [len(line) for line in data.split(b"\r\n") if b"xx" in line] == [75, 75]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a;b", "a\\;b"),
        ("a,b", "a\\,b"),
        ("a\\b", "a\\\\b"),
        ("a\nb", "a\\nb"),
        ("a\\nb", "a\\\\nb"),
        ("\\;", "\\\\\\;"),
        ("a:b", "a:b"),
        ('"quoted"', '"quoted"'),
        ("Kärnten 漢 😀", "Kärnten 漢 😀"),
        ("a  \nb \n\n", "a\\nb"),
        ("tab\tand\x00bell\x07", "tab and bell"),
        ("a\r\nb", "a\\nb"),
        ("no\ud800 surrogates", "no  surrogates"),
    ],
)
def test_text_is_escaped_and_loses_only_what_no_calendar_shows(text: str, written: str) -> None:
    assert value_of(event(description=text), "DESCRIPTION") == f"DESCRIPTION:{written}"


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2027, 4, 30), "20270501"),
        (date(2027, 12, 31), "20280101"),
        (date(2028, 2, 28), "20280229"),
        (date(2028, 2, 29), "20280301"),
        (date(2027, 2, 28), "20270301"),
        (date(2100, 2, 28), "21000301"),
    ],
)
def test_the_end_of_a_day_is_the_next_day(day: date, end: str) -> None:
    made = event(day=day)
    assert value_of(made, "DTSTART") == f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    assert value_of(made, "DTEND") == f"DTEND;VALUE=DATE:{end}"


@pytest.mark.parametrize(
    ("revision", "stamp"),
    [(0, "20240101T000000Z"), (1, "20240101T000001Z"), (3661, "20240101T010101Z")],
)
def test_a_stamp_is_a_fixed_date_plus_one_second_per_revision(revision: int, stamp: str) -> None:
    made = event(revision=revision)
    assert value_of(made, "DTSTAMP") == f"DTSTAMP:{stamp}"
    assert value_of(made, "LAST-MODIFIED") == f"LAST-MODIFIED:{stamp}"
    assert value_of(made, "CREATED") == "CREATED:20240101T000000Z"
    assert value_of(made, "SEQUENCE") == f"SEQUENCE:{revision}"


# --- UIDs -------------------------------------------------------------------------------


def test_a_uid_never_changes_from_release_to_release() -> None:
    assert event_uid("mile-2027", "", "w3.2") == "df78ab4f-b3a1-5aa5-a0fa-3d36bac49c46"


def test_uids_differ_by_season_athlete_and_session() -> None:
    uids = {
        event_uid(season, athlete, key)
        for season in ("mile-2027", "mile-2028", "")
        for athlete in ("", "sam", "kim")
        for key in ("w3.2", "w3.rest2", "w32")
    }
    assert len(uids) == 27
    assert all(uid == uid.lower() for uid in uids)


def test_no_two_ways_to_cut_the_same_letters_make_one_uid() -> None:
    assert event_uid("ab", "c", "w1.1") != event_uid("a", "bc", "w1.1")


# --- read back --------------------------------------------------------------------------


def kept(text: str) -> str:
    """What is documented to be left of a text: no blanks at line ends, no control characters."""
    joiners = "\u200c\u200d"
    shown = (
        "".join(c if c.isprintable() or c in joiners else " " for c in line)
        for line in text.split("\n")
    )
    return "\n".join(line.rstrip() for line in shown).rstrip()


def icalendar_events(data: bytes) -> list[dict[str, Any]]:
    """Every property of every event, as icalendar reads them."""
    calendar: Any = icalendar.Calendar.from_ical(data)
    return [
        {
            "uid": str(found["UID"]),
            "day": found["DTSTART"].dt,
            "end": found["DTEND"].dt,
            "stamp": found["DTSTAMP"].dt,
            "created": found["CREATED"].dt,
            "modified": found["LAST-MODIFIED"].dt,
            "sequence": int(found["SEQUENCE"]),
            "summary": str(found["SUMMARY"]),
            "description": str(found["DESCRIPTION"]),
            "categories": [str(value) for value in found["CATEGORIES"].cats],
            "status": str(found["STATUS"]),
            "transparent": str(found["TRANSP"]),
            "file": str(found.get("X-FITEXPORT-FILE", "")),
            "properties": len(found.property_items(recursive=False)) - 2,
        }
        for found in calendar.walk("VEVENT")
    ]


def vobject_events(data: bytes) -> list[dict[str, Any]]:
    """The same as vobject reads them, validated."""
    calendar = vobject.readOne(data.decode("utf-8"))
    calendar.validate(raiseException=True)
    return [
        {
            "uid": found.uid.value,
            "day": found.dtstart.value,
            "end": found.dtend.value,
            "stamp": found.dtstamp.value,
            "created": found.created.value,
            "modified": found.last_modified.value,
            "sequence": int(found.sequence.value),
            "summary": found.summary.value,
            "description": found.description.value,
            "categories": found.categories.value,
            "status": found.status.value,
            "transparent": found.transp.value,
            "file": found.x_fitexport_file.value if "x-fitexport-file" in found.contents else "",
            "properties": sum(map(len, found.contents.values())),
        }
        for found in calendar.contents.get("vevent", [])
    ]


def meant(events: Sequence[Event]) -> list[dict[str, Any]]:
    """What readers have to find."""
    birth = datetime(2024, 1, 1, tzinfo=UTC)
    return [
        {
            "uid": made.uid,
            "day": made.day,
            "end": made.day + timedelta(1),
            "stamp": birth + timedelta(seconds=made.revision),
            "created": birth,
            "modified": birth + timedelta(seconds=made.revision),
            "sequence": made.revision,
            "summary": kept(made.summary),
            "description": kept(made.description),
            "categories": [kept(category) for category in made.categories],
            "status": "CONFIRMED",
            "transparent": "TRANSPARENT",
            "file": made.file,
            "properties": 13 if made.file else 12,
        }
        for made in events
    ]


def shipped(week: int, *, rest_days: bool = True) -> Bundle:
    schedule = lay_out(load_plan("mile", "intermediate"), RACE_DAY)
    athlete, _ = resolve(
        Settings(cross="cycling", calendar_settings=CalendarSettings(rest_days=rest_days))
    )
    return compile_week(season_with(schedule, athlete), week, today=RACE_DAY)


@pytest.mark.parametrize("week", range(1, 10))
def test_two_libraries_read_every_week_of_the_shipped_plan_as_it_was_meant(week: int) -> None:
    bundle = shipped(week)
    data = bundle.calendar
    assert lint(data) == []
    found = icalendar_events(data)
    assert found == vobject_events(data)
    assert len(found) == len(bundle.sessions)
    for read, session in zip(found, bundle.sessions, strict=True):
        scheduled = session.source
        assert isinstance(scheduled, ScheduledSession)
        assert read["uid"] == event_uid(f"mile-{RACE_DAY}", "", scheduled.key)
        assert (read["day"], read["end"]) == (scheduled.day, scheduled.day + timedelta(1))
        assert read["summary"].startswith(scheduled.planned.title)
        assert scheduled.planned.why in read["description"]
        assert read["file"] == session.file
        assert read["sequence"] == 0
    calendar = icalendar.Calendar.from_ical(data)
    name = "A faster mile: goal 6:51"  # no comma: some readers leave the escape
    assert (str(calendar["NAME"]), str(calendar["X-WR-CALNAME"])) == (name, name)


def test_the_description_of_an_event_as_a_runner_sees_it() -> None:
    (trial,) = (
        read for read in icalendar_events(shipped(5).calendar) if "trial" in read["summary"]
    )
    assert trial["summary"] == "Mile time trial (W5.5)"
    assert trial["categories"] == ["Running", "time trial"]
    assert trial["description"].split("\n")[:6] == [
        "time-trial 1mi (trial 6:58/mi)",
        "",
        "Shows what you can run today and sets the paces ahead; be patient for two laps, then "
        "give effort 10 to the end.",
        "",
        "warm-up 15:00",
        "warm-up until lap: up to 5 min more easy, then leg swings, 10 a leg; then 10 side to side",
    ]
    assert trial["description"].split("\n")[-1] == (
        "About 3.9 mi, 44 min. On the watch: W5.5 Mile trial (2027-04-08-w05-mile-trial.fit)"
    )


_WORDS = st.one_of(
    st.text(max_size=200),
    st.text("abc \\;,:\n\r\t\"'", max_size=200),
    st.text("äé漢😀 \\,", min_size=20, max_size=120),
)
# What line breaks other than \n mean is left to each reader; ours makes them spaces.
_EVENTS = st.builds(
    event,
    summary=_WORDS.map(lambda text: text.replace("\n", " ")),
    description=_WORDS,
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    # vobject drops a last category of blanks.
    categories=st.lists(
        st.text("ab ;,\\é", min_size=1).filter(str.strip), min_size=1, max_size=3
    ).map(tuple),
    revision=st.integers(0, 100_000),
)


@given(_EVENTS)
def test_any_text_survives_both_libraries(made: Event) -> None:
    data = encode_calendar([made], "Mile")
    assert lint(data) == []
    assert icalendar_events(data) == meant([made])


@given(_EVENTS)
def test_any_text_survives_vobject(made: Event) -> None:
    assert vobject_events(encode_calendar([made], "Mile")) == meant([made])


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=300))
def test_folding_and_unfolding_is_the_identity(text: str) -> None:
    written = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:{written}" in unfolded(encode_calendar([event(summary=text)], "Mile"))


# --- the linter itself ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"END:VCALENDAR\r\n", b"END:VCALENDAR", "does not end with CRLF"),
        (b"VERSION:2.0\r\n", b"VERSION:2.0\n", "a line break that is not CRLF"),
        (b"SUMMARY:Easy", b"SUMMARY:" + b"x" * 80 + b"Easy", "line 15: 99 octets"),
        (b"Easy 30 min", b"Easy 30 min ", "ends with a blank: SUMMARY:Easy 30 min "),
        (b"easy 30min", b"easy; 30min", "DESCRIPTION is not escaped: easy; 30min"),
        (b"CALSCALE:GREGORIAN", b"CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH", "holds METHOD:PUBLISH"),
        (b"TRANSP:TRANSPARENT\r\n", b"", "TRANSP is missing"),
        (b";VALUE=DATE:20270501", b":20270501", "DTSTART is no date"),
        (b"UID:", b"UID:A", "UID is no lower-case UUID of version 5"),
        (b"\xc3\xa9", b"\xc3\r\n \xa9", "line 5: a character is split"),
        (b"END;VALUE=DATE:20270502", b"END;VALUE=DATE:20270501", "ends no later than it begins"),
        (b"TRANSP:TRANSPARENT", b"TRANSP:OPAQUE", "TRANSP is OPAQUE"),
        (b"STATUS:CONFIRMED", b"STATUS:TENTATIVE", "STATUS is TENTATIVE"),
        (b"SEQUENCE:0", b"SEQUENCE:0\r\nSEQUENCE:1", "SEQUENCE twice"),
        (b"CATEGORIES", b"DURATION:P1D\r\nCATEGORIES", "holds DURATION:P1D"),
        (b"CATEGORIES", b"RRULE:FREQ=DAILY\r\nCATEGORIES", "holds RRULE:FREQ=DAILY"),
        (b"CALSCALE:GREGORIAN", b"UID:1\r\nCALSCALE:GREGORIAN", "the calendar has"),
        (b"END:VEVENT", b"BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT", "an alarm at midnight"),
    ],
)
def test_the_linter_finds_what_is_wrong(old: bytes, new: bytes, problem: str) -> None:
    """The faults that calendars are known to stumble over, each made once."""
    data = encode_calendar([event()], "Mil\u00e9")
    assert old in data
    assert any(each.startswith(problem) for each in lint(data.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"DTSTART:20270501T103000Z", b"DTSTART:20270501T103000", "DTSTART is no date"),
        (
            b"DTSTART:20270501T103000Z",
            b"DTSTART;TZID=America/New_York:20270501T063000",
            "holds DTSTART;TZID=America/New_York",
        ),
        (b"DTEND:20270501T113000Z", b"DTEND:20270501T103000Z", "ends no later than it begins"),
        (b"DTEND:20270501T113000Z", b"DTEND;VALUE=DATE:20270502", "DTEND is no time in UTC"),
        (b"TRANSP:OPAQUE", b"TRANSP:TRANSPARENT", "TRANSP is TRANSPARENT"),
        (b"TRIGGER:-PT30M", b"TRIGGER:P0DT9H", "an alarm without a time before"),
        (b"ACTION:DISPLAY\r\n", b"", "an alarm has ['BEGIN', 'DESCRIPTION', 'TRIGGER', 'END']"),
    ],
)
def test_the_linter_finds_what_is_wrong_with_a_time(old: bytes, new: bytes, problem: str) -> None:
    data = encode_calendar([TIMED], "Mile")
    assert lint(data) == []
    assert old in data
    assert any(each.startswith(problem) for each in lint(data.replace(old, new, 1)))


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
def test_uids_are_those_of_pythons_uuid(season: str, athlete: str, key: str) -> None:
    ours = UUID("3f0a1c52-8a4b-5c1e-9d57-6f2e0b9c4d10")
    assert event_uid(season, athlete, key) == str(uuid5(ours, f"{season}\n{athlete}\n{key}"))
    assert plan_uid(season, athlete) == str(uuid5(ours, f"{season}\n{athlete}"))
