"""A recording of a workout beside the workout that the watch led: each rep against its target.

A FIT activity carries the steps of the workout it was led by, and each lap the step it
belongs to. Auto-lap cuts a rep of 1600 m into laps of 1000 and 600 m with one step's index;
a rep that is cut short ends by the lap button (both seen on a Forerunner 935). A step lasts as
long as the timer ran: a watch that waits at a crossing does not count on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from fitexport.errors import RecordingError
from fitexport.fit.found import FoundWorkout
from fitexport.pace.data import plain_value
from fitexport.pace.workout import (
    DistanceDuration,
    HeartRateTarget,
    RepeatStep,
    SpeedTarget,
    TimeDuration,
    WorkoutStep,
)
from fitexport.recording.noted import noted_split
from fitexport.recording.read import recordings
from fitexport.recording.recording import Lap, Recording

_AUTO_LAPS = ("distance", "time", "position")
"""Triggers of laps that cut a rep without ending it."""
_WHOLE = 0.98
"""Of its distance: a watch ends a step up to a second late, and rounds."""
_WHOLE_S = 1.5
_LATE_M = 10.0
"""What a watch measures after the second in which a step was whole."""
_HAIR = 0.002
"""Of a speed: less than a watch can measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A step as it was run: the `number`-th time of `of` (0: until something, nobody knows).
    `index` is that of its message in the workout."""

    index: int
    step: WorkoutStep
    number: int
    of: int
    start_s: float
    time_s: float
    """By the timer: stops left out."""
    stopped_s: float
    distance_m: float | None
    heart_bpm: float | None
    """The mean; None: not recorded."""
    is_whole: bool = True
    """Whether it lasted as long as it was meant to."""

    @property
    def speed(self) -> float | None:
        """m/s; None for a rest that covered nothing."""
        return self.distance_m / self.time_s if self.distance_m and self.time_s else None

    @property
    def off(self) -> Off | None:
        """How far from its target it was; None: it has none, or nothing to judge it by."""
        match self.step.target:
            case SpeedTarget(low, high) if self.speed:
                return self._off_pace(low, high, self.speed)
            case HeartRateTarget(low, high) if self.heart_bpm:
                beats = round(self.heart_bpm)
                return Off(min(beats - low, 0) + max(beats - high, 0), "bpm")
            case _:
                return self._off_split()

    def _off_pace(self, low: float, high: float, speed: float) -> Off:
        aim = min(max(speed, low), high)
        if abs(speed / aim - 1) < _HAIR:
            aim = speed
        metres = self._metres()
        return Off(round(metres / speed - metres / aim, 1), "s")

    def _off_split(self) -> Off | None:
        """Of a rep too short for a target: against the split that its note says."""
        noted = noted_split(self.step.note)
        if noted is None or not self.speed:
            return None
        metres, fast_s, slow_s = noted
        ran_s = metres / self.speed
        return Off(round(min(ran_s - fast_s, 0) + max(ran_s - slow_s, 0), 1), "s", by_note=True)

    def _metres(self) -> float:
        """Of the step as it was meant; of one that goes by time as it was run."""
        duration = self.step.duration
        if isinstance(duration, DistanceDuration) and self.is_whole:
            return duration.m
        return self.distance_m or 0.0


@dataclass(frozen=True, slots=True)
class Off:
    """How far outside the target: below 0 is too fast, or too few beats; 0 is within it."""

    by: float
    unit: str
    by_note: bool = False
    """Whether the target stands in the note alone, so that the watch did not alert."""


_Kind = tuple[object, object, int]


@dataclass(frozen=True, slots=True)
class StepTimes:
    """A step, the index of its message in the workout, and how many times."""

    index: int
    step: WorkoutStep
    times: int

    @property
    def kind(self) -> _Kind:
        """Steps alike are reps of one set, also where the last round stands alone."""
        return self.step.duration, self.step.target, self.step.intensity


@dataclass(frozen=True, slots=True)
class Review:
    """What was run of a workout, in order, and what was not."""

    recording: Recording
    workout: FoundWorkout
    done: tuple[Done, ...]
    missing: tuple[StepTimes, ...]
    """Steps that were run less often than they were to be, and how many times less."""

    @property
    def judged(self) -> tuple[tuple[Done, Off], ...]:
        """The steps that had a target."""
        return tuple((done, off) for done in self.done if (off := done.off) is not None)


def review_file(path: Path) -> Review:
    """The first recording in a file that a workout led, reviewed.

    Raises:
        RecordingError: it cannot be read, holds no run, or as in `review`.
    """
    found = _led(path)
    try:
        if isinstance(found, RecordingError):
            raise found
        return review(found)
    except RecordingError as error:
        raise error.located(path) from None


def _led(path: Path) -> Recording | RecordingError:
    """The first recording that a workout led, or else the first, or why there is none."""
    first: Recording | RecordingError | None = None
    for each in recordings(path):
        if isinstance(each, Recording) and each.workout is not None:
            return each
        if first is None or (isinstance(first, RecordingError) and isinstance(each, Recording)):
            first = each
    assert first is not None
    return first


def review(recording: Recording) -> Review:
    """The recording's laps beside the steps of its workout.

    Raises:
        RecordingError: it was led by no workout, or its laps do not say by which step.
    """
    workout = recording.workout
    if workout is None or not workout.steps:
        raise RecordingError(
            "no workout in it: the watch was not led by one, or its maker does not say so",
            "review a FIT recording of a workout; fitexport fitness says what this one is worth",
        )
    planned = {each.index: each for each in _planned(workout)}
    with_steps = _with_steps(recording.laps, planned)
    laps = [_measured(lap, recording) for lap in with_steps if lap.wkt_step_index in planned]
    if not laps:
        raise RecordingError(
            "its laps do not say which step they belong to",
            "review the FIT file that the watch itself recorded",
        )
    of = {each.kind: _all_rounds(each.kind, planned.values()) for each in planned.values()}
    seen: Counter[_Kind] = Counter()
    done = []
    for step, pieces in _pieces(laps, planned):
        seen[step.kind] += 1
        done.append(_done(recording, step, pieces, seen[step.kind], of[step.kind]))
    return Review(recording, workout, tuple(done), tuple(_missing(planned.values(), of, seen)))


def plain_review(found: Review) -> dict[str, Any]:
    """A review as plain data for other programs."""
    return {
        "file": found.recording.name,
        "day": found.recording.day.isoformat() if found.recording.day else None,
        "workout": found.workout.name,
        "identity": found.workout.identity._asdict(),
        "steps": [
            {
                "step": done.index,
                "round": done.number,
                "of": done.of,
                "duration": plain_value(done.step.duration),
                "target": plain_value(done.step.target),
                "note": done.step.note,
                "start_s": round(done.start_s, 3),
                "time_s": round(done.time_s, 3),
                "stopped_s": round(done.stopped_s, 3),
                "distance_m": done.distance_m,
                "heart_bpm": None if done.heart_bpm is None else round(done.heart_bpm, 1),
                "whole": done.is_whole,
                "off": None if done.off is None else done.off.by,
                "off_unit": None if done.off is None else done.off.unit,
            }
            for done in found.done
        ],
        "missing": [{"step": each.index, "times": each.times} for each in found.missing],
    }


def _planned(workout: FoundWorkout) -> Iterator[StepTimes]:
    """Each step, and how often it is to be run; 0 where a repeat goes on until something."""
    steps = ((index, step) for index, step in workout.numbered() if isinstance(step, WorkoutStep))
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


def _missing(
    planned: Iterable[StepTimes], of: Mapping[_Kind, int], seen: Mapping[_Kind, int]
) -> Iterator[StepTimes]:
    """Of each kind the first step. Where nobody knows how often it is to be run, once is enough."""
    first: dict[_Kind, StepTimes] = {}
    for each in planned:
        first.setdefault(each.kind, each)
    for kind, each in first.items():
        times = max(of[kind], 1) - seen[kind]
        if times > 0:
            yield replace(each, times=times)


def _all_rounds(kind: _Kind, planned: Iterable[StepTimes]) -> int:
    """How many reps of a kind there are to be; 0: nobody knows."""
    alike = [each.times for each in planned if each.kind == kind]
    return sum(alike) if all(alike) else 0


def _with_steps(laps: Sequence[Lap], planned: Mapping[int, StepTimes]) -> Iterator[Lap]:
    """The laps; one that names a repeat (a Forerunner 245's first) is of the step before that of
    the next lap, if no lap names it."""
    named = {lap.wkt_step_index for lap in laps}
    for lap, after in zip_longest(laps, laps[1:]):
        index = lap.wkt_step_index
        if index is not None and index not in planned and after is not None:
            next_index = after.wkt_step_index or 0
            before = max((each for each in planned if each < next_index), default=index)
            lap = lap if before in named else replace(lap, wkt_step_index=before)
        yield lap


def _measured(lap: Lap, recording: Recording) -> Lap:
    """The lap, with the distance of the points in it if it says none itself."""
    if lap.distance_m is not None:
        return lap
    metres = recording.metres_at(lap.end_s) - recording.metres_at(lap.start_s)
    return replace(lap, distance_m=metres)


def _pieces(
    laps: Sequence[Lap], planned: Mapping[int, StepTimes]
) -> Iterator[tuple[StepTimes, list[Lap]]]:
    """The laps of each step as it was run, auto-laps of one together; none more often in a row
    than it was to be."""
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
    """Whether what follows, of the same step, is its next round: the watch leaves a step when
    it is whole, or when the lap button is pressed."""
    if pieces[-1].trigger not in _AUTO_LAPS:
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


def _done(
    recording: Recording, of_step: StepTimes, pieces: Sequence[Lap], number: int, of: int
) -> Done:
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
