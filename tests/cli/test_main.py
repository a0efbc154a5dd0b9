"""The group: help, unknown commands, errors in one place."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from support.command import error_of, run

import fitexport
from fitexport.cli.commands import about
from fitexport.cli.main import main
from fitexport.errors import UsageError

pytestmark = pytest.mark.usefixtures("alone")


def test_help_lists_the_commands() -> None:
    result = run("--help")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith(
        "Commands:\n"
        "  week        Write one week's workouts for the watch and the calendar.\n"
        "  show        Show the plan as a calendar, a week, or a session as a chart.\n"
        "  preview     Write the plan as one page to look at, send and print.\n"
        "  workout     Make a workout of your own from its text.\n"
        "  squad       Write the week of every athlete in a spreadsheet.\n"
        "  init        Ask who runs and for which race, and write fitexport.toml.\n"
        "  paces       Print your paces, splits and equivalent race times.\n"
        "  race        Print race day, lap by lap.\n"
        "  today       Show what is on today.\n"
        "  move        Put a session, or the race, on another day.\n"
        "  skip        Skip a session.\n"
        "  sick        Skip the days of an illness, and come back gently.\n"
        "  injured     Stop running while you are injured, and come back gently.\n"
        "  travel      Fit training around a trip.\n"
        "  result      Enter a race or time trial: it sets the paces from then on.\n"
        "  fitness     Find the best mile in your runs, and what it is worth.\n"
        "  undo        Undo the last change or result.\n"
        "  plans       List the plans, print a whole one, write and check your own.\n"
        "  calendar    Write the plan for your calendar, or publish it to a server.\n"
        "  push        Put workouts into intervals.icu, for watches without a cable.\n"
        "  watch       Find a watch, put workouts on it, show what it holds.\n"
        "  read        Print FIT files and calendars in words.\n"
        "  review      Compare a workout you ran with its targets, rep by rep.\n"
        "  diff        Show what a new export adds, changes, moves and removes.\n"
        "  check       Show what FIT files will make a watch do, and what would fail.\n"
        "  page        Write or serve a web page that does all this in a browser.\n"
        "  mcp         Offer all this to language models, as tools.\n"
        "  samples     Copy sample files to try the commands on.\n"
        "  schema      Print a JSON Schema of a file you write, or of --json output.\n"
        "  completion  Make your shell complete commands, weeks and sessions.\n"
        "  help        Print this, or the help of a command.\n"
        "  version     Print the version.\n"
    )


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("week", "[OPTIONS] WEEK"),
        ("workout", "[OPTIONS] TEXT"),
        ("init", "[OPTIONS]"),
        ("paces", "[OPTIONS]"),
        ("race", "[OPTIONS]"),
        ("today", "[OPTIONS]"),
        ("move", "[OPTIONS] SESSION DAY"),
        ("skip", "[OPTIONS] SESSION"),
        ("sick", "[OPTIONS] FIRST [LAST]"),
        ("injured", "[OPTIONS] FIRST [LAST]"),
        ("travel", "[OPTIONS] FIRST [LAST]"),
        ("result", "[OPTIONS] [DATE] DISTANCE TIME"),
        ("fitness", "[OPTIONS] PATH..."),
        ("undo", "[OPTIONS]"),
        ("plans", "[OPTIONS] [COMMAND] [ARGS]..."),
        ("calendar", "[OPTIONS] [COMMAND] [ARGS]..."),
        ("watch", "[OPTIONS] COMMAND [ARGS]..."),
        ("read", "[OPTIONS] FILE..."),
        ("review", "[OPTIONS] RUN..."),
        ("diff", "[OPTIONS] OLD [NEW]"),
        ("check", "[OPTIONS] PATH..."),
        ("samples", "[OPTIONS]"),
        ("schema", "[OPTIONS] NAME"),
    ],
)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_each_command_has_help(command: str, arguments: str, flag: str) -> None:
    result = run(command, flag)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"Usage: fitexport {command} {arguments}\n\n")


def test_the_version_is_the_packages() -> None:
    assert run("--version").stdout == f"fitexport, version {fitexport.__version__}\n"


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("wek", '; did you mean "week"?'),
        ("chek", '; did you mean "check"?'),
        ("skp", '; did you mean "skip"?'),
        ("instal", '; did you mean "watch install"?'),
        ("publsh", '; did you mean "calendar publish"?'),
        ("zzzzz", ""),
    ],
)
def test_an_unknown_command_gets_a_suggestion(word: str, hint: str) -> None:
    assert error_of(run(word, "3")) == (
        2,
        "Usage: fitexport [OPTIONS] COMMAND [ARGS]...\n"
        "Try 'fitexport --help' for help.\n\n"
        f'Error: there is no command "{word}"; commands: week, show, preview, workout, squad, init, paces, race, today, move, skip,'
        f" sick, injured, travel, result, fitness, undo, plans, calendar, push, watch, read, review, diff, check, page, mcp, samples, schema, completion, help, version{hint}\n",
    )


def test_an_error_is_a_message_without_a_traceback(alone: Path) -> None:
    result = run("week", "10", "--today", "2027-03-01")
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    assert not list(alone.iterdir())


def test_debug_lets_the_error_through() -> None:
    result = run("--debug", "week", "10", "--today", "2027-03-01")
    assert isinstance(result.exception, UsageError)


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (KeyboardInterrupt(), 130),
        (click.Abort(), 1),  # a "no"
        (RuntimeError("of our own"), 70),
    ],
    ids=["Ctrl-C", "no", "a bug"],
)
def test_ctrl_c_has_the_exit_code_that_shells_give_it(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int
) -> None:
    """A failed `check` has 1."""

    def stopped() -> None:
        raise raised

    monkeypatch.setattr(about.version, "callback", stopped)
    assert run("version").exit_code == code


def test_ctrl_c_has_it_at_a_question_and_in_the_making_of_a_class(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def asked(_: str) -> str:
        raise KeyboardInterrupt

    def wrapped() -> None:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:
            raise RuntimeError("Error calling __set_name__") from error

    monkeypatch.setattr(about.version, "callback", lambda: click.prompt("Your mile"))
    monkeypatch.setattr(click.termui, "visible_prompt_func", asked)
    with pytest.raises(SystemExit) as ended:  # the tests' runner has answers of its own
        main(["version"], prog_name="fitexport")
    assert ended.value.code == 130
    monkeypatch.setattr(about.version, "callback", wrapped)
    assert run("version").exit_code == 130


_GOAL_COMMANDS = (
    ("race",),
    ("race", "--trial"),
    ("paces",),
    ("week", "3", "--race-day", "2027-05-01", "--today", "2027-03-01", "--out", "out"),
    ("init", "--race-day", "2027-05-01", "--today", "2027-03-01", "--overwrite"),
    ("workout", "6x 400m @ goal, jog 200m"),
    ("calendar", "--race-day", "2027-05-01", "--today", "2027-03-01", "--out", "plan.ics"),
    ("plans", "show", "mile"),
)


@pytest.mark.parametrize("command", _GOAL_COMMANDS)
def test_every_command_judges_a_goal_alike(command: tuple[str, ...]) -> None:
    slower = run(*command, "--level", "intermediate", "--mile", "6:20", "--goal", "8:00")
    assert slower.exit_code == 4
    assert "the goal 8:00 is not faster than the mile 6:20\n" in slower.stderr
    beyond = run(*command, "--level", "intermediate", "--mile", "6:20", "--goal", "4:00")
    assert beyond.exit_code == 0
    assert beyond.stderr.count("note: a goal of 4:00 is 36.8% faster than 6:20: more than one") == 1


# --- what is assumed ------------------------------------------------------------------------


@pytest.mark.usefixtures("alone")
def test_what_is_assumed_comes_before_the_result() -> None:
    lines = run("week", "3", "--today", "2027-03-01").output.splitlines()
    assert [line.partition(":")[0] for line in lines[:4]] == ["note"] * 4
    assert lines[4].startswith("Week 3 of 8")


@pytest.mark.usefixtures("alone")
def test_with_a_wrong_argument_only_the_error_is_shown() -> None:
    assert error_of(run("week", "33")) == (
        2,
        'Error: there is no week 33: the plan "A faster mile" has 9\n'
        "  give 1 to 9, a range such as 3-6, next, or all\n",
    )


@pytest.mark.usefixtures("alone")
def test_what_was_assumed_follows_an_error_that_it_may_be_the_cause_of() -> None:
    status, shown = error_of(run("show", "w9.9", "--today", "2027-03-01"))
    lines = shown.splitlines()
    assert (status, lines[0]) == (4, "Error: there is no session w9.9")
    assert [line[:6] for line in lines[2:]] == ["note: "] * 4
