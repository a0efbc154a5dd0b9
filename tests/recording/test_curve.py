"""Pace over distance, smooth enough to look at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.executed import Ran, activity

from fitexport.recording.curve import pace_curve
from fitexport.recording.read import read
from fitexport.recording.recording import Recording


def recorded(*laps: Ran) -> Recording:
    (recording,) = read(activity([], laps), "run.fit")
    return recording


def test_an_even_run_has_one_pace() -> None:
    (curve,) = pace_curve(recorded(Ran(None, 600, 2000)))
    assert len(curve) > 150
    assert curve[0][0] == 50.0
    assert all(pace == pytest.approx(0.3, rel=0.01) for _, pace in curve)
    places = [m for m, _ in curve]
    assert places == sorted(places)


def test_a_change_of_pace_is_where_it_was() -> None:
    (curve,) = pace_curve(recorded(Ran(None, 300, 1000), Ran(None, 200, 1000)))
    assert all(pace == pytest.approx(0.3, rel=0.01) for m, pace in curve if m < 940)
    assert all(pace == pytest.approx(0.2, rel=0.02) for m, pace in curve if m > 1060)


@pytest.mark.slow
def test_a_long_run_is_shown_in_few_points() -> None:
    (curve,) = pace_curve(recorded(Ran(None, 6000, 20_000)))
    assert 350 < len(curve) <= 400


def test_a_break_has_no_pace() -> None:
    whole = recorded(Ran(None, 600, 2000))
    first, second = pace_curve(replace(whole, breaks=(300,)))
    assert first[-1][0] < whole.distance_m[300] < second[0][0]
    assert pace_curve(replace(whole, breaks=tuple(range(1, len(whole.time_s))))) == []
