from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from typing import Any

import pytest

from fitexport.keeping import _MOST, Remembered, Value
from fitexport.pace.workout import (
    LAP,
    DistanceDuration,
    OpenDuration,
    OpenTarget,
    RepeatStep,
    TimeDuration,
    WorkoutStep,
)
from fitexport.plan.load import load_plan
from fitexport.session.parse import parse

STEP = WorkoutStep(duration=LAP, note="easy")
SESSION = parse("6x 400m @ mile, jog 200m")
VALUES = [
    STEP,
    RepeatStep(2, (STEP,)),
    SESSION,
    SESSION.items[0],
    next(SESSION.steps()),
    load_plan("mile", "beginner"),
    load_plan("mile", "beginner").weeks[0],
    load_plan("mile", "beginner").weeks[0].sessions[0],
]


@pytest.mark.parametrize("value", VALUES, ids=[type(each).__name__ for each in VALUES])
def test_a_hash_is_that_of_an_equal_value_and_does_not_travel(value: object) -> None:
    """Another process has another hash for the same text."""
    known = hash(value)
    copy = pickle.loads(pickle.dumps(value))
    assert not hasattr(copy, "_hash")
    assert (copy, hash(copy)) == (value, known)
    assert copy in {value}


@dataclass(frozen=True, slots=True)
class _Usual:
    name: str
    size: float = 1.0
    seen: int = field(default=0, compare=False)
    quiet: int = field(default=0, repr=False)
    unhashed: list[int] = field(default_factory=list, hash=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Ours(Value):
    name: str
    size: float = 1.0
    seen: int = field(default=0, compare=False)
    quiet: int = field(default=0, repr=False)
    unhashed: list[int] = field(default_factory=list, hash=False)


_DIFFERENT: list[dict[str, Any]] = [
    {},
    {"size": 2},
    {"seen": 1},
    {"quiet": 1},
    {"unhashed": [1]},
    {"name": "b"},
]


@pytest.mark.parametrize("more", _DIFFERENT, ids=str)
def test_a_value_compares_hashes_and_prints_as_other_dataclasses(more: dict[str, Any]) -> None:
    usual, ours = _Usual(**{"name": "a", **more}), _Ours(**{"name": "a", **more})
    for other in _DIFFERENT:
        others = _Usual(**{"name": "a", **other}), _Ours(**{"name": "a", **other})
        assert (ours == others[1]) is (usual == others[0])
        assert (hash(ours) == hash(others[1])) is (hash(usual) == hash(others[0]))
    assert repr(ours) == repr(usual).replace("_Usual", "_Ours")


def test_values_of_two_types_are_not_equal_whatever_they_hold() -> None:
    assert TimeDuration(400) != DistanceDuration(400)
    assert OpenTarget() == OpenTarget() != OpenDuration()
    assert TimeDuration(400) == TimeDuration(400.0)
    assert len({TimeDuration(400), TimeDuration(400.0), DistanceDuration(400)}) == 2
    assert repr(OpenTarget()) == "OpenTarget()"
    assert repr(TimeDuration(400)) == "TimeDuration(s=400)"


def test_what_is_remembered_is_made_once_and_has_a_limit() -> None:
    made: list[int] = []

    class Squares(Remembered[int, int]):
        def make(self, key: int) -> int:
            made.append(key)
            return key * key

    squares = Squares()
    assert [squares[number % 3] for number in range(6)] == [0, 1, 4, 0, 1, 4]
    assert made == [0, 1, 2]
    for number in range(3 * _MOST):
        assert squares[number] == number**2
        assert len(squares) <= _MOST
