"""Coming back after six days or more without a run, measured on the workouts that a runner gets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import few
from support.life_rules import Lived, Written, broken_return_rules
from support.plan_rules import Run

from fitexport.errors import ScheduleError
from fitexport.pace.table import MILE_RANGE_S
from fitexport.plan.model import LEVELS
from fitexport.season.changes import Away, Change, Move, Skip
from fitexport.season.easing import without_hills
from fitexport.season.proposing import propose, remarks_on_change
from fitexport.season.season import Season, season_of
from fitexport.season.settings import Settings
from fitexport.season.spells import OPEN_END, Spell, SpellCause
from fitexport.season.weekly_volume import WeeklyVolume
from fitexport.session import Repeat, Step, What
from fitexport.session.exercises import JUMPS, Exercise
from fitexport.session.format import format_session
from fitexport.session.parse import parse
from fitexport.session.steps import first_step

RACE_DAY = date(2027, 5, 1)
FAST = Settings(mile_s=319, goal_s=305, level="advanced", race_day=RACE_DAY, weeks=8)
"""Weeks begin on Sundays: week 3 on 21 March, week 5 on 4 April."""
SLOW = Settings(mile_s=424, goal_s=410, level="intermediate", race_day=RACE_DAY, weeks=8)


def march(day: int) -> date:
    return date(2027, 3, day)


def april(day: int) -> date:
    return date(2027, 4, day)


def away(cause: SpellCause, first: date, last: date, made: date | None = None) -> Away:
    return Away(Spell(first, last, cause), made=made or last)


def after(settings: Settings, *changes: Change) -> Season:
    return season_of(replace(settings, changes=changes))


def lived(season: Season) -> Lived:
    return Lived(season.schedule, season.athlete, Written({}))


def minutes(season: Season) -> list[int]:
    """Of running, in each week."""
    weeks = range(1, season.schedule.race_week + 1)
    return [round(sum(run.minutes for run in lived(season).runs(week))) for week in weeks]


def names(season: Season) -> list[str]:
    return [week.name for week in season.schedule.plan.weeks if week.name != "R1"]


def hard_runs(season: Season, week: int) -> list[str]:
    return [each.name for each in season.schedule.week(week) if each.planned.is_hard]


# --- weeks ------------------------------------------------------------------------------


def test_ten_days_of_illness_are_followed_by_weeks_that_grow() -> None:
    season = after(FAST, away("sick", march(22), march(31)))
    assert minutes(after(FAST))[:2] == minutes(season)[:2] == [306, 327]
    assert minutes(season)[2:] == [42, 70, 195, 252, 277, 205]
    assert 0.5 * 327 <= 195 <= 0.6 * 327
    assert list(broken_return_rules(lived(season))) == []


def test_what_was_lost_is_not_dropped() -> None:
    """Base, build, specific, taper: a week of the build comes back, and the trial gives way."""
    assert names(after(FAST)) == ["B1", "B2", "V1", "V2", "VT", "S1", "S3", "TW"]
    season = after(FAST, away("sick", march(22), march(31)))
    assert names(season) == ["B1", "B2", "V1", "V2", "B2", "V1", "S3", "TW"]
    assert hard_runs(season, 5) == []
    assert hard_runs(season, 6)[0] == "3x4' tempo"


def test_weeks_that_have_begun_keep_their_place_in_the_plan() -> None:
    told_late = away("sick", march(22), march(31), made=april(13))
    assert names(after(FAST, told_late)) == ["B1", "B2", "V1", "V2", "VT", "S1", "S3", "TW"]


@pytest.mark.parametrize("settings", [FAST, SLOW], ids=["fast", "slow"])
@pytest.mark.parametrize(
    "changes",
    [
        [away("sick", march(22), march(28)), away("sick", april(1), april(5))],
        [away("away", march(21), april(3), march(10))],
        [away("injured", march(20), april(4))],
        [Skip(f"w3.{place}", made=march(20)) for place in (1, 2, 4, 5, 6, 8)],
        [away("sick", march(1), march(12))],
        [away("sick", march(22), april(12))],
    ],
    ids=["relapse", "trip", "injury", "skipped", "before the plan", "three weeks"],
)
def test_whatever_the_break_the_runner_comes_back_with_care(
    settings: Settings, changes: list[Change]
) -> None:
    season = season_of(settings)
    known = {each.key for each in season.schedule.sessions}
    changes = [each for each in changes if not isinstance(each, Skip) or each.session in known]
    assert list(broken_return_rules(lived(after(settings, *changes)))) == []


def test_five_days_without_a_run_change_no_later_week() -> None:
    season = after(FAST, away("away", march(22), march(24), march(10)))
    assert names(season) == names(after(FAST))
    assert minutes(season)[3:] == minutes(after(FAST))[3:]


def test_an_illness_before_the_first_week_eases_into_it() -> None:
    season = after(FAST, away("sick", march(1), march(6)))
    week = season.schedule.week(1)
    assert not any(each.planned.is_hard for each in week)
    assert minutes(season)[0] <= 0.6 * 330
    with pytest.raises(ScheduleError, match="the plan has no training on these days"):
        after(FAST, away("sick", march(1), march(3)))


def test_moves_in_weeks_that_are_chosen_again_are_named() -> None:
    season = after(FAST, Move("w6.2", april(13), made=march(20)))
    ill = away("sick", march(22), march(31))
    remarks = list(remarks_on_change(season, ill, propose(season, ill)))
    assert "moved earlier, now back on the plan's days: W6.2" in remarks


def custom_plan(folder: Path, weeks: Sequence[str]) -> Settings:
    """Easy, steady and long runs in each of these weeks, and no race."""
    tables = [
        f"""[week.{name}]
phase = "base"
focus = "Run."
session = [
  {{ day = 2, why = "Easy.", text = "easy 40min" }},
  {{ day = 4, why = "Steady.", text = "warm-up 15min; tempo 15min; cool-down 10min" }},
  {{ day = 6, why = "Long.", text = "long 60min" }},
]
"""
        for name in dict.fromkeys(weeks)
    ]
    head = 'name = "own"\ntitle = "My own"\nlevel = "intermediate"\nabout = "Weeks."\n'
    path = folder / "own.toml"
    text = "\n".join((f"{head}weeks = {json.dumps([*weeks])}\n", *tables))
    path.write_text(text, encoding="utf-8")
    return Settings(mile_s=380, goal_s=360, plan=str(path), race_day=RACE_DAY)


def test_a_plan_of_equal_weeks_continues_with_them(tmp_path: Path) -> None:
    alike = custom_plan(tmp_path, ["w"] * 8)
    assert names(after(alike, away("sick", march(15), march(26)))) == ["w"] * 8


@pytest.mark.slow
def test_a_long_break_in_a_long_plan_is_weighed_in_no_time(tmp_path: Path) -> None:
    """Half of fifty weeks lost: a choice among 10**14."""
    long = custom_plan(tmp_path, [f"w{number}" for number in range(50)])
    start = season_of(long).schedule.start
    trip = away("away", start + timedelta(days=14), start + timedelta(days=180), start)
    chosen = names(after(long, trip))
    assert len(chosen) == 50
    assert chosen[-2:] == ["w48", "w49"]


def test_after_a_break_at_the_start_a_week_is_limited_by_its_own_plan() -> None:
    """There is no healthy week before it to compare it with."""
    season = after(FAST, away("sick", march(9), march(30)))
    assert minutes(season) == [92, 0, 0, 100, 180, 230, 282, 205]
    assert list(broken_return_rules(lived(season))) == []


def test_a_run_without_its_hills_ends_without_their_last_pause() -> None:
    (week, *_), hills = after(FAST).schedule.plan.weeks, "4x hill 20s, walk 60s; walk 2min"
    easy = next(each for each in week.sessions if each.is_run)
    for text, left in (
        (f"easy 20min; {hills}", "easy 20min"),
        (f"easy 20min; {hills}; easy 5min", "easy 20min\nwalk 2min\neasy 5min"),
        (hills, "walk 2min"),
    ):
        made = without_hills(easy.with_session(parse(text)))
        assert format_session(made.session) == left


def beginner(mile_s: float, weeks: int, volume: WeeklyVolume | None = None) -> Settings:
    goal_s = round(0.95 * mile_s)
    settings = Settings(mile_s=mile_s, goal_s=goal_s, level="beginner", race_day=RACE_DAY)
    return replace(settings, weeks=weeks, volume=volume)


@pytest.mark.parametrize(
    ("settings", "spell", "usual", "eased", "hard"),
    [
        pytest.param(
            *(beginner(380, 7, WeeklyVolume(60, "min")), Spell(april(7), april(13), "injured")),
            *([141, 127, 80], [65, 78, 90], {7: ["3x4' tempo", "Mile race"]}),
            id="the first hard run waits for a week with room for it",
        ),
        pytest.param(
            *(beginner(424, 10, WeeklyVolume(60, "min")), Spell(march(19), march(28), "sick")),
            *([103, 142, 149], [54, 70, 91], {8: ["3x4' tempo"]}),
            id="two small weeks have no hard run",
        ),
        pytest.param(
            *(beginner(560, 10), Spell(march(23), march(29), "injured")),
            *([118, 155, 166], [30, 84, 108], {7: ["3x4' tempo"], 8: ["4x200 mile", "Mile trial"]}),
            id="hills that are too long become a short easy run",
        ),
    ],
)
def test_a_week_too_small_for_what_was_planned_has_easy_runs_instead(
    settings: Settings,
    spell: Spell,
    usual: list[int],
    eased: list[int],
    hard: dict[int, list[str]],
) -> None:
    season = after(settings, Away(spell, made=spell.last))
    week = season.schedule.week_on(spell.last)
    first = week if spell.last < season.schedule.last_day(week) else week + 1
    assert (minutes(after(settings))[first - 1 :][:3], minutes(season)[first - 1 :][:3]) == (
        usual,
        eased,
    )
    found = {n: hard_runs(season, n) for n in range(first, first + 3)}
    assert {n: runs for n, runs in found.items() if runs} == hard
    assert list(broken_return_rules(lived(season))) == []


# --- trial and race ---------------------------------------------------------------------


def trials(season: Season) -> list[tuple[str, date]]:
    return [(each.key, each.day) for each in season.schedule.sessions if each.planned.is_trial]


def test_a_trial_moves_into_the_next_week_in_place_of_its_hard_run() -> None:
    """Three days ill until 5 April: the return ends on the 8th, the day of the trial."""
    assert trials(after(FAST)) == [("w5.6", april(8))]
    season = after(FAST, away("sick", april(3), april(5)))
    assert trials(season) == [("w5.6", april(15))]
    missed = {entry.session.key: entry.why for entry in season.schedule.missed}
    assert missed["w6.6"] == "the time trial is on its day"
    assert "goal" not in {
        step.zone
        for each in season.schedule.sessions
        if each.day < april(15)
        for step in each.session.steps()
    }


def test_a_trial_before_all_hard_runs_gives_back_the_day_that_it_took() -> None:
    """It waits for a hard run, which the runner skips again and again."""
    ill = away("sick", march(18), march(23))
    waiting = [Skip(key, made=march(24)) for key in ("w4.6", "w5.2")]
    assert trials(after(FAST, ill)) == [("w5.6", april(8))]
    season = after(FAST, ill, *waiting)
    assert trials(season) == []
    missed = {entry.session.key: entry.why for entry in season.schedule.missed}
    assert missed["w5.6"] == "too soon after the illness: no hard run comes before it"
    assert "the time trial is on its day" not in missed.values()
    days = {each.key: each.day for each in season.schedule.sessions}
    assert days["w6.2"] == days["w6.3"] == april(12)
    assert next(n for n in range(4, 9) if hard_runs(season, n)) == 6
    assert list(broken_return_rules(lived(season))) == []
    his = Move("w5.6", april(9), made=march(25))
    assert trials(after(FAST, ill, *waiting, his)) == [("w5.6", april(9))]


def test_a_trial_lost_to_an_illness_may_be_had_back() -> None:
    ill = away("sick", april(8), april(8))
    assert trials(after(FAST, ill)) == []
    back = Move("w5.6", april(22), made=april(9))
    assert trials(after(FAST, ill, back)) == [("w5.6", april(22))]
    season = after(FAST, ill)
    early = propose(season, Move("w5.6", april(12), made=april(9))).broken
    assert "the first day for a time trial is Fri 16 Apr" in {each.text for each in early}


def test_race_day_says_when_not_to_start() -> None:
    def why(season: Season) -> str:
        (race,) = (each for each in season.schedule.sessions if each.planned.is_race)
        return race.planned.why

    ill = after(FAST, away("sick", april(20), april(24)))
    assert "This is soon after your illness. Do not start with fever" in why(ill)
    assert "Do not start" not in why(after(FAST, away("sick", march(20), march(24))))


# --- injuries ---------------------------------------------------------------------------


@pytest.mark.slow
def test_an_injury_goes_on_until_its_end_is_given() -> None:
    still = away("injured", march(22), OPEN_END, made=march(22))
    season = after(FAST, still)
    assert minutes(season)[3:7] == [0, 0, 0, 0]
    over = after(FAST, still, away("injured", march(22), march(31)))
    assert over.schedule == after(FAST, away("injured", march(22), march(31))).schedule


def test_cross_training_stays_if_the_runner_wants_it() -> None:
    spell = Spell(march(21), april(10), "injured", cross_training=True)
    season = after(SLOW, Away(spell, made=march(21)))
    kinds = {each.planned.kind for each in season.schedule.week(4)}
    assert kinds == {"cross-training", "rest"}
    closed = after(SLOW, Away(replace(spell, cross_training=False), made=march(21)))
    assert {each.planned.kind for each in closed.schedule.week(4)} == {"rest"}


def test_another_injury_waits_for_the_end_of_the_first() -> None:
    still = away("injured", march(22), OPEN_END, made=march(22))
    with pytest.raises(ScheduleError) as caught:
        after(FAST, still, away("injured", march(29), march(30)))
    assert caught.value.remedy == "give its last day: fitexport injured 2027-03-22 LAST"


# --- lifting ----------------------------------------------------------------------------


def sets(season: Season, first: date, last: date) -> tuple[set[int], set[int]]:
    """Of lifts, and of jumps."""
    found = [
        (item.count, str(step.what) in JUMPS)
        for each in season.schedule.sessions
        if first <= each.day <= last and each.planned.kind == "strength"
        for item in each.session.items
        if isinstance(item, Repeat)
        if isinstance((step := first_step(item)), Step) and isinstance(step.what, Exercise)
    ]
    return {n for n, jumps in found if not jumps}, {n for n, jumps in found if jumps}


def test_lifting_resumes_with_two_sets_and_half_the_jumps() -> None:
    season = after(FAST, away("sick", march(22), march(31)))
    assert sets(after(FAST), april(12), april(17)) == ({3}, {4})
    assert sets(season, april(1), april(10)) == (set(), set())
    assert sets(season, april(12), april(17)) == ({2}, {1})


def test_a_hard_run_lost_to_another_illness_is_not_the_first_one() -> None:
    runner = Settings(
        mile_s=448,
        goal_s=440,
        volume=WeeklyVolume(500, "min"),
        level="advanced",
        days=("mon", "wed", "thu", "fri"),
        weeks=10,
        race_day=date(2027, 5, 2),
    )
    ill, again = away("sick", march(4), march(8)), away("sick", march(17), march(17))
    season = after(runner, ill, again)
    assert list(broken_return_rules(lived(season))) == []
    hard = [each for each in season.schedule.sessions if each.planned.is_hard]
    first = next(each for each in hard if each.day > march(8))
    assert (first.day, first.planned.kind) == (march(22), "threshold")


def test_hills_wait_for_the_first_hard_run() -> None:
    season = after(FAST, away("sick", march(22), march(31)))
    runs = [Run(each, season.athlete) for each in season.schedule.sessions]
    first = min(run.scheduled.day for run in runs if run.hard and run.scheduled.day > march(31))
    before = [run for run in runs if march(31) < run.scheduled.day < first]
    assert before
    assert not any(s.what is What.HILL for run in before for s in run.session.steps())


# --- any breaks of any plan -------------------------------------------------------------


VOLUMES = st.none() | st.integers(15, 600).map(lambda minutes: WeeklyVolume(minutes, "min"))


@st.composite
def seasons(draw: st.DrawFn) -> Settings:
    level = draw(st.sampled_from(LEVELS))
    fastest, slowest = MILE_RANGE_S
    return Settings(
        mile_s=float(draw(st.integers(int(fastest), int(slowest)))),
        level=level,
        volume=draw(VOLUMES),
        weeks=draw(st.integers(6, 10)),
        race_day=RACE_DAY + timedelta(days=draw(st.integers(0, 6))),
        strength=draw(st.sampled_from((None, "home"))),
    )


@st.composite
def breaks(draw: st.DrawFn, season: Season) -> list[Change]:
    """Days of illness, of an injury or of a trip, or all the runs of a week or two skipped."""
    today = season.schedule.start + timedelta(days=draw(st.integers(-8, 60)))
    first = today - timedelta(days=draw(st.integers(-8, 12)))
    last = first + timedelta(days=draw(st.integers(0, 16)))
    match draw(st.sampled_from(("sick", "injured", "away", "skipped"))):
        case "skipped":
            return [
                Skip(each.key, made=today)
                for each in season.schedule.sessions
                if first <= each.day <= last and each.planned.is_run and not each.planned.is_race
            ]
        case "injured":
            last = draw(st.sampled_from((last, OPEN_END)))
            spell = Spell(first, last, "injured", cross_training=draw(st.booleans()))
            return [Away(spell, made=today)]
        case "sick":
            return [Away(Spell(first, last, "sick"), made=today)]
        case _:
            return [Away(Spell(first, last, "away"), made=today)]


def come_back(data: st.DataObject) -> None:
    known = data.draw(seasons(), "season")
    for _ in range(data.draw(st.integers(1, 3), "breaks")):
        for change in data.draw(breaks(season_of(known)), "a break"):
            tried = replace(known, changes=(*known.changes, change))
            with suppress(ScheduleError):  # days that overlap, or outside the plan
                season_of(tried)
                known = tried
    season = season_of(known)
    assert list(broken_return_rules(lived(season))) == []


@pytest.mark.slow
@given(data=st.data())
@few(2)
def test_after_any_breaks_every_week_and_long_run_is_within_the_limits(data: st.DataObject) -> None:
    come_back(data)


@pytest.mark.slow
@given(data=st.data())
@few(30)
def test_after_many_breaks_of_many_plans_so_it_is(data: st.DataObject) -> None:
    come_back(data)
