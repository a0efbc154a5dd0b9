"""The command line in tests: the program in this process, its output taken apart."""

from __future__ import annotations

from click.testing import CliRunner, Result

from fitexport.cli.main import main

RUNNER = ("--mile", "6:20", "--goal", "6:00", "--level", "intermediate", "--cross", "cycling")
DATES = ("--race-day", "2027-05-01", "--today", "2027-03-01")
"""Options for everything that would otherwise be an assumed default, with a note."""
SEASON = """\
[athlete]
mile = "6:20"
goal = "6:00"
level = "intermediate"
cross = "cycling"

[season]
weeks = 8
race-day = 2027-05-01
"""
"""The same as a fitexport.toml."""


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args, prog_name="fitexport")


def week(*args: str) -> Result:
    """`fitexport week` with everything given, so that stderr is empty unless something is up."""
    return run("week", *args, *RUNNER, *DATES)


def error_of(result: Result) -> tuple[int, str]:
    """Exit code and stderr, of a command that printed no result."""
    assert result.stdout == ""
    return result.exit_code, result.stderr


def usage_error(message: str, command: str = "week") -> tuple[int, str]:
    """What click makes of a wrong option."""
    known = {"week": "WEEK", "workout": "TEXT", "check": "PATH...", "squad": "FILE"}
    arguments = f"[OPTIONS] {known.get(command, '')}".rstrip()
    return 2, (
        f"Usage: fitexport {command} {arguments}\n"
        f"Try 'fitexport {command} --help' for help.\n\nError: {message}\n"
    )
