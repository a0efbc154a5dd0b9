"""How much running a week is."""

from __future__ import annotations

import pytest

from fitexport.pace.table import pace_table
from fitexport.pace.volume import Volume, session_s, total, volume_of
from fitexport.session.parse import parse
from fitexport.units import MILE_M

TABLE = pace_table(400, 380)
EASY = TABLE.band("easy").middle
VO2MAX = TABLE.band("vo2max").middle
THRESHOLD = TABLE.band("threshold").middle


def volume(*texts: str) -> Volume:
    return volume_of((parse(text) for text in texts), TABLE)


@pytest.mark.parametrize(
    ("text", "time_s", "distance_m"),
    [
        ("easy 30min", 1800, 1800 / EASY),
        ("easy 5km", 5000 * EASY, 5000),
        ("long 1h @ effort 6", 3600, 3600 / EASY),
        ("tempo 20min", 1200, 1200 / THRESHOLD),
        ("400m @ mile", 400 * 400 / MILE_M, 400),
        ("race 1mi", 380, MILE_M),
        ("time-trial 1mi", 390, MILE_M),  # halfway between 6:40 and 6:20
        ("easy 30min; drills until lap; rest 5min", 1800, 1800 / EASY),  # standing is no running
    ],
)
def test_time_and_distance(text: str, time_s: float, distance_m: float) -> None:
    found = volume(text)
    assert found.runs == 1
    assert found.time_s == pytest.approx(time_s)
    assert found.distance_m == pytest.approx(distance_m)


@pytest.mark.parametrize(
    ("text", "hard_s"),
    [
        ("easy 30min", 0),
        ("long 60min; 4x stride 20s, walk 60s", 0),
        ("warm-up 15min; 8x 200m @ mile, jog 200m; cool-down 10min", 1600 * 400 / MILE_M),
        ("3x 400m @ goal, jog 400m; 200m @ goal", 1400 * 380 / MILE_M),
        ("2x (3x 400m @ goal, jog 200m), walk 4min", 2400 * 380 / MILE_M),
        ("4x 3min @ vo2max, jog 0.8x rep", 720),
        ("5x 800m @ vo2max, jog 2min", 4000 * VO2MAX),
        ("easy 20min; tempo 15min; easy 5min", 900),
        ("2x 8min @ threshold, jog 90s", 960),
        ("4x 1km @ 5k, jog 2min", 4000 * TABLE.band("5k").middle),
        ("warm-up 20min; race 1mi; cool-down 10min", 380),
    ],
)
def test_hard_is_reps_tempo_and_race_without_their_recoveries(text: str, hard_s: float) -> None:
    assert volume(text).hard_s == pytest.approx(hard_s)


def test_a_trial_is_hard() -> None:
    """A mile, at today's mile pace or a little faster: nothing more is needed here."""
    assert TABLE.trial_s <= volume("warm-up 20min; time-trial 1mi").hard_s <= TABLE.mile_s


@pytest.mark.parametrize(
    "text",
    [
        "rest",
        "3x back squat 8reps, rest 2min",
        "cross-training 40min @ effort 4",
        "cycling 1h",
        "swimming 1km",
    ],
)
def test_sessions_other_than_runs_do_not_count(text: str) -> None:
    assert volume(text) == Volume(0, 0, 0, 0)
    assert volume(text).hard_share == 0
    assert volume("easy 30min", text) == volume("easy 30min")


def test_a_week_is_the_sum_of_its_sessions() -> None:
    week = ("easy 30min", "2x 8min @ threshold, jog 90s", "rest", "long 60min")
    found, each = volume(*week), [volume(text) for text in week]
    assert found.runs == 3
    for index in (1, 2, 3):
        assert found[index] == pytest.approx(sum(one[index] for one in each))
    assert found.hard_share == pytest.approx(960 / (1800 + 960 + 90 + 3600))


def test_nothing_at_all_is_no_share() -> None:
    assert volume() == Volume(0, 0, 0, 0)
    assert volume().hard_share == 0


def test_several_weeks_are_their_sum() -> None:
    """Of different paces as well: a session that is done counts at the paces of its day."""
    faster = pace_table(360, 340)
    parts = volume("easy 5km", "tempo 20min"), volume_of([parse("easy 5km")], faster)
    found = total(iter(parts))
    assert found == pytest.approx(tuple(map(sum, zip(*parts, strict=True))))
    assert found.runs == 3
    assert found.distance_m == pytest.approx(10_000 + 1200 / THRESHOLD)
    assert found.time_s < 2 * parts[0].time_s


def test_the_sum_of_nothing_and_of_one() -> None:
    assert total([]) == Volume(0, 0, 0, 0)
    assert total([volume("tempo 20min")]) == volume("tempo 20min")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("easy 30min", 1800),
        ("easy 30min; drills until lap; rest 5min", 2400),
        ("4x 400m @ mile, jog 60s", 1600 * 400 / MILE_M + 180),
        ("cross-training 40min @ effort 4", 2400),
        ("cycling 1h", 3600),
        ("rest", 0),
    ],
)
def test_a_session_lasts_as_long_as_all_of_its_steps(text: str, seconds: float) -> None:
    """Standing and other sports too, unlike the volume."""
    assert session_s(parse(text), TABLE) == pytest.approx(seconds)
