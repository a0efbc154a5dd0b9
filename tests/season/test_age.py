"""What a runner's age changes: from the compiled workouts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from support.command import run
from support.plan_rules import Run, broken_plan_rules, broken_week_rules, compiled

from fitexport.errors import FitexportError, PaceError
from fitexport.export.compile import workout_of
from fitexport.pace.table import MILE_RANGE_S
from fitexport.pace.workout import HeartRateTarget, Intensity, unrolled
from fitexport.plan.model import LEVELS, Level, Strength
from fitexport.season.athlete import resolve
from fitexport.season.changes import Move
from fitexport.season.new_settings import renewed
from fitexport.season.proposing import propose
from fitexport.season.season import Season, season_of
from fitexport.season.settings import Settings
from fitexport.season.weekdays import Weekday
from fitexport.season.weekly_volume import WeeklyVolume

RACE_DAY = date(2027, 5, 1)
JUMPS = ("box jump", "single-leg bounding", "burpee", "pogo jump")


def season(age: int | None, level: Level = "intermediate", mile_s: float = 424) -> Season:
    return season_of(Settings(mile_s=mile_s, level=level, age=age, weeks=10, race_day=RACE_DAY))


def jumps(season: Season) -> list[int]:
    """Sets of jumps in each session that has some."""
    found = []
    for each in season.schedule.sessions:
        workout = workout_of(each, season.athlete)
        steps = () if workout is None else unrolled(workout.steps)
        words = [step.exercise.words for step in steps if step.exercise]
        counts = [words.count(jump) for jump in JUMPS if jump in words]
        found += counts[:1]
    return found


def hill_notes(season: Season) -> list[str]:
    return [
        step.note
        for each in season.schedule.sessions
        if each.planned.has_hills
        for workout in [workout_of(each, season.athlete)]
        if workout
        for step in unrolled(workout.steps)
        if "effort" in step.note and step.intensity is Intensity.ACTIVE and step.expected_s < 15
    ]


def rests(season: Season) -> float:
    """Seconds of recovery in hard training."""
    return sum(
        step.expected_s
        for each in season.schedule.sessions
        for done in [Run(each, season.athlete)]
        if done.hard and not done.all_out
        for step in done.steps
        if step.intensity is Intensity.RECOVERY
    )


# --- from 50 -----------------------------------------------------------------------------------


def test_from_50_half_the_jumps_and_longer_rests_in_the_same_plan() -> None:
    at_49, at_50 = season(49), season(50)
    assert jumps(at_50) == [max(1, sets // 2) for sets in jumps(at_49)]
    assert max(jumps(at_49)) > 2
    assert 1.1 < rests(at_50) / rests(at_49) < 1.4
    assert [each.key for each in at_50.schedule.sessions] == [
        each.key for each in at_49.schedule.sessions
    ]


def test_from_50_hill_sprints_are_at_90_percent_in_the_base() -> None:
    first, *_ = hill_notes(season(64))
    assert "90 % effort" in first
    assert not [note for note in hill_notes(season(49)) if "90 %" in note]
    assert not [note for note in hill_notes(season(64))[-4:] if "90 %" in note]


@pytest.mark.parametrize(
    ("level", "mile_s"),
    [
        ("beginner", 490),
        ("intermediate", 424),
        *(
            pytest.param(level, mile_s, marks=pytest.mark.slow)
            for level in LEVELS
            for mile_s in (*MILE_RANGE_S, sum(MILE_RANGE_S) / 2)
        ),
    ],
)
def test_the_rules_of_the_plan_hold_at_64(level: Level, mile_s: float) -> None:
    made = season(64, level, mile_s)
    weeks = compiled(made.schedule, made.athlete)
    assert not list(broken_plan_rules(weeks, level, RACE_DAY))
    assert not [rule for week in weeks for rule in broken_week_rules(week, level)]


@pytest.mark.parametrize(
    "days",
    [
        ("mon", "tue", "thu", "sat", "sun"),
        ("mon", "wed", "thu", "fri", "sat", "sun"),
        ("tue", "wed", "thu", "fri", "sun"),
        ("mon", "wed", "fri", "sun"),
    ],
)
def test_from_50_hard_runs_are_72_hours_apart_on_any_days(days: tuple[Weekday, ...]) -> None:
    try:
        made = season_of(
            Settings(mile_s=424, age=64, race_day=RACE_DAY, days=days, level="intermediate")
        )
    except FitexportError as error:
        assert "three days apart" in str(error)  # noqa: PT017
        return
    hard = [each.day for each in made.schedule.sessions if Run(each, made.athlete).hard]
    assert min((after - before).days for before, after in pairwise(hard)) >= 3


def test_from_50_a_hard_run_moves_no_nearer_than_three_days() -> None:
    def broken(age: int) -> list[str]:
        made = season(age)
        first, second, *_ = (each for each in made.schedule.week(2) if Run(each, made.athlete).hard)
        day = first.day + timedelta(days=2)
        move = Move(second.key, day, made=made.schedule.start)
        return [breach.text for breach in propose(made, move).broken if breach.rule == "apart"]

    assert broken(49) == []
    assert broken(50) == ["hard runs must be three days apart"]


# --- under 17 ----------------------------------------------------------------------------------


def test_under_17_no_barbells_unless_they_are_asked_for() -> None:
    barbells = {}
    chosen: tuple[tuple[int, Strength | None], ...] = ((16, None), (16, "gym"), (17, None))
    for age, strength in chosen:
        settings = Settings(
            mile_s=319, age=age, strength=strength, level="intermediate", race_day=RACE_DAY
        )
        texts = [
            str(each.session.items)
            for each in season_of(settings).schedule.sessions
            if each.planned.kind == "strength"
        ]
        barbells[age, strength] = any("back squat" in text for text in texts)
    assert barbells == {(16, None): False, (16, "gym"): True, (17, None): True}
    assumed = resolve(Settings(mile_s=319, age=16))[1]
    assert "under 17: lifting as at home, without barbells (--strength)" in assumed


def test_under_17_the_level_is_a_careful_one_until_the_volume_is_known() -> None:
    for mile_s, age, level in (
        (319, 16, "intermediate"),
        (400, 12, "beginner"),
        (400, 17, "intermediate"),
        (260, 16, "intermediate"),
    ):
        assert resolve(Settings(mile_s=mile_s, age=age))[0].level == level
    runs_a_lot = Settings(mile_s=319, age=16, volume=WeeklyVolume(40, "mi"))
    assert resolve(runs_a_lot)[0].level == "advanced"


# --- hearts ------------------------------------------------------------------------------------


def test_a_needed_maximum_heart_rate_follows_from_the_age() -> None:
    athlete, assumed = resolve(Settings(mile_s=490, age=64, easy_by="hr"))
    assert athlete.table.max_hr == 163
    assert any(each.startswith("no maximum heart rate given: 163, usual at 64") for each in assumed)
    assert resolve(Settings(mile_s=490, age=64))[0].table.max_hr is None
    assert resolve(Settings(mile_s=490, age=64, easy_by="hr", max_hr=171))[0].table.max_hr == 171


@pytest.mark.parametrize("mile_s", [240, 424, 690, 900])
def test_with_a_resting_heart_rate_the_heart_follows_the_paces(mile_s: float) -> None:
    """The share of the reserve is that of the oxygen reserve: 62 to 70 and 83 to 88 % of the maximum
    are 58 to 67 and 81 to 87 % for an index of 40."""
    table = resolve(Settings(mile_s=mile_s, max_hr=185, resting_hr=50))[0].table
    easy, threshold, vo2max = map(table.heart_band, ("easy", "threshold", "vo2max"))
    assert easy
    assert threshold
    assert vo2max
    assert 50 < easy[0] < easy[1] < threshold[0] < threshold[1] < vo2max[1] <= 185
    if mile_s == 424:
        assert (easy, threshold) == ((129, 141), (160, 167))


def test_easy_runs_by_heart_rate_are_in_that_band() -> None:
    settings = Settings(
        mile_s=424, max_hr=185, resting_hr=50, easy_by="hr", race_day=RACE_DAY, weeks=8
    )
    made = season_of(settings)
    (long,) = [each for each in made.schedule.week(2) if each.planned.is_long]
    workout = workout_of(long, made.athlete)
    assert workout is not None
    assert workout.steps[0].target == HeartRateTarget(129, 141)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"age": 8}, "an age of 8 is outside 10 to 99"),
        ({"age": 1962}, "an age of 1962 is outside 10 to 99"),
        ({"resting_hr": 120}, "a resting heart rate of 120 is outside 25 to 110"),
    ],
)
def test_impossible_ages_and_heart_rates_are_refused(given: dict[str, int], problem: str) -> None:
    with pytest.raises(PaceError) as caught:
        resolve(Settings(mile_s=424, **given))  # type: ignore[arg-type]
    assert caught.value.problem == problem


def test_a_year_later_a_runner_is_a_year_older() -> None:
    before = Settings(mile_s=424, age=49, race_day=RACE_DAY)
    after, _ = renewed(before, Settings(race_day=date(2028, 5, 6)))
    assert after.age == 50


@pytest.mark.usefixtures("alone")
def test_paces_grades_a_mile_by_age() -> None:
    shown = run("paces", "--mile", "8:10", "--age", "64").stdout
    assert shown.endswith(
        "The average man runs a mile in 6:37, the average woman in 7:44.\n"
        "At 64 your mile is worth 6:14 at a man's best age, 6:14 at a woman's"
        " (USATF's road factors of 2025).\n"
    )
