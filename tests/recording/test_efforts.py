from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.recording.efforts import Effort, best_effort


def _time_at(time_s: list[float], distance_m: list[float], metres: float, *, late: bool) -> float:
    """The last, or the first, moment at which the runner had come so far: a slow plain search."""
    found = []
    for i in range(1, len(time_s)):
        low, high = distance_m[i - 1], distance_m[i]
        if low <= metres <= high:
            if low == high:
                found += [time_s[i - 1], time_s[i]]
            else:
                part = (metres - low) / (high - low)
                found.append(time_s[i - 1] + part * (time_s[i] - time_s[i - 1]))
    return max(found) if late else min(found)


def _brute_force(time_s: list[float], distance_m: list[float], length_m: float) -> float | None:
    """Every start that is a point or a point less the length, tried one by one."""
    starts = [
        *distance_m,
        *(metres - length_m for metres in distance_m),
    ]
    fitting = [metres for metres in starts if distance_m[0] <= metres <= distance_m[-1] - length_m]
    return min(
        (
            _time_at(time_s, distance_m, metres + length_m, late=False)
            - _time_at(time_s, distance_m, metres, late=True)
            for metres in fitting
        ),
        default=None,
    )


TRACKS = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from((0, 0, 1, 3, 7, 20, 64))), min_size=2, max_size=30
)


def _cumulated(steps: list[tuple[int, int]]) -> tuple[list[float], list[float]]:
    time_s, distance_m = [0.0], [0.0]
    for seconds, metres in steps:
        time_s.append(time_s[-1] + seconds)
        distance_m.append(distance_m[-1] + metres)
    return time_s, distance_m


@given(TRACKS, st.sampled_from((1.0, 5.0, 12.5, 50.0, 128.0)))
def test_the_search_finds_what_brute_force_finds(
    steps: list[tuple[int, int]], length_m: float
) -> None:
    time_s, distance_m = _cumulated(steps)
    effort = best_effort(time_s, distance_m, (), "x", length_m)
    expected = _brute_force(time_s, distance_m, length_m)
    assert (effort is None) == (expected is None)
    if effort is not None and expected is not None:
        assert effort.time_s == pytest.approx(expected, abs=1e-9)
        assert 0 <= effort.start_s <= effort.end_s <= time_s[-1]


@given(TRACKS, st.sampled_from((5.0, 12.5, 50.0)), st.data())
def test_with_breaks_it_finds_the_best_of_the_stretches(
    steps: list[tuple[int, int]], length_m: float, data: st.DataObject
) -> None:
    time_s, distance_m = _cumulated(steps)
    points = st.integers(1, len(time_s) - 1)
    breaks = sorted(data.draw(st.sets(points, max_size=4)))
    for at in breaks:  # pauses, each of a minute
        time_s[at:] = [each + 60 for each in time_s[at:]]
    effort = best_effort(time_s, distance_m, breaks, "x", length_m)
    ends = [0, *breaks, len(time_s)]
    alone = [
        best_effort(time_s[first:end], distance_m[first:end], (), "x", length_m)
        for first, end in pairwise(ends)
    ]
    times = [each.time_s for each in alone if each is not None]
    assert (None if effort is None else effort.time_s) == min(times, default=None)


def test_both_ends_are_interpolated() -> None:
    assert best_effort([0, 10, 20, 25], [0, 40, 80, 110], (), "50m", 50.0) == Effort(
        "50m", 50.0, 15.0, 25, 60.0
    )


def test_time_on_the_spot_within_a_window_counts() -> None:
    time_s, distance_m = [0.0, 10.0, 70.0, 80.0], [0.0, 50.0, 50.0, 100.0]
    effort = best_effort(time_s, distance_m, (), "x", 100.0)
    assert effort is not None
    assert effort.time_s == 80


def test_time_on_the_spot_before_a_window_does_not_count() -> None:
    time_s, distance_m = [0.0, 60.0, 70.0, 130.0], [0.0, 0.0, 50.0, 50.0]
    effort = best_effort(time_s, distance_m, (), "x", 50.0)
    assert effort == Effort("x", 50.0, 60.0, 70.0, 0.0)


def test_the_earliest_of_equals_is_taken() -> None:
    effort = best_effort([0.0, 10.0, 20.0, 30.0], [0.0, 50.0, 100.0, 150.0], (), "x", 50.0)
    assert effort is not None
    assert effort.start_s == 0
    time_s, distance_m = [0.0, 10.0, 20.0, 30.0], [0.0, 50.0, 50.0, 100.0]
    effort = best_effort(time_s, distance_m, (2,), "x", 50.0)
    assert effort is not None
    assert effort.start_s == 0


def test_no_window_crosses_a_pause() -> None:
    time_s, distance_m = [0.0, 10.0, 51.0, 61.0, 71.0], [0.0, 50.0, 100.0, 150.0, 200.0]
    assert best_effort(time_s, distance_m, (2,), "x", 120.0) is None
    effort = best_effort(time_s, distance_m, (2,), "x", 100.0)
    assert effort is not None
    assert (effort.start_s, effort.end_s) == (51, 71)


def test_a_window_crosses_a_break_of_seconds() -> None:
    time_s, distance_m = [0.0, 10.0, 20.0, 45.0, 55.0], [0.0, 50.0, 100.0, 100.0, 150.0]
    effort = best_effort(time_s, distance_m, (3,), "x", 150.0)
    assert effort == Effort("x", 150.0, 0.0, 55.0, 0.0)


def test_the_work_grows_with_the_points_and_no_faster() -> None:
    """Counted in looks at a distance, not in seconds."""

    class Counted(list[float]):
        looks = 0

        def __getitem__(self, at: Any) -> Any:
            Counted.looks += 1
            return super().__getitem__(at)

    looks = []
    for count in (1000, 4000):
        Counted.looks = 0
        times = [float(second) for second in range(count)]
        best_effort(times, Counted(3.0 * second for second in times), (), "x", 400.0)
        looks.append(Counted.looks)
    assert looks[1] < 4.5 * looks[0]
