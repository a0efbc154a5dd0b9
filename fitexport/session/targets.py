"""How hard a step is: a zone of the athlete's, or a range in numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from fitexport.errors import UnitError
from fitexport.keeping import Value
from fitexport.session.amounts import HEART_RATES
from fitexport.units import MILE_M

HUMAN_SPEEDS = (0.5, 12.5)
"""m/s: slower than any walk (33:20/km), faster than the fastest sprint measured (12.4)."""
WATTS, SPM = (1, 3000), (20, 400)
"""Accepted powers and cadences."""

PERCENT = (50, 130)
"""Percent of a zone's speed: of mile speed, from an easy run to a sprint."""

ZONE_NAME = r"[0-9]+[mk]|[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
"""Names such as 5k and 800m begin with a digit."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Zone(Value):
    """A pace of the athlete's own pace table: `mile`, `5k`, `threshold`; `95% mile` is run at
    95 % of its speed.

    For a custom zone, `like` is the built-in one of the same intensity.
    """

    name: str
    like: str = ""
    percent: int = 100

    def __post_init__(self) -> None:
        low, high = PERCENT
        if not low <= self.percent <= high:
            raise UnitError(
                f"nobody trains at {self.percent} % of the speed of {self.name}",
                f"give {low} to {high} %: 95% mile is a little slower than mile pace",
            )
        if not re.fullmatch(ZONE_NAME, self.name) or self.name in ("hr", "effort"):
            raise UnitError(
                f'"{self.name}" cannot be a zone name',
                "use lowercase letters, digits and hyphens, a letter first: steady, half-marathon",
            )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pace(Value):
    """`5:30-5:40/mi`, `82-84s/400m`: seconds per `per_m` metres, the fast end first.

    A single number (`3:25/km`) is a pace to aim at; the watch gets the athlete's band around it.
    """

    fast_s: float
    slow_s: float
    per_m: float

    def __post_init__(self) -> None:
        if self.per_m != MILE_M and not (self.per_m >= 1 and self.per_m % 1 == 0):
            raise UnitError(
                f"a pace per {self.per_m:g} m", "use /mi, /km or whole metres such as /400m"
            )
        if self.fast_s > self.slow_s:
            raise UnitError("the slower pace comes first", "put the faster pace first: 82-84s/400m")
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


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HeartRate(Value):
    """`140-150bpm`, or `65-79%max` of the athlete's maximum."""

    low: int
    high: int
    unit: Literal["bpm", "%max"] = "bpm"

    def __post_init__(self) -> None:
        _check_ends(f"heart rate in {self.unit}", self.low, self.high, *HEART_RATES[self.unit])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HeartRateZone(Value):
    """`hr zone 2`: a heart-rate zone as set on the watch, 1 to 5."""

    zone: int

    def __post_init__(self) -> None:
        if not 1 <= self.zone <= 5:
            raise UnitError(f"there is no heart-rate zone {self.zone}", "watches have zones 1 to 5")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Power(Value):
    """`250-270W`."""

    low_w: int
    high_w: int

    def __post_init__(self) -> None:
        _check_ends("power in W", self.low_w, self.high_w, *WATTS)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cadence(Value):
    """`180-186spm`: steps (of both feet) a minute."""

    low_spm: int
    high_spm: int

    def __post_init__(self) -> None:
        _check_ends("cadence in spm", self.low_spm, self.high_spm, *SPM)


Target = Zone | Pace | HeartRate | HeartRateZone | Power | Cadence


def _check_ends(name: str, low: int, high: int, lowest: int, highest: int) -> None:
    if low > high:
        raise UnitError("a target with its ends reversed", f"put the lower end first: {high}-{low}")
    if low < lowest or high > highest:
        ends = f"{low}" if low == high else f"{low}-{high}"
        raise UnitError(f"{ends} is not a {name}", f"stay within {lowest} to {highest}")
    if low == high:
        room = f"{max(lowest, low - 5)}-{min(highest, low + 5)}"
        raise UnitError("a target without a range", f"give the watch some room: {room}")
