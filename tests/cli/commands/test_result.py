"""`fitexport result`: paces from the day after it, and a goal that is suggested but never set."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from support.command import run
from support.fit_dump import fitdecode_raw

from fitexport.season.settings_file import read_athlete_file

FILE = Path("fitexport.toml")
SEASON = """\
[athlete]
id = "anna"            # keep it
mile = "6:20"
goal = "6:00"
level = "intermediate"

[season]
id = "spring-2027"
weeks = 8
race-day = 2027-05-01
"""
WRITTEN = "Written to fitexport.toml. Next: fitexport week next --out ./watch\n"


@pytest.fixture(autouse=True)
def season(alone: Path) -> None:
    """The time trial is W5.5, on Thu 8 Apr 2027; the day between start and race is 3 April."""
    (alone / FILE).write_text(SEASON, encoding="utf-8")


def result(*args: str, today: str = "2027-04-09") -> Result:
    return run("result", *args, "--today", today)


def refused(*args: str) -> tuple[int, str]:
    """Exit code and stderr of a command that prints and writes nothing."""
    before = FILE.read_bytes() if FILE.exists() else None
    found = result(*args)
    assert found.stdout == ""
    assert (FILE.read_bytes() if FILE.exists() else None) == before
    return found.exit_code, found.stderr


def remarks(*args: str) -> str:
    """Remarks about the goal."""
    found = result(*args, "--dry-run")
    assert found.exit_code == 0
    return found.stderr


def added() -> str:
    text = FILE.read_text(encoding="utf-8")
    assert text.startswith(SEASON)
    return text.removeprefix(SEASON)


# --- what it says and writes ------------------------------------------------------------


def test_the_paces_before_and_after_are_shown_and_the_result_written() -> None:
    found = result("2027-04-08", "mile", "6:12")
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout == (
        "mile in 6:12 on Thu 8 Apr 2027: from Fri 9 Apr 2027 on the paces are\n"
        "Zone       Before        After\n"
        "goal       6:00/mi       6:00/mi\n"
        "mile       6:20/mi       6:12/mi\n"
        "vo2max     6:47/mi       6:40/mi\n"
        "threshold  7:23-7:44/mi  7:14-7:35/mi\n"
        "easy       8:52-9:46/mi  8:42-9:35/mi\n" + WRITTEN
    )
    assert added() == '\n[[result]]\ndate = 2027-04-08\ndistance = "mile"\ntime = "6:12"\n'


@pytest.mark.parametrize(
    ("distance", "time", "first", "written"),
    [
        ("5k", "21:00", "5k in 21:00 on Thu 8 Apr 2027 is worth a mile in 6:09.4", "21:00"),
        ("5K", "21:00.5", "5k in 21:00 on Thu 8 Apr 2027 is worth a mile in 6:09.5", "21:00.5"),
        ("800m", "2:56", "800m in 2:56 on Thu 8 Apr 2027 is worth a mile in 6:17.8", "2:56"),
        ("10k", "0:44:00", "10k in 44:00 on Thu 8 Apr 2027 is worth a mile in 6:13.5", "44:00"),
        ("10k", "1:01:40", "10k in 1:01:40 on Thu 8 Apr 2027 is worth a mile in 8:51.1", "61:40"),
    ],
)
def test_any_distance_says_the_mile_it_is_worth(
    distance: str, time: str, first: str, written: str
) -> None:
    found = result("2027-04-08", distance, time)
    assert found.exit_code == 0
    assert found.stdout.startswith(f"{first}: from Fri 9 Apr 2027 on the paces are\n")
    assert added() == (
        f'\n[[result]]\ndate = 2027-04-08\ndistance = "{distance.lower()}"\ntime = "{written}"\n'
    )
    assert len(read_athlete_file(FILE).results) == 1


def test_a_later_result_is_held_against_the_one_before() -> None:
    result("2027-03-20", "mile", "6:15")
    found = result("2027-04-08", "mile", "6:12")
    assert "\nmile       6:15/mi       6:12/mi\n" in found.stdout


def test_a_result_between_two_others_holds_until_the_later_one() -> None:
    """Given late: what was already known stays."""
    result("2027-04-08", "mile", "6:12")
    assert "\nmile       6:20/mi       6:15/mi\n" in result("2027-03-20", "mile", "6:15").stdout
    assert "\nmile       6:12/mi       6:12/mi\n" in result("2027-04-08", "1mi", "6:12").stdout


def test_without_a_date_it_was_run_today() -> None:
    found = result("mile", "6:12")
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout.startswith(
        "mile in 6:12 on Fri 9 Apr 2027: from Sat 10 Apr 2027 on the paces are\n"
    )
    assert added() == '\n[[result]]\ndate = 2027-04-09\ndistance = "mile"\ntime = "6:12"\n'


def test_hundredths_are_rounded_to_tenths() -> None:
    for given, written in (("6:12.39", "6:12.3"), ("6:12.09", "6:12"), ("0:06:12.99", "6:12.9")):
        found = result("2027-04-08", "mile", given)
        assert (found.exit_code, found.stderr) == (0, "")
        assert added().endswith(f'time = "{written}"\n')
        assert run("undo").exit_code == 0


def test_a_distance_is_run_once_a_day() -> None:
    result("2027-04-08", "mile", "6:12")
    wanted = (
        2,
        "Error: there is already a mile on 2027-04-08\n"
        "  remove it from fitexport.toml first (fitexport undo, if it was the last)\n",
    )
    assert refused("2027-04-08", "Mile", "6:11") == wanted
    assert result("2027-04-08", "800m", "2:56").exit_code == 0
    assert result("2027-04-09", "mile", "6:11").exit_code == 0
    assert refused("2027-04-08", "mile", "6:12") == wanted


def test_what_is_no_result_is_refused() -> None:
    for given in ("", "mile", "6:12", "2027-04-08 mile 6:12 again"):
        assert refused(*given.split()) == (
            2,
            "Error: a result is a day, a distance and a time\n"
            "  fitexport result 2027-04-09 mile 6:12\n",
        )


@pytest.mark.slow
def test_a_diary_holds_a_hundred_results() -> None:
    """The next one is refused before it is written: else no command could read the file."""
    entry = '\n[[result]]\ndate = 2027-03-20\ndistance = "mile"\ntime = "6:15"\n'
    FILE.write_text(SEASON + 99 * entry, encoding="utf-8")
    assert result("2027-04-08", "mile", "6:12").exit_code == 0
    assert refused("2027-04-09", "mile", "6:12") == (
        3,
        "Error: fitexport.toml:12:3: result: has more than 100 entries\n  [[result]]\n    ^\n"
        "  remove some\n",
    )


def test_a_dry_run_says_the_same_and_writes_nothing() -> None:
    dry = result("2027-04-08", "mile", "6:30", "--dry-run")
    assert added() == ""
    real = result("2027-04-08", "mile", "6:30")
    assert dry.stderr == real.stderr
    assert dry.stdout == real.stdout.replace(
        WRITTEN, "Nothing was written to fitexport.toml: --dry-run\n"
    )


def test_undo_removes_a_result() -> None:
    result("2027-04-08", "5k", "21:00", "--goal", "5:58")
    found = run("undo")
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout.splitlines()[:5] == [
        "- [[result]]",
        "- date = 2027-04-08",
        '- distance = "5k"',
        '- time = "21:00"',
        '- goal = "5:58"',
    ]
    assert added() == ""


# --- the goal ---------------------------------------------------------------------------

FITS = (
    "note: that is {} your goal of {}: a goal of {goal} would fit"
    " (fitexport undo, then fitexport result DAY mile TIME --goal {goal})\n"
)


@pytest.mark.parametrize(
    ("day", "time", "message"),
    [
        ("2027-04-08", "6:12", ""),
        ("2027-04-08", "6:14.4", ""),  # 4 % slower than the goal: still within reach
        ("2027-04-08", "6:14.5", FITS.format("more than 4 % slower than", "6:00", goal="6:03")),
        ("2027-04-08", "6:30", FITS.format("more than 4 % slower than", "6:00", goal="6:18")),
        ("2027-04-08", "6:00.1", ""),
        ("2027-04-08", "6:00", FITS.format("as fast as", "6:00", goal="5:49")),
        ("2027-04-08", "5:58", FITS.format("as fast as", "6:00", goal="5:47")),
        # before the trial a slow race says little, unless the goal is out of one plan's reach
        ("2027-04-07", "6:30", ""),
        ("2027-04-07", "6:49", ""),
        (
            "2027-04-07",
            "6:50",
            "note: a goal of 6:00 is 12.2% faster than 6:50: more than one plan can do;"
            " intermediate runners may hope for 6:38\n",
        ),
        ("2027-04-07", "5:58", FITS.format("as fast as", "6:00", goal="5:47")),
    ],
)
def test_another_goal_is_proposed_when_it_would_fit(day: str, time: str, message: str) -> None:
    assert remarks(day, "mile", time) == message.replace("DAY", day).replace("TIME", time)


def test_a_proposed_goal_is_not_set() -> None:
    result("2027-04-08", "mile", "6:30")
    assert "goal" not in added()
    (known,) = read_athlete_file(FILE).results
    assert known.goal_s is None
    page = run("today", "--today", "2027-04-12").stdout
    assert "\nPaces: goal 6:00/mi\n" in page


def test_a_goal_that_is_given_holds_from_then_on() -> None:
    found = result("2027-04-08", "mile", "6:30", "--goal", "6:18")
    assert (found.exit_code, found.stderr) == (0, "")
    assert "\ngoal       6:00/mi       6:18/mi\n" in found.stdout
    assert added().endswith('time = "6:30"\ngoal = "6:18"\n')
    assert "\nPaces: goal 6:18/mi\n" in run("today", "--today", "2027-04-12").stdout
    assert "\nPaces: goal 6:18/mi\n" in run("today", "--today", "2027-05-01").stdout
    later = result("2027-04-18", "mile", "6:25", today="2027-04-19")
    assert "\ngoal       6:18/mi        6:18/mi\n" in later.stdout


def test_a_coach_says_what_a_given_goal_is() -> None:
    assert remarks("2027-04-08", "mile", "6:12", "--goal", "6:01") == ""
    assert remarks("2027-04-08", "mile", "6:12", "--goal", "5:30") == (
        "note: a goal of 5:30 is 11.3% faster than 6:12: bold;"
        " intermediate runners may hope for 6:01\n"
    )
    assert remarks("2027-04-08", "mile", "6:12", "--goal", "5:20") == (
        "note: a goal of 5:20 is 14.0% faster than 6:12: more than one plan can do;"
        " intermediate runners may hope for 6:01\n"
    )


@pytest.mark.parametrize("goal", ["6:12", "6:20"])
def test_a_goal_that_is_not_faster_than_the_result_is_refused(goal: str) -> None:
    found = result("2027-04-08", "mile", "6:12", "--goal", goal)
    assert (found.exit_code, found.stderr) == (
        4,
        f"Error: the goal {goal} is not faster than the mile 6:12\n"
        "  give a faster goal, or a slower --mile if this one is out of date\n",
    )
    assert added() == ""


# --- the files --------------------------------------------------------------------------

Files = dict[str, bytes]


def weeks() -> Files:
    """Every workout and calendar of the season."""
    assert run("week", "all", "--today", "2027-03-01").exit_code == 0
    return {
        path.relative_to("watch").as_posix(): path.read_bytes()
        for path in sorted(Path("watch").rglob("2*.fit"))
    }


def speeds(data: bytes) -> list[tuple[object, object]]:
    """Lowest and highest speed of every step that has one, in mm/s as they are in the file:
    fields 5 and 6 of a workout step whose target (3) is speed (0)."""
    return [
        (step[5], step[6])
        for number, step in fitdecode_raw(data)
        if number == 27 and step.get(3) == 0 and step.get(5)
    ]


@pytest.mark.slow
def test_sessions_until_the_result_keep_their_bytes_and_later_ones_have_its_paces() -> None:
    before = weeks()
    result("2027-04-08", "mile", "6:10")
    after = weeks()
    assert list(after) == list(before)
    changed = {name for name in before if after[name] != before[name]}
    until = {name for name in before if name.split("/")[1] <= "2027-04-08-x"}
    assert "w05/2027-04-08-w05-mile-trial.fit" in until
    assert not changed & until
    runs = {name for name in before if speeds(before[name])}
    # The goal is as before, but nearer, so that goal pace has shorter rests; in race week they
    # are long in any case.
    assert changed == runs - until - {"w08/2027-04-26-w08-2x400-200s.fit"}
    for name in changed:
        (_, was), (_, now) = fitdecode_raw(before[name])[0], fitdecode_raw(after[name])[0]
        assert was[3] == now[3], "the serial"
        assert was[4] != now[4], "time_created"


@pytest.mark.parametrize(("time", "pace_s"), [("6:20", 407.3), ("6:10", 397.6)])
def test_the_speeds_in_a_file_are_those_of_the_result(time: str, pace_s: float) -> None:
    """Reps of 3 min at 97.5 % of the index, 6:47 and 6:38/mi, with a band of 2.5 % each way."""
    result("2027-04-08", "mile", time)
    assert run("week", "7", "--today", "2027-03-01").exit_code == 0
    (slow, fast), *others = speeds(Path("watch/2027-04-22-w07-3x3-4x200.fit").read_bytes())
    assert others == [(slow, fast)], "two rounds and a last one"
    middle = 1_609_344 / pace_s
    assert slow == pytest.approx(middle / 1.025, abs=6)
    assert fast == pytest.approx(middle / 0.975, abs=6)


def test_a_moved_session_has_the_paces_of_its_new_day() -> None:
    result("2027-04-08", "mile", "6:10")
    at_first = run("today", "--today", "2027-04-05").stdout
    assert "\nPaces: mile 6:20/mi\n" in at_first
    run("move", "w5.1", "2027-04-09", "--force", "--today", "2027-04-05")
    assert "\nPaces: mile 6:10/mi\n" in run("today", "--today", "2027-04-09").stdout


# --- what is refused --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            "2027-04-10 mile 6:12",
            "a result on 2027-04-10 is in the future: today is 2027-04-09\n"
            "  give the day on which it was run",
        ),
        ("2027-04-08 mile 3:40", "mile in 3:40 is faster than any human\n  the record is 3:43.13; check both"),
        ("2027-04-08 800m 1:40", "800m in 1:40 is faster than any human\n  the record is 1:40.91; check both"),
        ("2027-04-08 10k 26:00", "10k in 26:00 is faster than any human\n  the record is 26:11.00; check both"),
        (
            "2027-04-08 mile 16:00",
            "mile in 16:00 is worth a mile in 16:00, outside 3:43 to 15:00\n"
            "  check distance and time",
        ),
        (
            "2027-04-08 10k 2:00:00",
            "10k in 2:00:00 is worth a mile in 17:36.4, outside 3:43 to 15:00\n"
            "  check distance and time",
        ),
        (
            "2027-04-08 mile 6:12 --goal 3:00",
            "a goal of 3:00 is faster than any human\n  give a goal from 3:30 to 15:00",
        ),
    ],
)  # fmt: skip
def test_an_impossible_result_is_refused(given: str, message: str) -> None:
    assert refused(*given.split()) == (4, f"Error: {message}\n")


NO_DISTANCE = '"{}" is not a distance; write 800m, 1500m, mile, 3k, 5k, 10k, or as 3200m, 2mi, 8km'
LITTLE = '"{}" says little about a mile; give a result over 800 m to 10 km'
NO_TIME = '"{}" is not a time; write minutes and seconds: 6:20 or 6:20.5'


@pytest.mark.parametrize(
    ("given", "place", "message"),
    [
        ("2027-04-08 400m 1:00", "", LITTLE.format("400m")),
        ("2027-04-08 12km 50:00", "", LITTLE.format("12km")),
        ("2027-04-08 far 50:00", "", NO_DISTANCE.format("far")),
        ("2027-04-08 5 20:00", "", NO_DISTANCE.format("5")),
        ("2027-04-08 mile 6:61", "", NO_TIME.format("6:61")),
        ("2027-04-08 mile 372", "", NO_TIME.format("372")),
        ("2027-04-08 10k 1:60:00", "", NO_TIME.format("1:60:00")),
        ("2027-04-08 10k 1:2:30", "", NO_TIME.format("1:2:30")),
        ("2027-04-31 mile 6:12", "", "there is no 2027-04-31 in the calendar"),
        ("today mile 6:12", "", '"today" is not a date; write year-month-day: 2027-05-01'),
        ("2027-04-08 mile 6:12 --goal 6", " for '--goal'", NO_TIME.format("6")),
    ],
)
def test_an_unreadable_argument_is_refused(given: str, place: str, message: str) -> None:
    code, stderr = refused(*given.split())
    assert code == 2
    assert stderr == (
        "Usage: fitexport result [OPTIONS] [DATE] DISTANCE TIME\n"
        "Try 'fitexport result --help' for help.\n\n"
        f"Error: Invalid value{place}: {message}\n"
    )


def test_without_a_file_there_is_nowhere_to_write() -> None:
    FILE.unlink()
    assert refused("2027-04-08", "mile", "6:12") == (
        2,
        "Error: there is no fitexport.toml to write this to\n  make one first: fitexport init\n",
    )


def test_without_a_race_day_the_season_has_no_days() -> None:
    FILE.write_text(SEASON.replace("race-day = 2027-05-01\n", ""), encoding="utf-8")
    assert refused("2027-04-08", "mile", "6:12") == (
        4,
        "Error: the season has no race day, so its days are not fixed yet\n"
        "  write race-day under [season] in fitexport.toml: race-day = 2027-05-01\n",
    )
