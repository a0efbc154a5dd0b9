"""Revisions rise for events that changed, and for no others; the memory keeps them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.events import CHANGES, EASY, HARD, LONG, PLAN
from support.folders import in_child

from fitexport.calendar.ics import Event, encode_calendar
from fitexport.calendar.memory import NAME, Memory, read_memory, remember
from fitexport.calendar.revisions import NONE_YET, Revision, dropped_sessions, revised
from fitexport.errors import WriteError

ALL = [*CHANGES, replace(EASY, plan="p"), replace(EASY, file="a.fit")]


def _numbers(events: list[Event], known: dict[str, Revision]) -> list[int]:
    made, revisions = revised(events, known)
    known.update(revisions)
    return [event.revision for event in made]


@pytest.mark.parametrize("changed", ALL)
def test_a_change_of_any_kind_raises_the_one_event_and_no_other(changed: Event) -> None:
    known: dict[str, Revision] = {}
    assert _numbers([EASY, LONG], known) == [0, 0]
    assert _numbers([EASY, LONG], known) == [0, 0]
    assert _numbers([changed, LONG], known) == [1, 0]
    assert _numbers([changed, LONG], known) == [1, 0]
    assert _numbers([EASY, LONG], known) == [2, 0]


def test_an_alarm_counts_only_where_one_is_written() -> None:
    known: dict[str, Revision] = {}
    assert _numbers([EASY], known) == [0]
    assert _numbers([replace(EASY, remind_min=30)], known) == [0]  # all-day: no alarm


def test_an_event_that_returns_keeps_its_count() -> None:
    known: dict[str, Revision] = {}
    _numbers([EASY], known)
    _numbers([CHANGES[0]], known)
    _numbers([], known)
    assert _numbers([EASY], known) == [2]


@given(st.lists(st.integers(0, len(CHANGES) - 1), max_size=12))
def test_a_number_never_falls_and_the_same_content_twice_running_is_the_same_bytes(
    indices: list[int],
) -> None:
    known: dict[str, Revision] = {}
    last, before = -1, b""
    for index in indices:
        events, revisions = revised([CHANGES[index]], known)
        data = encode_calendar(events, "x")
        again, _ = revised([CHANGES[index]], revisions)
        assert encode_calendar(again, "x") == data
        assert events[0].revision >= last
        assert (events[0].revision == last) == (data == before)
        known.update(revisions)
        last, before = events[0].revision, data


# --- sessions that fell out ----------------------------------------------------------------

_SESSIONS = [replace(each, is_session=True) for each in (EASY, CHANGES[7], LONG)]


@pytest.mark.parametrize("session", _SESSIONS)
def test_a_dropped_session_is_cancelled_until_its_day_is_past(session: Event) -> None:
    day = session.day
    _, known = revised([session, replace(HARD, is_session=False)], NONE_YET)
    assert dropped_sessions(known, {session.uid}, PLAN, day) == []
    assert dropped_sessions(known, set(), PLAN, day + timedelta(days=1)) == []
    assert (
        dropped_sessions(known, set(), PLAN, day - timedelta(days=3), day - timedelta(days=1)) == []
    )
    assert dropped_sessions(known, set(), "another", day) == []
    for _ in range(3):
        (gone,) = dropped_sessions(known, set(), PLAN, day, day)
        assert (gone.uid, gone.cancelled, gone.day, gone.span) == (
            *(session.uid, True, day, session.span),
        )
        assert gone.summary == f"Cancelled: {session.summary}"
        (made,), revisions = revised([gone], known)
        assert made.revision == 1
        known = {**known, **revisions}
    (back,), _ = revised([session], known)
    assert (back.cancelled, back.revision) == (False, 2)


# --- memory -----------------------------------------------------------------------------


def test_what_is_remembered_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / NAME
    assert read_memory(path) == Memory()
    _, revisions = revised([EASY, LONG], NONE_YET)
    remember(path, lambda memory: memory.with_revisions(revisions))
    remember(path, lambda memory: memory.with_published("https://a/", {EASY.uid: "f"}))
    assert read_memory(path) == Memory(revisions, {"https://a/": {EASY.uid: "f"}})
    remember(path, lambda memory: memory.with_published("https://a/", {}))
    assert read_memory(path) == Memory(revisions, {"https://a/": {}})


def test_a_session_and_an_edition_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / NAME
    _, revisions = revised(_SESSIONS, NONE_YET)
    remember(path, lambda memory: memory.with_revisions(revisions).with_published("a", {}, "1"))
    assert read_memory(path) == Memory(revisions, {"a": {}}, {"a": "1"})
    remember(path, lambda memory: memory.with_published("a", {}))
    assert read_memory(path).editions == {"a": "1"}


def test_what_an_older_fitexport_wrote_is_read(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_text('{"fitexport-calendar": 1, "events": {"u": ["c", 7]}, "published": {}}')
    assert read_memory(path) == Memory({"u": Revision("c", 7)})


def test_nothing_is_written_where_nothing_changes(tmp_path: Path) -> None:
    path = tmp_path / NAME
    remember(path, lambda memory: memory)
    assert not path.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"fitexport-calendar": 2, "events": {}, "published": {}}',
        '{"fitexport-calendar": 1}',
        '{"fitexport-calendar": 1, "events": [], "published": {}}',
        '{"fitexport-calendar": 1, "events": {"a": 1}, "published": {}}',
        '{"fitexport-calendar": 1, "events": {"a": ["b", "c"]}, "published": {}}',
        '{"fitexport-calendar": 1, "events": {}, "published": {"a": 1}}',
        '{"fitexport-calendar": 1, "events": {"a": ["b", Infinity]}, "published": {}}',
        '{"fitexport-calendar": 1, "events": {}, "published": {}, "sessions": {"a": {"day": 1}}}',
        '{"fitexport-calendar": 1, "events": {}, "published": {}, "editions": []}',
        "\0",
        "[" * 100_000,
    ],
)
def test_an_invalid_memory_file_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / NAME
    path.write_text(text, encoding="utf-8")
    for act in (lambda: read_memory(path), lambda: remember(path, lambda memory: memory)):
        with pytest.raises(WriteError) as caught:
            act()
        assert str(caught.value) == (
            f"{path} is not a file that fitexport can read\n"
            "  it records what your calendar has; move it away, and import into a new calendar"
        )
    assert path.read_text(encoding="utf-8") == text


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "no" / NAME
    _, revisions = revised([EASY], NONE_YET)
    with pytest.raises(WriteError) as caught:
        remember(path, lambda memory: memory.with_revisions(revisions))
    assert str(caught.value).startswith(f"{path}: No such file or directory\n")


def test_two_programs_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / NAME

    def many(first: int) -> None:
        for number in range(first, first + 20):
            remember(path, lambda m, n=number: m.with_revisions({f"u{n}": Revision("c", n)}))  # type: ignore[misc]  # the default binds the loop's number

    assert in_child(lambda: many(0)) == 0
    many(20)
    assert len(read_memory(path).revisions) == 40
    assert json.loads(path.read_text())["events"]["u7"] == ["c", 7]
