from __future__ import annotations

from itertools import pairwise
from math import nan

import pytest
from support.recordings import Course, Leg, Noise, recorded

from fitexport.errors import RecordingError
from fitexport.recording.cleaning import clean
from fitexport.recording.points import MAX_POINTS, Points, Raw
from fitexport.recording.recording import Lap, Recording

_NORTH = 1 / 111_200  # degrees of a metre, about


def cleaned(rows: list[tuple[float, float]], begins: tuple[int, ...] = ()) -> Recording:
    """(second, metres to the north), by positions."""
    points = Points()
    for second, metres in rows:
        points.add(1_800_000_000 + second, 48 + metres * _NORTH, 11.0)
    points.begins.update(begins)
    return clean(Raw(name="run", points=points))


def measured(rows: list[tuple[float, float]]) -> Recording:
    """(second, metres), by the watch's own distance."""
    points = Points()
    for second, metres in rows:
        points.add(1_800_000_000 + second, distance_m=metres)
    return clean(Raw(name="run", points=points))


def line(seconds: int, speed: float = 4.0, start: float = 0.0) -> list[tuple[float, float]]:
    return [(start + n, speed * n) for n in range(seconds)]


def test_times_that_stop_or_go_back_are_dropped() -> None:
    rows = line(20)
    rows[5] = (4.0, rows[5][1])
    rows[9] = (2.0, rows[9][1])
    recording = cleaned(rows)
    assert list(recording.time_s) == [n for n in range(20) if n not in (5, 9)]


@pytest.mark.parametrize("ahead_s", [2.5, 40, 7200])
def test_one_time_ahead_of_all_others_is_dropped(ahead_s: float) -> None:
    rows = line(600)
    rows[300] = (300 + ahead_s, rows[300][1])
    recording = cleaned(rows)
    assert list(recording.time_s) == [n for n in range(600) if n != 300]
    assert recording.breaks == ()


def test_of_a_clock_that_was_set_the_longer_part_is_kept() -> None:
    rows = [(second - (3600.0 if second >= 300 else 0), 4.0 * second) for second in range(1000)]
    recording = cleaned(rows)
    assert recording.elapsed_s == 699


def test_a_point_written_twice_counts_once() -> None:
    rows = line(20)
    assert list(cleaned([*rows[:8], rows[7], rows[7], *rows[8:]]).time_s) == list(range(20))


def test_points_without_a_time_are_dropped() -> None:
    rows = line(20)
    rows[0] = (nan, 0.0)
    rows[7] = (nan, rows[7][1])
    assert len(cleaned(rows).time_s) == 18


def test_a_clock_that_was_not_yet_set_loses_its_points_only() -> None:
    rows = [(-1e9, 0.0), (-1e9 + 1, 0.0), *line(20)]
    recording = cleaned(rows)
    assert recording.elapsed_s == 19
    assert recording.start is not None
    assert recording.start.year == 2027


@pytest.mark.parametrize("width", [1, 2])
def test_a_spike_is_dropped(width: int) -> None:
    rows = line(60)
    for n in range(width):
        rows[30 + n] = (rows[30 + n][0], rows[30 + n][1] + 200)
    recording = cleaned(rows)
    assert len(recording.time_s) == 60 - width
    assert recording.breaks == ()
    assert recording.total_m == pytest.approx(4 * 59, rel=0.01)


def test_a_track_that_jumps_and_stays_there_is_broken_not_longer() -> None:
    rows = line(60)
    rows = rows[:30] + [(second, metres + 200) for second, metres in rows[30:]]
    recording = cleaned(rows)
    assert recording.breaks == (30,)
    assert recording.total_m == pytest.approx(4 * 58, rel=0.01)


def test_a_distance_that_jumps_is_broken_not_longer() -> None:
    rows = line(60)
    rows = rows[:30] + [(second, metres + 500) for second, metres in rows[30:]]
    recording = measured(rows)
    assert recording.breaks == (30,)
    assert recording.total_m == 4 * 58


def test_a_distance_that_starts_again_is_a_break() -> None:
    rows = line(60)
    recording = measured(rows + [(60 + second, metres) for second, metres in rows])
    assert recording.breaks == (60,)
    assert recording.total_m == 2 * 4 * 59


def test_a_distance_never_falls() -> None:
    rows = line(30)
    rows[10] = (10.0, rows[8][1])
    recording = measured(rows)
    assert all(a <= b for a, b in pairwise(recording.distance_m))


@pytest.mark.parametrize(
    ("gap_s", "metres", "broken"),
    [
        (9, 0, False),  # short: stood still, and that counts
        (11, 40, False),  # smart recording on a straight
        (60, 240, False),
        (11, 5, True),  # the watch was off, or lost its signal
        (60, 10, True),
        (11, 95, True),  # carried on elsewhere, fast
        (3600, 3700, False),
    ],
)
def test_a_gap_is_a_break_unless_it_was_run(gap_s: float, metres: float, broken: bool) -> None:
    before = line(20)
    last_s, last_m = before[-1]
    after = [(second + last_s + gap_s, y + last_m + metres) for second, y in line(20)]
    recording = measured(before + after)
    assert recording.breaks == ((20,) if broken else ())
    assert recording.elapsed_s == 38 + gap_s


def test_a_break_that_begins_at_a_dropped_point_begins_at_the_next() -> None:
    rows = line(20)
    rows[10] = (3.0, rows[10][1])
    assert cleaned(rows, begins=(10,)).breaks == (10,)
    assert list(cleaned(rows, begins=(10,)).time_s)[10] == 11


def test_a_straight_line_at_one_speed_is_not_moved_by_smoothing() -> None:
    recording = cleaned(line(60))
    assert list(recording.distance_m) == pytest.approx([4 * n for n in range(60)], rel=0.001)


def test_smoothing_removes_noise_at_1_hz_and_leaves_sparse_points_alone() -> None:
    noise = Noise(0, 30, 0.5)
    lengths = []
    for every_s in (1, 5):
        points = Points()
        for fix in recorded(Course.road(), [Leg(1500, 3)], every_s=every_s, noise=noise):
            points.add(1_800_000_000 + fix.time_s, fix.latitude, fix.longitude)
        before = list(points.latitude_deg)
        recording = clean(Raw(name="run", points=points))
        assert recording.latitude_deg is not None
        lengths.append(recording.total_m)
        assert (list(recording.latitude_deg) == before) == (every_s == 5)
    assert lengths == pytest.approx([1500, 1500], rel=0.015)


def test_smoothing_does_not_reach_across_a_break() -> None:
    rows = line(20)
    rows = rows[:10] + [(second, metres + 30) for second, metres in rows[10:]]
    broken = cleaned(rows, begins=(10,))
    assert broken.total_m == pytest.approx(4 * 18, rel=0.001)


def test_the_date_line_is_crossed_by_running_not_by_flying() -> None:
    points = Points()
    for n in range(40):
        east = 179.999 + n * 4 / 111_320
        points.add(1_800_000_000 + n, 0.0, east if east <= 180 else east - 360)
    recording = clean(Raw(name="run", points=points))
    assert recording.breaks == ()
    assert recording.total_m == pytest.approx(4 * 39, rel=0.01)


def test_positions_that_are_not_on_earth_are_none() -> None:
    rows = line(20)
    points = Points()
    for n, (second, metres) in enumerate(rows):
        points.add(1_800_000_000 + second, 91.0 if n == 7 else 48 + metres * _NORTH, 11.0)
    assert len(clean(Raw(name="run", points=points)).time_s) == 19


def test_a_device_s_distance_counts_where_most_points_have_one() -> None:
    points = Points()
    for n in range(40):
        points.add(1_800_000_000 + n, 48.0, 11.0, distance_m=4.0 * n if n % 3 else nan)
    recording = clean(Raw(name="run", points=points))
    assert recording.distance_from == "device"
    assert len(recording.time_s) == 26


@pytest.mark.parametrize("scale", ["kilometres", "steps"])
def test_distances_that_are_no_metres_since_the_start_give_way_to_positions(scale: str) -> None:
    points = Points()
    for second in range(600):
        distance_m = 4.0 if scale == "steps" else second * 0.004
        points.add(1_800_000_000 + second, 48 + 4.0 * second * _NORTH, 11.0, distance_m=distance_m)
    recording = clean(Raw(name="run", points=points))
    assert recording.distance_from == "positions"
    assert recording.total_m == pytest.approx(2396, abs=8)


def test_laps_count_from_the_start_and_empty_ones_are_left_out() -> None:
    points = Points()
    for n in range(40):
        points.add(1_800_000_000 + n, distance_m=4.0 * n)
    laps = [
        Lap(start_s=1_800_000_000, end_s=1_800_000_020),
        Lap(start_s=1_800_000_020, end_s=1_800_000_020),
    ]
    recording = clean(Raw(name="run", points=points, laps=laps))
    assert recording.laps == (Lap(start_s=0, end_s=20),)


def test_points_are_counted() -> None:
    points = Points()
    for column in (
        *(points.time_s, points.latitude_deg, points.longitude_deg),
        *(points.altitude_m, points.heart_bpm, points.distance_m),
    ):
        column.frombytes(bytes(8 * (MAX_POINTS - 1)))
    points.add(0.0)
    with pytest.raises(RecordingError) as caught:
        points.add(1.0)
    assert str(caught.value) == ("more than 200000 points\n  give the recording of one run")
