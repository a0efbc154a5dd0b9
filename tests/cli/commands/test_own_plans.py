"""Plans of one's own from the command line: new, check, sessions, and every command after."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from support.command import error_of, run
from support.limited import cost, costs_little

from fitexport.plan.model import LEVELS
from fitexport.plan.shipped import template_folder

pytestmark = pytest.mark.usefixtures("alone")

PLAN = Path("my-plan.toml")
RUNNER = ("--mile", "6:20", "--goal", "6:05")
DAYS = ("--race-day", "2027-05-02", "--today", "2027-04-01")

WRONG = """\
name = "wrong"
title = "Wrong"
level = "advanced"
about = "Too much of everything."
weeks = ["A", "B"]

[zones]
cruise = "race 15km"

[week.A]
phase = "base"
focus = "Run."

[[week.A.session]]
day = 1
text = "6x 400m @ mile, jog 200m"
why = "x"

[[week.A.session]]
day = 2
text = "3x 6min @ cruise, jog 60s"
why = "x"

[[week.A.session]]
day = 2
text = "easy 30min"
why = "x"

[week.B]
phase = "taper"
focus = "Race."

[[week.B.session]]
day = 3
text = "long 2h"
why = "x"

[[week.B.session]]
day = 6
text = "race 10km"
why = "x"
"""


def new() -> Path:
    assert run("plans", "new", str(PLAN)).exit_code == 0
    return PLAN


# --- new ----------------------------------------------------------------------------------


def test_a_new_plan_is_written_and_the_next_command_is_shown() -> None:
    result = run("plans", "new", "my-plan.toml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "Written to my-plan.toml: four weeks to a 5 km race, to change as you like.\n"
        "Next: fitexport plans check my-plan.toml\n"
    )
    starter = (template_folder() / "new-plan.toml").read_text(encoding="utf-8")
    assert PLAN.read_text(encoding="utf-8") == starter


@pytest.mark.parametrize("mile", ["3:43", "5:00", "7:04", "9:30", "15:00"])
def test_a_new_plan_has_no_errors_and_breaks_no_rule(mile: str) -> None:
    new()
    result = run("plans", "check", "my-plan.toml", "--mile", mile)
    assert result.exit_code == 0
    assert result.stdout.endswith("\nIt breaks no rule of training.\n")


def test_a_plan_is_named_after_its_file() -> None:
    assert run("plans", "new", "Spring 2027 (5k).toml").stdout.splitlines()[1] == (
        "Next: fitexport plans check 'Spring 2027 (5k).toml'"
    )
    text = Path("Spring 2027 (5k).toml").read_text(encoding="utf-8")
    assert 'name = "spring-2027-5k"' in text
    assert run("plans", "check", "Spring 2027 (5k).toml").exit_code == 0


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("there.toml", 2, "there.toml already exists\n  edit it, or choose another name; nothing was changed"),
        ("fitexport.toml", 2, "fitexport.toml is the name of the runner's own file\n  give the plan another: my-plan.toml"),
        ("FitExport.toml", 2, "FitExport.toml is the name of the runner's own file\n  give the plan another: my-plan.toml"),
        ("plan.txt", 2, "plan.txt does not end in .toml\n  plan files do: plan.toml"),
        ("none/plan.toml", 6, "none/plan.toml: No such file or directory\n  choose another place"),
    ],
)  # fmt: skip
def test_nothing_is_overwritten(name: str, code: int, message: str, alone: Path) -> None:
    (alone / "there.toml").write_text("mine")
    assert error_of(run("plans", "new", name)) == (code, f"Error: {message}\n")
    assert {path.name: path.read_text() for path in alone.iterdir()} == {"there.toml": "mine"}


# --- check --------------------------------------------------------------------------------


def test_a_correct_plan_is_added_up() -> None:
    new()
    result = run("plans", "check", "my-plan.toml", *RUNNER)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "my-plan.toml: no errors. Four weeks to 5 km: 4 weeks, level intermediate, mile 6:20\n"
        "\n"
        "Week  Phase     Runs    Time  Distance  Hard  Long run  Strength  Also\n"
        "1     base         3  2 h 13   13.8 mi    8%    50 min         1\n"
        "2     build        3  2 h 25   15.3 mi   15%    55 min         0\n"
        "3     specific     3  2 h 38   16.7 mi   12%    1 h 00         0\n"
        "4     taper        3  1 h 47   11.7 mi   25%                   0  race\n"
        "\n"
        "Time and distance count runs only; hard is the share of moving time in reps, tempo runs and races.\n"
        "\n"
        "Hard days\n"
        "week 1  day 2: W1.1 5x2' 5k (VO2max)\n"
        "week 2  day 2: W2.1 4x5' (threshold)\n"
        "week 3  day 2: W3.1 6x3' 5k (VO2max)\n"
        "week 4  day 3: W4.1 4x1' 5k (VO2max), day 7: W4.3 5km race (race)\n"
        "\n"
        "It breaks no rule of training.\n"
    )


def test_the_totals_are_those_of_the_whole_plan() -> None:
    new()
    shown = run("plans", "show", "my-plan.toml", *RUNNER, *DAYS).stdout
    checked = run("plans", "check", "my-plan.toml", *RUNNER).stdout
    table = "Week  Phase" + checked.partition("Week  Phase")[2].partition("\n\n")[0]
    assert table in shown


def test_rules_that_are_broken_are_warnings() -> None:
    Path("wrong.toml").write_text(WRONG, encoding="utf-8")
    result = run("plans", "check", "wrong.toml", *RUNNER)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.partition("\nHard days\n")[2] == (
        "week 1  day 1: W1.1 6x400 mile (speed), day 2: W1.2 3x6' (threshold)\n"
        "week 2  day 6: W2.2 10km race (race)\n"
        "\n"
        "3 warnings (docs/plan.md explains the rules of training); the plan works anyway\n"
        "wrong.toml:19:10: warning: hard runs must be two days apart (W1.1 6x400 mile, W1.2 3x6')\n"
        "wrong.toml:24:10: warning: day 2 of week 1 already has a run (W1.2 3x6', W1.3 Easy 30min)\n"
        "wrong.toml:29:7: warning: week 2 has 2 h 00 of running;"
        " the limit is 34 min, half of the highest week, without the race\n"
    )


def test_the_errors_of_several_files_are_reported_in_one_run() -> None:
    Path("a.toml").write_text(WRONG.replace('"race 10km"', '"race 10"'), encoding="utf-8")
    Path("b.toml").write_text('name = "b"\nnam = 3\n', encoding="utf-8")
    new()
    code, message = error_of(run("plans", "check", "a.toml", "my-plan.toml", "none.toml", "b.toml"))
    assert code == 3
    first = [line.split(": ")[0] for line in message.removeprefix("Error: ").splitlines()]
    assert [place for place in first if ".toml" in place] == [
        "a.toml:40:14",
        "none.toml",
        *["b.toml:1:1"] * 5,
        "b.toml:2:1",
    ]


_LIBRARY = """\
[block.finish]
about = "The end of a run."
text = "10min @ steady; use cool-down"

[session.long]
text = "easy 40min; use finish"
why = "x"
"""


def test_a_library_is_checked_as_one() -> None:
    Path("lib.toml").write_text(_LIBRARY, encoding="utf-8")
    result = run("plans", "check", "lib.toml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "lib.toml: no errors. A library of 1 block and 1 session.\n"
        "Zones a plan needs to use all of it: steady\n"
        "Blocks it uses from other libraries: cool-down\n"
    )
    Path("lib.toml").write_text("[weeks]\n1 = ['A']\n[block]\n[session]\n", encoding="utf-8")
    assert run("plans", "check", "lib.toml").exit_code == 3
    Path("lib.toml").write_text("default-weeks = 1\n[weeks]\n1 = ['A']\n", encoding="utf-8")
    assert run("plans", "check", "lib.toml").stdout == (
        "lib.toml: no errors. A library of 0 blocks and 0 sessions.\n"
    )


def test_the_errors_of_a_library_are_reported_once_for_all_that_include_it() -> None:
    Path("lib.toml").write_text(_LIBRARY.replace("10min", "10mn"), encoding="utf-8")
    text = new().read_text(encoding="utf-8").replace('"strength"]', '"strength", "lib.toml"]')
    Path("a.toml").write_text(text, encoding="utf-8")
    Path("b.toml").write_text(text, encoding="utf-8")
    assert error_of(run("plans", "check", "a.toml", "b.toml", "lib.toml")) == (
        3,
        'Error: lib.toml:3:11: block.finish.text: unknown unit "mn"\n'
        '  text = "10mn @ steady; use cool-down"\n'
        "            ^\n"
        '  units: s, min, h, m, km, mi, yd, reps; did you mean "min"?\n',
    )


def test_correct_files_follow_each_other() -> None:
    new()
    Path("wrong.toml").write_text(WRONG, encoding="utf-8")
    page = run("plans", "check", "my-plan.toml", "wrong.toml", *RUNNER).stdout
    assert re.findall(r"^(\S+): no errors", page, re.M) == ["my-plan.toml", "wrong.toml"]


def test_a_session_that_no_watch_can_hold_is_an_error_at_its_place() -> None:
    """Also in a week that the plan does not take, and by the name of a shipped one."""
    steps = "; ".join(["400m @ mile; jog 60s"] * 26)
    spare = f'\n[week.spare]\nphase = "base"\nfocus = "x"\n\n[[week.spare.session]]\nday = 1\ntext = "{steps}"\nwhy = "x"\n'
    Path("wrong.toml").write_text(WRONG + spare, encoding="utf-8")
    code, message = error_of(run("plans", "check", "wrong.toml", *RUNNER))
    assert code == 3
    assert message == (
        "Error: wrong.toml:49:8: week.spare.session[1].text: it has 52 steps, a watch accepts 50\n"
        f'  text = "{steps[:68]}\n'
        "         ^\n"
        "  repeat equal steps (6x ...) instead of writing them out, or split the session;"
        " sets inside sets are written out on the watch\n"
    )


def test_a_zone_that_is_no_pace_for_this_runner_is_refused() -> None:
    text = WRONG.replace('"race 15km"', '"800m - 2:30/km"\nquick = "mile - 90s/400m"')
    Path("wrong.toml").write_text(text, encoding="utf-8")
    runner = ("--mile", "5:00", "--goal", "4:50")
    assert error_of(run("plans", "check", "wrong.toml", *runner)) == (
        3,
        "Error: wrong.toml:8:10: zones.cruise: comes to 0:26/km here: no human runs at this pace\n"
        '  cruise = "800m - 2:30/km"\n'
        "           ^\n"
        "  give a rule that is nearer to what you run\n"
        "wrong.toml:9:9: zones.quick: comes to less than no time here: no human runs at this pace\n"
        '  quick = "mile - 90s/400m"\n'
        "          ^\n"
        "  give a rule that is nearer to what you run\n",
    )
    assert error_of(run("plans", "show", "wrong.toml", *runner)) == (
        4,
        'Error: the zone cruise = "800m - 150s/km" comes to 0:26/km here: no human runs at this pace\n'
        "  change its rule under [zones] of the plan\n",
    )


def test_a_shipped_plan_needs_no_check() -> None:
    assert error_of(run("plans", "check", "mile")) == (
        2,
        "Error: mile is a shipped plan, which needs no check\n"
        "  see the whole of it: fitexport plans show mile\n",
    )


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_the_shipped_plans_pass_the_check_as_custom_files(level: str) -> None:
    """They break the rules on growth only: as one's own, slow reps are not made to fit."""
    path = template_folder() / f"mile-{level}.toml"
    result = run("plans", "check", str(path), "--strength", "home")
    assert result.exit_code == 0
    assert "stand two days apart" not in result.stdout


# --- hostile files ------------------------------------------------------------------------


_WEEK = b'{A = {phase = "base", focus = "x", session = [{day = 1, text = "rest", why = "x"}]}}'
_RIGHT = {
    ("name", "text"),
    ("title", "text"),
    ("about", "text"),
    ("include", "[]"),
    ("zones", "{}"),
}
"""Of every kind of value under every key, what is none."""


_THOUSANDS = "thousands of wrong sessions"


@cache
def hostile() -> dict[str, bytes]:
    starter = (template_folder() / "new-plan.toml").read_bytes()
    many = 30_000
    every_type = [
        b"3",
        b"1.5",
        b"true",
        b"2027-05-01",
        b'"text"',
        b"[]",
        b"[[1]]",
        b"{}",
        b"{a = 1}",
    ]
    keys = (b"name", b"title", b"level", b"about", b"include", b"weeks", b"zones", b"week")
    found = {
        "empty": b"",
        "a byte": b"\xff",
        "latin-1": 'title = "K\xe4rnten"'.encode("latin-1"),
        "UTF-16": starter.decode().encode("utf-16"),
        "NUL": b"\0" * 1000,
        "deep lists": b"a = " + b"[" * many,
        "deep tables": b"a = " + b"{a=" * many,
        "deep weeks": b"week = " + b"[" * 90 + b"]" * 90,
        "a deep key": b"a" + b".a" * many + b" = 1",
        "huge": b"#" * 400_000,
        "a huge line": starter.replace(b"easy 30min", b"easy 30min " * 20_000),
        "huge numbers": b"week = " + b"9" * 250_000,
        "many zones": starter + b"".join(b"[week.z%d]\n" % number for number in range(9000)),
        "a huge zone": starter.replace(b"race 15km", b"mile " + b"+ " * 100_000),
        "a huge name": starter.replace(b"V1.3", b"V1.3 " * 40_000),
        "many reps": starter.replace(b"5x 2min @ 5k", b"99x (99x (99x 2min @ 5k, jog 1min))"),
        "a folder": b"",
        _THOUSANDS: starter
        + b'[[week.R.session]]\nday = 7\ntext = "10mn; 6x easy"\nwhy = 3\n' * 4000,
    }
    found |= {f"cut at {cut}": starter[:cut] for cut in range(0, len(starter), len(starter) // 40)}
    settings = dict.fromkeys(keys, b'"x"') | {b"level": b'"beginner"', b"weeks": b'["A"]'}
    settings |= {b"include": b"[]", b"zones": b"{}", b"week": _WEEK}
    for key in keys:
        for value in every_type:
            lines = (b"%s = %s\n" % item for item in {**settings, key: value}.items())
            if (key.decode(), value.decode().strip('"')) not in _RIGHT:
                found[f"{key.decode()} = {value.decode()}"] = b"".join(lines)
    entries = b"[[week.A.session]]\nday = %s\ntext = %s\nwhy = %s\nsession = %s\n"
    found |= {
        f"a session of {value.decode()}": starter + entries % ((value,) * 4) for value in every_type
    }
    return found


def _some(names: Iterable[str]) -> Iterator[Any]:
    """The odd files, but those of half a second, and every third value under each key; the slow
    suites have all."""
    values = 0
    for name in names:
        values += "=" in name
        skipped = values % 3 if "=" in name else name in ("many zones", _THOUSANDS)
        yield pytest.param(name, marks=[pytest.mark.slow] if skipped else [])


@pytest.mark.parametrize("name", [*_some(sorted(hostile()))])
def test_a_hostile_file_is_an_error(name: str, alone: Path) -> None:
    path = alone / "hostile.toml"
    if name == "a folder":
        path.mkdir()
    else:
        path.write_bytes(hostile()[name])
    code, message = error_of(run("plans", "check", "hostile.toml"))
    assert code == 3
    assert message.startswith("Error: hostile.toml")
    assert "\x1b" not in message
    assert len(message) < 60_000


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
@pytest.mark.parametrize(
    "name", [name for name in sorted(hostile()) if "=" not in name and "cut" not in name]
)
def test_a_hostile_file_costs_little(name: str, alone: Path) -> None:
    path = alone / "hostile.toml"
    if name == "a folder":
        path.mkdir()
    else:
        path.write_bytes(hostile()[name])
    found = cost("plans", "check", "hostile.toml", folder=alone)
    costs_little(found)
    assert found.exit_code == 3


# --- sessions by name ---------------------------------------------------------------------


def test_shipped_sessions_are_listed_with_their_titles() -> None:
    assert run("plans", "sessions", "mile-beginner", "tw").stdout == (
        "mile-beginner TW.1  3 x 200 m at goal pace\n"
        "mile-beginner TW.2  Cross-training 20 min\n"
        "mile-beginner TW.3  Easy 20 min and 3 strides\n"
        "mile-beginner TW.4  Mile race\n"
    )
    everything = run("plans", "sessions").stdout.splitlines()
    advanced = run("plans", "sessions", "--level", "advanced").stdout.splitlines()
    of_advanced = [line.split() for line in everything if line.startswith("mile-advanced")]
    assert [line.split() for line in advanced] == of_advanced
    assert max(map(len, everything)) <= 90


def test_a_beginning_that_no_session_has_is_refused() -> None:
    assert error_of(run("plans", "sessions", "10k")) == (
        2,
        'Error: no shipped session is called "10k..."\n  fitexport plans sessions lists all of them\n',
    )


# --- every command takes it ---------------------------------------------------------------


def test_paces_show_the_plans_zones() -> None:
    new()
    page = run("paces", "--plan", "my-plan.toml", *RUNNER).stdout
    rows = [line for line in page.splitlines() if line.startswith("cruise ")]
    assert rows == [
        "cruise     7:23 (7:06-7:41)  4:35 (4:24-4:46)  7-8     88-92"
        "             the plan's own: race 15km, as hard as threshold",
        "cruise        27.5         55         1:22.5       1:50       2:45       3:40"
        "       4:35       5:30",
    ]
    assert "cruise" not in run("paces", *RUNNER).stdout


def test_a_plan_with_errors_has_no_paces() -> None:
    PLAN.write_text('name = "x"\n', encoding="utf-8")
    for command in ("paces", "race"):
        code, message = error_of(run(command, "--plan", "my-plan.toml", *RUNNER))
        assert (code, message.splitlines()[0]) == (3, "Error: my-plan.toml:1:1: title: is missing")


@pytest.mark.parametrize(
    ("distance", "units", "page"),
    [
        (
            "5km",
            "km",
            "5 km race in 21:35, what a mile in 6:20 is worth: 6:57/mi, 4:19/km, even all the way\n"
            "\nAfter  Clock\n 1 km   4:19\n 2 km   8:38\n 3 km  12:57\n 4 km  17:16\n 5 km  21:35\n\n",
        ),
        (
            "3000m",
            "mi",
            "3000 m race in 12:31, what a mile in 6:20 is worth: 6:43/mi, 4:10/km, even all the way\n"
            "\n After  Clock\n 400 m   1:40\n 800 m   3:20\n1200 m   5:01\n1600 m   6:41\n"
            "2000 m   8:21\n2400 m  10:01\n2800 m  11:41\n3000 m  12:31\n\n",
        ),
    ],
)
def test_a_race_over_another_distance_has_even_splits(distance: str, units: str, page: str) -> None:
    new().write_text(PLAN.read_text().replace("race 5km", f"race {distance}"))
    result = run("race", "--plan", "my-plan.toml", "--mile", "6:20", "--units", units)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(page)


@pytest.mark.slow
def test_a_marathon_goes_the_whole_way(alone: Path) -> None:
    new().write_text(PLAN.read_text().replace("race 5km", "race 42.195km"))
    given = ("--plan", "my-plan.toml", *RUNNER, *DAYS)
    race = run("race", "--plan", "my-plan.toml", "--mile", "6:20", "--units", "km").stdout
    assert "\n    42 km  3:25:07\n42.195 km  3:26:04\n" in race
    assert run("plans", "check", "my-plan.toml", *RUNNER).stdout.endswith(
        "\nIt breaks no rule of training.\n"
    )
    shown = run("plans", "show", "my-plan.toml", *RUNNER, *DAYS).stdout
    assert shown.startswith(
        "Four weeks to 5 km: 4 weeks, level intermediate, mile 6:20, 42.195 km in 3:26:04\n"
    )
    today = run("today", "--plan", "my-plan.toml", *RUNNER, "--race-day", "2027-05-02", "--today", "2027-05-02").stdout  # fmt: skip
    assert "W4.3 42.195 km race, about 28.9 mi, 3 h 56" in today
    assert "\n  go 42.195 km: race 42.195 km in 3:26:04, 7:52/mi\n" in today
    assert run("week", "4", *given).exit_code == 0
    assert run("calendar", "--out", "x.ics", *given).exit_code == 0
    assert "NAME:Four weeks to 5 km: 42.195 km in 3:26:04" in (alone / "x.ics").read_text("utf-8")
    assert run("check", "watch").exit_code == 0


def test_a_mile_race_of_a_custom_plan_is_the_mile() -> None:
    new().write_text(PLAN.read_text().replace("race 5km", "race 1mi"))
    own = run("race", "--plan", "my-plan.toml", "--goal", "6:00").stdout
    assert own == run("race", "--goal", "6:00").stdout


def test_a_plan_without_a_race_has_no_lap_times() -> None:
    new().write_text(PLAN.read_text().replace("race 5km", "easy 20min"))
    assert error_of(run("race", "--plan", "my-plan.toml", *RUNNER[:2])) == (
        2,
        "Error: the plan my-plan.toml has no race over a distance\n"
        "  end it with one, such as race 5km; the laps of a mile: fitexport race --plan mile\n",
    )
    assert run("race", "--plan", "mile", *RUNNER).exit_code == 0
    assert run("race", "--plan", "my-plan.toml", "--trial", *RUNNER).exit_code == 0


def test_the_level_of_the_plan_is_the_runners() -> None:
    """It was guessed from the mile before."""
    new().write_text(PLAN.read_text().replace('"intermediate"', '"beginner"', 1))
    result = run("plans", "check", "my-plan.toml", "--mile", "6:20")
    assert result.stderr == (
        "note: no goal given: 6:01, what beginner runners may hope for (--goal)\n"
    )


def test_a_result_moves_the_plans_zones_too(alone: Path) -> None:
    new()
    (alone / "fitexport.toml").write_text(
        '[athlete]\nmile = "6:20"\ngoal = "6:05"\n\n[season]\nplan = "my-plan.toml"\n'
        "race-day = 2027-05-02\n",
        encoding="utf-8",
    )
    assert run("result", "2027-04-10", "mile", "6:10", "--today", "2027-04-10").exit_code == 0
    assert "cruise 7:12/mi" in run("today", "--today", "2027-04-13").stdout
    assert "cruise     7:12 (" in run("paces").stdout
