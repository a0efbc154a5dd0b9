"""What each zone is for, how it feels, and what the heart does: the words for the paces.

Effort is the guide's scale of 1 to 10, on which a conversational long run is a 6. Heart rates are
percent of the maximum (J. Daniels, Running Formula, chapter 4); where there are none, the heart reacts too slowly or
no source has one. `rep_m` is the rep for which a zone's range is shown.
"""

from __future__ import annotations

from typing import NamedTuple

SPLIT_ZONES = ("goal", "mile", "vo2max", "threshold", "easy")
"""Zones whose splits runners know by heart, the fastest first."""


class ZoneFacts(NamedTuple):
    effort: str
    heart_percent: tuple[int, int] | None
    purpose: str
    rep_m: float = 400.0


ZONE_FACTS = {
    "easy": ZoneFacts(
        "4-5", (65, 79), "most of your running: endurance, and recovery from hard days"
    ),
    "long": ZoneFacts("6", (65, 79), "the long run: whole sentences, all the way"),
    "threshold": ZoneFacts("7-8", (88, 92), "tempo runs: what you could race for an hour"),
    "vo2max": ZoneFacts("8-9", (95, 100), "hard repeats of 2 to 5 minutes: a bigger engine", 800.0),
    "mile": ZoneFacts("8-9", None, "short repeats: the pace of your current mile, made familiar"),
    "goal": ZoneFacts("8-9", None, "rehearsals: the pace of the race you train for"),
    "marathon": ZoneFacts("7", None, "race pace for a marathon", 1000.0),
    "half": ZoneFacts("8", None, "race pace for a half marathon", 1000.0),
    "10k": ZoneFacts("10", None, "race pace for 10 km", 1000.0),
    "5k": ZoneFacts("10", None, "race pace for 5 km", 1000.0),
    "3k": ZoneFacts("10", None, "race pace for 3 km", 800.0),
    "1500m": ZoneFacts("10", None, "race pace for 1500 m"),
    "800m": ZoneFacts("10", None, "race pace for 800 m, the least certain of these"),
}
