"""`fitexport calendar`: the whole plan as a file, again and again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from support.command import RUNNER, run, week
from support.folders import tree
from support.ics_lint import lint

from fitexport.calendar.reading import FoundEvent, read_events

pytestmark = pytest.mark.usefixtures("alone")

SEASON = (*RUNNER, "--race-day", "2027-05-01", "--today", "2027-03-01")
TODAY = ("--today", "2027-03-01")
TIMED = ("--at", "06:30", "--timezone", "America/New_York")


def calendar(*args: str) -> Result:
    return run("calendar", *args)


def events(path: str) -> list[FoundEvent]:
    data = Path(path).read_bytes()
    assert lint(data) == []
    return list(read_events(data))


def by_title(path: str) -> dict[str, FoundEvent]:
    return {event.summary: event for event in events(path)}


@pytest.fixture
def season(alone: Path) -> None:
    """A fitexport.toml, next to which revisions are remembered."""
    assert Path.cwd() == alone
    options = ("--mile", "6:20", "--goal", "6:05", "--level", "intermediate", "--weeks", "8")
    made = run(*("init", *options, "--race-day", "2027-05-01", "--cross", "cycling", *TODAY))
    assert made.exit_code == 0


# --- one export -------------------------------------------------------------------------


def test_the_whole_plan_goes_into_one_file() -> None:
    result = calendar("--out", "mile.ics", *SEASON)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "60 events in mile.ics, 0 of them changed since they were first written\n"
        'Next: import it into a separate calendar, "A faster mile: goal 6:00".\n'
    )
    found = events("mile.ics")
    assert len({event.uid for event in found}) == len(found) == 60
    assert (found[0].begin, found[-1].begin) == (date(2027, 3, 8), date(2027, 5, 8))
    assert sorted(tree(Path())) == ["mile.ics"]


def test_without_a_name_it_is_called_as_the_plan() -> None:
    calendar(*SEASON)
    assert Path("mile.ics").exists()


def test_a_week_says_of_its_events_what_the_whole_plan_says() -> None:
    calendar("--out", "mile.ics", *SEASON)
    week("3")
    whole = {event.uid: event for event in events("mile.ics")}
    part = events("watch/mile-week-03.ics")
    assert len(part) == 8
    assert all(whole[event.uid] == event for event in part)


def test_times_of_day_are_instants_across_the_change_of_the_clocks() -> None:
    calendar("--out", "a.ics", *SEASON, *TIMED)
    runs = [event for event in events("a.ics") if isinstance(event.begin, datetime)]
    first = {event.begin for event in runs if event.begin < datetime(2027, 3, 14, tzinfo=UTC)}
    later = {event.begin for event in runs} - first
    assert {(moment.hour, moment.minute) for moment in first if isinstance(moment, datetime)} == {
        (11, 30)
    }
    assert {(moment.hour, moment.minute) for moment in later if isinstance(moment, datetime)} == {
        (10, 30)
    }
    text = Path("a.ics").read_text(encoding="utf-8")
    assert "TRANSP:OPAQUE" in text
    assert "VTIMEZONE" not in text


@pytest.mark.slow
def test_a_second_session_of_a_day_has_only_the_time_set_for_it() -> None:
    calendar("--out", "a.ics", *SEASON, *TIMED)
    lifting = "Strength A: strong legs (W3.3)"
    assert by_title("a.ics")[lifting].begin == date(2027, 3, 22)
    calendar("--out", "b.ics", *SEASON, *TIMED, "--strength-at", "17:30")
    assert by_title("b.ics")[lifting].begin == datetime(2027, 3, 22, 21, 30, tzinfo=UTC)


def test_an_event_lasts_as_long_as_the_session_is_expected_to() -> None:
    calendar("--out", "a.ics", *SEASON, *TIMED)
    long_run = by_title("a.ics")["Long run 60 min (W3.8)"]
    assert isinstance(long_run.begin, datetime)
    assert isinstance(long_run.end, datetime)
    assert long_run.end - long_run.begin == timedelta(hours=1)


def test_some_days_may_have_a_time_and_others_none() -> None:
    calendar("--out", "a.ics", *SEASON, "--at", "sat=8:00", "--timezone", "Europe/Paris")
    timed = {
        event.begin.weekday() for event in events("a.ics") if isinstance(event.begin, datetime)
    }
    assert timed == {5}


def test_an_alarm_rings_before_what_has_a_time_and_never_at_midnight() -> None:
    calendar("--out", "a.ics", *SEASON, *TIMED, "--remind", "1h30min")
    text = Path("a.ics").read_text(encoding="utf-8")
    timed = [event for event in events("a.ics") if isinstance(event.begin, datetime)]
    assert 0 < text.count("TRIGGER:-PT90M") == len(timed) < 60
    result = calendar("--out", "b.ics", *SEASON, "--remind", "30min")
    assert result.stderr == (
        "note: all-day events have no alarm: it would ring at midnight (--at 6:30)\n"
    )
    assert "VALARM" not in Path("b.ics").read_text(encoding="utf-8")


def test_rest_days_week_summaries_and_a_countdown_are_there_if_asked_for() -> None:
    calendar("--out", "a.ics", *SEASON, "--rest-days", "--week-summaries", "--countdown")
    found = by_title("a.ics")
    assert "Rest day (5 weeks to go)" in found
    assert "4 x 2 min 30 s hard (W3.2, 5 weeks to go)" in found
    assert any(title.endswith("(W7.1, 1 week to go)") for title in found)
    assert "Mile race (W8.5, race week)" in found
    summary = found["Week 3 of 8: build"]
    assert (summary.begin, summary.end) == (date(2027, 3, 21), date(2027, 3, 28))
    assert "Runs 24.1 mi, all training 6 h 10." in summary.description
    assert found["Recovery week"].begin == date(2027, 5, 2)


def test_the_race_carries_its_lap_plan() -> None:
    calendar("--out", "a.ics", *SEASON)
    race = by_title("a.ics")["Mile race (W8.5)"]
    assert "go 400 m: Lap 1 in 1:30.5, 200 m not under 44.7 s" in race.description
    assert "Lap 4, last 109 m in 24.1 s, all you have" in race.description
    assert "2027-05-01-w08-mile-race.fit" in race.description


# --- again ------------------------------------------------------------------------------


@pytest.mark.usefixtures("season")
def test_twice_the_same_is_the_same_byte_for_byte() -> None:
    calendar("--out", "a.ics", *TODAY)
    remembered = Path("fitexport-calendar.json").read_bytes()
    calendar("--out", "b.ics", "--today", "2027-04-01")
    assert Path("a.ics").read_bytes() == Path("b.ics").read_bytes()
    assert Path("fitexport-calendar.json").read_bytes() == remembered


@pytest.mark.usefixtures("season")
def test_a_moved_session_keeps_its_uid_and_alone_has_a_new_revision() -> None:
    calendar("--out", "a.ics", *TODAY)
    run("move", "w3.2", "sun", "--swap", *TODAY)
    result = calendar("--out", "b.ics", *TODAY)
    assert "60 events in b.ics, 3 of them changed" in result.stdout
    before, after = ({event.uid: event for event in events(path)} for path in ("a.ics", "b.ics"))
    assert before.keys() == after.keys()
    changed = {uid for uid in before if before[uid] != after[uid]}
    assert {after[uid].sequence for uid in changed} == {1}
    assert {event.sequence for uid, event in after.items() if uid not in changed} == {0}
    assert sorted(after[uid].summary.rpartition(" ")[2] for uid in changed) == [
        "(W3.1)",
        "(W3.2)",
        "(W3.3)",
    ]


@pytest.mark.usefixtures("season")
def test_week_and_calendar_share_what_they_remember() -> None:
    run("week", "3", *TODAY)
    run("move", "w3.2", "sun", "--swap", *TODAY)
    calendar("--out", "a.ics", *TODAY)
    run("week", "3", *TODAY)
    whole = {event.uid: event for event in events("a.ics")}
    part = events("watch/mile-week-03.ics")
    assert sorted(event.sequence for event in part) == [0, 0, 0, 0, 0, 1, 1, 1]
    assert all(whole[event.uid] == event for event in part)


@pytest.mark.slow
@pytest.mark.usefixtures("season")
def test_a_dropped_session_is_cancelled_until_its_day_is_past() -> None:
    calendar("--out", "a.ics", *TODAY)
    run("skip", "w4.1", *TODAY)
    for _ in range(2):
        result = calendar("--out", "a.ics", *TODAY)
        assert result.stdout.startswith(
            "59 events in a.ics, 1 of them changed since they were first written, and 1 cancelled\n"
        )
        (gone,) = [event for event in events("a.ics") if event.cancelled]
        assert (gone.summary, gone.sequence, gone.begin) == (
            "Cancelled: Cross-training 35 min (W4.1)",
            1,
            date(2027, 3, 28),
        )
    assert week("4", *TODAY).exit_code == 0
    assert [each for each in events("watch/mile-week-04.ics") if each.cancelled] == [gone]
    assert week("3", *TODAY).exit_code == 0
    assert not [each for each in events("watch/mile-week-03.ics") if each.cancelled]
    calendar("--out", "a.ics", "--today", "2027-03-29")
    assert not [event for event in events("a.ics") if event.cancelled]
    run("undo")
    calendar("--out", "a.ics", *TODAY)
    (back,) = [event for event in events("a.ics") if event.uid == gone.uid]
    assert (back.summary, back.cancelled, back.sequence) == (
        *("Cross-training 35 min (W4.1)", False, 2),
    )


@pytest.mark.slow
@pytest.mark.usefixtures("season")
def test_days_of_an_illness_are_cancelled_and_rest_days_that_are_not_written_now_are_not() -> None:
    calendar("--out", "a.ics", "--rest-days", "--week-summaries", *TODAY)
    run("sick", "2027-03-14", "2027-03-20", "--force", *TODAY)
    calendar("--out", "a.ics", *TODAY)
    gone = [event.summary for event in events("a.ics") if event.cancelled]
    assert len(gone) >= 5
    assert all(each.startswith("Cancelled: ") and "(W" in each for each in gone)


@pytest.mark.slow
def test_since_the_same_file_twice_loses_no_cancellation() -> None:
    calendar("--out", "a.ics", *SEASON)
    calendar("--out", "a.ics", "--since", "a.ics", *SEASON, "--weeks", "7")
    gone = [event for event in events("a.ics") if event.cancelled]
    assert gone
    data = Path("a.ics").read_bytes()
    calendar("--out", "a.ics", "--since", "a.ics", *SEASON, "--weeks", "7")
    assert Path("a.ics").read_bytes() == data


@pytest.mark.slow
def test_without_a_memory_the_older_calendar_serves() -> None:
    calendar("--out", "a.ics", *SEASON)
    calendar("--out", "b.ics", "--since", "a.ics", *SEASON, "--mile", "6:10", "--goal", "5:58")
    numbers = {event.summary: event.sequence for event in events("b.ics")}
    assert numbers["4 x 2 min 30 s hard (W3.2)"] == 1
    assert numbers["Cross-training 35 min (W3.1)"] == 0


@pytest.mark.slow
def test_a_calendar_without_a_recovery_week_gets_one_added() -> None:
    calendar("--out", "a.ics", *SEASON)
    head, *parts = Path("a.ics").read_bytes().decode().split("BEGIN:VEVENT")
    older = [part for part in parts if "(W9." not in part]
    text = "BEGIN:VEVENT".join((head, *older)) + "END:VCALENDAR\r\n"
    Path("a.ics").write_bytes(text.encode())
    before = {event.uid for event in events("a.ics")}
    assert len(before) == 56
    result = calendar("--out", "b.ics", "--since", "a.ics", *SEASON)
    assert result.stdout.startswith("60 events in b.ics, 0 of them changed")
    assert before < {event.uid for event in events("b.ics")}


@pytest.mark.slow
def test_a_calendar_of_another_season_calls_nothing_off() -> None:
    calendar("--out", "a.ics", *SEASON[:-4], "--race-day", "2026-05-01", *TODAY)
    result = calendar("--out", "b.ics", "--since", "a.ics", *SEASON)
    assert result.stderr == (
        "note: a.ics has no events of this plan and runner: nothing is cancelled\n"
    )
    assert len(events("b.ics")) == 60


@pytest.mark.slow
@pytest.mark.usefixtures("season")
def test_what_the_file_says_of_the_calendar_holds_for_all_commands() -> None:
    path = Path("fitexport.toml")
    text = path.read_text(encoding="utf-8")
    settings = 'at = { sat = "8:00" }\ntimezone = "Europe/Paris"\nrest-days = true\n'
    path.write_text(text.replace("[calendar]\n", f"[calendar]\n{settings}"), encoding="utf-8")
    calendar("--out", "a.ics", *TODAY)
    run("week", "3", *TODAY)
    for found in (events("a.ics"), events("watch/mile-week-03.ics")):
        assert any(isinstance(event.begin, datetime) for event in found)
        assert any(event.summary == "Rest day" for event in found)
    calendar("--out", "b.ics", "--no-rest-days", *TODAY)
    assert not any(event.summary == "Rest day" for event in events("b.ics"))


# --- what goes wrong ----------------------------------------------------------------------


def _refused(*args: str) -> tuple[int, str]:
    result = calendar(*args)
    assert result.stdout == ""
    return result.exit_code, result.stderr


def test_a_time_without_a_zone_is_refused() -> None:
    assert _refused("--at", "06:30", *SEASON) == (
        4,
        "Error: a time of day needs a time zone\n"
        "  give --timezone America/New_York, or timezone under [calendar] in fitexport.toml\n",
    )


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--at", "25:00", '"25:00" is not a time of day; write hours and minutes: 06:30'),
        ("--timezone", "Mars", 'there is no time zone "Mars"'),
        ("--remind", "soon", '"soon" is not a time before a session; write 30min, 1h or 1h30min'),
    ],
)
def test_an_impossible_value_is_refused_with_a_remedy(
    option: str, value: str, message: str
) -> None:
    code, text = _refused(option, value, *SEASON)
    assert code == 2
    assert message in text


def test_a_file_of_another_program_is_not_replaced() -> None:
    Path("mine.ics").write_text("BEGIN:VCALENDAR\r\nPRODID:-//mine\r\nEND:VCALENDAR\r\n")
    assert _refused("--out", "mine.ics", *SEASON) == (
        6,
        "Error: mine.ics is in the way: fitexport did not write this calendar\n"
        "  choose another --out, or move it away\n",
    )
    assert Path("mine.ics").read_text().startswith("BEGIN:VCALENDAR\n")
    code, text = _refused("--out", "x/mile.ics", *SEASON)
    assert (code, text) == (
        6,
        "Error: x/mile.ics: No such file or directory\n"
        "  nothing was changed; choose another --out\n",
    )


def test_an_unreadable_older_calendar_is_reported() -> None:
    assert _refused("--since", "none.ics", *SEASON) == (
        3,
        "Error: none.ics: cannot be read: No such file or directory\n"
        "  give the .ics file you imported last\n",
    )
    Path("bad.ics").write_bytes(b"\xff\xfe\x00")
    code, text = _refused("--since", "bad.ics", *SEASON)
    assert code == 3
    assert text.startswith("Error: bad.ics: not a readable calendar: ")


@pytest.mark.usefixtures("season")
def test_a_damaged_memory_is_reported_before_anything_is_written() -> None:
    Path("fitexport-calendar.json").write_text("{")
    code, text = _refused("--out", "a.ics", *TODAY)
    assert (code, text.splitlines()[0]) == (
        6,
        "Error: fitexport-calendar.json is not a file that fitexport can read",
    )
    assert not Path("a.ics").exists()


def test_an_unknown_command_below_is_named() -> None:
    code, text = _refused("publsh")
    assert code == 2
    assert text.endswith(
        'Error: there is no command "calendar publsh"; commands: publish, serve; did you mean "publish"?\n'
    )
