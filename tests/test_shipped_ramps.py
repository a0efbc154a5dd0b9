"""How the shipped plans grow and vary over their weeks, on the workouts that runners get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

import pytest
from support.crossing import crossed
from support.plan_rules import Run, Week, compiled
from test_shipped_plan import (
    JUMPS,
    LENGTHS,
    RACE_DAY,
    REFERENCE,
    each_length,
    each_level,
    each_lifting,
    plan_of,
    runner,
)

from fitexport.pace.workout import Intensity
from fitexport.plan.model import LEVELS, Level, Strength
from fitexport.season.lay_out import lay_out
from fitexport.season.tailoring import tailor
from fitexport.session import Item, Repeat, Step, What

ENDS: dict[Level, tuple[float, ...]] = {
    "beginner": (330, 540, 690, 900),
    "intermediate": (270, 424, 465),
    "advanced": (223, 315, 375),
}
each_runner_and_length = pytest.mark.parametrize(
    ("of", "length"),
    crossed([(level, mile_s) for level in LEVELS for mile_s in ENDS[level]], LENGTHS),
)


@cache
def weeks_of(
    level: Level, length: int, mile_s: float, share: float = 0.97, strength: Strength = "gym"
) -> list[Week]:
    """A plan as this runner gets it, with a goal that is a share of the mile."""
    athlete = runner(level, mile_s, max(210.0, mile_s * share))
    plan = tailor(plan_of(level, length, strength), athlete.table)
    return compiled(lay_out(plan, RACE_DAY), athlete)


def average(level: Level, length: int) -> list[Week]:
    mile_s, goal_s = REFERENCE[level]
    return weeks_of(level, length, mile_s, goal_s / mile_s)


# --- beginners --------------------------------------------------------------------------


@each_length
def test_a_beginner_s_long_run_grows_until_goal_pace_has_come(length: int) -> None:
    long = {
        week.name: run.minutes
        for week in average("beginner", length)
        for run in week.runs
        if run.long
    }
    growing = [minutes for name, minutes in long.items() if name not in ("B3", "VT", "S3")]
    assert growing == sorted(growing)
    assert max(long.values()) == long["S2" if "S2" in long else "S1"] >= long["B1"] + 5


@each_length
def test_a_beginner_s_long_run_as_it_is_written(length: int) -> None:
    minutes = [45, 50, 35, 50, 55, 30, 60, 60, 40]
    names = [week.name for week in plan_of("beginner").weeks[:-2]]
    wanted = dict(zip(names, minutes, strict=True))
    for week in plan_of("beginner", length).weeks[:-2]:
        (long,) = (each for each in week.sessions if each.is_long)
        assert long.title == f"Long run {wanted[week.name]} min"


# --- lifting and jumps ------------------------------------------------------------------


def sets(run: Run, exercises: Sequence[str] = ()) -> Iterator[int]:
    for item in run.session.items:
        step = item.items[0] if isinstance(item, Repeat) else None
        if isinstance(item, Repeat) and isinstance(step, Step):
            yield from [item.count] if not exercises or str(step.what) in exercises else []


def lifting(week: Week) -> list[Run]:
    return [run for run in week.runs if run.strength]


@each_lifting
@each_level
@pytest.mark.parametrize("length", [6, 7])
def test_lifting_begins_with_two_sets_and_four_good_reps_left(
    level: Level, length: int, strength: Strength
) -> None:
    """The first two weeks of six are others than those of seven and more."""
    mile_s, goal_s = REFERENCE[level]
    first, second, *_ = weeks_of(level, length, mile_s, goal_s / mile_s, strength)
    assert len(lifting(first)) == len(lifting(second)) == 2
    for week, most in ((first, 2), (second, 4)):
        for run in lifting(week):
            assert max(sets(run)) <= most
            heavy = [step.note for step in run.steps if "good reps left" in step.note]
            assert len(heavy) >= 2
            assert all(("four good reps" in note) == (week is first) for note in heavy)
    assert all(3 in sets(run) for run in lifting(second))


JUMP_SETS = {
    "beginner": {"V2": 2, "S1": 2, "S2": 2},
    "intermediate": {"B1": 2, "B2": 3, "V1": 3, "V2": 3, "S1": 3, "S2": 2},
    "advanced": {"B1": 2, "B2": 3, "V1": 3, "V2": 4, "S1": 4, "S2": 3},
}
HOP_SETS = {"B1": 2, "B2": 3, "V1": 4}


@each_level
@each_length
def test_jumps_grow_set_by_set(level: Level, length: int) -> None:
    wanted = JUMP_SETS[level] | (HOP_SETS if level == "beginner" else {})
    found = {
        week.name: {n for run in lifting(week) for n in sets(run, (*JUMPS, "pogo jump"))}
        for week in average(level, length)
    }
    assert {name: counts for name, counts in found.items() if counts} == {
        name: {wanted[name]} for name in found if name in wanted
    }
    until_goal_pace = [wanted[name] for name in found if name in wanted and name[0] != "S"]
    assert until_goal_pace[0] == 2
    if level != "beginner":  # hops come before jumps
        assert until_goal_pace == sorted(until_goal_pace)


@each_level
@each_length
def test_lighter_weeks_keep_the_heavy_lifts_alone(level: Level, length: int) -> None:
    for week in average(level, length):
        for run in lifting(week):
            if week.name in ("B3", "VT", "S3"):
                assert [*sets(run)] == [2, 2]
            else:
                assert len([*sets(run)]) >= 6


# --- what stays, and what changes -------------------------------------------------------


@pytest.mark.one_in(3)
@each_runner_and_length
def test_threshold_and_the_pace_of_800_m_are_in_the_specific_weeks(
    of: tuple[Level, float], length: int
) -> None:
    level, mile_s = of
    weeks = [week for week in weeks_of(level, length, mile_s) if week.name[0] == "S"]
    zones = {rep.zone for week in weeks for run in week.runs for rep in run.reps}
    assert zones >= {"goal", "vo2max", "threshold", "800m"}
    fast = [rep for week in weeks for run in week.runs for rep in run.reps if rep.zone == "800m"]
    assert {rep.m for rep in fast} == {200}
    assert all(rep.s < 200 * runner(level, mile_s).table.zones["mile"].fast for rep in fast)


@pytest.mark.one_in(3)
@each_runner_and_length
def test_hard_repeats_are_never_the_same_twice_running(
    of: tuple[Level, float], length: int
) -> None:
    level, mile_s = of
    runs = [run for week in weeks_of(level, length, mile_s) for run in week.runs]
    hard = [
        [(item.count, item.items, item.recovery) for item in _hard_blocks(run.session.items)]
        for run in runs
        if any(rep.zone == "vo2max" for rep in run.reps)
    ]
    assert len(hard) >= 2
    assert all(then != before for before, then in pairwise(hard))


def _hard_blocks(items: Sequence[Item]) -> Iterator[Repeat]:
    for item in items:
        if isinstance(item, Repeat) and any(
            isinstance(step, Step) and step.zone == "vo2max" for step in item.items
        ):
            yield item


@each_level
@each_length
def test_easy_runs_vary_once_the_base_is_laid(level: Level, length: int) -> None:
    """One ends a little quicker, one has short changes of pace; neither is a hard run."""
    varied = [
        (week.name, run)
        for week in average(level, length)
        for run in week.runs
        if not run.hard and sum(step.what is What.EASY for step in run.session.steps()) > 1
    ]
    assert len(varied) >= (1 if length < 8 else 2)
    assert all(name[0] in "VS" for name, _ in varied)
    assert all(run.scheduled.planned.kind == "easy run" for _, run in varied)


# --- warm-ups ---------------------------------------------------------------------------

RACE_WARM_UP = {"beginner": (15, 0), "intermediate": (15, 5), "advanced": (20, 0)}


@each_level
def test_the_race_warm_up_depends_on_the_level_and_says_when_to_begin(level: Level) -> None:
    race = average(level, 8)[-2].runs[-1]
    first, second, *_ = race.steps
    minutes, more = RACE_WARM_UP[level]
    assert (first.intensity, first.expected_s) == (Intensity.WARMUP, 60 * minutes)
    assert "begin 45 min before the gun" in first.note
    assert (f"up to {more} min more" in second.note) == bool(more)


def test_the_warm_up_before_a_beginner_s_short_reps_is_ten_to_fifteen_minutes() -> None:
    short = {
        run.scheduled.name: run.steps[0].expected_s / 60
        for week in average("beginner", 10)
        for run in week.runs
        if run.hard and not run.all_out
    }
    assert {minutes for name, minutes in short.items() if "'" in name or ":" in name} == {15}
    assert {minutes for name, minutes in short.items() if "'" not in name and ":" not in name} == {
        10
    }


# --- goal pace --------------------------------------------------------------------------


@each_level
def test_a_goal_that_is_far_away_has_longer_rests_and_says_why(level: Level) -> None:
    mile_s = REFERENCE[level][0]
    near, far = (
        {
            run.scheduled.key: run
            for week in weeks_of(level, 10, mile_s, share)
            for run in week.runs
            if run.dose("goal")[1] and not run.all_out
        }
        for share in (0.971, 0.969)
    )
    assert near.keys() == far.keys()
    longer = {key for key in near if far[key].session != near[key].session}
    assert len(longer) >= 3
    for key in near:
        is_mentioned = "over 3 % faster than your latest mile" in far[key].scheduled.planned.why
        assert is_mentioned == (key in longer)
        assert "latest mile" not in near[key].scheduled.planned.why
