"""Laps pressed by hand, held to a workout that did not guide the watch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import pytest
from support.executed import DISTANCE as BY_DISTANCE
from support.executed import Ran, activity
from support.recordings import Course, LapMark, Leg, fit_activity, recorded, tcx, time_at

from fitexport.errors import RecordingError
from fitexport.pace.pacing import pace_session
from fitexport.pace.table import pace_table
from fitexport.pace.workout import Workout
from fitexport.recording.pressed_review import review_pressed
from fitexport.recording.read import read
from fitexport.recording.recording import Recording
from fitexport.recording.reviewed import Off, Review
from fitexport.session import Sport
from fitexport.session.parse import parse

TEXT = "warm-up 2km; 4x 400m @ 4:10-4:30/km, jog 90s; cool-down 1km"
WARM = [Ran(None, 330, 1000, BY_DISTANCE), Ran(None, 331, 1000, BY_DISTANCE)]
REP, JOG, COOL = Ran(None, 103, 402), Ran(None, 94, 200), Ran(None, 360, 1030)
REPS = [REP, JOG] * 3
ALL = [*WARM, *REPS, REP, COOL]


def reviewed(text: str, laps: Sequence[Ran]) -> Review:
    (recording,) = read(activity([], laps), "run.fit")
    return review_pressed(recording, workout(text))


def workout(text: str) -> Workout:
    steps = pace_session(parse(text), pace_table(380, 360))
    return Workout(name="reps", sport=Sport.RUNNING, steps=steps)


def rows(found: Review) -> list[tuple[int, int, float, float | None]]:
    return [(each.index, each.number, each.time_s, each.distance_m) for each in found.done]


def test_each_lap_gets_its_step_in_order() -> None:
    found = reviewed(TEXT, ALL)
    assert rows(found) == [
        (0, 1, 661, 2000),
        *(row for number in (1, 2, 3) for row in ((1, number, 103, 402), (2, number, 94, 200))),
        (4, 4, 103, 402),
        (5, 1, 360, 1030),
    ]
    assert (found.missing, found.extra, found.is_guided, found.on_track) == ((), (), False, False)
    # 402 m in 103 s are 4:16 a km.
    assert [off for _, off in found.judged] == [Off(0, "s")] * 4


def test_a_rep_without_a_lap_and_a_lap_without_a_step_stay_alone() -> None:
    """The second rep and its jog were not run; after the last, 90 m to the fountain were."""
    found = reviewed(TEXT, [*WARM, *REPS[:4], REP, Ran(None, 15, 20), COOL])
    assert [row[:2] for row in rows(found)] == [
        (0, 1),
        (1, 1),
        (2, 1),
        (1, 2),
        (2, 2),
        (1, 3),
        (5, 1),
    ]
    assert [(each.index, each.times) for each in found.missing] == [(1, 1), (2, 1)]
    assert [(lap.start_s, lap.distance_m) for lap in found.extra] == [(1158, 20)]


def test_a_lap_of_rep_and_jog_in_one_is_neither() -> None:
    """The button was forgotten at the end of the second rep."""
    both = Ran(None, 197, 602)
    found = reviewed(TEXT, [*WARM, *REPS[:2], both, *REPS[:2], REP, COOL])
    assert [row[:2] for row in rows(found) if row[0] in (1, 4)] == [(1, 1), (1, 3), (4, 4)]
    assert [lap.distance_m for lap in found.extra] == [602]


def test_a_rep_that_was_cut_short_is_a_rep() -> None:
    found = reviewed(TEXT, [*WARM, *REPS[:4], Ran(None, 70, 270), JOG, REP, COOL])
    assert [each.is_whole for each in found.done if each.index in (1, 4)] == [
        *(True, True),
        *(False, True),
    ]


def test_quarters_pressed_within_a_rep_are_one_rep() -> None:
    quarter = Ran(None, 100, 400)
    found = reviewed(
        "3x 1600m @ 4:00-4:20/km, jog 3min",
        [*[*[quarter] * 4, Ran(None, 180, 400)] * 2, *[quarter] * 4],
    )
    assert [row[1:] for row in rows(found)] == [
        *((1, 400, 1600), (1, 180, 400)),
        *((2, 400, 1600), (2, 180, 400)),
        (3, 400, 1600),
    ]


def test_a_button_pressed_twice_is_no_lap() -> None:
    found = reviewed(TEXT, [*WARM, REP, Ran(None, 2, 4), JOG, *REPS[:4], REP, COOL])
    assert len(found.done) == 9
    assert [lap.ran_s for lap in found.extra] == [2]


def test_steps_without_an_amount_need_no_lap() -> None:
    text = "warm-up 2-3km; drills until lap; 4x 400m @ 4:10-4:30/km, jog 90s; cool-down 1km"
    assert reviewed(text, ALL).missing == ()
    drills = Ran(None, 240, 150)
    with_drills = reviewed(text, [*WARM, drills, *ALL[2:]])
    assert with_drills.extra == ()
    assert with_drills.done[1].time_s == 240


def test_laps_of_a_track_count_as_the_distances_planned() -> None:
    legs = [Leg(1600, 3.0), *[Leg(800, 4.0), Leg(400, 2.2)] * 3, Leg(800, 2.6)]
    found = review_pressed(*_on(Course.track(), legs), workout(_EIGHTS))
    assert found.on_track
    reps = [(each.time_s, each.distance_m, each.off) for each in found.done if each.index == 1]
    assert reps == [(200.0, 800.0, Off(0, "s"))] * 3
    road = review_pressed(*_on(Course.road(), legs), workout(_EIGHTS))
    assert not road.on_track
    assert [round(each.distance_m or 0) for each in road.done if each.index == 1] == [816] * 3


_EIGHTS = "warm-up 1600m; 3x (800m @ 4:10-4:15/km, jog 400m); cool-down 800m"


def _on(course: Course, legs: Sequence[Leg]) -> tuple[Recording]:
    """Laps pressed at every line; the watch measures 2 % too much."""
    ends = [0.0, *accumulate(leg.metres for leg in legs)]
    laps = [LapMark(time_at(legs, a), time_at(legs, b), (b - a) * 1.02) for a, b in pairwise(ends)]
    (run,) = read(fit_activity(recorded(course, legs, device_error=0.02), laps=laps), "run.fit")
    return (run,)


def test_tcx_has_laps_too() -> None:
    legs = [Leg(1600, 3.0), *[Leg(800, 4.0), Leg(400, 2.2)] * 3, Leg(800, 2.6)]
    ends = [0.0, *accumulate(leg.metres for leg in legs)]
    laps = [LapMark(time_at(legs, a), time_at(legs, b), b - a) for a, b in pairwise(ends)]
    (run,) = read(tcx(recorded(Course.road(), legs), laps=laps), "run.tcx")
    assert len(review_pressed(run, workout(_EIGHTS)).done) == 8


@pytest.mark.parametrize(
    ("laps", "problem"),
    [
        ([Ran(None, 330, 1000, BY_DISTANCE)] * 6, "no lap was pressed by hand in it"),
        ([REP, COOL], "its laps do not fit the workout: 1 of 4 reps have one"),
        ([COOL] * 9, "its laps do not fit the workout: 0 of 4 reps have one"),
        ([Ran(None, 3, 9)] * 301, "more than 300 laps"),
    ],
)
def test_what_does_not_fit_is_refused(laps: Sequence[Ran], problem: str) -> None:
    with pytest.raises(RecordingError) as refused:
        reviewed(TEXT, laps)
    assert refused.value.problem == problem


def test_a_workout_of_very_many_reps_is_refused() -> None:
    with pytest.raises(RecordingError) as refused:
        reviewed("4x (90x (1min, jog 1min))", ALL)
    assert refused.value.problem == "a workout of 720 steps, repeats unrolled"
