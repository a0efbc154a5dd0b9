"""A workout that the watch guided, compared with its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from support.executed import DISTANCE as BY_DISTANCE
from support.executed import END, MANUAL, Ran, activity
from support.fit_foreign import (
    COOLDOWN,
    DISTANCE,
    ENUM,
    HEART,
    OPEN,
    RECOVERY,
    SPEED,
    TIME,
    WARMUP,
    Fields,
    repeat,
    step,
)

from fitexport.errors import RecordingError
from fitexport.pace.workout import HeartRatePercentTarget, HeartRateTarget
from fitexport.recording.noted import noted_split
from fitexport.recording.read import read
from fitexport.recording.review import review
from fitexport.recording.review_report import how_read
from fitexport.recording.reviewed import Off, Review

STEPS = [
    step(TIME, 900_000, intensity=WARMUP),
    step(DISTANCE, 40_000, SPEED, 0, 3704, 4000, notes="400 m in 1:44"),  # 4:10 to 4:30 a km
    step(DISTANCE, 20_000, intensity=RECOVERY),
    repeat(1, 3),
    step(OPEN, None, intensity=COOLDOWN),
]
LAPS = [
    Ran(0, 900, 2700),
    Ran(1, 104, 400),
    Ran(2, 80, 200),
    Ran(1, 98, 400),
    Ran(2, 80, 200),
    Ran(1, 111, 400),
    Ran(2, 80, 200),
    Ran(4, 300, 800),
]


def reviewed(steps: Sequence[Fields], laps: Sequence[Ran]) -> Review:
    (recording,) = read(activity(steps, laps), "run.fit")
    return review(recording)


def test_each_rep_is_held_to_its_target() -> None:
    found = reviewed(STEPS, LAPS)
    assert [(each.index, each.number, each.of, each.time_s) for each in found.done] == [
        (0, 1, 1, 900.0),
        (1, 1, 3, 104.0),
        (2, 1, 3, 80.0),
        (1, 2, 3, 98.0),
        (2, 2, 3, 80.0),
        (1, 3, 3, 111.0),
        (2, 3, 3, 80.0),
        (4, 1, 1, 300.0),
    ]
    # 400 m at 4.0 m/s are 100 s, at 3.704 m/s 108.0 s.
    assert [(done.number, off) for done, off in found.judged] == [
        (1, Off(0, "s")),
        (2, Off(-2.0, "s")),
        (3, Off(3.0, "s")),
    ]
    assert found.missing == ()
    assert all(each.is_whole for each in found.done)
    assert [round(each.heart_bpm or 0) for each in found.done] == [150] * 8


def test_auto_laps_of_one_rep_are_joined() -> None:
    steps = [step(DISTANCE, 160_000, SPEED, 0, 3704, 4000), step(TIME, 60_000), repeat(0, 2)]
    laps = [
        Ran(0, 255, 1000, BY_DISTANCE),
        Ran(0, 155, 600),
        Ran(1, 60, 150),
        Ran(0, 250, 1000, BY_DISTANCE),
        Ran(0, 152, 600),
        Ran(1, 60, 150),
    ]
    found = reviewed(steps, laps)
    assert [(each.index, each.number, each.time_s, each.distance_m) for each in found.done] == [
        (0, 1, 410.0, 1600.0),
        (1, 1, 60.0, 150.0),
        (0, 2, 402.0, 1600.0),
        (1, 2, 60.0, 150.0),
    ]


def test_consecutive_reps_without_a_pause_are_distinguished() -> None:
    steps = [step(DISTANCE, 160_000, SPEED, 0, 3704, 4000), repeat(0, 3)]
    laps = [
        Ran(0, 255, 1000, BY_DISTANCE),
        Ran(0, 155, 600, BY_DISTANCE),  # whole: the next lap is the next rep
        Ran(0, 250, 1000, BY_DISTANCE),
        Ran(0, 30, 120, MANUAL),  # cut short by the lap button
        Ran(0, 255, 1000, BY_DISTANCE),
        Ran(0, 150, 595, BY_DISTANCE),
    ]
    found = reviewed(steps, laps)
    assert [(each.number, each.distance_m, each.is_whole) for each in found.done] == [
        (1, 1600.0, True),
        (2, 1120.0, False),
        (3, 1595.0, True),
    ]


def test_a_stop_is_no_time_of_the_step() -> None:
    """A warm-up of 12:00 with a wait at a crossing, cut by auto-lap before the timer is through."""
    steps = [step(TIME, 720_000), step(TIME, 720_000, SPEED, 0, 3300, 3500)]
    laps = [
        Ran(0, 400, 1000, BY_DISTANCE, stopped_s=330),  # 12:10 have passed, but the timer goes on
        Ran(0, 320, 800),
        Ran(1, 720, 2448, stopped_s=49),
    ]
    found = reviewed(steps, laps)
    assert [(each.index, each.number, each.time_s, each.stopped_s) for each in found.done] == [
        (0, 1, 720.0, 330.0),
        (1, 1, 720.0, 49.0),
    ]
    assert all(each.is_whole for each in found.done)
    assert [off for _, off in found.judged] == [Off(0, "s")]


def test_a_step_that_was_to_be_run_once_is_never_two() -> None:
    steps = [step(DISTANCE, 1_609_344, notes="10 miles"), step(TIME, 600_000)]
    laps = [
        *(Ran(0, 300, 1000, BY_DISTANCE) for _ in range(16)),  # 99.4 %: not over yet
        Ran(0, 28, 93.44),
        Ran(1, 600, 1700),
        Ran(1, 3, 8, END),
    ]
    found = reviewed(steps, laps)
    assert [(each.index, each.number, each.of) for each in found.done] == [(0, 1, 1), (1, 1, 1)]


@pytest.mark.slow
def test_a_long_rep_without_rests_is_not_cut_by_its_last_auto_lap() -> None:
    steps = [step(DISTANCE, 1_609_344), repeat(0, 3)]
    ten_miles = [*(Ran(0, 300, 1000, BY_DISTANCE) for _ in range(16)), Ran(0, 28, 93.44)]
    found = reviewed(steps, [*ten_miles, *ten_miles])
    assert [(each.number, round(each.distance_m or 0)) for each in found.done] == [
        (1, 16093),
        (2, 16093),
    ]


def test_a_rep_that_ended_early_says_so_and_is_judged_by_what_was_run() -> None:
    found = reviewed(STEPS, [Ran(0, 900, 2700), Ran(1, 50, 200), Ran(2, 80, 200)])
    assert [(each.index, each.is_whole) for each in found.done] == [
        (0, True),
        (1, False),
        (2, True),
    ]
    assert [off for _, off in found.judged] == [Off(0, "s")]
    assert [(each.index, each.times) for each in found.missing] == [(1, 2), (2, 2), (4, 1)]


def test_a_step_by_time_is_judged_over_what_it_covered() -> None:
    found = reviewed([step(TIME, 180_000, SPEED, 0, 3704, 4000)], [Ran(0, 180, 640)])
    (done,) = found.done
    # 640 m at 3.704 m/s are 172.8 s.
    assert done.off == Off(7.2, "s")


@pytest.mark.parametrize(("bpm", "off"), [(150, 0), (145, 0), (160, 5), (138, -2)])
def test_a_heart_rate_is_judged_in_beats(bpm: int, off: int) -> None:
    steps = [step(TIME, 600_000, HEART, 0, 240, 255)]
    found = reviewed(steps, [Ran(0, 600, 1800, bpm=bpm)])
    assert [each for _, each in found.judged] == [Off(off, "bpm")]


def test_a_short_rep_is_held_to_the_split_that_its_note_says() -> None:
    steps = [step(DISTANCE, 20_000, notes="Last one: 200 m in 47.5 s, smooth")]
    for time_s, by in ((47.5, 0), (46.0, -1.5), (49.0, 1.5)):
        found = reviewed(steps, [Ran(0, time_s, 200)])
        assert [each for _, each in found.judged] == [Off(by, "s", by_note=True)]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("400 m in 1:45", (400.0, 105.0, 105.0)),
        ("200 m in 52.5 s", (200.0, 52.5, 52.5)),
        ("200 m in 46-48 s, go", (200.0, 46.0, 48.0)),
        ("1 km in 3:25-3:30", (1000.0, 205.0, 210.0)),
        ("0.25 mi in 1:19.5", (402.336, 79.5, 79.5)),
        ("threshold 7:23-7:44/mi", None),
        ("", None),
    ],
)
def test_the_split_of_a_note(note: str, expected: tuple[float, float, float] | None) -> None:
    assert noted_split(note) == expected


def test_what_nothing_is_known_of_is_not_judged() -> None:
    steps = [step(TIME, 60_000, SPEED, 0, 3704, 4000), step(TIME, 60_000, HEART, 2)]
    found = reviewed(steps, [Ran(0, 60, 0), Ran(1, 60, 200)])
    assert found.judged == ()
    assert found.done[0].speed is None


def test_laps_of_no_step_are_skipped() -> None:
    found = reviewed(STEPS, [Ran(None, 60, 200), *LAPS, Ran(9, 60, 200)])
    assert len(found.done) == len(LAPS)


def test_a_first_lap_that_names_the_repeat_is_of_the_first_step() -> None:
    found = reviewed(STEPS, [LAPS[0]._replace(step=3), *LAPS[1:]])
    assert (found.done[0].index, found.done[0].time_s, found.missing) == (0, 900.0, ())


def test_a_run_without_a_workout_is_refused() -> None:
    with pytest.raises(RecordingError) as refused:
        reviewed([], [Ran(None, 600, 1800)])
    assert str(refused.value) == (
        "no workout in it: none guided the run, or this watch does not record it\n"
        "  review a FIT recording of a workout; fitexport fitness shows what this one is worth"
    )
    with pytest.raises(RecordingError) as refused:
        reviewed(STEPS, [Ran(None, 600, 1800)])
    assert str(refused.value) == (
        "its laps do not say which step they belong to\n"
        "  review the FIT file that the watch itself recorded"
    )


def test_a_separate_last_round_belongs_to_the_set() -> None:
    steps = [*STEPS[:4], step(DISTANCE, 40_000, SPEED, 0, 3704, 4000, notes="Last one: 400 m")]
    laps = [Ran(0, 900, 2700), *LAPS[1:7], Ran(4, 103, 400)]
    numbers = [(each.index, each.number, each.of) for each in reviewed(steps, laps).done]
    assert numbers[1::2] == [(1, 1, 4), (1, 2, 4), (1, 3, 4), (4, 4, 4)]


def test_a_recovery_that_the_last_round_leaves_out_is_not_missing() -> None:
    steps = [
        step(DISTANCE, 40_000, SPEED, 0, 3704, 4000),
        step(TIME, 60_000, intensity=RECOVERY),
        {**repeat(0, 2), 18: (ENUM, 1)},
    ]
    laps = [Ran(0, 103, 400), Ran(1, 60, 150), Ran(0, 103, 400)]
    assert reviewed(steps, laps).missing == ()


def test_how_many_reps_are_to_come_is_unknown_until_something() -> None:
    steps = [step(DISTANCE, 40_000), repeat(0, 600_000, 7)]
    found = reviewed(steps, [Ran(0, 100, 400), Ran(0, 101, 400)])
    assert [(each.number, each.of) for each in found.done] == [(1, 0), (2, 0)]


def test_laps_without_a_distance_have_that_of_their_points() -> None:
    (recording,) = read(activity(STEPS, LAPS), "run.fit")
    bare = replace(recording, laps=tuple(replace(lap, distance_m=None) for lap in recording.laps))
    assert [round(each.distance_m or 0) for each in review(bare).done][:3] == [2700, 400, 200]
    assert len(review(bare).judged) == 3


def test_heart_rates_without_fits_offset_are_read_as_bpm() -> None:
    steps = [
        step(TIME, 600_000, HEART, 0, 132, 146),
        step(DISTANCE, 200_000, HEART, 0, 170, 190),  # 70-90 bpm by itself could be meant
        step(TIME, 60_000, HEART, 0, 60, 70),  # percent
        repeat(1, 2),
    ]
    found = reviewed(steps, [Ran(0, 600, 2000), Ran(1, 500, 2000), Ran(2, 60, 100)])
    assert [each.step.target for each in found.done] == [
        HeartRateTarget(132, 146),
        HeartRateTarget(170, 190),
        HeartRatePercentTarget(60, 70),
    ]
    assert [off for _, off in found.judged] == [Off(4, "bpm"), Off(-20, "bpm")]
    assert "without FIT's offset of 100" in how_read(found)


def test_heart_rates_with_the_offset_stay_as_they_are() -> None:
    found = reviewed([step(TIME, 600_000, HEART, 0, 232, 246)], [Ran(0, 600, 2000)])
    assert [each.step.target for each in found.done] == [HeartRateTarget(132, 146)]
    assert how_read(found) == ""
