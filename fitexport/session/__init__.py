"""What a coach writes, as values and as text, both ways: no dates, no speeds.

In comes session text (`6x 400m @ mile, jog 200m`). Out comes a `Session` of symbolic steps, or an
error with line, column and remedy; and back to canonical text. Start with `step.py` and
`steps.py` for the values, `parse.py` and `format.py` for the text.
"""

from fitexport.session.amounts import (
    MAX_DISTANCE_M,
    MAX_TIME_S,
    Amount,
    Distance,
    Reps,
    RepTime,
    Time,
    TimesRep,
    UntilHeartRate,
    UntilLap,
)
from fitexport.session.sports import CROSS_SPORTS, Sport
from fitexport.session.step import MAX_NOTE, Step
from fitexport.session.steps import MAX_COUNT, MAX_DEPTH, Item, Repeat, Session, Use
from fitexport.session.targets import (
    HUMAN_SPEEDS,
    Cadence,
    HeartRate,
    HeartRateZone,
    Pace,
    Power,
    Target,
    Zone,
)
from fitexport.session.words import IMPLIED_ZONE, OWN_LAPS, RECOVERIES, ZONES, What

__all__ = [
    "CROSS_SPORTS",
    "HUMAN_SPEEDS",
    "IMPLIED_ZONE",
    "MAX_COUNT",
    "MAX_DEPTH",
    "MAX_DISTANCE_M",
    "MAX_NOTE",
    "MAX_TIME_S",
    "OWN_LAPS",
    "RECOVERIES",
    "ZONES",
    "Amount",
    "Cadence",
    "Distance",
    "HeartRate",
    "HeartRateZone",
    "Item",
    "Pace",
    "Power",
    "RepTime",
    "Repeat",
    "Reps",
    "Session",
    "Sport",
    "Step",
    "Target",
    "Time",
    "TimesRep",
    "UntilHeartRate",
    "UntilLap",
    "Use",
    "What",
    "Zone",
]
