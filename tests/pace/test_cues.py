"""Cues of single steps; what whole sessions say is in test_workouts."""

from __future__ import annotations

import pytest

from fitexport.pace.band import Band
from fitexport.pace.cues import cue, joined, length_text, more_text
from fitexport.session import Distance, Reps, Step, Time, What
from fitexport.session.exercises import EXERCISES


def _cue(step: Step, seconds_a_400: tuple[float, float], *, by_lap: bool = False) -> str:
    fast, slow = seconds_a_400
    return cue(step, Band(fast / 400, slow / 400), "km", by_lap=by_lap)


@pytest.mark.parametrize(
    ("m", "paces", "text"),
    [
        (200, (82, 84), "200 m in 41-42 s"),
        (200, (83, 84), "200 m in 41.5-42 s"),
        (200, (82, 82.2), "200 m in 41 s"),  # the same once rounded
        (200, (118, 122), "200 m in 59 s-1:01"),  # a unit each across the minute
        (200, (122, 124), "200 m in 1:01-1:02"),
    ],
)
def test_a_range_of_splits_says_its_unit_once(
    m: float, paces: tuple[float, float], text: str
) -> None:
    assert _cue(Step(Distance(m), What.RUN), paces) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Distance(2000), "2000 m in 7:30"),
        (Distance(2001), "3:45/km"),
        (Distance(1.25, "mi"), "3:45/km"),
        (Distance(1.2, "mi"), "1.2 mi in 7:15"),
    ],
)
def test_beyond_2000_m_a_runner_follows_a_pace(amount: Distance, text: str) -> None:
    assert _cue(Step(amount, What.RUN), (90, 90)) == text


def test_beyond_2000_m_a_step_by_the_lap_still_says_how_far_it_goes() -> None:
    step = Step(Distance(3, "km", 4), What.RUN)
    found = _cue(step, (90, 90), by_lap=True)
    assert found == "3:45/km, 3 km, up to 1 km more, lap at the line"


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (Step(Time(60, 120), What.RUN), "up to 1 min more"),
        (Step(Time(60, 121), What.RUN), "up to 1:01 min more"),
        (Step(Time(60, 119), What.RUN), "up to 59 s more"),
        (Step(Time(1800, 5400), What.LONG), "up to 60 min more easy"),
        (Step(Distance(5, "km", 5.1), What.EASY), "up to 0.1 km more easy"),
        (Step(Time(60), What.EASY), ""),
        (Step(Distance(400), What.RUN), ""),
        (Step(Reps(4, 5), EXERCISES["push-up"]), ""),
    ],
)
def test_only_a_range_of_time_or_distance_allows_more(step: Step, text: str) -> None:
    assert more_text(step) == text


def test_only_a_distance_has_a_length() -> None:
    assert length_text(Step(Distance(0.5, "mi"), What.RUN)) == "0.5 mi"
    assert length_text(Step(Time(60), What.RUN)) == ""


def test_parts_that_say_nothing_leave_no_comma() -> None:
    assert joined("", "a", "", "b", "") == "a, b"
    assert joined("", "") == ""
