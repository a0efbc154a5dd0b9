"""The words of session text."""

from __future__ import annotations

from fitexport.session import What
from fitexport.session.exercises import EXERCISES, Exercise
from fitexport.units import KM_M, MILE_M

WHATS: dict[str, What | Exercise] = {what.value: what for what in What} | EXERCISES

AMOUNT_UNITS = ("s", "min", "h", "m", "km", "mi", "reps")
SECONDS = {"s": 1, "min": 60, "h": 3600}

PACE_UNITS = {"mi": MILE_M, "km": KM_M}
"""What a pace is counted by, besides a number of metres."""

TARGET_UNITS = ("bpm", "%max", "W", "spm")
