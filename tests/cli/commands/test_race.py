"""`fitexport race`: lap times to write on a hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.command import error_of, run, usage_error

from fitexport.units import exact_clock

pytestmark = pytest.mark.usefixtures("alone")

AT_THE_END = """\
Mile race in 5:59

 After   Split   Clock
 200 m            44.6  not sooner: faster is too fast
 400 m  1:30.2  1:30.2  a second slow on purpose: stay relaxed
 800 m  1:28.3  2:58.5  back on pace: quick, even steps
1200 m  1:29.2  4:27.7  hang on: this is the hard one
1300 m    22.6  4:50.3  stand tall
1400 m    22.4  5:12.7  quicker feet
1500 m    22.2  5:34.9  drive the arms
1609 m    24.1  5:59.0  all you have

On your hand: 400 1:30.2   800 2:58.5   1200 4:27.7   1609 5:59.0
A mile is four laps of 400 m and 9 m, here run after the fourth lap; --extra-at start puts them first.
Before it: 20 min easy, drills, a few strides. After it: 10 min easy or more.
"""
AT_THE_START = """\
Mile race in 5:59

 After   Split   Clock
 209 m            46.7  not sooner: faster is too fast
 409 m  1:32.3  1:32.3  a second slow on purpose: stay relaxed
 809 m  1:28.3  3:00.6  back on pace: quick, even steps
1209 m  1:29.2  4:29.8  hang on: this is the hard one
1309 m    22.6  4:52.4  stand tall
1409 m    22.4  5:14.8  quicker feet
1509 m    22.2  5:37.0  drive the arms
1609 m    22.0  5:59.0  all you have

On your hand: 409 1:32.3   809 3:00.6   1209 4:29.8   1609 5:59.0
A mile is four laps of 400 m and 9 m, here run before the first lap.
Before it: 20 min easy, drills, a few strides. After it: 10 min easy or more.
"""

_ROW = re.compile(r"^ *\d+ m +{0} +{0}  ".format(r"((?:\d+:)?\d\d\.\d)"), re.MULTILINE)
"""One form for all times: tenths even if there are none, minutes only if there are some."""


def tenths(shown: str) -> int:
    """`1:30.2`, `22.6` and `6:10` in tenths of a second, without a float."""
    minutes, _, rest = shown.rpartition(":")
    seconds, _, tenth = rest.partition(".")
    return 600 * int(minutes or 0) + 10 * int(seconds) + int(tenth or 0)


def rows(page: str) -> list[tuple[int, int]]:
    """Split and clock of the seven pieces, in tenths."""
    return [(tenths(split), tenths(clock)) for split, clock in _ROW.findall(page)]


@pytest.mark.parametrize(
    ("options", "page"),
    [
        ((), AT_THE_END),
        (("--extra-at", "end"), AT_THE_END),
        (("--extra-at", "start"), AT_THE_START),
    ],
)
def test_the_whole_page(options: tuple[str, ...], page: str) -> None:
    result = run("race", "--goal", "5:59", *options)
    assert (result.exit_code, result.stderr, result.stdout) == (0, "", page)


@pytest.mark.parametrize("extra_at", ["start", "end"])
def test_what_is_shown_adds_up_to_the_goal_in_tenths(extra_at: str) -> None:
    for goal in range(2100, 9001, 137):
        shown = rows(run("race", "--goal", exact_clock(goal / 10), "--extra-at", extra_at).stdout)
        assert len(shown) == 7
        so_far = 0
        for split, clock in shown:
            so_far += split
            assert so_far == clock, exact_clock(goal / 10)
        assert so_far == goal


@pytest.mark.parametrize(
    ("mile", "goal", "halfway"),
    [("6:20", "6:00", "6:10"), ("7:00", "6:25", "6:42.5"), ("6:30", "6:29", "6:29.5")],
)
def test_a_trial_is_split_for_the_time_halfway(mile: str, goal: str, halfway: str) -> None:
    given = ("--mile", mile, "--goal", goal, "--level", "intermediate")
    result = run("race", "--trial", *given)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"Mile time trial in {halfway}\n")
    assert rows(result.stdout)[-1][1] == tenths(halfway)


def test_a_goal_is_judged_where_there_is_a_mile_to_judge_it_by() -> None:
    result = run("race", "--goal", "8:30")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Mile race in 8:30\n")


@pytest.mark.parametrize(
    ("options", "notes", "title"),
    [
        (
            (),
            "note: no mile time given: 7:04, the average runner's (--mile)\n"
            "note: level intermediate, for a careful 180min a week, as no --volume is given: 4 or 5 runs a week, 3 to 4 h (--level)\n"
            "note: no goal given: 6:51, what intermediate runners may hope for (--goal)\n",
            "race in 6:51",
        ),
        (
            ("--mile", "8:00", "--level", "beginner"),
            "note: no goal given: 7:36, what beginner runners may hope for (--goal)\n",
            "race in 7:36",
        ),
        (
            ("--trial", "--goal", "6:50", "--level", "intermediate"),
            "note: no mile time given: 7:04, usual for level intermediate (--mile)\n",
            "time trial in 6:57",
        ),
    ],
)
def test_assumptions_are_reported(options: tuple[str, ...], notes: str, title: str) -> None:
    result = run("race", *options)
    assert (result.exit_code, result.stderr) == (0, notes)
    assert result.stdout.startswith(f"Mile {title}\n")


_SLOW = "a goal of {} is slower than 15:00\n  give a goal from 3:30 to 15:00\n"
_FAST = "a goal of {} is faster than any human\n  give a goal from 3:30 to 15:00\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--goal", "3:29.9"), _FAST.format("3:29.9")),
        (("--goal", "15:00.1"), _SLOW.format("15:00.1")),
        (
            ("--trial", "--goal", "3:29", "--mile", "6:20", "--level", "advanced"),
            _FAST.format("3:29"),
        ),
        (
            ("--mile", "3:42", "--level", "advanced", "--trial", "--goal", "3:40"),
            "a mile in 3:42 is outside 3:43 to 15:00\n  give a current mile time, as m:ss\n",
        ),
    ],
)
def test_times_that_no_one_runs_are_refused(options: tuple[str, ...], message: str) -> None:
    assert error_of(run("race", *options)) == (4, f"Error: {message}")


@pytest.mark.parametrize("goal", ["3:30", "15:00"])
def test_the_ends_of_the_range_belong_to_it(goal: str) -> None:
    assert run("race", "--goal", goal).exit_code == 0


@pytest.mark.parametrize("text", ["5:99", "6", "6.20", "-6:00"])
def test_a_goal_that_is_no_time_is_refused(text: str) -> None:
    assert error_of(run("race", f"--goal={text}")) == usage_error(
        f"Invalid value for '--goal': \"{text}\" is not a time;"
        " write minutes and seconds: 6:20 or 6:20.5",
        "race",
    )


def test_the_file_gives_goal_and_extra_at_and_options_override_it(alone: Path) -> None:
    (alone / "fitexport.toml").write_text(
        '[athlete]\ngoal = "5:59"\nextra-at = "start"\n', encoding="utf-8"
    )
    result = run("race")
    assert (result.exit_code, result.stderr, result.stdout) == (0, "", AT_THE_START)
    assert run("race", "--extra-at", "end").stdout == AT_THE_END
    assert run("race", "--goal", "6:30").stdout.startswith("Mile race in 6:30\n")
