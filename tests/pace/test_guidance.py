from __future__ import annotations

import pytest

from fitexport.pace.guidance import guided
from fitexport.pace.pacing import pace_session
from fitexport.pace.table import EasyBy, PaceTable, pace_table
from fitexport.pace.workout import (
    OPEN,
    HeartRatePercentTarget,
    HeartRateTarget,
    SpeedTarget,
    Target,
    WorkoutStep,
)
from fitexport.session import Step
from fitexport.session.format import format_step
from fitexport.session.parse import parse


def table(easy_by: EasyBy, max_hr: int | None = None) -> PaceTable:
    return pace_table(380, 360, easy_by=easy_by, max_hr=max_hr)


def step_of(text: str) -> Step:
    (step,) = parse(text).items
    assert isinstance(step, Step)
    return step


def paced(text: str, by: PaceTable) -> WorkoutStep:
    (step,) = pace_session(parse(text), by)
    assert isinstance(step, WorkoutStep)
    return step


@pytest.mark.parametrize(
    ("text", "easy_by", "max_hr", "expected"),
    [
        ("easy 30min", "hr", None, "easy 30min @ 65-79%max"),
        ("long 1h @ effort 6", "hr", None, "long 1h @ 65-79%max effort 6"),
        ("easy 30min", "hr", 185, "easy 30min @ 120-146bpm"),  # 120.25 and 146.15
        ("long 1h", "hr", 200, "long 1h @ 130-158bpm"),
        ('easy 5km "relaxed"', "hr", 230, 'easy 5km @ 150-182bpm "relaxed"'),  # 149.5 and 181.7
        ("easy 30min", "effort", None, "30min @ effort 5"),
        ("long 1h", "effort", 185, "1h @ effort 6"),
        ("easy 30min @ effort 4", "effort", None, "30min @ effort 4"),
    ],
)
def test_easy_and_long_steps_are_guided_as_asked(
    text: str, easy_by: EasyBy, max_hr: int | None, expected: str
) -> None:
    assert format_step(guided(step_of(text), table(easy_by, max_hr))) == expected


@pytest.mark.parametrize("easy_by", ["pace", "hr", "effort"])
@pytest.mark.parametrize(
    "text",
    [
        "easy 30min @ 140-150bpm",
        "easy 30min @ hr zone 2",
        "long 1h @ easy",  # written, though it is the pace that long brings of itself
        "long 1h @ 9:00/mi",
        "400m @ mile",
        "tempo 15min",
        "warm-up 15min",
        "cool-down 10min",
        "jog 200m",
        "30min @ effort 5",
    ],
)
def test_other_steps_and_written_targets_stay(text: str, easy_by: EasyBy) -> None:
    step = step_of(text)
    assert guided(step, table(easy_by, 185)) is step


def test_by_pace_nothing_changes() -> None:
    step = step_of("easy 30min")
    assert guided(step, table("pace", 185)) is step


@pytest.mark.parametrize("amount", ["45min", "5km"])
@pytest.mark.parametrize("word", ["easy", "long"])
@pytest.mark.parametrize(
    ("easy_by", "max_hr", "target", "note"),
    [
        ("hr", None, HeartRatePercentTarget(65, 79), "relaxed"),
        ("hr", 185, HeartRateTarget(120, 146), "relaxed"),
        ("effort", None, OPEN, "relaxed, effort {effort} of 10"),
    ],
)
def test_other_guidance_leaves_distance_and_time_alone(
    word: str, amount: str, easy_by: EasyBy, max_hr: int | None, target: Target, note: str
) -> None:
    text = f'{word} {amount} "relaxed"'
    by_pace, found = paced(text, table("pace")), paced(text, table(easy_by, max_hr))
    assert isinstance(by_pace.target, SpeedTarget)
    assert (found.target, found.duration) == (target, by_pace.duration)
    assert found.expected_s == pytest.approx(by_pace.expected_s)
    assert found.expected_m == pytest.approx(by_pace.expected_m)
    assert "relaxed" in found.note
    assert found.note.endswith(note.format(effort=5 if word == "easy" else 6))
    if easy_by == "effort":  # a pace in the words would be an order to keep it
        assert "/mi" not in found.note


def test_hard_reps_keep_their_paces() -> None:
    text = "warm-up 15min; 4x 400m @ mile, jog 400m; cool-down 10min"
    of_pace = pace_session(parse(text), table("pace"))
    for easy_by, max_hr in (("hr", 185), ("hr", None), ("effort", None)):
        assert pace_session(parse(text), table(easy_by, max_hr)) == of_pace  # type: ignore[arg-type]
