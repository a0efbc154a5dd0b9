from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fit_build import EVERY_STEP, STRENGTH
from support.fit_dump import RawMessages, fit_tool_raw, fitdecode_raw

from fitexport.errors import EncodeError
from fitexport.fit.identity import Identity
from fitexport.fit.proof import prove_schedule
from fitexport.fit.reader import read
from fitexport.fit.schedule_file import (
    MAX_ENTRIES,
    ScheduleEntry,
    encode_schedule,
    scheduled_time,
)
from fitexport.fit.workout_file import encode_workout

SERIAL = 0x8000_0000
DAY = date(2023, 11, 2)


def raw(data: bytes) -> RawMessages:
    messages = fit_tool_raw(data)
    assert messages == fitdecode_raw(data)
    assert messages == [(message.number, message.values) for message in read(data)]
    return messages


def entries(count: int) -> list[ScheduleEntry]:
    return [
        ScheduleEntry(DAY + timedelta(number), Identity(SERIAL + 1 + number, 800_000_000 + number))
        for number in range(count)
    ]


def test_entries_are_at_noon_as_in_garmin_connects_file() -> None:
    assert scheduled_time(date(2023, 11, 2)) == 1_067_860_800
    assert scheduled_time(date(2023, 11, 3)) == 1_067_947_200


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_day_is_scheduled_at_noon(day: date) -> None:
    moment = datetime.fromtimestamp(scheduled_time(day) + 631_065_600, UTC)
    assert moment == datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_every_message_of_a_schedule() -> None:
    data = encode_schedule(entries(2), SERIAL)
    messages = raw(data)
    version = messages[0][1][4]
    assert messages == [
        (0, {0: 7, 1: 1, 2: 65534, 3: 0x80000000, 4: version}),
        (28, {0: 1, 1: 65534, 2: 0x80000001, 3: 800_000_000, 4: 0, 5: 0, 6: 1_067_860_800}),
        (28, {0: 1, 1: 65534, 2: 0x80000002, 3: 800_000_001, 4: 0, 5: 0, 6: 1_067_947_200}),
    ]


def test_an_entry_has_all_four_identity_fields_of_its_workout() -> None:
    files = [encode_workout(EVERY_STEP, SERIAL + 1), encode_workout(STRENGTH, SERIAL + 2)]
    scheduled = [ScheduleEntry(DAY, file.identity) for file in files]
    _, *found = raw(encode_schedule(scheduled, SERIAL))
    for file, (_, entry) in zip(files, found, strict=True):
        head = fitdecode_raw(file.data)[0][1]
        assert [entry[0], entry[1], entry[2], entry[3]] == [head[1], head[2], head[3], head[4]]


def test_entries_keep_their_order() -> None:
    """Two on one day as well: the run first, strength later."""
    made = entries(3)
    made.insert(1, ScheduleEntry(DAY, Identity(SERIAL + 99, 1)))
    _, *found = raw(encode_schedule(made, SERIAL))
    assert [entry[2] for _, entry in found] == [0x80000001, 0x80000063, 0x80000002, 0x80000003]


def test_thirty_entries_pass_and_thirty_one_are_refused() -> None:
    assert MAX_ENTRIES == 30
    assert len(raw(encode_schedule(entries(30), SERIAL))) == 31
    with pytest.raises(EncodeError) as caught:
        encode_schedule(entries(31), SERIAL)
    assert str(caught.value) == (
        "31 sessions in one schedule, a watch shows 30\n  export fewer weeks, or sessions, at a time"
    )


def test_a_schedule_without_entries_clears_the_calendar() -> None:
    data = encode_schedule([], SERIAL)
    assert [number for number, _ in raw(data)] == [0]
    prove_schedule(data, SERIAL, [], [])


def test_the_same_entries_give_the_same_bytes_and_others_another_version() -> None:
    assert encode_schedule(entries(5), SERIAL) == encode_schedule(entries(5), SERIAL)
    moved = [ScheduleEntry(entry.day + timedelta(1), entry.workout) for entry in entries(5)]
    versions = {
        raw(encode_schedule(made, SERIAL))[0][1][4]
        for made in (entries(5), entries(4), entries(5)[::-1], moved)
    }
    assert len(versions) == 4
    assert all(isinstance(version, int) for version in versions)
