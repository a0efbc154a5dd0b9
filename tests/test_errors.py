"""An error's facts, and the one sentence they make."""

from __future__ import annotations

import pickle

import pytest

from fitexport import errors
from fitexport.errors import (
    FitexportError,
    NoRunError,
    NotationError,
    Problem,
    SessionError,
    TemplateError,
    UsageError,
    WorkoutError,
    ZoneError,
)

_WITH_OTHER_FACTS: list[FitexportError] = [
    NoRunError("a recording of cycling, not of a run", "cycling"),
    NotationError("easy 5min;\nrun R2", 15, 'unknown zone "R2"', "zones: easy", "warm > in"),
    SessionError(2, "there is nothing to repeat", "write the steps between the brackets"),
    TemplateError(Problem("is missing", "title = ..", "a.toml:1:1"), Problem("and 3 more")),
    WorkoutError("W1.1 easy", "has no steps", "a rest day needs no file on the watch"),
    ZoneError("steady", "easy - 2:00/mi", "comes to no pace"),
]
_PLAIN = sorted(
    (
        found
        for found in vars(errors).values()
        if isinstance(found, type) and issubclass(found, FitexportError)
        if found not in map(type, _WITH_OTHER_FACTS)
    ),
    key=lambda found: found.__name__,
)


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Problem("no such file"), "no such file"),
        (Problem("no such file", "name one"), "no such file\n  name one"),
        (Problem("no such file", "name one", "a.fit"), "a.fit: no such file\n  name one"),
        (Problem("is empty", where="a.toml:1"), "a.toml:1: is empty"),
        (
            Problem("is wrong", "mend it", "a.toml:1", "  x = 1\n  ^"),
            "a.toml:1: is wrong\n  x = 1\n  ^\n  mend it",
        ),
    ],
)
def test_a_problem_is_where_what_and_then_what_to_do(problem: Problem, sentence: str) -> None:
    assert str(problem) == sentence
    error = UsageError(problem.problem, problem.remedy, problem.where)
    error.excerpt = problem.excerpt
    assert str(error) == sentence
    assert error.headline == sentence.split("\n")[0]


def test_an_error_in_a_file_names_the_file_before_its_own_place() -> None:
    error = UsageError("is cut off", "copy it again", "byte 12").located("a.fit")
    assert str(error) == "a.fit: byte 12: is cut off\n  copy it again"
    assert str(UsageError("is empty").located("a.fit")) == "a.fit: is empty"


@pytest.mark.parametrize(
    "error",
    [*(found("is wrong", "mend it", "here") for found in _PLAIN), *_WITH_OTHER_FACTS],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_whole_out_of_another_process(error: FitexportError) -> None:
    error.located("a.toml")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


def test_of_several_problems_the_first_gives_the_facts() -> None:
    first = Problem("is missing", "title = ..", "a.toml:1:1")
    error = TemplateError(first, Problem("and 3 more", where="a.toml"))
    assert (error.problem, error.remedy, error.where) == first[:3]
    assert str(error) == "a.toml:1:1: is missing\n  title = ..\na.toml: and 3 more"
