"""Three to seven days a week: what a runner gets on them keeps the rules of the whole plan, or the
days are refused. Measured on compiled workouts (`plan_rules`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from support.plan_rules import (
    NO_LOAD,
    Week,
    broken_plan_rules,
    broken_week_rules,
    compiled,
)

from fitexport.errors import ScheduleError
from fitexport.plan.load import load_plan
from fitexport.plan.model import LEVELS, Level
from fitexport.season.changes import Away, Change, Move, NewRaceDay, Skip
from fitexport.season.few_days import selections
from fitexport.season.rules import breaches
from fitexport.season.schedule import Schedule
from fitexport.season.season import Season, season_of
from fitexport.season.settings import Settings
from fitexport.season.spells import Spell
from fitexport.season.weekdays import WEEKDAYS, Weekday
from fitexport.session import What
from fitexport.session.exercises import JUMPS, Exercise

DAY_SETS = [days for count in range(3, 8) for days in combinations(WEEKDAYS, count)]
MILES_S: dict[Level, tuple[int, ...]] = {
    "beginner": (690, 424, 360),
    "intermediate": (397, 465, 285),
    "advanced": (315, 370, 240),
}
RACE_DAY = date(2027, 5, 1)
PARTS = frozenset(
    {
        *("easy", "long", "mile", "goal", "vo2max", "threshold", "stride", "hill", "time-trial"),
        *("race", "drills", "cross-training", "strength", "jumps"),
    }
)


def season(
    level: Level, weeks: int, mile_s: float, days: Sequence[Weekday], race_day: date = RACE_DAY
) -> Season:
    return season_of(
        Settings(
            level=level,
            weeks=weeks,
            mile_s=mile_s,
            goal_s=0.97 * mile_s,
            race_day=race_day,
            days=tuple(days),
            cross="cycling",
        )
    )


def broken(made: Season, days: Sequence[Weekday]) -> Iterator[str]:
    """What a season on these days breaks; the days themselves, and parts that it lacks, too."""
    level, race_day = made.athlete.level, made.schedule.race_day
    weeks = compiled(made.schedule, made.athlete)
    yield from broken_plan_rules(weeks, level, race_day)
    for week in weeks:
        yield from broken_week_rules(week, level, len(days))
    for each in made.schedule.sessions:
        on_its_day = WEEKDAYS[each.day.weekday()] in days or each.day == race_day
        if each.place and not on_its_day:
            yield f"{each.key} is on no training day"
    if len(days) <= 4:
        yield from (f"3: no {part}" for part in sorted(PARTS - parts(weeks)))
        yield from _growth(weeks)


def parts(weeks: Sequence[Week]) -> set[str]:
    """What of the guide occurs: words and zones of the steps."""
    steps = [step for week in weeks for run in week.runs for step in run.session.steps()]
    exercises = [step.what for step in steps if isinstance(step.what, Exercise)]
    found = {str(step.what) for step in steps} | {step.zone for step in steps if step.zone}
    found |= {"threshold"} if any(step.what is What.TEMPO for step in steps) else set()
    found |= {"strength"} if exercises else set()
    return found | ({"jumps"} if any(each.words in JUMPS for each in exercises) else set())


def _growth(weeks: Sequence[Week]) -> Iterator[str]:
    load = [week for week in weeks if week.name not in NO_LOAD]
    if max(week.minutes for week in load[1:]) < 1.02 * load[0].minutes:
        yield f"growth: {', '.join(f'{week.name} {week.minutes:.0f}' for week in load)}"


def tally(
    levels: Sequence[Level],
    lengths: Sequence[int],
    day_sets: Sequence[Sequence[Weekday]],
    miles: int,
) -> tuple[int, Counter[str], Counter[str]]:
    """Seasons, each with one of so many miles in turn; how many break what, with one of them; and
    how many are refused, why."""
    count, found, refused = 0, Counter[str](), Counter[str]()
    for level in levels:
        for number, days in enumerate(day_sets):
            race_day = RACE_DAY + timedelta(days=number % 7)
            for length in lengths:
                mile_s = MILES_S[level][(number + length) % miles]
                count += 1
                try:
                    made = season(level, length, mile_s, days, race_day)
                except ScheduleError as error:
                    refused[f"{len(days)} days: {error.problem.partition(': ')[2]}"] += 1
                    continue
                for rule in broken(made, days):
                    found[f"{level} {mile_s} {length} {','.join(days)} {race_day}: {rule}"] += 1
    return count, found, refused


def in_short(broken_by: Counter[str]) -> str:
    return "\n".join(list(broken_by)[:20])


@pytest.mark.parametrize("level", LEVELS)
def test_some_days_there_are_keep_every_rule(level: Level) -> None:
    """Of three to seven days, other sets for each level."""
    some = DAY_SETS[13 * LEVELS.index(level) :: 39]
    count, found, refused = tally([level], (7, 10), some, miles=1)
    assert not found, in_short(found)
    assert count == 2 * len(some) >= 4
    assert not refused


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_all_days_there_are_keep_every_rule_or_are_refused(level: Level, *, whole: bool) -> None:
    """All 99 sets of three to seven days, each with the race on one of its seven weekdays, so that
    race day comes before, between and after them; a sixth for each level, unless `--whole`."""
    sets = DAY_SETS if whole else DAY_SETS[2 * LEVELS.index(level) :: 6]
    count, found, refused = tally([level], range(6, 11), sets, miles=2)
    assert not found, in_short(found)
    assert count == len(sets) * 5
    # Three days in a row have no week with two hard runs, and six weeks no other for threshold.
    assert {reason.partition(":")[0] for reason in refused} <= {"3 days"}
    assert sum(refused.values()) == 7 if whole else sum(refused.values()) <= 7


# --- what is selected -------------------------------------------------------------------


def kinds(made: Season) -> list[str]:
    """Of each week: its name, and the kinds of its runs in the plan's order."""
    return [
        f"{week.name}: {', '.join(each.kind for each in week.sessions if each.is_run)}"
        for week in made.schedule.plan.weeks
    ]


def test_three_days_are_a_hard_run_an_easy_one_and_the_long_run() -> None:
    assert kinds(season("intermediate", 10, 397, ("tue", "thu", "sat"))) == [
        "B1: speed, easy run, long run",
        "B2: easy run, threshold, long run",
        "B3: speed, easy run, long run",
        "V1: VO2max, threshold, long run",
        "V2: VO2max, easy run, long run",
        "VT: easy run, time trial, long run",
        "S1: race pace, threshold, long run",
        "S2: race pace, easy run, long run",
        "S3: race pace, easy run, long run",
        "TW: easy run, easy run, race",
        "R1: easy run, easy run, easy run",
    ]


def test_four_days_have_two_easy_runs_or_a_second_hard_run_in_turn() -> None:
    assert kinds(season("advanced", 10, 315, ("mon", "wed", "thu", "sat"))) == [
        "B1: speed, easy run, threshold, long run",
        "B2: easy run, easy run, threshold, long run",
        "B3: easy run, speed, easy run, long run",
        "V1: VO2max, easy run, threshold, long run",
        "V2: easy run, VO2max, easy run, long run",
        "VT: easy run, easy run, time trial, long run",
        "S1: race pace, easy run, threshold, long run",
        "S2: easy run, race pace, easy run, long run",
        "S3: easy run, race pace, easy run, long run",
        "TW: easy run, race pace, easy run, race",
        "R1: easy run, easy run, easy run, easy run",
    ]


def test_a_beginners_four_runs_all_fit_on_four_days() -> None:
    few, whole = (
        [
            [each for each in week.sessions if each.is_run]
            for week in selections(load_plan("mile", "beginner", 10), days)[0].weeks
        ]
        for days in (4, 7)
    )
    assert few == whole


@pytest.mark.parametrize("level", LEVELS)
def test_days_in_a_row_have_one_hard_run_a_week(level: Level) -> None:
    made = season(level, 8, MILES_S[level][0], ("thu", "fri", "sat"))
    hard = [sum(each.is_hard for each in week.sessions) for week in made.schedule.plan.weeks]
    assert hard == [*[1] * 8, 0]


@pytest.mark.parametrize("days", [3, 4])
@pytest.mark.parametrize("level", LEVELS)
def test_sessions_keep_their_places_whatever_the_number_of_days(level: Level, days: int) -> None:
    whole = load_plan("mile", level, 10)
    for selected in selections(whole, days):
        for few, week in zip(selected.weeks, whole.weeks, strict=True):
            own = {each.place: each for each in week.sessions if each.place}
            for each in (each for each in few.sessions if each.place):
                same = each.kind == own[each.place].kind and each.day == own[each.place].day
                assert same or week.name == "TW", f"{week.name} {each.place}"


def test_a_custom_plan_is_run_as_it_was_written() -> None:
    plan = replace(load_plan("mile", "intermediate", 8), shipped=False)
    assert selections(plan, 3) == (plan,)


def test_threshold_reps_grow_shorter_rather_than_fewer_on_three_days() -> None:
    made = season("intermediate", 8, 397, ("tue", "thu", "sat"))
    (hard,) = (each for each in made.schedule.plan.weeks[1].sessions if each.is_hard)
    assert hard.name.startswith("2x7:30")


# --- in a season that is lived ----------------------------------------------------------


def lived(days: tuple[Weekday, ...], *changes: Change) -> Schedule:
    settings = Settings(
        level="intermediate", mile_s=397, goal_s=385, weeks=8, race_day=RACE_DAY, days=days
    )
    return season_of(replace(settings, changes=changes)).schedule


@pytest.mark.parametrize("later", [-7, 7, 14, 10])
@pytest.mark.parametrize("made", [date(2027, 3, 1), date(2027, 3, 20)])
def test_a_new_race_day_keeps_the_selection(later: int, made: date) -> None:
    days: tuple[Weekday, ...] = ("tue", "thu", "sat")
    schedule = lived(days, NewRaceDay(RACE_DAY + timedelta(days=later), made=made))
    planned = {
        (number, each.place)
        for number, week in enumerate(schedule.plan.weeks, start=1)
        for each in week.sessions
        if each.place
    }
    assert {(each.week, each.place) for each in schedule.every_session if each.place} == planned
    assert schedule.plan.days == 3
    assert not schedule.left_out
    for number in range(1, schedule.weeks + 1):
        assert sum(each.planned.is_run for each in schedule.week(number)) <= 3


def test_a_change_of_a_session_that_few_days_do_not_have_says_why() -> None:
    with pytest.raises(ScheduleError) as refused:
        lived(("tue", "thu", "sat"), Skip("w4.6", made=RACE_DAY))
    assert refused.value.problem == "there is no session w4.6, on 3 days a week"


def test_a_recorded_change_of_a_session_that_few_days_do_not_have_changes_nothing() -> None:
    """Made before three days had a selection of their own, or when there were more days."""
    days: tuple[Weekday, ...] = ("tue", "thu", "sat")
    recorded = (
        Skip("w4.6", made=RACE_DAY, where="fitexport.toml:9"),
        Move("w2.4", date(2027, 3, 19), made=RACE_DAY, where="fitexport.toml:12"),
    )
    assert lived(days, recorded[0]) == lived(days)
    moved = Move("w4.6", date(2027, 4, 1), made=RACE_DAY, where="fitexport.toml:9")
    assert lived(days, moved, recorded[1]) == lived(days, recorded[1])
    with pytest.raises(ScheduleError) as refused:
        lived(days, Skip("w4.99", made=RACE_DAY, where="fitexport.toml:9"))
    assert refused.value.where == "fitexport.toml:9"


def test_a_trip_leaves_the_runs_of_few_days_apart() -> None:
    trip = Spell(date(2027, 3, 21), date(2027, 3, 27), "away", days=("mon", "tue", "wed"))
    schedule = lived(("tue", "thu", "sat"), Away(trip, made=date(2027, 3, 15)))
    assert not breaches(schedule)
    first = next(each.planned.kind for each in schedule.week(3) if each.planned.is_run)
    assert first == "VO2max"
