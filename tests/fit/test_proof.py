from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from support.encoder import nothing_kept
from support.examples import many
from support.fit_build import (
    BY_HEART,
    EVERY_STEP,
    SQUAT,
    STRENGTH,
    WORKOUTS,
    Message,
    fit_file,
    pack,
    pack_records,
    unpack,
)

from fitexport.errors import EncodeError, ProofError
from fitexport.fit import profile
from fitexport.fit.flat_steps import message_count
from fitexport.fit.identity import Identity, version
from fitexport.fit.profile import (
    BASE_TYPES,
    FILE_ID,
    SCHEDULE,
    STRING,
    WORKOUT,
    WORKOUT_STEP,
    BaseType,
    Field,
)
from fitexport.fit.proof import prove_schedule, prove_workout
from fitexport.fit.schedule_file import ScheduleEntry, encode_schedule
from fitexport.fit.workout_file import MAX_STEPS, WorkoutFile, encode_workout
from fitexport.pace.workout import (
    LAP,
    DistanceDuration,
    HeartRateTarget,
    Intensity,
    RepeatStep,
    SpeedTarget,
    TimeDuration,
    Workout,
    WorkoutStep,
)
from fitexport.session import Sport
from fitexport.session.exercises import Exercise

SERIAL = 0x8000_0001
FILE = encode_workout(EVERY_STEP, SERIAL)
LIFTING = encode_workout(STRENGTH, SERIAL)

DAY = date(2027, 3, 16)
ENTRIES = [
    ScheduleEntry(DAY, FILE.identity),
    ScheduleEntry(DAY + timedelta(1), Identity(SERIAL + 1, LIFTING.identity.version)),
]
SENT = [entry.workout for entry in ENTRIES]
SCHEDULE_FILE = encode_schedule(ENTRIES, SERIAL - 1)


def prove_file(data: bytes) -> None:
    prove_workout(data, EVERY_STEP, FILE.identity)


def prove_lifting(data: bytes) -> None:
    prove_workout(data, STRENGTH, LIFTING.identity)


def prove_entries(data: bytes) -> None:
    prove_schedule(data, SERIAL - 1, ENTRIES, SENT)


# --- what is accepted -------------------------------------------------------------------


def test_our_files_are_accepted_and_can_be_taken_apart() -> None:
    """If taking apart and putting together changed anything, no corruption below would count."""
    for data, prove in (
        (FILE.data, prove_file),
        (LIFTING.data, prove_lifting),
        (SCHEDULE_FILE, prove_entries),
    ):
        prove(data)
        assert pack(unpack(data)) == data


def _accepts(workout: Workout) -> None:
    assume(0 < message_count(workout.steps) <= MAX_STEPS)
    file = encode_workout(workout, SERIAL)
    prove_workout(file.data, workout, file.identity)


@given(WORKOUTS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_workout_we_write_is_accepted(workout: Workout) -> None:
    _accepts(workout)


@pytest.mark.slow
@given(WORKOUTS)
@many(400)
def test_very_many_workouts_we_write_are_accepted(workout: Workout) -> None:
    _accepts(workout)


# --- corruptions of the bytes, checksums repaired ---------------------------------------

Edit = Callable[[list[Message]], object]
# Of EVERY_STEP: file_id 0, workout 1, then steps from 2 on.
_TIME, _DRILLS, _REP, _JOG, _REPEAT, _BPM, _PERCENT, _ZONE, _POWER, _CADENCE, _REST, _DOWN = range(
    2, 14
)
_MIXED = "W3.2 6x400 mile"


def change(message: int, field: int, by: int) -> Edit:
    return lambda m: m[message].set(field, m[message].get(field) + by)


def put(message: int, field: int, value: int | str, base: int | None = None) -> Edit:
    return lambda m: m[message].set(field, value, base)


def drop(message: int, field: int) -> Edit:
    return lambda m: m[message].fields.pop(field)


def both(one: Edit, other: Edit) -> Edit:
    return lambda m: (one(m), other(m))


def retype(message: int, field: int, base: int) -> Edit:
    """The same value, declared with another type of the same size."""

    def edit(messages: list[Message]) -> None:
        _, data = messages[message].fields[field]
        messages[message].fields[field] = (base, data)

    return edit


def widen(message: int, field: int, base: int, size: int) -> Edit:
    """The same value in more bytes."""

    def edit(messages: list[Message]) -> None:
        _, data = messages[message].fields[field]
        messages[message].fields[field] = (base, data.ljust(size, b"\0"))

    return edit


def swap(one: int, other: int, *, renumber: bool) -> Edit:
    def edit(messages: list[Message]) -> None:
        messages[one], messages[other] = messages[other], messages[one]
        if renumber:
            messages[one].set(254, one - 2)
            messages[other].set(254, other - 2)

    return edit


def remove(message: int) -> Edit:
    """A step less, the others renumbered as if it had never been; repeats with them."""

    def edit(messages: list[Message]) -> None:
        del messages[message]
        for at, step in enumerate(messages[2:]):
            step.set(254, at)
            if step.get(1) == 6 and step.get(2) > message - 2:
                step.set(2, step.get(2) - 1)
        messages[1].set(6, len(messages) - 2)

    return edit


def add(message: Message) -> Edit:
    def edit(messages: list[Message]) -> None:
        message.set(254, len(messages) - 2)
        messages.append(message)
        messages[1].set(6, len(messages) - 2)

    return edit


def a_step(**changes: int) -> Message:
    fields = {"f254": 0, "f1": 5, "f3": 2, "f4": 0, "f7": 0} | changes
    bases = {"f254": 0x84, "f2": 0x86, "f4": 0x86, "f5": 0x86, "f6": 0x86}
    message = Message(27, {})
    for name, value in fields.items():
        message.set(int(name[1:]), value, bases.get(name, 0))
    return message


CORRUPTIONS: dict[str, tuple[Edit, str]] = {
    "type": (change(0, 0, 1), _MIXED),
    "manufacturer": (put(0, 1, 255), _MIXED),
    "product": (change(0, 2, -1), _MIXED),
    "serial": (change(0, 3, 1), _MIXED),
    "version": (change(0, 4, 1), _MIXED),
    "no version": (drop(0, 4), _MIXED),
    "two file_ids": (lambda m: m.insert(1, m[0]), _MIXED),
    "no file_id": (lambda m: m.pop(0), _MIXED),
    "no workout": (lambda m: m.pop(1), _MIXED),
    "name": (put(1, 8, "W3.2 6x400 mild"), _MIXED),
    "name cut": (put(1, 8, "W3.2 6x400"), _MIXED),
    "no name": (drop(1, 8), _MIXED),
    "sport": (put(1, 4, 2), _MIXED),
    "a sub-sport": (put(1, 11, 4, 0), _MIXED),
    "capabilities": (put(1, 5, 0), _MIXED),
    "num_valid_steps": (change(1, 6, -1), _MIXED),
    "description": (put(1, 17, "6x 400m @ mile, jog 200m\nFast and relaxes."), _MIXED),
    "description cut": (put(1, 17, "6x 400m @ mile"), _MIXED),
    "no description": (drop(1, 17), _MIXED),
    "time in s": (put(_TIME, 2, 900), "step 1 as run"),
    "time off by one": (change(_TIME, 2, 1), "step 1 as run"),
    "time no more": (drop(_TIME, 2), "step 1 as run"),
    "a time for a distance": (put(_TIME, 1, 1), "step 1 as run"),
    "a time on an open step": (put(_DRILLS, 2, 1000, 0x86), "step 2 as run"),
    "distance in m": (put(_REP, 2, 400), "step 3 as run"),
    "distance in mm": (put(_REP, 2, 400_000), "step 3 as run"),
    "speed low": (change(_REP, 5, 1), "step 3 as run"),
    "speed high": (change(_REP, 6, -1), "step 3 as run"),
    "speed ends reversed": (
        both(put(_REP, 5, 4000), put(_REP, 6, 3704)),
        "step 3 as run",
    ),
    "no speed": (both(drop(_REP, 5), drop(_REP, 6)), "step 3 as run"),
    "a zone with a range": (put(_REP, 4, 3), "step 3 as run"),
    "target open": (put(_REP, 3, 2), "step 3 as run"),
    "a target on a jog": (put(_JOG, 3, 0), "step 4 as run"),
    "heart rate without 100": (change(_BPM, 5, -100), "step 15 as run"),
    "heart rate high": (change(_BPM, 6, 1), "step 15 as run"),
    "percent with 100": (change(_PERCENT, 5, 100), "step 16 as run"),
    "zone": (change(_ZONE, 4, 1), "step 17 as run"),
    "power without 1000": (change(_POWER, 5, -1000), "step 18 as run"),
    "power high": (change(_POWER, 6, 1), "step 18 as run"),
    "cadence doubled": (put(_CADENCE, 5, 180), "step 19 as run"),
    "rest is active": (put(_REST, 7, 0), "step 20 as run"),
    "no intensity": (drop(_REST, 7), "step 20 as run"),
    "notes": (put(_DRILLS, 8, "leg swings, high knee"), "step 2 as run"),
    "no notes": (drop(_DRILLS, 8), "step 2 as run"),
    "notes from nowhere": (put(_TIME, 8, "x", 7), "step 1 as run"),
    "a step name": (put(_TIME, 0, "x", 7), "step 1 as run"),
    "an exercise": (put(_TIME, 10, 28, 0x84), "step 1 as run"),
    "repeat once more": (change(_REPEAT, 4, 1), "step 15 as run"),
    "repeat once less": (change(_REPEAT, 4, -1), "step 13 as run"),
    "repeat once": (put(_REPEAT, 4, 1), "repeat 4 leads nowhere"),
    "repeat for ever": (put(_REPEAT, 4, 0xFFFFFFFE), "step 15 as run"),
    "repeat less": (change(_REPEAT, 2, 1), "step 5 as run"),
    "repeat more": (change(_REPEAT, 2, -1), "step 5 as run"),
    "repeat itself": (put(_REPEAT, 2, 4), "repeat 4 leads nowhere"),
    "repeat what comes": (put(_REPEAT, 2, 7), "repeat 4 leads nowhere"),
    "repeat nothing": (drop(_REPEAT, 2), "repeat 4"),
    "repeat uncounted": (drop(_REPEAT, 4), "repeat 4"),
    "repeat with an intensity": (put(_REPEAT, 7, 0, 0), "repeat 4"),
    "repeat with a target type": (put(_REPEAT, 3, 2, 0), "repeat 4"),
    "message_index": (change(_REP, 254, 1), "step 2 is not where it belongs"),
    "no message_index": (drop(_REP, 254), "step 2 is not where it belongs"),
    "reordered": (swap(_BPM, _ZONE, renumber=False), "step 5 is not where it belongs"),
    "reordered, renumbered": (swap(_BPM, _ZONE, renumber=True), "step 15 as run"),
    "a step less": (remove(_REST), "step 20 as run"),
    "no last step": (remove(_DOWN), "step 21 as run: missing"),
    "no warm-up": (remove(_TIME), "step 1 as run"),
    "no repeat": (remove(_REPEAT), "step 5 as run"),
    "a step more": (add(a_step()), "more steps than meant"),
    "a repeat more": (add(a_step(f1=6, f2=0, f4=2)), "repeat 12"),
    "another message at the end": (
        lambda m: m.append(Message(28, dict(m[-1].fields))),
        _MIXED,
    ),
    "an unknown field": (put(_TIME, 200, 1, 0), "step 1 as run: field 200 has the wrong type"),
    "another type": (retype(_TIME, 2, 0x8C), "step 1 as run: field 2 has the wrong type"),
    "signed": (retype(_TIME, 2, 0x85), "step 1 as run: field 2 has the wrong type"),
    "byte for enum": (retype(_TIME, 7, 0x02), "step 1 as run: field 7 has the wrong type"),
    "an enum of two": (widen(_TIME, 7, 0, 2), "step 1 as run: field 7 has the wrong type"),
    "64 bits": (widen(_TIME, 2, 0x8F, 8), "step 1 as run: field 2 has the wrong type"),
    "two times": (widen(_TIME, 2, 0x86, 8), "step 1 as run: field 2 has the wrong type"),
    "text as bytes": (retype(_DRILLS, 8, 0x0D), "step 2 as run: field 8 has the wrong type"),
}


@pytest.mark.parametrize(("edit", "where"), CORRUPTIONS.values(), ids=CORRUPTIONS)
def test_a_corrupted_workout_is_refused(edit: Edit, where: str) -> None:
    messages = unpack(FILE.data)
    edit(messages)
    data = pack(messages)
    assert data != FILE.data
    with pytest.raises(
        ProofError, match="^W3.2 6x400 mile.*" + re.escape(where.removeprefix(_MIXED))
    ):
        prove_file(data)


LIFTING_CORRUPTIONS: dict[str, Edit] = {
    "exercise name": change(3, 11, 1),
    "exercise category": change(3, 10, -1),
    "no exercise name": drop(3, 11),
    "no exercise": both(drop(3, 10), drop(3, 11)),
    "a name for what has none": both(put(6, 10, 28, 0x84), put(6, 11, 6, 0x84)),
    "reps": change(3, 2, 1),
    "reps as seconds": put(3, 1, 0),
    "sub-sport": put(1, 11, 0),
    "no sub-sport": drop(1, 11),
    "sport": put(1, 4, 1),
    "a description": put(1, 17, "x", 7),
}


@pytest.mark.parametrize("edit", LIFTING_CORRUPTIONS.values(), ids=LIFTING_CORRUPTIONS)
def test_a_corrupted_strength_session_is_refused(edit: Edit) -> None:
    messages = unpack(LIFTING.data)
    edit(messages)
    with pytest.raises(ProofError, match=r"^Strength A"):
        prove_lifting(pack(messages))


SCHEDULE_CORRUPTIONS: dict[str, tuple[Edit, str]] = {
    "file type": (put(0, 0, 5), "schedule: "),
    "file manufacturer": (put(0, 1, 255), "schedule: "),
    "file product": (change(0, 2, -1), "schedule: "),
    "file serial": (change(0, 3, 1), "schedule: "),
    "no file serial": (drop(0, 3), "schedule: "),
    "manufacturer": (put(1, 0, 255), "schedule 2027-03-16"),
    "product": (change(1, 1, -1), "schedule 2027-03-16"),
    "serial": (change(2, 2, 7), "schedule 2027-03-17"),
    "version": (change(2, 3, 1), "schedule 2027-03-17"),
    "completed": (put(1, 4, 1), "schedule 2027-03-16"),
    "a course": (put(1, 5, 1), "schedule 2027-03-16"),
    "midnight": (change(1, 6, -43_200), "schedule 2027-03-16"),
    "next day": (change(1, 6, 86_400), "schedule 2027-03-16"),
    "no time": (drop(1, 6), "schedule 2027-03-16"),
    "an extra field": (put(1, 253, 5, 0x86), "schedule 2027-03-16"),
    "another type": (retype(1, 6, 0x8C), "schedule 2027-03-16: field 6 has the wrong type"),
    "reordered": (lambda m: m.insert(1, m.pop(2)), "schedule 2027-03-16"),
    "an entry less": (lambda m: m.pop(), "schedule: 1 entries, 2 meant"),
    "an entry more": (lambda m: m.append(m[-1]), "schedule: 3 entries, 2 meant"),
    "another message": (
        lambda m: m.append(Message(27, dict(m.pop().fields))),
        "schedule 2027-03-17: message 27 where 28 belongs",
    ),
}


@pytest.mark.parametrize(("edit", "where"), SCHEDULE_CORRUPTIONS.values(), ids=SCHEDULE_CORRUPTIONS)
def test_a_corrupted_schedule_is_refused(edit: Edit, where: str) -> None:
    """Even if its version follows what was corrupted."""
    messages = unpack(SCHEDULE_FILE)
    edit(messages)
    messages[0].set(4, version(pack_records(messages[1:])))
    data = pack(messages)
    assert data != SCHEDULE_FILE
    with pytest.raises(ProofError, match="^" + re.escape(where)):
        prove_entries(data)


@pytest.mark.parametrize("edit", [change(0, 4, 1), drop(0, 4)], ids=["other", "none"])
def test_a_schedule_of_another_version_is_refused(edit: Edit) -> None:
    messages = unpack(SCHEDULE_FILE)
    edit(messages)
    with pytest.raises(ProofError, match=r"^schedule: \{.*\} was written, \{.*\} was meant$"):
        prove_entries(pack(messages))


def test_an_entry_whose_workout_is_not_sent_with_it_is_refused() -> None:
    with pytest.raises(ProofError) as caught:
        prove_schedule(SCHEDULE_FILE, SERIAL - 1, ENTRIES, SENT[:1])
    assert str(caught.value) == ("schedule 2027-03-17: no workout sent with it has its identity")


def test_bytes_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(ProofError) as caught:
        prove_file(FILE.data[:-1])
    assert str(caught.value) == (
        "W3.2 6x400 mile: cannot be read back: "
        f"byte 4: the header says {len(FILE.data)} bytes, the file has {len(FILE.data) - 1}"
    )
    for prove in (prove_file, prove_entries):
        with pytest.raises(ProofError, match=r"messages are missing$"):
            prove(fit_file(b""))


def test_a_big_endian_file_is_refused() -> None:
    """Its integers are right, but we never wrote it."""
    data = bytearray(FILE.data[14:-2])
    data[2] = 1
    with pytest.raises(ProofError):
        prove_file(fit_file(bytes(data)))


def test_fields_of_a_developer_are_refused() -> None:
    records = bytearray(FILE.data[14:-2])
    fields = records[5]
    records[0] |= 0x20
    records[6 + 3 * fields : 6 + 3 * fields] = bytes([1, 0, 1, 0])  # one field of one byte
    end = 6 + 3 * fields + 4 + 1 + len(pack_records(unpack(FILE.data)[:1])) - 6 - 3 * fields - 1
    records[end:end] = b"\0"
    with pytest.raises(ProofError, match="fields of a developer"):
        prove_file(fit_file(bytes(records)))


def test_a_duplicate_field_is_refused() -> None:
    """Even with one value: which of them a watch takes is not known."""
    records = pack_records(unpack(FILE.data)[:1])
    twice = bytearray(records[:6] + bytes([0, 1, 0]) + records[6:])
    twice[5] += 1
    at = 6 + 3 * 6 + 1
    data = fit_file(
        bytes(twice[:at]) + b"\x05" + bytes(twice[at:]) + FILE.data[14 + len(records) : -2]
    )
    with pytest.raises(ProofError) as caught:
        prove_file(data)
    assert str(caught.value) == "W3.2 6x400 mile: a field is there twice"


@pytest.mark.parametrize(
    ("written", "meant", "accepted"),
    [
        ("one two", "one two", True),
        ("", "", True),
        ("word " * 39 + "word", "word " * 60, True),
        ("word " * 38 + "word", "word " * 60, False),  # a word more would have fitted
        ("", "word " * 60, False),
        ("word " * 39 + "ward", "word " * 60, False),
        ("word " * 40 + "word", "word " * 60, False),  # 204 bytes
        ("one", "one two", False),  # cut without need
    ],
)
def test_a_cut_text_ends_with_the_last_word_that_fits(
    written: str, meant: str, accepted: bool
) -> None:
    workout = Workout(
        name="W1", sport=Sport.RUNNING, steps=(WorkoutStep(duration=LAP, note=meant),)
    )
    file = encode_workout(workout, SERIAL)
    messages = unpack(file.data)
    messages[2].fields.pop(8, None)
    messages[2].set(8, written, 7)
    if accepted:
        prove_workout(pack(messages), workout, file.identity)
    else:
        with pytest.raises(ProofError, match=r"^W1: step 1 as run: text "):
            prove_workout(pack(messages), workout, file.identity)


def test_a_workout_that_differs_from_what_was_meant_is_refused() -> None:
    """The other way round: good bytes, of another workout."""
    first, *others = EVERY_STEP.steps
    assert isinstance(first, WorkoutStep)
    for changed in (
        replace(first, duration=TimeDuration(900.001)),
        replace(first, duration=DistanceDuration(9000)),
        replace(first, target=SpeedTarget(3, 4)),
        replace(first, target=HeartRateTarget(120, 140)),
        replace(first, intensity=Intensity.ACTIVE),
        replace(first, note="slow"),
        replace(first, exercise=SQUAT),
        RepeatStep(2, (first,)),
    ):
        with pytest.raises(ProofError):
            prove_workout(FILE.data, replace(EVERY_STEP, steps=(changed, *others)), FILE.identity)
    unnamed = replace(first, exercise=Exercise("bounding", None))
    prove_workout(FILE.data, replace(EVERY_STEP, steps=(unnamed, *others)), FILE.identity)


# --- a wrong row in the encoder's table -------------------------------------------------

TABLES = {"file_id": FILE_ID, "workout": WORKOUT, "step": WORKOUT_STEP, "schedule": SCHEDULE}
ROWS = [(table, name) for table, message in TABLES.items() for name in message.fields]


def _encoded_afresh(workout: Workout) -> WorkoutFile:
    with nothing_kept():
        return encode_workout(workout, SERIAL)


def _encode_and_prove_run() -> bytes:
    file = _encoded_afresh(EVERY_STEP)
    prove_workout(file.data, EVERY_STEP, Identity(*file.identity))
    return file.data


def _encode_and_prove_heart() -> bytes:
    file = _encoded_afresh(BY_HEART)
    prove_workout(file.data, BY_HEART, Identity(*file.identity))
    return file.data


def _encode_and_prove_lifting() -> bytes:
    file = _encoded_afresh(STRENGTH)
    prove_workout(file.data, STRENGTH, Identity(*file.identity))
    return file.data


def _encode_and_prove_schedule() -> bytes:
    data = encode_schedule(ENTRIES, SERIAL - 1)
    prove_schedule(data, SERIAL - 1, ENTRIES, SENT)
    return data


SAMPLES = (
    _encode_and_prove_run,
    _encode_and_prove_heart,
    _encode_and_prove_lifting,
    _encode_and_prove_schedule,
)

_ALWAYS_ZERO = {("step", "target_value"), ("schedule", "completed"), ("schedule", "type")}
"""0 in every file we write: times any scale it is 0 still, so that a wrong scale does nothing."""

_HOLDS_NOT = (EncodeError, struct.error)
"""A value that the wrong row cannot hold stops the encoder; ProofError is an EncodeError."""


def _wrong_rows(table: str, name: str, row: Field) -> Iterator[tuple[str, Field]]:
    """Every wrong row. A text has neither scale nor offset: the encoder looks at neither."""
    if row.base is not STRING:
        if (table, name) not in _ALWAYS_ZERO:
            for factor in (1000, 1 / 1000, 10):
                yield f"scale x{factor:g}", replace(row, scale=row.scale * factor)
        for more in (1, -1, 100, 1000, *({-row.offset} - {0})):
            yield f"offset {more:+}", replace(row, offset=row.offset + more)
    for number in {*range(21), 41, 253, 254} - {row.number}:
        yield f"number {number}", replace(row, number=number)
    for base in BASE_TYPES.values():
        if base is not row.base:
            yield f"base type {base.number:#04x}", replace(row, base=base)


@pytest.mark.parametrize(("table", "name"), ROWS, ids=["-".join(row) for row in ROWS])
def test_no_wrong_row_passes(table: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = TABLES[table].fields
    right = fields[name]
    using = [encode for encode in SAMPLES if _needs(encode, fields, name)]
    assert using, "no sample writes this row: add one that does"
    for what, wrong in _wrong_rows(table, name, right):
        monkeypatch.setitem(fields, name, wrong)
        for encode in using:
            with pytest.raises(_HOLDS_NOT):
                pytest.fail(f"{what} passes in {encode()!r}")
    monkeypatch.setitem(fields, name, right)
    for encode in using:
        encode()


def _needs(encode: Callable[[], bytes], fields: dict[str, Field], name: str) -> bool:
    """Whether the encoder looks the row up: without it, it cannot go on."""
    right = fields.pop(name)
    try:
        encode()
    except KeyError:
        return True
    finally:
        fields[name] = right
    return False


def test_rows_that_hold_their_value_are_refused_by_the_proof_not_by_the_encoder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, wrong in {
        "duration_time": Field(2, profile.UINT32, 1),
        "duration_distance": Field(2, profile.UINT32, 1000),
        "speed_low": Field(5, profile.UINT32, 100),
        "heart_rate_high": Field(6, profile.UINT32),
        "power_low": Field(5, profile.UINT32, 1, 100),
        "intensity": Field(7, profile.UINT8),
        "exercise_name": Field(11, profile.UINT32),
    }.items():
        with monkeypatch.context() as patch:
            patch.setitem(WORKOUT_STEP.fields, name, wrong)
            with pytest.raises(ProofError):
                (_encode_and_prove_lifting if name == "exercise_name" else _encode_and_prove_run)()


# --- a wrong struct code in the table that encoder and reader share ---------------------


@pytest.mark.parametrize("code", "bBhHiIqQfdx?")
@pytest.mark.parametrize("base", ["ENUM", "UINT16", "UINT32", "UINT32Z"])
def test_no_wrong_struct_code_passes(base: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader would agree with the encoder, so only the bytes themselves can tell."""
    right: BaseType = getattr(profile, base)
    wrong = right._replace(code=code)
    good = [encode() for encode in SAMPLES]
    monkeypatch.setitem(BASE_TYPES, right.number, wrong)
    for table in TABLES.values():
        for name, row in table.fields.items():
            if row.base is right:
                monkeypatch.setitem(table.fields, name, replace(row, base=wrong))
    for encode, data in zip(SAMPLES, good, strict=True):
        try:
            made = encode()
        except _HOLDS_NOT:
            continue
        assert made == data, "only a code that writes the same bytes may pass"
