"""Proof before writing: FIT bytes are read back and must say what the workout means.

The expected raw integers are worked out here from the workout alone, and the written ones from
the bytes alone, not from the encoder's tables: a wrong scale, field number, base type or struct
code there cannot pass. Repeats are run as a watch would run them and compared step by step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import accumulate, islice
from typing import NamedTuple

from fitexport.errors import FitFormatError, ProofError
from fitexport.fit.identity import Identity, version
from fitexport.fit.reader import RawRecord, checked_content, raw_records
from fitexport.fit.schedule_file import ScheduleEntry
from fitexport.pace.workout import (
    CadenceTarget,
    DistanceDuration,
    HeartRateDuration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    PowerTarget,
    RepeatStep,
    RepsDuration,
    SpeedTarget,
    TimeDuration,
    Workout,
    WorkoutStep,
    unrolled,
)

# message number -> field number -> (base type, size; None for a text)
_ENUM, _UINT16, _UINT32, _UINT32Z, _TEXT = (0, 1), (132, 2), (134, 4), (140, 4), (7, None)
_FILE_ID, _WORKOUT, _STEP, _ENTRY = 0, 26, 27, 28
_TYPES: dict[int, dict[int, tuple[int, int | None]]] = {
    _FILE_ID: {0: _ENUM, 1: _UINT16, 2: _UINT16, 3: _UINT32Z, 4: _UINT32},
    _WORKOUT: {4: _ENUM, 5: _UINT32Z, 6: _UINT16, 8: _TEXT, 11: _ENUM, 17: _TEXT},
    _STEP: {254: _UINT16, 1: _ENUM, 2: _UINT32, 3: _ENUM, 4: _UINT32, 5: _UINT32, 6: _UINT32}
    | {7: _ENUM, 8: _TEXT, 10: _UINT16, 11: _UINT16},
    _ENTRY: {0: _UINT16, 1: _UINT16, 2: _UINT32Z, 3: _UINT32, 4: _ENUM, 5: _ENUM, 6: _UINT32},
}
_SPORT_NUMBERS = {
    "running": {4: 1},
    "strength": {4: 10, 11: 20},
    "cycling": {4: 2},
    "swimming": {4: 5},
    "rowing": {4: 15},
    "elliptical": {4: 4, 11: 15},
    "aqua-jog": {4: 0},
    "hiking": {4: 17},
}
_INDEX, _DURATION_TYPE, _DURATION, _TARGET = 254, 1, 2, 4
_NOTES = 8
_REPEAT = 6
_END = b"\0"
"""What every text ends with; all that there is of an empty one."""
_NEVER_LAST = " ,;:-(\n"
"""What a cut text must not end with."""


class _Layout(NamedTuple):
    """What a definition says about its records."""

    number: int
    places: tuple[tuple[int, int, int, bool], ...]
    """Field number, begin and end of each field, and whether it is a text."""
    fault: str
    """Why we cannot have written it."""


class _Message(NamedTuple):
    """A message: its raw integers, and the bytes of its texts, by field number."""

    number: int
    values: dict[int, int | bytes]
    fault: str


def prove_workout(data: bytes, workout: Workout, identity: Identity) -> None:
    """Read a workout file back and compare it, field by field.

    Raises:
        ProofError: any difference, named; a bug in fitexport, not in the plan.
    """
    with _located(workout.name):
        content = checked_content(data)
        head, about = _first(content, 2)
        _same(_message(head), _FILE_ID, _identity(5, identity))
        count = _prove_steps(content[about.end :], workout.steps)
        meant = (workout.name, workout.sport, workout.description, count)
        _prove_about(about.definition, about.fields, *meant)


@lru_cache(maxsize=1024)  # many runners' files have the same bytes
def _prove_about(
    definition: bytes, fields: bytes, name: str, sport: str, description: str, count: int
) -> None:
    expected = {5: 32, 6: count} | _SPORT_NUMBERS[sport]
    texts = {8: (name, 15), 17: (description, 254)}
    _same(_message(RawRecord(definition, fields, 0)), _WORKOUT, expected, texts)


def prove_schedule(
    data: bytes, serial: int, entries: Sequence[ScheduleEntry], workouts: Collection[Identity]
) -> None:
    """Read a schedule file back; each entry must be as meant and find its workout in `workouts`.

    Raises:
        ProofError: any difference, or an entry that would be empty on the watch.
    """
    with _located("schedule"):
        content = checked_content(data)
        (head,) = _first(content, 1)
        of_entries = content[head.end :]
        _same(_message(head), _FILE_ID, _identity(7, Identity(serial, version(of_entries))))
        found = [*raw_records(of_entries)]
        if len(found) != len(entries):
            raise ProofError(f"{len(found)} entries, {len(entries)} meant")
    for record, entry in zip(found, entries, strict=True):
        noon = (entry.day - date(1989, 12, 31)).days * 86400 + 43200
        expected = {
            0: entry.workout.manufacturer,
            1: entry.workout.product,
            2: entry.workout.serial,
            3: entry.workout.version,
            4: 0,
            5: 0,
            6: noon,
        }
        with _located(f"schedule {entry.day}"):
            _same(_message(record), _ENTRY, expected)
            if entry.workout not in workouts:
                raise ProofError("no workout sent with it has its identity")


@contextmanager
def _located(place: str) -> Iterator[None]:
    """Say in errors which file or part of it they are about."""
    try:
        yield
    except ProofError as error:
        raise error.located(place) from None
    except FitFormatError as error:
        raise ProofError(f"cannot be read back: {error}", where=place) from error


def _first(content: bytes, count: int) -> list[RawRecord]:
    """The first records, so many."""
    records = [*islice(raw_records(content), count)]
    if len(records) < count:
        raise ProofError("messages are missing")
    return records


def _message(record: RawRecord) -> _Message:
    layout, data = _layout(record.definition), record.fields
    values = {
        number: data[begin:end] if is_text else int.from_bytes(data[begin:end], "little")
        for number, begin, end, is_text in layout.places
    }
    return _Message(layout.number, values, layout.fault)


@lru_cache(maxsize=256)  # a few definitions recur in every file
def _layout(definition: bytes) -> _Layout:
    """The layout of a definition, taken apart here, not by the reader: little-endian, each field once
    and of its type."""
    number, rows = int.from_bytes(definition[1:3], "little"), definition[4:]
    fields = [tuple(rows[at : at + 3]) for at in range(0, 3 * definition[3], 3)]
    ends = [*accumulate((size for _, size, _ in fields), initial=0)]
    types = _TYPES.get(number, {})
    wrong = [
        field
        for field, size, base in fields
        if types.get(field) not in ((base, size), (base, None))
    ]
    fault = ""
    if definition[0] or len(rows) != 3 * len(fields):
        fault = "not little-endian, or with fields of a developer"
    elif len({field for field, _, _ in fields}) < len(fields):
        fault = "a field is there twice"
    elif wrong:
        fault = f"field {wrong[0]} has the wrong type"
    return _Layout(
        number,
        tuple(
            (field, begin, end, types.get(field) == _TEXT)
            for (field, _, _), begin, end in zip(fields, ends, ends[1:], strict=False)
        ),
        fault,
    )


@lru_cache(maxsize=256)  # lifting is the same for every runner
def _prove_steps(content: bytes, steps: Sequence[WorkoutStep | RepeatStep]) -> int:
    """Compare what the watch will run with what was meant; return how many messages there are."""
    records = [*raw_records(content)]
    messages = [_step_message(each.definition, each.fields) for each in records]
    jumps = dict(_jumps(messages))
    run = _run(len(messages), jumps)
    compared: set[tuple[int, int]] = set()
    for number, step in enumerate(unrolled(steps), start=1):
        at = next(run, None)
        if at is None:
            raise ProofError("missing", where=f"step {number} as run")
        pair = (at, id(step))
        if pair not in compared:
            compared.add(pair)
            try:
                _prove_step(records[at].definition, records[at].fields, step)
            except ProofError as error:
                raise error.located(f"step {number} as run") from None
    if next(run, None) is not None:
        raise ProofError("more steps than meant")
    return len(messages)


def _jumps(messages: Sequence[_Message]) -> Iterator[tuple[int, tuple[int, int]]]:
    """The index of each repeat, with the index of its first step and its count.

    Raises:
        ProofError: a message is not where it belongs, or a repeat leads nowhere.
    """
    for index, message in enumerate(messages):
        values = message.values
        if message.number != _STEP or values.get(_INDEX) != index:
            raise ProofError(f"step {index} is not where it belongs")
        if values.get(_DURATION_TYPE) == _REPEAT:
            first, count = values.get(_DURATION), values.get(_TARGET)
            with _located(f"repeat {index}"):
                _same(message, _STEP, {_INDEX: index, 1: _REPEAT, 2: first, 4: count})
            if not (
                isinstance(first, int) and isinstance(count, int) and first < index and count > 1
            ):
                raise ProofError(f"repeat {index} leads nowhere")
            yield index, (first, count)


@lru_cache(maxsize=1024)  # the same steps recur in many files
def _step_message(definition: bytes, fields: bytes) -> _Message:
    return _message(RawRecord(definition, fields, 0))


@lru_cache(maxsize=1024)  # and mean the same step in each of them
def _prove_step(definition: bytes, fields: bytes, step: WorkoutStep) -> None:
    message = _step_message(definition, fields)
    expected = {_INDEX: message.values[_INDEX]} | _expected(step)
    _same(message, _STEP, expected, {_NOTES: (step.note, 200)})


def _run(messages: int, jumps: Mapping[int, tuple[int, int]]) -> Iterator[int]:
    """The indexes of steps in the order a watch runs them."""
    at = 0
    rounds = dict.fromkeys(jumps, 1)
    while at < messages:
        if at not in jumps:
            yield at
            at += 1
            continue
        first, count = jumps[at]
        rounds[at] += 1
        at = first if rounds[at] <= count else at + 1


def _expected(step: WorkoutStep) -> dict[int, int]:
    """Raw integers of a step by field number: ms, cm, mm/s, bpm + 100, W + 1000."""
    expected = {7: int(step.intensity)}
    match step.duration:
        case TimeDuration(s):
            expected |= {1: 0, 2: round(s * 1000)}
        case DistanceDuration(m):
            expected |= {1: 1, 2: round(m * 100)}
        case RepsDuration(count):
            expected |= {1: 29, 2: count}
        case HeartRateDuration(value, unit, above):
            expected |= {1: 3 if above else 2, 2: value + (100 if unit == "bpm" else 0)}
        case _:
            expected |= {1: 5}
    match step.target:
        case SpeedTarget(low, high):
            expected |= {3: 0, 4: 0, 5: round(low * 1000), 6: round(high * 1000)}
        case HeartRateTarget(low, high):
            expected |= {3: 1, 4: 0, 5: low + 100, 6: high + 100}
        case HeartRatePercentTarget(low, high):
            expected |= {3: 1, 4: 0, 5: low, 6: high}
        case HeartRateZoneTarget(zone):
            expected |= {3: 1, 4: zone}
        case PowerTarget(low, high):
            expected |= {3: 4, 4: 0, 5: low + 1000, 6: high + 1000}
        case CadenceTarget(low, high):
            expected |= {3: 3, 4: 0, 5: round(low / 2), 6: round(high / 2)}
        case _:
            expected |= {3: 2, 4: 0}
    if step.exercise is not None and step.exercise.fit is not None:
        expected[10], expected[11] = step.exercise.fit
    return expected


def _identity(file_type: int, identity: Identity) -> dict[int, int]:
    return {0: file_type, 1: 1, 2: 65534, 3: identity.serial, 4: identity.version}


def _same(
    message: _Message,
    number: int,
    expected: Mapping[int, int | bytes | None],
    texts: Mapping[int, tuple[str, int]] = {},
) -> None:
    """The message's kind, the types of its fields, and every value; `texts` are meant texts, and how
    many bytes of each a watch has room for."""
    if message.number != number:
        raise ProofError(f"message {message.number} where {number} belongs")
    if message.fault:
        raise ProofError(message.fault)
    found = dict(message.values)
    for field, (meant, limit) in texts.items():
        _same_text(found.pop(field, _END), meant, limit)
    if found != expected:
        raise ProofError(f"{found} was written, {expected} was meant")


def _same_text(found: int | bytes, meant: str, limit: int) -> None:
    """A text is as meant, or its beginning, cut after the last word that fits the limit."""
    whole = meant.replace("\0", "").encode("utf-8", "replace")
    fits = whole[:limit].decode("utf-8", "ignore")
    if len(whole) > limit:
        if not whole.decode()[len(fits)].isspace():
            fits = fits[: max(fits.rfind(" "), 0)] or fits
        fits = fits.rstrip(_NEVER_LAST)
    if found != fits.encode() + _END:
        raise ProofError(f'text {found!r} was written, "{meant}" was meant')
