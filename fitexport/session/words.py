"""The words of session text, and which of them go together."""

from __future__ import annotations

from enum import StrEnum

from fitexport.session.exercises import EXERCISES, Exercise
from fitexport.units import KM_M, MILE_M


class What(StrEnum):
    """What a step is; the value is its word."""

    WARM_UP = "warm-up"
    COOL_DOWN = "cool-down"
    RUN = "run"
    EASY = "easy"
    LONG = "long"
    TEMPO = "tempo"
    STRIDE = "stride"
    HILL = "hill"
    DRILLS = "drills"
    FLOAT = "float"
    JOG = "jog"
    WALK = "walk"
    REST = "rest"
    RACE = "race"
    TIME_TRIAL = "time-trial"
    CROSS_TRAINING = "cross-training"
    CYCLING = "cycling"
    SWIMMING = "swimming"
    ROWING = "rowing"
    ELLIPTICAL = "elliptical"
    AQUA_JOG = "aqua-jog"
    HIKING = "hiking"


RECOVERIES = frozenset({What.JOG, What.WALK, What.REST, What.FLOAT})
RUNS = frozenset(
    {
        What.RUN,
        What.EASY,
        What.LONG,
        What.TEMPO,
        What.STRIDE,
        What.HILL,
        What.FLOAT,
        What.JOG,
        What.RACE,
        What.TIME_TRIAL,
    }
)
FRAME = frozenset({What.WARM_UP, What.COOL_DOWN, What.DRILLS})
BY_FEEL = frozenset({What.STRIDE, What.HILL, What.DRILLS})
OWN_LAPS = frozenset({What.RACE, What.TIME_TRIAL})

IMPLIED_ZONE = {What.EASY: "easy", What.LONG: "long", What.TEMPO: "threshold"}
"""Words that imply a target."""

ZONES = (
    "easy",
    "long",
    "threshold",
    "vo2max",
    "mile",
    "goal",
    "800m",
    "1500m",
    "3k",
    "5k",
    "10k",
    "half",
    "marathon",
)

WHATS: dict[str, What | Exercise] = {what.value: what for what in What} | EXERCISES
"""Names of steps."""

AMOUNT_UNITS = ("s", "min", "h", "m", "km", "mi", "yd", "reps")
SECONDS = {"s": 1, "min": 60, "h": 3600}

PACE_UNITS = {"mi": MILE_M, "km": KM_M}
"""Units of a pace, besides a number of metres."""

TARGET_UNITS = ("bpm", "%max", "W", "spm")
