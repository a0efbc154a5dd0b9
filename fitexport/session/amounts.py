"""The amount of a step: a time, a distance, reps, until the lap button, a multiple of a rep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fitexport.errors import UnitError
from fitexport.keeping import Value
from fitexport.units import KM_M, UNIT_M

MAX_TIME_S = 24 * 3600
MAX_DISTANCE_M = 1_000_000
HEART_RATES = {"bpm": (30, 250), "%max": (30, 100)}
"""Lowest and highest accepted."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Time(Value):
    """`15min`, or the range `15-20min`: whole seconds."""

    s: int
    to_s: int | None = None

    def __post_init__(self) -> None:
        _check_range("time", self.s, self.to_s, MAX_TIME_S, "24h")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RepTime(Time):
    """`1.25x rep` in time for one runner, printed as a watch counts it: `2:05`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Distance(Value):
    """`400m`, `5km`, `2mi`, `440yd`, or a range of one unit; at most three decimals, two below 100 m."""

    value: float
    unit: Literal["m", "km", "mi", "yd"] = "m"
    to: float | None = None

    def __post_init__(self) -> None:
        _check_range("distance", self.value, self.to, MAX_DISTANCE_M / UNIT_M[self.unit], "1000km")
        for value in (self.value, self.to):
            if value is not None and round(value, _decimals(value, self.unit)) != value:
                decimals = "three" if _decimals(value, self.unit) == 3 else "two"
                raise UnitError(
                    f"{value} {self.unit} is finer than a watch can measure",
                    f"give at most {decimals} decimals" + _coarser(value, self.unit),
                )

    @property
    def m(self) -> float:
        return self.value * UNIT_M[self.unit]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reps(Value):
    """`10reps` of an exercise, or the range `4-5reps`."""

    count: int
    to: int | None = None

    def __post_init__(self) -> None:
        _check_range("number of reps", self.count, self.to, 999, "999reps")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class UntilLap(Value):
    """Until the lap button is pressed."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TimesRep(Value):
    """`1.25x rep`: a multiple of the time of the nearest work step before it."""

    ratio: float

    def __post_init__(self) -> None:
        if not 0.1 <= self.ratio <= 10 or round(self.ratio, 2) != self.ratio:
            raise UnitError(
                f"{self.ratio:g}x rep is not a recovery",
                "give 0.1 to 10 times the rep, with at most two decimals: 1.25x rep",
            )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class UntilHeartRate(Value):
    """`until heart rate below 120bpm`, `until heart rate above 80%max`."""

    value: int
    unit: Literal["bpm", "%max"] = "bpm"
    above: bool = False

    def __post_init__(self) -> None:
        low, high = HEART_RATES[self.unit]
        if not low <= self.value <= high:
            raise UnitError(
                f"{self.value} is not a heart rate in {self.unit}", f"stay within {low} to {high}"
            )


Amount = Time | Distance | Reps | UntilLap | UntilHeartRate | TimesRep


def _decimals(value: float, unit: str) -> int:
    """Decimals allowed: three for furlongs and kilometres; `10.125m` would look like ten thousand."""
    return 2 if unit == "m" and value < 100 else 3


def _coarser(value: float, unit: str) -> str:
    """What to write instead of a distance with too many decimals, in metres as well."""
    rounded = round(value, _decimals(value, unit))
    written = [f"{rounded:.10g}{unit}"] if rounded else []
    metres = round(value * KM_M, 6)
    if unit == "km" and round(metres, 3) == metres:
        written.append(f"{metres:.10g}m")
    return f": {' or '.join(written)}" if written else ""


def _check_range(name: str, low: float, high: float | None, limit: float, limit_text: str) -> None:
    if not low > 0:
        raise UnitError(f"the {name} is 0", "give more than 0")
    if high is not None and high == low:
        raise UnitError("a range with both ends the same", "write the number once")
    if high is not None and high < low:
        raise UnitError("a range with its ends reversed", "put the lower end first: 15-20min")
    if not (high or low) <= limit:
        raise UnitError(f"the {name} is too large", f"give at most {limit_text}")
