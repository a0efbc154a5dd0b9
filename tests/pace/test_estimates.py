"""Estimates of single steps; what whole sessions sum to is in test_workouts."""

from __future__ import annotations

import pytest

from fitexport.pace.band import Band
from fitexport.pace.estimates import expectation
from fitexport.pace.table import pace_table
from fitexport.session import Distance, Reps, Sport, Step, Time, TimesRep, UntilLap, What
from fitexport.session.exercises import EXERCISES, Exercise

TABLE = pace_table(mile_s=424, goal_s=400)


@pytest.mark.parametrize(
    ("what", "seconds"),
    [
        (What.DRILLS, 300),
        (What.REST, 60),
        (What.WALK, 60),
        (What.JOG, 60),
        (What.EASY, 300),
        (What.RUN, 300),
        (EXERCISES["plank"], 60),
    ],
)
def test_a_step_until_the_lap_lasts_as_long_as_is_usual_for_its_kind(
    what: What | Exercise, seconds: float
) -> None:
    assert expectation(Step(UntilLap(), what), None, TABLE, Sport.RUNNING, 0)[0] == seconds


@pytest.mark.parametrize(
    ("what", "pace"),
    [
        (What.STRIDE, TABLE.zones["mile"].middle),
        (What.HILL, TABLE.zones["mile"].middle),
        (What.JOG, 1.25 * TABLE.zones["easy"].slow),
        (What.FLOAT, 1.25 * TABLE.zones["easy"].slow),
        (What.WALK, 0.7),
        (What.RUN, TABLE.zones["easy"].middle),
        (What.WARM_UP, TABLE.zones["easy"].middle),
        (What.COOL_DOWN, TABLE.zones["easy"].middle),
    ],
)
def test_without_a_target_a_run_is_at_the_pace_of_its_kind(what: What, pace: float) -> None:
    by_time = expectation(Step(Time(60), what), None, TABLE, Sport.RUNNING, 0)
    by_distance = expectation(Step(Distance(100), what), None, TABLE, Sport.RUNNING, 0)
    assert by_time == pytest.approx((60, 60 / pace))
    assert by_distance == pytest.approx((100 * pace, 100))


def test_drills_and_rests_cover_nothing() -> None:
    for what in (What.DRILLS, What.REST):
        assert expectation(Step(Time(60), what), None, TABLE, Sport.RUNNING, 0) == (60, 0)


def test_an_aim_is_met_in_its_middle() -> None:
    step = Step(Distance(400), What.JOG)
    assert expectation(step, Band(0.3, 0.4), TABLE, Sport.RUNNING, 0) == pytest.approx((140, 400))


def test_a_range_is_expected_at_its_lower_end() -> None:
    assert expectation(Step(Time(60, 120), What.WALK), None, TABLE, Sport.RUNNING, 0)[0] == 60
    step = Step(Distance(400, "m", 600), What.WALK)
    assert expectation(step, None, TABLE, Sport.RUNNING, 0) == pytest.approx((280, 400))


@pytest.mark.parametrize(
    ("ratio", "rep_s", "seconds"),
    [(1, 100, 100), (1, 100.1, 105), (1.1, 100, 110), (0.5, 61, 35)],
)
def test_a_recovery_by_the_rep_rounds_up_to_5_s(ratio: float, rep_s: float, seconds: float) -> None:
    step = Step(TimesRep(ratio), What.REST)
    assert expectation(step, None, TABLE, Sport.RUNNING, rep_s) == (seconds, 0)


@pytest.mark.parametrize(
    ("sport", "seconds"),
    [
        (What.CYCLING, 160),
        (What.SWIMMING, 1400),
        (What.ROWING, 300),
        (What.AQUA_JOG, 2000),
        (What.HIKING, 700),
    ],
)
def test_another_sport_counts_time_and_no_distance(sport: What, seconds: float) -> None:
    step = Step(Distance(1, "km"), sport)
    assert expectation(step, None, TABLE, Sport(sport), 0) == pytest.approx((seconds, 0))


def test_strength_is_counted_at_4_s_a_rep() -> None:
    step = Step(Reps(8, 10), EXERCISES["back squat"])
    assert expectation(step, None, TABLE, Sport.STRENGTH, 0) == (32, 0)
