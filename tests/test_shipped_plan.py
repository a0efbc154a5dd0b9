"""The shipped plans against the coaching facts: their content as a table, their parts, their words,
and the rules on the workouts that runners get, for every level, length, mile and goal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from itertools import pairwise, zip_longest
from typing import Any

import pytest
from support.plan_rules import broken_plan_rules, broken_week_rules, compiled

from fitexport.export.compile import workout_of
from fitexport.files.toml import read_document, read_text
from fitexport.pace.workout import WorkoutStep, unrolled
from fitexport.plan.load import load_plan
from fitexport.plan.model import LEVELS, Level, Plan, PlannedSession, Strength
from fitexport.plan.shipped import template_folder
from fitexport.season.athlete import Athlete, resolve
from fitexport.season.lay_out import lay_out
from fitexport.season.schedule import ScheduledSession
from fitexport.season.season import fitted
from fitexport.season.settings import Settings
from fitexport.season.tailoring import tailor
from fitexport.season.weekly_volume import WeeklyVolume
from fitexport.session import (
    Distance,
    Item,
    Repeat,
    Reps,
    Session,
    Sport,
    Step,
    Time,
    TimesRep,
    What,
)
from fitexport.session.exercises import EXERCISES, Exercise
from fitexport.session.naming import LONGEST_NAME, labelled
from fitexport.session.sports import CrossSport
from fitexport.units import MILE_M

LENGTHS = range(6, 11)
ALL_WEEKS = ("B1", "B2", "B3", "V1", "V2", "VT", "S1", "S2", "S3", "TW", "R1")
"""Of the ten-week plan, which has every week that is written."""
RACE_DAY = date(2027, 5, 1)
FASTEST_GOAL_S = 210.0

LIFTING: tuple[Strength, ...] = ("gym", "home")
CROSS_SPORTS: tuple[CrossSport, ...] = (
    *("cycling", "swimming", "rowing", "elliptical", "aqua-jog", "hiking"),
)

each_level = pytest.mark.parametrize("level", LEVELS)
each_length = pytest.mark.parametrize("length", LENGTHS)
each_lifting = pytest.mark.parametrize("strength", LIFTING)


@cache
def plan_of(level: Level, length: int = 10, strength: Strength = "gym") -> Plan:
    return load_plan("mile", level, length, strength)


@cache
def runner(level: Level, mile_s: float, goal_s: float | None = None) -> Athlete:
    athlete, _ = resolve(Settings(mile_s=mile_s, goal_s=goal_s, level=level, cross="cycling"))
    return athlete


def sessions(plan: Plan) -> Iterator[PlannedSession]:
    for week in plan.weeks:
        yield from week.sessions


def is_strength(planned: PlannedSession) -> bool:
    return any(isinstance(step.what, Exercise) for step in planned.session.steps())


# --- the content ------------------------------------------------------------------------

# A row a week, a column a day. Reps: count, metres or seconds, zone, recovery in times of the rep or
# in seconds. Strength: letter (small: the heavy lifts alone), sets x reps of the heavy lifts. Warm-up,
# drills, strides and cool-down of hard runs are rule 16's.
FACTS: dict[Level, str] = {
    "beginner": """
        B1 | - | 8x200 mile 2 | cross 30; A 2x8 | - | easy 40 + 3 strides + 3 hills 8s | B 2x8 | long 45
        B2 | - | 3x300s threshold 90s | cross 30; A 3x8 | - | easy 40 + 3 strides + 4 hills 8s | B 3x8 | long 50
        B3 | - | 4x200 mile 2 + 2x300 mile 2 | cross 30; a 2x8 | - | easy 25 + 3 strides + 4 hills 8s | - | long 35
        V1 | - | 4x120s vo2max 1 | cross 30; A 3x8 | easy 10 + 5 hills 10s | 720s threshold; B 3x8 | - | long 50
        V2 | - | 3x150s vo2max 1 | cross 30; A 3x8 | easy 15 + easy 10 | 5x200 mile 2; B 3x8 | - | long 55
        VT | - | 4x200 mile 2 | cross 25; a 2x8 | easy 20 | time-trial | - | long 30
        S1 | - | 3x300 goal 1.5 + 2x200 goal 1.5 | cross 30; A 3x8 | easy 25 + 6 hills 10s | 2x300s threshold 90s + 2x200 800m 2; B 3x8 | - | long 60
        S2 | - | 4x400 goal 1.5 | cross 30; A 2x8 | easy 35 + 5 hills 10s | 4x120s vo2max 0.75; B 2x8 | - | long 60
        S3 | - | 2x400 goal 1 + 2x300 goal 1 + 200 goal | cross 30; a 2x8 | easy 10 + 5x30s 90s + easy 10 | 3x120s vo2max 1 + 2x200 800m 2 | - | long 40
        TW | - | 3x200 goal 2.5 | cross 20 | easy 20 + 3 strides | - | - | race
        R1 | - | cross 20 | - | easy 20 | - | cross 20 | easy 30
        """,
    "intermediate": """
        B1 | - | 8x200 mile 2; A 2x10 | cross 35 | easy 50 + 4 hills 8s | 900s threshold; B 2x10 | - | long 55
        B2 | - | 4x300 mile 2 + 2x200 mile 2; A 3x8 | cross 35 | easy 50 + 6 hills 8s | 2x480s threshold 90s; B 3x8 | - | long 60
        B3 | - | 6x200 mile 2; a 2x8 | cross 30 | easy 35 + 4 hills 8s | 3x300s threshold 60s | - | long 50
        V1 | cross 35 | 4x150s vo2max 0.8; A 3x6 | easy 25 + 4 strides | easy 30 + 6 hills 10s | 4x240s threshold 60s; B 3x6 | - | long 60
        V2 | cross 35 | 4x180s vo2max 0.8; A 3x5 | easy 20 + easy 10 | easy 35 + 8 hills 10s | 5x300 mile 2; B 3x5 | - | long 65
        VT | - | 6x200 mile 2; a 2x5 | easy 25 + 4 strides | easy 25 | time-trial | - | long 45
        S1 | cross 35 | 3x400 goal 1.25 + 2x200 goal 1.5; A 3x5 | easy 10 + 6x30s 90s + easy 10 | easy 35 + 8 hills 10s | 2x360s threshold 90s + 4x200 800m 2.5; B 3x5 | - | long 70
        S2 | cross 35 | 3x600 goal 1.25 + 200 goal; A 2x4-5 | easy 25 + easy 10 | easy 40 + 6 hills 10s | 3x240s vo2max 0.75 + 4x200 mile 2; B 2x4-5 | - | long 75
        S3 | cross 30 | 600 goal 180s + 2x400 goal 90s + 200 goal; a 2x4 | easy 30 + 4 strides | easy 30 + 4 hills 10s | 3x180s vo2max 0.8 + 4x200 800m 2.5 | - | long 55
        TW | - | 2x400 goal 2 + 2x200 goal 2 | easy 25 | easy 20 + 4 strides | - | easy 15 + 3 strides | race
        R1 | - | cross 30 | easy 25 | - | easy 30 | - | easy 40
        """,
    "advanced": """
        B1 | easy 40 + 6 strides | 10x200 mile 2; A 2x10 | easy 45 | easy 40 + 6 hills 8s | 1200s threshold; B 2x10 | - | long 75
        B2 | easy 40 + 6 strides | 6x400 mile 2 + 2x200 mile 2; A 3x8 | easy 45 | easy 40 + 8 hills 8s | 4x360s threshold 60s; B 3x8 | - | long 80
        B3 | easy 40 + 6 strides | 8x200 mile 2; a 2x8 | cross 45 | easy 35 + 6 hills 8s | 1200s threshold | - | long 70
        V1 | easy 40 + 6 strides | 6x180s vo2max 0.7; A 3x6 | easy 45 | easy 40 + 8 hills 10s | 5x300s threshold 60s; B 3x6 | - | long 80
        V2 | easy 45 + 6 strides | 5x240s vo2max 0.75; A 3x5 | easy 30 + easy 15 | easy 45 + 10 hills 10s | 8x400 mile 1.5; B 3x5 | - | long 85
        VT | easy 50 + 6 strides | 8x200 mile 2; a 2x5 | cross 40 | easy 45 | time-trial | - | long 75
        S1 | easy 50 + 6 strides | 5x600 goal 1.25; A 3x5 | easy 15 + 8x30s 90s + easy 15 | easy 45 + 10 hills 10s | 3x480s threshold 90s + 6x200 800m 2.5; B 3x5 | - | long 85
        S2 | easy 50 + 6 strides | 2x(4x400 goal 0.75) 240s; A 2x4-5 | easy 35 + easy 15 | easy 50 + 8 hills 10s | 4x240s vo2max 0.75 + 4x200 mile 2; B 2x4-5 | - | long 90
        S3 | easy 40 + 6 strides | 800 goal 180s + 2x400 goal 60s + 4x200 goal 2; a 2x4 | easy 40 | easy 40 + 6 hills 10s | 4x180s vo2max 0.7 + 4x200 800m 2.5 | - | long 70
        TW | easy 35 | 3x400 goal 2 + 2x200 goal 2 | easy 35 | easy 30 + 4 strides | - | easy 20 + 3 strides | race
        R1 | - | easy 30 | cross 40 | easy 35 | - | easy 40 | easy 50
        """,
}

HEAVY = {
    **dict.fromkeys(("back squat", "goblet squat"), "A"),
    **dict.fromkeys(("barbell step-up", "dumbbell step-up"), "B"),
}


def in_short(session: Session) -> str:
    """A session as the table has it."""
    steps = list(session.steps())
    if any(isinstance(step.what, Exercise) for step in steps):
        return _strength_in_short(session)
    hard = any(step.what is What.WARM_UP for step in steps)
    parts = []
    for item, after in zip_longest(session.items, session.items[1:]):
        if isinstance(item, Repeat):
            parts.append(_repeat_in_short(item, hard=hard))
        elif isinstance(item, Step) and not item.is_recovery:
            parts.append(_step_in_short(item) + _pause_in_short(item, after))
    return " + ".join(filter(None, parts)) or "-"


def _strength_in_short(session: Session) -> str:
    for item in session.items:
        if isinstance(item, Repeat) and isinstance(step := item.items[0], Step):
            letter, amount = HEAVY.get(str(step.what)), step.amount
            if letter:
                assert isinstance(amount, Reps)
                reps = f"{amount.count}-{amount.to}" if amount.to else f"{amount.count}"
                short = sum(isinstance(each, Repeat) for each in session.items) == 2
                return f"{letter.lower() if short else letter} {item.count}x{reps}"
    raise AssertionError("no heavy lift")


def _repeat_in_short(repeat: Repeat, *, hard: bool) -> str:
    first = repeat.items[0]
    if isinstance(first, Repeat):
        return f"{repeat.count}x({_repeat_in_short(first, hard=hard)}) {_amount(repeat.recovery)}"
    (step,) = repeat.items
    assert isinstance(step, Step)
    if step.what is What.STRIDE:
        return "" if hard else f"{repeat.count} strides"
    if step.what is What.HILL:
        return f"{repeat.count} hills {_amount(step)}"
    return f"{repeat.count}x{_step_in_short(step)} {_amount(repeat.recovery)}"


def _step_in_short(step: Step) -> str:
    match step.what:
        case What.WARM_UP | What.COOL_DOWN | What.DRILLS:
            return ""
        case What.EASY | What.LONG | What.CROSS_TRAINING:
            assert isinstance(step.amount, Time)
            return f"{step.what.removesuffix('-training')} {step.amount.s / 60:g}"
        case What.RACE | What.TIME_TRIAL:
            assert step.amount == Distance(1, "mi")
            return str(step.what)
        case _:
            return f"{_amount(step)} {step.zone or ''}".rstrip()


def _pause_in_short(step: Step, after: object) -> str:
    """What the table gives a single rep as its recovery; two minutes are the default."""
    paused = step.zone in ("mile", "goal") and isinstance(after, Step) and after.is_recovery
    if not (paused and isinstance(after, Step) and isinstance(after.amount, Time)):
        return ""
    return f" {_amount(after)}" if after.amount.s != 120 else ""


def _amount(step: Step | None) -> str:
    assert step is not None
    match step.amount:
        case TimesRep(ratio):
            return f"{ratio:g}"
        case Time(s):
            return f"{s}s"
        case Distance():
            return f"{step.amount.m:g}"
        case _:
            raise AssertionError(f"{step} has no length")


@each_lifting
@each_level
def test_a_plan_is_the_facts_plan_day_by_day(level: Level, strength: Strength) -> None:
    facts = [[cell.strip() for cell in row.split("|")] for row in FACTS[level].strip().split("\n")]
    assert [row[0] for row in facts] == list(ALL_WEEKS)
    for week, row in zip(plan_of(level, strength=strength).weeks, facts, strict=True):
        days = [
            "; ".join(in_short(planned.session) for planned in week.sessions if planned.day == day)
            for day in range(1, 8)
        ]
        assert [week.name, *days] == row


@each_level
def test_efforts_are_the_guide_s(level: Level) -> None:
    """Long runs at 6 of 10, easy ones a little below, the day before the race below that. An easy
    run may end as a long one is run."""
    efforts: dict[object, int] = {What.LONG: 6, What.EASY: 5, What.CROSS_TRAINING: 4}
    for week in plan_of(level).weeks:
        for planned in week.sessions:
            found = [step for step in planned.session.steps() if step.what in efforts]
            for step in found:
                shakeout = (week.name, planned.day) == ("TW", 6)
                ends_quicker = step is found[-1] is not found[0] and step.note
                wanted = 4 if shakeout else 6 if ends_quicker else efforts[step.what]
                assert step.effort == wanted


def selection(length: int) -> list[str]:
    """The weeks of a plan by the facts' rule."""
    left = length - 1
    base, build, specific = left // 3, (left + 2) // 3, (left + 1) // 3
    return [
        *("B1", "B2", "B3")[:base],
        *("V1", "V2")[: build - 1],
        "VT",
        *("S1", "S2")[: specific - 1],
        "S3",
        "TW",
        "R1",
    ]


def test_the_weeks_of_every_length_as_the_facts_list_them() -> None:
    assert {length: " ".join(selection(length)) for length in LENGTHS} == {
        6: "B1 V1 VT S1 S3 TW R1",
        7: "B1 B2 V1 VT S1 S3 TW R1",
        8: "B1 B2 V1 V2 VT S1 S3 TW R1",
        9: "B1 B2 V1 V2 VT S1 S2 S3 TW R1",
        10: "B1 B2 B3 V1 V2 VT S1 S2 S3 TW R1",
    }


@each_level
@each_length
def test_a_plan_uses_the_weeks_of_the_longest_plan_unchanged(level: Level, length: int) -> None:
    by_name = {week.name: week for week in plan_of(level).weeks}
    assert plan_of(level, length).weeks == tuple(by_name[name] for name in selection(length))


@each_level
def test_phases_and_lighter_weeks_go_by_the_name(level: Level) -> None:
    phases = {"B": "base", "V": "build", "S": "specific", "T": "taper", "R": "recovery"}
    for week in plan_of(level).weeks:
        assert week.phase == phases[week.name[0]]
        assert week.cut_back == (week.name in ("B3", "VT"))


@each_level
def test_eight_weeks_unless_another_length_is_asked_for(level: Level) -> None:
    assert load_plan("mile", level) == plan_of(level, 8)


@each_level
def test_without_strength_the_other_sessions_stay_as_they_are(level: Level) -> None:
    for with_it, without in zip(
        plan_of(level).weeks, plan_of(level, strength="none").weeks, strict=True
    ):
        assert without.sessions == tuple(s for s in with_it.sessions if not is_strength(s))


# --- every part of the guide ------------------------------------------------------------


def repeats_of(items: Sequence[Item]) -> Iterator[Repeat]:
    for item in items:
        if isinstance(item, Repeat):
            yield item
            yield from repeats_of(item.items)


@dataclass(frozen=True)
class Season:
    """A plan as the average runner of its level gets it, to look for the guide's parts in."""

    plan: Plan
    athlete: Athlete

    @cached_property
    def steps(self) -> list[Step]:
        return [step for planned in sessions(self.plan) for step in planned.session.steps()]

    @cached_property
    def repeated(self) -> set[str | None]:
        """The zones of reps."""
        repeats = (r for planned in sessions(self.plan) for r in repeats_of(planned.session.items))
        firsts = (repeat.items[0] for repeat in repeats if repeat.count > 1)
        return {step.zone for step in firsts if isinstance(step, Step)}

    def has(self, what: What | str, note: str = "", effort: int | None = None) -> bool:
        return any(
            str(step.what) == what and note in step.note and effort in (None, step.effort)
            for step in self.steps
        )

    @cached_property
    def scheduled(self) -> tuple[ScheduledSession, ...]:
        return lay_out(self.plan, RACE_DAY).sessions

    @cached_property
    def race(self) -> list[WorkoutStep]:
        (race,) = (each for each in self.scheduled if each.planned.is_race)
        workout = workout_of(race, self.athlete)
        assert workout is not None
        return list(unrolled(workout.steps))

    def laps(self) -> list[tuple[float, float, str]]:
        """Metres, seconds and cue of every piece of race day's mile."""
        return [(s.expected_m, s.expected_s, s.note) for s in self.race if s.note.startswith("Lap")]

    def lifts_twice_a_week(self) -> bool:
        """But once in lighter weeks and before the taper, and never in race week."""
        fewer = {"B3": 1, "VT": 1, "S3": 1, "TW": 0, "R1": 0}
        return all(
            len({s.day for s in week.sessions if is_strength(s)}) == fewer.get(week.name, 2)
            for week in self.plan.weeks
        )


def _crosses_by(sport: CrossSport) -> Callable[[Season], bool]:
    """Whether a runner who has named this sport gets workouts for it."""
    athlete, _ = resolve(Settings(cross=sport))

    def is_in(season: Season) -> bool:
        days = [s for s in season.scheduled if s.planned.session.sport() is None]
        workouts = [workout_of(scheduled, athlete) for scheduled in days]
        return bool(days) and all(w is not None and w.sport is Sport(sport) for w in workouts)

    return is_in


def _has_exercise(words: str) -> Callable[[Season], bool]:
    """With whatever there is to lift: a goblet squat is a squat."""
    return lambda season: any(words in str(step.what) for step in season.steps)


def _lap(season: Season, number: int) -> float:
    """Seconds that a lap is over the goal's even split, 9.344 m at the end left out."""
    even = season.athlete.table.goal_s * 400 / MILE_M
    pieces = [(m, s) for m, s, note in season.laps() if note.startswith(f"Lap {number}")]
    metres = sum(m for m, _ in pieces)
    return sum(s for _, s in pieces) - even * metres / 400


def _accelerates(season: Season) -> bool:
    pieces = [(m, s) for m, s, note in season.laps() if note.startswith("Lap 4")]
    paces = [s / m for m, s in pieces]
    return len(pieces) == 4 and all(then < before for before, then in pairwise(paces))


def _warm_up_for_the_race(season: Season) -> bool:
    """15 to 20 minutes, dynamic warm-up, strides, to the line."""
    easy, *drills = season.race[:5]
    strides = season.race[5:8]
    return (
        900 <= easy.expected_s <= 1200
        and all(word in drill.note for word, drill in zip(DYNAMIC, drills, strict=True))
        and all("fastest at the end" in s.note for s in strides[::2])
    )


def _cools_down(season: Season) -> bool:
    return sum(step.expected_s for step in season.race[-2:]) == 600


DYNAMIC = ("leg swings", "high knees", "walking lunges", "bounding")

# Section 1 of the design: what the guide is made of, and how to find it in a plan.
PARTS: dict[str, Callable[[Season], bool]] = {
    "easy runs": lambda s: s.has("easy"),
    "long runs at effort 6": lambda s: s.has("long", effort=6),
    "race-pace intervals": lambda s: "goal" in s.repeated,
    "speed at today's mile pace": lambda s: "mile" in s.repeated,
    "VO2max intervals": lambda s: "vo2max" in s.repeated,
    "strides that reach top speed at the end": lambda s: s.has("stride", "fastest at the end"),
    "hill sprints": lambda s: s.has("hill", "full effort"),
    "threshold intervals": lambda s: "threshold" in s.repeated,
    "tempo runs": lambda s: s.has("tempo"),
    "a time trial over a mile": lambda s: s.has("time-trial"),
    "running drills": lambda s: all(s.has("drills", word) for word in DYNAMIC),
    "cross-training": lambda s: s.has("cross-training"),
    **{f"cross-training: {sport}": _crosses_by(sport) for sport in CROSS_SPORTS},
    "rest days": lambda s: any(p.session.is_rest for p in sessions(s.plan)),
    "race day: easy running, dynamic warm-up, strides": _warm_up_for_the_race,
    "race day: a mile of 1609.344 m": lambda s: (
        sum(m for m, _, _ in s.laps()) == pytest.approx(MILE_M, abs=0.001)
    ),
    "race day: lap 1 a second slower": lambda s: _lap(s, 1) == pytest.approx(1, abs=0.06),
    "race day: a check at 200 m": lambda s: "200 m" in s.laps()[0][2],
    "race day: on goal pace by 800 m": lambda s: (
        _lap(s, 1) + _lap(s, 2) == pytest.approx(0, abs=0.11)
    ),
    "race day: hang on in lap 3": lambda s: (
        "hang on" in s.laps()[2][2] and _lap(s, 3) == pytest.approx(0, abs=0.06)
    ),
    "race day: lap 4 in four accelerating pieces of 100 m": _accelerates,
    "race day: cool down": _cools_down,
}
STRENGTH_PARTS: dict[str, Callable[[Season], bool]] = {
    "strength twice a week": Season.lifts_twice_a_week,
    **{
        exercise: _has_exercise(exercise)
        for exercise in (
            *("squat", "lunge", "split squat", "deadlift", "calf raise", "step-up"),
            *("push-up", "pull-up", "plank", "dead bug"),
            *("box jump", "single-leg bounding", "burpee"),
        )
    },
    # Without a barbell on the hips it is a hip raise, on one leg at a time.
    "hip thrust": lambda s: s.has("hip thrust") or s.has("single-leg hip raise"),
}


def missing(season: Season, parts: dict[str, Callable[[Season], bool]]) -> list[str]:
    return [name for name, is_in in parts.items() if not is_in(season)]


def season(level: Level, length: int, strength: Strength) -> Season:
    return Season(plan_of(level, length, strength), runner(level, *REFERENCE[level]))


@each_level
@each_length
def test_every_part_of_the_guide_occurs_in_every_plan(level: Level, length: int) -> None:
    assert missing(season(level, length, "gym"), PARTS | STRENGTH_PARTS) == []


@each_level
@each_length
def test_every_part_of_strength_occurs_at_home_too(level: Level, length: int) -> None:
    assert missing(season(level, length, "home"), STRENGTH_PARTS) == []


def test_a_part_that_is_taken_out_is_missed() -> None:
    """What the tables find, they find because it is there."""
    whole = season("intermediate", 8, "none")
    assert missing(whole, STRENGTH_PARTS) == list(STRENGTH_PARTS)
    race_only = replace(whole.plan, weeks=whole.plan.weeks[-2:-1])
    found = set(PARTS) - set(missing(Season(race_only, whole.athlete), PARTS))
    assert found == {
        *("easy runs", "race-pace intervals", "strides that reach top speed at the end"),
        *("running drills", "rest days"),
        *(name for name in PARTS if name.startswith("race day")),
    }


# --- the rules, on the workouts of runners ----------------------------------------------

MILES_S = (223, 900)
"""Any mile goes with any level: 3:43 to 15:00."""
GOALS = (0.92, 0.95, 0.97, 0.985)
VOLUMES: dict[str, WeeklyVolume | None] = {
    "low": WeeklyVolume(15, "min"),
    "own": None,
    "high": WeeklyVolume(1500, "min"),
}
"""As little and as much as easy and long runs can be scaled for, and what the level's plan has."""


def broken_rules(
    level: Level,
    runs: Iterable[tuple[int, Iterable[int]]],
    share: float,
    volume: WeeklyVolume | None,
) -> dict[str, int]:
    """Who breaks what: nobody, we hope. Runs: miles, and the lengths of the plans for each;
    values: one mile that does."""
    found: dict[str, int] = {}
    for mile_s, lengths in runs:
        goal_s = max(FASTEST_GOAL_S, round(mile_s * share, 1))
        if goal_s >= mile_s:
            continue
        known = Settings(
            mile_s=float(mile_s), goal_s=goal_s, level=level, volume=volume, cross="cycling"
        )
        athlete, _ = resolve(known)
        for length in lengths:
            schedule = fitted(lay_out(plan_of(level, length), RACE_DAY), athlete)
            weeks = compiled(schedule, athlete)
            broken = [*broken_plan_rules(weeks, level, RACE_DAY)]
            broken += [rule for week in weeks for rule in broken_week_rules(week, level)]
            found |= {f"{rule} in {length} weeks": mile_s for rule in broken}
    return found


each_volume = pytest.mark.parametrize("volume", VOLUMES)


@each_volume
@each_level
def test_every_rule_holds(level: Level, volume: str) -> None:
    """A cross-section, at the goal that asks for most; the slow grid below has them all. Every
    level has every mile and length, and so has every volume."""
    miles_s = [*range(*MILES_S, 135), MILES_S[1]]
    turn = [*VOLUMES].index(volume) + LEVELS.index(level)
    runs = [
        (mile_s, LENGTHS[(turn + n) % 3 :: 3])
        for n, mile_s in enumerate(miles_s)
        if n % 3 != turn % 3
    ]
    assert broken_rules(level, runs, GOALS[0], VOLUMES[volume]) == {}


BLOCK_S = 120
FINEST_STEP_S, COARSE_STEP_S = 10, 60
"""Between the miles of the sweep: at the goal that asks for most, and at the others."""
GATE_STEP_S = 30
"""Between the miles in the gate at the goal that asks for most; each volume begins at a different mile.
At the other goals, the gate tries one mile for each level, volume and block."""


@pytest.mark.slow
@pytest.mark.one_in(3)
@pytest.mark.parametrize("share", GOALS)
@each_volume
@pytest.mark.parametrize("first", range(*MILES_S, BLOCK_S))
@each_level
def test_every_rule_holds_in_small_steps(
    level: Level, first: int, volume: str, share: float, *, whole: bool
) -> None:
    slowest, turn = MILES_S[1], [*VOLUMES].index(volume)
    steps = (FINEST_STEP_S, COARSE_STEP_S) if whole else (GATE_STEP_S, BLOCK_S)
    step = steps[share != GOALS[0]]
    begin = 0 if whole else turn * FINEST_STEP_S + 20 * GOALS.index(share)
    miles_s = {*range(first + begin, min(first + BLOCK_S, slowest), step)}
    if first + BLOCK_S > slowest:
        miles_s.add(slowest)
    turn += first // BLOCK_S + GOALS.index(share)
    runs = [(mile_s, LENGTHS[(turn + n) % 2 :: 2]) for n, mile_s in enumerate(sorted(miles_s))]
    assert broken_rules(level, runs, share, VOLUMES[volume]) == {}


REFERENCE: dict[Level, tuple[float, float]] = {
    "beginner": (540.0, 510.0),
    "intermediate": (424.0, 405.0),
    "advanced": (315.0, 306.0),
}
"""The average runner of a level: mile and goal."""


# --- strength ---------------------------------------------------------------------------

JUMPS = ("box jump", "high box jump", "single-leg bounding", "bounding", "burpee")
MOST_LANDINGS = {"beginner": 60, "intermediate": 80, "advanced": 100}


def landings(planned: PlannedSession, exercises: Sequence[str]) -> int:
    """How often a session's jumps land; what is done on each leg counts twice."""
    total = 0
    for item in planned.session.items:
        if not isinstance(item, Repeat):
            continue
        step = item.items[0]
        if isinstance(step, Step) and isinstance(step.amount, Reps) and str(step.what) in exercises:
            total += item.count * step.amount.count * (2 if "each leg" in step.note else 1)
    return total


@each_lifting
@each_level
def test_a_strength_session_is_careful(level: Level, strength: Strength) -> None:
    usual = "three good reps" if level == "beginner" else "two good reps"
    found = [
        (week.name, planned)
        for week in plan_of(level, strength=strength).weeks
        for planned in week.sessions
        if is_strength(planned)
    ]
    assert len(found) == 15
    for week, planned in found:
        keep_back = "four good reps" if week == "B1" else usual
        first, *steps = planned.session.steps()
        assert (first.what, first.amount) == (What.WARM_UP, Time(300))
        heavy = [step.note for step in steps if "good reps" in step.note]
        assert len(heavy) == 2
        assert all(keep_back in note for note in heavy)
        # Low hops are no jumps, but tendons count them.
        assert landings(planned, (*JUMPS, "pogo jump")) <= MOST_LANDINGS[level]


@each_lifting
@each_length
def test_beginners_only_hop_on_both_feet_before_week_three(length: int, strength: Strength) -> None:
    weeks = plan_of("beginner", length, strength).weeks
    early = [s for week in weeks[:2] for s in week.sessions if is_strength(s)]
    assert sum(landings(planned, JUMPS) for planned in early) == 0
    hops = [s for planned in early for s in planned.session.steps() if str(s.what) == "pogo jump"]
    assert len(hops) == 2
    assert all("low" in hop.note and "both feet" in hop.note for hop in hops)
    assert any(landings(s, JUMPS) for week in weeks[2:] for s in week.sessions)


@each_length
def test_beginners_do_not_bound_in_their_drills_before_week_three(length: int) -> None:
    weeks = compiled(lay_out(plan_of("beginner", length), RACE_DAY), runner("beginner", 540.0))
    bounds = [
        any("bounding" in step.note for run in week.runs if run.runs for step in run.steps)
        for week in weeks
    ]
    assert not any(bounds[:2])
    assert all(bounds[-3:-1])


@each_level
def test_a_drill_is_a_step_with_its_dose(level: Level) -> None:
    """After an easy range too, which its first drill carries on."""
    doses = ("leg swings, 10 a leg", "high knees, 2x 20 m", "walking lunges, 2x 10")
    for week in compiled(lay_out(plan_of(level), RACE_DAY), runner(level, 400.0)):
        for run in week.runs:
            notes = [step.note.encode()[:50].decode() for step in run.steps[1:5]]
            for note, dose in zip(notes, (*doses, "bounding, 2x 20 m"), strict=False):
                is_low = level == "beginner" and dose.startswith("bounding")
                assert not run.hard or dose in note or is_low


@each_level
def test_every_exercise_is_in_a_strength_session(level: Level) -> None:
    for planned in sessions(plan_of(level)):
        assert is_strength(planned) == (planned.session.sport() == "strength")


# Words for a lift with barbell, dumbbells, and no weight.
LIFTS = {
    "squat": ("back squat", "goblet squat", "squat"),
    # FIT has no deadlift without weight: the note says how, one leg at a time.
    "deadlift": ("deadlift", "dumbbell deadlift", None),
    "lunge": ("barbell lunge", "dumbbell lunge", "lunge"),
    # FIT has no split squat without weight in its older profiles: "split squat" alone is the one
    # with dumbbells and the back foot up.
    "split squat": ("barbell split squat", "dumbbell split squat", None),
    "step-up": ("barbell step-up", "dumbbell step-up", "step-up"),
    "calf raise": ("barbell calf raise", "dumbbell calf raise", "calf raise"),
    # FIT has no hip thrust with a dumbbell; without weight it is a hip raise.
    "hip thrust": ("hip thrust", None, "single-leg hip raise"),
}


@pytest.mark.parametrize("lift", LIFTS)
def test_a_lift_has_words_for_what_there_is_to_lift(lift: str) -> None:
    fit = [EXERCISES[words].fit for words in LIFTS[lift] if words]
    assert None not in fit
    assert len(set(fit)) == len(fit)


@each_level
def test_the_gym_lifts_barbells_and_home_what_there_is(level: Level) -> None:
    for strength, columns in zip(LIFTING, ((0,), (1, 2)), strict=True):
        plan = plan_of(level, strength=strength)
        used = {str(step.what) for planned in sessions(plan) for step in planned.session.steps()}
        for words in LIFTS.values():
            wanted = next(words[column] for column in columns if words[column])
            assert used & {word for word in words if word} == {wanted}


# --- blocks -----------------------------------------------------------------------------


def blocks_of(name: str) -> dict[str, str]:
    document: dict[str, Any] = read_document(
        read_text(template_folder() / f"{name}.toml", name), name
    )
    return {key: table["text"] for key, table in document["block"].items()}


def template(level: Level) -> str:
    return (template_folder() / f"mile-{level}.toml").read_text(encoding="utf-8")


def test_every_block_is_used() -> None:
    used = {
        name
        for level in LEVELS
        for name in re.findall(r'(?:^|= ")use ([a-z-]+)', template(level), re.M)
    }
    assert used == {*blocks_of("blocks"), *blocks_of("strength-gym")}


@each_level
def test_what_blocks_hold_is_written_nowhere_else(level: Level) -> None:
    words = ("warm-up", "drills", "stride", "hill", "cool-down", *EXERCISES)
    held = re.compile(rf"^(\d+x )?\(?({'|'.join(words)}) (\d|until)", re.M)
    assert held.findall(template(level)) == []
    assert held.search(blocks_of("blocks")["drills"])  # so the pattern finds them


def test_gym_and_home_have_the_same_blocks_with_the_same_holes() -> None:
    gym, home = (
        {
            name: sorted(set(re.findall(r"\{[^}]*\}", text)))
            for name, text in blocks_of(file).items()
        }
        for file in ("strength-gym", "strength-home")
    )
    assert gym == home


# --- words ------------------------------------------------------------------------------

# Abbreviations and coaches' terms that not everybody knows; others in capitals the pattern finds.
TERMS = ("vo2", "vo2max", "rpe", "rm", "tt", "amrap", "emom", "fartlek", "plyo", "plyos", "lactate")
ABBREVIATION = re.compile(rf"\b(?:[A-Z][A-Z0-9]+[a-z]*|(?i:{'|'.join(TERMS)}))\b")


def sentences(level: Level) -> Iterator[str]:
    plan = plan_of(level)
    yield from (week.focus for week in plan.weeks)
    yield from (planned.why for planned in sessions(plan))


@each_level
def test_every_why_is_one_sentence_of_its_own(level: Level) -> None:
    whys = [planned.why for planned in sessions(plan_of(level))]
    for why in whys:
        assert re.fullmatch(r"[A-Z][^.!?\n]*[.]", why), why
        assert 40 <= len(why) <= 140, why
    assert len(set(whys)) == len(whys)


@each_level
def test_every_focus_is_one_sentence(level: Level) -> None:
    focuses = [week.focus for week in plan_of(level).weeks]
    for focus in focuses:
        assert re.fullmatch(r"[A-Z][^.!?\n]*[.]", focus), focus
        assert 40 <= len(focus) <= 140, focus
    assert len(set(focuses)) == len(focuses)


@each_level
def test_a_plan_says_when_to_stop(level: Level) -> None:
    end = "With chest pain, illness, or pain that changes your stride: stop."
    assert plan_of(level).about.endswith(end)


def ends_of(level: Level) -> tuple[Plan, ...]:
    """The ten-week plan as written, and as its fastest and slowest runner get it."""
    plan = plan_of(level)
    fastest, slowest = (
        runner(level, float(mile_s), max(FASTEST_GOAL_S, mile_s * 0.92)) for mile_s in MILES_S
    )
    return plan, tailor(plan, fastest.table), tailor(plan, slowest.table)


@each_level
def test_names_fit_the_watch_and_titles_a_line(level: Level) -> None:
    for plan in ends_of(level):
        for planned in sessions(plan):
            assert planned.name.isascii()
            assert len(planned.name) <= LONGEST_NAME
            assert len(labelled("W10.8", planned.name, planned.session)) <= 15
            assert bool(planned.name) != planned.session.is_rest
            assert 0 < len(planned.title) <= 60


@each_level
def test_file_names_differ_by_day_and_name(level: Level) -> None:
    for plan in ends_of(level):
        for week in plan.weeks:
            named = [s for s in week.sessions if not s.session.is_rest]
            files = {(s.day, re.sub(r"[^a-z0-9]+", "-", s.name.lower())) for s in named}
            assert len(files) == len(named)


@each_lifting
@each_level
def test_nobody_needs_to_know_an_abbreviation(level: Level, strength: Strength) -> None:
    athlete = runner(level, *REFERENCE[level])
    plan = plan_of(level, strength=strength)
    texts = [plan.title, plan.about, *sentences(level)]
    texts += [planned.title for each in ends_of(level) for planned in sessions(each)]
    texts += [step.note for planned in sessions(plan) for step in planned.session.steps()]
    for scheduled in lay_out(plan, RACE_DAY).sessions:
        workout = workout_of(scheduled, athlete)
        # Cues name the zone, vo2max, as the pace table does.
        notes = [step.note for step in unrolled(workout.steps)] if workout else []
        texts += [note.replace("vo2max ", "") for note in notes]
    assert [text for text in texts if ABBREVIATION.search(text)] == []


@pytest.mark.parametrize("text", ["at VO2max", "RPE 6", "your LT", "vo2max", "to AMRAP", "MP"])
def test_an_abbreviation_is_found(text: str) -> None:
    assert ABBREVIATION.search(text)
