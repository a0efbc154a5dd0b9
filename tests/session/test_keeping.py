from __future__ import annotations

import pickle

import pytest

from fitexport.pace.workout import LAP, RepeatStep, WorkoutStep
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
