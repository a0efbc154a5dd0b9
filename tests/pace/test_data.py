"""Workouts as plain data for other programs."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from fitexport.pace.data import plain_workout
from fitexport.pace.workout import (
    CadenceTarget,
    DistanceDuration,
    Duration,
    HeartRateDuration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    Intensity,
    OpenDuration,
    OpenTarget,
    OtherDuration,
    OtherTarget,
    PowerTarget,
    RepeatStep,
    RepsDuration,
    SpeedTarget,
    Target,
    TimeDuration,
    Workout,
    WorkoutStep,
)
from fitexport.session import Sport
from fitexport.session.exercises import EXERCISES

_STEP = WorkoutStep(duration=TimeDuration(20), note="quick", expected_s=20, expected_m=93.33333)


def _plain(step: WorkoutStep | RepeatStep) -> Any:
    workout = Workout(name="A", sport=Sport.RUNNING, steps=(step,))
    return json.loads(json.dumps(plain_workout(workout)))


def test_a_workout_has_its_sums_and_its_steps_in_one_another() -> None:
    rest = WorkoutStep(duration=OpenDuration(), intensity=Intensity.REST)
    assert _plain(RepeatStep(3, (_STEP, RepeatStep(2, (rest,))))) == {
        "name": "A",
        "sport": "running",
        "expected_m": 280.0,
        "expected_s": 60,
        "steps": [
            {
                "repeat": 3,
                "steps": [
                    {
                        "intensity": "active",
                        "duration": {"type": "time", "s": 20},
                        "target": {"type": "open"},
                        "note": "quick",
                        "expected_m": 93.333,
                        "expected_s": 20,
                    },
                    {
                        "repeat": 2,
                        "steps": [
                            {
                                "intensity": "rest",
                                "duration": {"type": "lap_button"},
                                "target": {"type": "open"},
                                "note": "",
                                "expected_m": 0.0,
                                "expected_s": 0.0,
                            }
                        ],
                    },
                ],
            }
        ],
    }


_DURATIONS: list[tuple[Duration, dict[str, Any]]] = [
    (TimeDuration(90.5), {"type": "time", "s": 90.5}),
    (DistanceDuration(400), {"type": "distance", "m": 400}),
    (RepsDuration(8), {"type": "reps", "count": 8}),
    (OpenDuration(), {"type": "lap_button"}),
    (
        HeartRateDuration(120, "bpm", above=False),
        {"type": "heart_rate", "value": 120, "unit": "bpm", "above": False},
    ),
    (OtherDuration("until 5"), {"type": "other", "words": "until 5"}),
]
_TARGETS: list[tuple[Target, dict[str, Any]]] = [
    (OpenTarget(), {"type": "open"}),
    (SpeedTarget(4.0, 4.34567), {"type": "speed", "low_m_per_s": 4.0, "high_m_per_s": 4.346}),
    (HeartRateTarget(140, 150), {"type": "heart_rate", "low_bpm": 140, "high_bpm": 150}),
    (HeartRatePercentTarget(65, 79), {"type": "heart_rate_percent", "low": 65, "high": 79}),
    (HeartRateZoneTarget(2), {"type": "heart_rate_zone", "zone": 2}),
    (PowerTarget(250, 270), {"type": "power", "low_w": 250, "high_w": 270}),
    (CadenceTarget(180, 186), {"type": "cadence", "low_spm": 180, "high_spm": 186}),
    (OtherTarget("speed zone 3"), {"type": "other", "words": "speed zone 3"}),
]


def test_every_kind_of_duration_and_target_is_tried_here() -> None:
    assert {type(duration) for duration, _ in _DURATIONS} == set(get_args(Duration))
    assert {type(target) for target, _ in _TARGETS} == set(get_args(Target))


@pytest.mark.parametrize(("duration", "plain"), _DURATIONS)
def test_durations_are_numbers_with_their_unit(duration: Duration, plain: dict[str, Any]) -> None:
    (step,) = _plain(WorkoutStep(duration=duration))["steps"]
    assert step["duration"] == plain


@pytest.mark.parametrize(("target", "plain"), _TARGETS)
def test_targets_are_numbers_with_their_unit(target: Target, plain: dict[str, Any]) -> None:
    (step,) = _plain(WorkoutStep(duration=TimeDuration(60), target=target))["steps"]
    assert step["target"] == plain


def test_an_exercise_is_named() -> None:
    squat = EXERCISES["back squat"]
    (step,) = _plain(WorkoutStep(duration=RepsDuration(8), exercise=squat))["steps"]
    assert step["exercise"] == "back squat"
