"""A recording compared with the workout that guided it: each rep against its target.

A FIT activity carries the steps of its workout, and in each lap the step it belongs to. Auto-lap
cuts a rep of 1600 m into laps of 1000 and 600 m with the same step index; a rep that is cut short
ends with the lap button (both seen on a Forerunner 935). Steps are timed by the timer, which
stops at a crossing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from fitexport.errors import RecordingError
from fitexport.fit.found import FoundWorkout
from fitexport.pace.workout import (
    DistanceDuration,
    RepeatStep,
    TimeDuration,
    Workout,
    WorkoutStep,
    listed,
)
from fitexport.recording.heart_targets import as_meant
from fitexport.recording.read import recordings
from fitexport.recording.recording import AUTO_LAPS, Lap, Recording
from fitexport.recording.reviewed import Done, Review, StepKind, StepTimes

Reviewer = Callable[[Recording], Review]
_WHOLE = 0.98
"""The share of its distance that makes a step complete: watches round, and are up to 1 s late."""
_WHOLE_S = 1.5
_LATE_M = 10.0
"""The distance run in the second in which a step ends."""


def review(recording: Recording) -> Review:
    """Compare the recording's laps with the steps of its workout.

    Raises:
        RecordingError: it has no workout, or its laps have no steps.
    """
    workout = recording.workout
    if workout is None or not workout.steps:
        raise RecordingError(
            "no workout in it: none guided the run, or this watch does not record it",
            "review a FIT recording of a workout; fitexport fitness shows what this one is worth",
        )
    workout = as_meant(workout)
    planned = {each.index: each for each in planned_steps(workout)}
    with_steps = _with_steps(recording.laps, planned)
    laps = [measured(lap, recording) for lap in with_steps if lap.wkt_step_index in planned]
    if not laps:
        raise RecordingError(
            "its laps do not say which step they belong to",
            "review the FIT file that the watch itself recorded",
        )
    of = {each.kind: all_rounds(each.kind, planned.values()) for each in planned.values()}
    seen: Counter[StepKind] = Counter()
    done = []
    for step, pieces in _pieces(laps, planned):
        seen[step.kind] += 1
        done.append(done_step(recording, step, pieces, seen[step.kind], of[step.kind]))
    return Review(recording, workout, tuple(done), tuple(missing_steps(planned.values(), of, seen)))


def review_file(path: Path, reviewer: Reviewer = review) -> Review:
    """The review of the first recording in a file that has one: that a workout guided, or as
    another `reviewer` says.

    Raises:
        RecordingError: it cannot be read, holds no run, or as in the reviewer.
    """
    unread: list[RecordingError] = []
    unfit: list[RecordingError] = []
    for each in recordings(path):
        if isinstance(each, RecordingError):
            unread.append(each)
            continue
        try:
            return reviewer(each)
        except RecordingError as error:
            unfit.append(error)
    raise (unfit + unread)[0].located(path)


def planned_steps(workout: Workout) -> Iterator[StepTimes]:
    """Each step and how often it should be run; 0 if its repeat has no fixed count."""
    numbered: Iterable[tuple[int, WorkoutStep | RepeatStep]] = enumerate(listed(workout.steps))
    if isinstance(workout, FoundWorkout):
        numbered = workout.numbered()
    steps = ((index, step) for index, step in numbered if isinstance(step, WorkoutStep))
    for (index, step), times in zip(steps, _times(workout.steps), strict=True):
        yield StepTimes(index, step, times)


def _times(steps: Sequence[WorkoutStep | RepeatStep], rounds: int = 1) -> Iterator[int]:
    for step in steps:
        if isinstance(step, RepeatStep):
            inside = [*_times(step.steps, rounds * (0 if step.until else step.count))]
            if step.skips_last:
                inside[-1] -= rounds
            yield from inside
        else:
            yield rounds


def missing_steps(
    planned: Iterable[StepTimes], of: Mapping[StepKind, int], seen: Mapping[StepKind, int]
) -> Iterator[StepTimes]:
    """The first step of each kind that was run too seldom; without a fixed count, once is enough."""
    first: dict[StepKind, StepTimes] = {}
    for each in planned:
        first.setdefault(each.kind, each)
    for kind, each in first.items():
        times = max(of[kind], 1) - seen[kind]
        if times > 0:
            yield replace(each, times=times)


def all_rounds(kind: StepKind, planned: Iterable[StepTimes]) -> int:
    """How many reps of a kind there should be; 0: unknown."""
    alike = [each.times for each in planned if each.kind == kind]
    return sum(alike) if all(alike) else 0


def _with_steps(laps: Sequence[Lap], planned: Mapping[int, StepTimes]) -> Iterator[Lap]:
    """The laps with their steps. A lap with the index of a repeat (a Forerunner 245's first) gets
    the step before that of the next lap, unless another lap has it."""
    named = {lap.wkt_step_index for lap in laps}
    for lap, after in zip_longest(laps, laps[1:]):
        index = lap.wkt_step_index
        if index is not None and index not in planned and after is not None:
            next_index = after.wkt_step_index or 0
            before = max((each for each in planned if each < next_index), default=index)
            lap = lap if before in named else replace(lap, wkt_step_index=before)
        yield lap


def measured(lap: Lap, recording: Recording) -> Lap:
    """The lap, with the distance of its points if it has none itself."""
    if lap.distance_m is not None:
        return lap
    metres = recording.metres_at(lap.end_s) - recording.metres_at(lap.start_s)
    return replace(lap, distance_m=metres)


def _pieces(
    laps: Sequence[Lap], planned: Mapping[int, StepTimes]
) -> Iterator[tuple[StepTimes, list[Lap]]]:
    """The laps of each step as it was run, its auto-laps together, and no more rounds in a row than
    planned."""
    pieces: list[Lap] = []
    current: StepTimes | None = None
    rounds = 1
    for lap in laps:
        assert lap.wkt_step_index is not None
        step = planned[lap.wkt_step_index]
        another = step == current and rounds != step.times and _is_over(step.step, pieces)
        if current is not None and (step != current or another):
            yield current, pieces
            pieces = []
            rounds = rounds + 1 if another else 1
        current = step
        pieces.append(lap)
    if current is not None:
        yield current, pieces


def _is_over(step: WorkoutStep, pieces: Sequence[Lap]) -> bool:
    """Whether the next lap of this step is its next round: a step ends when it is complete, or
    when the lap button is pressed."""
    if pieces[-1].trigger not in AUTO_LAPS:
        return True
    match step.duration:
        case TimeDuration(s):
            return _ran_s(pieces) >= s - _WHOLE_S
        case DistanceDuration(m):
            return (_distance(pieces) or m) >= m - _LATE_M
        case _:
            return False


def _is_whole(step: WorkoutStep, time_s: float, distance_m: float | None) -> bool:
    match step.duration:
        case TimeDuration(s):
            return time_s >= s - _WHOLE_S
        case DistanceDuration(m):
            return distance_m is None or distance_m >= _WHOLE * m
        case _:
            return True


def _ran_s(pieces: Sequence[Lap]) -> float:
    return sum(lap.ran_s for lap in pieces)


def _distance(pieces: Sequence[Lap]) -> float | None:
    known = [lap.distance_m for lap in pieces if lap.distance_m is not None]
    return sum(known) if known else None


def done_step(
    recording: Recording, of_step: StepTimes, pieces: Sequence[Lap], number: int, of: int
) -> Done:
    """The step as it was run in these laps, round `number` of `of`."""
    step = of_step.step
    start_s = pieces[0].start_s
    time_s = _ran_s(pieces)
    distance_m = _distance(pieces)
    return Done(
        index=of_step.index,
        step=step,
        number=number,
        of=of,
        start_s=start_s,
        time_s=time_s,
        stopped_s=sum(lap.end_s - lap.start_s for lap in pieces) - time_s,
        distance_m=distance_m,
        heart_bpm=recording.mean_heart(start_s, pieces[-1].end_s),
        is_whole=_is_whole(step, time_s, distance_m),
    )
