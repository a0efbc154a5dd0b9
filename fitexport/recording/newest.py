"""The newest run that can be reviewed, among many: one that a workout on the watch guided, or one
whose laps fit a workout."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from fitexport.errors import RecordingError
from fitexport.recording.recording import Recording
from fitexport.recording.review import Reviewer, review
from fitexport.recording.reviewed import Review
from fitexport.recording.runs import Source

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def newest_review(
    sources: Iterable[Source], reviewer: Reviewer = review, *, in_order: bool = False
) -> Review:
    """The review of the newest run that has one; `in_order`: the first source has the newest runs.

    Raises:
        RecordingError: none can be reviewed, or none can be read.
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
            newest = _newer(newest, each, reviewer)
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
    if reviewer is not review:
        raise RecordingError(
            f"the workout does not fit the laps of {these}", "give one run by its name: it says why"
        )
    raise RecordingError(
        f"no workout guided {these}, or the watch did not record it",
        "review a FIT recording of a workout; fitexport fitness shows what a run is worth",
    )


def _newer(newest: Review | None, run: Recording, reviewer: Reviewer) -> Review | None:
    """The review of the run if it has one and is newer."""
    if newest is not None and _began(run) <= _began(newest.recording):
        return newest
    try:
        return reviewer(run)
    except RecordingError:  # no workout, or its laps do not say which step they belong to
        return newest


def _began(run: Recording) -> datetime:
    return run.start or _LONG_AGO
