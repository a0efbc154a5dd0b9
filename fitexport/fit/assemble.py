"""What the messages of a FIT file say, whoever read them -> the workout or schedule that it holds.

`decode` and `witness` fill the same rows; what they mean, and what of them a watch cannot follow,
is decided here once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fitexport.errors import FitFormatError
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
from fitexport.fit.profile import DAY_S, FILE_ID, WORKOUT, WORKOUT_STEP, DurationType, FileType
from fitexport.fit.schedule_file import day_of
from fitexport.pace.workout import RepeatStep, WorkoutStep

_DEEPEST = 10
"""Repeats in one another; nobody has seen more than two."""
_OTHER_FILE_TYPES = {1: "device", 2: "settings", 3: "sport", 4: "activity", 6: "course"}


class WorkoutRow(NamedTuple):
    """A workout message; None where there is no number. `also` is what else it says, in words."""

    name: str = ""
    description: str = ""
    sport: int | None = None
    sub_sport: int | None = None
    num_valid_steps: int | None = None
    also: tuple[str, ...] = ()


class StepRow(NamedTuple):
    """A workout_step message; None where there is no number. Times in s, distances in m, speeds
    in m/s; everything else as FIT has it."""

    message_index: int | None
    duration_type: int | None
    duration: float | None
    target_type: int | None
    target_value: int | None
    low: float | None
    high: float | None
    intensity: int | None
    name: str
    note: str
    exercise_category: int | None
    exercise_name: int | None
    also: tuple[str, ...] = ()


class EntryRow(NamedTuple):
    """A schedule message; numbers that an identity lacks are 0, FIT's "no value"."""

    workout: Identity
    scheduled_time: int | None
    completed: bool


class FileRows(NamedTuple):
    """The messages of a file: their numbers in order, and what those that count say.

    No identity: there is no file_id message. Of several workout messages, the first counts.
    """

    kinds: Sequence[int]
    file_type: int | None
    identity: Identity | None
    workout: WorkoutRow | None
    steps: Sequence[StepRow]
    entries: Sequence[EntryRow]


def assemble(rows: FileRows) -> Found:
    """The workout or schedule.

    Raises:
        FitFormatError: it is neither.
    """
    if rows.identity is None:
        raise FitFormatError("no file_id message: a watch cannot tell what it is")
    faults = () if rows.kinds[0] == FILE_ID.number else ("file_id is not its first message",)
    if rows.file_type == FileType.WORKOUT:
        return workout_of(rows, rows.identity, faults)
    if rows.file_type == FileType.SCHEDULE:
        return _schedule(rows.entries, rows.identity, faults)
    raise FitFormatError(neither_text(rows.file_type))


def neither_text(file_type: int | None) -> str:
    """That a file is neither a workout nor a schedule, what it is, and who reads it."""
    name = f" ({_OTHER_FILE_TYPES[file_type]})" if file_type in _OTHER_FILE_TYPES else ""
    what = f"a FIT file of type {file_type}{name}, neither a workout (5) nor a schedule (7)"
    if file_type == FileType.ACTIVITY:
        return f"{what}\n  it is a recording: fitexport fitness reads those"
    return what


def workout_of(rows: FileRows, identity: Identity, faults: tuple[str, ...] = ()) -> FoundWorkout:
    """The workout of workout and workout_step messages; `faults` are already known."""
    about = rows.workout or WorkoutRow()
    sport, kind = sport_of(about.sport, about.sub_sport)
    steps = _Steps(sport)
    for index, row in enumerate(rows.steps):
        steps.add(index, row)
    return FoundWorkout(
        identity=identity,
        name=about.name,
        sport=sport,
        description=about.description,
        steps=tuple(each.step for each in steps.made),
        indexes=tuple(steps.indexes),
        step_messages=len(rows.steps),
        num_valid_steps=about.num_valid_steps,
        also=((kind,) if kind else ()) + about.also,
        faults=(*faults, *_order_faults(rows), *steps.faults),
        step_faults=tuple(steps.step_faults),
    )


def _order_faults(rows: FileRows) -> Iterator[str]:
    """What is missing, or stands in the wrong place."""
    if rows.workout is None:
        yield "no workout message: a watch cannot show it"
    elif rows.steps and rows.kinds.index(WORKOUT_STEP.number) < rows.kinds.index(WORKOUT.number):
        yield "its steps stand before its workout message"
    for index, row in enumerate(rows.steps):
        if row.message_index != index:
            yield f"step {index + 1} says that it is number {row.message_index}, not {index}"
            return


def _schedule(
    rows: Sequence[EntryRow], identity: Identity, faults: tuple[str, ...]
) -> FoundSchedule:
    entries = []
    for number, (workout, scheduled, completed) in enumerate(rows, start=1):
        if scheduled is None:
            faults += (f"entry {number} has no day",)
        else:
            entries.append(FoundEntry(day_of(scheduled), workout, scheduled % DAY_S, completed))
    return FoundSchedule(identity, tuple(entries), faults)


# --- steps ------------------------------------------------------------------------------


class _Jump(NamedTuple):
    """A repeat as FIT has it: back to the step `first`."""

    first: float | None
    times: int
    until: str = ""
    fault: str = ""


class _Made(NamedTuple):
    """A step or a whole repeat: the index of its first step, and how deep repeats stand in it."""

    first: int
    depth: int
    step: WorkoutStep | RepeatStep


class _Steps:
    """Steps taken message by message, jumps folded back into repeats."""

    def __init__(self, sport: str) -> None:
        self.sport = sport
        self.made: list[_Made] = []
        self.indexes: list[int] = []
        self.faults: list[str] = []
        self.step_faults: list[tuple[int, str]] = []

    def add(self, index: int, row: StepRow) -> None:
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
        """Put the steps since `jump.first` into a repeat, or say why they are none."""
        at = next((at for at, each in enumerate(self.made) if each.first == jump.first), None)
        if jump.fault:
            return jump.fault
        if jump.first is None:
            return "leads to nowhere"
        if at is None:
            inside = jump.first < index
            why = "the middle of another, which no watch can follow"
            why = why if inside else "which is not before it"
            return f"leads to step {jump.first + 1:.0f}, {why}"
        body = self.made[at:]
        depth = max(each.depth for each in body)
        if depth == _DEEPEST:
            return f"stands with {_DEEPEST} others in one another"
        repeat = RepeatStep(jump.times, tuple(each.step for each in body), jump.until)
        self.made[at:] = [_Made(body[0].first, 1 + depth, repeat)]
        return ""


def _jump(row: StepRow) -> _Jump | None:
    """The repeat that a message is, if it is one."""
    kind, value = row.duration_type, row.target_value or 0
    if kind == DurationType.REPEAT_UNTIL_STEPS_CMPLT:
        fault = "" if value else "that does not say how many times"
        return _Jump(row.duration, value, fault=fault)
    if kind not in REPEAT_ENDS:
        return None
    quantity, words = REPEAT_ENDS[kind]
    if not value:
        return _Jump(row.duration, 0, fault="that does not say how long")
    return _Jump(row.duration, 0, until=words.format(number_text(quantity, value)))


def _step(row: StepRow, sport: str) -> tuple[WorkoutStep, tuple[str, ...]]:
    """The step, and what is missing or wrong in it."""
    duration, no_duration = duration_of(row.duration_type, row.duration)
    target, no_target = target_of(row.target_type, row.target_value, row.low, row.high, sport)
    intensity, no_intensity = intensity_of(row.intensity)
    step = WorkoutStep(
        duration=duration,
        target=target,
        intensity=intensity,
        note=": ".join(filter(None, (row.name, row.note))),
        exercise=exercise_of(row.exercise_category, row.exercise_name),
        also=row.also,
    )
    return step, tuple(filter(None, (no_duration, no_target, no_intensity)))
