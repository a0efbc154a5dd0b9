"""Output fits the terminal, in a real one and in simulated ones."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import sys
import termios
from pathlib import Path

import pytest
from support.command import run

from fitexport.cli import terminal
from fitexport.cli.tables import table
from fitexport.cli.terminal import folded

SAMPLES = Path(__file__).parents[2] / "samples"
SEASON = '[athlete]\nmile = "6:20"\ngoal = "6:00"\n\n[season]\nrace-day = 2027-05-01\n'
COMMANDS = {
    "show": ("show",),
    "a week": ("show", "week", "3"),
    "a session": ("show", "w3.2"),
    "week": ("week", "3"),
    "today": ("today", "--today", "2027-03-22"),
    "paces": ("paces",),
    "race": ("race",),
    "check": ("check", "others"),
    "read": ("read", "others"),
    "diff": ("diff", "week-03", "others"),
    "plans": ("plans",),
    "a plan": ("plans", "show", "mile"),
    "sessions": ("plans", "sessions"),
    "status": ("watch", "status", "--at", "fake-watch"),
    "fitness": ("fitness", "time-trial.fit"),
    "workout": ("workout", "warm-up 15min; 6x 400m @ mile, jog 200m"),
    "week in other formats": ("week", "3", "--format", "zwo", "--format", "tcx"),
    "an error": ("workout", "6x 400m @ mlie, jog 200m"),
}


@pytest.fixture
def samples(alone: Path) -> None:
    (alone / "fitexport.toml").write_text(SEASON, encoding="utf-8")
    ours = shutil.ignore_patterns("fitexport.toml", "fitexport-calendar.json")
    shutil.copytree(SAMPLES, alone, ignore=ours, dirs_exist_ok=True)


@pytest.mark.usefixtures("samples")
def test_a_text_for_another_program_is_not_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    command = ("workout", "6x 400m @ mile, jog 200m", "--format", "intervals")
    plain = run(*command)
    monkeypatch.setattr(terminal._SafeStream, "columns", 40)
    assert run(*command).stdout == plain.stdout
    assert max(map(len, plain.stdout.splitlines())) > 80


@pytest.mark.slow
@pytest.mark.usefixtures("samples")
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_no_line_is_wider_than_the_terminal(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run(*command)
    monkeypatch.setenv("NO_COLOR", "1")
    for width in (80, 200):
        monkeypatch.setattr(terminal._SafeStream, "columns", width)
        shown = run(*command)
        assert shown.exit_code == plain.exit_code
        assert max(map(len, shown.output.splitlines())) <= width
    assert set(plain.output.split()) == set(shown.output.split())  # in 200 nothing is left out


def in_terminal(columns: int, *args: str, **environment: str) -> str:
    """What a command shows in a real terminal of so many columns."""
    child, terminal_end = pty.fork()
    if child == 0:
        env = {key: value for key, value in os.environ.items() if key != "COLUMNS"} | environment
        os.execve(sys.executable, [sys.executable, "-m", "fitexport", *args], env)
    fcntl.ioctl(terminal_end, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    written = b""
    while True:
        try:
            piece = os.read(terminal_end, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not piece:
            break
        written += piece
    os.close(terminal_end)
    os.waitpid(child, 0)
    return written.decode().replace("\r\n", "\n")


@pytest.mark.slow
@pytest.mark.usefixtures("samples")
def test_a_real_terminal_has_colours_and_a_bar_unless_they_are_not_wanted() -> None:
    coloured = in_terminal(80, "show", TERM="xterm-256color")
    bare = in_terminal(80, "show", TERM="xterm-256color", NO_COLOR="1")
    plain = in_terminal(80, "show", "--plain", TERM="xterm-256color")
    assert "\x1b[" in coloured
    assert "\x1b[3" not in bare
    assert max(map(len, re.sub(r"\x1b\[\d*m", "", bare).splitlines())) <= 80
    assert "\x1b" not in plain
    assert plain == run("show").output
    reading = in_terminal(80, "fitness", ".", TERM="xterm-256color")
    assert "Reading  [####" in reading
    assert "U+000D" not in reading


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("short", "short"),
        ("one two three", "one two\nthree"),
        ("one two three: ", "one two\nthree: "),
        ("  one two three", "  one two\n    three"),
        ("note: one two three", "note: one\n     two\n     three"),
        ("a/very/long/path", "a/very/lon\ng/path"),
    ],
)
def test_a_long_line_is_broken_between_words(line: str, lines: str) -> None:
    assert folded(line, 10) == lines


def test_a_table_leaves_out_what_matters_least_before_it_folds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [("Day", "What it is for", "File"), ("Mon", "a run of many words on hills", "a.fit")]
    assert list(table(rows, spare=(2,)))[1] == "Mon  a run of many words on hills  a.fit"
    monkeypatch.setattr("fitexport.cli.tables.columns", lambda: 34)
    assert list(table(rows, spare=(2,)))[1] == "Mon  a run of many words on hills"
    monkeypatch.setattr("fitexport.cli.tables.columns", lambda: 20)
    assert list(table(rows, spare=(2,)))[1:] == ["Mon  a run of many", "     words on hills"]
