"""The limits of a watch: what its DEVICE.FIT states, if that is possible."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fit_build import EVERY_STEP, Message, fit_file, pack, repaired, unpack
from support.watches import BAND, FENIX, FORERUNNER, Kind, device_fit

from fitexport.errors import UnitError
from fitexport.fit.reader import MAX_BYTES
from fitexport.fit.workout_file import encode_workout
from fitexport.watch.limits import Limits, parse_limits, stated_limits

REAL = device_fit(FORERUNNER)
WORKOUTS, STEPS, ENTRIES = (37, 5, None), (38, 5, 27), (38, 7, 28)
"""Where the numbers are: the kind of message, the file it is about, the messages it counts."""


def stating(where: tuple[int, int, int | None], count: int, count_type: int = 1) -> bytes:
    """The DEVICE.FIT of a Forerunner with another number in one of its messages."""
    messages = unpack(REAL)
    message = _one(messages, where)
    message.set(3, count)
    if message.number == 38:
        message.set(2, count_type)
    return pack(messages)


def without(where: tuple[int, int, int | None]) -> bytes:
    messages = unpack(REAL)
    messages.remove(_one(messages, where))
    return pack(messages)


def _one(messages: list[Message], where: tuple[int, int, int | None]) -> Message:
    number, file, counted = where
    (found,) = [
        each
        for each in messages
        if each.number == number
        and each.get(0) == file
        and (counted is None or each.get(1) == counted)
    ]
    return found


def read_limits(data: bytes) -> Limits | None:
    return stated_limits(data).limits


def complaint(data: bytes) -> str:
    stated = stated_limits(data)
    assert (stated.limits, stated.known) == (Limits(), False)
    return stated.source.removeprefix("usual ones: DEVICE.FIT cannot be used (").removesuffix(")")


# --- what is read -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", [FORERUNNER, FENIX], ids=["Forerunner", "fenix"])
def test_a_watch_states_its_limits(kind: Kind) -> None:
    assert read_limits(device_fit(kind)) == Limits(workouts=25, steps=50, entries=30)


def test_a_watch_without_workouts_has_no_limits() -> None:
    assert read_limits(device_fit(BAND)) is None


def test_more_entries_than_a_watch_shows_are_30() -> None:
    assert read_limits(stating(ENTRIES, 200)) == Limits(25, 50, 30)
    assert read_limits(stating(ENTRIES, 31)) == Limits(25, 50, 30)
    assert read_limits(stating(ENTRIES, 12)) == Limits(25, 50, 12)


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (stating(WORKOUTS, 100), Limits(100, 50, 30)),
        (stating(STEPS, 30), Limits(25, 30, 30)),
        (stating(WORKOUTS, 1), Limits(1, 50, 30)),
        (stating(WORKOUTS, 1000), Limits(1000, 50, 30)),
        (stating(STEPS, 500), Limits(25, 500, 30)),
    ],
    ids=["100 workouts", "30 steps", "1 workout", "1000 workouts", "500 steps"],
)
def test_other_numbers_are_used_as_stated(data: bytes, limits: Limits) -> None:
    assert read_limits(data) == limits


@pytest.mark.parametrize(
    "data",
    [
        stating(WORKOUTS, 65535),
        stating(STEPS, 65535),
        stating(ENTRIES, 65535),
        without(STEPS),
        without(ENTRIES),
        stating(STEPS, 7, count_type=2),
        stating(ENTRIES, 7, count_type=255),
        pack(unpack(REAL)[:1]),
    ],
    ids=[
        "no value: workouts",
        "no value: steps",
        "no value: entries",
        "steps missing",
        "entries missing",
        "steps counted otherwise",
        "entries counted by no value",
        "nothing but who it is",
    ],
)
def test_limits_not_stated_are_the_usual_ones(data: bytes) -> None:
    assert read_limits(data) == Limits()


@pytest.mark.parametrize(
    ("data", "source"),
    [
        (REAL, "DEVICE.FIT, which states 200 entries: watches are known to show 30"),
        (stating(ENTRIES, 20), "DEVICE.FIT"),
        (
            without(STEPS),
            "DEVICE.FIT, which states 200 entries: watches are known to show 30; steps as usual",
        ),
        (
            pack([*unpack(without(STEPS))[:2], *unpack(REAL)[2:3]]),
            "DEVICE.FIT; steps and entries as usual",
        ),
        (pack(unpack(REAL)[:1]), "usual ones: DEVICE.FIT states none"),
        (None, "usual ones: it has no DEVICE.FIT"),
    ],
    ids=["more than is seen", "all", "no steps", "workouts alone", "none", "no file"],
)
def test_the_source_of_each_limit_is_reported(data: bytes | None, source: str) -> None:
    stated = stated_limits(data)
    assert stated.source == source
    assert stated.known == source.startswith("DEVICE.FIT")


def test_files_without_one_of_workouts_mean_none() -> None:
    assert read_limits(without(WORKOUTS)) is None


def test_the_first_word_counts() -> None:
    messages = unpack(REAL)
    again = Message(37, dict(_one(messages, WORKOUTS).fields))
    again.set(3, 7)
    assert read_limits(pack([*messages, again])) == Limits(25, 50, 30)


# --- what is refused --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "number", "why"),
    [
        (WORKOUTS, 0, "byte 112: 0 workouts, which no watch has"),
        (WORKOUTS, 1001, "byte 112: 1001 workouts, which no watch has"),
        (WORKOUTS, 65_000, "byte 112: 65000 workouts, which no watch has"),
        (STEPS, 0, "byte 197: 0 steps, which no watch has"),
        (STEPS, 501, "byte 197: 501 steps, which no watch has"),
        (ENTRIES, 0, "byte 257: 0 entries, which no watch has"),
        (ENTRIES, 65_000, "byte 257: 65000 entries, which no watch has"),
    ],
)
def test_numbers_that_no_watch_has_are_refused(
    where: tuple[int, int, int | None], number: int, why: str
) -> None:
    assert complaint(stating(where, number)) == why


_NO_DEVICE_FIT = "byte 0: not a DEVICE.FIT (a FIT file of type 1)"
_damaged = bytearray(REAL)
_damaged[100] ^= 1
_settings_file = unpack(REAL)[0]
_settings_file.set(0, 2)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (encode_workout(EVERY_STEP, 0x8000_0001).data, _NO_DEVICE_FIT),
        (fit_file(b""), _NO_DEVICE_FIT),
        (pack(unpack(REAL)[1:]), _NO_DEVICE_FIT),
        (pack([_settings_file, *unpack(REAL)[1:]]), _NO_DEVICE_FIT),
        (b"", "byte 8: not a FIT file (no .FIT signature)"),
        (b"<Device/>" * 3, "byte 8: not a FIT file (no .FIT signature)"),
        (bytes(_damaged), f"byte {len(REAL) - 2}: the file's checksum is wrong"),
        (
            REAL[:-20],
            f"byte 4: the header says {len(REAL)} bytes, the file has {len(REAL) - 20}",
        ),
        (repaired(REAL[:-3]), "byte 287: a record runs past the end of the data"),
        (
            b"\0" * (MAX_BYTES + 1),
            "byte 262144: larger than any workout file (262145 bytes)",
        ),
    ],
    ids=[
        "a workout",
        "no messages",
        "no file_id",
        "settings",
        "nothing",
        "XML",
        "a flipped bit",
        "cut off",
        "cut off, repaired",
        "too large",
    ],
)
def test_an_invalid_device_fit_is_refused_with_its_byte(data: bytes, why: str) -> None:
    assert complaint(data) == why


# --- limits that the user gives ---------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("workouts=50,steps=99,entries=100", Limits(50, 99, 100)),
        ("workouts=50", Limits(50, 50, 30)),
        (" steps = 20 , workouts=1", Limits(1, 20, 30)),
        ("entries=7,entries=9", Limits(25, 50, 9)),
        ("workouts=0025", Limits(25, 50, 30)),
    ],
)
def test_limits_are_given_as_a_text(text: str, limits: Limits) -> None:
    assert parse_limits(text, Limits()) == limits


def test_limits_not_given_stay() -> None:
    assert parse_limits("steps=9", Limits(1, 2, 3)) == Limits(1, 9, 3)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ""),
        ("workouts", "workouts"),
        ("workouts=", "workouts="),
        ("workouts=0", "workouts=0"),
        ("workouts=1001", "workouts=1001"),
        ("steps=501", "steps=501"),
        ("entries=1001", "entries=1001"),
        ("workouts=-1", "workouts=-1"),
        ("workouts=2.5", "workouts=2.5"),
        ("workouts=99999999999999999999", "workouts=99999999999999999999"),
        ("workouts=٢٥", "workouts=٢٥"),
        ("Workouts=25", "Workouts=25"),
        ("runs=25", "runs=25"),
        ("__class__=1", "__class__=1"),
        ("workouts=25, steps", "steps"),
        ("workouts=25,", ""),
        ("workouts=25 steps=50", "workouts=25 steps=50"),
    ],
)
def test_anything_else_is_no_limit(text: str, part: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_limits(text, Limits())
    assert str(caught.value) == (
        f'"{part}" is not a limit\n  write workouts=25,steps=50,entries=30, or one or two of these'
    )


@pytest.mark.parametrize("limits", [Limits(), Limits(1, 2, 3)])
def test_limits_are_printed_in_words(limits: Limits) -> None:
    assert str(limits) == (
        f"{limits.workouts} workouts, {limits.steps} steps in each,"
        f" {limits.entries} calendar entries"
    )


# --- anything ---------------------------------------------------------------------------


def _sane(limits: Limits | None) -> bool:
    return limits is None or (
        1 <= limits.workouts <= 1000 and 1 <= limits.steps <= 500 and 1 <= limits.entries <= 30
    )


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert _sane(read_limits(data))
    assert _sane(read_limits(fit_file(REAL[14:-2] + data)))


@given(
    st.sampled_from([REAL, device_fit(BAND)]),
    st.lists(st.tuples(st.integers(0), st.integers(0, 255)), min_size=1, max_size=6),
)
def test_any_mutation_of_a_real_one_is_read_or_refused(
    data: bytes, changes: list[tuple[int, int]]
) -> None:
    changed = bytearray(data)
    for at, value in changes:
        changed[14 + at % (len(data) - 16)] = value
    assert _sane(read_limits(repaired(bytes(changed))))


@given(st.text(max_size=40) | st.text("workutsepni=,0123 ", max_size=40))
def test_any_text_gives_limits_or_is_refused(text: str) -> None:
    with suppress(UnitError):
        limits = parse_limits(text, Limits())
        assert all(1 <= count <= 1000 for count in (limits.workouts, limits.steps, limits.entries))
