"""What reaches the terminal, and what happens where a stream is closed."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings
from collections.abc import Iterator

import click
import pytest

from fitexport.cli.terminal import harmless_streams


def shell(redirect: str, *args: str) -> tuple[int, str, str]:
    """A command in a separate process, with a stream closed by the shell."""
    command = [sys.executable, "-m", "fitexport", *args]
    done = subprocess.run(
        ["sh", "-c", f'"$@" {redirect}', "sh", *command],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_what_steers_a_terminal_is_shown_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wrote it: names of files, titles of plans, manifests. Words of all scripts stay."""
    for name in ("stdout", "stderr"):
        stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
        monkeypatch.setattr(sys, name, stream)
        with harmless_streams():
            print("a\x1b[31m\x9b\r\x08\u202eb\udce9", file=getattr(sys, name))
            print("Läufe\t走る \u200d🏃", file=getattr(sys, name), flush=True)
        assert getattr(sys, name) is stream
        written = stream.buffer.getvalue().decode()
        assert written == ("aU+001B[31mU+009BU+000DU+0008U+202EbU+DCE9\nLäufe\t走る \u200d🏃\n")


def test_bytes_are_written_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    with harmless_streams():
        click.echo("plain,näh".encode())  # as click completes words for a shell
    assert out.getvalue() == "plain,näh\n"


def test_a_terminal_that_knows_ascii_only_shows_the_rest_by_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="")
    monkeypatch.setattr(sys, "stdout", stream)
    with harmless_streams():
        print("ä\x1b", flush=True)
        assert not hasattr(sys.stdout, "buffer")
    assert stream.buffer.getvalue() == b"\\xe4U+001B\n"


def test_streams_that_are_closed_are_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    with harmless_streams():
        assert sys.stdin.buffer.read() == b""
        assert not sys.stdin.isatty()
        print("nobody reads this")
        print("nor this", file=sys.stderr)
    assert (sys.stdin, sys.stdout, sys.stderr) == (None, None, None)


def test_warnings_of_libraries_are_not_the_runner_s(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "warnoptions", [])
    shown = warnings.showwarning
    with warnings.catch_warnings(), harmless_streams():
        warnings.simplefilter("always")
        warnings.warn("a glyph is missing from a font", stacklevel=1)
    assert warnings.showwarning is shown
    assert capsys.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("redirect", "args", "code", "message"),
    [
        ("<&-", ["workout", "-"], 3, "Error: standard input: "),
        pytest.param(
            *("<&-", ["init", "--mile", "6:20", "--config", "/dev/null/x"], 6, "Error: "),
            marks=pytest.mark.slow,
        ),
        (">&-", ["workout", "easy 30min", "--mile", "6:20", "--goal", "6:00"], 0, ""),
    ],
)
def test_a_command_with_a_closed_stream(
    redirect: str, args: list[str], code: int, message: str
) -> None:
    done = shell(redirect, *args)
    assert done[0] == code
    assert message in done[2]


def test_a_second_interrupt_while_cleaning_up_shows_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can catch what is raised while a generator is thrown away."""

    def cleaning(error: type[BaseException]) -> Iterator[None]:
        try:
            yield
        finally:
            raise error("in the clean-up")

    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    for error in (KeyboardInterrupt, ValueError):
        with harmless_streams():
            thrown_away = cleaning(error)
            next(thrown_away)
            del thrown_away
    shown = capsys.readouterr().err
    assert "ValueError" in shown
    assert "KeyboardInterrupt" not in shown
    assert sys.unraisablehook is sys.__unraisablehook__
