"""Spellings from whiteboards, by the canonical one in which sessions are printed."""

from __future__ import annotations

import re

_WORDS = {
    "warm-up": "warmup, warm up, warmup jog, warm-up jog, wu",
    "cool-down": "cooldown, cool down, cooldown jog, cool-down jog, warm-down, warm down, cd",
    "run": "running",
    "easy": "easy run, easy running",
    "long": "long run",
    "tempo": "tempo run",
    "stride": "strides",
    "hill": "hills, hill sprint, hill sprints",
    "drills": "drill",
    "jog": "jogging, easy jog, slow jog, jog recovery, recovery jog",
    "walk": "walking, easy walk, walk recovery, walking recovery",
    "rest": "standing rest, full rest, standing recovery",
    "time-trial": "time trial, tt",
    "cross-training": "cross training",
    "aqua-jog": "aqua jog, aqua jogging",
}
_UNITS = {
    "s": "sec, secs, second, seconds, \", '', \u2033, \u201d",
    "min": "mins, minute, minutes, ', \u2032, \u2019",
    "h": "hr, hrs, hour, hours",
    "m": "metre, metres, meter, meters",
    "km": "k, kms, kilometre, kilometres, kilometer, kilometers",
    "mi": "mile, miles",
    "yd": "yds, yard, yards",
    "reps": "rep",
}
# The letters are J. Daniels'.
_ZONES = {
    "easy": "e",
    "marathon": "m, mp",
    "half": "half-marathon, half marathon, hm, hmp",
    "threshold": "t, tempo",
    "vo2max": "i, vo2",
    "mile": "r",
}


def _by_spelling(table: dict[str, str]) -> dict[str, str]:
    return {each: word for word, others in table.items() for each in others.split(", ")}


WORD_SPELLINGS = _by_spelling(_WORDS)
UNIT_SPELLINGS = _by_spelling(_UNITS)
ZONE_SPELLINGS = _by_spelling(_ZONES)

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
"""Of a range: hyphens, dashes and the minus sign."""
TIMES = "x\u00d7*"
"""After a count of repeats."""
AT = re.compile(r"@|at\b", re.I)
"""Before a target."""
WITH = re.compile(r",|w/|with\b", re.I)
"""Before a repeat's recovery."""
BULLET = re.compile(r"(?:[-\u2013\u2014\u2022\u00b7*]|[0-9]{1,2}[.)])[^\S\n]+(?=\S)")
"""Bullets and numbers of lists."""
PACE_WORD = re.compile(r"[^\S\n]+pace\b", re.I)
"""After a zone."""
STOP = re.compile(r"(?:until|at|with|to|x)\b|w/", re.I)
"""Ends the name of a step, or follows a number without being its unit."""
