"""FIT bytes -> what a workout or schedule file holds, by our own bounded reader.

For files from anywhere: what a message has beside what we know is named, not dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from fitexport.errors import FitFormatError
from fitexport.fit.found import MAX_MESSAGES, Found, FoundEntry, FoundSchedule, FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.fit.meaning import SPEEDS, TIMES, StepNumbers, sport_of, steps_of, target_of
from fitexport.fit.profile import (
    FILE_ID,
    NO_VALUES,
    SCHEDULE,
    WORKOUT,
    WORKOUT_STEP,
    DurationType,
    FileType,
    Message,
    no_workout,
)
from fitexport.fit.reader import RawMessage, first_message, read
from fitexport.fit.schedule_file import day_of
from fitexport.pace.outline import target_text

_FILE_CREATOR = 49
_DAY_S = 86_400

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
            raise FitFormatError(no_workout(FileType.ACTIVITY)) from error
        raise
    head = next((each for each in messages if each.number == FILE_ID.number), None)
    if head is None:
        raise FitFormatError("no file_id message: a watch cannot tell what it is")
    faults = () if messages[0] is head else ("file_id is not its first message",)
    file_type = _field(head, FILE_ID, "type")
    if file_type == FileType.WORKOUT:
        return _workout(head, messages, faults)
    if file_type == FileType.SCHEDULE:
        return _schedule(head, messages, faults)
    raise FitFormatError(no_workout(file_type))


def decode_or_none(data: bytes) -> Found | None:
    """What a workout or schedule file holds; None where it is no such file."""
    try:
        return decode(data)
    except FitFormatError:
        return None


def _is_activity(data: bytes) -> bool:
    head = first_message(data)
    return (
        head is not None
        and head.number == FILE_ID.number
        and _field(head, FILE_ID, "type") == FileType.ACTIVITY
    )


def _workout(
    head: RawMessage, messages: Sequence[RawMessage], faults: tuple[str, ...]
) -> FoundWorkout:
    abouts = [each for each in messages if each.number == WORKOUT.number]
    rows = [each for each in messages if each.number == WORKOUT_STEP.number]
    about = abouts[0] if abouts else RawMessage(WORKOUT.number, head.at, (), {})
    if not abouts:
        faults += ("no workout message: a watch cannot show it",)
    elif rows and rows[0].at < about.at:
        faults += ("its steps stand before its workout message",)
    for index, row in enumerate(rows):
        said = _field(row, WORKOUT_STEP, "message_index")
        if said != index:
            faults += (f"step {index + 1} says that it is number {said}, not {index}",)
            break
    sport, kind = sport_of(_field(about, WORKOUT, "sport"), _field(about, WORKOUT, "sub_sport"))
    steps, jumps = steps_of([_numbers(row) for row in rows], sport)
    return FoundWorkout(
        identity=_identity(head, FILE_ID),
        name=_text(about, WORKOUT.fields["wkt_name"].number),
        sport=sport,
        description=_text(about, WORKOUT.fields["wkt_description"].number),
        steps=steps,
        step_messages=len(rows),
        said_steps=_field(about, WORKOUT, "num_valid_steps"),
        also=tuple(filter(None, (kind, *_beside(about, abouts, messages)))),
        faults=faults + jumps,
    )


def workout_within(messages: Sequence[RawMessage], identity: Identity) -> FoundWorkout | None:
    """The workout that an activity says was followed; None: it says of none.

    Its messages among others do not matter: they are the activity's.
    """
    own = [each for each in messages if each.number in (WORKOUT.number, WORKOUT_STEP.number)]
    if not own:
        return None
    head = RawMessage(FILE_ID.number, 0, (), {})
    return replace(_workout(head, own[:MAX_MESSAGES], ()), identity=identity)


def _beside(
    about: RawMessage, abouts: Sequence[RawMessage], messages: Iterable[RawMessage]
) -> Iterator[str]:
    """What the file says beside its workout and steps."""
    pool = whole(about, _POOL_LENGTH)
    if pool is not None:
        yield f"a pool of {pool / 100:g} m"
    yield from _unknown(about, _KNOWN_WORKOUT)
    if len(abouts) > 1:
        yield f"{len(abouts)} workout messages, of which the first counts"
    known = {FILE_ID.number, WORKOUT.number, WORKOUT_STEP.number, _FILE_CREATOR}
    others = Counter(each.number for each in messages if each.number not in known)
    for number, count in sorted(others.items()):
        yield f"{count} message{'s' if count > 1 else ''} of kind {number}"


def _numbers(row: RawMessage) -> StepNumbers:
    kind = _field(row, WORKOUT_STEP, "duration_type")
    value = _field(row, WORKOUT_STEP, "duration_time")
    target = _field(row, WORKOUT_STEP, "target_type")
    category = _field(row, WORKOUT_STEP, "exercise_category")
    exercise = _field(row, WORKOUT_STEP, "exercise_name")
    second = whole(row, _SECOND_TYPE)
    return StepNumbers(
        duration_type=kind,
        duration=value if kind == DurationType.REPEAT_UNTIL_STEPS_CMPLT else _scaled(kind, value),
        target_type=target,
        target_value=_field(row, WORKOUT_STEP, "target_value"),
        low=_speed(target, _field(row, WORKOUT_STEP, "speed_low")),
        high=_speed(target, _field(row, WORKOUT_STEP, "speed_high")),
        intensity=_field(row, WORKOUT_STEP, "intensity"),
        name=_text(row, _STEP_NAME),
        note=_text(row, WORKOUT_STEP.fields["notes"].number),
        exercise=None if category is None else (category, -1 if exercise is None else exercise),
        also=tuple(_also(row, second)),
    )


def _also(row: RawMessage, second: int | None) -> Iterator[str]:
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
    bare = [
        str(field.number)
        for field in message.layout
        if field.number not in known and _is_said(message, field.number)
    ]
    if bare:
        yield f"field{'s' if len(bare) > 1 else ''} {', '.join(bare[:20])}"


def _schedule(
    head: RawMessage, messages: Sequence[RawMessage], faults: tuple[str, ...]
) -> FoundSchedule:
    entries = []
    rows = (message for message in messages if message.number == SCHEDULE.number)
    for number, message in enumerate(rows, start=1):
        scheduled = _field(message, SCHEDULE, "scheduled_time")
        if scheduled is None:
            faults += (f"entry {number} has no day",)
            continue
        completed = _field(message, SCHEDULE, "completed") == 1
        workout = _identity(message, SCHEDULE)
        entries.append(FoundEntry(day_of(scheduled), workout, scheduled % _DAY_S, completed))
    return FoundSchedule(_identity(head, FILE_ID), tuple(entries), faults)


# --- fields -----------------------------------------------------------------------------


def _identity(message: RawMessage, kind: Message) -> Identity:
    """Numbers that are missing are 0, which FIT knows as "no value"."""
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


def _is_said(message: RawMessage, number: int) -> bool:
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
