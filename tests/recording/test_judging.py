from __future__ import annotations

import re
from array import array
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from support.recordings import (
    MILE_M,
    Course,
    LapMark,
    Leg,
    Noise,
    Session,
    fit_activity,
    gpx,
    recorded,
    tcx,
    time_at,
    trial,
)

from fitexport.errors import NoRunError, RecordingError
from fitexport.pace.fitness import fitness_index
from fitexport.recording.judging import Fitness, judge
from fitexport.recording.laps import track_mile
from fitexport.recording.read import read
from fitexport.recording.recording import Recording


def recording(legs: list[Leg], course: Course | None = None, **more: Any) -> Recording:
    """By the watch's own distance."""
    fixes = recorded(course or Course.road(), legs, **{"every_s": 2.0, **more})
    (made,) = read(fit_activity(fixes), "run.fit")
    return made


def judged(legs: list[Leg], max_hr: int | None = None, **more: Any) -> Fitness:
    return judge(recording(legs, **more), max_hr)


# --- race effort, or at least that fast --------------------------------------------------

EASY = 2.8
RACE = "nothing before or after it was nearly as fast"
AGAIN = "another part of the run was as fast"
WHOLE = "it is the whole recording"
EVEN = "it is the whole recording, and may just be an even run"

KINDS: dict[str, tuple[list[Leg], str, str, str]] = {
    "a trial after a warm-up": (trial(380), "mile", "race", RACE),
    "a trial and home": (trial(380, before_m=0), "mile", "race", RACE),
    "a trial alone, or a warm-up": ([Leg(1640, 4.2)], "mile", "at-least", EVEN),
    "a 5k in a longer run": ([Leg(2000, EASY), Leg(5020, 4.1), Leg(1000, 2.4)], "5k", "race", RACE),
    "3 km alone": ([Leg(3020, 4.4)], "3k", "at-least", EVEN),
    "strides before it": (
        [Leg(1500, EASY), *(Leg(100, 5.5), Leg(80, 2)) * 4, Leg(MILE_M, 4.2), Leg(900, EASY)],
        "mile",
        "race",
        RACE,
    ),
    "an easy run": ([Leg(8000, 3.0)], "5k", "at-least", AGAIN),
    "an easy 10 km": ([Leg(10_010, 3.0)], "10k", "at-least", EVEN),
    "a 5k without a warm-up": ([Leg(5010, 4.1)], "5k", "at-least", EVEN),
    "mile repeats": (
        [Leg(2000, EASY), *(Leg(1620, 4.0), Leg(400, 2.2)) * 3, Leg(900, EASY)],
        "mile",
        "at-least",
        AGAIN,
    ),
    # What is next to the best is shorter than a quarter of it, and as fast.
    **{
        f"an even run of {metres / 1000:g} km": ([Leg(metres, EASY)], basis, "at-least", AGAIN)
        for metres, basis in (
            (3300, "3k"),
            (3600, "3k"),
            (5500, "5k"),
            (6000, "5k"),
            (12_000, "10k"),
        )
    },
    "a tempo run after a warm-up": (
        [Leg(2500, EASY), Leg(5400, 3.6)],
        "5k",
        "at-least",
        AGAIN,
    ),
    "one tempo in two halves": (
        [Leg(2000, EASY), Leg(2500, 3.8), Leg(300, 2.0), Leg(2500, 3.8), Leg(900, EASY)],
        "5k",
        "at-least",
        "a quarter of it was 16% slower than the whole",
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_whether_it_was_a_race_effort(name: str) -> None:
    legs, basis, kind, why = KINDS[name]
    fitness = judged(legs)
    assert (fitness.basis.distance, fitness.kind, fitness.why) == (basis, kind, why)


# The generator's heart beats 120 times a minute, and 12 for each m/s.
WITH_A_MILE: dict[str, tuple[list[Leg], float, str, str]] = {
    "a trial alone": ([Leg(1640, 4.2)], 385, "race", WHOLE),
    "a mile and the way to the watch": ([Leg(1740, 4.2)], 385, "race", WHOLE),
    "3 km alone": ([Leg(3020, 4.4)], 350, "race", WHOLE),
    "1500 m on the track": ([Leg(1500.5, 4.4)], 370, "race", WHOLE),
    "a warm-up saved as a file of its own": (
        [Leg(1640, 3.4)],
        385,
        "at-least",
        "it is worth a mile 23% slower than your mile",
    ),
    "a slow mile that stands out": (
        trial(425),
        385,
        "at-least",
        "it is worth a mile 10% slower than your mile",
    ),
    "the best 5 km so far": (
        [Leg(5010, 4.1)],
        360,
        "race",
        "it is the whole recording, and worth at least your mile",
    ),
    "5 km nearly as good": ([Leg(5010, 4.1)], 350, "at-least", EVEN),
}


@pytest.mark.parametrize("name", WITH_A_MILE)
def test_a_known_mile_identifies_a_race(name: str) -> None:
    legs, mile_s, kind, why = WITH_A_MILE[name]
    fitness = judge(recording(legs, every_s=1.0), mile_s=mile_s)
    assert (fitness.kind, fitness.why) == (kind, why)
    assert fitness.is_sure == (kind == "race")


def test_a_shape_alone_is_not_sure() -> None:
    assert not judged(trial(380)).is_sure
    assert judge(recording(trial(380)), mile_s=385).is_sure


@pytest.mark.parametrize(
    ("max_hr", "kind", "why"),
    [
        (175, "race", "the heart rate was 97% of its maximum"),
        (
            187,
            "race",
            "it is the whole recording, even, at 90% of the maximum heart rate",
        ),
        (190, "at-least", EVEN),
        (195, "at-least", "the heart rate was only 87% of its maximum"),
    ],
)
def test_heart_rate_identifies_a_race_over_10_km(max_hr: int, kind: str, why: str) -> None:
    fitness = judged([Leg(10_010, 4.1)], max_hr=max_hr)
    assert (fitness.basis.distance, fitness.kind, fitness.why) == ("10k", kind, why)


def test_an_easy_heart_is_in_no_race_whatever_its_shape() -> None:
    fitness = judged(trial(380), max_hr=200)
    assert (fitness.kind, fitness.why) == (
        "at-least",
        "the heart rate was only 85% of its maximum",
    )


def test_one_bad_piece_makes_no_reps_of_a_race() -> None:
    """A cup of water, or a receiver that catches up: one piece of twenty seconds, not a tenth."""
    legs = [Leg(2500, 4.2), Leg(44, 2.2), Leg(176, 8.8), Leg(2300, 4.2)]
    fitness = judge(recording(legs), mile_s=365)
    assert (fitness.basis.distance, fitness.kind) == ("5k", "race")


def test_a_treadmill_is_no_race_and_weighs_little() -> None:
    data = fit_activity(
        recorded(Course.road(), trial(380)), sessions=[Session(0, 2000, 1, 1)], positions=False
    )
    fitness = judge(read(data, "run.fit")[0], mile_s=380)
    assert (fitness.kind, fitness.why) == ("at-least", "a treadmill run is not a race")
    assert (fitness.measured_by, fitness.doubt) == ("a treadmill or an arm", 0.1)


@pytest.mark.parametrize(
    ("metres", "scaled_by", "doubt", "by"),
    [
        (3900, 1.08, 0.05, "a calibrated treadmill"),
        (5500, 1.52, 0.1, "a calibrated treadmill"),  # an arm that held the rail
        (3615, 1.0, 0.1, "a treadmill or an arm"),  # rounded
        (7700, 1.0, 0.1, "a treadmill or an arm"),  # an error of the file
    ],
)
def test_a_treadmill_has_the_distance_that_its_runner_corrected(
    metres: float, scaled_by: float, doubt: float, by: str
) -> None:
    data = fit_activity(
        recorded(Course.road(), trial(380)),
        sessions=[Session(0, 2000, 1, 1, metres=metres)],
        positions=False,
    )
    (recording,) = read(data, "run.fit")
    fitness = judge(recording, max_hr=150, mile_s=380)
    assert recording.scaled_by == pytest.approx(scaled_by, abs=0.01)
    assert recording.total_m == pytest.approx(3609 if scaled_by == 1 else metres, rel=0.01)
    assert (fitness.measured_by, fitness.doubt, fitness.kind) == (by, doubt, "at-least")
    assert any("The watch counted 3.6" in note for note in recording.notes) == (scaled_by != 1)


def test_a_marathon_on_a_treadmill_of_which_only_start_and_end_are_known_is_judged() -> None:
    """Nothing in between is known, but not the whole time is in doubt."""
    start, *_, end = recorded(Course.road(), [Leg(42_195, 3)], every_s=60)
    data = fit_activity([start, end], sessions=[Session(0, end.time_s, 1, 1)], positions=False)
    fitness = judge(read(data, "run.fit")[0], mile_s=380)
    assert (fitness.kind, fitness.doubt) == ("at-least", 0.9)
    assert fitness.index_doubt > fitness.index


# --- whole races, and short breaks --------------------------------------------------------


@pytest.mark.parametrize(
    ("metres", "distances", "race"),
    [(4930, True, None), (4960, True, "5k"), (4910, False, "5k"), (9850, False, "10k")],
)
def test_a_race_measured_too_short_is_that_race(
    metres: float, distances: bool, race: str | None
) -> None:
    fixes = recorded(Course.road(), [Leg(metres, 4.0)])
    fitness = judge(read(fit_activity(fixes, distances=distances), "run")[0])
    found = {each.distance: each for each in fitness.efforts}
    assert (race is None) == ("5k" not in found)
    if race is not None:
        assert found[race].time_s == pytest.approx(metres / 4.0, abs=1)
        assert found[race].lacking_m == pytest.approx(float(race[:-1]) * 1000 - metres, abs=8)


def test_a_watch_that_is_stopped_late_does_not_lengthen_the_race() -> None:
    still = [Leg(0.01, 0.001), Leg(4960, 4.0), Leg(0.06, 0.001)]
    fixes = recorded(Course.road(), still)
    fixes = [replace(fix, metres=round(fix.metres)) for fix in fixes]
    efforts = judge(read(fit_activity(fixes), "run.fit")[0]).efforts
    (five,) = [each for each in efforts if each.distance == "5k"]
    assert five.time_s == pytest.approx(4960 / 4.0, abs=2)
    assert five.start_s == pytest.approx(10, abs=1)


@pytest.mark.slow
def test_a_short_break_costs_its_metres_and_not_the_race() -> None:
    legs = [Leg(6000, 4.0), Leg(4100, 4.0, stopped_s=20)]
    fitness = judged(legs)
    (ten,) = [each for each in fitness.efforts if each.distance == "10k"]
    assert ten.time_s == pytest.approx(10_000 / 4.0 + 20, abs=2)
    assert ten.stopped_s == 0
    light = judged([legs[0], replace(legs[1], stopped_s=200)])
    (ten,) = [each for each in light.efforts if each.distance == "10k"]
    assert ten.time_s == pytest.approx(10_000 / 4.0 + 200, abs=2)
    assert ten.stopped_s == 200
    assert light.kind == "at-least"  # judged by the 5 km before the pause
    assert "5k" in {each.distance for each in light.efforts if not each.stopped_s}
    pause = judged([legs[0], replace(legs[1], stopped_s=260)])
    assert "10k" not in {each.distance for each in pause.efforts}
    mile = judged([Leg(1000, 4.0), Leg(1000, 4.0, stopped_s=40)])
    assert [each.distance for each in mile.efforts] == ["400m", "800m"]


@pytest.mark.slow
def test_one_gps_catch_up_loses_only_its_own_metres() -> None:
    fixes = recorded(Course.road(), [Leg(10_200, 4.0)])
    lost = [
        replace(fix, metres=fixes[1000].metres, latitude=fixes[1000].latitude)
        if 1000 < at < 1020
        else fix
        for at, fix in enumerate(fixes)
    ]
    (found,) = read(fit_activity(lost, positions=False), "run.fit")
    assert found.breaks
    (ten,) = [each for each in judge(found).efforts if each.distance == "10k"]
    assert ten.time_s == pytest.approx(10_000 / 4.0 + 20, abs=2)


def test_400_m_faster_than_any_human_cost_nothing_else() -> None:
    fitness = judged([Leg(2000, 4.0), Leg(410, 9.5), Leg(2000, 4.0)])
    assert [each.distance for each in fitness.efforts] == ["800m", "1500m", "mile", "3k"]


@pytest.mark.slow
def test_reps_with_jogs_between_are_no_race_effort() -> None:
    for jog in (2.0, 2.3, 2.7):
        reps = [Leg(1500, 2.7), *(Leg(400, 4.3), Leg(200, jog)) * 6, Leg(900, 2.6)]
        fitness = judged(reps)
        assert fitness.kind == "at-least"
        assert 6.9 * 60 < fitness.mile_s < 8 * 60


def test_a_set_of_reps_is_no_race_effort_though_its_quarters_are_alike() -> None:
    fitness = judged([Leg(1000, 2.4), *(Leg(300, 4.4), Leg(100, 2.0)) * 4, Leg(900, 2.2)])
    assert fitness.kind == "at-least"
    assert fitness.why.startswith("45 s of it were 4")


def test_a_mile_whose_ends_gps_has_cut_off_is_a_mile_still() -> None:
    """The 1500 m in it are a little better, as a measured mile reaches into the jog around it."""
    fitness = judged(trial(380), device_error=-0.015)
    best = {
        effort.distance: fitness_index(effort.distance_m, effort.time_s)
        for effort in fitness.efforts
    }
    assert best["1500m"] > best["mile"]
    assert (fitness.basis.distance, fitness.kind) == ("mile", "race")


def test_1500_m_are_not_taken_for_a_slow_mile() -> None:
    fitness = judged([Leg(1200, EASY), Leg(1500, 4.4), Leg(900, EASY)])
    assert (fitness.basis.distance, fitness.kind) == ("1500m", "race")


def test_one_slow_part_makes_it_no_race_effort() -> None:
    legs = [Leg(400, 4.4), Leg(400, 3.0), Leg(400, 4.4), Leg(410, 4.4)]
    fitness = judged(legs)
    assert (fitness.kind, fitness.why) == (
        "at-least",
        "a quarter of it was 23% slower than the whole",
    )


def test_a_maximal_heart_rate_identifies_a_race() -> None:
    legs = [Leg(5010, 4.1)]  # the generator's heart: 120 and 12 for each m/s
    assert judged(legs).kind == "at-least"
    assert judged(legs, max_hr=190).kind == "at-least"
    fitness = judged(legs, max_hr=175)
    assert (fitness.kind, fitness.why) == ("race", "the heart rate was 97% of its maximum")


# --- what it is worth ---------------------------------------------------------------------


def test_a_mile_is_worth_itself() -> None:
    fitness = judged(trial(380))
    assert fitness.mile_s == pytest.approx(380, abs=0.6)
    assert fitness.index == fitness_index(MILE_M, fitness.basis.time_s)


def test_a_5k_is_worth_the_mile_of_its_index() -> None:
    fitness = judged([Leg(2000, EASY), Leg(5000, 4.1), Leg(1000, 2.4)])
    assert fitness.mile_s == pytest.approx(
        357, abs=0.6
    )  # 20:19.5, between 18:51 (5:30) and 20:29 (6:00)


@pytest.mark.parametrize(
    ("measured", "mile_s", "doubt"),
    [("device", 424, 0.5), ("device", 300, 0.7), ("positions", 424, 0.9), ("positions", 600, 0.6)],
)
def test_the_index_says_how_far_off_it_may_be(measured: str, mile_s: int, doubt: float) -> None:
    """1 % of the time is 0.45 at 7:04, 0.66 at 5:00, 0.31 at 10:00; positions are worth 2 %."""
    fixes = recorded(Course.road(), trial(mile_s))
    data = fit_activity(fixes, distances=measured == "device")
    fitness = judge(read(data, "run")[0])
    assert round(fitness.index_doubt, 1) == doubt


@pytest.mark.parametrize(
    ("drop_m", "downhill"), [(0, False), (18, False), (27, True), (-40, False)]
)
def test_a_net_drop_of_more_than_10_m_is_downhill(drop_m: float, downhill: bool) -> None:
    """The mile is 45 % of the course that falls."""
    fitness = judged(trial(380), drop_m=drop_m)
    assert fitness.is_downhill == downhill
    assert fitness.drop_m == pytest.approx(0.446 * drop_m, abs=0.5)


def test_without_altitudes_a_hill_is_unknown() -> None:
    fixes = recorded(Course.road(), trial(380))
    data = gpx(fixes).replace(b"<ele>500.0</ele>", b"")
    fitness = judge(read(data, "run")[0])
    assert fitness.drop_m is None
    assert not fitness.is_downhill


# --- the track ----------------------------------------------------------------------------

LAPPED = trial(380)
"""1200 m, a mile, 800 m; on a track the line is passed at 1200, 1600, ... m."""
ON_TRACK = recorded(Course.track(), LAPPED, noise=Noise(2, 20, 0.5), seed=4, device_error=0.012)


def _laps(cuts: list[float], trigger: str = "manual") -> list[LapMark]:
    return [
        LapMark(time_at(LAPPED, a), time_at(LAPPED, b), (b - a) * 1.012, trigger)
        for a, b in pairwise(cuts)
    ]


def _lapped(laps: list[LapMark]) -> Recording:
    return read(fit_activity(ON_TRACK, laps=laps), "run.fit")[0]


FOUR = [0, 1200, 1600, 2000, 2400, 2800, 3600.0]


def test_four_laps_that_were_pressed_are_1600_m_and_the_rest_is_added() -> None:
    found = _lapped(_laps(FOUR))
    effort = track_mile(found)
    assert effort is not None
    four_s = time_at(LAPPED, 2800) - time_at(LAPPED, 1200)
    assert effort.time_s == pytest.approx(four_s * 1.00584, abs=0.01)
    fitness = judge(found)
    assert fitness.measured_by == "laps on a track"
    assert fitness.mile_s == pytest.approx(380, abs=0.5)
    by_device = judge(_lapped([]))
    assert by_device.mile_s == pytest.approx(375.5, abs=0.3)  # 1.2 % too long, as it was told


@pytest.mark.parametrize("first", [True, False])
def test_who_pressed_for_the_9_m_too_has_run_a_mile(first: bool) -> None:
    cuts = [0, 1200, 1209.344, 1609.344, 2009.344, 2409.344, 2809.344, 3600.0]
    if not first:
        cuts = [0, 1200, 1600, 2000, 2400, 2800, 2809.344, 3600.0]
    effort = track_mile(_lapped(_laps(cuts)))
    assert effort is not None
    assert effort.time_s == pytest.approx(380, abs=0.01)


def test_auto_laps_say_nothing_of_the_track() -> None:
    assert track_mile(_lapped(_laps(FOUR, "distance"))) is None


def test_laps_of_other_lengths_are_no_laps_of_a_track() -> None:
    assert track_mile(_lapped(_laps([0, 1200, 1700, 2200, 2700, 3200, 3600]))) is None


def test_laps_of_400_m_on_a_road_do_not_close() -> None:
    fixes = recorded(Course.road(), LAPPED)
    (found,) = read(fit_activity(fixes, laps=_laps(FOUR)), "run.fit")
    assert track_mile(found) is None
    assert judge(found).measured_by == "the watch's own distance"


def test_three_laps_are_no_mile_nor_are_four_with_a_rest_between() -> None:
    laps = _laps(FOUR)
    assert track_mile(_lapped(laps[:4])) is None
    apart = [
        *laps[:3],
        *(replace(lap, start_s=lap.start_s + 60, end_s=lap.end_s + 60) for lap in laps[3:]),
    ]
    assert track_mile(_lapped(apart)) is None


def test_four_400s_with_rests_at_the_line_are_no_mile() -> None:
    legs = [Leg(400, 4.4), *[Leg(400, 4.4, stopped_s=60)] * 3, Leg(900, EASY)]
    fixes = recorded(Course.track(), legs)
    ends = [time_at(legs, 400 * n) for n in range(1, 5)]
    laps = [LapMark(end - 400 / 4.4, end, 401) for end in ends]
    (found,) = read(fit_activity(fixes, laps=laps), "run.fit")
    assert len(found.laps) == 4
    assert track_mile(found) is None


def test_without_positions_laps_count_where_the_watch_says_track() -> None:
    for kind, is_track in ((4, True), (0, False)):
        data = fit_activity(
            ON_TRACK, laps=_laps(FOUR), positions=False, sessions=[Session(0, 2000, 1, kind)]
        )
        assert (track_mile(read(data, "run.fit")[0]) is not None) == is_track


# --- what is refused ----------------------------------------------------------------------

_GIVE = "give the recording of a run"


@pytest.mark.parametrize(
    ("legs", "sport", "what", "complaint"),
    [
        (
            [Leg(5000, 8.5)],
            "",
            "a ride, by its speed",
            "a recording of a ride, by its speed, not of a run",
        ),
        (
            [Leg(4000, 7.6)],
            "running",
            "faster than any human",
            "1500m in 3:17.5, faster than any human: a ride, or a GPS error",
        ),
        (
            [Leg(5000, 1.4)],
            "",
            "a walk",
            "a walk: worth a mile in 18:10 at best, and paces go up to 15:00",
        ),
        (
            [Leg(5000, 1.4)],
            "running",
            "slow for a run",
            "slow for a run: worth a mile in 18:10 at best, and paces go up to 15:00",
        ),
        ([Leg(5000, 4)], "Ride", "cycling", "a recording of cycling, not of a run"),
        ([Leg(5000, 2)], "hiking", "hiking", "a recording of hiking, not of a run"),
    ],
)
def test_rides_and_walks_are_refused(
    legs: list[Leg], sport: str, what: str, complaint: str
) -> None:
    data = gpx(recorded(Course.road(), legs, every_s=4), sport=sport)
    with pytest.raises(NoRunError) as caught:
        judge(read(data, "run")[0])
    assert caught.value.summary == what
    assert str(caught.value) == f"{complaint}\n  {_GIVE}"


@pytest.mark.parametrize(
    ("word", "what"),
    [
        ("gravel_cycling", "cycling"),
        ("indoor_cycling", "cycling"),
        ("e_bike_fitness", "cycling"),
        ("GravelRide", "cycling"),
        ("MountainBikeRide", "cycling"),
        ("Handcycle", "wheelchair"),
        ("kayaking", "paddling"),
        ("alpine_skiing", "skiing"),
        ("sailing", "sailing"),
        ("wheelchair", "wheelchair"),
        ("Nordic Walking", "walking"),
    ],
)
def test_what_is_no_run_is_refused_whatever_its_word(word: str, what: str) -> None:
    data = gpx(recorded(Course.road(), [Leg(5000, 4.5)], every_s=8), sport=word)
    with pytest.raises(NoRunError) as caught:
        judge(read(data, "run")[0])
    assert caught.value.summary == what


@pytest.mark.parametrize("word", ["Stride workout", "parkrun", "Long Run", "Ultra", "Other"])
def test_runs_have_many_words(word: str) -> None:
    data = gpx(recorded(Course.road(), [Leg(5000, 4.5)], every_s=8), sport=word)
    assert judge(read(data, "run")[0]).efforts


def test_a_run_of_less_than_800_m_in_one_piece_is_refused() -> None:
    with pytest.raises(RecordingError) as caught:
        judged([Leg(700, 4)], every_s=1.0)
    assert str(caught.value) == "no 800 m in one piece: 700 m in all\n  give a longer run"
    with pytest.raises(RecordingError) as caught:
        judged([Leg(600, 4), Leg(600, 4, stopped_s=60), Leg(600, 4, stopped_s=60)])
    assert str(caught.value) == (
        "no 800 m in one piece: 1800 m in all, with breaks\n  give a longer run"
    )


def test_800_m_count_where_there_is_nothing_longer() -> None:
    fitness = judged([Leg(804, 5)])
    assert fitness.basis.distance == "800m"
    assert fitness.mile_s == pytest.approx(337, abs=8)


@pytest.mark.parametrize(
    ("rep", "jog", "rounds"),
    [
        (Leg(400, 400 / 90), Leg(400, 400 / 150), 6),
        (Leg(200, 200 / 42), Leg(200, 200 / 75), 12),
        (Leg(400, 5.0), Leg(400, 2.5), 6),
        (Leg(150, 5.0), Leg(75, 2.5), 15),
    ],
)
def test_reps_whose_jogs_are_quick_are_no_race_effort(rep: Leg, jog: Leg, rounds: int) -> None:
    fitness = judged([Leg(2400, EASY), *(rep, jog) * rounds, Leg(1500, 2.4)])
    assert fitness.kind == "at-least"


def test_a_hilly_race_with_a_fast_finish_is_one_still() -> None:
    uneven = [Leg(400, 4.2), Leg(300, 3.6), Leg(300, 4.7), Leg(500, 4.1), Leg(110, 5.2)]
    fitness = judged([Leg(1500, EASY), *uneven, Leg(800, 2.2)])
    assert (fitness.basis.distance, fitness.kind) == ("mile", "race")


def test_one_point_without_an_altitude_is_no_hill() -> None:
    run = recording(trial(380))
    fitness = judge(run)
    end = next(i for i, s in enumerate(run.time_s) if s >= fitness.basis.end_s)
    altitude = [300.0] * len(run.time_s)
    altitude[end - 1] = -9999.0
    assert judge(replace(run, altitude_m=altitude)).drop_m == 0


def test_points_far_apart_make_the_error_that_is_stated_larger() -> None:
    legs = [Leg(1200, 2.8), Leg(MILE_M, MILE_M / 372), Leg(800, 2.6)]
    files = (gpx(recorded(Course.road(), legs, every_s=every_s)) for every_s in (5, 60))
    dense, sparse = (judge(read(data, "run.gpx")[0]) for data in files)
    assert dense.doubt == 0.02
    assert abs(sparse.mile_s - 372) > 8
    assert abs(sparse.mile_s - 372) <= sparse.doubt * sparse.basis.time_s < 50
    assert sparse.index_doubt > 3 * dense.index_doubt


@pytest.mark.parametrize(
    ("title", "metres", "kind", "why"),
    [
        ("Parkrun 12", 5000, "race", "its title says so"),
        ("Race pace", 5000, "at-least", "it is the whole recording, and may just be an even run"),
        ("Warm-up", 5000, "at-least", "its title says that it was training"),
        ("Stadtlauf", 9000, "at-least", "another part of the run was as fast"),  # 5k of 9 km
    ],
)
def test_a_title_may_say_that_it_was_a_race(title: str, metres: float, kind: str, why: str) -> None:
    data = gpx(recorded(Course.road(), [Leg(metres, 4.0)]))
    recording = replace(read(data, "run.gpx")[0], title=title)
    fitness = judge(recording)
    assert (fitness.kind, fitness.why) == (kind, why)
    assert fitness.is_sure == (kind == "race")
    slower = judge(recording, mile_s=0.9 * fitness.mile_s)
    assert slower.kind == "at-least"


@pytest.mark.parametrize(
    ("max_hr", "peak", "kind"),
    [(185, 176, "race"), (185, 190, "at-least"), (185, 230, "at-least"), (160, 230, "race")],
)
def test_a_heart_above_the_known_maximum_shows_a_higher_one(
    max_hr: float, peak: float, kind: str
) -> None:
    (even,) = read(fit_activity(recorded(Course.road(), [Leg(6500, 4.0)])), "run.fit")
    beats = array("d", (peak if seconds < 60 else 176 for seconds in even.time_s))
    assert judge(replace(even, heart_bpm=beats), max_hr).kind == kind


@pytest.mark.slow
def test_a_lost_signal_or_a_crowd_does_not_hide_a_race() -> None:
    known = {"max_hr": 190, "mile_s": 380}
    crowd = recording([Leg(200, 2.3), Leg(9800, 4.2)])
    assert judge(crowd, **known).kind == "race"
    later = recording([Leg(4000, 4.2), Leg(150, 2.2), Leg(5850, 4.2)])
    assert "slower than the whole" in judge(later, **known).why
    gap = recording([Leg(5000, 4.2), Leg(5000, 4.2, stopped_s=25)])
    assert judge(gap, **known).kind == "race"
    gaps = recording([Leg(2500, 4.2), *[Leg(2500, 4.2, stopped_s=25)] * 3])
    assert "slower than the whole" in judge(gaps, **known).why


_FIXES = recorded(Course.road(), trial(380))
_HILLS = [replace(fix, altitude=500 + fix.metres / 100) for fix in _FIXES]


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        (fit_activity(_FIXES, positions=False), "at-least", "a run without positions"),
        (fit_activity(_HILLS, positions=False), "race", RACE),
        (fit_activity(_FIXES, positions=False, sessions=[Session(0, 900, 1, 4)]), "race", RACE),
        (re.sub(rb"<Position>.*?</Position>", b"", tcx(_FIXES)), "at-least", "a run without"),
        (tcx(_FIXES), "race", RACE),
    ],
    ids=["FIT", "hills", "a track", "TCX", "TCX with positions"],
)
def test_a_run_without_positions_may_be_one_on_a_treadmill(
    data: bytes, kind: str, why: str
) -> None:
    fitness = judge(read(data, "run")[0])
    assert fitness.kind == kind
    assert fitness.why.startswith(why)
    assert (fitness.doubts == ("no positions",)) == (kind == "at-least")
