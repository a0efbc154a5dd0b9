"""Sport names in GPX and TCX files -> sport and kind, as in `fit.meaning`."""

from __future__ import annotations

import re

_NOT_LETTERS = re.compile(r"[^a-z0-9]")

# Words used by Garmin Connect, Strava (numbers too: 9 is a run), Runkeeper, Polar, Suunto, Coros;
# without spaces, capitals and punctuation.
_SPORTS = {
    **dict.fromkeys(("running", "run", "9", "jogging", "streetrunning", "race"), ("running", "")),
    **dict.fromkeys(("virtualrun", "virtualrunning"), ("running", "virtual")),
    **dict.fromkeys(("treadmillrunning", "treadmill"), ("running", "treadmill")),
    **dict.fromkeys(("trackrunning", "track"), ("running", "track")),
    **dict.fromkeys(("trailrunning", "trailrun"), ("running", "trail")),
    **dict.fromkeys(("cycling", "biking", "ride", "1", "bike", "roadbiking"), ("cycling", "")),
    **dict.fromkeys(("mountainbiking", "roadcycling", "virtualride", "ebikeride"), ("cycling", "")),
    **dict.fromkeys(("walking", "walk", "10"), ("walking", "")),
    **dict.fromkeys(("hiking", "hike", "4"), ("hiking", "")),
    **dict.fromkeys(("swimming", "swim", "openwaterswimming", "lapswimming"), ("swimming", "")),
    **dict.fromkeys(("rowing", "indoorrowing"), ("rowing", "")),
    **dict.fromkeys(("driving", "car", "motorcycling"), ("driving", "")),
    **dict.fromkeys(("inlineskating", "skating"), ("inline skating", "")),
    **dict.fromkeys(("nordicski", "crosscountryskiing"), ("cross-country skiing", "")),
}
# Parts of longer words, the first match counts: `gravel_cycling`, `MountainBikeRide`, `alpine_ski`;
# in English and the services' other languages, reduced to a to z.
_PARTS = (
    (r"wheelchair|handcycl", ("wheelchair", "")),
    (
        r"run|jog|athletics|(?<!lang)(?<!eis)lauf|coursepied|carrera|corsa|corrida|hardlopen|bieg",
        ("running", ""),
    ),
    (r"cycl|bik|(?<!st)ride|spin|radfahr|ciclis|bicicl|^vlo|fiets", ("cycling", "")),
    (r"walk|spazier|camina|camminat|wandeling", ("walking", "")),
    (r"hik|mountaineer|climb|wander|randonne|senderis|escursion", ("hiking", "")),
    (r"swim|schwimm|natac|natation|nuoto|zwem", ("swimming", "")),
    (r"row|kayak|canoe|paddl", ("paddling", "")),
    (r"skat", ("inline skating", "")),
    (r"ski|snow|sled", ("skiing", "")),
    (r"sail|surf|boat", ("sailing", "")),
    (r"driv|motor|car|fly|horse|elliptic|stair", ("another sport", "")),
)


# Services' default titles: `Morning Run`, `Lunch Ride`.
_IN_TITLES = {
    **dict.fromkeys(("run", "running", "jog", "jogging", "parkrun", "lauf"), "running"),
    **dict.fromkeys(("ride", "cycling", "bike", "biking", "radfahrt"), "cycling"),
    **dict.fromkeys(("walk", "walking", "hike", "hiking"), "walking"),
    **dict.fromkeys(("swim", "swimming"), "swimming"),
}


def sport_in(title: str) -> str:
    """The sport in a title; "" if there is none or more than one.

    >>> sport_in("Morning Run"), sport_in("Lunch Ride"), sport_in("Run to the bike shop")
    ('running', 'cycling', '')
    """
    words = re.findall(r"[a-z]+", title[:200].lower())
    named = {_IN_TITLES[word] for word in words if word in _IN_TITLES}
    return named.pop() if len(named) == 1 else ""


def sport_named(text: str) -> tuple[str, str]:
    """Sport and kind of a word; two empty ones if unknown.

    >>> sport_named("Trail Running"), sport_named("gravel_cycling"), sport_named("Other")
    (('running', 'trail'), ('cycling', ''), ('', ''))
    """
    word = _NOT_LETTERS.sub("", text[:80].lower())
    if word in _SPORTS:
        return _SPORTS[word]
    return next((sport for part, sport in _PARTS if re.search(part, word)), ("", ""))
