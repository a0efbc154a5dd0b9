"""Property by property: what the plan changed arrives, what the runner changed stays."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.events import EASY, PLAN

from fitexport.calendar.ics import Event, encode_event
from fitexport.calendar.lines import in_parts, name_of, unfolded
from fitexport.calendar.properties import OTHER_KIND, PROPERTIES, UNKNOWN
from fitexport.calendar.publishing import RemoteEvent, plan_publication, read_remote
from fitexport.calendar.reading import read_events
from fitexport.sync.actions import Action, Do, now_published
from fitexport.sync.merging import Merge, Parts, merge, part, parts_text, read_parts

FIELD = sorted((Path(__file__).parent.parent / "data" / "field" / "calendar").glob("*.ics"))
ONES = sorted(set(PROPERTIES) - {"categories", "alarm"})
_VALUES = st.integers(0, 2).map(str)
_PARTS = st.fixed_dictionaries(
    {
        name: st.builds(part, _VALUES)
        if name in ONES
        else st.lists(_VALUES, max_size=3).map(lambda values: part(*values))
        for name in PROPERTIES
    }
)


def _apply(merged: Merge, base: Parts, ours: Parts, theirs: Parts) -> Parts:
    """What the server has afterwards, as `editing` writes it."""
    return {
        name: (theirs[name] - base[name]) | ours[name]
        if name in merged.written and name not in ONES
        else ours[name]
        if name in merged.written
        else theirs[name]
        for name in PROPERTIES
    }


@given(_PARTS, _PARTS, _PARTS)
def test_the_runners_edits_are_never_lost_and_ours_arrive_where_nothing_was_edited(
    base: Parts, ours: Parts, theirs: Parts
) -> None:
    merged = merge(base, ours, theirs)
    after = _apply(merged, base, ours, theirs)
    for name in PROPERTIES:
        assert theirs[name] - base[name] <= after[name], "what the runner added is there"
        if theirs[name] == base[name]:
            assert after[name] == ours[name]
            assert name not in merged.kept
        if ours[name] == base[name]:
            assert after[name] == theirs[name], "what the plan left alone is as they have it"
        if not base[name] <= theirs[name] and not ours[name] <= theirs[name]:
            assert name in merged.kept, "what is not as the plan has it is named"


@given(_PARTS, _PARTS, _PARTS, st.booleans(), st.booleans())
def test_a_second_time_nothing_is_written(
    base: Parts, ours: Parts, theirs: Parts, force: bool, other_kind: bool
) -> None:
    follows = OTHER_KIND if other_kind else {}
    merged = merge(base, ours, theirs, force=force, follows=follows)
    after = _apply(merged, base, ours, theirs)
    again = merge(merged.base, ours, after, follows=follows)
    assert again.written == ()
    assert set(again.kept) == set(merged.kept)
    if force:
        assert merged.kept == ()
        assert all(ours[name] <= after[name] for name in PROPERTIES)


def test_unknown_changes_count_as_the_runners() -> None:
    ours = read_events(encode_event(EASY, {}))[0].parts
    theirs = read_events(encode_event(replace(EASY, summary="Mine"), {}))[0].parts
    assert merge(UNKNOWN, ours, theirs).kept == ("title",)
    assert merge(UNKNOWN, ours, theirs).written == ()
    assert merge(UNKNOWN, ours, theirs, force=True).written == ("title",)


def test_an_event_made_all_day_by_hand_gets_neither_busy_time_nor_alarm_from_the_plan() -> None:
    span = (datetime(2027, 3, 22, 6, tzinfo=UTC), datetime(2027, 3, 22, 7, tzinfo=UTC))
    base, ours, theirs = (
        read_events(encode_event(event, {}))[0].parts
        for event in (
            EASY,
            replace(EASY, span=span, remind_min=30),
            replace(EASY, day=date(2027, 3, 23)),
        )
    )
    merged = merge(base, ours, theirs, follows=OTHER_KIND)
    assert (merged.written, merged.kept) == ((), ("time",))


@given(_PARTS)
def test_parts_are_read_as_they_were_written(parts: Parts) -> None:
    assert read_parts(parts_text(parts, PROPERTIES), PROPERTIES) == parts


@pytest.mark.parametrize("text", ["", "1", "2-0-0-0-0-0-0-0", "1-0-0-0-0-0-0", "x" * 10_000])
def test_a_base_that_is_none_of_ours_is_not_known(text: str) -> None:
    assert read_parts(text, PROPERTIES) is None


# --- what products make of an event of ours ---------------------------------------------

_TIMED = replace(
    EASY,
    span=(datetime(2027, 3, 22, 6, 30, tzinfo=UTC), datetime(2027, 3, 22, 7, 10, tzinfo=UTC)),
    remind_min=30,
)
_EXPECTED: dict[str, tuple[str, ...]] = {"phone-tentative.ics": ("status",)}
_OURS = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION")


def _published(
    event: Event, data: bytes, memory: dict[str, str], *, force: bool = False
) -> Action[RemoteEvent]:
    remote = list(read_remote("/e.ics", '"1"', data))
    publication = plan_publication([event], remote, memory, PLAN, force=force)
    memory.update(now_published(memory, publication, publication.actions))
    (action,) = publication.actions
    return action


def _all_lines(data: bytes) -> Counter[str]:
    """What is not ours: within the event that we write, all but what it says of the session."""
    return Counter(
        line
        for piece in in_parts(unfolded(data)[1:-1])
        for line in (piece if "RECURRENCE-ID" in map(name_of, piece) else _foreign(piece))
    )


def _foreign(piece: list[str]) -> list[str]:
    return [
        line
        for part in in_parts(piece[1:-1] if len(piece) > 1 else piece)
        for line in part
        if len(part) > 1 or not (name_of(line) in _OURS or name_of(line).startswith("X-FITEXPORT"))
    ]


@pytest.mark.parametrize("path", FIELD, ids=lambda path: path.stem)
def test_a_change_of_the_plan_arrives_and_all_that_a_product_wrote_stays(path: Path) -> None:
    data = path.read_bytes()
    before = next(read_remote("", "", data)).found
    event = _TIMED if isinstance(before.begin, datetime) else EASY
    memory: dict[str, str] = {}
    assert _published(event, encode_event(event, {}), memory).do is Do.SAME

    kept = _EXPECTED.get(path.name, ())
    unchanged = _published(event, data, memory)
    assert (unchanged.do, unchanged.kept) == (Do.KEEP_EDITED if kept else Do.SAME, kept)
    day = timedelta(days=1)
    moved = replace(
        event,
        day=event.day + day,
        span=event.span and (event.span[0] + day, event.span[1] + day),
        summary="Easier; by far",
        description="easy 20min",
        revision=1,
    )
    action = _published(moved, data, memory)
    assert (action.do, action.kept) == (Do.UPDATE, kept)
    (after,) = (each.found for each in read_remote("", "", action.body))
    assert (after.summary, after.description) == ("Easier; by far", "easy 20min")
    assert after.begin == before.begin + day
    assert (after.sequence, after.alarms) == (before.sequence + 1, before.alarms)
    assert _all_lines(action.body) == _all_lines(data)
    again = _published(moved, action.body, memory)
    assert (again.do, again.kept) == (Do.KEEP_EDITED if kept else Do.SAME, kept)
    assert _published(moved, action.body, {}).do in (Do.SAME, Do.KEEP_EDITED)


def test_an_alarm_of_ours_changes_and_one_beside_it_stays() -> None:
    data = (FIELD[0].parent / "desktop-second-alarm.ics").read_bytes()
    later = _published(replace(_TIMED, remind_min=90), data, {})
    assert (later.do, later.kept) == (Do.UPDATE, ())
    assert sorted(next(read_remote("", "", later.body)).found.alarms) == ["-PT1H", "-PT1H30M"]
    same = _published(replace(_TIMED, remind_min=60), data, {})
    assert next(read_remote("", "", same.body)).found.alarms == ("-PT1H",)
    none = _published(replace(_TIMED, remind_min=None), data, {})
    assert next(read_remote("", "", none.body)).found.alarms == ("-PT1H",)


def test_an_alarm_of_ours_that_was_deleted_stays_away() -> None:
    data = encode_event(replace(_TIMED, remind_min=None), {})
    memory: dict[str, str] = {}
    _published(_TIMED, encode_event(_TIMED, {}), memory)
    assert _published(_TIMED, data, memory).kept == ("alarm",)
    assert _published(replace(_TIMED, remind_min=60), data, memory).kept == ("alarm",)
    assert _published(_TIMED, data, memory, force=True).do is Do.UPDATE


def test_a_kind_of_session_changes_and_a_category_of_the_runner_s_stays() -> None:
    data = (FIELD[0].parent / "web-category-and-colour.ics").read_bytes()
    action = _published(replace(EASY, categories=("Running", "long")), data, {})
    assert (action.do, action.kept) == (Do.UPDATE, ())
    found = next(read_remote("", "", action.body)).found
    assert found.categories == ("Running", "long", "Club, evenings")


def test_an_invitation_s_method_is_not_sent_back() -> None:
    data = encode_event(EASY, {}).replace(b"VERSION:2.0\r\n", b"VERSION:2.0\r\nMETHOD:REQUEST\r\n")
    memory: dict[str, str] = {}
    _published(EASY, data, memory)
    assert b"METHOD" not in _published(replace(EASY, summary="A"), data, memory).body
