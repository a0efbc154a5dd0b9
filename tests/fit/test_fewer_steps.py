from __future__ import annotations

import pytest
from support.fit_dump import fit_tool_raw, fitdecode_raw

from fitexport.export.compile import workout_of
from fitexport.export.compiled import CustomSession
from fitexport.fit.fewer_steps import within
from fitexport.fit.proof import prove_workout
from fitexport.fit.workout_file import encode_workout
from fitexport.pace.workout import Workout, every_step
from fitexport.season.athlete import resolve
from fitexport.season.settings import Settings
from fitexport.session.parse import parse
from fitexport.session.sessions_file import SessionText

DRILLS = 'drills until lap "high knees, 2x 20 m"; drills until lap "bounding, 2x 20 m"; '
IN_ONE = "high knees, 2x 20 m; bounding, 2x 20 m"


def workout(text: str) -> Workout:
    athlete, _ = resolve(Settings(mile_s=424.0))
    made = workout_of(CustomSession(SessionText(session=parse(text))), athlete)
    assert made is not None
    return made


def notes(made: Workout) -> list[str]:
    return [step.note for step in every_step(made.steps)]


@pytest.mark.parametrize(("reps", "first"), [(47, "high knees, 2x 20 m"), (48, IN_ONE)])
def test_drills_are_separate_steps_if_they_fit_the_watch(reps: int, first: str) -> None:
    """A warm-up and reps of one, two or three minutes by turns, which nothing repeats."""
    made = workout(f"warm-up 15min; {DRILLS}" + "; ".join(f"{1 + n % 3}min" for n in range(reps)))
    assert notes(made)[1] == first
    assert made.expected_s == pytest.approx(900 + 300 + sum(60 * (1 + n % 3) for n in range(reps)))
    file = encode_workout(made, 0x8000_0001)
    prove_workout(file.data, made, file.identity)
    for raw in (fit_tool_raw(file.data), fitdecode_raw(file.data)):
        steps = [fields for number, fields in raw if number == 27]
        assert len(steps) == 50
        # Open, by feel, a warm-up: what FIT has no name for is in the note.
        assert steps[1] == {254: 1, 1: 5, 3: 2, 4: 0, 7: 2, 8: first}


def test_joined_drills_leave_other_steps_alone() -> None:
    made = workout(f"warm-up 15-20min; {DRILLS}rest until lap; warm-up until lap; tempo 10min")
    assert notes(within(made, 5)) == [
        "",
        f"up to 5 min more easy, then {IN_ONE}",
        "",
        "",
        notes(made)[-1],
    ]
    assert within(made, 6) is made
