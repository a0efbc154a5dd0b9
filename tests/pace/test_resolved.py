from __future__ import annotations

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from support.strategies import sessions

from fitexport.errors import SessionError
from fitexport.pace.outline import structure
from fitexport.pace.pacing import pace_session
from fitexport.pace.resolved import in_numbers
from fitexport.pace.table import pace_table
from fitexport.session import Session, Step, TimesRep, Use, What
from fitexport.session.format import format_session
from fitexport.session.parse import parse

AVERAGE = pace_table(mile_s=424, goal_s=400)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("4x 2:30 @ vo2max, jog 0.8x rep", "4x 2:30 @ vo2max, jog 2:00"),
        ("8x 200m @ mile, jog 2x rep", "8x 200m @ mile, jog 1:50"),
        ("400m @ mile; jog 1.25x rep; 200m @ goal", "400m @ mile; jog 2:15; 200m @ goal"),
        (
            '2x (4x 400m @ goal "go", walk 0.5x rep), jog 2x rep',
            "2x (4x 400m @ goal, walk 0:50), jog 3:20",
        ),
        # Measured by the run before it in the first round, by its own rep in the others.
        (
            "5min @ threshold; 3x (jog 1x rep; 200m @ mile)",
            "5min @ threshold; jog 5:00; 200m @ mile; 2x (jog 0:55; 200m @ mile)",
        ),
        (
            "5min @ threshold; 1x (jog 1x rep; 200m @ mile)",
            "5min @ threshold; 1x (jog 5:00; 200m @ mile)",
        ),
        (
            "3min @ vo2max; 2x (rest 0.5x rep; 100m @ mile), walk 60s",
            "3min @ vo2max; rest 1:30; 100m @ mile; walk 60s; rest 0:15; 100m @ mile",
        ),
        ("6x 400m @ goal, jog 200m", "6x 400m @ goal, jog 200m"),
        ("2x hill 3s, walk 0.1x rep", "2x hill 3s, walk 0:05"),
        ("rest", "rest"),
    ],
)
def test_a_recovery_is_shown_in_the_runners_numbers(text: str, shown: str) -> None:
    assert structure(parse(f"warm-up 15min; {text}" if text != "rest" else text), AVERAGE) == shown


def test_a_slower_runner_gets_other_numbers() -> None:
    session = parse("8x 200m @ mile, jog 2x rep")
    assert structure(session, pace_table(600, 570)) == "8x 200m @ mile, jog 2:30"
    assert format_session(session) == "8x 200m @ mile, jog 2x rep"


@given(session=sessions(), mile_s=st.integers(223, 900))
def test_the_numbers_are_those_of_the_workout(session: Session, mile_s: int) -> None:
    table = pace_table(mile_s, max(0.95 * mile_s, 210))
    try:
        steps = pace_session(session, table)
    except SessionError:  # a block that is not filled in, a recovery of days
        reject()
    resolved = in_numbers(session, table)
    assert pace_session(resolved, table) == steps
    assert not any(isinstance(step.amount, TimesRep) for step in resolved.steps())


def test_a_recovery_after_an_unfilled_block_stays_a_formula() -> None:
    session = Session((Use("strides"), Step(TimesRep(1), What.JOG)))
    assert in_numbers(session, AVERAGE) == session
