"""`fitexport calendar --feed` and `serve`: a calendar that others subscribe to."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import Result
from support.command import SEASON, error_of, run
from support.folders import tree
from support.ics_lint import lint
from support.served import served

from fitexport.calendar.feed import FeedServer
from fitexport.calendar.reading import FoundEvent, read_events

pytestmark = pytest.mark.usefixtures("alone")
TODAY = ("--today", "2027-03-01")
TIMED = ("--at", "06:30", "--timezone", "America/New_York", "--remind", "30min")
NAME = re.compile(r"[0-9a-f]{32}\.ics")


@pytest.fixture(autouse=True)
def _season(alone: Path) -> None:
    (alone / "fitexport.toml").write_text(f'{SEASON}id = "spring"\n', encoding="utf-8")


def feed(*args: str) -> Result:
    result = run("calendar", "--feed", "public", *TODAY, *args)
    assert result.exit_code == 0, result.output
    return result


def the_file() -> Path:
    (path,) = Path("public").iterdir()
    return path


def by_uid(data: bytes) -> dict[str, FoundEvent]:
    assert lint(data) == []
    found = list(read_events(data))
    events = {event.uid: event for event in found}
    assert len(events) == len(found)
    return events


def labelled(data: bytes) -> dict[str, FoundEvent]:
    """The sessions by their place in the plan."""
    return {
        label[1]: event
        for event in by_uid(data).values()
        if (label := re.search(r"\((W\S+)\)", event.summary))
    }


# --- a file -----------------------------------------------------------------------------


def test_a_feed_has_a_secret_name_and_its_address_is_shown() -> None:
    result = feed("--hosted-at", "https://example.org/cal")
    path = the_file()
    assert NAME.fullmatch(path.name)
    assert (result.stderr, result.stdout) == (
        "",
        f"60 events in {path}, 0 of them changed since they were first written\n"
        f"Subscribe: webcal://example.org/cal/{path.name}\n"
        f"In Google and Outlook: https://example.org/cal/{path.name}\n",
    )
    assert len(by_uid(path.read_bytes())) == 60


def test_without_the_folders_address_it_says_how_to_make_it() -> None:
    assert feed().stdout.endswith(
        f"\nNext: put public on a web server and subscribe to its address there with"
        f" /{the_file().name} at the end; --hosted-at ADDRESS prints the whole address.\n"
    )


def test_two_runners_get_two_secrets_and_no_two_computers_the_same(alone: Path) -> None:
    feed()
    (alone / "ben.toml").write_text(SEASON.replace("6:20", "6:40"), encoding="utf-8")
    run("calendar", "--feed", "public", "--config", "ben.toml", *TODAY)
    Path("fitexport-calendar.json").unlink()
    feed()
    assert len(tree(Path("public"))) == 3


def test_an_unchanged_plan_leaves_the_file_as_it_is() -> None:
    feed()
    path = the_file()
    os.utime(path, ns=(0, 0))
    left = path.with_name(".fitexport-0123456789abcdef.part")
    left.touch()
    assert "60 events in" in (again := feed().stdout)
    assert not left.exists()  # it was a killed program's
    assert ".ics, unchanged\n" in again
    assert path.stat().st_mtime_ns == 0
    assert run("move", "w3.2", "sun", "--swap", *TODAY).exit_code == 0
    feed()
    assert the_file() == path
    assert path.stat().st_mtime_ns > 0


def test_it_is_the_same_tomorrow_and_beside_an_exported_file() -> None:
    feed()
    before = the_file().read_bytes()
    run("calendar", "--out", "mile.ics", *TODAY)
    feed("--today", "2027-04-20")
    assert the_file().read_bytes() == before


@pytest.mark.slow
def test_what_moved_moves_what_dropped_out_is_gone_and_what_comes_back_is_newer() -> None:
    feed()
    first = labelled(the_file().read_bytes())
    for change in (("move", "w3.2", "sun", "--swap"), ("skip", "w4.2")):
        assert run(*change, *TODAY).exit_code == 0
    assert "59 events" in feed().stdout
    then = labelled(the_file().read_bytes())
    assert first.keys() - then.keys() == {"W4.2"}
    assert (then["W3.2"].uid, then["W3.2"].sequence) == (first["W3.2"].uid, 1)
    assert then["W3.2"].begin != first["W3.2"].begin
    unmoved = [label for label in then if then[label].sequence == 0]
    assert all(then[label] == first[label] for label in unmoved)
    assert b"CANCELLED" not in the_file().read_bytes()
    assert run("undo").exit_code == 0
    feed()
    back = labelled(the_file().read_bytes())["W4.2"]
    assert (back.uid, back.sequence) == (first["W4.2"].uid, 2)  # the cancellation counts


def test_alarms_are_in_it_where_they_are_asked_for() -> None:
    feed(*TIMED)
    data = the_file().read_bytes()
    assert data.count(b"TRIGGER:-PT30M") > 40
    assert lint(data) == []


@pytest.mark.slow
def test_a_disturbed_season_is_a_feed_too(alone: Path) -> None:
    midseason = Path(__file__).parents[3] / "samples" / "midseason.toml"
    (alone / "fitexport.toml").write_bytes(midseason.read_bytes())
    feed(*TIMED)
    before = the_file().read_bytes()
    events = by_uid(before)
    feed(*TIMED)
    assert the_file().read_bytes() == before
    assert len(events) > 40


def test_a_new_address_removes_the_file_under_the_old_one() -> None:
    feed()
    old = the_file()
    result = feed("--new-address")
    assert the_file() != old
    assert result.stdout.startswith(f"removed {old}\n")
    assert result.stderr == (
        "note: the old address is gone: whoever has subscribed must subscribe again\n"
    )


def test_an_old_address_is_removed_from_every_folder_in_its_turn() -> None:
    run("calendar", "--feed", "elsewhere", *TODAY)
    feed("--new-address")
    run("calendar", "--feed", "elsewhere", *TODAY)
    assert sorted(tree(Path("elsewhere"))) == sorted(tree(Path("public")))


def test_a_file_of_others_or_a_link_in_the_way_is_left_alone(alone: Path) -> None:
    feed()
    path = the_file()
    (alone / "mine.ics").write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(alone / "mine.ics")
    for _ in range(2):
        before = {each: each.read_bytes() for each in (path, alone / "mine.ics")}
        refused = run("calendar", "--feed", "public", *TODAY)
        assert error_of(refused) == (
            6,
            f"Error: {path} is in the way: fitexport did not write it\n"
            "  move it away, or choose another --feed\n",
        )
        assert {each: each.read_bytes() for each in before} == before
        path.unlink()
        path.write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:mine\r\n")
    # nor is one removed that stands under an older name
    path.write_bytes(b"mine")
    feed("--new-address")
    assert path.read_bytes() == b"mine"


def test_a_folder_that_is_a_file_is_named(alone: Path) -> None:
    (alone / "public").write_text("mine")
    refused = run("calendar", "--feed", "public", *TODAY)
    assert error_of(refused) == (
        6,
        "Error: public: File exists\n"
        "  check that the folder is writable, or choose another --feed\n",
    )


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--feed", "a", "--out", "b.ics"), "a feed has a name of its own"),
        (("--feed", "a", "--since", "b.ics"), "a feed has a name of its own"),
        (("--hosted-at", "https://example.org"), "belong to a feed\n  add --feed FOLDER"),
        (("--new-address",), "belong to a feed\n  add --feed FOLDER"),
        (("--feed", "a", "--hosted-at", "example.org"), "is not the address of a folder"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_written(
    alone: Path, options: tuple[str, ...], problem: str
) -> None:
    refused = run("calendar", *options, *TODAY)
    assert refused.exit_code == 2
    assert problem in refused.stderr
    assert sorted(tree(alone)) == ["fitexport.toml"]


def test_an_address_without_encryption_is_noted() -> None:
    assert feed("--hosted-at", "http://example.org").stderr == (
        "note: http is not encrypted: others can read the calendar and its address on the way\n"
    )


@pytest.mark.parametrize("command", [("--feed", "public"), ("serve",)])
def test_an_address_needs_a_file_that_keeps_it(alone: Path, command: tuple[str, ...]) -> None:
    (alone / "fitexport.toml").unlink()
    assert error_of(run("calendar", *command, *TODAY)) == (
        2,
        "Error: a calendar to subscribe to needs a fitexport.toml: its secret address is stored beside it\n"
        "  make one first: fitexport init\n",
    )
    assert sorted(tree(alone)) == []


# --- a server ---------------------------------------------------------------------------


@pytest.mark.slow
def test_a_calendar_is_served_as_the_plan_is_by_then(alone: Path) -> None:
    feed()
    with served(*TODAY, "--remind", "30min") as server:
        assert server.url.endswith(f"/{the_file().name}")  # one address for both
        status, tag, data = server.get()
        assert (status, data) == (200, the_file().read_bytes())
        assert server.get(tag=tag)[0] == 304
        assert server.get(f"{server.url}x")[0] == 404

        assert run("move", "w3.2", "sun", "--swap", *TODAY).exit_code == 0
        status, _, moved = server.get(tag=tag)
        assert (status, labelled(moved)["W3.2"].sequence) == (200, 1)

        good = (alone / "fitexport.toml").read_text()
        (alone / "fitexport.toml").write_text(good.replace("6:20", "5:99"))
        assert [server.get()[::2] for _ in range(2)] == [(200, moved)] * 2  # until it is right
        (alone / "fitexport.toml").write_text(good)
        assert server.get()[2] == moved
        log = server.stop()
    assert log.count("until then the calendar stays as it was") == 1
    assert log.count("note: ") == 1  # alarms need times
    assert log.splitlines()[1:4] == [
        "127.0.0.1 fetched the calendar",
        "127.0.0.1 has the current calendar",
        "127.0.0.1 asked for another address",
    ]
    assert the_file().stem not in log
    feed()
    assert the_file().read_bytes() == moved  # the same revisions


@pytest.fixture
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is stopped at once."""

    def serve_forever(_: FeedServer) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(FeedServer, "serve_forever", serve_forever)


@pytest.mark.usefixtures("_brief")
def test_outside_loopback_a_server_warns() -> None:
    result = run("calendar", "serve", "--host", "0.0.0.0", "--port", "0", *TODAY)
    assert result.exit_code == 0
    assert result.stderr == (
        "note: not encrypted: others in this network can read the calendar and its address\n"
        "note: replace 0.0.0.0 by this computer's address in your network\n"
    )
    assert run("calendar", "serve", "--port", "0", *TODAY).stderr == ""
    refused = run("calendar", "serve", "--host", "192.0.2.1", *TODAY)
    assert error_of(refused) == (
        2,
        'Error: "192.0.2.1" is not an address of this computer\n'
        "  leave out --host, or give an address from this computer's network settings\n",
    )


@pytest.mark.usefixtures("_brief")
def test_a_server_can_have_a_new_address() -> None:
    feed()
    result = run("calendar", "serve", "--port", "0", "--new-address", *TODAY)
    (token,) = re.findall(r"(\w+)\.ics  \(Ctrl-C", result.stdout)
    assert token != the_file().stem
    assert json.loads(Path("fitexport-calendar.json").read_text())["feeds"] == {
        "fitexport.toml": [token, the_file().stem]
    }
