"""`fitexport push`: the plan arrives, what its runner did there stays, and the last push can go back."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from support.answering import Reply, answering
from support.command import SEASON, error_of, run
from support.intervals_twin import KEY, Fault, Twin
from support.json_schemas import held
from support.pusher import TODAY, Pusher

AGAIN = "then run the command again: it continues from there"
DAYS = {
    "w1.1": "2027-04-25",
    "w1.2": "2027-04-26",
    "w1.3": "2027-04-27",
    "w1.4": "2027-04-29",
    "w1.5": "2027-05-01",
}


def test_the_next_14_days_arrive_once_and_a_second_push_sends_nothing(
    anna: Pusher, service: Twin
) -> None:
    assert anna.counts() == (5, 0, 0, 0)
    assert service.days() == DAYS
    assert service.writes == [("POST", "/bulk")]
    event = service.ours("W1.3")
    assert (event["category"], event["type"]) == ("WORKOUT", "Run")
    assert event["name"] == "Long run 60 min (W1.3)"
    assert event["workout_doc"]["steps"], "guided, not only named"
    again = anna.pushed()
    assert again.splitlines()[-1] == "Nothing to do: everything else matches the plan."
    assert service.writes == []


def test_a_moved_session_moves_and_a_skipped_one_is_deleted(anna: Pusher, service: Twin) -> None:
    anna.push()
    anna.did("move", "w1.2", "2027-04-28")
    anna.did("skip", "w1.4")
    assert anna.counts() == (0, 1, 1, 3)
    left = {place: day for place, day in DAYS.items() if place != "w1.4"}
    assert service.days() == {**left, "w1.2": "2027-04-28"}
    assert sorted(service.writes) == [("POST", "/bulk"), ("PUT", "/bulk-delete")]


def test_an_illness_goes_there_and_its_edited_session_stays(anna: Pusher, service: Twin) -> None:
    anna.push()
    service.edit("W1.2", name="With Ben")
    anna.did("sick", "2027-04-25", "2027-04-27")
    output = anna.pushed()
    assert "  keep your changes, no longer in the plan: With Ben" in output
    assert service.ours("W1.2")["name"] == "With Ben"
    assert "w1.3" not in service.days()


def test_what_was_dragged_there_stays_and_is_named(anna: Pusher, service: Twin) -> None:
    anna.push()
    service.edit("W1.1", start_date_local="2027-04-26T18:00:00")
    service.delete("W1.4")
    own = service.add(name="Club", start_date_local="2027-04-26T19:00:00", category="NOTE")
    anna.did("move", "w1.1", "2027-04-28")
    lines = anna.pushed().splitlines()
    assert lines[1:4] == [
        "  keep your changes: Easy 30 min (W1.1) (day)",
        "  keep deleted: Easy 20 min (W1.4)",
        "Your changes there stay; --force overwrites them.",
    ]
    assert service.writes == []
    assert anna.counts("--force") == (1, 1, 0, 3)
    assert service.days() == {**DAYS, "w1.1": "2027-04-28"}
    assert service.events[own]["name"] == "Club"


def test_a_week_or_all_of_the_plan(anna: Pusher, service: Twin) -> None:
    assert anna.counts(today="2027-04-01") == (0, 0, 0, 0)
    assert anna.pushed(today="2027-04-01").splitlines()[-1] == (
        "Nothing to do: the plan has no session on these days; the next is on Sun 25 Apr 2027."
    )
    assert anna.counts("--week", "1", today="2027-04-28") == (2, 0, 0, 0)
    assert anna.counts("--all", today="2027-04-01") == (3, 0, 0, 2)
    assert service.days() == DAYS
    over = anna.push("--week", "1", today="2027-06-01")
    assert error_of(over) == (
        2,
        "Error: week 1 is over: it ended on Sat 1 May 2027\n"
        "  past days are not pushed; give a later week, or --today\n",
    )
    assert error_of(anna.push("--week", "1", "--all")) == (
        2,
        "Error: --all and --week do not go together\n  give one of them\n",
    )


@pytest.mark.parametrize("form", ["fit", "text"])
def test_the_form_can_be_chosen_and_losses_are_named(
    anna: Pusher, service: Twin, form: str
) -> None:
    output = anna.pushed("--as", form)
    assert f"5 as {'FIT files' if form == 'fit' else 'text'}; " in output
    assert " of 40 values of their steps arrive exactly:\n" in output
    assert "  duration of W1.5 step 1: until lap becomes " in output
    steps = service.ours("W1.2")["workout_doc"]["steps"]
    if form == "fit":
        assert steps[0]["duration"] == 40 * 60 * 1000
    else:
        assert "40m" in steps[0]["text"]


def test_nothing_is_sent_before_a_yes(anna: Pusher, service: Twin) -> None:
    dry = anna.run("push", "intervals", "--dry-run")
    assert dry.stdout.splitlines()[-1] == "Nothing was changed: --dry-run"
    refused = anna.run("push", "intervals")  # no answer
    assert refused.exit_code == 1
    assert "Push this? [Y/n]" in refused.stderr
    assert service.writes == []
    assert not anna.memory.exists()


def test_of_many_workouts_losses_are_counted(anna: Pusher) -> None:
    anna.toml.write_text(SEASON, encoding="utf-8")
    output = anna.run("push", "intervals", "--all", "--dry-run", today="2027-03-16").stdout
    assert re.search(
        r"(?m)^  duration of \d+ steps \(until lap\) becomes the lap button on", output
    )
    assert "\nFor each step: --dry-run --json, or one week at a time (--week).\n" in output


def test_status_compares_and_sends_nothing(anna: Pusher, service: Twin) -> None:
    anna.push()
    service.edit("W1.1", name="Mine")
    anna.did("move", "w1.2", "2027-04-28")
    service.writes.clear()
    before = anna.memory.read_bytes()
    status = anna.run("push", "status")
    assert status.stdout.splitlines()[1:] == [
        "  change Easy 40 min (W1.2)",
        "  keep your changes: Easy 30 min (W1.1) (name)",
        "Next: fitexport push intervals",
    ]
    assert (service.writes, anna.memory.read_bytes()) == ([], before)


def test_json_is_as_its_schema_says(anna: Pusher) -> None:
    for args in (("intervals", "--yes"), ("status",), ("undo", "--yes")):
        done = anna.run("push", *args, "--json")
        assert done.exit_code == 0, done.output
        document = held(done.stdout)
        assert document["schema"] == f"push-{args[0]}"
        if args[0] == "intervals":
            assert [each["form"] for each in document["workouts"]] == ["text"] * 5
            assert document["workouts"][0]["arrivals"][0]["fidelity"] == "exact"


# --- push undo -----------------------------------------------------------------------------


def test_undo_takes_back_the_last_push_and_keeps_what_was_edited(
    anna: Pusher, service: Twin
) -> None:
    anna.push("--as", "fit")
    first = {number: dict(event) for number, event in service.events.items()}
    anna.did("move", "w1.2", "2027-04-28")
    anna.did("skip", "w1.4")
    anna.did("move", "w1.3", "2027-04-29")
    anna.push("--as", "text")
    service.edit("W1.3", start_date_local="2027-04-30T00:00:00")
    undone = anna.run("push", "undo", "--yes")
    assert undone.exit_code == 0, undone.output
    assert "  keep your changes: Long run 60 min (W1.3) (day)" in undone.stdout
    days = service.days()
    assert days == {**DAYS, "w1.3": "2027-04-30"}
    for number in (101, 102, 105):
        assert service.events[number]["workout_doc"] == first[number]["workout_doc"]
    assert service.ours("W1.4")["workout_doc"] == first[104]["workout_doc"]
    again = anna.run("push", "undo", "--yes")
    assert error_of(again) == (
        2,
        "Error: there is no push to undo\n"
        "  only the last push from this computer can be undone, if it used a fitexport.toml\n",
    )
    assert anna.counts("--as", "text")[:3] == (0, 4, 1)


def test_what_was_edited_before_a_push_is_theirs_after_its_undo(
    anna: Pusher, service: Twin
) -> None:
    anna.push()
    service.edit("W1.2", name="With Ben")
    anna.did("move", "w1.2", "2027-04-28")
    anna.push()
    anna.run("push", "undo", "--yes")
    assert service.days()["w1.2"] == DAYS["w1.2"]
    anna.push()
    assert service.days()["w1.2"] == "2027-04-28"
    assert service.ours("W1.2")["name"] == "With Ben"


def test_undo_forgets_nothing_of_what_it_leaves_alone(anna: Pusher, service: Twin) -> None:
    anna.push("--as", "fit")
    anna.did("move", "w1.2", "2027-04-28")
    anna.push("--as", "fit")
    anna.run("push", "undo", "--yes")
    service.delete("W1.1")
    service.edit("W1.3", name="Mine")
    shown = anna.pushed("--as", "fit")
    assert "keep deleted: Easy 30 min (W1.1)" in shown
    assert "keep your changes: Long run 60 min (W1.3) (name)" in shown
    assert service.writes == [("POST", "/bulk")]


def test_undo_of_the_first_push_leaves_only_the_runners_own(anna: Pusher, service: Twin) -> None:
    own = service.add(name="Club", start_date_local="2027-04-26T19:00:00", category="NOTE")
    anna.push()
    service.edit("W1.1", name="Mine")
    done = anna.run("push", "undo", "--yes")
    assert done.stdout.splitlines()[0].endswith(": 0 to add, 0 to change, 4 to delete, 0 as before")
    assert [each["name"] for each in service.events.values()] == ["Club", "Mine"]
    assert own in service.events
    assert anna.counts() == (4, 0, 0, 0)


def test_a_push_that_did_nothing_leaves_the_one_before_to_be_undone(
    anna: Pusher, service: Twin
) -> None:
    anna.push()
    anna.did("move", "w1.2", "2027-04-28")
    service.faults.append(Fault(Reply(429), method="POST"))
    assert anna.push().exit_code == 6
    anna.run("push", "undo", "--yes")
    assert service.days() == {}


def test_an_undo_that_was_killed_before_it_recorded_that_is_done_by_the_next(anna: Pusher) -> None:
    anna.push()
    pushed = anna.memory.read_bytes()
    assert anna.run("push", "undo", "--yes").exit_code == 0
    anna.memory.write_bytes(pushed)
    assert anna.run("push", "undo", "--yes").exit_code == 0
    assert "there is no push to undo" in anna.run("push", "undo", "--yes").stderr


# --- other plans and computers -----------------------------------------------------------


def test_a_newer_plan_of_another_computer_is_not_reverted(
    anna: Pusher, service: Twin, tmp_path: Path
) -> None:
    anna.push()
    other = Pusher(tmp_path / "other", service)
    other.did("move", "w1.2", "2027-04-28")
    assert other.counts() == (0, 1, 0, 4)
    assert "  keep your changes: Easy 40 min (W1.2) (day)" in anna.pushed()
    assert service.days()["w1.2"] == "2027-04-28"
    anna.memory.unlink()
    done = anna.push()
    assert (done.exit_code, service.writes) == (6, [])
    assert done.stderr.endswith(
        "a newer plan was published there (1 change, the last on 2027-04-20; yours has no changes):"
        " 1 event would be reverted\n"
        "  copy the newer fitexport.toml to this computer, or replace it with yours (--force)\n"
    )
    assert anna.counts("--force") == (0, 1, 0, 4)


def test_the_plan_of_another_runner_is_left_alone(anna: Pusher, service: Twin) -> None:
    anna.push()
    ben = Pusher(anna.folder, service)  # the same folder, as a coach has it
    ben.toml = anna.folder / "ben.toml"
    ben.toml.write_text(anna.toml.read_text().replace('id = "anna"', 'id = "ben"'))
    assert ben.counts() == (5, 0, 0, 0)
    ben.did("skip", "w1.1")
    assert ben.counts() == (0, 0, 1, 4)
    assert len(service.events) == 9
    assert anna.counts() == (0, 0, 0, 5)
    anna.run("push", "undo", "--yes")
    assert len(service.events) == 4


def test_without_a_fitexport_toml_nothing_is_remembered(anna: Pusher, service: Twin) -> None:
    anna.toml.unlink()
    given = ("--mile", "6:20", "--plan", "short.toml", "--race-day", "2027-05-01")
    first = run("push", "intervals", "--yes", *given, "--today", TODAY)
    assert first.exit_code == 0, first.output
    assert "without a fitexport.toml nothing is recorded" in first.stderr
    service.writes.clear()
    run("push", "intervals", "--yes", *given, "--today", TODAY)
    assert service.writes == []


# --- faults and hostile answers --------------------------------------------------------------


_FAULTS = [
    (
        Reply(401, b'{"status":401,"error":"Unauthorized"}'),
        "it refuses your API key (401: Unauthorized)\n"
        "  intervals.icu shows it under Settings, Developer Settings",
    ),
    (Reply(403), "it does not let this key write to the calendar (403)\n  make a key"),
    (
        Reply(429, b"", {"Retry-After": "30"}),
        f"it received too many requests (429)\n  wait 30 s, as it asks, {AGAIN}",
    ),
    (Reply(500, b"oops"), f"it answers 500: oops\n  check that the server is up, {AGAIN}"),
    (
        Reply(cut_at_once=True),
        f"it cannot be reached, or closed the connection\n  check that the server is up, {AGAIN}",
    ),
    (Reply(body=b"<html>"), "it does not answer as intervals.icu does (no JSON)"),
    (Reply(302, b"", {"Location": "https://evil.example/"}), "it redirects to https://evil."),
]


@pytest.mark.parametrize(
    ("method", "reply", "message"),
    [
        *(("POST", *fault) for fault in _FAULTS),
        ("GET", *_FAULTS[2]),
    ],
    ids=lambda each: each[:40] if isinstance(each, str) else "",
)
def test_a_fault_is_explained_and_the_next_push_completes(
    anna: Pusher, service: Twin, method: str, reply: Reply, message: str
) -> None:
    """Also where the request was carried out and only its answer got lost."""
    service.faults.append(Fault(reply, carried_out=reply.status in (200, 500), method=method))
    done = anna.push()
    assert done.exit_code == 6, done.output
    assert message in done.stderr
    assert anna.says_no_key(done)
    anna.push()
    assert service.days() == DAYS
    assert len(service.events) == 5
    assert anna.counts() == (0, 0, 0, 5)


def test_a_redirect_takes_the_key_nowhere(anna: Pusher, service: Twin) -> None:
    with answering(lambda _: Reply()) as other:
        service.faults.append(Fault(Reply(307, b"", {"Location": f"{other.url}/api"})))
        assert anna.push().exit_code == 6
    assert other.seen == []


def test_a_refused_workout_does_not_stop_the_others(anna: Pusher, service: Twin) -> None:
    service.refused.add("Easy 40 min (W1.2)")
    done = anna.push()
    assert done.exit_code == 6
    assert "refused by the server, and not changed:\n  add Easy 40 min (W1.2): 422" in done.stderr
    assert "4 of 5 changes were made" in done.stderr
    service.refused.clear()
    assert anna.counts() == (1, 0, 0, 4)


# --- the key and the address ------------------------------------------------------------------


def test_the_key_comes_from_environment_keyring_or_prompt(
    anna: Pusher, service: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = pytest.importorskip("keyring")
    kept: dict[tuple[str, str], str] = {}

    class Memory(keyring.backend.KeyringBackend):  # type: ignore[misc,name-defined]  # may be missing
        priority = 1

        def get_password(self, of: str, name: str) -> str | None:
            return kept.get((of, name))

        def set_password(self, of: str, name: str, secret: str) -> None:
            kept[of, name] = secret

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    try:
        assert anna.push("--keep-key").exit_code == 0
        assert kept == {("fitexport", service.url.removeprefix("http://")): KEY}
        monkeypatch.delenv("FITEXPORT_INTERVALS_KEY")
        assert anna.counts() == (0, 0, 0, 5)
        kept.clear()
        host = service.url.removeprefix("http://")
        assert error_of(anna.push()) == (
            2,
            f"Error: no API key for {host}\n"
            "  intervals.icu shows it under Settings, Developer Settings; set"
            " FITEXPORT_INTERVALS_KEY, save one in the keyring (--keep-key), or run the command in"
            " a terminal\n",
        )
    finally:
        keyring.set_keyring(before)


def test_unsafe_addresses_and_a_missing_library_are_refused(
    anna: Pusher, service: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FITEXPORT_INTERVALS_URL", "http://intervals.icu")
    assert error_of(anna.push()) == (
        2,
        "Error: http sends your API key unencrypted\n  give an https:// address\n",
    )
    monkeypatch.setenv("FITEXPORT_INTERVALS_URL", service.url)
    monkeypatch.setitem(sys.modules, "httpx2", None)
    assert error_of(anna.push()) == (
        2,
        "Error: this needs the httpx2 library, which is not installed\n"
        "  install it: pip install 'fitexport[push]'\n",
    )
