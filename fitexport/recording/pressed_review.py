"""A recording whose laps were pressed by hand, compared with a workout that did not guide it.

The laps show how long each step took and how far it was measured; which step a lap was is inferred
(`pressed_laps`), and what does not fit is reported, never bent to fit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from fitexport.errors import RecordingError
from fitexport.pace.workout import (
    DistanceDuration,
    OpenDuration,
    RepeatStep,
    TimeDuration,
    Workout,
    WorkoutStep,
    counted,
)
from fitexport.recording.laps import LAP_M, is_closed, may_be
from fitexport.recording.pressed_laps import MAX_TURNS, Turn, is_work, matched
from fitexport.recording.recording import AUTO_LAPS, Lap, Recording
from fitexport.recording.review import (
    all_rounds,
    done_step,
    measured,
    missing_steps,
    planned_steps,
)
from fitexport.recording.reviewed import Done, Review, StepKind, StepTimes

_WHOLE = 0.9
"""The share of an amount that makes a step complete: nobody presses on the metre."""
_FIT = 0.5
"""The share of reps that need a lap for this to be the workout that was run."""
_PRESS = "press the lap button at the start and at the end of each rep"


def review_pressed(recording: Recording, workout: Workout) -> Review:
    """Compare laps pressed by hand with the steps of a workout.

    Raises:
        RecordingError: no lap was pressed, or they do not fit the workout.
    """
    turns = sum(times for _, times in counted(workout.steps))
    if turns > MAX_TURNS:
        raise RecordingError(f"a workout of {turns} steps, repeats unrolled", "give a shorter one")
    planned = list(planned_steps(workout))
    order = list(_in_order(workout.steps, planned))
    laps = [measured(lap, recording) for lap in recording.laps]
    if not laps:
        raise RecordingError("it has no laps", "give the FIT or TCX file: GPX has none")
    if len(order) > 1 and all(lap.trigger in AUTO_LAPS for lap in laps[:-1]):
        raise RecordingError("no lap was pressed by hand in it", _PRESS)
    found = matched(order, laps)
    _check_fit(order, [turn.step for turn, _ in found.turns])
    of = {each.kind: all_rounds(each.kind, planned) for each in planned}
    on_track = _is_on_track(recording, found.turns)
    done = tuple(
        _done(recording, turn, pieces, of[turn.step.kind], on_track=on_track)
        for turn, pieces in found.turns
    )
    seen: Counter[StepKind] = Counter(turn.step.kind for turn, _ in found.turns)
    missing = tuple(
        each
        for each in missing_steps(planned, of, seen)
        # Nothing shows where such a step would have been.
        if not isinstance(each.step.duration, OpenDuration)
    )
    return Review(recording, workout, done, missing, found.extra, on_track)


def _in_order(
    steps: Sequence[WorkoutStep | RepeatStep], planned: Sequence[StepTimes], first: int = 0
) -> Iterator[StepTimes]:
    """The planned steps as they are run, repeats unrolled; `first` is the place of the first."""
    for step in steps:
        if isinstance(step, RepeatStep):
            inside = list(_in_order(step.steps, planned, first))
            rounds = inside * step.count
            yield from rounds[:-1] if step.skips_last else rounds
            first += sum(1 for _ in counted(step.steps))
        else:
            yield planned[first]
            first += 1


def _check_fit(order: Sequence[StepTimes], fits: Sequence[StepTimes]) -> None:
    reps = sum(is_work(each.step) for each in order)
    some = sum(is_work(each.step) for each in fits)
    if not fits or some < _FIT * reps:
        raise RecordingError(
            f"its laps do not fit the workout: {some} of {reps} reps have one",
            f"check the text of the workout; {_PRESS}",
        )


def _is_on_track(recording: Recording, turns: Sequence[tuple[Turn, Sequence[Lap]]]) -> bool:
    """Whether most reps of whole laps of a track end where they began."""
    closed = [
        is_closed(recording, pieces[0].start_s, pieces[-1].end_s)
        for turn, pieces in turns
        if is_work(turn.step.step)
        and _metres(turn.step.step)
        and not _metres(turn.step.step) % LAP_M
    ]
    return len(closed) > 1 and sum(closed) > len(closed) / 2


def _metres(step: WorkoutStep) -> float:
    return step.duration.m if isinstance(step.duration, DistanceDuration) else 0.0


def _done(
    recording: Recording, turn: Turn, pieces: Sequence[Lap], of: int, *, on_track: bool
) -> Done:
    done = done_step(recording, turn.step, pieces, turn.number, of)
    planned_m, run_m = _metres(done.step), done.distance_m or 0.0
    if on_track and is_work(done.step) and may_be(planned_m, run_m):
        done = replace(done, distance_m=planned_m)
    return replace(done, is_whole=_is_whole(done))


def _is_whole(done: Done) -> bool:
    match done.step.duration:
        case TimeDuration(s):
            return done.time_s >= _WHOLE * s
        case DistanceDuration(m):
            return done.distance_m is None or done.distance_m >= _WHOLE * m
        case _:
            return True
