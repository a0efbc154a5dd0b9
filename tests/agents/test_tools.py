"""Every tool gives what the command gives, in the form that its schema says, and bounded."""

from __future__ import annotations

import json
import re
import shutil
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator
from support.agents import SETTINGS, call, reach, refused
from support.command import run

from fitexport.agents.arguments import MAX_SHOWN_RUNS, MAX_TEXT
from fitexport.agents.given import schema_of
from fitexport.agents.incoming import MAX_MESSAGE
from fitexport.agents.reach import MAX_READING_S, Reach
from fitexport.agents.recorded import MAX_FIT_FILES
from fitexport.agents.tools import BUG, MAX_PROBLEMS, MAX_RESULT, TOOLS, answer, offered
from fitexport.agents.vocabulary import PAGES, PROMPTS

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
TEXT = "warm-up 10min; 3x (400m @ mile; jog 200m); cool-down 1km"
RUNNER = "--mile 6:20 --goal 6:00 --level intermediate --cross cycling"
SEASON = f"{RUNNER} --race-day 2027-05-01 --today 2027-03-01"
SAME: dict[str, tuple[str, dict[str, Any], str]] = {
    "paces": ("show_paces", {"settings": {"mile": "6:20", "max-hr": 188, "age": 52}}, "paces --mile 6:20 --max-hr 188 --age 52"),
    "a plan": ("show_plan", {"settings": SETTINGS}, f"show {SEASON}"),
    "a plan by default": ("show_plan", {}, "show --today 2027-03-01"),
    "a week": ("show_week", {"settings": SETTINGS, "week": 3}, f"show week 3 {SEASON}"),
    "the next week": ("show_week", {"settings": SETTINGS}, f"show week next {SEASON}"),
    "a session": ("show_session", {"settings": SETTINGS, "session": "W3.2"}, f"show w3.2 {SEASON}"),
    "a rest day": ("show_session", {"settings": SETTINGS, "session": "w2.rest1"}, f"show w2.rest1 {SEASON}"),
    "today": ("show_today", {"settings": SETTINGS, "today": "2027-03-22"}, f"today {SEASON} --today 2027-03-22"),
    "today of a file": ("show_today", {"file": "midseason.toml", "today": "2027-04-01"}, "today --config midseason.toml --today 2027-04-01"),
    "a file overridden": ("show_week", {"file": "midseason.toml", "week": 5, "settings": {"units": "km", "days": ["mon", "tue", "thu", "sat"]}}, "show week 5 --config midseason.toml --units km --days mon,tue,thu,sat --today 2027-03-01"),
    "a file by default": ("show_plan", {}, "show --today 2027-03-01"),
    "check": ("check_files", {"path": "others"}, "check others"),
    "check in km": ("check_files", {"path": "week-03", "units": "km"}, "check week-03 --units km"),
    "read": ("read_files", {"path": "week-03"}, "read week-03"),
    "read a calendar": ("read_files", {"path": "workouts/workouts.ics"}, "read workouts/workouts.ics"),
    "fitness": ("find_fitness", {"path": ".", "most": 50}, "fitness . --today 2027-03-01"),
    "fitness since": ("find_fitness", {"path": "time-trial.gpx", "since": "2026-01-01"}, "fitness time-trial.gpx --today 2027-03-01"),
    "review": ("review_run", {"path": "track-tuesday.fit"}, "review track-tuesday.fit"),
}  # fmt: skip


@pytest.fixture
def samples(alone: Path) -> Path:
    """A copy of the samples as the current folder; their fitexport.toml only where it is asked for."""
    shutil.copytree(SAMPLES, alone, dirs_exist_ok=True)
    (alone / "fitexport.toml").rename(alone / "anna.toml")
    return alone


def _same(shown: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(shown)
    return {key: each for key, each in document.items() if key not in ("schema", "version")}


def _notes(said: str) -> list[str]:
    return [line.removeprefix("note: ") for line in said.splitlines() if line.startswith("note: ")]


@pytest.mark.slow
@pytest.mark.parametrize("name", SAME)
def test_a_tool_gives_what_the_command_prints(name: str, samples: Path) -> None:
    tool, given, command = SAME[name]
    if name == "a file by default":
        (samples / "anna.toml").rename(samples / "fitexport.toml")
    made = call(reach(samples), tool, **given)
    result = run(*command.split(), "--json")
    assert {key: each for key, each in made.items() if key != "notes"} == _same(result.stdout)
    if tool.startswith("show_"):
        said = _notes(result.stderr)
        assert made["notes"][: len(said)] == said
    _hold(tool, made)


def _hold(tool: str, made: dict[str, Any]) -> None:
    schema = TOOLS[tool].result_schema
    found = [error.message for error in Draft202012Validator(schema).iter_errors(made)]
    assert found == []


def test_every_reading_tool_is_compared() -> None:
    compared = {tool for tool, *_ in SAME.values()}
    own = {"parse_session", "compile_sessions", "compile_weeks", "propose_change"}
    assert compared | own == {name for name, tool in TOOLS.items() if not tool.writes}


def test_session_text_is_read_as_the_command_reads_it() -> None:
    settings = {"mile": "6:20", "goal": "6:00", "level": "intermediate", "cross": "cycling"}
    made = call(reach(), "compile_sessions", text=TEXT, settings=settings, name="Fast")
    result = run("workout", TEXT, "--name", "Fast", *RUNNER.split(), "--json")
    workouts = [
        {key: each for key, each in workout.items() if key != "file"}
        for workout in made["workouts"]
    ]
    assert workouts == _same(result.stdout)["workouts"]
    assert made["checked"] == [{"file": "fast.fit", "faults": []}]
    _hold("compile_sessions", made)
    (parsed,) = call(reach(), "parse_session", text=TEXT, settings=settings)["sessions"]
    (workout,) = workouts
    assert parsed["text"] == workout["text"]
    assert parsed["steps"] == workout["steps"]
    assert parsed["expected_s"] == round(workout["expected_s"])
    assert parsed["kind"] == "speed"


def test_text_that_makes_no_file_is_read_all_the_same() -> None:
    made = call(reach(), "parse_session", text="rest\n\ncross-training 40min\n\neasy 30min")
    assert [each["kind"] for each in made["sessions"]] == ["rest", "cross-training", "easy run"]
    assert [len(each["steps"]) for each in made["sessions"]] == [0, 0, 1]
    _hold("parse_session", made)


def test_text_is_never_taken_for_a_file(samples: Path) -> None:
    for tool in ("parse_session", "compile_sessions"):
        made = refused(reach(samples, samples), tool, text="sessions.txt")
        assert "unknown" in made.text


# --- errors that can be mended ----------------------------------------------------------


def test_every_error_in_a_text_has_its_place_a_caret_and_a_remedy() -> None:
    made = refused(reach(), "parse_session", text="6x 400m @ mlie, jog 200m\neasy 5")
    assert made.text.startswith(
        'line 1, column 11: unknown zone "mlie"\n'
        "  6x 400m @ mlie, jog 200m\n"
        "            ^\n"
        "  zones: easy, long, threshold, "
    )
    assert [each.where for each in made.problems] == ["line 1, column 11", "line 2, column 6"]
    assert all(each.problem and each.remedy and "^" in each.excerpt for each in made.problems)


def test_of_many_errors_the_first_are_shown_and_the_others_counted() -> None:
    made = refused(reach(), "parse_session", text="6x 400m @ mlie, jog 200m\n" * 100)
    assert len(made.problems) == MAX_PROBLEMS + 1
    assert made.problems[0].where == "line 1, column 11"
    assert made.text.endswith("\nand 80 more\n  correct these first")


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("show_week", {"week": "3"}, "week: is not a whole number", "write it without quotes"),
    ("show_week", {"week": 0}, "week: is less than 1", "give 1 or more"),
    ("show_week", {"week": 40}, "there is no week 40: the plan has 9", "give 1 to 9"),
    ("show_week", {"weak": 3}, "weak: is not a key here", 'did you mean "week"?'),
    ("show_session", {}, "session: is missing", 'write session = "w3.2"'),
    ("show_session", {"session": "tuesday"}, "session: is not a session", "w3.2"),
    ("show_session", {"session": "w30.1"}, "there is no session w30.1", "w3.2"),
    ("show_today", {"today": "yesterday"}, "today: is not a date", "2027-05-01"),
    ("show_today", {"today": "0001-01-01"}, "today: is less than", "or more"),
    ("show_plan", {"settings": "mile 6:20"}, "settings: is not an object", '{"mile": "6:20"}'),
    ("show_plan", {"settings": {"mlie": "6:20"}}, "mlie: is not a setting", 'did you mean "mile"?'),
    ("show_plan", {"settings": {"mile": "6:99"}}, '"6:99" is not a time', "6:20"),
    ("show_plan", {"settings": {"mile": None, "max-hr": 20}}, "is less than 120", "120 or more"),
    ("show_plan", {"settings": {"race-day": "May"}}, '"May" is not a date', "2027-05-01"),
    ("show_plan", {"settings": {"goal": "9:00"}}, "the goal 9:00 is not faster", "--mile"),
    ("show_plan", {"settings": {"plan": "nothing"}}, "nothing", "mile"),
    ("show_plan", {"file": "none.toml"}, "no folder was named to read from", "--read FOLDER"),
    ("propose_change", {"change": "skip"}, "change: is not an object", '"kind": "skip"'),
    ("propose_change", {"change": {"kind": "jump"}}, "change: is not a kind of change", "travel"),
    ("propose_change", {"change": {"session": "w3.2"}}, "change: has no kind", "result"),
    ("propose_change", {"change": {"kind": "move"}}, "change.to: is missing", "2027-03-25"),
    ("propose_change", {"change": {"kind": "move", "session": "w3.2", "to": "nex"}}, "change.to", "mon, tue"),
    ("propose_change", {"change": {"kind": "skip", "session": "w3.99"}}, "w3.99", ""),
    ("propose_change", {"change": {"kind": "result", "distance": "mile", "time": "62"}}, "change", "6:20"),
    ("parse_session", {"text": "x" * (MAX_TEXT + 1)}, "text: is longer than 20000", "shorten it"),
    ("parse_session", {"text": ""}, "there is no session", "write one"),
    ("compile_sessions", {"text": "rest"}, "a rest makes no file", "easy 30min"),
    ("compile_sessions", {"text": "cross-training 40min"}, "without a sport", "--cross"),
    ("compile_sessions", {"text": "easy 5min\n\neasy 6min", "name": "A"}, "--name is for a single", "heading"),
    ("nothing", {}, 'there is no tool "nothing"', "parse_session"),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "given", "problem", "remedy"), WRONG)
def test_a_wrong_argument_is_named_with_what_to_do(
    tool: str, given: dict[str, Any], problem: str, remedy: str
) -> None:
    made = refused(reach(), tool, **given)
    assert problem in made.text
    assert any(remedy in each.remedy for each in made.problems), made.problems


def test_a_setting_that_is_wrong_is_shown_with_a_caret() -> None:
    made = refused(reach(), "show_paces", settings={"goal": "6:00", "mile": "6:99", "max_hr": "x"})
    assert made.problems[0].excerpt == '  mile = "6:99"\n         ^'
    assert made.problems[0].where == "settings:3:8"
    assert made.problems[1].where == "settings:4:10"


def test_null_counts_as_missing() -> None:
    assert call(reach(), "show_paces", settings=None, file=None) == call(reach(), "show_paces")


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            OSError(13, "Permission denied", f"{SAMPLES}/a.fit"),
            "a.fit: Permission denied\n  check its",
        ),
        (KeyError("x"), f"{BUG}: KeyError: 'x'\n  please report it with this call"),
    ],
)
def test_the_server_survives_every_exception(
    error: Exception, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any) -> dict[str, Any]:
        raise error

    monkeypatch.setitem(TOOLS, "show_paces", TOOLS["show_paces"]._replace(call=failing))
    assert refused(reach(SAMPLES), "show_paces").text.startswith(text)


# --- bounds -----------------------------------------------------------------------------


@pytest.mark.slow
def test_every_schema_is_valid() -> None:
    for tool in TOOLS.values():
        Draft202012Validator.check_schema(schema_of(tool.arguments))
        Draft202012Validator.check_schema(tool.result_schema)


def test_every_tool_is_described_and_they_do_not_fill_a_context(tmp_path: Path) -> None:
    for tool in TOOLS.values():
        assert schema_of(tool.arguments)["additionalProperties"] is False
        assert tool.about.endswith(".")
    size = {name: len(json.dumps(schema_of(tool.arguments))) for name, tool in TOOLS.items()}
    assert sum(size[name] for name in offered(reach())) < 40_000
    assert sum(size[name] for name in offered(reach(write=tmp_path))) < 60_000


def test_what_a_schema_refuses_is_refused_and_what_it_allows_is_read() -> None:
    allowed = Draft202012Validator(schema_of(TOOLS["show_plan"].arguments))
    for tool, given, *_ in SAME.values():
        assert Draft202012Validator(schema_of(TOOLS[tool].arguments)).is_valid(given), given
    for settings in ({"mile": 380}, {"days": "mon"}, {"level": "expert"}, {"weeks": 99}):
        assert not allowed.is_valid({"settings": settings})
        refused(reach(), "show_plan", settings=settings)


def test_a_result_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(answer(reach(), "show_plan", {}).text) < MAX_RESULT / 5
    monkeypatch.setattr("fitexport.agents.tools.MAX_RESULT", 1000)
    made = refused(reach(), "show_plan")
    assert "the limit is 1000" in made.text
    assert "ask for less" in made.text


def test_reading_recordings_ends_after_a_minute(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "export.zip", "w") as archive:
        for number in range(3):
            archive.write(SAMPLES / "time-trial.fit", f"{number}.fit")
    for path, folder in ((".", SAMPLES), ("export.zip", tmp_path)):
        at = reach(folder, clock=count(0, 25_000))  # a file each 25 s
        assert "longer than 60 seconds" in refused(at, "find_fitness", path=path).text


@pytest.mark.slow
def test_runs_are_shown_up_to_a_number_and_the_others_counted() -> None:
    made = call(reach(SAMPLES), "find_fitness", path=".", most=1)
    assert len(made["runs"]) == 1
    assert made["notes"][0].endswith("more runs")


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fitexport.agents.recorded.MAX_FIT_FILES", 3)
    assert "the limit is 3" in refused(reach(SAMPLES / "week-03"), "check_files", path=".").text
    monkeypatch.setattr("fitexport.agents.folders.MAX_FILES", 5)
    for number in range(6):
        (tmp_path / f"{number}.txt").touch()
    assert "more than 5 files" in refused(reach(tmp_path), "check_files", path=".").text


HOSTILE: list[Any] = [
    *("", " ", "\x00", "\n\n\n", "\x1b[31m", "\u202e", "‮\ud800", "../..", "/etc/passwd", "a" * 15_000),
    *("(" * 5000, "9x (" * 2000, "999999999x 1s", "1" * 5000, '"' * 9999, "use " * 4000, "9" * 400 + "min"),
    *(0, -1, 10**400, 1e308, float("nan"), float("inf"), True, None),
    *([], [[]] * 50, {}, {"kind": []}, {"mile": {"a": [1]}}, {"": ""}, {"plan": "/etc/x.toml"}),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "tool",
    [
        pytest.param(
            name, marks=[] if name in ("parse_session", "make_change") else pytest.mark.slow
        )
        for name in TOOLS
    ],
)
def test_whatever_is_given_there_is_an_answer(tool: str, tmp_path: Path) -> None:
    at = reach(SAMPLES, tmp_path)
    good: dict[str, Any] = {
        "text": "easy 30min",
        "session": "w3.2",
        "path": "others",
        "change": {"kind": "skip", "session": "w3.2"},
    }
    names = schema_of(TOOLS[tool].arguments)["properties"]
    given = {name: each for name, each in good.items() if name in names}
    for name in (*names, "other"):
        for value in HOSTILE:
            _answered(at, tool, {**given, name: value})
    for value in HOSTILE:
        _answered(at, tool, {**given, "settings": {"mile": value}})
        _answered(at, tool, {**given, "change": {"kind": "move", "session": "w3.2", "to": value}})
    written = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert all(name.endswith((".fit", ".ics", ".toml", "manifest.json")) for name in written)


def _answered(at: Reach, tool: str, given: dict[str, Any]) -> None:
    made = answer(at, tool, given)
    assert made.data is not None or made.problems
    assert BUG not in made.text, (tool, given)
    assert len(made.text) < MAX_RESULT
    made.text.encode("utf-8")


def test_the_page_lists_every_tool_and_every_bound(update_samples: bool) -> None:
    page = ROOT / "docs" / "agents.md"
    text = page.read_text("utf-8")
    rows = ["| tool | what it does |\n|---|---|"]
    rows += [
        f"| `{name}`{', with `--write`' if tool.writes else ''} | {tool.about} |"
        for name, tool in TOOLS.items()
    ]
    begin, end = text.index("<!-- the table"), text.index("\nIt also offers")
    made = f"{text[:begin]}<!-- the table of tools -->\n\n" + "\n".join(rows) + f"\n{text[end:]}"
    if update_samples:
        page.write_text(made, "utf-8")
    assert page.read_text("utf-8") == made
    bounds = (MAX_TEXT, MAX_FIT_FILES, MAX_SHOWN_RUNS, MAX_RESULT, MAX_MESSAGE // 1_000_000)
    assert MAX_READING_S == 60
    for bound in bounds:
        assert f"{bound:,} " in made
    for uri in (*PAGES, *PROMPTS):
        assert f"`{uri}`" in made
    ((server,),) = [
        each["mcpServers"].values()
        for each in map(json.loads, re.findall(r"```json\n(.*?)```", made, re.S))
    ]
    command, *args = server["args"]
    assert (server["command"], command, args[::2]) == ("fitexport", "mcp", ["--read", "--write"])
