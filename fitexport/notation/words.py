"""The words of session text, and the nearest of them to one that is not."""

from __future__ import annotations

from collections.abc import Iterable

from fitexport.exercises import EXERCISES, Exercise
from fitexport.session import What
from fitexport.units import KM_M, MILE_M

WHATS: dict[str, What | Exercise] = {what.value: what for what in What} | EXERCISES

AMOUNT_UNITS = ("s", "min", "h", "m", "km", "mi", "reps")
SECONDS = {"s": 1, "min": 60, "h": 3600}

PACE_UNITS = {"mi": MILE_M, "km": KM_M}
"""What a pace is counted by, besides a number of metres."""

TARGET_UNITS = ("bpm", "%max", "W", "spm")

MEANT = {
    "sec": "s",
    "secs": "s",
    "second": "s",
    "seconds": "s",
    "mins": "min",
    "minute": "min",
    "minutes": "min",
    "hour": "h",
    "hours": "h",
    "hr": "h",
    "meter": "m",
    "meters": "m",
    "metre": "m",
    "metres": "m",
    "k": "km",
    "kms": "km",
    "mile": "mi",
    "miles": "mi",
    "rep": "reps",
    "times": "x",
}
"""Spellings that people try, and the word they want."""


def nearest(word: str, known: Iterable[str]) -> str:
    """`did you mean "mile"?`, or nothing if no known word is near.

    >>> nearest("mlie", ["mile", "goal"]), nearest("zzz", ["mile"]), nearest("mile", ["km", "mi"])
    ('did you mean "mile"?', '', 'did you mean "mi"?')
    """
    from difflib import get_close_matches  # only on the way to an error

    known = list(known)
    if MEANT.get(word) in (*known, "x"):
        return f'did you mean "{MEANT[word]}"?'
    found = get_close_matches(word[:40], known, n=1, cutoff=0.6)
    return f'did you mean "{found[0]}"?' if found else ""
