"""`fitexport week`: what it writes, what it says, what it refuses."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import click
import pytest
from support.command import DATES, RUNNER, error_of, run, usage_error, week
from support.fit_dump import Raw, fitdecode_raw
from support.folders import tree

from fitexport.plan.model import Level

pytestmark = pytest.mark.usefixtures("alone")

NO_MILE = (
    "note: no mile time given: 7:04, the average runner's (--mile)\n"
    "note: level intermediate, for a careful 180min a week, as no --volume is given: 4 or 5 runs a week, 3 to 4 h (--level)\n"
    "note: no goal given: 6:51, what intermediate runners may hope for (--goal)\n"
)
WEEKDAYS = "write mon, tue, wed, thu, fri, sat, sun"
SAMPLES = Path(__file__).parents[3] / "samples"
NO_CROSS = "note: cross-training makes no watch file without a sport (--cross cycling)\n"


def _no_race(start: str, why: str, race: str) -> str:
    return (
        f"note: no race day given: week 1 starts on {start}, {why}; race day {race} (--race-day)\n"
    )


def _manifest(folder: Path) -> dict[str, object]:
    content = json.loads((folder / "fitexport-manifest.json").read_bytes())
    assert isinstance(content, dict)
    return content


# --- what it says -------------------------------------------------------------------------


def test_results_go_to_stdout_and_nothing_to_stderr_when_all_is_given() -> None:
    result = week("3")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Week 3 of 8 (build), from Sun 21 Mar 2027: ")
    assert lines[2].split() == ["Day", "Session", "Structure", "Distance", "Time", "Paces", "File"]
    assert lines[4].startswith("Mon 22 Mar  W3.2 4x2:30        4x 2:30 @ vo2max, jog 2:00")
    assert lines[-2] == "11 files in watch: 11 new, 0 replaced, 0 as before"
    assert lines[-1] == "Next: connect the watch, then fitexport watch install watch"
    for name in (path.name for path in Path("watch").glob("2*.fit")):
        assert any(line.endswith(f"  {name}") for line in lines)


def test_defaults_are_reported_on_stderr() -> None:
    result = run("week", "3", "--today", "2027-03-01")
    assert result.exit_code == 0
    assert (
        result.stderr
        == NO_MILE + _no_race("2027-03-08", "the next Monday", "2027-05-02") + NO_CROSS
    )
    assert "note" not in result.stdout


def test_cross_training_has_its_time_but_no_file_without_a_sport() -> None:
    result = run("week", "3", *RUNNER[:-2], *DATES)
    assert (result.exit_code, result.stderr) == (0, NO_CROSS)
    assert RUNNER[-2:] == ("--cross", "cycling")
    row = next(line for line in result.stdout.splitlines() if " W3.1 " in line)
    assert re.split(r" {2,}", row.rstrip()) == [
        "Sun 21 Mar",
        "W3.1 Cross 35'",
        "cross-training 35min @ effort 4",
        "35 min",
    ]
    assert not list(Path("watch").glob("*cross*"))


def test_the_default_start_is_recorded_and_kept(alone: Path) -> None:
    run("week", "1", "--today", "2027-03-01")
    result = run("week", "2", "--today", "2027-03-20")
    kept = "as first written to watch"
    assert _no_race("2027-03-08", kept, "2027-05-02") in result.stderr
    assert _manifest(alone / "watch")["start"] == "2027-03-08"
    other = run("week", "2", "--today", "2027-03-20", "--out", "other")
    assert _no_race("2027-03-22", "the next Monday", "2027-05-16") in other.stderr


def test_what_was_replaced_and_removed_is_named(alone: Path) -> None:
    week("3")
    result = week("3", "--units", "km")
    assert "\n  replaced mile-week-03.ics\n" in result.stdout
    assert "\n  replaced fitexport-manifest.json\n" in result.stdout
    result = week("4")
    assert "\n  removed mile-week-03.ics\n" in result.stdout
    assert "\n  replaced schedule.fit\n" in result.stdout
    assert not list(alone.glob("watch/*w03*"))


def test_the_same_again_changes_nothing(alone: Path) -> None:
    week("3")
    before = tree(alone)
    assert "11 files in watch: 0 new, 0 replaced, 11 as before\nNext: " in week("3").stdout
    assert tree(alone) == before


def test_a_changed_file_that_is_no_longer_needed_is_kept_and_reported() -> None:
    week("3")
    Path("watch/mile-week-03.ics").write_text("mine")
    result = week("4")
    assert result.stderr == (
        "note: kept watch/mile-week-03.ics: it was changed since fitexport wrote it\n"
    )
    assert Path("watch/mile-week-03.ics").read_text() == "mine"


# --- which weeks --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weeks", "folders"),
    [("3-6", range(3, 7)), ("all", range(1, 10)), ("7-8", range(7, 9))],
)
def test_several_weeks_become_a_folder_each(weeks: str, folders: range) -> None:
    result = week(weeks)
    assert result.exit_code == 0
    assert sorted(path.name for path in Path("watch").iterdir()) == [f"w{n:02d}" for n in folders]
    assert result.stdout.endswith(
        f"\nNext: connect the watch, then fitexport watch install watch/w{folders[0]:02d}\n"
    )
    for number in folders:
        assert _manifest(Path("watch") / f"w{number:02d}")["week"] == number


@pytest.mark.parametrize("weeks", ["3", "03", "3-3"])
def test_one_week_is_in_the_folder_itself(weeks: str) -> None:
    assert week(weeks).exit_code == 0
    assert _manifest(Path("watch"))["week"] == 3


@pytest.mark.parametrize(
    ("today", "number"),
    [("2027-01-01", 1), ("2027-03-21", 3), ("2027-05-01", 8), ("2027-05-02", 9)],
)
def test_next_is_the_week_of_the_next_session(today: str, number: int) -> None:
    assert run("week", "next", *RUNNER, "--race-day", "2027-05-01", "--today", today).exit_code == 0
    assert _manifest(Path("watch"))["week"] == number


@pytest.mark.parametrize(
    ("weeks", "message"),
    [
        ("10", 'there is no week 10: the plan "A faster mile" has 9'),
        ("0", 'there is no week 0: the plan "A faster mile" has 9'),
        ("3-10", 'there is no week 10: the plan "A faster mile" has 9'),
        ("6-3", "the weeks 6-3 run backwards"),
        ("x", '"x" is not a week'),
        ("", '"" is not a week'),
        ("3,4", '"3,4" is not a week'),
        ("1000", '"1000" is not a week'),
        ("\N{ARABIC-INDIC DIGIT THREE}", '"\N{ARABIC-INDIC DIGIT THREE}" is not a week'),
    ],
)
def test_a_week_that_does_not_exist_is_refused(alone: Path, weeks: str, message: str) -> None:
    assert error_of(week(weeks)) == (
        2,
        f"Error: {message}\n  give 1 to 9, a range such as 3-6, next, or all\n",
    )
    assert not list(alone.iterdir())


def test_a_week_has_to_be_given() -> None:
    assert error_of(run("week")) == usage_error("Missing argument 'WEEK'.")


# --- options ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--mile", "5:99", '"5:99" is not a time; write minutes and seconds: 6:20 or 6:20.5'),
        ("--goal", "6", '"6" is not a time; write minutes and seconds: 6:20 or 6:20.5'),
        ("--level", "expert", "'expert' is not one of 'beginner', 'intermediate', 'advanced'."),
        ("--units", "miles", "'miles' is not one of 'mi', 'km'."),
        ("--surface", "trail", "'trail' is not one of 'road', 'track'."),
        ("--bands", "huge", "'huge' is not one of 'tight', 'normal', 'wide', 'none'."),
        (
            "--cross",
            "chess",
            "'chess' is not one of 'cycling', 'swimming', 'rowing', 'elliptical', 'aqua-jog', 'hiking'.",
        ),
        ("--race-day", "2027-02-30", "there is no 2027-02-30 in the calendar"),
        ("--race-day", "1.5.2027", '"1.5.2027" is not a date; write year-month-day: 2027-05-01'),
        ("--today", "2027-3-1", '"2027-3-1" is not a date; write year-month-day: 2027-05-01'),
        ("--today", "9999-12-31", "9999-12-31 is not in 2000 to 2099; check the year"),
        ("--weeks", "eight", "'eight' is not a valid integer."),
        ("--days", "mon,funday", f'"funday" is not a day of the week; {WEEKDAYS}'),
        ("--days", "mon,", f'"" is not a day of the week; {WEEKDAYS}'),
        ("--long-run", "7", f'"7" is not a day of the week; {WEEKDAYS}'),
        ("--strength", "pool", "'pool' is not one of 'none', 'home', 'gym'."),
        ("--easy-by", "feel", "'feel' is not one of 'pace', 'hr', 'effort'."),
        ("--max-hr", "185bpm", "'185bpm' is not a valid integer."),
        ("--extra-at", "middle", "'middle' is not one of 'start', 'end'."),
    ],
)
def test_a_wrong_option_is_refused(alone: Path, option: str, value: str, message: str) -> None:
    result = run("week", "3", option, value)
    assert error_of(result) == usage_error(f"Invalid value for '{option}': {message}")
    assert not list(alone.iterdir())


def test_an_unknown_option_gets_a_suggestion() -> None:
    code, message = error_of(run("week", "3", "--cros", "cycling"))
    assert code == 2
    assert (
        message.rstrip().replace("'", "").endswith("Did you mean --cross?")
    )  # quoted since click 8.4


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (
            ("--mile", "3:42"),
            4,
            "a mile in 3:42 is outside 3:43 to 15:00\n  give a current mile time, as m:ss",
        ),
        (
            ("--mile", "15:00.5"),
            4,
            "a mile in 15:00.5 is outside 3:43 to 15:00\n  give a current mile time, as m:ss",
        ),
        (
            ("--goal", "6:20"),
            4,
            "the goal 6:20 is not faster than the mile 6:20\n"
            "  give a faster goal, or a slower --mile if this one is out of date",
        ),
        (
            ("--race-day", "3027-05-01"),
            4,
            "the race day 3027-05-01 is not in 2000 to 2099\n  check the year",
        ),
        (
            ("--plan", "marathon"),
            2,
            'there is no plan "marathon"\n  plans: mile; or a file of your own: my-plan.toml',
        ),
        (
            ("--weeks", "5"),
            2,
            'the plan "A faster mile" is written for 6 to 10 weeks, not 5\n  give --weeks 6',
        ),
        (
            ("--weeks", "11"),
            2,
            'the plan "A faster mile" is written for 6 to 10 weeks, not 11\n  give --weeks 10',
        ),
        (
            ("--days", "mon"),
            4,
            "the plan does not fit on mon: it has at least three runs a week, each on its own day\n  give --days mon,thu,sat",
        ),
        (
            ("--days", "thu,fri,sat", "--weeks", "6"),
            4,
            "the plan does not fit on thu, fri, sat: hard runs must be two days apart, across weeks too, the long run on another day, and no three days in a row are hard or"
            " long\n  give --days mon,thu,fri,sat",
        ),
        (
            ("--days", "mon,tue,thu", "--long-run", "sun"),
            4,
            "the long run is to be on sun, which is not one of the training days\n"
            "  give --days mon,tue,thu,sun, or another --long-run",
        ),
        (
            ("--max-hr", "90"),
            4,
            "a maximum heart rate of 90 is outside 120 to 230\n"
            "  give the highest seen in a race or at the end of hard hills",
        ),
        (("--out", "file"), 6, "file is a file, not a folder\n  choose another --out"),
        (("--out", "file/x"), 6, "file is a file, not a folder\n  choose another --out"),
    ],
)
def test_what_cannot_be_is_refused(
    alone: Path, args: tuple[str, ...], code: int, message: str
) -> None:
    (alone / "file").write_text("mine")
    result = run("week", "3", *RUNNER, *DATES, *args)
    assert error_of(result) == (code, f"Error: {message}\n")
    assert tree(alone) == {"file": b"mine"}


def test_something_in_the_way_is_named(alone: Path) -> None:
    (alone / "watch").mkdir()
    (alone / "watch" / "schedule.fit").write_text("mine")
    assert error_of(week("3")) == (
        6,
        "Error: not written by fitexport, or changed since, and in the way:\n"
        "  watch/schedule.fit\n  move them away, or choose another --out\n",
    )
    assert tree(alone) == {"watch": None, "watch/schedule.fit": b"mine"}


def test_the_options_reach_the_files() -> None:
    in_miles = week("3", "--out", "mi")
    assert " mi  " in in_miles.stdout
    assert "/mi" in in_miles.stdout
    in_km = week("3", "--out", "km", "--units", "km", "--surface", "track", "--bands", "wide")
    assert "/mi" not in in_km.stdout
    assert "/km" in in_km.stdout
    plain, metric = tree(Path("mi")), tree(Path("km"))
    assert plain.keys() == metric.keys()
    assert plain["schedule.fit"] != metric["schedule.fit"]
    without = week("3", "--out", "none", "--bands", "none")
    assert without.exit_code == 0
    assert tree(Path("none"))["2027-03-22-w03-4x2-30.fit"] != plain["2027-03-22-w03-4x2-30.fit"]


def test_rest_days_are_in_the_calendar_only_if_asked_for() -> None:
    week("3", "--out", "a")
    week("3", "--out", "b", "--rest-days")
    a, b = (Path(out, "mile-week-03.ics").read_bytes() for out in "ab")
    assert b"SUMMARY:Rest day" not in a
    assert b.count(b"BEGIN:VEVENT") > a.count(b"BEGIN:VEVENT")
    assert b"SUMMARY:Rest day" in b


# --- race days ----------------------------------------------------------------------------


def test_a_past_race_day_is_reported_and_the_week_still_written() -> None:
    result = run("week", "3", *RUNNER, "--race-day", "2026-05-02", "--today", "2027-03-01")
    assert result.exit_code == 0
    assert result.stderr == (
        "note: race day 2026-05-02 is past, and so is the whole plan: the watch's schedule leaves"
        " past days out (a later --race-day starts a new plan)\n"
        "note: a past week gets no schedule.fit: start its workouts from the watch's list\n"
    )
    assert not Path("watch/schedule.fit").exists()


def test_next_after_the_race_asks_for_another_race_day() -> None:
    result = run("week", "next", *RUNNER, "--race-day", "2026-05-02", "--today", "2027-03-01")
    assert error_of(result) == (
        4,
        "Error: the plan ended on 2026-05-09\n  give the next --race-day\n"
        "note: race day 2026-05-02 is past, and so is the whole plan: the watch's schedule leaves"
        " past days out (a later --race-day starts a new plan)\n",
    )


def test_a_plan_that_has_begun_is_reported() -> None:
    result = run("week", "next", *RUNNER, "--race-day", "2027-05-01", "--today", "2027-04-01")
    assert result.exit_code == 0
    assert result.stderr == (
        "note: week 1 began on 2027-03-07,"
        " today falls in week 4 (fitexport week next);"
        " the watch's schedule leaves past days out\n"
    )
    assert _manifest(Path("watch"))["week"] == 4


# --- fitexport.toml -----------------------------------------------------------------------

_FILE = """
[athlete]
mile = "6:20"
goal = "6:00"
level = "intermediate"
cross = "cycling"
[season]
id = "spring"
race-day = 2027-05-01
"""


def test_the_file_of_the_current_folder_is_used() -> None:
    Path("fitexport.toml").write_text(_FILE)
    result = run("week", "3", "--today", "2027-03-01")
    assert (result.exit_code, result.stderr) == (0, "")
    assert _manifest(Path("watch"))["season"] == "spring"
    assert _manifest(Path("watch"))["race_day"] == "2027-05-01"


def test_the_file_of_the_configuration_folder_is_used_and_reported(alone: Path) -> None:
    folder = Path(click.get_app_dir("fitexport"))
    assert folder.is_relative_to(alone.parent / "home")
    folder.mkdir(parents=True)
    (folder / "fitexport.toml").write_text(_FILE)
    result = run("week", "3", "--today", "2027-03-01")
    assert (result.exit_code, result.stderr) == (0, f"note: using {folder}/fitexport.toml\n")
    Path("fitexport.toml").write_text(_FILE.replace("spring", "nearer"))
    assert run("week", "3", "--today", "2027-03-01").stderr == ""
    assert _manifest(Path("watch"))["season"] == "nearer"


def test_config_names_a_file_and_options_override_it() -> None:
    Path("fitexport.toml").write_text("not looked at")
    Path("ann.toml").write_text(_FILE)
    args = ("--config", "ann.toml", "--today", "2027-03-01")
    assert run("week", "3", *args, "--out", "a").stderr == ""
    run("week", "3", *args, "--out", "b", "--mile", "7:00", "--race-day", "2027-05-08")
    assert _manifest(Path("b"))["race_day"] == "2027-05-08"
    assert (Path("a") / "2027-03-22-w03-4x2-30.fit").exists()
    assert (Path("b") / "2027-03-29-w03-4x2-30.fit").exists()


def test_all_errors_of_a_file_are_reported_at_once(alone: Path) -> None:
    Path("fitexport.toml").write_text(
        '[athlete]\nmile = "6:99"\nlevel = "expert"\nshoes = 3\n[season]\nrace-day = "soon"\n'
    )
    code, message = error_of(run("week", "3"))
    assert code == 3
    for place, key in (("2:8", "mile"), ("3:9", "level"), ("4:1", "shoes")):
        assert f"fitexport.toml:{place}: athlete.{key}: " in message
    assert "fitexport.toml:6:12: season.race-day: " in message
    assert tree(alone).keys() == {"fitexport.toml"}


@pytest.mark.parametrize("content", [b"[", b"\xff", b"a = 1", b"athlete = 3", b'[season]\nplan=""'])
def test_a_damaged_file_is_refused(content: bytes) -> None:
    Path("fitexport.toml").write_bytes(content)
    code, message = error_of(run("week", "3"))
    assert code == 3
    assert message.startswith("Error: fitexport.toml")


@pytest.mark.parametrize("name", ["none.toml", "."])
def test_a_config_that_cannot_be_read_is_refused(name: str) -> None:
    code, message = error_of(run("week", "3", "--config", name))
    assert code == 3
    assert message.startswith((f"Error: {name}: cannot be read: ", f"Error: {name}: is not a file"))


def test_a_custom_plan_with_errors_is_refused_and_nothing_written(alone: Path) -> None:
    Path("mine.toml").write_text('name = "mine"\nweeks = ["A"]\n')
    result = week("1", "--plan", "mine.toml")
    code, message = error_of(result)
    assert code == 3
    assert message.count("mine.toml") >= 2
    assert tree(alone).keys() == {"mine.toml"}


# --- the same everywhere ------------------------------------------------------------------


@pytest.mark.slow
def test_output_and_files_are_the_same_in_every_locale_and_time_zone() -> None:
    seen = set()
    path = os.pathsep.join(entry for entry in sys.path if entry)
    for number, (zone, locale) in enumerate(
        [("Pacific/Kiritimati", "C"), ("America/Adak", "tr_TR.UTF-8"), ("UTC", "C.UTF-8")]
    ):
        environment = os.environ | {
            "PYTHONPATH": path,
            "TZ": zone,
            "LC_ALL": locale,
            "PYTHONHASHSEED": str(number),
        }
        command = [sys.executable, "-m", "fitexport", "week", "3", *RUNNER, *DATES]
        done = subprocess.run(
            [*command, "--out", "same"], env=environment, capture_output=True, check=True
        )
        seen.add((done.stdout, done.stderr, str(tree(Path("same")))))
        for file in Path("same").iterdir():
            file.unlink()
    assert len(seen) == 1


# --- levels ---------------------------------------------------------------------------------

TRAINING: dict[Level, str] = {
    "beginner": "3 or 4 runs a week, about 2 h",
    "intermediate": "4 or 5 runs a week, 3 to 4 h",
    "advanced": "5 or 6 runs a week, 4 h 30 to 6 h",
}
CAREFUL = "for a careful {}min a week, as no --volume is given"


@pytest.mark.parametrize(
    ("mile", "goal", "volume", "level", "why"),
    [
        ("3:43", "3:40", None, "intermediate", CAREFUL.format(180)),
        ("7:45", "7:30", None, "intermediate", CAREFUL.format(180)),
        ("7:46", "7:30", None, "beginner", CAREFUL.format(120)),
        ("15:00", "14:30", None, "beginner", CAREFUL.format(120)),
        ("5:19", "5:05", "15mi", "beginner", "the nearest to 15mi a week"),
        ("5:19", "5:05", "40mi", "advanced", "the nearest to 40mi a week"),
        ("11:30", "11:00", "4h", "intermediate", "the nearest to 240min a week"),
        ("11:30", "11:00", "5h", "advanced", "the nearest to 300min a week"),
    ],
)
def test_the_volume_decides_the_level_whatever_the_mile(
    mile: str, goal: str, volume: str | None, level: Level, why: str
) -> None:
    options = ("--volume", volume) if volume else ()
    args = ("--mile", mile, "--goal", goal, *options, "--cross", "cycling", *DATES)
    result = run("week", "3", *args)
    message = f"note: level {level}, {why}: {TRAINING[level]} (--level)\n"
    assert (result.exit_code, result.stderr) == (0, message)
    assert _manifest(Path("watch"))["level"] == level


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--mile", "5:29.9", "--level", "beginner"), "level beginner is usual for miles from 5:30 to 15:00, not 5:29.9: it suits only runners who already run as much as its first week (--volume 25mi finds the level)"),
        (("--mile", "11:30", "--level", "advanced"), "level advanced is usual for miles from 3:43 to 6:15, not 11:30: it suits only runners who already run as much as its first week (--volume 25mi finds the level)"),
        (("--mile", "6:20", "--level", "advanced", "--volume", "3h"), "3 h 00 a week now, and level advanced begins with about 5 h 06: level intermediate is nearer (--level)"),
        (("--mile", "6:20", "--volume", "30min"), "30 min a week now, and the plan begins with 1 h 45 or more: build up to that first, a little more each week"),
        (("--mile", "6:20", "--volume", "10h"), "10 h 00 a week now, and the plan begins with 6 h 40 at most: add easy running as it suits"),
    ],
)  # fmt: skip
def test_a_level_that_suits_neither_mile_nor_volume_gets_a_note(
    options: tuple[str, ...], message: str
) -> None:
    result = run("week", "3", *options, "--goal", "5:00", "--cross", "cycling", *DATES)
    assert result.exit_code == 0
    assert f"note: {message}\n" in result.stderr


def test_a_given_level_is_kept_at_either_end_of_its_miles() -> None:
    for level, mile in [
        ("beginner", "5:30"),
        ("intermediate", "4:30"),
        ("intermediate", "7:45"),
        ("advanced", "6:15"),
    ]:
        assert run("week", "3", "--mile", mile, "--level", level, *DATES).exit_code == 0
        assert _manifest(Path("watch"))["level"] == level


def test_the_level_of_a_custom_plan_is_not_judged_by_the_mile() -> None:
    Path("mine.toml").write_text(
        'name = "mine"\ntitle = "Mine"\nlevel = "advanced"\nabout = "Short."\nweeks = ["A"]\n'
        '[week.A]\nphase = "base"\nfocus = "Run."\n'
        '[[week.A.session]]\nday = 1\ntext = "easy 30min"\nwhy = "Because."\n'
    )
    args = ("--plan", "mine.toml", "--mile", "12:00", "--goal", "11:30", "--level", "advanced")
    result = run("week", "1", *args, *DATES)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "W1.1 Easy 30min" in result.stdout


# --- how long, on which days ----------------------------------------------------------------


@pytest.mark.parametrize("length", range(6, 11))
def test_a_plan_of_n_weeks_has_its_race_in_week_n_on_the_same_day(length: int) -> None:
    dates = ("--race-day", "2027-05-01", "--today", "2027-02-01", "--weeks", str(length))
    result = run("week", str(length), *RUNNER, *dates)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"Week {length} of {length} (taper), from Sun 25 Apr 2027: ")
    assert Path(f"watch/2027-05-01-w{length:02d}-mile-race.fit").exists()
    after = run("week", str(length + 1), *RUNNER, *dates, "--out", "after")
    assert after.stdout.startswith(f"Recovery week (week {length + 1}), from Sun 2 May 2027: ")
    assert error_of(run("week", str(length + 2), *RUNNER, *dates)) == (
        2,
        f'Error: there is no week {length + 2}: the plan "A faster mile" has {length + 1}\n'
        f"  give 1 to {length + 1}, a range such as 3-6, next, or all\n",
    )


AS_PLANNED = [
    "2027-03-21-w03-cross-35.fit",
    "2027-03-22-w03-4x2-30.fit",
    "2027-03-22-w03-strength-a.fit",
    "2027-03-23-w03-easy-strides.fit",
    "2027-03-24-w03-easy-hills.fit",
    "2027-03-25-w03-4x4-tempo.fit",
    "2027-03-25-w03-strength-b.fit",
    "2027-03-27-w03-long-60min.fit",
]


def _workouts(out: str = "watch") -> list[str]:
    return sorted(path.name for path in Path(out).glob("2*.fit"))


@pytest.mark.parametrize(
    ("args", "files"),
    [
        (("--days", "mon,tue,wed,thu,fri,sat,sun"), AS_PLANNED),
        (
            ("--days", "Sat,tuesday,mon,thu,sun,mon"),
            [
                "2027-03-21-w03-cross-35.fit",
                "2027-03-21-w03-easy-strides.fit",
                *AS_PLANNED[1:3],
                "2027-03-23-w03-easy-hills.fit",
                *AS_PLANNED[5:],
            ],
        ),
        (
            ("--long-run", "sun"),
            [
                "2027-03-21-w03-long-60min.fit",
                "2027-03-22-w03-cross-35.fit",
                "2027-03-22-w03-easy-strides.fit",
                "2027-03-23-w03-4x2-30.fit",
                "2027-03-23-w03-strength-a.fit",
                *AS_PLANNED[4:7],
            ],
        ),
    ],
    ids=["all days", "five days", "long run"],
)
def test_sessions_are_on_the_given_days(args: tuple[str, ...], files: list[str]) -> None:
    result = week("3", *args)
    assert (result.exit_code, result.stderr) == (0, "")
    assert _workouts() == files
    assert run("check", "watch").exit_code == 0


@pytest.mark.parametrize(
    ("weeks", "left_out"), [("2", "Easy 45min (week 2)"), ("1-2", "Easy 45min (weeks 1, 2)")]
)
def test_sessions_without_a_day_are_reported_for_the_weeks_written(
    weeks: str, left_out: str
) -> None:
    fast = ("--mile", "5:15", "--goal", "5:06", "--level", "advanced")
    result = run("week", weeks, *RUNNER, *DATES, *fast, "--days", "tue,wed,thu,sat,sun")
    assert result.exit_code == 0
    assert (
        f"note: no day left for {left_out}: left out; the rest is harder than the plan intends (more --days bring them back)\n"
    ) in result.stderr
    assert " W2.4 " not in result.stdout
    assert not list(Path("watch").rglob("*easy-45min.fit"))


@pytest.mark.parametrize(
    ("days", "runs"),
    [("mon,wed,fri", "three days a week: "), ("mon,tue,thu,sat", "four days a week: ")],
)
def test_the_runs_of_few_days_are_reported_and_nothing_is_left_out(days: str, runs: str) -> None:
    result = week("3", "--days", days)
    assert (result.exit_code, result.stderr.count("note: ")) == (0, 1)
    assert f"note: {runs}one" in result.stderr


# --- strength, easy runs, the race ----------------------------------------------------------


def test_without_strength_the_other_sessions_keep_their_places_and_bytes() -> None:
    week("3", "--out", "gym")
    result = week("3", "--out", "none", "--strength", "none")
    assert (result.exit_code, result.stderr) == (0, "")
    assert _workouts("none") == [name for name in AS_PLANNED if "strength" not in name]
    assert all(_bytes("none", name) == _bytes("gym", name) for name in _workouts("none"))


def test_strength_at_home_changes_the_lifting_and_not_the_running() -> None:
    gym = week("3", "--out", "gym")
    home = week("3", "--out", "home", "--strength", "home")
    assert (home.exit_code, home.stderr) == (0, "")
    assert _workouts("home") == _workouts("gym") == AS_PLANNED
    for name in AS_PLANNED:
        assert (_bytes("home", name) == _bytes("gym", name)) == ("strength" not in name)
    assert "3x (back squat 6reps; rest 2min)" in gym.stdout
    assert "3x (goblet squat 6reps; rest 2min)" in home.stdout


def _bytes(out: str, name: str) -> bytes:
    return Path(out, name).read_bytes()


def _steps(name: str) -> list[dict[int, Raw]]:
    """Raw fields of a workout's steps: 1 duration type, 2 its value, 3 target type, 4 zone,
    5 and 6 low and high, 8 the note."""
    messages = fitdecode_raw(Path("watch", name).read_bytes())
    return [fields for number, fields in messages if number == 27]


@pytest.mark.parametrize(
    ("args", "target", "paces", "stderr"),
    [
        ((), {3: 0, 4: 0, 5: 2746, 6: 3025}, "easy 8:52-9:46/mi", ""),
        (
            ("--easy-by", "hr", "--max-hr", "185"),
            {3: 1, 4: 0, 5: 100 + 120, 6: 100 + 146},  # 65 and 79 % of 185; FIT adds 100
            "easy 120-146 bpm",
            "",
        ),
        (
            ("--easy-by", "hr"),
            {3: 1, 4: 0, 5: 65, 6: 79},
            "easy 65-79 % of maximum heart rate",
            "note: no maximum heart rate given: easy runs go by the one set on the watch"
            " (--max-hr)\n",
        ),
        (("--easy-by", "effort"), {3: 2, 4: 0}, "", ""),
    ],
    ids=["pace", "heart rate", "share of the watch's maximum", "effort"],
)
def test_easy_and_long_runs_are_held_back_as_asked_and_nothing_else_changes(
    args: tuple[str, ...], target: dict[int, int], paces: str, stderr: str
) -> None:
    result = week("3", *args)
    assert (result.exit_code, result.stderr) == (0, stderr)
    for name, seconds, effort in [
        ("2027-03-23-w03-easy-strides.fit", 1500, 5),
        ("2027-03-24-w03-easy-hills.fit", 1800, 5),
        ("2027-03-27-w03-long-60min.fit", 3600, 6),
    ]:
        first, *others = _steps(name)
        note = str(first.pop(8))
        assert first == {254: 0, 1: 0, 2: 1000 * seconds, 7: 0} | target
        assert note.endswith(f"effort {effort} of 10")
        assert all(step.get(3, 2) == 2 for step in others)
        line = next(line for line in result.stdout.splitlines() if line.endswith(name))
        assert paces.replace("easy", "long" if "long" in name else "easy") in line
        assert (" bpm" in line, "/mi " in line) == (" bpm" in paces, "/mi" in paces)
    week("3", "--out", "plain")
    for name in AS_PLANNED:
        if "easy" not in name and "long" not in name:
            assert _bytes("watch", name) == _bytes("plain", name)


@pytest.mark.parametrize(
    ("args", "pieces"),
    [
        ((), [40000, 40000, 40000, 10000, 10000, 10000, 10934]),
        (("--extra-at", "end"), [40000, 40000, 40000, 10000, 10000, 10000, 10934]),
        (("--extra-at", "start"), [40934, 40000, 40000, 10000, 10000, 10000, 10000]),
    ],
)
@pytest.mark.parametrize(
    ("number", "name"), [("5", "2027-04-08-w05-mile-trial"), ("8", "2027-05-01-w08-mile-race")]
)
def test_the_extra_metres_of_a_mile_are_where_they_are_asked_for(
    number: str, name: str, args: tuple[str, ...], pieces: list[int]
) -> None:
    result = week(number, *args)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [step[2] for step in _steps(f"{name}.fit") if step[1] == 1] == pieces


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
def test_a_goal_that_is_beyond_one_plan_is_remarked_on_and_the_week_written(
    goal: str, note: str
) -> None:
    result = run("week", "3", *RUNNER, *DATES, "--goal", goal)
    assert result.exit_code == 0
    assert _workouts() == AS_PLANNED
    assert result.stderr == note


# --- what a stranger tried ------------------------------------------------------------------


def test_a_kept_start_whose_plan_is_past_is_reported() -> None:
    run("week", "3", *RUNNER, "--today", "2026-01-01")
    result = run("week", "3", *RUNNER, "--today", "2027-06-01")
    assert result.exit_code == 0
    assert "note: race day 2026-03-01 is past, and so is the whole plan" in result.stderr


def test_a_folder_without_a_name_is_refused() -> None:
    assert error_of(week("3", "--out", "")) == usage_error(
        "Invalid value for '--out' / '-o': \"\" is not a folder name; give one such as ./watch"
    )


def test_a_byte_order_mark_is_no_error() -> None:
    Path("fitexport.toml").write_bytes(b'\xef\xbb\xbf[athlete]\nmile = "6:20"\n')
    assert "no mile time" not in run("week", "3").stderr


@pytest.mark.slow
def test_two_exports_into_one_folder_take_turns() -> None:
    """Each of them whole: the folder holds one week, and the check finds nothing wrong."""
    code = "from fitexport.cli.main import main; main()"
    for _ in range(3):
        exports = [
            subprocess.Popen(
                [sys.executable, "-c", code, "week", number, *RUNNER, *DATES, "--out", "both"],
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdout=subprocess.DEVNULL,
            )
            for number in ("1", "2", "3", "4")
        ]
        assert [export.wait() for export in exports] == [0, 0, 0, 0]
        assert run("check", "both").exit_code == 0
        weeks = {path.name[11:14] for path in Path("both").glob("2*.fit")}
        assert len(weeks) == 1
        assert len(list(Path("both").glob("2*.fit"))) == len(_manifest(Path("both"))["files"]) - 2  # type: ignore[arg-type]


def test_a_folder_left_with_a_journal_alone_is_mended() -> None:
    week("3")
    staging = Path("watch/.fitexport-staging")
    staging.mkdir()
    name = next(path.name for path in Path("watch").glob("2*.fit"))
    old = sha256(Path("watch", name).read_bytes()).hexdigest()
    (staging / "journal.json").write_text(json.dumps([[name, old, None], ["lost.fit", None, old]]))
    assert week("3").exit_code == 0
    assert not staging.exists()
    assert run("check", "watch").exit_code == 0


# --- other formats ------------------------------------------------------------------------


def test_other_formats_stand_beside_the_fit_files_and_are_counted_with_their_losses() -> None:
    result = week("3", "--format", "zwo", "--format", "tcx", "--format", "zwo")
    assert (result.exit_code, result.stderr) == (0, "")
    fit = {path.stem for path in Path("watch").glob("2*.fit")}
    zwo = {path.stem for path in Path("watch").glob("*.zwo")}
    tcx = {path.stem for path in Path("watch").glob("*.tcx")}
    assert (len(fit), len(zwo), len(tcx)) == (8, 5, 6)
    assert zwo < fit
    assert tcx < fit
    said = result.stdout.splitlines()
    begin = said.index("22 files in watch: 22 new, 0 replaced, 0 as before") + 1
    assert said[begin] == (
        "zwo: 5 files, 77 of 123 values exact;"
        " set the mile in your Zwift profile: paces are shares of it"
    )
    assert (
        "  target of W3.2 steps 10, 12; W3.4 step 1; W3.5 step 1; W3.6 steps 10, 12; W3.8 step 1:"
        " 6:37-6:58/mi, ... becomes the middle of its range"
    ) in said
    assert "  no file for W3.1, W3.3, W3.7: Zwift files are for running only" in said
    assert '  no file for W3.3: "W3.3 Strength A" has 22 steps, TCX allows 20' in said
    assert said[-1] == "Next: connect the watch, then fitexport watch install watch"


@pytest.mark.slow
def test_the_next_export_removes_other_formats_and_keeps_what_was_edited() -> None:
    week("3", "--format", "zwo")
    edited, *others = sorted(Path("watch").glob("*.zwo"))
    edited.write_text("<mine/>", encoding="utf-8")
    result = week("3")
    assert result.stderr == f"note: kept {edited}: it was changed since fitexport wrote it\n"
    assert list(Path("watch").glob("*.zwo")) == [edited]
    assert all(f"  removed {each.name}" in result.stdout for each in others)


@pytest.mark.slow
def test_check_and_install_look_at_the_fit_files_of_such_a_folder_only(alone: Path) -> None:
    week("3", "--out", "plain")
    week("3", "--out", "more", "--format", "zwo", "--format", "intervals", "--format", "wahoo")
    plain, more = (run("check", folder) for folder in ("plain", "more"))
    assert (more.exit_code, more.stdout) == (0, plain.stdout.replace("plain", "more"))
    shutil.copytree(SAMPLES / "fake-watch", alone / "fake")
    installed = run("watch", "install", "more", "--at", "fake", "--yes", *DATES[2:])
    assert installed.exit_code == 0, installed.output
    assert not [
        path for path in (alone / "fake").rglob("*") if path.suffix in (".zwo", ".txt", ".json")
    ]


def test_a_format_that_does_not_exist_is_refused() -> None:
    result = week("3", "--format", "fit")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        "Error: Invalid value for '--format': 'fit' is not one of 'zwo', 'tcx', 'intervals', 'suunto', 'wahoo'."
    )
