"""Amounts that make no sense, and the workouts that people really write."""

from __future__ import annotations

import pytest

from fitexport.errors import NotationError, UnitError
from fitexport.session import Distance, Session, Step, Time, What
from fitexport.session.format import format_session
from fitexport.session.parse import find_errors, parse
from fitexport.session.plausible import ANY, plausible

# As coaches, clubs and books write them, in the notation: sprints, the track, roads, hills, other sports.
REAL = """
easy 30min
easy 1h15min
easy 5km
easy 8mi
easy 3mi; 4x stride 20s, walk 60s
easy 40min @ effort 4
easy 45min @ 135-150bpm
easy 50min @ hr zone 2
easy 1.5h
easy 20:00
easy 45:00
long 90min
long 1h30min
long 1h30
long 2h
long 16mi
long 25km
long 90:00
long 10km; 4x 400m @ mile, jog 200m
run 400m
run 800m
run 3mi @ easy; run 2mi @ threshold; run 1mi @ easy
run 5min
warm-up 15min; 6x 400m @ mile, jog 200m; cool-down 10min
warm-up 2mi; 5x 1km @ 5k, jog 2:30; cool-down 2mi
warm-up 10min; 4x 5min @ threshold, jog 60s; cool-down 10min
warm-up 1mi; 8x 200m @ mile, walk 200m; cool-down 1mi
warm-up 400m; drills 20m "bounding"; 4x stride 80m, walk 80m
warm-up 15min; drills until lap "A-skips"; 4x stride 100m, walk 100m; 10x 100m @ mile, jog 100m; cool-down 10min
warm-up 15min; 10x hill 10s, walk 2min; cool-down 10min
warm-up 15min; 8x hill 60m, walk 60m; cool-down 10min
warm-up 20min; 6x hill 90s, jog 3min; cool-down 15min
warm-up 10min; 12x hill 200m @ effort 9, jog 200m; cool-down 10min
warm-up 10min; 20x (30s @ vo2max; jog 30s); cool-down 10min
warm-up 10min; 30x (15s @ vo2max; jog 15s); cool-down 5min
warm-up 10min; 10x (60s @ 5k; easy 60s); cool-down 10min
warm-up 10min; 8x (run 60s @ 5k; easy 1:30); cool-down 10min
warm-up 10min; 16x (100m @ 5k; easy 100m); cool-down 10min
warm-up 15min; 3x (60s @ 5k; easy 60s; 2min @ 10k; easy 2min; 3min @ threshold; easy 3min); cool-down 5min
warm-up 2km; 3x 1mi @ 10k, rest 60s; cool-down 2km
warm-up 2km; 12x 400m @ 5k, rest 60s; cool-down 2km
warm-up 2km; 2x (6x 400m @ 3k, jog 100m), walk 4min; cool-down 2km
warm-up 2km; 4x (4x 200m @ 800m, jog 200m), jog 400m; cool-down 2km
warm-up 2km; 5x 600m @ 1500m, walk 3min; cool-down 2km
warm-up 2km; 3x 300m @ 800m, walk 5min; cool-down 2km
warm-up 15min; 4x 150m @ 800m, walk 250m; cool-down 10min
warm-up 15min; 6x 60m @ 800m, walk 2min; cool-down 10min
warm-up 15min; 5x 30m @ effort 10, walk 3min; cool-down 10min
warm-up 15min; 3x 20m @ effort 10, walk 2min; 3x 30m @ effort 10, walk 3min
warm-up 15min; 6x 10m @ effort 10, walk 60s; cool-down 10min
warm-up 15min; 4x 40m, walk 40m; 4x 60m, walk 60m
run 30m; walk 2min; run 40m; walk 3min; run 50m; walk 4min; run 60m
warm-up 15min; run 200m @ mile; jog 200m; run 400m @ mile; jog 400m; run 600m @ mile; jog 600m; run 800m @ mile; cool-down 10min
warm-up 15min; run 1200m @ 3k; jog 3min; run 800m @ mile; jog 3min; run 400m @ 800m; cool-down 10min
warm-up 3km; tempo 20min; cool-down 2km
warm-up 10:00; tempo 20:00; cool-down 10:00
tempo 5km
tempo 4mi; 4x stride 20s, walk 60s
warm-up 2mi; 2x tempo 2mi, jog 2min; cool-down 1mi
warm-up 2mi; 6x 5:00 @ threshold, jog 1:00; cool-down 1mi
warm-up 15min; 2x 20min @ threshold, jog 3min; cool-down 10min
warm-up 10min; 3x 10min @ threshold, jog 2min; 4x 200m @ mile, jog 200m; cool-down 10min
warm-up 10min; 5km @ 10k; cool-down 10min
warm-up 10min; 3x 2km @ 10k, jog 400m; cool-down 10min
warm-up 10min; 1,000m @ 5k; jog 3min; 1,000m @ 5k; cool-down 10min
warm-up 10min; 5x 1,000m @ 5k, jog 200m; cool-down 10min
warm-up 10min; 2x 1,600m @ 10k, jog 400m; cool-down 10min
easy 10,000m
warm-up 10min; 4x 1.5km @ threshold, jog 90s; cool-down 10min
warm-up 10min; 3x 0.5mi @ 5k, jog 0.25mi; cool-down 10min
warm-up 10min; 4x half mile @ 5k, jog quarter mile; cool-down half a mile
warm-up 10min; 8x 0.25mi @ mile, jog 0.125mi; cool-down 10min
warm-up 10min; 4x 402.336m @ mile, jog 201.168m; cool-down 10min
warm-up 10min; 6x 800m @ 3:20-3:30/mi, jog 400m; cool-down 10min
warm-up 10min; 6x 800m @ 3:30/km, jog 400m; cool-down 10min
warm-up 10min; 10x 400m @ 82-84s/400m, rest 60s; cool-down 10min
warm-up 10min; 10x 100m @ 3:10/km, walk 100m; cool-down 10min
warm-up 10min; 10x 30s @ 5:30-5:40/mi, jog 60s; cool-down 10min
warm-up 10min; 4x 4min @ 170-180bpm, jog 3min; cool-down 10min
warm-up 10min; 6x 3min @ 250-270W, jog 2min; cool-down 10min
warm-up 10min; 5x 60s @ 180-186spm, jog 60s; cool-down 10min
warm-up 10min; 8x (2min @ vo2max; float 60s); cool-down 10min
warm-up 10min; 8x (400m @ 5k; float 200m @ long); cool-down 10min
warm-up 10min; 5x 3min @ vo2max, jog 1.25x rep; cool-down 10min
warm-up 10min; 6x 45s @ effort 9, walk 1x rep; cool-down 10min
drills 5min; jog 2min; 6x stride 20s, walk 40s
drills until lap; jog 90s; 4x stride 15s, walk 60s
warm-up 10min; drills 30m; jog 50m; easy 20min
warm-up 10min; easy 2min; 8x hill 10s, walk 60s
jog 20min
jog 30s
walk 30min
walk 5min; run 5min; walk 5min
walk 5min; 8x (run 60s; walk 90s); walk 5min
walk 5min; 6x (run 90s; walk 2min); walk 5min
warm-up 5min; 2x (run 90s; walk 90s; run 3min; walk 3min); cool-down 5min
walk 5min; run 3min; walk 90s; run 5min; walk 2:30; run 3min; walk 90s; run 5min
race 1mi
race 60m
race 100m
race 5km
race 13.1mi
race 42.195km
time-trial 1mi
time-trial 1600m
time-trial 3km
warm-up 15min; stride 80m; walk 80m; stride 80m; race 1500m; cool-down 10min
warm-up 15min; run 60s @ mile; cool-down 10min
run 1mi @ easy; 2x stride 100m, walk 100m
easy 20min; 6x stride 60m, walk 2min
easy 20min; 4x stride 30s, jog 90s; easy 10min
cycling 45min
cycling 1h30min @ 140-150W
cycling 40km
warm-up 10min; 8x cycling 30s @ 300-350W, rest 90s; cool-down 10min
swimming 1000m
warm-up 200m; 8x swimming 50m, rest 20s; 8x swimming 25m, rest 15s; cool-down 100m
warm-up 100m; 10x swimming 100m, rest 15s
rowing 5km
warm-up 5min; 4x rowing 500m, rest 2min
warm-up 5min; 10x rowing 100m, rest 60s
elliptical 30min @ effort 5
aqua-jog 40min
warm-up 10min; 10x aqua-jog 60s, rest 30s
hiking 3h
hiking 12km
cross-training 45min
3x (back squat 6reps; rest 2min)
3x plank 45s, rest 15s
2x (push-up 15reps; side plank 30s; rest 60s)
10x burpee 5reps, rest 10s
3x (bounding 10reps; walk 60s)
warm-up 5min; 3x (box jump 5reps; walk 60s); cool-down 5min
easy 15-20min
warm-up 15-20min; 4-5x stride 20s, walk 60s
rest
"""
# `4-5x` is no notation: a count is one number.
WORKOUTS = [line for line in REAL.strip().splitlines() if "4-5x" not in line]


@pytest.mark.parametrize("text", WORKOUTS)
def test_what_people_write_is_read_and_printed(text: str) -> None:
    session = parse(text)
    assert parse(format_session(session)) == session


def test_there_are_enough_of_them() -> None:
    assert len(set(WORKOUTS)) >= 110


MEANT = {
    "3m": ("3 metres? no run is that short", "3min, miles mi: 3mi; the shortest is 10m"),
    "6x 3m @ vo2max, jog 2min": ("3 metres? no run at this target is that short", "3min"),
    "2x 20m @ threshold, jog 3min": ("20 metres? no run at this target is that short", "20min"),
    "45m @ 140-150bpm": ("45 metres? no run at this target is that short", "45min"),
    "30m @ hr zone 2": ("30 metres? no run at this target is that short", "30min"),
    "10m @ 7:00-7:10/mi": ("10 metres? no run at this target is that short", "10min"),
    "run 45m @ effort 4": ("45 metres? no run at this target is that short", "45min"),
    "run 30m": ("30 metres? no run by itself is that short", "30min"),
    "run 90m; 4x stride 20s, walk 60s": ("90 metres? no run by itself is that short", "90min"),
    "easy 30m": ("30 metres? no easy run is that short", "30min"),
    "easy 120m": ("120 metres? no easy run by itself is that short", "120min"),
    "easy 90s": ("90 s? no easy run by itself is that short", "1h30min"),
    "easy 1:30; 4x stride 20s, walk 60s": ("90 s? no easy run by itself", "1h30min"),
    "run 1:15": ("75 s? no run by itself is that short", "1h15min"),
    "long 1:30": ("90 s? no long run is that short", "hours are written h: 1h30min"),
    "warm-up 10min; long 2:00; cool-down 10min": ("120 s? no long run is that short", "2h;"),
    "long 3:00": ("180 s? no long run by itself is that short", "3h;"),
    "long 90m": ("90 metres? no long run is that short", "90min"),
    "long 0.3km": ("0.3 km? no long run is that short", "the shortest is 400m"),
    "cycling 1:30": ("90 s? no ride by itself is that short", "1h30min"),
    "hiking 4:00": ("240 s? no hike by itself is that short", "4h"),
    "cycling 45m": ("45 metres? no ride is that short", "45min"),
    "warm-up 15m; 6x 400m": ("15 metres? no warm-up is that short", "15min"),
    "6x 400m; cool-down 10m": ("10 metres? no cool-down is that short", "10min"),
    "warm-up 15s; 6x 400m": ("15 s? no warm-up is that short", "minutes are written min: 15min"),
    "drills 10m; 6x 400m": ("10 metres? no drill is that short", "10min"),
    "6x 400m, jog 2m": ("2 metres? no jog is that short", "2min; the shortest is 20m"),
    "6x 400m, rest 3m": ("3 metres? no rest is that short", "3min; the shortest is 20m"),
    "6x 400m, walk 2s": ("2 s? no walk is that short", "2min; the shortest is 3s"),
    "race 10m": ("10 metres? no race is that short", "miles mi: 10mi"),
    "time-trial 3m": ("3 metres? no time trial is that short", "miles mi: 3mi"),
    "4x stride 20min": ("20 min? no stride is that long", "seconds are written s"),
    "4x stride 1km": ("1 km? no stride is that long", "the longest is 400m"),
    "3x plank 2s": ("2 s? no plank is that short", "the shortest is 3s"),
    "1.000m": ("1.000 m: 1 or 1000 metres?", "write 1000m, or 1m"),
    "5x 10.000m": ("10.000 m: 10 or 10000 metres?", "write 10000m, or 10m"),
    "jog 1.000-1.200m": ("1.000 m: 1 or 1000 metres?", "write 1000m"),
    "easy 1,500km": ("1 what?", "a decimal point: 1.500km; thousands have no comma: 1500km"),
    "easy 5,5km": ("5 what?", "use a decimal point: 5.5km"),
    "2x (60,100m)": ("60 what?", "a decimal point: 60.100m; thousands have no comma: 60100m"),
}


@pytest.mark.parametrize(("text", "expected"), MEANT.items())
def test_an_implausible_amount_is_an_error(text: str, expected: tuple[str, str]) -> None:
    with pytest.raises(NotationError) as caught:
        parse(text)
    problem, remedy = expected
    assert caught.value.problem.startswith(problem)
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("hard", ["@ effort 9", "@ mile", "@ 80s/400m", "@ 300-320W"])
def test_a_rep_may_be_the_only_running_and_be_short(hard: str) -> None:
    assert parse(f"run 60s {hard}").items


@pytest.mark.parametrize("steady", ["", "@ effort 3", "@ 170-180bpm", "@ hr zone 5"])
def test_a_steady_run_by_itself_may_not(steady: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse(f"run 60s {steady}")
    assert caught.value.problem == "60 s? no run by itself is that short"


def test_an_error_within_brackets_skips_what_is_left_of_them() -> None:
    found = find_errors("2x (stroll 1min; 400m @ mile; easy 5min); sprint 10min")
    assert [error.problem for error in found] == ['unknown word "stroll"', 'unknown word "sprint"']


def test_the_caret_is_under_the_amount() -> None:
    with pytest.raises(NotationError) as caught:
        parse("warm-up 15min; 6x run 3m @ vo2max, jog 2min")
    assert caught.value.column == len("warm-up 15min; 6x run ") + 1


def test_every_implausible_amount_of_a_text_is_reported_at_once() -> None:
    found = find_errors("warm-up 15m; 6x 3m @ vo2max, jog 2min; cool-down 10m")
    assert [error.problem.partition("?")[0] for error in found] == [
        *("15 metres", "3 metres", "10 metres")
    ]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("1,000m", Step(Distance(1000))),
        ("run 10,500 m", Step(Distance(10_500))),
        ("1,000-1,200m", Step(Distance(1000, "m", 1200))),
        ("long 1h30", Step(Time(5400), What.LONG)),
        ("half mile", Step(Distance(0.5, "mi"))),
        ("easy half a mile", Step(Distance(0.5, "mi"), What.EASY)),
        ("easy 1h05-1h15", Step(Time(3900, 4500), What.EASY)),
        ("race 1.609km", Step(Distance(1.609, "km"), What.RACE)),
    ],
)
def test_thousands_and_hours_are_read_as_people_write_them(text: str, step: Step) -> None:
    assert parse(text) == Session((step,))


def test_values_are_checked_like_their_text() -> None:
    with pytest.raises(UnitError, match="3 metres"):
        Step(Distance(3))
    with pytest.raises(UnitError, match="90 s"):
        Session((Step(Time(90), What.EASY),))
    with pytest.raises(UnitError, match="finer than a watch"):
        Distance(10.125)  # which would print like ten thousand


@pytest.mark.parametrize("what", What)
def test_what_check_calls_implausible_in_a_file_is_refused_in_a_text(what: What) -> None:
    (least_s, most_s), (least_m, most_m) = plausible(what, None, None)
    assert ANY.times_s[0] <= least_s < most_s <= ANY.times_s[1]
    assert ANY.distances_m[0] <= least_m < most_m <= ANY.distances_m[1]
