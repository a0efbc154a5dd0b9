"""A shipped plan made to fit a runner: shorter reps, fewer of them, shorter easy runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.pace.pacing import pace_session
from fitexport.pace.table import PaceTable, pace_table
from fitexport.pace.workout import unrolled
from fitexport.plan.load import load_plan
from fitexport.plan.model import LEVELS, Level, Phase, Plan, PlannedSession, TrainingWeek
from fitexport.season.tailoring import tailor
from fitexport.session import Time
from fitexport.session.format import format_session
from fitexport.session.parse import parse
from fitexport.units import MILE_M

HUGE_WEEK = "easy 20h"
"""Beside it every dose is a small share of the week."""

each_level = pytest.mark.parametrize("level", LEVELS)


def week(*texts: str, phase: Phase = "base", cut_back: bool = False) -> TrainingWeek:
    sessions = (
        PlannedSession(
            day=day, place=day, name="as written", title="As written", session=parse(text), why="."
        )
        for day, text in enumerate(texts, start=1)
    )
    return TrainingWeek("W", phase, "", tuple(sessions), cut_back)


def plan(*weeks: TrainingWeek, level: Level = "intermediate") -> Plan:
    return Plan("p", "P", level, "", weeks, shipped=True)


def tailored(table: PaceTable, *weeks: TrainingWeek, level: Level = "intermediate") -> list[str]:
    """Every week's sessions as text, separated by |."""
    made = tailor(plan(*weeks, level=level), table)
    return [
        " | ".join(format_session(planned.session).replace("\n", "; ") for planned in week.sessions)
        for week in made.weeks
    ]


def runner(mile_s: float = 424.0, goal_s: float | None = None) -> PaceTable:
    return pace_table(mile_s, 0.97 * mile_s if goal_s is None else goal_s)


# --- reps that would last too long ------------------------------------------------------

# Metres that a runner may just take the longest time for, 135 s at mile pace and 165 s at goal
# pace; the session of a slower runner: the next shorter reps, floor(n x old / new) of them.
SHORTER = [
    (800, "3x 800m @ mile, jog 2x rep", "4x 600m @ mile, jog 2x rep"),
    (600, "4x 600m @ mile, jog 2x rep", "6x 400m @ mile, jog 2x rep"),
    (400, "6x 400m @ mile, jog 2x rep", "8x 300m @ mile, jog 2x rep"),
    (400, "5x 400m @ mile, jog 2x rep", "6x 300m @ mile, jog 2x rep"),
    (300, "5x 300m @ mile, jog 90s", "7x 200m @ mile, jog 90s"),
    (400, "2x 400m @ mile, jog 2x rep; jog 5min; 300m @ mile", "2x 300m @ mile, jog 2x rep; jog 5min; 300m @ mile"),
    (800, "2x 800m @ goal, walk 3min", "2x 600m @ goal, walk 3min"),
    (600, "5x 600m @ goal, jog 1.25x rep", "7x 400m @ goal, jog 1.25x rep"),
    (400, "4x 400m @ goal, jog 1.25x rep", "5x 300m @ goal, jog 1.25x rep"),
    (300, "2x 300m @ goal, walk 1x rep", "3x 200m @ goal, walk 1x rep"),
    (600, "600m @ goal", "400m @ goal"),
    (400, "2x (4x 400m @ goal, jog 0.75x rep), walk 4min", "2x (5x 300m @ goal, jog 0.75x rep), walk 4min"),
]  # fmt: skip


@pytest.mark.parametrize(("length_m", "written", "shorter"), SHORTER)
def test_a_rep_that_lasts_too_long_gives_way_to_the_next_shorter(
    length_m: int, written: str, shorter: str
) -> None:
    at_mile_pace = "@ mile" in written
    border_s = (135 if at_mile_pace else 165) * MILE_M / length_m
    for mile_s, expected in ((border_s - 0.001, written), (border_s + 0.001, shorter)):
        table = runner(mile_s, 240.0) if at_mile_pace else runner(min(900, mile_s + 9), mile_s)
        assert tailored(table, week(written, HUGE_WEEK)) == [f"{expected} | {HUGE_WEEK}"]


def test_a_rep_falls_as_far_as_it_has_to() -> None:
    # 10:00: 400 m at mile pace take 149 s, 300 m 112 s
    assert tailored(runner(600.0), week("3x 800m @ mile, jog 2x rep", HUGE_WEEK)) == [
        f"8x 300m @ mile, jog 2x rep | {HUGE_WEEK}"
    ]


# At 10:00, where 800 and 400 m at mile pace become 300 m.
NEIGHBOURS = [
    ("2x 400m @ mile, jog 2x rep; jog 5min; 2x 300m @ mile, jog 2x rep", "4x 300m @ mile, jog 2x rep"),
    ("2x 800m @ mile, jog 2x rep; jog 5min; 2x 400m @ mile, jog 2x rep; walk 4min; 2x 300m @ mile, jog 2x rep", "9x 300m @ mile, jog 2x rep"),
    # the recoveries of the first block stay, for all
    ("2x 400m @ mile, jog 2x rep; jog 5min; 2x 300m @ mile, jog 90s", "4x 300m @ mile, jog 2x rep"),
    # other reps, another zone, a lone rep, other running between them
    ("2x 400m @ mile, jog 2x rep; jog 5min; 2x 200m @ mile, jog 2x rep", "2x 300m @ mile, jog 2x rep; jog 5min; 2x 200m @ mile, jog 2x rep"),
    ("2x 400m @ mile, jog 2x rep; jog 5min; 2x 300m @ goal, jog 2x rep", "2x 300m @ mile, jog 2x rep; jog 5min; 2x 300m @ goal, jog 2x rep"),
    ("400m @ mile; jog 5min; 2x 300m @ mile, jog 2x rep; jog 5min; 300m @ mile", "300m @ mile; jog 5min; 2x 300m @ mile, jog 2x rep; jog 5min; 300m @ mile"),
    ("2x 400m @ mile, jog 2x rep; easy 10min; 2x 300m @ mile, jog 2x rep", "2x 300m @ mile, jog 2x rep; easy 10min; 2x 300m @ mile, jog 2x rep"),
    # a session in which no rep lasts too long stays as it was written
    ("2x 300m @ mile, jog 2x rep; jog 5min; 2x 300m @ mile, jog 2x rep", "2x 300m @ mile, jog 2x rep; jog 5min; 2x 300m @ mile, jog 2x rep"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "made"), NEIGHBOURS)
def test_neighbours_whose_reps_have_become_the_same_are_one_block(written: str, made: str) -> None:
    assert tailored(runner(600.0), week(written, HUGE_WEEK)) == [f"{made} | {HUGE_WEEK}"]


@pytest.mark.parametrize(
    "text",
    [
        "6x 200m @ mile, jog 2x rep",  # 112 s at 15:00: there is nothing shorter
        "3x 150s @ vo2max, jog 1x rep",
        "2x 7min @ threshold, jog 90s",
        "time-trial 1mi",
    ],
)
def test_reps_by_time_and_the_shortest_stay(text: str) -> None:
    written = format_session(parse(text))
    assert tailored(runner(900.0), week(text, HUGE_WEEK)) == [f"{written} | {HUGE_WEEK}"]


# --- doses ------------------------------------------------------------------------------

# In a week so small that only the least useful dose is left: 1600 m at mile and goal pace together,
# eight minutes at VO2max, fifteen at threshold. The shortest reps go first, a last one stays: if it
# goes by time it loses five minutes at a time, and ten are left of it.
CAPPED = [
    ("8x 200m @ mile, jog 2x rep", "8x 200m @ mile, jog 2x rep"),
    ("9x 200m @ mile, jog 2x rep", "8x 200m @ mile, jog 2x rep"),
    ("6x 300m @ goal, jog 2x rep", "5x 300m @ goal, jog 2x rep"),
    ("3x 400m @ mile, jog 2x rep; jog 5min; 4x 200m @ mile, jog 2x rep", "3x 400m @ mile, jog 2x rep; jog 5min; 2x 200m @ mile, jog 2x rep"),
    ("3x 400m @ mile, jog 2x rep; jog 5min; 3x 200m @ goal, jog 2x rep", "3x 400m @ mile, jog 2x rep; jog 5min; 2x 200m @ goal, jog 2x rep"),
    ("4x 400m @ mile, jog 2x rep; jog 5min; 200m @ mile", "4x 400m @ mile, jog 2x rep"),
    ("200m @ mile; jog 5min; 4x 400m @ mile, jog 2x rep", "4x 400m @ mile, jog 2x rep"),
    ("2x (4x 300m @ goal, jog 1x rep), walk 4min", "4x 300m @ goal, jog 1x rep"),
    ("3x 1200m @ vo2max, jog 1x rep", "2x 1200m @ vo2max, jog 1x rep"),
    ("4x 2min @ vo2max, jog 1x rep", "4x 2min @ vo2max, jog 1x rep"),
    ("5x 2min @ vo2max, jog 1x rep", "4x 2min @ vo2max, jog 1x rep"),
    ("4x 3min @ vo2max, jog 1x rep", "2x 3min @ vo2max, jog 1x rep"),
    ("3x 5min @ threshold, jog 60s", "3x 5min @ threshold, jog 60s"),
    ("4x 5min @ threshold, jog 60s", "3x 5min @ threshold, jog 60s"),
    ("2x 10min @ threshold, jog 60s", "10min @ threshold"),
    ("tempo 15min", "tempo 15min"),
    ("tempo 20min", "tempo 15min"),
    ("tempo 25min", "tempo 15min"),
    ("18min @ vo2max", "8min @ vo2max"),
    ("14min @ vo2max", "8min @ vo2max"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "capped"), CAPPED)
def test_a_session_loses_reps_down_to_the_least_useful_dose(written: str, capped: str) -> None:
    # At 4:20 no rep is too long.
    assert tailored(runner(260.0), week(written)) == [capped]


def metres(training: TrainingWeek, table: PaceTable) -> float:
    return sum(
        step.expected_m
        for planned in training.sessions
        for step in unrolled(pace_session(planned.session, table))
    )


SHARES = {
    "200m @ mile": (0.05, 1600.0),
    "2min @ vo2max": (0.08, 480.0),
    "3min @ threshold": (0.10, 900.0),
}


@given(st.sampled_from(sorted(SHARES)), st.integers(1, 40), st.integers(10, 400))
def test_a_session_keeps_as_many_reps_as_its_week_can_bear(
    rep: str, count: int, easy_min: int
) -> None:
    """Tried out one by one: the most reps that are a small share of the week, or a small dose."""
    table = runner(360.0)
    share, dose = SHARES[rep]
    step = next(parse(rep).steps())
    pace = table.band(step.zone or "").middle
    rep_s = 200 * pace if "m @ mile" in rep else 60.0 * int(rep[0])
    reps_of_dose = int(dose // (200 if "m @ mile" in rep else rep_s))

    def of(reps: int) -> TrainingWeek:
        return week(f"{reps}x {rep}, jog 1x rep" if reps > 1 else rep, f"easy {easy_min}min")

    def bears(reps: int) -> bool:
        return reps <= reps_of_dose or reps * rep_s / pace <= share * metres(of(reps), table)

    most = next(reps for reps in range(count, 0, -1) if bears(reps))
    (made,) = tailor(plan(of(count)), table).weeks
    assert made.sessions[0].session == of(most).sessions[0].session


# --- easy running -----------------------------------------------------------------------

# Level, weeks as written, weeks as made: a row of minutes a week; "lighter" and "taper" weeks are
# held against the highest before. Runs lose five minutes at a time, the longest first.
EASY: list[tuple[Level, Sequence[str], Sequence[str]]] = [
    ("beginner", ["100", "114"], ["100", "114"]),
    ("beginner", ["100", "116"], ["100", "111"]),
    ("intermediate", ["100", "112"], ["100", "112"]),
    ("intermediate", ["100", "113"], ["100", "108"]),
    ("advanced", ["100", "113"], ["100", "108"]),
    ("intermediate", ["60 40", "70 50"], ["60 40", "60 50"]),
    ("intermediate", ["40 40", "47 50"], ["40 40", "42 45"]),
    # a week is held against the one before as it was made
    ("intermediate", ["100", "120", "140"], ["100", "110", "120"]),
    # a lighter week is no measure for the next, but 90 % of the highest for itself
    ("intermediate", ["100", "lighter 90", "112"], ["100", "lighter 90", "112"]),
    ("intermediate", ["100", "lighter 91", "113"], ["100", "lighter 86", "108"]),
    ("intermediate", ["100", "80", "lighter 91"], ["100", "80", "lighter 86"]),
    # race week: 65 % of the highest
    ("intermediate", ["100", "80", "taper 65"], ["100", "80", "taper 65"]),
    ("intermediate", ["100", "80", "taper 66"], ["100", "80", "taper 61"]),
    # ten minutes are left of a run, however long the week
    ("intermediate", ["10", "14 12 10"], ["10", "14 12 10"]),
    ("intermediate", ["10", "16 15 10"], ["10", "11 10 10"]),
]


def easy_week(text: str) -> TrainingWeek:
    kind, *runs = text.split() if text[0].isalpha() else ("", *text.split())
    texts = [f"easy {minutes}min" for minutes in runs]
    return week(*texts, phase="taper" if kind == "taper" else "base", cut_back=kind == "lighter")


@pytest.mark.parametrize(("level", "written", "made"), EASY)
def test_a_week_that_grows_too_much_has_shorter_easy_runs(
    level: Level, written: Sequence[str], made: Sequence[str]
) -> None:
    found = tailor(plan(*map(easy_week, written), level=level), runner())
    assert [[s.session for s in week.sessions] for week in found.weeks] == [
        [s.session for s in easy_week(text).sessions] for text in made
    ]


def test_strides_stay_when_the_run_before_them_is_shortened() -> None:
    strides = "walk 60s; 4x stride 20s, walk 60s"
    text = f"easy 60min @ effort 6; {strides}"
    found = tailored(runner(), week("easy 50min"), week(text))
    assert found == ["easy 50min", f"easy 50min @ effort 6; {strides}"]


# --- what is done -----------------------------------------------------------------------


def test_what_is_done_stays_however_much_it_was() -> None:
    """Nine reps at mile pace in a week that bears eight; the session still to come loses some."""
    reps = "9x 200m @ mile, jog 2x rep"
    written = plan(week(reps, reps))
    assert written.weeks[0].sessions[0].place == 1
    table = runner(260.0)
    done = {(1, 1): (written.weeks[0].sessions[0], table)}
    made = tailor(written, table, done).weeks[0].sessions
    assert made[0] == written.weeks[0].sessions[0]
    assert format_session(made[1].session) == "8x 200m @ mile, jog 2x rep"


def test_what_is_done_is_what_it_was_made_into_by_then() -> None:
    """Not what the plan had written."""
    written = plan(week("6x 400m @ mile, jog 2x rep", HUGE_WEEK))
    then = tailor(written, runner(600.0)).weeks[0].sessions[0]
    done = {(1, 1): (then, runner(600.0))}
    assert tailor(written, runner(300.0), done).weeks[0].sessions[0] == then
    assert tailor(written, runner(300.0)) == written


def test_a_week_is_held_against_what_was_run_at_the_paces_of_its_day() -> None:
    """100 min, then 12 % more at most; the minutes of a distance are those of its own paces."""
    slow, fast = runner(600.0), runner(300.0)
    written = plan(easy_week("100"), week("easy 10km", "easy 55min"))
    fixed = written.weeks[1].sessions[0]
    for table in (slow, fast):
        minutes = 10_000 * table.band("easy").middle / 60
        made = tailor(written, fast, {(2, 1): (fixed, table)}).weeks[1].sessions
        assert made[0] == fixed
        left = int(format_session(made[1].session).removeprefix("easy ").removesuffix("min"))
        assert left == next(
            each for each in range(55, 5, -5) if each + minutes <= 112 or each == 10
        )


def test_what_is_done_in_other_weeks_is_no_matter() -> None:
    written = plan(week("9x 200m @ mile, jog 2x rep"), week("9x 200m @ mile, jog 2x rep"))
    done = {(2, 1): (written.weeks[1].sessions[0], runner(260.0))}
    made = tailor(written, runner(260.0), done)
    assert [format_session(each.sessions[0].session) for each in made.weeks] == [
        "8x 200m @ mile, jog 2x rep",
        "9x 200m @ mile, jog 2x rep",
    ]


# --- who was ill ---------------------------------------------------------------------------


def test_a_week_of_illness_is_no_measure_for_the_next() -> None:
    """50 min, then 30 min ill, then 56 min at most: 12 % more than before the illness."""
    written = plan(*map(easy_week, ("50", "30", "60")))
    minutes = {
        ill: [
            format_session(week.sessions[0].session)
            for week in tailor(written, runner(), ill=ill).weeks
        ]
        for ill in ((), (2,), (1, 2))
    }
    assert minutes == {
        (): ["easy 50min", "easy 30min", "easy 30min"],
        (2,): ["easy 50min", "easy 30min", "easy 55min"],
        (1, 2): ["easy 50min", "easy 30min", "easy 1h"],
    }


# --- what stays -------------------------------------------------------------------------


def test_a_changed_session_is_called_what_it_is_and_keeps_its_place() -> None:
    written = plan(week("6x 400m @ mile, jog 2x rep", "long 20min @ effort 6", HUGE_WEEK))
    before = written.weeks[0].sessions
    after = tailor(written, runner(600.0)).weeks[0].sessions
    assert after[0] == replace(
        before[0],
        session=parse("8x 300m @ mile, jog 2x rep"),
        name="8x300 mile",
        title="8 x 300 m at mile pace",
    )
    assert after[1:] == before[1:]


def test_a_custom_plan_is_left_alone() -> None:
    own = replace(plan(week("20x 800m @ mile, jog 10s")), shipped=False)
    assert tailor(own, runner(900.0)) is own


# --- pauses, long runs, race week -------------------------------------------------------


def test_a_pause_between_blocks_is_as_long_as_the_recoveries_of_the_first() -> None:
    """And two minutes at least; at 5:00 a lap takes 75 s, at 10:00 the 300 m take 112 s."""
    blocks = "2x 400m @ mile, jog 2x rep; jog {}; 4x 200m @ mile, jog 2x rep"
    for mile_s, pause, made in (
        (300.0, "2x rep", "2x rep"),
        (300.0, "1x rep", "2:30"),
        (300.0, "2min", "2:30"),
        (300.0, "3min", "3min"),
    ):
        (found,) = tailored(runner(mile_s), week(blocks.format(pause), HUGE_WEEK))
        assert found.partition(" | ")[0] == blocks.format(made)
    short = "6x 200m @ goal, jog 1x rep; jog 1x rep; 200m @ goal"
    (found,) = tailored(runner(300.0), week(short, HUGE_WEEK))
    assert "; jog 2min; " in found


SHARES_OF_LONG_RUNS: list[tuple[Level, str, str]] = [
    ("intermediate", "30 30 30 long 35", "30 30 30 long 35"),
    ("intermediate", "30 30 30 long 40", "30 30 30 long 35"),
    ("intermediate", "30 30 30 long 80", "30 30 30 long 35"),
    ("beginner", "30 30 30 long 50", "30 30 30 long 50"),
    ("beginner", "30 30 30 long 60", "30 30 30 long 50"),
    # an easy run that is nearly as long gives way as well: it stays the longest
    ("intermediate", "20 20 40 long 45", "20 20 20 long 25"),
    ("beginner", "30 30 long 60", "30 30 long 35"),
]


def week_with_a_long_run(text: str) -> TrainingWeek:
    easy, _, long = text.partition(" long ")
    return week(*(f"easy {minutes}min" for minutes in easy.split()), f"long {long}min @ effort 6")


@pytest.mark.parametrize(("level", "written", "made"), SHARES_OF_LONG_RUNS)
def test_a_long_run_is_a_share_of_its_week(level: Level, written: str, made: str) -> None:
    plan_ = plan(week_with_a_long_run(written), level=level)
    (found,) = tailor(plan_, runner()).weeks
    assert [s.session for s in found.sessions] == [
        s.session for s in week_with_a_long_run(made).sessions
    ]


def test_walking_is_no_running() -> None:
    """Of 137 min of running 45 are more than 30 %, of these and 20 min of walking they are not."""
    hills = "easy 30min; 11x hill 10s, walk 2min"
    found = tailored(runner(), week("easy 30min", "easy 30min", hills, "long 45min @ effort 6"))
    assert found == [f"easy 30min | easy 30min | {hills} | long 35min @ effort 6"]


def test_race_week_is_half_of_the_highest_without_the_race() -> None:
    race = "warm-up 30min; race 1mi; cool-down 10min"
    weeks = (week("easy 200min"), week("easy 60min", "easy 60min", race, phase="taper"))
    made = tailor(plan(*weeks), runner()).weeks[1]
    easy = [format_session(each.session) for each in made.sessions[:2]]
    assert easy == ["easy 40min", "easy 40min"], "with the race 65 %: 130 min"


def test_a_cut_back_week_keeps_65_percent_of_the_highest() -> None:
    weeks = (
        week(*["easy 60min"] * 4, "long 60min"),
        week(*["easy 30min"] * 4, "long 50min", cut_back=True),
    )
    made = tailor(plan(*weeks), runner()).weeks[1].sessions
    *easy, long = (
        step.amount.s // 60
        for each in made
        for step in each.session.steps()
        if isinstance(step.amount, Time)
    )
    assert sum(easy) + long == 0.65 * 300
    assert max(easy) < long == 50
    assert tailor(plan(*weeks), runner(), ill=[2]).weeks[1].sessions == weeks[1].sessions


LENGTHS = range(6, 11)
MILES_S = (223.0, 900.0)


@cache
def shipped(level: Level, length: int) -> Plan:
    return load_plan("mile", level, length)


@each_level
def test_a_runner_in_the_middle_of_a_level_gets_the_plan_as_written(level: Level) -> None:
    """But for long runs, which are held to their share of the week."""
    mile_s = {"beginner": 615.0, "intermediate": 367.0, "advanced": 299.0}[level]
    for length in LENGTHS[2:]:
        for share in (0.975, 0.985):
            written = shipped(level, length)
            made = tailor(written, runner(mile_s, share * mile_s))
            for before, after in zip(sessions(written), sessions(made), strict=True):
                assert after == before or after.is_long


def sessions(plan: Plan) -> list[PlannedSession]:
    return [planned for week in plan.weeks for planned in week.sessions]


# At 6:00 with a goal of 5:30: 400 m take 82 s, 300 m 61.5 s, 200 m 41 s.
RESTS = [
    ("4x 400m @ goal, jog 1.25x rep", "4x 400m @ goal, jog 2x rep"),
    ("4x 400m @ goal, jog 2.5x rep", "4x 400m @ goal, jog 2.5x rep"),
    ("4x 400m @ goal, walk 90s", "4x 400m @ goal, walk 2:45"),
    ("4x 400m @ mile, jog 1.5x rep", "4x 400m @ mile, jog 1.5x rep"),
    ("400m @ goal; walk 2min; 300m @ goal", "400m @ goal; walk 2:45; 300m @ goal"),
    (
        "2x (4x 400m @ goal, jog 0.75x rep), walk 4min",
        "2x (4x 400m @ goal, jog 2x rep), walk 4min",
    ),
    (
        "2x 300m @ goal, walk 1x rep; walk 2min; 200m @ goal; cool-down 10min",
        "2x 300m @ goal, walk 2x rep; walk 2:05; 200m @ goal; cool-down 10min",
    ),
    ("3x 5min @ threshold, jog 60s; jog 2min", "3x 5min @ threshold, jog 60s; jog 2min"),
]


@pytest.mark.parametrize(("written", "rested"), RESTS)
def test_a_goal_of_more_than_three_percent_makes_rests_at_goal_pace_twice_the_rep(
    written: str, rested: str
) -> None:
    far, near = runner(360.0, 330.0), runner(340.0, 330.0)
    assert tailored(far, week(written, HUGE_WEEK)) == [f"{rested} | {HUGE_WEEK}"]
    assert tailored(near, week(written, HUGE_WEEK)) == [f"{written} | {HUGE_WEEK}"]


@given(st.sampled_from(LEVELS), st.sampled_from(LENGTHS), st.floats(0, 1), st.floats(0.8, 1))
def test_a_tailored_plan_fits_and_has_lost_nothing_else(
    level: Level, length: int, place: float, share: float
) -> None:
    fastest_s, slowest_s = MILES_S
    mile_s = fastest_s + place * (slowest_s - fastest_s)
    table = runner(mile_s, max(210.0, share * mile_s))
    written = shipped(level, length)
    made = tailor(written, table)
    assert tailor(made, table) == made
    for before, after in zip(written.weeks, made.weeks, strict=True):
        assert replace(after, sessions=before.sessions) == before
        for old, new in zip(before.sessions, after.sessions, strict=True):
            assert (new.day, new.place) == (old.day, old.place)
            assert new.why == old.why or "so the rests are long" in new.why
            assert new == old or replace(new, why="") == replace(
                old.with_session(new.session), why=""
            )
