"""A session as the coach wrote it: symbolic steps, no dates, no speeds.

The values here are what session text means (see `notation`). Each checks itself, so a
`Session` that exists can be printed, paced and sent to a watch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from fitexport.errors import SessionError, UnitError
from fitexport.exercises import Exercise
from fitexport.units import MILE_M, UNIT_M

MAX_COUNT = 99
MAX_DEPTH = 3
"""Repeats inside repeats: sets of reps of pairs is the deepest that coaches write."""
MAX_TIME_S = 24 * 3600
MAX_DISTANCE_M = 1_000_000
MAX_NOTE = 200
"""Characters of a note: the notes field of a Forerunner 935 or fenix 6X holds 200 bytes."""
HUMAN_SPEEDS = (0.5, 12.5)
"""m/s: slower than any walk (33:20/km), faster than the fastest sprint measured (12.4)."""


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
CROSS_SPORTS = frozenset(
    {
        What.CYCLING,
        What.SWIMMING,
        What.ROWING,
        What.ELLIPTICAL,
        What.AQUA_JOG,
        What.HIKING,
    }
)
_RUNS = frozenset(
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
_FRAME = frozenset({What.WARM_UP, What.COOL_DOWN, What.DRILLS})
_BY_FEEL = frozenset({What.STRIDE, What.HILL, What.DRILLS})
_OWN_LAPS = frozenset({What.RACE, What.TIME_TRIAL})

IMPLIED_ZONE = {What.EASY: "easy", What.LONG: "long", What.TEMPO: "threshold"}
"""Words that bring their own target."""

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
)


_ZONE_NAME = re.compile(r"[0-9]+[mk]|[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_BLOCK_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_VALUE_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")
_VALUE = re.compile(r"[a-z0-9_.:%+-]{1,40}")


# --- amounts ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Time:
    """`15min`, or the range `15-20min`: whole seconds."""

    s: int
    to_s: int | None = None

    def __post_init__(self) -> None:
        _check_range("time", self.s, self.to_s, MAX_TIME_S, "24h")


@dataclass(frozen=True, slots=True)
class Distance:
    """`400m`, `5km`, `2mi`, or a range of one unit; at most three decimals."""

    value: float
    unit: Literal["m", "km", "mi"] = "m"
    to: float | None = None

    def __post_init__(self) -> None:
        _check_range("distance", self.value, self.to, MAX_DISTANCE_M / UNIT_M[self.unit], "1000km")
        for value in (self.value, self.to):
            if value is not None and round(value, 3) != value:
                raise UnitError(
                    f"{value} {self.unit} is finer than a watch can measure",
                    "give at most three decimals",
                )

    @property
    def m(self) -> float:
        return self.value * UNIT_M[self.unit]

    @property
    def to_m(self) -> float | None:
        return None if self.to is None else self.to * UNIT_M[self.unit]


@dataclass(frozen=True, slots=True)
class Reps:
    """`10reps` of an exercise, or the range `4-5reps`."""

    count: int
    to: int | None = None

    def __post_init__(self) -> None:
        _check_range("number of reps", self.count, self.to, 999, "999reps")


@dataclass(frozen=True, slots=True)
class UntilLap:
    """Until the lap button is pressed."""


@dataclass(frozen=True, slots=True)
class TimesRep:
    """`1.25x rep`: so many times the time of the nearest work step before it."""

    ratio: float

    def __post_init__(self) -> None:
        if not 0.1 <= self.ratio <= 10 or round(self.ratio, 2) != self.ratio:
            raise UnitError(
                f"{self.ratio:g}x rep is no recovery",
                "give 0.1 to 10 times the rep, with at most two decimals: 1.25x rep",
            )


Amount = Time | Distance | Reps | UntilLap | TimesRep


# --- targets ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Zone:
    """A pace of the athlete's own pace table: `mile`, `5k`, `threshold`."""

    name: str

    def __post_init__(self) -> None:
        if not _ZONE_NAME.fullmatch(self.name) or self.name in ("hr", "effort"):
            raise UnitError(
                f'no zone can be called "{self.name}"', "name it as threshold, 5k or 800m are named"
            )


@dataclass(frozen=True, slots=True)
class Pace:
    """`5:30-5:40/mi`, `82-84s/400m`: seconds per `per_m` metres, the fast end first.

    One number alone (`3:25/km`) is a pace to aim at; the athlete's band is laid around it.
    """

    fast_s: float
    slow_s: float
    per_m: float

    def __post_init__(self) -> None:
        if self.per_m != MILE_M and not (self.per_m >= 1 and self.per_m % 1 == 0):
            raise UnitError(
                f"a pace by {self.per_m:g} m", "count it by /mi, /km or whole metres: /400m"
            )
        if self.fast_s > self.slow_s:
            raise UnitError(
                "the slower pace stands first", "put the faster pace first: 82-84s/400m"
            )
        for seconds in (self.fast_s, self.slow_s):
            if round(seconds, 1) != seconds:
                raise UnitError(
                    "a pace is finer than a tenth of a second", "give at most one decimal"
                )
            low, high = HUMAN_SPEEDS
            if not self.per_m / high <= seconds <= self.per_m / low:
                raise UnitError(
                    "no human runs at this pace",
                    f"check the number and its unit: {self.per_m:g} m in {seconds:g} s",
                )


@dataclass(frozen=True, slots=True)
class HeartRate:
    """`140-150bpm`, or `65-79%max` of the athlete's maximum."""

    low: int
    high: int
    unit: Literal["bpm", "%max"] = "bpm"

    def __post_init__(self) -> None:
        allowed = (30, 250) if self.unit == "bpm" else (30, 100)
        _check_ends(f"heart rate in {self.unit}", self.low, self.high, *allowed)


@dataclass(frozen=True, slots=True)
class HeartRateZone:
    """`hr zone 2`: a heart-rate zone as set on the watch, 1 to 5."""

    zone: int

    def __post_init__(self) -> None:
        if not 1 <= self.zone <= 5:
            raise UnitError(f"there is no heart-rate zone {self.zone}", "watches have zones 1 to 5")


@dataclass(frozen=True, slots=True)
class Power:
    """`250-270W`."""

    low_w: int
    high_w: int

    def __post_init__(self) -> None:
        _check_ends("power in W", self.low_w, self.high_w, 1, 3000)


@dataclass(frozen=True, slots=True)
class Cadence:
    """`180-186spm`: steps (of both feet) a minute."""

    low_spm: int
    high_spm: int

    def __post_init__(self) -> None:
        _check_ends("cadence in spm", self.low_spm, self.high_spm, 20, 400)


Target = Zone | Pace | HeartRate | HeartRateZone | Power | Cadence


# --- steps ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, how much of it, at what target.

    A target that the word brings anyway is left out, and `run` at such a zone takes the
    zone's word, so that one meaning has one spelling.
    """

    amount: Amount
    what: What | Exercise = What.RUN
    target: Target | None = None
    effort: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.target, Zone):
            if self.what is What.RUN and self.target.name in ("easy", "long"):
                object.__setattr__(self, "what", What(self.target.name))
            if isinstance(self.what, What) and self.target.name == IMPLIED_ZONE.get(self.what):
                object.__setattr__(self, "target", None)
        if self.effort is not None and not 1 <= self.effort <= 10:
            raise UnitError(f"there is no effort {self.effort}", "efforts go from 1 to 10")
        if len(self.note) > MAX_NOTE:
            raise UnitError(
                f"a note of {len(self.note)} characters",
                f"a watch shows {MAX_NOTE} at most: shorten it",
            )
        for char in self.note:
            if char != "\n" and not char.isprintable():
                raise UnitError(
                    f"a note holds U+{ord(char):04X}, which no watch shows",
                    "write plain text; \\n makes a new line",
                )
        _check_step(self)

    @property
    def is_recovery(self) -> bool:
        return self.what in RECOVERIES

    @property
    def is_work(self) -> bool:
        """Whether a recovery after it may be given in times of it."""
        return not (self.is_recovery or self.what in _FRAME)

    @property
    def zone(self) -> str | None:
        """The zone it is to be run in, written out or brought by its word."""
        if isinstance(self.target, Zone):
            return self.target.name
        if self.target is None and isinstance(self.what, What):
            return IMPLIED_ZONE.get(self.what)
        return None


@dataclass(frozen=True, slots=True)
class Repeat:
    """`6x 400m @ mile, jog 200m`: the recovery stands between the rounds, not after the last."""

    count: int
    items: tuple[Item, ...]
    recovery: Step | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MAX_COUNT:
            problem = "repeats nothing" if self.count < 1 else "is too many repeats"
            raise UnitError(f"{self.count}x {problem}", f"give 1 to {MAX_COUNT} repeats")
        if not self.items:
            raise UnitError("there is nothing to repeat", "write the steps between the brackets")
        if self.recovery is not None and not self.recovery.is_recovery:
            raise UnitError(
                f"{self.recovery.what} is no recovery", "recover with jog, walk, rest or float"
            )
        if _depth(self) > MAX_DEPTH:
            raise UnitError(
                "repeats stand too deep in each other", f"write at most {MAX_DEPTH} in one another"
            )


@dataclass(frozen=True, slots=True)
class Use:
    """`use strength-a (sets 3, reps 8)`: a block by name, not yet filled in."""

    block: str
    values: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not _BLOCK_NAME.fullmatch(self.block):
            raise UnitError(
                f'no block can be called "{self.block}"', "name it as strength-a is named"
            )
        names = [name for name, _ in self.values]
        for name, value in self.values:
            if not (_VALUE_NAME.fullmatch(name) and _VALUE.fullmatch(value)):
                raise UnitError(f'"{name} {value}" fills no hole', "write name and value: sets 3")
            if names.count(name) > 1:
                raise UnitError(f'"{name}" is given twice', "give it once")


Item = Step | Repeat | Use


@dataclass(frozen=True, slots=True)
class Session:
    """One thing to do on one day. No items: a rest day."""

    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        _check_session(self.items)

    @property
    def is_rest(self) -> bool:
        return not self.items

    def steps(self) -> Iterator[Step]:
        """Every step once, in reading order, recoveries after what they follow."""
        for step in _walk(self.items):
            if step is not None:
                yield step

    def sport(self) -> What | Literal["strength"]:
        """What the watch has to be set to: RUN, CROSS_TRAINING or one of its sports, strength."""
        for step in self.steps():
            sport = _sport(step)
            if sport is not None:
                return sport
        return What.RUN


# --- checks -----------------------------------------------------------------------------


_PACE_IS_FOR_RUNS = (
    "pace targets exist in running workouts only",
    "use bpm, %max, W or effort instead",
)


def _check_range(name: str, low: float, high: float | None, limit: float, limit_text: str) -> None:
    if not low > 0:
        raise UnitError(f"a {name} of nothing", "give more than 0")
    if high is not None and high == low:
        raise UnitError("a range with both ends the same", "write the one number alone")
    if high is not None and high < low:
        raise UnitError("a range with its ends reversed", "put the lower end first: 15-20min")
    if not (high or low) <= limit:
        raise UnitError(f"a {name} beyond every session", f"give at most {limit_text}")


def _check_ends(name: str, low: int, high: int, lowest: int, highest: int) -> None:
    if low > high:
        raise UnitError("a target with its ends reversed", f"put the lower end first: {high}-{low}")
    if low < lowest or high > highest:
        ends = f"{low}" if low == high else f"{low}-{high}"
        raise UnitError(f"{ends} is no {name}", f"stay within {lowest} to {highest}")
    if low == high:
        room = f"{max(lowest, low - 5)}-{min(highest, low + 5)}"
        raise UnitError("a target without a range", f"give the watch room: {room}")


def _check_step(step: Step) -> None:
    """The words, amounts and targets that go together."""
    match step.amount:
        case TimesRep() if not step.is_recovery:
            raise UnitError(
                f"only a recovery lasts so many times a rep, not {step.what}",
                "use it with jog, walk, rest or float",
            )
        case Reps() if not isinstance(step.what, Exercise):
            raise UnitError(f"reps of {step.what} cannot be counted", "reps belong to an exercise")
        case Distance() if isinstance(step.what, Exercise):
            raise UnitError(f"{step.what} goes by reps or time", "give reps, a time or until lap")
        case _:
            pass
    paced = isinstance(step.target, Zone | Pace)
    if paced and (isinstance(step.what, Exercise) or _sport(step) not in (None, What.RUN)):
        raise UnitError(*_PACE_IS_FOR_RUNS)
    if step.target is not None and step.what in _BY_FEEL:
        raise UnitError(
            f"{step.what} is run by feel", 'give an effort or a note: stride 20s "build to fast"'
        )
    if step.target is not None and step.what in _OWN_LAPS:
        raise UnitError(f"{step.what} has its own pace plan", "leave the target out")
    if step.what in _OWN_LAPS and (not isinstance(step.amount, Distance) or step.amount.to):
        raise UnitError(f"a {step.what} has a distance", f"write {step.what} 1mi")


def _check_session(items: tuple[Item, ...]) -> None:
    """One sport, and a rep before each recovery that is measured by it."""
    steps = list(_walk(items))
    sport = _check_sport(steps)
    rep: Step | None = None
    known = True
    for index, step in enumerate(steps):
        if step is None:  # a block: it may end with a rep
            known = False
        elif isinstance(step.target, Zone | Pace) and sport not in (None, What.RUN):
            raise SessionError(index, *_PACE_IS_FOR_RUNS)
        elif step.is_work:
            rep, known = step, True
        elif isinstance(step.amount, TimesRep) and known:
            if rep is None:
                raise SessionError(index, "there is no rep before this", "give a time: jog 90s")
            if not _has_time(rep):
                raise SessionError(
                    index, "the rep before this has no known time", "give a time: jog 90s"
                )


def _check_sport(steps: list[Step | None]) -> What | Literal["strength"] | None:
    sport: What | Literal["strength"] | None = None
    for index, step in enumerate(steps):
        own = None if step is None else _sport(step)
        if own is not None and sport is not None and own != sport:
            raise SessionError(
                index,
                f"{sport} and {own} in one session: a watch holds one sport a workout",
                "write two sessions",
            )
        sport = own or sport
    return sport


def _has_time(rep: Step) -> bool:
    if isinstance(rep.amount, Distance):
        return rep.zone is not None or isinstance(rep.target, Pace)
    return isinstance(rep.amount, Time)


def _sport(step: Step) -> What | Literal["strength"] | None:
    """The sport a step belongs to; None for what goes with every sport."""
    if isinstance(step.what, Exercise):
        return "strength"
    if step.what in _RUNS:
        return What.RUN
    if step.what is What.CROSS_TRAINING or step.what in CROSS_SPORTS:
        return step.what
    return None


def _walk(items: tuple[Item, ...]) -> Iterator[Step | None]:
    """Steps in reading order; None stands for a block."""
    for item in items:
        match item:
            case Step():
                yield item
            case Repeat():
                yield from _walk(item.items)
                if item.recovery is not None:
                    yield item.recovery
            case Use():
                yield None


def _depth(item: Item) -> int:
    return 1 + max(map(_depth, item.items)) if isinstance(item, Repeat) else 0
