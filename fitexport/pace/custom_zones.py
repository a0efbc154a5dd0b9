"""Custom zones: text <-> rule, and the paces of a rule for one runner.

>>> rule = parse_rule("79-83%")
>>> rule, format_rule(rule), like(rule)
(Share(slow=79.0, fast=83.0), '79-83%', 'threshold')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal, NoReturn, assert_never

from fitexport.errors import NotationError, UnitError, ZoneError, nearest, with_hint
from fitexport.pace.band import Band
from fitexport.pace.distances import RACE_ZONES_M
from fitexport.pace.fitness import pace_at, race_time
from fitexport.session import HUMAN_SPEEDS, ZONES, What, Zone
from fitexport.session.exercises import EXERCISES
from fitexport.session.words import AMOUNT_UNITS, TARGET_UNITS
from fitexport.units import KM_M, UNIT_M, clock

MAX_ZONES = 20
SHARES = (40.0, 120.0)
"""Percent of the fitness index: an easy walk, and the pace of 800 m."""
RACES_M = (800.0, 42_195.0)
"""Where the equations of race times hold: they are poor below 3.5 minutes, and do not cover what
slows races beyond the marathon."""
_LONGEST = 60
_SPELLED_M = 5.0
"""Rounding of 26.22 miles beyond a marathon."""
_MOST_S = 600.0
"""Largest offset; a zone further away should be based on another."""

# The share of the index from which a pace counts as one of these. Threshold is 83-88 % and
# VO2max 97.5 %: a pace in between belongs to the nearer.
_HARD_FROM = ((92.0, "vo2max"), (81.0, "threshold"))
_SUMS = str.maketrans("\u2013\u2212", "--")

_FORMS = 'write it as "79-83%", "mile + 4s/400m" or "race 15km"'
_WORDS = frozenset(
    {what.value for what in What}
    | set(EXERCISES)
    | {unit.lower() for unit in (*AMOUNT_UNITS, *TARGET_UNITS)}
    | {"hr", "effort", "zone", "use", "until", "lap", "rep", "x", "max"}
)
"""Reserved words of the notation."""

_SHARE = re.compile(r"([\d.]+)\s*(?:-\s*([\d.]+)\s*)?%", re.ASCII)
_OFFSET = re.compile(
    r"(?P<base>[^\s+-][^\s+]*?)\s*(?P<sign>[+-])\s*"
    r"(?:(?P<min>\d+):(?P<sec>[0-5]\d(?:\.\d)?)|(?P<s>\d+(?:\.\d)?)\s*s)"
    r"\s*/\s*(?P<per>\d*)\s*(?P<unit>m|km|mi)",
    re.ASCII,
)
_RACE = re.compile(r"race\s+(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>m|km|mi)", re.ASCII)
_PACE = re.compile(r"[\d:.]+\s*s?\s*(?:-\s*[\d:.]+\s*s?\s*)?/\s*\d*\s*(?:m|km|mi)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Share:
    """`79-83%` of the fitness index; a single number is a pace to aim at."""

    slow: float
    fast: float

    def __post_init__(self) -> None:
        if self.slow > self.fast:
            raise UnitError(
                "the ends are in the wrong order",
                f"put the lower first: {self.fast:g}-{self.slow:g}%",
            )
        low, high = SHARES
        for share in (self.slow, self.fast):
            if not low <= share <= high:
                raise UnitError(
                    f"{share:g} % of the fitness index is not a training pace",
                    f"give {low:g} to {high:g} %; 70 is easy, 97.5 hard repeats",
                )


@dataclass(frozen=True, slots=True)
class Offset:
    """`mile + 4s/400m`: an offset in seconds from a built-in zone."""

    base: str
    seconds: float
    per_m: float

    def __post_init__(self) -> None:
        if self.base not in ZONES:
            raise UnitError(
                f'there is no zone "{self.base[:40]}" to count from',
                with_hint(f"zones: {', '.join(ZONES)}", self.base, ZONES),
            )
        if self.per_m < 100:
            raise UnitError(
                "an offset over less than 100 m", "use /mi, /km or a distance such as /400m"
            )
        if not abs(self.seconds) <= _MOST_S:
            raise UnitError("this is far from the zone", "count from a nearer zone")


@dataclass(frozen=True, slots=True)
class RacePace:
    """`race 15km`: the pace of a race over a distance, from the fitness index."""

    value: float
    unit: Literal["m", "km", "mi"]

    @property
    def m(self) -> float:
        return self.value * UNIT_M[self.unit]

    def __post_init__(self) -> None:
        low, high = RACES_M
        if not low <= self.m <= high + _SPELLED_M:
            raise UnitError(
                f"a mile does not predict the pace of {self.value:g} {self.unit}",
                "give a race of 800 m to 42.195 km",
            )


Rule = Share | Offset | RacePace


@dataclass(frozen=True, slots=True)
class CustomZone:
    """A named zone of a plan."""

    name: str
    rule: Rule

    @property
    def like(self) -> str:
        """The built-in zone of the same intensity."""
        return like(self.rule)


def check_name(name: str) -> None:
    """Raise UnitError unless a custom zone can have this name.

    Raises:
        UnitError: it is not a valid name, or is reserved.
    """
    if name in ZONES:
        raise UnitError(f"the zone {name} is built in", "give yours another name")
    if name in _WORDS:
        raise UnitError(f'"{name}" is a word of the notation', "give the zone another name")
    Zone(name)


def parse_rule(text: str) -> Rule:
    """The rule in a text.

    Raises:
        NotationError: with the place in the text, and a remedy.
    """
    if len(text) > _LONGEST:
        _fail(text[:_LONGEST], 0, "this is too long", _FORMS)
    plain = text.translate(_SUMS).lower()
    begin = len(plain) - len(plain.lstrip())
    plain = plain.strip()
    if share := _SHARE.fullmatch(plain):
        ends = [_number(text, begin + share.start(i), share[i]) for i in (1, 2) if share[i]]
        return _made(text, begin, lambda: Share(ends[0], ends[-1]))
    if race := _RACE.fullmatch(plain):
        value = _number(text, begin + race.start("value"), race["value"])
        unit: Literal["m", "km", "mi"] = race["unit"]  # type: ignore[assignment]
        return _made(text, begin + race.start("value"), lambda: RacePace(value, unit))
    if (offset := _OFFSET.fullmatch(plain)) and not _PACE.fullmatch(plain):
        return _made(text, begin, lambda: _offset(text, begin, offset))
    raise _no_rule(text, begin, plain)


def _no_rule(text: str, begin: int, plain: str) -> NotationError:
    """An error that suggests what may have been meant."""
    name = plain[: len(plain) - len(plain.lstrip("abcdefghijklmnopqrstuvwxyz0123456789"))]
    end = begin + len(plain)
    if _PACE.fullmatch(plain):
        remedy = f"write it in the session: @ {plain}"
        return NotationError(
            text, begin, "a zone depends on the runner: it is not a fixed pace", remedy
        )
    if plain.startswith("race"):
        remedy = 'write its distance with a unit: "race 15km"'
        return NotationError(text, begin, "which race?", remedy)
    if plain.replace(".", "").replace("-", "").isdigit():
        remedy = 'a share of the fitness index has a %: "79-83%"'
        return NotationError(text, end, f"{plain} what?", remedy)
    if name in ZONES:
        remedy = f'write it as "{name} + 4s/400m"'
        return NotationError(text, begin + len(name), "how far from it?", remedy)
    hint = "" if not name or name.isdigit() else nearest(name, (*ZONES, "race"))
    problem = "this is not a zone" if plain else "the text is empty"
    return NotationError(text, begin, problem, f"{_FORMS}; {hint}" if hint else _FORMS)


def format_rule(rule: Rule) -> str:
    """The text that `parse_rule` reads back as the same rule."""
    match rule:
        case Share(slow, fast):
            return f"{_short(slow)}%" if slow == fast else f"{_short(slow)}-{_short(fast)}%"
        case Offset(base, seconds, per_m):
            unit = next((name for name in ("mi", "km") if UNIT_M[name] == per_m), f"{per_m:g}m")
            return f"{base} {'-' if seconds < 0 else '+'} {_short(abs(seconds))}s/{unit}"
        case RacePace(value, unit):
            return f"race {_short(value)}{unit}"
        case _:
            assert_never(rule)


def like(rule: Rule) -> str:
    """The built-in zone of the same intensity as this rule."""
    match rule:
        case Share(slow, fast):
            middle = (slow + fast) / 2
            return next((zone for least, zone in _HARD_FROM if middle >= least), "easy")
        case Offset(base):
            return base
        case RacePace():
            if rule.m > max(RACE_ZONES_M.values()):
                return "threshold"
            return min(RACE_ZONES_M, key=lambda name: abs(RACE_ZONES_M[name] / rule.m - 1))
        case _:
            assert_never(rule)


def bands(own: Collection[CustomZone], index: float, zones: Mapping[str, Band]) -> dict[str, Band]:
    """The paces of custom zones, for a runner with this index and these built-in zones.

    Raises:
        ZoneError: no human runs at one of them.
    """
    return {zone.name: _human(zone, _band(zone.rule, index, zones)) for zone in own}


def _band(rule: Rule, index: float, zones: Mapping[str, Band]) -> Band:
    match rule:
        case Share(slow, fast):
            return Band(pace_at(fast / 100, index), pace_at(slow / 100, index))
        case Offset(base, seconds, per_m):
            return Band(*(edge + seconds / per_m for edge in zones[base]))
        case RacePace():
            pace = race_time(rule.m, index) / rule.m
            return Band(pace, pace)
        case _:
            assert_never(rule)


def _human(zone: CustomZone, band: Band) -> Band:
    slowest, fastest = HUMAN_SPEEDS
    for pace in band:
        if not 1 / fastest <= pace <= 1 / slowest:
            shown = clock(pace * KM_M) + "/km" if pace > 0 else "less than no time"
            problem = f"comes to {shown} here: no human runs at this pace"
            raise ZoneError(zone.name, format_rule(zone.rule), problem)
    return band


def _offset(text: str, begin: int, match: re.Match[str]) -> Offset:
    at = begin + match.start("sign")
    if match["s"]:
        seconds = _number(text, at, match["s"])
    else:
        seconds = 60 * _number(text, at, match["min"]) + float(match["sec"])
    if match["per"] and match["unit"] != "m":
        _fail(
            text,
            begin + match.start("per"),
            "a pace per what?",
            "use /mi, /km or a distance such as /400m",
        )
    if match["unit"] == "m" and not match["per"]:
        _fail(
            text,
            begin + match.start("unit"),
            "a pace per metre",
            "use /mi, /km or a distance such as /400m",
        )
    per_m = _number(text, at, match["per"]) if match["per"] else UNIT_M[match["unit"]]
    return Offset(match["base"], seconds if match["sign"] == "+" else -seconds, per_m)


def _number(text: str, at: int, digits: str) -> float:
    if len(digits) > 9:
        _fail(text, at, "a number with too many digits", "at most 9")
    try:
        return float(digits)
    except ValueError:
        _fail(text, at, f'"{digits}" is not a number', _FORMS)


def _made(text: str, at: int, build: Callable[[], Rule]) -> Rule:
    try:
        return build()
    except UnitError as error:
        _fail(text, at, error.problem, error.remedy)


def _fail(text: str, at: int, problem: str, remedy: str) -> NoReturn:
    raise NotationError(text, at, problem, remedy) from None


def _short(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
