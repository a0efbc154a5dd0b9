"""The sports of a watch: FIT's numbers, and the word for each in session text."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, NamedTuple

from fitexport.session.words import What


class Sport(StrEnum):
    """What the watch is set to."""

    RUNNING = "running"
    STRENGTH = "strength"
    CYCLING = "cycling"
    SWIMMING = "swimming"
    ROWING = "rowing"
    ELLIPTICAL = "elliptical"
    AQUA_JOG = "aqua-jog"
    HIKING = "hiking"


class SportFacts(NamedTuple):
    """FIT's numbers (profile types `sport`, `sub_sport`), and the word for a step; strength has none."""

    fit: int
    fit_sub: int | None
    word: What | None


# Running has no sub-sport, not even on the track: Garmin Connect's own files have none. Aqua
# jogging is generic.
SPORTS = {
    Sport.RUNNING: SportFacts(1, None, What.RUN),
    Sport.STRENGTH: SportFacts(10, 20, None),
    Sport.CYCLING: SportFacts(2, None, What.CYCLING),
    Sport.SWIMMING: SportFacts(5, None, What.SWIMMING),
    Sport.ROWING: SportFacts(15, None, What.ROWING),
    Sport.ELLIPTICAL: SportFacts(4, 15, What.ELLIPTICAL),
    Sport.AQUA_JOG: SportFacts(0, None, What.AQUA_JOG),
    Sport.HIKING: SportFacts(17, None, What.HIKING),
}
SPORT_OF_WORD = {facts.word: sport for sport, facts in SPORTS.items() if facts.word is not None}
CROSS_SPORTS = frozenset(SPORT_OF_WORD) - {What.RUN}
"""Words that name a sport for cross-training."""
CrossSport = Literal["cycling", "swimming", "rowing", "elliptical", "aqua-jog", "hiking"]
"""The same words, as a setting of the athlete."""
