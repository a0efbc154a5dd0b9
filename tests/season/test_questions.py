"""The questions of `init`, answered with Enter or with what a runner might type."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fitexport.errors import FitexportError
from fitexport.season.questions import QUESTIONS, Question
from fitexport.season.settings import Settings
from fitexport.season.weekly_volume import WeeklyVolume

TODAY = date(2027, 2, 1)


def asked(before: Settings, **typed: str) -> tuple[Settings, dict[str, Question]]:
    """The settings made by answering every question, and the questions; Enter where nothing is typed."""
    wanted, questions = Settings(), {}
    for field, question_for in QUESTIONS.items():
        question = questions[field] = question_for(wanted, before, TODAY)
        answer: Any = question.read(typed.get(field, question.usual))
        question.check(answer)
        wanted = replace(wanted, **{field: answer})
    return wanted, questions


def test_enter_everywhere_is_the_average_runner() -> None:
    wanted, questions = asked(Settings())
    shown = {field: question.usual for field, question in questions.items()}
    assert shown == {
        "units": "mi",
        "mile_s": "7:04",
        "volume": "180min",
        "age": "not given",
        "level": "intermediate",
        "race": "mile",
        "goal_s": "6:51",
        "race_day": "none yet",
        "days": "the plan's own",
        "strength": "gym",
        "cross": "not decided",
    }
    assert (wanted.age, wanted.race_day, wanted.days, wanted.cross) == (None,) * 4
    assert questions["race_day"].text.endswith("(without one the plan starts on 2027-02-08)")


def test_enter_everywhere_keeps_what_a_file_has() -> None:
    before = Settings(mile_s=372.5, goal_s=330.0, race="1500m", race_day=date(2027, 5, 1))
    before = replace(before, units="km", volume=WeeklyVolume(40, "km"), age=52, level="advanced")
    before = replace(before, days=("mon", "wed", "thu", "sat"), strength="home", cross="rowing")
    wanted, questions = asked(before)
    assert replace(wanted, level=before.level) == before
    assert questions["goal_s"].text == "Your goal over 1500 m (your mile is worth 5:44.7 there)"


def test_an_earlier_goal_or_race_day_is_offered_only_while_it_makes_sense() -> None:
    before = Settings(mile_s=424, goal_s=390.0, race_day=date(2026, 5, 1))
    assert asked(before)[1]["goal_s"].usual == "6:30"
    assert asked(before, mile_s="6:20")[1]["goal_s"].usual == "6:09"
    assert asked(before, race="1500m")[1]["goal_s"].usual == "6:21"
    assert asked(before)[1]["race_day"].usual == "none yet"


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("age", "old", '"old" is not an age'),
        ("age", "34.5", '"34.5" is not an age'),
        ("age", "7", "an age of 7"),
        ("mile_s", "2:00", "2:00"),
        ("goal_s", "7:30", "7:30"),
        ("race_day", "2027-01-31", "2027-01-31"),
        ("days", "mon", "mon"),
    ],
)
def test_an_answer_that_is_impossible_is_refused(field: str, typed: str, problem: str) -> None:
    with pytest.raises(FitexportError) as caught:
        asked(Settings(), **{field: typed})
    assert problem in str(caught.value)
