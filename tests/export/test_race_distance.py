"""A mile plan for 1600 m or 1500 m: on the watch, in the calendar, by its commands and in its file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from support.command import run
from support.fit_dump import fit_tool_raw, fitdecode_raw

from fitexport.errors import PaceError
from fitexport.export.bundle import Bundle
from fitexport.export.compile import compile_week
from fitexport.pace.distances import Race
from fitexport.pace.pacing import Surface
from fitexport.pace.race import lap_plan, road_laps, track_laps
from fitexport.pace.results import Result
from fitexport.pace.table import pace_table, worth_s
from fitexport.season.overriding import overridden
from fitexport.season.season import Season, season_of
from fitexport.season.settings import Settings

RACE_DAY = date(2027, 5, 1)
FIRST_M = {"1600m": 400, "1500m": 300}
STEP, NOTE = 27, 8
"""Of FIT's profile: the message, and its field."""


def season(race: Race, surface: Surface = "road", goal_s: float = 290) -> Season:
    return season_of(
        Settings(
            mile_s=319,
            goal_s=goal_s,
            level="advanced",
            race=race,
            surface=surface,
            race_day=RACE_DAY,
        )
    )


def week(race: Race, number: int, surface: Surface = "road") -> Bundle:
    return compile_week(season(race, surface), number, today=date(2027, 1, 1))


def steps(bundle: Bundle, name: str) -> list[tuple[int, object, str]]:
    """Duration type, duration and note of each step, as two readers agree on it."""
    (file,) = [each for each in bundle.files() if name in each]
    data = bundle.files()[file]
    found = [
        (fields.get(1), fields.get(2), fields.get(NOTE))
        for number, fields in fit_tool_raw(data)
        if number == STEP
    ]
    others = [fields for number, fields in fitdecode_raw(data) if number == STEP]
    assert [each[0] for each in found] == [fields.get(1) for fields in others]
    return found  # type: ignore[return-value]


@pytest.mark.parametrize("race", ["1600m", "1500m"])
@pytest.mark.parametrize(("number", "name"), [(8, "race"), (5, "trial")])
def test_on_the_road_its_laps_end_by_distance(race: Race, number: int, name: str) -> None:
    found = steps(week(race, number), f"{race[:4]}-{name}")
    laps = [amount for kind, amount, _ in found if kind == 1]
    assert laps == [100 * FIRST_M[race], 40000, 40000, 10000, 10000, 10000, 10000]


def test_on_a_track_1500_m_begin_300_m_before_the_line() -> None:
    found = [note for kind, _, note in steps(week("1500m", 8, "track"), "race") if kind == 5]
    assert [note for note in found if str(note).startswith("Lap")] == [
        "Lap 1 (300 m) in 59 s, 200 m not under 38.7 s; lap at the line",
        "Lap 2 in 1:16.3, 700 m in 2:15.3: on pace; lap at the line",
        "Lap 3 in 1:17.4, 1100 m in 3:32.7: hang on; lap at the line",
        "Lap 4; 100s in 19.7 19.4 19.2 19.0: faster each",
    ]


@given(
    race=st.sampled_from(["1600m", "1500m"]),
    tenths=st.integers(1950, 9000),
    half=st.sampled_from([0, 0.05]),
)
def test_its_times_add_up_to_the_tenth_and_quicken(race: Race, tenths: int, half: float) -> None:
    total_s = tenths / 10 + half
    plan = lap_plan(total_s, "start", race)
    rows = plan.rows()
    assert sum(round(10 * s) for _, s, _ in rows) == round(10 * plan.total_s)
    assert [m for m, _, _ in rows][-1] == int(race[:4])
    assert plan.extra_s == plan.lead_s == 0
    even_s = 400 * total_s / int(race[:4])
    first, second, third = plan.laps
    assert abs(first - 1 - even_s * FIRST_M[race] / 400) < 0.06
    assert abs(first + second - even_s * (1 + FIRST_M[race] / 400)) < 0.06
    assert abs(third - even_s) < 0.11
    assert all(earlier - later > 0.05 for earlier, later in pairwise(plan.pieces))
    for laps in (road_laps(plan), track_laps(plan)):
        assert abs(sum(lap.expected_s for lap in laps) - plan.total_s) < 0.001
        assert round(sum(lap.expected_m for lap in laps)) == int(race[:4])


def test_every_goal_rep_is_at_the_pace_of_the_race_and_mile_reps_are_not() -> None:
    table = season("1500m").athlete.table
    assert table.band("goal").fast == 290 / 1500
    assert table.band("mile") == pace_table(319, 300).band("mile")
    assert round(table.goal_mile_s, 1) == 313.3


def test_names_titles_and_the_calendar_say_what_it_is_over() -> None:
    bundle = week("1500m", 8)
    (ics,) = [data for name, data in bundle.files().items() if name.endswith(".ics")]
    calendar = Calendar.from_ical(ics)
    titles = [str(event["summary"]) for event in calendar.walk("VEVENT")]
    assert titles[-1] == "1500 m race (W8.6)"
    assert str(calendar["name"]) == "A faster 1500 m: goal 4:50"
    (race,) = [each.workout for each in bundle.sessions if each.kind == "race"]
    assert race is not None
    assert race.name == "W8.6 1500 race"


def test_a_session_is_known_by_the_same_uid_and_serial_whatever_the_race_is_over() -> None:
    """The ids of a runner and a season that are written down."""
    known = {"id": "anna", "season": "spring", "mile_s": 319, "race_day": RACE_DAY}
    found = {}
    for race in ("mile", "1500m"):
        made = season_of(Settings(**known, race=race))  # type: ignore[arg-type]
        bundle = compile_week(made, 8, today=date(2027, 1, 1))
        (ics,) = [data for name, data in bundle.files().items() if name.endswith(".ics")]
        found[race] = [str(event["uid"]) for event in Calendar.from_ical(ics).walk("VEVENT")]
    assert found["mile"] == found["1500m"]


# --- goals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("mile_s", [223, 240, 319, 424, 600, 900])
def test_a_mile_is_worth_what_the_usual_factors_say(mile_s: float) -> None:
    """1.08 from 1500 m and 1.006 from 1600 m to the mile, as results are converted."""
    assert mile_s / worth_s(mile_s, "1500m") == pytest.approx(1.08, abs=0.0025)
    assert mile_s / worth_s(mile_s, "1600m") == pytest.approx(1.006, abs=0.0006)


def test_a_goal_is_judged_by_what_the_mile_is_worth_there() -> None:
    with pytest.raises(PaceError) as caught:
        season("1500m", goal_s=296)
    assert str(caught.value).startswith(
        "the goal 4:56 is not faster than 4:55.3, what a mile in 5:19 is worth over 1500 m"
    )
    with pytest.raises(PaceError) as caught:
        season("1500m", goal_s=190)
    assert caught.value.problem == "a goal of 3:10 over 1500 m is faster than any human"


def test_a_result_asks_for_a_goal_over_the_races_distance() -> None:
    ran = Result(day=date(2027, 4, 9), distance="1500m", time_s=288, goal_s=280)
    settings = replace(season("1500m").settings, results=(ran,))
    table = season_of(settings).athlete.latest
    assert (table.race, table.goal_s, round(table.now_s)) == ("1500m", 280, 288)


def test_an_option_for_another_distance_converts_the_goal() -> None:
    known = Settings(mile_s=380, goal_s=360, race_day=RACE_DAY)
    found, remarks = overridden(known, {"race": "1500m"})
    assert (found.race, found.goal_s) == ("1500m", 333)
    assert remarks == ("your goal of 6:00 over a mile is worth 5:33 over 1500 m (--goal)",)
    given, remarks = overridden(known, {"race": "1500m", "goal_s": 330})
    assert (given.goal_s, remarks) == (330, ())
    back, _ = overridden(found, {"race": "mile"})
    assert back.goal_s == 360


# --- commands --------------------------------------------------------------------------------


@pytest.mark.usefixtures("alone")
def test_race_day_lap_by_lap() -> None:
    result = run("race", "--goal", "4:58", "--race-distance", "1500m")
    assert result.stdout == (
        "1500 m race in 4:58\n"
        "\n"
        " After   Split   Clock\n"
        " 200 m            39.7  not sooner: faster is too fast\n"
        " 300 m  1:00.6  1:00.6  a second slow on purpose: stay relaxed\n"
        " 700 m  1:18.5  2:19.1  back on pace: quick, even steps\n"
        "1100 m  1:19.4  3:38.5  hang on: this is the hard one\n"
        "1200 m    20.2  3:58.7  stand tall\n"
        "1300 m    20.0  4:18.7  quicker feet\n"
        "1400 m    19.8  4:38.5  drive the arms\n"
        "1500 m    19.5  4:58.0  all you have\n"
        "\n"
        "On your hand: 300 1:00.6   700 2:19.1   1100 3:38.5   1500 4:58.0\n"
        "The 1500 m starts on the back straight, 300 m before the line; then three laps.\n"
        "Before it: 20 min easy, drills, a few strides. After it: 10 min easy or more.\n"
    )


@pytest.mark.usefixtures("alone")
def test_init_writes_it_and_every_command_after_it_knows_it() -> None:
    made = run("init", "--mile", "5:19", "--level", "advanced", "--race-distance", "1600m", "--race-day", "2027-05-01",
               "--today", "2027-03-01")  # fmt: skip
    assert "Mile today 5:19, goal 5:11 over 1600 m:" in made.stdout
    first, *_ = run("paces").stdout.splitlines()
    assert first == "Mile 5:19, goal 5:11 over 1600 m, a mile in 5:13: fitness index 55.4"
    assert run("race").stdout.startswith("1600 m race in 5:11\n")
    assert "1600 m time trial" in run("plans", "show").stdout
