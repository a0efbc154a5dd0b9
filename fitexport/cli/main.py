"""`fitexport`: the group, its commands loaded when they are called, and one error handler."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from fitexport import __version__
from fitexport.cli.groups import Group
from fitexport.cli.terminal import Marked, drop, harmless_streams, show, show_note, taken_back
from fitexport.errors import FitexportError, PaceError, Problem, ProofError, ScheduleError, reason

_COMMANDS = {
    "week": "Write one week's workouts for the watch and the calendar.",
    "show": "Show the plan as a calendar, a week, or a session as a chart.",
    "preview": "Write the plan as one page to look at, send and print.",
    "workout": "Make a workout of your own from its text.",
    "squad": "Write the week of every athlete in a spreadsheet.",
    "init": "Ask who runs and for which race, and write fitexport.toml.",
    "paces": "Print your paces, splits and equivalent race times.",
    "race": "Print race day, lap by lap.",
    "today": "Show what is on today.",
    "move": "Put a session, or the race, on another day.",
    "skip": "Skip a session.",
    "sick": "Skip the days of an illness, and come back gently.",
    "injured": "Stop running while you are injured, and come back gently.",
    "travel": "Fit training around a trip.",
    "result": "Enter a race or time trial: it sets the paces from then on.",
    "fitness": "Find the best mile in your runs, and what it is worth.",
    "undo": "Undo the last change or result.",
    "plans": "List the plans, print a whole one, write and check your own.",
    "calendar": "Write the plan for your calendar, or publish it to a server.",
    "push": "Put workouts into intervals.icu, for watches without a cable.",
    "watch": "Find a watch, put workouts on it, show what it holds.",
    "read": "Print FIT files and calendars in words.",
    "review": "Compare a workout you ran with its targets, rep by rep.",
    "diff": "Show what a new export adds, changes, moves and removes.",
    "check": "Show what FIT files will make a watch do, and what would fail.",
    "page": "Write or serve a web page that does all this in a browser.",
    "mcp": "Offer all this to language models, as tools.",
    "samples": "Copy sample files to try the commands on.",
    "schema": "Print a JSON Schema of a file you write, or of --json output.",
    "completion": "Make your shell complete commands, weeks and sessions.",
    "help": "Print this, or the help of a command.",
    "version": "Print the version.",
}


_CHANGES = ("move", "skip", "sick", "injured", "travel", "undo")
_GROUPS = ("calendar", "plans", "push", "watch")
_ABOUT = ("completion", "help", "version")
_MODULES = (
    dict.fromkeys(_CHANGES, "commands.changes")
    | dict.fromkeys(_ABOUT, "commands.about")
    | {group: group for group in _GROUPS}
)
"""Commands that share a module, and groups; others have a module of their own name."""
_INTERRUPTED = 130
"""The exit code that shells give for Ctrl-C."""


class _LazyGroup(Group):
    """Imports a command's module only when it is called: `--help` stays quick."""

    groups = _GROUPS

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(
            f"fitexport.cli.{_MODULES.get(cmd_name, f'commands.{cmd_name}')}"
        )
        command = getattr(module, cmd_name if cmd_name in (*_CHANGES, *_ABOUT) else "command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def main(self, *args: Any, **more: Any) -> Any:
        with harmless_streams():
            try:
                return super().main(*args, **more)
            except OSError as error:  # of click's own texts: help, version, completion
                _show_os_error(error)
                sys.exit(6)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FitexportError as error:
            if ctx.params["debug"]:
                raise
            bug = "\n  nothing was written; please report this as a bug"
            text = f"{error}{bug if isinstance(error, ProofError) else ''}"
            _show_error(text, by_assumption=isinstance(error, PaceError | ScheduleError))
            sys.exit(error.exit_code)
        except click.UsageError:
            taken_back()
            raise
        except (click.ClickException, click.exceptions.Exit):
            raise
        except BrokenPipeError:  # `fitexport ... | head`: the reader has stopped, which is no error
            drop(sys.stdout)
            sys.exit(141)
        except OSError as error:
            if ctx.params["debug"]:
                raise
            _show_os_error(error)
            sys.exit(6)
        except (Exception, KeyboardInterrupt) as error:
            if _by_ctrl_c(error):
                click.echo("\nAborted!", err=True)  # on a line below ^C
                sys.exit(_INTERRUPTED)
            if ctx.params["debug"] or isinstance(error, click.Abort):
                raise
            _show_error(
                f"this is a bug in fitexport: {type(error).__name__}: {error}\n"
                "  please report it with what `fitexport --debug ...` prints"
            )
            sys.exit(70)


def _by_ctrl_c(error: BaseException) -> bool:
    """Whether it is Ctrl-C, also at one of click's questions, or, up to Python 3.11, while a class is
    made. Left to click, it would have 1, the code of a failed `check`."""
    cause = error.__context__
    return isinstance(error, KeyboardInterrupt) or (
        isinstance(error, click.Abort | RuntimeError) and isinstance(cause, KeyboardInterrupt)
    )


def _show_os_error(error: OSError) -> None:
    try:
        sys.stdout.flush()
    except OSError:
        drop(sys.stdout)
    remedy = "check the name and its permissions; files are written whole or not at all"
    _show_error(str(Problem(reason(error), remedy, error.filename or "")))


def _show_error(message: str, *, by_assumption: bool = False) -> None:
    """Print an error, and then what was assumed, if that may be the cause."""
    assumed = taken_back()
    show(f"Error: {message}", [Marked(0, 6, "error")], err=True)
    if by_assumption:
        for note in assumed:
            show_note(note)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["--help", "-h"]})
@click.version_option(__version__, prog_name="fitexport")
@click.option("--debug", is_flag=True, help="Show a traceback with an error.")
def main(debug: bool) -> None:
    """Compile a training plan for a faster mile into files for your GPS watch and calendar.

    \b
    fitexport week 3 --out ./watch    the third week, ready to copy
    fitexport check ./watch           what the watch will do with it
    fitexport watch install           the next 14 days onto your watch
    """
