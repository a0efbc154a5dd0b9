"""`fitexport workout`: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.command import RUNNER, error_of, run, usage_error
from support.fit_dump import fitdecode_raw
from support.folders import tree
from support.ics_lint import lint, unfolded
from support.json_schemas import held

from fitexport.cli.main import main
from fitexport.export.custom_workouts import compile_workout
from fitexport.pace.table import pace_table
from fitexport.season.athlete import Athlete
from fitexport.session.sessions_file import MAX_CHARACTERS

pytestmark = pytest.mark.usefixtures("alone")

ANNA = ("--mile", "6:20", "--goal", "6:00", "--level", "intermediate", "--today", "2027-03-01")
TRACK = "warm-up 15-20min; 4x stride 20s, walk 60s; 6x 400m @ mile, jog 200m; cool-down 10min"
WEEK = """\
2027-03-16 Track Tuesday:
6x 400m @ mile, jog 200m

2027-03-18:
swimming 30min

easy 40min

rest
"""
_PATH = os.pathsep.join([str(Path(__file__).parents[2]), *filter(None, sys.path)])
RESTS = "note: 1 rest left out: a rest makes no file\n"
NEXT = "Next: copy tue.fit into the watch's folder GARMIN/NewFiles\n"


def workout(*args: str, stdin: str | bytes | None = None) -> Result:
    """`fitexport workout` with everything given, so that stderr is empty unless something is up."""
    return CliRunner().invoke(main, ["workout", *args, *ANNA], prog_name="fitexport", input=stdin)


def _error(message: str, code: int = 3) -> tuple[int, str]:
    return code, f"Error: {message}\n"


# --- printed ------------------------------------------------------------------------------


def test_without_out_the_steps_are_printed_with_distance_and_time(alone: Path) -> None:
    result = workout(TRACK)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        '"6x400 mile", running, 5.2 mi, 46 min\n'
        "  warm-up 15:00                                       1.6 mi  15:00\n"
        "  warm-up until lap: up to 5 min more easy, then lap\n"
        "  3 times:\n"
        "    go 0:20: Stride                                     80 m   0:20\n"
        "    recover 1:00: walk                                  90 m   1:00\n"
        "  go 0:20: Stride, last one                             80 m   0:20\n"
        "  5 times:\n"
        "    go 400 m at 6:05-6:35/mi: 400 m in 1:34            400 m   1:34\n"
        "    recover 200 m: jog                                 200 m   1:31\n"
        "  go 400 m at 6:05-6:35/mi: Last one: 400 m in 1:34    400 m   1:34\n"
        "  cool-down 10:00                                     1.1 mi  10:00\n"
    )
    assert tree(alone) == {}


def test_long_cues_go_on_in_the_next_line() -> None:
    result = workout(
        'drills until lap "leg swings, high knees, walking lunges, bounding, and one more thing"'
    )
    assert result.stdout == (
        '"drills", running, 5 min\n'
        "  warm-up until lap: leg swings, high knees, walking lunges,    5:00\n"
        "      bounding, and one more thing\n"
    )


def test_several_sessions_are_printed_one_after_the_other() -> None:
    Path("week.txt").write_text(WEEK)
    result = workout("week.txt")
    assert (result.exit_code, result.stderr) == (0, RESTS)
    headings = [line for line in result.stdout.splitlines() if line and not line.startswith(" ")]
    assert headings == [
        'Tue 16 Mar 2027: "Track Tuesday", running, 2.1 mi, 17 min',
        'Thu 18 Mar 2027: "Swimming", swimming, 30 min',
        '"Easy 40min", running, 4.3 mi, 40 min',
    ]


def test_words_without_quotes_are_one_text() -> None:
    quoted, words = (
        workout("6x 400m @ mile, jog 200m"),
        workout(*["6x", "400m", "@", "mile,", "jog", "200m"]),
    )
    assert quoted.stdout == words.stdout != ""


def test_defaults_are_reported_on_stderr() -> None:
    result = run("workout", "easy 30min")
    assert result.stdout.startswith('"Easy 30min", running, 2.9 mi, 30 min\n')
    assert result.stderr == (
        "note: no mile time given: 7:04, the average runner's (--mile)\n"
        "note: level intermediate, for a careful 180min a week, as no --volume is given:"
        " 4 or 5 runs a week, 3 to 4 h (--level)\n"
        "note: no goal given: 6:51, what intermediate runners may hope for (--goal)\n"
    )


def test_options_of_the_runner_reach_the_workout() -> None:
    shown = workout(
        "cross-training 30min", "--cross", "rowing", "--units", "km", "--bands", "none"
    ).stdout
    assert shown.startswith('"Cross 30\'", rowing, 30 min\n')
    on_track = workout("400m @ mile", "--surface", "track", "--units", "km").stdout
    assert "go until lap at 3:47-4:06/km" in on_track
    race = workout("race 1mi", "--extra-at", "start").stdout
    assert race != workout("race 1mi").stdout
    gym, home = (
        workout("use strength-a (sets 3, reps 8)", "--strength", where).stdout
        for where in ("gym", "home")
    )
    assert gym != home


def test_the_settings_file_is_used() -> None:
    Path("fitexport.toml").write_text('[athlete]\nmile = "6:20"\ngoal = "6:00"\nlevel = "advanced"')
    result = run("workout", "6x 400m @ mile, jog 200m")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "400 m in 1:34" in result.stdout


# --- where the text comes from -------------------------------------------------------------


def test_a_dash_reads_standard_input() -> None:
    piped = workout("-", stdin=WEEK)
    Path("week.txt").write_text(WEEK)
    assert piped.stdout == workout("week.txt").stdout
    assert error_of(workout("-", stdin="easy")) == _error(
        "standard input:1:5: how long? easy has no amount\n  easy\n      ^\n"
        "  add a time, a distance or until lap: 10min"
    )


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
@pytest.mark.slow
def test_what_never_ends_is_not_read_to_its_end() -> None:
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(
            [sys.executable, "-m", "fitexport", "workout", "-"],
            env=os.environ | {"PYTHONPATH": _PATH},
            stdin=endless,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert (done.returncode, done.stdout, done.stderr) == (
        3,
        "",
        "Error: standard input: too long\n  at most 200000 characters\n",
    )


def test_any_file_that_is_there_is_read() -> None:
    Path("week").write_text(WEEK)
    assert workout("week").stdout == workout("-", stdin=WEEK).stdout


def test_the_errors_of_all_sessions_of_a_file_are_reported() -> None:
    Path("week.txt").write_text("A:\neasy\n\neasy 30min\n\nB:\n6x400 @ mile\n")
    assert error_of(workout("week.txt")) == _error(
        "week.txt:2:5: how long? easy has no amount\n  easy\n      ^\n"
        "  add a time, a distance or until lap: 10min\n"
        "week.txt:7:3: 400 what?\n  6x400 @ mile\n    ^\n"
        "  every number has a unit: 400m or 400s"
    )


@pytest.mark.parametrize(
    "path",
    [
        "tue.txt",
        "my runs.TXT",
        "./tue",
        "../tue",
        "/nowhere/tue",
        "tue.fit",
        "~/x",
        "C:\\a",
        "d/",
    ],
)
def test_a_path_without_a_file_is_no_session(path: str) -> None:
    assert error_of(workout(path)) == _error(
        f"there is no file {path}\n"
        '  give an existing file, or a session in quotes: "6x 400m @ mile, jog 200m"'
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", 'a.txt: there is no session\n  write one, such as "6x 400m @ mile, jog 200m"'),
        (
            b"# only\n\n# words\n",
            'a.txt: there is no session\n  write one, such as "6x 400m @ mile, jog 200m"',
        ),
        (
            b"easy 30min\xff",
            "a.txt: byte 10: not a text in UTF-8\n  save it as plain text, encoding UTF-8",
        ),
        (
            "easy 30min".encode("utf-16"),
            "a.txt: byte 0: not a text in UTF-8\n  save it as plain text, encoding UTF-8",
        ),
        (
            b"easy\x00 30min",
            'a.txt:1:5: unexpected "U+0000"\n  easy  30min\n      ^\n  a step is a word and an'
            " amount: easy 30min, 400m @ mile, drills until lap",
        ),
        (
            b"easy 30min\n" * (MAX_CHARACTERS // 10),
            "a.txt: too long\n  at most 200000 characters",
        ),
        (b"\x0e" * 10_000_000, "a.txt: too long\n  at most 200000 characters"),
        (("a" + "\u901f" * 400_000).encode(), "a.txt: too long\n  at most 200000 characters"),
    ],
    ids=["empty", "comments", "latin-1", "utf-16", "nul", "long", "huge", "huge, cut"],
)
def test_a_file_that_is_no_text_of_sessions_is_refused(content: bytes, message: str) -> None:
    Path("a.txt").write_bytes(content)
    assert error_of(workout("a.txt")) == _error(message)
    assert error_of(workout("-", stdin=content)) == _error(
        message.replace("a.txt", "standard input")
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_permission_is_reported() -> None:
    Path("a.txt").write_text("easy 30min")
    Path("a.txt").chmod(0)
    assert error_of(workout("a.txt")) == _error(
        "a.txt: cannot be read: Permission denied\n  give a readable text file"
    )


@pytest.mark.parametrize(
    "text",
    ["x" * 5000, "easy 30min" + " " * 300_000, "\x1b[2J", "\ud800", "((((((((", "99999999x 1m"],
)
def test_hostile_texts_are_refused_in_a_few_lines(text: str) -> None:
    code, message = error_of(workout(text))
    assert code == 3
    assert len(message) < 600
    assert "\x1b" not in message


# --- one file ------------------------------------------------------------------------------


def test_one_workout_is_one_file(alone: Path) -> None:
    result = workout(TRACK, "--out", "tue.fit")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "Workout     Structure                 Distance  Time    Paces         File\n"
        "6x400 mile  6x 400m @ mile, jog 200m  5.2 mi    46 min  mile 6:20/mi  tue.fit\n"
        "\n"
        "1 file in .: 1 new, 0 replaced, 0 as before\n"
        "  new tue.fit\n" + NEXT
    )
    made = compile_workout(TRACK, Athlete(table=pace_table(380, 360), level="intermediate"))
    assert tree(alone) == {"tue.fit": made.data}
    assert fitdecode_raw(made.data)[1][1][8] == "6x400 mile"


def test_a_date_adds_schedule_and_calendar(alone: Path) -> None:
    args = (TRACK, "--out", "tue.fit", "--date", "2027-03-16", "--name", " Track ")
    result = workout(*args)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "Day              Workout  Structure                 Distance  Time    Paces         File\n"
        "Tue 16 Mar 2027  Track    6x 400m @ mile, jog 200m  5.2 mi    46 min  mile 6:20/mi  tue.fit\n"
        "\n"
        "3 files in .: 3 new, 0 replaced, 0 as before\n"
        "  new tue.fit\n"
        "  new tue-schedule.fit\n"
        "  new tue.ics\n"
        "Next: copy tue.fit and tue-schedule.fit, both at once, into the watch's folder"
        " GARMIN/NewFiles: the schedule replaces its whole calendar\n"
    )
    assert list(tree(alone)) == ["tue-schedule.fit", "tue.fit", "tue.ics"]
    assert run("check", "tue-schedule.fit").stdout == (
        'tue-schedule.fit: schedule, 1 entry\n  Tue 16 Mar 2027: "Track" (tue.fit)\n\n'
    )
    calendar = Path("tue.ics").read_bytes()
    assert lint(calendar) == []
    assert "SUMMARY:Track: 6 x 400 m at mile pace" in unfolded(calendar)
    again = workout(*args)
    assert "3 files in .: 0 new, 0 replaced, 3 as before\n" in again.stdout


def test_a_heading_is_as_good_as_the_options_and_options_come_first(alone: Path) -> None:
    text = f"2027-03-16 Track:\n{TRACK}"
    workout(text, "--out", "a/tue.fit")
    workout(TRACK, "--out", "b/tue.fit", "--date", "2027-03-16", "--name", "Track")
    assert tree(alone / "a") == tree(alone / "b")
    workout(text, "--out", "c/tue.fit", "--date", "2027-03-17", "--name", "Other")
    workout(TRACK, "--out", "d/tue.fit", "--date", "2027-03-17", "--name", "Other")
    assert tree(alone / "c") == tree(alone / "d")


def test_a_later_workout_without_a_day_names_the_files_it_removed() -> None:
    workout(TRACK, "--out", "tue.fit", "--date", "2027-03-16")
    result = workout("easy 30min", "--out", "tue.fit")
    assert result.stdout.endswith(
        "\n1 file in .: 0 new, 1 replaced, 0 as before\n"
        "  replaced tue.fit\n  removed tue-schedule.fit\n  removed tue.ics\n" + NEXT
    )


def test_another_program_s_file_is_replaced_by_force_only(alone: Path) -> None:
    Path("tue.fit").write_text("mine")
    assert error_of(workout(TRACK, "--out", "tue.fit")) == _error(
        "not written by `fitexport workout`, and in the way:\n  tue.fit\n"
        "  choose another --out, or add --force to replace files",
        6,
    )
    assert tree(alone) == {"tue.fit": b"mine"}
    assert workout(TRACK, "--out", "tue.fit", "--force").exit_code == 0
    assert tree(alone) != {"tue.fit": b"mine"}


def test_a_past_day_is_in_the_calendar_only() -> None:
    result = workout(TRACK, "--out", "tue.fit", "--date", "2027-02-28")
    assert result.stderr == (
        "note: a past day is not in the watch's schedule: the workout starts from the"
        " watch's list\n"
    )
    assert sorted(tree(Path())) == ["tue.fit", "tue.ics"]
    assert result.stdout.endswith(NEXT)


def test_events_may_have_a_time_of_day() -> None:
    args = ("--at", "06:30", "--timezone", "Europe/Paris", "--remind", "30min")
    workout(TRACK, "--out", "tue.fit", "--date", "2027-03-16", *args)
    lines = unfolded(Path("tue.ics").read_bytes())
    assert "DTSTART:20270316T053000Z" in lines
    assert "TRIGGER:-PT30M" in lines


def test_the_calendars_state_is_kept_next_to_the_athletes_file() -> None:
    Path("fitexport.toml").write_text('[athlete]\nmile = "6:20"\ngoal = "6:00"\n')
    args = ("workout", "easy 30min", "--date", "2027-03-16", "--today", "2027-03-01", "--out")
    for numbers in ((0, ""), (1, "--name")):
        run(*args, "tue.fit", *filter(None, (numbers[1], numbers[1] and "Other")))
        assert f"SEQUENCE:{numbers[0]}" in unfolded(Path("tue.ics").read_bytes())
    assert len(json.loads(Path("fitexport-calendar.json").read_bytes())["events"]) == 1
    before = Path("fitexport-calendar.json").read_bytes()
    run(*args[:-1])
    assert Path("fitexport-calendar.json").read_bytes() == before


# --- a folder ------------------------------------------------------------------------------


def test_any_other_out_is_a_folder_of_a_file_each() -> None:
    Path("week.txt").write_text(WEEK)
    result = workout("week.txt", "--out", "own")
    assert (result.exit_code, result.stderr) == (0, RESTS)
    assert result.stdout == (
        "Day              Workout        Structure                 Distance  Time    Paces              File\n"
        "Tue 16 Mar 2027  Track Tuesday  6x 400m @ mile, jog 200m  2.1 mi    17 min  mile 6:20/mi       2027-03-16-track-tuesday.fit\n"
        "Thu 18 Mar 2027  Swimming       swimming 30min                      30 min                     2027-03-18-swimming.fit\n"
        "                 Easy 40min     easy 40min                4.3 mi    40 min  easy 8:52-9:46/mi  easy-40min.fit\n"
        "\n"
        "6 files in own: 6 new, 0 replaced, 0 as before\n"
        "Next: connect the watch, then fitexport watch install own\n"
    )
    assert sorted(tree(Path("own"))) == [
        "2027-03-16-track-tuesday.fit",
        "2027-03-18-swimming.fit",
        "easy-40min.fit",
        "fitexport-manifest.json",
        "schedule.fit",
        "workouts.ics",
    ]
    checked = run("check", "own")
    assert (checked.exit_code, checked.stderr) == (0, "")


def test_a_folder_is_replaced_and_what_is_not_ours_stays() -> None:
    workout("-", "--out", "own", stdin=WEEK)
    Path("own/notes.txt").write_text("mine")
    Path("own/workouts.ics").write_text("changed")
    result = workout("easy 30min", "--out", "own")
    assert result.stdout.endswith(
        "\n2 files in own: 1 new, 1 replaced, 0 as before\n"
        "  replaced fitexport-manifest.json\n"
        "  removed 2027-03-16-track-tuesday.fit\n"
        "  removed 2027-03-18-swimming.fit\n"
        "  removed easy-40min.fit\n"
        "  removed schedule.fit\n"
        "Next: connect the watch, then fitexport watch install own\n"
    )
    assert result.stderr == (
        "note: kept own/workouts.ics: it was changed since fitexport wrote it\n"
    )
    assert tree(Path("own"))["notes.txt"] == b"mine"


def test_weeks_and_workouts_do_not_share_a_folder() -> None:
    run("week", "3", *ANNA, "--race-day", "2027-05-01", "--out", "watch")
    workout("easy 30min", "--out", "own")
    before = tree(Path())
    assert error_of(workout("easy 30min", "--out", "watch"))[0] == 6
    assert run("week", "3", *ANNA, "--race-day", "2027-05-01", "--out", "own").exit_code == 6
    assert tree(Path()) == before


# --- for programs ---------------------------------------------------------------------------


def test_json_has_steps_targets_and_the_text() -> None:
    result = workout("2027-03-16 Track:\n2X400m@mile,JOG 200m", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    (made,) = held(result.stdout)["workouts"]
    steps = made.pop("steps")
    assert made == {
        "day": "2027-03-16",
        "text": "2x 400m @ mile, jog 200m",
        "name": "Track",
        "sport": "running",
        "expected_m": 1000.0,
        "expected_s": pytest.approx(280, abs=1),
        "serial_number": made["serial_number"],
        "time_created": made["time_created"],
    }
    assert steps[0]["duration"] == {"type": "distance", "m": 400.0}
    assert steps[0]["target"] == {"type": "speed", "low_m_per_s": 4.072, "high_m_per_s": 4.412}
    assert [step["intensity"] for step in steps] == ["active", "recovery", "active"]


def test_json_says_what_was_written() -> None:
    result = workout("easy 30min", "--json", "--out", "own/tue.fit", "--date", "2027-03-16")
    content = held(result.stdout)
    assert content["workouts"][0]["file"] == "tue.fit"
    assert (content["folder"], content["files"]) == (
        "own",
        {
            "added": ["tue.fit", "tue-schedule.fit", "tue.ics"],
            "replaced": [],
            "unchanged": [],
            "removed": [],
            "kept": [],
        },
    )


# --- what is refused ------------------------------------------------------------------------

_HEADING = (
    "  write a heading above each session:\n"
    "    2027-03-16 Track Tuesday:\n"
    "    6x 400m @ mile, jog 200m"
)
TWO = "easy 30min\n\neasy 40min"


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("rest",), 5, "a rest makes no file\n  write a session with steps: easy 30min"),
        (
            ("rest", "--out", "r.fit"),
            5,
            "a rest makes no file\n  write a session with steps: easy 30min",
        ),
        (
            ("cross-training 30min",),
            2,
            "cross-training makes no watch file without a sport\n"
            "  add --cross cycling, or write cycling in place of cross-training",
        ),
        (
            ("6x400 @ mile",),
            3,
            "line 1, column 3: 400 what?\n  6x400 @ mile\n    ^\n"
            "  every number has a unit: 400m or 400s",
        ),
        (
            ("8x 400m @ mlie, jog 200m",),
            3,
            'line 1, column 11: unknown zone "mlie"\n  8x 400m @ mlie, jog 200m\n            ^\n'
            "  zones: easy, long, threshold, vo2max, mile, goal, 800m, 1500m, 3k, 5k, 10k, half, marathon;"
            ' did you mean "mile"?',
        ),
        (
            ("8x 400m @ 1:40-1:38/400m",),
            3,
            "line 1, column 11: the slower pace comes first\n  8x 400m @ 1:40-1:38/400m\n"
            "            ^\n  put the faster pace first: 82-84s/400m",
        ),
        (
            (TWO, "--date", "2027-03-16"),
            2,
            f"--date is for a single session, and there are 2\n{_HEADING}",
        ),
        ((TWO, "--name", "A"), 2, f"--name is for a single session, and there are 2\n{_HEADING}"),
        (
            (TWO, "--out", "a.fit"),
            2,
            "2 sessions do not fit in one file\n  give --out a folder: ./workouts",
        ),
        (
            ("easy 30min", "--out", "a.ics"),
            2,
            "a.ics: the output is a workout\n  give --out a file such as tue.fit;"
            " with --date its calendar is written beside it",
        ),
        (
            ("easy 30min", "--force"),
            2,
            "--force has no effect without --out FILE.fit\n  leave it out",
        ),
        (
            ("easy 30min", "--out", "own", "--force"),
            2,
            "--force has no effect without --out FILE.fit\n  leave it out",
        ),
        (
            ("easy 30min", "--out", "a.fit", "--remind", "30min"),
            2,
            "--remind has no effect: there is no calendar without a day and --out\n"
            "  add --date 2027-03-16 and --out tue.fit",
        ),
        (
            ("easy 30min", "--date", "2027-03-16", "--at", "06:30"),
            2,
            "--at has no effect: there is no calendar without a day and --out\n"
            "  add --date 2027-03-16 and --out tue.fit",
        ),
        (
            ("easy 30min", "--out", "a.fit", "--date", "2027-03-16", "--at", "06:30"),
            4,
            "a time of day needs a time zone\n  give --timezone America/New_York, or"
            " timezone under [calendar] in fitexport.toml",
        ),
        (
            ("easy 30min", "--out", "file/a.fit"),
            6,
            "file is a file, not a folder\n  choose another --out",
        ),
        (
            ("easy 30min", "--out", "file"),
            6,
            "file is a file, not a folder\n  choose another --out",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    alone: Path, args: tuple[str, ...], code: int, message: str
) -> None:
    (alone / "file").write_text("mine")
    assert error_of(workout(*args)) == _error(message, code)
    assert tree(alone) == {"file": b"mine"}


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--date", "16.3.2027", '"16.3.2027" is not a date; write year-month-day: 2027-05-01'),
        ("--date", "1999-03-16", "1999-03-16 is not in 2000 to 2099; check the year"),
        ("--out", "", '"" is not a folder name; give one such as ./watch'),
        ("--at", "25:00", '"25:00" is not a time of day; write hours and minutes: 06:30'),
    ],
)
def test_a_wrong_option_is_refused(option: str, value: str, message: str) -> None:
    result = run("workout", "easy 30min", option, value)
    names = "'--out' / '-o'" if option == "--out" else f"'{option}'"
    assert error_of(result) == usage_error(f"Invalid value for {names}: {message}", "workout")


def test_a_text_has_to_be_given() -> None:
    assert error_of(run("workout")) == usage_error("Missing argument 'TEXT'.", "workout")


# --- the same bytes -------------------------------------------------------------------------


@pytest.mark.slow
def test_neither_hash_seed_nor_time_zone_nor_locale_changes_a_byte() -> None:
    Path("week.txt").write_text(WEEK)
    environments = [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
    ]
    found = []
    for number, environment in enumerate(environments):
        command = ["-m", "fitexport", "workout", "week.txt", "--out", str(number), *ANNA]
        subprocess.run(
            [sys.executable, *command],
            env=os.environ | environment | {"PYTHONPATH": _PATH},
            capture_output=True,
            check=True,
        )
        found.append(tree(Path(str(number))))
    assert found[0] == found[1] != {}


def test_a_workout_may_use_the_zones_of_a_custom_plan(alone: Path) -> None:
    assert run("plans", "new", "my.toml").exit_code == 0
    text = "3x 5min @ cruise, jog 60s"
    made = run("workout", text, "--plan", "my.toml", *RUNNER)
    assert (made.exit_code, made.stderr) == (0, "")
    assert ": cruise 7:23/mi" in made.stdout
    refused = run("workout", text, *RUNNER)
    assert refused.exit_code == 3
    assert refused.stderr.startswith('Error: line 1, column 11: unknown zone "cruise"\n')
    (alone / "fitexport.toml").write_text('[season]\nplan = "my.toml"\n', encoding="utf-8")
    assert run("workout", text, *RUNNER).stdout == made.stdout


def test_a_folder_is_no_text(alone: Path) -> None:
    (alone / "d.txt").mkdir()
    for path in (".", "d.txt"):
        assert error_of(run("workout", path, *RUNNER)) == (
            3,
            f"Error: {path} is a folder\n  give a text file of sessions in it\n",
        )


@pytest.mark.parametrize("plan", ["none.toml", "broken.toml"])
def test_a_plan_s_errors_are_reported_before_missing_zones(alone: Path, plan: str) -> None:
    (alone / "broken.toml").write_text("name = 3\n", encoding="utf-8")
    code, message = error_of(run("workout", "easy 30min @ cruise", "--plan", plan, *RUNNER))
    assert code == 3
    assert message.startswith(f"Error: {plan}")


def test_steps_that_read_cannot_write_are_reported(alone: Path) -> None:
    text = "run 10min\n# step 1: at power zone 4: no notation\n"
    (alone / "theirs.txt").write_text(text, encoding="utf-8")
    result = run("workout", "theirs.txt", *RUNNER)
    assert (result.exit_code, result.stderr) == (
        0,
        "note: left out: one thing without notation, as comments in the text show\n",
    )
    (alone / "theirs.txt").write_text(text * 2, encoding="utf-8")
    assert run("workout", "theirs.txt", *RUNNER).stderr.startswith(
        "note: left out: 2 things without "
    )


@pytest.mark.parametrize(
    ("name", "shown", "file"),
    [
        ("Läufe am Dienstag", "Laufe am", "laufe-am-dienstag.fit"),
        ("A morning by the sea", "A morning by", "a-morning-by-the-sea.fit"),
        ("朝ラン", "Chaoran", "chaoran.fit"),
        ('Track \\#3 \\"hard\\"', 'Track #3 "hard"', "track-3-hard.fit"),
    ],
)
def test_a_name_comes_back_whole_and_the_watch_gets_what_it_shows(
    alone: Path, name: str, shown: str, file: str
) -> None:
    text = f'{name}:\nwarm-up 15min\ndrills 5min "skips: high"\n6x 400m @ mile, jog 200m\n'
    (alone / "a.txt").write_text(text, encoding="utf-8")
    result = workout("a.txt", "--out", "out")
    full = name.replace("\\", "")
    remark = "" if full == shown else f'note: the watch shows only "{shown}" of "{full}"\n'
    assert (result.exit_code, result.stderr) == (0, remark)
    data = (alone / "out" / file).read_bytes()
    assert dict(fitdecode_raw(data))[26][8] == shown
    (alone / "lone.fit").write_bytes(data)
    for path in (f"out/{file}", "lone.fit"):
        assert run("read", path).stdout == f"# {path}\n{text}"
    assert workout("-", "--out", "again", stdin=run("read", "lone.fit").stdout).exit_code == 0
    assert (alone / "again" / file).read_bytes() == data


def test_a_text_too_long_for_a_lone_file_keeps_its_name() -> None:
    long = "; ".join(f'6x 400m @ mile "note number {n} is long", jog 200m' for n in range(8))
    assert workout(long, "--name", "Läufe", "--out", "a.fit").exit_code == 0
    assert run("read", "a.fit").stdout.startswith("# a.fit\nLäufe:\n6x ")


@pytest.mark.parametrize("name", ["CON", "nul", "Aux", "com1", "LPT9"])
def test_no_file_has_a_name_that_windows_cannot_hold(alone: Path, name: str) -> None:
    assert workout("easy 30min", "--name", name, "--out", "out").exit_code == 0
    assert [file.name for file in (alone / "out").glob("*.fit")] == [f"{name.lower()}-2.fit"]
    refused = workout("easy 30min", "--out", f"{name}.fit")
    assert error_of(refused) == (
        6,
        f'Error: "{name}.fit" is not a file name that every system accepts\n  choose another --out\n',
    )


def test_an_empty_text_is_no_folder() -> None:
    assert error_of(workout("")) == _error(
        'there is no session\n  write one, such as "6x 400m @ mile, jog 200m"'
    )


# --- other formats ------------------------------------------------------------------------


def test_without_out_a_workout_is_printed_in_another_format() -> None:
    result = run("workout", "6x 400m @ mile, jog 200m", "--format", "intervals", *ANNA)
    assert result.stdout == (
        "5x\n"
        "- four hundred m in one thirty-four 400mtr 6:35-6:05/mi Pace intensity=active\n"
        "- jog 200mtr intensity=recovery\n"
        "\n"
        "- Last one: four hundred m in one thirty-four 400mtr 6:35-6:05/mi Pace intensity=active\n"
    )
    assert result.stderr == (
        "note: intervals: 1 file, 10 of 12 values exact;"
        " paste it into a workout's description at intervals.icu\n"
        "note:   note of steps 1, 3: 400 m in 1:34, ... becomes a cue with numbers in words:"
        " the service would read figures as a duration\n"
    )


def test_a_folder_of_workouts_has_a_file_in_each_format(alone: Path) -> None:
    (alone / "week.txt").write_text(WEEK, encoding="utf-8")
    result = run("workout", "week.txt", "--out", "own", "--format", "wahoo", *ANNA)
    assert result.exit_code == 0
    assert sorted(path.name for path in (alone / "own").glob("*.wahoo.json")) == [
        "2027-03-16-track-tuesday.wahoo.json",
        "easy-40min.wahoo.json",
    ]
    assert "\n  no file for Swimming: Wahoo's plans are for running and cycling\n" in result.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ("easy 40min", "--format", "zwo", "--out", "tue.fit"),
            "Error: --format writes into a folder\n"
            "  give --out a folder such as ./workouts, or no --out\n",
        ),
        (
            ("easy 40min", "--format", "zwo", "--format", "tcx"),
            "Error: only one text can be printed, and there are 2\n"
            "  add --out FOLDER to write a file for each\n",
        ),
        (
            ("squat 8 reps", "--format", "zwo"),
            "Error: this workout cannot be written as zwo: Zwift files are for running only\n"
            "  choose another --format, or use the FIT file\n",
        ),
    ],
)
def test_a_format_that_cannot_be_had_that_way(args: tuple[str, ...], message: str) -> None:
    assert error_of(run("workout", *args, *ANNA)) == (2, message)
