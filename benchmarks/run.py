"""Print how fast fitexport is, as ratios: machines differ, ratios hold.

    python benchmarks/run.py

Start-up: cold processes, interleaved, the quickest of each. Encoding: the same twelve-message workout by
us and by fit-tool. Pipeline: text -> session -> paced steps -> FIT bytes -> proof, in memory. Recordings:
10,000 points of each format, beside the library that would read them; and the memory of a folder of a thousand.
Squads: whole commands, written to disk.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from fitexport.fit.flat_steps import Jump, flatten
from fitexport.fit.proof import prove_workout
from fitexport.fit.workout_file import encode_workout
from fitexport.pace.pacing import pace_session
from fitexport.pace.table import pace_table
from fitexport.pace.workout import (
    DistanceDuration,
    OpenDuration,
    RepeatStep,
    SpeedTarget,
    TimeDuration,
    Workout,
    WorkoutStep,
)
from fitexport.session import Sport
from fitexport.session.parse import parse

TEXT = """\
warm-up 15-20min
drills until lap "leg swings, high knees, walking lunges, bounding"
4x stride 20s, walk 60s
6x 400m @ mile, jog 200m
cool-down 10min
"""
CLICK = "import click"
SCRIPT = "from fitexport.cli.main import main; main()"  # what the installed command does
MODEL = "import click, pydantic\nclass M(pydantic.BaseModel): x: int"


def main() -> None:
    startup()
    encoding()
    pipeline()
    recordings()
    folder_of_recordings()
    squads()


def startup(rounds: int = 15) -> None:
    """DESIGN's bars: `week` 1.4 times click with a pydantic model, without a fitexport.toml and
    with one, before and within a season; `--help` 1.3 times click."""
    with tempfile.TemporaryDirectory() as folder:
        samples = Path(folder) / "samples"  # a copy: an export is remembered beside its config
        samples.mkdir()
        for name in ("fitexport.toml", "midseason.toml"):
            shutil.copy(Path(__file__).parent.parent / "samples" / name, samples)
        out = str(Path(folder) / "watch")
        week = [sys.executable, "-c", SCRIPT, "week", "3", "--out", out]
        commands = {
            "click": [sys.executable, "-c", CLICK],
            "model": [sys.executable, "-c", MODEL],
            "help": [sys.executable, "-c", SCRIPT, "--help"],
            "week": week,
            "configured": [*week, "--config", str(samples / "fitexport.toml")],
            "changed": [*week, "--config", str(samples / "midseason.toml")],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                started = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True, cwd=folder)
                times[name].append(time.perf_counter() - started)
    best = {name: min(values) for name, values in times.items()}
    ratios = (
        ("fitexport --help : import click", "help", "click", 1.3),
        ("fitexport week 3 : click and a pydantic model", "week", "model", 1.4),
        ("  with a fitexport.toml", "configured", "model", 1.4),
        ("  with changes and results in it", "changed", "model", 1.4),
    )
    for title, ours, floor, bar in ratios:
        print(f"{title:<45} {best[ours] / best[floor]:5.2f}  (bar {bar})")


def encoding() -> None:
    workout = example()
    ours, theirs = rates(
        lambda: encode_workout(workout, 0x80000001), lambda: encode_with_fit_tool(workout)
    )
    print(f"encoder : fit-tool                          {ours / theirs:5.1f}  (bar 25)")


def pipeline() -> None:
    table = pace_table(424, 411)

    def whole() -> None:
        steps = pace_session(parse(TEXT), table)
        workout = Workout(name="W3.2 6x400 mile", sport=Sport.RUNNING, steps=steps)
        encoded = encode_workout(workout, 0x80000001)
        prove_workout(encoded.data, workout, encoded.identity)

    print(f"text to proof, workouts a second            {rates(whole)[0]:5.0f}  (bar 1500)")


def recordings() -> None:
    """From bytes to best efforts; the libraries only read."""
    import fitdecode  # type: ignore[import-untyped]  # ships no py.typed
    import gpxpy

    def by_fitdecode() -> None:
        with fitdecode.FitReader(files["FIT"]) as reader:
            list(reader)

    files = recorded_files(metres=30_000)
    readers: dict[str, tuple[str, Callable[[], object]]] = {
        "GPX": ("gpxpy", lambda: gpxpy.parse(files["GPX"].decode())),
        "TCX": ("ElementTree", lambda: ElementTree.fromstring(files["TCX"])),
        "FIT": ("fitdecode", by_fitdecode),
    }
    for name, (library, reader) in readers.items():
        data = files[name]
        ours, theirs = rates(partial(efforts_of, data), reader, rounds=4)
        print(
            f"{name} to efforts : {library} alone".ljust(44)
            + f"{theirs / ours:5.2f}  ({10 * ours:.0f},000 points a second)"
        )


def efforts_of(data: bytes) -> object:
    from fitexport.recording.efforts import best_efforts
    from fitexport.recording.read import read

    return [best_efforts(recording) for recording in read(data, "run")]


def folder_of_recordings() -> None:
    """The most memory that a folder of 1,000 files takes, against one of 10."""
    files = recorded_files(metres=3000)
    memory = {}
    for count in (10, 1000):
        with tempfile.TemporaryDirectory() as folder:
            for number in range(count):
                suffix, data = list(files.items())[number % 10 % 3]
                Path(folder, f"{number:04}.{suffix.lower()}").write_bytes(data)
            started = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", SCRIPT_OF_MEMORY, "fitness", folder],
                check=True,
                capture_output=True,
                text=True,
            )
            seconds = time.perf_counter() - started
            memory[count] = int(done.stderr.split()[-1]) / 1000
    print(
        f"memory of 1,000 recordings : of 10          {memory[1000] / memory[10]:5.2f}"
        f"  ({memory[1000]:.0f} MB, {1000 / seconds:.0f} files of 1,000 points a second)"
    )


def squads() -> None:
    """The week of squads of 10, 100 and 1,000 athletes, written: whole commands."""
    with tempfile.TemporaryDirectory() as folder:
        seconds, memory = {}, {}
        for count, jobs in ((10, 1), (100, 1), (1000, 1), (1000, 2)):
            file = Path(folder, f"{count}.csv")
            file.write_text(
                "\n".join(("id,name,mile,race day,days,units", *map(row, range(count))))
            )
            command = [sys.executable, "-c", SCRIPT_OF_MEMORY, "squad", str(file)]
            out = ["--jobs", str(jobs), "--out", f"{folder}/{count}-{jobs}"]
            given = ["--week", "3", "--today", "2027-03-01"]
            started = time.perf_counter()
            done = subprocess.run(
                [*command, *given, *out], check=True, capture_output=True, text=True
            )
            seconds[count, jobs] = time.perf_counter() - started
            memory[count, jobs] = int(done.stderr.split()[-1]) / 1000
    few = (seconds[100, 1] - seconds[10, 1]) / 90
    many = (seconds[1000, 1] - seconds[100, 1]) / 900
    print(f"squad's week, athletes a second on one core {1 / many:5.0f}")
    speed = seconds[1000, 1] / seconds[1000, 2]
    print(f"  on two cores : on one                     {speed:5.2f}  (bar 1.8)")
    print(f"  an athlete of 1,000 : one of 100, seconds {many / few:5.2f}  (bar 1.1)")
    growth = memory[1000, 1] / memory[100, 1]
    print(f"  memory of 1,000 : of 100                  {growth:5.2f}  ({memory[1000, 1]:.0f} MB)")


def row(number: int) -> str:
    """An athlete: miles from 3:51 to 13:59, all kinds of days."""
    minutes, seconds = divmod(231 + number * 37 % 609, 60)
    days = ("", "mon wed sat", "tue thu sat sun", "mon tue thu sat sun")[number % 4]
    day, units = f"2027-05-{1 + number % 28:02d}", ("mi", "km")[number % 2]
    return f"{number},Athlete {number},{minutes}:{seconds:02d},{day},{days},{units}"


SCRIPT_OF_MEMORY = """
import sys
from pathlib import Path
from fitexport.cli.main import main
try:
    main()
finally:
    status = Path("/proc/self/status").read_text()  # Linux; the maximum since this program began
    print(status.partition("VmHWM:")[2].split()[0], file=sys.stderr)
"""


def recorded_files(metres: float) -> dict[str, bytes]:
    """A run at 3 m/s, a point a second, by the tests' generator."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from support.recordings import Course, Leg, Noise, fit_activity, gpx, recorded, tcx

    fixes = recorded(Course.road(), [Leg(metres, 3.0)], noise=Noise(2, 20, 0.5))
    return {"GPX": gpx(fixes, hearts=True), "TCX": tcx(fixes), "FIT": fit_activity(fixes)}


def example() -> Workout:
    """Ten steps: warm-up, strides, reps with pace targets, cool-down."""
    pace = SpeedTarget(3.65, 3.95)
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
                    WorkoutStep(duration=DistanceDuration(400), target=pace, note="400 m in 1:45"),
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


def rates(*functions: Callable[[], object], rounds: int = 12, slice_s: float = 0.15) -> list[float]:
    """Calls a second of each, the best of interleaved slices: other work only ever slows."""
    best = [0.0] * len(functions)
    for _ in range(rounds):
        for index, function in enumerate(functions):
            calls, started = 0, time.perf_counter()
            while time.perf_counter() - started < slice_s:
                function()
                calls += 1
            best[index] = max(best[index], calls / (time.perf_counter() - started))
    return best


if __name__ == "__main__":
    main()
