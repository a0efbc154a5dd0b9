"""What every command prints with --json: one document, as its schema says, and nothing else."""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator
from support.command import run
from support.json_schemas import held, page

from fitexport.cli.json_output import show_json
from fitexport.cli.main import main
from fitexport.cli.terminal import harmless_streams
from fitexport.export.json_records import RECORDS
from fitexport.export.json_results import RESULTS
from fitexport.export.json_schema import record_in, result_schema
from fitexport.export.season_calendar import Published, plain_published
from fitexport.sync.actions import Action, Do, Publication

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "json.md"
RUNNER = "--mile 6:20 --goal 6:00 --level intermediate --cross cycling --race-day 2027-05-01"
SEASON = f"{RUNNER} --today 2027-03-01"
COMMANDS = {
    "week": f"week 3-4 --out new {SEASON}",
    "show-plan": f"show {SEASON}",
    "show-week": f"show week 3 {SEASON}",
    "show-session": f"show w3.2 {SEASON}",
    "today": f"today {RUNNER} --today 2027-03-22",
    "today after the race": f"today {RUNNER} --today 2027-06-01",
    "today on the way": "today --config samples/midseason.toml --today 2027-04-01",
    "paces": "paces --mile 6:20 --goal 6:00 --max-hr 188 --resting-hr 52 --age 52",
    "paces without a heart": "paces --mile 6:20 --bands none",
    "plans-show": f"plans show mile --weeks 10 --level advanced {SEASON}".replace(
        "--level intermediate ", ""
    ),
    "plans": "plans",
    "plans-check": "plans check my-plan.toml my-sessions.toml --mile 6:20",
    "plans-sessions": "plans sessions mile-advanced S1",
    "check": "check samples/workouts samples/others",
    "check of what is broken": "check broken.fit",
    "diff": "diff samples/week-03 --config samples/fitexport.toml --mile 6:12 --today 2027-03-01",
    "diff-calendars": "diff samples/week-03/mile-week-03.ics samples/workouts/workouts.ics",
    "race": "race --goal 5:59",
    "race over 1500 m": "race --goal 4:58 --race-distance 1500m --mile 5:40",
    "race of a plan": "race --plan my-plan.toml --mile 6:20",
    "read": "read samples/week-03 samples/others samples/workouts/workouts.ics samples/fake-watch/Garmin",
    "fitness": "fitness samples --today 2026-04-12",
    "review": "review samples/track-tuesday.fit",
    "workout": 'workout "warm-up 10min; 3x (400m @ mile; jog 200m); cool-down 1km" --mile 6:20',
    "week in other formats": f"week 3 --out zwift --format zwo --format tcx {SEASON}",
    "workout in other formats": 'workout "400m @ mile" --mile 6:20 --format intervals',
    "workout in a folder": "workout samples/sessions.txt --out own --mile 6:20",
    "workout-squad": 'workout "4x 400m @ mile, jog 1.25x rep" --squad samples/squad.csv --out own',
    "calendar": f"calendar --out mile.ics {SEASON}",
    "calendar-feed": "calendar --feed public --config samples/fitexport.toml --today 2027-03-01"
    " --hosted-at https://example.org/calendars/",
    "squad": "squad samples/squad.csv --week 3 --today 2027-03-01",
    "squad of bad rows": "squad bad.csv --today 2027-03-01",
    "watch-find": "watch find --at samples/fake-watch",
    "watch-status": f"watch status --at samples/fake-watch {SEASON}",
    "watch-report": "watch report --at samples/fake-watch",
}


@pytest.fixture
def files(alone: Path) -> Path:
    shutil.copytree(ROOT / "samples", alone / "samples")
    (alone / "broken.fit").write_bytes(b"\x0e\x20.FIT")
    (alone / "bad.csv").write_text("name,mile\nAnna,6:99\n")
    library = '[block.quick]\nabout = "Fast."\ntext = "4x stride 20s, walk 60s"\n'
    (alone / "my-sessions.toml").write_text(library)
    assert run("plans", "new", "my-plan.toml").exit_code == 0
    return alone


@pytest.mark.slow
@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_prints_what_its_schema_says(name: str) -> None:
    if name == "watch-report":
        put = "watch install samples/watch-test/first --at samples/fake-watch --limits entries=31"
        assert run(*put.split(), "--yes", "--replace-calendar").exit_code == 0
    result = run(*shlex.split(COMMANDS[name]), "--json")
    assert result.stdout, result.output
    document = held(result.stdout)
    assert list(document)[:2] == ["schema", "version"]
    assert (document["schema"], document["version"]) == (name.split(" ")[0], 1)
    assert result.exit_code in (0, 1 if name.startswith(("check", "squad of bad")) else 0)
    assert set(document) - {"schema", "version"} <= {
        key.removesuffix("?") for key in RESULTS[document["schema"]].keys
    }


_PUSHES = ("push-intervals", "push-status", "push-undo")
"""Tried in tests/cli/push."""


def test_every_result_and_every_record_is_tried() -> None:
    tried = {name.split(" ")[0] for name in COMMANDS}
    assert set(RESULTS) - tried == {"calendar-publish", *_PUSHES}
    types = [kind for each in RESULTS.values() for kind, _ in each.keys.values()]
    types += [kind for keys in RECORDS.values() for kind, _ in keys.values()]
    assert {record_in(kind) for kind in types} - {""} == RECORDS.keys()


def test_every_command_with_json_has_a_schema() -> None:
    with_json = {
        words
        for words, command in _commands(main, ())
        if any("--json" in each.opts for each in command.params)
    }
    described = {re.split(" w| -", result.command)[0] for result in RESULTS.values()}
    assert with_json == {
        *(each for each in described if " OLD" not in each and "watch" not in each),
        *("watch find", "watch status", "watch report"),
    }


def _commands(
    command: click.Command, words: tuple[str, ...]
) -> Iterator[tuple[str, click.Command]]:
    if words:
        yield " ".join(words), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _commands(below, (*words, name))


def test_what_publishing_did_is_as_its_schema_says(capsys: pytest.CaptureFixture[str]) -> None:
    actions = (
        Action(Do.CREATE, "1", "Long run", ""),
        Action(Do.SAME, "2", "Rest", ""),
        Action(Do.KEEP_EDITED, "3", "6 x 400 m", "", kept=("time",)),
    )
    published = Published("https://dav.example.com/", True, Publication(actions))
    show_json("calendar-publish", plain_published(published) | {"dry_run": False})
    document = held(capsys.readouterr().out)
    assert (document["same"], [each["title"] for each in document["actions"]]) == (
        1,
        ["Long run", "6 x 400 m"],
    )


@pytest.mark.usefixtures("alone")
def test_notes_stay_on_standard_error() -> None:
    result = run("week", "3", "--today", "2027-03-01", "--json")
    assert "note: no mile time given" in result.stderr
    assert held(result.stdout)["folder"] == "watch"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_narrow_terminal_folds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does one that knows ASCII only change a letter."""
    monkeypatch.setenv("COLUMNS", "40")
    screen = _Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    with harmless_streams():
        show_json("watch-report", {"answers": {"words " * 20: "é\u2028"}})
    assert held(screen.getvalue())["answers"] == {"words " * 20: "é\u2028"}
    assert screen.getvalue().isascii()


def test_json_of_a_group_is_not_that_of_its_commands() -> None:
    result = run("plans", "--json", "show", "mile")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("Error: --json comes after the command: plans show --json\n")


@pytest.mark.usefixtures("alone")
def test_an_error_prints_no_document() -> None:
    result = run("week", "99", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr


@pytest.mark.parametrize("name", RESULTS)
def test_a_schema_is_printed(name: str) -> None:
    result = run("schema", name)
    assert (result.exit_code, result.stdout) == (0, result_schema(name))
    schema = json.loads(result.stdout)
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["schema"]["const"] == name


def test_the_page_has_every_key(update_samples: bool) -> None:
    text = PAGE.read_text(encoding="utf-8")
    if update_samples:
        PAGE.write_text(page(text), encoding="utf-8")
        text = page(text)
    assert text == page(text)
