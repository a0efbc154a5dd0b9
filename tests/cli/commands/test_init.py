"""`fitexport init`: questions, and the file that holds the answers."""

from __future__ import annotations

import re
import sys
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from support.command import error_of, run, usage_error
from support.typing_ahead import typed

from fitexport.errors import WriteError
from fitexport.files import replace as whole_files
from fitexport.plan.shipped import template_folder
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.settings import Settings
from fitexport.season.settings_file import read_athlete_file
from fitexport.season.settings_text import format_athlete_file, write_athlete_file
from fitexport.season.weekly_volume import WeeklyVolume

pytestmark = pytest.mark.usefixtures("alone")

FILE = Path("fitexport.toml")
TODAY = ("--today", "2027-03-01")
RUNNER = ("--mile", "6:20", "--goal", "6:10", "--level", "intermediate", *TODAY)
GIVEN = (*RUNNER, "--race-day", "2027-05-01", "--weeks", "8")
"""Nothing left to assume, so nothing to say."""

EVERYTHING = Settings(
    id="anna",
    mile_s=380.0,
    volume=WeeklyVolume(200.0, "min"),
    goal_s=369.5,
    age=34,
    level="intermediate",
    units="km",
    surface="track",
    cross="aqua-jog",
    strength="home",
    bands="wide",
    easy_by="hr",
    max_hr=188,
    resting_hr=52,
    days=("mon", "wed", "fri", "sat"),
    long_run="fri",
    extra_at="start",
    season="spring",
    plan="mile",
    race="mile",
    weeks=7,
    race_day=date(2027, 5, 1),
    calendar_settings=CalendarSettings(
        timezone="Europe/Paris",
        at={"mon": 390, "sat": 480},
        strength_at=1050,
        race_at=615,
        remind_min=30,
        rest_days=True,
        week_summaries=True,
        countdown=True,
    ),
)


def init(*options: str) -> Result:
    return run("init", *options)


def written() -> Settings:
    return read_athlete_file(FILE)


# --- without a terminal -----------------------------------------------------------------


def test_defaults_are_reported_and_written() -> None:
    result = init(*TODAY)
    assert (result.exit_code, result.stderr) == (
        0,
        "note: no mile time given: 7:04, the average runner's (--mile)\n"
        "note: level intermediate, for a careful 180min a week, as no --volume is given: 4 or 5 runs a week, 3 to 4 h (--level)\n"
        "note: no goal given: 6:51, what intermediate runners may hope for (--goal)\n"
        "note: no race day given: week 1 starts on 2027-03-08, the next Monday;"
        " race day 2027-05-02 (--race-day)\n",
    )
    assert result.stdout == (
        "A faster mile: 8 weeks, level intermediate,"
        " from Mon 8 Mar 2027 to the race on Sun 2 May 2027, then a week of recovery.\n"
        "Mile today 7:04, goal 6:51: 400 m in 1:42 at goal pace, easy runs at 9:47-10:45/mi.\n"
        "Assumed: --units mi, --surface road, --strength gym, --bands normal,"
        " --easy-by pace, the plan's own --days.\n"
        "Written to fitexport.toml. Next: fitexport week next --out ./watch\n"
    )
    found = written()
    assert len(found.id or "") == 8
    assert replace(found, id=None) == Settings(
        mile_s=424.0,
        volume=WeeklyVolume(180.0, "min"),
        goal_s=411.0,
        level="intermediate",
        units="mi",
        surface="road",
        strength="gym",
        bands="normal",
        easy_by="pace",
        extra_at="end",
        season="mile-2027-05-02",
        plan="mile",
        race="mile",
        weeks=8,
        race_day=date(2027, 5, 2),
    )


def test_what_is_asked_for_is_read_back() -> None:
    result = init(
        *(
            *RUNNER,
            "--volume",
            "3h 20min",
            "--goal",
            "6:09.5",
            "--id",
            "anna",
            "--season",
            "spring",
            "--plan",
            "mile",
        ),
        *("--units", "km", "--surface", "track", "--cross", "aqua-jog", "--strength", "home"),
        *("--bands", "wide", "--easy-by", "hr", "--max-hr", "188", "--weeks", "7"),
        *("--age", "34", "--resting-hr", "52"),
        *("--days", "mon,wed,fri,sat", "--long-run", "fri", "--extra-at", "start"),
        *("--race-day", "2027-05-01", "--at", "mon=06:30,sat=8:00", "--strength-at", "17:30"),
        *("--race-at", "10:15", "--timezone", "Europe/Paris", "--remind", "30min"),
        *("--rest-days", "--week-summaries", "--countdown"),
    )
    assert result.exit_code == 0
    assert written() == EVERYTHING
    assert "\n# " not in FILE.read_text(encoding="utf-8").partition("\n[athlete]")[2]


def test_the_week_needs_no_option_after_it() -> None:
    assert init(*GIVEN, "--cross", "cycling").stderr == ""
    # --today is for the test's sake: it has to be the same week next year
    result = run("week", "next", *TODAY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Week 1 of 8 (base), from Sun 7 Mar 2027: ")


def test_ids_are_random() -> None:
    ids = set()
    for name in ("a.toml", "b.toml"):
        assert init(*GIVEN, "--config", name).exit_code == 0
        ids.add(read_athlete_file(Path(name)).id)
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("race_day", "weeks", "whole_weeks_left"),
    [
        ("2027-03-01", 6, 0),  # today
        ("2027-04-04", 6, 5),
        ("2027-04-11", 6, 6),
        ("2027-04-17", 6, 6),  # one day short of seven weeks, both ends counted
        ("2027-04-18", 7, 7),
        ("2027-05-01", 8, 8),
        ("2027-05-02", 9, 9),
        ("2027-05-09", 10, 10),
        ("2027-12-25", 10, 42),
    ],
)
def test_the_plan_is_as_long_as_there_are_weeks(
    race_day: str, weeks: int, whole_weeks_left: int
) -> None:
    result = init(*RUNNER, "--race-day", race_day)
    assert result.exit_code == 0
    first, *others = result.stderr.splitlines()
    assert first == f"note: a plan of {weeks} weeks, as race day is on {race_day} (--weeks)"
    assert bool(others) == (whole_weeks_left < 6), "only a race that is too near is remarked on"
    assert (written().weeks, str(written().race_day)) == (weeks, race_day)


# --- a goal -----------------------------------------------------------------------------

_BOLD = "a goal of 6:00 is 5.3% faster than 6:20: bold; intermediate runners may hope for 6:09"
_BEYOND = (
    "a goal of 5:30 is 13.2% faster than 6:20: more than one plan can do;"
    " intermediate runners may hope for 6:09"
)


def test_a_bold_goal_is_remarked_on() -> None:
    result = init(*GIVEN, "--goal", "6:00")
    assert (result.exit_code, result.stderr) == (0, f"note: {_BOLD}\n")
    assert written().goal_s == 360


def test_a_goal_beyond_one_plan_is_accepted_with_a_remark() -> None:
    result = init(*GIVEN, "--goal", "5:30")
    assert (result.exit_code, result.stderr) == (0, f"note: {_BEYOND}\n")
    assert written().goal_s == 330


# --- what cannot be: nothing is written ---------------------------------------------------


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (
            ("--mile", "3:42", "--goal", "3:40"),
            4,
            "a mile in 3:42 is outside 3:43 to 15:00\n"
            "  give a current mile time, as m:ss",
        ),
        (
            ("--goal", "6:20"),
            4,
            "the goal 6:20 is not faster than the mile 6:20\n  give a faster goal,"
            " or a slower --mile if this one is out of date",
        ),
        (
            ("--max-hr", "90"),
            4,
            "a maximum heart rate of 90 is outside 120 to 230\n"
            "  give the highest seen in a race or at the end of hard hills",
        ),
        (
            ("--weeks", "5"),
            2,
            'the plan "A faster mile" is written for 6 to 10 weeks, not 5\n  give --weeks 6',
        ),
        (
            ("--weeks", "0"),
            2,
            'the plan "A faster mile" is written for 6 to 10 weeks, not 0\n  give --weeks 6',
        ),
        (("--race-day", "1999-05-01"), 4, "the race day 1999-05-01 is not in 2000 to 2099\n  check the year"),
        (("--race-day", "2100-01-01"), 4, "the race day 2100-01-01 is not in 2000 to 2099\n  check the year"),
        (("--race-day", "2027-02-28"), 4, "the race day 2027-02-28 is past\n  give a --race-day in the future"),
        (("--plan", "moo"), 2, 'there is no plan "moo"\n  plans: mile; or a file of your own: my-plan.toml'),
        (
            ("--days", "mon,tue", "--long-run", "sun"),
            4,
            "the long run is to be on sun, which is not one of the training days\n"
            "  give --days mon,tue,sun, or another --long-run",
        ),
    ],
)  # fmt: skip
def test_bad_input_writes_nothing(
    alone: Path, options: tuple[str, ...], code: int, message: str
) -> None:
    assert error_of(init(*GIVEN, *options)) == (code, f"Error: {message}\n")
    assert list(alone.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--mile", "6.20", '"6.20" is not a time; write minutes and seconds: 6:20 or 6:20.5'),
        ("--race-day", "1 May", '"1 May" is not a date; write year-month-day: 2027-05-01'),
        ("--race-day", "2027-02-29", "there is no 2027-02-29 in the calendar"),
        ("--days", "mon,xyz", '"xyz" is not a day of the week; write mon, tue, wed, thu, fri, sat, sun'),
    ],
)  # fmt: skip
def test_what_cannot_be_read_writes_nothing(
    alone: Path, option: str, value: str, message: str
) -> None:
    assert error_of(init(*GIVEN, option, value)) == usage_error(
        f"Invalid value for '{option}': {message}", "init"
    )
    assert list(alone.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="another system's words for it")
@pytest.mark.parametrize(
    ("path", "why"),
    [("none/x.toml", "No such file or directory"), ("plain/x.toml", "Not a directory")],
)
def test_a_folder_that_cannot_take_the_file(alone: Path, path: str, why: str) -> None:
    """Below a plain file even root cannot write, as in a folder that is read-only."""
    (alone / "plain").write_text("mine")
    assert error_of(init(*GIVEN, "--config", path)) == (
        6,
        f"Error: {path}: {why}\n  nothing was changed; choose another --config\n",
    )
    assert [each.name for each in alone.iterdir()] == ["plain"]
    assert (alone / "plain").read_text() == "mine"


# --- a file that is there -----------------------------------------------------------------


def test_a_file_that_is_there_stays(alone: Path) -> None:
    FILE.write_text("mine")
    assert error_of(init(*GIVEN)) == (
        2,
        "Error: fitexport.toml already exists\n"
        "  edit it, or give --overwrite: the old one is kept as fitexport.toml.old\n",
    )
    assert FILE.read_text() == "mine"
    assert list(alone.iterdir()) == [alone / FILE]


def kept(name: str) -> str:
    return f"note: the old {FILE} is kept as {name}; settings you did not give stay as they were"


@pytest.mark.parametrize(
    ("options", "changes"),
    [
        ((), {}),
        (("--units", "mi", "--max-hr", "190"), {"units": "mi", "max_hr": 190}),
        (("--days", "fri,sun,tue,wed"), {"days": ("fri", "sun", "tue", "wed")}),
        (("--id", "kim", "--season", "summer"), {"id": "kim", "season": "summer"}),
        (("--mile", "6:20", "--race-day", "2027-05-01"), {}),  # as they were
        # a goal stays as long as it goes with another mile; so do the level, the race and its ids
        (("--mile", "6:10"), {"mile_s": 370}),
        (("--mile", "6:09.5"), {"mile_s": 369.5, "goal_s": 358}),
        (("--mile", "6:00"), {"mile_s": 360, "goal_s": 349}),
        (("--mile", "6:00", "--goal", "5:55"), {"mile_s": 360, "goal_s": 355}),
        (("--mile", "6:00", "--level", "advanced"), {"mile_s": 360, "level": "advanced", "goal_s": 353}),
        (("--mile", "4:30"), {"mile_s": 270, "goal_s": 262}),
        # the level follows another volume, unless it is given as well
        (("--volume", "5h"), {"volume": WeeklyVolume(300, "min"), "level": "advanced"}),
        (("--volume", "4h"), {"volume": WeeklyVolume(240, "min")}),
        (("--mile", "7:45", "--goal", "7:30"), {"mile_s": 465, "goal_s": 450}),
        (("--mile", "7:46", "--goal", "7:30"), {"mile_s": 466, "goal_s": 450}),
        # another race is another season: its sessions are others to a watch
        (
            ("--race-day", "2027-05-08"),
            {"race_day": date(2027, 5, 8), "season": "mile-2027-05-08", "weeks": 9},
        ),
        (
            ("--race-day", "2027-05-08", "--season", "spring", "--weeks", "7"),
            {"race_day": date(2027, 5, 8)},
        ),
    ],
)  # fmt: skip
def test_overwriting_keeps_the_old_file_and_hands_on_what_is_not_given(
    alone: Path, options: tuple[str, ...], changes: dict[str, Any]
) -> None:
    before = format_athlete_file(EVERYTHING)
    FILE.write_text(before, encoding="utf-8")
    result = init(*TODAY, "--overwrite", *options)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (0, kept("fitexport.toml.old"))
    assert written() == replace(EVERYTHING, **changes)
    assert (alone / "fitexport.toml.old").read_text(encoding="utf-8") == before
    assert sorted(each.name for each in alone.iterdir()) == [FILE.name, f"{FILE.name}.old"]


def test_overwriting_within_a_season_keeps_what_happened_in_it() -> None:
    assert init(*GIVEN).exit_code == 0
    assert run("result", "2027-03-08", "mile", "6:15", "--today", "2027-03-20").exit_code == 0
    assert run("skip", "w3.4", "--today", "2027-03-20").exit_code == 0
    before, diary = written(), FILE.read_text(encoding="utf-8").partition("\n[[")[2]
    assert init("--overwrite", "--units", "km", "--today", "2027-03-20").exit_code == 0
    assert written() == replace(before, units="km")
    assert FILE.read_text(encoding="utf-8").partition("\n[[")[2] == diary
    taken_back = run("undo")
    assert (taken_back.exit_code, taken_back.stderr) == (0, "")
    assert written() == replace(before, units="km", changes=())
    assert run("undo").exit_code == 0
    assert written() == replace(before, units="km", changes=(), results=())


def test_another_strength_makes_another_plan_and_leaves_the_changes_out() -> None:
    assert init(*GIVEN).exit_code == 0
    assert run("skip", "w3.4", "--today", "2027-03-20").exit_code == 0
    result = init("--overwrite", "--strength", "home", *TODAY)
    assert (result.exit_code, result.stderr) == (
        0,
        "note: the changes in the file are for another plan: they are not kept\n"
        "note: the old fitexport.toml is kept as fitexport.toml.old;"
        " settings you did not give stay as they were\n",
    )
    assert written().changes == ()


def test_several_older_files_are_kept(alone: Path) -> None:
    for number, name in enumerate(
        ["fitexport.toml", *(f"fitexport.toml.old{n}" for n in ("", 2, 3))]
    ):
        result = init(*GIVEN, "--overwrite", "--id", f"runner-{number}")
        assert (result.exit_code, result.stderr) == (0, f"{kept(name)}\n" if number else "")
    ids = {each.name: read_athlete_file(each).id for each in alone.iterdir()}
    assert ids == {
        "fitexport.toml": "runner-3",
        "fitexport.toml.old": "runner-0",
        "fitexport.toml.old2": "runner-1",
        "fitexport.toml.old3": "runner-2",
    }


def test_a_race_that_was_run_is_not_handed_on(alone: Path) -> None:
    """The file stays until the next race is known."""
    FILE.write_text(format_athlete_file(EVERYTHING), encoding="utf-8")
    later = ("--overwrite", "--today", "2027-05-02")
    assert error_of(init(*later)) == (
        4,
        "Error: the race day 2027-05-01 is past\n  give a --race-day in the future\n",
    )
    assert list(alone.iterdir()) == [alone / FILE]
    assert written() == EVERYTHING
    assert init(*later, "--race-day", "2027-06-26").exit_code == 0
    assert (written().season, written().weeks) == ("mile-2027-06-26", 8)


@pytest.mark.parametrize("broken", ["mile = ", '[athlete]\nid = "anna"\nmial = "6:20"\n'])
def test_a_broken_old_file_is_no_obstacle(broken: str) -> None:
    FILE.write_text(broken)
    result = init(*GIVEN, "--overwrite")
    assert result.exit_code == 0
    assert result.stderr.startswith("note: fitexport.toml has errors: nothing is kept from it\n")
    assert Path("fitexport.toml.old").read_text() == broken
    assert (written().mile_s, written().id == "anna") == (380, False)


@pytest.mark.parametrize("bad", [("--goal", "6:30"), ("--weeks", "5"), ("--volume", "1mi")])
def test_overwriting_with_bad_input_changes_nothing(alone: Path, bad: tuple[str, ...]) -> None:
    FILE.write_text("mine")
    assert init(*GIVEN, "--overwrite", *bad).exit_code in (2, 4)
    assert FILE.read_text() == "mine"
    assert list(alone.iterdir()) == [alone / FILE]


# --- the file itself ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "profile",
    [
        Settings(),
        EVERYTHING,
        Settings(id='a "b" \\ # ä', season="2027: [x]", plan="mile"),
        Settings(mile_s=59.9 + 300, days=("sun",)),
    ],
)
def test_what_is_formatted_is_read_back(profile: Settings) -> None:
    FILE.write_text(format_athlete_file(profile), encoding="utf-8")
    assert written() == profile


def test_every_key_is_in_the_file_and_its_examples_are_read() -> None:
    """Unknown settings are comments that work once their # is removed."""
    settings = format_athlete_file(Settings()).replace("\n# ", "\n")
    FILE.write_text(settings.partition("\n\n")[2], encoding="utf-8")
    found = written()
    assert [each.name for each in fields(Settings) if getattr(found, each.name) is None] == [
        "custom_plan"
    ]


@pytest.mark.parametrize("fails", [1, 2])
def test_a_write_that_fails_half_way_leaves_what_was_there(
    alone: Path, monkeypatch: pytest.MonkeyPatch, fails: int
) -> None:
    """The first write is of a copy of the old file, the second of the new one."""
    FILE.write_text("mine")
    rename, calls = whole_files._rename, 0

    def failing(part: Path, target: Path, *, new: bool) -> None:
        nonlocal calls
        calls += 1
        if calls == fails:
            raise OSError(28, "No space left on device")
        rename(part, target, new=new)

    monkeypatch.setattr(whole_files, "_rename", failing)
    with pytest.raises(WriteError) as caught:
        write_athlete_file(FILE, "new")
    assert str(caught.value) == (
        "fitexport.toml: No space left on device\n  nothing was changed; choose another --config"
    )
    assert FILE.read_text() == "mine"
    assert list(alone.iterdir()) == [alone / FILE]


def test_a_copy_that_a_killed_command_made_is_not_made_again(alone: Path) -> None:
    FILE.write_text("mine")
    (alone / "fitexport.toml.old").write_text("older")
    (alone / "fitexport.toml.old2").write_text("mine")
    assert write_athlete_file(FILE, "new") == Path("fitexport.toml.old2")
    assert FILE.read_text() == "new"
    assert (alone / "fitexport.toml.old").read_text() == "older"
    assert len(list(alone.iterdir())) == 3


@pytest.mark.slow
def test_a_first_write_that_fails_leaves_an_older_copy_where_it_is(alone: Path) -> None:
    (alone / "fitexport.toml.old").write_text("older")
    FILE.symlink_to("fitexport.toml")  # so that nothing can be written there
    assert init(*GIVEN).exit_code == 6
    assert not FILE.exists()
    assert (alone / "fitexport.toml.old").read_text() == "older"


@pytest.mark.parametrize("option", ["--id", "--season"])
@pytest.mark.parametrize("text", ["", " ", "a\nb", "a\x07b", "a\x7fb", "n" * 81, "a\udcffb"])
def test_an_id_that_the_file_cannot_hold_is_refused(alone: Path, option: str, text: str) -> None:
    assert error_of(init(*GIVEN, option, text)) == usage_error(
        f"Invalid value for '{option}': write 1 to 80 printable characters on one line", "init"
    )
    assert list(alone.iterdir()) == []


@pytest.mark.parametrize("option", ["--id", "--season"])
def test_an_id_of_any_letters_is_accepted_up_to_its_length(option: str) -> None:
    for text in ("é" * 80, 'a "b" \\ #'):
        assert init(*GIVEN, "--overwrite", option, text).exit_code == 0
        assert text in (written().id, written().season)


@pytest.mark.parametrize("path", ["mine", "", " "])
def test_what_is_no_file_is_not_overwritten(alone: Path, path: str) -> None:
    (alone / "mine").mkdir()
    assert error_of(init(*GIVEN, "--config", path, "--overwrite")) == usage_error(
        f"Invalid value for '--config': \"{path}\" is not a file name; give one such as ./fitexport.toml",
        "init",
    )
    assert list(alone.iterdir()) == [alone / "mine"]


@pytest.mark.parametrize(
    ("plan", "in_the_file"), [("away/own.toml", "own.toml"), ("own.toml", "../own.toml")]
)
def test_a_custom_plan_is_found_from_a_file_in_another_folder(
    alone: Path, plan: str, in_the_file: str
) -> None:
    """Also once the file has been read and written again."""
    (alone / "away").mkdir()
    (alone / plan).write_bytes((template_folder() / "mile-intermediate.toml").read_bytes())
    config = ("--config", "away/fitexport.toml")
    for options in (("--plan", plan), ("--overwrite",)):
        assert init(*GIVEN, *config, *options).exit_code == 0
        text = (alone / "away" / "fitexport.toml").read_text(encoding="utf-8")
        assert f'\nplan = "{in_the_file}" ' in text
        assert run("week", "next", *TODAY, *config).exit_code == 0


# --- in a terminal ------------------------------------------------------------------------


terminal = pytest.mark.skipif(sys.platform != "linux", reason="pseudo-terminals end differently")

_QUESTIONS = (
    "Paces per mi or km [mi]: ",
    "Your mile today, or a race of the last weeks, as 5k 22:00"
    " (7:04 is the average runner's mile) [7:04]: ",
    "How much do you run a week now, as 25mi, 40km or 180min [180min]: ",
    "Your age on race day: from 50 and under 17 the plan is gentler [not given]: ",
    "  beginner: 3 or 4 runs a week, about 2 h\n"
    "  intermediate: 4 or 5 runs a week, 3 to 4 h\n"
    "  advanced: 5 or 6 runs a week, 4 h 30 to 6 h\n"
    "Level [intermediate]: ",
    "The race: mile, 1600m or 1500m [mile]: ",
    "The mile you train for [6:51]: ",
    "Race day, as 2027-05-01 (without one the plan starts on 2027-03-08) [none yet]: ",
    "The days you train on, as mon,tue,thu,sat [the plan's own]: ",
    "Where you lift: gym, home or none [gym]: ",
    "Cross-training: cycling, swimming, rowing, elliptical, aqua-jog, hiking [not decided]: ",
)


@terminal
def test_enter_accepts_the_defaults(alone: Path) -> None:
    code, screen = typed(alone, [""] * len(_QUESTIONS), *TODAY)
    assert code == 0
    asked_for = "A few questions; Enter accepts the value in brackets.\n" + "".join(_QUESTIONS)
    assert asked_for in screen
    asked = written()
    init(*TODAY, "--overwrite")
    assert written() == asked, "the same as without a terminal"


@pytest.mark.slow
@terminal
def test_wrong_answers_are_asked_again_and_right_ones_written(alone: Path) -> None:
    answers = {
        "furlong": '"furlong" is not one of the choices; write mi, km',
        "km": "",
        "6.20": '"6.20" is not a time; write minutes and seconds: 6:20 or 6:20.5',
        "3:42": "a mile in 3:42 is outside 3:43 to 15:00\n  give a current mile time, as m:ss",
        "6:20": "",
        "25": '"25" is not a weekly volume; write 25mi, 40km or 180min',
        "400mi": "400mi a week is outside 2 to 200 mi;"
        " write the usual weekly running, as 25mi, 40km or 180min",
        "40 km": "",
        "old": '"old" is not an age; write it in years: 34',
        "1962": "an age of 1962 is outside 10 to 99\n  give the age in years on race day",
        "34": "",
        "elite": '"elite" is not one of the choices; write beginner, intermediate, advanced',
        "Intermediate": "",
        "3k": '"3k" is not one of the choices; write mile, 1600m, 1500m',
        "Mile": "",
        "6:30": "the goal 6:30 is not faster than the mile 6:20\n  give a faster goal,"
        " or a slower --mile if this one is out of date",
        "6:10": "",
        "1 May": '"1 May" is not a date; write year-month-day: 2027-05-01',
        "2027-02-28": "the race day 2027-02-28 is past\n  give a --race-day in the future",
        "2127-05-01": "the race day 2127-05-01 is not in 2000 to 2099\n  check the year",
        "2027-05-01": "",
        "mon,xyz": '"xyz" is not a day of the week; write mon, tue, wed, thu, fri, sat, sun',
        "mon": "the plan does not fit on mon: it has at least three runs a week, each on its own day\n  give --days mon,thu,sat",
        "mon,wed,fri,sat": "",
        "bed": '"bed" is not one of the choices; write none, home, gym',
        "home": "",
        "golf": '"golf" is not one of the choices; write cycling, swimming, rowing, elliptical, aqua-jog, hiking',
        "aqua-jog": "",
    }
    code, screen = typed(alone, list(answers), *TODAY)
    assert code == 0
    at = 0
    for message in filter(None, answers.values()):  # in the order of the questions
        at = screen.index(f"Error: {message}\n", at)
    assert screen.count("Error: ") == sum(map(bool, answers.values()))
    assert replace(written(), id=None) == Settings(
        mile_s=380.0,
        volume=WeeklyVolume(40, "km"),
        goal_s=370.0,
        age=34,
        level="intermediate",
        units="km",
        surface="road",
        cross="aqua-jog",
        strength="home",
        bands="normal",
        easy_by="pace",
        days=("mon", "wed", "fri", "sat"),
        extra_at="end",
        season="mile-2027-05-01",
        plan="mile",
        race="mile",
        weeks=8,
        race_day=date(2027, 5, 1),
    )


@pytest.mark.slow
@terminal
def test_only_what_the_options_leave_open_is_asked(alone: Path) -> None:
    options = ("--days", "mon,wed,fri,sat", "--strength", "none", "--cross", "rowing")
    given = (*GIVEN, "--race-distance", "mile", "--age", "34")
    code, screen = typed(alone, ["km", ""], *TODAY, *given, *options)
    assert code == 0
    assert [each[:12] for each in _QUESTIONS if each[:12] in screen] == [
        "Paces per mi",
        "How much do ",
    ]
    assert written().volume is None, "the level is given"
    assert (written().units, written().strength, written().cross) == ("km", "none", "rowing")


@terminal
@pytest.mark.parametrize(
    ("options", "defaults", "changes"),
    [
        ((), ["6:20", "200min", "34", "intermediate", "mile", "6:09.5"], {}),
        # the mile is not asked for: what does not go with it is no default any more
        (
            ("--mile", "6:00"),
            ["200min", "34", "intermediate", "mile", "5:49"],
            {"mile_s": 360, "goal_s": 349},
        ),
        (
            ("--mile", "6:00", "--volume", "5h"),
            ["34", "advanced", "mile", "5:53"],
            {
                "mile_s": 360,
                "volume": WeeklyVolume(300, "min"),
                "level": "advanced",
                "goal_s": 353,
            },
        ),
    ],
)
@pytest.mark.slow
def test_the_old_file_gives_the_default_of_every_question(
    alone: Path, options: tuple[str, ...], defaults: list[str], changes: dict[str, Any]
) -> None:
    """A sport or a race day that is known is asked for as well: it may be another by now."""
    FILE.write_text(format_athlete_file(EVERYTHING), encoding="utf-8")
    defaults = ["km", *defaults, "2027-05-01", "mon,wed,fri,sat", "home", "aqua-jog"]
    code, screen = typed(alone, [""] * len(defaults), *TODAY, "--overwrite", *options)
    assert code == 0
    assert re.findall(r"\[([^]]*)\]: ", screen) == defaults
    assert written() == replace(EVERYTHING, **changes)


@pytest.mark.slow
@terminal
def test_an_answer_replaces_the_value_in_the_old_file(alone: Path) -> None:
    FILE.write_text(format_athlete_file(EVERYTHING), encoding="utf-8")
    answers = [
        "mi",
        "6:30",
        "20mi",
        "34",
        "beginner",
        "mile",
        "6:15",
        "2027-05-08",
        "fri,mon,wed,sun",
        "gym",
        "rowing",
    ]
    code, _ = typed(alone, answers, *TODAY, "--overwrite")
    assert code == 0
    assert written() == replace(
        EVERYTHING,
        mile_s=390.0,
        volume=WeeklyVolume(20, "mi"),
        level="beginner",
        goal_s=375.0,
        race_day=date(2027, 5, 8),
        season="mile-2027-05-08",
        weeks=9,
        days=("fri", "mon", "wed", "sun"),
        strength="gym",
        cross="rowing",
        units="mi",
    )


@terminal
def test_giving_up_writes_nothing(alone: Path) -> None:
    """Ctrl-D at the second question."""
    code, screen = typed(alone, ["km"], *TODAY)
    assert code == 1
    assert "Aborted!" in screen
    assert list(alone.iterdir()) == []
