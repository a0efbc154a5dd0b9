"""The runner of a workout, for formats that need more than the workout has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fitexport.keeping import Value
from fitexport.units import DEFAULT_UNITS, Units


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Runner(Value):
    """The runner's units, mile and maximum heart rate, and the day of the workout."""

    mile_s: float
    units: Units = DEFAULT_UNITS
    max_hr: int | None = None
    day: date | None = None
