"""Every option and argument of every command gets hostile values: the command does it or
refuses it in words, names the file, and nothing that it prints steers the terminal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest
from support.command import run
from support.hostile import SAMPLES, fault
from support.watches import FENIX, make_drive

from fitexport.cli.main import main

LONG, BYTES = "x" * 300, "caf\udce9"
HOSTILE = {
    "too long": LONG,
    "bytes that are not UTF-8": BYTES,
    "an escape sequence": "\x1b]0;owned\x07\x1b[31m",
    "two lines": "a\nb\r\x9bc",
    "text turned round": "\u202egpx.exe\u2066",
    "mathematics": "$x$ \\frac{",
    "a dash": "-",
    "nothing": "",
    "a blank": " ",
    "digits": "9" * 5000,
    "infinity": "1e400",
    "not a number": "nan",
    "foreign digits": "\u0663\u0661:\u0660\u0660",
    "below zero": "-1",
    "a folder": "folder",
}
ENDINGS = {
    "config": ".toml",
    "plan": ".toml",
    "since": ".ics",
    "plot": ".svg",
    "paths": ".gpx",
    "old": ".fit",
    "new": ".ics",
}
"""What the name of a file has to end with, so that it is looked at."""

ARGUMENTS = {
    "week": ["3"],
    "workout": ["easy 30min"],
    "move": ["w3.2", "thu"],
    "skip": ["w3.2"],
    "sick": ["2027-03-21", "2027-03-22"],
    "travel": ["2027-03-21", "2027-03-22"],
    "result": ["2027-04-08", "mile", "6:12"],
    "fitness": ["run.fit"],
    "plans show": ["mile"],
    "plans new": ["another.toml"],
    "plans check": ["my.toml"],
    "calendar publish": ["https://127.0.0.1:1/"],
    "read": ["run.fit"],
    "review": ["tuesday.fit"],
    "diff": ["connect.fit"],
    "check": ["connect.fit"],
    "schema": ["plan"],
}
OPTIONS = {
    "init": ["--config", "new.toml"],
    "move": ["--force"],
    "skip": ["--force"],
    "page": ["--runtime", "none.tgz", "--wheels", "folder"],
    "watch install": ["--at", "drive", "--yes", "--dry-run"],
    "watch status": ["--at", "drive"],
    "watch undo": ["--at", "drive", "--dry-run"],
    "watch clean": ["--at", "drive", "--dry-run"],
}
"""What each command needs, so that it comes to look at the one value that is tried."""


def commands() -> Iterator[tuple[str, click.Command]]:
    def below(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
        context = click.Context(group)
        for each in group.list_commands(context):
            command = group.get_command(context, each)
            assert command is not None
            full = f"{name} {each}".strip()
            if isinstance(command, click.Group):
                yield from below(command, full)
            if not isinstance(command, click.Group) or command.params:
                yield full, command

    return below(main, "")


COMMANDS = dict(commands())


MOST, OF_ARGUMENTS = 20, 5
"""Of commands that share an option, one in so many tries each value. Of those that share an argument, more
do: it means something else in each."""


def texts(name: str) -> list[click.Parameter]:
    """The options and arguments of a command that take any text."""
    return [
        param
        for param in COMMANDS[name].params
        if not (isinstance(param.type, click.Choice) or getattr(param, "is_flag", False))
    ]


SHARED: Mapping[str, list[str]] = {
    option: [name for name in COMMANDS if option in [each.name for each in texts(name)]]
    for option in {each.name or "" for name in COMMANDS for each in texts(name)}
}


def is_next(name: str, param: click.Parameter, kind: str) -> bool:
    """Whether this command tries the value: commands with the same option or argument take turns."""
    names = SHARED[param.name or ""]
    turns = min(len(names), MOST if isinstance(param, click.Option) else OF_ARGUMENTS)
    return (list(HOSTILE).index(kind) - names.index(name)) % turns == 0


def tried(name: str, kind: str, *, whole: bool) -> Iterator[list[str]]:
    """The command with the value in the place of each text in turn."""
    given, params, value = ARGUMENTS.get(name, []), COMMANDS[name].params, HOSTILE[kind]
    options = list(OPTIONS.get(name, []))
    if any("--today" in param.opts for param in params):
        options += ["--today", "2027-03-01"]
    arguments = [param for param in params if not isinstance(param, click.Option)]
    for param in texts(name):
        if not whole and not is_next(name, param, kind):
            continue
        for each in dict.fromkeys((value, value + ENDINGS.get(param.name or "", ""))):
            if isinstance(param, click.Option):
                yield [*name.split(), *options, param.opts[-1], each, *given]
            else:
                at = arguments.index(param)
                yield [*name.split(), *options, "--", *given[:at], each, *given[at + 1 :]]


@pytest.fixture
def here(alone: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FITEXPORT_CALDAV_PASSWORD", "secret")
    for source, name in (
        ("fitexport.toml", "fitexport.toml"),
        ("track-tuesday.fit", "tuesday.fit"),
        ("time-trial.fit", "run.fit"),
        ("others/connect.fit", "connect.fit"),
    ):
        shutil.copy(SAMPLES / source, name)
    make_drive(alone / "drive", FENIX)
    (alone / "folder").mkdir()
    assert run("plans", "new", "my.toml").exit_code == 0
    return alone


@pytest.mark.slow
@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", COMMANDS)
def test_hostile_values_are_accepted_or_refused_in_words(name: str, *, whole: bool) -> None:
    wrong = {
        " ".join(args)[:200]: message
        for kind in HOSTILE
        for args in tried(name, kind, whole=whole)
        if (message := fault(args))
    }
    assert wrong == {}


NAMES = {kind: HOSTILE[kind] for kind in list(HOSTILE)[1:6]} | {"an option": "--out", "home": "~"}


@pytest.mark.slow
@pytest.mark.one_in(2)
@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("kind", NAMES)
def test_a_file_of_a_hostile_name_is_like_any_other(kind: str) -> None:
    name = NAMES[kind]
    for source, ending in (
        *((SAMPLES / "time-trial.gpx", ".gpx"), (SAMPLES / "sessions.txt", ".txt")),
        *((SAMPLES / "week-03/mile-week-03.ics", ".ics"), (Path("connect.fit"), ".fit")),
        *((Path("my.toml"), ".toml"), (Path("fitexport.toml"), "-athlete.toml")),
        (Path("tuesday.fit"), "-run.fit"),
    ):
        shutil.copy(source, f"./{name}{ending}")
    shutil.copytree(SAMPLES / "week-03", f"./{name}")
    today = ("--today", "2027-03-01")
    config = ("--config", f"{name}-athlete.toml")
    wrong = {}
    for args in (
        *(("fitness", "--plot", f"{name}.svg", "--", f"{name}.gpx"),),
        *(("fitness", "--plot", f"{name}.png", "--", f"{name}.gpx"),),
        *(
            ("fitness", "--json", "--", f"{name}.gpx"),
            ("fitness", "--plot", "-", "--", f"{name}.gpx"),
        ),
        *(
            ("review", "--", f"{name}-run.fit"),
            ("check", "--", name),
            ("check", "--", f"{name}.fit"),
        ),
        *(("read", "--", name), ("read", "--", f"{name}.ics"), ("read", "--json", "--", name)),
        *(("diff", "--", name, "./" + name), ("diff", *config, *today, "--", name)),
        *(("workout", "--out", f"{name}-w", "--", f"{name}.txt"),),
        *(
            ("workout", "--out", f"{name}-w.fit", "easy 30min"),
            ("plans", "check", "--", f"{name}.toml"),
        ),
        *(("plans", "new", "--", f"{name}-new.toml"), ("plans", "show", "--", f"{name}.toml")),
        *(("week", "1", "--plan", f"{name}.toml", *today), ("week", "3", *config, *today)),
        *(("week", "3", "--out", f"{name}-x", *today), ("skip", "w3.2", "--force", *config)),
        *(("calendar", "--since", f"{name}.ics", "--out", f"{name}-c.ics", *today),),
        *(
            (
                "init",
                "--config",
                f"{name}-i.toml",
                "--plan",
                f"{name}.toml",
                "--mile",
                "6:20",
                *today,
            ),
        ),
        *(("watch", "install", "--at", "drive", "--dry-run", *today, "--", name),),
    ):
        if message := fault([*args]):
            wrong[args] = message
    assert wrong == {}
