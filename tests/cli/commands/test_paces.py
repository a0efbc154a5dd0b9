"""`fitexport paces`: every zone in words and numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.command import error_of, run, usage_error

from fitexport.pace.zones import ZONE_FACTS
from fitexport.session.words import ZONES
from fitexport.units import exact_clock, parse_clock

pytestmark = pytest.mark.usefixtures("alone")


def page(*options: str) -> str:
    """What is printed for a runner of whom nothing has to be assumed."""
    given = {"--mile": "7:04", "--level": "intermediate"}
    given.update(zip(options[::2], options[1::2], strict=True))
    given.setdefault("--goal", exact_clock(parse_clock(given["--mile"]) - 10))
    result = run("paces", *(word for pair in given.items() for word in pair))
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def cells(text: str, part: int) -> dict[str, list[str]]:
    """The rows of a part of the page, 1 zones, 3 splits, 4 races, by their first cell."""
    lines = text.split("\n\n")[part].splitlines()
    return {row[0]: row[1:] for row in (re.split(r" {2,}", line.strip()) for line in lines)}


# --- zones ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mile", "easy", "threshold", "vo2max", "vo2max_km"),
    [  # equations of Daniels and Gilbert, computed apart from this program
        ("5:00", "7:10-7:54", "5:57-6:15", "5:29", "3:24"),
        ("5:30", "7:49-8:37", "6:30-6:48", "5:58", "3:43"),
        ("6:00", "8:27-9:19", "7:02-7:22", "6:28", "4:01"),
        ("6:37", "9:13-10:09", "7:41-8:03", "7:04", "4:23"),
        ("7:04", "9:47-10:45", "8:09-8:32", "7:30", "4:40"),
    ],
)
def test_training_paces_are_the_equations(
    mile: str, easy: str, threshold: str, vo2max: str, vo2max_km: str
) -> None:
    rows = cells(page("--mile", mile, "--bands", "none"), 1)
    assert rows["easy"][0] == rows["long"][0] == easy
    assert rows["threshold"][0] == threshold
    assert rows["vo2max"][:2] == [vo2max, vo2max_km]
    assert rows["mile"][0] == mile


def test_every_zone_of_the_notation_has_its_facts_and_its_row() -> None:
    assert set(ZONE_FACTS) == set(ZONES)
    rows = cells(page(), 1)
    assert list(rows) == ["Zone", *ZONE_FACTS]
    for zone, facts in ZONE_FACTS.items():
        assert facts.effort in rows[zone]
        assert rows[zone][-1] == facts.purpose


@pytest.mark.parametrize(
    ("options", "heading", "easy", "threshold", "vo2max"),
    [
        ((), "Heart, % of max.", "65-79", "88-92", "95-100"),
        # 65 % of 200 and so on
        (("--max-hr", "200"), "Heart, bpm", "130-158", "176-184", "190-200"),
        (("--max-hr", "188"), "Heart, bpm", "122-149", "165-173", "179-188"),
    ],
)
def test_the_heart_in_percent_or_beats(
    options: tuple[str, ...], heading: str, easy: str, threshold: str, vo2max: str
) -> None:
    rows = cells(page(*options), 1)
    assert rows["Zone"][3] == heading
    assert [rows[zone][3] for zone in ("easy", "long", "threshold", "vo2max")] == [
        easy,
        easy,
        threshold,
        vo2max,
    ]
    assert len(rows["mile"]) == 4, "nobody's heart is quick enough for short reps"


@pytest.mark.parametrize(
    ("bands", "vo2max", "mile"),
    [  # 800 m at 7:30 take more than 2:30, 400 m at 7:04 less: the wider band
        ("tight", "7:30 (7:23-7:37)", "7:04 (6:53-7:15)"),
        ("normal", "7:30 (7:19-7:41)", "7:04 (6:47-7:21)"),
        ("none", "7:30", "7:04"),
    ],
)
def test_brackets_hold_what_the_watch_accepts(bands: str, vo2max: str, mile: str) -> None:
    text = page("--bands", bands)
    rows = cells(text, 1)
    assert (rows["vo2max"][0], rows["mile"][0]) == (vo2max, mile)
    assert rows["easy"][0] == "9:47-10:45"
    no_alerts = "\nNo pace alerts on the watch: --bands none.\n"
    brackets = (
        "\nIn brackets: what the watch accepts before it alerts,"
        " in reps of usual length (--bands).\n"
    )
    assert (no_alerts in text, brackets in text) == (
        (True, False) if bands == "none" else (False, True)
    )


def test_both_units_are_side_by_side() -> None:
    rows = cells(page("--bands", "none"), 1)
    assert rows["Zone"][:2] == ["Per mile", "Per km"]
    assert rows["easy"][:2] == ["9:47-10:45", "6:05-6:41"]
    assert rows["mile"][:2] == ["7:04", "4:23"]


# --- splits and races -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mile", "splits"),
    [  # tenths, as computed apart from this program, to 0.5 s up to 300 m and 1 s beyond
        ("5:00", "18.5 37.5 56 1:15 1:52 2:29 3:06 3:44"),  # 18.6 37.3 55.9 74.6 111.8 149.1 186.4
        ("6:00", "22.5 44.5 1:07 1:29 2:14 2:59 3:44 4:28"),  # 22.4 44.7 67.1 89.5 134.2 179.0
        ("7:04", "26.5 52.5 1:19 1:45 2:38 3:31 4:23 5:16"),  # 26.3 52.7 79.0 105.4 158.1 210.8
        ("10:00", "37.5 1:14.5 1:52 2:29 3:44 4:58 6:13 7:27"),  # 37.3 74.6 111.8 149.1 223.7
    ],
)
def test_splits_at_mile_pace(mile: str, splits: str) -> None:
    rows = cells(page("--mile", mile), 3)
    assert rows["mile"] == splits.split()
    heading, *zones = rows
    assert heading == "Splits in minutes and seconds; under a minute, seconds"
    assert zones == ["100 m", "goal", "mile", "vo2max", "threshold", "easy"]
    assert rows["100 m"] == ["200 m", "300 m", "400 m", "600 m", "800 m", "1000 m", "1200 m"]


def test_splits_of_the_goal_and_of_bands() -> None:
    rows = cells(page("--goal", "6:40"), 3)
    assert rows["goal"] == ["25", "49.5", "1:14.5", "1:39", "2:29", "3:19", "4:09", "4:58"]
    assert rows["threshold"][6] == "5:04-5:18"  # 1000 m: as the row above says per km
    assert rows["easy"][6] == "6:05-6:41"


@pytest.mark.parametrize(
    ("mile", "times"),
    [  # 800 m, 3 km, 5 km, 10 km by the equations
        ("5:00", ("2:21", "9:55", "17:12", "35:40")),
        ("6:00", ("2:48", "11:53", "20:29", "42:29")),
        ("7:04", ("3:17", "13:56", "23:57", "49:41")),
        ("10:00", ("4:39", "19:29", "33:19", "1:09:21")),
    ],
)
def test_what_a_mile_is_worth(mile: str, times: tuple[str, ...]) -> None:
    rows = cells(page("--mile", mile), 4)
    assert tuple(rows[name][0] for name in ("800 m", "3 km", "5 km", "10 km")) == times
    assert rows["mile"][:2] == [mile, f"{mile}/mi"]


# --- who ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mile", "goal", "first"),
    [
        ("7:04", "6:45", "Mile 7:04, goal 6:45: fitness index 40.3"),
        ("10:00", "9:30.5", "Mile 10:00, goal 9:30.5: fitness index 27.2"),
        ("4:05", "3:50", "Mile 4:05, goal 3:50: fitness index 74.7"),
    ],
)
def test_mile_goal_and_index_come_first(mile: str, goal: str, first: str) -> None:
    text = page("--mile", mile, "--goal", goal)
    assert text.startswith(f"{first}\n\n")
    assert cells(text, 1)["goal"][0].split(" ")[0] == goal.removesuffix(".5")


def test_assumptions_are_reported() -> None:
    result = run("paces")
    assert (result.exit_code, result.stderr) == (
        0,
        "note: no mile time given: 7:04, the average runner's (--mile)\n"
        "note: level intermediate, for a careful 180min a week, as no --volume is given: 4 or 5 runs a week, 3 to 4 h (--level)\n"
        "note: no goal given: 6:51, what intermediate runners may hope for (--goal)\n",
    )


def test_the_file_is_read_and_options_override_it(alone: Path) -> None:
    (alone / "fitexport.toml").write_text(
        '[athlete]\nmile = "6:00"\ngoal = "5:50"\nlevel = "advanced"\nmax-hr = 200\nbands = "none"\n',
        encoding="utf-8",
    )
    result = run("paces")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Mile 6:00, goal 5:50: ")
    assert cells(result.stdout, 1)["easy"][3] == "130-158"
    assert run("paces", "--mile", "6:10").stdout.startswith("Mile 6:10, goal 5:50: ")


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--mile", "3:42", "a mile in 3:42 is outside 3:43 to 15:00\n  give a current mile time, as m:ss"),
        ("--mile", "15:00.1", "a mile in 15:00.1 is outside 3:43 to 15:00\n  give a current mile time, as m:ss"),
        ("--goal", "3:29", "a goal of 3:29 is faster than any human\n  give a goal from 3:30 to 15:00"),
        ("--goal", "15:01", "a goal of 15:01 is slower than 15:00\n  give a goal from 3:30 to 15:00"),
        ("--max-hr", "119", "a maximum heart rate of 119 is outside 120 to 230\n  give the highest seen in a race or at the end of hard hills"),
        ("--max-hr", "231", "a maximum heart rate of 231 is outside 120 to 230\n  give the highest seen in a race or at the end of hard hills"),
    ],
)  # fmt: skip
def test_numbers_that_cannot_be_are_refused(option: str, value: str, message: str) -> None:
    given = {"--mile": "7:04", "--goal": "6:50", "--level": "intermediate", option: value}
    result = run("paces", *(word for pair in given.items() for word in pair))
    assert error_of(result) == (4, f"Error: {message}\n")


def test_a_mile_that_is_no_time_is_refused() -> None:
    assert error_of(run("paces", "--mile", "7.04")) == usage_error(
        "Invalid value for '--mile': \"7.04\" is not a time;"
        " write minutes and seconds: 6:20 or 6:20.5",
        "paces",
    )


def test_a_race_means_the_mile_that_it_is_worth() -> None:
    given = ("--goal", "6:10", "--level", "intermediate")
    result = run("paces", "--mile", "5k 22:00", *given)
    note = re.fullmatch(r"note: 5k in 22:00 is worth a mile in (\S+) \(--mile\)\n", result.stderr)
    assert note
    assert result.stdout == run("paces", "--mile", note[1], *given).stdout
    Path("fitexport.toml").write_text(
        '[athlete]\nmile = "5k 22:00"\ngoal = "6:10"\nlevel = "intermediate"'
    )
    assert run("paces").stdout == result.stdout
