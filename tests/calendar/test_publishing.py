"""Three versions of an event decide what publishing does: the plan's, the server's, the last
published one. No server here: what is decided, not how it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.events import CHANGES, EASY, HARD, LONG, PLAN

from fitexport.calendar.ics import Event, encode_event
from fitexport.calendar.publishing import (
    HASH,
    Do,
    Publication,
    RemoteEvent,
    now_published,
    plan_publication,
)
from fitexport.calendar.reading import fingerprint_of, read_events


@dataclass
class Server:
    """A calendar that does what it is told, and a computer that remembers what it told."""

    events: dict[str, bytes] = field(default_factory=dict)
    memory: dict[str, str] = field(default_factory=dict)
    drops_our_property: bool = False

    def remote(self) -> list[RemoteEvent]:
        return [
            RemoteEvent(f"/{uid}.ics", '"1"', found)
            for uid, data in self.events.items()
            for found in read_events(data)
        ]

    def plan(self, *events: Event, force: bool = False) -> Publication:
        return plan_publication(events, self.remote(), self.memory, PLAN, force=force)

    def publish(self, *events: Event, force: bool = False) -> dict[str, Do]:
        publication = self.plan(*events, force=force)
        for action in publication.writes:
            if action.do is Do.DELETE:
                del self.events[action.uid]
            else:
                lines = action.body.replace(b"\r\n ", b"").split(b"\r\n")
                kept = [each for each in lines if not each.startswith(HASH.encode())]
                self.events[action.uid] = b"\r\n".join(kept if self.drops_our_property else lines)
        self.memory = now_published(self.memory, publication, publication.writes)
        return {action.title: action.do for action in publication.actions}

    def edit(self, event: Event) -> None:
        """As a runner does with a mouse: the same event, our properties kept."""
        last = read_events(self.events[event.uid])[0].published
        self.events[event.uid] = encode_event(event, {HASH: last} if last else {})


@pytest.fixture(params=["remembers", "forgets", "drops"])
def server(request: pytest.FixtureRequest) -> Server:
    """With both memories, without the computer's, without the server's."""

    class Forgetful(Server):
        def publish(self, *events: Event, force: bool = False) -> dict[str, Do]:
            done = super().publish(*events, force=force)
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
def test_what_the_runner_changed_stays_until_it_is_forced(server: Server, edited: Event) -> None:
    server.publish(EASY, LONG)
    server.edit(edited)
    assert server.publish(EASY, LONG) == {"Easy": Do.KEEP_EDITED, "Long": Do.SAME}
    moved = replace(EASY, day=EASY.day.replace(day=30))
    assert server.publish(moved, LONG) == {"Easy": Do.KEEP_EDITED, "Long": Do.SAME}
    assert server.publish(moved, LONG) == {"Easy": Do.KEEP_EDITED, "Long": Do.SAME}
    assert server.publish(moved, LONG, force=True) == {"Easy": Do.UPDATE, "Long": Do.SAME}
    assert server.publish(moved, LONG) == {"Easy": Do.SAME, "Long": Do.SAME}


def test_what_the_runner_changed_as_the_plan_does_is_the_same() -> None:
    server = Server()
    server.publish(EASY)
    server.edit(CHANGES[0])
    assert server.publish(CHANGES[0]) == {"Easy": Do.SAME}
    assert server.publish(CHANGES[1]) == {"Easier": Do.UPDATE}


def test_what_fell_away_is_deleted_unless_the_runner_changed_it(server: Server) -> None:
    server.publish(EASY, LONG, HARD)
    server.edit(replace(LONG, description="with Ben"))
    assert server.publish(EASY) == {
        "Easy": Do.SAME,
        "Long": Do.KEEP_STALE,
        HARD.summary: Do.DELETE,
    }
    assert set(server.events) == {EASY.uid, LONG.uid}
    assert server.publish(EASY, force=True) == {"Easy": Do.SAME, "Long": Do.DELETE}


def test_what_the_runner_deleted_stays_deleted_until_it_is_forced() -> None:
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


def test_events_of_others_are_no_business_of_ours(server: Server) -> None:
    own = encode_event(replace(EASY, uid="own", plan=""), {})
    other = encode_event(replace(LONG, uid="other", plan="another season"), {HASH: "x"})
    server.events |= {"own": own, "other": other}
    server.publish(EASY)
    server.publish()
    server.publish(EASY, force=True)
    assert (server.events["own"], server.events["other"]) == (own, other)


def test_where_nobody_remembers_an_older_revision_is_updated_and_an_equal_one_kept() -> None:
    server = Server(drops_our_property=True)
    server.publish(EASY)
    server.memory = {}
    assert server.publish(replace(CHANGES[0], revision=1)) == {"Easy": Do.UPDATE}
    server.memory = {}
    assert server.publish(replace(CHANGES[2], revision=1)) == {"Easy": Do.KEEP_EDITED}


def test_what_did_not_come_through_is_not_remembered() -> None:
    server = Server()
    publication = server.plan(EASY, LONG)
    first = publication.writes[:1]
    assert now_published({}, publication, first) == {first[0].uid: first[0].fingerprint}


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
    edited: dict[str, bytes] = {}
    for what, uids, number in steps:
        if what == "plan":
            versions = {e.uid: replace(e, description=f"v{number}") for e in (EASY, LONG, HARD)}
            wanted = [event for uid, event in versions.items() if uid not in uids]
        for uid in uids & set(server.events):
            if what == "edit":
                server.edit(replace(EASY, uid=uid, summary=f"mine {number}"))
                edited[uid] = server.events[uid]
            elif what == "delete" and len(server.events) > 1:
                del server.events[uid]
                edited.pop(uid, None)
        server.publish(*wanted)
        assert {uid: server.events.get(uid) for uid in edited} == edited
        assert server.plan(*wanted).writes == ()
    server.publish(*wanted, force=True)
    assert {uid: fingerprint_of(data) for uid, data in server.events.items()} == {
        event.uid: fingerprint_of(encode_event(event, {})) for event in wanted
    }
