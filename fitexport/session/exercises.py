"""Strength exercises and their names in FIT: the words a coach writes -> category and number.

Numbers: FIT settings 21.218, types `exercise_category` and `<category>_exercise_name`;
only names that profiles 21.101 and 21.158 have too, so that older firmware knows them.
An exercise without a name in FIT has none here either: the watch then shows an open step
with a note, never a wrong name.
"""

from __future__ import annotations

from typing import NamedTuple

_CALF_RAISE, _CORE, _DEADLIFT, _HIP_RAISE, _HIP_STABILITY = 1, 5, 8, 10, 11
_LUNGE, _PLANK, _PLYO, _PULL_UP, _PUSH_UP, _SQUAT, _TOTAL_BODY, _WARM_UP = (
    17,
    19,
    20,
    21,
    22,
    28,
    29,
    31,
)


class Exercise(NamedTuple):
    """One exercise: its words, and FIT's (category, name), or None where FIT has none."""

    words: str
    fit: tuple[int, int] | None

    def __str__(self) -> str:
        return self.words


_TABLE: dict[str, tuple[int, int] | None] = {
    "back squat": (_SQUAT, 6),
    "squat": (_SQUAT, 61),
    "goblet squat": (_SQUAT, 37),
    "lunge": (_LUNGE, 32),
    "dumbbell lunge": (_LUNGE, 21),
    "barbell lunge": (_LUNGE, 10),
    "walking lunge": (_LUNGE, 78),
    "split squat": (_LUNGE, 18),  # dumbbell Bulgarian split squat
    "barbell split squat": (_LUNGE, 13),
    "dumbbell split squat": (_SQUAT, 28),
    "deadlift": (_DEADLIFT, 0),  # with the barbell
    "dumbbell deadlift": (_DEADLIFT, 2),
    "trap-bar deadlift": (_DEADLIFT, 17),
    "calf raise": (_CALF_RAISE, 18),  # standing
    "barbell calf raise": (_CALF_RAISE, 17),
    "dumbbell calf raise": (_CALF_RAISE, 20),
    "single-leg calf raise": (_CALF_RAISE, 15),
    "hip thrust": (_HIP_RAISE, 1),  # barbell, shoulders on a bench
    "floor hip thrust": (_HIP_RAISE, 0),
    "hip raise": (_HIP_RAISE, 11),
    "single-leg hip raise": (_HIP_RAISE, 30),
    "step-up": (_SQUAT, 66),
    "dumbbell step-up": (_SQUAT, 32),
    "barbell step-up": (_SQUAT, 17),
    "push-up": (_PUSH_UP, 77),
    "kneeling push-up": (_PUSH_UP, 33),
    "pull-up": (_PULL_UP, 38),
    "lat pull-down": (_PULL_UP, 13),
    "plank": (_PLANK, 43),
    "side plank": (_PLANK, 66),
    "dead bug": (_HIP_STABILITY, 1),
    "russian twist": (_CORE, 46),
    "box jump": (_PLYO, 29),  # squat jump onto box: `box_jump` (33) is newer than 21.158
    "high box jump": (_PLYO, 13),
    "burpee": (_TOTAL_BODY, 0),
    "leg swing": (_WARM_UP, 9),  # forward and backward
    "bounding": None,
    "single-leg bounding": None,
    "pogo jump": None,
}

EXERCISES: dict[str, Exercise] = {words: Exercise(words, fit) for words, fit in _TABLE.items()}

JUMPS = frozenset(
    {"box jump", "high box jump", "burpee", "bounding", "single-leg bounding", "pogo jump"}
)
"""Exercises that tendons need time to get used to."""
