"""Everything that commands compute of a file that they have read, or why it is refused."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import nullcontext

from fitexport.errors import FitFormatError, NotationError, RecordingError
from fitexport.fit.decode import decode
from fitexport.fit.faults import folder_faults, schedule_faults, workout_faults
from fitexport.fit.found import Found, FoundWorkout
from fitexport.fit.transcript import transcribe
from fitexport.fit.workout_diff import compared, dated
from fitexport.pace.data import plain_steps
from fitexport.pace.outline import step_lines
from fitexport.recording.judging import judge
from fitexport.recording.read import read
from fitexport.session.parse import parse


def fit_is_read(data: bytes, reader: Callable[[bytes], Found] = decode) -> bool:
    """Whether a FIT file is read; if so, everything that a command shows of it is computed."""
    try:
        found = reader(data)
    except FitFormatError:
        return False
    if not isinstance(found, FoundWorkout):
        assert len(list(schedule_faults(found, ()))) >= len(found.entries)
        return True
    assert len(list(step_lines(found.steps, "mi"))) == found.step_messages - len(
        [fault for fault in found.faults if "a repeat" in fault]
    )
    list(workout_faults(found))
    list(folder_faults([("a", found), ("b", found)]))
    plain_steps(found.steps)
    ((change),) = compared(dated({"a": found}, {}), dated({"b": found}, {}), "km")
    assert not change.is_change
    transcript = transcribe(found, "km")
    if any(line.item for line in transcript.lines):
        with contextlib.suppress(NotationError) if found.step_messages > 50 else nullcontext():
            parse(transcript.text())  # a notation of hundreds of notes may be too long
    return True


def recording_is_read(data: bytes) -> bool:
    """Whether a recording is read; if so, its best mile is judged."""
    try:
        judged = [judge(recording, 180) for recording in read(data, "run")]
    except RecordingError:
        return False
    assert all(fitness.mile_s > 0 < fitness.index_doubt for fitness in judged)
    return True
