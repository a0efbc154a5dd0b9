"""Rounds and the last of them are read together, and mean the same steps."""

from __future__ import annotations

import pytest

from fitexport.pace.outline import step_lines
from fitexport.pace.pacing import pace_session
from fitexport.pace.table import pace_table
from fitexport.pace.workout import Duration, RepeatStep, WorkoutStep, unrolled
from fitexport.page.joined_rounds import joined
from fitexport.session.parse import parse

TABLE = pace_table(mile_s=380, goal_s=360)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("6x 400m @ mile, jog 200m", [6]),
        ("6x (400m @ mile; jog 200m)", [6]),
        ("2x 6min @ threshold, jog 90s; 3x 200m @ mile, walk 60s", [2, 3]),
        ("2x (4x 400m @ mile, jog 200m), walk 4min", [4, 4]),
        ("2x (300m @ mile; jog 100m; 200m @ goal), walk 3min", [2]),
        ("easy 20min; 4x stride 20s, walk 60s", [4]),
        ('400m @ mile; jog 200m; 400m @ mile "Last one: all out"', []),
        ("easy 30min", []),
    ],
)
def test_the_last_round_is_one_of_its_repeat(text: str, counts: list[int]) -> None:
    steps = pace_session(parse(text), TABLE)
    made = joined(steps)
    assert [step.count for step in made if isinstance(step, RepeatStep)] == counts
    assert _run(made) == _run(steps)


def _run(steps: tuple[WorkoutStep | RepeatStep, ...]) -> list[tuple[Duration, float]]:
    return [(step.duration, step.expected_s) for step in unrolled(steps)]


def test_the_lines_say_that_no_recovery_follows_the_last() -> None:
    made = joined(pace_session(parse("6x 400m @ mile, jog 200m"), TABLE))
    assert next(step_lines(made, "mi")) == "6 times, the last without its last step:"
