"""What is measured: athletes, recordings, and a workout that fit-tool encodes too."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

from fitexport.fit.flat_steps import Jump, flatten
from fitexport.pace.workout import (
    DistanceDuration,
    OpenDuration,
    RepeatStep,
    SpeedTarget,
    TimeDuration,
    Workout,
    WorkoutStep,
)
from fitexport.season.settings import Settings
from fitexport.season.weekdays import Weekday
from fitexport.session import Sport

TEXT = """\
warm-up 15-20min
drills until lap "leg swings, high knees, walking lunges, bounding"
4x stride 20s, walk 60s
6x 400m @ mile, jog 200m
cool-down 10min
"""


def row(number: int) -> str:
    """An athlete: miles from 3:51 to 13:59, all kinds of days."""
    minutes, seconds = divmod(231 + number * 37 % 609, 60)
    days = ("", "mon wed sat", "tue thu sat sun", "mon tue thu sat sun")[number % 4]
    day, units = f"2027-05-{1 + number % 28:02d}", ("mi", "km")[number % 2]
    return f"{number},Athlete {number},{minutes}:{seconds:02d},{day},{days},{units}"


def settings_of(number: int) -> Settings:
    """The athlete of a row, at another mile each time."""
    days: tuple[tuple[Weekday, ...] | None, ...] = (
        None,
        ("mon", "wed", "sat"),
        ("tue", "thu", "sat", "sun"),
        ("mon", "tue", "thu", "sat", "sun"),
    )
    return Settings(
        mile_s=231.0 + number * 37 % 609 + number / 1000,
        race_day=date(2027, 5, 1 + number % 28),
        days=days[number % 4],
        units=("mi", "km")[number % 2],
        of_file=True,
        id=str(number),
    )


def recorded_files(metres: float) -> dict[str, bytes]:
    """A run at 3 m/s, a point a second, by the tests' generator."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from support.recordings import Course, Leg, Noise, fit_activity, gpx, recorded, tcx

    fixes = recorded(Course.road(), [Leg(metres, 3.0)], noise=Noise(2, 20, 0.5))
    return {"GPX": gpx(fixes, hearts=True), "TCX": tcx(fixes), "FIT": fit_activity(fixes)}


def example(runner: int) -> Workout:
    """Ten steps: warm-up, strides, reps at the runner's own pace, cool-down."""
    pace = SpeedTarget(3 + runner / 1000, 3.2 + runner / 1000)
    rep = f"400 m in {round(400 / pace.low_m_per_s, 2)} s"
    return Workout(
        name="6x400 mile",
        sport=Sport.RUNNING,
        steps=(
            WorkoutStep(duration=TimeDuration(900), note="easy"),
            WorkoutStep(duration=OpenDuration(), note="drills"),
            RepeatStep(
                4,
                (
                    WorkoutStep(duration=TimeDuration(20), note="build up"),
                    WorkoutStep(duration=TimeDuration(60)),
                ),
            ),
            RepeatStep(
                5,
                (
                    WorkoutStep(duration=DistanceDuration(400), target=pace, note=rep),
                    WorkoutStep(duration=DistanceDuration(200)),
                ),
            ),
            WorkoutStep(duration=DistanceDuration(400), target=pace, note="Last one"),
            WorkoutStep(duration=TimeDuration(600)),
        ),
    )


def encode_with_fit_tool(workout: Workout) -> bytes:
    """The same content through fit-tool's builder, field by field."""
    from fit_tool.fit_file_builder import FitFileBuilder
    from fit_tool.profile.messages.file_id_message import FileIdMessage
    from fit_tool.profile.messages.workout_message import WorkoutMessage
    from fit_tool.profile.messages.workout_step_message import WorkoutStepMessage
    from fit_tool.profile.profile_type import FileType
    from fit_tool.profile.profile_type import Sport as FitSport

    builder = FitFileBuilder()
    head = FileIdMessage()
    head.type, head.manufacturer, head.product = FileType.WORKOUT, 1, 65534
    head.serial_number, head.time_created = 0x80000001, 1_500_000_000_000
    builder.add(head)
    about = WorkoutMessage()
    about.workout_name, about.sport = workout.name, FitSport.RUNNING
    about.num_valid_steps, about.capabilities = len(flatten(workout.steps)), 32
    builder.add(about)
    for index, step in enumerate(flatten(workout.steps)):
        message = WorkoutStepMessage()
        message.message_index = index
        builder.add(_filled(message, step))
    data = builder.build().to_bytes()
    assert isinstance(data, bytes)
    return data


def _filled(message: Any, step: WorkoutStep | Jump) -> Any:
    """One of fit-tool's step messages with every field that ours has."""
    from fit_tool.profile.profile_type import (
        Intensity,
        WorkoutStepDuration,
        WorkoutStepTarget,
    )

    if isinstance(step, Jump):
        message.duration_type = WorkoutStepDuration.REPEAT_UNTIL_STEPS_CMPLT
        message.duration_step, message.target_repeat_steps = step.first, step.count
        return message
    match step.duration:
        case TimeDuration(s):
            message.duration_type = WorkoutStepDuration.TIME
            message.duration_time = float(s)
        case DistanceDuration(m):
            message.duration_type = WorkoutStepDuration.DISTANCE
            message.duration_distance = float(m)
        case _:
            message.duration_type = WorkoutStepDuration.OPEN
    if isinstance(step.target, SpeedTarget):
        message.target_type, message.target_value = WorkoutStepTarget.SPEED, 0
        message.custom_target_speed_low = step.target.low_m_per_s
        message.custom_target_speed_high = step.target.high_m_per_s
    else:
        message.target_type, message.target_value = WorkoutStepTarget.OPEN, 0
    message.intensity = Intensity(int(step.intensity))
    if step.note:
        message.notes = step.note
    return message
