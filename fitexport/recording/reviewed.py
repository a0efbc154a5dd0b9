"""The results of a review: each step of the workout as it was run, and how far off its target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fitexport.fit.found import FoundWorkout
from fitexport.pace.data import plain_value
from fitexport.pace.workout import (
    DistanceDuration,
    HeartRateTarget,
    SpeedTarget,
    Workout,
    WorkoutStep,
)
from fitexport.recording.noted import noted_split
from fitexport.recording.recording import Lap, Recording

StepKind = tuple[object, object, int]
"""What the rounds of one repeat have in common."""
_HAIR = 0.002
"""A share of a speed, smaller than a watch can measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A step as it was run, round `number` of `of` (0: unknown). `index` is that of its message in
    the workout."""

    index: int
    step: WorkoutStep
    number: int
    of: int
    start_s: float
    time_s: float
    """By the timer, without stops."""
    stopped_s: float
    distance_m: float | None
    heart_bpm: float | None
    """The mean; None: not recorded."""
    is_whole: bool = True
    """Whether it was run to its end."""

    @property
    def speed(self) -> float | None:
        """m/s; None for a rest without movement."""
        return self.distance_m / self.time_s if self.distance_m and self.time_s else None

    @property
    def off(self) -> Off | None:
        """How far off its target it was; None: it has none, or nothing was measured."""
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
        """For a rep too short for a target: how far off the split in its note."""
        noted = noted_split(self.step.note)
        if noted is None or not self.speed:
            return None
        metres, fast_s, slow_s = noted
        ran_s = metres / self.speed
        return Off(round(min(ran_s - fast_s, 0) + max(ran_s - slow_s, 0), 1), "s", by_note=True)

    def _metres(self) -> float:
        """The planned distance; that run if it was cut short or planned by time."""
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
    """Whether the target is only in the note, so that the watch did not alert."""


@dataclass(frozen=True, slots=True)
class StepTimes:
    """A step, the index of its message in the workout, and its number of rounds."""

    index: int
    step: WorkoutStep
    times: int

    @property
    def kind(self) -> StepKind:
        """Equal steps are reps of one set, even if the last round is separate."""
        return self.step.duration, self.step.target, self.step.intensity


@dataclass(frozen=True, slots=True)
class Review:
    """The steps of a workout that were run, in order, and those that were not."""

    recording: Recording
    workout: Workout
    """The one that guided the run, as found in its file; else the one that its laps were held to."""
    done: tuple[Done, ...]
    missing: tuple[StepTimes, ...]
    """Steps that were run too seldom, with the missing rounds; of pressed laps, those without one."""
    extra: tuple[Lap, ...] = ()
    """Laps that were pressed and fit no step."""
    on_track: bool = False
    """Whether pressed laps count as the distances planned: they are those of a track."""

    @property
    def is_guided(self) -> bool:
        """Whether the watch guided the run."""
        return isinstance(self.workout, FoundWorkout)

    @property
    def lacks_offset(self) -> bool:
        """Whether its heart-rate targets were written without FIT's offset."""
        return self.is_guided and self.workout != self.recording.workout

    @property
    def judged(self) -> tuple[tuple[Done, Off], ...]:
        """The steps that had a target."""
        return tuple((done, off) for done in self.done if (off := done.off) is not None)


def plain_review(found: Review) -> dict[str, Any]:
    """A review as plain data for other programs."""
    return {
        "file": found.recording.name,
        "day": found.recording.day.isoformat() if found.recording.day else None,
        "workout": found.workout.name,
        "identity": (
            found.workout.identity._asdict() if isinstance(found.workout, FoundWorkout) else None
        ),
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
        "extra_laps": [
            {
                "start_s": round(lap.start_s, 3),
                "time_s": round(lap.ran_s, 3),
                "distance_m": None if lap.distance_m is None else round(lap.distance_m, 2),
            }
            for lap in found.extra
        ],
        "on_track": found.on_track,
    }
