"""Three versions of an event decide what publishing does: the plan's, the server's, the last
published one. No server here: what is decided, not how it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.events import CHANGES, EASY, HARD, LONG, PLAN

from fitexport.calendar.ics import Event, encode_event
from fitexport.calendar.properties import ALARM
from fitexport.calendar.publishing import (
    BASE,
    EDITION,
    HASH,
    SESSIONS,
    RemoteEvent,
    plan_publication,
    read_remote,
)
from fitexport.calendar.reading import fingerprint_of, read_events
from fitexport.errors import ServerError
from fitexport.sync.actions import Do, Publication, now_published
from fitexport.sync.editions import check_edition, check_owner, edition_of

TUESDAY = date(2027, 3, 23)
SPAN = datetime(2027, 3, 22, 6, tzinfo=UTC), datetime(2027, 3, 22, 7, tzinfo=UTC)
LATER = datetime(2027, 3, 23, 6, tzinfo=UTC), datetime(2027, 3, 23, 7, tzinfo=UTC)
TIMED = replace(EASY, span=SPAN)
DROPPED = tuple(name.encode() for name in (HASH, BASE, EDITION, SESSIONS))


@dataclass
class Server:
    """A calendar that accepts every change, and a computer that remembers what it sent."""

    events: dict[str, bytes] = field(default_factory=dict)
    memory: dict[str, str] = field(default_factory=dict)
    drops_our_property: bool = False

    def remote(self) -> list[RemoteEvent]:
        return [
            event
            for uid, data in self.events.items()
            for event in read_remote(f"/{uid}.ics", '"1"', data)
        ]

    def plan(
        self, *events: Event, force: bool = False, edition: str = ""
    ) -> Publication[RemoteEvent]:
        return plan_publication(
            events, self.remote(), self.memory, PLAN, edition=edition, force=force
        )

    def publish(self, *events: Event, force: bool = False, edition: str = "") -> dict[str, Do]:
        publication = self.plan(*events, force=force, edition=edition)
        for action in publication.writes:
            if action.do is Do.DELETE:
                del self.events[action.uid]
            else:
                lines = action.body.replace(b"\r\n ", b"").split(b"\r\n")
                kept = [each for each in lines if not each.startswith(DROPPED)]
                self.events[action.uid] = b"\r\n".join(kept if self.drops_our_property else lines)
        self.memory = now_published(self.memory, publication, publication.writes)
        return {action.title: action.do for action in publication.actions}

    def title(self, uid: str) -> str:
        return read_events(self.events[uid])[0].summary

    def edit(self, event: Event) -> None:
        """As a runner does with a mouse: the same event, our properties kept."""
        last = read_events(self.events[event.uid])[0]
        ours = {HASH: last.published, BASE: last.base, SESSIONS: last.sessions}
        self.events[event.uid] = encode_event(event, {k: v for k, v in ours.items() if v})


@pytest.fixture(params=["remembers", "forgets", "drops"])
def server(request: pytest.FixtureRequest) -> Server:
    """With both memories, without the computer's, without the server's."""

    class Forgetful(Server):
        def publish(self, *events: Event, force: bool = False, edition: str = "") -> dict[str, Do]:
            done = super().publish(*events, force=force, edition=edition)
            self.memory = {}
            return done

    if request.param == "forgets":
        return Forgetful()
    return Server(drops_our_property=request.param == "drops")


def test_a_second_time_nothing_is_sent(server: Server) -> None:
    assert server.publish(EASY, LONG) == {"Easy": Do.CREATE, "Long": Do.CREATE}
    assert server.publish(EASY, LONG) == {"Easy": Do.SAME, "Long": Do.SAME}
    assert server.plan(EASY, LONG).writes == ()


@pytest.mark.parametrize("changed", CHANGES)
def test_a_change_of_the_plan_is_sent_and_nothing_else(server: Server, changed: Event) -> None:
    server.publish(EASY, LONG)
    assert server.publish(changed, LONG) == {changed.summary: Do.UPDATE, "Long": Do.SAME}
    assert server.publish(changed, LONG) == {changed.summary: Do.SAME, "Long": Do.SAME}


@pytest.mark.parametrize("edited", CHANGES)
def test_edits_of_the_runner_stay_unless_forced(server: Server, edited: Event) -> None:
    server.publish(EASY, LONG)
    server.edit(edited)
    assert server.publish(EASY, LONG) == {"Easy": Do.KEEP_EDITED, "Long": Do.SAME}
    theirs = read_events(server.events[EASY.uid])[0]
    moved = replace(EASY, day=EASY.day.replace(day=30))
    conflict = theirs.parts["time"] != read_events(encode_event(EASY, {}))[0].parts["time"]
    kept = server.plan(moved, LONG).kept[0].kept
    assert ("time" in kept) is conflict
    do = Do.KEEP_EDITED if conflict else Do.UPDATE
    assert server.publish(moved, LONG) == {"Easy": do, "Long": Do.SAME}
    assert server.publish(moved, LONG) == {"Easy": Do.KEEP_EDITED, "Long": Do.SAME}
    assert server.plan(moved, LONG).kept[0].kept == kept
    after = read_events(server.events[EASY.uid])[0]
    assert all(after.parts[name] == theirs.parts[name] for name in kept)
    assert server.publish(moved, LONG, force=True) == {"Easy": Do.UPDATE, "Long": Do.SAME}
    assert server.publish(moved, LONG) == {"Easy": Do.SAME, "Long": Do.SAME}


@pytest.mark.parametrize(
    ("edited", "written"),
    [(replace(TIMED, day=TUESDAY, span=LATER), {ALARM}), (replace(EASY, day=TUESDAY), set())],
    ids=["still timed", "now all day"],
)
def test_a_moved_event_gets_the_alarm_of_the_plan_unless_it_is_all_day(
    edited: Event, written: set[str]
) -> None:
    server = Server()
    server.publish(TIMED)
    server.edit(edited)
    before = read_events(server.events[EASY.uid])[0].parts
    server.publish(replace(TIMED, remind_min=30))
    after = read_events(server.events[EASY.uid])[0].parts
    assert {name for name in before if before[name] != after[name]} == written


def test_a_change_published_by_another_computer_is_not_an_edit_by_the_runner() -> None:
    one = Server()
    one.publish(EASY)
    other = Server(one.events)
    other.publish(CHANGES[0])
    one.publish(CHANGES[1])
    assert other.publish(CHANGES[2]) == {CHANGES[2].summary: Do.UPDATE}
    assert one.publish(EASY) == {"Easy": Do.UPDATE}
    assert other.publish(EASY) == {"Easy": Do.SAME}


def test_an_edit_equal_to_the_plans_change_is_no_difference() -> None:
    server = Server()
    server.publish(EASY)
    server.edit(CHANGES[0])
    assert server.publish(CHANGES[0]) == {"Easy": Do.SAME}
    assert server.publish(CHANGES[1]) == {"Easier": Do.UPDATE}


def test_dropped_sessions_are_deleted_unless_the_runner_edited_them(server: Server) -> None:
    server.publish(EASY, LONG, HARD)
    server.edit(replace(LONG, description="with Ben"))
    assert server.publish(EASY) == {
        "Easy": Do.SAME,
        "Long": Do.KEEP_STALE,
        HARD.summary: Do.DELETE,
    }
    assert set(server.events) == {EASY.uid, LONG.uid}
    assert server.publish(EASY, force=True) == {"Easy": Do.SAME, "Long": Do.DELETE}


def test_events_deleted_by_the_runner_stay_deleted_unless_forced() -> None:
    server = Server()
    server.publish(EASY, LONG)
    del server.events[EASY.uid]
    assert server.publish(EASY, LONG) == {"Easy": Do.KEEP_DELETED, "Long": Do.SAME}
    assert server.publish(CHANGES[1], LONG) == {"Easier": Do.KEEP_DELETED, "Long": Do.SAME}
    assert server.publish(EASY, LONG, force=True) == {"Easy": Do.CREATE, "Long": Do.SAME}
    del server.events[EASY.uid]
    server.publish(LONG)  # the plan lets it go as well: nothing is owed any more
    assert server.publish(EASY, LONG) == {"Easy": Do.CREATE, "Long": Do.SAME}


def test_a_calendar_that_is_new_is_filled() -> None:
    server = Server()
    server.publish(EASY, LONG)
    server.events.clear()
    server.memory.clear()
    assert server.publish(EASY, LONG) == {"Easy": Do.CREATE, "Long": Do.CREATE}


def test_events_of_others_are_left_alone(server: Server) -> None:
    own = encode_event(replace(EASY, uid="own", plan=""), {})
    other = encode_event(replace(LONG, uid="other", plan="another season"), {HASH: "x"})
    server.events |= {"own": own, "other": other}
    server.publish(EASY)
    server.publish()
    server.publish(EASY, force=True)
    assert (server.events["own"], server.events["other"]) == (own, other)


def test_without_memory_an_older_revision_is_updated_and_an_equal_one_kept() -> None:
    server = Server(drops_our_property=True)
    server.publish(EASY)
    server.memory = {}
    assert server.publish(replace(CHANGES[0], revision=1)) == {"Easy": Do.UPDATE}
    server.memory = {}
    assert server.publish(replace(CHANGES[2], revision=1)) == {"Easy": Do.KEEP_EDITED}


def test_failed_writes_are_not_remembered() -> None:
    server = Server()
    publication = server.plan(EASY, LONG)
    first = publication.writes[:1]
    assert now_published({}, publication, first) == {
        EASY.uid: first[0].remembered,
        LONG.uid: "",
    }


@pytest.mark.slow
@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["plan", "edit", "delete"]),
            st.sets(st.sampled_from([EASY.uid, LONG.uid, HARD.uid])),
            st.integers(0, 4),
        ),
        max_size=10,
    )
)
def test_whatever_happens_force_brings_the_server_in_step_and_edits_are_never_lost_without_it(
    steps: list[tuple[str, set[str], int]],
) -> None:
    server = Server()
    wanted = [EASY, LONG, HARD]
    server.publish(*wanted)
    edited: dict[str, str] = {}
    for what, uids, number in steps:
        if what == "plan":
            versions = {e.uid: replace(e, description=f"v{number}") for e in (EASY, LONG, HARD)}
            wanted = [event for uid, event in versions.items() if uid not in uids]
        for uid in uids & set(server.events):
            if what == "edit":
                server.edit(replace(EASY, uid=uid, summary=f"mine {number}"))
                edited[uid] = f"mine {number}"
            elif what == "delete" and len(server.events) > 1:
                del server.events[uid]
                edited.pop(uid, None)
        server.publish(*wanted)
        assert {uid: server.title(uid) for uid in edited} == edited
        assert server.plan(*wanted).writes == ()
    server.publish(*wanted, force=True)
    assert {uid: fingerprint_of(data) for uid, data in server.events.items()} == {
        event.uid: fingerprint_of(encode_event(event, {})) for event in wanted
    }


# --- published by an older fitexport ----------------------------------------------------


def _as_published_before(event: Event) -> bytes:
    """With one hash of the whole, and nothing of single properties."""
    return encode_event(event, {HASH: fingerprint_of(encode_event(event, {}))})


def test_an_event_known_by_one_hash_follows_the_plan_and_is_not_written_for_nothing() -> None:
    server = Server({EASY.uid: _as_published_before(EASY)})
    assert server.publish(EASY) == {"Easy": Do.SAME}
    server.memory = {EASY.uid: fingerprint_of(encode_event(EASY, {}))}
    assert server.publish(CHANGES[0]) == {"Easy": Do.UPDATE}
    assert read_events(server.events[EASY.uid])[0].base


def test_an_event_known_by_one_hash_stays_as_a_whole_where_it_was_changed() -> None:
    server = Server({EASY.uid: _as_published_before(EASY)})
    server.edit(replace(EASY, summary="Mine"))
    assert server.publish(CHANGES[0]) == {"Easy": Do.KEEP_EDITED}
    assert server.plan(CHANGES[0]).kept[0].kept == ("time", "title")
    assert server.publish(CHANGES[0]) == {"Easy": Do.KEEP_EDITED}
    assert server.publish(CHANGES[0], force=True) == {"Easy": Do.UPDATE}
    assert server.publish(CHANGES[0]) == {"Easy": Do.SAME}


# --- a second computer ------------------------------------------------------------------


def test_events_deleted_by_the_runner_stay_deleted_on_a_computer_without_memory() -> None:
    server = Server()
    server.publish(EASY, LONG, HARD)
    del server.events[EASY.uid]
    server.memory = {}
    assert server.publish(EASY, LONG, HARD)["Easy"] is Do.KEEP_DELETED
    new = replace(EASY, uid="2d0a3f9e-5f0b-5c5b-9c9e-0a4b8a3b2c1d", summary="New")
    server.memory = {}
    assert server.publish(new, EASY, LONG, HARD)["New"] is Do.CREATE


def test_an_event_never_created_is_created_by_another_computer() -> None:
    server = Server()
    first = server.plan(EASY, LONG, HARD).writes[0]
    server.events[first.uid] = first.body  # and then the cable was pulled
    assert server.publish(EASY, LONG, HARD) == {
        "Easy": Do.SAME,
        "Long": Do.CREATE,
        HARD.summary: Do.CREATE,
    }


def test_a_session_dropped_and_restored_by_the_plan_is_created_again() -> None:
    server = Server()
    server.publish(EASY, LONG)
    server.publish(LONG)
    assert server.publish(EASY, LONG) == {"Easy": Do.CREATE, "Long": Do.SAME}


def test_an_older_plan_is_recognized() -> None:
    server = Server()
    older, newer = edition_of([date(2027, 3, 1)]), edition_of([date(2027, 3, 1), date(2027, 3, 9)])
    server.publish(EASY, LONG, edition=older)
    server.publish(CHANGES[0], LONG, edition=newer)
    back = server.plan(EASY, LONG, edition=older)
    with pytest.raises(ServerError) as caught:
        check_edition(back, older, "")
    assert str(caught.value) == (
        "a newer plan was published there (2 changes, the last on 2027-03-09; yours has 1 change,"
        " the last on 2027-03-01): 1 event would be reverted\n"
        "  copy the newer fitexport.toml to this computer, or replace it with yours"
        " (--force)"
    )
    # This computer published it: the change was taken back.
    assert check_edition(back, older, newer) == newer
    assert check_edition(back, older, "", force=True) == newer
    # There is nothing to revert, and nothing that this computer would know.
    assert check_edition(server.plan(CHANGES[0], LONG, edition=older), older, "") == ""
    assert check_edition(server.plan(CHANGES[1], LONG, edition=newer), newer, "") == newer


def test_events_that_may_be_another_runners_are_not_changed() -> None:
    server = Server()
    server.publish(EASY, LONG)
    check_owner(server.plan(EASY, LONG, HARD))
    with pytest.raises(ServerError) as caught:
        check_owner(server.plan(CHANGES[0]))
    assert caught.value.problem == (
        "a calendar of this plan is there, which may be another runner's: 2 events would be changed"
    )


# --- what a runner added to a dropped session --------------------------------------


def test_an_event_with_a_place_or_guests_is_not_deleted_with_its_session(server: Server) -> None:
    server.publish(EASY, LONG)
    for name in (b"LOCATION:The old track", b"ATTENDEE:mailto:ben@example.com"):
        data = server.events[EASY.uid].replace(b"END:VEVENT", name + b"\r\nEND:VEVENT")
        server.events[EASY.uid] = data
        assert server.publish(LONG) == {"Easy": Do.KEEP_STALE, "Long": Do.SAME}
    assert server.publish(LONG, force=True) == {"Easy": Do.DELETE, "Long": Do.SAME}
