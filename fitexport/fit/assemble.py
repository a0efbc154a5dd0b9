"""The messages of a FIT file, from any reader -> the workout or schedule in it.

`decode` and `witness` fill the same rows; what they mean, and what a watch cannot follow in them,
is decided here alone. Unknown fields and messages are named, not dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from fitexport.errors import FitFormatError, OtherFileError
from fitexport.fit.found import Found, FoundEntry, FoundSchedule, FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.fit.meaning import (
    REPEAT_ENDS,
    duration_of,
    exercise_of,
    intensity_of,
    number_text,
    sport_of,
    target_of,
)
from fitexport.fit.profile import (
    DAY_S,
    FILE_ID,
    SCHEDULE,
    WORKOUT,
    WORKOUT_STEP,
    DurationType,
    FileType,
    Message,
)
from fitexport.fit.schedule_file import day_of
from fitexport.fit.texts import NOT_UTF8, Guessed
from fitexport.pace.outline import target_text
from fitexport.pace.workout import RepeatStep, WorkoutStep

_FILE_CREATOR = 49
_KNOWN_KINDS = {FILE_ID.number, WORKOUT.number, WORKOUT_STEP.number, _FILE_CREATOR}
_OTHER_FILE_TYPES = {
    **{1: "device", 2: "settings", 3: "sport", 4: "activity", 6: "course", 9: "weight"},
    **{10: "totals", 11: "goals", 14: "blood pressure", 15: "monitoring", 20: "activity summary"},
    **{28: "daily monitoring", 32: "monitoring", 34: "segment", 35: "segments"},
}
"""Profile 21.218, type `file`."""

# Fields that we do not write (profile 21.218, sheet Messages).
STEP_NAME = 0
_SKIPS_LAST = 18
"""1 in a repeat that skips the last step of its last round; in no published profile
(zzyandzzy/fit-rust: found by syncing such a workout from Garmin Connect to a watch)."""
SECOND_TYPE, _SECOND_VALUE, SECOND_LOW, SECOND_HIGH = 19, 20, 21, 22
_EQUIPMENT, _WEIGHT = 9, 12
_WEIGHT_UNIT = 13  # how a watch shows the weight; no value of its own
_EQUIPMENTS = {1: "swim fins", 2: "kickboard", 3: "paddles", 4: "pull buoy", 5: "snorkel"}
_POOL_LENGTH, _POOL_UNIT = 14, 15
KNOWN_FIELDS = {
    WORKOUT.number: {*WORKOUT.numbers().values(), _POOL_LENGTH, _POOL_UNIT},
    WORKOUT_STEP.number: {
        *WORKOUT_STEP.numbers().values(),
        *(STEP_NAME, _EQUIPMENT, _WEIGHT, _WEIGHT_UNIT, _SKIPS_LAST),
        *(SECOND_TYPE, _SECOND_VALUE, SECOND_LOW, SECOND_HIGH),
    },
}

_DEEPEST = 10
"""Levels of nested repeats; no known file has more than two."""

Value = float | str | None
"""A number or a text; None for anything else, which none of our fields has."""


class Row(NamedTuple):
    """A message: its number, and the values of the fields that have one.

    Numbers are as in FIT, except durations, in s and m, and speeds, in m/s.
    """

    kind: int
    values: Mapping[int, Value]

    def whole(self, field: int) -> int | None:
        value = self.values.get(field)
        return value if isinstance(value, int) else None

    def number(self, field: int) -> float | None:
        value = self.values.get(field)
        return value if isinstance(value, float | int) else None

    def text(self, field: int) -> str:
        value = self.values.get(field)
        return value if isinstance(value, str) else ""

    def identity(self, message: Message) -> Identity:
        """The identity in a file_id or a schedule entry; a missing number is 0, FIT's "no
        value"."""
        names = ("serial_number", "time_created", "manufacturer", "product")
        return Identity(*(self.whole(message.fields[name].number) or 0 for name in names))

    def unknown(self) -> Iterator[str]:
        """The unknown fields, in words."""
        known = KNOWN_FIELDS[self.kind]
        numbers = [str(field) for field in self.values if field not in known]
        if numbers:
            yield f"field{'s' if len(numbers) > 1 else ''} {', '.join(numbers[:20])}"


def assemble(rows: Sequence[Row]) -> Found:
    """The workout or schedule that the messages of a file make.

    Raises:
        FitFormatError: it is neither.
    """
    head = next((row for row in rows if row.kind == FILE_ID.number), None)
    if head is None:
        is_ours = any(row.kind in KNOWN_FIELDS for row in rows)
        kind = FitFormatError if is_ours else OtherFileError
        raise kind("no file_id message: a watch cannot tell what it is")
    faults = () if rows[0] is head else ("file_id is not its first message",)
    identity = head.identity(FILE_ID)
    file_type = head.whole(FILE_ID.fields["type"].number)
    if file_type is None and any(row.kind == WORKOUT_STEP.number for row in rows):
        return workout_of(
            rows, identity, (*faults, "its file_id does not say that it is a workout")
        )
    if file_type == FileType.WORKOUT:
        return workout_of(rows, identity, faults)
    if file_type == FileType.SCHEDULE:
        return _schedule(rows, identity, faults)
    raise neither(file_type)


def neither(file_type: int | None) -> OtherFileError:
    """The error for a file that is neither a workout nor a schedule: what it is, and what reads
    it."""
    name = f" ({_OTHER_FILE_TYPES[file_type]})" if file_type in _OTHER_FILE_TYPES else ""
    what = f"a FIT file of type {file_type}{name}, neither a workout (5) nor a schedule (7)"
    is_recording = file_type == FileType.ACTIVITY
    return OtherFileError(
        what, "it is a recording: fitexport fitness reads those" if is_recording else ""
    )


def workout_of(
    rows: Sequence[Row], identity: Identity, faults: tuple[str, ...] = ()
) -> FoundWorkout:
    """The workout of workout and workout_step messages; `faults` are already known."""
    field = WORKOUT.numbers()
    workouts = [row for row in rows if row.kind == WORKOUT.number]
    about = workouts[0] if workouts else Row(WORKOUT.number, {})
    sport, kind = sport_of(about.whole(field["sport"]), about.whole(field["sub_sport"]))
    steps = _Steps(sport)
    messages = [row for row in rows if row.kind == WORKOUT_STEP.number]
    for index, row in enumerate(messages):
        steps.add(index, row)
    return FoundWorkout(
        identity=identity,
        name=about.text(field["wkt_name"]),
        sport=sport,
        description=about.text(field["wkt_description"]),
        steps=tuple(each.step for each in steps.made),
        indexes=tuple(steps.indexes),
        step_messages=len(messages),
        num_valid_steps=about.whole(field["num_valid_steps"]),
        also=tuple(filter(None, (kind, *_beside(about, rows)))),
        faults=(*faults, *_text_faults(rows), *_order_faults(rows), *steps.faults),
        step_faults=tuple(steps.step_faults),
    )


def _beside(about: Row, rows: Sequence[Row]) -> Iterator[str]:
    """What the file has besides its workout and steps."""
    pool = about.whole(_POOL_LENGTH)
    if pool is not None:
        yield f"a pool of {pool / 100:g} m"
    yield from about.unknown()
    counts = Counter(row.kind for row in rows)
    if counts[WORKOUT.number] > 1:
        yield f"{counts[WORKOUT.number]} workout messages, of which only the first is used"
    for number in sorted(counts.keys() - _KNOWN_KINDS):
        yield f"{counts[number]} message{'s' if counts[number] > 1 else ''} of kind {number}"


def _text_faults(rows: Sequence[Row]) -> Iterator[str]:
    if any(isinstance(value, Guessed) for row in rows for value in row.values.values()):
        yield NOT_UTF8


def _order_faults(rows: Sequence[Row]) -> Iterator[str]:
    """Messages that are missing or out of place."""
    kinds = [row.kind for row in rows if row.kind in (WORKOUT.number, WORKOUT_STEP.number)]
    if WORKOUT.number not in kinds:
        yield "no workout message: a watch cannot show it"
    elif kinds[0] != WORKOUT.number:
        yield "its steps come before its workout message"
    messages = (row for row in rows if row.kind == WORKOUT_STEP.number)
    for index, row in enumerate(messages):
        stated = row.whole(_STEP["message_index"])
        # Its upper four bits are flags (profile type `message_index`).
        if stated is None or stated & 0x0FFF != index:
            yield f"step {index + 1} says that it is number {stated}, not {index}"
            return


def _schedule(rows: Sequence[Row], identity: Identity, faults: tuple[str, ...]) -> FoundSchedule:
    entries = []
    messages = (row for row in rows if row.kind == SCHEDULE.number)
    for number, row in enumerate(messages, start=1):
        scheduled = row.whole(SCHEDULE.fields["scheduled_time"].number)
        if scheduled is None:
            faults += (f"entry {number} has no day",)
            continue
        completed = row.whole(SCHEDULE.fields["completed"].number) == 1
        workout = row.identity(SCHEDULE)
        entries.append(FoundEntry(day_of(scheduled), workout, scheduled % DAY_S, completed))
    return FoundSchedule(identity, tuple(entries), faults)


# --- steps ------------------------------------------------------------------------------

_STEP = WORKOUT_STEP.numbers()


class _Jump(NamedTuple):
    """A repeat as FIT has it: back to the step `first`."""

    first: float | None
    times: int
    until: str = ""
    fault: str = ""
    skips_last: bool = False


class _Made(NamedTuple):
    """A step or a whole repeat: the index of its first step, and the depth of repeats in it."""

    first: int
    depth: int
    step: WorkoutStep | RepeatStep


class _Steps:
    """Reads steps message by message and folds jumps back into repeats."""

    def __init__(self, sport: str) -> None:
        self.sport = sport
        self.made: list[_Made] = []
        self.indexes: list[int] = []
        self.faults: list[str] = []
        self.step_faults: list[tuple[int, str]] = []

    def add(self, index: int, row: Row) -> None:
        jump = _jump(row)
        if jump is None:
            step, faults = _step(row, self.sport)
            self.made.append(_Made(index, 0, step))
            self.step_faults += ((index, fault) for fault in faults)
        elif fault := self._fold(jump, index):
            self.faults.append(f"step {index + 1}: a repeat {fault}")
            return
        self.indexes.append(index)

    def _fold(self, jump: _Jump, index: int) -> str:
        """Fold the steps since `jump.first` into a repeat, or return why they are not one."""
        at = next((at for at, each in enumerate(self.made) if each.first == jump.first), None)
        if jump.fault:
            return jump.fault
        if jump.first is None:
            return "leads to nowhere"
        if at is None:
            inside = jump.first < index
            why = "the middle of another repeat, which no watch can follow"
            why = why if inside else "which is not before it"
            return f"leads to step {jump.first + 1:.0f}, {why}"
        body = self.made[at:]
        depth = max(each.depth for each in body)
        if depth == _DEEPEST:
            return f"is nested more than {_DEEPEST} deep"
        skips = jump.skips_last and len(body) > 1 and isinstance(body[-1].step, WorkoutStep)
        repeat = RepeatStep(jump.times, tuple(each.step for each in body), jump.until, skips)
        self.made[at:] = [_Made(body[0].first, 1 + depth, repeat)]
        return ""


def _jump(row: Row) -> _Jump | None:
    """The repeat that a message is, if it is one."""
    kind, first = row.whole(_STEP["duration_type"]), row.number(_STEP["duration_step"])
    value = row.whole(_STEP["target_value"]) or 0
    if kind == DurationType.REPEAT_UNTIL_STEPS_CMPLT:
        fault = "" if value else "that does not say how many times"
        return _Jump(first, value, fault=fault, skips_last=row.whole(_SKIPS_LAST) == 1)
    if kind not in REPEAT_ENDS:
        return None
    quantity, words = REPEAT_ENDS[kind]
    if not value:
        return _Jump(first, 0, fault="that does not say how long")
    return _Jump(first, 0, until=words.format(number_text(quantity, value)))


def _step(row: Row, sport: str) -> tuple[WorkoutStep, tuple[str, ...]]:
    """The step, and what is missing or wrong in it."""
    duration, no_duration = duration_of(
        row.whole(_STEP["duration_type"]), row.number(_STEP["duration_time"])
    )
    target, no_target = target_of(
        row.whole(_STEP["target_type"]),
        row.whole(_STEP["target_value"]),
        row.number(_STEP["speed_low"]),
        row.number(_STEP["speed_high"]),
        sport,
    )
    intensity, no_intensity = intensity_of(row.whole(_STEP["intensity"]))
    step = WorkoutStep(
        duration=duration,
        target=target,
        intensity=intensity,
        note=": ".join(filter(None, (row.text(STEP_NAME), row.text(_STEP["notes"])))),
        exercise=exercise_of(
            row.whole(_STEP["exercise_category"]), row.whole(_STEP["exercise_name"])
        ),
        also=tuple(_also(row, sport)),
    )
    return step, tuple(filter(None, (no_duration, no_target, no_intensity)))


def _also(row: Row, sport: str) -> Iterator[str]:
    second = row.whole(SECOND_TYPE)
    if second is not None:
        low, high = row.number(SECOND_LOW), row.number(SECOND_HIGH)
        target, _ = target_of(second, row.whole(_SECOND_VALUE), low, high, sport)
        if words := target_text(target, "km"):
            yield f"a second target: {words}"
    weight, equipment = row.whole(_WEIGHT), row.whole(_EQUIPMENT)
    if weight is not None:
        yield f"a weight of {weight / 100:g} kg"
    if equipment:
        yield _EQUIPMENTS.get(equipment, f"equipment {equipment}")
    yield from row.unknown()
