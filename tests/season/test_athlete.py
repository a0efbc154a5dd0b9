from __future__ import annotations

from datetime import date
from math import inf, nan
from typing import Any

import pytest

from fitexport.errors import PaceError, UnitError
from fitexport.pace.results import Result
from fitexport.pace.table import pace_table
from fitexport.pace.volume import volume_of
from fitexport.plan.load import load_plan
from fitexport.plan.model import LEVELS, Level
from fitexport.season.athlete import Athlete, resolve
from fitexport.season.levels import check_goal, default_goal_s, goal_after, level_for, on_training
from fitexport.season.settings import Settings
from fitexport.season.tailoring import tailor
from fitexport.season.weekly_volume import WeeklyVolume, parse_volume


def resolved(**options: Any) -> tuple[Athlete, tuple[str, ...]]:
    return resolve(Settings(**options))


# --- defaults ---------------------------------------------------------------------------


def test_the_average_runner_is_reported() -> None:
    athlete, assumed = resolved()
    assert assumed == (
        "no mile time given: 7:04, the average runner's (--mile)",
        "level intermediate, for a careful 180min a week, as no --volume is given: 4 or 5 runs a week, 3 to 4 h (--level)",
        "no goal given: 6:51, what intermediate runners may hope for (--goal)",
    )
    assert (athlete.table.mile_s, athlete.table.goal_s) == (424, 411)
    assert (athlete.units, athlete.surface, athlete.cross) == ("mi", "road", None)
    assert (athlete.table.bands, athlete.id) == ("normal", "")


def test_only_used_defaults_are_reported() -> None:
    assert resolved(mile_s=380.0, goal_s=360.0, level="beginner")[1] == ()
    assert resolved(mile_s=380.0, goal_s=360.0)[1] == (
        "level intermediate, for a careful 180min a week, as no --volume is given: 4 or 5 runs a week, 3 to 4 h (--level)",
    )
    assert resolved(mile_s=380.0, level="beginner")[1] == (
        "no goal given: 6:01, what beginner runners may hope for (--goal)",
    )


@pytest.mark.parametrize(
    ("level", "mile_s", "mile"),
    [("beginner", 540, "9:00"), ("intermediate", 424, "7:04"), ("advanced", 315, "5:15")],
)
def test_a_level_without_a_mile_has_a_usual_one(level: Level, mile_s: float, mile: str) -> None:
    """The average runner's is too slow for advanced runners, and a refusal would be no default."""
    athlete, assumed = resolved(level=level, goal_s=mile_s - 9)
    assert assumed == (f"no mile time given: {mile}, usual for level {level} (--mile)",)
    assert (athlete.table.mile_s, athlete.level) == (mile_s, level)
    assert list(on_training(level, mile_s, None)) == []


@pytest.mark.parametrize(
    ("mile_s", "level", "volume_s"),
    [
        (223.0, "intermediate", 10800),
        (319.0, "intermediate", 10800),
        (465.0, "intermediate", 10800),
        (465.1, "beginner", 7200),
        (900.0, "beginner", 7200),
    ],
)
def test_who_does_not_say_how_much_he_runs_begins_with_little(
    mile_s: float, level: Level, volume_s: float
) -> None:
    athlete, _ = resolved(mile_s=mile_s)
    assert (athlete.level, athlete.volume_s) == (level, volume_s)


@pytest.mark.parametrize(
    ("level", "goal_s"), [("beginner", 456), ("intermediate", 466), ("advanced", 470)]
)
def test_the_goal_follows_the_level(level: Level, goal_s: float) -> None:
    """5, 3 and 2 % off a mile in 8:00, to the second."""
    assert resolved(mile_s=480.0, level=level)[0].table.goal_s == goal_s


def test_every_mile_has_a_level_and_a_goal_faster_than_itself() -> None:
    for mile_s in range(223, 901):
        athlete, _ = resolved(mile_s=float(mile_s))
        assert athlete.table.goal_s < mile_s


# --- what was given ---------------------------------------------------------------------


def test_given_settings_are_used() -> None:
    given: dict[str, Any] = {
        "id": "kim",
        "mile_s": 370.0,
        "goal_s": 355.5,
        "level": "beginner",
        "units": "km",
        "surface": "track",
        "cross": "rowing",
        "bands": "none",
        "easy_by": "hr",
        "max_hr": 185,
        "extra_at": "start",
    }
    athlete, sentences = resolved(**given)
    assert sentences == ()
    found = {key: getattr(athlete.table, key, getattr(athlete, key, None)) for key in given}
    assert found == given


def test_a_profile_that_says_nothing_has_the_plain_answers() -> None:
    athlete, _ = resolved()
    assert (athlete.table.easy_by, athlete.table.max_hr, athlete.extra_at) == ("pace", None, "end")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"easy_by": "hr"},
            ("no maximum heart rate given: easy runs go by the one set on the watch (--max-hr)",),
        ),
        ({"easy_by": "hr", "max_hr": 185}, ()),
        ({"easy_by": "effort"}, ()),
        ({"max_hr": 185}, ()),
    ],
)
def test_the_source_of_the_maximum_heart_rate_is_reported(
    options: dict[str, Any], message: tuple[str, ...]
) -> None:
    assert resolved(mile_s=380.0, goal_s=360.0, level="beginner", **options)[1] == message


@pytest.mark.parametrize("max_hr", [-1, 0, 119, 231, 1850])
def test_a_maximum_heart_rate_that_no_heart_has_is_refused(max_hr: int) -> None:
    with pytest.raises(PaceError) as caught:
        resolved(max_hr=max_hr)
    assert str(caught.value) == (
        f"a maximum heart rate of {max_hr} is outside 120 to 230\n"
        "  give the highest seen in a race or at the end of hard hills"
    )


@pytest.mark.parametrize("max_hr", [120, 230])
def test_the_ends_of_the_range_are_hearts(max_hr: int) -> None:
    assert resolved(max_hr=max_hr)[0].table.max_hr == max_hr


# --- levels -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "level"),
    [
        (15, "beginner"),
        (164, "beginner"),
        (165, "intermediate"),
        (250, "intermediate"),
        (251, "advanced"),
        (1500, "advanced"),
    ],
)
def test_the_level_is_the_one_with_the_nearest_first_week(minutes: float, level: Level) -> None:
    volume = WeeklyVolume(minutes, "min")
    assert level_for(60 * minutes) == level
    for mile_s in (223.0, 424.0, 900.0):
        athlete, _ = resolved(mile_s=mile_s, volume=volume)
        assert (athlete.level, athlete.volume_s) == (level, 60 * minutes)


def test_a_level_that_is_given_stays_whatever_the_volume() -> None:
    for level in LEVELS:
        athlete, _ = resolved(mile_s=380.0, level=level, volume=WeeklyVolume(25, "mi"))
        assert athlete.level == level


def test_a_level_alone_has_the_plan_as_it_is_written() -> None:
    assert resolved(mile_s=380.0, level="intermediate")[0].volume_s is None


@pytest.mark.parametrize(("volume", "minutes"), [("25mi", 232.8), ("40km", 231.5), ("180min", 180)])
def test_a_distance_is_timed_at_the_runners_easy_pace(volume: str, minutes: float) -> None:
    """Of a mile in 6:20: 8:52 to 9:46, 9:19 in the middle."""
    athlete, _ = resolved(mile_s=380.0, volume=parse_volume(volume))
    assert athlete.volume_s == pytest.approx(60 * minutes, rel=0.001)


def test_the_first_weeks_of_the_levels_are_those_of_their_plans() -> None:
    """To a twentieth: the borders between levels hang on them."""
    for level, minutes in zip(LEVELS, (134, 195, 306), strict=True):
        athlete, _ = resolved(level=level)
        plan = tailor(load_plan("mile", level), athlete.table)
        found = volume_of((each.session for each in plan.weeks[0].sessions), athlete.table)
        assert found.time_s / 60 == pytest.approx(minutes, rel=0.05)


# --- goals ------------------------------------------------------------------------------


@pytest.mark.parametrize("goal_s", [380.0, 380.1, 400.0])
def test_a_goal_that_is_no_improvement_is_refused(goal_s: float) -> None:
    shown = {380.0: "6:20", 380.1: "6:20.1", 400.0: "6:40"}[goal_s]
    with pytest.raises(PaceError) as caught:
        check_goal(380.0, goal_s, "intermediate")
    assert str(caught.value) == (
        f"the goal {shown} is not faster than the mile 6:20\n"
        "  give a faster goal, or a slower --mile if this one is out of date"
    )


@pytest.mark.parametrize(
    ("settings", "problem", "remedy"),
    [
        (
            Settings(goal_s=480.0),
            "the goal 8:00 is not faster than the mile 7:04",
            "give a faster goal, or give --mile: without it, 7:04 is assumed",
        ),
        (
            Settings(level="beginner", race="1500m", goal_s=600.0),
            "the goal 10:00 is not faster than 8:19.9, what a mile in 9:00 is worth over 1500 m",
            "give a faster goal, or give --mile: without it, 9:00 is assumed",
        ),
    ],
)
def test_a_refused_goal_says_that_the_mile_is_assumed(
    settings: Settings, problem: str, remedy: str
) -> None:
    with pytest.raises(PaceError) as caught:
        resolve(settings)
    assert (caught.value.problem, caught.value.remedy) == (problem, remedy)


@pytest.mark.parametrize(
    ("level", "goal_s", "message", "beyond"),
    [
        # Half as much again as 5, 3 and 2 % of 6:40 is fine, a tenth of a second more is bold.
        ("beginner", 399.9, "", False),
        ("beginner", 370.0, "", False),
        ("beginner", 369.9, "a goal of 6:09.9 is 7.5% faster than 6:40: bold; {} 6:20", False),
        ("intermediate", 382.0, "", False),
        ("intermediate", 381.9, "a goal of 6:21.9 is 4.5% faster than 6:40: bold; {} 6:28", False),
        ("advanced", 388.0, "", False),
        ("advanced", 387.9, "a goal of 6:27.9 is 3.0% faster than 6:40: bold; {} 6:32", False),
        # 12 % is bold still, more is beyond one plan, whatever the level.
        ("advanced", 352.0, "a goal of 5:52 is 12.0% faster than 6:40: bold; {} 6:32", False),
        ("beginner", 352.0, "a goal of 5:52 is 12.0% faster than 6:40: bold; {} 6:20", False),
        (
            "intermediate",
            351.9,
            "a goal of 5:51.9 is 12.0% faster than 6:40: more than one plan can do; {} 6:28",
            True,
        ),
        (
            "beginner",
            300.0,
            "a goal of 5:00 is 25.0% faster than 6:40: more than one plan can do; {} 6:20",
            True,
        ),
    ],
)
def test_a_coach_says_what_he_thinks_of_a_goal(
    level: Level, goal_s: float, message: str, beyond: bool
) -> None:
    sentence = message.format(f"{level} runners may hope for")
    assert check_goal(400.0, goal_s, level) == (sentence, beyond)


def test_the_default_goal_of_every_mile_is_nothing_to_remark_on() -> None:
    for mile_s in range(223, 901):
        athlete, _ = resolved(mile_s=float(mile_s))
        assert check_goal(float(mile_s), athlete.table.goal_s, athlete.level) == ("", False)


def test_a_goal_is_judged_wherever_a_runner_is_made_of_settings() -> None:
    with pytest.raises(PaceError, match="the goal 6:40 is not faster than the mile 6:20"):
        resolved(mile_s=380.0, goal_s=400.0, level="intermediate")
    beyond = "a goal of 4:00 is 36.8% faster than 6:20: more than one plan can do; beginner runners"
    (message,) = resolved(mile_s=380.0, goal_s=240.0, level="beginner")[1]
    assert message.startswith(beyond)
    faster = Result(day=date(2027, 4, 1), distance="mile", time_s=350.0, goal_s=355.0)
    with pytest.raises(PaceError, match="the goal 5:55 is not faster than the mile 5:50"):
        resolved(mile_s=380.0, goal_s=360.0, results=(faster,))


# --- results ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trial_s", "level", "goal_s"),
    [
        # as fast as the goal, or faster: as much again as one plan may bring
        (360.0, "intermediate", 349.0),
        (350.0, "intermediate", 340.0),
        (360.0, "beginner", 342.0),
        (360.0, "advanced", 353.0),
        # up to 4 % slower: the goal stays
        (360.1, "intermediate", None),
        (374.4, "intermediate", None),
        (374.4, "beginner", None),
        # more than that: 3 % below the trial, at every level
        (374.5, "intermediate", 363.0),
        (374.5, "beginner", 363.0),
        (400.0, "advanced", 388.0),
    ],
)
def test_a_trial_beside_its_goal_asks_for_another(
    trial_s: float, level: Level, goal_s: float | None
) -> None:
    """For a goal of 6:00."""
    assert goal_after(trial_s, 360.0, level) == goal_s
    if trial_s <= 360:
        assert goal_s == default_goal_s(trial_s, level)


def test_the_goal_that_would_fit_is_faster_than_the_trial() -> None:
    for trial_s in range(230, 901):
        for goal_s in (0.8 * trial_s, 0.97 * trial_s, float(trial_s), 1.1 * trial_s):
            proposed = goal_after(float(trial_s), goal_s, "intermediate")
            assert proposed is None or 0.9 * trial_s < proposed < trial_s


def test_paces_of_results_keep_the_runner_s_settings() -> None:
    """Bands, and what keeps easy runs easy; in the order of their days."""
    results = (
        Result(day=date(2027, 4, 8), distance="mile", time_s=370.0),
        Result(day=date(2027, 3, 20), distance="5k", time_s=1260.0, goal_s=350.0),
    )
    given: dict[str, Any] = {"bands": "wide", "easy_by": "hr", "max_hr": 185}
    athlete, _ = resolved(mile_s=380.0, goal_s=360.0, level="beginner", results=results, **given)
    assert [day for day, _ in athlete.later] == [date(2027, 3, 20), date(2027, 4, 8)]
    tables = [table for _, table in athlete.later]
    assert [(table.mile_s, table.goal_s) for table in tables] == [(369.4, 350.0), (370.0, 350.0)]
    for table in tables:
        assert {key: getattr(table, key) for key in given} == given
    assert athlete.latest == tables[1]
    assert athlete.table.mile_s == 380.0


def test_without_results_the_paces_are_those_of_the_mile_on_every_day() -> None:
    athlete, _ = resolved(mile_s=380.0)
    assert athlete.latest is athlete.table
    assert athlete.table_on(date(2027, 4, 8)) is athlete.table


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"units": "furlong"}, "units 'furlong' is not known\n  give one of mi, km"),
        (
            {"level": "elite"},
            "level 'elite' is not known\n  give one of beginner, intermediate, advanced",
        ),
        ({"surface": "grass"}, "surface 'grass' is not known\n  give one of road, track"),
        (
            {"cross": "skiing"},
            "cross 'skiing' is not known\n"
            "  give one of cycling, swimming, rowing, elliptical, aqua-jog, hiking",
        ),
        ({"extra_at": "middle"}, "extra_at 'middle' is not known\n  give one of start, end"),
    ],
)
def test_an_athlete_of_what_there_is_not_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(UnitError) as refused:
        Athlete(**{"table": pace_table(380, 360), "level": "intermediate", **given})
    assert str(refused.value) == message


@pytest.mark.parametrize(("mile_s", "goal_s"), [(nan, 360), (380, nan), (inf, 360), (380, -inf)])
def test_a_mile_that_is_no_number_is_refused(mile_s: float, goal_s: float) -> None:
    with pytest.raises(PaceError) as refused:
        pace_table(mile_s, goal_s)
    assert str(refused.value) == "the mile or goal is not a number\n  give seconds: 6:20 is 380"
