"""`fitexport plans`: what there is, and a whole plan on a page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from support.command import error_of, run

from fitexport.export.compile import workout_of
from fitexport.pace.table import pace_table
from fitexport.pace.workout import Workout, unrolled
from fitexport.plan.load import load_plan
from fitexport.plan.model import Level
from fitexport.season.athlete import Athlete
from fitexport.season.lay_out import lay_out
from fitexport.season.schedule import Schedule
from fitexport.season.tailoring import tailor
from fitexport.session import Sport
from fitexport.units import date_text, day_text, distance_text, parse_clock, round_minutes

pytestmark = pytest.mark.usefixtures("alone")

RACE_DAY = date(2027, 5, 1)
GIVEN = ("--race-day", "2027-05-01", "--today", "2027-03-01")
KNOWN = ("--mile", "6:20", "--goal", "6:05", "--level", "intermediate", *GIVEN)

OWN = """\
name = "own"
title = "Mine"
level = "beginner"
about = "Two runs."
include = ["blocks"]
weeks = ["only"]

[week.only]
phase = "taper"
focus = "One week."

[[week.only.session]]
day = 2
text = "easy 30min"
why = "Easy."

[[week.only.session]]
day = 7
text = "race 1mi"
why = "The race."
"""


def show(*options: str) -> Result:
    return run("plans", "show", *options)


def split(line: str) -> list[str]:
    return re.split(r" {2,}", line.strip())


def days(page: str) -> list[list[str]]:
    """The rows of sessions: the day (`Sun  4 Apr` has two spaces of its own), then cells."""
    found = re.findall(r"^((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) .{6})(.*)$", page, re.MULTILINE)
    return [[day, *split(rest)] for day, rest in found]


def totals(page: str) -> list[list[str]]:
    """The rows of the last table."""
    return [split(line) for line in page.split("\n\n")[-2].splitlines()[1:]]


def of_totals(page: str, after: str, heading: str) -> list[str]:
    """One column of the last table, right-aligned; it may have empty cells."""
    head, *lines = page.split("\n\n")[-2].splitlines()
    start, end = (head.index(word) + len(word) for word in (after, heading))
    return [line[start:end].strip() for line in lines]


# --- the list ---------------------------------------------------------------------------


def test_the_list_names_levels_and_lengths() -> None:
    result = run("plans")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "mile: A faster mile, 6 to 10 weeks (--weeks, usually 8)"
    assert [line for line in lines if line.startswith("  --level")] == [
        "  --level beginner: 3 or 4 runs a week, about 2 h",
        "  --level intermediate: 4 or 5 runs a week, 3 to 4 h",
        "  --level advanced: 5 or 6 runs a week, 4 h 30 to 6 h",
    ]
    assert lines[-2:] == [
        "A whole plan with your own numbers: fitexport plans show mile --weeks 10 --mile 6:20",
        "A plan of your own to start from: fitexport plans new my-plan.toml",
    ]
    assert max(map(len, lines)) <= 100


def test_what_the_list_offers_works() -> None:
    shown, new = (
        line.partition("fitexport ")[2].split() for line in run("plans").stdout.splitlines()[-2:]
    )
    result = run(*shown, *GIVEN)
    assert (result.exit_code, run(*new).exit_code) == (0, 0)
    assert result.stdout.startswith(
        "A faster mile: 10 weeks and a week of recovery, level intermediate, mile 6:20, "
    )


# --- a page -----------------------------------------------------------------------------

RUNNERS: list[tuple[Level, int, str, str, str]] = [
    ("beginner", 6, "12:30", "11:50", "mi"),
    ("beginner", 9, "8:00", "7:36", "km"),
    ("intermediate", 8, "6:20", "6:05", "mi"),
    ("intermediate", 10, "7:40", "7:25", "km"),
    ("advanced", 7, "4:30", "4:25", "km"),
    ("advanced", 10, "6:00", "5:50", "mi"),
]


@pytest.fixture(params=RUNNERS, ids=lambda runner: f"{runner[0]}-{runner[1]}")
def runner(request: pytest.FixtureRequest) -> tuple[str, Schedule, Athlete]:
    """The page for a runner, and what it should be about."""
    level, weeks, mile, goal, units = request.param
    table = pace_table(parse_clock(mile), parse_clock(goal))
    schedule = lay_out(tailor(load_plan("mile", level, weeks), table), RACE_DAY)
    given = ("--mile", mile, "--goal", goal, "--level", level, "--weeks", str(weeks))
    result = show("mile", *given, "--units", units, "--cross", "cycling", *GIVEN)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(
        f"A faster mile: {weeks} weeks and a week of recovery, level {level}, mile {mile}, goal {goal}\n\n"
    )
    return result.stdout, schedule, Athlete(table=table, level=level, units=units, cross="cycling")


def test_every_session_of_every_week_is_listed_with_its_date(
    runner: tuple[str, Schedule, Athlete],
) -> None:
    page, schedule, athlete = runner
    expected = []
    for session in schedule.sessions:
        workout = workout_of(session, athlete)
        row = [day_text(session.day), session.label if session.place else ""]
        row.append(session.planned.title)
        if workout:
            row.append(
                distance_text(workout.expected_m, athlete.units) if workout.expected_m else ""
            )
            row.append(round_minutes(workout.expected_s))
        expected.append([cell for cell in row if cell])
    assert days(page) == expected
    headings = [part for part in page.split("\n\n") if re.match(r"Week \d", part)]
    assert max(len(line) for heading in headings for line in heading.splitlines()) <= 100
    assert [heading.replace("\n", " ") for heading in headings] == [
        f"Week {number} ({week.phase}), from"
        f" {date_text(RACE_DAY - timedelta(7 * (schedule.race_week - number) + 6))}:"
        f" {week.focus}"
        for number, week in enumerate(schedule.plan.weeks, start=1)
    ]


def running_s(workout: Workout) -> float:
    """What is walked between strides and hills is none."""
    steps = [step for step in unrolled(workout.steps) if step.expected_m]
    return sum(step.expected_s for step in steps if not step.note.startswith("walk"))


def test_totals_are_the_sums_of_what_is_listed(runner: tuple[str, Schedule, Athlete]) -> None:
    page, schedule, athlete = runner
    expected = []
    for number, week in enumerate(schedule.plan.weeks, start=1):
        workouts = [workout_of(session, athlete) for session in schedule.week(number)]
        runs = [one for one in workouts if one and one.sport is Sport.RUNNING]
        long = [one for one in runs if " Long " in one.name]
        texts = [session.planned.title for session in schedule.week(number)]
        also = (
            ("time trial", any("time trial" in text for text in texts)),
            ("race", any(text == "Mile race" for text in texts)),
            ("cross-training", any(one and one.sport is Sport.CYCLING for one in workouts)),
        )
        row = [
            str(number),
            week.phase,
            str(len(runs)),
            round_minutes(sum(one.expected_s for one in runs)),
            distance_text(sum(one.expected_m for one in runs), athlete.units),
            *(round_minutes(one.expected_s) for one in long),
            str(sum(one is not None and one.sport is Sport.STRENGTH for one in workouts)),
            ", ".join(word for word, there in also if there),
        ]
        expected.append([cell for cell in row if cell])
    assert [[*row[:5], *row[6:]] for row in totals(page)] == expected


def test_the_hard_part_is_reps_tempo_trial_and_race() -> None:
    """Six weeks of a 6:20 runner who wants 6:05, counted by hand from the page itself; it is
    their share of the running, without drills, walks and standing rests."""
    page = show("mile", *KNOWN, "--weeks", "6").stdout
    table = pace_table(380, 365)
    athlete = Athlete(table=table, level="intermediate")
    schedule = lay_out(tailor(load_plan("mile", "intermediate", 6), table), RACE_DAY)
    mile, goal = 380 / 1609.344, 365 / 1609.344
    fast = 177.8 / 800  # what 6:20 is worth over 800 m
    hard_s = [
        1600 * mile + 900,  # 8 x 200 m at mile pace, 15 min tempo run
        600 + 960,  # 4 x 2 min 30 s hard, 4 x 4 min at threshold
        1200 * mile + 380,  # 6 x 200 m at mile pace, the trial
        1600 * goal + 720 + 800 * fast,  # 3 x 400 m, 2 x 200 m; 2 x 6 min, 4 x 200 m
        1600 * goal + 540 + 800 * fast,  # 600, 2 x 400, 200 m; 3 x 3 min, 4 x 200 m
        1200 * goal + 365,  # 2 x 400 m, 2 x 200 m, the race
        0,
    ]
    for number, (row, hard) in enumerate(zip(totals(page), hard_s, strict=True), start=1):
        workouts = filter(None, (workout_of(each, athlete) for each in schedule.week(number)))
        moving = sum(running_s(one) for one in workouts if one.sport is Sport.RUNNING)
        assert int(row[5].rstrip("%")) == pytest.approx(100 * hard / moving, abs=0.6)


def test_without_dates_the_default_start_is_reported() -> None:
    result = show(
        "--mile", "6:20", "--goal", "6:05", "--level", "intermediate", "--today", "2027-03-01"
    )
    assert (result.exit_code, result.stderr) == (
        0,
        "note: no race day given: week 1 starts on 2027-03-08, the next Monday;"
        " race day 2027-05-02 (--race-day)\n",
    )
    assert days(result.stdout)[0] == ["Mon  8 Mar", "Rest day"]


def test_the_runs_of_few_days_are_reported_once() -> None:
    result = show(*KNOWN, "--weeks", "6", "--days", "mon,wed,sat")
    assert (result.exit_code, result.stderr) == (
        0,
        "note: three days a week: one hard run, one easy run or a short one at threshold, and the"
        " long run (more --days: more easy running)\n",
    )
    worked = {row[0] for row in days(result.stdout) if row[1].startswith("W")}
    rested = [row[0] for row in days(result.stdout) if row[1:] == ["Rest day"]]
    assert {day[:3] for day in worked} == {"Mon", "Wed", "Sat"}
    assert {day[:3] for day in rested} == {"Sun", "Tue", "Thu", "Fri"}
    assert (len(worked), len(rested)) == (3 * 7, 4 * 7), "every day stands there"
    assert " W1.3 " not in result.stdout


@pytest.mark.parametrize(
    ("goal", "note"),
    [
        ("5:35", ""),  # 11.8 %: bold, but the runner's own affair
        (
            "5:34",
            "note: a goal of 5:34 is 12.1% faster than 6:20: more than one plan can do;"
            " intermediate runners may hope for 6:09\n",
        ),
    ],
)
def test_a_goal_that_is_beyond_one_plan_is_remarked_on_once(goal: str, note: str) -> None:
    result = show("mile", *KNOWN, "--goal", goal)
    assert (result.exit_code, result.stderr) == (0, note)
    assert result.stdout.startswith("A faster mile: 8 weeks and ")


def test_without_strength_there_is_none() -> None:
    page = show(*KNOWN, "--strength", "none").stdout
    assert "Strength A" not in page
    assert set(of_totals(page, "Long run", "Strength")) == {"0"}


def test_cross_training_has_its_time_also_without_a_sport() -> None:
    pages = [show(*KNOWN, *sport).stdout for sport in ((), ("--cross", "cycling"))]
    assert pages[0] == pages[1]
    cross = [row[2:] for row in days(pages[0]) if "Cross-training" in " ".join(row)]
    assert cross == [
        [f"Cross-training {minutes} min", f"{minutes} min"]
        for minutes in (35, 35, 35, 35, 35, 30, 30)
    ]


def test_a_week_without_a_long_run_leaves_its_cell_empty() -> None:
    page = show(*KNOWN, "--weeks", "6").stdout
    assert of_totals(page, "Hard", "Long run") == [
        "55 min",
        "1 h 00",
        "45 min",
        "1 h 05",
        *("55 min", "", ""),
    ]


# --- plans of one's own, and none ---------------------------------------------------------


def test_a_custom_plan_is_shown_by_its_file(alone: Path) -> None:
    (alone / "own.toml").write_text(OWN, encoding="utf-8")
    result = show("own.toml", "--mile", "6:20", "--goal", "6:05", "--level", "advanced", *GIVEN)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(
        "Mine: 1 week, level beginner, mile 6:20, goal 6:05\n\nTwo runs.\n\n"
        "Week 1 (taper), from Sun 25 Apr 2027: One week.\n"
    )
    assert [row[:3] for row in days(result.stdout)] == [
        ["Sun 25 Apr", "Rest day"],
        ["Mon 26 Apr", "W1.1", "Easy 30 min"],
        *([f"{day} Apr", "Rest day"] for day in ("Tue 27", "Wed 28", "Thu 29", "Fri 30")),
        ["Sat  1 May", "W1.2", "Mile race"],
    ]


def test_the_plan_on_the_command_line_overrides_the_files(alone: Path) -> None:
    (alone / "own.toml").write_text(OWN, encoding="utf-8")
    (alone / "fitexport.toml").write_text('[season]\nplan = "own.toml"\n', encoding="utf-8")
    assert show("mile", *KNOWN).stdout.startswith("A faster mile: 8 weeks and ")


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("moo",), 2, 'there is no plan "moo"\n  plans: mile; or a file of your own: my-plan.toml'),
        (
            ("none.toml",),
            3,
            "none.toml: cannot be read: No such file or directory\n"
            "  check its name and permissions",
        ),
        (
            ("mile", "--weeks", "5"),
            2,
            'the plan "A faster mile" is written for 6 to 10 weeks, not 5\n  give --weeks 6',
        ),
        (
            ("mile", "--weeks", "11"),
            2,
            'the plan "A faster mile" is written for 6 to 10 weeks, not 11\n  give --weeks 10',
        ),
        (
            ("mile", "--goal", "6:20"),
            4,
            "the goal 6:20 is not faster than the mile 6:20\n  give a faster goal,"
            " or a slower --mile if this one is out of date",
        ),
        (
            ("mile", "--days", "mon"),
            4,
            "the plan does not fit on mon: it has at least three runs a week, each on its own day\n"
            "  give --days mon,thu,sat",
        ),
    ],
)
def test_what_there_is_not_is_refused(options: tuple[str, ...], code: int, message: str) -> None:
    assert error_of(show(*KNOWN, *options)) == (code, f"Error: {message}\n")


@pytest.mark.parametrize("plan", ["mile", "own.toml"])
def test_a_plan_in_place_of_a_command_gets_a_hint(plan: str) -> None:
    assert error_of(run("plans", plan)) == (
        2,
        "Usage: fitexport plans [OPTIONS] [COMMAND] [ARGS]...\n"
        "Try 'fitexport plans --help' for help.\n\n"
        f'Error: there is no command "plans {plan}"; try: fitexport plans show {plan}\n',
    )
