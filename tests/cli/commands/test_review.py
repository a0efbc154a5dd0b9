"""`fitexport review`: a workout that the watch guided, rep by rep."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import error_of, run
from support.executed import Ran, activity
from support.fit_foreign import (
    DISTANCE,
    HEART,
    OPEN,
    RECOVERY,
    SPEED,
    TIME,
    WARMUP,
    about,
    repeat,
    step,
    workout_file,
)
from support.json_schemas import held

pytestmark = pytest.mark.usefixtures("alone")

STEPS = [
    step(TIME, 900_000, intensity=WARMUP),
    step(DISTANCE, 40_000, SPEED, 0, 3704, 4000, notes="400 m in 1:44"),
    step(DISTANCE, 20_000, intensity=RECOVERY),
    repeat(1, 2),
    step(DISTANCE, 20_000, notes="200 m in 46 s"),
    step(TIME, 300_000, HEART, 0, 240, 250),
    step(OPEN, None),
]
LAPS = [
    Ran(0, 900, 2700),
    Ran(1, 104, 400),
    Ran(2, 80, 200),
    Ran(1, 111, 400),
    Ran(2, 30, 0),
    Ran(4, 45, 200),
    Ran(5, 300, 900, bpm=156),
]
TABLE = """\
6x400 mile, Mon 15 Mar 2027

Step           Rep      Time  Distance     Pace    Heart  Target
warm-up 15:00          15:00    2700 m  5:33/km  150 bpm
go 400 m       1 of 2   1:44     400 m  4:20/km  150 bpm  4:10-4:30/km   on pace
recover 200 m  1 of 2   1:20     200 m  6:40/km  150 bpm
go 400 m       2 of 2   1:51     400 m  4:37/km  150 bpm  4:10-4:30/km   3 s slow
recover 200 m  2 of 2   0:30                     150 bpm                 ended early
go 200 m                0:45     200 m  3:45/km  150 bpm  200 m in 46 s  1 s fast
go 5:00                 5:00     900 m  5:33/km  156 bpm  140-150 bpm    6 bpm over

1 of 4 within their target, 1 too slow, 1 too fast, 1 above it.
not run: go until lap
"""


@pytest.fixture(autouse=True)
def recorded(alone: Path) -> Path:
    path = alone / "run.fit"
    path.write_bytes(activity(STEPS, LAPS))
    return path


def test_each_step_is_printed_with_how_far_off_it_was() -> None:
    result = run("review", "run.fit", "--units", "km")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == TABLE


def test_programs_get_json() -> None:
    facts = held(run("review", "run.fit", "--json").stdout)
    assert (facts["file"], facts["day"], facts["workout"]) == (
        "run.fit",
        "2027-03-15",
        "6x400 mile",
    )
    assert facts["missing"] == [{"step": 6, "times": 1}]
    assert facts["steps"][3] == {
        "step": 1,
        "round": 2,
        "of": 2,
        "duration": {"type": "distance", "m": 400.0},
        "target": {"type": "speed", "low_m_per_s": 3.704, "high_m_per_s": 4.0},
        "note": "400 m in 1:44",
        "start_s": 1084.0,
        "time_s": 111.0,
        "stopped_s": 0.0,
        "distance_m": 400.0,
        "heart_bpm": 150.0,
        "whole": True,
        "off": 3.0,
        "off_unit": "s",
    }


def test_a_workout_without_targets_says_so(recorded: Path) -> None:
    recorded.write_bytes(activity([step(TIME, 60_000)], [Ran(0, 60, 200)], about("\x1b[2J", 1)))
    result = run("review", "run.fit")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert result.stdout.endswith("No step had a target to compare with.\n")


def test_a_target_that_cannot_be_compared_is_a_target_still(recorded: Path) -> None:
    recorded.write_bytes(activity([step(TIME, 60_000, HEART, 4)], [Ran(0, 60, 200)]))
    out = run("review", "run.fit").stdout
    assert "heart-rate zone 4" in out
    assert out.endswith(
        "No step could be compared with its target: none is a pace or a heart rate in bpm.\n"
    )


def test_a_stop_is_shown_next_to_its_steps_time(recorded: Path) -> None:
    laps = [LAPS[0], Ran(1, 100, 400, stopped_s=49), *LAPS[2:]]
    recorded.write_bytes(activity(STEPS, laps))
    lines = run("review", "run.fit", "--units", "km").stdout.split("\n")
    assert lines[4] == (
        "go 400 m       1 of 2   1:40  +0:49 stopped     400 m  4:10/km  150 bpm  4:10-4:30/km"
        "   on pace"
    )


def test_what_is_no_led_run_is_refused(alone: Path) -> None:
    (alone / "easy.fit").write_bytes(activity([], [Ran(None, 600, 1800)]))
    assert error_of(run("review", "easy.fit")) == (
        5,
        "Error: easy.fit: no workout in it: none guided the run, or this watch does not record"
        " it\n"
        "  review a FIT recording of a workout; fitexport fitness shows what this one is worth\n",
    )
    assert error_of(run("review", "none.fit"))[1].startswith(
        "Error: none.fit: there is no such file\n"
    )


def test_a_ride_and_a_workout_file_are_refused(alone: Path) -> None:
    (alone / "ride.fit").write_bytes(activity(STEPS, LAPS, sport=2))
    code, message = error_of(run("review", "ride.fit"))
    assert (code, message.split("\n")[0]) == (
        5,
        "Error: ride.fit: a recording of cycling, not of a run",
    )
    (alone / "workout.fit").write_bytes(workout_file(STEPS))
    code, message = error_of(run("review", "workout.fit"))
    assert code == 5
    assert message.startswith("Error: workout.fit: a FIT file of type 5 (a workout)")


def test_a_rep_that_ended_early_is_not_within_its_target(recorded: Path) -> None:
    recorded.write_bytes(activity(STEPS, [Ran(0, 900, 2700), Ran(1, 52, 200)]))
    result = run("review", "run.fit", "--units", "km")
    assert result.stdout.endswith(
        "\n0 of 1 within their target, 1 ended early.\n"
        "not run: go 400 m at 4:10-4:30/km: 400 m in 1:44\n"
        "not run: 2 x recover 200 m\n"
        "not run: go 200 m: 200 m in 46 s\n"
        "not run: go 5:00 at 140-150 bpm\n"
        "not run: go until lap\n"
    )
