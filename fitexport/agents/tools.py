"""The table of tools, and the answer of each: plain data as JSON, or an error that says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from inspect import cleandoc
from typing import Any, NamedTuple

from fitexport.agents import life, plans, recorded, sessions
from fitexport.agents.arguments import (
    Arguments,
    ForChange,
    ForFiles,
    ForRun,
    ForRunner,
    ForRuns,
    ForSeason,
    ForSession,
    ForText,
    ForWeek,
    ForWeeks,
    ForWorkouts,
    ToChange,
    ToUndo,
    ToWriteSettings,
    ToWriteWeeks,
    ToWriteWorkouts,
)
from fitexport.agents.given import read_arguments
from fitexport.agents.reach import Reach
from fitexport.errors import FitexportError, Problem, UsageError, WriteError, problems_of, reason
from fitexport.export.json_records import RECORDS, SESSION, Keys
from fitexport.export.json_results import RESULTS
from fitexport.export.json_schema import document_schema

MAX_RESULT = 300_000
"""Characters of JSON; a plan of ten weeks has 30,000."""
MAX_PROBLEMS = 20
"""In one answer: more would not be read."""

BUG = "this is a bug in fitexport"
_NOTES: Keys = {"notes": ("[text]", "What was assumed, and what to know.")}
_RECORDS: dict[str, Keys] = {
    **RECORDS,
    "parsed": {
        **SESSION,
        "key": ("text", "What a watch shows as its name."),
        "text": ("text", "Its canonical text in the notation."),
    },
    "found": {
        "file": ("text", "A FIT file."),
        "faults": ("[fault]", "What another reader finds wrong with it."),
    },
    "difference": {
        "what": ("text", "A session or a week."),
        "before": ("text", "As it is."),
        "after": ("text", "As it would be."),
    },
}
_CHANGE: Keys = {
    "change": ("text", "The entry in a fitexport.toml."),
    "breaks": ("[text]", "The rules of the plan that it breaks, and days that would work."),
    "differences": ("[difference]", "What changes for the runner."),
    "mile_s?": ("number", "The mile that a result is worth."),
}
_CHECKED: Keys = {"checked": ("[found]", "Every FIT file, as fit-tool reads it.")}
_FILE: Keys = {"file": ("text", "The file.")}


class Tool(NamedTuple):
    """A tool; its function's docstring tells agents what it is for."""

    title: str
    call: Callable[[Reach, Any], dict[str, Any]]
    arguments: type[Arguments]
    keys: Keys
    """Of its result."""
    writes: bool = False
    destructive: bool = False
    """Whether it can replace or remove what was written before."""
    repeatable: bool = True
    """Whether a second call with the same arguments changes nothing more."""

    @property
    def about(self) -> str:
        return " ".join(cleandoc(self.call.__doc__ or "").split())

    @property
    def result_schema(self) -> dict[str, Any]:
        return document_schema({**self.keys, **_NOTES}, records=_RECORDS)


def _as(command: str) -> Keys:
    return RESULTS[command].keys


TOOLS: dict[str, Tool] = {
    "parse_session": Tool(
        *("Read session text", sessions.parse_session, ForText),
        {"sessions": ("[parsed]", "Every session.")},
    ),
    "compile_sessions": Tool(
        *("Prove workout files", sessions.compile_sessions, ForWorkouts),
        {
            "workouts": _as("workout")["workouts"],
            **_CHECKED,
        },
    ),
    "compile_weeks": Tool(
        *("Prove weeks of the plan", plans.compile_weeks, ForWeeks),
        {"weeks": _as("week")["weeks"], **_CHECKED},
    ),
    "show_paces": Tool("Paces", plans.show_paces, ForRunner, _as("paces")),
    "show_plan": Tool("The whole plan", plans.show_plan, ForSeason, _as("show-plan")),
    "show_week": Tool("A week of the plan", plans.show_week, ForWeek, _as("show-week")),
    "show_session": Tool("A session", plans.show_session, ForSession, _as("show-session")),
    "show_today": Tool("Today", plans.show_today, ForSeason, _as("today")),
    "propose_change": Tool("Try a change", life.propose_change, ForChange, _CHANGE),
    "check_files": Tool("Check FIT files", recorded.check_files, ForFiles, _as("check")),
    "read_files": Tool("Files in words", recorded.read_files, ForFiles, _as("read")),
    "find_fitness": Tool("The best mile", recorded.find_fitness, ForRuns, _as("fitness")),
    "review_run": Tool("A workout as run", recorded.review_run, ForRun, _as("review")),
    "write_workouts": Tool(
        *("Write workout files", sessions.write_workouts, ToWriteWorkouts),
        {
            "workouts": _as("workout")["workouts"],
            **_CHECKED,
            "folder": ("text", "Where they were written."),
            "files": ("written", "What happened to the files in it."),
        },
        *(True, True),
    ),
    "write_weeks": Tool(
        *("Write weeks of the plan", plans.write_weeks, ToWriteWeeks),
        {**_as("week"), **_CHECKED},
        *(True, True),
    ),
    "write_settings": Tool(
        *("Write a fitexport.toml", plans.write_settings, ToWriteSettings),
        {**_FILE, "text": ("text", "What is in it.")},
        writes=True,
    ),
    "make_change": Tool(
        *("Change the plan", life.make_change, ToChange, {**_CHANGE, **_FILE}),
        *(True, False, False),
    ),
    "undo_change": Tool(
        *("Undo the last change", life.undo_change, ToUndo, {**_CHANGE, **_FILE}),
        *(True, True, False),
    ),
}  # fmt: skip


def offered(reach: Reach) -> dict[str, Tool]:
    """The tools for these folders: none that writes without one to write to."""
    can_write = reach.folders.write is not None
    return {name: tool for name, tool in TOOLS.items() if can_write or not tool.writes}


class Answer(NamedTuple):
    """A result as data and as JSON; or what is wrong, for the agent to read, and the same as data."""

    text: str
    data: dict[str, Any] | None = None
    problems: tuple[Problem, ...] = ()


def answer(reach: Reach, name: str, given: Mapping[str, Any]) -> Answer:
    """Carry out a call of a tool; whatever cannot be done comes back as problems."""
    try:
        tools = offered(reach)
        if name not in tools:
            raise UsageError(f'there is no tool "{name[:40]}"', f"tools: {', '.join(tools)}")
        tool = tools[name]
        data = _as_seen(reach, tool.call(reach, read_arguments(tool.arguments, given)))
        text = json.dumps(data, ensure_ascii=False)
        if len(text) > MAX_RESULT:
            raise UsageError(
                f"the result has {len(text)} characters; the limit is {MAX_RESULT}",
                "ask for less: one week, one file, fewer sessions",
            )
        return Answer(text, data)
    except FitexportError as error:
        return _refusal(reach, problems_of(error))
    except OSError as error:
        remedy = "check its name and permissions; files are written whole or not at all"
        return _refusal(reach, problems_of(WriteError(reason(error), remedy, error.filename or "")))
    except Exception as error:  # the server keeps running
        bug = f"{BUG}: {type(error).__name__}: {error}"
        return _refusal(reach, (Problem(bug, "please report it with this call"),))


def _refusal(reach: Reach, found: tuple[Problem, ...]) -> Answer:
    if (more := len(found) - MAX_PROBLEMS) > 0:
        found = (*found[:MAX_PROBLEMS], Problem(f"and {more} more", "correct these first"))
    problems = tuple(Problem(*(reach.folders.shown(str(part)) for part in each)) for each in found)
    return Answer("\n".join(map(str, problems)), problems=problems)


def _as_seen(reach: Reach, value: Any) -> Any:
    """Plain data with paths relative to the folders."""
    if isinstance(value, str):
        return reach.folders.shown(value)
    if isinstance(value, dict):
        return {key: _as_seen(reach, each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_as_seen(reach, each) for each in value]
    return value
