"""The newest run that a workout on the watch guided, among many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from fitexport.errors import RecordingError
from fitexport.recording.recording import Recording
from fitexport.recording.review import review
from fitexport.recording.reviewed import Review
from fitexport.recording.runs import Source

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def newest_review(sources: Iterable[Source], *, in_order: bool = False) -> Review:
    """The review of the newest guided run; `in_order`: the first source has the newest runs.

    Raises:
        RecordingError: none was guided by a workout, or none can be read.
    """
    newest: Review | None = None
    errors: list[RecordingError] = []
    runs = 0
    for source in sources:
        for each in source.recordings():
            if isinstance(each, RecordingError):
                errors.append(each if source.in_folder else each.located(source.path))
                continue
            runs += 1
            newest = _newer(newest, each)
        if in_order and newest is not None:
            break
    if newest is not None:
        return newest
    if not runs:
        raise (
            errors[0]
            if len(errors) == 1
            else RecordingError("there is no run among these files", "give the recording of a run")
        )
    these = "this run" if runs == 1 else f"any of these {runs} runs"
    raise RecordingError(
        f"no workout guided {these}, or the watch did not record it",
        "review a FIT recording of a workout; fitexport fitness shows what a run is worth",
    )


def _newer(newest: Review | None, run: Recording) -> Review | None:
    """The review of the run if it was guided and is newer."""
    if run.workout is None or (newest is not None and _began(run) <= _began(newest.recording)):
        return newest
    try:
        return review(run)
    except RecordingError:  # its laps do not say which step they belong to
        return newest


def _began(run: Recording) -> datetime:
    return run.start or _LONG_AGO
