"""`fitexport preview`: the plan as a page, sessions as pictures."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.command import DATES, RUNNER, SEASON, error_of, run

pytestmark = pytest.mark.usefixtures("alone")


@pytest.mark.slow
def test_the_plan_is_written_whole_and_again_the_same() -> None:
    Path("fitexport.toml").write_text(SEASON, encoding="utf-8")
    first = run("preview", "--out", "plan.html")
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.startswith("A faster mile in plan.html: ")
    written = Path("plan.html").read_bytes()
    assert written.startswith(b"<!doctype html>")
    assert run("preview").exit_code == 0
    assert Path("plan.html").read_bytes() == written
    assert sorted(each.name for each in Path().iterdir()) == ["fitexport.toml", "plan.html"]


def test_a_session_is_drawn() -> None:
    drawn = ("preview", "W3.2", "--svg", "a.svg", "--png", "a.png", *RUNNER, *DATES)
    pytest.importorskip("resvg_py")
    result = run(*drawn)
    assert (result.exit_code, result.stdout) == (0, "w3.2 drawn in a.svg and a.png\n")
    assert Path("a.svg").read_text("utf-8").startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    data = Path("a.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") == 1520


def test_a_png_names_the_extra_that_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    assert error_of(run("preview", "w3.2", "--png", "a.png", *RUNNER, *DATES)) == (
        2,
        "Error: a PNG needs resvg-py\n  pip install 'fitexport[png]'\n",
    )
    assert not Path("a.png").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("w3.2",), "a session is drawn as a picture\n  fitexport preview w3.2 --svg FILE"),
        (
            ("--svg", "a.svg"),
            "--svg and --png draw one session\n  name it: fitexport preview w3.2",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(arguments: tuple[str, ...], message: str) -> None:
    assert error_of(run("preview", *arguments, *RUNNER, *DATES)) == (2, f"Error: {message}\n")


def test_a_session_that_is_not_there_is_an_error() -> None:
    result = run("preview", "w3.99", "--svg", "a.svg", *RUNNER, *DATES)
    assert result.exit_code == 4
    assert result.stderr.startswith("Error: there is no session w3.99\n")
