"""`fitexport calendar publish` against servers that people use."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import icalendar
import pytest
from support.command import run
from support.json_schemas import held
from support.publisher import Runner
from support.servers import USER

pytestmark = [pytest.mark.slow, pytest.mark.one_in(2)]

MON, TUE, WED = date(2027, 4, 26), date(2027, 4, 27), date(2027, 4, 28)
THU, FRI = date(2027, 4, 29), date(2027, 4, 30)
ONLY_ON_SERVERS = {f"X-FITEXPORT-{name}" for name in ("HASH", "BASE", "SESSIONS")}
MINE = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//me//EN\r\nBEGIN:VEVENT\r\nUID:dentist@home\r\n"
    b"DTSTAMP:20270101T000000Z\r\nDTSTART:20270426T080000Z\r\nDTEND:20270426T090000Z\r\n"
    b"SUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_a_published_plan_equals_the_calendar_file(runner: Runner) -> None:
    runner.plan_is("mile")
    times = ("--at", "06:30", "--strength-at", "17:30", "--timezone", "America/New_York")
    options = (*times, "--remind", "30min", "--week-summaries", "--countdown")
    before = runner.server.calendars()
    published = runner.published(*options)
    where = f"{runner.proxy.url.rstrip('/')}{runner.path.replace('%40', '@')}"
    assert published == (
        f"{where}: a new calendar\n{where}: 69 added, 0 changed, 0 deleted, 0 as before\n"
    )
    assert runner.run("calendar", "--out", "mile.ics", *options).exit_code == 0
    after = runner.server.calendars()
    assert runner.server.name_of(runner.path) == "A faster mile: goal 6:00"
    events = after.pop(runner.path)
    assert after == before
    assert _components(*events.values()) == _components(Path("mile.ics").read_bytes())
    assert runner.counts(*options) == (0, 0, 0, 69)


def _components(*calendars: bytes) -> list[dict[str, bytes]]:
    """The properties of each event and its alarms, except those for servers only."""
    return sorted(
        (
            {
                f"{part.name} {name}": value.to_ical()
                for part in event.walk()
                for name, value in part.items()
                if name not in ONLY_ON_SERVERS
            }
            for data in calendars
            for event in icalendar.Calendar.from_ical(data).walk("VEVENT")
        ),
        key=lambda event: event["VEVENT UID"],
    )


def test_a_second_time_nothing_is_written(runner: Runner) -> None:
    assert runner.counts() == (5, 0, 0, 0)
    state, memory = runner.state(), runner.memory.read_bytes()
    runner.proxy.reset()
    assert runner.counts() == (0, 0, 0, 5)
    assert runner.proxy.writes == []
    assert len(runner.proxy.seen) <= 5
    assert runner.counts("--force") == (0, 0, 0, 5)
    assert runner.proxy.writes == []
    assert (runner.state(), runner.memory.read_bytes()) == (state, memory)
    document = held(runner.published("--json"))
    assert (document["same"], document["actions"], document["new"]) == (5, [], False)


def test_a_change_updates_its_events_in_place_and_no_others(runner: Runner) -> None:
    runner.published()
    before = runner.events()
    runner.did("move", "w1.2", "wed")
    runner.proxy.reset()
    output = runner.published()
    assert "0 added, 1 changed, 0 deleted, 4 as before\n  change Easy 40 min (W1.2)\n" in output
    assert runner.proxy.writes == ["PUT"]
    after = runner.events()
    assert after.keys() == before.keys()
    moved = runner.href("W1.2")
    assert (before[moved].begin, after[moved].begin) == (MON, WED)
    assert (before[moved].sequence, after[moved].sequence) == (0, 1)
    assert {**after, moved: before[moved]} == before
    ((_, path, headers),) = (each for each in runner.proxy.seen if each[0] == "PUT")
    assert path.rpartition("/")[2] == moved.rpartition("/")[2]
    assert headers["If-Match"].startswith('"')


def test_new_paces_change_what_has_them_and_what_has_none_stays(runner: Runner) -> None:
    runner.published()
    assert runner.counts("--goal", "5:58") == (0, 1, 0, 4)
    assert runner.counts("--goal", "5:58") == (0, 0, 0, 5)
    assert runner.counts() == (0, 1, 0, 4)
    assert runner.events()[runner.href("W1.5")].sequence == 2


def test_what_is_skipped_is_deleted_and_comes_back_with_undo(runner: Runner) -> None:
    runner.published()
    state = runner.state()
    runner.did("skip", "w1.2")
    runner.proxy.reset()
    assert "0 added, 0 changed, 1 deleted, 4 as before\n  delete Easy 40" in runner.published()
    assert runner.proxy.writes == ["DELETE"]
    assert [title[-6:] for title in runner.titles()] == ["(W1.4)", "(W1.1)", "(W1.3)", "(W1.5)"]
    assert runner.run("undo").exit_code == 0
    assert runner.counts() == (1, 0, 0, 4)
    assert runner.state() == state


def test_an_event_that_was_dragged_stays_and_is_named_until_it_is_forced(runner: Runner) -> None:
    runner.published()
    dragged = runner.drag("W1.2", MON, TUE)
    runner.proxy.reset()
    output = runner.published()
    assert output.endswith(
        "0 added, 0 changed, 0 deleted, 4 as before\n"
        "  keep your changes: Easy 40 min (W1.2) (time)\n"
        "Your changes there stay; --force overwrites them.\n"
    )
    assert runner.proxy.writes == []
    assert runner.server.get(runner.href("W1.2")) == dragged
    assert runner.counts("--force") == (0, 1, 0, 4)
    assert runner.events()[runner.href("W1.2")].begin == MON
    assert runner.counts() == (0, 0, 0, 5)


def test_an_event_that_was_dragged_and_moved_in_the_plan_stays_on_its_day(runner: Runner) -> None:
    """What else the plan changed of it arrives: here its file's name, which has the date."""
    runner.published()
    runner.drag("W1.2", MON, TUE)
    runner.did("move", "w1.2", "wed")
    runner.did("move", "w1.4", "fri")
    output = runner.published()
    assert output.endswith(
        "0 added, 2 changed, 0 deleted, 3 as before\n"
        "  change Easy 40 min (W1.2)\n  change Easy 20 min (W1.4)\n"
        "  keep your changes: Easy 40 min (W1.2) (time)\n"
        "Your changes there stay; --force overwrites them.\n"
    )
    assert runner.events()[runner.href("W1.2")].begin == TUE
    assert "2027-04-28" in runner.events()[runner.href("W1.2")].description
    assert runner.counts() == (0, 0, 0, 4)
    assert runner.counts("--force") == (0, 1, 0, 4)
    assert runner.events()[runner.href("W1.2")].begin == WED


def test_what_a_runner_adds_stays_and_the_plan_s_changes_arrive(runner: Runner) -> None:
    runner.published()
    runner.edit(
        "W1.2",
        {
            "STATUS:CONFIRMED": (
                "LOCATION:The old track\\, gate B\r\nURL:https://club.example.com/\r\n"
                "COLOR:tomato\r\nATTENDEE;CN=Ben:mailto:ben@example.com\r\n"
                "ORGANIZER:mailto:anna@example.com\r\nCOMMENT:bring spikes\r\n"
                "X-MOZ-LASTACK:20270421T090000Z\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\n"
                "DESCRIPTION:Go\r\nTRIGGER:-PT15H\r\nEND:VALARM\r\nSTATUS:CONFIRMED"
            ),
            "CATEGORIES:": "CATEGORIES:Club,",
        },
    )
    assert runner.counts() == (0, 0, 0, 5)
    runner.did("move", "w1.2", "wed")
    assert runner.counts() == (0, 1, 0, 4)
    event: Any  # the library's types know no property's
    (event,) = icalendar.Calendar.from_ical(runner.server.get(runner.href("W1.2"))).walk("VEVENT")
    assert event["DTSTART"].dt == WED
    assert (event["LOCATION"], event["COMMENT"]) == ("The old track, gate B", "bring spikes")
    assert (event["URL"], event["COLOR"]) == ("https://club.example.com/", "tomato")
    assert (event["ATTENDEE"], event["ATTENDEE"].params["CN"]) == ("mailto:ben@example.com", "Ben")
    assert event["X-MOZ-LASTACK"] == "20270421T090000Z"
    assert "Club" in event["CATEGORIES"].cats
    assert len(event.walk("VALARM")) == 1
    runner.proxy.reset()
    assert runner.counts() == (0, 0, 0, 5)
    assert runner.proxy.writes == []
    runner.did("skip", "w1.2")
    output = runner.published()
    assert "  keep your changes, no longer in the plan: Easy 40 min (W1.2)\n" in output


# --- a second computer -------------------------------------------------------------------


def test_a_computer_that_remembers_nothing_leaves_deleted_what_was_deleted(runner: Runner) -> None:
    runner.published()
    runner.server.delete(runner.href("W1.2"))
    runner.remembers_nothing()
    runner.proxy.reset()
    assert "keep deleted: Easy 40 min (W1.2)\n" in runner.published()
    assert runner.proxy.writes == []


def test_a_computer_with_an_older_plan_does_not_turn_a_newer_one_back(runner: Runner) -> None:
    older = runner.toml.read_bytes()
    runner.published()
    runner.did("move", "w1.2", "wed")
    runner.did("move", "w1.4", "fri")
    runner.published()
    state, newer = runner.state(), runner.toml.read_bytes()

    runner.remembers_nothing()
    runner.toml.write_bytes(older)
    runner.proxy.reset()
    for options in ((), ("--dry-run",)):
        done = runner.publish(*options)
        assert (done.exit_code, done.stdout) == (6, "")
        assert done.stderr == (
            "Error: a newer plan was published there (2 changes, the last on 2027-04-01; yours"
            " has no changes): 2 events would be reverted\n"
            "  copy the newer fitexport.toml to this computer, or replace it with yours"
            " (--force)\n"
        )
    assert runner.proxy.writes == []
    assert runner.state() == state
    runner.toml.write_bytes(newer)
    assert runner.counts() == (0, 0, 0, 5)
    runner.toml.write_bytes(older)  # on the computer that published it: taken back
    assert runner.counts() == (0, 2, 0, 3)
    assert runner.counts() == (0, 0, 0, 5)


def test_an_event_that_was_dragged_and_skipped_stays(runner: Runner) -> None:
    runner.published()
    dragged = runner.drag("W1.2", MON, TUE)
    runner.did("skip", "w1.2")
    output = runner.published()
    assert "  keep your changes, no longer in the plan: Easy 40 min (W1.2)\n" in output
    assert runner.server.get(runner.href("W1.2")) == dragged
    assert runner.counts("--force") == (0, 0, 1, 4)
    assert runner.counts() == (0, 0, 0, 4)


def test_an_event_that_was_dragged_and_dragged_back_is_the_plan_s_again(runner: Runner) -> None:
    runner.published()
    runner.drag("W1.2", MON, TUE)
    assert runner.counts() == (0, 0, 0, 4)
    runner.drag("W1.2", TUE, MON)
    runner.did("move", "w1.2", "wed")
    assert runner.counts() == (0, 1, 0, 4)


def test_a_revision_is_higher_than_one_that_a_phone_counted(runner: Runner) -> None:
    runner.published()
    runner.edit("W1.2", {"SEQUENCE:0": "SEQUENCE:7"})  # which alone is no change
    assert runner.counts() == (0, 0, 0, 5)
    runner.did("move", "w1.2", "wed")
    assert runner.counts() == (0, 1, 0, 4)
    assert runner.events()[runner.href("W1.2")].sequence == 8


def test_a_deleted_event_stays_deleted_and_is_named_until_it_is_forced(
    runner: Runner,
) -> None:
    runner.published()
    state = runner.state()
    runner.server.delete(runner.href("W1.2"))
    for _ in range(2):
        runner.proxy.reset()
        output = runner.published()
        assert "0 added, 0 changed, 0 deleted, 4 as before\n" in output
        assert "  keep deleted: Easy 40 min (W1.2)\n" in output
        assert runner.proxy.writes == []
    assert runner.counts("--force") == (1, 0, 0, 4)
    assert runner.state() == state
    assert runner.counts() == (0, 0, 0, 5)


def test_a_deleted_calendar_is_made_again(runner: Runner) -> None:
    runner.published()
    state = runner.state()
    runner.server.delete(runner.path)
    assert runner.counts() == (5, 0, 0, 0)
    assert runner.state() == state


def test_without_its_state_file_it_finds_its_events(runner: Runner) -> None:
    runner.published()
    state = runner.state()
    runner.remembers_nothing()
    runner.proxy.reset()
    assert runner.counts() == (0, 0, 0, 5)
    assert runner.proxy.writes == []
    assert runner.state() == state

    dragged = runner.drag("W1.4", THU, FRI)
    runner.did("move", "w1.2", "wed")
    runner.did("skip", "w1.1")
    runner.remembers_nothing()
    output = runner.published()
    assert "0 added, 1 changed, 1 deleted, 2 as before\n" in output
    assert "  keep your changes: Easy 20 min (W1.4) (time)\n" in output
    assert runner.events()[runner.href("W1.2")].sequence == 1
    assert runner.server.get(runner.href("W1.4")) == dragged


def test_a_dry_run_shows_what_would_change_and_writes_nothing(runner: Runner) -> None:
    before = runner.server.calendars()
    output = runner.published("--dry-run")
    where, _, rest = output.partition(": ")
    assert where.startswith(runner.proxy.url)
    assert rest == (
        f"a new calendar\n{where}: 5 added, 0 changed, 0 deleted, 0 as before\n"
        "Nothing was changed: --dry-run\n"
    )
    assert runner.proxy.writes == []
    assert runner.server.calendars() == before
    assert not runner.memory.exists()

    runner.published()
    state, memory = runner.state(), runner.memory.read_bytes()
    runner.did("move", "w1.2", "wed")
    runner.did("skip", "w1.1")
    runner.proxy.reset()
    assert runner.published("--dry-run", "--force") == (
        f"{where}: 0 added, 1 changed, 1 deleted, 3 as before\n"
        "  change Easy 40 min (W1.2)\n  delete Easy 30 min (W1.1)\n"
        "Nothing was changed: --dry-run\n"
    )
    assert runner.proxy.writes == []
    assert (runner.state(), runner.memory.read_bytes()) == (state, memory)


# --- into a calendar that others write to, too -------------------------------------------


def test_events_of_others_in_the_same_calendar_are_never_touched(
    runner: Runner, alone: Path
) -> None:
    path = runner.server.make_calendar("training")
    url = runner.proxy.url.rstrip("/") + path
    runner.server.put(f"{path}dentist.ics", MINE)
    ben = Runner(alone / "ben", runner.server, runner.proxy, "ben")
    assert ben.counts("--into", url=url) == (5, 0, 0, 0)
    theirs = runner.server.content(path)
    assert len(theirs) == 6

    def others() -> dict[str, bytes]:
        now = runner.server.content(path)
        return {href: now.get(href, b"") for href in theirs}

    assert runner.counts("--into", url=url) == (5, 0, 0, 0)
    runner.did("move", "w1.2", "wed")
    runner.did("skip", "w1.1")
    assert runner.counts("--into", url=url) == (0, 1, 1, 3)
    runner.remembers_nothing()
    assert runner.counts("--into", "--force", url=url) == (0, 0, 0, 4)
    assert others() == theirs
    assert ben.counts("--into", url=url) == (0, 0, 0, 5)
    assert [each for each in runner.server.paths() if "/fitexport-" in each] == []


def test_the_last_slash_of_a_calendar_s_address_may_be_left_out(runner: Runner) -> None:
    path = runner.server.make_calendar("training")
    url = runner.proxy.url.rstrip("/") + path
    assert runner.counts("--into", url=url.rstrip("/")) == (5, 0, 0, 0)
    assert len(runner.titles(path)) == 5
    runner.server.delete(runner.href("W1.2", path))
    assert runner.counts("--into", url=url) == (0, 0, 0, 4)


def test_a_copy_that_the_runner_made_is_theirs(runner: Runner) -> None:
    runner.published()
    data = runner.server.get(runner.href("W1.2"))
    uid = runner.events()[runner.href("W1.2")].uid
    copy = f"{runner.path}copy.ics"
    runner.server.put(copy, data.replace(uid.encode(), b"0e5a6c58-7a53-4c51-8a4e-1b8f6a5f0c11"))
    copied = runner.server.get(copy)
    runner.did("skip", "w1.2")
    assert runner.counts("--force") == (0, 0, 1, 4)
    assert runner.server.get(copy) == copied


def test_an_imported_file_is_updated_in_the_calendar(runner: Runner) -> None:
    path = runner.server.make_calendar("training")
    assert runner.run("calendar", "--out", "short.ics").exit_code == 0
    head, *events = Path("short.ics").read_bytes().split(b"BEGIN:VEVENT\r\n")
    for number, event in enumerate(events):
        body = event.removesuffix(b"END:VCALENDAR\r\n")
        runner.server.put(
            f"{path}{number}.ics", head + b"BEGIN:VEVENT\r\n" + body + b"END:VCALENDAR\r\n"
        )
    url = runner.proxy.url.rstrip("/") + path
    assert runner.counts("--into", url=url) == (0, 0, 0, 5)
    runner.did("move", "w1.2", "wed")
    assert runner.counts("--into", url=url) == (0, 1, 0, 4)
    assert runner.href("W1.2", path) == f"{path}1.ics"


def test_a_phone_that_drops_what_it_does_not_know_hides_no_event(runner: Runner) -> None:
    """Without memory, and without the properties that say whose they are."""
    runner.published()
    for label in ("W1.1", "W1.2"):
        href = runner.href(label)
        lines = runner.server.get(href).replace(b"\r\n ", b"").split(b"\r\n")
        kept = [line for line in lines if not line.startswith(b"X-FITEXPORT")]
        runner.server.put(href, b"\r\n".join(kept))
    assert runner.counts() == (0, 0, 0, 5)
    runner.did("move", "w1.2", "wed")
    memory = json.loads(runner.memory.read_text(encoding="utf-8"))
    runner.memory.write_text(json.dumps({**memory, "published": {}}), encoding="utf-8")
    assert runner.counts() == (0, 1, 0, 4)
    assert len(runner.titles()) == 5


# --- without a fitexport.toml -------------------------------------------------------------


def _published_by(runner: Runner, *options: str) -> tuple[tuple[int, ...], str]:
    """How many were added, changed, deleted, as before, and what else was said, of a runner
    without a file."""
    plan = ("--plan", str(runner.toml.with_name("short.toml")), "--race-day", "2027-05-01")
    today = ("--today", "2027-04-01")
    done = run("calendar", "publish", runner.proxy.url, "--user", USER, *plan, *options, *today)
    assert done.exit_code in (0, 6), done.output
    numbers = re.search(r"(\d+) added, (\d+) changed, (\d+) deleted, (\d+) as before", done.stdout)
    return tuple(map(int, numbers.groups())) if numbers else (), done.stderr


def test_two_runners_of_one_account_without_a_file_get_two_calendars(runner: Runner) -> None:
    runner.toml.unlink()
    anna, ben = ("--mile", "6:20", "--goal", "6:00"), ("--mile", "7:10", "--goal", "6:50")
    counts, message = _published_by(runner, *anna)
    assert counts == (5, 0, 0, 0)
    ids = re.search("fitexport init (--id runner-[0-9a-f]{8} --season short-2027-05-01)\n", message)
    assert ids
    assert _published_by(runner, *ben)[0] == (5, 0, 0, 0)
    paths = [path for path in runner.server.paths() if "/fitexport-" in path]
    assert len(paths) == 2
    # It is hers, so that it changes without a question.
    at = ("--at", "06:30", "--timezone", "Europe/Paris")
    assert _published_by(runner, *anna, *at) == ((0, 4, 0, 1), "")
    done = run(
        "init", *ids[1].split(), *anna, *at, "--plan", "short.toml", "--race-day", "2027-05-01"
    )
    assert done.exit_code == 0
    assert _published_by(runner, "--mile", "6:12")[0] == (0, 4, 0, 1)
    assert [path for path in runner.server.paths() if "/fitexport-" in path] == paths


def test_the_average_runner_has_no_identity(runner: Runner) -> None:
    runner.toml.unlink()
    assert _published_by(runner)[0] == (5, 0, 0, 0)
    counts, message = _published_by(runner, "--at", "06:30", "--timezone", "Europe/Paris")
    assert counts == ()
    assert "which may be another runner's: 4 events would be changed" in message
    forced = _published_by(runner, "--at", "06:30", "--timezone", "Europe/Paris", "--force")
    assert forced[0] == (0, 4, 0, 1)
