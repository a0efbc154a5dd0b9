"""Whatever its runner does there, whatever breaks: nothing of theirs is lost, and the plan arrives.

The twin of the service without a network; what is sent over one is in tests/cli/push.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.answering import Reply
from support.in_memory import InMemory
from support.intervals_twin import Fault, Twin

from fitexport.errors import ServerError
from fitexport.export.custom_workouts import compile_workout
from fitexport.pace.table import pace_table
from fitexport.push.deciding import plan_push
from fitexport.push.planned import Planned
from fitexport.push.service import IntervalsCalendar
from fitexport.season.athlete import Athlete
from fitexport.sync.actions import Do
from fitexport.sync.carrying_out import carry_out

TODAY = date(2027, 4, 20)
PREFIX = "fitexport-of-anna-"
_FILES = [
    b64encode(
        compile_workout(text, Athlete(table=pace_table("6:20", "6:00"), level="intermediate")).data
    ).decode()
    for text in ("easy 30min", "easy 40min", "6x 400m @ mile, jog 200m")
]


def item(place: int = 1, *, day: int = 5, name: str = "Easy", content: int = 0) -> Planned:
    return Planned(
        uid=f"{PREFIX}w1.{place}",
        start=f"{TODAY + timedelta(days=day)}T00:00:00",
        name=f"{name} (W1.{place})",
        sport="Run",
        description=f"- {30 + content}m Z2 HR",
    )


def as_fit(planned: Planned) -> Planned:
    number = int(planned.description[2:4]) % len(_FILES)
    return replace(planned, description="By feel", filename="a.fit", file=_FILES[number])


class Computer:
    """A computer that pushes to the twin, and what it remembers."""

    def __init__(self, twin: Twin) -> None:
        self.twin, self.known = twin, dict[str, str]()

    def push(self, *items: Planned, force: bool = False, edition: str = "") -> dict[str, Do]:
        """What it did with each, by place."""
        calendar = IntervalsCalendar(InMemory(self.twin))
        self.twin.writes.clear()
        there = calendar.events(TODAY - timedelta(days=99), TODAY + timedelta(days=99), PREFIX)
        window = [TODAY + timedelta(days=each) for each in range(14)]
        still = {each.uid for each in items}
        publication = plan_push(
            items, still, there, self.known, TODAY, window, edition=edition, force=force
        )

        def keep(published: dict[str, str]) -> None:
            self.known = {uid: each for uid, each in published.items() if each}

        carry_out(calendar, publication, self.known, keep)
        return {each.uid.removeprefix(PREFIX): each.do for each in publication.actions}


@pytest.fixture(params=["as sent", "with steps", "steps only"])
def twin(request: pytest.FixtureRequest) -> Twin:
    return Twin(describes=request.param)


_FORMS = pytest.mark.parametrize("form", [lambda each: each, as_fit], ids=["text", "fit"])


@_FORMS
def test_a_second_push_sends_nothing(twin: Twin, form: type) -> None:
    computer = Computer(twin)
    items: Sequence[Planned] = [form(item(1)), form(item(2, content=1))]
    assert computer.push(*items) == {"w1.1": Do.CREATE, "w1.2": Do.CREATE}
    assert computer.push(*items) == {"w1.1": Do.SAME, "w1.2": Do.SAME}
    assert twin.writes == []


@_FORMS
@pytest.mark.parametrize(
    "changed", [item(day=6), item(name="Easier"), item(content=1), item(2, day=3)]
)
def test_a_change_of_the_plan_arrives_and_nothing_else_is_written(
    twin: Twin, form: type, changed: Planned
) -> None:
    computer, other = Computer(twin), form(item(3))
    computer.push(form(item()), other)
    before = dict(twin.ours("W1.3"))
    computer.push(form(changed), other)
    event = twin.ours(changed.uid.rpartition("-")[2])
    assert (event["start_date_local"], event["name"]) == (changed.start, changed.name)
    assert twin.ours("W1.3") == before
    assert len(twin.events) == 2
    assert set(computer.push(form(changed), other).values()) == {Do.SAME}


_EDITS = pytest.mark.parametrize(
    "edit",
    [
        {"start_date_local": "2027-04-30T18:00:00"},
        {"name": "With Ben"},
        {"type": "TrailRun"},
        {"category": "NOTE"},
        {"description": "- 20m Z1 HR\n\nshorter"},
        {"workout_doc": {"steps": [{"duration": 60}]}},
    ],
    ids=lambda edit: "+".join(edit),
)


@_FORMS
@_EDITS
def test_what_the_runner_edited_stays_unless_forced(
    twin: Twin, form: type, edit: dict[str, object]
) -> None:
    computer, later = Computer(twin), form(item(day=7, name="Later", content=1))
    computer.push(form(item()))
    twin.edit("W1.1", **edit)
    assert computer.push(form(item())) == {"w1.1": Do.KEEP_EDITED}
    assert twin.writes == []
    computer.push(later)
    assert twin.ours("W1.1").items() >= edit.items()
    assert computer.push(later) == {"w1.1": Do.KEEP_EDITED}
    if "name" not in edit:
        assert twin.ours("W1.1")["name"] == later.name, "what was not edited arrives"
    computer.push(later, force=True)
    assert not twin.ours("W1.1").items() >= edit.items()
    assert computer.push(later) == {"w1.1": Do.SAME}


@_FORMS
@_EDITS
def test_a_session_that_left_the_plan_is_deleted_unless_it_was_edited(
    twin: Twin, form: type, edit: dict[str, object]
) -> None:
    computer = Computer(twin)
    computer.push(form(item(1)), form(item(2)))
    twin.edit("W1.2", **edit)
    assert computer.push() == {"w1.1": Do.DELETE, "w1.2": Do.KEEP_STALE}
    assert [each["external_id"] for each in twin.events.values()] == [item(2).uid]


def test_what_the_runner_deleted_stays_away_unless_forced(twin: Twin) -> None:
    computer = Computer(twin)
    computer.push(item())
    twin.delete("W1.1")
    assert computer.push(item(content=1)) == {"w1.1": Do.KEEP_DELETED}
    assert computer.push(item(), force=True) == {"w1.1": Do.CREATE}


def test_past_days_and_what_is_done_are_left_alone(twin: Twin) -> None:
    computer = Computer(twin)
    computer.push(item(1), item(2), item(3))
    twin.edit("W1.1", paired_activity_id="i1")
    twin.edit("W1.2", start_date_local="2027-04-19T00:00:00")
    assert computer.push(item(1, content=1), item(3)) == {"w1.1": Do.SAME, "w1.3": Do.SAME}
    assert twin.writes == []


def test_a_copy_that_the_runner_made_is_theirs(twin: Twin) -> None:
    computer = Computer(twin)
    computer.push(item())
    copy = twin.add(**{**twin.ours("W1.1"), "name": "A copy"})
    theirs = dict(twin.events[copy])
    computer.push(item(content=1, day=9))
    assert twin.events[copy] == theirs
    first = next(each for number, each in twin.events.items() if number != copy)
    assert first["start_date_local"] == item(day=9).start
    assert len(twin.events) == 2


# --- another computer, and none ----------------------------------------------------------


def test_another_computer_continues_where_the_first_stopped(twin: Twin) -> None:
    """Of a workout sent as text, the service's calendar itself tells what was edited."""
    first, second = Computer(twin), Computer(twin)
    first.push(item(1), item(2), edition="20270401.001")
    assert set(second.push(item(1), item(2)).values()) == {Do.SAME}
    second.known.clear()
    assert second.push(item(1, day=6, content=1), item(2)) == {"w1.1": Do.UPDATE, "w1.2": Do.SAME}
    twin.edit("W1.2", description="- 10m Z1 HR")
    second.known.clear()
    assert second.push(item(1, day=6, content=1), item(2, content=3))["w1.2"] is Do.KEEP_EDITED
    assert first.push(item(1, day=6, content=1), item(2))["w1.1"] is Do.KEEP_EDITED


@pytest.mark.parametrize("edit", [{"start_date_local": "2027-04-24T07:00:00"}, {"name": "Mine"}])
def test_another_computer_keeps_what_was_edited(twin: Twin, edit: dict[str, object]) -> None:
    Computer(twin).push(item())
    twin.edit("W1.1", **edit)
    later = item(day=9, name="Later", content=1)
    assert Computer(twin).push(later) == {"w1.1": Do.UPDATE}, "the workout was not edited"
    event = twin.ours("W1.1")
    assert event.items() >= edit.items()
    assert "- 31m Z2 HR" in event["description"]


def test_unknown_differences_count_as_the_runners(twin: Twin) -> None:
    first, second = Computer(twin), Computer(twin)
    first.push(as_fit(item(1)))
    (event,) = twin.events.values()
    before = dict(event)
    second.push(as_fit(item(1, content=1)))
    assert event["description"] == before["description"]
    second.push(as_fit(item(1, content=1)), force=True)
    assert set(second.push(as_fit(item(1, content=1))).values()) == {Do.SAME}


# --- faults ------------------------------------------------------------------------------


@_FORMS
@pytest.mark.parametrize("carried_out", [True, False])
@pytest.mark.parametrize("reply", [Reply(cut_at_once=True), Reply(500)], ids=["cut", "500"])
def test_after_a_fault_the_next_push_completes_without_duplicates(
    twin: Twin, form: type, reply: Reply, carried_out: bool
) -> None:
    computer = Computer(twin)
    items = [form(item(1)), form(item(2, content=1))]
    for changed in (items, [form(item(1, day=8, content=2)), form(item(2, content=2))]):
        twin.faults.append(Fault(reply, carried_out, "POST"))
        with pytest.raises(ServerError, match="unknown whether 2 more arrived"):
            computer.push(*changed)
        computer.push(*changed)
        assert set(computer.push(*changed).values()) == {Do.SAME}
        assert len(twin.events) == 2
        starts = {each["external_id"]: each["start_date_local"] for each in twin.events.values()}
        assert starts == {each.uid: each.start for each in changed}
        computer.push(*changed, force=True)  # of a file that was not seen arriving, all is unknown


_STRANGE = [
    (b"[]", "(2 of them are missing from it)"),
    (b'{"a": 1}', "(no list of events)"),
    (b'[{"id": "x"}]', "(an event without an id or a day)"),
    (b'[{"id": 1, "start_date_local": "soon"}]', "(Invalid isoformat string: 'soon')"),
    (
        b'[{"id": 1, "start_date_local": "2027-04-25", "name": []}]',
        "(an event whose name is no text)",
    ),
]


@pytest.mark.parametrize(("body", "message"), _STRANGE)
def test_a_strange_answer_is_explained_and_the_next_push_completes(
    twin: Twin, body: bytes, message: str
) -> None:
    computer, items = Computer(twin), [item(1), item(2)]
    twin.faults.append(Fault(Reply(body=body), carried_out=True, method="POST"))
    with pytest.raises(ServerError) as caught:
        computer.push(*items)
    assert caught.value.problem == f"it does not answer as intervals.icu does {message}"
    assert computer.push(*items) == {"w1.1": Do.SAME, "w1.2": Do.SAME}
    assert len(twin.events) == 2


def test_a_refused_workout_does_not_stop_the_others(twin: Twin) -> None:
    computer, items = Computer(twin), [item(1), item(2, name="Bad"), item(3)]
    twin.refused.add("Bad (W1.2)")
    with pytest.raises(ServerError, match="refused by the server, and not changed:") as caught:
        computer.push(*items)
    assert "add Bad (W1.2): 422" in caught.value.problem
    assert set(twin.days()) == {"w1.1", "w1.3"}
    twin.refused.clear()
    assert computer.push(*items) == {"w1.1": Do.SAME, "w1.2": Do.CREATE, "w1.3": Do.SAME}


# --- anything, in any order -----------------------------------------------------------------

_FIELDS = ("start_date_local", "name", "type", "description", "workout_doc")
_PLACES = st.integers(1, 3)
_OPS = st.one_of(
    st.tuples(st.just("plan"), _PLACES, st.integers(0, 13), st.integers(0, 2)),
    st.tuples(st.just("drop"), _PLACES),
    st.tuples(st.just("edit"), _PLACES, st.sampled_from(_FIELDS)),
    st.tuples(st.just("delete"), _PLACES),
    st.tuples(st.just("push"), st.sampled_from(["", "", "cut", "lost", "422"])),
    st.tuples(st.just("forget")),
    st.tuples(st.just("form")),
)


@given(
    st.lists(_OPS, max_size=25),
    st.sampled_from(["as sent", "with steps", "steps only"]),
)
def test_nothing_of_the_runners_is_ever_lost(
    ops: list[tuple[object, ...]], describes: Literal["as sent", "with steps", "steps only"]
) -> None:
    twin = Twin(describes=describes)
    own = twin.add(name="Club run", start_date_local="2027-04-25T09:00:00", category="NOTE")
    theirs = dict(twin.events[own])
    computer, form = Computer(twin), False
    plan = {place: item(place) for place in (1, 2, 3)}
    edits: dict[tuple[int, str], object] = {}

    def push() -> None:
        computer.push(*(as_fit(each) if form else each for each in plan.values()))

    for number, (what, *values) in enumerate(ops):
        place = values[0] if values and isinstance(values[0], int) else 0
        there = [each for each in twin.days() if each.endswith(f".{place}")]
        match what, values:
            case "plan", (int(), int(day), int(content)):
                plan[place] = item(place, day=day, content=content)
            case "drop", _:
                plan.pop(place, None)
            case "edit", (int(), str(name)) if there:
                value: object = f"by hand {number}"
                if name == "start_date_local":
                    value = f"2027-05-{number % 28 + 1:02d}T07:07:{number:02d}"
                event = twin.ours(f"W1.{place}")
                if name == "workout_doc":  # its text and its steps are one there
                    value = {"steps": [{"by hand": number}]}
                    event["description"] += f"\n- by hand {number}"
                    edits[event["id"], "description"] = event["description"]
                event[name] = edits[event["id"], name] = value
            case "delete", _ if there:
                gone = twin.ours(f"W1.{place}")["id"]
                edits = {key: value for key, value in edits.items() if key[0] != gone}
                del twin.events[gone]
            case "push", (str(fault),):
                if fault in ("cut", "lost"):
                    twin.faults.append(Fault(Reply(cut_at_once=True), fault == "lost", "POST"))
                elif fault and plan:
                    twin.refused.add(next(iter(plan.values())).name)
                with suppress(ServerError):
                    push()
                twin.faults.clear()
                twin.refused.clear()
            case "forget", _:
                computer.known.clear()
            case "form", _:
                form = not form
        assert twin.events[own] == theirs
        for (event_id, name), value in edits.items():
            assert twin.events[event_id][name] == value, (what, values)
    push()
    push()
    assert twin.writes == []
    uids = [each["external_id"] for each in twin.events.values() if each["external_id"]]
    assert len(uids) == len(set(uids))
