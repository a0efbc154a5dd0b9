"""`fitexport help`, `version`, `completion`, and what a shell completes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from support.command import run

from fitexport import __version__
from fitexport.cli.main import main

SEASON = '[athlete]\nmile = "6:20"\ngoal = "6:00"\n\n[season]\nweeks = 6\nrace-day = 2027-05-01\n'


@pytest.mark.parametrize("words", [(), ("week",), ("watch", "install"), ("plans", "show")])
def test_help_is_that_of_the_option(words: tuple[str, ...]) -> None:
    asked, given = run("help", *words), run(*words, "--help")
    assert asked.exit_code == given.exit_code == 0
    assert asked.stdout == given.stdout


def test_help_of_what_is_not_there() -> None:
    assert 'there is no command "wek"' in run("help", "wek").stderr
    assert 'did you mean "week"?' in run("help", "wek").stderr
    assert "fitexport week has no commands below it" in run("help", "week", "3").stderr


def test_help_lists_options_in_sections() -> None:
    lines = run("week", "--help").stdout.splitlines()
    titles = [line for line in lines if line.endswith(":") and not line.startswith(" ")]
    assert titles == ["Options:", "Runner:", "Plan:", "Calendar:"]
    runner = lines[lines.index("Runner:") : lines.index("Plan:")]
    assert any(line.startswith("  --mile ") for line in runner)
    assert any(line.startswith("  -o, --out ") for line in lines[: lines.index("Runner:")])


def test_no_line_of_any_help_is_wider_than_80() -> None:
    wide = []
    for name in main.list_commands(None):  # type: ignore[arg-type]
        command = main.get_command(None, name)  # type: ignore[arg-type]
        below = getattr(command, "commands", {})
        for words in ([name], *([name, each] for each in below)):
            wide += [line for line in run(*words, "--help").stdout.splitlines() if len(line) > 80]
    assert wide == []


def test_version_is_that_of_the_option() -> None:
    assert run("version").stdout == run("--version").stdout == f"fitexport, version {__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_of_the_shell(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    script = run("completion", shell).stdout
    assert run("completion").stdout == script
    assert script.startswith(f"# fitexport completion {shell} >")
    assert "_FITEXPORT_COMPLETE" in script
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def test_completion_of_an_unknown_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/false")
    assert run("completion").stderr.endswith("Error: which shell? give one of bash, zsh, fish\n")


def completed(*words: str) -> list[str]:
    *before, begun = words
    found = ShellComplete(main, {}, "fitexport", "_X").get_completions(before, begun)
    return [each.value for each in found]


def test_weeks_and_sessions_of_the_plan_are_completed(alone: Path) -> None:
    (alone / "fitexport.toml").write_text(SEASON, encoding="utf-8")
    assert completed("week", "") == ["next", "all", *"1234567"]
    assert completed("move", "w3.") == [f"w3.{place}" for place in range(1, 7)]
    assert completed("skip", "ra") == ["race"]
    assert completed("show", "we") == ["week"]
    assert completed("show", "week", "n") == ["next"]
    (alone / "fitexport.toml").write_text("[athlete", encoding="utf-8")
    assert completed("week", "") == ["next", "all"]


def test_plans_zones_and_choices_are_completed(alone: Path) -> None:
    (alone / "mine.toml").touch()
    assert completed("plans", "show", "mi") == ["mile", "mine.toml"]
    assert completed("week", "3", "--plan", "min") == ["mine.toml"]
    assert completed("calendar", "--timezone", "europe/berl") == ["Europe/Berlin"]
    assert completed("week", "3", "--level", "b") == ["beginner"]
    assert "week" in completed("we")
