"""What is remembered, and what is reported, when a server takes some items and not others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from fitexport.errors import ServerError
from fitexport.sync.actions import Action, Do, Publication
from fitexport.sync.answers import ChangedMeanwhileError, NotDoneError, RefusedError
from fitexport.sync.carrying_out import carry_out

Sent = Action[None]


class Server:
    """Takes items in batches of two, but fails on those with an answer of their own."""

    address = "https://example.org/cal"

    def __init__(self, answers: Mapping[str, Exception]) -> None:
        self.answers, self.kept = answers, list[set[str]]()

    def create(self) -> None: ...

    def batches(self, writes: Sequence[Sent]) -> list[Sequence[Sent]]:
        return [writes[at : at + 2] for at in range(0, len(writes), 2)]

    def carry_out(self, batch: Sequence[Sent]) -> Sequence[Sent]:
        for each in batch:
            if each.uid in self.answers:
                raise self.answers[each.uid]
        return batch

    def keep(self, known: dict[str, str]) -> None:
        self.kept.append({uid for uid, text in known.items() if text})

    def publish(self, count: int) -> None:
        uids = "abcdefgh"[:count]
        actions = tuple(Sent(Do.CREATE, uid, f"run {uid}", f"text {uid}") for uid in uids)
        carry_out(self, Publication(actions), {}, self.keep)


def refused(*uids: str, status: int = 400) -> dict[str, Exception]:
    return {uid: RefusedError(status, "no") for uid in uids}


def test_a_refused_batch_is_sent_again_item_by_item() -> None:
    server = Server(refused("b"))
    with pytest.raises(ServerError) as caught:
        server.publish(5)
    assert str(caught.value) == (
        "https://example.org/cal: refused by the server, and not changed:\n"
        "  add run b: 400: no\n"
        "  ask the people who run the server about these; all others are done\n"
        "  4 of 5 changes were made"
    )
    assert server.kept == [set(), {"a", "c", "d", "e"}]


def test_what_was_edited_meanwhile_and_what_was_refused_are_reported_together() -> None:
    server = Server({**refused("b"), "c": ChangedMeanwhileError()})
    with pytest.raises(ServerError) as caught:
        server.publish(4)
    assert caught.value.problem.endswith(
        "  add run b: 400: no\njust edited there, and not changed: run c, run d"
    )
    assert caught.value.remedy.endswith("  run the command again\n  1 of 4 changes were made")
    assert server.kept[-1] == {"a"}


def test_three_forbidden_items_mean_missing_permissions_unless_one_got_through() -> None:
    with pytest.raises(ServerError) as caught:
        Server(refused(*"abcdef", status=403)).publish(6)
    assert caught.value.problem == "it does not let you write (403: no)"
    with pytest.raises(ServerError) as caught:
        Server(refused(*"bcdef", status=403)).publish(6)
    assert caught.value.problem.count("403: no") == 5


def test_a_server_that_asks_to_wait_stops_the_rest_which_is_not_remembered() -> None:
    server = Server({"c": NotDoneError("it asks to wait", "try again in an hour")})
    with pytest.raises(ServerError) as caught:
        server.publish(6)
    assert (caught.value.problem, caught.value.remedy) == (
        "it asks to wait",
        "try again in an hour\n  2 of 6 changes were made",
    )
    assert server.kept == [set(), {"a", "b"}]


def test_what_is_on_its_way_is_remembered_as_such_before_it_is_sent() -> None:
    class Watched(Server):
        def carry_out(self, batch: Sequence[Sent]) -> Sequence[Sent]:
            on_the_way.append(remembered[-1])
            return batch

    on_the_way, remembered = list[dict[str, str]](), list[dict[str, str]]()
    actions = tuple(Sent(Do.CREATE, uid, "run", f"text {uid}", pending=f"{uid}?") for uid in "abc")
    carry_out(Watched({}), Publication(actions), {}, remembered.append)
    assert on_the_way == [
        {"a": "a?", "b": "b?", "c": ""},
        {"a": "text a", "b": "text b", "c": "c?"},
    ]
    assert remembered[-1] == {"a": "text a", "b": "text b", "c": "text c"}
