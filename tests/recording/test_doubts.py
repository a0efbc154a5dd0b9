"""What speaks against a run, sign by sign: on recordings that have the one fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.recordings import (
    Course,
    Fix,
    LapMark,
    Leg,
    Session,
    fit_activity,
    gpx,
    laps_of,
    recorded,
    tcx,
    trial,
)

from fitexport.errors import RecordingError
from fitexport.recording.judging import Known, judge
from fitexport.recording.ranking import rank
from fitexport.recording.read import read
from fitexport.recording.report import conclusions, set_aside_lines
from fitexport.recording.runs import find_runs, recording_files, result_of

LEGS = trial(380)
FIXES = recorded(Course.road(), LEGS, seed=1)
TOTAL_M, TOTAL_S = FIXES[-1].metres, FIXES[-1].time_s


def doubts(data: bytes) -> tuple[str, ...]:
    (recording,) = read(data, "run")
    return judge(recording).doubts


def stepping(*cadence: int | None) -> list[Fix]:
    """The points with these cadences, over and over."""
    each = [cadence[n % len(cadence)] for n in range(len(FIXES))]
    return [replace(fix, cadence=steps) for fix, steps in zip(FIXES, each, strict=True)]


@pytest.mark.slow
@pytest.mark.parametrize("write", [fit_activity, gpx, tcx])
def test_wheels_make_no_steps(write: object) -> None:
    assert callable(write)
    assert doubts(write(stepping(28))) == ("56 steps a minute",)
    assert doubts(write(stepping(80))) == ()


@pytest.mark.slow
def test_steps_that_are_hardly_counted_say_nothing() -> None:
    assert doubts(fit_activity(stepping(0))) == ("0 steps a minute",)
    assert doubts(fit_activity(stepping(160))) == ()  # of both feet, as some apps count
    assert doubts(fit_activity(stepping(None))) == ()
    assert doubts(fit_activity(stepping(0, None, None))) == ()  # hardly counted


def test_only_the_steps_of_the_effort_count() -> None:
    walked = [replace(fix, cadence=80 if 1200 < fix.metres < 2900 else 0) for fix in FIXES]
    assert doubts(fit_activity(walked)) == ()
    driven = [replace(fix, cadence=0 if 1200 < fix.metres < 2900 else 80) for fix in FIXES]
    assert doubts(fit_activity(driven)) == ("0 steps a minute",)


def test_who_walks_makes_few_steps() -> None:
    walk = recorded(Course.road(), [Leg(3000, 1.9)])
    assert doubts(fit_activity([replace(fix, cadence=55) for fix in walk])) == ()


@pytest.mark.parametrize(("drop_m", "found"), [(60, ()), (110, ("downhill, 49 m",)), (-110, ())])
def test_a_mile_that_falls_is_faster_than_its_runner(drop_m: float, found: Sequence[str]) -> None:
    assert doubts(fit_activity(recorded(Course.road(), LEGS, drop_m=drop_m))) == tuple(found)


@pytest.mark.parametrize(
    ("summary_m", "timer_s", "found"),
    [
        (TOTAL_M, TOTAL_S, ()),
        (0.97 * TOTAL_M, TOTAL_S, ()),
        (0.8 * TOTAL_M, TOTAL_S, ("3.61 km, by its own total 2.89",)),
        (TOTAL_M, 2 * TOTAL_S, ("3.61 km, by its own speed 1.80",)),  # half its minutes are lost
        (2 * TOTAL_M, 2 * TOTAL_S, ()),  # its first half was recorded without positions
        (None, TOTAL_S, ()),
    ],
)
def test_the_total_that_a_watch_gives(
    summary_m: float | None, timer_s: float, found: Sequence[str]
) -> None:
    session = Session(0, TOTAL_S, metres=summary_m, timer_s=timer_s)
    assert doubts(fit_activity(FIXES, sessions=[session])) == tuple(found)


@pytest.mark.slow
def test_the_laps_that_a_watch_gives() -> None:
    laps = laps_of(LEGS)
    assert doubts(fit_activity(FIXES, laps=laps)) == ()
    short = [replace(lap, metres=0.7 * lap.metres) for lap in laps]
    assert doubts(fit_activity(FIXES, laps=short)) == ("2.00 km, by its laps 1.40",)
    assert doubts(tcx(FIXES, laps=short)) == ("2.00 km, by its laps 1.40",)
    elsewhere = [replace(short[0], end_s=short[0].end_s / 3), *laps[1:]]
    assert doubts(fit_activity(FIXES, laps=elsewhere)) == ()
    assert doubts(fit_activity(FIXES, laps=[LapMark(0, TOTAL_S, 0.0)])) == ()


def test_a_folder_is_led_by_what_feet_ran(tmp_path: Path) -> None:
    ride = [replace(fix, cadence=0) for fix in recorded(Course.road(), [Leg(9000, 5.2)], every_s=2)]
    (tmp_path / "ride.fit").write_bytes(fit_activity(ride))
    (tmp_path / "run.fit").write_bytes(fit_activity(stepping(82)))
    found = find_runs(recording_files([tmp_path]))
    ranking = rank(found.runs, Known())
    assert [run.name for run in ranking.runs] == ["run.fit"]
    (line,) = set_aside_lines(ranking)
    assert line == f"set aside: {tmp_path / 'ride.fit'}, a mile in 4:39.1: 0 steps a minute"


def test_a_single_run_says_its_doubts_and_is_not_saved_without_force(tmp_path: Path) -> None:
    (tmp_path / "ride.fit").write_bytes(fit_activity(stepping(0)))
    (run,) = find_runs(recording_files([tmp_path / "ride.fit"])).runs
    assert "Doubtful: 0 steps a minute." in list(conclusions(run))
    with pytest.raises(RecordingError, match=r"it is doubtful \(0 steps a minute\), so it says"):
        result_of(run)
    assert result_of(run, force=True).distance == "mile"
