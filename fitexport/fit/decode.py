"""FIT bytes -> what a workout or schedule file holds, by our own bounded reader.

For files from anywhere: what a message has beside what we know is named, not dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from fitexport.errors import FitFormatError
from fitexport.fit.assemble import (
    EntryRow,
    FileRows,
    StepRow,
    WorkoutRow,
    assemble,
    neither_text,
    workout_of,
)
from fitexport.fit.found import MAX_MESSAGES, Found, FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.fit.meaning import SPEEDS, TIMES, target_of
from fitexport.fit.profile import (
    FILE_ID,
    NO_VALUES,
    SCHEDULE,
    WORKOUT,
    WORKOUT_STEP,
    DurationType,
    FileType,
    Message,
)
from fitexport.fit.reader import RawMessage, first_message, read
from fitexport.pace.outline import target_text

_FILE_CREATOR = 49

# Fields of a workout_step that we do not write (profile 21.218, sheet Messages).
_STEP_NAME, _EQUIPMENT, _WEIGHT = 0, 9, 12
_WEIGHT_UNIT = 13  # how a watch shows the weight: nothing by itself
_SECOND_TYPE, _SECOND_VALUE, _SECOND_LOW, _SECOND_HIGH = 19, 20, 21, 22
_EQUIPMENTS = {1: "swim fins", 2: "kickboard", 3: "paddles", 4: "pull buoy", 5: "snorkel"}
_KNOWN_STEP = {
    *(field.number for field in WORKOUT_STEP.fields.values()),
    *(_STEP_NAME, _EQUIPMENT, _WEIGHT, _WEIGHT_UNIT),
    *(_SECOND_TYPE, _SECOND_VALUE, _SECOND_LOW, _SECOND_HIGH),
}
_POOL_LENGTH, _POOL_UNIT = 14, 15
_KNOWN_WORKOUT = {*(field.number for field in WORKOUT.fields.values()), _POOL_LENGTH, _POOL_UNIT}


def decode(data: bytes) -> Found:
    """What a workout or schedule file holds.

    Raises:
        FitFormatError: damaged, hostile, or neither a workout nor a schedule.
    """
    try:
        messages = read(data, max_messages=MAX_MESSAGES)
    except FitFormatError as error:
        if _is_activity(data):  # which has thousands of messages
            raise FitFormatError(neither_text(FileType.ACTIVITY)) from error
        raise
    return assemble(_rows(messages))


def decode_or_none(data: bytes) -> Found | None:
    """What a workout or schedule file holds; None where it is no such file."""
    try:
        return decode(data)
    except FitFormatError:
        return None


def workout_within(messages: Sequence[RawMessage], identity: Identity) -> FoundWorkout | None:
    """The workout that an activity names as the one followed; None: it names none.

    Its messages among others do not matter: they are the activity's.
    """
    steps_and_workout = (WORKOUT.number, WORKOUT_STEP.number)
    own = [each for each in messages if each.number in steps_and_workout]
    return workout_of(_rows(own[:MAX_MESSAGES]), identity) if own else None


def _is_activity(data: bytes) -> bool:
    head = first_message(data)
    return head is not None and _rows([head]).file_type == FileType.ACTIVITY


def _rows(messages: Sequence[RawMessage]) -> FileRows:
    heads, workouts, steps, entries = (
        [each for each in messages if each.number == kind.number]
        for kind in (FILE_ID, WORKOUT, WORKOUT_STEP, SCHEDULE)
    )
    return FileRows(
        kinds=[each.number for each in messages],
        file_type=_field(heads[0], FILE_ID, "type") if heads else None,
        identity=_identity(heads[0], FILE_ID) if heads else None,
        workout=_workout_row(workouts, messages) if workouts else None,
        steps=[_step_row(each) for each in steps],
        entries=[_entry_row(each) for each in entries],
    )


def _workout_row(workouts: Sequence[RawMessage], messages: Sequence[RawMessage]) -> WorkoutRow:
    first = workouts[0]
    return WorkoutRow(
        name=_text(first, WORKOUT.fields["wkt_name"].number),
        description=_text(first, WORKOUT.fields["wkt_description"].number),
        sport=_field(first, WORKOUT, "sport"),
        sub_sport=_field(first, WORKOUT, "sub_sport"),
        num_valid_steps=_field(first, WORKOUT, "num_valid_steps"),
        also=tuple(_beside(first, len(workouts), messages)),
    )


def _beside(first: RawMessage, workouts: int, messages: Iterable[RawMessage]) -> Iterator[str]:
    """What the file has beside its workout and steps."""
    pool = whole(first, _POOL_LENGTH)
    if pool is not None:
        yield f"a pool of {pool / 100:g} m"
    yield from _unknown(first, _KNOWN_WORKOUT)
    if workouts > 1:
        yield f"{workouts} workout messages, of which the first counts"
    known = {FILE_ID.number, WORKOUT.number, WORKOUT_STEP.number, _FILE_CREATOR}
    others = Counter(each.number for each in messages if each.number not in known)
    for number, count in sorted(others.items()):
        yield f"{count} message{'s' if count > 1 else ''} of kind {number}"


def _step_row(row: RawMessage) -> StepRow:
    kind, target = (
        _field(row, WORKOUT_STEP, "duration_type"),
        _field(row, WORKOUT_STEP, "target_type"),
    )
    return StepRow(
        message_index=_field(row, WORKOUT_STEP, "message_index"),
        duration_type=kind,
        duration=_scaled(kind, _field(row, WORKOUT_STEP, "duration_time")),
        target_type=target,
        target_value=_field(row, WORKOUT_STEP, "target_value"),
        low=_speed(target, _field(row, WORKOUT_STEP, "speed_low")),
        high=_speed(target, _field(row, WORKOUT_STEP, "speed_high")),
        intensity=_field(row, WORKOUT_STEP, "intensity"),
        name=_text(row, _STEP_NAME),
        note=_text(row, WORKOUT_STEP.fields["notes"].number),
        exercise_category=_field(row, WORKOUT_STEP, "exercise_category"),
        exercise_name=_field(row, WORKOUT_STEP, "exercise_name"),
        also=tuple(_also(row)),
    )


def _also(row: RawMessage) -> Iterator[str]:
    second = whole(row, _SECOND_TYPE)
    if second is not None:
        target, fault = target_of(
            second,
            whole(row, _SECOND_VALUE),
            _speed(second, whole(row, _SECOND_LOW)),
            _speed(second, whole(row, _SECOND_HIGH)),
        )
        words = target_text(target, "km")
        if words and not fault:
            yield f"a second target: {words}"
    weight, equipment = whole(row, _WEIGHT), whole(row, _EQUIPMENT)
    if weight is not None:
        yield f"a weight of {weight / 100:g} kg"
    if equipment:
        yield _EQUIPMENTS.get(equipment, f"equipment {equipment}")
    yield from _unknown(row, _KNOWN_STEP)


def _unknown(message: RawMessage, known: set[int]) -> Iterator[str]:
    numbers = [
        str(field.number)
        for field in message.layout
        if field.number not in known and _has_value(message, field.number)
    ]
    if numbers:
        yield f"field{'s' if len(numbers) > 1 else ''} {', '.join(numbers[:20])}"


def _entry_row(message: RawMessage) -> EntryRow:
    return EntryRow(
        workout=_identity(message, SCHEDULE),
        scheduled_time=_field(message, SCHEDULE, "scheduled_time"),
        completed=_field(message, SCHEDULE, "completed") == 1,
    )


# --- fields -----------------------------------------------------------------------------


def _identity(message: RawMessage, kind: Message) -> Identity:
    names = ("serial_number", "time_created", "manufacturer", "product")
    return Identity(*(_field(message, kind, name) or 0 for name in names))


def _field(message: RawMessage, kind: Message, name: str) -> int | None:
    return whole(message, kind.fields[name].number)


def whole(message: RawMessage, number: int) -> int | None:
    """A field's whole number, whatever its type; None for FIT's "no value"."""
    value = message.values.get(number)
    if not isinstance(value, int):
        return None
    for field in message.layout:
        if field.number == number:
            return None if value == NO_VALUES[field.base] else value
    raise AssertionError("a value has a field")


def _has_value(message: RawMessage, number: int) -> bool:
    value = message.values.get(number)
    if isinstance(value, str):
        return bool(value)
    return isinstance(value, float | tuple) or whole(message, number) is not None


def _text(message: RawMessage, number: int) -> str:
    value = message.values.get(number, "")
    return value if isinstance(value, str) else ""


def _scaled(kind: int | None, value: int | None) -> float | None:
    if value is None:
        return None
    if kind in TIMES:
        return value / 1000
    return value / 100 if kind == DurationType.DISTANCE else value


def _speed(target: int | None, value: int | None) -> float | None:
    return value / 1000 if value is not None and target in SPEEDS else value
