"""`fitexport review`: a workout that the watch guided, rep by rep."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import error_of, run
from support.executed import BEGAN, Ran, activity
from support.executed import DISTANCE as BY_DISTANCE
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
from support.recordings import samples

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


PRESSED = [
    *[Ran(None, 330, 1000, BY_DISTANCE)] * 2,
    *(Ran(None, 104, 400), Ran(None, 90, 210), Ran(None, 20, 30), Ran(None, 107, 402)),
    Ran(None, 300, 860),
]
TEXT = "warm-up 2km; 3x 400m @ 4:10-4:25/km, jog 90s; cool-down 5min"


def test_pressed_laps_are_held_to_a_text(recorded: Path) -> None:
    recorded.write_bytes(activity([], PRESSED))
    result = run("review", "run.fit", "--workout", TEXT, "--units", "km")
    assert (result.exit_code, result.stderr) == (0, "")
    assert (
        result.stdout
        == """\
3x400, Mon 15 Mar 2027

Step            Rep      Time  Distance     Pace    Heart  Target
warm-up 2 km            11:00    2000 m  5:30/km  150 bpm
go 400 m        1 of 3   1:44     400 m  4:20/km  150 bpm  4:10-4:25/km  on pace
recover 1:30    1 of 2   1:30     210 m  7:09/km  150 bpm
go 400 m        3 of 3   1:47     402 m  4:26/km  150 bpm  4:10-4:25/km  0.5 s slow
cool-down 5:00           5:00     860 m  5:49/km  150 bpm

1 of 2 within their target, 1 too slow.
The laps were matched with the steps by order, distance and time.
no lap fits: go 400 m at 4:10-4:25/km: 400 m in 1:40-1:46
no lap fits: recover 1:30: jog
no step fits: the lap after 14:14, 30 m in 0:20
"""
    )
    facts = held(run("review", "run.fit", "--workout", TEXT, "--json").stdout)
    assert (facts["identity"], facts["on_track"], len(facts["steps"])) == (None, False, 5)
    assert facts["extra_laps"] == [{"start_s": 854.0, "time_s": 20.0, "distance_m": 30.0}]


@pytest.mark.slow
def test_the_newest_run_that_fits_the_text_is_reviewed(alone: Path) -> None:
    folder = alone / "runs"
    folder.mkdir()
    for days, laps in enumerate([PRESSED, PRESSED, [Ran(None, 600, 1800)]]):
        data = activity([], laps, began=BEGAN + days * 86_400)
        (folder / f"{days}.fit").write_bytes(data)
    result = run("review", "--last", "runs", "--workout", TEXT)
    assert result.stdout.startswith("3x400, Tue 16 Mar 2027\n")
    code, message = error_of(run("review", "--last", "runs", "--workout", "9x 1km @ 3:00/km"))
    assert (code, message.split("\n")[0]) == (
        5,
        "Error: the workout does not fit the laps of any of these 3 runs",
    )


def test_zones_of_the_text_are_at_the_runners_paces(recorded: Path) -> None:
    recorded.write_bytes(activity([], PRESSED))
    text = "warm-up 2km; 3x 400m @ mile, jog 90s; cool-down 5min"
    result = run("review", "run.fit", "--workout", text, "--mile", "6:58", "--units", "km")
    assert "no goal given" in result.stderr
    assert result.stdout.count("4:09-4:30/km  on pace") == 2


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--workout", "cycling 20min"), "the session is not a run"),
        (("--workout", "rest"), "the session is not a run"),
        (("--workout", "6x 400m\n\neasy 20min"), "a run is held to one session, not 2"),
        (("--mile", "6:00"), "--mile has no effect without --workout"),
    ],
)
def test_a_text_that_is_no_run_is_refused(options: tuple[str, ...], problem: str) -> None:
    code, message = error_of(run("review", "run.fit", *options))
    assert message.split("\n")[0] == f"Error: {problem}"
    assert code == 2


def test_a_run_without_laps_has_nothing_to_hold(alone: Path) -> None:
    (alone / "run.gpx").write_bytes(samples()["time-trial.gpx"])
    code, message = error_of(run("review", "run.gpx", "--workout", TEXT))
    assert message.split("\n")[0] == "Error: run.gpx: it has no laps"
    assert code == 5
